"""Compiles a Flee folder into the tables of the kernel of Flee's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem
from qafila.kernels.flee.tables import FleeRules, FleeWorld
from qafila.simulate.allocation.flee_days import days_of
from qafila.simulate.allocation.flee_fixed import fixed_ways
from qafila.simulate.allocation.flee_groups import groups_of
from qafila.simulate.allocation.flee_kinds import by_day
from qafila.simulate.allocation.flee_legs import legs_of, outcomes_of
from qafila.simulate.allocation.flee_limits import check_counts, check_spawning
from qafila.simulate.allocation.flee_options import all_ways, starts, trips_of, ways_by_place
from qafila.simulate.allocation.flee_order import in_order
from qafila.simulate.allocation.flee_scores import Scorer, crow_km
from qafila.simulate.allocation.flee_spawning import (
    capacities_of,
    people_on_day0,
    spawn_mode,
    totals,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings
    from qafila.kernels.flee.tables import FleeDays
    from qafila.simulate.allocation.flee_legs import Legs, Outcomes
    from qafila.simulate.allocation.flee_options import Way

_TRAVEL_BINS = 13  # of an eighth each: nobody has a mean of more than 1.5 days of travel
# Buckets of the distance of a day in the usual speed: ten, which moves the total error by less than
# a thousandth against buckets of 1 km (docs/flee-rules.md); five in networks of more places; and no
# more than a hundred in the highest speed.
_BUCKETS, _WIDE_PLACES, _WIDE_BUCKETS, _MOST_BUCKETS = 10, 500, 5, 100
_OFF = 1.0  # threshold at which nothing is pruned


@dataclass(frozen=True)
class FleeInputs:
    """What the kernel of Flee's rules needs of one folder.

    Parameters
    ----------
    world : FleeWorld
        What is the same on all days.
    days : FleeDays
        What changes.
    rules : FleeRules
        Switches and numbers.
    shown : array of int64, shape (camp)
        Numbers of the camps of the folder in its own order, which is that of ``out.csv``.
    debt : array of int64, shape (day), people
        Decreases of the recorded total that later days must make up for.
    place_names : tuple of str
        Places in the order of the tables, which is that of their names.
    group_names : tuple of str
        Groups of people; ``all`` where no rule tells people apart.
    restricted : tuple of bool
        Groups that ethnicity or religion tells apart, which are never shown.
    """

    world: FleeWorld
    days: FleeDays
    rules: FleeRules
    shown: NDArray[np.int64]
    debt: NDArray[np.int64]
    place_names: tuple[str, ...]
    group_names: tuple[str, ...]
    restricted: tuple[bool, ...]


def flee_inputs(folder: FleeFolder, *, capacities: bool = True) -> FleeInputs:
    """Compile a folder; no row of its tables has a say in the result by where it stands.

    Only that the first place tells the home country, and that closures of one day act in the order
    of their file, are left of Flee's dependence on the order of rows.

    Parameters
    ----------
    folder : FleeFolder
        See `interop.flee_folder.open_flee`.
    capacities : bool
        False for camps without limit.

    Returns
    -------
    FleeInputs
        Arrays for the kernel.

    Raises
    ------
    InputError
        If more people may set out than can be held, or the settings ask for a rule that is left
        out or for a table that is not there; all of the latter is named. ``docs/flee-rules.md``
        says what is left out and why.
    """
    _refuse(folder.settings)
    check_counts(folder)
    ordered, rank = in_order(folder)
    legs = legs_of(ordered)
    groups, share = groups_of(ordered)
    ways = _ways(ordered, legs)
    places = ordered.places
    home = folder.places.home_country
    foreign = np.array([country != home for country in places.countries], dtype=bool)
    scorer = Scorer(ordered, foreign, groups)
    room = capacities_of(ordered)
    growth = places.numbers("capacity_per_day", 0.0)
    live = _population_falls(ordered.settings, capacities)
    outcomes = outcomes_of(ordered, legs)
    world = _world(ordered, legs, ways, outcomes, share, capacities)
    days = days_of(ordered, legs, ways, scorer, None if live else room, growth)
    rules = _rules(ordered, outcomes, len(groups), live)
    check_spawning(world, days, rules)
    return FleeInputs(
        world=world,
        days=days,
        rules=rules,
        shown=rank[list(folder.places.camps)].astype(np.int64),
        debt=totals(ordered).debt,
        place_names=places.names,
        group_names=tuple(group.name for group in groups),
        restricted=tuple(group.restricted for group in groups),
    )


def _population_falls(settings: FleeSettings, capacities: bool) -> bool:
    """Whether the chance of leaving must follow the population through the run (rules 20, 40).

    Where nobody is taken off the population all of it is known beforehand. Without capacities the
    kernel knows none, and the population of day 0 counts throughout.
    """
    power = settings.movechance_pop_scale_factor
    return capacities and settings.take_from_population and power != 0.0


def _refuse(settings: FleeSettings) -> None:
    """Name the rules in force that are left out, all at once."""
    population = _population_falls(settings, capacities=True)
    floods = settings.flood_rules and bool(settings.flood_movechances)
    softened = settings.stay_close_to_home and settings.weight_softening != 0.0
    left_out = {
        "two_system_decision_making": settings.two_system_decision_making,
        "flood_forecaster": settings.flood_rules and settings.flood_forecaster,
        "stay_close_to_home with weight_softening": softened and not settings.fixed_routes,
        "movechance_pop_scale_factor with take_from_population and hunger or floods": (
            population and (settings.flee_when_starving or floods)
        ),
    }
    hint = "switch it off; docs/flee-rules.md tells why it is left out"
    wrong = [
        Problem("simsetting.yml", f"{name} is left out of the rule set flee", hint=hint)
        for name, asked in left_out.items()
        if asked
    ]
    if wrong:
        raise InputError(wrong)


def _ways(folder: FleeFolder, legs: Legs) -> list[Way]:
    if folder.settings.fixed_routes:
        return fixed_ways(folder, legs)
    states = {(False,) * len(folder.places.names)}
    if "marker" in (*folder.places.kinds, *(one.kind for one in folder.changes)):
        states = {tuple(today.kinds.is_marker.tolist()) for today in by_day(folder)}
    return all_ways(legs, sorted(states), folder.settings.awareness_level)


def _world(
    folder: FleeFolder,
    legs: Legs,
    ways: list[Way],
    outcomes: Outcomes,
    share: NDArray[np.float64],
    capacities: bool,
) -> FleeWorld:
    places, settings = folder.places, folder.settings
    count = len(places.names)
    trips = trips_of(ways, legs, count)
    scaling = settings.capacity_scaling if capacities else 0.0
    return FleeWorld(
        stop_place=trips.stop_place,
        stop_trip=trips.stop_trip,
        stop_goal=trips.stop_goal,
        option_start=starts(ways_by_place(ways, count)),
        option_trip=trips.first,
        option_goal=np.array([way.places[-1] for way in ways], dtype=np.int64),
        option_factor=_factors(folder, ways),
        option_leg_start=starts(len(way.legs) for way in ways),
        option_leg=np.array([leg for way in ways for leg in way.legs], dtype=np.int64),
        trip_leg=trips.trip_leg,
        trip_next=trips.trip_next,
        trip_back=trips.trip_back,
        leg_from=legs.leg_from,
        leg_to=legs.leg_to,
        outcome_start=outcomes.start,
        outcome_days=outcomes.days,
        outcome_km=outcomes.km,
        outcome_speed=outcomes.speed,
        outcome_daily=outcomes.daily,
        outcome_chance=outcomes.chance,
        place_population=places.population.astype(np.int64),
        place_capacity=capacities_of(folder) * scaling,
        capacity_growth=places.numbers("capacity_per_day", 0.0) * scaling,
        place_day0=people_on_day0(folder),
        group_share=share,
        leave_chance=np.clip(places.numbers("deactivation_probability", 0.0), 0.0, 1.0),
    )


def _factors(folder: FleeFolder, ways: list[Way]) -> NDArray[np.float64]:
    """What distance makes of the weight of each way (rules 15, 22)."""
    settings = folder.settings
    km = np.array([way.km for way in ways], dtype=np.float64) + settings.softening
    if settings.distance_power > 0.0 and np.any(km <= 0.0):
        wrong = "softening is 0 and a link has no length, so its weight is without bound"
        raise InputError(Problem("simsetting.yml", wrong, hint="write a softening above 0"))
    factor = km ** (-settings.distance_power * settings.weight_power)
    if settings.stay_close_to_home:
        power = 1.0 if settings.fixed_routes else settings.weight_power
        crow = [crow_km(folder, way.places[0], way.places[-1]) for way in ways]
        factor *= np.maximum(1.0, crow) ** (-settings.home_distance_power * power)
    return np.asarray(factor, dtype=np.float64)


def _rules(folder: FleeFolder, outcomes: Outcomes, groups: int, live: bool) -> FleeRules:
    settings = folder.settings
    fastest = max(outcomes.speed.max(initial=0.0), settings.max_move_speed)
    usual = _WIDE_BUCKETS if len(folder.places.names) > _WIDE_PLACES else _BUCKETS
    width = max(1.0, settings.max_move_speed / usual, fastest / _MOST_BUCKETS)
    return FleeRules(
        spawn_mode=spawn_mode(settings),
        groups=groups,
        gaits=2 if settings.start_on_foot else 1,
        bins=_TRAVEL_BINS if settings.avoid_short_stints else 1,
        slots=int(outcomes.days.max(initial=0)) + 1,
        buckets=int(fastest / width) + 1,
        bucket_km=float(width),
        max_speed=float(settings.max_move_speed),
        no_short_stints=int(settings.avoid_short_stints),
        capacity_buffer=float(settings.capacity_buffer),
        weight_power=float(settings.weight_power),
        obey_capacity=int(not settings.fixed_routes),
        pruning=_OFF if settings.fixed_routes else float(settings.pruning_threshold),
        population_base=float(settings.movechance_pop_base),
        population_power=float(settings.movechance_pop_scale_factor) if live else 0.0,
        from_population=int(settings.take_from_population),
        sinks=int(settings.camps_are_sicks),
    )
