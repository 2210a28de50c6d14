"""How much wider intervals must be: learnt from forecasts and what came, else declared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.errors import InputError
from qafila.forecasting.scores import as_draws, central

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from qafila.situation import Situation

DECLARED = "interval_inflation"  # parameter of the factor where outcomes are too few
LEAST_OUTCOMES = 20  # from 19 on, the rank for 90 % is no longer the greatest score
NOMINAL = 0.9
# A tenth of the upper end is added before logarithms are taken: totals near zero then do not
# count as endlessly far off, and a forecast of almost nothing cannot be stretched without bound.
_OFFSET = 0.1
_GREATEST = 10.0  # beyond it a forecast is wrong rather than too narrow


class Past(NamedTuple):
    """A forecast of which the outcome has become known.

    Parameters
    ----------
    known : int
        Day from which the outcome was known.
    draws : array
        Equally likely draws, as they were before any widening.
    outcome : float
        What came.
    """

    known: int
    draws: NDArray[np.float64]
    outcome: float


@dataclass(frozen=True)
class Widening:
    """Factor by which intervals are stretched.

    Parameters
    ----------
    factor : float
        One or more: what lies above the median moves so many times as far from it; what lies below
        moves so many times as far in logarithms, so that nothing falls below zero.
    outcomes : int
        How many outcomes had been known.
    learnt : bool
        Whether the factor comes from them, else it is the declared one.
    """

    factor: float
    outcomes: int
    learnt: bool


def widening_at(
    day: int, past: Sequence[Past], declared: float, least: int = LEAST_OUTCOMES
) -> Widening:
    """The widening that holds on a day, from outcomes known by then.

    Parameters
    ----------
    day : int
        Day of the forecast, counted as in `past`.
    past : sequence of Past
        Forecasts and outcomes; those known later are left out.
    declared : float
        Factor of the parameter table (``interval_inflation``), used where outcomes are too few.
    least : int
        Outcomes from which the factor is learnt.

    Returns
    -------
    Widening
        Learnt or declared.

    Raises
    ------
    InputError
        If the declared factor is less than one or no number.
    """
    if not 1 <= declared < math.inf:
        raise InputError(f"a declared widening of {declared} would narrow; write 1 or more")
    before = [one for one in past if one.known <= day]
    if len(before) < least:
        return Widening(float(declared), len(before), learnt=False)
    pairs = [(one.draws, one.outcome) for one in before]
    return Widening(learnt_factor(pairs, least), len(before), learnt=True)


def learnt_factor(
    pairs: Sequence[tuple[ArrayLike, float]], least: int = LEAST_OUTCOMES, nominal: float = NOMINAL
) -> float:
    """Least factor with which the intervals would have covered enough of the outcomes.

    Parameters
    ----------
    pairs : sequence of tuple
        Draws of a forecast, not widened, and what came.
    least : int
        Outcomes without which nothing is learnt.
    nominal : float
        Share that the interval should cover.

    Returns
    -------
    float
        From 1 (never narrower than the forecast says) to 10.

    Raises
    ------
    InputError
        If there are fewer outcomes.

    Notes
    -----
    Split conformal prediction: of n scores, the one of rank (n + 1) times `nominal`. A score is the
    distance of the outcome from the median over that of the end of the interval on its side, below
    the median both in logarithms. Its promise holds for outcomes that could be swapped; windows
    that overlap, and a siege that changes, weaken it.

    Examples
    --------
    >>> learnt_factor([([8.0, 10.0, 12.0], 10.0)] * 20)
    1.0
    >>> learnt_factor([([8.0, 10.0, 12.0], 14.0)] * 20) > 1.8
    True
    """
    if len(pairs) < least:
        raise InputError(
            f"a widening cannot be learnt from {len(pairs)} outcomes, fewer than {least};"
            f" use the declared {DECLARED}"
        )
    scores = np.sort([score(as_draws(draws), outcome, nominal) for draws, outcome in pairs])
    rank = min(math.ceil((len(scores) + 1) * nominal), len(scores))
    return float(np.clip(scores[rank - 1], 1.0, _GREATEST))


def score(draws: NDArray[np.float64], outcome: float, nominal: float = NOMINAL) -> float:
    """How far an outcome lies from the median, over how far the interval reaches on that side.

    Parameters
    ----------
    draws : array
        Equally likely draws, none below zero.
    outcome : float
        What came, zero or more.
    nominal : float
        Share that the interval should cover.

    Returns
    -------
    float
        0 at the median, 1 at the end of the interval; infinite where there is no interval.

    Raises
    ------
    InputError
        If a draw or the outcome is below zero.
    """
    low, middle, high = central(draws, nominal)
    offset = _OFFSET * high
    if min(low, outcome) < 0:
        raise InputError("a widening is for totals, which are zero or more")
    if outcome == middle:
        return 0.0
    if outcome > middle:
        return (outcome - middle) / (high - middle) if high > middle else math.inf
    reach = math.log((low + offset) / (middle + offset))
    return math.log((outcome + offset) / (middle + offset)) / reach if reach else math.inf


def widen_draws(draws: ArrayLike, factor: float, nominal: float = NOMINAL) -> NDArray[np.float64]:
    """Draws spread out around their median.

    Parameters
    ----------
    draws : array_like
        Equally likely draws, none below zero.
    factor : float
        One or more.
    nominal : float
        The interval for which the factor was learnt.

    Returns
    -------
    array
        Draws of the same order and the same median, none below zero.

    Examples
    --------
    >>> widen_draws([8.0, 10.0, 12.0], 1.0).round(6).tolist()
    [8.0, 10.0, 12.0]
    >>> widen_draws([8.0, 10.0, 12.0], 2.0).round(1).tolist()
    [6.4, 10.0, 14.0]
    """
    array = as_draws(draws)
    _, middle, high = central(array, nominal)
    return _stretched(array, factor, middle, high)


def widen_quantiles(
    levels: Sequence[float], values: ArrayLike, factor: float
) -> NDArray[np.float64]:
    """Quantiles spread out around the median.

    Parameters
    ----------
    levels : sequence of float
        Rising, with 0.5 and 0.95 among them.
    values : array_like
        Quantiles of these levels, none below zero.
    factor : float
        One or more.

    Returns
    -------
    array
        Quantiles of the same levels.

    Raises
    ------
    InputError
        If a level is missing.

    Examples
    --------
    >>> widen_quantiles([0.05, 0.5, 0.95], [0.0, 10.0, 12.0], 2.0).round(1).tolist()
    [0.0, 10.0, 14.0]
    """
    array = as_draws(values)
    by_level = {round(level, 6): value for level, value in zip(levels, array, strict=True)}
    try:
        middle, high = by_level[0.5], by_level[0.95]
    except KeyError as missing:
        raise InputError(f"quantiles cannot be widened without that of level {missing}") from None
    return _stretched(array, factor, float(middle), float(high))


def declared_factor(situation: Situation) -> float:
    """Factor by which intervals of supply are told wider than the draws have them.

    Parameters
    ----------
    situation : Situation
        What is known, with what a scenario sets.

    Returns
    -------
    float
        One or more: ``interval_inflation``.
    """
    return float(situation.parameter(DECLARED)["best"])


def told_quantiles(draws: ArrayLike, levels: Sequence[float], factor: float) -> NDArray[np.float64]:
    """Quantiles of draws day by day, spread out around the median of each day.

    Parameters
    ----------
    draws : array_like, shape (draw, day)
        Equally likely draws, none below zero.
    levels : sequence of float
        Rising, with 0.5 and 0.95 among them.
    factor : float
        One or more.

    Returns
    -------
    array, shape (level, day)
        As they are told to a reader.

    Examples
    --------
    >>> told_quantiles([[8.0], [10.0], [12.0]], [0.05, 0.5, 0.95], 1.0).round(1).tolist()
    [[8.2], [10.0], [11.8]]
    """
    return widen_days(np.quantile(np.asarray(draws), levels, axis=0), levels, factor)


def widen_days(quantiles: ArrayLike, levels: Sequence[float], factor: float) -> NDArray[np.float64]:
    """Quantiles of each day, spread out around the median of the day.

    Parameters
    ----------
    quantiles : array_like, shape (level, day)
        Of the draws.
    levels : sequence of float
        Rising, with 0.5 and 0.95 among them.
    factor : float
        One or more.

    Returns
    -------
    array, shape (level, day)
        Quantiles of the same levels.
    """
    by_day = np.asarray(quantiles, dtype=float).T
    return np.array([widen_quantiles(levels, day, factor) for day in by_day]).T


def _stretched(
    values: NDArray[np.float64], factor: float, middle: float, high: float
) -> NDArray[np.float64]:
    if not 1 <= factor < math.inf:
        raise InputError(f"a widening of {factor} would narrow; use 1 or more")
    if values.min() < 0:
        raise InputError("a widening is for totals, which are zero or more")
    offset = _OFFSET * high
    if offset == 0 or factor == 1:
        return values.copy()
    above = middle + factor * (values - middle)
    distance = np.log((values + offset) / (middle + offset))
    below = (middle + offset) * np.exp(factor * distance) - offset
    # By rounding alone the median would move, and the outermost draws turn inwards.
    outwards = np.where(values > middle, np.maximum(above, values), np.minimum(below, values))
    return np.maximum(outwards, 0.0)
