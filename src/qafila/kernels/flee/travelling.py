"""Who decides to go on, who sets out on a leg, and who is still on the way at the end of the day.

A day has two halves. In the first everybody at a stop decides; those who set out are on their leg
until the second, in which people get where they are going in the order of the km they moved today.
Whoever arrives having moved less than a day's travel decides again at once, with a full day's
travel for the next leg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qafila.kernels.binomials import binomial, binomial_again
from qafila.kernels.compiled import inlined
from qafila.kernels.flee.choosing import (
    chance_of_leaving,
    deal,
    find_odds,
    largest_batch,
    most_at_once,
    room_left,
    share_out,
    turns_away,
)
from qafila.kernels.flee.tables import FREE, LOST, RECENT_WIDTH
from qafila.kernels.flee.work import IN_PLACES, ON_LEGS, STAMP
from qafila.kernels.random import address_item

if TYPE_CHECKING:
    import numpy as np

    from qafila.kernels.flee.tables import FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.work import FleeWork
    from qafila.kernels.random import State

DEPARTING, TRAVELLING = 0, 1


class FleeDay(NamedTuple):
    """A day of a member: its number, its slot in the ring, first parts of addresses by stream."""

    day: int
    slot: int
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
def enter_bucket(
    stop: int, people: int, moved: float, earliest: int, rules: FleeRules, work: FleeWork
) -> int:
    """Queue people to arrive at a stop when everyone who moved less has.

    Parameters
    ----------
    stop, people : int
        Where, and how many.
    moved : float
        Km they moved today.
    earliest : int
        First bucket that may take them.
    rules : FleeRules
        Rules.
    work : FleeWork
        Changed in place.

    Returns
    -------
    int
        The bucket; whoever calls this puts the people themselves into it.
    """
    bucket = min(max(int(moved / rules.bucket_km), earliest), rules.buckets - 1)
    if work.bucket_total[bucket, stop] == 0:
        stops = work.bucket_list.shape[1]
        end = work.bucket_first[bucket] + work.bucket_size[bucket]
        work.bucket_list[bucket, end if end < stops else end - stops] = stop
        work.bucket_size[bucket] += 1
    work.bucket_total[bucket, stop] += people
    work.bucket_km[bucket, stop] += people * moved
    return bucket


@inlined
def _take(
    outcome: int,
    cell: int,
    trip: int,
    group: int,
    gait: int,
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
    """Bring those in ``work.taking`` onto a leg of which it is known how long they take."""
    days = world.outcome_days[outcome]
    if days > 0 or half == DEPARTING:
        slot = day.slot + days
        if slot >= rules.slots:
            slot -= rules.slots
        kind = (group * rules.gaits + gait) * rules.bins
        if rules.bins == 1:
            state.ring[slot, cell, kind] += people
        else:
            left = work.halved[days]
            daily = world.outcome_daily[outcome]
            gained = (left * moved + (1.0 - left) * daily) / rules.max_speed
            for recent in range(rules.bins):
                taking = work.taking[recent]
                if taking > 0:
                    to = _bin_of(left * recent * RECENT_WIDTH + gained, rules.bins)
                    state.ring[slot, cell, kind + to] += taking
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
        into = enter_bucket(stop, people, moved, bucket, rules, work)
        for recent in range(rules.bins):
            work.bucket_people[into, stop, group * rules.bins + recent] += work.taking[recent]
    else:
        for recent in range(rules.bins):
            if work.taking[recent] > 0:
                kind = group * rules.gaits * rules.bins
                rest(stop, kind, recent, work.taking[recent], moved, rules, state, work)


@inlined
def _set_out(
    words: State,
    trip: int,
    group: int,
    gait: int,
    people: int,
    left: int,
    moved: float,
    bucket: int,
    half: int,
    day: FleeDay,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Bring some of those who leave onto a leg, drawing how long they take if chance decides."""
    way = 2 * world.trip_leg[trip] + gait
    last = world.outcome_start[way + 1] - 1
    cell = work.trip_cell[trip]
    rest_of_chance = 1.0
    for outcome in range(world.outcome_start[way], last + 1):
        taking = people
        if outcome < last:
            chance = world.outcome_chance[outcome]
            taking = binomial(words, people, chance / rest_of_chance)
            rest_of_chance -= chance
        if taking > 0:
            deal(words, taking, left, work)
            people -= taking
            left -= taking
            _take(
                outcome, cell, trip, group, gait, taking, moved,
                bucket, half, day, world, rules, state, work,
            )  # fmt: skip
        cell += 1


@inlined
def address_once(words: State, half: int, place: int, day: FleeDay, work: FleeWork) -> None:
    """Address the generator of a place at its first use in a half of the day.

    Parameters
    ----------
    words : array, shape (4,)
        The generator.
    half : int
        DEPARTING or TRAVELLING.
    place : int
        The place.
    day : FleeDay
        The day.
    work : FleeWork
        Changed in place.
    """
    if work.stamped[half, place] != work.counts[STAMP]:
        work.stamped[half, place] = work.counts[STAMP]
        address_item(words, day.departures if half == DEPARTING else day.on_the_way, place)


@inlined
def _split(
    words: State, driven_on: int, driven: int, others: int, going: int, total: float, work: FleeWork
) -> int:
    """Part those in ``work.leaving`` who stay from those who leave, whose number is told."""
    bins = work.leaving.shape[0]
    if total <= 0.0:
        driven_on, others, driven = 0, others + driven, 0
    if going == others:
        for recent in range(bins):
            work.staying[recent] = 0
        return driven + going
    # Those who are driven on stand aside while the others are parted.
    for recent in range(bins):
        work.staying[recent] = 0
        if recent < driven_on:
            work.staying[recent] = work.leaving[recent]
            work.leaving[recent] = 0
    deal(words, going, others, work)
    for recent in range(bins):
        driven_here = work.staying[recent]
        work.staying[recent] = work.leaving[recent]
        work.leaving[recent] = work.taking[recent] + driven_here
    return driven + going


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
        Changed in place.
    """
    place = world.stop_place[stop]
    words = work.words[half, place]
    address_once(words, half, place, day, work)
    bound = world.stop_trip[stop]
    first = world.option_start[place]
    options, chance, chance_log = 1, 1.0, 0.0
    if bound == FREE:
        options = world.option_start[place + 1] - first
        chance, chance_log = chance_of_leaving(place, rules, state, work)
    # Bins below this one are of people who have not travelled enough to rest in a town.
    driven_on = 0
    if half == TRAVELLING and rules.no_short_stints == 1 and state.is_town[place] == 1:
        while driven_on * RECENT_WIDTH + moved / rules.max_speed < 1.0:
            driven_on += 1
    for group in range(rules.groups):
        for gait in range(1 if half == TRAVELLING else rules.gaits):
            kind = (group * rules.gaits + gait) * rules.bins
            driven, others = 0, 0
            for recent in range(rules.bins):
                here = work.here[kind + recent]
                work.leaving[recent] = here
                if recent < driven_on:
                    driven += here
                else:
                    others += here
            if driven + others == 0:
                continue
            total, room = 0.0, 0.0
            if bound == FREE:
                total, room = find_odds(place, group, world, rules, state, work)
            elif bound != LOST and state.leg_open[world.trip_leg[bound]] == 1:
                total, room = 1.0, room_left(state, rules, world.stop_goal[stop])
            going = 0 if total <= 0.0 else others
            if chance < 1.0 and going > 0:
                going = binomial_again(words, others, chance, chance_log)
            leaving = _split(words, driven_on, driven, others, going, total, work)
            while leaving > 0:
                batch = leaving
                if half == TRAVELLING and leaving > room:
                    if bound == FREE:
                        most = largest_batch(place, group, total, world, rules, state, work)
                    else:
                        most = most_at_once(state, rules, world.stop_goal[stop])
                    batch = min(leaving, most)
                if bound == FREE:
                    share_out(words, batch, place, group, total, world, work)
                else:
                    work.going[0] = batch
                for number in range(options):
                    people = work.going[number]
                    if people == 0:
                        continue
                    trip, goal = bound, world.stop_goal[stop]
                    if bound == FREE:
                        trip = world.option_trip[first + number]
                        goal = world.option_goal[first + number]
                    # Where there is room for all who choose now nobody finds a camp full.
                    if room < batch and turns_away(state, rules, goal):
                        deal(words, people, leaving, work)
                        for recent in range(rules.bins):
                            work.staying[recent] += work.taking[recent]
                    else:
                        state.occupied[place] -= people
                        _set_out(
                            words, trip, group, gait, people, leaving, moved,
                            bucket, half, day, world, rules, state, work,
                        )  # fmt: skip
                    leaving -= people
                if leaving > 0 and bound == FREE:
                    total, room = find_odds(place, group, world, rules, state, work)
                elif leaving > 0:
                    room = room_left(state, rules, world.stop_goal[stop])
            for recent in range(rules.bins):
                # Who was bound for somewhere and could not go on has forgotten the route; in the
                # morning he stands aside until all have decided, or he would choose anew today.
                if work.staying[recent] > 0:
                    at = stop if half == DEPARTING else place
                    rest(at, kind, recent, work.staying[recent], moved, rules, state, work)
