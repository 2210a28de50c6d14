"""Score the reader on reports for which a person wrote down what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qafila.case import find_case, read_case
from qafila.errors import InputError, Problem
from qafila.reports import open_document, read_claims
from qafila.reports.evaluation import MEASURES, Score, claim_of_gold, score_document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from qafila.claims import Claim, Document
    from qafila.reports.evaluation import Gold, Pair

FIELDS = (
    "event_type", "modality", "best", "low", "high", "unit", "location_id", "date_start",
    "date_end", "said_by", "span_text",
)  # fmt: skip
_SUFFIXES = (".md", ".txt", ".html")


@dataclass(frozen=True)
class ReadReport:
    """A report with its gold, what was read of it, and which of both agree.

    Parameters
    ----------
    name : str
        Stem of its file.
    document : Document
        The report.
    gold : tuple of dict
        What a careful reader would record.
    claims : tuple of Claim
        What was read.
    pairs : tuple of (dict, Claim)
        Gold that was read, each with what was read.
    """

    name: str
    document: Document
    gold: tuple[Gold, ...]
    claims: tuple[Claim, ...]
    pairs: tuple[Pair, ...]


def evaluate_reading(
    gold: Path,
    case: str = "mali-2025",
    *,
    reports: Path | None = None,
    names: Collection[str] = (),
    second: Path | None = None,
) -> tuple[dict[str, Score], tuple[ReadReport, ...]]:
    """Read reports and compare with gold.

    Parameters
    ----------
    gold : Path
        Folder of JSON Lines files, one a report, one gold claim a line.
    case : str
        Case whose places are known.
    reports : Path, optional
        Folder of the reports, of the same names; by default the folder of the gold, else that of
        the case.
    names : collection of str
        Reports to confine the scores to; all by default.
    second : Path, optional
        Folder of what a second person wrote down of the same reports, to be scored in place of the
        reader: how far two careful people agree.

    Returns
    -------
    dict of str to Score
        By language.
    tuple of ReadReport
        Each report.

    Raises
    ------
    InputError
        If there is no gold, a line is not gold, or a report is missing; all faults are named.
    """
    from qafila.places import Gazetteer

    known = read_case(find_case(case))
    gazetteer = Gazetteer.from_locations(known.locations)
    folders = [reports] if reports else [gold, known.folder / "reports"]
    scores: dict[str, Score] = {}
    found = []
    for path in _gold_files(gold, names):
        if second is not None and not (second / path.name).is_file():
            continue
        document = open_document(_report_of(path.stem, folders), time_zone=known.time_zone)
        wanted = _read_gold(path, document)
        if second is None:
            claims = read_claims(document, gazetteer)
        else:
            other = enumerate(_read_gold(second / path.name, document))
            claims = tuple(claim_of_gold(document, *line) for line in other)
        score = scores.setdefault(document.language or "", Score())
        pairs = score_document(score, document, wanted, claims)
        found.append(ReadReport(path.stem, document, tuple(wanted), claims, tuple(pairs)))
    return scores, tuple(found)


def _gold_files(folder: Path, names: Collection[str]) -> list[Path]:
    found = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    chosen = [path for path in found if not names or path.stem in names]
    if not chosen:
        raise InputError(f"{folder}: no gold here; it is a folder of .jsonl files, one a report")
    return chosen


def _report_of(stem: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        for suffix in _SUFFIXES:
            path = folder / f"{stem}{suffix}"
            if path.is_file():
                return path
    raise InputError(f"{stem}: there is gold for this report but no report of that name")


def _read_gold(path: Path, document: Document) -> list[Gold]:
    gold: list[Gold] = []
    problems: list[Problem] = []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            record, wrong = _parse(line, document.text)
            gold += [record] if record else []
            problems += [
                Problem(path.name, text, row, column, hint) for text, column, hint in wrong
            ]
    if problems:
        raise InputError(problems)
    return gold


def _parse(line: str, text: str) -> tuple[Gold, list[tuple[str, str, str]]]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        return {}, [(f"not JSON ({error})", "", "one JSON object a line")]
    if not isinstance(record, dict):
        return {}, [("not a JSON object", "", "one JSON object a line")]
    missing = [name for name in FIELDS if name not in record]
    if missing:
        return {}, [("is missing", name, "null if unknown") for name in missing]
    if record["span_text"] not in text:
        return {}, [("does not stand in the report", "span_text", "copy it verbatim")]
    return record, []


def score_lines(scores: Mapping[str, Score]) -> Iterator[str]:
    """Scores by language as lines of a table.

    Parameters
    ----------
    scores : mapping of str to Score
        By language.

    Yields
    ------
    str
        A line.

    Examples
    --------
    >>> list(score_lines({"en": Score()}))[2]
    '  event     precision 0.00  recall 0.00  F1 0.00  (0 in gold)'
    """
    for language in sorted(scores):
        score = scores[language]
        yield language
        for measure in MEASURES:
            shown = (
                f"precision {score.precision(measure):.2f}  recall {score.recall(measure):.2f}  "
                f"F1 {score.f1(measure):.2f}"
            )
            yield f"  {measure:9} {shown}  ({score.counts[measure][2]} in gold)"
        yield f"  invented  {score.invented:.0%} of {score.counts['span'][1]} read"


def fault_lines(report: ReadReport) -> Iterator[str]:
    """Gold that was missed, claims that match none and pairs of two types, as lines.

    Parameters
    ----------
    report : ReadReport
        From `evaluate_reading`.

    Yields
    ------
    str
        A line.
    """
    yield f"## {report.name}"
    for wanted in report.gold:
        if not any(other is wanted for other, _ in report.pairs):
            yield f"- missed {wanted['event_type']}: {wanted['span_text']}"
    for wanted, claim in report.pairs:
        if wanted["event_type"] != claim.event_type:
            yield f"~ {wanted['event_type']} read as {claim.event_type}: {claim.span.text}"
    for claim in report.claims:
        if not any(other is claim for _, other in report.pairs):
            yield f"+ invented {claim.event_type}: {claim.span.text}"
