"""Shortest ways over the network."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.network.network import Network


def shortest_km(
    network: Network, start: int, usable: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Length of the shortest way from one place to every other.

    Parameters
    ----------
    network : Network
        The network.
    start : int
        Number of the place to start from.
    usable : array, shape (route,), optional
        Which routes may be used; all by default.

    Returns
    -------
    array, shape (location,), km
        Shortest length; infinite where there is no way.

    Notes
    -----
    Removing a route never shortens any way.

    Examples
    --------
    >>> import pandas as pd
    >>> from qafila.network import Network
    >>> network = Network.from_tables(
    ...     pd.DataFrame({"location_id": ["a", "b", "c"]}),
    ...     pd.DataFrame({"route_id": ["r"], "from_id": ["a"], "to_id": ["b"],
    ...                   "distance_km": [3.0]}))
    >>> shortest_km(network, 0)
    array([ 0.,  3., inf])
    """
    ways: list[list[tuple[int, float]]] = [[] for _ in network.location_ids]
    for route, (a, b) in enumerate(zip(network.from_index, network.to_index, strict=True)):
        if usable is None or usable[route]:
            ways[a].append((int(b), float(network.distance_km[route])))
            ways[b].append((int(a), float(network.distance_km[route])))
    reach = np.full(len(ways), np.inf)
    reach[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        length, place = heapq.heappop(queue)
        if length > reach[place]:
            continue
        for other, step in ways[place]:
            if length + step < reach[other]:
                reach[other] = length + step
                heapq.heappush(queue, (length + step, other))
    return reach
