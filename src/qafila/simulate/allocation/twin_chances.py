"""What draws people to a place and drives them from it, as the twin sees it on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings
    from qafila.simulate.allocation.twin_places import TwinPlaces

PERCENT = 100.0
_NOBODY = 1e8  # residents that Flee assumes where there are none when it looks for one's own
_KIN = 10.0  # Flee's factor on the share of one's own ethnicity


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
        Zero without ``region_attributes_IPC.csv``.
    """
    return _attribute(folder, "region_IPC", day)


def _attribute(folder: FleeFolder, name: str, day: int) -> NDArray[np.float64]:
    by_day = folder.attributes.get(name)
    return folder.places.numbers(name, 0.0) if by_day is None else by_day[day]


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
        pull = _attribute(folder, "trade_volume", day) + _attribute(folder, "hdi", day) ** 2
        score += np.where(foreign, pull, 0.0)
    score *= np.where(foreign, settings.foreign_weight, 1.0)
    score *= np.where(places.is_camp, settings.camp_weight, 1.0)
    power = decay(settings, day - places.conflict_day) * places.conflict
    score *= np.where(places.conflict > 0.0, settings.conflict_weight**power, 1.0)
    if settings.avoid_food_deprived_locations:
        sated = 1.0 - (hunger(folder, day) / PERCENT) ** 2
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


def own_people(
    folder: FleeFolder, places: TwinPlaces, ethnicity: str, religion: str
) -> NDArray[np.float64]:
    """What multiplies the score of a destination for people who look for their own (rule 15).

    Parameters
    ----------
    folder : FleeFolder
        Columns of ``locations.csv`` tell how many of each ethnicity and religion live in a place.
    places : TwinPlaces
        The places today.
    ethnicity, religion : str
        Of those who look.

    Returns
    -------
    array, shape (place), 1
        One factor a place.
    """
    settings = folder.settings
    residents = folder.places.population.astype(np.float64)
    residents[residents < 1.0] = _NOBODY
    zone = ~places.is_camp & (places.conflict > 0.0)
    factor = np.ones(len(zone))
    kin = folder.places.numbers(ethnicity, 0.0) / residents * _KIN
    factor *= np.where(places.is_camp & settings.match_camp_ethnicity, kin, 1.0)
    factor *= np.where(zone & settings.match_conflict_ethnicity, kin, 1.0)
    town = ~places.is_camp & ~zone & settings.match_town_ethnicity
    factor *= np.where(town, kin, 1.0)
    if settings.match_camp_religion:
        share = folder.places.numbers(religion, 0.0) / residents
        factor *= np.where(places.is_camp, share / settings.avg_religion_fraction, 1.0)
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
    chance = places.chance
    if settings.movechance_pop_scale_factor != 0.0:
        chance = chance * np.maximum(people, 0.0) ** settings.movechance_pop_scale_factor
    if settings.flee_when_starving:
        hungry = hunger(folder, day) / PERCENT
        chance = hungry + (1.0 - hungry) * chance
    if settings.flood_rules and folder.flood_level is not None:
        level = folder.flood_level[day]
        chance = np.where(level > 0.0, by_level(settings.flood_movechances, level), chance)
    return chance
