"""Stocks of a city and its region: customs, depots, pumps, households."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import inlined
from qafila.kernels.random import address_item, address_of_day, normal
from qafila.kernels.siege.loading import usual_demand
from qafila.kernels.siege.tables import (
    CATCH_UP,
    CITY_PRIORITY,
    CLEARANCE_DAYS,
    CLEARANCE_LIMIT,
    DEMAND,
    DEMAND_SPREAD,
    HOARD_COVER,
    HOARD_LIMIT,
    HOARDING,
    ITEMS_PER_CITY,
    RATION_COVER,
    RATION_SHARE,
    REGIONAL_LIMIT,
    RESERVED_COVER,
    RESERVED_REFILL,
    RESTOCK,
    RETAIL_COVER,
    UNLOADING,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng
    from qafila.kernels.siege.tables import SiegeDay, SiegeMember, SiegeState, SiegeWorld


@inlined
def _ask(rates: NDArray[np.float64], need: float, usual: float, cover: float, hoard: int) -> float:
    """What people ask for at the pumps who need so much today and keep some at home."""
    most = rates[HOARDING] * need
    if cover < rates[HOARD_COVER]:
        room = max(rates[HOARD_LIMIT] * usual - hoard, 0.0)
        return need + min(most * (1.0 - cover / rates[HOARD_COVER]), room)
    return need - min(most, float(hoard), need)


@inlined
def serve(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay, rng: Rng
) -> None:
    """Let people ask for and get what they need today (point 3 of the order of a day).

    Parameters
    ----------
    world : SiegeWorld
        Commodities.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    """
    cities, goods = state.depot.shape
    of_day = address_of_day(rng.seed, rng.keys[DEMAND], rng.member, day.day)
    for city in range(cities):
        rates = member.rates[city]
        for good in range(goods):
            usual = member.normal_demand[city, good] * day.crowd[city]
            need = usual
            spread = rates[DEMAND_SPREAD]
            if spread > 0.0 and usual > 0.0:
                address_item(rng.words, of_day, city * ITEMS_PER_CITY + good)
                need = usual * math.exp(spread * normal(rng.words) - 0.5 * spread * spread)
            stock = state.depot[city, good] + state.retail[city, good]
            cover = stock / usual if usual > 0.0 else 0.0
            wanted = need
            if world.hoarded[good] == 1:
                wanted = _ask(rates, need, usual, cover, state.hoard[city, good])
            allowed = wanted
            # Stations ration; power plants have tanks of their own.
            if world.hoarded[good] == 1 and cover < rates[RATION_COVER]:
                allowed = wanted * (1.0 - rates[RATION_SHARE])
            state.offered[city, good] = state.retail[city, good]
            demand = np.int64(wanted)
            served = min(np.int64(allowed), state.retail[city, good])
            used = min(np.int64(need), served + state.hoard[city, good])
            state.retail[city, good] -= served
            state.hoard[city, good] += served - used
            state.demand[city, good] = demand
            state.served[city, good] = served
            state.unmet[city, good] = demand - served
            state.needed[city, good] = np.int64(need)
            state.used[city, good] = used
        state.moving[city] = 1.0
        if world.diesel >= 0 and state.needed[city, world.diesel] > 0:
            state.moving[city] = state.used[city, world.diesel] / state.needed[city, world.diesel]


@inlined
def refill(member: SiegeMember, state: SiegeState) -> None:
    """Let depots fill the retail tanks for the next day (point 4 of the order of a day).

    Parameters
    ----------
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    """
    cities, goods = state.depot.shape
    for city in range(cities):
        for good in range(goods):
            usual = member.normal_demand[city, good]
            room = np.int64(member.rates[city, RETAIL_COVER] * usual) - state.retail[city, good]
            limit = np.int64(member.rates[city, UNLOADING] * usual)
            moved = max(min(state.depot[city, good], limit, room), 0)
            state.depot[city, good] -= moved
            state.retail[city, good] += moved


@inlined
def share_out(member: SiegeMember, state: SiegeState, day: SiegeDay) -> None:
    """Share what customs cleared out between city, region and reserve (point 5).

    The reserve comes first: it helps out when the city is short, and takes a part of what it lacks
    when the city is not. Of the rest a city that has no region gets all. Else the city gets what
    fills it up to its target and the region what it asks for, or where that is too much parts in
    proportion to the needs of a day with what is to be made up for, the city's weighted with its
    priority. What nobody asks for stays where it is.

    Parameters
    ----------
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    """
    cities, goods = state.depot.shape
    for city in range(cities):
        rates = member.rates[city]
        for good in range(goods):
            region = member.region_demand[city, good]
            state.regional[city, good] = 0
            _use_reserve(member, state, day, city, good)
            if region > 0.0:
                _share_one(member, state, city, good, region)
            else:
                room = member.capacity[city, good] - state.depot[city, good]
                moved = max(min(state.pool[city, good], room), 0)
                state.depot[city, good] += moved
                state.pool[city, good] -= moved
            missed = state.backlog[city, good] + region - state.regional[city, good]
            state.backlog[city, good] = np.int64(
                min(max(missed, 0.0), rates[REGIONAL_LIMIT] * region)
            )


@inlined
def _share_one(member: SiegeMember, state: SiegeState, city: int, good: int, region: float) -> None:
    """Part the pool of one commodity between city and region."""
    rates = member.rates[city]
    usual = member.normal_demand[city, good]
    stock = state.depot[city, good] + state.retail[city, good]
    target = usual * member.target_cover[city, good]
    own = max(target - stock, 0.0)
    theirs = region + rates[RESTOCK] * state.backlog[city, good]
    pool = state.pool[city, good]
    if own + theirs > pool:
        # The region asks for a day and a part of what it has missed. So does the city when there
        # is not enough: if its whole gap counted, the region would get next to nothing.
        gap = own / target if target > 0.0 else 0.0
        weighted = min(own, usual * (1.0 + rates[CATCH_UP] * gap)) * rates[CITY_PRIORITY]
        total = weighted + theirs
        part = weighted / total if total > 0.0 else 0.0
        # Nobody gets more than he asks for: what the one leaves the other takes.
        own = min(own, max(pool * part, pool - theirs))
        theirs = pool - own
    to_city, to_region = np.int64(own), np.int64(theirs)
    state.pool[city, good] -= to_city + to_region
    state.depot[city, good] += to_city
    state.regional[city, good] = to_region


@inlined
def _use_reserve(
    member: SiegeMember, state: SiegeState, day: SiegeDay, city: int, good: int
) -> None:
    """Release the reserve while the city is short, and fill it up from the pool when it is not."""
    rates = member.rates[city]
    usual = member.normal_demand[city, good] * day.crowd[city]
    if usual <= 0.0:
        return
    cover = (state.depot[city, good] + state.retail[city, good]) / usual
    if cover < rates[RESERVED_COVER]:
        released = min(state.reserved[city, good], np.int64(usual))
        state.reserved[city, good] -= released
        state.depot[city, good] += released
    else:
        missing = max(member.reserve[city, good] - state.reserved[city, good], 0)
        filled = min(np.int64(rates[RESERVED_REFILL] * missing), state.pool[city, good])
        state.pool[city, good] -= filled
        state.reserved[city, good] += filled


@inlined
def clear(member: SiegeMember, state: SiegeState) -> None:
    """Let customs clear part of what waits in the yard (point 6 of the order of a day).

    Parameters
    ----------
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    """
    cities, goods = state.depot.shape
    for city in range(cities):
        rates = member.rates[city]
        for good in range(goods):
            ready = math.ceil(state.yard[city, good] / rates[CLEARANCE_DAYS])
            limit = math.floor(rates[CLEARANCE_LIMIT] * usual_demand(member, city, good))
            held = state.depot[city, good] + state.pool[city, good] + state.reserved[city, good]
            room = member.capacity[city, good] - held
            cleared = max(min(np.int64(min(ready, limit)), state.yard[city, good], room), 0)
            state.yard[city, good] -= cleared
            state.pool[city, good] += cleared
            state.registered[city, good] = cleared
