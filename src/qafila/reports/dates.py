"""Dates in folded text as closed intervals with precision and basis.

A language gives rules: a regular expression whose named groups say what was read, and the name of
the resolver here that turns them into days. Nothing is resolved that needs the day of publication
when that day is unknown.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.claims import DateSpan
from qafila.reports.lexicons import rows, table
from qafila.reports.numbers import ordinals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AHEAD = dt.timedelta(days=60)
_EARLY_END, _MID_END = 10, 20
_WEEK = 7
_REPORT_GAP = 3


@dataclass(frozen=True)
class DateRule:
    """How one way of writing a date is read.

    Examples
    --------
    >>> DateRule(r"(?P<year>20\\d\\d)", "year").resolver
    'year'
    """

    pattern: str
    resolver: str


@dataclass(frozen=True)
class DateMention:
    """A date found in a text: where in the folded text, and the days it means.

    Examples
    --------
    >>> DateMention(0, 5, DateSpan(None, None, "vague", "unresolved")).span.start is None
    True
    """

    start: int
    end: int
    span: DateSpan


@dataclass(frozen=True)
class _Reading:
    """What a resolver may use: the match, the tables, publication and the date named last."""

    match: re.Match[str]
    months: Mapping[str, int]
    days: Mapping[str, int]
    weekdays: Mapping[str, int]
    counts: Mapping[str, int]
    published: dt.date | None
    previous: dt.date | None

    def group(self, name: str) -> str:
        found = self.match.groupdict().get(name)
        return found.strip() if found else ""

    def month(self, name: str = "month") -> int:
        return self.months[re.split(r"\s*/\s*", self.group(name))[0].rstrip(".")]

    def day(self, name: str) -> int:
        text = re.sub(r"(?<=\d)(?:st|nd|rd|th|er)$", "", self.group(name))
        return int(text) if text.isdigit() else self.days[text.replace("-", " ")]

    def count(self) -> int:
        text = self.group("count")
        return int(text) if text.isdigit() else self.counts.get(text, 1)

    def year(self, month: int, day: int = 1, name: str = "year") -> int | None:
        if self.group(name):
            return int(self.group(name))
        if self.published is None:
            return None
        same = _date(self.published.year, month, day)
        if same is not None and same > self.published + _AHEAD:
            return self.published.year - 1
        return self.published.year


_Span = tuple[dt.date | None, dt.date | None, str, str]
_UNRESOLVED: _Span = (None, None, "vague", "unresolved")


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _day(reading: _Reading) -> _Span | None:
    month, day = reading.month(), reading.day("day")
    year = reading.year(month, day)
    if year is None:
        return _UNRESOLVED
    found = _date(year, month, day)
    return None if found is None else (found, found, "day", "explicit")


def _numeric(reading: _Reading) -> _Span | None:
    found = _date(int(reading.group("year")), int(reading.group("mm")), int(reading.group("day")))
    return None if found is None else (found, found, "day", "explicit")


def _part(year: int, month: int, part: str) -> tuple[dt.date, dt.date]:
    first, last = dt.date(year, month, 1), _month_end(year, month)
    if part == "early":
        return first, first.replace(day=_EARLY_END)
    if part == "mid":
        return first.replace(day=_EARLY_END + 1), first.replace(day=_MID_END)
    if part == "late":
        return first.replace(day=_MID_END + 1), last
    return first, last


def _part_name(reading: _Reading) -> str:
    groups = reading.match.groupdict()
    return next((name for name in ("early", "mid", "late") if groups.get(name)), "")


def _month(reading: _Reading) -> _Span | None:
    month = reading.month()
    year = reading.year(month)
    if year is None:
        return _UNRESOLVED
    part = _part_name(reading)
    start, end = _part(year, month, part)
    return start, end, "interval" if part else "month", "explicit"


def _day_range(reading: _Reading) -> _Span | None:
    second = reading.month("month")
    first = reading.month("month1") if reading.group("month1") else second
    last_day = reading.day("day2")
    year = reading.year(second, last_day)
    if year is None:
        return _UNRESOLVED
    end = _date(year, second, last_day)
    start = _date(year - (first > second), first, reading.day("day"))
    if start is None or end is None or start > end:
        return None
    return start, end, "interval", "explicit"


def _month_range(reading: _Reading) -> _Span | None:
    first, second = reading.month("month1"), reading.month("month")
    year = reading.year(second)
    if year is None:
        return _UNRESOLVED
    return (
        dt.date(year - (first > second), first, 1), _month_end(year, second), "interval",
        "explicit",
    )  # fmt: skip


def _year(reading: _Reading) -> _Span | None:
    year = int(reading.group("year"))
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "explicit"


def _years(reading: _Reading) -> _Span | None:
    first, last = int(reading.group("year")), int(reading.group("year2"))
    if last < first:
        return None
    return dt.date(first, 1, 1), dt.date(last, 12, 31), "interval", "explicit"


def _relative(
    days: Callable[[dt.date, _Reading], tuple[dt.date, dt.date, str]],
) -> Callable[[_Reading], _Span | None]:
    def resolve(reading: _Reading) -> _Span | None:
        if reading.published is None:
            return _UNRESOLVED
        try:
            start, end, precision = days(reading.published, reading)
        except (ValueError, OverflowError):
            return None
        return start, end, precision, "relative"

    return resolve


def _shift(days: int) -> Callable[[dt.date, _Reading], tuple[dt.date, dt.date, str]]:
    def resolve(published: dt.date, _: _Reading) -> tuple[dt.date, dt.date, str]:
        found = published + dt.timedelta(days=days)
        return found, found, "day"

    return resolve


def _weekday(published: dt.date, reading: _Reading) -> tuple[dt.date, dt.date, str]:
    back = (published.weekday() - reading.weekdays[reading.group("weekday")]) % _WEEK
    if back == 0 and reading.group("last"):
        back = _WEEK
    if reading.group("next"):
        back -= _WEEK
    found = published - dt.timedelta(days=back)
    return found, found, "day"


def _week(weeks: int) -> Callable[[dt.date, _Reading], tuple[dt.date, dt.date, str]]:
    def resolve(published: dt.date, _: _Reading) -> tuple[dt.date, dt.date, str]:
        monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=weeks)
        return monday, monday + dt.timedelta(days=6), "week"

    return resolve


def _months_back(published: dt.date, months: int) -> tuple[dt.date, dt.date, str]:
    index = published.year * 12 + published.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, 1), _month_end(year, month + 1), "month"


def _years_back(published: dt.date, years: int) -> tuple[dt.date, dt.date, str]:
    year = published.year - years
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"


def _last_month_named(published: dt.date, reading: _Reading) -> tuple[dt.date, dt.date, str]:
    month = reading.month()
    year = published.year - (month >= published.month)
    start, end = _part(year, month, _part_name(reading))
    return start, end, "interval" if _part_name(reading) else "month"


def _ago(published: dt.date, reading: _Reading) -> tuple[dt.date, dt.date, str]:
    count = reading.count()
    if reading.group("unit_day"):
        return _shift(-count)(published, reading)
    if reading.group("unit_week"):
        return _week(-count)(published, reading)
    if reading.group("unit_month"):
        return _months_back(published, count)
    return _years_back(published, count)


def _after_previous(sign: int) -> Callable[[_Reading], _Span | None]:
    def resolve(reading: _Reading) -> _Span | None:
        if reading.previous is None:
            return _UNRESOLVED
        days = reading.count() * (_WEEK if reading.group("unit_week") else 1)
        try:
            found = reading.previous + dt.timedelta(days=sign * days)
        except OverflowError:
            return None
        return found, found, "day", "relative"

    return resolve


def _same(reading: _Reading) -> _Span | None:
    if reading.previous is None:
        return _UNRESOLVED
    return reading.previous, reading.previous, "day", "relative"


def _vague(_: _Reading) -> _Span | None:
    return _UNRESOLVED


_RESOLVERS: Mapping[str, Callable[[_Reading], _Span | None]] = {
    "day": _day,
    "numeric": _numeric,
    "month": _month,
    "day_range": _day_range,
    "month_range": _month_range,
    "year": _year,
    "years": _years,
    "vague": _vague,
    "same": _same,
    "today": _relative(_shift(0)),
    "yesterday": _relative(_shift(-1)),
    "before_yesterday": _relative(_shift(-2)),
    "tomorrow": _relative(_shift(1)),
    "weekday": _relative(_weekday),
    "this_week": _relative(_week(0)),
    "last_week": _relative(_week(-1)),
    "next_week": _relative(_week(1)),
    "this_month": _relative(lambda published, _: _months_back(published, 0)),
    "last_month": _relative(lambda published, _: _months_back(published, 1)),
    "next_month": _relative(lambda published, _: _months_back(published, -1)),
    "this_year": _relative(lambda published, _: _years_back(published, 0)),
    "last_year": _relative(lambda published, _: _years_back(published, 1)),
    "next_year": _relative(lambda published, _: _years_back(published, -1)),
    "last_month_named": _relative(_last_month_named),
    "ago": _relative(_ago),
    "later": _after_previous(1),
    "earlier": _after_previous(-1),
}


@lru_cache(maxsize=None)
def _names(lexicon: str, language: str, column: str) -> Mapping[str, int]:
    return {row["phrase"]: int(row[column]) for row in rows(lexicon) if row["language"] == language}


@lru_cache(maxsize=None)
def _counts(language: str) -> Mapping[str, int]:
    small = {
        row["phrase"]: int(float(row["value"]))
        for row in rows("numbers")
        if row["language"] == language and row["kind"] in {"unit", "dual"}
    }
    return small


def _alternation(names: Mapping[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=None)
def _compiled(language: str, rules: tuple[DateRule, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    month = rf"(?:{_alternation(_names('months', language, 'month'))})"
    day_words = _alternation(ordinals(language))
    fill = {
        "{month}": rf"{month}(?:\s*/\s*{month})?",
        "{day}": rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?|{day_words})",
        "{year}": r"(?:1[89]|20)\d\d",
        "{weekday}": _alternation(_names("weekdays", language, "weekday")),
        "{count}": rf"(?:\d{{1,2}}|{_alternation(_counts(language))})",
    }
    found = []
    for rule in rules:
        pattern = rule.pattern
        for key, value in fill.items():
            pattern = pattern.replace(key, value)
        found.append((re.compile(rf"(?<!\w)(?:{pattern})(?![\w])"), rule.resolver))
    return tuple(found)


def find_dates(
    text: str,
    language: str,
    rules: tuple[DateRule, ...],
    since: str,
    published: dt.date | None,
) -> list[DateMention]:
    """Find the dates in a folded text.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    rules : tuple of DateRule
        The language's rules, the more specific first.
    since : str
        Regular expression that, right before a date, leaves its end open.
    published : datetime.date or None
        Day of publication, if known.

    Returns
    -------
    list of DateMention
        In order of place; they do not overlap.

    Examples
    --------
    >>> rule = DateRule(r"(?P<day>{day}) (?P<month>{month})", "day")
    >>> find_dates("on 3 september", "en", (rule,), "since", dt.date(2025, 9, 18))[0].span.start
    datetime.date(2025, 9, 3)
    """
    matches: list[tuple[int, int, int, re.Match[str], str]] = []
    for rank, (pattern, resolver) in enumerate(_compiled(language, rules)):
        matches += [
            (match.start(), -match.end(), rank, match, resolver)
            for match in pattern.finditer(text)
        ]
    taken: list[DateMention] = []
    previous: dt.date | None = None
    opener = re.compile(rf"(?<!\w)(?:{since})[ ]*$")
    for start, _, _, match, resolver in sorted(matches, key=lambda item: item[:3]):
        if taken and start < taken[-1].end:
            continue
        mention = _resolve(text, language, match, resolver, published, previous)
        if mention is None:
            continue
        lead = opener.search(text, max(0, start - 24), start)
        if lead is not None and mention.span.start is not None:
            begin, span = lead.start(), mention.span
            open_span = DateSpan(span.start, None, "interval", span.basis, text[begin : match.end()])
            mention = DateMention(begin, match.end(), open_span)
        taken.append(mention)
        if not _is_report_day(text, language, start):
            previous = mention.span.start or previous
    return taken


def _is_report_day(text: str, language: str, start: int) -> bool:
    """Whether a reporting verb stands right before: "the day before" never counts from such a day."""
    flat = text[max(0, start - 40) : start].replace("'", " ").replace("-", " ").replace("\n", " ")
    return any(
        hit.value["modality"] != "announced" and len(flat[hit.end :].split()) <= _REPORT_GAP
        and not re.search(r"[.;,:]", flat[hit.end :])
        for hit in table("verbs", language).find(flat)
    )  # fmt: skip


def _resolve(
    text: str,
    language: str,
    match: re.Match[str],
    resolver: str,
    published: dt.date | None,
    previous: dt.date | None,
) -> DateMention | None:
    reading = _Reading(
        match, _names("months", language, "month"), ordinals(language),
        _names("weekdays", language, "weekday"), _counts(language), published, previous,
    )  # fmt: skip
    try:
        found = _RESOLVERS[resolver](reading)
    except (KeyError, ValueError, OverflowError):
        return None
    if found is None:
        return None
    start, end, precision, basis = found
    written = text[match.start() : match.end()]
    return DateMention(match.start(), match.end(), DateSpan(start, end, precision, basis, written))
