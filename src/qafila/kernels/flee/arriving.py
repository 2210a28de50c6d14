"""Who gets to the end of a leg today, and in how many rounds the travellers of a day come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import inlined
from qafila.kernels.flee.choosing import deal
from qafila.kernels.flee.travelling import TRAVELLING, address_once, enter_bucket, rest
from qafila.kernels.flee.work import IN_PLACES, ON_LEGS

if TYPE_CHECKING:
    from qafila.kernels.flee.tables import FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.travelling import FleeDay
    from qafila.kernels.flee.work import FleeWork

_ROUND = 0.05  # of the capacity of a place, which is the most that comes there in one round
_MOST_ROUNDS = 32


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
        Its room; ``coming`` is used and left empty.

    Returns
    -------
    int
        1 unless so many come to a place whose pull falls with them that it matters who is first.
    """
    slot = day.slot
    for cell in range(work.ring_people.shape[1]):
        people = work.ring_people[slot, cell]
        if people > 0:
            leg = world.trip_leg[work.cell_trip[cell]]
            work.coming[world.leg_to[leg]] += people * state.leg_open[leg]
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
def _come(
    cell: int,
    group: int,
    gait: int,
    people: int,
    day: FleeDay,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Bring those in ``work.taking`` to the end of a leg, or back if it closed under them."""
    trip = work.cell_trip[cell]
    leg = world.trip_leg[trip]
    outcome = world.outcome_start[2 * leg + gait] + cell - work.trip_cell[trip]
    moved = world.outcome_km[outcome]
    travelled = group * rules.gaits * rules.bins
    if state.leg_closed_on[leg] > day.day - world.outcome_days[outcome]:
        stop = world.trip_back[trip]
        state.occupied[world.stop_place[stop]] += people
        for recent in range(rules.bins):
            if work.taking[recent] > 0:
                rest(stop, travelled, recent, work.taking[recent], moved, rules, state, work)
        return
    stop = world.trip_next[trip]
    place = world.stop_place[stop]
    work.arrivals[place] += people
    work.coming[place] += people
    into = enter_bucket(stop, people, moved, 0, rules, work)
    for recent in range(rules.bins):
        work.bucket_people[into, stop, group * rules.bins + recent] += work.taking[recent]


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
    slot = day.slot
    for cell in range(work.ring_people.shape[1]):
        if work.ring_people[slot, cell] == 0:
            continue
        place = world.leg_to[world.trip_leg[work.cell_trip[cell]]]
        words = work.words[TRAVELLING, place]
        if rounds > 1:
            address_once(words, TRAVELLING, place, day, work)
        for group in range(rules.groups):
            for gait in range(rules.gaits):
                kind = (group * rules.gaits + gait) * rules.bins
                due = 0
                for recent in range(rules.bins):
                    work.leaving[recent] = state.ring[slot, cell, kind + recent]
                    due += work.leaving[recent]
                people = due if rounds == 1 else binomial(words, due, 1.0 / rounds)
                if people == 0:
                    continue
                deal(words, people, due, work)
                for recent in range(rules.bins):
                    state.ring[slot, cell, kind + recent] -= work.taking[recent]
                work.ring_people[slot, cell] -= people
                work.counts[ON_LEGS] -= people
                work.counts[IN_PLACES] += people
                _come(cell, group, gait, people, day, world, rules, state, work)
