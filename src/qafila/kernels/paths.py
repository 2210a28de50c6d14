"""Shortest ways to destinations over the roads that are open, and how they draw people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
    head, waiting = 0, 1
    while waiting > 0:
        place = queue[head]
        head = (head + 1) % places
        waiting -= 1
        queued[place] = 0
        for option in range(option_start[place], option_start[place + 1]):
            leg = option_leg[option]
            if is_open[leg >> 1] == 0:
                continue
            other = leg_to[leg]
            length = way_km[place] + leg_km[leg]
            if length < way_km[other]:
                way_km[other] = length
                if queued[other] == 0:
                    queued[other] = 1
                    queue[(head + waiting) % places] = other
                    waiting += 1


@compiled
def weigh_legs(
    option_start: NDArray[np.int64],
    option_leg: NDArray[np.int64],
    leg_to: NDArray[np.int64],
    leg_km: NDArray[np.float64],
    is_open: NDArray[np.uint8],
    attraction: NDArray[np.float64],
    way_km: NDArray[np.float64],
    scale_km: float,
    pull: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> None:
    """Weight of every leg in the choice of the next hop.

    A leg counts for a destination only if its end is nearer to it than its start. Its weight is
    the attraction of the destination, halved by each further distance (an exponential in the
    length of the way over this leg).

    Parameters
    ----------
    option_start, option_leg, leg_to, leg_km, is_open : arrays
        As in `shortest_ways`.
    attraction : array, shape (destination,)
        How strongly a destination draws.
    way_km : array, shape (destination, place), km
        Shortest open ways.
    scale_km : float
        Distance over which the draw falls by a factor e.
    pull : array, shape (destination, place)
        Room to work in.
    weight : array, shape (leg,)
        Result; exactly zero for legs that are closed or bring nobody nearer to anywhere.
    """
    destinations, places = way_km.shape
    for destination in range(destinations):
        for place in range(places):
            pull[destination, place] = attraction[destination] * math.exp(
                -way_km[destination, place] / scale_km
            )
    for place in range(places):
        for option in range(option_start[place], option_start[place + 1]):
            leg = option_leg[option]
            weight[leg] = 0.0
            if is_open[leg >> 1] == 0:
                continue
            end = leg_to[leg]
            total = 0.0
            for destination in range(destinations):
                if way_km[destination, end] < way_km[destination, place]:
                    total += pull[destination, end]
            weight[leg] = total * math.exp(-leg_km[leg] / scale_km)


@compiled
def own_share(
    pull: NDArray[np.float64],
    destination: NDArray[np.int64],
    is_home: NDArray[np.uint8],
    number: int,
) -> float:
    """Share of those who reach a destination that were bound for it and not for another.

    Parameters
    ----------
    pull : array, shape (destination, place)
        As `weigh_legs` leaves it.
    destination : array, shape (destination,)
        Place of each.
    is_home : array, shape (place,)
        1 in the country that people flee from; abroad, nobody is bound for a place in it.
    number : int
        The destination that was reached.

    Returns
    -------
    float
        0 to 1; 1 where no other destination can be reached.
    """
    place = destination[number]
    total = 0.0
    for other in range(destination.shape[0]):
        if is_home[place] == 1 or is_home[destination[other]] == 0:
            total += pull[other, place]
    return pull[number, place] / total if total > 0.0 else 1.0
