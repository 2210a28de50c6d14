"""Rules 2 to 5 and 9 to 15: what places are, conflict, and how attractive they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qafila.errors import InputError
from qafila.simulate.allocation.flee_inputs import flee_inputs
from tests.support.flee_runs import compiled, odds_from, of_place, on_day, small_folder

PLACES = ("Zone,Home,conflict_zone,1000", "Town,Home,town,500", "Camp,Away,camp,900")
ROUTES = ("Zone,Town,40,", "Town,Camp,90,")
QUIET = {"Zone": [0.0] * 4}


def test_rule_2_a_conflict_zone_that_no_table_speaks_of_burns_from_the_start(
    tmp_path: Path,
) -> None:
    """Rule 2: intensity 1 and no day on which the conflict began, -1."""
    inputs = compiled(tmp_path, PLACES, ROUTES)
    assert of_place(inputs, "spawn", "Zone", 2) == [1.0, 1.0]
    # With one weight for each day, day 0 lies one day after day -1 (rule 13).
    decay = {"conflict_spawn_decay": [1.0, 0.5, 0.25], "conflict_spawn_decay_interval": 1}
    inputs = compiled(tmp_path / "b", PLACES, ROUTES, settings={"spawn_rules": decay})
    assert of_place(inputs, "score", "Zone", 2) == pytest.approx([0.1**0.25, 0.1**0.125])


def test_rule_3_people_and_capacities_are_divided_rounding_down(tmp_path: Path) -> None:
    """Rule 3: hasten 7 makes 142 of 1,000 people and 128 of 900 places."""
    inputs = compiled(tmp_path, PLACES, ROUTES, settings={"optimisations": {"hasten": 7}})
    assert inputs.world.place_population.tolist() == [0, 71, 142]
    assert inputs.world.place_capacity.tolist() == [128.0, -1.0, -1.0]


def test_rule_4_the_first_row_tells_the_home_country(tmp_path: Path) -> None:
    """Rule 4: everything outside its country is foreign, with foreign_weight 3."""
    settings = {"move_rules": {"foreign_weight": 3.0, "camp_weight": 2.0}}
    inputs = compiled(tmp_path, PLACES, ROUTES, settings=settings, conflicts=QUIET)
    assert of_place(inputs, "score", "Camp", 1) == [6.0]
    turned = (PLACES[2], *PLACES[:2])
    inputs = compiled(tmp_path / "b", turned, ROUTES, settings=settings, conflicts=QUIET)
    assert of_place(inputs, "score", "Camp", 1) == [2.0]
    assert of_place(inputs, "score", "Town", 1) == [3.0]


def test_rule_5_each_type_has_its_chance_of_leaving_and_its_flags(tmp_path: Path) -> None:
    """Rules 5 and 20: chances by type; only towns are towns, only camps and idp camps are camps."""
    places = (
        "A,Home,conflict_zone,9", "B,Home,town,9", "C,Home,camp,9", "D,Home,idpcamp,9",
        "E,Home,forwarding_hub,9", "F,Home,marker,9", "G,Home,default,9", "H,Home,flood_zone,9",
    )  # fmt: skip
    routes = [f"A,{name},50," for name in "BCDEFGH"]
    moves = {"conflict_movechance": 0.9, "camp_movechance": 0.01, "default_movechance": 0.4}
    inputs = compiled(tmp_path, places, routes, settings={"move_rules": moves})
    assert on_day(inputs, "move_chance", 0).tolist() == [0.9, 0.4, 0.01, 0.1, 1, 1, 0.4, 0.4]
    assert on_day(inputs, "is_town", 0).tolist() == [0, 1, 0, 0, 0, 0, 1, 0]
    assert on_day(inputs, "is_camp", 0).tolist() == [0, 0, 1, 1, 0, 0, 0, 0]


def test_rule_5_a_place_that_people_hardly_leave_is_made_a_camp(tmp_path: Path) -> None:
    """Rule 5: below 0.005 a town is a camp without limit; a flood zone is not."""
    places = (*PLACES, "Marsh,Home,flood_zone,9")
    routes = (*ROUTES, "Zone,Marsh,10,")
    settings = {"move_rules": {"default_movechance": 0.004, "camp_weight": 2.0}}
    inputs = compiled(tmp_path, places, routes, settings=settings)
    names = dict(zip(inputs.place_names, on_day(inputs, "is_camp", 0).tolist(), strict=True))
    assert names == {"Camp": 1, "Marsh": 0, "Town": 1, "Zone": 0}
    assert of_place(inputs, "is_town", "Town", 1) == [0.0]
    assert of_place(inputs, "score", "Town", 1) == [2.0]
    assert inputs.world.place_capacity[inputs.place_names.index("Town")] < 1.0


def test_rule_9_changes_of_type_hold_from_their_day(tmp_path: Path) -> None:
    """Rule 9: a town becomes a camp on day 1 and a marker on day 3."""
    text = "#name,location_type,day\nTown,camp,1\nTown,marker,3\n"
    files = {"input_csv/location_changes.csv": text}
    inputs = compiled(tmp_path, PLACES, ROUTES, files=files)
    assert of_place(inputs, "move_chance", "Town", 4) == [0.3, 0.001, 0.001, 1.0]
    assert of_place(inputs, "is_camp", "Town", 4) == [0, 1, 1, 0]
    assert of_place(inputs, "is_town", "Town", 4) == [1, 0, 0, 0]
    assert set(odds_from(inputs, "Zone", 2)) == {"Town"}
    assert set(odds_from(inputs, "Zone", 3)) == {"Camp"}


def test_rule_9_people_set_out_before_the_closures_of_the_day(tmp_path: Path) -> None:
    """Rule 9: a zone that is made a town by a camp closure of day 1 still sends people that day."""
    conflicts = {"Zone": [1.0] * 4}
    closed = ["camp,Zone,,1,0"]
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=conflicts, closures=closed)
    assert of_place(inputs, "spawn", "Zone", 4) == [1.0, 1.0, 0.0, 0.0]
    assert of_place(inputs, "is_town", "Zone", 4) == [0.0, 1.0, 1.0, 1.0]


def test_rule_11_only_the_edges_of_a_conflict_act(tmp_path: Path) -> None:
    """Rule 11: 0.4 stays though the table rises to 1, until 0; then a new one begins with 0.8."""
    conflicts = {"Zone": [0.0] * 6, "Town": [0.4, 1.0, 0.0, 0.8, 0.1, 0.1]}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=conflicts, days=6)
    score = of_place(inputs, "score", "Town", 6)
    assert np.log10(score) == pytest.approx([-0.2, -0.2, 0.0, -0.4, -0.4, -0.4])
    assert of_place(inputs, "spawn", "Town", 6) == pytest.approx([0.4, 0.4, 0, 0.8, 0.8, 0.8])


def test_rule_12_a_conflict_changes_chance_and_town_flag(tmp_path: Path) -> None:
    """Rule 12: while it lasts the town is none; at its end it is one again, a camp as well."""
    conflicts = {"Town": [0.0, 1.0, 0.0, 0.0], "Camp": [0.0, 1.0, 0.0, 0.0]}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=conflicts)
    assert of_place(inputs, "move_chance", "Town", 4) == [0.3, 1.0, 0.3, 0.3]
    assert of_place(inputs, "is_town", "Town", 4) == [1, 0, 1, 1]
    assert of_place(inputs, "move_chance", "Camp", 4) == [0.001, 1.0, 0.3, 0.3]
    assert of_place(inputs, "is_camp", "Camp", 4) == [1, 1, 1, 1]
    assert of_place(inputs, "is_town", "Camp", 4) == [0, 0, 1, 1]


def test_rule_13_conflicts_count_less_as_they_age(tmp_path: Path) -> None:
    """Rule 13: D is 1 for two days, then .5, then .1; it multiplies exponent and weight.

    People set out by the weights of the evening before (rule 9), so that theirs fall a day later.
    """
    spawn = {"conflict_spawn_decay": [1.0, 0.5, 0.1], "conflict_spawn_decay_interval": 2}
    conflicts = {"Zone": [1.0] * 7}
    settings = {"spawn_rules": spawn}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=conflicts, days=7, settings=settings)
    exponents = np.array([1.0, 1.0, 0.5, 0.5, 0.1, 0.1, 0.1])
    assert of_place(inputs, "score", "Zone", 7) == pytest.approx(
        (10.0 ** (-0.5 * exponents)).tolist()
    )
    assert of_place(inputs, "spawn", "Zone", 7) == [1.0, 1.0, 1.0, 0.5, 0.5, 0.1, 0.1]


def test_rule_13_a_conflict_that_begins_elsewhere_weighs_all_places_anew(tmp_path: Path) -> None:
    """Rules 9 and 39: on the day of an edge all weights are those of that day."""
    spawn = {"conflict_spawn_decay": [1.0, 0.5], "conflict_spawn_decay_interval": 2}
    conflicts = {"Zone": [1.0] * 4, "Town": [0.0, 0.0, 1.0, 1.0]}
    settings = {"spawn_rules": spawn}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=conflicts, settings=settings)
    assert of_place(inputs, "spawn", "Zone", 4) == [1.0, 1.0, 0.5, 0.5]


def test_rule_14_scores_multiply(tmp_path: Path) -> None:
    """Rule 14: foreign camp in conflict of intensity .5: 3 x 2 x .25^.5 = 3."""
    conflicts = {"Zone": [0.0] * 4, "Camp": [0.5] * 4}
    moves = {"foreign_weight": 3.0, "camp_weight": 2.0, "conflict_weight": 0.25}
    settings = {"move_rules": moves}
    inputs = compiled(tmp_path, PLACES, ROUTES, conflicts=conflicts, settings=settings)
    assert of_place(inputs, "score", "Camp", 1) == [3.0]
    assert of_place(inputs, "score", "Town", 1) == [1.0]


def test_rule_14_trade_and_development_draw_people_abroad(tmp_path: Path) -> None:
    """Rule 14: (1 + .5 + .6^2) x camp_weight 2 abroad; nothing at home."""
    places = (*(f"{row},9,9" for row in PLACES[:2]), PLACES[2] + ",0.5,0.6")
    settings = {"move_rules": {"use_economic_pull": True, "camp_weight": 2.0}}
    columns = ",trade_volume,hdi"
    inputs = compiled(tmp_path, places, ROUTES, settings=settings, place_columns=columns)
    assert of_place(inputs, "score", "Camp", 1) == pytest.approx([3.72])
    assert of_place(inputs, "score", "Town", 1) == [1.0]


def test_rule_14_hunger_repels_at_home_day_by_day(tmp_path: Path) -> None:
    """Rule 14: 1 - (IPC/100)^2, interpolated between days: 20, 40, 60 % of people in need."""
    text = "#Day,R-Town,R-Camp\n0,20,60\n2,60,60\n3,60,60\n"
    settings = {"move_rules": {"avoid_food_deprived_locations": True}}
    files = {"input_csv/region_attributes_IPC.csv": text}
    inputs = compiled(tmp_path, PLACES, ROUTES, settings=settings, files=files)
    assert of_place(inputs, "score", "Town", 3) == pytest.approx([0.96, 0.84, 0.64])
    assert of_place(inputs, "score", "Camp", 3) == [1.0, 1.0, 1.0]


def test_rule_14_a_table_that_a_rule_needs_is_named(tmp_path: Path) -> None:
    """Rule 14: Flee stops without the table, and so do we, naming it."""
    settings = {"move_rules": {"avoid_food_deprived_locations": True}}
    folder = small_folder(tmp_path, PLACES, ROUTES, settings=settings)
    with pytest.raises(InputError, match=r"region_attributes_IPC\.csv"):
        flee_inputs(folder)


AGES = {"input_csv/demographics_age.csv": "age,Default,Town\n10,1,0\n16,1,0\n40,1,1\n70,1,0\n"}
SEXES = {"input_csv/demographics_gender.csv": "gender,Default\nfemale,3\nmale,1\n"}


def scores_by_group(tmp_path: Path, **moves: object) -> dict[str, float]:
    """Score of the camp, 3, by group of people."""
    settings = {"move_rules": {"camp_weight": 3.0, **moves}}
    inputs = compiled(tmp_path, PLACES, ROUTES, settings=settings, files={**AGES, **SEXES})
    scores = on_day(inputs, "score", 0)[inputs.place_names.index("Camp")]
    return dict(zip(inputs.group_names, scores.tolist(), strict=True))


def test_rule_15_children_and_elders_square_the_score(tmp_path: Path) -> None:
    """Rule 15: under 19 and over 59; nobody else, and no group is made of sex."""
    found = scores_by_group(tmp_path, ChildrenAvoidHazards=True, ElderlyAvoidHazards=True)
    assert found == {"age 0-14": 9.0, "age 15-18": 9.0, "age 19-59": 3.0, "age 60+": 9.0}


def test_rule_15_women_square_the_score_once(tmp_path: Path) -> None:
    """Rule 15: girls have squared it already."""
    found = scores_by_group(tmp_path, ChildrenAvoidHazards=True, WomenAvoidHazards=True)
    assert found["age 0-14, gender female"] == found["age 19-59, gender female"] == 9.0
    assert found["age 0-14, gender male"] == 9.0
    assert found["age 19-59, gender male"] == 3.0


def test_rule_15_boys_see_no_hazard_and_nor_do_men(tmp_path: Path) -> None:
    """Rule 15: 1 for males above 14 of any age, only together with ChildrenAvoidHazards."""
    found = scores_by_group(tmp_path, ChildrenAvoidHazards=True, BoysTakeRisk=True)
    assert found["age 15-18, gender male"] == found["age 60+, gender male"] == 1.0
    assert found["age 0-14, gender male"] == found["age 15-18, gender female"] == 9.0
    assert scores_by_group(tmp_path / "b", BoysTakeRisk=True) == {"all": 3.0}


def test_rule_15_shares_of_groups_are_products(tmp_path: Path) -> None:
    """Rules 15 and 50: a quarter of each age, three quarters women; only adults set out in Town."""
    settings = {"move_rules": {"ChildrenAvoidHazards": True, "WomenAvoidHazards": True}}
    inputs = compiled(tmp_path, PLACES, ROUTES, settings=settings, files={**AGES, **SEXES})
    share = dict(zip(inputs.group_names, inputs.world.group_share.T.tolist(), strict=True))
    assert share["age 60+, gender female"] == [0.1875, 0.0, 0.1875]
    assert share["age 19-59, gender male"] == [0.0625, 0.25, 0.0625]
    assert inputs.world.group_share.sum(axis=1) == pytest.approx([1.0] * 3)


def test_rule_15_near_places_weigh_more(tmp_path: Path) -> None:
    """Rule 15: over the root of the distance, taken with latitude and longitude exchanged.

    At 60 degrees of longitude Flee finds itself at 60 degrees north, where a degree of latitude,
    which it takes for one of longitude, is half as long as at the equator.
    """
    places = (
        "Zone,Home,conflict_zone|10|60,9", "Town,Home,town|11|60,9", "Camp,Away,camp|10|61,9",
    )  # fmt: skip
    routes = ("Zone,Town,90,", "Zone,Camp,90,")
    settings = {"move_rules": {"stay_close_to_home": True}}
    inputs = compiled(tmp_path, places, routes, settings=settings)
    odds = odds_from(inputs, "Zone")
    degree = 6371.0 * np.pi / 180.0
    assert odds["Camp"] == pytest.approx(0.01 * degree**-0.5)
    assert odds["Town"] == pytest.approx(0.01 * (degree / 2.0) ** -0.5, rel=1e-4)


def test_rule_15_populous_places_weigh_more_but_no_camps(tmp_path: Path) -> None:
    """Rule 15: population to the power of one half; a town without people counts 1."""
    places = (*PLACES, "Void,Home,town,0")
    moves = {"use_pop_for_loc_weight": True, "pop_power_for_loc_weight": 0.5}
    routes = (*ROUTES, "Void,Zone,10,")
    inputs = compiled(tmp_path, places, routes, settings={"move_rules": moves}, conflicts=QUIET)
    scores = dict(zip(inputs.place_names, on_day(inputs, "score", 0)[:, 0].tolist(), strict=True))
    assert scores["Town"] == pytest.approx(500**0.5)
    assert scores["Camp"] == scores["Void"] == 1.0


def test_rule_15_people_look_for_their_own(tmp_path: Path) -> None:
    """Rule 15: share of residents x 10; a camp counts as one of 100 million residents."""
    places = (
        "Zone,Home,conflict_zone,1000,0,0",
        "Town,Home,town,500,100,400",
        "Camp,Away,camp,9,50,0",
    )
    files = {"input_csv/demographics_ethnicity.csv": "ethnicity,Default\nblue,1\ngreen,1\n"}
    moves = {"MatchTownEthnicity": True, "MatchCampEthnicity": True}
    inputs = compiled(
        tmp_path, places, ROUTES, settings={"move_rules": moves}, files=files,
        place_columns=",blue,green",
    )  # fmt: skip
    assert inputs.group_names == ("ethnicity blue", "ethnicity green")
    assert inputs.restricted == (True, True)
    score = on_day(inputs, "score", 0)
    assert score[inputs.place_names.index("Town")].tolist() == [2.0, 8.0]
    assert score[inputs.place_names.index("Camp")].tolist() == pytest.approx([5e-6, 0.0])


def test_rule_15_a_camp_of_ones_religion_weighs_by_its_mean_share(tmp_path: Path) -> None:
    """Rule 15: share over avg_religion_fraction .25, and a group that is never shown."""
    places = ("Zone,Home,conflict_zone,1000,0", "Town,Home,town,500,100", "Camp,Away,camp,9,50")
    files = {"input_csv/demographics_religion.csv": "religion,Default\nsun,1\n"}
    inputs = compiled(
        tmp_path, places, ROUTES, settings={"move_rules": {"MatchCampReligion": True}},
        files=files, place_columns=",sun",
    )  # fmt: skip
    assert of_place(inputs, "score", "Camp", 1) == pytest.approx([50 / 1e8 * 4])
    assert inputs.restricted == (True,)


def test_rule_15_a_rule_without_its_groups_is_refused(tmp_path: Path) -> None:
    """Rule 15: Flee stops at the first person; here all missing tables are named."""
    moves = {"ChildrenAvoidHazards": True, "WomenAvoidHazards": True}
    folder = small_folder(tmp_path, PLACES, ROUTES, settings={"move_rules": moves})
    with pytest.raises(InputError, match=r"(?s)demographics_age.*demographics_gender"):
        flee_inputs(folder)
