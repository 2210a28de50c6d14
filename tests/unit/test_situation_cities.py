"""Corridors to several cities: what one claim tells of each, on the shipped case."""

from __future__ import annotations

import dataclasses

import pytest

from qafila.case import find_case, read_case
from qafila.claims import Location
from qafila.ledger import Ledger
from qafila.situation import build_situation
from tests.unit.test_situation import AS_OF, make_claim

CASE = read_case(find_case("mali-2025"))
LEADS_TO = dict(zip(CASE.corridors["corridor_id"], CASE.corridors["city_id"], strict=True))


def situation(*claims, as_of=AS_OF, case=CASE):
    return build_situation(case, Ledger(claims, {}, as_of, 0, 0), as_of)


def touched(found):
    rows = found.evidence[found.evidence["target_kind"] == "corridor"]
    return dict(zip(rows["target_id"], rows["weight"], strict=True))


def going(event_type, *ends, day="2025-10-30", **more):
    """A claim on cargo with the part that each place plays."""
    claim = make_claim(event_type, *(place for place, _ in ends), day=day, **more)
    country = dict(zip(CASE.locations["location_id"], CASE.locations["country"], strict=True))
    places = tuple(Location(p, p, country[p], "exact", role) for p, role in ends)
    return dataclasses.replace(claim, locations=places)


def test_an_attack_on_a_shared_road_touches_every_corridor_that_uses_it():
    found = situation(going("attack_on_convoy", ("segou", "between"), ("san", "between")))
    expected = {
        corridor.corridor_id
        for corridor in found.corridors
        if {"segou", "san"} <= set(corridor.location_ids)
    }
    assert len(expected) >= 4
    assert set(touched(found)) == expected
    routes = found.evidence[found.evidence["target_kind"] == "route"]["target_id"]
    assert set(routes) == {"segou-to-bla", "bla-to-san"}
    assert len(set(touched(found).values())) == 1


def test_cargo_that_reached_gao_tells_nothing_of_the_way_to_bamako():
    found = situation(going("supply_arrival", ("niamey", "from"), ("gao", "to")))
    assert {LEADS_TO[name] for name in touched(found)} == {"gao"}
    assert not found.passages("niamey-gao-segou")


def test_cargo_that_reached_the_city_proves_the_part_that_ends_earlier():
    found = situation(
        going("supply_arrival", ("abidjan", "from"), ("zegoua", "via"), ("bamako", "to"))
    )
    assert set(touched(found)) == {"abidjan-zegoua-sikasso", "abidjan-sikasso"}
    assert found.passages("abidjan-zegoua-sikasso")
    assert found.passages("abidjan-sikasso")


@pytest.mark.parametrize("event_type", ["supply_arrival", "attack_on_convoy"])
def test_corridors_to_other_cities_leave_the_weight_of_evidence_as_it_was(event_type):
    """The case with corridors to the city alone says the same of them."""
    own = CASE.corridors[CASE.corridors["city_id"] == CASE.city]
    alone = dataclasses.replace(CASE, corridors=own)
    claims = (
        going(event_type, ("dakar", "from"), ("bamako", "to")),
        going(event_type, ("bamako", "at"), day="2025-10-28"),
        going(event_type, ("abidjan", "from"), ("bamako", "to"), day="2025-10-27"),
    )
    wide, narrow = situation(*claims), situation(*claims, case=alone)
    expected = touched(narrow)
    assert expected
    for name, weight in expected.items():
        assert touched(wide)[name] == pytest.approx(weight), name


def test_nothing_on_the_ground_touches_an_air_link():
    found = situation(going("armed_clash", ("gao", "at")), going("blockade", ("timbuktu", "at")))
    routes = set(found.evidence[found.evidence["target_kind"] == "route"]["target_id"])
    assert routes
    assert not any(name.endswith("-by-air") for name in routes)


def test_the_summary_counts_the_corridors_to_the_city_of_the_case():
    from qafila.brief.context import Context
    from qafila.brief.sections.shared import main_corridors

    found = situation(going("attack_on_convoy", ("segou", "between"), ("san", "between")))
    context = Context.__new__(Context)
    object.__setattr__(context, "situation", found)
    shown = main_corridors(context)
    expected = sum(city == CASE.city for city in LEADS_TO.values())
    assert len(shown) == expected < len(found.corridor_table())
