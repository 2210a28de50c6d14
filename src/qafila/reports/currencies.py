"""Marks of currencies that stand right before an amount: "N985", "GH¢2,400", "SDG 650,000".

``lexicons/currencies.csv`` has the marks. A mark of one letter also names roads and models ("N7"),
so that its amount has three digits or more, or a multiplier ("N8m").
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows

if TYPE_CHECKING:
    from qafila.reports.figures import Figure

_LONGEST = 6  # characters of a mark and the space behind it
_OF_LETTERS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
MONEY = frozenset({"money", "xof", "usd", "eur"})
_IN_BRACKETS = re.compile(r"[^().;\d]{0,12}\([^().;\d]{0,14}")
_NOT_IN = frozenset({"fr", "ar"})  # there a letter before a number is a road, a page or a word
_AMOUNT = r"(?=\d{1,3}[,.]\d|\d{3}|\d{1,2} ?(?:k|m|b|bn|million|billion|trillion)\b)"


@cache
def _classes() -> dict[str, str]:
    return {row["mark"]: row["class"] for row in rows("currencies")}


@cache
def _before() -> re.Pattern[str]:
    marks = sorted(_classes(), key=len, reverse=True)
    return re.compile(rf"(?<![a-z\d])({'|'.join(map(re.escape, marks))})[. ]?$")


@cache
def glued(language: str) -> str:
    r"""Pattern of the places where a number begins although a letter stands right before it.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        Alternatives of a regular expression, each of no width; one that never matches for a
        language that does not write so.

    Examples
    --------
    >>> import re
    >>> re.search(glued("en") + r"\d+", "it was n985").group()
    '985'
    """
    if language in _NOT_IN:
        return "(?!)"
    places = [
        rf"(?<=\b{mark})" + (_AMOUNT if len(mark) == 1 else "")
        for mark in _classes()
        if _OF_LETTERS.fullmatch(mark)
    ]
    return f"(?:{'|'.join(places)})"


def currency_before(text: str, figure: tuple[int, int], language: str) -> str | None:
    """Class of the currency whose mark stands right before a number.

    Parameters
    ----------
    text : str
        Folded text.
    figure : tuple of int
        Where the number stands, its hedge included.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str or None
        A class of ``nouns.csv``, such as ``money`` or ``xof``.

    Examples
    --------
    >>> currency_before("sold for sdg 650,000", (13, 20), "en")
    'money'
    >>> currency_before("it fell in 2020", (11, 15), "en") is None
    True
    """
    digits = _DIGIT.search(text, *figure)
    if digits is None or language in _NOT_IN:
        return None
    start = digits.start()
    found = _before().search(text, max(0, start - _LONGEST), start)
    if found is None:
        return None
    lone = len(found[1]) == 1 and found[1].isalpha()
    if lone and (found.end(1) != start or re.match(_AMOUNT, text[start:]) is None):
        return None
    return _classes()[found[1]]


def without_conversions(text: str, figures: list[Figure]) -> list[Figure]:
    """Figures without amounts that only repeat one in another currency.

    Parameters
    ----------
    text : str
        Folded text.
    figures : list of Figure
        In order of place.

    Returns
    -------
    list of Figure
        Without the second of "2,000 francs ($3.50)".

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> [figure.best for figure in find_figures("2,000 francs ($3.50)", "en")]
    [2000.0]
    """
    kept: list[Figure] = []
    for figure in figures:
        last = kept[-1] if kept else None
        gap = text[last.end : figure.start] if last else ""
        again = last is not None and {last.noun, figure.noun} <= MONEY
        if not (again and _IN_BRACKETS.fullmatch(gap)):
            kept.append(figure)
    return kept
