"""Naive experts: each says how a series goes on, as one number for each horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import MissingExtraError
from qafila.forecasting.displacement.histories import WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.histories import History

    Array = NDArray[np.float64]

PERSISTENCE, SHARE, DRIFT, DAMPED, ETS, THETA = (
    "persistence", "share", "drift", "damped", "ets", "theta",
)  # fmt: skip
NAIVE = (PERSISTENCE, SHARE, DRIFT, DAMPED, ETS, THETA)
_DAMPING = 0.8  # of the weekly change, from week to week
_LEAST_WEEKS = 11  # exponential smoothing needs more values than parameters and four


def persistence(seen: History, weeks: Array) -> Array:
    """The last report goes on.

    Parameters
    ----------
    seen : History
        The series.
    weeks : array, shape (horizon,)
        Weeks ahead.

    Returns
    -------
    array, shape (horizon,), people
        The forecast.
    """
    return np.full(len(weeks), seen.stock)


def drift(seen: History, weeks: Array) -> Array:
    """The mean change of all weeks seen goes on.

    Parameters
    ----------
    seen : History
        The series.
    weeks : array, shape (horizon,)
        Weeks ahead.

    Returns
    -------
    array, shape (horizon,), people
        The forecast.
    """
    past = max(len(seen.weekly) - 1, 1)
    return np.asarray(np.maximum(seen.stock + weeks * (seen.stock - seen.weekly[0]) / past, 0.0))


def damped(seen: History, weeks: Array) -> Array:
    """The change of the last 30 days goes on and fades.

    Parameters
    ----------
    seen : History
        The series.
    weeks : array, shape (horizon,)
        Weeks ahead.

    Returns
    -------
    array, shape (horizon,), people
        The forecast.
    """
    faded = _DAMPING * (1 - _DAMPING**weeks) / (1 - _DAMPING)
    return np.asarray(np.maximum(seen.stock + WEEK * seen.slope * faded, 0.0))


def ets(seen: History, weeks: Array) -> Array:
    """Exponential smoothing with a damped trend, its form chosen by AICc (statsforecast).

    Parameters
    ----------
    seen : History
        The series.
    weeks : array, shape (horizon,)
        Weeks ahead.

    Returns
    -------
    array, shape (horizon,), people
        The forecast; the last report where the history is short.

    Raises
    ------
    MissingExtraError
        If statsforecast is not installed.
    """
    return _fitted(seen, weeks, "AutoETS", model="ZZN", damped=True)


def theta(seen: History, weeks: Array) -> Array:
    """The Theta method (statsforecast).

    Parameters
    ----------
    seen : History
        The series.
    weeks : array, shape (horizon,)
        Weeks ahead.

    Returns
    -------
    array, shape (horizon,), people
        The forecast; the last report where the history is short.

    Raises
    ------
    MissingExtraError
        If statsforecast is not installed.
    """
    return _fitted(seen, weeks, "Theta")


ALONE: dict[str, Callable[[History, Array], Array]] = {
    PERSISTENCE: persistence, DRIFT: drift, DAMPED: damped, ETS: ets, THETA: theta,
}  # fmt: skip


def shares(sites: Sequence[History], total: Array) -> list[Array]:
    """Each place keeps its share of the total.

    Parameters
    ----------
    sites : sequence of History
        The places.
    total : array, shape (horizon,), people
        Forecast of all people.

    Returns
    -------
    list of array, shape (horizon,), people
        One for each place.
    """
    people = sum(one.stock for one in sites)
    return [total * (one.stock / people if people > 0 else 0.0) for one in sites]


def _fitted(seen: History, weeks: Array, name: str, **options: object) -> Array:
    values = seen.weekly
    if len(values) < _LEAST_WEEKS or np.ptp(values) == 0.0:
        return np.full(len(weeks), seen.stock)
    try:
        from statsforecast import models
    except ImportError as error:
        raise MissingExtraError(
            'statsforecast is not installed; run: pip install "qafila[forecast]"'
        ) from error
    ahead = int(np.ceil(weeks.max()))
    fitted = getattr(models, name)(season_length=1, **options)
    # In units of the largest value: the search for parameters stops by absolute steps.
    unit = float(values.max())
    told = fitted.forecast(y=values / unit, h=ahead)["mean"] * unit
    path = np.concatenate([[seen.stock], np.where(np.isfinite(told), told, seen.stock)])
    bounded = np.clip(path, 0.0, 4.0 * unit)
    return np.asarray(np.interp(weeks, np.arange(ahead + 1), bounded))
