"""Score the reader of numbers and dates on public cases: ``python benchmarks/recognizers.py``.

The cases are those of Microsoft Recognizers-Text (MIT), read from
``shared/reference/recognizers`` in a folder above this one; none is copied here. Each phrase that
is read otherwise than its key says is printed; names of languages confine the run.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qafila.reports.bounds import find_figures
from qafila.reports.dates import find_dates
from qafila.reports.registry import languages
from qafila.text import fold

ROOT = Path(__file__).resolve().parent.parent
CASES = next(
    (
        folder
        for parent in ROOT.parents
        if (folder := parent / "shared" / "reference" / "recognizers").is_dir()
    ),
    ROOT / "shared" / "reference" / "recognizers",
)
CODES = {"Arabic": "ar", "French": "fr", "English": "en"}
REFERENCE = dt.date(2016, 11, 7)  # where a case gives none, as the README beside the cases says


@dataclass(frozen=True)
class Case:
    """A phrase with its key: what it may be read as."""

    phrase: str
    keys: tuple[str, ...]
    reference: dt.date | None = None


@dataclass(frozen=True)
class Score:
    """How many phrases were read as their keys say, and those that were not."""

    right: int
    total: int
    misses: tuple[tuple[Case, str], ...]


def _results(language: str, model: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    text = (CASES / language / f"{model}.json").read_text(encoding="utf-8-sig")
    return [(case, result) for case in json.loads(text) for result in case["Results"]]


def number_cases(language: str) -> list[Case]:
    """Whole numbers of a language with their values."""
    return [
        Case(result["Text"], (result["Resolution"]["value"],))
        for _, result in _results(language, "NumberModel")
        if (result.get("Resolution") or {}).get("subtype") == "integer"
    ]


def date_cases(language: str) -> list[Case]:
    """Dates of a language, each with its resolution into the past and into the future."""
    found = []
    for case, result in _results(language, "DateParser"):
        value = result.get("Value") or {}
        past = (value.get("PastResolution") or {}).get("date")
        if past:
            keys = (past, (value.get("FutureResolution") or {}).get("date") or past)
            told = (case.get("Context") or {}).get("ReferenceDateTime")
            reference = dt.date.fromisoformat(told[:10]) if told else None
            found.append(Case(result["Text"], keys, reference))
    return found


def _read_number(case: Case, code: str) -> str:
    figures = find_figures(fold(case.phrase).text, code)
    if len(figures) != 1:
        return f"{len(figures)} figures"
    figure = figures[0]
    exact = figure.low if figure.low == figure.high else None
    value = figure.best if figure.best is not None else exact
    return "no value" if value is None else f"{value:.0f}"


def _read_date(case: Case, code: str) -> str:
    language = languages()[code]
    published = case.reference or REFERENCE
    mentions = find_dates(
        fold(case.phrase).text, code, language.date_rules, language.since, published
    )
    starts = [mention.span.start for mention in mentions]
    if len(starts) != 1:
        return f"{len(starts)} dates"
    return starts[0].isoformat() if starts[0] else "unresolved"


def _score(cases: list[Case], read: list[str]) -> Score:
    misses = tuple(
        (case, found) for case, found in zip(cases, read, strict=True) if found not in case.keys
    )
    return Score(len(cases) - len(misses), len(cases), misses)


def score_numbers(language: str) -> Score:
    """Score whole numbers: right if best, or low where it equals high, is the key."""
    cases = number_cases(language)
    return _score(cases, [_read_number(case, CODES[language]) for case in cases])


def score_dates(language: str, cases: list[Case] | None = None) -> Score:
    """Score dates: right if the start is the past or the future resolution."""
    cases = date_cases(language) if cases is None else cases
    return _score(cases, [_read_date(case, CODES[language]) for case in cases])


def with_days_of_twins(language: str, twin: str = "English") -> list[Case]:
    """Dates of a language, a missing reference day taken from the twin's case of the same key.

    The French keys without a reference day were reckoned from the days of their English models;
    the day is taken only where all English cases of that key agree on it.
    """
    days: dict[tuple[str, ...], set[dt.date | None]] = defaultdict(set)
    for case in date_cases(twin):
        days[case.keys].add(case.reference)
    return [
        Case(case.phrase, case.keys, case.reference or _only(days[case.keys]))
        for case in date_cases(language)
    ]


def _only(days: set[dt.date | None]) -> dt.date | None:
    return next(iter(days)) if len(days) == 1 else None


def _print(title: str, score: Score) -> None:
    print(f"{title}: {score.right} of {score.total}")
    for case, found in score.misses:
        day = f" (on {case.reference})" if case.reference else ""
        print(f"  {case.phrase}{day}: key {' or '.join(dict.fromkeys(case.keys))}, read {found}")


def main(names: list[str]) -> None:
    """Print the scores and every miss."""
    if not CASES.is_dir():
        print(f"no cases in {CASES}")
        return
    for language in names or CODES:
        _print(f"{language} integers", score_numbers(language))
        _print(f"{language} dates", score_dates(language))
    if not names or "French" in names:
        _print("French dates on the days of their English twins",
               score_dates("French", with_days_of_twins("French")))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
