"""What importers order and load at the far end, as far as they dare and have tankers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import inlined
from qafila.kernels.siege.regimes import season_of
from qafila.kernels.siege.tables import (
    CAPACITY,
    CATCH_UP,
    CLEARANCE_DAYS,
    CLOSED,
    CONTESTED,
    CONTESTED_LOADING,
    DETERRENCE,
    FOOD_NEEDS_DIESEL,
    QUEUE_LIMIT,
    REROUTE,
    RESTOCK,
)

if TYPE_CHECKING:
    from qafila.kernels.siege.tables import SiegeDay, SiegeMember, SiegeState, SiegeWorld


@inlined
def usual_demand(member: SiegeMember, city: int, commodity: int) -> float:
    """What a city and its region use in a normal day.

    Parameters
    ----------
    member : SiegeMember
        Inputs of the member.
    city, commodity : int
        Which one.

    Returns
    -------
    float
        Units a day.
    """
    return member.normal_demand[city, commodity] + member.region_demand[city, commodity]


@inlined
def find_willing(world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay) -> None:
    """Find who still goes today, after recent attacks.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    """
    for city in range(state.courage.shape[0]):
        state.courage[city] = math.exp(-member.rates[city, DETERRENCE] * state.score[city])
    for corridor in range(state.willing.shape[0]):
        city = world.corridor_city[corridor]
        willing = season_of(day, corridor)
        if state.regime[corridor] == CLOSED:
            willing = 0.0
        elif state.regime[corridor] == CONTESTED:
            willing *= member.rates[city, CONTESTED_LOADING] * state.courage[city]
        state.willing[corridor] = willing


@inlined
def _coming(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay, city: int, good: int
) -> float:
    """Cargo that is sure to come beyond what is on its way in normal times.

    What waits for escort or behind a closed road is not sure to come.
    """
    usual = usual_demand(member, city, good)
    coming = state.pool[city, good] + state.yard[city, good]
    # On a normal day the pool holds what was cleared today.
    coming -= (1.0 + member.rates[city, CLEARANCE_DAYS]) * usual
    for corridor in range(world.corridor_city.shape[0]):
        if world.corridor_city[corridor] == city:
            # Today's load is not on the road yet.
            coming -= (day.travel_days[corridor] - 1) * member.share[corridor] * usual
            coming += state.under_way[corridor, good]
            if state.regime[corridor] != CLOSED and state.regime[corridor] != CONTESTED:
                coming += state.waiting[corridor, good]
    return coming


@inlined
def _order(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay, city: int, good: int
) -> float:
    """What importers would load today if all corridors were open."""
    rates = member.rates[city]
    usual = usual_demand(member, city, good)
    target = member.normal_demand[city, good] * member.target_cover[city, good]
    stock = state.depot[city, good] + state.retail[city, good]
    gap = 0.0
    if target > 0.0:
        gap = 1.0 - (stock + _coming(world, member, state, day, city, good)) / target
    catch_up = rates[CATCH_UP]
    order = usual * min(max(1.0 + catch_up * gap, 0.0), 1.0 + catch_up)
    order += rates[RESTOCK] * state.backlog[city, good]
    if world.in_tankers[good] == 0:
        # Lorries with food need diesel too.
        order *= 1.0 - rates[FOOD_NEEDS_DIESEL] * (1.0 - state.moving[city])
    return order


@inlined
def free_tankers(world: SiegeWorld, state: SiegeState, city: int) -> float:
    """Volume of the tankers that stand empty at the far end.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    state : SiegeState
        State of the member.
    city : int
        For which city they drive.

    Returns
    -------
    float
        Not below 0 after day 0.
    """
    free = state.fleet[city] - state.back_later[city]
    for good in range(world.in_tankers.shape[0]):
        if world.in_tankers[good] == 1:
            free -= state.yard[city, good]
            for corridor in range(world.corridor_city.shape[0]):
                if world.corridor_city[corridor] == city:
                    free -= state.waiting[corridor, good] + state.under_way[corridor, good]
    return free


@inlined
def _wish(
    member: SiegeMember,
    state: SiegeState,
    city: int,
    corridor: int,
    good: int,
    order: float,
    rerouted: float,
) -> int:
    """What importers would load on a corridor today if there were tankers enough."""
    rates = member.rates[city]
    flow = member.share[corridor] * usual_demand(member, city, good)
    own = state.willing[corridor] * member.share[corridor]
    room = flow * rates[QUEUE_LIMIT] - state.waiting[corridor, good]
    wish = order * own * (1.0 + rerouted * member.detour[corridor])
    return int(max(min(wish, flow * rates[CAPACITY], room), 0.0))


@inlined
def load(world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay) -> None:
    """Load cargo at the far end (point 8 of the order of a day).

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.

    Notes
    -----
    Importers order normal demand, more when the city and what is on its way to it are short and
    less when they are full, and what the region has missed. What a corridor does not carry is
    spread over those that are not closed, and goes by them as far as importers dare; queues and
    capacity limit each. Where tankers are too few, all corridors and fuels get the same part of
    what they would load.
    """
    corridors, goods = state.waiting.shape
    for city in range(state.depot.shape[0]):
        passable, blocked = 0.0, 0.0
        for corridor in range(corridors):
            if world.corridor_city[corridor] == city:
                if state.regime[corridor] != CLOSED:
                    passable += member.share[corridor] * member.detour[corridor]
                blocked += (1.0 - state.willing[corridor]) * member.share[corridor]
        rerouted = 0.0
        if passable > 0.0:
            rerouted = member.rates[city, REROUTE] * blocked / passable
        needed = 0
        for good in range(goods):
            state.imported[city, good] = 0
            order = _order(world, member, state, day, city, good)
            for corridor in range(corridors):
                if world.corridor_city[corridor] == city:
                    wish = _wish(member, state, city, corridor, good, order, rerouted)
                    state.loaded[corridor, good] = wish
                    if world.in_tankers[good] == 1:
                        needed += wish
        free = free_tankers(world, state, city)
        part = min(free / needed, 1.0) if needed > 0 else 1.0
        for corridor in range(corridors):
            if world.corridor_city[corridor] != city:
                continue
            for good in range(goods):
                loaded = state.loaded[corridor, good]
                if part < 1.0 and world.in_tankers[good] == 1:
                    loaded = np.int64(part * loaded)
                    state.loaded[corridor, good] = loaded
                state.waiting[corridor, good] += loaded
                state.imported[city, good] += loaded
