"""A daily flow as a level that drifts slowly and now and then jumps: a hidden Markov model."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEAST_DAYS = 28
_MEMORY = 210  # days from which the model is fitted
_WEEKDAYS_FROM = 56  # days from which the pattern of the week is taken
_LEVELS = np.linspace(np.log(0.02), np.log(2.5), 61)  # of the level over the scale of the series
# Settings among which the past of the series chooses: daily drift of the level (a few per cent,
# else it is not slow), chance of a jump a day (spells of 20 to 200 days), noise of a day.
_GRID = tuple(product((0.05, 0.1), (0.005, 0.015, 0.05), (0.3, 0.5, 0.8, 1.2)))
_ODD = 0.1  # share of days, such as days of rest, that say nothing of the level


class _Fit(NamedTuple):
    steps: Array
    beliefs: Array


def switching_draws(
    past: Array, horizon: int, draws: int, random: np.random.Generator
) -> Array | None:
    """Totals of the days ahead by a level that drifts and jumps.

    Parameters
    ----------
    past : array
        Amount of each day, the newest last.
    horizon : int
        Days ahead.
    draws : int
        How many totals.
    random : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    array or None
        Totals; None where fewer than 28 days, or none with an amount, are known.

    Notes
    -----
    The level takes one of 61 values. What is believed of it is filtered forward day by day; drift,
    chance of a jump and noise are those under which the past was most likely. A jump goes to levels
    where the series has been. The noise of a day ahead is drawn from what days of the same weekday
    were over the level, so that weekly rest is in it.
    """
    past = past[-_MEMORY:]
    if len(past) < LEAST_DAYS or not (past > 0).any():
        return None
    scale = float(np.quantile(past[past > 0], 0.9))
    fit = _fitted(past / scale)
    sizes = np.exp(_LEVELS)
    recent = min(_WEEKDAYS_FROM, len(past))
    noise = past[-recent:] / scale / (fit.beliefs[-recent:] @ sizes)
    weekday = np.arange(-recent, 0) % 7
    chances = fit.steps.cumsum(axis=1)
    place = random.choice(len(sizes), size=draws, p=fit.beliefs[-1])
    total = np.zeros(draws)
    for day in range(horizon):
        moved = (random.random(draws)[:, None] > chances[place]).sum(axis=1)
        place = np.minimum(moved, len(sizes) - 1)
        total += sizes[place] * random.choice(noise[weekday == day % 7], draws)
    return np.asarray(total * scale)


def _fitted(amounts: Array) -> _Fit:
    """The most likely settings, with jumps to where the level has been."""
    even = np.full(len(_LEVELS), 1 / len(_LEVELS))
    likelihood, beliefs = _filtered(amounts, _steps(_GRID, even), even)
    best = int(np.argmax(likelihood))
    target = (beliefs[:, best].mean(axis=0) + even) / 2
    chosen = _GRID[best : best + 1]
    steps = _steps(chosen, target)
    _, beliefs = _filtered(amounts, steps, target, chosen)
    return _Fit(steps[0], beliefs[:, 0])


def _steps(settings: tuple[tuple[float, float, float], ...], target: Array) -> Array:
    """Chance of each level after each, by setting."""
    apart = _LEVELS[:, None] - _LEVELS
    matrices = []
    for drift, jump, _ in settings:
        step = np.exp(-0.5 * (apart / drift) ** 2)
        step /= step.sum(axis=1, keepdims=True)
        matrices.append((1 - jump) * step + jump * target)
    return np.array(matrices)


def _filtered(
    amounts: Array,
    steps: Array,
    start: Array,
    settings: tuple[tuple[float, float, float], ...] = _GRID,
) -> tuple[Array, Array]:
    """Log-likelihood by setting, and belief by day, setting and level."""
    noise = np.array([one[2] for one in settings])[:, None, None]
    seen = np.log(np.maximum(amounts, np.exp(_LEVELS[0] - 1)))
    usual = np.exp(-0.5 * ((seen[:, None] - _LEVELS) / noise) ** 2) / (noise * np.sqrt(2 * np.pi))
    odd = 1 / (_LEVELS[-1] - _LEVELS[0] + 1)
    weight = (1 - _ODD) * usual + _ODD * odd
    belief = np.tile(start, (len(settings), 1))
    likelihood = np.zeros(len(settings))
    beliefs = np.empty((len(amounts), len(settings), len(_LEVELS)))
    for day in range(len(amounts)):
        belief = (belief[:, None, :] @ steps)[:, 0, :] * weight[:, day]
        whole = belief.sum(axis=1)
        likelihood += np.log(whole)
        belief = belief / whole[:, None]
        beliefs[day] = belief
    return likelihood, beliefs
