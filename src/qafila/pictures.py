"""What ``plot`` gives: a chart that shows itself in a notebook without a script or a request."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.charts import Style, render_png, render_svg
from qafila.errors import InputError, Problem, UnknownNameError, did_you_mean
from qafila.files import package_data, write_whole
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMATS = (".svg", ".png", ".html", ".json")
_RTL = frozenset({"ar"})
_TICKS = 6
_LONG = 180  # days from which on an axis that passes a new year tells years


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart with what it shows in words.

    Parameters
    ----------
    chart : altair chart
        To change or combine with others; it needs Altair's own renderer to be shown.
    title : str
        What it shows.
    description : str
        The same for those who cannot see it, with the most telling values.
    language : str
        Language of its texts.

    Notes
    -----
    In a notebook the picture is an SVG made in this process: it needs neither a browser's script
    nor a network, and what reports hold cannot reach the page as anything but text.
    """

    chart: Any
    title: str
    description: str
    language: str = "en"

    def __repr__(self) -> str:
        return f"Picture({self.title})"

    def to_dict(self) -> dict[str, Any]:
        """The chart as Vega-Lite.

        Returns
        -------
        dict
            Its specification.
        """
        found: dict[str, Any] = self.chart.to_dict(validate=False)
        return found

    def svg(self) -> str:
        """The picture as SVG that can stand inside a page.

        Returns
        -------
        str
            The same bytes for the same chart.
        """
        key = json.dumps([self.title, self.to_dict()], sort_keys=True)
        name = hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
        svg: str = render_svg(self.chart, f"picture-{name}", self.title, self.description)
        return svg

    def png(self, scale: float = 2.0) -> bytes:
        """The picture as PNG.

        Parameters
        ----------
        scale : float
            Pixels of the picture per pixel of the chart.

        Returns
        -------
        bytes
            The picture.
        """
        picture: bytes = render_png(self.chart, scale)
        return picture

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file.

        Parameters
        ----------
        path : str or Path
            Its ending decides: .svg, .png, .html (a page without script) or .json (Vega-Lite).

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            If the ending is that of no known format.
        """
        path = Path(path)
        kind = path.suffix.lower()
        if kind not in FORMATS:
            hint = "end the name in one of " + ", ".join(FORMATS)
            raise InputError(Problem(str(path), f'unknown format "{path.suffix}"', hint=hint))
        if kind == ".png":
            write_whole(path, self.png())
        elif kind == ".svg":
            write_whole(path, self.svg() + "\n")
        elif kind == ".json":
            write_whole(path, json.dumps(self.to_dict(), ensure_ascii=False) + "\n")
        else:
            write_whole(path, self._page())
        return path

    def _page(self) -> str:
        direction = "rtl" if self.language in _RTL else "ltr"
        return (
            f'<!doctype html>\n<html lang="{self.language}" dir="{direction}">'
            '<meta charset="utf-8">'
            f"<title>{escape(self.title)}</title>\n<body>{self.svg()}</body></html>\n"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """What a notebook shows; it may ask for some forms only, and takes those it knows."""
        return {"image/svg+xml": self.svg(), "text/plain": repr(self)}


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Mapping[str, str]]:
    text = package_data("defaults", "plots.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["key"]: {code: row[code] for code in LANGUAGES} for row in rows}


def check_language(language: str) -> str:
    """A language that pictures know.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The same.

    Raises
    ------
    UnknownNameError
        If there is no such language.

    Examples
    --------
    >>> check_language("de")
    Traceback (most recent call last):
    qafila.errors.UnknownNameError: there are no pictures in "de"; known: en, fr, ar
    """
    if language not in LANGUAGES:
        hint = did_you_mean(language, LANGUAGES) or "known: " + ", ".join(LANGUAGES)
        raise UnknownNameError(f'there are no pictures in "{language}"; {hint}')
    return language


def say(key: str, language: str, **values: object) -> str:
    """A text of a picture.

    Parameters
    ----------
    key : str
        Row of ``defaults/plots.csv``.
    language : str
        ``en``, ``fr`` or ``ar``.
    **values : object
        What its braces stand for.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> say("claims", "fr")
    'affirmations'
    """
    return _texts()[key][language].format_map(values)


def legend(language: str) -> Mapping[str, str]:
    """Every text of a picture that has no braces, by key.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    mapping of str to str
        Texts.

    Examples
    --------
    >>> legend("en")["median"]
    'median'
    """
    return MappingProxyType({key: row[language] for key, row in _texts().items()})


def say_date(day: dt.date, language: str) -> str:
    """A date with its month in letters.

    Parameters
    ----------
    day : datetime.date
        The day.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The date.

    Examples
    --------
    >>> say_date(dt.date(2025, 11, 30), "fr")
    '30 novembre 2025'
    """
    from babel.dates import format_date

    # Figures are Western in every language, as in the field's Arabic publications.
    text: str = format_date(day, "d MMMM y", locale=_locale(language))
    return text


def write_style(language: str, first: dt.date | None = None, days: Iterable[float] = ()) -> Style:
    """How a language writes, with dates for an axis of days.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    first : datetime.date, optional
        Day 0.
    days : iterable of float
        Days that the axis spans.

    Returns
    -------
    Style
        For `qafila.charts`.

    Examples
    --------
    >>> write_style("fr", dt.date(2025, 11, 30), [0, 1]).ticks
    ((0.0, '30 nov.'), (1.0, '1 déc.'))
    """
    from babel.dates import format_date
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = _locale(check_language(language))
    spanned = sorted(int(day) for day in days)
    ticks: list[tuple[float, str]] = []
    if first is not None and spanned:
        step = max(1, -(-(spanned[-1] - spanned[0]) // _TICKS))
        form = _form(first, spanned[0], spanned[-1])
        ticks = [
            (float(day), format_date(first + dt.timedelta(days=day), form, locale=locale))
            for day in range(spanned[0], spanned[-1] + 1, step)
        ]
    return Style(
        rtl=language in _RTL,
        decimal=get_decimal_symbol(locale, numbering_system="latn"),
        thousands=get_group_symbol(locale, numbering_system="latn"),
        percent="\u202f%" if language == "fr" else "%",
        ticks=tuple(ticks),
    )


def _form(first: dt.date, start: int, end: int) -> str:
    """With years where a date without one could be of either of two."""
    years = {(first + dt.timedelta(days=day)).year for day in (start, end)}
    return "d MMM y" if len(years) > 1 and end - start > _LONG else "d MMM"


def write_number(value: float, language: str) -> str:
    """A number inside a text of a picture.

    Parameters
    ----------
    value : float
        The number.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        With the separators of the language, figures being Western.

    Examples
    --------
    >>> write_number(0.5, "fr"), write_number(12000.0, "en")
    ('0,5', '12,000')
    """
    style = write_style(language)
    signs = {",": style.thousands, ".": style.decimal}
    return f"{value:,.10g}".translate(str.maketrans(signs))


def _locale(language: str) -> str:
    return {"en": "en_GB", "fr": "fr_FR"}.get(language, language)
