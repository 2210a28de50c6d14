"""Brings the tables of a Flee folder into an order that their rows have no say in."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_links import FleeLinks
    from qafila.interop.flee_places import FleePlaces


def in_order(folder: FleeFolder) -> tuple[FleeFolder, NDArray[np.int64]]:
    """A folder with places by name and links by the names of their ends, then by length.

    Closures stay in the order of their file: Flee applies those of one day one after the other.

    Parameters
    ----------
    folder : FleeFolder
        As it was read.

    Returns
    -------
    FleeFolder
        The same world; which country is home must be asked of the folder as it was read.
    array of int64, shape (place)
        New position of each place of the folder.
    """
    places = folder.places
    order = np.array(sorted(range(len(places.names)), key=places.names.__getitem__), dtype=np.int64)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    groups = {
        name: replace(one, shares=one.shares[order]) for name, one in sorted(folder.groups.items())
    }
    level = folder.flood_level
    seen = folder.observed
    return replace(
        folder,
        places=_places(places, order),
        links=_links(folder.links, rank),
        major_routes=tuple(
            sorted(tuple(int(rank[at]) for at in route) for route in folder.major_routes)
        ),
        conflict=folder.conflict[:, order],
        flood_level=None if level is None else level[:, order],
        attributes=MappingProxyType({k: v[:, order] for k, v in sorted(folder.attributes.items())}),
        changes=tuple(replace(one, place=int(rank[one.place])) for one in folder.changes),
        groups=MappingProxyType(groups),
        observed=seen
        and replace(seen, places=tuple(int(rank[at]) if at >= 0 else -1 for at in seen.places)),
    ), rank


def _picked(
    cells: Mapping[str, tuple[str, ...]], order: NDArray[np.int64]
) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(
        {name: tuple(column[at] for at in order.tolist()) for name, column in cells.items()}
    )


def _places(places: FleePlaces, order: NDArray[np.int64]) -> FleePlaces:
    at = order.tolist()
    return replace(
        places,
        names=tuple(places.names[i] for i in at),
        regions=tuple(places.regions[i] for i in at),
        countries=tuple(places.countries[i] for i in at),
        latitude=places.latitude[order],
        longitude=places.longitude[order],
        kinds=tuple(places.kinds[i] for i in at),
        conflict_dates=places.conflict_dates[order],
        population=places.population[order],
        capacity=places.capacity[order],
        attributes=_picked(places.attributes, order),
        lines=tuple(places.lines[i] for i in at),
    )


def _links(links: FleeLinks, rank: NDArray[np.int64]) -> FleeLinks:
    start, end = rank[links.start], rank[links.end]
    first, second = np.minimum(start, end), np.maximum(start, end)
    cells = [tuple(column) for _, column in sorted(links.attributes.items())]

    def key(at: int) -> tuple[int, int, float, int, tuple[str, ...]]:
        rest = tuple(column[at] for column in cells)
        twice = -int(links.redirection[at] == 1)
        return int(first[at]), int(second[at]), float(links.distance_km[at]), twice, rest

    order = np.array(sorted(range(len(first)), key=key), dtype=np.int64)
    return replace(
        links,
        start=first[order].astype(np.int32),
        end=second[order].astype(np.int32),
        distance_km=links.distance_km[order],
        redirection=links.redirection[order],
        attributes=_picked(links.attributes, order),
        lines=tuple(links.lines[i] for i in order.tolist()),
    )
