"""Cargo on its way: loading at the far end, queues, convoys under escort, and attacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import internal
from qafila.kernels.random import address, normal, uniform
from qafila.kernels.sampling import beta, poisson
from qafila.kernels.supply import (
    ATTACK_CHANCE,
    CAPACITY,
    CATCH_UP,
    CITY_SHARE,
    CLEARANCE_DAYS,
    CLOSED,
    CONTESTED,
    CONTESTED_LOADING,
    CONVOY_RATE,
    CONVOY_SIZE,
    CONVOY_SPREAD,
    CONVOYS,
    ITEMS_PER_CITY,
    LOSS_CONCENTRATION,
    LOSS_SHARE,
    OPEN,
    QUEUE_LIMIT,
    RELEASE,
    REROUTE,
    TANKER,
    UNESCORTED,
    UNESCORTED_ATTACK,
    UNESCORTED_SHARE,
    StockDay,
    StockState,
    StockWorld,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng


@internal
def _willing(regime: int, season: float, rates: NDArray[np.float64]) -> float:
    """Share of normal loading that importers dare and the season lets pass."""
    if regime == OPEN:
        return season
    return rates[CONTESTED_LOADING] * season if regime == CONTESTED else 0.0


@internal
def _coming(
    world: StockWorld, state: StockState, day: StockDay, city: int, commodity: int
) -> float:
    """Cargo that is sure to come beyond what is on its way in normal times.

    What waits for escort or behind a closed road is not sure to come.
    """
    usual = day.normal_demand[city, commodity]
    coming = state.yard[city, commodity] - day.rates[city, CLEARANCE_DAYS] * usual
    for corridor in range(world.corridor_city.shape[0]):
        if world.corridor_city[corridor] == city:
            # Today's load is not on the road yet.
            coming -= (day.travel_days[corridor] - 1) * day.share[corridor] * usual
            for slot in range(state.ring.shape[0]):
                coming += state.ring[slot, corridor, commodity]
            if state.regime[corridor] == OPEN:
                coming += state.waiting[corridor, commodity]
    return coming


@internal
def load(world: StockWorld, state: StockState, day: StockDay) -> None:
    """Load cargo at the far end (point 6 of the order of a day).

    Parameters
    ----------
    world : StockWorld
        Corridors.
    state : StockState
        State of one member.
    day : StockDay
        Inputs of the day.

    Notes
    -----
    Importers order normal demand, more when the city and what is on its way to it are short and
    less when they are full. What a corridor does not carry is spread over the usable ones; queues
    and capacity limit each.
    """
    corridors, commodities = state.waiting.shape
    for city in range(state.depot.shape[0]):
        rates = day.rates[city]
        for commodity in range(commodities):
            state.imported[city, commodity] = 0
            usual = day.normal_demand[city, commodity]
            if usual <= 0.0:
                continue
            stock = state.depot[city, commodity] + state.retail[city, commodity]
            position = stock + _coming(world, state, day, city, commodity)
            gap = 1.0 - position / (usual * day.target_cover[city, commodity])
            catch_up = rates[CATCH_UP]
            order = usual * min(max(1.0 + catch_up * gap, 0.0), 1.0 + catch_up)
            usable, blocked = 0.0, 0.0
            for corridor in range(corridors):
                if world.corridor_city[corridor] == city:
                    willing = _willing(state.regime[corridor], day.season[corridor], rates)
                    usable += willing * day.share[corridor]
                    blocked += (1.0 - willing) * day.share[corridor]
            for corridor in range(corridors):
                if world.corridor_city[corridor] != city or usable <= 0.0:
                    continue
                willing = (
                    _willing(state.regime[corridor], day.season[corridor], rates)
                    * day.share[corridor]
                )
                wish = order * willing * (1.0 + rates[REROUTE] * blocked / usable)
                flow = day.share[corridor] * usual
                room = flow * rates[QUEUE_LIMIT] - state.waiting[corridor, commodity]
                loaded = np.int64(max(min(wish, flow * rates[CAPACITY], room), 0.0))
                state.waiting[corridor, commodity] += loaded
                state.imported[city, commodity] += loaded


@internal
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


@internal
def _loss(rates: NDArray[np.float64], rng: Rng, chance: float) -> float:
    """Share lost if an attack happens, else nothing."""
    if uniform(rng.words) >= chance:
        return 0.0
    mean = rates[LOSS_SHARE]
    if mean <= 0.0:
        return 0.0
    if mean >= 1.0:
        return 1.0
    size = rates[LOSS_CONCENTRATION]
    return beta(rng.words, mean * size, (1.0 - mean) * size)


@internal
def leave_queue(world: StockWorld, state: StockState, day: StockDay, rng: Rng) -> None:
    """Let cargo go that needs no escort (point 7 of the order of a day).

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
    corridors, commodities = state.waiting.shape
    for corridor in range(corridors):
        regime = state.regime[corridor]
        if regime == CLOSED:
            continue
        city = world.corridor_city[corridor]
        rates = day.rates[city]
        lost_share = 0.0
        part = rates[RELEASE]
        if regime == CONTESTED:
            part = rates[UNESCORTED_SHARE]
            address(rng.words, rng.seed, rng.keys[UNESCORTED], rng.member, day.day, corridor)
            lost_share = _loss(rates, rng, rates[UNESCORTED_ATTACK])
        for commodity in range(commodities):
            amount = part * day.share[corridor] * day.normal_demand[city, commodity]
            amount *= day.season[corridor]
            _send(world, state, day, corridor, commodity, int(amount), lost_share)


@internal
def _queue(world: StockWorld, state: StockState, city: int, corridor: int) -> int:
    """Fuel that waits for escort on one corridor to a city."""
    if world.corridor_city[corridor] != city or state.regime[corridor] != CONTESTED:
        return 0
    return state.waiting[corridor, world.fuel]


@internal
def send_convoys(world: StockWorld, state: StockState, day: StockDay, rng: Rng, city: int) -> None:
    """Send escorted convoys of tankers to a city (point 7 of the order of a day).

    Escorts are few: each convoy takes one contested corridor, the longest queue likeliest. Other
    goods do not go in tankers.

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
    city : int
        Number of the city.
    """
    if world.fuel < 0:
        return
    rates = day.rates[city]
    base = city * ITEMS_PER_CITY
    address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base)
    convoys = min(poisson(rng.words, rates[CONVOY_RATE]), ITEMS_PER_CITY - 1)
    for convoy in range(convoys):
        address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base + 1 + convoy)
        mark = uniform(rng.words)
        size = math.log(rates[CONVOY_SIZE]) + rates[CONVOY_SPREAD] * normal(rng.words)
        load = math.exp(size) * rates[TANKER] * rates[CITY_SHARE]
        lost_share = _loss(rates, rng, rates[ATTACK_CHANCE])
        total = 0
        for corridor in range(state.waiting.shape[0]):
            total += _queue(world, state, city, corridor)
        if total <= 0:
            return
        chosen = -1
        mark *= total
        for corridor in range(state.waiting.shape[0]):
            queue = _queue(world, state, city, corridor)
            if queue > 0:
                chosen = corridor
                if mark < queue:
                    break
            mark -= queue
        full = state.waiting[chosen, world.fuel]
        _send(world, state, day, chosen, world.fuel, int(min(load, full)), lost_share)
