"""Words of a line of text, with what is known of each: for phrases that name sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qafila.places import demonyms
from qafila.reports.lexicons import rows, table
from qafila.reports.stretches import Stretches
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.text import Folded

LETTERS = 3  # of an acronym, at least
_WORD = re.compile(r"\w+")
_GAPS = frozenset({" ", "-", "'", "' ", ". ", ".", "\n"})


@dataclass(frozen=True)
class Line:
    """Words of a part of a text, with what is known of each.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> line_of(fold("The army said"), ENGLISH, 0, 13, ()).at(5)
    1
    """

    folded: Folded
    code: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    places: frozenset[int]
    peoples: frozenset[int]
    voices: frozenset[int]

    def at(self, position: int) -> int:
        """Index of the word that holds a position.

        Parameters
        ----------
        position : int
            Position in the folded text.

        Returns
        -------
        int
            Place of the word; -1 where none holds it.
        """
        return next(
            (i for i, (first, last) in enumerate(self.spans) if first <= position < last), -1
        )

    def joined(self, left: int) -> bool:
        """Whether nothing but what joins words stands after a word.

        Parameters
        ----------
        left : int
            Place of the word.

        Returns
        -------
        bool
            False at the end of the line, too.
        """
        if left < 0 or left + 1 >= len(self.spans):
            return False
        gap = self.folded.text[self.spans[left][1] : self.spans[left + 1][0]]
        return gap in _GAPS and (not gap.startswith(".") or len(self.words[left]) == 1)

    def is_in(self, part: str, index: int) -> bool:
        """Whether a word is in a list of the language, with the Arabic article or without.

        Parameters
        ----------
        part : str
            Name of the list.
        index : int
            Place of the word.

        Returns
        -------
        bool
            True where it is.
        """
        word, listed = self.words[index], words_of(self.code, part)
        if self.code != "ar":
            return word in listed
        bare = word.removeprefix("ال")
        return word in listed or bare in listed or word.removesuffix("ا") in listed

    def is_capital(self, index: int) -> bool:
        """Whether a word has a capital; the first word of a sentence has one in any case.

        Parameters
        ----------
        index : int
            Place of the word.

        Returns
        -------
        bool
            Always false in Arabic.
        """
        first = self.spans[index][0]
        return (
            self.code != "ar"
            and self.folded.text[first].isalpha()
            and self.folded.is_capital(first)
        )

    def is_acronym(self, index: int) -> bool:
        """Whether a word is three or more capitals.

        Parameters
        ----------
        index : int
            Place of the word.

        Returns
        -------
        bool
            Always false in Arabic.
        """
        first, last = self.spans[index]
        if last - first < LETTERS or not self.is_capital(index):
            return False
        raw = self.folded.raw[slice(*self.folded.raw_span(first, last))]
        return len(raw) >= LETTERS and raw.isalpha() and raw.isupper() and self.code != "ar"

    def is_stop(self, index: int) -> bool:
        """Whether no phrase goes across a word.

        Parameters
        ----------
        index : int
            Place of the word.

        Returns
        -------
        bool
            True for small words, months, days and verbs of saying.
        """
        return (
            self.is_in("stop", index)
            or self.words[index] in calendar_words(self.code)
            or (self.spans[index][0] in self.voices and not (index and self.is_capital(index)))
        )

    def is_known(self, index: int) -> bool:
        """Whether a word may be part of the name of a body, an office or a place.

        Parameters
        ----------
        index : int
            Place of the word.

        Returns
        -------
        bool
            True where a list or a table has it.
        """
        return (
            self.is_in("adjective", index)
            or self.is_in("domain", index)
            or index in self.places
            or index in self.peoples
            or self.is_head_word(index)
        )

    def is_head_word(self, index: int) -> bool:
        """Whether a word is a noun of the lexicon.

        Parameters
        ----------
        index : int
            Place of the word.

        Returns
        -------
        bool
            True with the Arabic article, too.
        """
        word, heads = self.words[index], head_words(self.code)
        return word in heads or (word.startswith("ال") and word[2:] in heads)


@cache
def words_of(code: str, part: str) -> frozenset[str]:
    """Words of a language that may stand in the phrase of a source.

    Parameters
    ----------
    code : str
        ``en``, ``fr`` or ``ar``.
    part : str
        Column ``part`` of the lexicon.

    Returns
    -------
    frozenset of str
        Folded words.

    Examples
    --------
    >>> "several" in words_of("en", "determiner")
    True
    """
    return frozenset(
        word
        for row in rows("source_words")
        if row["language"] == code and row["part"] == part
        for word in fold(row["words"]).flat.split()
    )


@cache
def calendar_words(code: str) -> frozenset[str]:
    """Names of months and days, which are no part of a source's name.

    Parameters
    ----------
    code : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    frozenset of str
        Folded words.

    Examples
    --------
    >>> "monday" in calendar_words("en")
    True
    """
    return frozenset(
        fold(word.rstrip("?")).flat
        for name in ("months", "weekdays")
        for row in rows(name)
        if row["language"] == code
        for word in re.split(r"[|\s]", row["phrase"])
        if len(word) >= LETTERS
    )


@cache
def head_words(code: str) -> frozenset[str]:
    """Nouns of one word that may head the phrase of a source.

    Parameters
    ----------
    code : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    frozenset of str
        Folded words.

    Examples
    --------
    >>> "governor" in head_words("en")
    True
    """
    return frozenset(
        word
        for row in rows("source_heads")
        if row["language"] == code and " " not in row["phrase"]
        for word in row["phrase"].split("|")
    )


@cache
def outlet_words(code: str) -> frozenset[str]:
    """First words of what outlets are called.

    Parameters
    ----------
    code : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    frozenset of str
        Folded words.

    Examples
    --------
    >>> "newspaper" in outlet_words("en")
    True
    """
    return frozenset(
        word
        for row in rows("source_heads")
        if row["language"] == code and row["form"] == "outlet"
        for word in row["phrase"].split(" ")[0].split("|")
    )


def line_of(
    folded: Folded, language: Language, start: int, end: int, places: Sequence[Hit[Place]]
) -> Line:
    """Look at a part of a text word by word.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The part.
    places : sequence of Hit
        Places named in the text.

    Returns
    -------
    Line
        Its words.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> line_of(fold("The army said"), ENGLISH, 0, 13, ()).words
    ('the', 'army', 'said')
    """
    code, flat = language.code, folded.flat
    spans = tuple(match.span() for match in _WORD.finditer(flat, start, end))
    near = [(hit.start, hit.end) for hit in places if start <= hit.start and hit.end <= end]
    people = [(hit.start, hit.end) for hit in demonyms(code).find(flat, start, end)]
    voices = [hit.start for hit in table("verbs", code).find(flat, start, end)]
    return Line(
        folded,
        code,
        spans,
        tuple(flat[first:last] for first, last in spans),
        _covered(spans, near),
        _covered(spans, people),
        frozenset(voices),
    )


def _covered(spans: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]) -> frozenset[int]:
    covered = Stretches(parts)
    return frozenset(
        index for index, (first, last) in enumerate(spans) if covered.overlap(first, last)
    )


def verbatim(line: Line, start: int, end: int) -> str:
    """Give the words of the text.

    Parameters
    ----------
    line : Line
        The line.
    start, end : int
        Positions in the folded text.

    Returns
    -------
    str
        The raw words on one line.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> verbatim(line_of(fold("The Army said"), ENGLISH, 0, 13, ()), 0, 8)
    'The Army'
    """
    first, last = line.folded.raw_span(start, end)
    return " ".join(line.folded.raw[first:last].split())
