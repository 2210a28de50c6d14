"""What is known of places, roads and conflict on a day on which nobody has been registered yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem
from qafila.simulate.allocation.qafila_closures import open_camps
from qafila.simulate.allocation.qafila_world import FolderWorld, folder_world

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder


@dataclass(frozen=True, eq=False)
class Geography:
    """Places that people leave, sites, and the ways between them, as known on a day.

    Parameters
    ----------
    home : str
        Country that people leave, as written in the folder.
    sites : tuple of str
        Names of the sites, sorted.
    is_open : array, shape (day, site)
        Whether a site receives people.
    world : FolderWorld
        Residents, conflict and ways by day; its sites stand in the order of `sites`. Its counts of
        people and its capacities say nothing.
    hasten : int
        What numbers of residents were divided by.
    """

    home: str
    sites: tuple[str, ...]
    is_open: NDArray[np.bool_]
    world: FolderWorld
    hasten: int = 1

    @property
    def days(self) -> int:
        """How many days are known."""
        return len(self.is_open)

    def reached(self, since: int = 0) -> NDArray[np.bool_]:
        """Which sites could be reached from a place with residents while they were open.

        Parameters
        ----------
        since : int
            First day that counts.

        Returns
        -------
        array, shape (site,)
            On any day from then on.
        """
        peopled = self.world.residents > 0
        ways = np.isfinite(self.world.ways[:, peopled])[self.world.pattern[since:]]
        return np.asarray(ways.any(axis=(0, 1)))


def until(folder: FleeFolder, day: int) -> FleeFolder:
    """A folder without anything that became known after a day, and without counts or capacities.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    day : int
        The last day that is known.

    Returns
    -------
    FleeFolder
        Closures hold that have begun, and as if they never ended where they end later. Capacities
        are gone because most of those in public folders are the highest count of the site.

    Raises
    ------
    InputError
        If the folder does not have that day, or has no site.
    """
    if not 0 <= day < folder.days:
        wrong = f"day {day} is not among its {folder.days} days"
        raise InputError(
            Problem(folder.name, wrong, hint=f"give a day from 0 to {folder.days - 1}")
        )
    if not folder.places.camps:
        wrong = "it has no site over which people could be split"
        raise InputError(Problem(folder.name, wrong, hint="add the sites as rows of type camp"))
    kept = slice(0, day + 1)
    places = folder.places
    return replace(
        folder,
        days=day + 1,
        settings=replace(folder.settings, insert_day0=False, sum_from_camps=True),
        places=replace(places, capacity=np.minimum(places.capacity, 0)),
        conflict=folder.conflict[kept],
        flood_level=None if folder.flood_level is None else folder.flood_level[kept],
        attributes=MappingProxyType({name: one[kept] for name, one in folder.attributes.items()}),
        closures=tuple(
            one if one.end <= day else replace(one, end=0)
            for one in folder.closures
            if one.start <= day
        ),
        changes=tuple(one for one in folder.changes if one.day <= day),
        observed=None,
        by_date=None,
    )


def geography(folder: FleeFolder, day: int) -> Geography:
    """What is known on a day.

    Parameters
    ----------
    folder : FleeFolder
        The folder; nothing after the day, no count and no capacity is looked at.
    day : int
        The last day that is known.

    Returns
    -------
    Geography
        Of the days up to that one.

    Raises
    ------
    InputError
        If the folder does not have that day, or has no site.
    """
    known = until(folder, day)
    world = folder_world(known)
    names = known.places.names
    return Geography(
        home=known.places.home_country,
        sites=tuple(names[known.places.camps[camp]] for camp in world.camps),
        is_open=open_camps(known)[:, world.camps],
        world=world,
        hasten=known.settings.hasten,
    )


def among(known: Geography, sites: Collection[str]) -> Geography:
    """The same with some of the sites only, such as those that are known to exist.

    Parameters
    ----------
    known : Geography
        What is known.
    sites : collection of str
        Names of the sites that stay.

    Returns
    -------
    Geography
        Sites in the same order.

    Raises
    ------
    InputError
        If a name is no site, or none stays.
    """
    unknown = sorted(set(sites) - set(known.sites))
    if unknown or not sites:
        wrong = f'"{unknown[0]}" is no site' if unknown else "no site was named"
        raise InputError(Problem("sites", wrong, hint="the sites are " + ", ".join(known.sites)))
    at = np.array([number for number, site in enumerate(known.sites) if site in sites])
    world = known.world
    return replace(
        known,
        sites=tuple(known.sites[number] for number in at),
        is_open=known.is_open[:, at],
        world=replace(
            world,
            camps=np.arange(len(at), dtype=np.int64),
            is_abroad=world.is_abroad[at],
            hosted=world.hosted[at],
            kinds=tuple(world.kinds[number] for number in at),
            ways=np.ascontiguousarray(world.ways[:, :, at]),
            start=world.start[at],
            capacity=world.capacity[at],
            intake=world.intake[at],
        ),
    )
