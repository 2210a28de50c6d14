"""Which signals speak of which gauge and unit.

A claim fits a city if it names it, which the name of the region around it does not; one of the
country that names no place in it fits the city of the case alone. It fits the country of that city
if it names it, a place in it, or no country; and a host country if it names it or a place in it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.model import Unit
from qafila.ledger.placing import COUNTRY, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qafila.assess.rules import Gauge, Rules
    from qafila.assess.signals import Signal, Spot
    from qafila.case import Case

BACKGROUND = "background"
_CROSSING = "border_crossing_point"

Key = tuple[str, Unit]


def units_of(case: Case) -> dict[str, tuple[Unit, ...]]:
    """What indicators of each scope are judged for.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    dict
        Units by scope: cities that corridors supply, that of the case first; its country; other
        countries of the case with a place that receives people or a crossing.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> units_of(read_case(find_case("mali-2025")))["city"][0].place
    'bamako'
    """
    supplied = sorted(set(case.corridors["city_id"]) - {case.city})
    places = case.locations
    received = places[(places["reception"]) | (places["kind"] == _CROSSING)]
    reached = set(received["country"])
    home = home_of(case)
    hosts = [one for one in dict.fromkeys(case.countries) if one in reached and one != home]
    return {
        "city": tuple(Unit("city", one) for one in (case.city, *supplied)),
        "country": (Unit("country", home),),
        "host": tuple(Unit("host", one) for one in hosts),
    }


def home_of(case: Case) -> str:
    """Country of the city of the case.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    str
        ISO 3166-1 alpha-3.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> home_of(read_case(find_case("mali-2025")))
    'MLI'
    """
    places = case.locations
    found = places.loc[places["location_id"] == case.city, "country"]
    return str(found.iloc[0]) if len(found) else case.countries[0]


@dataclass
class Matched:
    """Signals of one gauge for one unit: what it reads, what ends it, what tells the usual."""

    gauge: Gauge
    unit: Unit
    home: str
    signals: dict[str, Signal] = field(default_factory=dict)
    endings: dict[str, Signal] = field(default_factory=dict)
    background: dict[str, Signal] = field(default_factory=dict)


class _Reader(NamedTuple):
    gauge: Gauge
    scope: str
    ends: bool


class Evidence:
    """Signals by gauge and unit; more can be added and others taken away.

    Parameters
    ----------
    case : Case
        The case.
    rules : Rules
        Rules of judgement.

    Examples
    --------
    >>> from qafila.assess.rules import read_rules
    >>> from qafila.case import find_case, read_case
    >>> Evidence(read_case(find_case("mali-2025")), read_rules()).signals
    {}
    """

    def __init__(self, case: Case, rules: Rules) -> None:
        self.signals: dict[str, Signal] = {}
        self.units = units_of(case)
        self._home = home_of(case)
        self._cities = {unit.place: unit for unit in self.units["city"]}
        self._hosts = {unit.place: unit for unit in self.units["host"]}
        self._countries = dict(
            zip(case.locations["location_id"], case.locations["country"], strict=True)
        )
        self._gauges = [
            (gauge, indicator.scope)
            for indicator in rules.indicators
            for gauge in rules.gauges.get(indicator.indicator_id, ())
        ]
        self.matched: dict[Key, Matched] = {
            (gauge.gauge_id, unit): Matched(gauge, unit, self._country_of(unit))
            for gauge, scope in self._gauges
            for unit in self.units[scope]
        }
        self._readers: dict[tuple[str, str], tuple[_Reader, ...]] = {}
        self._fits: dict[tuple[Spot, ...], Mapping[str, tuple[Unit, ...]]] = {}

    def _country_of(self, unit: Unit) -> str:
        return self._countries.get(unit.place, self._home) if unit.scope == "city" else unit.place

    def kinds(self) -> frozenset[tuple[str, str]]:
        """Claims that some gauge reads.

        Returns
        -------
        frozenset of (str, str)
            Terms of ``event_type``, each with a modality.
        """
        found = set()
        for gauge, _ in self._gauges:
            modalities = {*gauge.modalities, *((BACKGROUND,) if gauge.kind == "ratio" else ())}
            types = {one.event_type for one in (*gauge.reads, *gauge.ended_by)}
            found |= {(one, modality) for one in types for modality in modalities}
        return frozenset(found)

    def add(self, signals: Iterable[Signal]) -> set[Key]:
        """Take signals up.

        Parameters
        ----------
        signals : iterable of Signal
            New ones.

        Returns
        -------
        set of (str, Unit)
            Gauges and units that they speak of.
        """
        touched: set[Key] = set()
        for signal in signals:
            self.signals[signal.ref] = signal
            for shelf, key in self._shelves(signal):
                shelf[signal.ref] = signal
                touched.add(key)
        return touched

    def remove(self, refs: Iterable[str]) -> set[Key]:
        """Take signals away.

        Parameters
        ----------
        refs : iterable of str
            Their identifiers.

        Returns
        -------
        set of (str, Unit)
            Gauges and units that they spoke of.
        """
        touched: set[Key] = set()
        for ref in refs:
            signal = self.signals.pop(ref, None)
            for shelf, key in () if signal is None else self._shelves(signal):
                shelf.pop(ref, None)
                touched.add(key)
        return touched

    def _shelves(self, signal: Signal) -> Iterator[tuple[dict[str, Signal], Key]]:
        kind = signal.event_type, signal.subtype
        readers = self._readers.get(kind)
        if readers is None:
            readers = self._readers[kind] = tuple(self._readers_of(*kind))
        if not readers:
            return
        fits = self._fits.get(signal.spots)
        if fits is None:
            fits = self._fits[signal.spots] = self._units_of(signal.spots)
        for gauge, scope, ends in readers:
            for unit in fits[scope]:
                key = gauge.gauge_id, unit
                shelf = _shelf(self.matched[key], signal, ends=ends)
                if shelf is not None:
                    yield shelf, key

    def _readers_of(self, event_type: str, subtype: str) -> Iterator[_Reader]:
        for gauge, scope in self._gauges:
            seen = event_type in gauge.observations
            if seen or any(one.fits(event_type, subtype) for one in gauge.reads):
                yield _Reader(gauge, scope, ends=False)
            if any(one.fits(event_type, subtype) for one in gauge.ended_by):
                yield _Reader(gauge, scope, ends=True)

    def _units_of(self, spots: tuple[Spot, ...]) -> Mapping[str, tuple[Unit, ...]]:
        # What is told of a region around a city is not told of the city.
        named = {spot.location_id for spot in spots if spot.level == PLACE}
        nations = {spot.country for spot in spots if spot.country}
        found: dict[str, tuple[Unit, ...]] = defaultdict(tuple)
        cities = [unit for place, unit in self._cities.items() if place in named]
        nowhere = all(spot.level == COUNTRY for spot in spots)
        home = not nations or self._home in nations
        if nowhere and home:
            cities = list(self.units["city"][:1])
        found["city"] = tuple(cities)
        found["country"] = self.units["country"] if home else ()
        found["host"] = tuple(unit for place, unit in self._hosts.items() if place in nations)
        return found


def _shelf(found: Matched, signal: Signal, *, ends: bool) -> dict[str, Signal] | None:
    """Where a signal belongs that a gauge reads."""
    gauge = found.gauge
    if ends:
        return found.endings if signal.modality in gauge.modalities else None
    if signal.modality == BACKGROUND and gauge.kind == "ratio":
        return found.background if _counts(gauge, signal) else None
    counts = signal.modality in gauge.modalities and _counts(gauge, signal)
    return found.signals if counts else None


def _counts(gauge: Gauge, signal: Signal) -> bool:
    """Whether a signal is of the quantities and actors that a gauge asks for."""
    if signal.observed:
        return True
    if gauge.quantities and signal.quantity not in gauge.quantities:
        return False
    return not gauge.actors or not signal.actors.isdisjoint(gauge.actors)
