"""One day's balance of commodities in cities that are supplied over corridors.

All amounts are whole units (litres of fuel). The order of a day:

1. Each corridor may change its regime: open, contested, closed, or passed by truce.
2. What past attacks leave behind fades: further attacks that they draw, and the fear of importers.
3. People need fuel for the day and ask for it at the pumps: for more when little is left, to fill
   cans and tanks at home, and for less when there is enough again and they use those up. Rationing
   and empty pumps leave some of it unmet; what is missing is taken from home.
4. Depots fill the retail tanks for the next day, within the unloading limit.
5. What customs have cleared is shared out between the city, its region, and a reserve.
6. Customs clear part of what waits in the yard, within the room of all depots.
7. Cargo that is due reaches the yard, and empty tankers the far end; those that customs cleared set
   out for it. All that is on a closed corridor turns back to the queue.
8. Cargo is loaded at the far end for what city and region are short of, as far as importers dare
   and tankers are free. What a blocked corridor cannot carry goes partly by the others.
9. Cargo leaves the queue: freely on an open corridor, in small part alone on a contested one, not
   at all on a closed one.
10. Escorted convoys take what waits at contested corridors.
11. Attacks destroy some of what has set out, with the tankers that carry it.

Opening amount + imported = waiting + under way + yard + pool + reserved + depot + retail + served +
sent to the region + lost, and served = used + what households put by, always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled, compiled_maker, inlined
from qafila.kernels.random import address, normal
from qafila.kernels.sampling import gamma
from qafila.kernels.siege.convoys import (
    leave_queue,
    receive,
    return_tankers,
    send_convoys,
    way_back,
)
from qafila.kernels.siege.loading import find_willing, free_tankers, load, usual_demand
from qafila.kernels.siege.regimes import (
    common_siege,
    fade_attacks,
    mark_of,
    pick,
    settle_regime,
    step_regimes,
)
from qafila.kernels.siege.stocks import clear, refill, serve, share_out
from qafila.kernels.siege.tables import (
    ATTACK_PACE,
    CLEARANCE_DAYS,
    CLOSED,
    CONTESTED,
    CORRELATION,
    OPEN,
    OPENING,
    OPENING_CONTESTED,
    OPENING_QUEUE,
    UNKNOWN,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng
    from qafila.kernels.siege.tables import (
        SiegeDay,
        SiegeMember,
        SiegeOpening,
        SiegeState,
        SiegeWorld,
    )


@inlined
def _empty(state: SiegeState) -> None:
    state.waiting[:] = 0
    state.under_way[:] = 0
    state.ring[:] = 0
    state.returning[:] = 0.0
    state.back_later[:] = 0.0
    state.moving[:] = 1.0
    state.yard[:] = 0
    state.pool[:] = 0
    state.hoard[:] = 0
    for flow in (
        state.imported, state.registered, state.regional, state.offered, state.demand, state.served,
        state.unmet, state.needed, state.used, state.lost, state.loaded, state.received, state.sent,
    ):  # fmt: skip
        flow[:] = 0
    state.attacks[:] = 0


@inlined
def _fill_stocks(member: SiegeMember, state: SiegeState, opening: SiegeOpening) -> None:
    # Assigning array to array would have Numba compile its messages on shapes, for seconds.
    cities, goods = state.depot.shape
    for city in range(cities):
        state.escorts[city] = opening.escorts[city]
        state.score[city] = opening.score[city]
        state.truce[city] = opening.truce[city]
        state.fleet[city] = member.fleet[city] * opening.tankers[city]
        for good in range(goods):
            state.depot[city, good] = opening.depot[city, good]
            state.retail[city, good] = opening.retail[city, good]
            state.reserved[city, good] = opening.reserved[city, good]
            state.backlog[city, good] = opening.backlog[city, good]


@inlined
def _draw_belief(
    state: SiegeState,
    rng: Rng,
    corridor: int,
    chance: NDArray[np.float64],
    concentration: float,
) -> None:
    """What this member believes of a corridor, the nearer to the chances the more is known."""
    total = 0.0
    for regime in range(3):
        weight = concentration * chance[corridor, regime]
        value = gamma(rng.words, weight) if weight > 0.0 else 0.0
        state.belief[corridor, regime] = value
        total += value
    for regime in range(3):
        if total > 0.0:
            state.belief[corridor, regime] /= total
        else:
            state.belief[corridor, regime] = chance[corridor, regime]


@inlined
def _fill_corridor(
    world: SiegeWorld,
    member: SiegeMember,
    state: SiegeState,
    day: SiegeDay,
    corridor: int,
    opening: SiegeOpening,
) -> None:
    """Fill queue and road of a corridor as they would stand in its regime."""
    city = world.corridor_city[corridor]
    rates = member.rates[city]
    regime = state.regime[corridor]
    slots = state.ring.shape[0]
    passing = rates[OPENING_CONTESTED] if regime == CONTESTED else 1.0
    if regime == CLOSED:
        passing = 0.0
    if opening.under_way[corridor] >= 0.0:
        passing = opening.under_way[corridor] / day.travel_days[corridor]
    queue_days = opening.queue[corridor]
    if queue_days < 0.0:
        queue_days = rates[OPENING_QUEUE] if regime in (CONTESTED, CLOSED) else 0.0
    for good in range(state.waiting.shape[1]):
        flow = member.share[corridor] * usual_demand(member, city, good)
        daily = np.int64(flow * passing)
        state.waiting[corridor, good] = np.int64(flow * queue_days)
        for ahead in range(1, day.travel_days[corridor] + 1):
            state.ring[ahead % slots, corridor, good] = daily
        state.under_way[corridor, good] = daily * day.travel_days[corridor]
        if world.in_tankers[good] == 1:
            for ahead in range(1, way_back(world, member, day, city) + 1):
                state.returning[ahead % slots, city] += daily
                state.back_later[city] += daily
        state.pool[city, good] += daily
        state.yard[city, good] += np.int64(flow * passing * rates[CLEARANCE_DAYS])


@inlined
def _fill_city(
    world: SiegeWorld,
    member: SiegeMember,
    state: SiegeState,
    day: SiegeDay,
    city: int,
    opening: SiegeOpening,
) -> None:
    """Put what is known of it where corridors have filled in what there would be."""
    for good in range(state.yard.shape[1]):
        state.hoard[city, good] = opening.hoard[city, good]
        if opening.yard[city, good] >= 0:
            state.yard[city, good] = opening.yard[city, good]
        if opening.pool[city, good] >= 0:
            state.pool[city, good] = opening.pool[city, good]
    if opening.returning[city] >= 0.0:
        slots, days = state.returning.shape[0], way_back(world, member, day, city)
        for slot in range(slots):
            state.returning[slot, city] = 0.0
        for ahead in range(1, days + 1):
            state.returning[ahead % slots, city] += opening.returning[city] / days
        state.back_later[city] = opening.returning[city]


@compiled_maker
def open_siege(
    world: SiegeWorld,
    member: SiegeMember,
    state: SiegeState,
    day: SiegeDay,
    opening: SiegeOpening,
    rng: Rng,
    chance: NDArray[np.float64],
    concentration: NDArray[np.float64],
) -> None:
    """Find the regimes of day 0 and fill stocks, queues and roads as they would stand on that day.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Filled in.
    day : SiegeDay
        Inputs of day 0.
    opening : SiegeOpening
        What the member starts from.
    rng : Rng
        Address of the random numbers.
    chance : array, shape (corridor, 3)
        What the situation believes.
    concentration : array, shape (corridor,)
        How much is known, observations.
    """
    _empty(state)
    _fill_stocks(member, state, opening)
    state.common[0] = opening.common[0]
    if np.isnan(opening.common[0]):
        state.common[0] = common_siege(rng)
    for corridor in range(state.regime.shape[0]):
        city = world.corridor_city[corridor]
        state.excited[corridor] = opening.excited[corridor] * member.rates[city, ATTACK_PACE]
        address(rng.words, rng.seed, rng.keys[OPENING], rng.member, 0, corridor)
        _draw_belief(state, rng, corridor, chance, concentration[corridor])
        mark = mark_of(state.common[0], normal(rng.words), member.rates[city, CORRELATION])
        is_open, contested = state.belief[corridor, OPEN], state.belief[corridor, CONTESTED]
        state.mark[corridor] = mark
        state.chain[corridor] = opening.regime[corridor]
        if opening.regime[corridor] == UNKNOWN:
            state.chain[corridor] = pick(is_open, contested, mark)
        settle_regime(state, day, corridor, city)
        _fill_corridor(world, member, state, day, corridor, opening)
    for city in range(state.fleet.shape[0]):
        _fill_city(world, member, state, day, city, opening)
        # What is on its way on day 0 is in tankers, however many there are thought to be.
        state.fleet[city] -= min(free_tankers(world, state, city), 0.0)


@compiled
def step_siege(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay, rng: Rng
) -> None:
    """Balance all stocks through one day.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        State of one member; changed in place.
    day : SiegeDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.

    Notes
    -----
    No amount is ever negative, and none appears or vanishes; see the top of the module.
    """
    state.lost[:] = 0
    step_regimes(world, member, state, day, rng)
    fade_attacks(world, member, state)
    serve(world, member, state, day, rng)
    refill(member, state)
    share_out(member, state, day)
    clear(member, state)
    receive(world, state, day)
    return_tankers(world, member, state, day)
    find_willing(world, member, state, day)
    load(world, member, state, day)
    leave_queue(world, member, state, day, rng)
    for city in range(state.depot.shape[0]):
        send_convoys(world, member, state, day, rng, city)
