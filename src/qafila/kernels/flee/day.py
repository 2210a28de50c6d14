"""One day under Flee's rules.

1. What the lists say of today is set; who flees today is at home; camps grow.
2. Everybody at a stop decides once, those in camps first. Whoever sets out is on the leg.
3. Travellers who are due and those who set out today travel, in the order of the km that they
   moved today, until nobody moves any more.
4. People may leave the simulation from camps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import inlined
from qafila.kernels.flee.arriving import arrive, rounds_of
from qafila.kernels.flee.spawning import spawn
from qafila.kernels.flee.tables import DEPARTURES, LEAVING, ON_THE_WAY, SPAWNING
from qafila.kernels.flee.travelling import DEPARTING, TRAVELLING, FleeDay, decide
from qafila.kernels.flee.work import IN_PLACES, STAMP, VERSION
from qafila.kernels.random import address_item, address_of_day

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.flee.tables import FleeDays, FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.work import FleeWork


@inlined
def _apply_changes(day: int, days: FleeDays, state: FleeState, work: FleeWork) -> None:
    for change in range(days.place_start[day], days.place_start[day + 1]):
        place = days.place[change]
        for group in range(state.score.shape[1]):
            state.score[place, group] = days.score[change, group]
        state.move_chance[place] = days.move_chance[change]
        state.is_town[place] = days.is_town[change]
        state.is_camp[place] = days.is_camp[change]
        state.spawn[place] = days.spawn[change]
        work.counts[VERSION] += 1
    for change in range(days.leg_start[day], days.leg_start[day + 1]):
        state.leg_open[days.leg[change]] = days.leg_open[change]
        if days.leg_open[change] == 0:
            state.leg_closed_on[days.leg[change]] = day
        work.counts[VERSION] += 1
    for change in range(days.option_start[day], days.option_start[day + 1]):
        state.option_on[days.option[change]] = days.option_on[change]
        work.counts[VERSION] += 1


@inlined
def _forget_route(stop: int, world: FleeWorld, state: FleeState, work: FleeWork) -> None:
    """Leave those who could not go on from a stop at its place, without their route."""
    place = world.stop_place[stop]
    for kind in range(state.at_stop.shape[1]):
        state.at_stop[place, kind] += state.at_stop[stop, kind]
        state.at_stop[stop, kind] = 0
    work.stop_people[place] += work.stop_people[stop]
    work.stop_people[stop] = 0


@inlined
def _depart(
    day: FleeDay, world: FleeWorld, rules: FleeRules, state: FleeState, work: FleeWork
) -> None:
    """Let everybody at a stop decide: those in camps, those with a route, then all others.

    Flee asks people in the order in which they set out. Who has a route has set out before, and
    makes room in the camp where he rested before those of today look how full it is.
    """
    places, stops = state.population.shape[0], state.at_stop.shape[0]
    for turn in range(3):
        first, last = (places, stops) if turn == 1 else (0, places)
        for stop in range(first, last):
            if work.stop_people[stop] == 0:
                continue
            if turn != 1 and state.is_camp[stop] != (turn == 0):
                continue
            work.stop_people[stop] = 0
            for kind in range(state.at_stop.shape[1]):
                work.here[kind] = state.at_stop[stop, kind]
                state.at_stop[stop, kind] = 0
            decide(stop, 0.0, 0, DEPARTING, day, world, rules, state, work)
    for stop in range(places, stops):
        if work.stop_people[stop] > 0:
            _forget_route(stop, world, state, work)


@inlined
def _empty_buckets(
    day: FleeDay, world: FleeWorld, rules: FleeRules, state: FleeState, work: FleeWork
) -> None:
    """Empty the buckets in order; those who decide to go on enter the same or a later one."""
    stops = state.at_stop.shape[0]
    for bucket in range(rules.buckets):
        while work.bucket_size[bucket] > 0:
            first = work.bucket_first[bucket]
            stop = work.bucket_list[bucket, first]
            work.bucket_first[bucket] = first + 1 if first + 1 < stops else 0
            work.bucket_size[bucket] -= 1
            moved = work.bucket_km[bucket, stop] / work.bucket_total[bucket, stop]
            work.bucket_total[bucket, stop] = 0
            work.bucket_km[bucket, stop] = 0.0
            for group in range(rules.groups):
                for recent in range(rules.bins):
                    kind = group * rules.bins + recent
                    into = group * rules.gaits * rules.bins + recent
                    work.here[into] = work.bucket_people[bucket, stop, kind]
                    work.bucket_people[bucket, stop, kind] = 0
            decide(stop, moved, bucket, TRAVELLING, day, world, rules, state, work)


@inlined
def _travel(
    day: FleeDay, world: FleeWorld, rules: FleeRules, state: FleeState, work: FleeWork
) -> None:
    """Bring the travellers of a day to where they get today.

    Flee takes people one by one in the order in which they set out, each of them as far as he gets.
    Whoever decides on the way finds a part of those in a camp who come there today. Where that
    matters one draw of the travellers goes after the other, and within a round those who arrive
    come before those who decide, who mostly set out later.
    """
    rounds = rounds_of(day, world, rules, state, work)
    for left in range(rounds, 0, -1):
        arrive(left, day, world, rules, state, work)
        for place in range(work.coming.shape[0]):
            state.occupied[place] += work.coming[place]
            work.coming[place] = 0
        _empty_buckets(day, world, rules, state, work)


@inlined
def _leave(day: FleeDay, world: FleeWorld, state: FleeState, work: FleeWork) -> None:
    """Let people leave the simulation from camps."""
    for stop in range(state.at_stop.shape[0]):
        place = world.stop_place[stop]
        chance = world.leave_chance[place]
        if work.stop_people[stop] == 0 or state.is_camp[place] == 0 or chance <= 0.0:
            continue
        words = work.words[0, place]
        address_item(words, day.leaving, stop)
        for kind in range(state.at_stop.shape[1]):
            leaving = binomial(words, state.at_stop[stop, kind], chance)
            state.at_stop[stop, kind] -= leaving
            work.stop_people[stop] -= leaving
            state.occupied[place] -= leaving
            state.left[0] += leaving
            work.counts[IN_PLACES] -= leaving


@inlined
def step_day(
    number: int,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    world: FleeWorld,
    days: FleeDays,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Run one member through one day.

    Parameters
    ----------
    number : int
        The day.
    seed : uint64
        Seed of the run.
    keys : array, shape (stream,)
        Keys of the streams.
    member : int
        Number of the draw.
    world : FleeWorld
        Network.
    days : FleeDays
        Lists of days.
    rules : FleeRules
        Rules.
    state : FleeState
        State on the evening before; changed in place.
    work : FleeWork
        Its room; changed in place.
    """
    day = FleeDay(
        number,
        number % rules.slots,
        address_of_day(seed, keys[SPAWNING], member, number),
        address_of_day(seed, keys[DEPARTURES], member, number),
        address_of_day(seed, keys[ON_THE_WAY], member, number),
        address_of_day(seed, keys[LEAVING], member, number),
    )
    work.counts[STAMP] += 1
    for place in range(work.arrivals.shape[0]):
        work.arrivals[place] = 0
    _apply_changes(number, days, state, work)
    spawn(day, world, days, rules, state, work)
    for place in range(state.capacity.shape[0]):
        state.capacity[place] += world.capacity_growth[place]
    _depart(day, world, rules, state, work)
    _travel(day, world, rules, state, work)
    if rules.sinks == 1:
        _leave(day, world, state, work)
