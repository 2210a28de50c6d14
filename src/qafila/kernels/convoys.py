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
    TARGET_COVER,
    UNESCORTED,
    UNESCORTED_ATTACK,
    UNESCORTED_SHARE,
    StockDay,
    StockState,
    StockWorld,
)

if TYPE_CHECKING:
    from qafila.kernels.random import Rng


@internal
def _willing(regime: int, corridor: int, day: StockDay) -> float:
    """Share of normal loading that importers dare and the season lets pass."""
    if regime == OPEN:
        return day.season[corridor]
    if regime == CONTESTED:
        return day.rates[CONTESTED_LOADING] * day.season[corridor]
    return 0.0


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
    Importers order normal demand, more when the city is short and less when it is full. What a
    corridor does not carry is spread over the usable ones; queues and capacity limit each.
    """
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
                    willing = _willing(state.regime[corridor], corridor, day)
                    usable += willing * day.share[corridor]
                    blocked += (1.0 - willing) * day.share[corridor]
            for corridor in range(corridors):
                if world.corridor_city[corridor] != city or usable <= 0.0:
                    continue
                willing = _willing(state.regime[corridor], corridor, day) * day.share[corridor]
                wish = order * willing * (1.0 + day.rates[REROUTE] * blocked / usable)
                flow = day.share[corridor] * usual
                room = flow * day.rates[QUEUE_LIMIT] - state.waiting[corridor, commodity]
                loaded = np.int64(max(min(wish, flow * day.rates[CAPACITY], room), 0.0))
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
def _loss(day: StockDay, rng: Rng, chance: float) -> float:
    """Share lost if an attack happens, else nothing."""
    if uniform(rng.words) >= chance:
        return 0.0
    mean = day.rates[LOSS_SHARE]
    size = day.rates[LOSS_CONCENTRATION]
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
        lost_share = 0.0
        part = day.rates[RELEASE]
        if regime == CONTESTED:
            part = day.rates[UNESCORTED_SHARE]
            address(rng.words, rng.seed, rng.keys[UNESCORTED], rng.member, day.day, corridor)
            lost_share = _loss(day, rng, day.rates[UNESCORTED_ATTACK])
        for commodity in range(commodities):
            amount = part * day.share[corridor] * day.normal_demand[city, commodity]
            amount *= day.season[corridor]
            _send(world, state, day, corridor, commodity, int(amount), lost_share)


@internal
def _queue(world: StockWorld, state: StockState, city: int, corridor: int) -> float:
    """Cargo that waits for an escort to a city on a corridor; none where none is needed."""
    queue = 0.0
    if world.corridor_city[corridor] == city and state.regime[corridor] == CONTESTED:
        for commodity in range(state.waiting.shape[1]):
            queue += state.waiting[corridor, commodity]
    return queue


@internal
def send_convoys(world: StockWorld, state: StockState, day: StockDay, rng: Rng, city: int) -> None:
    """Send escorted convoys to a city (point 7 of the order of a day).

    Escorts are few: each convoy takes one contested corridor, the longest queue likeliest.

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
    corridors, commodities = state.waiting.shape
    base = city * ITEMS_PER_CITY
    address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base)
    convoys = min(poisson(rng.words, day.rates[CONVOY_RATE]), ITEMS_PER_CITY - 1)
    for convoy in range(convoys):
        address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base + 1 + convoy)
        mark = uniform(rng.words)
        size = math.log(day.rates[CONVOY_SIZE]) + day.rates[CONVOY_SPREAD] * normal(rng.words)
        load = math.exp(size) * day.rates[TANKER] * day.rates[CITY_SHARE]
        lost_share = _loss(day, rng, day.rates[ATTACK_CHANCE])
        total = 0.0
        for corridor in range(corridors):
            total += _queue(world, state, city, corridor)
        if total <= 0.0:
            return
        chosen = -1
        mark *= total
        for corridor in range(corridors):
            queue = _queue(world, state, city, corridor)
            if queue > 0.0:
                chosen = corridor
                if mark < queue:
                    break
            mark -= queue
        full = _queue(world, state, city, chosen)
        for commodity in range(commodities):
            part = int(min(load, full) * state.waiting[chosen, commodity] / full)
            _send(world, state, day, chosen, commodity, part, lost_share)
