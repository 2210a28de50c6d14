"""One day's movement of counted people over a network.

People who share place, group and stage are exchangeable, so the state is whole numbers and a day
is a set of binomial draws. The order of a day:

1. Roads open or close, none in a month in which it is impassable, whatever a scenario says.
   Travellers on a road that closes turn back to where they set out.
2. Travellers who are due reach the end of their leg. At a reception place those bound for it are
   received and counted, once in each country; elsewhere in the country they fled from some settle.
3. Those whom a closed road sent back reach the place they had set out from.
4. Where a way to a reception place is open, people leave their homes because of insecurity and,
   in a city that is not supplied, of need. Some find shelter around the place, the others set
   out. Where no way is open nobody can leave.
5. Everyone on the move, and a few of those received or settled, chooses the next leg.

Someone makes at most one hop a day and a long leg takes several days, so one day never holds more
than one day's travel.

Stages: 0 on the move and not yet counted in this country, 1 on the move and counted, 2 staying
(never on a leg). Class is ``3 group + stage`` at a place, ``2 group + stage`` on a leg.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.kernels.compiled import compiled, internal
from qafila.kernels.leaving import leave_as_given, leave_by_hazard
from qafila.kernels.random import address, normal
from qafila.kernels.returning import return_home
from qafila.kernels.roads import step_roads
from qafila.kernels.sampling import binomial
from qafila.kernels.travel import (
    HOPS,
    INTENSITY,
    INTENSITY_KEEP,
    INTENSITY_SPREAD,
    MOVE_CHANCE,
    ONWARD_CHANCE,
    STAGES,
    TRAVEL_STAGES,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld


@internal
def _sum(counts: NDArray[np.int64]) -> int:
    total = 0
    for index in range(counts.shape[0]):
        total += counts[index]
    return total


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
    return _sum(state.ring.reshape(-1)) + _sum(state.back.reshape(-1))


@internal
def _arrive(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    slots, legs, classes = state.ring.shape
    slot = day.day % slots
    for leg in range(legs):
        place = world.leg_to[leg]
        for kind in range(classes):
            number = state.ring[slot, leg, kind]
            if number == 0:
                continue
            state.ring[slot, leg, kind] = 0
            group = kind // TRAVEL_STAGES
            # Who enters another country has not been counted there yet.
            stage = 0 if world.leg_crosses[leg] == 1 else kind % TRAVEL_STAGES
            own = world.reception[place]
            chance = 0.0
            if own >= 0:
                chance = state.own[own] if stage == 0 else 1.0
            elif stage == 0 and world.is_home[place] == 1:
                chance = day.settle[place]
            address(
                rng.words, rng.seed, rng.keys[HOPS], rng.member, day.day, -1 - leg * classes - kind
            )
            stayed = binomial(rng.words, number, chance)
            if own >= 0 and stage == 0:
                state.arrivals[place] += stayed
                state.arrivals_by_group[group] += stayed
            state.present[place, group * STAGES + 2] += stayed
            state.present[place, group * STAGES + stage] += number - stayed
    for place in range(state.back.shape[1]):
        for kind in range(classes):
            number = state.back[slot, place, kind]
            if number > 0:
                state.back[slot, place, kind] = 0
                group = kind // TRAVEL_STAGES
                state.present[place, group * STAGES + kind % TRAVEL_STAGES] += number


@internal
def _set_out(
    world: MovementWorld,
    state: MovementState,
    day: MovementDay,
    rng: Rng,
    place: int,
    kind: int,
) -> None:
    """Split those who set out over the legs by conditional binomials; the last takes the rest."""
    number = state.moving[place, kind]
    if number == 0:
        return
    state.moving[place, kind] = 0
    slots = state.ring.shape[0]
    last = -1
    for option in range(world.option_start[place], world.option_start[place + 1]):
        if state.weight[world.option_leg[option]] > 0.0:
            last = option
    remaining = state.out_weight[place]
    for option in range(world.option_start[place], last + 1):
        leg = world.option_leg[option]
        weight = state.weight[leg]
        if weight <= 0.0 or number == 0:
            continue
        going = number
        if option < last:
            going = binomial(rng.words, number, weight / remaining)
        remaining -= weight
        number -= going
        state.ring[(day.day + day.leg_parts[leg]) % slots, leg, kind] += going


@internal
def _go_on(
    world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng, place: int
) -> None:
    """Let those on the move, and a few of those who stay, set out again."""
    groups = state.present.shape[1] // STAGES
    settled_stage = 1 if world.reception[place] >= 0 else 0
    address(rng.words, rng.seed, rng.keys[HOPS], rng.member, day.day, 2 * place + 1)
    for group in range(groups):
        for stage in range(STAGES):
            here = state.present[place, group * STAGES + stage]
            if here == 0:
                continue
            chance = day.rates[ONWARD_CHANCE] if stage == 2 else day.rates[MOVE_CHANCE]
            going = binomial(rng.words, here, chance)
            state.present[place, group * STAGES + stage] -= going
            kind = group * TRAVEL_STAGES + (settled_stage if stage == 2 else stage)
            state.moving[place, kind] += going


@internal
def _depart(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    if day.is_given == 1:
        leave_as_given(world, state, day, rng)
    for place in range(state.present.shape[0]):
        if state.out_weight[place] <= 0.0:
            continue
        _go_on(world, state, day, rng, place)
        if day.is_given == 0 and state.home[place] > 0:
            leave_by_hazard(state, day, rng, place)
        address(rng.words, rng.seed, rng.keys[HOPS], rng.member, day.day, 2 * place)
        for kind in range(state.moving.shape[1]):
            _set_out(world, state, day, rng, place, kind)


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
    _arrive(world, state, day, rng)
    return_home(world, state, day, rng)
    _depart(world, state, day, rng)
