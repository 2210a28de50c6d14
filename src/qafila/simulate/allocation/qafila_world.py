"""A Flee folder as the split of its known total takes it: homes, ways, camps and what is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.allotting import UNLIMITED
from qafila.simulate.allocation.flee_limits import check_counts
from qafila.simulate.allocation.naive import counted_in_camps, intensity, known_total
from qafila.simulate.allocation.qafila_closures import closed_links, open_camps
from qafila.simulate.allocation.qafila_ways import ways_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder

INTAKE = "intake_per_day"  # column of locations.csv that only these rules read
_CAMPS = ("camp", "idpcamp")


@dataclass(frozen=True)
class FolderWorld:
    """What a folder says, homes and camps sorted by name.

    The order of rows in the files therefore changes nothing, and a link that is told twice counts
    once, with its shortest length.

    Parameters
    ----------
    camps : array, shape (camp,)
        Position of each camp among ``folder.places.camps``.
    is_abroad : array, shape (camp,)
        Whether it lies outside the home country.
    hosted : array, shape (camp,), people
        Who is in the country of the camp on day 0.
    kinds : tuple of str
        ``refugee_camp`` or ``idp_site`` for each camp.
    residents : array, shape (home,), people
        Who lives in each place of the home country that is no camp.
    intensity : array, shape (day, home), 1
        Conflict.
    pattern : array, shape (day,)
        Number of the combination of open roads and camps of each day.
    ways : array, shape (pattern, home, camp), km
        Shortest open ways to open camps; infinite where there is none.
    start : array, shape (camp,), people
        Who is in the camps on day 0.
    given : array, shape (day,), people
        By how many the known total grows, below zero where it falls; on day 0 the part of the total
        that is in no camp.
    capacity, intake : array, shape (camp,)
        Most that a camp holds, and takes in a day; `UNLIMITED` where none is told.
    """

    camps: NDArray[np.int64]
    is_abroad: NDArray[np.bool_]
    hosted: NDArray[np.float64]
    kinds: tuple[str, ...]
    residents: NDArray[np.int64]
    intensity: NDArray[np.float64]
    pattern: NDArray[np.int64]
    ways: NDArray[np.float64]
    start: NDArray[np.int64]
    given: NDArray[np.int64]
    capacity: NDArray[np.int64]
    intake: NDArray[np.int64]


def folder_world(folder: FleeFolder, *, capacities: bool = False) -> FolderWorld:
    """Turn a folder into arrays.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    capacities : bool
        Whether camps can be full.

    Returns
    -------
    FolderWorld
        Its arrays.

    Raises
    ------
    InputError
        If more people were counted on one day than can be held.
    """
    check_counts(folder)
    places, names = folder.places, folder.places.names
    order = sorted(range(len(places.camps)), key=lambda camp: names[places.camps[camp]])
    at = [places.camps[camp] for camp in order]
    homes = [
        place
        for place in sorted(range(len(names)), key=names.__getitem__)
        if places.countries[place] == places.home_country and places.kinds[place] not in _CAMPS
    ]
    country = np.array([places.countries[place] for place in at], dtype=np.str_)
    start, given = _start_and_growth(folder)
    pattern, ways = _ways(folder, homes, order)
    room = places.capacity[at] if capacities else np.zeros(len(at))
    return FolderWorld(
        camps=np.array(order, dtype=np.int64),
        is_abroad=country != places.home_country,
        hosted=np.array([start[order][country == code].sum() for code in country], np.float64),
        kinds=tuple("idp_site" if places.kinds[at] == "idpcamp" else "refugee_camp" for at in at),
        residents=places.population[homes].astype(np.int64),
        intensity=np.ascontiguousarray(intensity(folder)[:, homes]),
        pattern=pattern,
        ways=ways,
        start=start[order],
        given=given,
        capacity=_limit(room),
        intake=_limit(places.numbers(INTAKE, 0.0)[at] / folder.settings.hasten),
    )


def _ways(
    folder: FleeFolder, homes: list[int], order: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Number of the pattern of each day, and the ways of each pattern."""
    links, roads = folder.links, ~closed_links(folder)
    both = np.concatenate([roads, open_camps(folder)[:, order]], axis=1)
    patterns, number = np.unique(both, axis=0, return_inverse=True)
    camps = np.array(folder.places.camps, dtype=np.int64)[order]
    ways = np.empty((len(patterns), len(homes), len(order)))
    for row, pattern in enumerate(patterns):
        passable, receives = pattern[: roads.shape[1]], pattern[roads.shape[1] :]
        places = len(folder.places.names)
        found = ways_km(links.start, links.end, links.distance_km, places, camps, passable)
        ways[row] = np.where(receives, found[homes], np.inf)
    return number.ravel().astype(np.int64), ways


def _start_and_growth(folder: FleeFolder) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who is in the camps on day 0, where the settings say that it is known, and what comes."""
    total = known_total(folder)
    growth = np.diff(total, prepend=0).astype(np.int64)
    start = np.zeros(len(folder.places.camps), dtype=np.int64)
    if folder.settings.insert_day0:
        start = counted_in_camps(folder)[0]
        growth[0] = max(int(growth[0] - start.sum()), 0)
    if not folder.settings.empty_camps_on_day0:
        here = folder.places.numbers("initial_idps", 0.0)[list(folder.places.camps)]
        start = start + here.astype(np.int64)
    return start, growth


def _limit(told: NDArray[np.generic]) -> NDArray[np.int64]:
    """What is told, where it is above zero."""
    whole = np.asarray(told, dtype=np.float64).astype(np.int64)
    return np.where(whole > 0, whole, UNLIMITED)
