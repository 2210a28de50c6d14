"""Roads of a day: which are open, who must turn back, and where the open ones lead."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled, internal
from qafila.kernels.paths import find_nearness, own_shares, shorten_ways, shortest_ways, weigh_legs
from qafila.kernels.random import address, uniform
from qafila.kernels.travel import PARTS, ROAD_FADE, ROAD_SWITCH, ROADS, SCALE_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld

_SAME, _SHORTER, _LONGER = 0, 1, 2


@internal
def _turn_back(world: MovementWorld, state: MovementState, day: MovementDay, route: int) -> None:
    """Send everyone on a road that has just closed back to the start of the leg."""
    now = day.day * PARTS
    slots = state.due.shape[0] - 1
    for leg in range(2 * route, 2 * route + 2):  # at today's pace; see `_change_pace`
        if state.on_leg[leg] == 0:
            continue
        start, mask, end = state.ring_start[leg], state.ring_mask[leg], world.leg_to[leg]
        state.on_back[leg] += state.on_leg[leg]
        state.on_leg[leg] = 0
        for ahead in range(mask + 1):
            row = start + ((now + ahead) & mask)
            gone = max(day.leg_parts[leg] - ahead, 1)
            for kind in range(state.ring.shape[1]):
                number = state.ring[row, kind]
                state.ring[row, kind] = 0
                state.due[(now + ahead) & slots, end] -= number
                state.back[start + ((now + gone) & mask), kind] += number


@internal
def _change_pace(world: MovementWorld, state: MovementState, day: MovementDay) -> None:
    """Keep everyone where he is on a leg that takes another time than yesterday, as in the rain.

    Of the time that is left the same share is left at the new pace, in whole parts upward.
    """
    now = day.day * PARTS
    slots = state.due.shape[0] - 1
    for leg in range(state.pace.shape[0]):
        before, after = state.pace[leg], day.leg_parts[leg]
        state.pace[leg] = after
        if before == after or (state.on_leg[leg] == 0 and state.on_back[leg] == 0):
            continue
        start, mask, end = state.ring_start[leg], state.ring_mask[leg], world.leg_to[leg]
        for step in range(before):
            # Rows move away from those that are still to be moved: outward from the far end, or
            # inward from the near one.
            ahead = before - 1 - step if after > before else step
            later = (ahead * after + before - 1) // before
            if later == ahead:
                continue
            row, other = start + ((now + ahead) & mask), start + ((now + later) & mask)
            for kind in range(state.ring.shape[1]):
                number = state.ring[row, kind]
                state.ring[row, kind] = 0
                state.ring[other, kind] += number
                state.due[(now + ahead) & slots, end] -= number
                state.due[(now + later) & slots, end] += number
                number = state.back[row, kind]
                state.back[row, kind] = 0
                state.back[other, kind] += number


@internal
def _how_ways_change(
    world: MovementWorld, state: MovementState, way_km: NDArray[np.float64]
) -> int:
    """What the roads that turned today may do to the ways to one destination.

    A road that opens matters only if it shortens a way, one that closes only if a way ran over it.
    """
    found = _SAME
    for route in range(state.turned.shape[0]):
        if state.turned[route] == 0:
            continue
        one, other = way_km[world.leg_from[2 * route]], way_km[world.leg_to[2 * route]]
        nearer, further = min(one, other), max(one, other)
        over = nearer + world.leg_km[2 * route]
        if state.is_open[route] == 0 and over == further and nearer < np.inf:
            return _LONGER
        if state.is_open[route] == 1 and over < further:
            found = _SHORTER
    return found


@internal
def _find_ways(world: MovementWorld, state: MovementState, scale_km: float, first: bool) -> None:
    """Draw up the ways to every destination anew where a road that turned changes them."""
    for number in range(world.destination.shape[0]):
        way_km = state.way_km[number]
        change = _LONGER if first else _how_ways_change(world, state, way_km)
        if change == _SAME:
            continue
        if change == _LONGER:
            shortest_ways(
                world.destination[number],
                world.option_start,
                world.option_leg,
                world.leg_to,
                world.leg_km,
                state.is_open,
                way_km,
                state.queue,
                state.queued,
            )
        else:
            shorten_ways(
                state.turned,
                world.option_start,
                world.option_leg,
                world.leg_from,
                world.leg_to,
                world.leg_km,
                state.is_open,
                way_km,
                state.queue,
                state.queued,
            )
        find_nearness(
            way_km,
            world.leg_from,
            world.leg_to,
            scale_km,
            state.nearness[number],
            state.leg_nearness[number],
        )


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
    _change_pace(world, state, day)
    switch = day.rates[ROAD_SWITCH]
    known = math.exp(-day.rates[ROAD_FADE] * max(day.day, 0))
    for route in range(world.passability.shape[0]):
        prior = world.prior[route]
        passable = prior + known * (world.passability[route] - prior)
        passable *= day.season[route]
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
        _find_ways(world, state, day.rates[SCALE_KM], first)
    if first:
        for leg in range(world.leg_km.shape[0]):
            state.leg_fade[leg] = math.exp(-world.leg_km[leg] / day.rates[SCALE_KM])
    if changed or day.attraction_moves == 1:
        weigh_legs(state.is_open, day.attraction, state.leg_nearness, state.leg_fade, state.weight)
        own_shares(day.attraction, state.nearness, world.destination, world.is_home, state.own)
        for place in range(state.out_weight.shape[0]):
            total = 0.0
            for option in range(world.option_start[place], world.option_start[place + 1]):
                total += state.weight[world.option_leg[option]]
            state.out_weight[place] = total
        state.drawn[0] = 1
