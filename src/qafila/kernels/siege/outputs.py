"""Results of the siege kernel, and how a day of a member is written into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qafila.kernels.compiled import inlined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.siege.tables import SiegeState, SiegeWorld


class SiegeOutputs(NamedTuple):
    """Results; axes draw, day, then what the name says. Day 0 is the opening state.

    stock in depot and at pumps of the city, reserved, held in all other places between border and
    city, backlog of the region, offered and demand at pumps, served, used, needed, imported,
    registered, regional, lost (draw, day, city, commodity); state, received, attacks (draw, day,
    corridor), of which received counts fuels alone.

    Of the last day: last_queue, last_under_way (draw, corridor) fuel that waits and fuel on the
    road; last_retail, last_hoard, last_yard, last_pool (draw, city, commodity); last_returning,
    last_escorts, last_score, last_fleet, last_truce (draw, city); last_excited, last_regime of the
    chain (draw, corridor); last_common (draw, 1).
    """

    stock: NDArray[np.int64]
    reserved: NDArray[np.int64]
    held: NDArray[np.int64]
    backlog: NDArray[np.int64]
    offered: NDArray[np.int64]
    demand: NDArray[np.int64]
    served: NDArray[np.int64]
    used: NDArray[np.int64]
    needed: NDArray[np.int64]
    imported: NDArray[np.int64]
    registered: NDArray[np.int64]
    regional: NDArray[np.int64]
    lost: NDArray[np.int64]
    state: NDArray[np.int8]
    received: NDArray[np.int64]
    attacks: NDArray[np.int16]
    last_queue: NDArray[np.int64]
    last_under_way: NDArray[np.int64]
    last_retail: NDArray[np.int64]
    last_hoard: NDArray[np.int64]
    last_yard: NDArray[np.int64]
    last_pool: NDArray[np.int64]
    last_returning: NDArray[np.float64]
    last_escorts: NDArray[np.float64]
    last_score: NDArray[np.float64]
    last_excited: NDArray[np.float64]
    last_fleet: NDArray[np.float64]
    last_regime: NDArray[np.int64]
    last_common: NDArray[np.float64]
    last_truce: NDArray[np.int64]


class SiegeDetail(NamedTuple):
    """Results that few need, without draws where nobody does; axes as in `SiegeOutputs`.

    depot, retail, hoard, yard, pool, unmet (draw, day, city, commodity); under_way, waiting,
    received (draw, day, corridor, commodity).
    """

    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    hoard: NDArray[np.int64]
    yard: NDArray[np.int64]
    pool: NDArray[np.int64]
    unmet: NDArray[np.int64]
    under_way: NDArray[np.int64]
    waiting: NDArray[np.int64]
    received: NDArray[np.int64]


@inlined
def write_day(world: SiegeWorld, state: SiegeState, out: SiegeOutputs, row: int, day: int) -> None:
    """Write a day of a member.

    Parameters
    ----------
    world : SiegeWorld
        Corridors and commodities.
    state : SiegeState
        Of the evening of the day.
    out : SiegeOutputs
        Filled in.
    row, day : int
        Where.
    """
    cities, goods = state.depot.shape
    for city in range(cities):
        for good in range(goods):
            out.stock[row, day, city, good] = state.depot[city, good] + state.retail[city, good]
            out.reserved[row, day, city, good] = state.reserved[city, good]
            held = state.yard[city, good] + state.pool[city, good]
            for corridor in range(state.waiting.shape[0]):
                if world.corridor_city[corridor] == city:
                    held += state.waiting[corridor, good] + state.under_way[corridor, good]
            out.held[row, day, city, good] = held
            out.backlog[row, day, city, good] = state.backlog[city, good]
            out.offered[row, day, city, good] = state.offered[city, good]
            out.demand[row, day, city, good] = state.demand[city, good]
            out.served[row, day, city, good] = state.served[city, good]
            out.used[row, day, city, good] = state.used[city, good]
            out.needed[row, day, city, good] = state.needed[city, good]
            out.imported[row, day, city, good] = state.imported[city, good]
            out.registered[row, day, city, good] = state.registered[city, good]
            out.regional[row, day, city, good] = state.regional[city, good]
            out.lost[row, day, city, good] = state.lost[city, good]
    for corridor in range(state.regime.shape[0]):
        received = 0
        for good in range(goods):
            if world.in_tankers[good] == 1:
                received += state.received[corridor, good]
        out.state[row, day, corridor] = state.regime[corridor]
        out.received[row, day, corridor] = received
        out.attacks[row, day, corridor] = state.attacks[corridor]


@inlined
def write_detail(state: SiegeState, detail: SiegeDetail, row: int, day: int) -> None:
    """Write what few need of a day of a member.

    Parameters
    ----------
    state : SiegeState
        Of the evening of the day.
    detail : SiegeDetail
        Filled in.
    row, day : int
        Where.
    """
    for good in range(state.depot.shape[1]):
        for city in range(state.depot.shape[0]):
            detail.depot[row, day, city, good] = state.depot[city, good]
            detail.retail[row, day, city, good] = state.retail[city, good]
            detail.hoard[row, day, city, good] = state.hoard[city, good]
            detail.yard[row, day, city, good] = state.yard[city, good]
            detail.pool[row, day, city, good] = state.pool[city, good]
            detail.unmet[row, day, city, good] = state.unmet[city, good]
        for corridor in range(state.waiting.shape[0]):
            detail.under_way[row, day, corridor, good] = state.under_way[corridor, good]
            detail.waiting[row, day, corridor, good] = state.waiting[corridor, good]
            detail.received[row, day, corridor, good] = state.received[corridor, good]


@inlined
def write_last(world: SiegeWorld, state: SiegeState, out: SiegeOutputs, row: int) -> None:
    """Write how a member stands on the last evening.

    Parameters
    ----------
    world : SiegeWorld
        Corridors and commodities.
    state : SiegeState
        Of the last evening.
    out : SiegeOutputs
        Filled in.
    row : int
        Where.
    """
    for corridor in range(state.regime.shape[0]):
        waiting, under_way = 0, 0
        for good in range(state.waiting.shape[1]):
            if world.in_tankers[good] == 1:
                waiting += state.waiting[corridor, good]
                under_way += state.under_way[corridor, good]
        out.last_queue[row, corridor] = waiting
        out.last_under_way[row, corridor] = under_way
        out.last_excited[row, corridor] = state.excited[corridor]
        out.last_regime[row, corridor] = state.chain[corridor]
    for city in range(state.score.shape[0]):
        out.last_escorts[row, city] = state.escorts[city]
        out.last_score[row, city] = state.score[city]
        out.last_fleet[row, city] = state.fleet[city]
        out.last_truce[row, city] = state.truce[city]
        out.last_returning[row, city] = state.back_later[city]
        for good in range(state.retail.shape[1]):
            out.last_retail[row, city, good] = state.retail[city, good]
            out.last_hoard[row, city, good] = state.hoard[city, good]
            out.last_yard[row, city, good] = state.yard[city, good]
            out.last_pool[row, city, good] = state.pool[city, good]
    out.last_common[row, 0] = state.common[0]
