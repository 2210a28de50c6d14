"""A Flee folder as the kernel of people takes it: places, legs, camps, closures, people at home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.travel import MovementWorld
from qafila.simulate.allocation.naive import counted_in_camps, known_total
from qafila.simulate.allocation.qafila_closures import closed_links, open_camps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_places import FleePlaces

_CAMPS = ("camp", "idpcamp")
_FOREVER = 10**6  # days
_LEAST_KM = 1.0  # a way of no length would bring nobody nearer to anywhere


@dataclass(frozen=True)
class FolderWorld:
    """What a folder says, places sorted by name and links by the names at their ends.

    The order of rows in the files therefore changes nothing, and a link that is told twice counts
    once, with its shortest length.

    Parameters
    ----------
    world : MovementWorld
        Network; camps are its destinations in the order of ``folder.places.camps``.
    names : tuple of str
        Places in the order of the kernel.
    residents : array, shape (place,), people
        Who lives in a place of the home country; zero in camps and abroad.
    intensity : array, shape (day, place), 1
        Conflict.
    routes : array, shape (day, route), int8
        0 where a closure holds, else 1.
    first_day, last_day : array, shape (camp,)
        Days between which a camp receives people.
    start : array, shape (camp,), people
        Who is in the camps on day 0.
    given : array, shape (day,), people
        By how many the known total grows, below zero where it falls; on day 0 the part of the total
        that is not in the camps.
    kinds : tuple of str
        ``refugee_camp`` or ``idp_site`` for each camp.
    """

    world: MovementWorld
    names: tuple[str, ...]
    residents: NDArray[np.int64]
    intensity: NDArray[np.float64]
    routes: NDArray[np.int8]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    start: NDArray[np.int64]
    given: NDArray[np.int64]
    kinds: tuple[str, ...]


def folder_world(folder: FleeFolder) -> FolderWorld:
    """Turn a folder into arrays for the kernel of people.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    FolderWorld
        Its arrays.
    """
    places = folder.places
    order = np.array(sorted(range(len(places.names)), key=places.names.__getitem__), dtype=np.int64)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    first, second, kept = _routes(folder, rank)
    is_camp = np.array([kind in _CAMPS for kind in places.kinds], dtype=np.bool_)
    is_home = np.array(places.countries) == places.home_country
    residents = np.where(is_home & ~is_camp, places.population, 0)
    first_day, last_day = _reception_days(open_camps(folder))
    start = _start(folder)
    total = known_total(folder)
    given = np.diff(total, prepend=total[:1])
    given[0] = max(int(total[0] - start.sum()), 0)
    return FolderWorld(
        world=_world(folder, order, rank, first, second, kept),
        names=tuple(places.names[place] for place in order),
        residents=residents[order].astype(np.int64),
        intensity=np.ascontiguousarray(_intensity(folder)[:, order]),
        routes=np.where(closed_links(folder)[:, kept], 0, 1).astype(np.int8),
        first_day=first_day,
        last_day=last_day,
        start=start,
        given=given.astype(np.int64),
        kinds=tuple(_kind_of_site(places, camp) for camp in places.camps),
    )


def _routes(
    folder: FleeFolder, rank: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Both ends of each route in the order of the kernel, and the row that it is told in."""
    one, other = rank[folder.links.start], rank[folder.links.end]
    first, second = np.minimum(one, other), np.maximum(one, other)
    by_length = np.lexsort((folder.links.distance_km, second, first))
    pairs = np.column_stack([first, second])[by_length]
    new = np.ones(len(pairs), dtype=np.bool_)
    new[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    kept = by_length[new].astype(np.int64)
    return first[kept], second[kept], kept


def _world(
    folder: FleeFolder,
    order: NDArray[np.int64],
    rank: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    kept: NDArray[np.int64],
) -> MovementWorld:
    start = np.column_stack([first, second]).ravel().astype(np.int64)
    end = np.column_stack([second, first]).ravel().astype(np.int64)
    country = np.array(folder.places.countries)[order]
    destination = rank[list(folder.places.camps)].astype(np.int64)
    reception = np.full(len(order), -1, dtype=np.int64)
    reception[destination] = np.arange(len(destination))
    counts = np.bincount(start, minlength=len(order))
    km = np.maximum(folder.links.distance_km[kept], _LEAST_KM)
    return MovementWorld(
        option_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        option_leg=np.argsort(start, kind="stable").astype(np.int64),
        leg_from=start,
        leg_to=end,
        leg_km=np.repeat(km, 2).astype(np.float64),
        leg_crosses=(country[start] != country[end]).astype(np.uint8),
        reception=reception,
        is_home=(country == folder.places.home_country).astype(np.uint8),
        passability=np.ones(len(kept)),
        destination=destination,
        prior=np.ones(len(kept)),
    )


def _intensity(folder: FleeFolder) -> NDArray[np.float64]:
    """Conflict by day; a place that is a conflict zone by its type and by no day is one throughout.

    Flee acts on the days alone on which a conflict begins and ends (rule 11), and so keeps the
    intensity of the first of them; here each day has its own.
    """
    places, intensity = folder.places, folder.conflict.copy()
    lasting = places.numbers("conflict_intensity", folder.settings.default_conflict_intensity)
    for place, kind in enumerate(places.kinds):
        if kind == "conflict_zone" and not intensity[:, place].any():
            intensity[:, place] = lasting[place]
    return np.clip(intensity, 0.0, 1.0)


def _reception_days(is_open: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last day on which each camp receives people."""
    days, camps = is_open.shape
    first = np.full(camps, -_FOREVER, dtype=np.int64)
    last = np.full(camps, _FOREVER, dtype=np.int64)
    for camp in range(camps):
        opened = np.flatnonzero(is_open[:, camp])
        if not len(opened):
            first[camp] = _FOREVER
            continue
        if opened[0] > 0:
            first[camp] = opened[0]
        if opened[-1] < days - 1:
            last[camp] = opened[-1]
    return first, last


def _start(folder: FleeFolder) -> NDArray[np.int64]:
    """Who is in the camps on day 0, shape (camp,), where the settings say that it is known."""
    if not folder.settings.insert_day0:
        return np.zeros(len(folder.places.camps), dtype=np.int64)
    idps = folder.places.numbers("initial_idps", 0.0)[list(folder.places.camps)]
    start: NDArray[np.int64] = counted_in_camps(folder)[0] + idps.astype(np.int64)
    return start


def _kind_of_site(places: FleePlaces, camp: int) -> str:
    return "idp_site" if places.kinds[camp] == "idpcamp" else "refugee_camp"
