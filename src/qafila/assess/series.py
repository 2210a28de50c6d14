"""Figures of observations against earlier figures of the same series.

Only figures of one measure, place, setting, legal status, count basis and unit are compared. What
came in some days is told per day, since reports cover weeks and months; levels stay as they are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.baselines import usual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qafila.assess.model import Baseline
    from qafila.assess.signals import Signal

_LEVEL = "stock"


class Compared(NamedTuple):
    """The figures of a series in the present window against those before.

    `value` is None where nothing is usual; `signals` are the figures of the present window.
    """

    value: float | None
    baseline: Baseline | None
    signals: tuple[Signal, ...]


def compare_series(
    signals: Iterable[Signal],
    day: int,
    window: int,
    bounds: tuple[int, int],
    measure: Callable[[float, Baseline], float],
) -> Compared | None:
    """The series that stands out most on a day.

    Parameters
    ----------
    signals : iterable of Signal
        Observations.
    day : int
        The day.
    window : int
        Days of the window.
    bounds : (int, int)
        Least and greatest number of past windows.
    measure : callable
        What makes a number of the present figure and what is usual.

    Returns
    -------
    Compared or None
        None where no figure ends in the window.
    """
    series: dict[str, dict[int, list[Signal]]] = defaultdict(lambda: defaultdict(list))
    for one in signals:
        if one.end is None or one.reported > day or one.end > day:
            continue
        back = (day - one.end) // window
        if back <= bounds[1] and _figure(one) is not None:
            series[one.series][back].append(one)
    found = [
        _compare(by_window, bounds[0], measure)
        for _, by_window in sorted(series.items())
        if 0 in by_window
    ]
    return max(found, key=_order, default=None)


def _order(one: Compared) -> float:
    return -math.inf if one.value is None else one.value


def _compare(
    by_window: dict[int, list[Signal]], least: int, measure: Callable[[float, Baseline], float]
) -> Compared:
    present = tuple(sorted(by_window[0], key=lambda one: (-(_figure(one) or 0), one.ref)))
    past = [
        max(figure for one in ones if (figure := _figure(one)) is not None)
        for back, ones in by_window.items()
        if back
    ]
    baseline = usual(past, least)
    if baseline is None or baseline.median <= 0:
        return Compared(None, None, present)
    return Compared(measure(_figure(present[0]) or 0.0, baseline), baseline, present)


def _figure(signal: Signal) -> float | None:
    """Least figure that an observation gives, per day unless it is a level."""
    low = signal.low
    if low is None or not math.isfinite(low) or signal.start is None or signal.end is None:
        return None
    return low if signal.measure == _LEVEL else low / (signal.end - signal.start + 1)
