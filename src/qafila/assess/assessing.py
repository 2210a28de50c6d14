"""Assess a case: how bad it is on a day, why, according to whom, and what is not known.

The level of each past day is worked out from what had been reported by that day, of the claims that
count now: what an analyst corrected or rejected since, and texts that were replaced, are as they
are today.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.assess.evidence import Evidence
from qafila.assess.findings import last_known, slowed, slowed_today, stands_since, whole
from qafila.assess.gauges import UNKNOWN_RANK, Track, level_of, rank_of
from qafila.assess.model import UNKNOWN, Assessment, Finding, Overall, Reading
from qafila.assess.models import days_of_supply, model_reading
from qafila.assess.observing import observed_signals
from qafila.assess.origins import distinct_origins
from qafila.assess.recent import RecentDisputes
from qafila.assess.renewing import SignalsOf, uncollected
from qafila.assess.roads import ROADS, roads_of
from qafila.assess.rules import read_rules
from qafila.assess.tracks import Map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.assess.counting import Ints
    from qafila.assess.evidence import Key
    from qafila.assess.model import Unit
    from qafila.assess.roads import Roads
    from qafila.assess.rules import Gauge, Indicator, Rules
    from qafila.case import Case
    from qafila.forecasting import Forecast
    from qafila.ledger import Ledger
    from qafila.situation import Situation

_DECIDES, _SUPPORTS, _HOST = "decides", "supports", "host"


def assess(
    case: Case,
    ledger: Ledger,
    as_of: dt.date,
    *,
    situation: Situation | None = None,
    forecast: Forecast | None = None,
    rules: Rules | None = None,
) -> Assessment:
    """How bad it is on a day, from what was known by its end.

    Parameters
    ----------
    case : Case
        The case; of its observations those count that were published by then.
    ledger : Ledger
        Claims known on that day.
    as_of : datetime.date
        The day.
    situation : Situation, optional
        Tells how many corridors are not open.
    forecast : Forecast, optional
        Tells the days of supply.
    rules : Rules, optional
        By default those of the package and the case.

    Returns
    -------
    Assessment
        A level for each indicator and place, and for the whole.

    Examples
    --------
    >>> from qafila.api import open_case
    >>> case = open_case("mali-2025")
    >>> day = dt.date(2025, 10, 7)
    >>> found = assess(case, case.ledger(day), day)
    >>> found.finding("supply_pressure", "bamako").level
    'emergency'
    """
    return Assessor(case, rules).assess(ledger, as_of, situation=situation, forecast=forecast)


class _Judged(NamedTuple):
    """A finding with the indicator and the levels shown on each day of the history."""

    finding: Finding
    indicator: Indicator
    shown: Ints


class Assessor:
    """Assesses one case again and again: what has not changed since the last time is kept.

    Parameters
    ----------
    case : Case
        The case.
    rules : Rules, optional
        By default those of the package and the case.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> from qafila.ledger import Ledger
    >>> day = dt.date(2025, 9, 1)
    >>> Assessor(read_case(find_case("mali-2025"))).assess(Ledger.empty(day), day).overall.level
    'unknown'
    """

    def __init__(self, case: Case, rules: Rules | None = None) -> None:
        self.case = case
        self.rules = rules or read_rules(case)
        self._evidence = Evidence(case, self.rules)
        self._observed = observed_signals(case)
        self._signals = SignalsOf(self._evidence.kinds())
        numbers = self.rules.numbers
        self._recent = RecentDisputes(int(numbers["dispute_days"]), int(numbers["dispute_claims"]))
        self._tracks: dict[Key, Track] = {}
        self._roads: dict[Key, Roads] = {}
        self._ranks: dict[Key, Ints] = {}
        self._days = np.zeros(0, dtype=np.int64)
        self._within: object = None
        self._places = Map({})

    def assess(
        self,
        ledger: Ledger,
        as_of: dt.date,
        *,
        situation: Situation | None = None,
        forecast: Forecast | None = None,
    ) -> Assessment:
        """How bad it is on a day; see `assess`.

        Parameters
        ----------
        ledger : Ledger
            Claims known on that day.
        as_of : datetime.date
            The day.
        situation : Situation, optional
            Tells how many corridors are not open.
        forecast : Forecast, optional
            Tells the days of supply.

        Returns
        -------
        Assessment
            The same as from a new one.
        """
        self._take_up(ledger, as_of)
        self._look_at_roads(ledger, situation)
        judged = [
            self._judge(indicator, unit, ledger, situation, forecast)
            for indicator in self.rules.indicators
            for unit in self._evidence.units[indicator.scope]
        ]
        return Assessment(
            self.case.name,
            as_of,
            self._overall(judged),
            tuple(one.finding for one in judged),
            self._recent.disputes(ledger, as_of),
            len(ledger),
        )

    def _take_up(self, ledger: Ledger, as_of: dt.date) -> None:
        """Bring evidence up to what a ledger holds, and forget what was made of the rest."""
        day = as_of.toordinal()
        history = int(self.rules.numbers["history_days"])
        lead = max((one.hysteresis_days for one in self.rules.indicators), default=0)
        days = np.arange(day - history - lead + 1, day + 1)
        came, gone = self._signals.renew(ledger, day)
        seen = self._evidence.signals
        observed = {one.ref: one for one in self._observed}
        late = [ref for ref, one in observed.items() if one.reported > day and ref in seen]
        fresh = [one for ref, one in observed.items() if one.reported <= day and ref not in seen]
        with uncollected():
            touched = self._evidence.remove([*gone, *late])
            touched |= self._evidence.add([*came, *fresh])
        if ledger.within != self._within:
            self._places, self._within = Map(ledger.within), ledger.within
            self._tracks.clear()
            self._ranks.clear()
        if not np.array_equal(days, self._days):
            self._days = days
            self._ranks.clear()
        for key in touched:
            self._tracks.pop(key, None)
            self._ranks.pop(key, None)

    def _look_at_roads(self, ledger: Ledger, situation: Situation | None) -> None:
        """What is said of roads; a situation is made anew for each day, so nothing is kept."""
        for key in self._roads:
            self._ranks.pop(key, None)
        self._roads = {}
        if situation is None:
            return
        for indicator in self.rules.indicators:
            gauges = self.rules.gauges.get(indicator.indicator_id, ())
            read = [one for one in gauges if one.model == ROADS]
            self._roads |= roads_of(
                situation,
                ledger,
                list(product(read, self._evidence.units[indicator.scope])),
                indicator.window_days,
                self.rules.numbers,
                self._places,
            )

    def _track(self, gauge: Gauge, unit: Unit) -> Track | Roads | None:
        key = gauge.gauge_id, unit
        if gauge.model:
            return self._roads.get(key)
        matched = self._evidence.matched[key]
        if not matched.signals and not matched.endings:
            return None
        if key not in self._tracks:
            window = self.rules.indicator(gauge.indicator_id).window_days
            self._tracks[key] = Track(matched, window, self.rules.numbers, self._places)
        return self._tracks[key]

    def _ranks_of(self, gauge: Gauge, unit: Unit) -> Ints:
        key = gauge.gauge_id, unit
        if key not in self._ranks:
            track = self._track(gauge, unit)
            self._ranks[key] = (
                np.full(len(self._days), UNKNOWN_RANK) if track is None else track.ranks(self._days)
            )
        return self._ranks[key]

    def _judge(
        self,
        indicator: Indicator,
        unit: Unit,
        ledger: Ledger,
        situation: Situation | None,
        forecast: Forecast | None,
    ) -> _Judged:
        gauges = self.rules.gauges.get(indicator.indicator_id, ())
        told = np.full(len(self._days), UNKNOWN_RANK)
        readings = []
        for gauge in gauges:
            if gauge.of_the_day:
                result = days_of_supply(forecast, situation, unit.place)
                readings.append(model_reading(gauge, result, ledger))
            else:
                told = np.maximum(told, self._ranks_of(gauge, unit))
                readings.append(self._reading(gauge, unit, len(self._days) - 1))
        ranks = told.copy()
        ranks[-1] = max(told[-1], *(rank_of(one.level) for one in readings))
        shown = slowed(told, indicator.hysteresis_days)
        shown[-1] = max(shown[-1], ranks[-1])
        if told[-1] == UNKNOWN_RANK < ranks[-1]:
            shown[-1] = slowed_today(told, int(ranks[-1]), indicator.hysteresis_days)
        shown = shown[-self._history :]
        finding = self._finding(indicator, unit, ranks, shown, readings)
        if told[-1] < ranks[-1] and finding.since is not None:
            # A forecast tells of the day alone; whether the level stood before it is not known.
            finding = replace(finding, at_least=True)
        return _Judged(finding, indicator, shown)

    @property
    def _history(self) -> int:
        return int(self.rules.numbers["history_days"])

    def _reading(self, gauge: Gauge, unit: Unit, place: int) -> Reading:
        track = self._track(gauge, unit)
        if track is None:
            return Reading(gauge.gauge_id, UNKNOWN, None, gauge.unit)
        return track.reading(int(self._days[place]))

    def _finding(
        self,
        indicator: Indicator,
        unit: Unit,
        ranks: Ints,
        shown: Ints,
        readings: Sequence[Reading],
    ) -> Finding:
        rank = int(shown[-1])
        days = self._days[-self._history :]
        known = last_known(shown)
        began = stands_since(shown)
        reached = int(np.flatnonzero(ranks == rank)[-1]) if rank > UNKNOWN_RANK else None
        resting = self._resting(indicator, unit, rank, reached, readings)
        newest, other = self._newest(indicator, unit, resting, readings)
        return Finding(
            indicator.indicator_id,
            unit,
            level_of(rank),
            level_of(int(ranks[-1])),
            since=_day(days[began]) if rank >= 0 else None,
            at_least=rank >= 0 and began == 0,
            readings=tuple(sorted(readings, key=lambda one: -rank_of(one.level))),
            claims=_joined(resting, "claims"),
            figures=_joined(resting, "figures"),
            origins=distinct_origins(who for one in resting for who in one.origins),
            newest=newest,
            newest_other=other,
            reached=None if reached is None else _day(self._days[reached]),
            last_level=None if known is None else level_of(int(shown[known])),
            last_day=None if known is None else _day(days[known]),
            history=tuple(level_of(one) for one in shown.tolist()),
        )

    def _newest(
        self,
        indicator: Indicator,
        unit: Unit,
        resting: Sequence[Reading],
        readings: Sequence[Reading],
    ) -> tuple[dt.date | None, dt.date | None]:
        """Last day of the evidence of a level, and of other evidence where that is newer.

        Where nothing reaches a level, all evidence is that of the level.
        """
        gauges = self.rules.gauges.get(indicator.indicator_id, ())
        tracks = (self._track(gauge, unit) for gauge in gauges)
        spoken = [one.newest for one in tracks if one is not None]
        days = [_day(min(day, self._days[-1])) for day in spoken if day is not None]
        days += [one.newest for one in readings if one.newest is not None]
        every = max(days, default=None)
        own = max((one.newest for one in resting if one.newest is not None), default=None)
        if own is None or every is None or every <= own:
            return own or every, None
        return own, every

    def _resting(
        self,
        indicator: Indicator,
        unit: Unit,
        rank: int,
        reached: int | None,
        readings: Sequence[Reading],
    ) -> list[Reading]:
        """The readings that reach the level, of the last day on which they did."""
        if reached is None:
            return []
        then: Sequence[Reading] = readings
        if reached < len(self._days) - 1:
            then = [
                self._reading(gauge, unit, reached)
                for gauge in self.rules.gauges.get(indicator.indicator_id, ())
                if not gauge.of_the_day and self._ranks_of(gauge, unit)[reached] == rank
            ]
        return [one for one in then if rank_of(one.level) == rank]

    def _overall(self, judged: Sequence[_Judged]) -> Overall:
        decides = [one for one in judged if one.indicator.part == _DECIDES]
        supports = [one for one in judged if one.indicator.part == _SUPPORTS]
        city = self._evidence.units["city"][0]
        needed = [
            one
            for one in decides
            if one.finding.unit == city or one.indicator.scope not in {city.scope, _HOST}
        ]
        ranks = whole(*(self._stacked(part) for part in (decides, supports, needed)))
        rank = int(ranks[-1])
        if rank > 0:
            because = [one.finding for one in decides if one.shown[-1] == rank]
            because += [one.finding for one in supports if one.shown[-1] - 1 == rank]
        elif rank == 0:
            because = [one.finding for one in needed]
        else:
            because = [one.finding for one in needed if one.shown[-1] < 0]
        since = _day(self._days[-self._history :][stands_since(ranks)]) if rank >= 0 else None
        days = [one.since for one in because if one.since is not None and rank > 0]
        # What set a higher level before does not set this one for longer than it stands.
        held = max(min(days), since) if days and since is not None else since
        return Overall(level_of(rank), since, tuple(because), held)

    def _stacked(self, judged: Sequence[_Judged]) -> Ints:
        rows = [one.shown for one in judged]
        return np.array(rows, dtype=np.int64).reshape(len(rows), self._history)


def _joined(readings: Sequence[Reading], name: str) -> tuple[str, ...]:
    """Evidence of several readings, each piece once."""
    every = attrgetter(name)
    return tuple(dict.fromkeys(ref for one in readings for ref in every(one)))


def _day(ordinal: int) -> dt.date:
    return dt.date.fromordinal(int(ordinal))
