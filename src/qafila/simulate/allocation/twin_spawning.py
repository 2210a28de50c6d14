"""Who sets out where on a day of the twin (rules 36 to 41)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.simulate.allocation.twin_chances import by_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.allocation.twin_places import TwinPlaces


def insert_day0(folder: FleeFolder, places: TwinPlaces) -> NDArray[np.int64]:
    """People who are in the camps at the start (rule 38).

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        The places before day 0.

    Returns
    -------
    array of int64, shape (person)
        The place of each.
    """
    if folder.settings.empty_camps_on_day0:
        return np.zeros(0, dtype=np.int64)
    people = folder.places.numbers("initial_idps", 0.0).astype(np.int64)
    if folder.settings.insert_day0:
        people = people + counted_on_day0(folder)
    people = np.where(places.is_camp, people, 0)
    return np.repeat(np.arange(len(people)), people)


def counted_on_day0(folder: FleeFolder) -> NDArray[np.int64]:
    """What was counted in each place on day 0.

    Parameters
    ----------
    folder : FleeFolder
        The folder.

    Returns
    -------
    array of int64, shape (place), people
        Zero where there is no series.
    """
    people = np.zeros(len(folder.places.names), dtype=np.int64)
    if folder.observed is not None:
        for at, place in enumerate(folder.observed.places):
            if place >= 0:
                people[place] = folder.observed.people[0, at]
    return people


def set_out(
    folder: FleeFolder, places: TwinPlaces, day: int, debt: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], int]:
    """Draw who sets out where today.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        Capacities on day 0 and populations are changed in place.
    day : int
        Today.
    debt : int
        Decreases of the counts that are still to be made up for (rule 37).
    rng : Generator
        Randomness.

    Returns
    -------
    array of int64, shape (newcomer)
        The place of each.
    int
        The debt after today.
    """
    settings = folder.settings
    if settings.conflict_driven_spawning or settings.flood_driven_spawning:
        counts = _pushed_out(folder, places, day, rng)
    else:
        total = _wanted(folder, places, day) - debt
        debt, total = max(-total, 0), max(total, 0)
        weight = places.spawn_weight
        if not weight.sum() > 0.0:
            total = 0
        share = weight / weight.sum() if total else np.full(len(weight), 1.0 / len(weight))
        counts = rng.multinomial(total, share)
    if settings.take_from_population:
        fighting = np.where(places.conflict > 0.0, counts, 0)
        places.population = np.maximum(places.population - fighting, 0)
    newcomers = np.repeat(np.arange(len(counts)), counts)
    rng.shuffle(newcomers)
    return newcomers, debt


def _wanted(folder: FleeFolder, places: TwinPlaces, day: int) -> int:
    """How many more were counted today than yesterday (rules 17, 36 and 38)."""
    settings = folder.settings
    if folder.observed is None:
        return 0
    if day > 0:
        return int(folder.observed.new_people(sum_from_camps=settings.sum_from_camps)[day])
    if settings.insert_day0:
        limited = places.capacity > 0.0
        places.capacity = places.capacity - np.where(limited, counted_on_day0(folder), 0)
        return 0
    return int(
        folder.observed.raw(
            sum_from_camps=settings.sum_from_camps, start_empty=settings.empty_camps_on_day0
        )[0]
    )


def _pushed_out(
    folder: FleeFolder, places: TwinPlaces, day: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Who is driven out by conflicts or floods of the day (rule 41)."""
    settings = folder.settings
    if settings.conflict_driven_spawning:
        mode = settings.conflict_spawn_mode
        strength = np.maximum(places.conflict, 0.0) * settings.displaced_per_conflict_day
        mean = strength
    else:
        mode = settings.flood_spawn_mode
        level = (
            np.zeros(len(places.chance)) if folder.flood_level is None else folder.flood_level[day]
        )
        strength = np.where(level > 0.0, by_level(settings.displaced_per_flood_day, level), 0.0)
        mean = np.floor(strength)
    if mode == "poisson":
        return np.asarray(rng.poisson(mean), dtype=np.int64)
    if mode == "pop_ratio":
        strength = strength * places.population
    return np.floor(strength).astype(np.int64)
