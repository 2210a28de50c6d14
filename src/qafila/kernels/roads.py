"""Roads of a day: which are open, who must turn back, and where the open ones lead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled, internal
from qafila.kernels.paths import find_nearness, own_shares, shortest_ways, weigh_legs
from qafila.kernels.random import address, uniform
from qafila.kernels.travel import ROAD_SWITCH, ROADS, SCALE_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld


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


@internal
def _ways_change(world: MovementWorld, state: MovementState, way_km: NDArray[np.float64]) -> bool:
    """Whether a road that opened or closed today may change the ways to one destination.

    A road that opens matters only if it shortens a way, one that closes only if a way ran over it.
    """
    for route in range(state.turned.shape[0]):
        if state.turned[route] == 0:
            continue
        one, other = way_km[world.leg_from[2 * route]], way_km[world.leg_to[2 * route]]
        nearer, further = min(one, other), max(one, other)
        over = nearer + world.leg_km[2 * route]
        if over < further or (state.is_open[route] == 0 and over == further):
            return True
    return False


@compiled
def step_roads(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    """Open and close roads for today (point 1 of the order of a day).

    In a month in which it is impassable a road is closed, whatever a scenario says.

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
        passable = world.passability[route] * day.season[route]
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
        if day.season[route] <= 0.0:
            now = np.uint8(0)
        state.turned[route] = 0
        if now != state.is_open[route]:
            changed = True
            state.turned[route] = 1
            state.is_open[route] = now
            # Nobody sets out on a closed road, so it holds people only on the day it closes.
            if now == 0:
                _turn_back(world, state, day, route)
    if changed:
        for number in range(world.destination.shape[0]):
            if not (first or _ways_change(world, state, state.way_km[number])):
                continue
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
            find_nearness(
                state.way_km[number],
                world.leg_from,
                world.leg_to,
                day.rates[SCALE_KM],
                state.nearness[number],
                state.leg_nearness[number],
            )
    if first:
        for leg in range(world.leg_km.shape[0]):
            state.leg_fade[leg] = math.exp(-world.leg_km[leg] / day.rates[SCALE_KM])
    if changed or day.attraction_moves == 1:
        weigh_legs(state.is_open, day.attraction, state.leg_nearness, state.leg_fade, state.weight)
        own_shares(day.attraction, state.nearness, world.destination, world.is_home, state.own)
        state.drawn[0] = 1
