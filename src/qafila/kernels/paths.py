"""Shortest ways to destinations over the roads that are open, and how they draw people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled, internal

if TYPE_CHECKING:
    from numpy.typing import NDArray


@internal
def _shorten(
    other: int,
    length: float,
    waiting: int,
    head: int,
    way_km: NDArray[np.float64],
    queue: NDArray[np.int64],
    queued: NDArray[np.uint8],
) -> int:
    """Note a shorter way from one place, and queue the place; gives how many wait then."""
    if length >= way_km[other]:
        return waiting
    way_km[other] = length
    if queued[other] == 1:
        return waiting
    queued[other] = 1
    queue[(head + waiting) % way_km.shape[0]] = other
    return waiting + 1


@internal
def _follow(
    waiting: int,
    option_start: NDArray[np.int64],
    option_leg: NDArray[np.int64],
    leg_to: NDArray[np.int64],
    leg_km: NDArray[np.float64],
    is_open: NDArray[np.uint8],
    way_km: NDArray[np.float64],
    queue: NDArray[np.int64],
    queued: NDArray[np.uint8],
) -> None:
    """Shorten ways from the places that wait at the head of the queue on, until none is left."""
    places = way_km.shape[0]
    head = 0
    while waiting > 0:
        place = queue[head]
        head = (head + 1) % places
        waiting -= 1
        queued[place] = 0
        for option in range(option_start[place], option_start[place + 1]):
            leg = option_leg[option]
            if is_open[leg >> 1] == 0:
                continue
            length = way_km[place] + leg_km[leg]
            waiting = _shorten(leg_to[leg], length, waiting, head, way_km, queue, queued)


@compiled
def shortest_ways(
    destination: int,
    option_start: NDArray[np.int64],
    option_leg: NDArray[np.int64],
    leg_to: NDArray[np.int64],
    leg_km: NDArray[np.float64],
    is_open: NDArray[np.uint8],
    way_km: NDArray[np.float64],
    queue: NDArray[np.int64],
    queued: NDArray[np.uint8],
) -> None:
    """Length of the shortest open way from every place to one destination.

    Parameters
    ----------
    destination : int
        Number of the place to reach.
    option_start : array, shape (place + 1,)
        Where the legs that leave a place begin in `option_leg`.
    option_leg : array, shape (leg,)
        Legs by the place that they leave. Leg ``2 r`` runs along route ``r``, ``2 r + 1`` back.
    leg_to : array, shape (leg,)
        Place at the end of a leg.
    leg_km : array, shape (leg,), km
        Length.
    is_open : array, shape (route,), uint8
        Whether a route is open today, both ways.
    way_km : array, shape (place,), km
        Result; infinite where there is no way.
    queue, queued : arrays, shape (place,)
        Room to work in; `queued` holds zeros before and after.

    Notes
    -----
    Closing a route never shortens a way.

    Examples
    --------
    >>> ways = np.empty(2)
    >>> shortest_ways(1, np.array([0, 1, 2]), np.array([0, 1]), np.array([1, 0]),
    ...     np.array([3.0, 3.0]), np.ones(1, np.uint8), ways, np.empty(2, np.int64),
    ...     np.zeros(2, np.uint8))
    >>> ways
    array([3., 0.])
    """
    places = way_km.shape[0]
    for place in range(places):
        way_km[place] = np.inf
    way_km[destination] = 0.0
    queue[0] = destination
    queued[destination] = 1
    _follow(1, option_start, option_leg, leg_to, leg_km, is_open, way_km, queue, queued)


@compiled
def shorten_ways(
    turned: NDArray[np.uint8],
    option_start: NDArray[np.int64],
    option_leg: NDArray[np.int64],
    leg_from: NDArray[np.int64],
    leg_to: NDArray[np.int64],
    leg_km: NDArray[np.float64],
    is_open: NDArray[np.uint8],
    way_km: NDArray[np.float64],
    queue: NDArray[np.int64],
    queued: NDArray[np.uint8],
) -> None:
    """Bring the ways to one destination up to date after routes have opened.

    Parameters
    ----------
    turned : array, shape (route,), uint8
        1 where a route has opened; one that has closed may not have been on any way.
    option_start, option_leg : array
        As in `shortest_ways`.
    leg_from : array, shape (leg,)
        Place at the start of a leg.
    leg_to, leg_km, is_open, way_km, queue, queued : array
        As in `shortest_ways`; `way_km` holds the ways before.

    Notes
    -----
    The result is that of `shortest_ways` to the last bit, with less work.
    """
    waiting = 0
    for route in range(turned.shape[0]):
        if turned[route] == 0 or is_open[route] == 0:
            continue
        for leg in range(2 * route, 2 * route + 2):
            length = way_km[leg_from[leg]] + leg_km[leg]
            waiting = _shorten(leg_to[leg], length, waiting, 0, way_km, queue, queued)
    _follow(waiting, option_start, option_leg, leg_to, leg_km, is_open, way_km, queue, queued)


@compiled
def find_nearness(
    way_km: NDArray[np.float64],
    leg_from: NDArray[np.int64],
    leg_to: NDArray[np.int64],
    scale_km: float,
    nearness: NDArray[np.float64],
    leg_nearness: NDArray[np.float64],
) -> None:
    """How near every place is to one destination, and which legs lead nearer to it.

    Parameters
    ----------
    way_km : array, shape (place,), km
        Shortest open ways to the destination.
    leg_from, leg_to : array, shape (leg,)
        Places at the ends of a leg.
    scale_km : float
        Distance over which the draw falls by a factor e.
    nearness : array, shape (place,)
        Result, an exponential in the length of the way; 0 where there is none.
    leg_nearness : array, shape (leg,)
        Result, the nearness of the end of a leg; 0 for legs that bring nobody nearer.
    """
    for place in range(way_km.shape[0]):
        nearness[place] = math.exp(-way_km[place] / scale_km)
    for leg in range(leg_to.shape[0]):
        end = leg_to[leg]
        leg_nearness[leg] = nearness[end] if way_km[end] < way_km[leg_from[leg]] else 0.0


@compiled
def weigh_legs(
    is_open: NDArray[np.uint8],
    attraction: NDArray[np.float64],
    leg_nearness: NDArray[np.float64],
    leg_fade: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> None:
    """Weight of every leg in the choice of the next hop.

    A leg counts for a destination only if its end is nearer to it than its start. Its weight is
    the attraction of the destination, less for each further distance (an exponential in the
    length of the way over this leg).

    Parameters
    ----------
    is_open : array, shape (route,), uint8
        Whether a route is open today, both ways.
    attraction : array, shape (destination,)
        How strongly a destination draws.
    leg_nearness : array, shape (destination, leg)
        As `find_nearness` leaves it.
    leg_fade : array, shape (leg,)
        Exponential of minus the length of a leg over the distance scale.
    weight : array, shape (leg,)
        Result; exactly zero for legs that are closed or bring nobody nearer to anywhere.
    """
    for leg in range(weight.shape[0]):
        weight[leg] = 0.0
    # Destinations are the outer loop, so that the inner one runs along rows of memory.
    for destination in range(leg_nearness.shape[0]):
        draw = attraction[destination]
        for leg in range(weight.shape[0]):
            weight[leg] += draw * leg_nearness[destination, leg]
    for leg in range(weight.shape[0]):
        weight[leg] = weight[leg] * leg_fade[leg] if is_open[leg >> 1] == 1 else 0.0


@compiled
def own_shares(
    attraction: NDArray[np.float64],
    nearness: NDArray[np.float64],
    destination: NDArray[np.int64],
    is_home: NDArray[np.uint8],
    own: NDArray[np.float64],
) -> None:
    """Share of those who reach each destination that were bound for it and not for another.

    Parameters
    ----------
    attraction : array, shape (destination,)
        How strongly a destination draws.
    nearness : array, shape (destination, place)
        As `find_nearness` leaves it.
    destination : array, shape (destination,)
        Place of each.
    is_home : array, shape (place,)
        1 in the country that people flee from; abroad, nobody is bound for a place in it.
    own : array, shape (destination,)
        Result, 0 to 1; 1 where no other destination can be reached, and 0 where none receives
        people, this one included.
    """
    for number in range(destination.shape[0]):
        place = destination[number]
        total = 0.0
        for other in range(destination.shape[0]):
            if is_home[place] == 1 or is_home[destination[other]] == 0:
                total += attraction[other] * nearness[other, place]
        pulled = attraction[number] * nearness[number, place]
        own[number] = pulled / total if total > 0.0 else 0.0
