"""Ways that people may choose under Flee's rules, and the trips that they then take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.kernels.flee.tables import FREE, LOST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from qafila.simulate.allocation.flee_legs import Legs

Path = tuple[int, ...]


class Way(NamedTuple):
    """One way to one goal.

    Parameters
    ----------
    places : tuple of int
        Positions of places from the start to the goal.
    legs : tuple of int
        Legs whose lengths count and which must all be open.
    copy : int
        Tells ways apart that stand twice because of ``forced_redirection``.
    km : float
        Length that counts.
    hub : tuple of int
        With fixed routes the part of a way that leads to where a major route begins; empty for all
        others.
    is_major : bool
        Whether it follows a major route.
    """

    places: Path
    legs: Path
    copy: int
    km: float
    hub: Path = ()
    is_major: bool = False


def ways_from(
    place: int, outward: list[list[int]], legs: Legs, is_marker: NDArray[np.bool_], awareness: int
) -> list[Way]:
    """All ways that people in a place see (rule 22).

    Parameters
    ----------
    place : int
        Where they are.
    outward : list of list of int
        Legs that lead out of each place.
    legs : Legs
        All legs.
    is_marker : array of bool, shape (place)
        Markers are no goals and count as no step.
    awareness : int
        ``awareness_level``; with 0 Flee draws the number of a link, takes it for the name of a
        place, finds none and stays: there are no ways.

    Returns
    -------
    list of Way
        In no order; those of a doubled link stand as often as the product of its copies.
    """
    found: list[Way] = []
    if awareness == 0:
        return found
    # Place, legs and copies so far, and how many steps have been used up.
    pending: list[tuple[Path, Path, int, float, int]] = [((place,), (), 1, 0.0, 0)]
    while pending:
        path, taken, copies, km, steps = pending.pop()
        for leg in outward[path[-1]]:
            goal = int(legs.leg_to[leg])
            if goal in path:
                continue
            longer = (*path, goal), (*taken, leg)
            many, far = copies * int(legs.copies[leg]), km + float(legs.km[leg])
            used = steps if is_marker[goal] else steps + 1
            if not is_marker[goal]:
                found += [Way(*longer, copy, far) for copy in range(many)]
            if awareness > used:
                pending.append((*longer, many, far, used))
    return found


def outward_legs(legs: Legs, places: int) -> list[list[int]]:
    """Legs that lead out of each place.

    Parameters
    ----------
    legs : Legs
        All legs.
    places : int
        How many there are.

    Returns
    -------
    list of list of int
        In the order of the legs.
    """
    found: list[list[int]] = [[] for _ in range(places)]
    for leg, start in enumerate(legs.leg_from.tolist()):
        found[start].append(leg)
    return found


def all_ways(legs: Legs, markers: Iterable[tuple[bool, ...]], awareness: int) -> list[Way]:
    """The ways from all places, whichever places are markers on some day.

    Parameters
    ----------
    legs : Legs
        All legs.
    markers : iterable of tuple of bool
        Which places are markers, once for each state of a run.
    awareness : int
        See `ways_from`.

    Returns
    -------
    list of Way
        Ordered.
    """
    states = [np.array(state, dtype=bool) for state in markers]
    places = len(states[0])
    outward = outward_legs(legs, places)
    found: list[Way] = []
    for place in range(places):
        here: set[Way] = set()
        for is_marker in states:
            here.update(ways_from(place, outward, legs, is_marker, awareness))
        found += sorted(here)
    return found


def visible(way: Way, is_marker: NDArray[np.bool_], awareness: int) -> bool:
    """Whether people see a way while some places are markers.

    Parameters
    ----------
    way : Way
        One of `all_ways`.
    is_marker : array of bool, shape (place)
        Now.
    awareness : int
        See `ways_from`.

    Returns
    -------
    bool
        False where its goal is a marker or it takes too many steps.
    """
    between = sum(1 for place in way.places[1:-1] if not is_marker[place])
    return not is_marker[way.places[-1]] and between < max(awareness, 1)


@dataclass(frozen=True)
class Trips:
    """Stops and trips; the fields are those of `kernels.flee.tables.FleeWorld`.

    Parameters
    ----------
    stop_place, stop_trip, stop_goal : array of int64, shape (stop)
        The free stops of all places stand first.
    trip_leg, trip_next, trip_back : array of int64, shape (trip)
        See `kernels.flee.tables.FleeWorld`.
    first : array of int64, shape (way)
        First trip of each way.
    """

    stop_place: NDArray[np.int64]
    stop_trip: NDArray[np.int64]
    stop_goal: NDArray[np.int64]
    trip_leg: NDArray[np.int64]
    trip_next: NDArray[np.int64]
    trip_back: NDArray[np.int64]
    first: NDArray[np.int64]


def trips_of(ways: list[Way], legs: Legs, places: int) -> Trips:
    """Stops and trips that all ways need.

    Who finds a leg closed is put back to its start and still holds the rest of the route; he goes
    on with it from there if a link leads to its next place, and loses it otherwise.

    Parameters
    ----------
    ways : list of Way
        All ways.
    legs : Legs
        All legs; between two places people take the one of `Legs.hop`.
    places : int
        How many there are.

    Returns
    -------
    Trips
        Ordered by leg and by what is left of the route.
    """
    # A trip is a leg with what is left of the route behind it; a stop a place with what is left.
    trips: set[tuple[int, Path]] = set()
    stops: set[tuple[int, Path]] = set()
    pending = [(way.places[0], way.places[1:]) for way in ways]
    while pending:
        place, route = pending.pop()
        leg = legs.hop.get((place, route[0]))
        if leg is None or (leg, route[1:]) in trips:
            continue
        trips.add((leg, route[1:]))
        for stop in ((route[0], route[1:]), (place, route[1:])):
            if stop[1] and stop not in stops:
                stops.add(stop)
                pending.append(stop)
    bound = sorted(stops)
    stop_at: dict[tuple[int, Path], int] = {(place, ()): place for place in range(places)}
    stop_at |= {stop: places + at for at, stop in enumerate(bound)}
    order = sorted(trips)
    trip_at = {trip: at for at, trip in enumerate(order)}

    def trip(place: int, route: Path) -> int:
        leg = legs.hop.get((place, route[0]))
        return LOST if leg is None else trip_at[leg, route[1:]]

    free = list(range(places))
    return Trips(
        stop_place=_numbers([*free, *(place for place, _ in bound)]),
        stop_trip=_numbers([FREE] * places + [trip(*stop) for stop in bound]),
        stop_goal=_numbers([-1] * places + [route[-1] for _, route in bound]),
        trip_leg=_numbers([leg for leg, _ in order]),
        trip_next=_numbers([stop_at[int(legs.leg_to[leg]), rest] for leg, rest in order]),
        trip_back=_numbers([stop_at[int(legs.leg_from[leg]), rest] for leg, rest in order]),
        first=_numbers([trip(way.places[0], way.places[1:]) for way in ways]),
    )


def _numbers(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def starts(sizes: Iterable[int]) -> NDArray[np.int64]:
    """Where each of several lists begins when they stand one behind the other.

    Parameters
    ----------
    sizes : iterable of int
        Their lengths.

    Returns
    -------
    array of int64
        One more than there are lists.

    Examples
    --------
    >>> starts([2, 0, 3]).tolist()
    [0, 2, 2, 5]
    """
    lengths = np.array(list(sizes), dtype=np.int64)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])


def ways_by_place(ways: list[Way], places: int) -> Iterator[int]:
    """How many ways begin in each place.

    Parameters
    ----------
    ways : list of Way
        All ways.
    places : int
        How many there are.

    Yields
    ------
    int
        One number a place.
    """
    counts = np.bincount([way.places[0] for way in ways], minlength=places)
    yield from counts.tolist()
