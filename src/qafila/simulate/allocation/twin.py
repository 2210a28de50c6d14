"""Flee's rules person by person in plain NumPy: slow, written for clarity.

Only the tests use it: they hold the kernel of counts against it. It reads the folder itself and
shares no table with the kernel, so that it finds faults of either, and it draws its random numbers
otherwise, so that the two agree in distribution and not in bytes. Where there is no Numba the
kernel itself runs uncompiled (`qafila.kernels.uncompiled`). People decide and travel one after the
other as in Flee, because each arrival changes how full a camp is to the next person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.simulate.allocation.twin_chances import (
    leaving_chances,
    own_people,
    place_factors,
    place_scores,
    room,
)
from qafila.simulate.allocation.twin_people import NOWHERE, TwinPeople, draw_traits
from qafila.simulate.allocation.twin_places import (
    become,
    begin_day,
    opened_places,
    weigh_spawning,
)
from qafila.simulate.allocation.twin_roads import TwinRoads, Way, apart_km
from qafila.simulate.allocation.twin_spawning import insert_day0, set_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.simulate.allocation.twin_people import Traits

_FULL = 0.5  # a camp with less room than this is not entered (rule 26)
_HALF_A_DAY = 0.5  # recent travel below which nobody rests in a town (rule 31)
_PRUNING = 1.001  # from which ways of little weight are left out (rule 23)


@dataclass(frozen=True)
class TwinRun:
    """What one run of the twin gives, at the end of each day.

    Parameters
    ----------
    present : array of int64, shape (day, camp), people
        People in the camps, in the order of ``folder.places.camps``.
    in_transit : array of int64, shape (day), people
        People on legs.
    people : array of int64, shape (day), people
        All who were ever there.
    left : array of int64, shape (day), people
        People who left it from camps that are sinks.
    debt : array of int64, shape (day), people
        Decreases of the counts that newcomers must make up for (rule 37).
    """

    present: NDArray[np.int64]
    in_transit: NDArray[np.int64]
    people: NDArray[np.int64]
    left: NDArray[np.int64]
    debt: NDArray[np.int64]


@dataclass(frozen=True)
class _Choice:
    """The ways from a place as they weigh today, before anyone looks how full their goals are."""

    ways: list[Way]
    goals: NDArray[np.int64]
    weights: NDArray[np.float64]


def run_twin(folder: FleeFolder, seed: int, *, capacities: bool = True) -> TwinRun:
    """Simulate a folder once.

    Parameters
    ----------
    folder : FleeFolder
        What to simulate, under its settings.
    seed : int
        Of the randomness.
    capacities : bool
        Whether camps have their capacities.

    Returns
    -------
    TwinRun
        People by day.
    """
    twin = _Twin(folder, np.random.default_rng(seed), capacities=capacities)
    rows = [twin.one_day(day) for day in range(folder.days)]
    camps = np.array([row[0] for row in rows], dtype=np.int64)
    rest = np.array([row[1:] for row in rows], dtype=np.int64).reshape(len(rows), 4).T
    return TwinRun(camps.reshape(len(rows), len(folder.places.camps)), *rest)


class _Twin:
    """One run, day by day."""

    def __init__(self, folder: FleeFolder, rng: np.random.Generator, *, capacities: bool) -> None:
        self.folder, self.rng = folder, rng
        self.places = opened_places(folder, capacities=capacities)
        self.growth = folder.places.numbers("capacity_per_day", 0.0) * capacities
        self.sink_chance = folder.places.numbers("deactivation_probability", 0.0)
        self.roads = TwinRoads(folder)
        self.people = TwinPeople()
        self.occupied = np.zeros(len(folder.places.names), dtype=np.int64)
        self.chance = np.zeros(len(self.occupied))
        self.score = self.factor = np.ones(len(self.occupied))
        self.choices: dict[tuple[int, Traits], _Choice] = {}
        self.debt = self.left = 0

    def one_day(self, day: int) -> tuple[NDArray[np.int64], int, int, int, int]:
        """The order of a day of Flee (rules 9 and 10)."""
        folder, places = self.folder, self.places
        if day == 0:
            self.welcome(insert_day0(folder, places))
        begin_day(folder, places, day)
        newcomers, self.debt = set_out(folder, places, day, self.debt, self.rng)
        self.welcome(newcomers)
        weigh_spawning(folder, places, day)
        self.apply_closures(day)
        weigh_spawning(folder, places, day)
        self.score = place_scores(folder, places, day)
        self.factor = place_factors(folder, places, day)
        places.capacity = places.capacity + self.growth
        self.chance = leaving_chances(folder, places, day)
        self.choices = {}
        self.everybody_decides()
        self.everybody_travels()
        people = self.people
        people.recent = (people.recent + people.today_km / folder.settings.max_move_speed) / 2.0
        people.today_km[:] = 0.0
        if folder.settings.camps_are_sicks:
            self.some_leave()
        present = self.occupied[list(folder.places.camps)].copy()
        on_legs = int(np.count_nonzero(people.place == NOWHERE))
        return present, on_legs, len(people.place) + self.left, self.left, self.debt

    def welcome(self, newcomers: NDArray[np.int64]) -> None:
        """Newcomers, given by the places where they are."""
        self.people.add(newcomers, draw_traits(self.folder, newcomers, self.rng))
        np.add.at(self.occupied, newcomers, 1)

    def apply_closures(self, day: int) -> None:
        """What closes and opens today, row by row (rule 42)."""
        index, settings = self.folder.places.index(), self.folder.settings
        for closure in self.folder.closures:
            is_camp = closure.kind in ("camp", "idpcamp")
            if closure.start == day and is_camp:
                become(self.places, index[closure.first], "town", 0.0, settings)
            elif closure.start == day:
                closed = self.roads.close(closure)
                self.people.turned |= np.isin(self.people.leg, closed)
            if 0 < closure.end == day and is_camp:
                become(self.places, index[closure.first], closure.kind, 0.0, settings)
            elif 0 < closure.end == day:
                self.roads.reopen(closure)

    def everybody_decides(self) -> None:
        """People who are in a place decide in turn; nobody arrives meanwhile."""
        place = self.people.place
        chance = np.where(place == NOWHERE, 0.0, self.chance[place])
        bound = np.array([bool(route) for route in self.people.routes], dtype=bool)
        chance[bound & (place != NOWHERE)] = 1.0
        for person in np.flatnonzero(self.rng.random(len(place)) < chance).tolist():
            self.depart(person)

    def everybody_travels(self) -> None:
        """People on legs travel in turn; who arrives early may go on the same day."""
        people = self.people
        travelling = np.flatnonzero(people.place == NOWHERE)
        if not len(travelling):
            return
        speed = np.array([self.speed_today(person) for person in travelling.tolist()])
        people.leg_km[travelling] += speed
        people.today_km[travelling] += speed
        length = np.array([self.roads.legs[leg].km for leg in people.leg[travelling].tolist()])
        arriving = people.leg_km[travelling] > length
        for person, pace in zip(
            travelling[arriving].tolist(), speed[arriving].tolist(), strict=True
        ):
            self.go_on(person, pace)

    def go_on(self, person: int, speed: float) -> None:
        """A person arrives and goes on until the day is over (rules 28 to 31)."""
        people, settings = self.people, self.folder.settings
        while self.arrive(person, speed):
            here = int(people.place[person])
            chance = self.chance[here]
            recent = people.recent[person] + people.today_km[person] / settings.max_move_speed
            restless = settings.avoid_short_stints and recent / 2.0 < _HALF_A_DAY
            if people.routes[person] or (restless and self.places.is_town[here]):
                chance = 1.0
            if not (self.rng.random() < chance and self.depart(person)):
                return
            speed = self.speed_today(person)
            people.leg_km[person] += speed
            people.today_km[person] += speed
            if not people.leg_km[person] > self.roads.legs[people.leg[person]].km:
                return

    def arrive(self, person: int, speed: float) -> bool:
        """A person is at the end of a leg; whether anything is left of the day (rules 28 to 30)."""
        people = self.people
        leg = self.roads.legs[people.leg[person]]
        people.travelled[person] = True
        people.today_km[person] += leg.km - people.leg_km[person]
        place = leg.start if people.turned[person] else leg.end
        more = not people.turned[person] and people.today_km[person] < speed
        people.place[person], people.leg[person] = place, NOWHERE
        people.leg_km[person], people.turned[person] = 0.0, False
        self.occupied[place] += 1
        return bool(more)

    def speed_today(self, person: int) -> float:
        """How far a person on a leg comes today (rule 27)."""
        people, settings = self.people, self.folder.settings
        leg = self.roads.legs[people.leg[person]]
        on_foot = settings.start_on_foot and not people.travelled[person]
        if on_foot or (leg.walk_chance > 0.0 and self.rng.random() < leg.walk_chance):
            return float(settings.max_walk_speed)
        return float(leg.speed)

    def depart(self, person: int) -> bool:
        """A person takes the next leg, and chooses a way before if need be (rules 22 to 26)."""
        people = self.people
        here = int(people.place[person])
        route = people.routes[person] or self.choose(here, people.traits[person])
        people.routes[person] = ()
        if not route:
            return False
        leg = self.roads.leg_between(here, route[0])
        if leg is None or self.is_full_camp(route[-1]):
            return False
        people.routes[person] = route[1:]
        people.place[person], people.leg[person] = NOWHERE, leg
        self.occupied[here] -= 1
        return True

    def choose(self, here: int, traits: Traits) -> tuple[int, ...]:
        """Draw one of the ways that a person sees; none where there is none."""
        choice = self.choice_at(here, traits)
        if not choice.ways:
            return ()
        weights = self.weights_now(choice)
        sums = np.cumsum(weights)
        if not sums[-1] > 0.0:
            return choice.ways[int(self.rng.integers(len(choice.ways)))].stops
        drawn = np.searchsorted(sums, self.rng.random() * sums[-1], side="right")
        return choice.ways[min(int(drawn), len(sums) - 1)].stops

    def weights_now(self, choice: _Choice) -> NDArray[np.float64]:
        """The weights of ways when people look how full the goals are (rules 22 and 23)."""
        settings = self.folder.settings
        if settings.fixed_routes:
            return choice.weights
        capacity, people = self.places.capacity[choice.goals], self.occupied[choice.goals]
        pull = room(settings, capacity, people) ** settings.weight_power
        weights = choice.weights * pull
        if settings.pruning_threshold < _PRUNING:
            return weights
        least = weights.max() / settings.pruning_threshold
        return np.where(weights < least, 0.0, weights)

    def choice_at(self, here: int, traits: Traits) -> _Choice:
        """The ways from a place, as they weigh today to people of some traits."""
        if (here, traits) not in self.choices:
            settings = self.folder.settings
            ways = self.roads.ways_from(here, self.places.is_marker, settings.awareness_level)
            goals = np.array([way.stops[-1] for way in ways], dtype=np.int64)
            own = own_people(self.folder, self.places, traits.ethnicity, traits.religion)
            score = (self.score**traits.power * self.factor * own)[goals]
            if settings.stay_close_to_home:
                apart = np.array([apart_km(self.folder, here, goal) for goal in goals.tolist()])
                score = score / np.maximum(1.0, apart) ** settings.home_distance_power
            km = np.array([way.km for way in ways]) + settings.softening
            weights = (settings.weight_softening + score) / km**settings.distance_power
            self.choices[here, traits] = _Choice(ways, goals, weights**settings.weight_power)
        return self.choices[here, traits]

    def is_full_camp(self, place: int) -> bool:
        """Whether a place is a camp that takes nobody (rule 26)."""
        if not self.places.is_camp[place]:
            return False
        capacity, people = self.places.capacity[[place]], self.occupied[[place]]
        return bool(room(self.folder.settings, capacity, people)[0] < _FULL)

    def some_leave(self) -> None:
        """Some of those in camps leave the simulation (rule 32)."""
        place = self.people.place
        camp = (place != NOWHERE) & self.places.is_camp[place]
        chance = np.where(camp, self.sink_chance[place], 0.0)
        gone = self.rng.random(len(place)) < chance
        np.subtract.at(self.occupied, place[gone], 1)
        self.left += int(np.count_nonzero(gone))
        self.people.remove(gone)
