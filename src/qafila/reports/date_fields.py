"""Resolvers of dates in figures, and of a date that is the whole of a text: a cell, a caption.

Where nothing but a date is written, shorter ways of writing it are safe that running prose would
mistake for other numbers: a day without its month, a month before its day, a year of two digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.date_readings import UNRESOLVED, date_or_none, nearest_year
from qafila.reports.numbers import find_numbers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from qafila.reports.date_readings import Days, Reading

_MONTHS = 12
_CENTURY = 100
_CENTURIES = (1900, 2000)
_TEENS = range(10, 21)  # "nineteen seventy-eight"
_YEARS = range(1000, 2200)


def _explicit(found: dt.date | None) -> Days | None:
    return None if found is None else (found, found, "day", "explicit")


def _day_first(day: int, month: int) -> tuple[int, int]:
    """The day stands first, but where only the second number can be it."""
    return (month, day) if month > _MONTHS >= day else (day, month)


def _numeric(reading: Reading) -> Days | None:
    day, month = _day_first(int(reading.group("day")), int(reading.group("mm")))
    return _explicit(date_or_none(int(reading.group("year")), month, day))


def _short_numeric(reading: Reading) -> Days | None:
    """Of the orders in which day, month and a year of two digits may stand, the nearest day."""
    if reading.published is None:
        return UNRESOLVED
    first, second, third = (int(reading.group(name)) for name in ("n1", "n2", "n3"))
    day, month = _day_first(first, second)
    written = [(third, month, day), (first, second, third)]
    days = [
        date_or_none(century + year, month, day)
        for year, month, day in written
        for century in _CENTURIES
    ]
    published = reading.published
    known = [found for found in days if found is not None]
    return _explicit(min(known, key=lambda found: abs(found - published), default=None))


def _without_year(reading: Reading) -> Days | None:
    day, month = _day_first(int(reading.group("day")), int(reading.group("mm")))
    return _in_year(reading, month, day)


def _named(reading: Reading) -> Days | None:
    return _in_year(reading, reading.month(), reading.day())


def _in_year(reading: Reading, month: int, day: int) -> Days | None:
    year = _year(reading)
    if year is None and reading.published is None:
        return UNRESOLVED
    if year is None and reading.published is not None:
        year = nearest_year(reading.published, month, day)
    return None if year is None else _explicit(date_or_none(year, month, day))


def _year(reading: Reading) -> int | None:
    """The year in digits, of which two may stand for four, or in words."""
    digits, words = reading.group("year"), reading.group("year_words")
    if words:
        return _year_in_words(words, reading)
    if not digits:
        return None
    year = int(digits)
    if year >= _CENTURY:
        return year
    now = reading.published.year if reading.published else max(_CENTURIES)
    return min((century + year for century in _CENTURIES), key=lambda one: abs(one - now))


def _year_in_words(words: str, reading: Reading) -> int | None:
    stated = [number.value for number in find_numbers(words, reading.names.language)]
    if len(stated) == 1 and stated[0] in _YEARS:
        return int(stated[0])
    parts = [reading.names.counts[word] for word in words.split() if word in reading.names.counts]
    if parts and parts[0] in _TEENS:
        return parts[0] * _CENTURY + sum(parts[1:])
    raise ValueError(words)


FIELDS: Mapping[str, Callable[[Reading], Days | None]] = {
    "numeric": _numeric,
    "short_numeric": _short_numeric,
    "without_year": _without_year,
    "named": _named,
}
