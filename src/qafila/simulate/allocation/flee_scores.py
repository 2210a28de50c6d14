"""How attractive places are, and how likely people leave them, under Flee's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem
from qafila.simulate.allocation.flee_groups import for_group
from qafila.simulate.allocation.flee_kinds import decay

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.allocation.flee_groups import Group
    from qafila.simulate.allocation.flee_kinds import Kinds

_EARTH_KM = 6371.0  # that of Flee
_NOBODY = 1e8  # population that Flee takes a place without people for when it looks for one's own
_OWN_PEOPLE = 10.0  # Flee's factor on the share of people of one's own ethnicity


@dataclass(frozen=True)
class Scorer:
    """Scores of places day by day.

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.
    foreign : array of bool, shape (place)
        Outside the home country.
    groups : tuple of Group
        See `flee_groups.groups_of`.
    """

    folder: FleeFolder
    foreign: NDArray[np.bool_]
    groups: tuple[Group, ...]

    def location_scores(self, kinds: Kinds, day: int) -> NDArray[np.float64]:
        """Scores by what places are (rule 14).

        Parameters
        ----------
        kinds : Kinds
            When people move.
        day : int
            0 for the first.

        Returns
        -------
        array, shape (place)
            1 for a town at home.
        """
        settings = self.folder.settings
        score = np.ones(len(self.foreign))
        if settings.use_economic_pull:
            trade = attribute(self.folder, "trade_volume", day)
            pull = trade + attribute(self.folder, "hdi", day) ** 2
            score[self.foreign] += pull[self.foreign]
        score[self.foreign] *= settings.foreign_weight
        score[kinds.is_camp] *= settings.camp_weight
        violent = kinds.conflict > 0.0
        exponent = decay(self.folder, kinds.since, day) * kinds.conflict
        score[violent] *= settings.conflict_weight ** exponent[violent]
        if settings.avoid_food_deprived_locations:
            hunger = attribute(self.folder, "region_IPC", day) / 100.0
            score[~self.foreign] *= 1.0 - hunger[~self.foreign] ** 2
        return score

    def goal_scores(self, kinds: Kinds, day: int) -> NDArray[np.float64]:
        """What each group adds distance and capacity to when it weighs a way (rules 15, 22, 25).

        Parameters
        ----------
        kinds : Kinds
            When people move.
        day : int
            0 for the first.

        Returns
        -------
        array, shape (place, group)
            With weight_softening added and weight_power taken; with fixed_routes Flee multiplies
            by the score of the group once more.
        """
        settings = self.folder.settings
        location = self.location_scores(kinds, day)
        flooded = self._flood_factor(day)
        columns = []
        for group in self.groups:
            own = for_group(location, group, settings) * flooded
            own = own * self._own_people(kinds, group) * self._crowd(kinds)
            softened = location * flooded if settings.fixed_routes else own
            weight = (settings.weight_softening + softened) ** settings.weight_power
            columns.append(weight * own if settings.fixed_routes else weight)
        return np.array(columns).T.copy()

    def _flood_factor(self, day: int) -> NDArray[np.float64]:
        level = flood_level(self.folder, day)
        if not self.folder.settings.flood_rules or not self.folder.settings.flood_loc_weights:
            return np.ones(len(level))
        weights = at_level(self.folder, "flood_loc_weights", level)
        return np.where(level > 0.0, weights, 1.0)

    def _crowd(self, kinds: Kinds) -> NDArray[np.float64]:
        settings = self.folder.settings
        if not settings.use_pop_for_loc_weight:
            return np.ones(len(self.foreign))
        people = np.maximum(1.0, self.folder.places.population.astype(np.float64))
        return np.where(kinds.is_camp, 1.0, people**settings.pop_power_for_loc_weight)

    def _own_people(self, kinds: Kinds, group: Group) -> NDArray[np.float64]:
        settings = self.folder.settings
        factor = np.ones(len(self.foreign))
        zone = ~kinds.is_camp & (kinds.conflict > 0.0)
        asked = (
            (settings.match_camp_ethnicity, kinds.is_camp, "ethnicity", _OWN_PEOPLE),
            (settings.match_conflict_ethnicity, zone, "ethnicity", _OWN_PEOPLE),
            (settings.match_town_ethnicity, ~kinds.is_camp & ~zone, "ethnicity", _OWN_PEOPLE),
            (
                settings.match_camp_religion,
                kinds.is_camp,
                "religion",
                1.0 / settings.avg_religion_fraction if settings.avg_religion_fraction else 0.0,
            ),
        )
        for wanted, where, name, times in asked:
            if wanted:
                share = self._share_of(name, group.class_of(name)) * times
                factor[where] *= share[where]
        return factor

    def _share_of(self, attribute: str, people: str) -> NDArray[np.float64]:
        """Share of some people among the residents, from a column of ``locations.csv``.

        What people call themselves is restricted and stands in no message.
        """
        places = self.folder.places
        if people not in places.attributes:
            file = f"demographics_{attribute}.csv"
            wrong = f"lacks a column with the number of people for a row of {file}"
            hint = f"add a column for each row of {file} or switch the rule off"
            raise InputError(Problem("locations.csv", wrong, 1, hint=hint))
        residents = np.where(places.population < 1, _NOBODY, places.population)
        return np.asarray(places.numbers(people, 0.0) / residents)

    def move_chances(
        self, kinds: Kinds, day: int, capacity: NDArray[np.float64] | None
    ) -> NDArray[np.float64]:
        """Chance of leaving each place in a day (rules 20, 32, 41).

        Parameters
        ----------
        kinds : Kinds
            When people move.
        day : int
            0 for the first.
        capacity : array, shape (place), people, or None
            Before scaling; None leaves the part of the population to the kernel.

        Returns
        -------
        array, shape (place), 1
            At most 1, above which Flee moves everybody as well.
        """
        settings = self.folder.settings
        chance = kinds.move_chance.copy()
        if capacity is not None and settings.movechance_pop_scale_factor != 0.0:
            people = np.maximum(self.folder.places.population.astype(np.float64), capacity)
            part = np.maximum(people, 0.0) / settings.movechance_pop_base
            with np.errstate(divide="ignore"):
                chance *= part**settings.movechance_pop_scale_factor
        elif capacity is None and settings.capacity_scaling > 0.0:
            # The kernel holds capacities with their scaling, which this part does not know.
            only_camps = self.folder.places.population == 0
            power = settings.movechance_pop_scale_factor
            chance[only_camps] *= settings.capacity_scaling ** (-power)
        if settings.flee_when_starving:
            hunger = attribute(self.folder, "region_IPC", day) / 100.0
            chance = hunger + (1.0 - hunger) * chance
        if settings.flood_rules and settings.flood_movechances:
            level = flood_level(self.folder, day)
            by_flood = at_level(self.folder, "flood_movechances", level)
            chance = np.where(level > 0.0, by_flood, chance)
        return np.asarray(np.clip(chance, 0.0, 1.0))


def attribute(folder: FleeFolder, name: str, day: int) -> NDArray[np.float64]:
    """An attribute of places that a rule needs.

    Parameters
    ----------
    folder : FleeFolder
        Has it by day, or as a column of ``locations.csv``.
    name : str
        Such as ``region_IPC``.
    day : int
        0 for the first.

    Returns
    -------
    array, shape (place)
        Its values on the day.

    Raises
    ------
    InputError
        If the folder has none.
    """
    for known in (name, f"region_{name}"):
        if known in folder.attributes:
            return np.asarray(folder.attributes[known][day])
    if name in folder.places.attributes:
        return folder.places.numbers(name, 0.0)
    file = f"{'region' if name.startswith('region_') else 'location'}_attributes_"
    wrong = f"the settings need {file}{name.removeprefix('region_')}.csv, and there is none"
    raise InputError(Problem("simsetting.yml", wrong, hint="add the file or switch the rule off"))


def flood_level(folder: FleeFolder, day: int) -> NDArray[np.float64]:
    """Level of flood of each place.

    Parameters
    ----------
    folder : FleeFolder
        With ``flood_level.csv`` or without.
    day : int
        0 for the first.

    Returns
    -------
    array, shape (place), 1
        0 without the file.
    """
    if folder.flood_level is None:
        return np.zeros(len(folder.places.names))
    return np.asarray(folder.flood_level[day])


def at_level(folder: FleeFolder, setting: str, level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of a setting that has one for each level of flood, interpolated between levels.

    Parameters
    ----------
    folder : FleeFolder
        Its settings hold the list.
    setting : str
        Field of `interop.flee_settings.FleeSettings`.
    level : array, shape (place), 1
        Levels of flood.

    Returns
    -------
    array, shape (place)
        One value a place.

    Raises
    ------
    InputError
        If the list does not reach up to a level; Flee stops there as well.
    """
    values = np.array(getattr(folder.settings, setting), dtype=np.float64)
    if np.any(level > len(values) - 1):
        wrong = f"{setting} has {len(values)} values and does not reach level {level.max():g}"
        hint = "add values, the first one being that of level 0"
        raise InputError(Problem("simsetting.yml", wrong, hint=hint))
    return np.asarray(np.interp(level, np.arange(len(values)), values))


def crow_km(folder: FleeFolder, first: int, second: int) -> float:
    """Distance of two places as Flee reckons it, with latitude and longitude the wrong way round.

    Parameters
    ----------
    folder : FleeFolder
        Its fourth column is taken for the longitude and the fifth for the latitude.
    first, second : int
        Positions of places.

    Returns
    -------
    float
        Kilometres; a place without position lies at 0, 0.
    """
    x, y = (
        np.radians(np.nan_to_num(one)) for one in (folder.places.latitude, folder.places.longitude)
    )
    across, along = y[second] - y[first], x[second] - x[first]
    chord = np.sin(across / 2) ** 2 + np.cos(y[first]) * np.cos(y[second]) * np.sin(along / 2) ** 2
    return float(2 * _EARTH_KM * np.arctan2(np.sqrt(chord), np.sqrt(max(0.0, 1.0 - chord))))
