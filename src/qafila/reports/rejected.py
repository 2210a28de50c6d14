"""Figures that a text names only to reject them: "22 tankers, and not 38", "not 38 but 22"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qafila.reports.numbers import find_numbers

if TYPE_CHECKING:
    from qafila.reports.numbers import Number

_FARTHEST = 60  # characters from the figure that holds to the one that does not
_ABOUT = r"(?:the |about |some |around |les |environ |quelque |ال|نحو |حوالي )?"
_REJECTS = {
    "en": re.compile(rf"(?<!\bif)(?<!or)[ ,(]+(?:and |but )?(?:not|rather than) {_ABOUT}$"),
    "fr": re.compile(
        rf"(?:[ ,(]+(?:et|mais) (?:non(?: pas)?|pas)|[,(] ?(?:non(?: pas)?|pas)|[ ,]+plutot que) "
        rf"(?:de )?{_ABOUT}$"
    ),
    "ar": re.compile(rf"[ ,،(]+و?(?:لا|ليس|ليست) {_ABOUT}$"),
}
_NOT = {
    "en": re.compile(r"\bnot (?:the )?$"),
    "fr": re.compile(r"\b(?:non pas|non|pas) (?:les )?$"),
    "ar": re.compile(r"(?:^|(?<=[ ,،]))(?:و?ليس|و?ليست|لا) $"),
}
_BUT = {
    "en": re.compile(r",? but (?:rather |only |in fact )?"),
    "fr": re.compile(r",? mais (?:bien |seulement |plutot )?"),
    "ar": re.compile(r"[,،]? (?:بل |وانما |وإنما |انما |إنما )(?:فقط )?"),
}
_HINT = {
    "en": re.compile(r"\bnot\b|\brather than\b"),
    "fr": re.compile(r"\b(?:non|pas|plutot)\b"),
    "ar": re.compile(r"(?:^|(?<=[ ,،(]))و?(?:لا|ليس|ليست) "),
}
_BREAKS = re.compile(r"[.;:!?؟]")


def without_rejected(text: str, language: str, start: int, stop: int) -> str:
    """Blank the figures that a text rejects, so that places in it stay the same.

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
    str
        Text of the same length.

    Examples
    --------
    >>> without_rejected("twelve, not twenty, drivers", "en", 0, 27).split()
    ['twelve', 'drivers']
    >>> without_rejected("not 38 but 22 tankers", "en", 0, 21).split()
    ['22', 'tankers']
    """
    if not _HINT[language].search(text, start, stop):
        return text
    numbers = sorted(find_numbers(text, language, start, stop), key=lambda one: one.start)
    for before, number in pairwise(numbers):
        first, last = _rejected(text, language, before, number)
        text = text[:first] + " " * (last - first) + text[last:]
    return text


def _rejected(text: str, language: str, one: Number, other: Number) -> tuple[int, int]:
    """Where the rejected of two neighbouring numbers stands, with the words that reject it."""
    gap = text[one.end : other.start]
    negation = _NOT[language].search(text[max(0, one.start - 12) : one.start])
    if negation and _BUT[language].fullmatch(gap):
        return one.start - len(negation[0]), other.start
    rejects = _REJECTS[language].search(gap)
    if rejects is None or len(gap) > _FARTHEST or _BREAKS.search(gap) or other.value == 1:
        return other.end, other.end
    comma = text[other.end : other.end + 1] in {",", "،", ")"}
    return one.end + rejects.start(), other.end + comma
