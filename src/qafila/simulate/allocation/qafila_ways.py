"""Shortest ways from every place to every camp over the roads that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.paths import shortest_ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def ways_km(
    start: NDArray[np.integer],
    end: NDArray[np.integer],
    km: NDArray[np.float64],
    places: int,
    camps: Sequence[int] | NDArray[np.integer],
    is_open: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Length of the shortest way from each place to each camp.

    Parameters
    ----------
    start, end : array, shape (route,)
        Places at the ends of each route, which holds in both directions.
    km : array, shape (route,), km
        Length of each.
    places : int
        How many places there are.
    camps : sequence of int
        Where the ways lead.
    is_open : array, shape (route,), optional
        Which routes can be used; all by default.

    Returns
    -------
    array, shape (place, camp), km
        Infinite where there is no way.

    Examples
    --------
    >>> ways_km(np.array([0, 1]), np.array([1, 2]), np.array([30.0, 50.0]), 3, [2]).ravel()
    array([80., 50.,  0.])
    """
    leg_from = np.column_stack([start, end]).ravel().astype(np.int64)
    leg_to = np.column_stack([end, start]).ravel().astype(np.int64)
    order = np.argsort(leg_from, kind="stable").astype(np.int64)
    counts = np.bincount(leg_from, minlength=places)
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    usable = np.ones(len(km), dtype=np.uint8) if is_open is None else is_open.astype(np.uint8)
    leg_km = np.repeat(np.asarray(km, dtype=np.float64), 2)
    queue, queued = np.empty(places, dtype=np.int64), np.zeros(places, dtype=np.uint8)
    ways = np.empty((len(camps), places))
    for number, camp in enumerate(camps):
        shortest_ways(int(camp), first, order, leg_to, leg_km, usable, ways[number], queue, queued)
    return np.ascontiguousarray(ways.T)
