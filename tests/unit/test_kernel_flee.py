"""The kernel of Flee's rules on networks small enough to know what must come out."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qafila.kernels.flee import choosing
from qafila.kernels.random import address
from tests.support.flee_runs import compiled, present, run

AT_ONCE = {"max_move_speed": 300.0, "conflict_movechance": 1.0, "default_movechance": 1.0}
HUNDREDS = np.array([60, 0, 300, 40, 0, 100])


def generator(item: int) -> np.ndarray:
    words = np.empty(4, np.uint64)
    address(words, np.uint64(5), np.uint64(9), 0, 0, item)
    return words


def dealt(leaving: list[int], people: int, item: int) -> tuple[np.ndarray, np.ndarray]:
    work = SimpleNamespace(
        leaving=np.array(leaving, np.int64), taking=np.zeros(len(leaving), np.int64)
    )
    choosing.deal.py_func(generator(item), people, sum(leaving), work)
    return work.taking, work.leaving


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=13), st.data())
def test_who_is_dealt_out_is_whole_and_there(leaving: list[int], data: st.DataObject) -> None:
    leaving[0] += 1
    people = data.draw(st.integers(1, sum(leaving)))
    taking, left = dealt(leaving, people, data.draw(st.integers(0, 10**6)))
    assert taking.sum() == people
    assert taking.min() >= 0
    assert left.min() >= 0
    assert (taking + left == leaving).all()


@pytest.mark.parametrize("people", [1, 7, 250, 499])
def test_everyone_has_the_same_chance_to_be_dealt_out(people: int) -> None:
    draws = 4000
    taken = np.array([dealt(HUNDREDS.tolist(), people, item)[0] for item in range(draws)])
    expected = HUNDREDS * people / HUNDREDS.sum()
    # A share of a sample is a whole number next to its mean, so its variance is at most 1/4.
    assert np.abs(taken.mean(axis=0) - expected).max() < 5 * 0.5 / np.sqrt(draws)


def test_those_who_go_on_the_same_day_see_the_camp_fill_before_them(tmp_path):
    inputs = compiled(
        tmp_path,
        ["Zone,Home,conflict_zone,100000", "Way,Home,town,0", "Camp,Away,camp,1000"],
        ["Zone,Way,60,0", "Way,Camp,60,0"],
        conflicts={"Zone": [1.0, 1.0]},
        counts={"Camp": [0, 20000]},
        days=2,
        settings={"move_rules": {**AT_ONCE, "conflict_weight": 0.001, "camp_weight": 1000.0}},
    )
    there = present(inputs, run(inputs, members=5), "Camp")[:, 1]
    # One by one they are turned away when it is half way from the buffer of 0.9 to full.
    assert (abs(there - 950) <= 10).all()


def test_those_who_left_at_the_same_time_do_not_see_each_other(tmp_path):
    inputs = compiled(
        tmp_path,
        ["Zone,Home,conflict_zone,100000", "Camp,Away,camp,1000"],
        ["Zone,Camp,60,0"],
        conflicts={"Zone": [1.0] * 3},
        counts={"Camp": [0, 5000, 5000]},
        days=3,
        settings={"move_rules": AT_ONCE},
    )
    assert (present(inputs, run(inputs), "Camp")[:, 1] > 4900).all()


def test_members_and_seeds_differ_and_come_again(tmp_path):
    inputs = many_rules(tmp_path)
    first, again, other = run(inputs, 3, seed=1), run(inputs, 3, seed=1), run(inputs, 3, seed=2)
    assert (first.present == again.present).all()
    assert (first.arrivals == again.arrivals).all()
    assert (first.present[0] != first.present[1]).any()
    assert (first.present != other.present).any()


CODE = """
import sys, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from tests.unit.test_kernel_flee import many_rules
from tests.support.flee_runs import run
out = run(many_rules(Path(sys.argv[1])), 2)
print([part.tolist() for part in out])
"""


def many_rules(tmp_path):
    return compiled(
        tmp_path,
        [
            "Zone,Home,conflict_zone,9000,0",
            "Way,Home,town,0,0",
            "Far,Home,town,0,0",
            "Camp,Away,camp,300,0.1",
            "Next,Away,camp,4000,0",
        ],
        [
            "Zone,Way,90,0,",
            "Way,Camp,130,0,0.3",
            "Way,Far,30,0,",
            "Far,Next,220,0,",
            "Camp,Next,60,0,",
        ],
        conflicts={"Zone": [1.0] * 8},
        closures=["country,Home,Away,3,5"],
        counts={
            "Camp": [5, 60, 90, 120, 170, 170, 200, 220],
            "Next": [0, 9, 9, 40, 60, 80, 95, 99],
        },
        days=8,
        settings={
            "move_rules": {
                "awareness_level": 2, "start_on_foot": True, "avoid_short_stints": True,
                "max_move_speed": 200.0, "ChildrenAvoidHazards": True,
            },
            "spawn_rules": {"take_from_population": True, "camps_are_sicks": True},
        },
        files={"input_csv/demographics_age.csv": "age,Default\n8,0.5\n35,0.5\n"},
        place_columns=",deactivation_probability",
        route_columns=",walk_probability",
    )  # fmt: skip


def test_it_gives_the_same_bytes_without_compilation(tmp_path):
    compiled_out = run(many_rules(tmp_path), 2)
    assert compiled_out.left[0, -1] > 0
    assert compiled_out.in_transit.max() > 0
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path / "again")],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str([part.tolist() for part in compiled_out])
