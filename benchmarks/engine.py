"""The engine under the rules of Flee, timed: one member, many members, more people."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.flee.driver import run_members
from qafila.kernels.flee.tables import STREAMS, FleeOutputs
from qafila.simulate.allocation import scores
from qafila.simulate.allocation.flee_inputs import flee_inputs
from qafila.simulate.allocation.scores import counted_camps
from qafila.streams import stream_key

if TYPE_CHECKING:
    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_validation import FleeObserved
    from qafila.simulate.allocation.flee_inputs import FleeInputs

KEYS = np.array([stream_key(name) for name in STREAMS], dtype=np.uint64)
SEED = np.uint64(1)
CHUNK = 16  # members that a thread takes at a time


@dataclass(frozen=True)
class Timed:
    """Seconds of the processor and of the clock for one member."""

    processor: float
    wall: float


def _counted(folder: FleeFolder) -> FleeObserved:
    if folder.observed is None:
        raise ValueError(f"{folder.name} has no source_data")
    return folder.observed


def times_the_people(folder: FleeFolder, factor: int) -> FleeFolder:
    """The same folder with so many times the residents, the room in camps and the people."""
    places, observed = folder.places, _counted(folder)
    limited = places.capacity > 0
    return replace(
        folder,
        places=replace(
            places,
            population=places.population * factor,
            capacity=np.where(limited, places.capacity * factor, places.capacity),
        ),
        observed=replace(observed, people=observed.people * factor, total=observed.total * factor),
    )


def empty_outputs(inputs: FleeInputs, members: int) -> FleeOutputs:
    """Arrays for so many members."""
    days = len(inputs.days.new_people)
    shape = (members, days, len(inputs.shown))
    return FleeOutputs(
        shown=inputs.shown,
        present=np.zeros(shape, dtype=np.int32),
        arrivals=np.zeros(shape, dtype=np.int32),
        in_transit=np.zeros(shape[:2], dtype=np.int64),
        people=np.zeros(shape[:2], dtype=np.int64),
        left=np.zeros(shape[:2], dtype=np.int64),
    )


def run(inputs: FleeInputs, first: int, last: int, out: FleeOutputs) -> None:
    """Run members first to last - 1 into the first rows of the arrays."""
    run_members(first, last, SEED, KEYS, inputs.world, inputs.days, inputs.rules, out)


def part(out: FleeOutputs, first: int, last: int) -> FleeOutputs:
    """Rows of some members."""
    return FleeOutputs(out.shown, *(array[first:last] for array in out[1:]))


def prepare(folder: FleeFolder) -> FleeInputs:
    """Tables for the kernel; its machine code is made or loaded here, so no run pays for it."""
    inputs = flee_inputs(folder)
    run(inputs, 0, 0, empty_outputs(inputs, 1))
    return inputs


def time_members(inputs: FleeInputs, members: int) -> Timed:
    """Seconds per member, in one thread."""
    out = empty_outputs(inputs, members)
    wall, processor = time.perf_counter(), time.process_time()
    run(inputs, 0, members, out)
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return Timed(processor / members, wall / members)


def time_ensemble(inputs: FleeInputs, members: int, threads: int) -> float:
    """Seconds of the clock for all members in so many threads."""
    out = empty_outputs(inputs, members)
    starts = range(0, members, CHUNK)
    ends = [min(start + CHUNK, members) for start in starts]
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda a, b: run(inputs, a, b, part(out, a, b)), starts, ends))
    return time.perf_counter() - begun


def people_at_end(inputs: FleeInputs) -> int:
    """People in the simulation on the last day."""
    out = empty_outputs(inputs, 1)
    run(inputs, 0, 1, out)
    return int(out.people[0, -1])


def mean_error(inputs: FleeInputs, folder: FleeFolder, members: int = 10) -> float:
    """Mean over members of the mean over days of sum of |simulated - counted| over sum counted."""
    out = empty_outputs(inputs, members)
    run(inputs, 0, members, out)
    camps, counted = counted_camps(folder)
    return float(scores.mean_error(out.present[..., camps], counted).mean())
