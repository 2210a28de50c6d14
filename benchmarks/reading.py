"""Score the reader against hand-written gold and time it: ``python benchmarks/reading.py``.

With ``-v`` every fault is shown; the names of reports (file stems) confine the scores to these.
The scores are those of ``qafila evaluate-reading tests/gold/mali-2025``.

Times are of the process alone. Each report is read once in a process, since a text that was read
before is read faster; the best of several processes counts, as other work on the machine makes
times longer. The ratio to folding the same text says more where a machine is busy. Loading is what
the first report of a language takes beyond an average report of its length: lexicons, patterns,
places and sources.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.case import find_case, read_case
from qafila.commands.evaluate_reading import evaluate_reading, fault_lines, score_lines
from qafila.places import Gazetteer
from qafila.reports import open_document, read_claims
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.claims import Document
    from qafila.reports.evaluation import Score

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold" / "mali-2025"
LANGUAGES = ("ar", "en", "fr")
LENGTH = 2400  # characters of the article that the limit is for
RUNS = 7
MOST_MS = 20.0
MOST_LOAD_MS = 300.0
LEAST_A_MINUTE = 1000.0


@dataclass(frozen=True)
class Speed:
    """Milliseconds of process time of one language."""

    language: str
    article: float
    fold: float
    load: float
    a_minute: float


def score_reports(
    verbose: bool = False, stems: tuple[str, ...] = ()
) -> tuple[dict[str, Score], float]:
    """Scores of each language and the mean milliseconds of an article; all reports by default."""
    scores, reports = evaluate_reading(GOLD, names=stems)
    gazetteer = _gazetteer()
    begun = time.perf_counter()
    for report in reports:
        read_claims(report.document, gazetteer)
    spent = time.perf_counter() - begun
    for report in reports if verbose else ():
        print(*fault_lines(report), sep="\n")
    return scores, 1000 * spent / len(reports)


def read_once(language: str) -> list[float]:
    """Milliseconds of each report of a language, in a process that has read nothing yet."""
    gazetteer, documents = _gazetteer(), _documents(language)
    times = []
    for document in documents:
        begun = time.process_time()
        read_claims(document, gazetteer)
        times.append(1000 * (time.process_time() - begun))
    return times


def measure(language: str) -> Speed:
    """Time one language: each report once in each of several new processes."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as fresh:
        runs = list(fresh.map(read_once, [language] * RUNS))
    first, *others = (min(times) for times in zip(*runs, strict=True))
    opening, *documents = _documents(language)
    signs = sum(len(document.text) for document in documents)
    per_sign = sum(others) / signs
    folded = sum(_best(lambda d=document: fold(d.text)) for document in documents)
    minute = 60_000 * len(documents) / sum(others)
    load = first - per_sign * len(opening.text)
    return Speed(language, per_sign * LENGTH, folded / signs * LENGTH, load, minute)


def speed_lines(speeds: Sequence[Speed]) -> list[str]:
    """One line a language, with whether each limit holds."""
    return [
        f"{speed.language}: {speed.article:.1f} ms per {LENGTH} characters"
        f" ({speed.article / speed.fold:.0f} times folding; {_limit(speed.article, MOST_MS)}),"
        f" loading {speed.load:.0f} ms ({_limit(speed.load, MOST_LOAD_MS)}),"
        f" {speed.a_minute:.0f} articles a minute and core"
        f" ({_limit(-speed.a_minute, -LEAST_A_MINUTE)})"
        for speed in speeds
    ]


def _limit(value: float, most: float) -> str:
    held = "holds" if value <= most else "does not hold"
    return f"limit {'at least' if most < 0 else 'at most'} {abs(most):.0f} {held}"


def _best(action: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        action()
        times.append(time.process_time() - begun)
    return 1000 * min(times)


def _gazetteer() -> Gazetteer:
    return Gazetteer.from_locations(read_case(find_case("mali-2025")).locations)


def _documents(language: str) -> list[Document]:
    texts = Path(find_case("mali-2025")) / "reports"
    opened = (open_document(path) for path in sorted(texts.glob("*.md")))
    return [document for document in opened if document.language == language]


def main(verbose: bool, stems: tuple[str, ...]) -> None:
    """Print the scores of each language and how fast it is read."""
    scores, _ = score_reports(verbose, stems)
    print(*score_lines(scores), sep="\n")
    print(*speed_lines([measure(language) for language in LANGUAGES]), sep="\n")


if __name__ == "__main__":
    main("-v" in sys.argv[1:], tuple(name for name in sys.argv[1:] if name != "-v"))
