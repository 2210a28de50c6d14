# one case a line reads best
from __future__ import annotations

import datetime as dt

import pytest

from qafila.reports.dates import find_dates
from qafila.reports.registry import languages
from qafila.text import fold
from tests.support.reading import PUBLISHED, read

CASES = [
    ("en", "on 3 September", "2025-09-03", "2025-09-03", "day"),
    ("en", "October 3, 2024", "2024-10-03", "2024-10-03", "day"),
    ("en", "last July", "2025-07-01", "2025-07-31", "month"),
    ("en", "in early October", "2025-10-01", "2025-10-10", "interval"),
    ("en", "mid-November", "2025-11-11", "2025-11-20", "interval"),
    ("en", "in late February 2024", "2024-02-21", "2024-02-29", "interval"),
    ("en", "from 27 October to 9 November", "2025-10-27", "2025-11-09", "interval"),
    ("en", "between May and October", "2025-05-01", "2025-10-31", "interval"),
    ("en", "on Friday", "2025-11-14", "2025-11-14", "day"),
    ("en", "yesterday", "2025-11-17", "2025-11-17", "day"),
    ("en", "three days ago", "2025-11-15", "2025-11-15", "day"),
    ("en", "last month", "2025-10-01", "2025-10-31", "month"),
    ("en", "since 2012", "2012-01-01", None, "interval"),
    ("en", "in recent weeks", None, None, "vague"),
    ("en", "in December", "2025-12-01", "2025-12-31", "month"),
    ("fr", "le 1er septembre", "2025-09-01", "2025-09-01", "day"),
    ("fr", "du 27 octobre au 9 novembre", "2025-10-27", "2025-11-09", "interval"),
    ("fr", "début juillet", "2025-07-01", "2025-07-10", "interval"),
    ("fr", "fin octobre", "2025-10-21", "2025-10-31", "interval"),
    ("fr", "juillet dernier", "2025-07-01", "2025-07-31", "month"),
    ("fr", "mardi dernier", "2025-11-11", "2025-11-11", "day"),
    ("fr", "il y a trois jours", "2025-11-15", "2025-11-15", "day"),
    ("fr", "la semaine dernière", "2025-11-10", "2025-11-16", "week"),
    ("fr", "depuis le 7 octobre", "2025-10-07", None, "interval"),
    ("fr", "en 2022", "2022-01-01", "2022-12-31", "year"),
    ("fr", "ces derniers jours", None, None, "vague"),
    ("fr", "avant-hier", "2025-11-16", "2025-11-16", "day"),
    ("ar", "في الثالث من سبتمبر/أيلول", "2025-09-03", "2025-09-03", "day"),
    ("ar", "يوم ١٤ تشرين الثاني", "2025-11-14", "2025-11-14", "day"),
    ("ar", "في 5 جويلية 2025", "2025-07-05", "2025-07-05", "day"),
    ("ar", "أواخر أكتوبر", "2025-10-21", "2025-10-31", "interval"),
    ("ar", "يوليو الماضي", "2025-07-01", "2025-07-31", "month"),
    ("ar", "بين مايو وأكتوبر", "2025-05-01", "2025-10-31", "interval"),
    ("ar", "يوم الأحد", "2025-11-16", "2025-11-16", "day"),
    ("ar", "أمس", "2025-11-17", "2025-11-17", "day"),
    ("ar", "الأسبوع الماضي", "2025-11-10", "2025-11-16", "week"),
    ("ar", "منذ عام 2012", "2012-01-01", None, "interval"),
    ("ar", "خلال الأيام الماضية", None, None, "vague"),
    ("ar", "قبل ثلاثة أيام", "2025-11-15", "2025-11-15", "day"),
]  # fmt: skip


def _dates(text, code, published=PUBLISHED):
    language = languages()[code]
    return find_dates(fold(text).text, code, language.date_rules, language.since, published)


@pytest.mark.parametrize(("language", "text", "start", "end", "precision"), CASES)
def test_dates(language, text, start, end, precision):
    (mention,) = _dates(text, language)
    span = mention.span
    assert (span.start and span.start.isoformat(), span.end and span.end.isoformat()) == (
        start,
        end,
    )
    assert span.precision == precision


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "last July"), ("en", "on Friday"), ("fr", "hier"), ("fr", "le 3 septembre"),
     ("ar", "الأسبوع الماضي"), ("ar", "في 3 سبتمبر")],
)  # fmt: skip
def test_without_publication_nothing_relative_is_resolved(language, text):
    (mention,) = _dates(text, language, None)
    assert (mention.span.start, mention.span.end, mention.span.basis) == (None, None, "unresolved")


def test_a_year_printed_in_the_text_needs_no_publication():
    (mention,) = _dates("on 3 September 2024", "en", None)
    assert mention.span.start == dt.date(2024, 9, 3)


def test_the_neighbouring_sentence_lends_no_date():
    text = "JNIM attacked a convoy near Nara on 3 September. Tankers were burnt near Sikasso."
    claims = read(text, "en")
    assert [claim.date.start for claim in claims] == [dt.date(2025, 9, 3), None]


def test_the_day_of_the_report_is_not_the_day_of_the_event():
    (claim,) = read("RFI reported on 15 September that 20 tankers had been burnt.", "en")
    assert claim.date.start is None


def test_two_years_in_one_phrase_are_two_dates():
    assert len(_dates("in 2012 and in 2020", "en")) == 2
