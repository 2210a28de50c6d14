"""One day's balance of commodities in cities that are supplied over corridors.

All amounts are whole units (litres of fuel). The order of a day:

1. Each corridor may change its regime: 0 open, 1 contested, 2 closed.
2. People need fuel for the day and ask for it at the pumps: for more when little is left, to fill
   cans and tanks at home, and for less when there is enough again and they use those up. Rationing
   and empty pumps leave some of it unmet; what is missing is taken from home.
3. Depots fill the retail tanks for the next day, within the unloading limit.
4. Customs clear part of what waits in the yard of the city into the depot.
5. Cargo that is due reaches the yard; all that is on a closed corridor turns back to the queue.
6. Cargo is loaded at the far end for what the city is short of. What a blocked corridor cannot
   carry goes partly by the others, within their capacity.
7. Cargo leaves the queue: freely on an open corridor, in escorted convoys and in small part alone
   on a contested one, not at all on a closed one. Attacks destroy some of it.

Opening amount + imported = depot + retail + yard + waiting + under way + served + lost, and
served = used + what households put by, always.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled, internal
from qafila.kernels.convoys import leave_queue, load, send_convoys
from qafila.kernels.random import address, normal, uniform
from qafila.kernels.sampling import gamma
from qafila.kernels.supply import (
    CLEARANCE_DAYS,
    CLEARANCE_LIMIT,
    CLOSED,
    CONTESTED,
    CORRELATION,
    DEMAND,
    DEMAND_SPREAD,
    HOARD_COVER,
    HOARD_LIMIT,
    HOARDING,
    ITEMS_PER_CITY,
    OPEN,
    OPENING,
    OPENING_CONTESTED,
    OPENING_QUEUE,
    RATION_COVER,
    RATION_SHARE,
    REGIME,
    REGIME_FADE,
    REGIME_SWITCH,
    RETAIL_COVER,
    UNLOADING,
    StockDay,
    StockState,
    StockWorld,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng

_BELOW_ONE = 1.0 - 2.0**-53


@internal
def _pick(is_open: float, contested: float, u: float) -> int:
    """Regime at a uniform number, from the chances of the first two."""
    if u < is_open:
        return OPEN
    return CONTESTED if u < is_open + contested else CLOSED


@internal
def _fade(world: StockWorld, state: StockState, corridor: int, regime: int, weight: float) -> float:
    """Belief of day 0 that fades into the prior."""
    own, prior = state.belief[corridor, regime], world.prior[corridor, regime]
    return weight * own + (1.0 - weight) * prior


@internal
def _siege(rng: Rng) -> float:
    """Common factor of a member: how hard its siege is on all corridors at once."""
    # Regimes change from day 1 on, so day 0 of their stream is free.
    address(rng.words, rng.seed, rng.keys[REGIME], rng.member, 0, 0)
    return normal(rng.words)


@internal
def _mark(siege: float, own: float, correlation: float) -> float:
    """Uniform number of a corridor, correlated with those of the others (Gaussian copula)."""
    z = math.sqrt(correlation) * siege + math.sqrt(1.0 - correlation) * own
    return min(0.5 * math.erfc(-z / math.sqrt(2.0)), _BELOW_ONE)


@compiled
def open_stocks(
    world: StockWorld,
    state: StockState,
    day: StockDay,
    rng: Rng,
    chance: NDArray[np.float64],
    concentration: NDArray[np.float64],
) -> None:
    """Draw the regimes of day 0 and fill queues and roads as they would stand on that day.

    Parameters
    ----------
    world : StockWorld
        Corridors.
    state : StockState
        State of one member; `depot` and `retail` are set by the caller.
    day : StockDay
        Inputs of day 0.
    rng : Rng
        Address of the random numbers.
    chance : array, shape (corridor, state)
        What the situation believes.
    concentration : array, shape (corridor,)
        How much is known, observations.
    """
    slots, corridors, commodities = state.ring.shape
    for city in range(state.depot.shape[0]):
        for commodity in range(commodities):
            state.yard[city, commodity] = 0
            state.hoard[city, commodity] = 0
    for slot in range(slots):
        for corridor in range(corridors):
            for commodity in range(commodities):
                state.ring[slot, corridor, commodity] = 0
    siege = _siege(rng)
    for corridor in range(corridors):
        city = world.corridor_city[corridor]
        address(rng.words, rng.seed, rng.keys[OPENING], rng.member, 0, corridor)
        total = 0.0
        for regime in range(3):
            weight = concentration[corridor] * chance[corridor, regime]
            value = gamma(rng.words, weight) if weight > 0.0 else 0.0
            state.belief[corridor, regime] = value
            total += value
        for regime in range(3):
            if total > 0.0:
                state.belief[corridor, regime] /= total
            else:
                state.belief[corridor, regime] = chance[corridor, regime]
        mark = _mark(siege, normal(rng.words), day.rates[city, CORRELATION])
        regime = _pick(state.belief[corridor, OPEN], state.belief[corridor, CONTESTED], mark)
        state.chain[corridor] = regime
        if day.forced[corridor] >= 0:
            regime = int(day.forced[corridor])
        if day.season[corridor] <= 0.0:
            regime = CLOSED
        state.regime[corridor] = regime
        for commodity in range(commodities):
            flow = day.share[corridor] * day.normal_demand[city, commodity]
            queue = 0.0 if regime == OPEN else flow * day.rates[city, OPENING_QUEUE]
            state.waiting[corridor, commodity] = np.int64(queue)
            passing = 1.0 if regime == OPEN else day.rates[city, OPENING_CONTESTED]
            if regime == CLOSED:
                passing = 0.0
            for ahead in range(1, day.travel_days[corridor] + 1):
                state.ring[ahead % slots, corridor, commodity] = np.int64(flow * passing)
            cleared = flow * passing * day.rates[city, CLEARANCE_DAYS]
            state.yard[city, commodity] += np.int64(cleared)


@compiled
def step_regimes(world: StockWorld, state: StockState, day: StockDay, rng: Rng) -> None:
    """Let corridors change their regime (point 1 of the order of a day).

    Now and then, on average after `regime_redraw` days, a corridor draws its regime anew, which may
    come out the same. It is drawn from this member's belief of day 0, which fades into the prior.
    A factor that all corridors of a member share makes their regimes alike: who blocks one road
    blocks others. It leaves the chances of each corridor as they are. In a month in which it is
    impassable a corridor is closed, whatever a scenario says.

    Parameters
    ----------
    world : StockWorld
        Corridors.
    state : StockState
        State of one member.
    day : StockDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    """
    siege = _siege(rng)
    for corridor in range(state.regime.shape[0]):
        city = world.corridor_city[corridor]
        weight = math.exp(-day.rates[city, REGIME_FADE] * day.day)
        address(rng.words, rng.seed, rng.keys[REGIME], rng.member, day.day, corridor)
        switches = uniform(rng.words) < day.rates[city, REGIME_SWITCH]
        mark = _mark(siege, normal(rng.words), day.rates[city, CORRELATION])
        if switches:
            is_open = _fade(world, state, corridor, OPEN, weight)
            contested = _fade(world, state, corridor, CONTESTED, weight)
            state.chain[corridor] = _pick(is_open, contested, mark)
        state.regime[corridor] = state.chain[corridor]
        if day.forced[corridor] >= 0:
            state.regime[corridor] = np.int64(day.forced[corridor])
        if day.season[corridor] <= 0.0:
            state.regime[corridor] = CLOSED


@internal
def _ask(rates: NDArray[np.float64], need: float, usual: float, cover: float, hoard: int) -> float:
    """What people ask for at the pumps who need so much today and keep some at home."""
    most = rates[HOARDING] * need
    if cover < rates[HOARD_COVER]:
        room = max(rates[HOARD_LIMIT] * usual - hoard, 0.0)
        return need + min(most * (1.0 - cover / rates[HOARD_COVER]), room)
    return need - min(most, float(hoard), need)


@internal
def _serve(state: StockState, day: StockDay, rng: Rng) -> None:
    cities, commodities = state.depot.shape
    for city in range(cities):
        rates = day.rates[city]
        for commodity in range(commodities):
            usual = day.normal_demand[city, commodity]
            item = city * ITEMS_PER_CITY + commodity
            address(rng.words, rng.seed, rng.keys[DEMAND], rng.member, day.day, item)
            spread = rates[DEMAND_SPREAD]
            need = usual * math.exp(spread * normal(rng.words) - 0.5 * spread * spread)
            stock = state.depot[city, commodity] + state.retail[city, commodity]
            cover = stock / usual if usual > 0.0 else 0.0
            wanted = _ask(rates, need, usual, cover, state.hoard[city, commodity])
            allowed = wanted
            if cover < rates[RATION_COVER]:
                allowed = wanted * (1.0 - rates[RATION_SHARE])
            demand = np.int64(wanted)
            served = min(np.int64(allowed), state.retail[city, commodity])
            used = min(np.int64(need), served + state.hoard[city, commodity])
            state.retail[city, commodity] -= served
            state.hoard[city, commodity] += served - used
            state.demand[city, commodity] = demand
            state.served[city, commodity] = served
            state.unmet[city, commodity] = demand - served
            state.needed[city, commodity] = np.int64(need)
            state.used[city, commodity] = used


@internal
def _refill(state: StockState, day: StockDay) -> None:
    cities, commodities = state.depot.shape
    for city in range(cities):
        for commodity in range(commodities):
            usual = day.normal_demand[city, commodity]
            room = np.int64(day.rates[city, RETAIL_COVER] * usual) - state.retail[city, commodity]
            limit = np.int64(day.rates[city, UNLOADING] * usual)
            moved = max(min(state.depot[city, commodity], limit, room), 0)
            state.depot[city, commodity] -= moved
            state.retail[city, commodity] += moved


@internal
def _clear(state: StockState, day: StockDay) -> None:
    cities, commodities = state.depot.shape
    for city in range(cities):
        for commodity in range(commodities):
            # What takes less than a day is cleared within the day.
            days = max(day.rates[city, CLEARANCE_DAYS], 1.0)
            ready = math.ceil(state.yard[city, commodity] / days)
            limit = math.floor(
                day.rates[city, CLEARANCE_LIMIT] * day.normal_demand[city, commodity]
            )
            room = day.capacity[city, commodity] - state.depot[city, commodity]
            cleared = max(min(np.int64(min(ready, limit)), state.yard[city, commodity], room), 0)
            state.yard[city, commodity] -= cleared
            state.depot[city, commodity] += cleared


@internal
def _receive(world: StockWorld, state: StockState, day: StockDay) -> None:
    slots, corridors, commodities = state.ring.shape
    slot = day.day % slots
    for corridor in range(corridors):
        city = world.corridor_city[corridor]
        for commodity in range(commodities):
            state.received[corridor, commodity] = 0
            if state.regime[corridor] == CLOSED:
                for other in range(slots):
                    state.waiting[corridor, commodity] += state.ring[other, corridor, commodity]
                    state.ring[other, corridor, commodity] = 0
                continue
            due = state.ring[slot, corridor, commodity]
            state.ring[slot, corridor, commodity] = 0
            state.received[corridor, commodity] = due
            state.yard[city, commodity] += due


@compiled
def step_day(world: StockWorld, state: StockState, day: StockDay, rng: Rng) -> None:
    """Balance all stocks through one day.

    Parameters
    ----------
    world : StockWorld
        Corridors.
    state : StockState
        State of one member; changed in place.
    day : StockDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.

    Notes
    -----
    No amount is ever negative. Opening amount plus `imported` equals all stocks, queues and cargo
    under way plus `served` plus `lost`; `hoard` gains `served` less `used`; all to the unit.
    """
    step_regimes(world, state, day, rng)
    for city in range(state.lost.shape[0]):
        for commodity in range(state.lost.shape[1]):
            state.lost[city, commodity] = 0
    _serve(state, day, rng)
    _refill(state, day)
    _clear(state, day)
    _receive(world, state, day)
    load(world, state, day)
    leave_queue(world, state, day, rng)
    for city in range(state.depot.shape[0]):
        send_convoys(world, state, day, rng, city)
