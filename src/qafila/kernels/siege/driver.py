"""Members, then days: the loop that runs the siege kernel alone, and the state it begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qafila.kernels.compiled import compiled_maker, internal_maker
from qafila.kernels.random import Rng
from qafila.kernels.siege.day import open_siege, step_siege
from qafila.kernels.siege.outputs import (
    SiegeDetail,
    SiegeOutputs,
    write_day,
    write_detail,
    write_last,
)
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
            write_day(world, state, out, row, number)
            if wanted:
                write_detail(state, detail, row, number)
        write_last(world, state, out, row)
