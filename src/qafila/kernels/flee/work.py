"""Room in which the kernel of Flee's rules works, and what it derives from a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.kernels.compiled import internal, internal_maker
from qafila.kernels.flee.tables import FleeState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.flee.tables import FleeRules, FleeWorld

IN_PLACES, ON_LEGS, IN_ALL, VERSION, STAMP = range(5)


class FleeWork(NamedTuple):
    """What a thread keeps beside the state of the member that it runs.

    Derived from the state: stop_people (stop,), ring_people (slot, cell) sums over kinds; counts
    as IN_PLACES (at stops and in buckets), ON_LEGS, IN_ALL (who were ever there), VERSION of the
    weights, STAMP of the day.

    From the network: trip_cell (trip + 1,) first cell of each trip in the ring, cell_trip (cell,),
    halved (slot,) what is left of one after so many days of halving.

    Of the network as the lists have it: weight (group, option) of each option as if no place were
    full, -1 where it cannot be taken, weight_version (place,) of these; odds (group, option) with
    capacity, share (group, option) of those whom the options before it leave, share_log of it as
    `binomial_again` needs it, odds_total, odds_last (group, place) their sum and the number of the
    last that can be taken, odds_version (group, place) of these or 0; chance, chance_log (place,)
    of leaving.

    Of the day: words (stream, place, 4) generators of departures
    and of decisions on the way, stamped (stream, place) the day they were addressed; arrivals
    (place,) of today.

    Buckets of km moved today: bucket_people (bucket, stop, kind of those who have travelled),
    bucket_total (bucket, stop) their sum, bucket_km (bucket, stop) their km in all, bucket_list
    (bucket, stop) a round queue of stops, bucket_first, bucket_size (bucket,) where it starts, how
    long it is; coming (place,) those in buckets who do not yet count as occupants.

    Of one decision, by bin of recent travel: here (kind,) who decides, leaving, staying, taking
    (bin,); going (option at one place,).
    """

    stop_people: NDArray[np.int64]
    ring_people: NDArray[np.int32]
    counts: NDArray[np.int64]
    trip_cell: NDArray[np.int64]
    cell_trip: NDArray[np.int32]
    halved: NDArray[np.float64]
    weight: NDArray[np.float64]
    weight_version: NDArray[np.int64]
    odds: NDArray[np.float64]
    share: NDArray[np.float64]
    share_log: NDArray[np.float64]
    odds_total: NDArray[np.float64]
    odds_last: NDArray[np.int64]
    odds_version: NDArray[np.int64]
    chance: NDArray[np.float64]
    chance_log: NDArray[np.float64]
    words: NDArray[np.uint64]
    stamped: NDArray[np.int64]
    arrivals: NDArray[np.int64]
    bucket_people: NDArray[np.int32]
    bucket_total: NDArray[np.int64]
    bucket_km: NDArray[np.float64]
    bucket_list: NDArray[np.int32]
    bucket_first: NDArray[np.int64]
    bucket_size: NDArray[np.int64]
    coming: NDArray[np.int64]
    here: NDArray[np.int64]
    leaving: NDArray[np.int64]
    staying: NDArray[np.int64]
    taking: NDArray[np.int64]
    going: NDArray[np.int64]


@internal_maker
def cells_of_trips(world: FleeWorld) -> NDArray[np.int64]:
    """Find the first cell of each trip in the ring, and behind the last the number of cells.

    Parameters
    ----------
    world : FleeWorld
        Network.

    Returns
    -------
    array, shape (trip + 1,)
        A trip has as many cells as there are outcomes of its leg by the way with most of them.
    """
    trips = world.trip_leg.shape[0]
    start = np.zeros(trips + 1, np.int64)
    for trip in range(trips):
        leg = world.trip_leg[trip]
        riding = world.outcome_start[2 * leg + 1] - world.outcome_start[2 * leg]
        walking = world.outcome_start[2 * leg + 2] - world.outcome_start[2 * leg + 1]
        start[trip + 1] = start[trip] + max(riding, walking)
    return start


@internal_maker
def make_state(world: FleeWorld, rules: FleeRules) -> FleeState:
    """Make an empty state.

    Parameters
    ----------
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.

    Returns
    -------
    FleeState
        Nobody is anywhere; `clear_state` makes it that of a member on the morning of day 0.
    """
    places, stops = world.place_population.shape[0], world.stop_place.shape[0]
    kinds = rules.groups * rules.gaits * rules.bins
    cells = cells_of_trips(world)[-1]
    return FleeState(
        np.zeros((stops, kinds), np.int64),
        np.zeros((rules.slots, cells, kinds), np.int32),
        np.zeros(places, np.int64),
        np.zeros(places, np.float64),
        np.zeros(places, np.int64),
        np.zeros(1, np.int64),
        np.zeros((places, rules.groups), np.float64),
        np.zeros(places, np.float64),
        np.zeros(places, np.uint8),
        np.zeros(places, np.uint8),
        np.zeros(places, np.float64),
        np.ones(world.leg_from.shape[0], np.uint8),
        np.ones(world.option_goal.shape[0], np.uint8),
        np.full(world.leg_from.shape[0], -1, np.int64),
    )


@internal_maker
def make_work(world: FleeWorld, rules: FleeRules) -> FleeWork:
    """Make the room that a thread works in.

    Parameters
    ----------
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.

    Returns
    -------
    FleeWork
        Room for any member; `take_up` fits it to a state.
    """
    places, stops = world.place_population.shape[0], world.stop_place.shape[0]
    options = world.option_goal.shape[0]
    widest = 1
    for place in range(places):
        widest = max(widest, world.option_start[place + 1] - world.option_start[place])
    start = cells_of_trips(world)
    cell_trip = np.zeros(start[-1], np.int32)
    for trip in range(world.trip_leg.shape[0]):
        for cell in range(start[trip], start[trip + 1]):
            cell_trip[cell] = trip
    halved = np.ones(rules.slots, np.float64)
    for day in range(1, rules.slots):
        halved[day] = halved[day - 1] / 2.0
    return FleeWork(
        np.zeros(stops, np.int64),
        np.zeros((rules.slots, start[-1]), np.int32),
        np.zeros(5, np.int64),
        start,
        cell_trip,
        halved,
        np.zeros((rules.groups, options), np.float64),
        np.zeros(places, np.int64),
        np.zeros((rules.groups, options), np.float64),
        np.zeros((rules.groups, options), np.float64),
        np.zeros((rules.groups, options), np.float64),
        np.zeros((rules.groups, places), np.float64),
        np.zeros((rules.groups, places), np.int64),
        np.zeros((rules.groups, places), np.int64),
        np.zeros(places, np.float64),
        np.zeros(places, np.float64),
        np.zeros((2, places, 4), np.uint64),
        np.zeros((2, places), np.int64),
        np.zeros(places, np.int64),
        np.zeros((rules.buckets, stops, rules.groups * rules.bins), np.int32),
        np.zeros((rules.buckets, stops), np.int64),
        np.zeros((rules.buckets, stops), np.float64),
        np.zeros((rules.buckets, stops), np.int32),
        np.zeros(rules.buckets, np.int64),
        np.zeros(rules.buckets, np.int64),
        np.zeros(places, np.int64),
        np.zeros(rules.groups * rules.gaits * rules.bins, np.int64),
        np.zeros(rules.bins, np.int64),
        np.zeros(rules.bins, np.int64),
        np.zeros(rules.bins, np.int64),
        np.zeros(widest, np.int64),
    )


@internal_maker
def clear_state(world: FleeWorld, state: FleeState) -> None:
    """Set a state to the morning of day 0, before the lists of that day.

    Parameters
    ----------
    world : FleeWorld
        Network.
    state : FleeState
        Changed in place.
    """
    state.at_stop[:] = 0
    state.ring[:] = 0
    state.population[:] = world.place_population
    state.capacity[:] = world.place_capacity
    state.occupied[:] = 0
    state.left[:] = 0
    state.score[:] = 0.0
    state.move_chance[:] = 0.0
    state.is_town[:] = 0
    state.is_camp[:] = 0
    state.spawn[:] = 0.0
    state.leg_open[:] = 1
    state.option_on[:] = 1
    state.leg_closed_on[:] = -1


@internal
def take_up(state: FleeState, work: FleeWork) -> None:
    """Derive from a state what the room keeps beside it.

    Parameters
    ----------
    state : FleeState
        State of a member on the evening of any day, or cleared.
    work : FleeWork
        Changed in place.
    """
    in_places, on_legs = 0, 0
    for stop in range(state.at_stop.shape[0]):
        people = 0
        for kind in range(state.at_stop.shape[1]):
            people += state.at_stop[stop, kind]
        work.stop_people[stop] = people
        in_places += people
    for slot in range(state.ring.shape[0]):
        for cell in range(state.ring.shape[1]):
            people = 0
            for kind in range(state.ring.shape[2]):
                people += state.ring[slot, cell, kind]
            work.ring_people[slot, cell] = people
            on_legs += people
    work.counts[IN_PLACES] = in_places
    work.counts[ON_LEGS] = on_legs
    work.counts[IN_ALL] = in_places + on_legs + state.left[0]
    work.counts[VERSION] += 1


@internal
def people_lost(state: FleeState, work: FleeWork) -> int:
    """Count how many people of those who were ever there are nowhere.

    Parameters
    ----------
    state : FleeState
        State of a member.
    work : FleeWork
        Its room.

    Returns
    -------
    int
        0 unless there is a fault in the kernel.
    """
    people = state.left[0]
    for stop in range(state.at_stop.shape[0]):
        for kind in range(state.at_stop.shape[1]):
            people += state.at_stop[stop, kind]
    for slot in range(state.ring.shape[0]):
        for cell in range(state.ring.shape[1]):
            for kind in range(state.ring.shape[2]):
                people += state.ring[slot, cell, kind]
    return abs(work.counts[IN_ALL] - people)
