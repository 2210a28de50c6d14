"""What a gauge shows on a day, from what was known by then."""

from __future__ import annotations

import datetime as dt
import math
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.assess.baselines import deviations, growth, usual
from qafila.assess.counting import Asked
from qafila.assess.deeds import beside_dated
from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN, Baseline, Reading
from qafila.assess.origins import distinct_origins
from qafila.assess.ratios import Ratios
from qafila.assess.series import Compared, compare_series
from qafila.assess.tallies import tally_of
from qafila.assess.tracks import NEVER, endings_of, over, spans_of, usable
from qafila.ledger.figures import base

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.assess.counting import Ints
    from qafila.assess.evidence import Matched
    from qafila.assess.ratios import Ratio
    from qafila.assess.signals import Signal
    from qafila.assess.tallies import Tally
    from qafila.assess.tracks import Map

UNKNOWN_RANK, NO_BASELINE_RANK = -2, -1
_COMPARED = frozenset({"growth", "unusual"})
_COUNTED = frozenset({"origins", "incidents", "places", "kinds"})


class Shown(NamedTuple):
    """What a gauge shows: its level, its value, and what it is compared with."""

    level: str
    value: float | None = None
    baseline: Baseline | None = None


_NOTHING = Shown(UNKNOWN)
_UNCOMPARED = Shown(NO_BASELINE)


def rank_of(level: str) -> int:
    """Number of a level; those that are none are negative.

    Parameters
    ----------
    level : str
        Term of ``level``.

    Returns
    -------
    int
        ``normal`` is 0.

    Examples
    --------
    >>> rank_of("warning"), rank_of("unknown")
    (2, -2)
    """
    if level in LEVELS:
        return LEVELS.index(level)
    return NO_BASELINE_RANK if level == NO_BASELINE else UNKNOWN_RANK


def level_of(rank: int) -> str:
    """Inverse of `rank_of`.

    Parameters
    ----------
    rank : int
        Number of a level.

    Returns
    -------
    str
        Term of ``level``.

    Examples
    --------
    >>> level_of(-1)
    'no_baseline'
    """
    if rank >= 0:
        return LEVELS[rank]
    return NO_BASELINE if rank == NO_BASELINE_RANK else UNKNOWN


class Track:
    """One gauge for one unit, which can be asked for any day.

    Parameters
    ----------
    matched : Matched
        Its signals.
    window : int
        Days that evidence counts.
    numbers : mapping of str to float
        From ``defaults/assessment.csv``.
    places : Map
        Which places lie in which.
    """

    def __init__(
        self, matched: Matched, window: int, numbers: Mapping[str, float], places: Map
    ) -> None:
        self.gauge, self._window = matched.gauge, window
        self._least = int(numbers["baseline_windows"]), int(numbers["baseline_most"])
        self._enough = int(numbers["ending_origins"])
        relay = int(numbers["relay_days"])
        self._endings = matched.endings
        self._said_over = endings_of(matched, relay)
        ended = over([one[:3] for one in self._said_over], self._enough)
        every = beside_dated(matched.signals.values(), window)
        kept = [one for one in every if usable(self.gauge, one, window, matched.home)]
        compared = self.gauge.kind in _COMPARED
        self._series = [one for one in kept if one.observed] if compared else []
        told = [one for one in kept if not one.observed] if compared else kept
        self._spans = spans_of(told, window, relay, ended)
        earlier = int(numbers["background_days"])
        background = [
            one
            for one in matched.background.values()
            if one.end is None or one.reported - one.end >= earlier
        ]
        kind = self.gauge.counts or self.gauge.kind
        self._tally = tally_of(kind, self.gauge, self._spans, matched.home, window, places)
        self._scale = base(1.0, self.gauge.unit)[0]
        telling = attrgetter("high" if self.gauge.falls else "low")
        bounds = map(telling, () if self._tally is not None else self._spans.signals)
        self._bounds = np.array([math.nan if one is None else one for one in bounds], dtype=float)
        self._ratios = Ratios(self._spans.signals, self._bounds.tolist(), background)

    @property
    def newest(self) -> int | None:
        """Last day that any of its evidence speaks of."""
        days = [int(self._spans.told.end.max())] if self._spans.signals else []
        days += [one.end for one in self._series if one.end is not None]
        return max(days, default=None)

    def ranks(self, days: Ints) -> Ints:
        """Level of each day as a number, from what was known on it.

        Parameters
        ----------
        days : array of int, shape (day,)
            Days in a row.

        Returns
        -------
        array of int, shape (day,)
            As `rank_of` numbers them.
        """
        asked = days if self.gauge.kind in _COMPARED else self._changing(days)
        ranks = np.array([rank_of(one.level) for one in self.shown(asked)], dtype=np.int64)
        found: Ints = ranks[np.searchsorted(asked, days, side="right") - 1]
        return found

    def _changing(self, days: Ints) -> Ints:
        """The first day, and those on which something begins or ceases to count."""
        told, window = self._spans.told, self._window
        said = np.array([one[:2] for one in self._said_over], dtype=np.int64).reshape(-1, 2)
        marks = np.concatenate(
            [
                *(told.first, told.last + 1, told.start + window, told.end),
                *(said[:, 1], said[:, 0] + window, self._ratios.days, days[:1]),
            ]
        )
        found: Ints = np.unique(marks)
        inside: Ints = found[(found >= days[0]) & (found <= days[-1])]
        return inside

    def shown(self, days: Ints) -> list[Shown]:
        """What it shows on each day.

        Parameters
        ----------
        days : array of int, shape (day,)
            The days.

        Returns
        -------
        list of Shown
            One for each day.
        """
        members = [self._members(day) for day in days.tolist()]
        if self.gauge.kind in _COMPARED:
            return self._compared(days, members)
        if self._tally is not None:
            asked = Asked(days, days, days - self._window + 1, days)
            counts = self._tally.count(asked, members)
            return [
                self._level(float(count)) if chosen.size else self._after(int(day))
                for count, chosen, day in zip(counts, members, days, strict=True)
            ]
        if self.gauge.kind == "ratio":
            pairs = zip(days.tolist(), members, strict=True)
            return [self._ratio(day, chosen) for day, chosen in pairs]
        best = np.min if self.gauge.falls else np.max
        return [
            self._level(float(best(self._bounds[chosen])) / self._scale)
            if chosen.size
            else self._after(int(day))
            for chosen, day in zip(members, days, strict=True)
        ]

    def _members(self, day: int) -> Ints:
        return self._spans.told.chosen(day, day, -NEVER, NEVER)

    def _level(self, value: float, baseline: Baseline | None = None) -> Shown:
        return Shown(self.gauge.level(value), value, baseline)

    def _after(self, day: int) -> Shown:
        """What is shown where nothing counts: enough origins may say that it is over."""
        if len(distinct_origins(who for who, _ in self._over_on(day))) < self._enough:
            return _NOTHING
        return Shown(LEVELS[0], 0.0 if self.gauge.kind in _COUNTED else None)

    def _over_on(self, day: int) -> list[tuple[str, str]]:
        """Who says on a day that it is over, and where."""
        return [
            (who, ref)
            for began, known, who, ref in self._said_over
            if known <= day < began + self._window
        ]

    def _ratio(self, day: int, chosen: Ints) -> Shown:
        found = self._ratios.highest(chosen.tolist(), day)
        if found is not None:
            return self._level(found.value, found.normal.baseline)
        return _UNCOMPARED if chosen.size else _NOTHING

    def _compared(self, days: Ints, members: Sequence[Ints]) -> list[Shown]:
        measure = growth if self.gauge.kind == "growth" else deviations
        found = [_NOTHING] * len(days)
        if self._tally is not None and self._spans.signals:
            asked = Asked(days, days, days - self._window + 1, days)
            counts = self._tally.count(asked, members)
            before = self._before(days, self._tally)
            for place, chosen in enumerate(members):
                if chosen.size:
                    baseline = usual(before[place], self._least[0])
                    found[place] = (
                        _UNCOMPARED
                        if baseline is None
                        else self._level(measure(float(counts[place]), baseline), baseline)
                    )
        for place, day in enumerate(days.tolist()) if self._series else ():
            one = self._of_series(day)
            if one is not None:
                shown = _UNCOMPARED if one.value is None else self._level(one.value, one.baseline)
                found[place] = max(found[place], shown, key=_weight)
        return found

    def _of_series(self, day: int) -> Compared | None:
        measure = growth if self.gauge.kind == "growth" else deviations
        return compare_series(self._series, day, self._window, self._least, measure)

    def _before(self, days: Ints, tally: Tally) -> list[list[float]]:
        """Numbers of the past windows with evidence, for each day as known on it.

        Each claim is of the window in which its last day lies, so that what reaches into the
        present window has no say in what is usual. Windows that are asked for again while nothing
        new was reported of them are counted once.
        """
        told, reported, window = self._spans.told, self._spans.reported, self._window
        order = np.argsort(told.end, kind="stable")
        ends = told.end[order]
        places: dict[tuple[int, int], int] = {}
        asked: list[tuple[int, int]] = []
        members: list[Ints] = []
        of_day: list[list[int]] = [[] for _ in days]
        pools: dict[int, tuple[Ints, Ints]] = {}
        for place, day in enumerate(days.tolist()):
            for back in range(1, self._least[1] + 1):
                last = day - back * window
                if last not in pools:
                    low, high = np.searchsorted(ends, [last - window + 1, last + 1])
                    pool = np.sort(order[low:high])
                    pools[last] = pool, np.sort(reported[pool])
                pool, known = pools[last]
                number = int(np.searchsorted(known, day, side="right"))
                if not number:
                    continue
                key = last, number
                if key not in places:
                    places[key] = len(asked)
                    asked.append((last, day))
                    members.append(pool[reported[pool] <= day])
                of_day[place].append(places[key])
        last, known = np.array(asked, dtype=np.int64).reshape(-1, 2).T
        alive = np.full(len(asked), -NEVER)
        counts = tally.count(Asked(known, alive, last - window + 1, last), members)
        return [[float(counts[one]) for one in some] for some in of_day]

    def reading(self, day: int) -> Reading:
        """What it shows on a day, with all that this rests on.

        Parameters
        ----------
        day : int
            The day.

        Returns
        -------
        Reading
            Evidence the most telling first.
        """
        shown = self.shown(np.array([day]))[0]
        still = self._members(day)
        rests = self._rests_on(day, shown, still)
        above, begins = self.gauge.above(shown.level) or (None, None)
        ends = [one.stands if one.end is None else one.end for one in rests]
        waiting = self._over_on(day) if still.size else []
        told = [one.ref for one in rests if not one.observed]
        told += [one.ref for to in self._dear(day, shown, still) for one in to.normal.signals]
        return Reading(
            self.gauge.gauge_id,
            shown.level,
            shown.value,
            self.gauge.unit,
            above,
            begins,
            claims=tuple(dict.fromkeys(told)),
            figures=tuple(one.ref for one in rests if one.observed),
            origins=distinct_origins(one.origin for one in rests),
            newest=dt.date.fromordinal(min(day, max(ends))) if ends else None,
            baseline=shown.baseline,
            said_over=tuple(ref for _, ref in waiting),
        )

    def _rests_on(self, day: int, shown: Shown, still: Ints) -> list[Signal]:
        """The signals that a reading rests on, the most telling first."""
        if shown.level == UNKNOWN:
            return []
        chosen = [self._spans.signals[place] for place in still.tolist()]
        if not chosen and not self._series:
            return [self._endings[ref] for _, ref in self._over_on(day)]
        chosen.sort(key=lambda one: (-(one.stands if one.end is None else one.end), one.ref))
        if self._series:
            one = self._of_series(day)
            chosen += one.signals if one is not None else ()
        if self.gauge.kind in {"above", "below"}:
            return self._telling(shown, still)
        return [one.signal for one in self._dear(day, shown, still)] or chosen

    def _telling(self, shown: Shown, still: Ints) -> list[Signal]:
        """The signals whose figure reaches the level, the farthest first."""
        mark = dict(self.gauge.thresholds).get(shown.level)
        sign = 1.0 if self.gauge.falls else -1.0
        pairs = [
            (sign * self._bounds[place], self._spans.signals[place])
            for place in still.tolist()
            if mark is None or sign * self._bounds[place] / self._scale <= sign * mark
        ]
        pairs.sort(key=lambda pair: (pair[0], pair[1].ref))
        return [one for _, one in pairs]

    def _dear(self, day: int, shown: Shown, still: Ints) -> list[Ratio]:
        """The figures whose ratio reaches the level, the farthest first."""
        if self.gauge.kind != "ratio" or shown.value is None:
            return []
        mark = dict(self.gauge.thresholds).get(shown.level, 0.0)
        return [one for one in self._ratios.of(still.tolist(), day) if one.value >= mark]


def _weight(one: Shown) -> tuple[int, float]:
    return rank_of(one.level), one.value or 0.0
