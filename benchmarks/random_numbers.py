"""How long the random numbers of a member take alone.

The kernel is run once as plain Python, noting every binomial that it draws and every generator
that it addresses; then the same ones are drawn anew by compiled code that does nothing else. Run
with ``python random_numbers.py FOLDER SETTINGS HASTEN OUT`` it does the first.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Draws:
    """What one member drew.

    people, chance : array, shape (binomial,); addresses, uniforms : int, how many of them.
    """

    people: NDArray[np.int64]
    chance: NDArray[np.float64]
    addresses: int
    uniforms: int

    @property
    def count(self) -> int:
        """Binomials and single numbers together."""
        return len(self.people) + self.uniforms


def recorded(folder: Path, settings: Path, hasten: int) -> Draws:
    """The draws of member 0, noted in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "draws.npz"
        arguments = [str(folder), str(settings), str(hasten), str(out)]
        environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
        subprocess.run([sys.executable, __file__, *arguments], check=True, env=environment)
        with np.load(out) as found:
            return Draws(
                found["people"], found["chance"], int(found["addresses"]), int(found["uniforms"])
            )


def replay_seconds(draws: Draws, repeats: int = 7) -> float:
    """Median seconds of the processor for the same draws and nothing else."""
    from qafila.kernels.binomials import binomial
    from qafila.kernels.compiled import compiled
    from qafila.kernels.random import address_item, uniform

    @compiled
    def replay(words, people, chance, addresses, uniforms):
        total = 0.0
        for at in range(people.shape[0]):
            total += binomial(words, people[at], chance[at])
        for at in range(addresses):
            address_item(words, np.uint64(at), at)
            total += uniform(words)
        for _ in range(uniforms):
            total += uniform(words)
        return total

    words = np.array([1, 2, 3, 4], dtype=np.uint64)
    taken = []
    for _ in range(repeats + 1):
        begun = time.process_time()
        replay(words, draws.people, draws.chance, draws.addresses, draws.uniforms)
        taken.append(time.process_time() - begun)
    return statistics.median(taken[1:])  # the first one compiles


def _record(folder: Path, settings: Path, hasten: int, out: Path) -> None:
    from qafila.kernels import binomials, random

    warnings.simplefilter("ignore", RuntimeWarning)  # words of 64 bits overflow, as they should
    people: list[int] = []
    chance: list[float] = []
    counted = {"addresses": 0, "uniforms": 0}
    plain = {"binomial": binomials.binomial, "address": random.address_item, "one": random.uniform}

    def binomial(words: object, n: int, p: float) -> int:
        if n > 0 and 0.0 < p < 1.0:
            people.append(int(n))
            chance.append(float(p))
        return plain["binomial"](words, n, p)

    def address_item(words: object, base: object, item: int) -> None:
        counted["addresses"] += 1
        plain["address"](words, base, item)

    def uniform(words: object) -> float:
        counted["uniforms"] += 1
        return plain["one"](words)

    # The kernel takes these by name when it is first imported, the samplers have theirs already.
    binomials.binomial, random.address_item, random.uniform = binomial, address_item, uniform
    import engine

    from qafila.interop.flee_folder import open_flee

    inputs = engine.prepare(open_flee(folder, settings=settings, hasten=hasten))
    engine.run(inputs, 0, 1, engine.empty_outputs(inputs, 1))
    np.savez(out, people=people, chance=chance, **counted)


if __name__ == "__main__":
    _record(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
