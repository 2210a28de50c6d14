"""A small ensemble of made-up members, for tests of what runs them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qafila.simulate.members import Variable
from qafila.streams import uniforms

DAYS, PLACES = 4, 3


@dataclass(frozen=True)
class MadeUp:
    """Members whose values depend on their number alone.

    With `marks`, a folder, each range is slow and leaves a file there with the number of the
    process that begins it.
    """

    draws: int
    marks: str = ""

    @property
    def days(self) -> int:
        return DAYS

    @property
    def variables(self) -> dict[str, Variable]:
        return {
            "arrivals": Variable(("location",), "people", "New arrivals"),
            "cover": Variable((), "days", "Days of supply", parts=1024),
            "error": Variable((), "1", "Error", by_day=False),
        }

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        return {"location": ("a", "b", "c")}

    def needs_compilation(self) -> bool:
        return False

    def run(self, first: int, last: int) -> dict[str, np.ndarray]:
        if self.marks and last > first:
            (Path(self.marks) / f"{first}-{os.getpid()}").touch()
            time.sleep(0.1)
        u = np.stack([uniforms(7, "made-up", last, day=cell)[first:] for cell in range(12)], axis=1)
        return {
            "arrivals": np.floor(1e6 * u**3).astype(np.int32).reshape(-1, DAYS, PLACES),
            "cover": 30.0 * u[:, :DAYS],
            "error": u[:, 0],
        }
