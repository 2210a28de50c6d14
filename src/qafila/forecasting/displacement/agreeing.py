"""Forecasts of one day agree with each other: over horizons, and of a part with its whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.reports import ALL
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.forecasting.displacement.scoring import MIDDLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

_OWN = 0.5  # what a horizon's own spread counts beside that of all horizons
_FEWEST = 3  # horizons of which a middle one can be told


def steadied(rows: Targets, quantiles: Array) -> Array:
    """Spread around the median, half its own and half that of the middle one of all horizons.

    Parameters
    ----------
    rows : Targets
        Rows.
    quantiles : array, shape (row, ..., level), people
        Forecasts at `residuals.LEVELS`.

    Returns
    -------
    array, shape (row, ..., level), people
        The same medians. Spreads are compared as they grow, with the square root of the horizon:
        one odd residual of another crisis makes a needle at a single horizon.
    """
    found = quantiles.copy()
    for at in _groups(rows.crisis, rows.place, rows.origin):
        if len(at) < _FEWEST:
            continue
        grown = np.sqrt(rows.horizon[at].astype(np.float64))
        grown = grown.reshape(len(at), *([1] * (quantiles.ndim - 1)))
        middle = quantiles[at][..., MIDDLE : MIDDLE + 1]
        apart = (quantiles[at] - middle) / grown
        told = _OWN * apart + (1 - _OWN) * np.median(apart, axis=0)
        found[at] = np.maximum(middle + told * grown, 0.0)
    return np.asarray(np.maximum.accumulate(found, axis=-1))


def coherent(rows: Targets, quantiles: Array) -> Array:
    """No part is above its whole at the upper end, and no whole below a part at the lower end.

    Parameters
    ----------
    rows : Targets
        Rows of places, sums of countries and totals.
    quantiles : array, shape (row, level), people
        Forecasts at `residuals.LEVELS`.

    Returns
    -------
    array, shape (row, level), people
        The same where there is no total.
    """
    found = quantiles.copy()
    upper = LEVELS[MIDDLE] < LEVELS
    for at in _groups(rows.crisis, rows.origin, rows.horizon):
        whole, parts = at[rows.kind[at] == ALL], at[rows.kind[at] != ALL]
        if len(whole) != 1 or not len(parts):
            continue
        most, least = found[whole[0], upper], found[np.ix_(parts, ~upper)].max(axis=0)
        found[np.ix_(parts, upper)] = np.minimum(found[np.ix_(parts, upper)], most)
        found[whole[0], ~upper] = np.maximum(found[whole[0], ~upper], least)
    return np.asarray(np.maximum.accumulate(found, axis=-1))


def _groups(*keys: NDArray[np.generic]) -> list[NDArray[np.int64]]:
    """Rows that have all keys in common."""
    codes = [np.unique(key, return_inverse=True)[1] for key in keys]
    order = np.lexsort(codes[::-1])
    changes = np.zeros(len(order), dtype=bool)
    for code in codes:
        changes[1:] |= code[order][1:] != code[order][:-1]
    return [part for part in np.split(order, np.flatnonzero(changes)) if len(part)]
