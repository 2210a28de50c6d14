"""One day's movement of counted people over a network.

People who share place, group and stage are exchangeable, so the state is whole numbers and a day
is a set of binomial draws. A day has ``PARTS`` parts, in which travel is counted. The order of a
day:

1. Roads open or close, none in a month in which it is impassable, whatever a scenario says.
   Travellers on a road that closes turn back to where they set out. Where the season changes the
   pace, those under way stay where they are and go on at the new one.
2. In the morning a few of those received go home. Those on the move who rest at a place go on by
   chance, and a few of those who stay.
3. Where a way to a reception place is open, people leave their homes because of insecurity and,
   in a city that is not supplied, of need. Some find shelter around the place, the others set
   out. Want of transport and closed corridors hold some of them back; where no way is open nobody
   can leave. Who was held back may leave once less holds them.
4. In each part of the day travellers who are due reach the end of their leg. At a reception place
   those bound for it are received and counted, once in each country; elsewhere in the country they
   fled from some settle. The others go on at once or rest until the morning.
5. Those who set out choose the next leg.
6. In the evening reception places register people.

A leg takes whole parts of a day, at least one, and people rest by the time that they were under
way, so one day never holds more than one day's travel, and many short legs take about as long as
one long one. Those received stay in the camp while it has room, or with hosts around it.

Stages: 0 on the move and not yet counted in this country, 1 on the move and counted, 2 staying,
at a reception place in its camp, 3 staying with hosts at a reception place (2 and 3 never on a
leg). Class is ``4 group + stage`` at a place, ``2 group + stage`` on a leg.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import compiled, internal
from qafila.kernels.leaving import leave_by_hazard
from qafila.kernels.random import address, normal
from qafila.kernels.reception import receive, register
from qafila.kernels.returning import return_home
from qafila.kernels.roads import step_roads
from qafila.kernels.travel import (
    COUNTED,
    HOPS,
    INTENSITY,
    INTENSITY_KEEP,
    INTENSITY_SPREAD,
    MOVE_CHANCE,
    ONWARD_CHANCE,
    PARTS,
    RELEASE_RATE,
    SETTLED,
    STAGES,
    TRAVEL_STAGES,
    UNCOUNTED,
)

if TYPE_CHECKING:
    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld


@compiled
def people_on_roads(state: MovementState) -> int:
    """Count those who are between two places.

    Parameters
    ----------
    state : MovementState
        State of one member.

    Returns
    -------
    int
        People on legs or turning back.
    """
    total = 0
    for leg in range(state.on_leg.shape[0]):
        total += state.on_leg[leg] + state.on_back[leg]
    return total


@internal
def _move(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng, now: int) -> None:
    """Let people reach places and set out from them in one part of the day."""
    slot = now & (state.due.shape[0] - 1)
    for place in range(state.moving_from.shape[0]):
        arrive = state.due[slot, place] > 0
        if not arrive and state.moving_from[place] == 0:
            continue
        address(rng.words, rng.seed, rng.keys[HOPS], rng.member, now, 2 * place + 1)
        if arrive:
            state.due[slot, place] = 0
            _arrive(world, state, day, rng, now, place)
        if state.moving_from[place] > 0:
            _set_out(world, state, day, rng, now, place)


@internal
def _arrive(
    world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng, now: int, place: int
) -> None:
    """Let those who are due at a place reach the end of their leg."""
    for option in range(world.option_start[place], world.option_start[place + 1]):
        leg = world.option_leg[option] ^ 1  # the way back of a leg out of the place leads into it
        if state.on_leg[leg] == 0:
            continue
        row = state.ring_start[leg] + (now & state.ring_mask[leg])
        for kind in range(state.ring.shape[1]):
            number = state.ring[row, kind]
            if number > 0:
                state.ring[row, kind] = 0
                state.on_leg[leg] -= number
                _end_leg(world, state, day, rng, leg, kind, number)


@internal
def _end_leg(
    world: MovementWorld,
    state: MovementState,
    day: MovementDay,
    rng: Rng,
    leg: int,
    kind: int,
    number: int,
) -> None:
    """Receive or settle some of those who arrive; the others go on at once or rest."""
    place = world.leg_to[leg]
    group = kind // TRAVEL_STAGES
    # Who enters another country has not been counted there yet.
    stage = UNCOUNTED if world.leg_crosses[leg] == 1 else kind % TRAVEL_STAGES
    own = world.reception[place]
    if own >= 0:
        chance = state.own[own] if stage == UNCOUNTED else 1.0
        stayed = binomial(rng.words, number, chance)
        if stage == UNCOUNTED:
            state.arrivals[place] += stayed
            state.arrivals_by_group[group] += stayed
        receive(state, day, rng, own, place, group, stayed)
        number -= stayed
    elif stage == UNCOUNTED and world.is_home[place] == 1:
        stayed = binomial(rng.words, number, day.settle[place])
        state.present[place, group * STAGES + SETTLED] += stayed
        number -= stayed
    onward = 0
    if state.out_weight[place] > 0.0:
        onward = binomial(rng.words, number, day.go_on[leg])
    state.moving[place, group * TRAVEL_STAGES + stage] += onward
    state.moving_from[place] += onward
    state.present[place, group * STAGES + stage] += number - onward


@internal
def _come_back(world: MovementWorld, state: MovementState, now: int) -> None:
    """Let those whom a closed road sent back reach the place they had set out from, and rest."""
    for leg in range(state.on_back.shape[0]):
        if state.on_back[leg] == 0:
            continue
        row = state.ring_start[leg] + (now & state.ring_mask[leg])
        place = world.leg_from[leg]
        for kind in range(state.back.shape[1]):
            number = state.back[row, kind]
            state.back[row, kind] = 0
            state.on_back[leg] -= number
            group, stage = kind // TRAVEL_STAGES, kind % TRAVEL_STAGES
            state.present[place, group * STAGES + stage] += number


@internal
def _go_on(
    world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng, place: int
) -> None:
    """Let those who rested here, and a few of those who stay, set out again."""
    groups = state.present.shape[1] // STAGES
    own = world.reception[place]
    settled_stage = COUNTED if own >= 0 else UNCOUNTED
    addressed = False
    for group in range(groups):
        for stage in range(STAGES):
            here = state.present[place, group * STAGES + stage]
            if here == 0:
                continue
            if not addressed:
                address(rng.words, rng.seed, rng.keys[HOPS], rng.member, day.day * PARTS, 2 * place)
                addressed = True
            chance = day.rates[ONWARD_CHANCE] if stage >= SETTLED else day.rates[MOVE_CHANCE]
            going = binomial(rng.words, here, chance)
            state.present[place, group * STAGES + stage] -= going
            if stage == SETTLED and own >= 0:
                state.in_camp[own] -= going
            kind = group * TRAVEL_STAGES + (settled_stage if stage >= SETTLED else stage)
            state.moving[place, kind] += going
            state.moving_from[place] += going


@internal
def _take_in(state: MovementState, day: MovementDay, rng: Rng, number: int, place: int) -> None:
    """Receive those who rest at a reception place and cannot go on, as when it opens for them."""
    addressed = False
    for group in range(state.arrivals_by_group.shape[0]):
        here = state.present[place, group * STAGES + UNCOUNTED]
        if here == 0:
            continue
        if not addressed:
            address(rng.words, rng.seed, rng.keys[HOPS], rng.member, day.day * PARTS, 2 * place)
            addressed = True
        state.present[place, group * STAGES + UNCOUNTED] = 0
        state.arrivals[place] += here
        state.arrivals_by_group[group] += here
        receive(state, day, rng, number, place, group, here)


@internal
def _set_out(
    world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng, now: int, place: int
) -> None:
    """Put those who set out from a place on a leg each."""
    state.moving_from[place] = 0
    for kind in range(state.moving.shape[1]):
        number = state.moving[place, kind]
        if number > 0:
            state.moving[place, kind] = 0
            _choose(world, state, day, rng, now, place, kind, number)


@internal
def _choose(
    world: MovementWorld,
    state: MovementState,
    day: MovementDay,
    rng: Rng,
    now: int,
    place: int,
    kind: int,
    number: int,
) -> None:
    """Split people over the legs by conditional binomials; the last takes the rest."""
    last = -1
    for option in range(world.option_start[place], world.option_start[place + 1]):
        if state.weight[world.option_leg[option]] > 0.0:
            last = option
    remaining = state.out_weight[place]
    for option in range(world.option_start[place], last + 1):
        leg = world.option_leg[option]
        weight = state.weight[leg]
        if number == 0:
            break
        if weight <= 0.0:
            continue
        going = number
        if option < last:
            going = binomial(rng.words, number, weight / remaining)
        remaining -= weight
        number -= going
        due = now + day.leg_parts[leg]
        state.ring[state.ring_start[leg] + (due & state.ring_mask[leg]), kind] += going
        state.on_leg[leg] += going
        state.due[due & (state.due.shape[0] - 1), world.leg_to[leg]] += going


@internal
def _begin_morning(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    return_home(world, state, day, rng)
    for place in range(state.present.shape[0]):
        own = world.reception[place]
        if state.out_weight[place] > 0.0:
            _go_on(world, state, day, rng, place)
        elif own >= 0 and state.own[own] > 0.0:
            _take_in(state, day, rng, own, place)
    remembered = day.rates[RELEASE_RATE] > 0.0
    for place in range(state.home.shape[0]):
        shut = state.out_weight[place] <= 0.0
        if state.home[place] > 0 and (remembered or not shut):
            leave_by_hazard(state, day, rng, place, shut)


@compiled
def step_day(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    """Move people through one day.

    Parameters
    ----------
    world : MovementWorld
        Network.
    state : MovementState
        State of one member; changed in place.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.

    Notes
    -----
    The sum of `home`, `present`, `ring` and `back` is the same before and after.
    """
    for place in range(state.arrivals.shape[0]):
        state.arrivals[place] = 0
    for group in range(state.arrivals_by_group.shape[0]):
        state.arrivals_by_group[group] = 0
    for number in range(state.returned.shape[0]):
        state.returned[number] = 0
    first = state.drawn[0] == 0
    step_roads(world, state, day, rng)
    address(rng.words, rng.seed, rng.keys[INTENSITY], rng.member, day.day, 0)
    keep = 0.0 if first else day.rates[INTENSITY_KEEP]
    spread = day.rates[INTENSITY_SPREAD] * math.sqrt(1.0 - keep * keep)
    state.intensity[0] = keep * state.intensity[0] + spread * normal(rng.words)
    for part in range(PARTS):
        now = day.day * PARTS + part
        _come_back(world, state, now)
        if part == 0:
            _begin_morning(world, state, day, rng)
        _move(world, state, day, rng, now)
    register(world, state, day, rng)
