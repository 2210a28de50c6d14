"""Time and memory of ``qafila run`` on the shipped cases against limits, station by station.

Run with ``python benchmarks/flow.py``. The first run starts with an empty compilation cache, as on
a machine where the package was just installed; the
second is what a user meets every day, and the third the case of the tutorial.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMITS = {
    ("mali-2025", "first run"): 60.0,
    ("mali-2025", "next run"): 20.0,
    ("teaching", "teaching"): 2.0,
}
MEMORY_LIMIT_MB = 1000.0
HELP_LIMIT = 0.5


def timed(command: list[str], cache: str) -> tuple[float, str]:
    """Seconds and output of a command."""
    begun = time.perf_counter()
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "QAFILA_HOME": cache},
    )
    return time.perf_counter() - begun, done.stdout


def main() -> None:
    """Print a table of seconds, limits and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder) / "cache")
        help_seconds = min(
            timed([sys.executable, "-m", "qafila", "--help"], cache)[0] for _ in range(3)
        )
        print(f"{'--help':<12} {help_seconds:6.2f} s  {help_seconds / HELP_LIMIT:5.2f} of limit")
        for (case, name), limit in LIMITS.items():
            out = str(Path(folder) / name.replace(" ", "-"))
            command = [sys.executable, "-m", "qafila", "run", case, "--out", out, "--json"]
            seconds, text = timed(command, cache)
            record = json.loads(text)
            size = f"{record['draws']} draws x {record['days']} days"
            print(f"{name:<12} {seconds:6.2f} s  {seconds / limit:5.2f} of limit  ({size})")
            for station, spent in record["seconds"].items():
                print(f"  {station:<12} {spent:6.2f} s  {spent / seconds:5.0%} of the run")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{'peak memory':<12} {peak:6.0f} MB {peak / MEMORY_LIMIT_MB:5.2f} of limit")


if __name__ == "__main__":
    main()
