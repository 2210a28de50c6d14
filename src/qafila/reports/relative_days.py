"""Resolvers of dates that count from the day of publication or from the date named last."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from qafila.reports.date_readings import (
    UNRESOLVED,
    date_or_none,
    month_end,
    nearest_year,
    part_of_month,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qafila.reports.date_readings import Days, Reading

Found = tuple[dt.date, dt.date, str]

_WEEK, _HOURS = 7, 24
_SATURDAY = 5
_JUST_GONE = 3  # of the two days that « ce lundi » may be, the nearer is meant
_NEAR = 35  # "Thursday the 21st" is of this month or of one beside it
_MONTHS_BESIDE = (0, -1, 1)
CALENDAR = frozenset({"year", "month"})
_DAYS = {"day": 1, "week": _WEEK}
_BASES = {"from_yesterday": -1, "from_today": 0, "from_tomorrow": 1}


def _relative(days: Callable[[dt.date, Reading], Found | None]) -> Callable[[Reading], Days | None]:
    def resolve(reading: Reading) -> Days | None:
        if reading.published is None:
            return UNRESOLVED
        found = days(reading.published, reading)
        return None if found is None else (*found, "relative")

    return resolve


def _day(found: dt.date) -> Found:
    return found, found, "day"


def _shift(days: int) -> Callable[[dt.date, Reading], Found]:
    return lambda published, _: _day(published + dt.timedelta(days=days))


def _week_at(published: dt.date, weeks: int) -> Found:
    monday = published + dt.timedelta(days=weeks * _WEEK - published.weekday())
    return monday, monday + dt.timedelta(days=_WEEK - 1), "week"


def _month_at(published: dt.date, months: int) -> Found:
    year, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    return dt.date(year, month + 1, 1), month_end(year, month + 1), "month"


def _year_at(published: dt.date, years: int) -> Found:
    year = published.year + years
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"


AT = {"week": _week_at, "month": _month_at, "year": _year_at}


def _period(unit: str, count: int) -> Callable[[dt.date, Reading], Found]:
    return lambda published, _: AT[unit](published, count)


def _told_week(reading: Reading) -> int:
    return -1 if reading.group("last_week") else 1 if reading.group("next_week") else 0


def _weekday(published: dt.date, reading: Reading) -> Found:
    back = (published.weekday() - reading.weekday()) % _WEEK
    if back == 0 and reading.group("last"):
        back = _WEEK
    coming = (back and reading.group("coming")) or (back > _JUST_GONE and reading.group("this"))
    if coming or reading.group("next"):
        back -= _WEEK
    return _day(published - dt.timedelta(days=back))


def _weekday_range(published: dt.date, reading: Reading) -> Found:
    """Find "from Tuesday to Thursday": the last of these days that has come, and the one before."""
    end = _weekday(published, reading)[0]
    first = reading.weekday("weekday1")
    return end - dt.timedelta(days=(end.weekday() - first) % _WEEK), end, "interval"


def _weekend(published: dt.date, _: Reading) -> Found:
    """Find the last Saturday that has come, and the day after it."""
    saturday = published - dt.timedelta(days=(published.weekday() - _SATURDAY) % _WEEK)
    return saturday, saturday + dt.timedelta(days=1), "interval"


def _week_of_day(published: dt.date, reading: Reading) -> Found | None:
    month, day = reading.month(), reading.day()
    year = reading.year(month, day) or published.year
    found = date_or_none(year, month, day)
    return None if found is None else _week_at(found, 0)


def _from_start(published: dt.date, reading: Reading) -> Found:
    return AT["month" if reading.group("this_month") else "year"](published, 0)


def _new_year(published: dt.date, _: Reading) -> Found:
    return _day(dt.date(nearest_year(published, 1, 1), 1, 1))


def _weekday_of_week(published: dt.date, reading: Reading) -> Found:
    monday = _week_at(published, _told_week(reading))[0]
    return _day(monday + dt.timedelta(days=reading.weekday()))


def _weekday_counted(published: dt.date, reading: Reading) -> Found:
    """Find "two Fridays ago" and "two Sundays from now"."""
    count = reading.number(reading.group("count"))
    back = (published.weekday() - reading.weekday() - 1) % _WEEK + 1
    days = -back - (count - 1) * _WEEK
    if not reading.group("back"):
        days = count * _WEEK - back % _WEEK
    return _day(published + dt.timedelta(days=days))


def _weekday_with_day(published: dt.date, reading: Reading) -> Found | None:
    """Find the month in which "the 21st" is the weekday named."""
    day, weekday = reading.day(), reading.weekday()
    for shift in _MONTHS_BESIDE:
        first = _month_at(published, shift)[0]
        found = date_or_none(first.year, first.month, day)
        if found and found.weekday() == weekday and abs((found - published).days) <= _NEAR:
            return _day(found)
    return None


def _day_of_month(_: dt.date, reading: Reading) -> Found | None:
    meant = reading.month_meant()
    found = date_or_none(*meant, reading.day()) if meant else None
    return None if found is None else _day(found)


def _part_of_told_month(_: dt.date, reading: Reading) -> Found | None:
    meant = reading.month_meant()
    return None if meant is None else (*part_of_month(*meant, reading.part()), "interval")


def _nth_weekday(_: dt.date, reading: Reading) -> Found | None:
    """Find "the first Friday of July"; "the last" counts from the end."""
    meant = reading.month_meant()
    if meant is None:
        return None
    rank, weekday, last = reading.day("nth"), reading.weekday(), month_end(*meant)
    days = [date_or_none(*meant, day) for day in range(1, last.day + 1)]
    fitting = [day for day in days if day is not None and day.weekday() == weekday]
    return _day(fitting[rank - 1]) if rank <= len(fitting) else None


def _week_of_month(_: dt.date, reading: Reading) -> Found | None:
    """Count weeks of a month from its first day; the last are its last seven days."""
    meant = reading.month_meant()
    if meant is None:
        return None
    last = month_end(*meant)
    rank = reading.names.days.get(reading.group("nth"))
    first = 1 + (rank - 1) * _WEEK if rank else last.day - _WEEK + 1
    return last.replace(day=first), last.replace(day=first + _WEEK - 1), "interval"


def _last_month_named(published: dt.date, reading: Reading) -> Found:
    month = reading.month()
    year = published.year - (month >= published.month)
    if reading.group("day"):
        return _day(dt.date(year, month, reading.day()))
    start, end = part_of_month(year, month, reading.part())
    return start, end, "interval" if reading.part() else "month"


def moved(start: dt.date, spans: list[tuple[int, str]], sign: int) -> dt.date:
    """A day so many years, months, weeks and days before or after another.

    Parameters
    ----------
    start : datetime.date
        The day to count from.
    spans : list of tuple of (int, str)
        Numbers with their units.
    sign : int
        1 for later, -1 for earlier.

    Returns
    -------
    datetime.date
        The day.

    Examples
    --------
    >>> moved(dt.date(2026, 1, 31), [(1, "month")], 1)
    datetime.date(2026, 2, 28)
    """
    months = sum(n * (12 if unit == "year" else 1) for n, unit in spans if unit in CALENDAR)
    days = sum(n * _DAYS.get(unit, 0) for n, unit in spans)
    hours = sum(n for n, unit in spans if unit == "hour")
    year, month = divmod(start.year * 12 + start.month - 1 + sign * months, 12)
    day = min(start.day, month_end(year, month + 1).day)
    return dt.date(year, month + 1, day) + sign * dt.timedelta(
        days=days + math.ceil(hours / _HOURS)
    )


def _counted(sign: int) -> Callable[[Reading], Days | None]:
    """Days, weeks, months or years before or after publication, or a day named beside them.

    A single unit gives the whole week, month or year; a hedge ("about") leaves it vague.
    """

    def resolve(reading: Reading) -> Days | None:
        spans = reading.spans()
        if not spans:
            return None
        if reading.published is None or reading.group("hedge") or spans[-1][1] == "hour":
            return UNRESOLVED
        base = next((shift for name, shift in _BASES.items() if reading.group(name)), None)
        count, unit = spans[-1]
        if base is None and unit in AT and len(spans) == 1:
            return *AT[unit](reading.published, sign * count), "relative"
        found = moved(reading.published + dt.timedelta(days=base or 0), spans, sign)
        if base is None and unit in AT:
            return *AT[unit](found, 0), "relative"
        return found, found, "day", "relative"

    return resolve


def _window(published: dt.date, reading: Reading) -> Found | None:
    """Find the first day of "the past three weeks"; the last is that of publication."""
    spans = reading.spans()
    return (moved(published, spans, -1), published, "interval") if spans else None


def _night(published: dt.date, _: Reading) -> Found:
    return published - dt.timedelta(days=1), published, "interval"


def _night_of(published: dt.date, reading: Reading) -> Found | None:
    """Count two days to a night: that on which it begins and the next."""
    if reading.group("weekday"):
        first = _weekday(published, reading)[0]
        if reading.group("morrow") and first >= published:
            first -= dt.timedelta(days=_WEEK)
    else:
        year = reading.year(reading.month(), reading.day())
        found = None if year is None else date_or_none(year, reading.month(), reading.day())
        if found is None:
            return None
        first = found
    return first, first + dt.timedelta(days=1), "interval"


RELATIVE: Mapping[str, Callable[[Reading], Days | None]] = {
    "today": _relative(_shift(0)),
    "yesterday": _relative(_shift(-1)),
    "before_yesterday": _relative(_shift(-2)),
    "tomorrow": _relative(_shift(1)),
    "after_tomorrow": _relative(_shift(2)),
    "last_night": _relative(_night),
    "night_of": _relative(_night_of),
    "weekday": _relative(_weekday),
    "weekday_range": _relative(_weekday_range),
    "weekend": _relative(_weekend),
    "week_of_day": _relative(_week_of_day),
    "from_start": _relative(_from_start),
    "new_year": _relative(_new_year),
    "weekday_of_week": _relative(_weekday_of_week),
    "weekday_counted": _relative(_weekday_counted),
    "weekday_with_day": _relative(_weekday_with_day),
    "week_of_month": _relative(_week_of_month),
    "nth_weekday": _relative(_nth_weekday),
    "this_week": _relative(_period("week", 0)),
    "last_week": _relative(_period("week", -1)),
    "next_week": _relative(_period("week", 1)),
    "this_month": _relative(_period("month", 0)),
    "last_month": _relative(_period("month", -1)),
    "next_month": _relative(_period("month", 1)),
    "this_year": _relative(_period("year", 0)),
    "last_year": _relative(_period("year", -1)),
    "next_year": _relative(_period("year", 1)),
    "last_month_named": _relative(_last_month_named),
    "part_of_told_month": _relative(_part_of_told_month),
    "day_of_month": _relative(_day_of_month),
    "ago": _counted(-1),
    "ahead": _counted(1),
    "window": _relative(_window),
}
