"""Score the reader against hand-written gold and time it: ``python benchmarks/reading.py``.

With ``-v`` every fault is shown; the names of reports (file stems) confine the scores to these.

A read claim and a gold claim are the same when their event type is and their spans share at least
half of the shorter one. Figures, places, dates and sources are then compared within these pairs;
recall counts gold claims that were not read at all as missed.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from qafila.places import Gazetteer
from qafila.reports import open_document, read_claims
from qafila.reports.lexicons import table
from qafila.sources import default_sources
from qafila.tables import read_file
from qafila.text import fold

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "src" / "qafila" / "cases" / "mali-2025"
GOLD = ROOT / "tests" / "gold" / "mali-2025"
MEASURES = ("event", "figure", "place", "date", "source", "modality")
Pair = tuple[dict[str, Any], Any]


def _find(text: str, span: str) -> tuple[int, int]:
    start = text.find(span)
    if start < 0:
        squeezed = " ".join(span.split())
        start = text.find(squeezed)
    return (start, start + len(span)) if start >= 0 else (-1, -1)


def _overlap(first: tuple[int, int], second: tuple[int, int]) -> float:
    shared = min(first[1], second[1]) - max(first[0], second[0])
    shorter = min(first[1] - first[0], second[1] - second[0])
    return shared / shorter if shorter > 0 else 0.0


def _bounds(gold: dict[str, Any]) -> tuple[Any, ...]:
    return gold["best"], gold["low"], gold["high"]


def _same_bounds(gold: dict[str, Any], claim: Any) -> bool:
    for left, right in zip(_bounds(gold), (claim.best, claim.low, claim.high), strict=True):
        if (left is None) != (right is None):
            return False
        if left is not None and abs(left - right) > 1e-6 * max(1.0, abs(left)):
            return False
    return True


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def _same_date(gold: dict[str, Any], claim: Any) -> bool:
    return (gold["date_start"], gold["date_end"]) == (_day(claim.date.start), _day(claim.date.end))


def _same_place(gold: dict[str, Any], claim: Any) -> bool:
    return gold["location_id"] in {place.location_id for place in claim.locations}


def _key(name: str, language: str) -> str:
    for source in default_sources().find(language, fold(name)):
        return source.value.source_id
    for actor in table("actors", language).find(fold(name).flat):
        return str(actor.value["actor_id"] or name)
    return " ".join(fold(name).flat.split())


def _same_source(left: str, right: str) -> bool:
    if left == right:
        return True
    one, two = set(left.split()), set(right.split())
    return bool(one & two) and len(one & two) >= 0.5 * min(len(one), len(two))


def _sources(gold: dict[str, Any], claim: Any) -> tuple[int, int, int]:
    wanted = [_key(link["name"], claim.language) for link in gold["said_by"]]
    given = [_key(link.name, claim.language) for link in claim.said_by if link.kind != "author"]
    left = list(given)
    right = 0
    for name in wanted:
        match = next((other for other in left if _same_source(name, other)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return right, len(given), len(wanted)


def _align(text: str, gold: list[dict[str, Any]], claims: list[Any]) -> list[Pair]:
    options = []
    for index, wanted in enumerate(gold):
        span = _find(text, wanted["span_text"])
        for number, claim in enumerate(claims):
            shared = _overlap(span, (claim.span.start, claim.span.end))
            if wanted["event_type"] == claim.event_type and shared >= 0.5:
                quality = 4 * _same_bounds(wanted, claim) + 2 * _same_date(wanted, claim)
                options.append((-quality - shared, index, number))
    pairs, used_gold, used_claims = [], set(), set()
    for _, index, number in sorted(options):
        if index not in used_gold and number not in used_claims:
            used_gold.add(index)
            used_claims.add(number)
            pairs.append((gold[index], claims[number]))
    return pairs


class Score:
    """Counts of right, given and wanted for each measure."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, measure: str, right: int, given: int, wanted: int) -> None:
        """Add to a measure."""
        for place, value in enumerate((right, given, wanted)):
            self.counts[measure][place] += value

    def document(self, gold: list[dict[str, Any]], claims: list[Any], pairs: list[Pair]) -> None:
        """Count one document."""
        self.add("event", len(pairs), len(claims), len(gold))
        with_figure = [wanted for wanted in gold if any(v is not None for v in _bounds(wanted))]
        read = [c for c in claims if any(v is not None for v in (c.best, c.low, c.high))]
        right = sum(
            _same_bounds(w, c) and (w["unit"] or "") == (c.unit or "")
            for w, c in pairs if any(v is not None for v in _bounds(w))
        )  # fmt: skip
        self.add("figure", right, len(read), len(with_figure))
        for wanted in gold:
            match = next((claim for other, claim in pairs if other is wanted), None)
            placed = wanted["location_id"] is not None
            here = match is not None and any(place.location_id for place in match.locations)
            good = match is not None and placed and _same_place(wanted, match)
            self.add("place", int(good), int(here), int(placed))
            dated = wanted["date_start"] is not None
            said = match is not None and match.date.start is not None
            good = match is not None and dated and _same_date(wanted, match)
            self.add("date", int(good), int(said), int(dated))
            if match is None:
                self.add("source", 0, 0, len(wanted["said_by"]))
                continue
            self.add("source", *_sources(wanted, match))
            self.add("modality", int(wanted["modality"] == match.modality), 1, 1)

    def f1(self, measure: str) -> float:
        """Harmonic mean of precision and recall."""
        right, given, wanted = self.counts[measure]
        return 2 * right / (given + wanted) if right else 0.0

    def lines(self) -> list[str]:
        """The table."""
        lines = []
        for measure in MEASURES:
            right, given, wanted = self.counts[measure]
            precision = right / given if given else 0.0
            recall = right / wanted if wanted else 0.0
            shown = f"P {precision:.2f}  R {recall:.2f}  F1 {self.f1(measure):.2f}"
            lines.append(f"  {measure:9} {shown}  ({wanted})")
        right, given, _ = self.counts["event"]
        lines.append(f"  unmatched claims {1 - right / given if given else 0:.0%} of {given}")
        return lines


def score_reports(
    verbose: bool = False, stems: tuple[str, ...] = ()
) -> tuple[dict[str, Score], float]:
    """Scores of each language and the mean milliseconds of an article; all reports by default."""
    frame, _ = read_file("locations", CASE / "locations.csv")
    gazetteer = Gazetteer.from_locations(frame)
    scores: dict[str, Score] = defaultdict(Score)
    spent, articles = 0.0, 0
    for path in sorted(GOLD.glob("*.jsonl")):
        if stems and path.stem not in stems:
            continue
        document = open_document(CASE / "reports" / f"{path.stem}.md")
        read_claims(document, gazetteer)
        begun = time.perf_counter()
        claims = list(read_claims(document, gazetteer))
        spent += time.perf_counter() - begun
        articles += 1
        gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        pairs = _align(document.text, gold, claims)
        scores[document.language or "?"].document(gold, claims, pairs)
        if verbose:
            _show(path.stem, gold, claims, pairs)
    return scores, 1000 * spent / articles


def main(verbose: bool, stems: tuple[str, ...]) -> None:
    """Print the scores of each language and the time of an article."""
    scores, milliseconds = score_reports(verbose, stems)
    for language, score in scores.items():
        print(language, *score.lines(), sep="\n")
    print(f"{milliseconds:.1f} ms per article")


def _faults(wanted: dict[str, Any], claim: Any) -> list[str]:
    found = {
        "figure": (_bounds(wanted), (claim.best, claim.low, claim.high)),
        "unit": (wanted["unit"], claim.unit),
        "date": ((wanted["date_start"], wanted["date_end"]),
                 (_day(claim.date.start), _day(claim.date.end))),
        "place": (wanted["location_id"], [place.location_id for place in claim.locations]),
        "source": ([link["name"] for link in wanted["said_by"]],
                   [link.name for link in claim.said_by if link.kind != "author"]),
        "modality": (wanted["modality"], claim.modality),
    }  # fmt: skip
    right, given, asked = _sources(wanted, claim)
    no_figure = all(value is None for value in _bounds(wanted))
    good = {
        "figure": _same_bounds(wanted, claim),
        "unit": no_figure or (wanted["unit"] or "") == (claim.unit or ""),
        "date": _same_date(wanted, claim),
        "place": wanted["location_id"] is None or _same_place(wanted, claim),
        "source": right == given == asked,
        "modality": wanted["modality"] == claim.modality,
    }
    return [f"{name} {found[name][0]} != {found[name][1]}" for name in found if not good[name]]


def _show(name: str, gold: list[dict[str, Any]], claims: list[Any], pairs: list[Pair]) -> None:
    print("##", name)
    for wanted, claim in pairs:
        faults = _faults(wanted, claim)
        if faults:
            print(" ~", wanted["event_type"], *faults, "|", wanted["span_text"][:110])
    for wanted in gold:
        if not any(other is wanted for other, _ in pairs):
            print(" - missed", wanted["event_type"], _bounds(wanted), wanted["span_text"][:160])
    for claim in claims:
        if not any(other is claim for _, other in pairs):
            figure = (claim.best, claim.low, claim.high)
            print(" + unmatched", claim.event_type, figure, claim.span.text[:160])


if __name__ == "__main__":
    main("-v" in sys.argv[1:], tuple(name for name in sys.argv[1:] if name != "-v"))
