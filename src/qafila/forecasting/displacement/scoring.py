"""Scores of quantile forecasts: CRPS, WIS, coverage, PIT."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.residuals import LEVELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MIDDLE = int(np.argmin(np.abs(LEVELS - 0.5)))
_PAIRS = ((0.05, 0.95), (0.1, 0.9), (0.25, 0.75))  # the central intervals of the hub's levels


def pinball(quantiles: Array, truth: Array, levels: Array = LEVELS) -> Array:
    """Loss of each quantile.

    Parameters
    ----------
    quantiles : array, shape (row, ..., level)
        Forecasts.
    truth : array, shape (row,)
        What came.
    levels : array, shape (level,)
        Levels.

    Returns
    -------
    array, shape (row, ..., level)
        In the unit of the truth.
    """
    came = truth.reshape(len(truth), *([1] * (quantiles.ndim - 1)))
    error = came - quantiles
    return np.asarray(np.maximum(levels * error, (levels - 1) * error))


def crps(quantiles: Array, truth: Array, levels: Array = LEVELS) -> Array:
    """Continuous ranked probability score from quantiles.

    Parameters
    ----------
    quantiles : array, shape (row, ..., level)
        Forecasts.
    truth : array, shape (row,)
        What came.
    levels : array, shape (level,)
        Levels, rising.

    Returns
    -------
    array, shape (row, ...)
        Twice the pinball loss integrated over levels, each level standing for those halfway to its
        neighbours.

    Examples
    --------
    >>> crps(np.full((1, 21), 4.0), np.array([6.0])).round(6).tolist()
    [2.0]
    """
    edges = np.concatenate([[0.0], (levels[1:] + levels[:-1]) / 2, [1.0]])
    return np.asarray(2.0 * pinball(quantiles, truth, levels) @ np.diff(edges))


def at_levels(quantiles: Array, wanted: Array, levels: Array = LEVELS) -> Array:
    """Quantiles at other levels.

    Parameters
    ----------
    quantiles : array, shape (row, level)
        Forecasts.
    wanted : array, shape (wanted level,)
        Levels to tell.
    levels : array, shape (level,)
        Levels that are held.

    Returns
    -------
    array, shape (row, wanted level)
        On straight lines between those held.
    """
    return np.array([np.interp(wanted, levels, row) for row in quantiles]).reshape(
        len(quantiles), len(wanted)
    )


def weighted_interval_score(quantiles: Array, truth: Array) -> Array:
    """Weighted interval score over the hub's seven levels.

    Parameters
    ----------
    quantiles : array, shape (row, level)
        Forecasts at `LEVELS`.
    truth : array, shape (row,)
        What came.

    Returns
    -------
    array, shape (row,)
        In the unit of the truth.

    References
    ----------
    Bracher, Ray, Gneiting, Reich (2021), Evaluating epidemic forecasts in an interval format.
    """
    score = 0.5 * np.abs(truth - _level(quantiles, 0.5))
    for low, high in _PAIRS:
        lower, upper = _level(quantiles, low), _level(quantiles, high)
        share = low + 1 - high
        outside = np.maximum(lower - truth, 0.0) + np.maximum(truth - upper, 0.0)
        score += share / 2 * (upper - lower) + outside
    return np.asarray(score / (len(_PAIRS) + 0.5))


def covered(quantiles: Array, truth: Array, nominal: float) -> NDArray[np.bool_]:
    """Whether each truth lies in the central interval; its ends belong to it.

    Parameters
    ----------
    quantiles : array, shape (row, level)
        Forecasts at `LEVELS`.
    truth : array, shape (row,)
        What came.
    nominal : float
        .5 or .9.

    Returns
    -------
    array of bool, shape (row,)
        True inside.
    """
    low, high = (1 - nominal) / 2, (1 + nominal) / 2
    inside = (_level(quantiles, low) <= truth) & (truth <= _level(quantiles, high))
    return np.asarray(inside)


def pit(quantiles: Array, truth: Array, levels: Array = LEVELS) -> Array:
    """Where in its forecast each truth lies, 0 to 1; a truth on equal quantiles in their middle.

    Parameters
    ----------
    quantiles : array, shape (row, level)
        Forecasts.
    truth : array, shape (row,)
        What came.
    levels : array, shape (level,)
        Levels.

    Returns
    -------
    array, shape (row,)
        Uniform if forecasts are calibrated.
    """
    ends = np.concatenate([[0.0], levels, [1.0]])
    below = (quantiles < truth[:, None]).sum(axis=1)
    upto = (quantiles <= truth[:, None]).sum(axis=1)
    low, high = np.maximum(below, upto - 1), upto
    found = np.empty(len(truth))
    for row in range(len(truth)):
        if upto[row] > below[row]:
            found[row] = (levels[below[row]] + levels[upto[row] - 1]) / 2
        elif low[row] in (0, len(levels)):
            found[row] = (ends[low[row]] + ends[high[row] + 1]) / 2
        else:
            around = quantiles[row, below[row] - 1 : below[row] + 1]
            found[row] = np.interp(truth[row], around, levels[below[row] - 1 : below[row] + 1])
    return found


def chance_above(quantiles: Array, threshold: Array, levels: Array = LEVELS) -> Array:
    """Probability that more than a threshold comes.

    Parameters
    ----------
    quantiles : array, shape (row, level)
        Forecasts.
    threshold : array, shape (row,)
        People.
    levels : array, shape (level,)
        Levels.

    Returns
    -------
    array, shape (row,), 1
        Between the outermost levels; beyond them half of what lies outside.
    """
    return np.asarray(1.0 - pit(quantiles, threshold, levels))


def _level(quantiles: Array, level: float) -> Array:
    return np.asarray(quantiles[:, int(np.argmin(np.abs(LEVELS - level)))])
