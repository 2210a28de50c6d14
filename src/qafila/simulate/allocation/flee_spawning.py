"""How many people set out each day and from where, under Flee's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.flee.tables import SPAWN_GIVEN, SPAWN_POISSON, SPAWN_RATIO, SPAWN_TOTAL
from qafila.simulate.allocation.flee_kinds import decay, first_kinds
from qafila.simulate.allocation.flee_scores import at_level, attribute, flood_level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

_MODES = {"constant": SPAWN_GIVEN, "pop_ratio": SPAWN_RATIO, "poisson": SPAWN_POISSON}


def spawn_mode(settings: FleeSettings) -> int:
    """By what people set out (rules 36, 41).

    Parameters
    ----------
    settings : FleeSettings
        Conflicts come before floods, floods before recorded totals.

    Returns
    -------
    int
        One of the SPAWN constants of the kernel.
    """
    if settings.conflict_driven_spawning:
        return _MODES[settings.conflict_spawn_mode]
    if settings.flood_driven_spawning:
        return _MODES[settings.flood_spawn_mode]
    return SPAWN_TOTAL


def given_spawn(folder: FleeFolder, conflict: NDArray[np.float64], day: int) -> NDArray[np.float64]:
    """People, shares or means by which conflicts or floods set people moving (rule 41).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.
    conflict : array, shape (place), 1
        Intensity when people set out.
    day : int
        0 for the first.

    Returns
    -------
    array, shape (place)
        As `kernels.flee.tables.FleeDays` says of ``spawn``.
    """
    settings = folder.settings
    if settings.conflict_driven_spawning:
        rate = settings.displaced_per_conflict_day * np.where(conflict > 0.0, conflict, 0.0)
        return np.floor(rate) if settings.conflict_spawn_mode == "constant" else rate
    level = flood_level(folder, day)
    values = np.where(level > 0.0, at_level(folder, "displaced_per_flood_day", level), 0.0)
    # Flee takes the mean of the Poisson draw as a whole number too.
    return values if settings.flood_spawn_mode == "pop_ratio" else np.floor(values)


def spawn_weights(
    folder: FleeFolder,
    conflict: NDArray[np.float64],
    since: NDArray[np.int64],
    day: int,
) -> NDArray[np.float64]:
    """Weight of one resident among those who may set out (rule 39).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.
    conflict : array, shape (place), 1
        Intensity of conflict.
    since : array of int64, shape (place), days
        Day on which it began.
    day : int
        On which the weights are made.

    Returns
    -------
    array, shape (place)
        0 for nobody.
    """
    violent = conflict > 0.0
    weight = np.where(violent, conflict * decay(folder, since, day), 0.0)
    if folder.settings.starvation_driven_spawning:
        hungry = np.minimum(1.0, weight + attribute(folder, "region_IPC", day) / 100.0)
        counts = violent | (not folder.settings.conflict_zone_spawning_only)
        weight = np.where(counts, hungry, weight)
    return weight


@dataclass(frozen=True)
class Totals:
    """How many people set out each day where recorded totals say so.

    Parameters
    ----------
    new_people : array of int64, shape (day), people
        Never negative.
    debt : array of int64, shape (day), people
        Decreases that later days must make up for.
    """

    new_people: NDArray[np.int64]
    debt: NDArray[np.int64]


def totals(folder: FleeFolder) -> Totals:
    """Follow the recorded totals (rules 36 to 38).

    Parameters
    ----------
    folder : FleeFolder
        With what was observed, or nobody sets out.

    Returns
    -------
    Totals
        All 0 where conflicts or floods set people moving.
    """
    new_people = np.zeros(folder.days, dtype=np.int64)
    debts = np.zeros(folder.days, dtype=np.int64)
    seen, settings = folder.observed, folder.settings
    if seen is None or spawn_mode(settings) != SPAWN_TOTAL:
        return Totals(new_people, debts)
    growth = seen.new_people(sum_from_camps=settings.sum_from_camps)
    if not settings.insert_day0:
        raw = seen.raw(
            sum_from_camps=settings.sum_from_camps, start_empty=settings.empty_camps_on_day0
        )
        growth[:1] = raw[:1]
    debt = 0
    for day, more in enumerate(growth.tolist()):
        left = more - debt
        debt = max(0, -left)
        new_people[day], debts[day] = max(0, left), debt
    return Totals(new_people, debts)


def people_on_day0(folder: FleeFolder) -> NDArray[np.int64]:
    """People who are in the camps when the run begins (rule 38).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.

    Returns
    -------
    array of int64, shape (place), people
        Recorded ones and ``initial_idps`` of ``locations.csv``, in what is a camp at first.
    """
    count = len(folder.places.names)
    people = np.zeros(count, dtype=np.int64)
    if folder.settings.empty_camps_on_day0:
        return people
    initial = folder.places.numbers("initial_idps", 0.0).astype(np.int64)
    camps = first_kinds(folder).is_camp
    people[camps] = initial[camps]
    if folder.settings.insert_day0:
        recorded = recorded_on_day0(folder)
        people[camps] += recorded[camps]
    return people


def recorded_on_day0(folder: FleeFolder) -> NDArray[np.int64]:
    """People recorded on day 0.

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.

    Returns
    -------
    array of int64, shape (place), people
        0 where nothing was recorded.
    """
    people = np.zeros(len(folder.places.names), dtype=np.int64)
    seen = folder.observed
    if seen is not None and folder.days:
        for place, count in zip(seen.places, seen.people[0].tolist(), strict=True):
            if place >= 0:
                people[place] = count
    return people


def capacities_of(folder: FleeFolder) -> NDArray[np.float64]:
    """Capacities before scaling, as they stand when people first move (rule 17).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.

    Returns
    -------
    array, shape (place), people
        Less the people of day 0 where these are put into the camps and totals are followed, though
        they are counted as people in the camp as well; -1 for all but camps.
    """
    capacity = folder.places.capacity.copy()
    if folder.settings.insert_day0 and spawn_mode(folder.settings) == SPAWN_TOTAL:
        capacity -= np.where(capacity > 0, recorded_on_day0(folder), 0)
    return capacity.astype(np.float64)
