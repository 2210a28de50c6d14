"""What is usual: robust statistics over past windows, each known as it was known on the day."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from qafila.assess.model import Baseline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.assess.signals import Signal

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


class Normal:
    """What sources call normal: figures that are told as background.

    Parameters
    ----------
    signals : iterable of Signal
        Signals of background claims.
    """

    def __init__(self, signals: Iterable[Signal]) -> None:
        told: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for one in signals:
            ends = [end for end in (one.low, one.high) if end is not None and math.isfinite(end)]
            if ends:
                told[one.unit].append((one.reported, sum(ends) / len(ends)))
        self._told = {unit: sorted(pairs) for unit, pairs in told.items()}
        self._known: dict[tuple[str, int], Baseline | None] = {}
        days = {day for pairs in told.values() for day, _ in pairs}
        self.days = np.array(sorted(days), dtype=np.int64)

    def on(self, day: int, unit: str) -> Baseline | None:
        """What was told to be normal by a day.

        Parameters
        ----------
        day : int
            The day.
        unit : str
            Unit of the figures.

        Returns
        -------
        Baseline or None
            None where nobody told.
        """
        pairs = self._told.get(unit, [])
        number = bisect_right(pairs, (day, math.inf))
        key = unit, number
        if key not in self._known:
            self._known[key] = usual([figure for _, figure in pairs[:number]], 1)
        return self._known[key]
