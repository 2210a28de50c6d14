"""How long the random numbers of a member take alone.

The kernel is run once as plain Python, noting every binomial that it draws and every generator
that it addresses; then the same ones are drawn anew by compiled code that does nothing else. Run
with ``python random_numbers.py FOLDER SETTINGS HASTEN OUT`` it does the first.
"""

from __future__ import annotations

import math
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

    people, chance, prepared : array, shape (binomial,), of which the last tells what is known of
    the chance beforehand, NaN for nothing; addresses, uniforms : int, how many of them.
    """

    people: NDArray[np.int64]
    chance: NDArray[np.float64]
    prepared: NDArray[np.float64]
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
            arrays = (found["people"], found["chance"], found["prepared"])
            return Draws(*arrays, int(found["addresses"]), int(found["uniforms"]))


def replay_seconds(draws: Draws, repeats: int = 7) -> float:
    """Median seconds of the processor for the same draws and nothing else."""
    from qafila.kernels.binomials import binomial, binomial_again
    from qafila.kernels.compiled import compiled
    from qafila.kernels.random import address_item, uniform

    @compiled
    def replay(words, people, chance, prepared, addresses, uniforms):
        total = 0.0
        for at in range(people.shape[0]):
            if np.isnan(prepared[at]):
                total += binomial(words, people[at], chance[at])
            else:
                total += binomial_again(words, people[at], chance[at], prepared[at])
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
        replay(words, draws.people, draws.chance, draws.prepared, draws.addresses, draws.uniforms)
        taken.append(time.process_time() - begun)
    return statistics.median(taken[1:])  # the first one compiles


def _record(folder: Path, settings: Path, hasten: int, out: Path) -> None:
    from qafila.kernels import binomials, random

    warnings.simplefilter("ignore", RuntimeWarning)  # words of 64 bits overflow, as they should
    people: list[int] = []
    chance: list[float] = []
    prepared: list[float] = []
    counted = {"addresses": 0, "uniforms": 0}
    plain = (binomials.binomial, binomials.binomial_again, random.address_item, random.uniform)

    def note(n: int, p: float, known: float) -> None:
        if n > 0 and 0.0 < p < 1.0:
            people.append(int(n))
            chance.append(float(p))
            prepared.append(float(known))

    def binomial(words: object, n: int, p: float) -> int:
        note(n, p, math.nan)
        return plain[0](words, n, p)

    def binomial_again(words: object, n: int, p: float, known: float) -> int:
        note(n, p, known)
        return plain[1](words, n, p, known)

    def address_item(words: object, base: object, item: int) -> None:
        counted["addresses"] += 1
        plain[2](words, base, item)

    def uniform(words: object) -> float:
        counted["uniforms"] += 1
        return plain[3](words)

    # The kernel takes these by name when it is first imported, the samplers have theirs already.
    binomials.binomial, binomials.binomial_again = binomial, binomial_again
    random.address_item, random.uniform = address_item, uniform
    import engine

    from qafila.interop.flee_folder import open_flee

    inputs = engine.prepare(open_flee(folder, settings=settings, hasten=hasten))
    engine.run(inputs, 0, 1, engine.empty_outputs(inputs, 1))
    np.savez(out, people=people, chance=chance, prepared=prepared, **counted)


if __name__ == "__main__":
    _record(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
