"""One day's movement of counted people over a network.

People who share place, group and stage are exchangeable, so the state is whole numbers and a day
is a set of binomial draws. The order of a day:

1. Roads open or close. Travellers on a road that closes turn back to where they set out.
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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.kernels.compiled import compiled, internal
from qafila.kernels.paths import own_share, shortest_ways, weigh_legs
from qafila.kernels.random import Rng, address, normal, uniform
from qafila.kernels.sampling import binomial

if TYPE_CHECKING:
    from numpy.typing import NDArray

STAGES = 3
TRAVEL_STAGES = 2
GROUPS = ("displaced_before", "insecurity", "need")
DISPLACED_BEFORE, INSECURITY, NEED = 0, 1, 2

ROADS, INTENSITY, DEPARTURES, HOPS = 0, 1, 2, 3
STREAMS = ("movement.roads", "movement.intensity", "movement.departures", "movement.hops")

(
    LEAVE_RATE,
    NEED_PUSH,
    NEED_HOLD,
    MOVE_CHANCE,
    ONWARD_CHANCE,
    SCALE_KM,
    ROAD_SWITCH,
    INTENSITY_KEEP,
    INTENSITY_SPREAD,
) = range(9)
RATES = (
    "leave_rate",
    "need_push",
    "need_hold",
    "move_chance",
    "onward_chance",
    "distance_scale",
    "road_dwell",
    "intensity_half_life",
    "intensity_spread",
)


class MovementWorld(NamedTuple):
    """What is the same for all members and days.

    option_start (place + 1,), option_leg (leg,), leg_from, leg_to (leg,), leg_km (leg,),
    leg_crosses (leg,) 1 where a leg enters another country, reception (place,) number of the
    destination or -1, is_home (place,) 1 in the country people flee from, passability (route,) 0-1
    for people, destination (destination,) place of each.
    """

    option_start: NDArray[np.int64]
    option_leg: NDArray[np.int64]
    leg_from: NDArray[np.int64]
    leg_to: NDArray[np.int64]
    leg_km: NDArray[np.float64]
    leg_crosses: NDArray[np.uint8]
    reception: NDArray[np.int64]
    is_home: NDArray[np.uint8]
    passability: NDArray[np.float64]
    destination: NDArray[np.int64]


class MovementState(NamedTuple):
    """What one member remembers from day to day, and room to work in.

    home (place,) people; present (place, class) people; ring (slot, leg, travel class) people by
    day of arrival modulo slots; back (slot, place, travel class) people turned back; is_open
    (route,) today; chain (route,) as chance has it, without what a scenario forces; intensity (1,)
    logarithm; drawn (1,) whether weights are drawn up; way_km (destination, place);
    pull (destination, place); weight (leg,); queue, queued (place,); arrivals (place,) of today;
    arrivals_by_group (group,) of today.
    """

    home: NDArray[np.int64]
    present: NDArray[np.int64]
    ring: NDArray[np.int64]
    back: NDArray[np.int64]
    is_open: NDArray[np.uint8]
    chain: NDArray[np.uint8]
    intensity: NDArray[np.float64]
    drawn: NDArray[np.uint8]
    way_km: NDArray[np.float64]
    pull: NDArray[np.float64]
    weight: NDArray[np.float64]
    queue: NDArray[np.int64]
    queued: NDArray[np.uint8]
    arrivals: NDArray[np.int64]
    arrivals_by_group: NDArray[np.int64]


class MovementDay(NamedTuple):
    """Inputs of one member on one day.

    day : int; forced (route,) -1 free, 0 closed, 1 open; need (place,) unmet share of demand;
    rates (rate,) as in RATES; exposure (place,) insecurity times the share of people touched by
    it; nearby (place,) share of those who leave that find shelter around the place; settle (place,)
    chance to settle; attraction (destination,); travel_days (leg,); attraction_moves 0 or 1.
    """

    day: int
    forced: NDArray[np.int8]
    need: NDArray[np.float64]
    rates: NDArray[np.float64]
    exposure: NDArray[np.float64]
    nearby: NDArray[np.float64]
    settle: NDArray[np.float64]
    attraction: NDArray[np.float64]
    travel_days: NDArray[np.int64]
    attraction_moves: int


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
    for slot in range(state.ring.shape[0]):
        for leg in range(state.ring.shape[1]):
            for kind in range(state.ring.shape[2]):
                total += state.ring[slot, leg, kind]
        for place in range(state.back.shape[1]):
            for kind in range(state.back.shape[2]):
                total += state.back[slot, place, kind]
    return total


@internal
def _turn_back(world: MovementWorld, state: MovementState, day: MovementDay, route: int) -> None:
    """Send everyone on a road that has just closed back to the start of the leg."""
    slots, _, classes = state.ring.shape
    for leg in range(2 * route, 2 * route + 2):
        start = world.leg_from[leg]
        for ahead in range(slots):
            slot = (day.day + ahead) % slots
            gone = max(day.travel_days[leg] - ahead, 1)
            for kind in range(classes):
                number = state.ring[slot, leg, kind]
                if number > 0:
                    state.ring[slot, leg, kind] = 0
                    state.back[(day.day + gone) % slots, start, kind] += number


@compiled
def step_roads(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    """Open and close roads for today (point 1 of the order of a day).

    Parameters
    ----------
    world : MovementWorld
        Network.
    state : MovementState
        State of one member.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    """
    changed = first = state.drawn[0] == 0
    switch = day.rates[ROAD_SWITCH]
    for route in range(world.passability.shape[0]):
        passable = world.passability[route]
        if passable >= 1.0:
            state.chain[route] = 1
        elif passable <= 0.0:
            state.chain[route] = 0
        else:
            address(rng.words, rng.seed, rng.keys[ROADS], rng.member, day.day, route)
            if uniform(rng.words) < switch or first:
                state.chain[route] = 1 if uniform(rng.words) < passable else 0
        now = state.chain[route]
        if day.forced[route] >= 0:
            now = np.uint8(day.forced[route])
        if now != state.is_open[route]:
            changed = True
            state.is_open[route] = now
        if now == 0:
            _turn_back(world, state, day, route)
    if changed:
        for number in range(world.destination.shape[0]):
            shortest_ways(
                world.destination[number],
                world.option_start,
                world.option_leg,
                world.leg_to,
                world.leg_km,
                state.is_open,
                state.way_km[number],
                state.queue,
                state.queued,
            )
    if changed or day.attraction_moves == 1:
        weigh_legs(
            world.option_start,
            world.option_leg,
            world.leg_to,
            world.leg_km,
            state.is_open,
            day.attraction,
            state.way_km,
            day.rates[SCALE_KM],
            state.pull,
            state.weight,
        )
        state.drawn[0] = 1


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
                pulled = own_share(state.pull, world.destination, world.is_home, own)
                chance = pulled if stage == 0 else 1.0
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
    number: int,
    total: float,
) -> None:
    """Split people over the legs by conditional binomials; the last leg takes the rest."""
    if number == 0:
        return
    slots = state.ring.shape[0]
    last = -1
    for option in range(world.option_start[place], world.option_start[place + 1]):
        if state.weight[world.option_leg[option]] > 0.0:
            last = option
    remaining = total
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
        state.ring[(day.day + day.travel_days[leg]) % slots, leg, kind] += going


@internal
def _leave_home(
    world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng, place: int, total: float
) -> None:
    need = min(max(day.need[place], 0.0), 1.0)
    held = 1.0 - day.rates[NEED_HOLD] * need
    # The factor has mean one, so that a wider spread does not mean more people.
    spread = day.rates[INTENSITY_SPREAD]
    factor = math.exp(state.intensity[0] - 0.5 * spread * spread)
    unsafe = day.rates[LEAVE_RATE] * day.exposure[place] * factor * held
    needy = day.rates[NEED_PUSH] * need
    hazard = unsafe + needy
    if hazard <= 0.0:
        return
    address(rng.words, rng.seed, rng.keys[DEPARTURES], rng.member, day.day, place)
    leaving = binomial(rng.words, state.home[place], -math.expm1(-hazard))
    for_need = binomial(rng.words, leaving, needy / hazard)
    state.home[place] -= leaving
    stay_unsafe = binomial(rng.words, leaving - for_need, day.nearby[place])
    stay_needy = binomial(rng.words, for_need, day.nearby[place])
    state.present[place, INSECURITY * STAGES + 2] += stay_unsafe
    state.present[place, NEED * STAGES + 2] += stay_needy
    for_need -= stay_needy
    leaving -= stay_unsafe + stay_needy
    address(rng.words, rng.seed, rng.keys[HOPS], rng.member, day.day, 2 * place)
    _set_out(world, state, day, rng, place, INSECURITY * TRAVEL_STAGES, leaving - for_need, total)
    _set_out(world, state, day, rng, place, NEED * TRAVEL_STAGES, for_need, total)


@internal
def _depart(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    groups = state.present.shape[1] // STAGES
    for place in range(state.present.shape[0]):
        total = 0.0
        for option in range(world.option_start[place], world.option_start[place + 1]):
            total += state.weight[world.option_leg[option]]
        if total <= 0.0:
            continue
        if state.home[place] > 0:
            _leave_home(world, state, day, rng, place, total)
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
                _set_out(world, state, day, rng, place, kind, going, total)


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
    first = state.drawn[0] == 0
    step_roads(world, state, day, rng)
    address(rng.words, rng.seed, rng.keys[INTENSITY], rng.member, day.day, 0)
    keep = 0.0 if first else day.rates[INTENSITY_KEEP]
    spread = day.rates[INTENSITY_SPREAD] * math.sqrt(1.0 - keep * keep)
    state.intensity[0] = keep * state.intensity[0] + spread * normal(rng.words)
    _arrive(world, state, day, rng)
    _depart(world, state, day, rng)
