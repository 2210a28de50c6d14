"""Places of a Flee folder on one day of the twin: what they are, what they weigh, who is let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

_NO_CONFLICT = -1.0
_LEAST_CONFLICT = 1e-6  # Flee takes less for none
_LIKE_A_CAMP = 0.005  # chance of leaving below which Flee makes a place a camp (rule 5)
_PERCENT = 100.0


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
    if places.chance[place] < _LIKE_A_CAMP and kind != "flood_zone":
        places.is_camp[place], places.is_town[place] = True, False


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
            become(places, change.place, change.kind, settings.default_conflict_intensity, settings)
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


def close_camp(places: TwinPlaces, place: int, settings: FleeSettings) -> None:
    """A closed camp is a town (rule 42).

    Parameters
    ----------
    places : TwinPlaces
        Changed in place.
    place : int
        Position of the camp.
    settings : FleeSettings
        Chances of leaving.
    """
    places.chance[place] = settings.default_movechance
    places.conflict[place] = _NO_CONFLICT
    places.is_camp[place], places.is_town[place] = False, True
    places.is_marker[place] = False


def open_camp(places: TwinPlaces, place: int, chance: float) -> None:
    """An opened camp is a camp, whatever it was before (rule 42).

    Parameters
    ----------
    places : TwinPlaces
        Changed in place.
    place : int
        Position of the camp.
    chance : float
        Chance of leaving it in a day.
    """
    places.chance[place] = chance
    places.conflict[place] = _NO_CONFLICT
    places.is_camp[place], places.is_town[place] = True, False
    places.is_marker[place] = False


def decay(settings: FleeSettings, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """What is left of a conflict by its age (rule 13).

    Parameters
    ----------
    settings : FleeSettings
        The weights and the days for which each holds.
    days : array of int64, days
        Since the conflict began.

    Returns
    -------
    array, 1
        All 1 without weights.

    Examples
    --------
    >>> from qafila.interop.flee_settings import complete
    >>> decay(complete({"conflict_spawn_decay": (1.0, 0.5)}), np.array([0, 29, 30, 300])).tolist()
    [1.0, 1.0, 0.5, 0.5]
    """
    weights = np.array(settings.conflict_spawn_decay or (1.0,), dtype=np.float64)
    age = days // settings.conflict_spawn_decay_interval
    return weights[np.clip(age, 0, len(weights) - 1)]


def hunger(folder: FleeFolder, day: int) -> NDArray[np.float64]:
    """The level of food insecurity of each place.

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    day : int
        Today.

    Returns
    -------
    array, shape (place), %
        Zero without ``region_attributes_IPC_level.csv``.
    """
    levels = folder.attributes.get("region_IPC_level")
    return np.zeros(len(folder.places.names)) if levels is None else levels[day]


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
        hungry = weight + places.population * hunger(folder, day) / _PERCENT
        counts = fighting | (not settings.conflict_zone_spawning_only)
        weight = np.where(counts, np.minimum(places.population, hungry), 0.0)
    places.spawn_weight = weight


def place_scores(folder: FleeFolder, places: TwinPlaces, day: int) -> NDArray[np.float64]:
    """How attractive each place is today (rule 14).

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        The places today.
    day : int
        Today.

    Returns
    -------
    array, shape (place), 1
        Before anything that depends on who asks.
    """
    settings = folder.settings
    home = folder.places.home_country
    foreign = np.array([country != home for country in folder.places.countries], dtype=bool)
    score = np.ones(len(foreign))
    if settings.use_economic_pull:
        pull = folder.places.numbers("trade_volume", 0.0) + folder.places.numbers("hdi", 0.0) ** 2
        score += np.where(foreign, pull, 0.0)
    score *= np.where(foreign, settings.foreign_weight, 1.0)
    score *= np.where(places.is_camp, settings.camp_weight, 1.0)
    power = decay(settings, day - places.conflict_day) * places.conflict
    score *= np.where(places.conflict > 0.0, settings.conflict_weight**power, 1.0)
    if settings.avoid_food_deprived_locations:
        sated = 1.0 - (hunger(folder, day) / _PERCENT) ** 2
        score *= np.where(foreign, 1.0, sated)
    return score


def place_factors(folder: FleeFolder, places: TwinPlaces, day: int) -> NDArray[np.float64]:
    """What multiplies the score of a destination whoever asks (rules 15 and 41).

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        The places today.
    day : int
        Today.

    Returns
    -------
    array, shape (place), 1
        One factor a place.
    """
    settings = folder.settings
    factor = np.ones(len(places.chance))
    if settings.flood_rules and folder.flood_level is not None:
        level = folder.flood_level[day]
        weight = by_level(settings.flood_loc_weights, level)
        factor *= np.where(level > 0.0, weight, 1.0)
    if settings.use_pop_for_loc_weight:
        people = np.maximum(1.0, places.population) ** settings.pop_power_for_loc_weight
        factor *= np.where(places.is_camp, 1.0, people)
    return factor


def leaving_chances(folder: FleeFolder, places: TwinPlaces, day: int) -> NDArray[np.float64]:
    """The chance with which a person leaves each place today (rule 20).

    Parameters
    ----------
    folder : FleeFolder
        The folder.
    places : TwinPlaces
        The places today.
    day : int
        Today.

    Returns
    -------
    array, shape (place), per day
        May exceed 1.
    """
    settings = folder.settings
    people = np.maximum(places.population, places.capacity) / settings.movechance_pop_base
    factor = 1.0
    if settings.movechance_pop_scale_factor != 0.0:
        factor = np.maximum(people, 0.0) ** settings.movechance_pop_scale_factor
    chance = places.chance * factor
    if settings.flee_when_starving:
        hungry = hunger(folder, day) / _PERCENT
        chance = hungry + (1.0 - hungry) * chance
    if settings.flood_rules and folder.flood_level is not None:
        level = folder.flood_level[day]
        chance = np.where(level > 0.0, by_level(settings.flood_movechances, level), chance)
    return chance


def by_level(values: tuple[float, ...], level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values given for levels 0, 1, 2 and so on, interpolated between them.

    Parameters
    ----------
    values : tuple of float
        One a level; none for 1 everywhere.
    level : array, 1
        Levels.

    Returns
    -------
    array
        As many as levels; constant above the highest.

    Examples
    --------
    >>> by_level((0.0, 1.0, 0.5), np.array([0.5, 2.0, 9.0])).tolist()
    [0.5, 0.5, 0.5]
    """
    if not values:
        return np.ones_like(level)
    return np.asarray(np.interp(level, np.arange(len(values)), values), dtype=np.float64)


def room(
    settings: FleeSettings, capacity: NDArray[np.float64], people: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What is left of the pull of a place as it fills (rule 16).

    Parameters
    ----------
    settings : FleeSettings
        Buffer and scaling of capacities.
    capacity : array, people
        Before scaling.
    people : array of int64, people
        Who is there, people on the way not counted.

    Returns
    -------
    array, 1
        1 below the buffer and where there is no limit, 0 where the place is full.

    Examples
    --------
    >>> from qafila.interop.flee_settings import default_settings
    >>> people = np.array([90, 95, 100, 100])
    >>> room(default_settings(), np.array([100.0, 100.0, 100.0, 0.0]), people).round(2).tolist()
    [1.0, 0.5, 0.0, 1.0]
    """
    limit = capacity * settings.capacity_scaling
    from_here = settings.capacity_buffer * limit
    span = np.where(limit > from_here, limit - from_here, 1.0)
    between = 1.0 - (people - from_here) / span
    pull = np.where(people >= limit, 0.0, np.where(people <= from_here, 1.0, between))
    return np.where(limit < 1.0, 1.0, pull)
