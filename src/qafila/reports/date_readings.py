"""What a date rule matched, with the words of the language and the day it is read on."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Days = tuple[dt.date | None, dt.date | None, str, str]
UNRESOLVED: Days = (None, None, "vague", "unresolved")

_AHEAD = dt.timedelta(days=60)
_LEAP_YEARS = 8  # two leap years are at most so far apart
_EARLY_END, _MID_END, _HALF = 10, 20, 15
_PARTS = ("early", "mid", "late", "first_half", "second_half")


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
    units: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    language: str = ""


@dataclass(frozen=True)
class Reading:
    """What a resolver may use: the match, the words, publication and the date named last.

    Examples
    --------
    >>> match = re.match("(?P<month>mai)", "mai")
    >>> Reading(match, Names({"mai": 5}, {}, {}, {}), None, None).month()
    5
    """

    match: re.Match[str]
    names: Names
    published: dt.date | None
    previous: dt.date | None
    last: tuple[dt.date, dt.date | None] | None = None  # first and last day of the date named last

    def group(self, name: str) -> str:
        """Text of a named group, empty if it did not match.

        Parameters
        ----------
        name : str
            Name of the group.

        Returns
        -------
        str
            What it matched.
        """
        found = self.match.groupdict().get(name)
        return found.strip() if found else ""

    def month(self, name: str = "month") -> int:
        """Number of the month that was named.

        Parameters
        ----------
        name : str
            Name of the group.

        Returns
        -------
        int
            1 to 12.
        """
        return self.names.months[re.split(r"\s*[/(]\s*", self.group(name))[0].rstrip(".")]

    def day(self, name: str = "day") -> int:
        """Day of the month, from digits or words.

        Parameters
        ----------
        name : str
            Name of the group.

        Returns
        -------
        int
            The day.
        """
        text = re.sub(r"(?<=\d)(?:st|nd|rd|th|er)$", "", self.group(name))
        if text.isdigit():
            return int(text)
        words = " ".join(_words(text))
        forms = (words, f"ال{words}", f"ال{words.removeprefix('لل')}")  # of Arabic ordinals
        return next(self.names.days[form] for form in forms if form in self.names.days)

    def weekday(self, name: str = "weekday") -> int:
        """Number of the day of the week: Monday is 0.

        Parameters
        ----------
        name : str
            Name of the group.

        Returns
        -------
        int
            0 to 6.
        """
        text = self.group(name).rstrip(".")
        known = self.names.weekdays
        for name in (text, f"ال{text}", text.rstrip("s")):
            if name in known:
                return known[name]
        return next(number for name, number in known.items() if name.startswith(text))

    def number(self, text: str) -> int:
        """A number of one word or of digits; one where there is none.

        Parameters
        ----------
        text : str
            What was written.

        Returns
        -------
        int
            Its value.
        """
        return int(text) if text.isdigit() else self.names.counts.get(text.removeprefix("ال"), 1)

    def spans(self, name: str = "spans") -> list[tuple[int, str]]:
        """Numbers with their units, as in "2 years and 21 days".

        Parameters
        ----------
        name : str
            Name of the group.

        Returns
        -------
        list of tuple of (int, str)
            Each with ``hour``, ``day``, ``week``, ``month`` or ``year``.
        """
        found: list[tuple[int, str]] = []
        told: list[int] = []
        for word in _words(self.group(name)):
            bare = self._bare(word)
            if bare in self.names.units:
                unit, factor = self.names.units[bare]
                found.append((sum(told or [1]) * factor, unit))
                told = []
            elif bare.isdigit() or bare in self.names.counts:
                told.append(self.number(bare))
        # Numbers that are left stood behind what they count, as in Arabic.
        return [(sum(told or [1]) * value, unit) for value, unit in found]

    def _bare(self, word: str) -> str:
        """An Arabic word without its conjunction and article."""
        known = {*self.names.units, *self.names.counts}
        forms = (word, word.removeprefix("و"), word.removeprefix("ال"))
        return next((form for form in forms if form in known or form.isdigit()), word)

    def year(self, month: int, day: int = 1) -> int | None:
        """The year printed or named, or else the one that publication suggests.

        Parameters
        ----------
        month, day : int
            The day of that year that is meant.

        Returns
        -------
        int or None
            None where publication would tell and is unknown.
        """
        if self.group("year"):
            return int(self.group("year"))
        if self.published is None:
            return None
        for name, shift in (("last_year", -1), ("this_year", 0), ("next_year", 1)):
            if self.group(name):
                return self.published.year + shift
        if self.match.groupdict().get("ahead") is not None:
            return next_year(self.published, month, day)
        return nearest_year(self.published, month, day)

    def month_meant(self) -> tuple[int, int] | None:
        """Year and month of a month that is named, or told from that of publication.

        Returns
        -------
        tuple of (int, int) or None
            None where publication would tell and is unknown.
        """
        if self.group("month"):
            year = self.year(self.month())
            return None if year is None else (year, self.month())
        if self.published is None:
            return None
        shift = -1 if self.group("last_month") else 1 if self.group("next_month") else 0
        year, month = divmod(self.published.year * 12 + self.published.month - 1 + shift, 12)
        return year, month + 1

    def part(self) -> str:
        """Which part of a month is meant.

        Returns
        -------
        str
            ``early``, ``mid``, ``late``, ``first_half``, ``second_half`` or empty.
        """
        return next((name for name in _PARTS if self.group(name)), "")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def nearest_year(published: dt.date, month: int, day: int) -> int:
    """The year that a day without one is of: the last that has it, or soon will.

    Parameters
    ----------
    published : datetime.date
        Day of publication.
    month, day : int
        The day.

    Returns
    -------
    int
        The year.

    Examples
    --------
    >>> nearest_year(dt.date(2026, 1, 6), 12, 31)
    2025
    """
    for year in range(published.year, max(published.year - _LEAP_YEARS, 1) - 1, -1):
        same = date_or_none(year, month, day)
        if same is not None and same - published <= _AHEAD:
            return year
    return published.year


def next_year(published: dt.date, month: int, day: int) -> int:
    """The year of a day that is still to come: « d'ici au 31 décembre ».

    Parameters
    ----------
    published : datetime.date
        Day of publication.
    month, day : int
        The day.

    Returns
    -------
    int
        The year.

    Examples
    --------
    >>> next_year(dt.date(2025, 8, 22), 12, 31), next_year(dt.date(2025, 8, 22), 3, 31)
    (2025, 2026)
    """
    passed = (month, day) < (published.month, published.day)
    return published.year + passed


def date_or_none(year: int, month: int, day: int) -> dt.date | None:
    """The day if there is one.

    Parameters
    ----------
    year, month, day : int
        Its parts.

    Returns
    -------
    datetime.date or None
        None for 30 February.

    Examples
    --------
    >>> date_or_none(2025, 2, 30) is None
    True
    """
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> dt.date:
    """Last day of a month.

    Parameters
    ----------
    year, month : int
        The month.

    Returns
    -------
    datetime.date
        Its last day.

    Examples
    --------
    >>> month_end(2024, 2).day
    29
    """
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def part_of_month(year: int, month: int, part: str) -> tuple[dt.date, dt.date]:
    """First and last day of a part of a month.

    Parameters
    ----------
    year, month : int
        The month.
    part : str
        As `Reading.part` tells; empty for the whole month.

    Returns
    -------
    tuple of datetime.date
        Both days belong to the part.

    Examples
    --------
    >>> part_of_month(2025, 10, "mid")[0].day
    11
    """
    first, last = dt.date(year, month, 1), month_end(year, month)
    bounds = {
        "early": (1, _EARLY_END), "mid": (_EARLY_END + 1, _MID_END),
        "late": (_MID_END + 1, last.day), "first_half": (1, _HALF),
        "second_half": (_HALF + 1, last.day),
    }  # fmt: skip
    begin, end = bounds.get(part, (1, last.day))
    return first.replace(day=begin), first.replace(day=end)
