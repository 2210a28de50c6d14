"""Legs of a Flee folder for the twin, closures, and the ways that people see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from qafila.interop.flee_changes import FleeClosure
    from qafila.interop.flee_folder import FleeFolder

_TWICE = 1  # a link with this forced_redirection is made twice (rule 7)
_EARTH_KM = 6373.0  # the radius that Flee uses


@dataclass(frozen=True)
class Leg:
    """A link in one direction."""

    start: int
    end: int
    km: float
    speed: float
    walk_chance: float


@dataclass(frozen=True)
class Way:
    """A way that a person may choose: the places along it, the last of which is its goal."""

    stops: tuple[int, ...]
    km: float


def legs_of(folder: FleeFolder) -> tuple[Leg, ...]:
    """All legs: each link there and back, those with forced redirection 1 twice (rules 6 and 7).

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    tuple of Leg
        Shortest first, because of two legs between the same places people take the first.
    """
    links = folder.links
    speed = links.numbers("max_move_speed", folder.settings.max_move_speed)
    walk = links.numbers("walk_probability", 0.0)
    legs = []
    for at in range(len(links.start)):
        start, end = int(links.start[at]), int(links.end[at])
        traits = float(links.distance_km[at]), float(speed[at]), float(walk[at])
        pair = [Leg(start, end, *traits), Leg(end, start, *traits)]
        legs += pair * (2 if links.redirection[at] == _TWICE else 1)
    return tuple(sorted(legs, key=lambda leg: leg.km))


class TwinRoads:
    """Which legs are open, and the ways that start at each place.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    """

    def __init__(self, folder: FleeFolder) -> None:
        self.folder = folder
        self.legs = legs_of(folder)
        self.is_open = [True] * len(self.legs)
        self._from: list[list[int]] = [[] for _ in folder.places.names]
        for at, leg in enumerate(self.legs):
            self._from[leg.start].append(at)

    def leg_between(self, start: int, end: int) -> int | None:
        """The open leg that a person takes from one place to the next.

        Parameters
        ----------
        start, end : int
            The places.

        Returns
        -------
        int or None
            None if there is none any more.
        """
        return next((at for at in self._open_from(start) if self.legs[at].end == end), None)

    def _open_from(self, place: int) -> Iterable[int]:
        return (at for at in self._from[place] if self.is_open[at])

    def close(self, closure: FleeClosure) -> list[int]:
        """Close what a row of ``closures.csv`` names (rule 42).

        Parameters
        ----------
        closure : FleeClosure
            The row.

        Returns
        -------
        list of int
            Legs that were open: whoever is on them turns back at the end.
        """
        closed = [at for at in self._named(closure) if self.is_open[at]]
        for at in closed:
            self.is_open[at] = False
        return closed

    def reopen(self, closure: FleeClosure) -> None:
        """Open what a row of ``closures.csv`` names.

        Parameters
        ----------
        closure : FleeClosure
            The row.
        """
        for at in self._named(closure):
            self.is_open[at] = True

    def _named(self, closure: FleeClosure) -> list[int]:
        """The legs of a closure; a closed ``link`` closes nothing in Flee, a ``cut`` one does."""
        places = self.folder.places
        if closure.kind == "country":
            sides, ends = places.countries, {closure.first, closure.second}
            both = closure.first == closure.second
            return [
                at
                for at, leg in enumerate(self.legs)
                if {sides[leg.start], sides[leg.end]} == ends
                and (both or sides[leg.start] != sides[leg.end])
            ]
        index = places.index()
        if closure.kind == "location":
            place = index[closure.first]
            return [at for at, leg in enumerate(self.legs) if place in (leg.start, leg.end)]
        if closure.kind == "cut":
            pair = {index[closure.first], index[closure.second]}
            return [at for at, leg in enumerate(self.legs) if {leg.start, leg.end} == pair]
        return []

    def ways_from(self, place: int, is_marker: NDArray[np.bool_], awareness: int) -> list[Way]:
        """The ways that people in a place see (rule 22).

        Parameters
        ----------
        place : int
            Where they are.
        is_marker : array of bool, shape (place)
            Places that are no goal and do not count as a step.
        awareness : int
            How many steps ahead they see. With 0 Flee draws the number of a link, takes it for the
            name of a place and stays.

        Returns
        -------
        list of Way
            Every beginning of a way is a way; none comes back to a place.
        """
        ways: list[Way] = []

        def look(leg: Leg, before: tuple[int, ...], km: float, step: int) -> None:
            stops, km = (*before, leg.end), km + leg.km
            if is_marker[leg.end]:
                step -= 1
            else:
                ways.append(Way(stops[1:], km))
            if awareness > step:
                for at in self._open_from(leg.end):
                    if self.legs[at].end not in before:
                        look(self.legs[at], stops, km, step + 1)

        for at in self._open_from(place) if awareness != 0 else ():
            look(self.legs[at], (place,), 0.0, 1)
        return ways


def apart_km(folder: FleeFolder, here: int, there: int) -> float:
    """Distance as the crow flies, as Flee computes it.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    here, there : int
        Two places.

    Returns
    -------
    float
        Kilometres. Flee takes the fourth column of ``locations.csv`` for x and the fifth for y, so
        that a latitude in the fourth serves as a longitude; an empty cell is 0.
    """
    x, y = (np.nan_to_num(column) for column in (folder.places.latitude, folder.places.longitude))
    first, second = math.radians(y[here]), math.radians(y[there])
    turned = math.radians(x[there] - x[here])
    chord = (
        math.sin((second - first) / 2.0) ** 2
        + math.cos(first) * math.cos(second) * math.sin(turned / 2.0) ** 2
    )
    return _EARTH_KM * 2.0 * math.atan2(math.sqrt(chord), math.sqrt(1.0 - chord))
