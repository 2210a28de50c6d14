"""Fold text so that spellings of one word become equal.

Every folded character knows the raw character it comes from, so that whatever is found can be shown
verbatim. Accents and Arabic diacritics, tatweel and direction marks vanish; forms of alef, ya and
ta marbuta become one; digits of three scripts become ASCII; runs of white space become one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

_SAME = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ہ": "ه", "ٱ": "ا", "ؤ": "و", "ئ": "ي",
    "،": ",", "؛": ";", "؟": "?", "٫": ".", "٬": ",", "٪": "%", "’": "'", "‘": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "‑": "-", "‐": "-", "œ": "oe", "æ": "ae", "ß": "ss", "ı": "i",
    "ø": "o", "ɛ": "e", "ɔ": "o", "ŋ": "n",
}  # fmt: skip
_NAME = 80  # characters; longer texts are folded once
_JOINED = re.compile(r"[-'/\n]")
_SPACES = re.compile(r"[ \n]{2,}")
# Terminal commands such as colours; their digits are no numbers of the text.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]"
)


def _fold_character(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    if character.isdigit() and character.isdecimal():
        return str(unicodedata.digit(character))
    if character == "ـ" or unicodedata.category(character) in {"Cf", "Mn", "Cc"}:
        return " " if character in "\t\r\v\f" else ("\n" if character == "\n" else "")
    if character.isspace():
        return "\n" if character in "\u2028\u2029\x85" else " "
    compatible = "\ufb00" <= character <= "\uffef"
    parts = unicodedata.normalize("NFKD" if compatible else "NFD", character)
    if parts != character:
        return "".join(_fold_character(part) for part in parts)
    lower = character.lower()
    return lower if lower == character else "".join(_fold_character(part) for part in lower)


@dataclass(frozen=True)
class Folded:
    """Text in its folded form, each character with the place it has in the raw text.

    `flat` has the same length as `text`, with hyphens, apostrophes and line ends as spaces, so that
    a phrase is found in either way of writing.

    Examples
    --------
    >>> folded = fold("L'Armée à Kóulikoro")
    >>> folded.text
    "l'armee a koulikoro"
    >>> folded.raw_span(10, 19)
    (10, 19)
    """

    raw: str
    text: str
    offsets: tuple[int, ...]

    @cached_property
    def flat(self) -> str:
        """The folded text with what joins words written as a space."""
        return flat_of(self.text)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded text stands in the raw text.

        Parameters
        ----------
        start, end : int
            Positions in `text`, ``start < end``.

        Returns
        -------
        tuple of int
            Positions in `raw`, marks that sit on the last letter included.

        Examples
        --------
        >>> fold("ـمالِي").raw_span(0, 4)
        (1, 6)
        """
        stop = self.offsets[end - 1] + 1
        while stop < len(self.raw) and not _CHARACTERS[self.raw[stop]]:
            stop += 1
        return self.offsets[start], stop

    def is_capital(self, position: int) -> bool:
        """Whether the raw character there is a capital or belongs to a script without case.

        Parameters
        ----------
        position : int
            Position in `text`.

        Returns
        -------
        bool
            False for a lower-case letter only.

        Examples
        --------
        >>> fold("San").is_capital(0), fold("san").is_capital(0), fold("سان").is_capital(0)
        (True, False, True)
        """
        return not self.raw[self.offsets[position]].islower()


@lru_cache(maxsize=4)
def flat_of(text: str) -> str:
    """A folded text with what joins words written as a space.

    Parameters
    ----------
    text : str
        Folded text.

    Returns
    -------
    str
        As long as the text: `Folded.flat`, for what knows nothing but `Folded.text`.

    Examples
    --------
    >>> flat_of("cote d'ivoire")
    'cote d ivoire'
    """
    return _JOINED.sub(" ", text)


def fold(raw: str) -> Folded:
    """Fold a text.

    Parameters
    ----------
    raw : str
        Any text.

    Returns
    -------
    Folded
        Its folded form with the way back.

    Examples
    --------
    >>> fold("أُسرة ٢٬٥٠٠").text
    'اسره 2,500'
    """
    return _fold_name(raw) if len(raw) <= _NAME else _fold(raw)


@lru_cache(maxsize=16384)
def _fold_name(raw: str) -> Folded:
    """Names are folded again and again in one text."""
    return _fold(raw)


class _Characters(dict[str, str]):
    """Folded form of each character met so far."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = _fold_character(character)
        return folded


_CHARACTERS = _Characters()


def _fold(raw: str) -> Folded:
    parts = list(map(_CHARACTERS.__getitem__, raw))
    if "\x1b" in raw or "\x9b" in raw:
        for match in _ESCAPE.finditer(raw):
            for index in range(*match.span()):
                parts[index] = ""
    text = "".join(parts)
    # Most characters stay one; only a text with marks and ligatures is counted out.
    single = len(text) == len(raw) and "" not in parts
    offsets = (
        tuple(range(len(raw)))
        if single
        else tuple(index for index, part in enumerate(parts) for _ in part)
    )
    return Folded(raw, *_without_runs(text, offsets))


def _without_runs(text: str, offsets: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """One space, or line end where one is among them, in place of each run of white space."""
    kept: list[str] = []
    places: list[int] = []
    done = 0
    for run in _SPACES.finditer(text):
        kept += (text[done : run.start()], "\n" if "\n" in run[0] else " ")
        places += offsets[done : run.start() + 1]
        done = run.end()
    if not done:
        return text, offsets
    return "".join((*kept, text[done:])), (*places, *offsets[done:])


@lru_cache(maxsize=32768)
def flatten(phrase: str) -> str:
    """Fold a phrase and part its words by one space.

    Parameters
    ----------
    phrase : str
        Words, hyphens, apostrophes and slashes between them.

    Returns
    -------
    str
        As `Folded.flat` has it, without white space at its ends.

    Examples
    --------
    >>> flatten("Côte d'Ivoire ")
    'cote d ivoire'
    """
    if phrase.isascii() and phrase.isprintable():
        folded = phrase.lower()
    elif "\x1b" in phrase or "\x9b" in phrase:
        folded = fold(phrase).flat
    else:
        folded = "".join(map(_CHARACTERS.__getitem__, phrase))
    if " " not in folded and folded.isalnum():
        return folded
    return " ".join(_JOINED.sub(" ", folded).split())
