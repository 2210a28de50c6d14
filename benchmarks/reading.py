"""Score the reader against hand-written gold and time it: ``python benchmarks/reading.py``.

With ``-v`` every fault is shown; the names of reports (file stems) confine the scores to these.
The scores are those of ``qafila evaluate-reading tests/gold/mali-2025``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from qafila.case import find_case, read_case
from qafila.commands.evaluate_reading import evaluate_reading, fault_lines, score_lines
from qafila.places import Gazetteer
from qafila.reports import read_claims

if TYPE_CHECKING:
    from qafila.reports.evaluation import Score

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold" / "mali-2025"


def score_reports(
    verbose: bool = False, stems: tuple[str, ...] = ()
) -> tuple[dict[str, Score], float]:
    """Scores of each language and the mean milliseconds of an article; all reports by default."""
    scores, reports = evaluate_reading(GOLD, names=stems)
    gazetteer = Gazetteer.from_locations(read_case(find_case("mali-2025")).locations)
    begun = time.perf_counter()
    for report in reports:
        read_claims(report.document, gazetteer)
    spent = time.perf_counter() - begun
    for report in reports if verbose else ():
        print(*fault_lines(report), sep="\n")
    return scores, 1000 * spent / len(reports)


def main(verbose: bool, stems: tuple[str, ...]) -> None:
    """Print the scores of each language and the time of an article."""
    scores, milliseconds = score_reports(verbose, stems)
    print(*score_lines(scores), sep="\n")
    print(f"{milliseconds:.1f} ms per article")


if __name__ == "__main__":
    main("-v" in sys.argv[1:], tuple(name for name in sys.argv[1:] if name != "-v"))
