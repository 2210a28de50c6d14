"""Phrases of news usage (``phrases/*.csv``), written from grammar, not from the reader's rules."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from qafila.reports.bounds import find_figures
from qafila.reports.dates import find_dates
from qafila.reports.rates import unit_of
from qafila.reports.registry import languages
from qafila.text import fold

PHRASES = Path(__file__).parent / "phrases"


def _rows(name):
    with (PHRASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def _value(cell):
    return float(cell) if cell else None


def _day(cell):
    return dt.date.fromisoformat(cell) if cell else None


NUMBERS, DATES = _rows("numbers"), _rows("dates")


def test_there_are_enough_phrases_of_each_language():
    for language in ("en", "fr", "ar"):
        assert sum(row[0] == language for row in NUMBERS + DATES) >= 150


@pytest.mark.parametrize(("language", "phrase", "best", "low", "high", "unit"), NUMBERS)
def test_a_figure_has_the_bounds_and_the_unit_of_its_phrase(
    language, phrase, best, low, high, unit
):
    found = find_figures(fold(phrase).text, language)
    if unit == "none":
        assert found == []
        return
    (figure,) = found
    assert unit_of(figure) == unit
    told = (figure.best, figure.low, figure.high)
    assert told == pytest.approx((_value(best), _value(low), _value(high)))


@pytest.mark.parametrize(("language", "phrase", "reference", "start", "end", "precision"), DATES)
def test_a_date_has_the_days_of_its_phrase(language, phrase, reference, start, end, precision):
    rules = languages()[language]
    found = find_dates(fold(phrase).text, language, rules.date_rules, rules.since, _day(reference))
    if precision == "none":
        assert found == []
        return
    (mention,) = found
    told = (mention.span.start, mention.span.end, mention.span.precision)
    assert told == (_day(start), _day(end), precision)
