"""Intervals from what forecasts of other countries were off by, most from those most alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.quantiles import fill_quantiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

# Levels at which forecasts are held; the hub's seven are among them.
LEVELS = np.concatenate([[0.01], np.arange(1, 20) / 20, [0.99]])
_FLOOR = 0.05  # what a residual of a quite different series still counts
# Widths in powers of ten, and what is added before logarithms are taken.
_STOCK_WIDTH, _SCALE_WIDTH, _AGE_WIDTH, _APART_WIDTH = 0.5, 1.0, 0.4, 0.3
_STOCK_OFFSET, _SCALE_OFFSET, _AGE_OFFSET, _APART_OFFSET = 100.0, 200.0, 7.0, 0.1


def features(rows: Targets) -> Array:
    """How large a series is, how quickly it changes and how old its last report is, in widths.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array, shape (row, feature)
        Two series a width apart count for each other exp(-1/2) of what alike ones do.
    """
    stock = np.log10(rows.stock + _STOCK_OFFSET) / _STOCK_WIDTH
    scale = np.log10(rows.scale / (rows.stock + _SCALE_OFFSET)) / _SCALE_WIDTH
    age = np.log10(rows.age + _AGE_OFFSET) / _AGE_WIDTH
    return np.column_stack([stock, scale, age])


def apart(rows: Targets) -> Array:
    """How far experts lie apart, in widths of the kernel.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array, shape (row, 1)
        Logarithm of their standard deviation in units of the scale.
    """
    spread = rows.points.std(axis=1) / rows.scale
    return np.asarray(np.log10(spread + _APART_OFFSET) / _APART_WIDTH)[:, None]


def likeness(ours: Array, theirs: Array, crisis: NDArray[np.str_]) -> Array:
    """What each residual of others counts for each of our rows.

    Parameters
    ----------
    ours, theirs : array, shape (row, feature)
        Features.
    crisis : array of str, shape (their row,)
        Of which crisis each residual is; each crisis counts the same in all.

    Returns
    -------
    array, shape (our row, their row)
        Weights above zero.
    """
    names, of = np.unique(crisis, return_inverse=True)
    each = 1.0 / np.bincount(of, minlength=len(names))
    distance = np.zeros((len(ours), len(theirs)))
    for column in range(ours.shape[1]):
        distance += (ours[:, column, None] - theirs[None, :, column]) ** 2
    weights: Array = (np.exp(-0.5 * distance) + _FLOOR) * each[of]
    return weights


def weighted_quantiles(values: Array, weights: Array, levels: Array = LEVELS) -> Array:
    """Quantiles of values that count differently for each row.

    Parameters
    ----------
    values : array, shape (value,)
        Values.
    weights : array, shape (row, value)
        What each counts.
    levels : array, shape (level,)
        Levels.

    Returns
    -------
    array, shape (row, level)
        On straight lines between the middles of the steps.

    Examples
    --------
    >>> weighted_quantiles(np.array([0.0, 1.0]), np.array([[1.0, 1.0]]), np.array([0.5])).tolist()
    [[0.5]]
    """
    order = np.argsort(values, kind="stable")
    found = np.empty((len(weights), len(levels)))
    fill_quantiles(values[order], order, np.ascontiguousarray(weights), levels, found)
    return found


def around(points: Array, scale: Array, quantiles: Array) -> Array:
    """Points with scaled residuals around them, none below zero.

    Parameters
    ----------
    points, scale : array, shape (row,), people
        Forecast and unit.
    quantiles : array, shape (row, level)
        Of residuals in units of the scale.

    Returns
    -------
    array, shape (row, level), people
        Quantiles.
    """
    return np.asarray(np.maximum(points[:, None] + scale[:, None] * quantiles, 0.0))
