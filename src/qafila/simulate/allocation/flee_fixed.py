"""Fixed routes of Flee: one way a day from each place to each goal, and major routes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem
from qafila.simulate.allocation.flee_options import Way, all_ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.allocation.flee_legs import Legs

_Ends = tuple[int, int]
_MAJOR = 4.0  # a path of major_routes.csv counts as a quarter of its length


def fixed_ways(folder: FleeFolder, legs: Legs) -> list[Way]:
    """All ways that may be a fixed route on some day (rule 25).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.
    legs : Legs
        Its legs.

    Returns
    -------
    list of Way
        Ordered; here markers count as steps, and a doubled link counts once.

    Raises
    ------
    InputError
        If a path of ``major_routes.csv`` has no link; Flee stops there as well.
    """
    awareness = folder.settings.awareness_level
    places = len(folder.places.names)
    single = replace(legs, copies=np.ones_like(legs.copies))
    regular = all_ways(single, [(False,) * places], awareness)
    if not regular:
        return []
    to_hub: dict[int, list[Way]] = {}
    for way in regular:
        to_hub.setdefault(way.places[-1], []).append(way)
    found = set(regular)
    for route in folder.major_routes:
        for path in (route, route[::-1]):
            taken = _legs_along(folder, legs, path)
            far = float(legs.km[list(taken)].sum())
            if len(path) > 1:
                found.add(Way(path, taken, 0, far / _MAJOR, (), is_major=True))
            for way in to_hub.get(path[0], ()) if len(path) > 1 else ():
                whole = way.places + path[1:]
                if len(set(whole)) == len(whole):
                    km = (way.km + far) / _MAJOR
                    found.add(Way(whole, way.legs + taken, 0, km, way.legs, is_major=True))
    return sorted(found)


def _legs_along(folder: FleeFolder, legs: Legs, path: tuple[int, ...]) -> tuple[int, ...]:
    taken = []
    for hop in pairwise(path):
        if hop not in legs.hop:
            first, second = (folder.places.names[at] for at in hop)
            wrong = f"no link joins {first} and {second}"
            hint = "add it to routes.csv"
            raise InputError(Problem("major_routes.csv", wrong, hint=hint))
        taken.append(legs.hop[hop])
    return tuple(taken)


class FixedRoutes:
    """Which ways are the fixed routes of a day: the shortest open one to each goal.

    A major route is used only where no regular one leads to its goal, and if it begins with a
    regular one that is in use. From day to day only pairs of places are looked at whose ways run
    over a leg that has changed.

    Parameters
    ----------
    ways : list of Way
        See `fixed_ways`.
    """

    def __init__(self, ways: list[Way]) -> None:
        self.ways = ways
        self._ordered: tuple[dict[_Ends, list[int]], ...] = ({}, {})  # regular ways, major ways
        self._over: dict[int, set[_Ends]] = {}
        self._after: dict[tuple[int, ...], set[_Ends]] = {}
        for at in sorted(range(len(ways)), key=lambda at: (ways[at].km, at)):
            way = ways[at]
            ends = way.places[0], way.places[-1]
            self._ordered[way.is_major].setdefault(ends, []).append(at)
            for leg in way.legs:
                self._over.setdefault(leg, set()).add(ends)
            if way.hub:
                self._after.setdefault(way.hub, set()).add(ends)
        self._regular: dict[_Ends, int] = {}
        self._in_use: set[tuple[int, ...]] = set()
        self._taken: dict[_Ends, int] = {}

    def begin(self, is_open: NDArray[np.uint8], is_marker: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Find the routes of all pairs of places anew.

        Parameters
        ----------
        is_open : array of uint8, shape (leg)
            1 for legs that are open.
        is_marker : array of bool, shape (place)
            Markers are no goals, and no routes begin there.

        Returns
        -------
        array of uint8, shape (way)
            1 for those in use.
        """
        return self._find({*self._ordered[0], *self._ordered[1]}, is_open, is_marker)

    def change(
        self, legs: NDArray[np.int64], is_open: NDArray[np.uint8], is_marker: NDArray[np.bool_]
    ) -> NDArray[np.uint8]:
        """Find the routes that some legs may have changed.

        Parameters
        ----------
        legs : array of int64
            Those that have opened or closed since the last look.
        is_open, is_marker : array
            As for `begin`, with the same markers as then.

        Returns
        -------
        array of uint8, shape (way)
            1 for those in use.
        """
        stale = (self._over.get(leg, set()) for leg in legs.tolist())
        return self._find(set().union(*stale), is_open, is_marker)

    def _find(
        self, stale: set[_Ends], is_open: NDArray[np.uint8], is_marker: NDArray[np.bool_]
    ) -> NDArray[np.uint8]:
        also: set[_Ends] = set()
        for ends in stale:
            before = self._regular.pop(ends, None)
            now = None if is_marker[list(ends)].any() else self._shortest(0, ends, is_open)
            if before != now:
                also |= self._hanging_on(before) | self._hanging_on(now)
            if before is not None:
                self._in_use.discard(self.ways[before].legs)
            if now is not None:
                self._regular[ends] = now
                self._in_use.add(self.ways[now].legs)
        for ends in stale | also:
            at = self._regular.get(ends)
            if at is None and not is_marker[list(ends)].any():
                at = self._shortest(1, ends, is_open)
            self._taken.pop(ends, None)
            if at is not None:
                self._taken[ends] = at
        on = np.zeros(len(self.ways), dtype=np.uint8)
        on[list(self._taken.values())] = 1
        return on

    def _hanging_on(self, way: int | None) -> set[_Ends]:
        """Pairs of places with a major route that begins with a regular way."""
        return set() if way is None else self._after.get(self.ways[way].legs, set())

    def _shortest(self, major: int, ends: _Ends, is_open: NDArray[np.uint8]) -> int | None:
        for at in self._ordered[major].get(ends, ()):
            way = self.ways[at]
            if way.hub and way.hub not in self._in_use:
                continue
            if all(is_open[leg] for leg in way.legs):
                return at
        return None
