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


def fixed_today(
    ways: list[Way], is_open: NDArray[np.uint8], is_marker: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Which ways are the fixed routes of a day: the shortest open one to each goal.

    Parameters
    ----------
    ways : list of Way
        See `fixed_ways`.
    is_open : array of uint8, shape (leg)
        1 for legs that are open.
    is_marker : array of bool, shape (place)
        Markers are no goals, and no routes begin there.

    Returns
    -------
    array of uint8, shape (way)
        1 for those in use. A major route is used only where no regular one leads to its goal.
    """
    best: dict[tuple[int, int], tuple[float, int]] = {}
    in_use: set[tuple[int, ...]] = set()
    for major in (False, True):
        known = set(best)
        for at, way in enumerate(ways):
            ends = way.places[0], way.places[-1]
            if way.is_major is not major or ends in known or is_marker[list(ends)].any():
                continue
            if not all(is_open[leg] for leg in way.legs) or (way.hub and way.hub not in in_use):
                continue
            best[ends] = min(best.get(ends, (way.km, at)), (way.km, at))
        in_use = {ways[at].legs for _, at in best.values()}
    on = np.zeros(len(ways), dtype=np.uint8)
    on[[at for _, at in best.values()]] = 1
    return on
