"""Laws of the kernel of Flee's rules: nobody is lost, closed legs are empty, bytes are the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qafila.kernels.flee import driver
from qafila.kernels.flee.tables import STREAMS, FleeOutputs, FleeState
from qafila.simulate.allocation.flee_inputs import FleeInputs, flee_inputs
from qafila.streams import registry
from tests.laws.test_flee_twin import TIGHT, worlds
from tests.support.flee_runs import small_folder

KEYS = np.array(list(registry(STREAMS).values()), dtype=np.uint64)
SEED = np.uint64(11)
SOME = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def compiled(world: dict[str, object]) -> FleeInputs:
    with TemporaryDirectory() as root:
        return flee_inputs(small_folder(Path(root), **world))


def outputs(inputs: FleeInputs, rows: int) -> FleeOutputs:
    days, places = len(inputs.days.new_people), len(inputs.place_names)
    return FleeOutputs(
        np.arange(places, dtype=np.int64),
        *(np.full((rows, days, places), -1, dtype=np.int32) for _ in range(2)),
        *(np.full((rows, days), -1, dtype=np.int64) for _ in range(3)),
    )


def run(inputs: FleeInputs, first: int, last: int) -> list[bytes]:
    """All that each of some members gives."""
    out = outputs(inputs, last - first)
    world, days, rules = inputs.world, inputs.days, inputs.rules
    assert driver.run_members(first, last, SEED, KEYS, world, days, rules, out) == 0
    return [b"".join(part[row].tobytes() for part in out[1:]) for row in range(last - first)]


def step(inputs: FleeInputs, first: int, last: int, state: FleeState, out: FleeOutputs) -> None:
    world, days, rules = inputs.world, inputs.days, inputs.rules
    lost = driver.run_days(first, last, SEED, KEYS, 4, world, days, rules, state, out, 0)
    assert lost == 0


def by_group(inputs: FleeInputs, state: FleeState) -> NDArray[np.int64]:
    """People of each group, wherever they are."""
    groups = inputs.rules.groups
    there = state.at_stop.sum(axis=0) + state.ring.sum(axis=(0, 1))
    return there.reshape(groups, -1).sum(axis=1)


def on_leg(inputs: FleeInputs, state: FleeState) -> NDArray[np.int64]:
    """People on each leg."""
    world = inputs.world
    cells = np.diff(world.outcome_start).reshape(-1, 2).max(axis=1)
    leg = np.repeat(world.trip_leg, cells[world.trip_leg])
    return np.bincount(leg, state.ring.sum(axis=(0, 2)), len(world.leg_to)).astype(np.int64)


@SOME
@given(worlds(TIGHT))
def test_nobody_appears_or_vanishes_in_any_group(world: dict[str, object]) -> None:
    inputs = compiled(world)
    state, out = driver.new_state(inputs.world, inputs.rules), outputs(inputs, 1)
    groups = np.zeros(inputs.rules.groups, dtype=np.int64)
    total = int(inputs.world.place_day0.sum())
    for day, new in enumerate(inputs.days.new_people.tolist()):
        step(inputs, day, day + 1, state, out)
        now = by_group(inputs, state)
        total += new
        assert now.sum() + state.left[0] == total == out.people[0, day]
        assert out.present[0, day].sum() + out.in_transit[0, day] + out.left[0, day] == total
        assert (out.present[0, day] == state.occupied).all()
        assert state.at_stop.min() >= 0
        assert state.ring.min() >= 0
        if new == 0 and day > 0 and not inputs.rules.sinks:
            assert (now == groups).all()
        groups = now


@SOME
@given(worlds())
def test_nobody_sets_out_on_a_leg_that_is_closed(world: dict[str, object]) -> None:
    inputs = compiled(world)
    state, out = driver.new_state(inputs.world, inputs.rules), outputs(inputs, 1)
    before = on_leg(inputs, state)
    was_open = np.zeros(len(inputs.place_names), dtype=bool)
    for day in range(len(inputs.days.new_people)):
        step(inputs, day, day + 1, state, out)
        now = on_leg(inputs, state)
        is_closed = state.leg_open == 0
        assert (now[is_closed] <= before[is_closed]).all()
        was_open[inputs.world.leg_to[~is_closed]] = True
        assert not out.arrivals[0, day, ~was_open].any()
        before = now


@SOME
@given(worlds(TIGHT), st.lists(st.integers(1, 7), max_size=3), st.integers(0, 13))
def test_bytes_are_the_same_however_members_and_days_are_cut(
    world: dict[str, object], cuts: list[int], stop: int
) -> None:
    inputs = compiled(world)
    alone = [run(inputs, member, member + 1)[0] for member in range(8)]
    edges = sorted({0, 8, *cuts})
    with ThreadPoolExecutor(3) as pool:
        parts = list(pool.map(lambda first, last: run(inputs, first, last), edges, edges[1:]))
    assert [member for part in parts for member in part] == alone
    state, out = driver.new_state(inputs.world, inputs.rules), outputs(inputs, 1)
    step(inputs, 0, stop, state, out)
    state = FleeState(*(part.copy() for part in state))
    step(inputs, stop, len(inputs.days.new_people), state, out)
    assert b"".join(part.tobytes() for part in out[1:]) == alone[4]
