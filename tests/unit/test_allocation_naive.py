"""Naive splits of a known total, and what closures close: by hand, and laws on made folders."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.interop.flee_changes import FleeClosure
from qafila.interop.flee_folder import FleeFolder, open_flee
from qafila.simulate.allocation import naive
from qafila.simulate.allocation.qafila_closures import closed_links, open_camps
from tests.support.flee_folders import CONFLICTS, write_folder

LONG = {
    "input_csv/sim_period.csv": "StartDate,2012-02-29\nLength,40\n",
    "input_csv/conflicts.csv": CONFLICTS + "".join(f"{day},1,1\n" for day in range(6, 40)),
    "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n",
    "input_csv/registration_corrections.csv": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return open_flee(write_folder(tmp_path))


def _closed(folder: FleeFolder, *closures: tuple[str, str, str, int, int]) -> FleeFolder:
    rows = tuple(FleeClosure(*one, line=2) for one in closures)
    return replace(folder, closures=rows)


# Links of the small folder: Alpha-Beta, Beta-Gamma, Gamma-Delta, Gamma-Epsilon; the last two cross
# from Home to Away.
@pytest.mark.parametrize(
    ("closure", "days", "links"),
    [
        (("country", "Home", "Away", 0, 2), [0, 1], [2, 3]),
        (("country", "Away", "Home", 3, 0), [3, 4, 5], [2, 3]),
        (("location", "Beta", "", 1, 3), [1, 2], [0, 1]),
        (("link", "Beta", "Gamma", 4, 5), [4], [1]),
        (("link", "Gamma", "Beta", 4, 5), [4], [1]),
        (("cut", "Gamma", "Delta", 5, 0), [5], [2]),
        (("camp", "Delta", "", 0, 4), [], []),
        (("remove_forced_redirection", "Gamma", "Delta", 0, 0), [], []),
    ],
)
def test_a_closure_closes_its_links_both_ways_on_its_days(
    folder: FleeFolder, closure: tuple[str, str, str, int, int], days: list[int], links: list[int]
) -> None:
    wanted = np.zeros((6, 4), dtype=bool)
    wanted[np.ix_(days, links)] = True
    assert np.array_equal(closed_links(_closed(folder, closure)), wanted)


def test_one_closure_that_ends_does_not_open_what_another_holds_closed(folder: FleeFolder) -> None:
    closed = closed_links(
        _closed(folder, ("country", "Home", "Away", 0, 2), ("location", "Delta", "", 0, 4))
    )
    assert closed[:, 2].tolist() == [True, True, True, True, False, False]
    assert closed[:, 3].tolist() == [True, True, False, False, False, False]


def test_a_camp_receives_nobody_while_it_or_its_place_is_closed(folder: FleeFolder) -> None:
    assert open_camps(folder).tolist() == [
        *([False, True], [False, False], [False, False], [False, True]),
        *([True, True], [True, True]),
    ]


def test_splits_of_the_small_folder_are_those_computed_by_hand(folder: FleeFolder) -> None:
    total = naive.known_total(folder)
    # Day 0: only Epsilon is open; days 1 and 2: neither, so both count; day 4: both are open.
    half = total / 2
    assert naive.equal(folder)[[0, 1, 4]].tolist() == [
        [0.0, total[0]],
        [half[1], half[1]],
        [half[4], half[4]],
    ]
    assert naive.by_capacity(folder)[4].tolist() == pytest.approx(
        [total[4] * 3000 / 4500, total[4] * 1500 / 4500]
    )
    # Alpha lies 285 km from Delta and 395 from Epsilon, Gamma 100 and 210. On day 4 Alpha has
    # 5,000 x (1 + 1 + .5 + 1 + 1) behind it and Gamma 800 x .25.
    alpha, gamma = 5000 * 4.5, 800 * 0.25
    to_delta = alpha * 395 / (285 + 395) + gamma * 210 / (100 + 210)
    share = to_delta / (alpha + gamma)
    assert naive.by_distance(folder)[4].tolist() == pytest.approx(
        [total[4] * share, total[4] * (1 - share)]
    )


def test_the_share_of_the_first_month_knows_no_other_day(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path, LONG))
    split, total = naive.share_of_first_month(folder), naive.known_total(folder)
    assert split[29].tolist() == pytest.approx([total[29] / 2] * 2)
    assert split[35] / total[35] == pytest.approx(split[30] / total[30])
    seen = folder.observed
    assert seen is not None
    people = seen.people.copy()
    people[np.arange(40) != naive.FIRST_MONTH] = people[
        np.arange(40) != naive.FIRST_MONTH, ::-1
    ]  # the same totals, the other way round
    turned = replace(folder, observed=replace(seen, people=people))
    assert np.array_equal(naive.share_of_first_month(turned), split)


@pytest.mark.parametrize("name", ["equal", "by_distance", "by_capacity"])
def test_no_other_split_looks_at_the_counts_of_camps(folder: FleeFolder, name: str) -> None:
    seen = folder.observed
    assert seen is not None
    turned = replace(folder, observed=replace(seen, people=seen.people[:, ::-1]))
    assert np.array_equal(naive.SPLITS[name](turned), naive.SPLITS[name](folder))


def test_growth_by_distance_keeps_the_first_day_and_moves_nobody(folder: FleeFolder) -> None:
    people, total = naive.growth_by_distance(folder), naive.known_total(folder)
    assert people[0].tolist() == naive.counted_in_camps(folder)[0].tolist()
    assert (np.diff(people, axis=0) >= 0.0).all()  # totals of this folder only rise
    assert (people[3] - people[2]).tolist() == pytest.approx([0.0, float(total[3] - total[2])])
    seen = folder.observed
    assert seen is not None
    fallen = replace(folder, observed=replace(seen, people=seen.people[::-1].copy()))
    later = naive.growth_by_distance(fallen)
    assert later[5] / later[0] == pytest.approx(naive.known_total(fallen)[[5, 5]] / total[5])


@settings(max_examples=25, deadline=None)
@given(
    capacities=st.lists(st.integers(0, 5000), min_size=2, max_size=2),
    intensity=st.lists(st.sampled_from(["0", "0.5", "1"]), min_size=6, max_size=6),
    closures=st.lists(
        st.tuples(
            st.sampled_from(["camp", "location"]),
            st.sampled_from(["Delta", "Epsilon"]),
            st.integers(0, 5),
            st.integers(0, 6),
        ),
        max_size=3,
    ),
)
def test_every_split_gives_the_whole_total_to_open_camps(
    capacities: list[int], intensity: list[str], closures: list[tuple[str, str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as root:
        days = "".join(f"{day},1,{one}\n" for day, one in enumerate(intensity))
        changes = {"input_csv/conflicts.csv": "#Day,Alpha,Gamma\n" + days}
        folder = open_flee(write_folder(Path(root), dict(changes)))
    rows = [(kind, name, "", start, end) for kind, name, start, end in closures]
    capacity = folder.places.capacity.copy()
    capacity[list(folder.places.camps)] = capacities
    folder = replace(_closed(folder, *rows), places=replace(folder.places, capacity=capacity))
    for split in naive.SPLITS.values():
        people = split(folder)
        assert people.min() >= 0.0
        assert people.sum(axis=1) == pytest.approx(naive.known_total(folder))
        some_open = open_camps(folder).any(axis=1)
        if split is naive.growth_by_distance:
            continue  # who is in a camp that closes stays there
        assert not people[some_open][~open_camps(folder)[some_open]].any()


def test_a_lasting_conflict_zone_counts_without_a_day_of_conflict(folder: FleeFolder) -> None:
    # Gamma, 100 km from Delta and 210 from Epsilon, is at war by its type alone.
    places = replace(folder.places, kinds=("town", "town", "conflict_zone", "camp", "camp"))
    quiet = replace(folder, places=places, conflict=np.zeros_like(folder.conflict), closures=())
    split = naive.by_distance(quiet) / naive.known_total(quiet)[:, None]
    assert split == pytest.approx(np.tile([210 / 310, 100 / 310], (6, 1)))
