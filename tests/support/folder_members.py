"""Members of a Flee folder that move by no rules: for tests of what is made of any members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.interop import FleeFolder
from qafila.simulate.members import Variable

if TYPE_CHECKING:
    from qafila.simulate.members import Arrays


@dataclass(frozen=True)
class MadeMembers:
    """People who come to every open camp at random, the same numbers for the same seed."""

    folder: FleeFolder
    draws: int
    seed: int

    @property
    def days(self) -> int:
        return self.folder.days

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        names = self.folder.places.names
        return {"location": tuple(names[camp] for camp in self.folder.places.camps)}

    @property
    def variables(self) -> dict[str, Variable]:
        return {
            "present": Variable(("location",), "people", "People in a camp"),
            "people": Variable((), "people", "All people"),
        }

    def needs_compilation(self) -> bool:
        return False

    def run(self, first: int, last: int) -> Arrays:
        camps = self.folder.places.camps
        present = np.zeros((last - first, self.days, len(camps)), dtype=np.int32)
        for row, member in enumerate(range(first, last)):
            random = np.random.default_rng((self.seed, member))
            came = random.poisson(50, size=(self.days, len(camps)))
            for at, camp in enumerate(camps):
                name = self.folder.places.names[camp]
                for one in self.folder.closures:
                    if one.kind == "camp" and one.first == name:
                        came[one.start : one.end or self.days, at] = 0
            present[row] = came.cumsum(axis=0)
        return {"present": present, "people": present.sum(axis=2) + 10}
