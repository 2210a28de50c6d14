"""Simulation-based calibration on the siege kernel: truths are found again, with uniform ranks.

A truth is drawn from the prior and simulated; receipts, dry days and convoys are reported of it
with the errors that the likelihood tells of; and the sampler, which is given these reports alone,
must rank the truth among its particles evenly, over many truths.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from qafila.forecasting.calibration.history import run_particles, summaries
from qafila.forecasting.calibration.observed import (
    CONVOYS,
    PUMPS,
    RECEIPTS,
    Judged,
    Measured,
    Observation,
    log_likelihood,
)
from qafila.forecasting.calibration.smc import Settings, sample
from qafila.simulate.siege.goods import Goods
from tests.support.ranks import chi_square_chance, rank
from tests.support.siege import make_inputs, make_shared, make_world, set_rate

DAYS, KEPT = 60, 15
START = dt.date(2025, 9, 1)
LAST = START + dt.timedelta(days=DAYS)
WIDTH, ERROR, SPREAD = 0.15, 0.1, 0.1
UNKNOWN_LITRES = 1.0  # put in the place of a report that is drawn later


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def questions() -> tuple[Observation, ...]:
    """Receipts of two months, five reports on pumps and one on a convoy, before anybody answers."""
    months = [
        Measured(
            RECEIPTS, day(first), day(last), (UNKNOWN_LITRES,), (SPREAD,), (1.0,), ("customs",)
        )
        for first, last in ((1, 30), (31, 60))
    ]
    pumps = [
        Judged(PUMPS, day(at), day(at), (0.5,), (1.0,), WIDTH, ERROR, 1.0, ("a",))
        for at in (20, 30, 40, 50, 58)
    ]
    litres = float(np.log(3e6))
    convoy = Judged(CONVOYS, day(28), day(32), (litres,), (1.0,), 0.5, ERROR, 1.0, ("b",))
    return (*months, *pumps, convoy)


def answered(outcome: np.ndarray, rng: np.random.Generator) -> tuple[Observation, ...]:
    """What is reported of one outcome."""
    told: list[Observation] = []
    for one, value in zip(questions(), outcome, strict=True):
        if isinstance(one, Measured):
            litres = max(value, 1.0) * np.exp(SPREAD * rng.standard_normal())
            told.append(replace(one, values=(litres,)))
        else:
            above = rng.uniform() < one.chance_above(np.array([value]))[0]
            told.append(replace(one, above=float(above)))
    return tuple(told)


def simulate(points: np.ndarray, members: np.ndarray) -> np.ndarray:
    """A siege of three roads: unescorted share, convoys a day, fear, and demand are unknown."""
    world = make_world()
    draws = len(points)
    inputs = make_inputs(world, draws, convoy_size=25.0, convoy_size_spread=0.6, demand_spread=0.1)
    demand = 0.6 + 0.8 * points[:, 3, None, None]
    inputs = inputs._replace(
        normal_demand=inputs.normal_demand * demand,
        hazard=np.full(inputs.hazard.shape, 0.05),
        numbers=np.ascontiguousarray(members),
    )
    for name, values in (
        ("unescorted_share", 0.6 * points[:, 0]),
        ("convoy_rate", 0.8 * points[:, 1]),
        ("deterrence", 0.5 * points[:, 2]),
    ):
        set_rate(inputs, name, values[:, None])
    corridors = ()
    goods = Goods(
        world, corridors, np.arange(3), ("city",), ("petrol", "diesel", "food"), world.prior,
        np.full(3, 4.0), inputs, np.zeros(inputs.depot.shape, np.int64), np.ones((1, 3)), {},
        {"stations_full": np.full((draws, 1), 0.5)},
    )  # fmt: skip
    run = run_particles(goods, START, make_shared(world, DAYS), members, seed=7, threads=1)
    return summaries(run, questions(), np.ones((draws, DAYS + 1)))


def certain(points: np.ndarray, members: np.ndarray) -> np.ndarray:
    """The same siege by a sampler to whom chance is the same in all particles."""
    return simulate(points, np.zeros_like(members))


def ranks_of(truths: int, simulator=simulate, particles: int = 128) -> np.ndarray:
    rng = np.random.default_rng(3)
    found = []
    for number in range(truths):
        truth = rng.uniform(size=(1, 4))
        outcome = simulate(truth, np.full((1, 6), 10**9 + number))[0]
        told = answered(outcome, rng)
        settings = Settings(particles=particles, seed=number)
        cloud = sample(
            simulator, lambda y, told=told: log_likelihood(told, y), 4, settings, parts=6
        )
        found.append(rank(truth[0], cloud.points, KEPT, number))
    return np.array(found)


@pytest.mark.slow
def test_truths_of_the_siege_kernel_have_uniform_ranks() -> None:
    # Of five tests one sampler in 200 that is right fails one.
    ranks = ranks_of(120)
    for column in ranks.T:
        assert chi_square_chance(column, KEPT, bins=8) > 0.001
    assert chi_square_chance(ranks.ravel(), KEPT, bins=16) > 0.001


@pytest.mark.slow
def test_a_sampler_that_knows_no_chance_fails() -> None:
    ranks = ranks_of(120, certain)
    assert chi_square_chance(ranks.ravel(), KEPT, bins=16) < 0.001


def test_receipts_and_dry_days_tell_of_parameters() -> None:
    rng = np.random.default_rng(9)
    truth = np.array([[0.1, 0.9, 0.5, 0.5]])
    outcome = simulate(truth, np.full((1, 6), 10**9))[0]
    told = answered(outcome, rng)
    found = sample(simulate, lambda y: log_likelihood(told, y), 4, Settings(particles=256), parts=6)
    receipts = found.outcomes[:, :2]
    assert (np.abs(np.log(receipts / [one.told for one in told[:2]])).mean(axis=0) < 0.12).all()
    demand = found.points[:, 3]  # what is sold is ordered again: receipts tell of it
    assert demand.std() < 0.8 / np.sqrt(12.0)  # narrower than the prior
