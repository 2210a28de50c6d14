"""Numbers in folded text: digits with separators, words in three languages, and both mixed.

The grammar is one for all languages: a word adds (`unit`, `hundreds`, `dual`) or multiplies
(`multiplier`), as ``lexicons/numbers.csv`` says; connectors may stand between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = r"\d{1,3}(?:[ ,.']\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"
_TOKEN = re.compile(
    rf"(?P<digits>(?<![\d.,a-z_])(?:{_DIGITS})(?!\d|(?:st|nd|rd|th|er|e|eme)\b))|(?P<word>[^\W\d_]+)"
)
_TEN = 10
_THOUSAND = 1000
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"[ \-]")
_GLUE = re.compile(r"[ \-]{0,2}")
_COUNTED = re.compile(r" (?!من |و)[^\W\d_]{2,}")


@dataclass(frozen=True)
class Number:
    """A number that a text states.

    Examples
    --------
    >>> Number(0, 2, 12.0).value
    12.0
    """

    start: int
    end: int
    value: float
    words: bool = False


@dataclass(frozen=True)
class _Word:
    value: float
    kind: str
    end: int


@cache
def _lexicon(language: str) -> Mapping[str, tuple[float, str]]:
    return {
        row["phrase"]: (float(row["value"] or 0), row["kind"])
        for row in rows("numbers")
        if row["language"] == language and row["kind"] != "ordinal"
    }


@cache
def ordinals(language: str) -> Mapping[str, int]:
    """Ordinal numbers of a language, as days of a month are written.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    mapping of str to int
        Folded phrase to number.

    Examples
    --------
    >>> ordinals("fr")["premier"]
    1
    """
    return {
        row["phrase"]: int(row["value"])
        for row in rows("numbers")
        if row["language"] == language and row["kind"] == "ordinal"
    }


def parse_digits(text: str) -> float:
    """Value of a number in digits, whatever its separators.

    Parameters
    ----------
    text : str
        ASCII digits with separators.

    Returns
    -------
    float
        The value; three digits after one separator are thousands.

    Examples
    --------
    >>> parse_digits("2 500"), parse_digits("1,300,000"), parse_digits("2.5"), parse_digits("1,25")
    (2500.0, 1300000.0, 2.5, 1.25)
    """
    grouped = re.fullmatch(r"(\d{1,3}(?:[ ,.']\d{3})+)(?:[.,](\d{1,2}))?", text)
    if grouped and not text.startswith("0"):
        whole = re.sub(r"\D", "", grouped[1])
        return float(f"{whole}.{grouped[2] or 0}")
    return float(text.replace(",", ".").replace(" ", ""))


def find_numbers(text: str, language: str, start: int = 0, end: int | None = None) -> list[Number]:
    """Find the numbers in a part of a folded text.

    Parameters
    ----------
    text : str
        Folded text (`qafila.text.Folded.text`).
    language : str
        ``en``, ``fr`` or ``ar``.
    start, end : int
        The part to look at.

    Returns
    -------
    list of Number
        In order of place.

    Examples
    --------
    >>> [number.value for number in find_numbers("trois cents citernes et 90 blesses", "fr")]
    [300.0, 90.0]
    >>> [number.value for number in find_numbers("خمسه وعشرون و90 الف", "ar")]
    [25.0, 90000.0]
    """
    stop = len(text) if end is None else end
    found: list[Number] = []
    position = start
    while match := _TOKEN.search(text, position, stop):
        number = _number_at(text, match, language, stop)
        if number is None:
            position = match.end()
        else:
            found.append(number)
            position = number.end
    return found


def _number_at(text: str, match: re.Match[str], language: str, stop: int) -> Number | None:
    begin = match.start()
    if match["digits"] is not None:
        return _grow(text, language, stop, begin, parse_digits(match["digits"]), match.end())
    word = _word_at(text, match.start(), language, stop)
    if word is None and language == "ar" and text[begin] in "وفبلك":
        word = _word_at(text, begin + 1, language, stop)
        begin += 1
    if word is None or word.kind in {"connector", "half"}:
        return None
    if _is_article(text, begin, word, language, stop):
        return None
    return _sum(text, language, stop, begin, word)


def _is_article(text: str, begin: int, word: _Word, language: str, stop: int) -> bool:
    written = text[begin : word.end]
    if written not in {"un", "une", "one", "واحد", "واحده", "احد", "احدي"}:
        return False
    following = _next(text, word.end, language, stop)
    if following is None:
        return True
    teen = language == "ar" and following.kind == "unit" and following.value == _TEN
    return not teen and following.kind not in {"multiplier", "hundreds", "connector", "half"}


def _word_at(text: str, start: int, language: str, stop: int) -> _Word | None:
    lexicon = _lexicon(language)
    best: _Word | None = None
    position = start
    phrase = ""
    for _ in range(3):
        match = _LETTERS.match(text, position, stop)
        if not match:
            break
        phrase = f"{phrase} {match[0]}".strip()
        if phrase in lexicon:
            value, kind = lexicon[phrase]
            best = _Word(value, kind, match.end())
        glue = _JOINT.match(text, match.end(), stop)
        if not glue:
            break
        position = glue.end()
    return best


def _next(text: str, position: int, language: str, stop: int) -> _Word | None:
    glue = _GLUE.match(text, position, stop)
    begin = glue.end() if glue else position
    word = _word_at(text, begin, language, stop)
    if word is None and language == "ar" and text[begin : begin + 1] == "و":
        word = _word_at(text, begin + 1, language, stop)
    return word


def _grow(text: str, language: str, stop: int, begin: int, value: float, end: int) -> Number:
    while (word := _next(text, end, language, stop)) and word.kind == "multiplier":
        value *= word.value
        end = word.end
    return Number(begin, end, value)


def _sum(text: str, language: str, stop: int, begin: int, first: _Word) -> Number:
    total, current, last_multiplier, end = 0.0, 0.0, 1.0, begin
    word: _Word | None = _as_dual(text, begin, first, language, stop)
    previous = ""
    while word is not None:
        if word.kind == "connector":
            following = _next(text, word.end, language, stop)
            if following is None or not _adds(previous, following.kind):
                break
            word = following
        if word.kind == "unit" and previous == "unit" and not _tens_then_unit(current, word.value):
            break
        if word.kind == "half" and total == 0:
            current += word.value
        elif word.kind == "half":
            total += word.value * last_multiplier
        elif word.kind == "multiplier" and word.value >= _THOUSAND:
            total += (current or (1.0 if total == 0 else 0.0)) * word.value or word.value
            current, last_multiplier = 0.0, word.value
        elif word.kind == "multiplier":
            current = max(current, 1.0) * word.value
        elif word.kind == "dual":
            total += word.value
            last_multiplier = word.value / 2
        else:
            current += word.value
        end, previous = word.end, word.kind
        word = _next(text, end, language, stop)
    return Number(begin, end, total + current, words=True)


def _as_dual(text: str, begin: int, word: _Word, language: str, stop: int) -> _Word:
    """Right before what it counts «ألفا» is two thousand, behind another number one thousand."""
    written = text[begin : word.end].lstrip("وفبلك")
    follows = _COUNTED.match(text, word.end, stop)
    if language != "ar" or word.kind != "multiplier" or not written.endswith("ا"):
        return word
    if follows is None or _next(text, word.end, language, stop) is not None:
        return word
    return replace(word, value=word.value * 2, kind="dual")


def _adds(previous: str, kind: str) -> bool:
    return kind in {"unit", "multiplier", "hundreds", "dual", "half"} and bool(previous)


def _tens_then_unit(current: float, value: float) -> bool:
    tens = current % 100
    if tens >= 20:
        return value < 20
    if tens >= 10:
        return value < 10 and tens == 10
    return value >= 10 and tens > 0
