"""One day's balance of commodities in cities that are supplied over corridors.

All amounts are whole units (litres of fuel). The order of a day:

1. Each corridor may change its regime: 0 open, 1 contested, 2 closed.
2. Depots fill the retail tanks, within the unloading limit.
3. People ask for the day's demand, more when little is left; rationing and empty tanks leave some
   of it unmet.
4. Customs clear part of what waits in the yard of the city into the depot.
5. Cargo that is due reaches the yard; on a closed corridor it halts where it is.
6. Cargo is loaded at the far end for what the city is short of. What a blocked corridor cannot
   carry goes partly by the others, within their capacity.
7. Cargo leaves the queue: freely on an open corridor, in escorted convoys and in small part alone
   on a contested one, not at all on a closed one. Attacks destroy some of it.

Opening amount + imported = depot + retail + yard + waiting + under way + served + lost, always.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.kernels.compiled import compiled
from qafila.kernels.random import address, beta, gamma, normal, poisson, uniform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.movement import Rng

OPEN, CONTESTED, CLOSED = 0, 1, 2

REGIME, OPENING, CONVOYS, UNESCORTED, DEMAND = 0, 1, 2, 3, 4
STREAMS = (
    "stocks.regime",
    "stocks.opening",
    "stocks.convoys",
    "stocks.unescorted",
    "stocks.demand",
)

(
    REGIME_SWITCH,
    REGIME_FADE,
    TARGET_COVER,
    CATCH_UP,
    REROUTE,
    CAPACITY,
    CONTESTED_LOADING,
    QUEUE_LIMIT,
    RELEASE,
    UNESCORTED_SHARE,
    UNESCORTED_ATTACK,
    CONVOY_RATE,
    CONVOY_SIZE,
    CONVOY_SPREAD,
    ATTACK_CHANCE,
    LOSS_SHARE,
    LOSS_CONCENTRATION,
    TANKER,
    CITY_SHARE,
    CLEARANCE_DAYS,
    CLEARANCE_LIMIT,
    UNLOADING,
    RETAIL_COVER,
    DEMAND_SPREAD,
    HOARD_COVER,
    HOARDING,
    RATION_COVER,
    RATION_SHARE,
    OPENING_QUEUE,
    OPENING_CONTESTED,
) = range(30)
RATES = (
    "regime_dwell",
    "regime_memory",
    "target_cover",
    "catch_up",
    "reroute_share",
    "corridor_capacity",
    "contested_loading",
    "queue_limit",
    "queue_release",
    "unescorted_share",
    "unescorted_attack_chance",
    "convoy_rate",
    "convoy_size",
    "convoy_size_spread",
    "convoy_attack_chance",
    "convoy_loss_share",
    "convoy_loss_concentration",
    "tanker_volume",
    "city_share",
    "clearance_time",
    "clearance_limit",
    "unloading_limit",
    "retail_cover",
    "demand_spread",
    "hoarding_cover",
    "hoarding_factor",
    "rationing_cover",
    "rationing_share",
    "opening_queue",
    "opening_contested_flow",
)
_ITEMS_PER_CITY = 4096  # addresses of random numbers that a city may use in a day


class StockWorld(NamedTuple):
    """What is the same for all members and days.

    corridor_city (corridor,) number of the city; prior (corridor, state) chance of each regime
    without evidence.
    """

    corridor_city: NDArray[np.int64]
    prior: NDArray[np.float64]


class StockState(NamedTuple):
    """What one member remembers from day to day.

    regime (corridor,) today; chain (corridor,) as chance has it, without what a scenario forces;
    belief (corridor, state) this member's chances on day 0; waiting (corridor, commodity);
    ring (slot, corridor, commodity) by day of arrival modulo slots; yard, depot, retail
    (city, commodity); and the flows of today: imported, demand, served, unmet, lost
    (city, commodity), received (corridor, commodity). All amounts in whole units.
    """

    regime: NDArray[np.int64]
    chain: NDArray[np.int64]
    belief: NDArray[np.float64]
    waiting: NDArray[np.int64]
    ring: NDArray[np.int64]
    yard: NDArray[np.int64]
    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    imported: NDArray[np.int64]
    demand: NDArray[np.int64]
    served: NDArray[np.int64]
    unmet: NDArray[np.int64]
    lost: NDArray[np.int64]
    received: NDArray[np.int64]


class StockDay(NamedTuple):
    """Inputs of one member on one day.

    day : int; forced (corridor,) -1 free, else the regime; rates (rate,) as in RATES;
    normal_demand (city, commodity) a day; capacity (city, commodity) of the depot; share
    (corridor,) of the city's imports in normal times; travel_days (corridor,).
    """

    day: int
    forced: NDArray[np.int8]
    rates: NDArray[np.float64]
    normal_demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    share: NDArray[np.float64]
    travel_days: NDArray[np.int64]


@compiled
def _pick(chances: NDArray[np.float64], u: float) -> int:
    if u < chances[OPEN]:
        return OPEN
    return CONTESTED if u < chances[OPEN] + chances[CONTESTED] else CLOSED


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
    for slot in range(slots):
        for corridor in range(corridors):
            for commodity in range(commodities):
                state.ring[slot, corridor, commodity] = 0
    for corridor in range(corridors):
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
        regime = _pick(state.belief[corridor], uniform(rng.words))
        state.chain[corridor] = regime
        if day.forced[corridor] >= 0:
            regime = int(day.forced[corridor])
        state.regime[corridor] = regime
        city = world.corridor_city[corridor]
        for commodity in range(commodities):
            flow = day.share[corridor] * day.normal_demand[city, commodity]
            queue = 0.0 if regime == OPEN else flow * day.rates[OPENING_QUEUE]
            state.waiting[corridor, commodity] = np.int64(queue)
            passing = 1.0 if regime == OPEN else day.rates[OPENING_CONTESTED]
            if regime == CLOSED:
                passing = 0.0
            for ahead in range(1, day.travel_days[corridor] + 1):
                state.ring[ahead % slots, corridor, commodity] = np.int64(flow * passing)
            state.yard[city, commodity] += np.int64(flow * passing * day.rates[CLEARANCE_DAYS])


@compiled
def step_regimes(world: StockWorld, state: StockState, day: StockDay, rng: Rng) -> None:
    """Let corridors change their regime (point 1 of the order of a day).

    The chance to change is one over the mean dwell time. The new regime is drawn from this
    member's belief of day 0, which fades into the prior.

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
    weight = math.exp(-day.rates[REGIME_FADE] * day.day)
    chances = np.empty(3)
    for corridor in range(state.regime.shape[0]):
        address(rng.words, rng.seed, rng.keys[REGIME], rng.member, day.day, corridor)
        switches = uniform(rng.words) < day.rates[REGIME_SWITCH]
        u = uniform(rng.words)
        if switches:
            for regime in range(3):
                chances[regime] = (
                    weight * state.belief[corridor, regime]
                    + (1.0 - weight) * world.prior[corridor, regime]
                )
            state.chain[corridor] = _pick(chances, u)
        state.regime[corridor] = state.chain[corridor]
        if day.forced[corridor] >= 0:
            state.regime[corridor] = np.int64(day.forced[corridor])


@compiled
def _serve(state: StockState, day: StockDay, rng: Rng) -> None:
    cities, commodities = state.depot.shape
    for city in range(cities):
        for commodity in range(commodities):
            usual = day.normal_demand[city, commodity]
            room = np.int64(day.rates[RETAIL_COVER] * usual) - state.retail[city, commodity]
            limit = np.int64(day.rates[UNLOADING] * usual)
            moved = max(min(state.depot[city, commodity], limit, room), 0)
            state.depot[city, commodity] -= moved
            state.retail[city, commodity] += moved
            if usual <= 0.0:
                state.demand[city, commodity] = 0
                state.served[city, commodity] = 0
                state.unmet[city, commodity] = 0
                continue
            item = city * _ITEMS_PER_CITY + commodity
            address(rng.words, rng.seed, rng.keys[DEMAND], rng.member, day.day, item)
            spread = day.rates[DEMAND_SPREAD]
            wanted = usual * math.exp(spread * normal(rng.words) - 0.5 * spread * spread)
            cover = (state.depot[city, commodity] + state.retail[city, commodity]) / usual
            threshold = day.rates[HOARD_COVER]
            if cover < threshold:
                wanted *= 1.0 + day.rates[HOARDING] * (1.0 - cover / threshold)
            allowed = wanted
            if cover < day.rates[RATION_COVER]:
                allowed = wanted * (1.0 - day.rates[RATION_SHARE])
            demand = np.int64(wanted)
            served = min(np.int64(allowed), state.retail[city, commodity])
            state.retail[city, commodity] -= served
            state.demand[city, commodity] = demand
            state.served[city, commodity] = served
            state.unmet[city, commodity] = demand - served


@compiled
def _clear(state: StockState, day: StockDay) -> None:
    cities, commodities = state.depot.shape
    for city in range(cities):
        for commodity in range(commodities):
            ready = math.ceil(state.yard[city, commodity] / day.rates[CLEARANCE_DAYS])
            limit = math.floor(day.rates[CLEARANCE_LIMIT] * day.normal_demand[city, commodity])
            room = day.capacity[city, commodity] - state.depot[city, commodity]
            cleared = max(min(np.int64(min(ready, limit)), state.yard[city, commodity], room), 0)
            state.yard[city, commodity] -= cleared
            state.depot[city, commodity] += cleared


@compiled
def _receive(world: StockWorld, state: StockState, day: StockDay) -> None:
    slots, corridors, commodities = state.ring.shape
    slot = day.day % slots
    for corridor in range(corridors):
        city = world.corridor_city[corridor]
        for commodity in range(commodities):
            due = state.ring[slot, corridor, commodity]
            state.ring[slot, corridor, commodity] = 0
            state.received[corridor, commodity] = 0
            if state.regime[corridor] == CLOSED:
                state.ring[(slot + 1) % slots, corridor, commodity] += due
            else:
                state.received[corridor, commodity] = due
                state.yard[city, commodity] += due


@compiled
def _load(world: StockWorld, state: StockState, day: StockDay) -> None:
    corridors, commodities = state.waiting.shape
    for city in range(state.depot.shape[0]):
        for commodity in range(commodities):
            state.imported[city, commodity] = 0
            usual = day.normal_demand[city, commodity]
            if usual <= 0.0:
                continue
            cover = (state.depot[city, commodity] + state.retail[city, commodity]) / usual
            gap = 1.0 - cover / day.rates[TARGET_COVER]
            catch_up = day.rates[CATCH_UP]
            order = usual * min(max(1.0 + catch_up * gap, 0.0), 1.0 + catch_up)
            usable, blocked = 0.0, 0.0
            for corridor in range(corridors):
                if world.corridor_city[corridor] == city:
                    willing = _willing(state.regime[corridor], day)
                    usable += willing * day.share[corridor]
                    blocked += (1.0 - willing) * day.share[corridor]
            for corridor in range(corridors):
                if world.corridor_city[corridor] != city or usable <= 0.0:
                    continue
                willing = _willing(state.regime[corridor], day) * day.share[corridor]
                wish = order * willing * (1.0 + day.rates[REROUTE] * blocked / usable)
                flow = day.share[corridor] * usual
                room = flow * day.rates[QUEUE_LIMIT] - state.waiting[corridor, commodity]
                loaded = np.int64(max(min(wish, flow * day.rates[CAPACITY], room), 0.0))
                state.waiting[corridor, commodity] += loaded
                state.imported[city, commodity] += loaded


@compiled
def _willing(regime: int, day: StockDay) -> float:
    """Share of normal loading that importers dare."""
    if regime == OPEN:
        return 1.0
    return day.rates[CONTESTED_LOADING] if regime == CONTESTED else 0.0


@compiled
def _send(
    world: StockWorld,
    state: StockState,
    day: StockDay,
    corridor: int,
    commodity: int,
    amount: int,
    lost_share: float,
) -> None:
    sent = min(amount, state.waiting[corridor, commodity])
    lost = min(np.int64(sent * lost_share), sent)
    slot = (day.day + day.travel_days[corridor]) % state.ring.shape[0]
    state.waiting[corridor, commodity] -= sent
    state.ring[slot, corridor, commodity] += sent - lost
    state.lost[world.corridor_city[corridor], commodity] += lost


@compiled
def _loss(day: StockDay, rng: Rng, chance: float) -> float:
    """Share lost if an attack happens, else nothing."""
    if uniform(rng.words) >= chance:
        return 0.0
    mean = day.rates[LOSS_SHARE]
    size = day.rates[LOSS_CONCENTRATION]
    return beta(rng.words, mean * size, (1.0 - mean) * size)


@compiled
def _leave_queue(world: StockWorld, state: StockState, day: StockDay, rng: Rng) -> None:
    corridors, commodities = state.waiting.shape
    for corridor in range(corridors):
        regime = state.regime[corridor]
        if regime == CLOSED:
            continue
        city = world.corridor_city[corridor]
        lost_share = 0.0
        part = day.rates[RELEASE]
        if regime == CONTESTED:
            part = day.rates[UNESCORTED_SHARE]
            address(rng.words, rng.seed, rng.keys[UNESCORTED], rng.member, day.day, corridor)
            lost_share = _loss(day, rng, day.rates[UNESCORTED_ATTACK])
        for commodity in range(commodities):
            amount = part * day.share[corridor] * day.normal_demand[city, commodity]
            _send(world, state, day, corridor, commodity, int(amount), lost_share)


@compiled
def _convoys(world: StockWorld, state: StockState, day: StockDay, rng: Rng, city: int) -> None:
    """Escorts are few: each convoy takes one contested corridor, the longest queue likeliest."""
    corridors, commodities = state.waiting.shape
    base = city * _ITEMS_PER_CITY
    address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base)
    convoys = min(poisson(rng.words, day.rates[CONVOY_RATE]), _ITEMS_PER_CITY - 1)
    for convoy in range(convoys):
        address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base + 1 + convoy)
        mark = uniform(rng.words)
        size = math.log(day.rates[CONVOY_SIZE]) + day.rates[CONVOY_SPREAD] * normal(rng.words)
        load = math.exp(size) * day.rates[TANKER] * day.rates[CITY_SHARE]
        lost_share = _loss(day, rng, day.rates[ATTACK_CHANCE])
        total = 0.0
        for corridor in range(corridors):
            if world.corridor_city[corridor] == city and state.regime[corridor] == CONTESTED:
                for commodity in range(commodities):
                    total += state.waiting[corridor, commodity]
        if total <= 0.0:
            return
        chosen = -1
        mark *= total
        queue = 0.0
        for corridor in range(corridors):
            if world.corridor_city[corridor] != city or state.regime[corridor] != CONTESTED:
                continue
            queue = 0.0
            for commodity in range(commodities):
                queue += state.waiting[corridor, commodity]
            if queue > 0.0:
                chosen = corridor
                if mark < queue:
                    break
            mark -= queue
        full = 0.0
        for commodity in range(commodities):
            full += state.waiting[chosen, commodity]
        for commodity in range(commodities):
            part = int(min(load, full) * state.waiting[chosen, commodity] / full)
            _send(world, state, day, chosen, commodity, part, lost_share)


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
    under way plus `served` plus `lost`, to the unit.
    """
    step_regimes(world, state, day, rng)
    for city in range(state.lost.shape[0]):
        for commodity in range(state.lost.shape[1]):
            state.lost[city, commodity] = 0
    _serve(state, day, rng)
    _clear(state, day)
    _receive(world, state, day)
    _load(world, state, day)
    _leave_queue(world, state, day, rng)
    for city in range(state.depot.shape[0]):
        _convoys(world, state, day, rng, city)
