"""What the kernel of Flee's rules takes, remembers and gives.

Two words need an explanation. A *stop* is a place together with what is left of a route that was
chosen earlier: stops ``0 .. place - 1`` are the places themselves, where people choose anew, and
further ones exist only where people look two or more links ahead. A *trip* is a leg together with
the stop at its end. People who share stop, memory and group are exchangeable, so a *kind* is
``(group * gaits + gait) * bins + bin``: gait 1 has not travelled yet and walks its first leg
(one gait if nobody starts on foot), bin tells how far people travelled of late (one bin if that
does not matter).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPAWNING, DEPARTURES, ON_THE_WAY, LEAVING = 0, 1, 2, 3
STREAMS = ("flee.spawning", "flee.departures", "flee.on_the_way", "flee.leaving")

RECENT_WIDTH = 0.125  # of the bins of recent travel, in days of travel

SPAWN_TOTAL, SPAWN_GIVEN, SPAWN_RATIO, SPAWN_POISSON = 0, 1, 2, 3
FREE, LOST = -1, -2


class FleeWorld(NamedTuple):
    """What is the same for all members and days.

    stop_place (stop,) place of each; stop_trip (stop,) the trip that people there are bound to
    take, FREE where they choose, LOST where the next leg does not exist: they stay a day and then
    choose; stop_goal (stop,) place where the route ends, -1 where people choose.

    option_start (place + 1,), option_trip (option,) first trip, option_goal (option,) place where
    the route ends, option_factor (option,) what distance makes of its weight, powers included;
    option_leg_start (option + 1,), option_leg (...) legs that must all be open for the option.

    trip_leg (trip,), trip_next (trip,) stop at its end, trip_back (trip,) stop at its start, of
    whoever finds the leg closed.

    leg_to, leg_from (leg,) places; outcome_start (2 leg + 1,) for leg ``l`` by vehicle ``2 l`` and
    on foot ``2 l + 1``; outcome_days (outcome,) days after today on which people arrive, 0 for
    today; outcome_km (outcome,) km on the day of arrival; outcome_speed (outcome,) km/day on that
    day; outcome_daily (outcome,) km on each day before; outcome_chance (outcome,) sums to 1.

    place_population, place_capacity (place,) people, capacity after scaling, below 1 for unlimited;
    capacity_growth (place,) people/day; place_day0 (place,) people in the place on day 0;
    group_share (place, group) of those who set out from a place; leave_chance (place,) with which
    those in a camp leave the simulation in a day.
    """

    stop_place: NDArray[np.int64]
    stop_trip: NDArray[np.int64]
    stop_goal: NDArray[np.int64]
    option_start: NDArray[np.int64]
    option_trip: NDArray[np.int64]
    option_goal: NDArray[np.int64]
    option_factor: NDArray[np.float64]
    option_leg_start: NDArray[np.int64]
    option_leg: NDArray[np.int64]
    trip_leg: NDArray[np.int64]
    trip_next: NDArray[np.int64]
    trip_back: NDArray[np.int64]
    leg_from: NDArray[np.int64]
    leg_to: NDArray[np.int64]
    outcome_start: NDArray[np.int64]
    outcome_days: NDArray[np.int64]
    outcome_km: NDArray[np.float64]
    outcome_speed: NDArray[np.float64]
    outcome_daily: NDArray[np.float64]
    outcome_chance: NDArray[np.float64]
    place_population: NDArray[np.int64]
    place_capacity: NDArray[np.float64]
    capacity_growth: NDArray[np.float64]
    place_day0: NDArray[np.int64]
    group_share: NDArray[np.float64]
    leave_chance: NDArray[np.float64]


class FleeDays(NamedTuple):
    """What changes from day to day, as lists: those of day ``t`` are ``start[t] .. start[t + 1]``.

    place_start (day + 1,), place (change,), score (change, group) of a place as a destination,
    weight_softening and weight_power included; move_chance (change,) before the population counts;
    is_town, is_camp (change,) 0 or 1; spawn (change,): with SPAWN_TOTAL the weight of one resident,
    with SPAWN_GIVEN people, with SPAWN_RATIO the share of the population, with SPAWN_POISSON the
    mean. The list of day 0 names every place.

    leg_start (day + 1,), leg (change,), leg_open (change,) 0 or 1; all legs are open before day 0.
    option_start (day + 1,), option (change,), option_on (change,) 0 or 1; all are on before day 0.
    new_people (day,) people who set out, with SPAWN_TOTAL only.
    """

    place_start: NDArray[np.int64]
    place: NDArray[np.int64]
    score: NDArray[np.float64]
    move_chance: NDArray[np.float64]
    is_town: NDArray[np.uint8]
    is_camp: NDArray[np.uint8]
    spawn: NDArray[np.float64]
    leg_start: NDArray[np.int64]
    leg: NDArray[np.int64]
    leg_open: NDArray[np.uint8]
    option_start: NDArray[np.int64]
    option: NDArray[np.int64]
    option_on: NDArray[np.uint8]
    new_people: NDArray[np.int64]


class FleeRules(NamedTuple):
    """Switches and numbers of the rules.

    spawn_mode : one of the SPAWN constants. gaits, bins, groups : ints, see the top of the module.
    slots : int, more than the longest outcome_days. bucket_km : float, width of the buckets in
    which the distance of a day is kept. buckets : int, enough of them for the highest
    outcome_speed.
    max_speed : float, km/day, in which recent travel is measured. no_short_stints : 0 or 1, people
    who travelled little of late do not rest in a town. capacity_buffer : float, share of the
    capacity from which a camp draws less. weight_power : float, on what capacity leaves.
    obey_capacity : 0 or 1, whether the weight of an option falls as its goal fills.
    pruning : float, 1.001 and more leaves out options below the best over it.
    population_base : float, population_power : float, on the chance of leaving; power 0 for none.
    from_population : 0 or 1, who sets out is taken off the population.
    sinks : 0 or 1, people leave the simulation from camps.
    """

    spawn_mode: int
    groups: int
    gaits: int
    bins: int
    slots: int
    buckets: int
    bucket_km: float
    max_speed: float
    no_short_stints: int
    capacity_buffer: float
    weight_power: float
    obey_capacity: int
    pruning: float
    population_base: float
    population_power: float
    from_population: int
    sinks: int


class FleeState(NamedTuple):
    """What one member remembers from day to day; a run can stop after a day and go on from here.

    at_stop (stop, kind); ring (slot, cell, kind) people by day of arrival modulo slots, where each
    trip has as many cells as its leg has outcomes by the way of travel that has most of them, in
    their order; it holds fewer than 2**31 people to stay small, with as many cells as 500,000 legs.
    population (place,) people, capacity (place,), occupied (place,) people in each, left (1,)
    people who left the simulation, and as the lists of days have set them: score (place, group),
    move_chance, is_town, is_camp, spawn (place,), leg_open (leg,), option_on (option,).
    leg_closed_on (leg,) last day on which each was closed, -1 for none: who was on it turns back.
    """

    at_stop: NDArray[np.int64]
    ring: NDArray[np.int32]
    population: NDArray[np.int64]
    capacity: NDArray[np.float64]
    occupied: NDArray[np.int64]
    left: NDArray[np.int64]
    score: NDArray[np.float64]
    move_chance: NDArray[np.float64]
    is_town: NDArray[np.uint8]
    is_camp: NDArray[np.uint8]
    spawn: NDArray[np.float64]
    leg_open: NDArray[np.uint8]
    option_on: NDArray[np.uint8]
    leg_closed_on: NDArray[np.int64]


class FleeOutputs(NamedTuple):
    """What a run gives, at the end of each day.

    present (member, day, shown) people in each place that is shown; arrivals (member, day, shown)
    how often someone came there today, those who went on included; in_transit, people, left
    (member, day) on legs, in all who were ever there, those who left included, gone.
    shown (shown,) numbers of the places.
    """

    shown: NDArray[np.int64]
    present: NDArray[np.int32]
    arrivals: NDArray[np.int32]
    in_transit: NDArray[np.int64]
    people: NDArray[np.int64]
    left: NDArray[np.int64]
