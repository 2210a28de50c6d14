"""Seconds of the simulation: compilation, the standard run, and what a second thread brings.

Run with ``python benchmarks/simulation.py [CASE]``; the machine code goes to a new folder, so that
compilation is measured and not skipped.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path


def _seconds(action) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def main(case_name: str) -> None:
    """Print the figures for one case."""
    from qafila.case import find_case, read_case
    from qafila.ledger import Ledger
    from qafila.simulate import Simulation
    from qafila.situation import build_situation

    case = read_case(find_case(case_name))
    situation = build_situation(case, Ledger.empty(case.as_of), case.as_of)
    small = Simulation(situation, days=1, draws=1)
    print(f"{case_name}: {len(case.locations)} places, {len(case.routes)} routes")
    print(f"compilation and first run  {_seconds(small.run):6.2f} s")
    cores = os.cpu_count() or 1
    one = min(_seconds(Simulation(situation, threads=1).run) for _ in range(3))
    many = min(_seconds(Simulation(situation, threads=cores).run) for _ in range(3))
    print(f"500 draws x 60 days        {one:6.2f} s with 1 thread")
    print(f"500 draws x 60 days        {many:6.2f} s with {cores} threads ({one / many:.2f} x)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory                {peak:6.0f} MB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QAFILA_HOME"] = str(Path(folder))
        main(sys.argv[1] if len(sys.argv) > 1 else "mali-2025")
