"""Members, then days: the loop that runs the siege kernel alone, and the state it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.kernels.compiled import compiled_maker, inlined, internal_maker
from qafila.kernels.random import Rng
from qafila.kernels.siege.day import open_siege, step_siege
from qafila.kernels.siege.tables import (
    SiegeDay,
    SiegeMember,
    SiegeOpening,
    SiegeState,
    SiegeWorld,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


NO_NUMBERS = np.zeros((0, 0), dtype=np.int64)


class SiegeShared(NamedTuple):
    """What is the same for all members of a run.

    chance (corridor, 3) and concentration (corridor,) what is known of day 0; past (day + 1,
    corridor, 3) what is known of the regimes of each day of a past that is run through again,
    without rows where all days are to come; forced (day + 1, corridor); month (day + 1,) from 0;
    season (month, corridor) 0-1; slots : int, more than the longest way in days; first_member :
    int, number of the member in the first row.
    """

    chance: NDArray[np.float64]
    concentration: NDArray[np.float64]
    past: NDArray[np.float64]
    forced: NDArray[np.int8]
    month: NDArray[np.int64]
    season: NDArray[np.float64]
    slots: int
    first_member: int


class SiegeInputs(NamedTuple):
    """What differs between members; the first axis of each is the draw.

    As in `SiegeMember` and `SiegeOpening`; travel_days (draw, month, corridor); known_attacks
    (draw, day + 1, corridor) of a past that is run through again, and crowd (draw, day + 1, city)
    factors on demand by people who came or left, both without days where there is nothing to tell;
    numbers (draw, stretch) whose chance each stretch of days has, where that is not the member's
    own.
    """

    rates: NDArray[np.float64]
    hazard: NDArray[np.float64]
    target_cover: NDArray[np.float64]
    normal_demand: NDArray[np.float64]
    region_demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    reserve: NDArray[np.int64]
    share: NDArray[np.float64]
    detour: NDArray[np.float64]
    fleet: NDArray[np.float64]
    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    reserved: NDArray[np.int64]
    backlog: NDArray[np.int64]
    queue: NDArray[np.float64]
    escorts: NDArray[np.float64]
    score: NDArray[np.float64]
    excited: NDArray[np.float64]
    regime: NDArray[np.int64]
    under_way: NDArray[np.float64]
    yard: NDArray[np.int64]
    pool: NDArray[np.int64]
    returning: NDArray[np.float64]
    hoard: NDArray[np.int64]
    common: NDArray[np.float64]
    truce: NDArray[np.int64]
    tankers: NDArray[np.float64]
    travel_days: NDArray[np.int64]
    known_attacks: NDArray[np.int64]
    crowd: NDArray[np.float64]
    numbers: NDArray[np.int64] = NO_NUMBERS


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


@internal_maker
def make_state(corridors: int, cities: int, goods: int, slots: int) -> SiegeState:
    """Make room for the state of a member.

    Parameters
    ----------
    corridors, cities, goods, slots : int
        Sizes.

    Returns
    -------
    SiegeState
        Zeros; `open_siege` fills it.
    """
    return SiegeState(
        np.zeros(1, np.float64),
        np.zeros(corridors, np.int64),
        np.zeros(corridors, np.int64),
        np.zeros(corridors, np.float64),
        np.zeros((corridors, 3), np.float64),
        np.zeros(corridors, np.float64),
        np.zeros(corridors, np.float64),
        np.zeros(cities, np.float64),
        np.zeros((corridors, goods), np.int64),
        np.zeros((corridors, goods), np.int64),
        np.zeros((slots, corridors, goods), np.int64),
        np.zeros(cities, np.int64),
        np.zeros(cities, np.float64),
        np.zeros(cities, np.float64),
        np.zeros(cities, np.float64),
        np.zeros((slots, cities), np.float64),
        np.zeros(cities, np.float64),
        np.zeros(cities, np.float64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((cities, goods), np.int64),
        np.zeros((corridors, goods), np.int64),
        np.zeros((corridors, goods), np.int64),
        np.zeros((corridors, goods), np.int64),
        np.zeros(corridors, np.int64),
    )


@internal_maker
def member_of(inputs: SiegeInputs, row: int) -> SiegeMember:
    """Take the inputs of one member that hold on all days.

    Parameters
    ----------
    inputs : SiegeInputs
        Of all members.
    row : int
        Which one.

    Returns
    -------
    SiegeMember
        Views of its rows.
    """
    return SiegeMember(
        inputs.rates[row],
        inputs.hazard[row],
        inputs.target_cover[row],
        inputs.normal_demand[row],
        inputs.region_demand[row],
        inputs.capacity[row],
        inputs.reserve[row],
        inputs.share[row],
        inputs.detour[row],
        inputs.fleet[row],
    )


@internal_maker
def opening_of(inputs: SiegeInputs, row: int) -> SiegeOpening:
    """Take what one member starts from.

    Parameters
    ----------
    inputs : SiegeInputs
        Of all members.
    row : int
        Which one.

    Returns
    -------
    SiegeOpening
        Views of its rows.
    """
    return SiegeOpening(
        inputs.depot[row],
        inputs.retail[row],
        inputs.reserved[row],
        inputs.backlog[row],
        inputs.queue[row],
        inputs.escorts[row],
        inputs.score[row],
        inputs.excited[row],
        inputs.regime[row],
        inputs.under_way[row],
        inputs.yard[row],
        inputs.pool[row],
        inputs.returning[row],
        inputs.hoard[row],
        inputs.common[row],
        inputs.truce[row],
        inputs.tankers[row],
    )


@inlined
def _write(world: SiegeWorld, state: SiegeState, out: SiegeOutputs, row: int, day: int) -> None:
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
def _write_detail(state: SiegeState, detail: SiegeDetail, row: int, day: int) -> None:
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
def _write_last(world: SiegeWorld, state: SiegeState, out: SiegeOutputs, row: int) -> None:
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


@compiled_maker
def run_siege(
    first: int,
    last: int,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    world: SiegeWorld,
    shared: SiegeShared,
    inputs: SiegeInputs,
    out: SiegeOutputs,
    detail: SiegeDetail,
) -> None:
    """Run members ``first`` to ``last - 1`` through all days that the outputs have.

    Parameters
    ----------
    first, last : int
        Range of rows of `inputs` and `out`.
    seed : uint64
        Seed of the run.
    keys : array, shape (stream,), uint64
        Keys of the streams, in the order of `qafila.kernels.siege.tables.STREAMS`.
    world : SiegeWorld
        Corridors and commodities.
    shared : SiegeShared
        What is the same for all members.
    inputs : SiegeInputs
        What differs between members.
    out : SiegeOutputs
        Filled in for these members.
    detail : SiegeDetail
        Filled in too, if it has draws.

    Notes
    -----
    A member touches nothing of another, so any split into ranges and threads gives the same bytes.
    """
    corridors, cities = inputs.share.shape[1], inputs.depot.shape[1]
    state = make_state(corridors, cities, inputs.depot.shape[2], shared.slots)
    words = np.zeros(4, np.uint64)
    unknown = np.full(corridors, -1, np.int64)
    usual = np.ones(cities, np.float64)
    nothing = np.zeros((0, 3), np.float64)
    known = inputs.known_attacks.shape[1] > 0
    crowded = inputs.crowd.shape[1] > 0
    wanted = detail.depot.shape[0] > 0
    days = out.stock.shape[1]
    stretches = inputs.numbers.shape[1]
    for row in range(first, last):
        rng = Rng(words, seed, shared.first_member + row, keys)
        member = member_of(inputs, row)
        for number in range(days):
            if stretches > 0:
                rng = Rng(words, seed, inputs.numbers[row, number * stretches // days], keys)
            month = shared.month[number]
            day = SiegeDay(
                number,
                shared.forced[number],
                shared.past[number] if shared.past.shape[0] > 0 else nothing,
                inputs.known_attacks[row, number] if known else unknown,
                inputs.travel_days[row, month],
                shared.season[month],
                inputs.crowd[row, number] if crowded else usual,
            )
            if number == 0:
                opening = opening_of(inputs, row)
                open_siege(
                    world, member, state, day, opening, rng, shared.chance, shared.concentration
                )
            else:
                step_siege(world, member, state, day, rng)
            _write(world, state, out, row, number)
            if wanted:
                _write_detail(state, detail, row, number)
        _write_last(world, state, out, row)
