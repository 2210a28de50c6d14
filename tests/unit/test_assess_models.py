"""What models and background give: the least that is known, and what was usual before."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila import api
from qafila.api import OpenCase


@pytest.fixture(scope="module")
def case() -> OpenCase:
    return api.open_case("mali-2025")


def reading(case: OpenCase, day: str, indicator_id: str, place: str, gauge_id: str):
    finding = case.assess(day).finding(indicator_id, place)
    assert finding
    return next(one for one in finding.readings if one.gauge_id == gauge_id)


@pytest.mark.parametrize("day", ["2025-09-18", "2025-10-09", "2025-10-30"])
def test_corridors_of_which_nothing_is_known_count_as_neither(case, day):
    table = case.situation(day).corridor_table()
    own = table[table["city_id"] == "bamako"]
    assert (own["status"] == "unknown").any()
    found = reading(case, day, "supply_pressure", "bamako", "corridors_not_open")
    assert found.value is not None
    shut = found.value * len(own)
    assert shut == pytest.approx(round(shut))
    assert 0 < shut <= (own["status"] != "unknown").sum()


@pytest.mark.parametrize("day", ["2025-11-13", "2025-11-29"])
def test_what_arrives_makes_no_road_contested(case, day):
    # All that was said of the roads to Gao on these days is that cargo had arrived.
    table = case.situation(day).corridor_table()
    assert (table.loc[table["city_id"] == "gao", "status"] == "contested").any()
    found = reading(case, day, "supply_pressure", "gao", "corridors_not_open")
    assert (found.level, found.claims) == ("unknown", ())


def test_no_arrival_stands_behind_the_share_of_roads(case):
    for day in ("2025-10-09", "2025-10-30", "2025-11-20"):
        situation = case.situation(day)
        kinds = {one.claim_id: one.event_type for one in situation.ledger.claims}
        for finding in case.assess(day).findings:
            for one in finding.readings:
                if one.gauge_id == "corridors_not_open":
                    assert "supply_arrival" not in {kinds[ref] for ref in one.claims}


def test_what_a_model_rests_on_names_its_origins(case):
    found = reading(case, "2025-09-18", "supply_pressure", "bamako", "corridors_not_open")
    assert found.claims
    assert found.origins
    assert found.newest is not None
    assert found.newest <= dt.date(2025, 9, 18)


def test_without_any_known_corridor_a_city_is_unknown_and_not_open(case):
    found = reading(case, "2025-09-18", "supply_pressure", "gao", "corridors_not_open")
    assert (found.level, found.value, found.claims) == ("unknown", None, ())


def test_a_price_of_the_crisis_told_as_background_is_not_what_was_usual(case):
    # Background claims: about 750 francs, without a day, and 2,500 to 3,000 in September 2025.
    found = reading(case, "2025-10-30", "economy", "MLI", "fuel_price")
    assert found.baseline
    assert found.baseline.median == pytest.approx(750.0)
    assert found.value == pytest.approx(775.0 / 750.0)
