"""How many times the normal figures are, where sources say what is normal.

What a report itself sets beside a figure of the same place is the best that there is to compare it
with. Else each origin's lowest counts: who tells of dear times tells of them as background too, and
what is told more than once is no more usual for it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.assess.baselines import usual
from qafila.assess.origins import UNTRACED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.assess.counting import Ints
    from qafila.assess.model import Baseline
    from qafila.assess.signals import Signal


class Normal(NamedTuple):
    """What is normal, and the signals that say so."""

    baseline: Baseline
    signals: tuple[Signal, ...]


class Ratio(NamedTuple):
    """How many times the normal a figure is."""

    value: float
    signal: Signal
    normal: Normal


class Ratios:
    """Figures and what sources call normal, to be asked for any day.

    Parameters
    ----------
    signals : sequence of Signal
        The figures.
    values : sequence of float
        What counts of each, in its base unit.
    background : iterable of Signal
        What is told as background of the same quantity.

    Examples
    --------
    >>> Ratios([], [], []).of([], 739000)
    []
    """

    def __init__(
        self, signals: Sequence[Signal], values: Sequence[float], background: Iterable[Signal]
    ) -> None:
        told = sorted(
            (one for one in background if _middle(one) > 0), key=lambda one: (_middle(one), one.ref)
        )
        self._signals, self._values, self._told = signals, values, told
        self._days = {
            unit: sorted(one.reported for one in told if one.unit == unit)
            for unit in {one.unit for one in told}
        }
        self._kept: dict[tuple[str, int], Normal | None] = {}
        beside: dict[tuple[str, str], list[Signal]] = defaultdict(list)
        for one in told:
            beside[one.document, one.unit].append(one)
        self._own = [_beside(one, beside.get((one.document, one.unit), ())) for one in signals]

    @property
    def days(self) -> Ints:
        """Days on which more became known of what is normal."""
        return np.array(sorted({one.reported for one in self._told}), dtype=np.int64)

    def highest(self, chosen: Sequence[int], day: int) -> Ratio | None:
        """The highest of some figures over the normal, as known on a day.

        Parameters
        ----------
        chosen : sequence of int
            Places of the figures.
        day : int
            The day.

        Returns
        -------
        Ratio or None
            None where no source has said what is normal for any.
        """
        telling: dict[tuple[str, int | None], int] = {}
        for place in chosen:
            key = self._signals[place].unit, None if self._own[place] is None else place
            held = telling.get(key)
            if held is None or self._values[place] > self._values[held]:
                telling[key] = place
        found = self.of(list(telling.values()), day)
        return found[0] if found else None

    def of(self, chosen: Sequence[int], day: int) -> list[Ratio]:
        """How many times the normal some figures are, as known on a day.

        Parameters
        ----------
        chosen : sequence of int
            Places of the figures.
        day : int
            The day.

        Returns
        -------
        list of Ratio
            The highest first; without those for which no source has said what is normal.
        """
        found = []
        for place in chosen:
            normal = self._own[place] or self._normal(self._signals[place].unit, day)
            if normal is not None:
                value = float(self._values[place]) / normal.baseline.median
                found.append(Ratio(value, self._signals[place], normal))
        return sorted(found, key=lambda one: (-one.value, one.signal.ref))

    def _normal(self, unit: str, day: int) -> Normal | None:
        number = bisect_right(self._days.get(unit, ()), day)
        if (unit, number) not in self._kept:
            lowest: dict[str, Signal] = {}
            for one in self._told:
                if one.unit == unit and one.reported <= day:
                    lowest.setdefault(one.document if one.origin == UNTRACED else one.origin, one)
            self._kept[unit, number] = _usual(list(lowest.values()))
        return self._kept[unit, number]


def _beside(signal: Signal, told: Sequence[Signal]) -> Normal | None:
    """What its own report sets beside a figure."""
    if not signal.document:
        return None
    return _usual([one for one in told if _same_place(one, signal)][:1])


def _usual(signals: Sequence[Signal]) -> Normal | None:
    baseline = usual([_middle(one) for one in signals], 1)
    return None if baseline is None else Normal(baseline, tuple(signals))


def _middle(one: Signal) -> float:
    ends = [end for end in (one.low, one.high) if end is not None and math.isfinite(end)]
    return sum(ends) / len(ends) if ends else 0.0


def _same_place(normal: Signal, figure: Signal) -> bool:
    """Whether what is normal is told of the place of a figure, or of no place in particular."""
    named = {spot.location_id for spot in normal.spots if spot.location_id}
    return not named or any(spot.location_id in named for spot in figure.spots)
