"""Laws of the share of roads that are not open: good news raises nothing, what is known counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.assess.assessing import assess
from qafila.situation import build_situation
from tests.support.assessing import DAY, ledger, mali, outlet, said

KINDS = (
    "attack_on_convoy",
    "blockade",
    "blockade/fuel_ban",
    "armed_clash",
    "service_closure/border_closure",
    "agreement/road_open",
    "truce",
    "shortage/pumps_dry",
)
PLACES = ("diema", "kita", "kayes", "sikasso", "gao", "mopti", "bamako")
FEW = settings(max_examples=12, deadline=None)
MANY = settings(max_examples=25, deadline=None)


@st.composite
def stories(draw, number, kinds=KINDS):
    told = draw(st.integers(0, 40))
    back = told + draw(st.integers(0, 10))
    return said(
        number,
        draw(st.sampled_from(kinds)),
        draw(st.sampled_from(PLACES)),
        on=draw(st.sampled_from([back, None])),
        reported=told,
        origin=draw(st.sampled_from(["rfi", "afp", "jnim"])),
    )


@st.composite
def many(draw, least=0):
    return [draw(stories(number)) for number in range(draw(st.integers(least, 6)))]


def judged(claims, day=DAY):
    known = ledger(*(one for one in claims if one.reported_at <= day), as_of=day)
    situation = build_situation(mali(), known, day)
    return assess(mali(), known, day, situation=situation)


def supply(found):
    return {one.unit.place: one for one in found.findings if one.indicator_id == "supply_pressure"}


def law(body, *strategies):
    """The law in two sizes: a small one that always runs, and a slow one."""
    return FEW(given(*strategies)(body)), pytest.mark.slow(MANY(given(*strategies)(body)))


# What arrives changes no level of supply pressure, on no day.


def arrivals(claims, good):
    kind = "supply_arrival/escort" if good.reported_at.day % 2 else "supply_arrival"
    event_type, _, subtype = kind.partition("/")
    good = replace(good, event_type=event_type, subtype=subtype or None)
    one, two = supply(judged(claims)), supply(judged([*claims, good]))
    assert {place: found.history for place, found in one.items()} == {
        place: found.history for place, found in two.items()
    }
    assert all(good.claim_id not in found.claims for found in two.values())


test_an_arrival_raises_no_level, test_an_arrival_raises_no_level_slowly = law(
    arrivals, many(), stories("good")
)


# A copy, or a relay of the same origin, changes no share of roads.


def copies(claims, data):
    claim = data.draw(st.sampled_from(claims))
    chain = (outlet("another"), claim.said_by[-1])
    copy = replace(claim, claim_id="copy", document_id="f" * 64, said_by=chain)
    one, two = supply(judged(claims)), supply(judged([*claims, copy]))
    assert {place: found.history for place, found in one.items()} == {
        place: found.history for place, found in two.items()
    }


test_copies_change_no_share, test_copies_change_no_share_slowly = law(
    copies, many(least=1), st.data()
)


# The page of a day and what the pages after it tell of that day are one.


def mornings(claims, back):
    earlier = supply(judged(claims, DAY - dt.timedelta(back)))
    for place, found in supply(judged(claims)).items():
        assert found.history[-1 - back] == earlier[place].level


test_the_history_of_a_day_is_its_page, test_the_history_of_a_day_is_its_page_slowly = law(
    mornings, many(), st.integers(1, 30)
)
