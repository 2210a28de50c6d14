"""Resolvers: from what a date rule matched to days, with precision and basis.

Nothing is resolved that needs the day of publication when that day is unknown.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.reports.date_fields import FIELDS
from qafila.reports.date_readings import (
    UNRESOLVED,
    Names,
    Reading,
    date_or_none,
    month_end,
    part_of_month,
)
from qafila.reports.pointing_days import POINTING
from qafila.reports.relative_days import RELATIVE

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from qafila.reports.date_readings import Days

__all__ = ["Names", "resolve"]

# First and last month. Seasons are those of the north; winter ends in the year after.
_QUARTERS = {
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "h1": (1, 6), "h2": (7, 12),
}  # fmt: skip
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
_DECADES = {"sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}
_CENTURY, _LAST_CENTURY = 100, 1900


def _day(reading: Reading) -> Days | None:
    month, day = reading.month(), reading.day()
    year = reading.year(month, day)
    if year is None:
        return UNRESOLVED
    found = date_or_none(year, month, day)
    return None if found is None else (found, found, "day", "explicit")


def _month(reading: Reading) -> Days | None:
    month = reading.month()
    year = reading.year(month)
    if year is None:
        return UNRESOLVED
    part = reading.part()
    start, end = part_of_month(year, month, part)
    return start, end, "interval" if part else "month", "explicit"


def _day_range(reading: Reading) -> Days | None:
    second = reading.month("month")
    first = reading.month("month1") if reading.group("month1") else second
    last_day = reading.day("day2")
    year = reading.year(second, last_day)
    if year is None:
        return UNRESOLVED
    end = date_or_none(year, second, last_day)
    begun = int(reading.group("year1") or year - (first > second))
    start = date_or_none(begun, first, reading.day())
    if start is None or end is None or start > end:
        return None
    if reading.group("listed") and not reading.group("between") and (end - start).days > 1:
        return start, start, "day", "explicit"  # of "on 11 and 18 November" the first
    return start, end, "interval", "explicit"


def _month_range(reading: Reading) -> Days | None:
    first, second = reading.month("month1"), reading.month("month")
    year = reading.year(second)
    if year is None:
        return UNRESOLVED
    begun = int(reading.group("year1") or year - (first > second))
    start = dt.date(begun, first, 1)
    if begun > year:
        return None
    return start, month_end(year, second), "interval", "explicit"


def _year(reading: Reading) -> Days | None:
    year = int(reading.group("year"))
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year", "explicit"


def _years(reading: Reading) -> Days | None:
    first, last = int(reading.group("year")), int(reading.group("year2"))
    if last < first:
        return None
    return dt.date(first, 1, 1), dt.date(last, 12, 31), "interval", "explicit"


def _decade(reading: Reading) -> Days | None:
    """Ten years, of the last century where no other is printed."""
    told = next((tens for name, tens in _DECADES.items() if reading.group(name)), None)
    year = int(reading.group("year") or 0) if told is None else _LAST_CENTURY + told
    year += _LAST_CENTURY if year < _CENTURY else 0
    return dt.date(year, 1, 1), dt.date(year + 9, 12, 31), "interval", "explicit"


def _part_of_year(reading: Reading) -> Days | None:
    """A quarter, a half or a season, of the year printed or the last one that has begun.

    A season without a year is vague: its months are others in the south and in the tropics.
    """
    seasonal = next((span for name, span in _SEASONS.items() if reading.group(name)), None)
    if seasonal is not None and not reading.group("year"):
        return UNRESOLVED
    first, last = seasonal or next(span for name, span in _QUARTERS.items() if reading.group(name))
    year = reading.year(first)
    if year is None:
        return UNRESOLVED
    published = reading.published
    told = any(reading.group(name) for name in ("year", "last_year", "this_year", "next_year"))
    if not told and published is not None and dt.date(year, first, 1) > published:
        year -= 1
    later, month = divmod(year * 12 + last - 1, 12)
    return dt.date(year, first, 1), month_end(later, month + 1), "interval", "explicit"


def _vague(_: Reading) -> Days | None:
    return UNRESOLVED


_RESOLVERS: Mapping[str, Callable[[Reading], Days | None]] = {
    "day": _day,
    "month": _month,
    "day_range": _day_range,
    "month_range": _month_range,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "vague": _vague,
    "part_of_year": _part_of_year,
    **FIELDS,
    **RELATIVE,
    **POINTING,
}


def resolve(
    resolver: str,
    match: re.Match[str],
    names: Names,
    published: dt.date | None,
    previous: dt.date | None,
    last: tuple[dt.date, dt.date | None] | None = None,
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
    last : tuple of datetime.date, optional
        First and last day of the date named last, for "the same period"; its end may be open.

    Returns
    -------
    tuple or None
        First day, last day, precision, basis; None if there is no such date.

    Examples
    --------
    >>> import re
    >>> match = re.match(r"in (?P<year>[0-9]+)", "in 2012")
    >>> resolve("year", match, Names({}, {}, {}, {}), None, None)[2]
    'year'
    """
    try:
        return _RESOLVERS[resolver](Reading(match, names, published, previous, last))
    except (KeyError, ValueError, OverflowError, StopIteration):
        return None
