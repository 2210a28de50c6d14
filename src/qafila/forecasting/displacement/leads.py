"""Quantiles for any number of days ahead, from those for which there is a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

# Residuals of other countries hold reports up to about two months old, and series of a month or
# more; beyond that a series is forecast as if it lay farther ahead.
FRESH = 60  # days since the last report
GROWN = 30  # days since the first


def leads(horizon: int, age: Array, length: Array) -> Array:
    """Days ahead that a forecast counts as.

    Parameters
    ----------
    horizon : int
        Days ahead.
    age, length : array, shape (series,), days
        Since the last report, and since the first.

    Returns
    -------
    array, shape (series,), days
        The horizon, and what the last report is older than `FRESH`, and what the series is shorter
        than `GROWN`.

    Examples
    --------
    >>> leads(30, np.array([5.0, 90.0, 0.0]), np.array([300.0, 300.0, 0.0])).tolist()
    [30.0, 60.0, 60.0]
    """
    return horizon + np.maximum(age - FRESH, 0.0) + np.maximum(GROWN - length, 0.0)


def at_leads(known: Array, horizons: Sequence[int], horizon: int, wanted: Array) -> Array:
    """Quantiles at a horizon, as wide as at other leads.

    Parameters
    ----------
    known : array, shape (series, horizon, level), people
        At horizons with a record.
    horizons : sequence of int, days
        Rising.
    horizon : int, days
        What is forecast.
    wanted : array, shape (series,), days
        Leads; at least the horizon.

    Returns
    -------
    array, shape (series, level), people
        Below the shortest horizon that one; between two on the straight line; beyond the longest
        distances from the median widened by the square root of the time. The median is that of the
        horizon itself: an old report makes a forecast less certain and not another one.

    Examples
    --------
    >>> known = np.array([[[90.0, 100.0, 110.0], [80.0, 104.0, 120.0]]])
    >>> at_leads(known, (30, 60), 45, np.array([45.0])).tolist()
    [[85.0, 102.0, 115.0]]
    >>> at_leads(known, (30, 60), 30, np.array([240.0])).tolist()
    [[52.0, 100.0, 132.0]]
    """
    days = np.asarray(horizons, dtype=np.float64)
    middle = known.shape[2] // 2
    found = np.empty((len(known), known.shape[2]))
    for row, lead in enumerate(wanted):
        found[row] = _between(known[row], days, float(lead))
        if lead > horizon:
            found[row] += np.interp(horizon, days, known[row, :, middle]) - found[row, middle]
        if lead > days[-1]:
            wider = np.sqrt(lead / days[-1])
            found[row] = found[row, middle] + (found[row] - found[row, middle]) * wider
    return np.maximum.accumulate(np.maximum(found, 0.0), axis=1)


def _between(known: Array, days: Array, lead: float) -> Array:
    return np.array([np.interp(lead, days, level) for level in known.T])
