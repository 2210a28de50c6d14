"""Rules 8, 10, 16 to 18, 35 to 42 and 50: how many set out, from where, and what is closed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qafila.errors import InputError
from qafila.interop.flee_changes import FleeClosure
from qafila.kernels.flee.tables import SPAWN_GIVEN, SPAWN_POISSON, SPAWN_RATIO, SPAWN_TOTAL
from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from tests.support.flee_runs import (
    compiled,
    odds_from,
    of_place,
    on_day,
    present,
    run,
    small_folder,
)

PLACES = (
    "East,Home,conflict_zone,3000", "West,Home,town,1000", "Camp,Away,camp,400", "Inn,Away,camp,50",
)  # fmt: skip
ROUTES = ("East,West,40,", "East,Camp,90,", "West,Camp,60,", "Camp,Inn,30,")
BURNS = {"East": [1.0] * 4, "West": [0.0, 0.5, 0.5, 0.5]}


def test_rule_8_and_50_groups_that_no_rule_tells_apart_are_not_made(tmp_path: Path) -> None:
    """Rules 8 and 50: with tables of ages and ethnicities but no rule on them all are one group."""
    files = {
        "input_csv/demographics_age.csv": "age,Default\n10,1\n40,1\n",
        "input_csv/demographics_ethnicity.csv": "ethnicity,Default\nblue,1\n",
    }
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, files=files)
    assert inputs.group_names == ("all",)
    assert inputs.restricted == (False,)
    assert inputs.world.group_share.tolist() == [[1.0]] * 4


def test_rule_10_capacities_grow_each_day_before_people_move(tmp_path: Path) -> None:
    """Rule 10: 5 more places a day; scaled like the capacity itself."""
    places = (*(f"{row},0" for row in PLACES[:3]), PLACES[3] + ",5")
    settings = {"move_rules": {"capacity_scaling": 2.0}}
    inputs = compiled(
        tmp_path, places, ROUTES, settings=settings, place_columns=",capacity_per_day"
    )
    assert inputs.world.capacity_growth.tolist() == [0.0, 0.0, 10.0, 0.0]
    assert inputs.world.place_capacity.tolist() == [800.0, -2.0, 100.0, -2.0]


def test_rule_10_growth_lets_more_people_in(tmp_path: Path) -> None:
    """Rules 10 and 26: a camp of 100, full, that grows by 300 takes 300 on the same day."""
    places = ("East,Home,conflict_zone,0,0", "Camp,Away,camp,100,300")
    spawn = {"spawn_mode": "constant", "displaced_per_conflict_day": 300}
    settings = {
        "spawn_rules": {"conflict_driven_spawning": spawn}, "move_rules": {"camp_movechance": 0.0},
    }  # fmt: skip
    inputs = compiled(
        tmp_path, places, ("East,Camp,90,",), conflicts={"East": [1.0, 0.0, 0.0, 0.0]},
        settings=settings, place_columns=",capacity_per_day", counts={"Camp": [100] * 4},
    )  # fmt: skip
    assert present(inputs, run(inputs), "Camp")[0].tolist() == [400] * 4


@pytest.mark.parametrize(
    ("there", "capacity"), [(100, 375.0), (400, 0.0), (399, 1.25), (500, -125.0)]
)
def test_rule_17_people_of_day_0_are_taken_off_the_capacity(
    tmp_path: Path, there: int, capacity: float
) -> None:
    """Rules 16 and 17: (400 - people of day 0) x 1.25; those below 1 are unlimited."""
    settings = {"move_rules": {"capacity_scaling": 1.25}}
    counts = {"Camp": [there] * 4, "Inn": [0] * 4}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, settings=settings, counts=counts)
    at = inputs.place_names.index("Camp")
    assert inputs.world.place_capacity[at] == capacity
    assert inputs.world.place_day0[at] == there
    assert present(inputs, run(inputs), "Camp")[0, 0] >= 0.9 * there


def test_rule_17_only_where_totals_are_followed(tmp_path: Path) -> None:
    """Rule 17: not with conflict-driven numbers, nor where nobody is put into camps."""
    driven = {"conflict_driven_spawning": {"spawn_mode": "constant"}}
    counts = {"Camp": [100, 100, 100, 100]}
    for at, spawn in enumerate((driven, {"insert_day0": False})):
        inputs = compiled(
            tmp_path / str(at), PLACES, ROUTES, conflicts=BURNS, settings={"spawn_rules": spawn},
            counts=counts,
        )  # fmt: skip
        assert inputs.world.place_capacity[0] == 400.0


def test_rule_16_and_18_capacities_can_be_switched_off(tmp_path: Path) -> None:
    """Rules 16 and 18: below 1 there is no limit, for any place."""
    folder = small_folder(tmp_path, PLACES, ROUTES, conflicts=BURNS)
    inputs = flee_inputs(folder, capacities=False)
    assert (inputs.world.place_capacity < 1.0).all()
    assert (inputs.world.capacity_growth == 0.0).all()
    assert inputs.rules.obey_capacity == 1


def test_rule_35_camps_start_empty_where_the_settings_say_so(tmp_path: Path) -> None:
    """Rules 35 and 38: nobody is there on day 0, and only growth sets out."""
    counts = {"Camp": [100, 130, 130, 130]}
    settings = {"spawn_rules": {"empty_camps_on_day0": True}}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, settings=settings, counts=counts)
    assert inputs.world.place_day0.sum() == 0
    assert inputs.days.new_people.tolist() == [0, 30, 0, 0]


COUNTS = {"Camp": [100, 150, 90, 130], "Inn": [10, 20, 20, 40]}


def test_rules_36_and_37_growth_sets_out_and_decreases_are_owed(tmp_path: Path) -> None:
    """Rules 36 and 37: +60; -60 makes a debt; +60 pays it and nobody sets out."""
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, counts=COUNTS)
    assert inputs.days.new_people.tolist() == [0, 60, 0, 0]
    assert inputs.debt.tolist() == [0, 0, 60, 0]
    assert inputs.rules.spawn_mode == SPAWN_TOTAL
    assert run(inputs).people[0].tolist() == [110, 170, 170, 170]


def test_rule_36_the_total_counts_where_the_sum_does_not(tmp_path: Path) -> None:
    """Rule 36: with sum_from_camps off the series total is followed."""
    files = {"source_data/total.csv": "2020-01-01,10\n2020-01-04,40\n"}
    settings = {"spawn_rules": {"sum_from_camps": False}}
    inputs = compiled(
        tmp_path, PLACES, ROUTES, conflicts=BURNS, counts=COUNTS, files=files, settings=settings
    )
    assert inputs.days.new_people.tolist() == [0, 10, 10, 10]


def test_rule_38_people_of_day_0_and_earlier_idps_are_in_the_camps(tmp_path: Path) -> None:
    """Rule 38: recorded 100 and 10, and initial_idps 7 of a camp; those of a town do not count."""
    places = (PLACES[0] + ",0", PLACES[1] + ",9", PLACES[2] + ",7", PLACES[3] + ",0")
    inputs = compiled(
        tmp_path, places, ROUTES, conflicts=BURNS, counts=COUNTS, place_columns=",initial_idps"
    )
    assert dict(zip(inputs.place_names, inputs.world.place_day0.tolist(), strict=True)) == {
        "Camp": 107, "East": 0, "Inn": 10, "West": 0,
    }  # fmt: skip


def test_rule_38_without_insertion_the_first_count_sets_out(tmp_path: Path) -> None:
    """Rules 38 and 43: on day 0 the sum of the camps, 110, and the total, 110, once more."""
    settings = {"spawn_rules": {"insert_day0": False}}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, counts=COUNTS, settings=settings)
    assert inputs.days.new_people.tolist() == [220, 60, 0, 0]
    assert inputs.world.place_day0.sum() == 0


def leaving(inputs: FleeInputs, members: int, day: int) -> dict[str, float]:
    """Mean people per member in each place at the end of a day on which nobody moves."""
    out = run(inputs, members)
    return {name: float(present(inputs, out, name)[:, day].mean()) for name in inputs.place_names}


STILL = {"conflict_movechance": 0.0051, "default_movechance": 0.0051, "awareness_level": 0}


def test_rule_39_people_come_from_where_many_live_under_heavy_conflict(tmp_path: Path) -> None:
    """Rule 39: weights 3000 x 1 and 1000 x .5: six sevenths of 700 come from the east."""
    counts = {"Camp": [0, 700, 700, 700]}
    inputs = compiled(
        tmp_path, PLACES, ROUTES, conflicts=BURNS, counts=counts, settings={"move_rules": STILL}
    )
    found = leaving(inputs, 200, 1)
    assert found["East"] == pytest.approx(600, abs=5 * (700 * 6 / 49 / 200) ** 0.5)
    assert found["East"] + found["West"] == 700


def test_rule_39_hunger_adds_people_up_to_the_whole_population(tmp_path: Path) -> None:
    """Rule 39: weight of a resident min(1, intensity + IPC/100); elsewhere only where allowed."""
    files = {"input_csv/region_attributes_IPC.csv": "#Day,R-East,R-West\n0,30,30\n3,30,30\n"}
    conflicts = {"East": [0.5, 0.5, 0.9, 0.9]}
    for only, west in ((True, 0.0), (False, 0.3)):
        spawn = {"starvation_driven_spawning": True, "conflict_zone_spawning_only": only}
        inputs = compiled(
            tmp_path / str(only), PLACES, ROUTES, conflicts=conflicts, files=files,
            settings={"spawn_rules": spawn},
        )  # fmt: skip
        assert of_place(inputs, "spawn", "East", 2) == [0.8, 0.8]
        assert of_place(inputs, "spawn", "West", 2) == [west, west]


def test_rule_40_who_sets_out_is_taken_off_the_population(tmp_path: Path) -> None:
    """Rule 40: 10 % of 3,000, then of 2,700, 2,430 and 2,187; rule 41 counts whole people."""
    spawn = {
        "conflict_driven_spawning": {"spawn_mode": "pop_ratio", "displaced_per_conflict_day": 0.1}
    }
    for taken, expected in ((True, [300, 570, 813, 1031]), (False, [300, 600, 900, 1200])):
        settings = {"spawn_rules": {**spawn, "take_from_population": taken}, "move_rules": STILL}
        inputs = compiled(
            tmp_path / str(taken), PLACES, ROUTES, conflicts={"East": [1.0] * 4}, settings=settings
        )
        assert run(inputs).people[0].tolist() == expected


def test_rule_40_the_chance_of_leaving_follows_the_population(tmp_path: Path) -> None:
    """Rules 20 and 40: the kernel looks at the population itself; camps count unscaled."""
    moves = {"movechance_pop_scale_factor": 0.5, "capacity_scaling": 4.0, "camp_movechance": 0.5}
    settings = {"spawn_rules": {"take_from_population": True}, "move_rules": moves}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, settings=settings)
    assert inputs.rules.population_power == 0.5
    camp = inputs.place_names.index("Camp")
    chance = on_day(inputs, "move_chance", 0)[camp]
    assert chance * (inputs.world.place_capacity[camp] / 10_000) ** 0.5 == pytest.approx(
        0.5 * (400 / 10_000) ** 0.5
    )


@pytest.mark.parametrize(
    ("mode", "number", "constant", "values"),
    [
        ("constant", SPAWN_GIVEN, 301, [301, 150, 150]),
        ("pop_ratio", SPAWN_RATIO, 0.01, [0.01, 0.005, 0.005]),
        ("poisson", SPAWN_POISSON, 301, [301, 150.5, 150.5]),
    ],
)
def test_rule_41_conflict_sets_people_moving(
    tmp_path: Path, mode: str, number: int, constant: float, values: list[float]
) -> None:
    """Rule 41: int(301 x intensity), shares or means; the intensity is that of the edge."""
    spawn = {
        "conflict_driven_spawning": {"spawn_mode": mode, "displaced_per_conflict_day": constant}
    }
    conflicts = {"East": [1.0, 0.2, 0.2, 0.0], "West": [0.0, 0.5, 0.5, 0.5]}
    inputs = compiled(
        tmp_path, PLACES, ROUTES, conflicts=conflicts, settings={"spawn_rules": spawn},
        counts=COUNTS,
    )  # fmt: skip
    assert inputs.rules.spawn_mode == number
    assert of_place(inputs, "spawn", "East", 4) == [values[0]] * 3 + [0.0]
    assert of_place(inputs, "spawn", "West", 3) == [0.0, *values[1:]]
    assert inputs.days.new_people.sum() == 0
    assert inputs.debt.sum() == 0


def test_rule_41_poisson_numbers_scatter_as_much_as_they_are(tmp_path: Path) -> None:
    """Rule 41: mean and variance 100 over 400 members."""
    spawn = {
        "conflict_driven_spawning": {"spawn_mode": "poisson", "displaced_per_conflict_day": 100}
    }
    inputs = compiled(
        tmp_path, PLACES, ROUTES, conflicts={"East": [1.0] * 4}, settings={"spawn_rules": spawn}
    )
    people = run(inputs, members=400).people[:, 0]
    assert abs(people.mean() - 100) < 5 * (100 / 400) ** 0.5
    assert 0.7 < people.var() / 100 < 1.4


FLOOD = "#Day,East,West\n0,0,1\n2,3,1\n3,3,1\n"


def flooded(tmp_path: Path, mode: str, values: list[float], **moves: object) -> FleeInputs:
    """Levels 0, 1.5, 3, 3 in the east and 1 in the west."""
    spawn = {
        "flood_zone_spawning_only": True, "conflict_zone_spawning_only": False,
        "take_from_population": True,
        "flood_driven_spawning": {"spawn_mode": mode, "displaced_per_flood_day": values},
    }  # fmt: skip
    return compiled(
        tmp_path, PLACES, ROUTES, files={"input_csv/flood_level.csv": FLOOD},
        conflicts={"East": [0.0] * 4}, settings={"spawn_rules": spawn, "move_rules": moves},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mode", "number", "values", "east"),
    [
        ("constant", SPAWN_GIVEN, [0, 10, 21, 40], [0, 15, 40, 40]),
        ("poisson", SPAWN_POISSON, [0, 10, 21, 40], [0, 15, 40, 40]),
        ("pop_ratio", SPAWN_RATIO, [0, 0.1, 0.3, 0.5], [0, 0.2, 0.5, 0.5]),
    ],
)
def test_rule_41_floods_set_people_moving(
    tmp_path: Path, mode: str, number: int, values: list[float], east: list[float]
) -> None:
    """Rule 41: by the level, values between levels interpolated; whole people but for shares."""
    inputs = flooded(tmp_path, mode, values)
    assert inputs.rules.spawn_mode == number
    assert of_place(inputs, "spawn", "East", 4) == pytest.approx(east)
    assert of_place(inputs, "spawn", "West", 1) == [values[1]]


def test_rule_41_floods_change_chances_and_scores(tmp_path: Path) -> None:
    """Rule 41: at level 1.5 a chance of .55 and half the score; none of it where it is dry."""
    rules = {"flood_movechances": [0.0, 0.4, 0.7, 1.0], "flood_loc_weights": [1.0, 0.6, 0.4, 0.0]}
    inputs = flooded(tmp_path, "constant", [0, 1, 2, 3], flood_rules=rules)
    assert of_place(inputs, "move_chance", "East", 3) == pytest.approx([1.0, 0.55, 1.0])
    dry = 0.1**0.5
    assert of_place(inputs, "score", "East", 3) == pytest.approx([dry, dry * 0.5, 0.0])
    assert of_place(inputs, "score", "Camp", 3) == [1.0, 1.0, 1.0]


def test_rule_41_a_level_beyond_the_list_is_refused(tmp_path: Path) -> None:
    """Rule 41: Flee stops there; the message names the list and the level."""
    with pytest.raises(InputError, match=r"displaced_per_flood_day has 3 values.* level 3"):
        flooded(tmp_path, "constant", [0, 1, 2])


def test_rule_41_forecasts_of_floods_are_refused_by_name(tmp_path: Path) -> None:
    """Rule 41: left out, for the chance of leaving would differ by group."""
    rules = {"flood_forecaster": True}
    with pytest.raises(InputError, match="flood_forecaster is left out"):
        flooded(tmp_path, "constant", [0, 1, 2, 3], flood_rules=rules)


def ways(inputs: FleeInputs, day: int) -> dict[str, set[str]]:
    """Goals seen from each place on a day."""
    return {name: set(odds_from(inputs, name, day)) for name in inputs.place_names}


ALL_OPEN = {
    "Camp": {"East", "West", "Inn"}, "East": {"West", "Camp"}, "Inn": {"Camp"},
    "West": {"East", "Camp"},
}  # fmt: skip


def closing(tmp_path: Path, *rows: str) -> FleeInputs:
    """A folder with these closures."""
    return compiled(tmp_path, PLACES, ROUTES, conflicts=BURNS, closures=rows)


def test_rule_42_a_border_closes_both_ways_until_the_day_of_its_end(tmp_path: Path) -> None:
    """Rule 42: closed on days 1 and 2, open on day 3."""
    inputs = closing(tmp_path, "country,Home,Away,1,3")
    shut = {"Camp": {"Inn"}, "East": {"West"}, "Inn": {"Camp"}, "West": {"East"}}
    assert [ways(inputs, day) for day in range(4)] == [ALL_OPEN, shut, shut, ALL_OPEN]


def test_rule_42_a_closed_place_loses_all_its_links(tmp_path: Path) -> None:
    """Rule 42: with an end of 0 for ever."""
    inputs = closing(tmp_path, "location,Camp,,2,0")
    shut = {"Camp": set(), "East": {"West"}, "Inn": set(), "West": {"East"}}
    assert [ways(inputs, day) for day in range(4)] == [ALL_OPEN, ALL_OPEN, shut, shut]


def test_rule_42_what_one_closure_closed_another_may_open(tmp_path: Path) -> None:
    """Rule 42: links are open or closed; nobody counts how often they were closed."""
    inputs = closing(tmp_path, "country,Home,Away,0,3", "location,Inn,,1,2", "location,Camp,,0,1")
    assert ways(inputs, 0)["East"] == {"West"}
    assert ways(inputs, 1)["East"] == {"West", "Camp"}


def test_rule_42_closed_links_of_the_file_close_nothing(tmp_path: Path) -> None:
    """Rule 42: Flee compares names by identity, and those of a file are never the same object."""
    inputs = closing(tmp_path, "link,East,Camp,0,0", "link,Camp,East,0,0")
    assert ways(inputs, 0) == ways(inputs, 3) == ALL_OPEN
    assert len(inputs.days.leg) == 0


def test_a_cut_of_a_scenario_closes_a_link_both_ways(tmp_path: Path) -> None:
    """Rule 42 has no such kind: only what-ifs make it, and it closes what it says."""
    from dataclasses import replace

    folder = small_folder(tmp_path, PLACES, ROUTES, conflicts=BURNS)
    cut = FleeClosure("cut", "Camp", "East", 1, 2, 0)
    inputs = flee_inputs(replace(folder, closures=(cut,)))
    expected = {**ALL_OPEN, "Camp": {"West", "Inn"}, "East": {"West"}}
    assert [ways(inputs, day) for day in range(3)] == [ALL_OPEN, expected, ALL_OPEN]


@pytest.mark.parametrize(("kind", "chance"), [("camp", 0.001), ("idpcamp", 0.1)])
def test_rule_42_a_camp_opens_at_the_end_of_its_closure(
    tmp_path: Path, kind: str, chance: float
) -> None:
    """Rule 42: a town from day 1 on, a camp of that kind from day 3 on; its links stay open."""
    inputs = closing(tmp_path, f"{kind},Camp,,1,3")
    assert of_place(inputs, "is_camp", "Camp", 4) == [1, 0, 0, 1]
    assert of_place(inputs, "is_town", "Camp", 4) == [0, 1, 1, 0]
    assert of_place(inputs, "move_chance", "Camp", 4) == [0.001, 0.3, 0.3, chance]
    assert ways(inputs, 2) == ALL_OPEN


def test_rule_42_a_camp_that_opens_late_is_shown_all_along(tmp_path: Path) -> None:
    """Rules 33 and 42: the columns are the camps of the file, in its order."""
    inputs = closing(tmp_path, "camp,Inn,,0,3")
    assert [inputs.place_names[at] for at in inputs.shown] == ["Camp", "Inn"]


def test_people_are_conserved_in_a_world_with_everything(tmp_path: Path) -> None:
    """Nobody is lost where routes, groups, walking and closures meet."""
    files = {"input_csv/demographics_age.csv": "age,Default\n10,1\n40,1\n"}
    settings = {
        "move_rules": {
            "awareness_level": 3, "start_on_foot": True, "avoid_short_stints": True,
            "ChildrenAvoidHazards": True, "pruning_threshold": 9.0, "default_movechance": 0.5,
        },
    }  # fmt: skip
    counts = {"Camp": [100, 400, 700, 1000], "Inn": [0, 0, 10, 20]}
    inputs = compiled(
        tmp_path, PLACES, [f"{row},0.5" for row in ROUTES], conflicts=BURNS, files=files,
        settings=settings, counts=counts, closures=["country,Home,Away,1,3"],
        route_columns=",walk_probability",
    )  # fmt: skip
    out = run(inputs, members=20)
    assert (out.present.sum(axis=2) + out.in_transit == out.people).all()
    assert np.array_equal(out.people, np.tile([100, 400, 710, 1020], (20, 1)))
