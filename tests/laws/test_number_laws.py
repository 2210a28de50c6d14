"""Laws of numbers, figures and dates: what no way of writing may change."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.reports.bounds import find_figures
from qafila.reports.dates import find_dates
from qafila.reports.lexicons import rows
from qafila.reports.numbers import find_numbers
from qafila.reports.registry import languages
from qafila.text import fold
from tests.support.words import WRITERS

PHRASES = Path(__file__).resolve().parents[1] / "unit" / "phrases"
SCRIPTS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
LANGUAGES = st.sampled_from(sorted(WRITERS))
# The seventy-odd days around which a text may be published.
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


def _rows(name):
    with (PHRASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["language"], row["phrase"]) for row in csv.DictReader(file)]


NUMBERS, DATES = _rows("numbers"), _rows("dates")


def _dates(text, code, published):
    language = languages()[code]
    found = find_dates(fold(text).text, code, language.date_rules, language.since, published)
    return [(one.start, one.end, one.span.start, one.span.end, one.span.precision) for one in found]


@given(LANGUAGES, st.integers(2, 999_999))
@settings(max_examples=400, deadline=None)
def test_a_number_in_words_is_read_as_it_was_written(language, number):
    written = WRITERS[language](number)
    found = [one.value for one in find_numbers(fold(written).text, language)]
    assert found == [number], written


@given(LANGUAGES, st.integers(2, 999), st.integers(2, 999))
@settings(max_examples=200, deadline=None)
def test_two_numbers_that_a_comma_parts_stay_two(language, first, second):
    write = WRITERS[language]
    text = fold(f"{write(first)}, {write(second)}").text
    assert [one.value for one in find_numbers(text, language)] == [first, second]


@given(st.sampled_from(NUMBERS), st.sampled_from(SCRIPTS[1:]))
@settings(max_examples=200, deadline=None)
def test_the_script_of_digits_changes_no_figure(case, script):
    language, phrase = case
    changed = phrase.translate(str.maketrans(SCRIPTS[0], script))
    assert find_figures(fold(changed).text, language) == find_figures(fold(phrase).text, language)


@given(st.sampled_from(DATES), st.sampled_from(SCRIPTS[1:]), DAYS)
@settings(max_examples=200, deadline=None)
def test_the_script_of_digits_changes_no_date(case, script, published):
    language, phrase = case
    changed = phrase.translate(str.maketrans(SCRIPTS[0], script))
    assert _dates(changed, language, published) == _dates(phrase, language, published)


@st.composite
def _hedged(draw):
    language = draw(LANGUAGES)
    hedges = [row["phrase"] for row in rows("hedges") if row["language"] == language]
    amounts = [row["phrase"] for row in rows("vague") if row["language"] == language]
    words = [hedge.replace("?", "").split("|")[0] for hedge in hedges + amounts]
    numbers = st.one_of(
        st.integers(0, 10**7).map(str),
        st.integers(2, 999_999).map(WRITERS[language]),
        st.floats(0, 1000).map(lambda value: f"{value:.1f}"),
        st.sampled_from(["-5", "5%", "-5%", "20-30"]),
    )
    nouns = {"en": ["tankers", "people"], "fr": ["citernes", "de personnes"], "ar": ["شاحنة"]}
    parts = st.lists(
        st.one_of(st.sampled_from(words), numbers, st.sampled_from(nouns[language])), max_size=6
    )
    return language, " ".join(draw(parts))


@given(_hedged())
@settings(max_examples=400, deadline=None)
def test_the_bounds_of_a_figure_are_in_order(case):
    language, text = case
    for figure in find_figures(fold(text).text, language):
        known = [v for v in (figure.low, figure.best, figure.high) if v is not None]
        assert known == sorted(known), text
        assert known


@given(st.sampled_from(DATES), DAYS)
@settings(max_examples=400, deadline=None)
def test_a_date_ends_on_or_after_the_day_it_starts(case, published):
    language, phrase = case
    for _, _, start, end, precision in _dates(phrase, language, published):
        assert start is None or end is None or start <= end
        assert (precision == "day") <= (start is not None and start == end)


@given(st.sampled_from(DATES), DAYS)
@settings(max_examples=200, deadline=None)
def test_a_date_keeps_its_days_within_a_sentence(case, published):
    """A phrase means the same behind other words as alone, where it is no bare field."""
    language, phrase = case
    lead = {"en": "it was said, ", "fr": "on disait, ", "ar": "قيل, "}[language]
    alone = _dates(phrase, language, published)
    behind = _dates(lead + phrase, language, published)
    assert [found[2:] for found in behind] == [found[2:] for found in alone]


@pytest.mark.parametrize("code", ["en", "fr", "ar"])
@given(DAYS)
@settings(max_examples=60, deadline=None)
def test_a_day_written_out_is_that_day(code, day):
    months = {row["month"]: row["phrase"] for row in reversed(rows("months"))
              if row["language"] == code}  # fmt: skip
    text = f"{day.day} {months[str(day.month)]} {day.year}"
    ((_, _, start, end, precision),) = _dates(text, code, dt.date(2025, 11, 18))
    assert (start, end, precision) == (day, day, "day")
