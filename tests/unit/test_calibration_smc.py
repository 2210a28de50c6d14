"""The sampler against posteriors that are known, and ranks of truths that it has to find again."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from qafila.forecasting.calibration.smc import Settings, sample, systematic
from qafila.streams import uniforms
from tests.support.ranks import chi_square_chance, rank

MIX = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.5], [0.3, 0.0, 1.0]])
PATH, NOISE = 0.4, 0.3  # spread of chance in the simulation, and of what is reported of it


def probit(u: np.ndarray) -> np.ndarray:
    return np.array([NormalDist().inv_cdf(one) for one in np.ravel(u)]).reshape(np.shape(u))


def test_chance_falls_into_parts_that_change_by_themselves() -> None:
    settings = Settings(particles=300, widened=1)
    found = sample(simulate, fit_to(np.zeros(3)), 3, settings, parts=3)
    assert (found.members[:, 0] != found.members[:, 1]).mean() > 0.5


def chance_of(members: np.ndarray, part: int) -> np.ndarray:
    """Three standard normal numbers for each member, by its number and a part of chance alone."""
    u = [uniforms(11, f"toy {part} {one}", len(members), numbers=members) for one in range(3)]
    return probit(np.clip(np.stack(u, axis=1), 1e-9, 1 - 1e-9))


def simulate(points: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Chance has as many parts as there are columns, each of which counts alike."""
    parts = np.sum([chance_of(column, part) for part, column in enumerate(members.T)], axis=0)
    return probit(points) @ MIX.T + PATH * parts / np.sqrt(members.shape[1])


def fit_to(observed: np.ndarray):
    return lambda outcomes: -0.5 * (((outcomes - observed) / NOISE) ** 2).sum(axis=1)


def exact(observed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of the posterior of the normal coordinates."""
    precision = np.eye(3) + MIX.T @ MIX / (PATH**2 + NOISE**2)
    covariance = np.linalg.inv(precision)
    mean = covariance @ MIX.T @ observed / (PATH**2 + NOISE**2)
    return mean, np.sqrt(np.diag(covariance))


@pytest.mark.parametrize("parts", [1, 4])
def test_the_posterior_of_a_linear_model_is_found(parts: int) -> None:
    observed = np.array([1.0, -0.5, 0.8])
    found = sample(simulate, fit_to(observed), 3, Settings(particles=2000), parts=parts)
    z = probit(found.points)
    mean, spread = exact(observed)
    assert z.mean(axis=0) == pytest.approx(mean, abs=0.06)
    assert z.std(axis=0) == pytest.approx(spread, rel=0.12)
    assert found.powers[-1] == 1.0
    assert found.distinct > 1500
    assert found.effective > 700


def test_the_evidence_is_that_of_the_linear_model() -> None:
    observed = np.array([0.4, 0.1, -0.6])
    covariance = MIX @ MIX.T + (PATH**2 + NOISE**2) * np.eye(3)
    _, log_size = np.linalg.slogdet(covariance)
    density = -0.5 * (
        observed @ np.linalg.solve(covariance, observed) + log_size + 3 * np.log(2 * np.pi)
    )
    found = sample(simulate, fit_to(observed), 3, Settings(particles=2000))
    constant = -3 * np.log(NOISE * np.sqrt(2 * np.pi))
    assert found.log_evidence + constant == pytest.approx(density, abs=0.2)


def test_outcomes_belong_to_their_points_and_members() -> None:
    found = sample(simulate, fit_to(np.array([0.5, 0.5, 0.5])), 3, Settings(particles=100))
    assert (simulate(found.points, found.members) == found.outcomes).all()


def test_the_same_seed_gives_the_same_particles() -> None:
    once, twice, other = (
        sample(simulate, fit_to(np.zeros(3)), 3, Settings(particles=60, seed=seed)).points
        for seed in (3, 3, 4)
    )
    assert (once == twice).all()
    assert (once != other).any()


def test_without_observations_the_prior_comes_back() -> None:
    found = sample(simulate, lambda outcomes: np.zeros(len(outcomes)), 3, Settings(particles=1500))
    assert found.powers == (0.0, 1.0)
    for column in found.points.T:
        ranks = np.floor(column * 20).astype(int)
        assert chi_square_chance(ranks, kept=19, bins=20) > 1e-3


def without_chance(points: np.ndarray, members: np.ndarray) -> np.ndarray:
    return probit(points) @ MIX.T


def ranks_of(truths: int, simulator=simulate) -> np.ndarray:
    """Ranks of truths among what the sampler finds with a simulator, be it the right one."""
    rng = np.random.default_rng(5)
    found = []
    for number in range(truths):
        truth = rng.uniform(size=(1, 3))
        outcome = simulate(truth, np.full((1, 2), 10**9 + number))[0]
        observed = outcome + NOISE * rng.standard_normal(3)
        settings = Settings(particles=128, seed=number)
        particles = sample(simulator, fit_to(observed), 3, settings, parts=2)
        found.append(rank(truth[0], particles.points, kept=15, seed=number))
    return np.array(found)


def test_ranks_of_truths_are_uniform() -> None:
    # Of four tests one sampler in 250 that is right fails one.
    ranks = ranks_of(120)
    for column in ranks.T:
        assert chi_square_chance(column, kept=15, bins=8) > 0.001
    assert chi_square_chance(ranks.ravel(), kept=15, bins=16) > 0.001


def test_ranks_show_a_sampler_that_forgets_chance() -> None:
    ranks = ranks_of(120, without_chance)
    assert chi_square_chance(ranks.ravel(), kept=15, bins=16) < 0.001


def test_rows_are_taken_as_often_as_their_weights_say() -> None:
    weights = np.array([0.05, 0.6, 0.0, 0.35])
    counts = np.bincount(systematic(weights, 0.3, 4), minlength=4)
    assert (np.abs(counts - 4 * weights) < 1.0).all()
