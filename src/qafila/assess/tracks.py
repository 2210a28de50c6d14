"""When the signals of a gauge count: from when they are known until they are too old or over."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.assess.counting import Told, common
from qafila.assess.deeds import nowhere_and_never
from qafila.assess.origins import GOVERNMENT, UNTRACED, named_governments
from qafila.ledger.figures import base
from qafila.ledger.placing import COUNTRY, PLACE, REGION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.assess.counting import Ints, Path
    from qafila.assess.evidence import Matched
    from qafila.assess.rules import Gauge
    from qafila.assess.signals import Signal, Spot

NEVER = 10_000_000
_CUMULATIVE, _STOCK = "cumulative", "stock"
_FOREIGN = "foreign"
_FIGURES = frozenset({"above", "below", "ratio"})


def usable(gauge: Gauge, signal: Signal, window: int, home: str) -> bool:
    """Whether a signal gives what the gauge measures.

    Parameters
    ----------
    gauge : Gauge
        The gauge.
    signal : Signal
        One that it reads.
    window : int
        Its days.
    home : str
        Country of the unit.

    Returns
    -------
    bool
        False for totals since a start, for figures of longer times than the window or of deeds
        without a day and a place, for claims without the figure, the nationality or the place that
        is asked for.
    """
    if signal.measure == _CUMULATIVE and not gauge.falls:
        return False
    if gauge.people == _FOREIGN or gauge.kind == "nationalities":
        return bool(nations_of(gauge, signal, home)) and _gives_figure(gauge, signal, window)
    if "places" in {gauge.kind, gauge.counts} and not signal.observed:
        return any(spot.level != COUNTRY for spot in signal.places)
    return _gives_figure(gauge, signal, window)


def _gives_figure(gauge: Gauge, signal: Signal, window: int) -> bool:
    """Whether a signal gives the figure of a gauge that reads figures."""
    if gauge.kind not in _FIGURES:
        return True
    bound = signal.high if gauge.falls else signal.low
    if bound is None or not math.isfinite(bound):
        return False
    if gauge.kind != "ratio" and base(1.0, gauge.unit)[1] != signal.unit:
        return False
    if gauge.falls or signal.measure == _STOCK:
        return True
    return _days_of(signal) <= window and not nowhere_and_never(signal)


def _days_of(signal: Signal) -> int:
    return 1 if signal.start is None or signal.end is None else signal.end - signal.start + 1


def nations_of(gauge: Gauge, signal: Signal, home: str) -> frozenset[str]:
    """Nationalities that a gauge counts.

    Parameters
    ----------
    gauge : Gauge
        The gauge.
    signal : Signal
        A signal.
    home : str
        Country whose own people do not count where foreigners are asked for.

    Returns
    -------
    frozenset of str
        ISO 3166-1 alpha-3.
    """
    return signal.nations - {home} if gauge.people == _FOREIGN else signal.nations


def effective_days(signals: Iterable[Signal], relay_days: int) -> dict[str, int]:
    """The day that undated evidence stands for.

    Parameters
    ----------
    signals : iterable of Signal
        All signals of a gauge and unit.
    relay_days : int
        Days within which an outlet repeats what the same origin said.

    Returns
    -------
    dict
        Day by identifier, for undated signals: that of the report or of what the report restates,
        or for what is relayed that of the first report of the same within `relay_days` before.

    Notes
    -----
    A report that shows another to be a relay takes that one's freshness away: of the two laws, that
    a relay raises no level and that more evidence lowers none, the first holds here.
    """
    same: dict[tuple[object, ...], list[Signal]] = defaultdict(list)
    for one in signals:
        if one.start is None:
            where = frozenset(spot.key for spot in one.spots)
            told = one.event_type, one.subtype, one.quantity, one.low, one.high, one.unit
            same[(one.origin, *told, where)].append(one)
    found: dict[str, int] = {}
    for group in same.values():
        days = sorted(one.stands for one in group)
        for one in group:
            first = days[bisect_left(days, one.stands - relay_days)]
            found[one.ref] = first if one.relayed else one.stands
    return found


class Over(NamedTuple):
    """From when on what was said of a day is over, as enough distinct origins say.

    `days` rise, and `known` says for each since when everything said of earlier days is over.
    """

    days: Ints
    known: Ints

    def since(self, ends: Ints) -> Ints:
        """Day from which what was said of each day is known to be over."""
        if not len(self.days):
            return np.full(len(ends), NEVER, dtype=np.int64)
        place = np.searchsorted(self.days, ends, side="right")
        return np.append(self.known, NEVER)[place]


def over(endings: Iterable[tuple[int, int, str]], origins: int) -> Over:
    """When what was said is over.

    Parameters
    ----------
    endings : iterable of (int, int, str)
        Day from which it is said to be over, day from which that is known, and who says so.
    origins : int
        Distinct origins that must say so, each of a later day than what is ended.

    Returns
    -------
    Over
        The answer for any day.

    Examples
    --------
    >>> found = over([(10, 11, "a"), (12, 12, "a"), (14, 20, "b")], 2)
    >>> found.since(np.array([9, 11, 12])).tolist()
    [20, 20, 10000000]
    """
    by_day: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for day, known, origin in endings:
        by_day[day].append((max(day, known), origin))
    first: dict[str, int] = {}
    days, since = [], []
    for day in sorted(by_day, reverse=True):
        for known, origin in by_day[day]:
            first[origin] = min(first.get(origin, NEVER), known)
        enough = heapq.nsmallest(origins, _apart(first))
        days.append(day)
        since.append(enough[-1] if len(enough) == origins else NEVER)
    return Over(np.array(days[::-1], dtype=np.int64), np.array(since[::-1], dtype=np.int64))


def _apart(first: Mapping[str, int]) -> list[int]:
    """Days on which each origin that counts beside the others is first known to have spoken."""
    traced = {who: known for who, known in first.items() if who != UNTRACED}
    named = named_governments(traced)
    if named and GOVERNMENT in traced:
        same = min(named, key=lambda who: (traced[who], who))
        traced[same] = min(traced[same], traced.pop(GOVERNMENT))
    return list(traced.values() or first.values())


class Spans(NamedTuple):
    """Signals of a gauge for a unit, with when each counts.

    `told` says when each counts in the present window, `reported` when it became known.
    """

    signals: tuple[Signal, ...]
    told: Told
    reported: Ints
    dated: np.ndarray


def spans_of(
    signals: Sequence[Signal], window: int, relay_days: int, ended: Over | None = None
) -> Spans:
    """When signals count.

    Parameters
    ----------
    signals : sequence of Signal
        Signals of one gauge and unit.
    window : int
        Days of the window.
    relay_days : int
        As for `effective_days`.
    ended : Over, optional
        What ends them.

    Returns
    -------
    Spans
        In an order that does not depend on that of the signals.
    """
    ordered = tuple(sorted(signals, key=lambda one: (one.reported, one.ref)))
    stands = effective_days(ordered, relay_days)
    number = len(ordered)
    reported = np.fromiter((one.reported for one in ordered), np.int64, number)
    dated = np.array([one.start is not None for one in ordered], dtype=bool)
    days = [
        (stands[one.ref],) * 2 if one.start is None or one.end is None else (one.start, one.end)
        for one in ordered
    ]
    start, end = np.array(days, dtype=np.int64).reshape(-1, 2).T.copy()
    last = end + window - 1
    if ended is not None:
        last = np.minimum(last, ended.since(end) - 1)
    return Spans(ordered, Told(np.maximum(reported, start), last, start, end), reported, dated)


def endings_of(matched: Matched, relay_days: int) -> list[tuple[int, int, str, str]]:
    """What says that it is over: from which day, since when known, by whom, and which signal.

    Parameters
    ----------
    matched : Matched
        Signals of a gauge and unit.
    relay_days : int
        As for `effective_days`.

    Returns
    -------
    list of (int, int, str, str)
        By day.
    """
    stands = effective_days(matched.endings.values(), relay_days)
    found = []
    for one in matched.endings.values():
        day = stands[one.ref] if one.start is None or one.end is None else one.start
        if one.start == 1 and one.end is not None:
            day = one.end
        found.append((day, max(day, one.reported), one.origin, one.ref))
    return sorted(found)


class Map:
    """Which places lie in which.

    Parameters
    ----------
    within : mapping of str to str
        For each place the region that holds it.

    Examples
    --------
    >>> from qafila.assess.signals import place_of
    >>> Map({"diema": "kayes"}).path((place_of("diema", "MLI"),))
    ('country:MLI', 'region:kayes', 'diema')
    """

    def __init__(self, within: Mapping[str, str]) -> None:
        self._within = within
        self._regions = frozenset(within.values())
        self._known: dict[tuple[Spot, ...], Path] = {}

    def path(self, spots: tuple[Spot, ...]) -> Path:
        """The place that an incident hangs on, as wider and wider places hold it.

        Parameters
        ----------
        spots : tuple of Spot
            Where it happened.

        Returns
        -------
        tuple of str
            Country, region, place; shorter for wider places, and for several places down to the
            narrowest that holds them all.
        """
        found = self._known.get(spots)
        if found is None:
            found = self._known[spots] = common([self._path(spot) for spot in spots])
        return found

    def _path(self, spot: Spot) -> Path:
        if not spot.country:
            return ()
        land = f"country:{spot.country}"
        if spot.level == COUNTRY:
            return (land,)
        if spot.level == REGION:
            # A region whose parts no table lists may hold any place of its country.
            return (land, f"region:{spot.key}") if spot.key in self._regions else (land,)
        # A town gives its name to the region around it.
        return (land, f"region:{self._within.get(spot.key, spot.key)}", spot.key)


def place_keys(signal: Signal) -> tuple[str, ...]:
    """Places that a signal adds to those that are counted.

    Parameters
    ----------
    signal : Signal
        A signal.

    Returns
    -------
    tuple of str
        Keys of places, not of regions or countries; of a stretch one of its ends, and of what it
        is near only where it names nothing else.
    """
    spots = [spot for spot in signal.places if spot.level == PLACE]
    stretch = [spot.key for spot in spots if spot.role == "between"]
    keys = tuple(spot.key for spot in spots if spot.role not in {"between", "near"})
    keys += (min(stretch),) if stretch else ()
    return keys or tuple(spot.key for spot in spots)
