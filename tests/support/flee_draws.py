"""Runs Flee folders through the kernel of counts, and finds the reference results of Flee."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qafila.interop.flee_folder import FleeFolder
from qafila.kernels.flee.driver import run_members
from qafila.kernels.flee.tables import STREAMS, FleeOutputs
from qafila.simulate.allocation.flee_inputs import flee_inputs
from qafila.streams import registry

SHARED = next(
    (
        folder / "shared"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared" / "cases" / "flee").is_dir()
    ),
    Path("shared"),
)


@dataclass(frozen=True)
class Draws:
    """What many members of a folder gave: (member, day, camp) and (member, day)."""

    present: NDArray[np.int32]
    in_transit: NDArray[np.int64]
    people: NDArray[np.int64]
    left: NDArray[np.int64]


def run_counts(folder: FleeFolder, draws: int, seed: int = 0, *, capacities: bool = True) -> Draws:
    """Run a folder under Flee's rules; camps in the order of ``folder.places.camps``."""
    inputs = flee_inputs(folder, capacities=capacities)
    camps = draws, folder.days, len(inputs.shown)
    out = FleeOutputs(
        inputs.shown,
        np.zeros(camps, dtype=np.int32),
        np.zeros(camps, dtype=np.int32),
        *(np.zeros((draws, folder.days), dtype=np.int64) for _ in range(3)),
    )
    keys = np.array(list(registry(STREAMS).values()), dtype=np.uint64)
    world, days, rules = inputs.world, inputs.days, inputs.rules
    assert run_members(0, draws, np.uint64(seed), keys, world, days, rules, out) == 0
    return Draws(out.present, out.in_transit, out.people, out.left)
