"""How many roads to a city are told to be attacked, blockaded or closed, day by day.

A road is not open from what is said against passage: an attack, a blockade, a closure. What
arrives is not read, neither as a sign of an open road nor, since cargo in a siege needs an escort,
as one of a contested road: no level may tell of a fresh passage, and good news raises none. It is
open again once enough origins say so of a later day, as for all that ends.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila import tables
from qafila.assess.evidence import Matched
from qafila.assess.gauges import UNKNOWN_RANK, Track, rank_of
from qafila.assess.model import LEVELS, UNKNOWN, Reading
from qafila.assess.origins import distinct_origins
from qafila.assess.rules import Gauge
from qafila.assess.signals import signal_from_payload
from qafila.ledger.choosing import restated, some
from qafila.ledger.payloads import payload_of
from qafila.ledger.placing import PLACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.assess.counting import Ints
    from qafila.assess.model import Unit
    from qafila.assess.signals import Signal
    from qafila.assess.tracks import Map
    from qafila.ledger import Ledger
    from qafila.situation import Situation

ROADS = "corridors_not_open"
_OPEN = "open"
_PASSAGE = frozenset({"supply_arrival"})


class _Said(NamedTuple):
    """Claims about one road: those against passage, and those that say it is open again."""

    against: frozenset[str]
    over: frozenset[str]


@lru_cache(maxsize=1)
def _effects() -> Mapping[str, bool]:
    """Effects on goods of what is no passage, and whether each is for an open road."""
    frame = tables.read_defaults("effects", "effects")
    return {
        row["effect_id"]: row["direction"] == _OPEN
        for row in frame.to_dict("records")
        if row["event_type"] not in _PASSAGE and row["traffic"] != "people"
    }


def said_of_roads(situation: Situation) -> dict[str, _Said]:
    """What is said of each road, by the claims that speak of that road and not of all.

    Parameters
    ----------
    situation : Situation
        The situation.

    Returns
    -------
    dict
        Claims by corridor_id, also of corridors of which nothing is said.
    """
    against: dict[str, set[str]] = {one.corridor_id: set() for one in situation.corridors}
    over: dict[str, set[str]] = {name: set() for name in against}
    effects, rows = _effects(), situation.evidence
    rows = rows[(rows["target_kind"] == "corridor") & rows["effect_id"].isin(effects)]
    columns = (rows[name] for name in ("target_id", "effect_id", "specific_ids"))
    for name, effect, claims in zip(*columns, strict=True):
        (over if effects[effect] else against)[name].update(claims)
    return {name: _Said(frozenset(told), frozenset(over[name])) for name, told in against.items()}


class Roads:
    """The roads to one city, which can be asked for any day as a `Track` can.

    Parameters
    ----------
    gauge : Gauge
        The gauge, with the shares at which levels begin.
    tracks : sequence of Track or None
        One for each road: level watch while it is not open, normal once it is said to be open
        again; None for a road of which nothing is said.
    """

    def __init__(self, gauge: Gauge, tracks: Sequence[Track | None]) -> None:
        self.gauge = gauge
        self._number = len(tracks)
        self._tracks = [one for one in tracks if one is not None]

    @property
    def newest(self) -> int | None:
        """Last day that any of the evidence speaks of."""
        days = [one.newest for one in self._tracks]
        return max((day for day in days if day is not None), default=None)

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
        shut, unknown = self._counts(days)
        pairs = zip(shut.tolist(), unknown.tolist(), strict=True)
        ranks = [rank_of(self._level(few, few + hidden)) for few, hidden in pairs]
        return np.array(ranks, dtype=np.int64)

    def _counts(self, days: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Roads that are not open on each day, and those of which nothing is known."""
        rows = [one.ranks(days) for one in self._tracks]
        ranks = np.array(rows, dtype=np.int64).reshape(len(rows), len(days))
        known = (ranks > UNKNOWN_RANK).sum(axis=0)
        return (ranks > 0).sum(axis=0), self._number - known

    def _level(self, shut: int, most: int) -> str:
        """The share is the least that is known: normal only if no unknown road could change it."""
        if not self._tracks or most - shut == self._number:
            return UNKNOWN
        level = self.gauge.level(shut / self._number)
        if level == LEVELS[0] and self.gauge.level(most / self._number) != level:
            return UNKNOWN
        return level

    def reading(self, day: int) -> Reading:
        """What it shows on a day, with all claims that this rests on.

        Parameters
        ----------
        day : int
            The day.

        Returns
        -------
        Reading
            Claims the newest first.
        """
        asked = np.array([day], dtype=np.int64)
        (shut,), (unknown,) = (one.tolist() for one in self._counts(asked))
        level = self._level(shut, shut + unknown)
        if level == UNKNOWN:
            return Reading(self.gauge.gauge_id, UNKNOWN, None, self.gauge.unit)
        above, begins = self.gauge.above(level) or (None, None)
        known = [one.reading(day) for one in self._tracks]
        known = [one for one in known if one.level != UNKNOWN]
        told = [one for one in known if one.level != LEVELS[0]] or known
        told.sort(key=lambda one: one.newest or dt.date.min, reverse=True)
        days = [one.newest for one in told if one.newest is not None]
        return Reading(
            self.gauge.gauge_id,
            level,
            shut / self._number,
            self.gauge.unit,
            above,
            begins,
            claims=tuple(dict.fromkeys(ref for one in told for ref in one.claims)),
            origins=distinct_origins(who for one in told for who in one.origins),
            newest=max(days, default=None),
            said_over=tuple(dict.fromkeys(ref for one in told for ref in one.said_over)),
        )


def roads_of(
    situation: Situation,
    ledger: Ledger,
    wanted: Sequence[tuple[Gauge, Unit]],
    window: int,
    numbers: Mapping[str, float],
    places: Map,
) -> dict[tuple[str, Unit], Roads]:
    """The roads to each city.

    Parameters
    ----------
    situation : Situation
        Tells which claims speak of which road.
    ledger : Ledger
        Where the claims are.
    wanted : sequence of (Gauge, Unit)
        Gauges that read roads, and cities.
    window : int
        Days that evidence counts.
    numbers : mapping of str to float
        From ``defaults/assessment.csv``.
    places : Map
        Which places lie in which.

    Returns
    -------
    dict
        By gauge and city; cities to which no road leads are left out.
    """
    said = said_of_roads(situation)
    every = sorted({ref for one in said.values() for ref in (*one.against, *one.over)})
    told = restated(ledger)
    read = (signal_from_payload(payload_of(claim), told) for claim in some(ledger, every))
    # What is told of a region is told of no single road in it.
    signals = {one.ref: one for one in read if one is not None and _names_place(one)}
    found = {}
    for gauge, unit in wanted:
        names = [one.corridor_id for one in situation.corridors if one.city_id == unit.place]
        tracks = [
            _track(said[name], signals, gauge, unit, window, numbers, places) for name in names
        ]
        if tracks:
            found[gauge.gauge_id, unit] = Roads(gauge, tracks)
    return found


def _names_place(signal: Signal) -> bool:
    return any(spot.level == PLACE for spot in signal.spots)


def _track(
    said: _Said,
    signals: Mapping[str, Signal],
    gauge: Gauge,
    unit: Unit,
    window: int,
    numbers: Mapping[str, float],
    places: Map,
) -> Track | None:
    """One road; who says that it is not open counts by origin, as everywhere."""
    if not said.against and not said.over:
        return None
    road = Gauge(gauge.gauge_id, gauge.indicator_id, "origins", watch=1.0, unit="origins")
    matched = Matched(
        road,
        unit,
        "",
        signals={ref: signals[ref] for ref in said.against if ref in signals},
        endings={ref: signals[ref] for ref in said.over if ref in signals},
    )
    return Track(matched, window, numbers, places)
