"""Simulation-based calibration of the assimilated engine: ranks of truths among members.

A truth is drawn from the priors and simulated with recounts; uneven reports with the errors of the
table are made of it; the filter, which is given these alone, must rank the log hazard of the last
day and the registered stocks 30 days later evenly among its members, over many truths.
"""

from __future__ import annotations

import numpy as np
import pytest

from qafila.forecasting.displacement.engine.forecasts import ahead_of
from qafila.forecasting.displacement.engine.passing import states_at
from qafila.forecasting.displacement.engine.states import Settings
from tests.support.displacement_engine import LATER, PLACES, country, crisis_of, truths
from tests.support.ranks import chi_square_chance, rank

LAST, KEPT = 120, 15


def ranks_of(number: int, members: int, seed: int, *, deaf: bool = False) -> np.ndarray:
    """Ranks by truth of the log hazard and of the stock of each site, shape (truth, 1 + site)."""
    told, land = truths(number, LAST, seed), country()
    found = []
    for at in range(number):
        people = told.people[(at + 1) % number if deaf else at]
        settings = Settings(members=members, seed=at)
        state = next(states_at(crisis_of(told.days, people), land, [LAST], settings))
        hazard = state.people.belief[:, 0].copy()
        later = ahead_of(state, land, np.array([LATER]), settings)[0]
        points = np.column_stack([hazard, later])
        truth = np.concatenate([[told.hazard[at]], told.later[at]])
        found.append(rank(truth, points, KEPT, at))
    return np.array(found)


def assert_even(ranks: np.ndarray) -> None:
    # Each of 1 + 3 tests fails a right filter once in 1,000.
    assert ranks.shape[1] == 1 + len(PLACES)
    for column in ranks.T:
        assert chi_square_chance(column, KEPT, bins=8) > 0.001


def test_truths_have_even_ranks() -> None:
    assert_even(ranks_of(80, 100, seed=5))


@pytest.mark.slow
def test_many_truths_have_even_ranks() -> None:
    assert_even(ranks_of(600, 200, seed=6))


def test_a_filter_that_hears_of_another_crisis_fails() -> None:
    ranks = ranks_of(40, 100, seed=5, deaf=True)
    assert chi_square_chance(ranks[:, 1:].ravel(), KEPT, bins=8) < 0.001
