"""Members, then days: the loop that runs the kernel of Flee's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.compiled import compiled_maker, inlined
from qafila.kernels.flee.day import step_day
from qafila.kernels.flee.work import (
    IN_ALL,
    ON_LEGS,
    clear_state,
    make_state,
    make_work,
    people_lost,
    take_up,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.flee.tables import (
        FleeDays,
        FleeOutputs,
        FleeRules,
        FleeState,
        FleeWorld,
    )
    from qafila.kernels.flee.work import FleeWork


@compiled_maker
def new_state(world: FleeWorld, rules: FleeRules) -> FleeState:
    """Make the state of a member on the morning of day 0.

    Parameters
    ----------
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.

    Returns
    -------
    FleeState
        Nobody is there yet: day 0 adds those who are there on it.
    """
    state = make_state(world, rules)
    clear_state(world, state)
    return state


@inlined
def _write(row: int, day: int, state: FleeState, work: FleeWork, out: FleeOutputs) -> None:
    for number in range(out.shown.shape[0]):
        place = out.shown[number]
        out.present[row, day, number] = state.occupied[place]
        out.arrivals[row, day, number] = work.arrivals[place]
    out.in_transit[row, day] = work.counts[ON_LEGS]
    out.people[row, day] = work.counts[IN_ALL]
    out.left[row, day] = state.left[0]


@inlined
def _run(
    first_day: int,
    last_day: int,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    world: FleeWorld,
    days: FleeDays,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
    out: FleeOutputs,
    row: int,
) -> int:
    take_up(state, work)
    for day in range(first_day, last_day):
        step_day(day, seed, keys, member, world, days, rules, state, work)
        _write(row, day, state, work, out)
    return people_lost(state, work)


@compiled_maker
def run_days(
    first_day: int,
    last_day: int,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    world: FleeWorld,
    days: FleeDays,
    rules: FleeRules,
    state: FleeState,
    out: FleeOutputs,
    row: int,
) -> int:
    """Run a member through days ``first_day`` to ``last_day - 1``.

    Parameters
    ----------
    first_day, last_day : int
        Range of days; the first is 0 or follows on the last that the state has seen.
    seed : uint64
        Seed of the run.
    keys : array, shape (stream,), uint64
        Keys of the streams, in the order of `qafila.kernels.flee.tables.STREAMS`.
    member : int
        Number of the draw, which addresses its random numbers.
    world : FleeWorld
        Network.
    days : FleeDays
        Lists of days.
    rules : FleeRules
        Rules.
    state : FleeState
        From `new_state`, or of an earlier run; changed in place.
    out : FleeOutputs
        Its row is filled in for these days.
    row : int
        Row of the outputs.

    Returns
    -------
    int
        People who were created or lost, 0 unless there is a fault.
    """
    work = make_work(world, rules)
    return _run(first_day, last_day, seed, keys, member, world, days, rules, state, work, out, row)


@compiled_maker
def run_members(
    first: int,
    last: int,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    world: FleeWorld,
    days: FleeDays,
    rules: FleeRules,
    out: FleeOutputs,
) -> int:
    """Run members ``first`` to ``last - 1`` through all days that the outputs have.

    Parameters
    ----------
    first, last : int
        Range of draws.
    seed : uint64
        Seed of the run.
    keys : array, shape (stream,), uint64
        Keys of the streams, in the order of `qafila.kernels.flee.tables.STREAMS`.
    world : FleeWorld
        Network.
    days : FleeDays
        Lists of days.
    rules : FleeRules
        Rules.
    out : FleeOutputs
        Row ``0`` is filled in for member ``first``, and so on.

    Returns
    -------
    int
        People who were created or lost, 0 unless there is a fault.

    Notes
    -----
    A member touches nothing of another, so any split into ranges and threads gives the same bytes.
    """
    lost = 0
    if first < last:
        state = make_state(world, rules)
        work = make_work(world, rules)
        for member in range(first, last):
            clear_state(world, state)
            lost += _run(
                0, out.people.shape[1], seed, keys, member, world, days, rules, state, work, out,
                member - first,
            )  # fmt: skip
    return lost
