"""Time a watch: ``python benchmarks/watch.py [FILES]``, by default five.

Starts the command itself on the shipped case ``mali-2025``, without simulation, and drops one file
after the other into its inbox. Prints the seconds from the moment at which each is closed to that
at which its change is printed, and the ratio of the slowest to the three seconds that are allowed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOWED_SECONDS = 3.0
TEXT = (
    "---\noutlet: Radio Anse\npublished: 2025-11-30\nlanguage: en\n---\n"
    "Pumps ran dry in Bamako on Sunday, a union official told Radio Anse. {number} tankers were "
    "burnt near Kayes on 29 November, the army said.\n"
)


def lines(running: subprocess.Popen[str]) -> Iterator[dict[str, object]]:
    """What the watch prints, one object after the other."""
    assert running.stdout is not None  # noqa: S101  # it was asked for
    for line in running.stdout:
        yield json.loads(line)


def main(files: int) -> int:
    """Run the watch and print what it took; 0 if every file was in time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inbox = folder / "inbox"
        begun = time.perf_counter()
        running = subprocess.Popen(
            [sys.executable, "-m", "qafila", "watch", "mali-2025", "--json", "--inbox", str(inbox),
             "--ledger", str(folder / "ledger.sqlite")],
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            told = lines(running)
            next(told)
            print(f"ready after {time.perf_counter() - begun:.2f} s")
            took = [drop(inbox, number, told) for number in range(1, files + 1)]
        finally:
            running.terminate()
            running.wait()
    slowest = max(took)
    print(f"slowest {slowest:.2f} s, {slowest / ALLOWED_SECONDS:.2f} of {ALLOWED_SECONDS:.0f} s")
    return int(slowest > ALLOWED_SECONDS)


def drop(inbox: Path, number: int, told: Iterator[dict[str, object]]) -> float:
    """Seconds until what one file changes is printed."""
    path = inbox / f"{number}.md"
    path.write_text(TEXT.format(number=number + 1), encoding="utf-8")
    closed = time.perf_counter()
    entry = next(told)
    seconds = time.perf_counter() - closed
    print(f"{entry['file']}: {entry['outcome']}, {entry['claims']} claims, {seconds:.2f} s")
    return seconds


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
