"""What is usual: robust statistics over past windows, each known as it was known on the day."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

from qafila.assess.model import Baseline

if TYPE_CHECKING:
    from collections.abc import Sequence

_TO_DEVIATION = 1.4826  # median absolute deviation of a normal law to its standard deviation


def usual(values: Sequence[float], least: int) -> Baseline | None:
    """Median and spread of past windows.

    Parameters
    ----------
    values : sequence of float
        One for each past window with evidence.
    least : int
        Windows without which nothing is usual.

    Returns
    -------
    Baseline or None
        None where there are too few.

    Examples
    --------
    >>> usual([2, 4, 3, 9], 4)
    Baseline(median=3.5, spread=1.4826, windows=4)
    >>> usual([2, 4, 3], 4) is None
    True
    """
    if len(values) < least:
        return None
    middle = median(values)
    spread = median([abs(value - middle) for value in values]) * _TO_DEVIATION
    return Baseline(float(middle), float(spread), len(values))


def growth(value: float, baseline: Baseline) -> float:
    """How many times the usual a value is.

    Parameters
    ----------
    value : float
        Of the present window.
    baseline : Baseline
        What is usual.

    Returns
    -------
    float
        Infinite where nothing at all is usual and something came.

    Examples
    --------
    >>> growth(6, Baseline(4.0, 0.0, 5))
    1.5
    """
    if baseline.median == 0:
        return math.inf if value > 0 else 1.0
    return value / baseline.median


def deviations(value: float, baseline: Baseline) -> float:
    """How many robust deviations a value lies above what is usual.

    Parameters
    ----------
    value : float
        Of the present window.
    baseline : Baseline
        What is usual.

    Returns
    -------
    float
        Negative below the median.

    Notes
    -----
    Numbers vary at least like those of rare events: where the windows before happened to be alike,
    the root of their median is taken for the spread, else one more incident would be a world first.

    Examples
    --------
    >>> deviations(8, Baseline(4.0, 0.0, 5))
    2.0
    """
    spread = max(baseline.spread, math.sqrt(max(baseline.median, 1.0)))
    return (value - baseline.median) / spread
