"""Laws of the assessment, whatever the claims."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.assess.assessing import assess
from qafila.assess.model import LEVELS
from qafila.assess.rules import Indicator, Rules
from qafila.assess.signals import signal_from_payload
from qafila.claims import Document, Span, claim_id
from qafila.ledger import open_store
from qafila.ledger.choosing import newest, payloads, some, stamps
from qafila.ledger.payloads import payload_of
from tests.support.assessing import (
    DAY,
    NUMBERS,
    WITHIN,
    gauge,
    land,
    ledger,
    mali,
    outlet,
    people,
    region,
    said,
)

KINDS = ("attack_on_convoy", "shortage/pumps_dry", "shortage/easing", "abduction", "price")
PLACES = ("diema", "kita", "bamako", "mopti", region("kayes"), land("MLI"), (), "tengrela")
ORIGINS = ("rfi", "afp", "jnim", "army")
_ATTACKS = ("attack_on_convoy", "abduction")
FIGURES = {
    "attack_on_convoy": ("tankers_destroyed", "tankers"),
    "abduction": ("persons_abducted", "persons"),
    "price": ("fuel_price", "XOF per litre"),
    "shortage": ("fuel_cover", "days"),
}
GAUGES = (
    gauge("incidents", _ATTACKS, name="incidents"),
    gauge("places", _ATTACKS, name="places"),
    gauge("kinds", _ATTACKS, name="kinds"),
    gauge("nationalities", ("abduction",), people="foreign", name="nationalities"),
    gauge(
        "above", ("attack_on_convoy",), (1, 20, 60), quantities=("tankers_destroyed",),
        unit="tankers", name="tankers",
    ),
    gauge("growth", _ATTACKS, (1.25, 1.5, 2), counts="places", unit="1", name="growth"),
    gauge("unusual", _ATTACKS, (1, 2, 3), counts="incidents", unit="deviations", name="unusual"),
)  # fmt: skip
IN_CITY = (
    gauge("origins", ("shortage/pumps_dry",), indicator="supply", name="dry"),
    gauge(
        "origins", ("shortage/pumps_dry",), ended_by=("shortage/easing",), indicator="supply",
        name="dry_until_over",
    ),
    gauge(
        "below", ("shortage",), (15, 7, 3), quantities=("fuel_cover",), unit="days",
        indicator="supply", name="cover",
    ),
    gauge(
        "ratio", ("price",), (1.2, 1.5, 2), quantities=("fuel_price",), unit="1",
        indicator="supply", name="price",
    ),
)  # fmt: skip
WINDOW = 14
RULES = Rules(
    (
        Indicator("attacks", "country", "decides", WINDOW, 5),
        Indicator("supply", "city", "supports", WINDOW, 5),
    ),
    {"attacks": GAUGES, "supply": IN_CITY},
    NUMBERS,
)
LAST_WEEKS = st.integers(0, 60)
LAWS = settings(max_examples=30, deadline=None)
MANY = settings(max_examples=60, deadline=None)


@st.composite
def stories(draw, number, kinds=KINDS, undated=True, reported=LAST_WEEKS):
    """One claim on something within the last months."""
    kind = draw(st.sampled_from(kinds))
    told = draw(reported)
    length = draw(st.sampled_from([0, 0, 0, 1, 6, 30]))
    back = told + draw(st.integers(-2, 20))
    when = (back + length, back)
    if undated and draw(st.integers(0, 3)) == 0:
        when = None
    elif draw(st.integers(0, 5)) == 0:
        when = draw(st.sampled_from([(back, None), (None, back)]))
    more = {"modality": draw(st.sampled_from(["asserted", "asserted", "claimed", "background"]))}
    figure = FIGURES.get(kind.partition("/")[0])
    if figure and draw(st.booleans()):
        best = float(draw(st.integers(1, 90)))
        low, high = draw(st.sampled_from([(best, best), (best, None), (None, best)]))
        more |= {"quantity": figure[0], "unit": figure[1], "best": best, "low": low, "high": high}
        more["measure"] = draw(st.sampled_from(["flow", "flow", "stock", "cumulative"]))
    if kind == "abduction":
        more["actors"] = people(*draw(st.sets(st.sampled_from(["MLI", "EGY", "IND"]))))
    return said(
        number,
        kind,
        draw(st.sampled_from(PLACES)),
        on=when,
        reported=told,
        origin=draw(st.sampled_from(ORIGINS)),
        via=draw(st.sampled_from([None, "synacor"])),
        precision=draw(st.sampled_from(["day", "interval", "month", None])),
        **more,
    )


@st.composite
def many(draw, **more):
    number = draw(st.integers(0, 10))
    return [draw(stories(place, **more)) for place in range(number)]


def judged(claims, as_of=DAY):
    return assess(mali(), ledger(*claims, as_of=as_of), as_of, rules=RULES)


def ranks(found):
    """Levels by indicator and place; what is none lies below normal."""
    return {
        one.key: LEVELS.index(one.raw_level) if one.raw_level in LEVELS else -1
        for one in found.findings
    }


def readings(found):
    return {
        (one.unit.key, reading.gauge_id): reading
        for one in found.findings
        for reading in one.readings
    }


def law(body, *strategies):
    """The law in two sizes: a small one that always runs, and a slow one."""
    return LAWS(given(*strategies)(body)), pytest.mark.slow(MANY(given(*strategies)(body)))


# A copy, or a relay of the same origin, raises no level.


def copies(claims, data):
    if not claims:
        return
    claim = data.draw(st.sampled_from(claims))
    relayed = data.draw(st.booleans())
    later = dt.timedelta(data.draw(st.integers(0, int(NUMBERS["relay_days"]))))
    if claim.date.start is None and claim.date.end is None and not relayed:
        later = dt.timedelta(0)  # an outlet that says so again in its own words says it again
    if claim.date.end is None and claim.date.start is not None:
        later = dt.timedelta(0)  # "since 3 September" told later lasts longer
    if claim.date.start and claim.reported_at < claim.date.start:
        later = dt.timedelta(0)  # and what was to come may have come
    chain = claim.said_by
    if relayed:
        chain = (outlet("another"), chain[-1])
    if claim.date.end is not None and claim.date.end > claim.reported_at:
        later = dt.timedelta(0)  # of what was going on, more had happened by then
    copy = replace(
        claim,
        claim_id="copy",
        document_id="f" * 64,
        said_by=chain,
        reported_at=min(claim.reported_at + later, DAY),
    )
    one, two = judged(claims), judged([*claims, copy])
    assert ranks(one) == ranks(two)
    before, after = readings(one), readings(two)
    assert {key: found.value for key, found in before.items()} == {
        key: found.value for key, found in after.items()
    }
    assert {key: found.origins for key, found in before.items()} == {
        key: found.origins for key, found in after.items()
    }


test_copies_and_relays_raise_no_level, test_copies_and_relays_raise_no_level_slowly = law(
    copies, many(), st.data()
)


# Removing a claim leaves nothing that cites it.


def cited(found):
    every = set()
    for one in found.findings:
        every |= {*one.claims, *one.figures}
        for reading in one.readings:
            every |= {*reading.claims, *reading.figures, *reading.said_over}
    every |= {claim.claim_id for dispute in found.disputes for claim in dispute.event.claims}
    return every | {ref for one in found.overall.because for ref in one.claims}


def removal(claims, data):
    if not claims:
        return
    gone = data.draw(st.sampled_from(claims))
    left = judged([one for one in claims if one is not gone])
    assert gone.claim_id not in cited(left)
    assert cited(left) <= {one.claim_id for one in claims if one is not gone}


test_a_claim_that_is_removed_is_cited_nowhere, test_a_claim_is_removed_slowly = law(
    removal, many(), st.data()
)


# What is reported after the day changes nothing.


def garbage(claims, later, days):
    moved = [
        replace(one, claim_id=f"late{number}", reported_at=DAY + dt.timedelta(days + number))
        for number, one in enumerate(later)
    ]
    found = ledger(*claims, *moved, as_of=DAY + dt.timedelta(1000))
    known = assess(mali(), found, DAY, rules=RULES)
    assert replace(known, claims_known=len(claims)) == judged(claims)


test_what_is_reported_later_changes_nothing, test_later_reports_change_nothing_slowly = law(
    garbage, many(), many(reported=st.integers(0, 60)), st.integers(1, 400)
)


# More evidence of the same kind within the window lowers no level.


def more_evidence(claims, data):
    reported = st.integers(0, WINDOW - 1)
    kinds = ("attack_on_convoy", "shortage/pumps_dry", "abduction", "price")
    more = data.draw(stories("more", kinds=kinds, reported=reported))
    if more.date.start is None and more.date.end is None:
        # A report that shows another to be its relay makes that one older: see `effective_days`.
        more = replace(more, said_by=(outlet("new"),))
    if more.modality == "background":
        more = replace(more, modality="asserted")
    last = more.date.end or (more.date.start and more.reported_at)
    if last is not None and (DAY - last).days >= WINDOW:
        return  # outside the window it may tell what is usual
    one, two = ranks(judged(claims)), ranks(judged([*claims, more]))
    assert all(two[key] >= rank for key, rank in one.items())
    shown = judged(claims), judged([*claims, more])
    levels = [
        {one.key: LEVELS.index(one.level) if one.level in LEVELS else -1 for one in found.findings}
        for found in shown
    ]
    assert all(levels[1][key] >= rank for key, rank in levels[0].items())


test_more_evidence_lowers_no_level, test_more_evidence_lowers_no_level_slowly = law(
    more_evidence, many(), st.data()
)


# Unknown is never shown as normal or zero, and every number has evidence.


def unknowns(claims):
    found = judged(claims)
    for one in found.findings:
        assert (one.since is None) == (one.level not in LEVELS)
        if one.level in LEVELS:
            assert one.claims or one.figures
            assert one.origins
        else:
            assert not one.claims or one.level == "no_baseline"
        for reading in one.readings:
            if reading.level == "unknown":
                assert reading.value is None
                assert not reading.claims
            else:
                assert reading.claims or reading.figures
            assert (reading.value is None) or (reading.level in LEVELS)
    known = {one.level for one in found.findings if one.indicator_id == "attacks"}
    if found.overall.level == "normal":
        assert known <= set(LEVELS)
    if not claims:
        assert found.overall.level == "unknown"


test_unknown_is_never_normal_or_zero, test_unknown_is_never_normal_or_zero_slowly = law(
    unknowns, many()
)


# The order of claims has no say, and no level rests on one origin without saying so.


def order(claims, draw):
    mixed = list(claims)
    draw.shuffle(mixed)
    assert judged(mixed) == judged(claims)
    for one in judged(claims).findings:
        told = {claim.claim_id: claim for claim in claims}
        names = {told[ref].said_by[-1].key for ref in one.claims}
        assert one.one_origin == (one.level in LEVELS and len(names) == 1)


test_the_order_of_claims_has_no_say, test_the_order_of_claims_has_no_say_slowly = law(
    order, many(), st.randoms(use_true_random=False)
)


# A view of a store says the same as the claims in memory.


def stored(claims):
    """Each claim in a document of its own, as a store wants it."""
    for number, one in enumerate(claims):
        paper = Document.from_text(f"paper {number}", f"{number}.md", published=one.reported_at)
        span = Span(0, 5, "paper")
        name = claim_id(paper.document_id, span, one.event_type, 0, "1")
        yield paper, [replace(one, claim_id=name, document_id=paper.document_id, span=span)]


CORRECTIONS = (
    {"modality": "denied"},
    {"event_type": "shortage", "subtype": "pumps_dry"},
    {"event_type": "coup", "subtype": None},
    {"locations": []},
)


def reviewed(store, claim, number, data):
    """Let an analyst decide on a claim, or leave it alone."""
    decision = data.draw(st.sampled_from([None, None, "reject", "correct", "accept"]))
    if decision is None:
        return
    changes = data.draw(st.sampled_from(CORRECTIONS)) if decision == "correct" else None
    store.reviews.decide(
        claim.claim_id,
        decision,
        by="A. Diarra",
        day=claim.reported_at,
        recorded_at=f"2025-11-30T12:00:{number:02}+00:00",
        changes=changes,
    )


def store_view(claims, data):
    papers = list(stored(claims))
    gone = {paper.document_id for paper, _ in papers if data.draw(st.integers(0, 4)) == 0}
    with TemporaryDirectory() as folder, open_store(Path(folder) / "ledger.sqlite") as store:
        store.add_all(papers)
        for number, (_, (claim,)) in enumerate(papers):
            reviewed(store, claim, number, data)
        among = {paper.document_id for paper, _ in papers} - gone
        unread, read = (store.as_of(DAY, WITHIN, among=among) for _ in range(2))
        read.load()
        kinds = {(one.partition("/")[0], how) for one in KINDS for how in ("asserted", "claimed")}
        held = [one for one in read.claims if (one.event_type, one.modality) in kinds]
        signals = {name: signal_from_payload(text) for name, _, text in payloads(unread, kinds)}
        assert signals == {one.claim_id: signal_from_payload(payload_of(one)) for one in held}
        assert stamps(unread, kinds).keys() == signals.keys()
        assert some(unread, list(signals)) == some(read, list(signals))
        first = DAY - dt.timedelta(20)
        fresh = {one for one in read.claims if one.reported_at >= first}
        assert set(newest(unread, first, DAY, 100)) == fresh
        judgement = assess(mali(), unread, DAY, rules=RULES)
        assert unread.unread is not None
        assert judgement == assess(mali(), read, DAY, rules=RULES)


test_a_view_of_a_store_says_the_same, test_a_view_of_a_store_says_the_same_slowly = law(
    store_view, many(), st.data()
)
