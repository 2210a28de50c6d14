"""Danger on corridors: an example worked by hand, what is an attack, and the shipped case."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from qafila.api import open_case
from qafila.parameters import with_values
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.attacks import gather_attacks
from qafila.simulate.siege.corridor_table import corridor_table
from qafila.simulate.siege.gammas import chance_greater, gamma_quantile
from qafila.simulate.siege.hazard import (
    build_hazard,
    country_part,
    draw_hazard,
    draw_past,
    draw_rates,
)
from qafila.simulate.siege.traffic import normal_traffic
from tests.support.attacks import attack, known
from tests.support.synthetic import AS_OF

NORTH = ("capital", "north")
KM = {"capital-to-north": 200, "north-to-post-n": 120, "capital-to-south": 250,
      "south-to-post-s": 100, "capital-to-east": 150, "east-to-post-s": 180}  # fmt: skip


def fixed(**values):
    return tuple(
        {"parameter": name, "applies_to": "", "best": value, "low": value, "high": value}
        for name, value in values.items()
    )


def by_name(hazard, values):
    return {name: value for name, value in zip(hazard.routes, values, strict=True) if value}


def table(situation, draws=4000, seed=7):
    return ParameterTable(situation.parameters, seed, draws)


def test_the_quantiles_are_those_of_tables_of_the_gamma_distribution():
    # Chi square with 2 k degrees of freedom is twice a gamma variable of shape k.
    for shape, tabled in ((0.5, 3.841), (1.0, 5.991), (2.5, 11.070), (5.0, 18.307)):
        assert 2 * gamma_quantile(shape, np.array([0.95]))[0] == pytest.approx(tabled, rel=1e-3)
    u = (np.arange(20_000) + 0.5) / 20_000
    for shape in (0.1, 0.3, 1.0, 7.3, 400.0):
        values = gamma_quantile(shape, u)
        assert values.mean() == pytest.approx(shape, rel=2e-3)
        assert values.var() == pytest.approx(shape, rel=2e-2)


def test_the_chance_of_the_greater_is_that_of_the_beta_distribution():
    # X / (X + Y) of two gamma variables is beta; for shapes n and 1 the chance is 1 - 2^-n.
    for shape in (1.0, 2.0, 3.0):
        assert chance_greater(shape, 1.0) == pytest.approx(1 - 2**-shape, abs=1e-3)


def test_an_example_worked_by_hand():
    """One origin tells of an attack on a stretch of one road, 45 days ago: it counts half.

    The road to the north has 200 of 1,000 km of the traffic of three corridors of equal shares.
    """
    situation = known(attack(NORTH, ago=45), parameters=fixed(attack_prior_rate=0.1))
    hazard = build_hazard(situation)
    share = {name: km / 1000 for name, km in KM.items()}
    assert by_name(hazard, hazard.traffic.on_route) == pytest.approx(share)
    assert by_name(hazard, hazard.counts) == pytest.approx({"capital-to-north": 0.7 * 0.5})
    assert hazard.corridor_counts == pytest.approx([0.0, 0.35, 0.0])
    # News is not older than 14 days on the 15 days from the attack on; of each day counts what
    # passes an open and a contested road in that season.
    data = situation.data
    chance = data["corridor_probability"].to_numpy()[14:29, 1]
    fade = 2.0 ** (-np.arange(45, 30, -1) / 45)
    passing = float(situation.parameter("contested_passability")["best"])
    october = situation.network.seasons.for_tankers()[9].min()  # still the rainy season
    assert october == 0.9
    days = float((fade * (chance[:, 0] + passing * chance[:, 1])).sum()) * october
    assert hazard.days[1] == pytest.approx(days)
    expected = {"country": 0.0, "corridor": 0.0, "route": 0.0}
    total = 0.33 * hazard.days[0] + 0.32 * days + 0.35 * hazard.days[2]
    expected["country"] = 0.32 * (1 + 0.35) / (1 / 0.1 + total)
    expected["corridor"] = 0.32 * (0.5 + 0.35) / (0.5 / 0.1 + 0.32 * days)
    expected["route"] = 0.2 * (0.3 + 0.35) / (0.3 / 0.1 + 0.2 * days)
    expected["route"] += 0.12 * 0.3 / (0.3 / 0.1 + 0.12 * days)
    # At each level the two others are held to what stands above them, the prior rate at the top.
    for level, mean in expected.items():
        held = {f"attack_{one}_weight": 1e3 for one in expected if one != level}
        frame = with_values(situation.parameters, held)
        rates = draw_rates(hazard, ParameterTable(frame, 7, 40_000))
        assert rates[:, 1].mean() == pytest.approx(mean, rel=0.03), level


def test_events_that_can_be_one_attack_are_one_and_weigh_as_one():
    reports = (
        attack(NORTH, 10, "union", burnt=20.0),
        attack(NORTH, 10, "radio"),
        attack(("north",), 10, "army", precision="near"),
    )
    situation = known(*reports)
    assert len(situation.ledger.events()) > 1
    [one], left_out = gather_attacks(situation, normal_traffic(situation))
    assert one.credibility == pytest.approx(1 - 0.3**3)
    assert left_out == 0
    past = draw_past(build_hazard(situation), table(situation))
    assert set(past.destroyed[:, 0]) == {20.0}
    assert past.happened.mean() == pytest.approx(one.credibility, abs=0.02)


@pytest.mark.parametrize(
    ("report", "left_out"),
    [
        (attack(NORTH, modality="denied"), 0),
        (attack(NORTH, modality="conditional"), 0),
        (attack(NORTH, days=25), 1),  # a total over a month is no single attack
        (attack(NORTH, event_type="armed_clash"), 0),
        (attack(NORTH, ago=70), 0),  # before the case began
    ],
)
def test_what_is_no_attack_of_these_days_is_none(report, left_out):
    assert gather_attacks(known(report), normal_traffic(known())) == ((), left_out)


def test_two_attacks_on_two_days_or_two_roads_are_two():
    for other in (attack(NORTH, 12), attack(("south", "post-s"), 10)):
        situation = known(attack(NORTH, 10), other)
        assert len(gather_attacks(situation, normal_traffic(situation))[0]) == 2


def test_a_week_is_spread_over_its_days():
    [one], _ = gather_attacks(known(attack(NORTH, 10, days=4)), normal_traffic(known()))
    assert one.ages.tolist() == [14, 13, 12, 11, 10]
    assert one.age_chance == pytest.approx([0.2] * 5)


def test_near_a_town_the_length_of_the_roads_says_nothing():
    # Of north's roads 200 and 120 km carry the same traffic, and that to the east none.
    [one], _ = gather_attacks(known(attack(("north",), precision="near")), normal_traffic(known()))
    hit = by_name(build_hazard(known()), one.route_chance)
    assert hit == pytest.approx({"capital-to-north": 0.5, "north-to-post-n": 0.5})


def test_what_names_no_place_may_have_been_on_any_road_by_its_traffic():
    [one], _ = gather_attacks(known(attack(())), normal_traffic(known()))
    hit = by_name(build_hazard(known()), one.route_chance)
    assert hit == pytest.approx({name: km / 1000 for name, km in KM.items()})


def test_past_attacks_add_what_they_draw_after_them():
    settings = fixed(attack_excitation=0.5, attack_half_life=10, single_origin_confidence=1.0)
    situation = known(attack(NORTH, 10), parameters=settings)
    base, excited = draw_hazard(build_hazard(situation), table(situation, 50))
    # All that follows from one attack: 0.5; half of it is over after a half-life.
    assert excited[:, 1] == pytest.approx(np.full(50, 0.5 * 0.5 * np.expm1(np.log(2) / 10)))
    assert not excited[:, [0, 2]].any()
    rates = draw_rates(build_hazard(situation), table(situation, 50))
    assert base == pytest.approx(rates / 2)


def test_the_undisturbed_baseline_knows_no_attack():
    hazard = build_hazard(known(attack(NORTH), undisturbed=True))
    assert (hazard.attacks, hazard.counts.sum(), hazard.days.sum()) == ((), 0.0, 0.0)


def test_a_truce_is_shown_while_it_rests_on_evidence_and_fades():
    truce = attack(NORTH, 1, event_type="truce")
    shown = corridor_table(known(truce, attack(NORTH, 1, "radio", event_type="truce")), draws=20)
    row = shown.set_index("corridor_id").loc["by-north"]
    assert row["status"] == "truce"
    assert row["probability"] == row["p_truce"] > row["p_open"]
    parts = shown[["p_open", "p_contested", "p_closed", "p_truce"]]
    assert parts.sum(axis=1).to_numpy() == pytest.approx([1.0] * 3)
    later = corridor_table(known(truce, as_of=AS_OF + dt.timedelta(days=30)), draws=20)
    assert later["status"].tolist() == ["unknown"] * 3
    # One origin, 31 days after it was told: 4 x 0.7 x 2^(-31/14) beside a prior of 2.
    left = 4 * 0.7 * 2 ** (-31 / 14)
    assert later["p_truce"].tolist() == pytest.approx([0.0, left / (left + 2), 0.0])


def test_an_arrival_of_supplies_is_no_truce():
    convoy = attack(("north", "capital"), 1, event_type="supply_arrival")
    shown = corridor_table(known(convoy), draws=20)
    assert (shown["p_truce"] == 0.0).all()
    assert "truce" not in set(shown["status"])


@pytest.mark.parametrize(
    ("ago", "trend"),
    [((1, 5, 9), "rising"), ((20, 22, 26, 40), "unknown"), ((9, 20), "steady"), ((), "unknown")],
)
def test_the_trend_compares_two_weeks_with_the_two_before(ago, trend):
    shown = corridor_table(known(*(attack(NORTH, days) for days in ago)), draws=20)
    row = shown.set_index("corridor_id").loc["by-north"]
    assert row["trend"] == trend
    assert row["trend_reason"]
    assert np.isnan(row["trend_chance"]) == (trend == "unknown")


def test_attacks_fall_only_where_somebody_still_reports():
    attacks = [attack(NORTH, days) for days in (18, 21, 25)]
    passage = attack(("post-n", "north"), 2, event_type="supply_arrival")
    for reports, trend in ((attacks, "unknown"), ([*attacks, passage], "falling")):
        shown = corridor_table(known(*reports), draws=20).set_index("corridor_id")
        assert shown.loc["by-north", "trend"] == trend


def test_a_road_without_attacks_is_not_told_to_be_as_attacked_as_before():
    passage = attack(("post-n", "north"), 2, event_type="supply_arrival")
    shown = corridor_table(known(passage), draws=20).set_index("corridor_id").loc["by-north"]
    assert shown["trend"] == "none reported"
    assert shown["trend_reason"] == "no attack is reported in the last 28 days"
    assert np.isnan(shown["trend_chance"])


def test_a_young_case_has_no_trend():
    young = known(attack(NORTH, 2), start=AS_OF - dt.timedelta(days=20))
    shown = corridor_table(young, draws=20)
    assert set(shown["trend"]) == {"unknown"}
    assert shown["trend_reason"].str.contains("21 days old").all()


def test_a_case_without_corridors_has_none_to_tell_of():
    situation = known(attack(()), corridors={})
    base, excited = draw_hazard(build_hazard(situation), table(situation, 5))
    assert base.shape == excited.shape == (5, 0)
    assert corridor_table(situation).empty


@pytest.fixture(scope="module")
def mali():
    return open_case("mali-2025")


@pytest.mark.parametrize(
    "day", ["2025-09-30", "2025-10-15", "2025-10-31", "2025-11-15", "2025-11-24"]
)
def test_the_shipped_case_at_five_dates(mali, day):
    situation = mali.situation(day)
    shown = mali.corridor_table(day).set_index("corridor_id")
    parts = shown[["p_open", "p_contested", "p_closed", "p_truce"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(np.ones(len(shown)))
    known_before = situation.corridor_table().set_index("corridor_id")
    assert (shown["evidence_age_days"].dropna() == known_before["evidence_age_days"].dropna()).all()
    assert (shown["attacks_month_p05"] <= shown["attacks_month_median"]).all()
    assert (shown["attacks_month_median"] <= shown["attacks_month_p95"]).all()
    # In the autumn of 2025 attacks were told of a handful a month on all roads to Bamako.
    bamako = shown[shown["city_id"] == "bamako"]
    assert 0.5 < bamako["attacks_month_median"].sum() < 10
    assert {"route", "place", "hour"}.isdisjoint(name.split("_")[0] for name in shown.columns)


def test_the_attacks_of_october_move_the_danger_to_kadiana(mali):
    before, after = (
        mali.corridor_table(day).set_index("corridor_id")["attacks_month_median"]
        for day in ("2025-10-09", "2025-10-31")
    )
    assert after["abidjan-tengrela-kadiana"] > 3 * before["abidjan-tengrela-kadiana"]
    assert after["conakry-kouremale"] < 0.1 * after["abidjan-tengrela-kadiana"]


def test_many_attacks_on_one_road_tell_little_of_the_country():
    seen, few, many = np.full(9, 10.0), np.zeros(9), np.zeros(9)
    few[0], many[:] = 90.0, 10.0
    weight = 0.5
    told = [country_part(counts, seen, weight) for counts in (few, many)]
    # Ninety attacks, all on one road or ten on each, say the same of the mean rate ...
    assert told[0] == pytest.approx(told[1])
    # ... but of the country no more than weight attacks a road.
    assert (told[1] * many).sum() < weight * 9
    assert country_part(many, seen, 1e9) == pytest.approx(np.ones(9))
    assert country_part(np.zeros(9), np.zeros(9), weight) == pytest.approx(np.ones(9))
