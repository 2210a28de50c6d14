"""How people get along legs: who sets out, comes on the same day, is still on the way, arrives.

A day has two halves. In the first everybody at a stop decides; those who set out are on their leg
until the second, in which people get where they are going in the order of the km they moved today.
Whoever arrives having moved less than a day's travel decides again at once, with a full day's
travel for the next leg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qafila.kernels.compiled import inlined
from qafila.kernels.flee.choosing import (
    find_odds,
    largest_batch,
    refresh_weights,
    share_out,
    turns_away,
)
from qafila.kernels.flee.tables import FREE, LOST, RECENT_WIDTH
from qafila.kernels.flee.work import IN_PLACES, ON_LEGS, STAMP
from qafila.kernels.random import address_item
from qafila.kernels.sampling import binomial

if TYPE_CHECKING:
    import numpy as np

    from qafila.kernels.flee.tables import FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.work import FleeWork
    from qafila.kernels.random import State

DEPARTING, TRAVELLING = 0, 1
_ROUND = 0.05  # of the capacity of a place, which is the most that comes there in one round
_MOST_ROUNDS = 32


class FleeDay(NamedTuple):
    """A day of a member: its number, and the first part of the addresses by stream."""

    day: int
    spawning: np.uint64
    departures: np.uint64
    on_the_way: np.uint64
    leaving: np.uint64


@inlined
def _bin_of(recent: float, bins: int) -> int:
    return min(int(recent / RECENT_WIDTH + 0.5), bins - 1)


@inlined
def rest(
    stop: int,
    kind: int,
    recent: int,
    people: int,
    moved: float,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Let people stay at a stop until tomorrow.

    Parameters
    ----------
    stop, kind, recent, people : int
        Where, their kind without its bin, the bin they had this morning, and how many they are.
    moved : float
        Km they moved today.
    rules : FleeRules
        Rules.
    state : FleeState
        Changed in place.
    work : FleeWork
        Changed in place.
    """
    if rules.bins > 1:
        kind += _bin_of((recent * RECENT_WIDTH + moved / rules.max_speed) / 2.0, rules.bins)
    state.at_stop[stop, kind] += people
    work.stop_people[stop] += people


@inlined
def _enter_bucket(
    stop: int,
    kind: int,
    people: int,
    moved: float,
    earliest: int,
    rules: FleeRules,
    work: FleeWork,
) -> None:
    """Queue people of a travelled kind to arrive at a stop when everyone who moved less has."""
    bucket = min(max(int(moved / rules.bucket_km), earliest), rules.buckets - 1)
    if work.bucket_total[bucket, stop] == 0:
        stops = work.bucket_list.shape[1]
        end = work.bucket_first[bucket] + work.bucket_size[bucket]
        work.bucket_list[bucket, end if end < stops else end - stops] = stop
        work.bucket_size[bucket] += 1
    work.bucket_people[bucket, stop, kind] += people
    work.bucket_total[bucket, stop] += people
    work.bucket_km[bucket, stop] += people * moved


@inlined
def _take(
    outcome: int,
    cell: int,
    trip: int,
    group: int,
    gait: int,
    recent: int,
    people: int,
    moved: float,
    bucket: int,
    half: int,
    day: FleeDay,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Bring people onto a leg of which it is known how long they take."""
    days = world.outcome_days[outcome]
    if days > 0 or half == DEPARTING:
        slot = (day.day + days) % rules.slots
        kind = (group * rules.gaits + gait) * rules.bins
        if rules.bins > 1:
            daily = world.outcome_daily[outcome] / rules.max_speed
            first = recent * RECENT_WIDTH + moved / rules.max_speed
            left = work.halved[days]
            kind += _bin_of(left * first + (1.0 - left) * daily, rules.bins)
        state.ring[slot, cell, kind] += people
        work.ring_people[slot, cell] += people
        work.counts[ON_LEGS] += people
        work.counts[IN_PLACES] -= people
        return
    moved += world.outcome_km[outcome]
    stop = world.trip_next[trip]
    place = world.stop_place[stop]
    work.arrivals[place] += people
    state.occupied[place] += people
    if moved < world.outcome_speed[outcome]:
        _enter_bucket(stop, group * rules.bins + recent, people, moved, bucket, rules, work)
    else:
        kind = group * rules.gaits * rules.bins
        rest(stop, kind, recent, people, moved, rules, state, work)


@inlined
def _set_out(
    words: State,
    trip: int,
    group: int,
    gait: int,
    recent: int,
    people: int,
    moved: float,
    bucket: int,
    half: int,
    day: FleeDay,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Bring people onto a leg, drawing how long they take where that is left to chance."""
    way = 2 * world.trip_leg[trip] + gait
    last = world.outcome_start[way + 1] - 1
    cell = work.trip_cell[trip]
    left = 1.0
    for outcome in range(world.outcome_start[way], last + 1):
        share = 1.0
        if outcome < last:
            share = world.outcome_chance[outcome] / left
            left -= world.outcome_chance[outcome]
        taking = people if outcome == last else binomial(words, people, share)
        people -= taking
        if taking > 0:
            _take(
                outcome, cell, trip, group, gait, recent, taking, moved,
                bucket, half, day, world, rules, state, work,
            )  # fmt: skip
        cell += 1


@inlined
def _address_once(words: State, half: int, place: int, day: FleeDay, work: FleeWork) -> None:
    """Address the generator of a place at its first use in a half of the day."""
    if work.stamped[half, place] != work.counts[STAMP]:
        work.stamped[half, place] = work.counts[STAMP]
        address_item(words, day.departures if half == DEPARTING else day.on_the_way, place)


@inlined
def _chance_of_leaving(place: int, rules: FleeRules, state: FleeState) -> float:
    chance = state.move_chance[place]
    if rules.population_power != 0.0:
        people = max(float(state.population[place]), state.capacity[place])
        chance *= (max(people, 0.0) / rules.population_base) ** rules.population_power
    return chance


@inlined
def decide(
    stop: int,
    moved: float,
    bucket: int,
    half: int,
    day: FleeDay,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Let those in ``work.here`` decide whether to leave a stop, and where to.

    Parameters
    ----------
    stop : int
        Where they are.
    moved : float
        Km they moved today.
    bucket : int
        Bucket that is being emptied.
    half : int
        DEPARTING or TRAVELLING.
    day : FleeDay
        The day.
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.
    state : FleeState
        Changed in place.
    work : FleeWork
        Changed in place; nobody is left in ``here``.
    """
    place = world.stop_place[stop]
    words = work.words[half, place]
    _address_once(words, half, place, day, work)
    bound = world.stop_trip[stop]
    first = world.option_start[place]
    options = world.option_start[place + 1] - first
    driven_on = half == TRAVELLING and rules.no_short_stints == 1 and state.is_town[place] == 1
    usual = 1.0
    if bound == FREE:
        refresh_weights(place, world, state, work)
        usual = _chance_of_leaving(place, rules, state)
    for group in range(rules.groups):
        total, touchy, stale = 0.0, False, True
        if bound != FREE:
            options, stale = 1, False
            if bound != LOST and state.leg_open[world.trip_leg[bound]] == 1:
                work.odds[0] = 1.0
                total = 1.0
        for gait in range(rules.gaits):
            without_bin = (group * rules.gaits + gait) * rules.bins
            for recent in range(rules.bins):
                here = work.here[without_bin + recent]
                if here == 0:
                    continue
                work.here[without_bin + recent] = 0
                if stale:
                    total, touchy = find_odds(place, group, world, rules, state, work)
                    stale = False
                chance = usual
                if driven_on and recent * RECENT_WIDTH + moved / rules.max_speed < 1.0:
                    chance = 1.0
                leaving = 0 if total <= 0.0 else binomial(words, here, chance)
                staying = here - leaving
                while leaving > 0:
                    batch = leaving
                    if half == TRAVELLING and touchy:
                        if stale:
                            total, touchy = find_odds(place, group, world, rules, state, work)
                        batch = min(leaving, largest_batch(place, total, world, rules, state, work))
                        stale = True
                    leaving -= batch
                    if options == 1:
                        work.going[0] = batch
                    else:
                        share_out(words, batch, options, total, work.odds, work.going)
                    for number in range(options):
                        going = work.going[number]
                        if going == 0:
                            continue
                        trip, goal = bound, world.stop_goal[stop]
                        if bound == FREE:
                            trip = world.option_trip[first + number]
                            goal = world.option_goal[first + number]
                        if turns_away(state, rules, goal):
                            staying += going
                            continue
                        state.occupied[place] -= going
                        _set_out(
                            words, trip, group, gait, recent, going, moved,
                            bucket, half, day, world, rules, state, work,
                        )  # fmt: skip
                if staying > 0:
                    # Who was bound for somewhere and could not go on has forgotten the route.
                    rest(place, without_bin, recent, staying, moved, rules, state, work)


@inlined
def rounds_of(
    day: FleeDay, world: FleeWorld, rules: FleeRules, state: FleeState, work: FleeWork
) -> int:
    """Find in how many rounds the travellers of a day must come so that they see camps fill.

    Parameters
    ----------
    day : FleeDay
        The day.
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.
    state : FleeState
        State of a member.
    work : FleeWork
        Changed in place: ``coming`` is used and left empty.

    Returns
    -------
    int
        1 unless so many come to a place whose pull falls with them that it matters who is first.
    """
    slot = day.day % rules.slots
    for cell in range(work.ring_people.shape[1]):
        people = work.ring_people[slot, cell]
        if people > 0:
            goal = world.leg_to[world.trip_leg[work.cell_trip[cell]]]
            work.coming[goal] += people
    rounds = 1
    for place in range(work.coming.shape[0]):
        coming, capacity = work.coming[place], state.capacity[place]
        work.coming[place] = 0
        if coming == 0 or capacity < 1.0 or state.occupied[place] >= capacity:
            continue
        if state.occupied[place] + coming > rules.capacity_buffer * capacity:
            rounds = max(rounds, int(coming / (_ROUND * capacity)) + 1)
    return min(rounds, _MOST_ROUNDS)


@inlined
def arrive(
    rounds: int,
    day: FleeDay,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Bring those who are due to the end of their leg, or back to its start if it was closed.

    Parameters
    ----------
    rounds : int
        Rounds of the day that are left: a draw of the travellers come in this one, all in the last.
    day : FleeDay
        The day.
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.
    state : FleeState
        Changed in place.
    work : FleeWork
        Changed in place.
    """
    slot = day.day % rules.slots
    for cell in range(work.ring_people.shape[1]):
        if work.ring_people[slot, cell] == 0:
            continue
        trip = work.cell_trip[cell]
        leg = world.trip_leg[trip]
        stop = world.trip_next[trip]
        place = world.stop_place[stop]
        words = work.words[TRAVELLING, place]
        if rounds > 1:
            _address_once(words, TRAVELLING, place, day, work)
        for kind in range(state.ring.shape[2]):
            people = int(state.ring[slot, cell, kind])
            if people > 0 and rounds > 1:
                people = binomial(words, people, 1.0 / rounds)
            if people == 0:
                continue
            state.ring[slot, cell, kind] -= people
            work.ring_people[slot, cell] -= people
            work.counts[ON_LEGS] -= people
            work.counts[IN_PLACES] += people
            recent = kind % rules.bins
            gait = kind // rules.bins % rules.gaits
            group = kind // (rules.bins * rules.gaits)
            outcome = world.outcome_start[2 * leg + gait] + cell - work.trip_cell[trip]
            moved = world.outcome_km[outcome]
            if state.leg_open[leg] == 1:
                work.arrivals[place] += people
                work.coming[place] += people
                into = group * rules.bins + recent
                _enter_bucket(stop, into, people, moved, 0, rules, work)
            else:
                back = world.trip_back[trip]
                state.occupied[world.stop_place[back]] += people
                into = group * rules.gaits * rules.bins
                rest(back, into, recent, people, moved, rules, state, work)
