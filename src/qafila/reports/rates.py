# ruff: noqa: E501  # a pattern reads best on one line
"""What a figure is the rate of, shares such as "one in five", and the unit of both together."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.day_words import small_numbers
from qafila.reports.figures import Figure
from qafila.reports.lexicons import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

_PERCENT = "percent"
_HUNDRED = 100
_LARGEST = 10  # "one in five" is a share, "9 stations out of 27" are nine
_WINDOW = 40
# What a rate is of stands right behind, or behind "of electricity".
_PER = {
    "en": re.compile(
        r"(?: (?:of|in) \w+){0,2} (?:a|an|per|each|every) "
        r"(?:(?P<litre>lit(?:re|er))|(?P<hour>hour)|(?P<day>day)|(?P<week>week)|(?P<month>month)"
        r"|(?P<tonne>tonne?)|(?P<person>person|head))\b|(?P<daily> daily)\b"
    ),
    "fr": re.compile(
        r"(?: d(?:e |')\w+){0,2} (?:le|la|par|du|au|l'|pour un) ?"
        r"(?:(?P<litre>litre)|(?P<hour>heure)|(?P<day>jour)|(?P<week>semaine)|(?P<month>mois)"
        r"|(?P<tonne>tonne)|(?P<person>personne|tete))\b"
    ),
    "ar": re.compile(
        r"(?: من \w+| افريقي)?(?: (?:(?P<daily>يوميا)|(?P<day>(?:في |ب)اليوم)|(?P<week>(?:في )?الاسبوع|اسبوعيا)"
        r"|(?P<month>شهريا|في الشهر)|(?P<litre>لل(?:ليتر|تر))|(?P<tonne>للطن)|(?P<person>للفرد)))\b"
    ),
}
_NAMES = {"daily": "day"}
# « le litre » and "a day" make rates of these; "30 people a day" counts people and is one too.
_FRENCH_ARTICLE = re.compile(r"^ (?:le|la|l'|du|au)")
_PRICED = frozenset({"xof", "usd", "eur", "money"})
# "Three in four days", "one in two attacks" and "three out of five hostages" are no shares.
_NO_SHARE = (
    r"(?! (?:days?|weeks?|months?|years?|hours?|minutes?|attacks|raids|incidents|ambushes|villages|towns|districts"
    r"|regions|countries|hostages|captives|prisoners|jours?|mois|ans?|heures?|semaines?|otages|prisonniers|رهاين|اسري)\b)"
)


@cache
def _share_pattern(language: str) -> re.Pattern[str]:
    words = sorted(small_numbers(language), key=len, reverse=True)
    joined = "|".join(word for word in words if word not in {"a", "an"})
    number = rf"(?:\d{{1,2}}|{joined})"
    within = {
        "en": r"(?: [a-z]+)? (?:in|out of) (?:every |the )?",
        "fr": r"(?: [a-z\-]+)? sur (?:les )?",
        "ar": r" (?:من كل|من اصل|من بين) ",
    }[language]
    share = rf"{within}(?P<whole>{number})\b{_NO_SHARE}"
    count = rf"{_OF_THE[language]}(?P<all>{number})\b"
    return re.compile(rf"(?<![\w.,])(?P<part>{number})(?:{share}|{count})")


def find_shares(text: str, language: str, start: int, stop: int) -> list[Figure]:
    """Find shares of a whole: "one in five", « trois écoles sur quatre ».

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    start, stop : int
        The part to look at.

    Returns
    -------
    list of Figure
        Each in per cent.

    Examples
    --------
    >>> [share.best for share in find_shares("one in five households", "en", 0, 22)]
    [20.0]
    """
    if not any(text.find(mark, start, stop) >= 0 for mark in _MARKS[language]):
        return []
    known = small_numbers(language)
    found = []
    for match in _share_pattern(language).finditer(text, start, stop):
        part, whole = (
            float(word) if word.isdigit() else float(known[word])
            for word in (match["part"], match["whole"] or match["all"])
        )
        if not 0 < part < whole:
            continue
        if match["all"] is not None or whole > _LARGEST:
            found.append(Figure(match.start(), match.end(), part, part, part))
        else:
            value = round(_HUNDRED * part / whole, 6)
            found.append(Figure(match.start(), match.end(), value, value, value, None, _PERCENT))
    return found


# "Eleven of the 34 kitchens" are eleven.
_OF_THE = {"en": r" of (?:the|its|their|those|these) ", "fr": r" des ", "ar": r"(?!)"}
_MARKS = {
    "en": (" in ", " out of ", " of the ", " of its ", " of their ", " of those ", " of these "),
    "fr": (" sur ", " des "),
    "ar": (" من كل ", " من اصل ", " من بين "),
}


def with_rate(text: str, figure: Figure, language: str) -> Figure:
    """A figure with what it is the rate of, where that stands right behind it.

    Parameters
    ----------
    text : str
        Folded text.
    figure : Figure
        A figure with its noun.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Figure
        The same, `per` set where there is a rate.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("six hours of electricity a day", "en")[0].per
    'day'
    """
    if figure.noun is None:
        return figure
    match = _PER[language].match(text, figure.end, min(len(text), figure.end + _WINDOW))
    if match is None or match.lastgroup is None:
        return figure
    if _FRENCH_ARTICLE.match(match[0]) and language == "fr" and figure.noun not in _PRICED:
        return figure
    return replace(figure, per=_NAMES.get(match.lastgroup, match.lastgroup))


@cache
def _units() -> Mapping[str, str]:
    return {row["noun"]: row["unit"] for row in rows("noun_units")}


def unit_of(figure: Figure) -> str | None:
    """Unit of a figure: that of its noun, and what it is the rate of.

    Parameters
    ----------
    figure : Figure
        A figure.

    Returns
    -------
    str or None
        None where it counts nothing that has a unit.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> unit_of(find_figures("six hours of electricity a day", "en")[0])
    'hours per day'
    """
    unit = _units().get(figure.noun or "")
    return unit if unit is None or figure.per is None else f"{unit} per {figure.per}"
