"""Numbers in folded text: digits with separators, words in three languages, and both mixed.

The grammar is one for all languages: a word adds (`unit`, `hundreds`, `dual`) or multiplies
(`multiplier`), as ``lexicons/numbers.csv`` says; connectors may stand between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.currencies import glued
from qafila.reports.lexicons import rows
from qafila.reports.number_words import Sum, Word

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = r"\d{1,3}(?:[ ,.']\d{3})+(?![\d])(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?"
_TEN = 10
_HUNDRED = 100
_THOUSAND = 1000
_PARTICLES = "وفبلك"
_TEEN = re.compile(r"ال(?=(?:ثلاث|اربع|خمس|ست|سبع|ثماني|تسع)ه? عشره?\b)")
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(r"[ \-]")
_GLUE = re.compile(r"[ \-]{0,2}")
_COUNTED = re.compile(r" (?!من |و)[^\W\d_]{2,}")
# "Twenty-one thousand, three hundred": a comma between the parts of one number.
_COMMA = re.compile(r", (?=[a-z]+[ -]hundred\b)")
_AND_DIGITS = re.compile(r" ?و ?(?=\d)| (?=\d+ (?:مي|ماي)ه\b)")
_PARTS_OF = re.compile(r"[ \-](?:a |de |d'un |d')?")
# What makes the word behind it no number: "pour cent", «الثانية عشرة».
_NO_NUMBER = {
    "fr": re.compile(r"\bpour (?=cents?\b)"),
    "ar": re.compile(r"ال(?:حادي|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع)ه? (?=عشره?\b)"),
}
_CENT = 6  # characters of "cents" and the end of the word
_BETWEEN = re.compile(r"بين $")
_MINUS = {
    "en": re.compile(r"\b(?:minus|negative) $"),
    "fr": re.compile(r"\bnegati(?:f|ve) $"),
    "ar": re.compile(r"(?<!\w)(?:سالب|ناقص) $"),
}
_CONJUNCTION = {
    "en": re.compile(r" and "), "fr": re.compile(r" et "), "ar": re.compile(r" ?و"),
}  # fmt: skip
_SIGN = re.compile(r"(?<![\w)\n])[-−]$")
_PERCENT = re.compile(r" ?(?:%|per ?cent\b|pour cent\b|(?:ب|في )ال(?:مي|ماي)ه\b)")


@cache
def _token(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<digits>(?:(?<![\d.,a-z_])|{glued(language)})(?:{_DIGITS})"
        r"(?!\d|(?:st|nd|rd|th|er|e|eme)\b))|(?P<word>[^\W\d_]+)"
    )


@dataclass(frozen=True)
class Number:
    """A number that a text states.

    Attributes
    ----------
    start, end : int
        Where it stands.
    value : float
        What it comes to.
    words : bool
        Whether it is written in words.
    scale : float
        The "million" at its end, which a range says once: "two to three million".

    Examples
    --------
    >>> Number(0, 2, 12.0).value
    12.0
    """

    start: int
    end: int
    value: float
    words: bool = False
    scale: float = 1.0


@cache
def _lexicon(language: str) -> Mapping[str, tuple[float, str]]:
    return {
        row["phrase"]: (float(row["value"] or 0), row["kind"])
        for row in rows("numbers")
        if row["language"] == language and row["kind"] != "ordinal"
    }


@cache
def _first_words(language: str) -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _lexicon(language))


@cache
def _openers(language: str) -> frozenset[str]:
    """Words at which a number may begin, in Arabic also with a particle written onto them."""
    words = _first_words(language)
    particles = (*_PARTICLES, "ال") if language == "ar" else ()
    return words | {f"{particle}{word}" for particle in particles for word in words}


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
    openers = _openers(language)
    while match := _token(language).search(text, position, stop):
        opens = match["digits"] is not None or match["word"] in openers
        number = _number_at(text, match, language, stop) if opens else None
        if number is None:
            position = match.end()
        else:
            found.append(_signed(text, number, language))
            position = number.end
    return found


def number_from(text: str, language: str, start: int, end: int) -> Number | None:
    """The number that begins at a place of a folded text.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    start, end : int
        The place, and where the part to look at ends.

    Returns
    -------
    Number or None
        None where none begins there.

    Examples
    --------
    >>> number_from("the forty trucks", "en", 4, 16).value
    40.0
    """
    match = _token(language).match(text, start, end)
    if match is None or (match["digits"] is None and match["word"] not in _openers(language)):
        return None
    number = _number_at(text, match, language, end)
    return None if number is None else _signed(text, number, language)


def _signed(text: str, number: Number, language: str) -> Number:
    """A minus is one in words, before a percentage, or where the number is the whole text.

    Before anything else a hyphen opens a line or joins two words.
    """
    before = text[max(0, number.start - 9) : number.start]
    minus = _MINUS[language].search(before) is not None
    if not minus and _SIGN.search(before):
        alone = text.strip() == text[number.start - 1 : number.end]
        minus = alone or _PERCENT.match(text, number.end) is not None
    return replace(number, value=-number.value) if minus else number


def _number_at(text: str, match: re.Match[str], language: str, stop: int) -> Number | None:
    begin = match.start()
    if match["digits"] is not None:
        return _grow(text, language, stop, begin, parse_digits(match["digits"]), match.end())
    word = _word_at(text, begin, language, stop)
    if word is None and language == "ar":
        teen = _TEEN.match(text, begin)
        begin = teen.end() if teen else begin + (text[begin] in _PARTICLES)
        word = _word_at(text, begin, language, stop)
    if word is None or word.kind == "connector" or _is_no_number(text, begin, language):
        return None
    if word.end - begin == 1 and text[begin].isascii():
        return None  # the M of "M23": a letter multiplies only behind a number
    if word.kind in {"half", "part"}:
        return _part(text, language, stop, begin, word)
    if _is_article(text, begin, word, language, stop):
        return None
    return _sum(text, language, stop, begin, word)


def _is_no_number(text: str, begin: int, language: str) -> bool:
    pattern = _NO_NUMBER.get(language)
    if pattern is None:
        return False
    before = pattern.finditer(text, max(0, begin - 9), begin + _CENT)
    return any(match.end() == begin for match in before)


def _part(text: str, language: str, stop: int, begin: int, part: Word) -> Number | None:
    """Half a million; half of anything else is no number."""
    joint = _PARTS_OF.match(text, part.end, stop)
    whole = _word_at(text, joint.end(), language, stop) if joint else None
    if whole is None or whole.kind != "multiplier" or whole.value < _THOUSAND:
        return None
    return Number(begin, whole.end, part.value * whole.value, words=True, scale=whole.value)


def _is_article(text: str, begin: int, word: Word, language: str, stop: int) -> bool:
    written = text[begin : word.end]
    if _MINUS[language].search(text, max(0, begin - 9), begin):
        return False
    if written not in {"un", "une", "one", "واحد", "واحده", "احد", "احدي"}:
        return False
    following = _next(text, word.end, language, stop)
    if following is None:
        return True
    tens = language == "ar" and following.kind == "unit" and following.value >= _TEN
    return not tens and following.kind not in {"multiplier", "hundreds", "connector", "half"}


def _word_at(text: str, start: int, language: str, stop: int) -> Word | None:
    opening = _LETTERS.match(text, start, stop)
    if opening is None or opening[0] not in _first_words(language):
        return None
    lexicon = _lexicon(language)
    best: Word | None = None
    position = start
    phrase = ""
    for _ in range(3):
        match = _LETTERS.match(text, position, stop)
        if not match:
            break
        phrase = f"{phrase} {match[0]}".strip()
        if phrase in lexicon:
            value, kind = lexicon[phrase]
            best = Word(value, kind, match.end())
        glue = _JOINT.match(text, match.end(), stop)
        if not glue:
            break
        position = glue.end()
    return best


def _next(text: str, position: int, language: str, stop: int) -> Word | None:
    glue = _GLUE.match(text, position, stop)
    begin = glue.end() if glue else position
    word = _word_at(text, begin, language, stop)
    if word is None and language == "ar" and text[begin : begin + 1] == "و":
        word = _word_at(text, begin + 1, language, stop)
    return word


def _grow(text: str, language: str, stop: int, begin: int, value: float, end: int) -> Number:
    scale = 1.0
    while (word := _next(text, end, language, stop)) and word.kind == "multiplier":
        scale *= word.value
        end = word.end
    grown = Number(begin, end, value * scale, scale=scale)
    return _with_rest(text, language, stop, grown) if language == "ar" else grown


def _with_rest(text: str, language: str, stop: int, number: Number) -> Number:
    """Arabic goes on behind its thousands: «3 آلاف و200»; between two numbers it does not."""
    joint = _AND_DIGITS.match(text, number.end, stop)
    between = _BETWEEN.search(text, max(0, number.start - 4), number.start)
    if number.scale < _HUNDRED or joint is None or between:
        return number
    match = _token(language).match(text, joint.end(), stop)
    if match is None or match["digits"] is None:
        return number
    rest = _grow(text, language, stop, match.start(), parse_digits(match["digits"]), match.end())
    if rest.value >= number.scale:
        return number
    return Number(number.start, rest.end, number.value + rest.value)


def _sum(text: str, language: str, stop: int, begin: int, first: Word) -> Number:
    so_far = Sum(end=begin)
    word: Word | None = _as_dual(text, begin, first, language, stop)
    while word is not None:
        if word.kind == "connector":
            following = _next(text, word.end, language, stop)
            if following is None or not _adds(so_far.previous, following.kind):
                break
            word = following
        if word.kind == "part":
            break
        joined = _CONJUNCTION[language].match(text, so_far.end) is not None
        if not so_far.fits(word, joined=joined):
            # What stands right before a multiplier is its own; a conjunction parts them.
            if word.kind == "multiplier" and not joined and so_far.settled is not None:
                so_far.total, so_far.end = so_far.settled
                so_far.current = 0.0
            break
        so_far.add(word)
        word = _next(text, so_far.end, language, stop) or _after_comma(text, so_far, language, stop)
    scale = so_far.last if so_far.current == 0 and so_far.last else 1.0
    if so_far.previous == "multiplier" and so_far.last == 0:
        scale = _HUNDRED if so_far.current % _HUNDRED == 0 else 1.0
    return Number(begin, so_far.end, so_far.total + so_far.current, words=True, scale=scale)


def _after_comma(text: str, so_far: Sum, language: str, stop: int) -> Word | None:
    comma = _COMMA.match(text, so_far.end, stop)
    if comma is None or so_far.previous != "multiplier" or so_far.last < _THOUSAND:
        return None
    return _word_at(text, comma.end(), language, stop)


def _as_dual(text: str, begin: int, word: Word, language: str, stop: int) -> Word:
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
