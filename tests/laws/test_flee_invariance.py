"""Laws of what must not matter: the names of places, and how people of one kind are told apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from tests.support.flee_runs import present, run, small_folder

MEMBERS = 1500
DAYS = 12
CELLS = 8  # of the two samples put together, by their quantiles
FAR_OUT = 3.7  # standard deviations; one in ten thousand samples of one distribution is further out

NAMES = {"Zone": "Zone", "Fork": "Fork", "Near": "Near", "Far": "Far"}
TURNED = {"Zone": "Aaa", "Fork": "Zzz", "Near": "Yyy", "Far": "Bbb"}
SETTINGS: dict[str, object] = {
    "move_rules": {
        "max_move_speed": 100.0,
        "awareness_level": 2,
        "start_on_foot": True,
        "avoid_short_stints": True,
        "camp_movechance": 0.02,
    }
}


def made(root: Path, names: dict[str, str]) -> FleeInputs:
    """A place at war, a fork, a camp with little room, a camp further away."""
    zone, fork, near, far = (names[one] for one in NAMES)
    folder = small_folder(
        root,
        [
            f"{zone},Home,conflict_zone,9000",
            f"{fork},Home,town,500",
            f"{near},Away,camp,260",
            f"{far},Away,camp,4000",
        ],
        [f"{zone},{fork},60,0", f"{fork},{near},50,0", f"{fork},{far},170,0"],
        conflicts={zone: [1.0] * DAYS},
        settings=SETTINGS,
        counts={near: list(range(0, 25 * DAYS, 25)), far: list(range(0, 15 * DAYS, 15))},
        days=DAYS,
    )
    return flee_inputs(folder)


def apart(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """How far two samples are apart by chi-square over cells, as a normal deviate.

    That a power of chi-square is nearly normal is due to Wilson and Hilferty (1931).
    """
    edges = np.unique(np.quantile(np.concatenate([one, other]), np.linspace(0, 1, CELLS + 1)))
    edges = edges.astype(np.float64)
    edges[-1] += 1.0
    if len(edges) < 3:
        return 0.0
    table = np.array([np.histogram(sample, edges)[0] for sample in (one, other)])
    table = table[:, table.sum(axis=0) > 0]
    wanted = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    freedom = table.shape[1] - 1
    power = (((table - wanted) ** 2 / wanted).sum() / freedom) ** (1.0 / 3.0)
    spread = 2.0 / (9.0 * freedom)
    return float((power - (1.0 - spread)) / np.sqrt(spread))


def test_names_of_places_change_nothing_in_distribution(tmp_path: Path) -> None:
    usual, turned = (made(tmp_path / str(at), names) for at, names in enumerate((NAMES, TURNED)))
    ours, theirs = run(usual, MEMBERS, seed=3), run(turned, MEMBERS, seed=4)
    for place in NAMES:
        for day in (3, 7, DAYS - 1):
            one = present(usual, ours, NAMES[place])[:, day]
            other = present(turned, theirs, TURNED[place])[:, day]
            assert apart(one, other) < FAR_OUT, (place, day)


def split(inputs: FleeInputs, share: float) -> FleeInputs:
    """The same people told apart as two groups that choose alike."""
    assert inputs.rules.groups == 1
    parts = np.array([[share, 1.0 - share]])
    return replace(
        inputs,
        world=inputs.world._replace(group_share=inputs.world.group_share * parts),
        days=inputs.days._replace(score=np.repeat(inputs.days.score, 2, axis=1)),
        rules=inputs.rules._replace(groups=2),
    )


@pytest.mark.parametrize("share", [0.5, 0.07])
def test_a_group_split_in_two_changes_nothing_in_distribution(tmp_path: Path, share: float) -> None:
    whole = made(tmp_path, NAMES)
    ours, theirs = run(whole, MEMBERS, seed=5), run(split(whole, share), MEMBERS, seed=6)
    for place in NAMES:
        for day in (3, 7, DAYS - 1):
            one, other = (present(whole, out, place)[:, day] for out in (ours, theirs))
            assert apart(one, other) < FAR_OUT, (place, day)


def test_the_measure_tells_a_small_difference_apart() -> None:
    draws = np.random.default_rng(1)
    one, other = draws.binomial(300, 0.4, MEMBERS), draws.binomial(300, 0.42, MEMBERS)
    assert apart(one, other) > FAR_OUT
    assert apart(one, draws.binomial(300, 0.4, MEMBERS)) < FAR_OUT
