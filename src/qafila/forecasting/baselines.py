"""The simplest forecasts of a total from few figures, or why they cannot be computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

LAST_RATE, DAMPED_TREND, NORMAL_DEMAND = "last_known_rate", "damped_trend", "normal_demand"
NOT_COMPUTABLE = "not computable"
DAMPING = 0.3  # share of the last change, in logarithms, that is taken to go on
GREATEST_CHANGE = 2.0  # more than twofold from one figure to the next is not carried on
_LEAST_ERRORS = 3


@dataclass(frozen=True, eq=False)
class Baseline:
    """A naive forecast of a total.

    Parameters
    ----------
    name : str
        ``last_known_rate``, ``damped_trend`` or ``normal_demand``.
    total : float or None
        The forecast; None where it is not computable.
    reason : str
        Why not; empty where it is.
    draws : array or None
        The total alone, or with its own past errors around it where there were three or more.
    """

    name: str
    total: float | None
    reason: str
    draws: Array | None

    @property
    def computable(self) -> bool:
        """Whether there is a forecast."""
        return self.total is not None


def baselines(
    amounts: ArrayLike, days: Sequence[float], horizon: float, demand: float | None = None
) -> tuple[Baseline, Baseline, Baseline]:
    """Last known rate, damped trend and normal demand as forecasts of a total.

    Parameters
    ----------
    amounts : array_like
        Known totals of periods that follow each other, the newest last, such as receipts of months.
    days : sequence of float
        Days of each period.
    horizon : float
        Days ahead.
    demand : float, optional
        Normal demand a day.

    Returns
    -------
    tuple of Baseline
        Always three; one that is not computable says why.

    Raises
    ------
    InputError
        If an amount is negative or no number, or a period or the horizon has no days.

    Examples
    --------
    >>> rate, trend, normal = baselines([60.0], [30], 15)
    >>> rate.total, trend.reason, normal.reason
    (30.0, 'not computable: needs two known figures, has 1',
     'not computable: no normal demand is known')
    """
    known = np.asarray(amounts, dtype=float).ravel()
    lengths = np.asarray(days, dtype=float).ravel()
    if len(known) != len(lengths):
        raise InputError(f"there are {len(known)} totals but {len(lengths)} lengths of periods")
    if not np.isfinite(known).all() or (known < 0).any():
        raise InputError("known totals must be numbers of zero or more; leave out unknown ones")
    if not (lengths > 0).all() or not 0 < horizon < np.inf:
        raise InputError("periods and the horizon must last more than zero days")
    rates = known / lengths
    return _last_rate(rates, horizon), _damped(rates, horizon), _normal(demand, horizon)


def trend_ratio(newer: ArrayLike, older: ArrayLike, offset: float = 0.0) -> Array:
    """Damped change from one rate to the next, as a factor.

    Parameters
    ----------
    newer, older : array_like
        Rates.
    offset : float
        Added to both, so that rates near zero do not count as endless change.

    Returns
    -------
    array
        Factors.

    Examples
    --------
    >>> trend_ratio([8.0, 1.0], [1.0, 1.0]).round(2).tolist()
    [1.23, 1.0]
    """
    ratio = (np.asarray(newer, dtype=float) + offset) / (np.asarray(older, dtype=float) + offset)
    return np.asarray(np.clip(ratio, 1 / GREATEST_CHANGE, GREATEST_CHANGE) ** DAMPING)


def around(total: float, errors: Array) -> Array:
    """A total with errors on both sides.

    Parameters
    ----------
    total : float
        Middle.
    errors : array
        Past errors, outcome less forecast.

    Returns
    -------
    array
        The total plus and minus each, none below zero; a course that went up for a while is thus
        not taken to go up for ever.
    """
    return np.maximum(total + np.concatenate([errors, -errors]), 0.0)


def _last_rate(rates: Array, horizon: float) -> Baseline:
    if not len(rates):
        return _missing(LAST_RATE, "no figure is known")
    return _forecast(LAST_RATE, rates[-1] * horizon, (rates[1:] - rates[:-1]) * horizon)


def _damped(rates: Array, horizon: float) -> Baseline:
    if len(rates) < 2:
        return _missing(DAMPED_TREND, f"needs two known figures, has {len(rates)}")
    if (rates[:-1] == 0).any():
        return _missing(DAMPED_TREND, "a change from zero has no rate")
    steady = rates[1:] * trend_ratio(rates[1:], rates[:-1])
    errors = (rates[2:] - steady[:-1]) * horizon
    return _forecast(DAMPED_TREND, steady[-1] * horizon, errors)


def _normal(demand: float | None, horizon: float) -> Baseline:
    if demand is None:
        return _missing(NORMAL_DEMAND, "no normal demand is known")
    if not 0 <= demand < np.inf:
        raise InputError(f"a normal demand of {demand} a day is not a number of zero or more")
    return _forecast(NORMAL_DEMAND, demand * horizon, np.empty(0))


def _forecast(name: str, total: float, errors: Array) -> Baseline:
    enough = len(errors) >= _LEAST_ERRORS
    draws = around(float(total), errors) if enough else np.array([float(total)])
    return Baseline(name, float(total), "", draws)


def _missing(name: str, why: str) -> Baseline:
    return Baseline(name, None, f"{NOT_COMPUTABLE}: {why}", None)
