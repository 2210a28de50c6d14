"""Naive splits of a known total over camps: what any model of movement has to beat.

Each split takes the total of the day as known and gives a share of it to every camp. Two look at
what a camp received: `share_of_first_month` on day 30 and `growth_by_distance` on day 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.simulate.allocation.qafila_closures import open_camps
from qafila.simulate.allocation.qafila_ways import ways_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder

FIRST_MONTH = 30  # days
_NEAREST_KM = 1.0  # a camp is never nearer, or all people would go to one in a town at war


def known_total(folder: FleeFolder) -> NDArray[np.int64]:
    """How many people were counted in all on each day: the sum of all series, as Flee takes it.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array of int64, shape (day), people
        Of series of no place too, whose people Flee spreads over the camps; zero without counts.
    """
    if folder.observed is None:
        return np.zeros(folder.days, dtype=np.int64)
    if folder.settings.sum_from_camps:
        total: NDArray[np.int64] = folder.observed.people.sum(axis=1)
        return total
    return folder.observed.total


def counted_in_camps(folder: FleeFolder) -> NDArray[np.int64]:
    """How many people were counted in each camp on each day.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    array of int64, shape (day, camp), people
        In the order of ``folder.places.camps``; zero for a camp without a series.
    """
    counts = np.zeros((folder.days, len(folder.places.camps)), dtype=np.int64)
    if folder.observed is not None:
        for camp, place in enumerate(folder.places.camps):
            for series, where in enumerate(folder.observed.places):
                if where == place:
                    counts[:, camp] += folder.observed.people[:, series]
    return counts


def intensity(folder: FleeFolder) -> NDArray[np.float64]:
    """Conflict by day; a place that is a conflict zone by its type and by no day is one throughout.

    Flee acts on the days alone on which a conflict begins and ends (rule 11), and so keeps the
    intensity of the first of them; here each day has its own.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    array, shape (day, place), 1
        What Qafila's rules and the splits by distance both go by.
    """
    places, found = folder.places, folder.conflict.copy()
    lasting = places.numbers("conflict_intensity", folder.settings.default_conflict_intensity)
    for place, kind in enumerate(places.kinds):
        if kind == "conflict_zone" and not found[:, place].any():
            found[:, place] = lasting[place]
    return np.clip(found, 0.0, 1.0)


def equal(folder: FleeFolder) -> NDArray[np.float64]:
    """The same number in each camp that is open.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array, shape (day, camp), people
        In the order of ``folder.places.camps``.
    """
    return _split(folder, np.ones((folder.days, len(folder.places.camps))))


def by_capacity(folder: FleeFolder) -> NDArray[np.float64]:
    """In proportion to capacities, which mostly are the highest count of the camp: a leak.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array, shape (day, camp), people
        In the order of ``folder.places.camps``.
    """
    capacity = folder.places.capacity[list(folder.places.camps)].astype(np.float64)
    return _split(folder, np.tile(capacity, (folder.days, 1)))


def share_of_first_month(folder: FleeFolder) -> NDArray[np.float64]:
    """In the proportions of day 30 from then on, and equally before.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array, shape (day, camp), people
        In the order of ``folder.places.camps``.
    """
    counts = counted_in_camps(folder).astype(np.float64)
    weight = np.ones_like(counts)
    if folder.days > FIRST_MONTH:
        weight[FIRST_MONTH:] = counts[FIRST_MONTH]
    return _split(folder, weight)


def by_distance(folder: FleeFolder) -> NDArray[np.float64]:
    """By inverse road distance from the places at war, each with its population times intensity.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array, shape (day, camp), people
        In the order of ``folder.places.camps``.

    Notes
    -----
    A place counts with the days at war so far. Roads are taken as if none were ever closed.
    """
    places, links = folder.places, folder.links
    ways = ways_km(links.start, links.end, links.distance_km, len(places.names), places.camps)
    near = 1.0 / np.maximum(ways, _NEAREST_KM)
    open_to = open_camps(folder).astype(np.float64)
    at_war = np.cumsum(intensity(folder) * places.population, axis=0)
    weight = np.empty_like(open_to)
    for day in range(folder.days):
        share = near * open_to[day]
        whole = share.sum(axis=1, keepdims=True)
        weight[day] = at_war[day] @ np.divide(share, whole, out=share, where=whole > 0.0)
    return _split(folder, weight)


def growth_by_distance(folder: FleeFolder) -> NDArray[np.float64]:
    """As on day 0, with all that is added since split by inverse road distance.

    Parameters
    ----------
    folder : FleeFolder
        A folder with ``source_data``.

    Returns
    -------
    array, shape (day, camp), people
        In the order of ``folder.places.camps``.

    Notes
    -----
    Both rule sets know the counts of day 0 too. Where the total falls all camps lose alike.
    """
    total = known_total(folder).astype(np.float64)
    split = by_distance(folder)
    share = np.divide(split, total[:, None], out=np.zeros_like(split), where=total[:, None] > 0.0)
    people = np.empty_like(split)
    start = counted_in_camps(folder)[0]
    people[0] = start + share[0] * (total[0] - start.sum())
    for day in range(1, folder.days):
        grown = total[day] - total[day - 1]
        if grown < 0.0:
            people[day] = people[day - 1] * total[day] / total[day - 1]
        else:
            people[day] = people[day - 1] + grown * share[day]
    return people


SPLITS = {
    "equal": equal,
    "by_capacity": by_capacity,
    "share_of_first_month": share_of_first_month,
    "by_distance": by_distance,
    "growth_by_distance": growth_by_distance,
}


def _split(folder: FleeFolder, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """The total of each day by weight over open camps, else equally over these, else over all."""
    open_to = open_camps(folder).astype(np.float64)
    first, second = weight * open_to, open_to
    chosen = np.where(first.sum(axis=1, keepdims=True) > 0.0, first, second)
    chosen = np.where(chosen.sum(axis=1, keepdims=True) > 0.0, chosen, 1.0)
    share: NDArray[np.float64] = chosen / chosen.sum(axis=1, keepdims=True)
    return known_total(folder)[:, None] * share
