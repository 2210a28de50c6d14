"""Resolvers of dates that point to one named before, or at a part of a month or a year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.reports.date_readings import UNRESOLVED, date_or_none, month_end
from qafila.reports.relative_days import AT, CALENDAR, moved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qafila.reports.date_readings import Days, Reading

_LONGEST = dt.timedelta(days=360)  # of a part of a year
_SOON = dt.timedelta(days=15)


def _after_previous(sign: int) -> Callable[[Reading], Days | None]:
    def resolve(reading: Reading) -> Days | None:
        if reading.previous is None:
            return UNRESOLVED
        unit = "week" if reading.group("week") else "day"
        spans = reading.spans() or [(reading.number(reading.group("count")), unit)]
        found = moved(reading.previous, spans, sign)
        if spans[-1][1] in CALENDAR:
            return *AT[spans[-1][1]](found, 0), "relative"
        return found, found, "day", "relative"

    return resolve


def _year_before(reading: Reading) -> Days | None:
    """Find the same days of the year before: "from January to March, against 12 a year earlier"."""
    first, last = reading.last or (None, None)
    if first is None or last is None or last - first >= _LONGEST:
        return _before_previous("year")(reading)
    start, end = (moved(day, [(1, "year")], -1) for day in (first, last))
    if last == month_end(last.year, last.month):
        end = month_end(end.year, end.month)
    return start, end, "day" if start == end else "interval", "relative"


def _same_night(reading: Reading) -> Days | None:
    """Find "that night": the two days of a night that was named, or the day named last."""
    first, last = reading.last or (None, None)
    if first is not None and last is not None and last - first == dt.timedelta(days=1):
        return first, last, "interval", "relative"
    return _same(reading)


def _same_span(reading: Reading) -> Days | None:
    """Find the days named last, of another year where one is printed."""
    if reading.last is None:
        return UNRESOLVED
    start, end = reading.last
    if reading.group("year") and end is not None:
        back = end.year - int(reading.group("year"))
        start, end = (moved(day, [(back, "year")], -1) for day in (start, end))
    return start, end, "day" if start == end else "interval", "relative"


def _first_part(sign: int) -> Callable[[Reading], Days | None]:
    """The first weeks of a month or months of a year, or the last."""

    def resolve(reading: Reading) -> Days | None:
        whole = _whole_told(reading)
        spans = reading.spans()
        if whole is None or not spans:
            return UNRESOLVED if spans else None
        begin, end = whole
        if sign > 0:
            found = begin, moved(begin, spans, 1) - dt.timedelta(days=1)
        else:
            found = moved(end + dt.timedelta(days=1), spans, -1), end
        inside = begin <= found[0] and found[1] <= end
        return (*found, "interval", "explicit") if inside else None

    return resolve


def _whole_told(reading: Reading) -> tuple[dt.date, dt.date] | None:
    """The month or year that is named, or that of publication."""
    if reading.group("the_month"):
        named = reading.previous or reading.published
        return None if named is None else (named.replace(day=1), month_end(named.year, named.month))
    if any(reading.group(name) for name in ("month", "last_month", "this_month")):
        meant = reading.month_meant()
        return None if meant is None else (dt.date(*meant, 1), month_end(*meant))
    if reading.group("year"):
        year = int(reading.group("year"))
    elif reading.published is None:
        return None
    else:
        year = reading.published.year - bool(reading.group("last_year"))
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _before_previous(unit: str) -> Callable[[Reading], Days | None]:
    """The week, month or year before that of the date named last, or else of publication."""

    def resolve(reading: Reading) -> Days | None:
        named = reading.previous or reading.published
        return UNRESOLVED if named is None else (*AT[unit](named, -1), "relative")

    return resolve


def _of_same_year(reading: Reading) -> Days | None:
    """Find the year of "31 December of the same year": that of the date named last."""
    if reading.previous is None:
        return UNRESOLVED
    year = reading.previous.year
    if not reading.group("month"):
        return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "relative"
    month = reading.month()
    if not reading.group("day"):
        return dt.date(year, month, 1), month_end(year, month), "month", "explicit"
    found = date_or_none(year, month, reading.day())
    return None if found is None else (found, found, "day", "explicit")


def _day_alone(reading: Reading) -> Days | None:
    """Find the month of "on the 8th": that named last, or else the last with one before now.

    After "28 February" of a report of March "the 2nd" is of March.
    """
    named = reading.previous or reading.published
    if named is None:
        return UNRESOLVED
    found = date_or_none(named.year, named.month, reading.day())
    if reading.published is not None and found is not None and found < named:
        coming = date_or_none(*_beside(found, 1), found.day)
        if coming is not None and coming <= min(reading.published, named + _SOON):
            found = coming
    if found is not None and reading.published is not None and found > reading.published:
        found = date_or_none(*_beside(found, -1), found.day)
    return None if found is None else (found, found, "day", "relative")


def _beside(day: dt.date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _same(reading: Reading) -> Days | None:
    if reading.previous is None:
        return UNRESOLVED
    return reading.previous, reading.previous, "day", "relative"


POINTING: Mapping[str, Callable[[Reading], Days | None]] = {
    "same": _same,
    "week_before": _before_previous("week"),
    "month_before": _before_previous("month"),
    "year_before": _year_before,
    "same_span": _same_span,
    "same_night": _same_night,
    "before_what": _after_previous(-1),
    "first_part": _first_part(1),
    "last_part": _first_part(-1),
    "of_same_year": _of_same_year,
    "day_alone": _day_alone,
    "later": _after_previous(1),
    "two_days_later": _after_previous(2),
    "earlier": _after_previous(-1),
}
