"""How far a forecast was off: the continuous ranked probability score, and what intervals cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def crps(draws: ArrayLike, outcome: float) -> float:
    """Continuous ranked probability score of a set of equally likely draws.

    Parameters
    ----------
    draws : array_like
        What was thought possible; a single one is a point forecast.
    outcome : float
        What came.

    Returns
    -------
    float
        In the unit of the draws; 0 is perfect, and of a point forecast it is the absolute error.

    Raises
    ------
    InputError
        If there is no draw, or one is not a number.

    Examples
    --------
    >>> crps([4.0], 6.0)
    2.0
    >>> crps([0.0, 2.0], 1.0)
    0.5
    """
    ordered = np.sort(as_draws(draws))
    count = len(ordered)
    weights = 2 * np.arange(count) - count + 1
    apart = float(weights @ ordered) / count**2  # half the mean distance between two draws
    return float(np.abs(ordered - outcome).mean()) - apart


def coverage(draws: Sequence[ArrayLike], outcomes: Sequence[float], nominal: float) -> float:
    """Share of outcomes within the central interval of their forecast.

    Parameters
    ----------
    draws : sequence of array_like
        One set of draws for each forecast.
    outcomes : sequence of float
        What came, in the same order.
    nominal : float
        Share that the interval should cover, such as 0.9.

    Returns
    -------
    float
        Share covered; ends count as within.

    Raises
    ------
    InputError
        If there is no forecast.

    Examples
    --------
    >>> coverage([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], [2.5, 9.0], 0.9)
    0.5
    """
    if not outcomes:
        raise InputError("there is no outcome, so that no coverage can be told")
    within = []
    for forecast, outcome in zip(draws, outcomes, strict=True):
        low, _, high = central(as_draws(forecast), nominal)
        within.append(low <= outcome <= high)
    return float(np.mean(within))


def central(draws: NDArray[np.float64], nominal: float) -> tuple[float, float, float]:
    """Lower end, median and upper end of the central interval.

    Parameters
    ----------
    draws : array
        Equally likely draws.
    nominal : float
        Share that the interval should cover.

    Returns
    -------
    tuple of float
        Each is one of the draws, so that they stay the ends if all draws are stretched.

    Examples
    --------
    >>> central(np.arange(101.0), 0.9)
    (5.0, 50.0, 95.0)
    """
    levels = (0.5 - nominal / 2, 0.5, 0.5 + nominal / 2)
    low, middle, high = np.quantile(draws, levels, method="inverted_cdf")
    return float(low), float(middle), float(high)


def as_draws(draws: ArrayLike) -> NDArray[np.float64]:
    """Draws as an array.

    Parameters
    ----------
    draws : array_like
        Numbers.

    Returns
    -------
    array
        The same in one dimension.

    Raises
    ------
    InputError
        If there is none, or one is not a finite number.
    """
    array = np.asarray(draws, dtype=float).ravel()
    if not len(array) or not np.isfinite(array).all():
        raise InputError("a forecast needs one or more draws, each a finite number")
    return array
