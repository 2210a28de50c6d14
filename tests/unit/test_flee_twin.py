"""Single rules in the twin of Flee's rules and in the kernel of counts, computed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qafila.interop.flee_folder import FleeFolder
from qafila.simulate.allocation.twin import run_twin
from tests.support.flee_draws import run_counts
from tests.support.flee_runs import small_folder

SPEED = {"move_rules": {"max_move_speed": 200.0, "camp_movechance": 0.0}}


def one_road(root: Path, km: int, closures: tuple[str, ...] = (), **rules: object) -> FleeFolder:
    """A zone that fifty people leave on day 1, and a camp at the end of the only road."""
    return small_folder(
        root,
        ["Zone,Home,conflict_zone,1000", "Camp,Home,camp,9000"],
        [f"Zone,Camp,{km},0"],
        conflicts={"Zone": [1.0] * 9},
        closures=closures,
        counts={"Camp": [0] + [50] * 8},
        days=9,
        settings={"move_rules": {**SPEED["move_rules"], **rules}},
    )


def in_camp(folder: FleeFolder) -> tuple[list[int], list[int]]:
    """People in the camp by day in the twin and in the kernel."""
    return run_twin(folder, 0).present[:, 0].tolist(), run_counts(folder, 1).present[
        0, :, 0
    ].tolist()


def test_people_arrive_once_they_have_gone_further_than_the_road_is_long(tmp_path: Path) -> None:
    for km, day in ((199, 1), (200, 2), (399, 2), (400, 3)):
        twin, counts = in_camp(one_road(tmp_path / str(km), km))
        assert twin == counts == [0] * day + [50] * (9 - day)


def test_the_first_road_is_walked(tmp_path: Path) -> None:
    twin, counts = in_camp(one_road(tmp_path, 100, start_on_foot=True))
    assert twin == counts == [0, 0, 0] + [50] * 6


def test_who_is_on_a_road_that_closes_turns_back_even_if_it_opens_again(tmp_path: Path) -> None:
    """Rule 29: the road is closed under those who left on day 1, open when they get to its end."""
    twin, counts = in_camp(one_road(tmp_path, 500, ("location,Camp,,2,3",)))
    # They are at the end on day 3 and back in the zone, set out again on day 4, arrive on day 6.
    assert twin == counts == [0] * 6 + [50] * 3


def test_a_road_that_closes_behind_people_does_not_stop_them(tmp_path: Path) -> None:
    twin, counts = in_camp(one_road(tmp_path, 500, ("location,Camp,,4,0",)))
    assert twin == counts == [0] * 3 + [50] * 6


def test_who_is_back_with_a_route_that_leads_nowhere_stays_for_a_day(tmp_path: Path) -> None:
    """Rules 26 and 29: back in the zone people hold the rest of their route, to the camp alone."""
    folder = small_folder(
        tmp_path,
        ["Zone,Home,conflict_zone,1000", "Way,Home,marker,1", "Camp,Home,camp,9000"],
        ["Zone,Way,300,0", "Way,Camp,50,0"],
        conflicts={"Zone": [1.0] * 9},
        closures=["location,Way,,2,3"],
        counts={"Camp": [0] + [50] * 8},
        days=9,
        settings=SPEED,
    )
    twin, counts = in_camp(folder)
    # They are back on day 2, lose their route on day 3, set out again on day 4, arrive on day 5.
    assert twin == counts == [0] * 5 + [50] * 4


def test_whose_next_road_is_closed_in_the_morning_stays_for_a_day(tmp_path: Path) -> None:
    """Rule 26: those who rest at a fork on their way choose another camp only a day later."""
    folder = small_folder(
        tmp_path,
        [
            "Zone,Home,conflict_zone,1000",
            "Way,Home,marker,1",
            "Fork,Home,marker,1",
            "Camp,Home,camp,9000",
            "Other,Home,camp,9000",
        ],
        ["Zone,Way,150,0", "Way,Fork,150,0", "Fork,Camp,50,0", "Fork,Other,50,0"],
        conflicts={"Zone": [1.0] * 4},
        closures=["location,Other,,0,2", "location,Camp,,2,0"],
        counts={"Camp": [0, 50, 50, 50], "Other": [0] * 4},
        days=4,
        # Nobody goes back to the zone: its score is nothing against that of a camp.
        settings={"move_rules": {**SPEED["move_rules"], "camp_weight": 1e12}},
    )
    # They reach the fork on day 1, lose their route on day 2, are in the other camp on day 3.
    for present in (run_twin(folder, 0).present, run_counts(folder, 1).present[0]):
        assert present.tolist() == [[0, 0], [0, 0], [0, 0], [0, 50]]


def test_nobody_moves_without_awareness(tmp_path: Path) -> None:
    """With level 0 Flee takes the number of a link for the name of a place."""
    twin, counts = in_camp(one_road(tmp_path, 100, awareness_level=0))
    assert twin == counts == [0] * 9


def test_those_bound_for_a_camp_see_it_fill(tmp_path: Path) -> None:
    """Rule 26: all come to the crossroads bound for the camp, which turns away from 95 on."""
    folder = small_folder(
        tmp_path,
        ["Zone,Home,conflict_zone,9000", "Way,Home,marker,1", "Camp,Home,camp,100"],
        ["Zone,Way,100,0", "Way,Camp,50,0"],
        conflicts={"Zone": [1.0] * 3},
        counts={"Camp": [0, 400, 400]},
        days=3,
        settings={"move_rules": {**SPEED["move_rules"], "max_move_speed": 500.0}},
    )
    twin = np.array([run_twin(folder, seed).present[1, 0] for seed in range(5)])
    counts = run_counts(folder, 50).present[:, 1, 0]
    assert twin.tolist() == [96] * 5  # whoever finds 95 there still goes
    assert counts.mean() == pytest.approx(96.0, abs=1.0)
