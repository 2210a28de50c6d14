"""Rules 7 and 20 to 26: who leaves, the ways that people see, and what they weigh."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qafila.errors import InputError
from qafila.simulate.allocation.flee_inputs import flee_inputs
from tests.support.flee_runs import compiled, odds_from, of_place, present, run, small_folder

PLACES = ("Zone,Home,conflict_zone,1000", "Town,Home,town,500", "Camp,Away,camp,0")
ROUTES = ("Zone,Town,40,", "Zone,Camp,90,")
BURNS = {"Zone": [1.0, 1.0, 1.0, 1.0]}
# A line of places, in conflict at its beginning, with a camp at its end and one on the way.
LINE = (
    "A,Home,conflict_zone,1000", "B,Home,town,0", "C,Home,camp,0", "D,Home,town,0", "E,Home,camp,0",
)  # fmt: skip
LINE_ROUTES = ("A,B,10,", "B,C,20,", "C,D,30,", "D,E,40,")
ONCE = {"A": [1.0] + [0.0] * 3}


def pushed(people: int, **moves: object) -> dict[str, object]:
    """Settings under which so many set out from each conflict zone each day."""
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": people}
    return {"spawn_rules": {"conflict_driven_spawning": spawn}, "move_rules": moves}


def test_rule_7_forced_redirection_1_doubles_the_weight_and_2_does_not(tmp_path: Path) -> None:
    """Rule 7: of the ways of equal length that of 1 weighs twice; the flag does nothing else."""
    places = (LINE[0], "Inn,Home,camp,0", "Mill,Home,camp,0", "Well,Home,camp,0")
    routes = ("A,Well,40,1", "A,Inn,40,2", "A,Mill,40,0")
    settings = pushed(1000, camp_movechance=0.0)
    inputs = compiled(tmp_path, places, routes, conflicts=ONCE, settings=settings, days=1)
    assert odds_from(inputs, "A") == pytest.approx({"Well": 0.04, "Inn": 0.02, "Mill": 0.02})
    assert odds_from(inputs, "Well") == pytest.approx({"A": 2 * 0.1**0.5 / 50})
    out = run(inputs, members=100)
    found = np.array([present(inputs, out, name).sum() for name in ("Well", "Inn", "Mill")])
    expected = np.array([50_000, 25_000, 25_000])
    assert found.sum() == 100_000
    assert ((found - expected) ** 2 / expected).sum() < 20.0  # 2 degrees of freedom


def test_rule_7_removing_a_redirection_changes_nothing(tmp_path: Path) -> None:
    """Rules 7 and 42: nothing but the flag is removed, which nobody reads."""
    routes = ("Zone,Town,40,1", "Zone,Camp,90,")
    closed = ["remove_forced_redirection,Zone,Town,1,0"]
    inputs = compiled(tmp_path, PLACES, routes, conflicts=BURNS, closures=closed)
    assert odds_from(inputs, "Zone", 0) == odds_from(inputs, "Zone", 3)
    assert odds_from(inputs, "Zone", 3)["Town"] == pytest.approx(0.04)


def test_rule_20_people_leave_with_the_chance_of_their_place(tmp_path: Path) -> None:
    """Rule 20: of 1,000 with chance .25 on one day 750 stay, with variance 1000 x .25 x .75."""
    settings = pushed(1000, conflict_movechance=0.25, camp_movechance=0.0)
    places, routes = (PLACES[0], PLACES[2]), ROUTES[1:]
    inputs = compiled(tmp_path, places, routes, conflicts=BURNS, settings=settings, days=1)
    stayed = present(inputs, run(inputs, members=400), "Zone")[:, 0]
    assert abs(stayed.mean() - 750.0) < 5.0 * (187.5 / 400) ** 0.5
    assert 0.75 < stayed.var() / 187.5 < 1.3


def test_rule_20_population_raises_the_chance(tmp_path: Path) -> None:
    """Rule 20: .3 x (40000/10000)^.5 in a town, .001 x (2500/10000)^.5 in a camp; at most 1."""
    places = ("Zone,Home,conflict_zone,90000", "Town,Home,town,40000", "Camp,Away,camp,2500")
    moves = {"movechance_pop_scale_factor": 0.5}
    inputs = compiled(tmp_path, places, ROUTES, conflicts=BURNS, settings={"move_rules": moves})
    assert of_place(inputs, "move_chance", "Town", 1) == pytest.approx([0.6])
    assert of_place(inputs, "move_chance", "Camp", 1) == pytest.approx([0.0005])
    assert of_place(inputs, "move_chance", "Zone", 1) == [1.0]


def test_rule_20_hunger_adds_to_the_chance(tmp_path: Path) -> None:
    """Rule 20: with 40 % in need .4 + .6 x .3 = .58."""
    files = {"input_csv/region_attributes_IPC.csv": "#Day,R-Town\n0,40\n3,40\n"}
    settings = {"move_rules": {"flee_when_starving": True}}
    inputs = compiled(tmp_path, PLACES, ROUTES, settings=settings, files=files)
    assert of_place(inputs, "move_chance", "Town", 2) == pytest.approx([0.58, 0.58])
    assert of_place(inputs, "move_chance", "Camp", 1) == pytest.approx([0.001])


def test_rule_21_two_systems_are_refused_by_name(tmp_path: Path) -> None:
    """Rule 21: left out, for it hangs on a count of connections of each single person."""
    settings = {"move_rules": {"two_system_decision_making": True}}
    folder = small_folder(tmp_path, PLACES, ROUTES, settings=settings)
    with pytest.raises(InputError, match="two_system_decision_making is left out"):
        flee_inputs(folder)


def test_rule_22_weights_of_ways(tmp_path: Path) -> None:
    """Rule 22: ((.5 + score) / (50 + km)^.75)^2, with score 2 for the camp and 1 for the town."""
    moves = {
        "camp_weight": 2.0, "weight_softening": 0.5, "softening": 50.0, "distance_power": 0.75,
        "weight_power": 2.0,
    }  # fmt: skip
    inputs = compiled(tmp_path, PLACES, ROUTES, settings={"move_rules": moves})
    odds = {"Town": (1.5 / 90**0.75) ** 2, "Camp": (2.5 / 140**0.75) ** 2}
    assert odds_from(inputs, "Zone") == pytest.approx(odds)


@pytest.mark.parametrize(
    ("awareness", "km"),
    [
        (-1, {"B": 10}),
        (0, {}),
        (1, {"B": 10}),
        (2, {"B": 10, "C": 30}),
        (3, {"B": 10, "C": 30, "D": 60}),
    ],
)
def test_rule_22_people_see_as_many_links_ahead_as_they_are_aware_of(
    tmp_path: Path, awareness: int, km: dict[str, float]
) -> None:
    """Rule 22: every beginning of a way is a way; only its end and its whole length count."""
    settings = {"move_rules": {"awareness_level": awareness, "camp_weight": 2.0}}
    inputs = compiled(tmp_path, LINE, LINE_ROUTES, conflicts=ONCE, settings=settings)
    scores = {"B": 1.0, "C": 2.0, "D": 1.0}
    expected = {name: scores[name] / (10 + far) for name, far in km.items()}
    assert odds_from(inputs, "A") == pytest.approx(expected)


def test_rule_22_ways_do_not_come_back(tmp_path: Path) -> None:
    """Rule 22: round a triangle of 10 + 20 + 30 km each place is reached both ways."""
    routes = ("A,B,10,", "B,C,20,", "A,C,30,")
    settings = {"move_rules": {"awareness_level": 3}}
    inputs = compiled(tmp_path, LINE[:3], routes, conflicts=ONCE, settings=settings)
    odds = odds_from(inputs, "A", day=1)
    assert odds == pytest.approx({"B": 1 / 20 + 1 / 60, "C": 1 / 40 + 1 / 40})


def test_rule_22_nobody_leaves_without_awareness(tmp_path: Path) -> None:
    """Rule 22: Flee draws the number of a link, looks for a place of that name, and stays."""
    settings = pushed(100, awareness_level=0)
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, settings=settings)
    found = present(inputs, run(inputs), "Zone")
    assert found.tolist() == [[100, 200, 300, 400]]


def test_rule_22_markers_are_no_goals_and_no_steps(tmp_path: Path) -> None:
    """Rule 22: with awareness 1 people see the town behind two markers, and none of these."""
    places = (LINE[0], "M,Home,marker,0", "N,Home,marker,0", "T,Home,town,0", "U,Home,camp,0")
    routes = ("A,M,10,", "M,N,20,", "N,T,30,", "T,U,40,")
    settings = {"move_rules": {"awareness_level": 1}}
    inputs = compiled(tmp_path, places, routes, conflicts=ONCE, settings=settings)
    assert odds_from(inputs, "A") == pytest.approx({"T": 1 / 70})
    assert odds_from(inputs, "M", day=1) == pytest.approx({"A": 1 / 20, "T": 1 / 60})


def test_rule_22_a_route_is_followed_to_its_goal(tmp_path: Path) -> None:
    """Rules 20 and 22: whoever saw the camp two links ahead does not stop between."""
    moves = {"awareness_level": 2, "default_movechance": 0.005, "max_move_speed": 25.0}
    moves |= {"camp_movechance": 0.0, "camp_weight": 1e9}
    inputs = compiled(
        tmp_path, LINE[:3], LINE_ROUTES[:2], conflicts=ONCE, settings=pushed(1000, **moves)
    )
    out = run(inputs)
    # 10 km to B and on the same day up to 25 km of the 20 to C.
    assert present(inputs, out, "C")[0, 0] == 1000


@pytest.mark.parametrize(("threshold", "share"), [(1.0, 0.2), (5.0, 0.0), (30.0, 0.2)])
def test_rule_23_ways_far_below_the_best_are_pruned(
    tmp_path: Path, threshold: float, share: float
) -> None:
    """Rule 23: a weight of a tenth of the best is dropped at 5 and kept at 30; 1 prunes nothing.

    Of 1,000 people one eleventh take the poor way where it is kept.
    """
    places = (LINE[0], "Near,Home,camp,0", "Far,Home,camp,0")
    routes = ("A,Near,10,", "A,Far,190,")
    moves = {"pruning_threshold": threshold, "camp_movechance": 0.0}
    inputs = compiled(
        tmp_path, places, routes, conflicts=ONCE, settings=pushed(1000, **moves), days=1
    )
    far = present(inputs, run(inputs, members=50), "Far").mean()
    expected = 1000 / 11 if share else 0.0
    assert abs(far - expected) <= 5 * (1000 * (10 / 121) / 50) ** 0.5 * bool(share)


def test_rule_24_ways_are_drawn_by_their_weights(tmp_path: Path) -> None:
    """Rule 24: weights 2/100 and 1/50 are even: half of 100,000 people within 5 sd."""
    settings = pushed(1000, camp_weight=2.0, camp_movechance=0.0, default_movechance=0.005)
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, settings=settings, days=1)
    out = run(inputs, members=100)
    camp, town = (present(inputs, out, name).sum() for name in ("Camp", "Town"))
    # People in the town have moved 40 km of 360 and may go on, which hardly one in 200 does.
    assert abs(camp - 50_000) < 5 * (100_000 * 0.25) ** 0.5 + 0.005 * 50_000
    assert camp + town == pytest.approx(100_000, abs=0.006 * 50_000)


def test_rule_24_where_all_weigh_nothing_each_way_is_as_likely(tmp_path: Path) -> None:
    """Rule 24: with camp_weight 0 and two camps at 10 and 190 km half go to each."""
    places = (LINE[0], "Near,Home,camp,0", "Far,Home,camp,0")
    routes = ("A,Near,10,", "A,Far,190,")
    settings = pushed(1000, camp_weight=0.0, camp_movechance=0.0)
    inputs = compiled(tmp_path, places, routes, conflicts=ONCE, settings=settings, days=1)
    far = present(inputs, run(inputs, members=100), "Far").mean()
    assert abs(far - 500.0) < 5 * (250 / 100) ** 0.5


def test_rule_24_without_a_link_people_stay(tmp_path: Path) -> None:
    """Rule 24: the only link is closed, so nobody leaves and nobody is lost."""
    closed = ["location,Zone,,0,2"]
    settings = pushed(10, max_move_speed=1.0)
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, settings=settings, closures=closed)
    assert present(inputs, run(inputs), "Zone").tolist() == [[10, 20, 0, 0]]


def fixed(tmp_path: Path, major: str = "", **more: object) -> object:
    """The line with a second, longer way from A to C, under fixed routes."""
    settings = {"move_rules": {"fixed_routes": True, "awareness_level": 2, "camp_weight": 2.0}}
    files = {"input_csv/major_routes.csv": major} if major else {}
    return compiled(
        tmp_path, LINE, (*LINE_ROUTES, "A,C,80,"), conflicts=ONCE, settings=settings, files=files,
        **more,
    )  # fmt: skip


def test_rule_25_only_the_best_way_to_each_goal_is_used(tmp_path: Path) -> None:
    """Rule 25: to C by B, 30 km, and not the 80 km; D at 110 km. Scores count twice: C 2 x 2."""
    inputs = fixed(tmp_path)
    expected = {"B": 1 / 20 + 0, "C": 4 / 40, "D": 1 / 120}
    assert odds_from(inputs, "A", day=1) == pytest.approx(expected)
    assert inputs.rules.obey_capacity == 0


def test_rule_25_the_next_best_way_is_used_while_the_best_is_closed(tmp_path: Path) -> None:
    """Rule 25: routes are made anew each day: with B closed C is 80 km away."""
    inputs = fixed(tmp_path, closures=["location,B,,1,2"])
    assert odds_from(inputs, "A", day=1) == pytest.approx({"C": 4 / 90, "D": 1 / 120})
    assert odds_from(inputs, "A", day=2)["C"] == pytest.approx(4 / 40)


def test_rule_25_major_routes_count_as_a_quarter_of_their_length(tmp_path: Path) -> None:
    """Rule 25: E is out of sight; by the major route B, C, D, E it is (10 + 90) / 4 = 25 km."""
    inputs = fixed(tmp_path, major="B,C,D,E\n")
    odds = odds_from(inputs, "A", day=1)
    assert odds["E"] == pytest.approx(4 / 35)
    assert odds["D"] == pytest.approx(1 / 120)
    assert odds_from(inputs, "E", day=1)["B"] == pytest.approx(1 / (10 + 90 / 4))


def test_rule_25_a_major_route_without_its_link_is_refused(tmp_path: Path) -> None:
    """Rule 25: Flee stops where a path has no link; we name it."""
    with pytest.raises(InputError, match="no link joins A and E"):
        fixed(tmp_path, major="A,E\n")


def full_camp(tmp_path: Path, capacity: int, **moves: object) -> np.ndarray:
    """People in the camp at the end of days, 100 arriving each day over a link of 10 km."""
    places = (LINE[0], f"C,Home,camp,{capacity}")
    settings = pushed(100, camp_movechance=0.0, **moves)
    inputs = compiled(tmp_path, places, ("A,C,10,",), conflicts={"A": [1.0] * 4}, settings=settings)
    return present(inputs, run(inputs), "C")[0]


def test_rule_26_nobody_sets_out_for_a_camp_that_is_more_than_half_full_of_its_buffer(
    tmp_path: Path,
) -> None:
    """Rule 26: of 210 places 189 draw fully; with 200 there 10/21 are left, and people stay."""
    assert full_camp(tmp_path / "a", 210).tolist() == [100, 200, 200, 200]
    # Of 212 places 190.8 draw fully: 200 people leave 12/21.2 > .5, so the third hundred comes.
    assert full_camp(tmp_path / "b", 212).tolist() == [100, 200, 300, 300]


def test_rule_26_the_goal_of_a_route_counts_and_not_its_next_place(tmp_path: Path) -> None:
    """Rules 26 and 22: whoever is bound for D goes on through C, which is full."""
    places = (LINE[0], "C,Home,camp,100", "D,Home,camp,0")
    settings = pushed(50, awareness_level=2, camp_movechance=0.0)
    inputs = compiled(
        tmp_path, places, ("A,C,10,", "C,D,20,"), conflicts=ONCE, settings=settings,
        counts={"C": [100] * 4},
    )  # fmt: skip
    out = run(inputs)
    assert present(inputs, out, "C")[0].tolist() == [100] * 4
    assert present(inputs, out, "D")[0].tolist() == [50] * 4
