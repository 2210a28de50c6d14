"""Cargo on its way: queues, convoys, attacks, arrivals, and the empty tankers' return."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import inlined, internal
from qafila.kernels.random import address, address_item, address_of_day, normal, uniform
from qafila.kernels.sampling import beta
from qafila.kernels.siege.loading import usual_demand
from qafila.kernels.siege.regimes import hazard_of, season_of
from qafila.kernels.siege.tables import (
    CLOSED,
    CONTESTED,
    CONVOY_RATE,
    CONVOY_SIZE,
    CONVOY_SPREAD,
    CONVOYS,
    ESCORT_ATTRACTION,
    ESCORT_GROWTH,
    ESCORT_MOST,
    ESCORT_ONLY,
    ESCORT_ONLY_LEAK,
    EXCITATION,
    EXTRA_CONVOYS,
    FLEET_REPLACEMENT,
    ITEMS_PER_CITY,
    LOSS_CONCENTRATION,
    LOSS_SHARE,
    RELEASE,
    TANKER,
    UNESCORTED,
    UNESCORTED_SHARE,
    UNKNOWN,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng
    from qafila.kernels.siege.tables import SiegeDay, SiegeMember, SiegeState, SiegeWorld

_MOST = 512


@internal
def count_at(u: float, mean: float) -> int:
    """Poisson number at a uniform number, so that a higher mean never gives fewer.

    Parameters
    ----------
    u : float
        Number in [0, 1).
    mean : float
        Mean; from 700 on its exponential is no number any more.

    Returns
    -------
    int
        Not above 512.
    """
    # The chance of none is not below one less the mean, which is all that most days need.
    if u < 1.0 - mean:
        return 0
    mass = math.exp(-min(mean, 700.0))
    below = mass
    number = 0
    while u >= below and number < _MOST:
        number += 1
        mass *= mean / number
        below += mass
    return number


@inlined
def _turn_back(state: SiegeState, corridor: int, good: int) -> None:
    """Bring all that is on a closed corridor back to its queue."""
    if state.under_way[corridor, good] == 0:
        return
    state.waiting[corridor, good] += state.under_way[corridor, good]
    state.under_way[corridor, good] = 0
    for slot in range(state.ring.shape[0]):
        state.ring[slot, corridor, good] = 0


@inlined
def receive(world: SiegeWorld, state: SiegeState, day: SiegeDay) -> None:
    """Let cargo that is due reach the city, and what is on a closed corridor turn back (point 7).

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    """
    slots, corridors, goods = state.ring.shape
    slot = day.day % slots
    for corridor in range(corridors):
        city = world.corridor_city[corridor]
        for good in range(goods):
            state.received[corridor, good] = 0
            if state.regime[corridor] == CLOSED:
                _turn_back(state, corridor, good)
                continue
            due = state.ring[slot, corridor, good]
            state.ring[slot, corridor, good] = 0
            state.under_way[corridor, good] -= due
            state.received[corridor, good] = due
            state.yard[city, good] += due


@inlined
def way_back(world: SiegeWorld, member: SiegeMember, day: SiegeDay, city: int) -> int:
    """Days an empty tanker takes to the far end, by the corridors as they are used in normal times.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    day : SiegeDay
        Inputs of the day.
    city : int
        Where it comes from.

    Returns
    -------
    int
        At least 1.
    """
    days = 0.0
    for corridor in range(world.corridor_city.shape[0]):
        if world.corridor_city[corridor] == city:
            days += member.share[corridor] * day.travel_days[corridor]
    return max(round(days), 1)


@inlined
def return_tankers(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay
) -> None:
    """Let tankers that customs have cleared drive back, and new ones take the place of lost ones.

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
    slots = state.ring.shape[0]
    slot = day.day % slots
    for city in range(state.fleet.shape[0]):
        state.back_later[city] -= state.returning[slot, city]
        state.returning[slot, city] = 0.0
        empty = 0
        for good in range(world.in_tankers.shape[0]):
            if world.in_tankers[good] == 1:
                empty += state.registered[city, good]
        back = (day.day + way_back(world, member, day, city)) % slots
        state.returning[back, city] += empty
        state.back_later[city] += empty
        missing = max(member.fleet[city] - state.fleet[city], 0.0)
        state.fleet[city] += member.rates[city, FLEET_REPLACEMENT] * missing


@inlined
def _send(
    world: SiegeWorld,
    state: SiegeState,
    day: SiegeDay,
    corridor: int,
    good: int,
    amount: int,
    lost_share: float,
) -> None:
    city = world.corridor_city[corridor]
    sent = max(min(amount, state.waiting[corridor, good]), 0)
    lost = min(np.int64(sent * lost_share), sent)
    slot = (day.day + day.travel_days[corridor]) % state.ring.shape[0]
    state.waiting[corridor, good] -= sent
    state.sent[corridor, good] += sent
    state.ring[slot, corridor, good] += sent - lost
    state.under_way[corridor, good] += sent - lost
    state.lost[city, good] += lost
    if world.in_tankers[good] == 1:
        state.fleet[city] -= lost


@internal
def _loss(rates: NDArray[np.float64], rng: Rng) -> float:
    """Share that one attack destroys."""
    mean = rates[LOSS_SHARE]
    if mean <= 0.0:
        return 0.0
    if mean >= 1.0:
        return 1.0
    size = rates[LOSS_CONCENTRATION]
    return beta(rng.words, mean * size, (1.0 - mean) * size)


@inlined
def _note_attacks(
    member: SiegeMember, state: SiegeState, corridor: int, city: int, attacks: int
) -> None:
    state.attacks[corridor] += attacks
    state.score[city] += attacks
    state.excited[corridor] += attacks * member.rates[city, EXCITATION]


@inlined
def _traffic(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, corridor: int, share: float
) -> float:
    """Fuel that leaves a queue without escort, over normal traffic."""
    city = world.corridor_city[corridor]
    leaving, normal_flow = 0.0, 0.0
    for good in range(world.in_tankers.shape[0]):
        if world.in_tankers[good] == 1:
            flow = member.share[corridor] * usual_demand(member, city, good)
            leaving += min(share * flow, float(state.waiting[corridor, good]))
            normal_flow += flow
    return leaving / normal_flow if normal_flow > 0.0 else 0.0


@inlined
def leave_queue(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay, rng: Rng
) -> None:
    """Let cargo go that needs no escort (point 9 of the order of a day).

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
    rng : Rng
        Address of the random numbers.
    """
    corridors, goods = state.waiting.shape
    of_day = address_of_day(rng.seed, rng.keys[UNESCORTED], rng.member, day.day)
    for corridor in range(corridors):
        for good in range(goods):
            state.sent[corridor, good] = 0
        city = world.corridor_city[corridor]
        if state.regime[corridor] == CLOSED:
            # An attack that is known was, whatever this member makes of the road.
            if day.known_attacks[corridor] > 0:
                _note_attacks(member, state, corridor, city, day.known_attacks[corridor])
            continue
        rates = member.rates[city]
        part = rates[RELEASE] * season_of(day, corridor)
        if state.regime[corridor] == CONTESTED:
            part = rates[UNESCORTED_SHARE] * state.courage[city] * season_of(day, corridor)
        lone = part
        if state.regime[corridor] == CONTESTED and rates[ESCORT_ONLY] > 0.0:
            lone = part * rates[ESCORT_ONLY_LEAK]
        hazard = hazard_of(member, state, corridor, city)
        hazard *= _traffic(world, member, state, corridor, lone)
        attacks, kept = 0, 1.0
        if day.known_attacks[corridor] != UNKNOWN or hazard > 0.0:
            address_item(rng.words, of_day, corridor)
            attacks = day.known_attacks[corridor]
            if attacks == UNKNOWN:
                attacks = count_at(uniform(rng.words), hazard)
            for _ in range(attacks):
                kept *= 1.0 - _loss(rates, rng)
        for good in range(goods):
            fuel = world.in_tankers[good] == 1
            share = lone if fuel else part
            amount = share * member.share[corridor] * usual_demand(member, city, good)
            lost = 1.0 - kept if fuel else 0.0
            _send(world, state, day, corridor, good, int(amount), lost)
        if attacks > 0:
            _note_attacks(member, state, corridor, city, attacks)


@inlined
def _queue(world: SiegeWorld, state: SiegeState, corridor: int) -> int:
    """Fuel that waits for escort on a corridor."""
    waiting = 0
    if state.regime[corridor] == CONTESTED:
        for good in range(world.in_tankers.shape[0]):
            if world.in_tankers[good] == 1:
                waiting += state.waiting[corridor, good]
    return waiting


@inlined
def _choose_queue(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, rng: Rng, city: int
) -> int:
    """Corridor that a convoy takes of those with a queue, by share in trade; -1 without any.

    The one whose clock rings first, clocks run as fast as shares tell. A clock knows nothing of
    queues, so what one convoy more takes away can never send another one where less waits.
    """
    # What fills no tanker is what rounding left of a queue.
    tanker = max(member.rates[city, TANKER], 1.0)
    chosen, first = -1, math.inf
    for corridor in range(state.waiting.shape[0]):
        if world.corridor_city[corridor] != city:
            continue
        mark = uniform(rng.words)
        if _queue(world, state, corridor) >= tanker and member.share[corridor] > 0.0:
            rings = -math.log(1.0 - mark) / member.share[corridor]
            if rings < first:
                chosen, first = corridor, rings
    return chosen


@inlined
def send_convoys(
    world: SiegeWorld,
    member: SiegeMember,
    state: SiegeState,
    day: SiegeDay,
    rng: Rng,
    city: int,
) -> None:
    """Send escorted convoys of tankers to a city (points 10 and 11 of the order of a day).

    Who escorts learns in the course of a siege, up to a limit. Escorts are few: each convoy takes
    one contested corridor on which tankers wait, the one that carries most in normal times
    likeliest, and of each fuel what its share in that queue is.

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
    rng : Rng
        Address of the random numbers.
    city : int
        Number of the city.
    """
    rates = member.rates[city]
    state.escorts[city] = min(
        state.escorts[city] * (1.0 + rates[ESCORT_GROWTH]), rates[ESCORT_MOST]
    )
    mean = rates[CONVOY_RATE] * state.escorts[city] + rates[EXTRA_CONVOYS]
    if mean <= 0.0:
        return
    base = city * ITEMS_PER_CITY
    address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base)
    convoys = count_at(uniform(rng.words), mean)
    for convoy in range(convoys):
        address(rng.words, rng.seed, rng.keys[CONVOYS], rng.member, day.day, base + 1 + convoy)
        corridor = _choose_queue(world, member, state, rng, city)
        if corridor < 0:
            return
        size = math.log(rates[CONVOY_SIZE]) + rates[CONVOY_SPREAD] * normal(rng.words)
        load = math.exp(size) * rates[TANKER]
        hit = uniform(rng.words)
        hazard = hazard_of(member, state, corridor, city) * rates[ESCORT_ATTRACTION]
        attacked = hit < -math.expm1(-hazard)
        lost_share = 0.0
        known = day.known_attacks[corridor] != UNKNOWN
        if known:
            # An attack that is known has been noted with the traffic of its day, and hits all.
            attacked = day.known_attacks[corridor] > 0
        if attacked:
            lost_share = _loss(rates, rng)
        queue = float(_queue(world, state, corridor))
        for good in range(world.in_tankers.shape[0]):
            if world.in_tankers[good] == 1:
                part = state.waiting[corridor, good] / queue
                amount = math.ceil(min(load, queue) * part)
                _send(world, state, day, corridor, good, amount, lost_share)
        if attacked and not known:
            _note_attacks(member, state, corridor, city, 1)
