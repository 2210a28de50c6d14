"""Quantiles of gamma distributions: one uniform number in, one value out.

A draw that inverts its distribution rises with its uniform number, so that two scenarios that share
the number differ only by what they change.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POINTS = 4001
_TAIL = 1e-12
_SPREADS = 14.0  # standard deviations, and as many units, beyond which nothing is left


def gamma_quantile(shape: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles of the gamma distribution of unit scale.

    Parameters
    ----------
    shape : float
        Shape, positive.
    u : array
        Numbers in [0, 1).

    Returns
    -------
    array
        Values with mean `shape`; they rise with `u`. Good to about one part in ten thousand.

    Examples
    --------
    >>> gamma_quantile(1.0, np.array([0.5])).round(3)  # the logarithm of 2
    array([0.693])
    """
    chance, logarithm = _grid(float(shape))
    return np.exp(np.interp(u, chance, logarithm))


def chance_greater(first: float, second: float) -> float:
    """Chance that a gamma variable of unit scale is greater than another.

    Parameters
    ----------
    first, second : float
        Shapes, positive.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> chance_greater(2.0, 2.0), round(chance_greater(2.0, 1.0), 3)
    (0.5, 0.75)
    """
    if first == second:
        return 0.5
    chance, logarithm = _grid(float(second))
    u = (np.arange(_POINTS) + 0.5) / _POINTS
    values = np.log(np.maximum(gamma_quantile(first, u), np.finfo(np.float64).tiny))
    return float(np.interp(values, logarithm, chance).mean())


@lru_cache(maxsize=1024)
def _grid(shape: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distribution function over the logarithm of the value, which is smooth for every shape."""
    low = (math.log(_TAIL) + math.lgamma(shape + 1.0)) / shape
    high = math.log(shape + _SPREADS * (math.sqrt(shape) + 1.0))
    # Below the middle the tail may be long, above it is short: half of the points for each.
    middle = max(math.log(shape) - 2.0, low)
    points = np.concatenate(
        [
            np.linspace(low, middle, _POINTS // 2, endpoint=False),
            np.linspace(middle, high, _POINTS - _POINTS // 2),
        ]
    )
    density = np.exp(shape * points - np.exp(points) - math.lgamma(shape))
    steps = np.diff(points) * (density[1:] + density[:-1]) / 2.0
    chance = np.concatenate([[0.0], np.cumsum(steps)])
    return chance / chance[-1], points
