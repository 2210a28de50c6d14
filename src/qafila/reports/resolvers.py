"""Resolvers: from what a date rule matched to days, with precision and basis.

Nothing is resolved that needs the day of publication when that day is unknown.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AHEAD = dt.timedelta(days=60)
_EARLY_END, _MID_END = 10, 20
# First and last month; winter ends in the year after. Seasons are those of the north.
_PARTS_OF_YEAR = {
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "h1": (1, 6), "h2": (7, 12),
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14),
}  # fmt: skip
_WEEK = 7
_DUAL = "ين"  # an Arabic noun that says two by itself: «قبل أسبوعين»


@dataclass(frozen=True)
class Names:
    """The words of a language for parts of dates, each with its number.

    Examples
    --------
    >>> Names({"mai": 5}, {}, {}, {}).months["mai"]
    5
    """

    months: Mapping[str, int]
    days: Mapping[str, int]
    weekdays: Mapping[str, int]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class _Reading:
    """What a resolver may use: the match, the words, publication and the date named last."""

    match: re.Match[str]
    names: Names
    published: dt.date | None
    previous: dt.date | None

    def group(self, name: str) -> str:
        """Text of a named group, empty if it did not match."""
        found = self.match.groupdict().get(name)
        return found.strip() if found else ""

    def month(self, name: str = "month") -> int:
        """Number of the month that was named."""
        return self.names.months[re.split(r"\s*/\s*", self.group(name))[0].rstrip(".")]

    def day(self, name: str) -> int:
        """Day of the month, from digits or an ordinal."""
        text = re.sub(r"(?<=\d)(?:st|nd|rd|th|er)$", "", self.group(name))
        return int(text) if text.isdigit() else self.names.days[text.replace("-", " ")]

    def count(self) -> int:
        """How many days, weeks or months are meant."""
        text = self.group("count")
        if not text and self.match[0].endswith(_DUAL):
            return 2
        return int(text) if text.isdigit() else self.names.counts.get(text, 1)

    def year(self, month: int, day: int = 1, name: str = "year") -> int | None:
        """The year printed, or else the one that publication suggests."""
        if self.group(name):
            return int(self.group(name))
        if self.published is None:
            return None
        same = _date(self.published.year, month, day)
        if same is not None and same > self.published + _AHEAD:
            return self.published.year - 1
        return self.published.year


Days = tuple[dt.date | None, dt.date | None, str, str]
_UNRESOLVED: Days = (None, None, "vague", "unresolved")


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _day(reading: _Reading) -> Days | None:
    month, day = reading.month(), reading.day("day")
    year = reading.year(month, day)
    if year is None:
        return _UNRESOLVED
    found = _date(year, month, day)
    return None if found is None else (found, found, "day", "explicit")


def _numeric(reading: _Reading) -> Days | None:
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


def _month(reading: _Reading) -> Days | None:
    month = reading.month()
    year = reading.year(month)
    if year is None:
        return _UNRESOLVED
    part = _part_name(reading)
    start, end = _part(year, month, part)
    return start, end, "interval" if part else "month", "explicit"


def _day_range(reading: _Reading) -> Days | None:
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


def _month_range(reading: _Reading) -> Days | None:
    first, second = reading.month("month1"), reading.month("month")
    year = reading.year(second)
    if year is None:
        return _UNRESOLVED
    return (
        dt.date(year - (first > second), first, 1), _month_end(year, second), "interval",
        "explicit",
    )  # fmt: skip


def _year(reading: _Reading) -> Days | None:
    year = int(reading.group("year"))
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "explicit"


def _years(reading: _Reading) -> Days | None:
    first, last = int(reading.group("year")), int(reading.group("year2"))
    if last < first:
        return None
    return dt.date(first, 1, 1), dt.date(last, 12, 31), "interval", "explicit"


def _relative(
    days: Callable[[dt.date, _Reading], tuple[dt.date, dt.date, str]],
) -> Callable[[_Reading], Days | None]:
    def resolve(reading: _Reading) -> Days | None:
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
    back = (published.weekday() - reading.names.weekdays[reading.group("weekday")]) % _WEEK
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


def _after_previous(sign: int) -> Callable[[_Reading], Days | None]:
    def resolve(reading: _Reading) -> Days | None:
        if reading.previous is None:
            return _UNRESOLVED
        days = reading.count() * (_WEEK if reading.group("unit_week") else 1)
        try:
            found = reading.previous + dt.timedelta(days=sign * days)
        except OverflowError:
            return None
        return found, found, "day", "relative"

    return resolve


def _before_previous(unit: str) -> Callable[[_Reading], Days | None]:
    """The week, month or year before that of the date named last, or else of publication."""

    def resolve(reading: _Reading) -> Days | None:
        named = reading.previous or reading.published
        if named is None:
            return _UNRESOLVED
        if unit == "week":
            return *_week(-1)(named, reading), "relative"
        back = _months_back if unit == "month" else _years_back
        return *back(named, 1), "relative"

    return resolve


def _of_same_year(reading: _Reading) -> Days | None:
    """Find the year of "31 December of the same year": that of the date named last."""
    if reading.previous is None:
        return _UNRESOLVED
    year = reading.previous.year
    if not reading.group("month"):
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "relative"
    month = reading.month()
    if not reading.group("day"):
        return dt.date(year, month, 1), _month_end(year, month), "month", "explicit"
    found = _date(year, month, reading.day("day"))
    return None if found is None else (found, found, "day", "explicit")


def _day_alone(reading: _Reading) -> Days | None:
    """Find the month of "on the 8th": that named last, or else the last with one before now."""
    named = reading.previous or reading.published
    if named is None:
        return _UNRESOLVED
    found = _date(named.year, named.month, reading.day("day"))
    if found is not None and reading.published is not None and found > reading.published:
        year, month = divmod(found.year * 12 + found.month - 2, 12)
        found = _date(year, month + 1, found.day)
    return None if found is None else (found, found, "day", "relative")


def _part_of_year(reading: _Reading) -> Days | None:
    """A quarter, a half or a season, of the year printed or the last one that has begun."""
    first, last = next(span for name, span in _PARTS_OF_YEAR.items() if reading.group(name))
    year = reading.year(first)
    if year is None:
        return _UNRESOLVED
    published = reading.published
    if not reading.group("year") and published is not None and dt.date(year, first, 1) > published:
        year -= 1
    later, month = divmod(year * 12 + last - 1, 12)
    return dt.date(year, first, 1), _month_end(later, month + 1), "interval", "explicit"


def _same(reading: _Reading) -> Days | None:
    if reading.previous is None:
        return _UNRESOLVED
    return reading.previous, reading.previous, "day", "relative"


def _vague(_: _Reading) -> Days | None:
    return _UNRESOLVED


_RESOLVERS: Mapping[str, Callable[[_Reading], Days | None]] = {
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
    "week_before": _before_previous("week"),
    "month_before": _before_previous("month"),
    "year_before": _before_previous("year"),
    "of_same_year": _of_same_year,
    "day_alone": _day_alone,
    "part_of_year": _part_of_year,
    "later": _after_previous(1),
    "earlier": _after_previous(-1),
}


def resolve(
    resolver: str,
    match: re.Match[str],
    names: Names,
    published: dt.date | None,
    previous: dt.date | None,
) -> Days | None:
    """Turn what a date rule matched into days.

    Parameters
    ----------
    resolver : str
        Name of the resolver.
    match : re.Match
        What the rule matched; its named groups are read.
    names : Names
        Words of the language.
    published : datetime.date or None
        Day of publication, if known.
    previous : datetime.date or None
        First day of the event date named last, for "the next day".

    Returns
    -------
    tuple or None
        First day, last day, precision, basis; None if there is no such date.

    Examples
    --------
    >>> match = re.match(r"in (?P<year>[0-9]+)", "in 2012")
    >>> resolve("year", match, Names({}, {}, {}, {}), None, None)[2]
    'year'
    """
    try:
        return _RESOLVERS[resolver](_Reading(match, names, published, previous))
    except (KeyError, ValueError, OverflowError):
        return None
