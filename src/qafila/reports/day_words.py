"""Numbers of one to three words up to 99, as days and short counts are written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows
from qafila.reports.numbers import ordinals

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEN, _FRENCH_TEENS, _LAST_DAY = 10, 6, 31
_ARTICLES = {"en": ("a", "an")}
_JOINS = {"en": ("{ten} {one}",), "fr": ("{ten} {one}", "{ten} et {one}"), "ar": ("{one} و{ten}",)}


@cache
def small_numbers(language: str) -> Mapping[str, int]:
    """Words of a language for numbers up to 99.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    mapping of str to int
        Folded words, parted by single spaces, to the number.

    Examples
    --------
    >>> small_numbers("en")["twenty one"], small_numbers("ar")["خمسه عشر"]
    (21, 15)
    """
    known = {
        row["phrase"]: int(row["value"])
        for row in rows("numbers")
        if row["language"] == language and row["kind"] == "unit"
    }
    ones = {word: number for word, number in known.items() if 0 < number < _TEN}
    tens = {word: number for word, number in known.items() if number >= _TEN and " " not in word}
    found = dict(known)
    for ten, high in tens.items():
        for one, low in ones.items():
            if high % _TEN == 0:
                joins = _joins(language, high, low)
                found |= {join.format(ten=ten, one=one): high + low for join in joins}
    return found | dict.fromkeys(_ARTICLES.get(language, ()), 1)


def _joins(language: str, ten: int, one: int) -> tuple[str, ...]:
    """Arabic teens have no conjunction, French ones begin with 17, English ones are words."""
    if ten > _TEN:
        return _JOINS.get(language, ())
    if language == "ar":
        return ("{one} {ten}",)
    return ("{ten} {one}",) if language == "fr" and one > _FRENCH_TEENS else ()


@cache
def days_in_words(language: str) -> Mapping[str, int]:
    """Words of a language for the days of a month, ordinal and cardinal.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    mapping of str to int
        Folded words to the day.

    Examples
    --------
    >>> days_in_words("en")["twenty second"]
    22
    """
    articles = _ARTICLES.get(language, ())
    cardinals = {
        word: number
        for word, number in small_numbers(language).items()
        if 0 < number <= _LAST_DAY and word not in articles
    }
    return cardinals | dict(ordinals(language))
