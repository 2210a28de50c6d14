"""Rules 6 and 27 to 32: legs, speeds, days on the way, and going on the same day."""

from __future__ import annotations

from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila.simulate.allocation.flee_inputs import FleeInputs
from qafila.simulate.allocation.flee_legs import hop_outcomes
from tests.support.flee_runs import compiled, present, run

FIRST_DAY = [1.0] + [0.0] * 9


def line(tmp_path: Path, routes: tuple[str, ...], days: int = 6, **moves: object) -> FleeInputs:
    """1,000 people set out from A on day 0 over a line of forward places to a camp at its end."""
    names = "ABCDEF"[: len(routes) + 1]
    kinds = ["conflict_zone", *["forward"] * (len(routes) - 1), "camp"]
    places = [f"{name},Home,{kind},0" for name, kind in zip(names, kinds, strict=True)]
    columns = moves.pop("columns", "")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}
    settings = {
        "spawn_rules": {"conflict_driven_spawning": spawn},
        # Nobody turns back: the score of where one comes from is nothing against the camp's.
        "move_rules": {"camp_movechance": 0.0, "camp_weight": 1e12, **moves},
    }
    return compiled(
        tmp_path, places, routes, conflicts={"A": FIRST_DAY[:days]}, settings=settings, days=days,
        route_columns=str(columns),
    )  # fmt: skip


def in_camp(inputs: FleeInputs, members: int = 1) -> np.ndarray:
    """Mean people in the camp by day."""
    return present(inputs, run(inputs, members), max(inputs.place_names)).mean(axis=0)


def test_rule_6_a_link_leads_both_ways_with_its_own_speed(tmp_path: Path) -> None:
    """Rules 6 and 27: max_move_speed of the link instead of that of the settings."""
    inputs = line(tmp_path, ("A,B,90,,50",), columns=",max_move_speed")
    world = inputs.world
    assert world.leg_from.tolist() == [0, 1]
    assert world.leg_to.tolist() == [1, 0]
    assert world.outcome_speed.tolist() == [50.0] * 4
    assert in_camp(inputs).tolist() == [0, 1000, 1000, 1000, 1000, 1000]


@pytest.mark.parametrize(("km", "day"), [(99, 0), (100, 1), (101, 1), (200, 2), (299, 2)])
def test_rule_28_people_arrive_once_they_went_further_than_the_leg(
    tmp_path: Path, km: int, day: int
) -> None:
    """Rule 28: with 100 km a day over exactly 100 km they arrive on the day after."""
    found = in_camp(line(tmp_path, (f"A,B,{km},",), max_move_speed=100.0))
    assert found.tolist() == [0.0] * day + [1000.0] * (6 - day)


def test_rule_27_the_first_leg_is_walked(tmp_path: Path) -> None:
    """Rule 27: 70 km at 35 km a day take until day 2, the next 90 km only hours of it.

    On day 2 they walk 0 km before they arrive, and go on by vehicle at once (rule 30).
    """
    routes = ("A,B,70,", "B,C,90,")
    found = in_camp(line(tmp_path, routes, start_on_foot=True, max_move_speed=200.0))
    assert found.tolist() == [0, 0, 1000, 1000, 1000, 1000]
    found = in_camp(line(tmp_path / "b", routes, max_move_speed=200.0))
    assert found.tolist() == [1000] * 6


def test_rule_27_each_day_is_walked_with_the_chance_of_the_link(tmp_path: Path) -> None:
    """Rule 27: 150 km at 100 or, with chance .25, 50 km a day.

    Two days suffice unless both are walked or one is: 100 + 100 > 150, 100 + 50 = 150 does not.
    So on day 1 9/16 arrive; with one day walked, day 2 in any case; with two 100 km lie behind and
    day 2 suffices but for walking it, 150 km, after which day 3 does.
    """
    inputs = line(
        tmp_path, ("A,B,150,,0.25",), columns=",walk_probability", max_move_speed=100.0,
        max_walk_speed=50.0,
    )  # fmt: skip
    found = in_camp(inputs, members=200)
    expected = 1000.0 * np.array([0.0, 9 / 16, 63 / 64, 1.0, 1.0, 1.0])
    assert found == pytest.approx(expected, abs=5 * (250 / 200) ** 0.5)


@given(st.integers(0, 900), st.integers(60, 400), st.integers(10, 50), st.floats(0.01, 0.99))
def test_rule_27_outcomes_are_those_of_the_binomial(
    km: int, fast: int, slow: int, share: float
) -> None:
    """Rules 27 and 28: chances sum to 1 and agree with counts of days walked."""
    found = hop_outcomes(float(km), float(fast), float(slow), share, 99)
    assert sum(chance for *_, chance in found) == pytest.approx(1.0)
    for day in {days for days, *_ in found}:
        # On the way still: those who walked so many days that all of them do not reach.
        behind = sum(
            comb(day + 1, n) * share**n * (1 - share) ** (day + 1 - n)
            for n in range(day + 2)
            if fast * (day + 1 - n) + slow * n <= km
        )
        later = sum(chance for days, *_, chance in found if days > day)
        assert later == pytest.approx(behind)
    for days, last, speed, daily, _ in found:
        assert 0 <= last < speed or (last == 0 and speed > 0)
        assert daily * days + last == pytest.approx(km)


def test_rule_27_who_cannot_arrive_within_the_run_is_on_the_way_to_its_end() -> None:
    """Rule 28: at no speed at all nobody arrives, and no list grows without end."""
    assert hop_outcomes(10.0, 0.0, 0.0, 0.0, 7) == [(7, 0.0, 0.0, 0.0, 1.0)]


def test_rule_29_who_finds_the_leg_closed_goes_back_to_its_start(tmp_path: Path) -> None:
    """Rule 29: a leg of three days that closes on day 1; on day 2 people are back in A."""
    places = ("A,Home,conflict_zone,0", "B,Away,camp,0")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}
    settings = {
        "spawn_rules": {"conflict_driven_spawning": spawn},
        "move_rules": {"max_move_speed": 100.0},
    }
    for row in ("country,Home,Away,1,0", "location,B,,1,0"):
        inputs = compiled(
            tmp_path / row[:3], places, ("A,B,250,",), conflicts={"A": FIRST_DAY[:5]},
            closures=[row], settings=settings, days=5,
        )  # fmt: skip
        out = run(inputs)
        assert present(inputs, out, "A")[0].tolist() == [0, 0, 1000, 1000, 1000]
        assert out.in_transit[0].tolist() == [1000, 1000, 0, 0, 0]
        assert present(inputs, out, "B").sum() == 0


def test_rule_29_a_leg_that_opened_again_sends_back_who_was_on_it(tmp_path: Path) -> None:
    """Rule 29: closed on day 1 alone, so on day 2 people are back in A, and some set out anew."""
    places = ("A,Home,conflict_zone,0", "B,Away,camp,0")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}
    settings = {
        "spawn_rules": {"conflict_driven_spawning": spawn},
        "move_rules": {"max_move_speed": 100.0, "default_movechance": 0.3},
    }
    inputs = compiled(
        tmp_path, places, ("A,B,250,",), conflicts={"A": FIRST_DAY[:5]},
        closures=["country,Home,Away,1,2"], settings=settings, days=5,
    )  # fmt: skip
    out = run(inputs)
    assert present(inputs, out, "A")[0, :3].tolist() == [0, 0, 1000]
    assert out.in_transit[0, :3].tolist() == [1000, 1000, 0]
    assert 200 < out.in_transit[0, 3] < 400
    assert present(inputs, out, "B").sum() == 0


def test_rule_29_who_is_sent_back_goes_on_with_his_route_from_there(tmp_path: Path) -> None:
    """Rules 22 and 29: bound for C by B, sent back to A, whence a link leads to C: he takes it."""
    places = ("A,Home,conflict_zone,0", "B,Away,town,0", "C,Home,camp,0")
    routes = ("A,B,150,", "B,C,10,", "A,C,150,")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}
    settings = {
        "spawn_rules": {"conflict_driven_spawning": spawn},
        "move_rules": {
            "max_move_speed": 100.0, "camp_movechance": 0.0, "awareness_level": 2,
            "default_movechance": 0.0051,
        },
    }  # fmt: skip
    inputs = compiled(
        tmp_path, places, routes, conflicts={"A": FIRST_DAY[:5]}, settings=settings,
        closures=["country,Home,Away,1,0"], days=5,
    )  # fmt: skip
    out = run(inputs)
    by_way_of_b = int(present(inputs, out, "A")[0, 1])
    assert by_way_of_b > 200
    there = present(inputs, out, "C")[0]
    # On day 2 those with a route leave A for certain, the others stay for want of chance.
    assert there[1] > 200
    assert there[3] - there[1] > 100
    assert present(inputs, out, "B").sum() == 0


def test_rule_30_a_day_has_room_for_almost_two_days_of_travel(tmp_path: Path) -> None:
    """Rule 30: 99 + 99 km at 100 km a day on day 0: the new leg gets a whole day again.

    After 198 km the day is over, so the third leg waits.
    """
    routes = ("A,B,99,", "B,C,99,", "C,D,10,")
    out_of = line(tmp_path, routes, max_move_speed=100.0, awareness_level=3)
    found = run(out_of)
    assert present(out_of, found, "C")[0, 0] == 1000
    assert present(out_of, found, "D")[0].tolist() == [0, 1000, 1000, 1000, 1000, 1000]


def test_rule_31_who_travelled_little_does_not_rest_in_a_town(tmp_path: Path) -> None:
    """Rule 31: (recent + moved / speed) / 2 < .5 on arrival: at 90 of 100 km all go on at once.

    Without the rule a tenth of them does.
    """
    places = ("A,Home,conflict_zone,0", "B,Home,town,0", "C,Home,camp,0")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}
    for on in (True, False):
        moves = {
            "max_move_speed": 100.0, "camp_movechance": 0.0, "default_movechance": 0.1,
            "avoid_short_stints": on, "camp_weight": 1e12,
        }  # fmt: skip
        inputs = compiled(
            tmp_path / str(on), places, ("A,B,90,", "B,C,50,"), conflicts={"A": FIRST_DAY[:1]},
            settings={
                "spawn_rules": {"conflict_driven_spawning": spawn},
                "move_rules": moves,
            },
            days=1,
        )  # fmt: skip
        camp = present(inputs, run(inputs, members=100), "C").mean()
        assert camp == (1000 if on else pytest.approx(100, abs=5 * (90 / 100) ** 0.5))


def test_rule_31_who_travelled_far_yesterday_may_rest(tmp_path: Path) -> None:
    """Rule 31: after 199 km in two days recent is (1 + 0) / 2 = .5, and (.5 + .99) / 2 >= .5."""
    places = ("A,Home,conflict_zone,0", "B,Home,town,0", "C,Home,camp,0")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 1000}
    moves = {
        "max_move_speed": 100.0, "camp_movechance": 0.0, "default_movechance": 0.0051,
        "avoid_short_stints": True, "camp_weight": 1e12,
    }  # fmt: skip
    inputs = compiled(
        tmp_path, places, ("A,B,199,", "B,C,50,"), conflicts={"A": FIRST_DAY[:3]},
        settings={"spawn_rules": {"conflict_driven_spawning": spawn}, "move_rules": moves}, days=3,
    )  # fmt: skip
    town = present(inputs, run(inputs, members=20), "B").mean(axis=0)
    assert town[1] > 985


def test_rule_32_few_leave_camps(tmp_path: Path) -> None:
    """Rule 32: of 1,000 in a camp .1 a day leave with camp_movechance .1, and may come back."""
    places = ("A,Home,conflict_zone,0", "B,Home,camp,0")
    moves = {"camp_movechance": 0.1, "conflict_movechance": 0.0}
    inputs = compiled(
        tmp_path, places, ("A,B,50,",), conflicts={"A": [1.0, 1.0]}, days=2,
        settings={"move_rules": moves}, counts={"B": [1000, 1000]},
    )  # fmt: skip
    out = run(inputs, members=100)
    camp = present(inputs, out, "B").mean(axis=0)
    assert camp == pytest.approx([900, 810], abs=5 * (154 / 100) ** 0.5)


def test_rule_32_camps_take_people_out_by_the_misspelt_key_only(tmp_path: Path) -> None:
    """Rule 32: camps_are_sicks with a deactivation_probability of .5; nothing reads the other."""
    places = ("A,Home,conflict_zone,0,", "B,Home,camp,0,0.5")
    routes = ("A,B,50,",)
    for key, expected in (("camps_are_sicks", [500, 250]), ("camps_are_sinks", [1000, 1000])):
        inputs = compiled(
            tmp_path / key, places, routes, days=2, counts={"B": [1000, 1000]},
            conflicts={"A": [1.0, 1.0]}, place_columns=",deactivation_probability",
            settings={"spawn_rules": {key: True}, "move_rules": {"camp_movechance": 0.0}},
        )  # fmt: skip
        out = run(inputs, members=100)
        camp = present(inputs, out, "B").mean(axis=0)
        assert camp == pytest.approx(expected, abs=5 * (250 / 100) ** 0.5)
        assert (out.left[:, -1] + present(inputs, out, "B")[:, -1] == 1000).all()
