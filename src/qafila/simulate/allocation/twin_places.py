"""Places of a Flee folder on one day of the twin: what they are, what they weigh, who is let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.simulate.allocation.twin_chances import PERCENT, decay, hunger

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

_NO_CONFLICT = -1.0
_LEAST_CONFLICT = 1e-6  # Flee takes less for none
_LIKE_A_CAMP = 0.005  # chance of leaving below which Flee makes a place a camp (rule 5)


@dataclass
class TwinPlaces:
    """What Flee knows of each place, as of today; arrays of one value a place.

    Parameters
    ----------
    conflict : array, 1
        Intensity, below 0 for none.
    conflict_day : array of int64, days
        When the conflict began, -1 before the run.
    chance : array, per day
        Chance of leaving, before population, hunger and floods.
    is_camp, is_town, is_marker : array of bool
        A place can be a camp and a town (rule 12).
    capacity : array, people
        Before scaling; below 1 for unlimited.
    population : array of int64, people
        Residents.
    spawn_weight : array, people
        By which people set out, as of the last time that Flee looked.
    """

    conflict: NDArray[np.float64]
    conflict_day: NDArray[np.int64]
    chance: NDArray[np.float64]
    is_camp: NDArray[np.bool_]
    is_town: NDArray[np.bool_]
    is_marker: NDArray[np.bool_]
    capacity: NDArray[np.float64]
    population: NDArray[np.int64]
    spawn_weight: NDArray[np.float64]


def opened_places(folder: FleeFolder, *, capacities: bool = True) -> TwinPlaces:
    """The places before day 0.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    capacities : bool
        Whether camps have their capacities.

    Returns
    -------
    TwinPlaces
        As ``locations.csv`` has them.
    """
    count = len(folder.places.names)
    capacity = folder.places.capacity.astype(np.float64)
    places = TwinPlaces(
        conflict=np.full(count, _NO_CONFLICT),
        conflict_day=np.full(count, -1, dtype=np.int64),
        chance=np.zeros(count),
        is_camp=np.zeros(count, dtype=bool),
        is_town=np.zeros(count, dtype=bool),
        is_marker=np.zeros(count, dtype=bool),
        capacity=capacity if capacities else np.full(count, -1.0),
        population=folder.places.population.copy(),
        spawn_weight=np.zeros(count),
    )
    intensity = folder.places.numbers(
        "conflict_intensity", folder.settings.default_conflict_intensity
    )
    for place, kind in enumerate(folder.places.kinds):
        become(places, place, kind, float(intensity[place]), folder.settings)
        hardly_left = places.chance[place] < _LIKE_A_CAMP and not places.is_camp[place]
        if hardly_left and kind != "flood_zone":
            places.is_camp[place], places.is_town[place] = True, False
    weigh_spawning(folder, places, 0)
    return places


def become(
    places: TwinPlaces, place: int, kind: str, intensity: float, settings: FleeSettings
) -> None:
    """Make a place one of a kind (rules 2, 5 and 9).

    Parameters
    ----------
    places : TwinPlaces
        Changed in place.
    place : int
        Position of the place.
    kind : str
        One of the kinds of ``FleePlaces``.
    intensity : float
        Intensity of the conflict if it is a conflict zone.
    settings : FleeSettings
        Chances of leaving.
    """
    chances = {
        "camp": settings.camp_movechance,
        "idpcamp": settings.idpcamp_movechance,
        "conflict_zone": settings.conflict_movechance,
        "forward": 1.0,
        "marker": 1.0,
    }
    places.chance[place] = chances.get(kind, settings.default_movechance)
    places.conflict[place] = intensity if kind == "conflict_zone" else _NO_CONFLICT
    places.is_camp[place] = kind in ("camp", "idpcamp")
    places.is_town[place] = kind == "town"
    places.is_marker[place] = kind == "marker"


def begin_day(folder: FleeFolder, places: TwinPlaces, day: int) -> None:
    """Apply changes of kind and of conflict, which come before people set out (rules 9 to 12).

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        Changed in place.
    day : int
        Today.
    """
    settings = folder.settings
    for change in folder.changes:
        if change.day == day:
            become(places, change.place, change.kind, 1.0, settings)
            if change.kind == "conflict_zone":
                places.conflict_day[change.place] = day
    now = folder.conflict[day]
    before = folder.conflict[day - 1] if day else np.zeros(len(now))
    for place in np.flatnonzero((now > _LEAST_CONFLICT) & (before <= _LEAST_CONFLICT)).tolist():
        places.chance[place] = settings.conflict_movechance
        places.conflict[place] = now[place]
        places.conflict_day[place] = day
        places.is_town[place] = False
        weigh_spawning(folder, places, day)
    for place in np.flatnonzero((now <= _LEAST_CONFLICT) & (before > _LEAST_CONFLICT)).tolist():
        places.chance[place] = settings.default_movechance
        places.conflict[place] = _NO_CONFLICT
        places.is_town[place] = True
        weigh_spawning(folder, places, day)


def weigh_spawning(folder: FleeFolder, places: TwinPlaces, day: int) -> None:
    """Weights by which new people are spread over places of origin (rule 39).

    Flee weighs when a conflict begins or ends and at the end of the day, so that in between people
    set out by the weights of the day before.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        Changed in place.
    day : int
        Today.
    """
    settings = folder.settings
    fighting = places.conflict > 0.0
    left = places.conflict * decay(settings, day - places.conflict_day)
    weight = np.where(fighting, places.population * left, 0.0)
    if settings.starvation_driven_spawning:
        hungry = weight + places.population * hunger(folder, day) / PERCENT
        counts = fighting | (not settings.conflict_zone_spawning_only)
        weight = np.where(counts, np.minimum(places.population, hungry), 0.0)
    places.spawn_weight = weight
