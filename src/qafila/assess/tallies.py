"""Numbers that gauges make of the signals that count: distinct values and fewest incidents."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np

from qafila.assess.counting import Asked, Incidents
from qafila.assess.deeds import spread
from qafila.assess.origins import GOVERNMENT, UNTRACED, named_governments
from qafila.assess.tracks import nations_of, place_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from qafila.assess.counting import Ints
    from qafila.assess.rules import Gauge
    from qafila.assess.signals import Signal
    from qafila.assess.tracks import Map, Spans


class Tally(Protocol):
    """What can be counted, for many questions at once; claims always make at least one."""

    def count(self, asked: Asked, members: Sequence[Ints]) -> Ints:
        """Numbers for each question, given the signals that count for it."""
        ...


class Distinct:
    """Distinct values among signals.

    Parameters
    ----------
    values : sequence of sequences
        Values of each signal.
    vague : object
        A value that is nobody beside others; it is that of signals which add nothing.
    partly : object, optional
        A value that is nobody beside some others.
    beside : collection, optional
        Those.

    Examples
    --------
    >>> tally = Distinct([["a"], ["b", "c"], ["a"]])
    >>> none = Asked(*[np.zeros(2, dtype=int)] * 4)
    >>> tally.count(none, [np.array([0, 2]), np.array([0, 1])])
    array([1, 3])
    """

    def __init__(
        self,
        values: Sequence[Sequence[Hashable]],
        vague: Hashable = None,
        partly: Hashable = None,
        beside: Collection[Hashable] = (),
    ) -> None:
        numbers: dict[Hashable, int] = {vague: 0}
        pairs = [
            (place, numbers.setdefault(value, len(numbers)))
            for place, held in enumerate(values)
            for value in held
        ]
        found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        self._signal, self._value = found[:, 0], found[:, 1]
        self._single = len(pairs) == len(values) and all(len(held) == 1 for held in values)
        self._signals, self._values = len(values), len(numbers)
        self._partly = numbers.get(partly, 0)
        known = (numbers[value] for value in beside if value in numbers)
        self._beside = np.fromiter(known, dtype=np.int64)

    def count(self, asked: Asked, members: Sequence[Ints]) -> Ints:  # noqa: ARG002  # as a Tally
        """Distinct values for each question.

        Parameters
        ----------
        asked : Asked
            The questions.
        members : sequence of arrays of int
            Signals that count for each.

        Returns
        -------
        array of int, shape (question,)
            At least one where anything counts.
        """
        return np.array([self._count(chosen) for chosen in members], dtype=np.int64)

    def _count(self, chosen: Ints) -> int:
        if not chosen.size:
            return 0
        if self._single:
            values = self._value[chosen]
        else:
            mask = np.zeros(self._signals, dtype=bool)
            mask[chosen] = True
            values = self._value[mask[self._signal]]
        seen = np.bincount(values, minlength=self._values)
        if seen[self._beside].any():
            seen[self._partly] = 0
        return max(int(np.count_nonzero(seen[1:])), 1)


class Fewest:
    """Fewest incidents; see `qafila.assess.counting`.

    What may have happened outside the window proves no incident in it, and together with what bears
    no date only that there was one.
    """

    def __init__(self, spans: Spans, places: Map) -> None:
        dated = np.flatnonzero(spans.dated)
        ones = [spans.signals[place] for place in dated]
        tolerance = np.array([one.tolerance for one in ones], dtype=np.int64)
        self._incidents = Incidents(
            [places.path(one.places) for one in ones],
            type(spans.told)(*(column[dated] for column in spans.told)),
            tolerance,
        )

    def count(self, asked: Asked, members: Sequence[Ints]) -> Ints:
        """Fewest incidents for each question.

        Parameters
        ----------
        asked : Asked
            The questions.
        members : sequence of arrays of int
            Signals that count for each.

        Returns
        -------
        array of int, shape (question,)
            At least one where anything counts.
        """
        any_told = np.array([chosen.size > 0 for chosen in members], dtype=np.int64)
        return np.maximum(self._incidents.fewest(asked), any_told)


def tally_of(
    kind: str, gauge: Gauge, spans: Spans, home: str, window: int, places: Map
) -> Tally | None:
    """The tally of a kind of gauge.

    Parameters
    ----------
    kind : str
        Term of ``gauge_kind``.
    gauge : Gauge
        The gauge.
    spans : Spans
        Its signals.
    home : str
        Country of the unit.
    window : int
        Days of the window; deeds that are told of a longer time prove one and no more.
    places : Map
        Which places lie in which.

    Returns
    -------
    Tally or None
        None for kinds that do not count.
    """
    if kind == "incidents":
        return Fewest(spans, places)
    if kind not in _VALUES:
        return None
    vague = UNTRACED if kind == "origins" else None
    values = [
        (vague,) if spread(one, window) else _VALUES[kind](gauge, one, home)
        for one in spans.signals
    ]
    if kind == "origins":
        named = named_governments({one.origin for one in spans.signals})
        return Distinct(values, vague, GOVERNMENT, named)
    return Distinct(values, vague)


def _kind(gauge: Gauge, signal: Signal) -> str:
    """The row of what a gauge reads that a signal fits; subtypes count apart where rows do."""
    for one in gauge.reads:
        if one.fits(signal.event_type, signal.subtype):
            return f"{one.event_type}/{'' if one.subtype is None else one.subtype}"
    return signal.event_type


_VALUES: Mapping[str, Callable[[Gauge, Signal, str], Sequence[Hashable]]] = MappingProxyType(
    {
        "origins": lambda _, one, __: (one.origin,),
        "places": lambda _, one, __: place_keys(one),
        "kinds": lambda gauge, one, _: (_kind(gauge, one),),
        "nationalities": lambda gauge, one, home: tuple(sorted(nations_of(gauge, one, home))),
    }
)
