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


def at_leads(known: Array, horizons: Sequence[int], wanted: Array) -> Array:
    """Quantiles at other leads.

    Parameters
    ----------
    known : array, shape (series, horizon, level), people
        At horizons with a record.
    horizons : sequence of int, days
        Rising.
    wanted : array, shape (series,), days
        Leads.

    Returns
    -------
    array, shape (series, level), people
        Below the shortest horizon that one; between two on the straight line; beyond the longest
        its changes, median aside, widened by the square root of the time.

    Examples
    --------
    >>> known = np.array([[[90.0, 100.0, 110.0], [80.0, 100.0, 120.0]]])
    >>> at_leads(known, (30, 60), np.array([45.0])).tolist()
    [[85.0, 100.0, 115.0]]
    >>> at_leads(known, (30, 60), np.array([240.0])).tolist()
    [[60.0, 100.0, 140.0]]
    """
    days = np.asarray(horizons, dtype=np.float64)
    found = np.empty((len(known), known.shape[2]))
    for row, lead in enumerate(wanted):
        for level in range(known.shape[2]):
            found[row, level] = np.interp(lead, days, known[row, :, level])
        if lead > days[-1]:
            median = found[row, known.shape[2] // 2]
            wider = median + (found[row] - median) * np.sqrt(lead / days[-1])
            found[row] = np.maximum(wider, 0.0)
    return np.maximum.accumulate(found, axis=1)
