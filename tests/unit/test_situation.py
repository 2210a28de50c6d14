"""The situation on a small network: what each kind of evidence does, and what silence does."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from qafila.case import find_case, read_case
from qafila.claims import Claim, DateSpan, Location, Source, Span, claim_id
from qafila.ledger import Ledger
from qafila.network import read_corridors
from qafila.situation import build_situation
from qafila.situation.known import find_parameter, read_parameters
from qafila.situation.targets import TargetFinder
from tests.support.cases import small_case

AS_OF = dt.date(2025, 10, 31)


def make_claim(
    event_type: str,
    *places: str,
    day: str | None,
    role: str = "at",
    origin: str = "radio",
    modality: str = "asserted",
    reported: str | None = None,
    subtype: str | None = None,
    precision: str = "exact",
) -> Claim:
    text = f"{event_type} {places} {day} {origin}"
    span = Span(0, len(text), text)
    when = dt.date.fromisoformat(day) if day else None
    said = dt.date.fromisoformat(reported) if reported else (when or AS_OF)
    document = f"{origin}-{said}"
    return Claim(
        claim_id(document, span, event_type, 0, "test"),
        document,
        said,
        "en",
        event_type,
        span,
        modality,
        "test",
        subtype=subtype,
        locations=tuple(Location(p, p, "MLI", precision, role) for p in places),
        date=DateSpan(when, when, "day", "explicit"),
        said_by=(Source(origin, origin, "media"),),
    )


def situation(*claims: Claim, as_of: dt.date = AS_OF, undisturbed: bool = False):
    known = tuple(c for c in claims if c.reported_at and c.reported_at <= as_of)
    ledger = Ledger(known, {}, as_of, 0, len(claims) - len(known))
    return build_situation(small_case(), ledger, as_of, undisturbed=undisturbed)


def row(found, corridor: str):
    return found.corridor_table().set_index("corridor_id").loc[corridor]


def test_silence_is_not_open():
    found = situation()
    assert set(found.corridor_table()["status"]) == {"unknown"}
    assert [notice.code for notice in found.warnings][:1] == ["empty_ledger"]
    assert float(found.data["corridor_concentration"].isel(day=-1, corridor=0)) == 2.0


def test_undisturbed_baseline_is_open_and_safe():
    found = situation(undisturbed=True)
    assert set(found.corridor_table()["status"]) == {"open"}
    assert float(found.data["insecurity"].max()) == 0.0
    assert float(found.data["route_passability"].min()) > 0.999
    assert float(found.data["route_passability_people"].min()) == 1.0


def test_attack_contests_the_corridor_it_hits_and_no_other():
    found = situation(make_claim("attack_on_convoy", "west-town", day="2025-10-30"))
    assert row(found, "west")["status"] == "contested"
    assert row(found, "south")["status"] == "unknown"
    assert len(row(found, "west")["claims"]) == 1


def test_old_evidence_drifts_to_the_prior_and_is_shown_as_unknown():
    claim = make_claim("attack_on_convoy", "west-town", day="2025-09-05")
    found = situation(claim)
    shown = row(found, "west")
    assert shown["status"] == "unknown"
    assert shown["last_evidence"] == dt.date(2025, 9, 5)
    fresh = situation(claim, as_of=dt.date(2025, 9, 6))
    assert (
        row(fresh, "west")["p_contested"]
        > shown["p_contested"]
        > row(found, "south")["p_contested"]
    )


@pytest.mark.parametrize("modality", ["denied", "opinion", "background", "conditional"])
def test_what_is_not_asserted_moves_nothing(modality: str):
    found = situation(
        make_claim("attack_on_convoy", "west-town", day="2025-10-30", modality=modality)
    )
    assert found.evidence.empty


def test_relays_of_one_origin_count_once_and_a_second_origin_counts_more():
    one = make_claim("attack_on_convoy", "west-town", day="2025-10-30")
    relay = make_claim("attack_on_convoy", "west-town", day="2025-10-30", reported="2025-10-31")
    other = make_claim("attack_on_convoy", "west-town", day="2025-10-30", origin="union")
    alone, relayed, two = situation(one), situation(one, relay), situation(one, other)
    weight = [found.evidence["weight"].sum() for found in (alone, relayed, two)]
    assert weight[0] == pytest.approx(weight[1])
    assert weight[2] > weight[0]


def test_arrival_from_a_named_port_opens_its_corridor_and_confirms_a_passage():
    claim = make_claim("supply_arrival", "south-port", "city", day="2025-10-30", role="from")
    found = situation(claim)
    assert row(found, "south")["last_confirmed_passage"] == dt.date(2025, 10, 30)
    assert row(found, "west")["last_confirmed_passage"] is None


def test_cargo_from_a_country_with_one_corridor_came_by_it():
    claim = make_claim("supply_arrival", "city", day="2025-10-30", role="to")
    abroad = Location("Sénégal", None, "SEN", "country", "from")
    claim = dataclasses.replace(claim, locations=(*claim.locations, abroad))
    found = situation(claim)
    assert found.passages("west") == (dt.date(2025, 10, 30),)
    assert row(found, "south")["status"] == "unknown"


def test_a_delivery_inside_the_country_confirms_no_corridor():
    found = situation(make_claim("supply_arrival", "south-town", day="2025-10-30", role="to"))
    assert found.passages("south") == ()


@pytest.mark.parametrize("modality", ["announced", "denied", "conditional", "opinion"])
def test_what_is_said_to_come_has_not_passed(modality: str):
    claim = make_claim(
        "supply_arrival", "south-post", day="2025-10-30", role="from", modality=modality
    )
    found = situation(claim)
    assert found.passages("south") == ()
    assert found.evidence.empty


def test_a_passage_is_not_told_before_it_happened():
    claim = make_claim(
        "supply_arrival", "south-post", day="2025-10-30", reported="2025-10-28", role="from"
    )
    assert situation(claim).passages("south") == ()


def test_arrival_in_the_city_confirms_no_corridor():
    found = situation(make_claim("supply_arrival", "city", day="2025-10-30"))
    assert found.corridor_table()["last_confirmed_passage"].isna().all()


def test_stretch_touches_the_routes_between_its_ends_only():
    claim = make_claim(
        "attack_on_convoy", "south-post", "south-town", day="2025-10-30", role="between",
        precision="stretch",
    )  # fmt: skip
    found = situation(claim)
    touched = set(found.evidence[found.evidence["target_kind"] == "route"]["target_id"])
    assert touched == {"south-post-south-town"}
    unsafe = found.evidence[found.evidence["target_kind"] == "location"]
    assert set(unsafe["target_id"]) == {"south-post", "south-town"}


def test_a_long_stretch_tells_nothing_of_the_places_at_its_ends():
    claim = make_claim(
        "attack_on_convoy", "west-post", "west-town", day="2025-10-30", role="between",
        precision="stretch",
    )  # fmt: skip
    found = situation(claim)
    assert row(found, "west")["status"] == "contested"
    assert float(found.data["insecurity"].max()) == 0.0


def test_people_flee_from_where_it_is_unsafe_and_not_to_it():
    left = make_claim("displacement", "south-town", day="2025-10-30", role="from")
    came = make_claim("displacement", "south-camp", day="2025-10-30", role="to")
    here = situation(left, came).data["insecurity"].isel(day=-1)
    assert float(here.sel(location="south-town")) > 0.3
    assert float(here.sel(location="south-camp")) == 0.0


def test_closed_border_stops_people_and_goods():
    claim = make_claim(
        "service_closure", "south-post", day="2025-10-30", subtype="border_closure",
        modality="announced",
    )  # fmt: skip
    before, after = situation(), situation(claim)
    for variable in ("route_passability", "route_passability_people"):
        last = {"day": -1}
        was = before.data[variable].isel(last).sel(route="south-post-south-town")
        now = after.data[variable].isel(last).sel(route="south-post-south-town")
        assert float(now) < float(was)


def test_probabilities_sum_to_one_and_stay_between_zero_and_one():
    found = situation(
        make_claim("attack_on_convoy", "west-town", day="2025-10-30"),
        make_claim("blockade", "south-town", day="2025-09-03"),
    )
    total = found.data["corridor_probability"].sum("state")
    np.testing.assert_allclose(total, 1.0)
    for variable in ("insecurity", "route_passability", "route_passability_people"):
        assert 0.0 <= float(found.data[variable].min()) <= float(found.data[variable].max()) <= 1.0


def test_an_announced_future_event_does_not_move_today():
    claim = make_claim("truce", "west-town", day="2025-11-20", reported="2025-10-30")
    assert situation(claim).evidence.empty


def test_parameter_falls_back_to_the_general_row_and_names_a_near_miss():
    found = situation()
    assert found.parameter("corridor_status_memory", "west")["best"] == 14
    with pytest.raises(ValueError, match="corridor_status_memory"):
        found.parameter("corridor_status_memori")


def test_news_of_the_whole_country_does_not_make_a_road_known():
    claim = make_claim("attack_on_convoy", day="2025-10-30")
    found = situation(claim)
    assert set(found.corridor_table()["status"]) == {"unknown"}
    assert row(found, "west")["p_contested"] > row(situation(), "west")["p_contested"]
    assert found.corridor_table()["last_evidence"].isna().all()


def test_rules_of_a_subtype_take_the_place_of_the_general_ones():
    plain = make_claim("supply_arrival", "south-town", day="2025-10-30")
    escorted = make_claim("supply_arrival", "south-town", day="2025-10-30", subtype="escort")
    other = make_claim("supply_arrival", "south-town", day="2025-10-30", subtype="gift")
    open_road = [row(situation(claim), "south")["p_open"] for claim in (plain, escorted, other)]
    assert open_road[0] > open_road[1]
    assert open_road[0] == open_road[2]


def test_a_region_is_found_by_the_town_it_is_called_after():
    claim = make_claim("blockade", "west-town", day="2025-10-30", precision="region")
    found = situation(claim)
    assert row(found, "west")["status"] != "unknown"
    assert row(found, "south")["status"] == "unknown"
    weight = found.evidence.set_index(["effect_id", "target_id"])["weight"]
    assert weight["blockade-closes", "west"] == pytest.approx(3 * 0.7 * 0.6)


def test_an_event_on_a_numbered_road_touches_the_corridors_over_it():
    case = read_case(find_case("mali-2025"))
    corridors = read_corridors(case.network, case.corridors)
    finder = TargetFinder(case.network, corridors, "bamako", 200.0)
    claim = make_claim("attack_on_convoy", day="2025-10-30")
    on_road = {}
    for road in ("RN6", "RN7", "RN99"):
        where = (Location(road, None, None, "region"),)
        on_road[road] = finder.find(dataclasses.replace(claim, locations=where))
    for road in ("RN6", "RN7"):
        names = {case.network.routes["road_name"].iloc[n] for n in on_road[road].routes}
        assert names == {road}
        touched = [corridors[n] for n in on_road[road].corridors]
        assert touched
        assert all(set(on_road[road].routes) & set(one.route_indices) for one in touched)
    assert on_road["RN6"].corridors != on_road["RN7"].corridors
    assert on_road["RN99"].routes == finder.find(claim).routes


def test_a_port_is_not_unsafe_because_a_convoy_from_it_was_attacked():
    claim = make_claim("attack_on_convoy", "south-port", day="2025-10-30", role="from")
    found = situation(claim)
    assert row(found, "south")["status"] == "contested"
    assert float(found.data["insecurity"].max()) == 0.0


def test_passages_are_those_whose_day_is_known():
    dated = make_claim("supply_arrival", "south-post", day="2025-10-20")
    newer = make_claim("supply_arrival", "south-post", day="2025-10-27", origin="union")
    undated = make_claim("supply_arrival", "south-post", day=None, reported="2025-10-30")
    month = dataclasses.replace(
        make_claim("supply_arrival", "south-post", day="2025-10-31", origin="agency"),
        date=DateSpan(dt.date(2025, 10, 1), dt.date(2025, 10, 31), "month", "explicit"),
    )
    found = situation(dated, newer, undated, month)
    assert found.passages("south") == (dt.date(2025, 10, 27), dt.date(2025, 10, 20))
    assert found.passages("west") == ()
    assert row(found, "south")["last_confirmed_passage"] == dt.date(2025, 10, 27)


def test_a_parameter_is_not_known_before_its_source_was_published():
    case = read_case(find_case("mali-2025"))
    frame = read_parameters(case)
    dated = frame[frame["reported_at"].notna()]
    assert len(dated) >= 3
    for row in dated.to_dict("records"):
        day = row["reported_at"].date()
        before = read_parameters(case, day - dt.timedelta(days=1))
        earlier = find_parameter(before, row["parameter"], row["applies_to"])
        known = find_parameter(read_parameters(case, day), row["parameter"], row["applies_to"])
        assert known["basis"] == row["basis"]
        assert earlier["basis"] != row["basis"]


def codes(found):
    return {notice.code: notice.detail for notice in found.warnings}


def test_a_month_without_news_is_said_and_not_a_day_earlier():
    claim = make_claim("blockade", "east", day="2025-09-20")
    allowed = int(find_parameter(read_parameters(None), "stale_evidence")["best"])
    last = dt.date(2025, 9, 20) + dt.timedelta(days=allowed)
    assert "stale_evidence" not in codes(situation(claim, as_of=last))
    later = codes(situation(claim, as_of=last + dt.timedelta(days=1)))
    assert later["stale_evidence"] == "2025-09-20"


def test_values_published_later_fall_back_to_wider_ones_and_are_counted():
    case = read_case(find_case("mali-2025"))
    early = dt.date(2025, 10, 1)
    found = build_situation(case, Ledger.empty(early), early)
    now = build_situation(case, Ledger.empty(case.as_of), case.as_of)
    hidden = int((case.parameters["reported_at"] > "2025-10-01").sum())
    assert hidden > 0
    assert codes(found)["unknown_parameters"] == str(hidden)
    assert "unknown_parameters" not in codes(now)
    for name in ("convoy_rate", "tanker_volume", "clearance_time", "convoy_size"):
        general = find_parameter(found.parameters, name)
        own = find_parameter(now.parameters, name)
        assert general["low"] <= own["low"] < own["high"] <= general["high"] * 1.01


def test_no_default_carries_the_day_of_one_crisis():
    assert read_parameters(None)["reported_at"].isna().all()


def test_a_claim_that_goes_on_is_not_cut_short_by_one_that_ends():
    announced = make_claim("blockade", "west-town", day="2025-09-03", origin="radio")
    going_on = dataclasses.replace(
        make_claim("blockade", "west-town", day="2025-09-03", origin="union",
                   reported="2025-10-30"),
        date=DateSpan(dt.date(2025, 9, 3), None, "day", "explicit"),
    )  # fmt: skip
    ages = [
        row(situation(*claims), "west")["evidence_age_days"]
        for claims in ((announced,), (going_on,), (announced, going_on))
    ]
    assert ages[0] > 50
    assert ages[1] == ages[2] == (AS_OF - dt.date(2025, 10, 30)).days
    assert row(situation(announced, going_on), "west")["status"] != "unknown"
