"""Words, numbers and dates in the language of a brief.

Every text is a row of ``texts/<language>.csv``. Numbers always have Latin digits and stand in
``<bdi dir="ltr">``, names in ``<bdi>``, so that neither is ever flipped.
"""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from qafila import terms, units
from qafila.brief.isolation import direction, left_to_right, name
from qafila.charts.theme import clean
from qafila.files import package_data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_LOCALES: Mapping[str, str] = MappingProxyType({"en": "en_GB", "fr": "fr_FR", "ar": "ar"})
_MILLION = 1_000_000


@cache
def table(language: str) -> Mapping[str, str]:
    """All texts of a language.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    mapping of str to str
        Text by key.

    Examples
    --------
    >>> table("fr")["claims"]
    'Affirmations et leurs phrases'
    """
    text = package_data("brief", "texts", f"{language}.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["key"]: row["text"] for row in csv.DictReader(io.StringIO(text))})


@dataclass(frozen=True)
class Words:
    """Words, numbers and dates of one language.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Examples
    --------
    >>> Words("en").number(12500)
    Markup('<bdi dir="ltr">12,500</bdi>')
    """

    language: str

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return table(self.language)

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.language)

    @property
    def locale(self) -> str:
        """Locale of numbers and dates."""
        return _LOCALES[self.language]

    def say(self, key: str, **values: object) -> Markup:
        """A text with values filled in, each escaped unless it is markup of ours.

        Parameters
        ----------
        key : str
            Key of the text.
        **values : object
            What its braces stand for.

        Returns
        -------
        Markup
            The text.

        Raises
        ------
        KeyError
            If the language has no such text.
        """
        return escape(self._texts[key]).format(**values)

    def label(self, kind: str, term: str | None) -> str:
        """Name of a term; a term that no table knows stays as it is.

        Parameters
        ----------
        kind : str
            Enumeration.
        term : str or None
            Term.

        Returns
        -------
        str
            The name, empty for None.
        """
        if not term:
            return ""
        if kind in terms.kinds() and term in terms.values(kind):
            return terms.label(kind, term, self.language)
        return clean(term.replace("_", " "))

    def unit(self, unit: str | None) -> str:
        """Name of a unit; one that no table knows stays as it is.

        Parameters
        ----------
        unit : str or None
            Unit.

        Returns
        -------
        str
            The name, empty for None.
        """
        if not unit:
            return ""
        return units.label(unit, self.language) if unit in units.names() else clean(unit)

    def figures(self, value: float) -> str:
        """A number in figures, bare.

        Parameters
        ----------
        value : float
            Finite number.

        Returns
        -------
        str
            At most one decimal below a hundred, else none.
        """
        from babel.numbers import format_decimal

        pattern = "#,##0" if abs(value) >= 1000 or float(value).is_integer() else "#,##0.#"
        if 0 < abs(value) < 1:
            pattern = "#,##0.##"
        text: str = format_decimal(value, pattern, locale=self.locale, numbering_system="latn")
        return text

    def number(self, value: float) -> Markup:
        """A number in figures.

        Parameters
        ----------
        value : float
            Number; not a number gives a dash.

        Returns
        -------
        Markup
            The number, isolated.
        """
        if not math.isfinite(value):
            return Markup("–")
        if self.in_millions(value):
            shown = value / _MILLION
            key = "million" if abs(shown) < 2 else "millions"
            return self.say(key, number=left_to_right(self.figures(shown)))
        return left_to_right(self.figures(value))

    @staticmethod
    def in_millions(value: float) -> bool:
        """Whether a number is told in millions.

        Parameters
        ----------
        value : float
            Number.

        Returns
        -------
        bool
            True if it is a million or more and a source rounded it to four digits or fewer.
        """
        large = math.isfinite(value) and abs(value) >= _MILLION
        return large and float(f"{value:.4g}") == value

    def chance(self, value: float) -> Markup:
        """A probability in per cent; an ensemble never tells 0 from a little.

        Parameters
        ----------
        value : float
            Probability, 0-1.

        Returns
        -------
        Markup
            Whole per cent, isolated.
        """
        if not math.isfinite(value):
            return Markup("–")
        space = "\u202f" if self.language == "fr" else ""
        if value < 0.01 or value > 0.99:
            return left_to_right(f"< 1{space}%" if value < 0.01 else f"> 99{space}%")
        return self.share(value)

    def share(self, value: float) -> Markup:
        """A share in per cent.

        Parameters
        ----------
        value : float
            Share, 0-1.

        Returns
        -------
        Markup
            Whole per cent, isolated.
        """
        space = "\u202f" if self.language == "fr" else ""
        return left_to_right(f"{math.floor(value * 100 + 0.5)}{space}%")

    def plain_date(self, day: dt.date) -> str:
        """A date with its month in letters.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        str
            Such as 30 November 2025.
        """
        from babel.dates import format_date

        text: str = format_date(day, "d MMMM y", locale=self.locale)
        # French writes the first of a month as an ordinal, which no pattern of CLDR knows.
        return f"1er{text[1:]}" if self.language == "fr" and day.day == 1 else text

    def short_date(self, day: dt.date) -> str:
        """A date without its year, for axes.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        str
            Such as 30 Nov.
        """
        from babel.dates import format_date

        text: str = format_date(day, "d MMM", locale=self.locale)
        return text

    def date(self, day: dt.date | None) -> Markup:
        """A date, isolated.

        Parameters
        ----------
        day : datetime.date or None
            The day.

        Returns
        -------
        Markup
            The date; a dash if unknown.
        """
        return name(self.plain_date(day)) if day is not None else Markup("–")

    def zone(self, time_zone: str) -> str:
        """Name of a time zone, by its city.

        Parameters
        ----------
        time_zone : str
            Name in the time zone database.

        Returns
        -------
        str
            The city in this language; the name itself if it is not known.
        """
        from babel.dates import get_timezone_location

        try:
            place: str = get_timezone_location(time_zone, locale=self.locale, return_city=True)
        except LookupError:
            return clean(time_zone)
        return place

    def span(self, start: dt.date | None, end: dt.date | None) -> Markup:
        """An interval of days; open ends are named.

        Parameters
        ----------
        start, end : datetime.date or None
            First and last day.

        Returns
        -------
        Markup
            The interval; empty if both are unknown.
        """
        if start is None and end is None:
            return Markup()
        if start is None:
            return self.say("until", date=self.date(end))
        if end is None:
            return self.say("since", date=self.date(start))
        if start == end:
            return self.date(start)
        return self.say("from_to", start=self.date(start), end=self.date(end))

    def bounds(self, best: float | None, low: float | None, high: float | None) -> Markup:
        """A figure with its bounds.

        Parameters
        ----------
        best, low, high : float or None
            As stated.

        Returns
        -------
        Markup
            The figure; empty if nothing is stated.
        """
        if best is None and low is None and high is None:
            return Markup()
        if best is not None and (low is None) == (high is None) and (low in (None, best)):
            return self.number(best)
        if low is not None and high is not None:
            span = self.say("range", low=self.number(low), high=self.number(high))
            if low == high:
                return self.number(low)
            if best is None or best in (low, high):
                return span
            return self.say("figure_range", figure=self.number(best), range=span)
        if low is not None:
            if low == 0:
                return self.say("or_more", figure=self.number(low))
            return self.say("at_least", figure=self.number(low))
        assert high is not None  # noqa: S101  # both ends open was the first case
        return self.say("at_most", figure=self.number(high))
