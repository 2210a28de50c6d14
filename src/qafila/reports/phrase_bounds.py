"""How far the phrase of a source goes before and after its noun, in each language's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.word_line import LETTERS, head_words, outlet_words, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from qafila.reports.word_line import Line

_LONGEST = 7  # words before a head
_LONGEST_NAME = 8  # words of a complement
_UNKNOWN = 2  # words of no list between a determiner and its noun
_THAT = "that"  # before another determiner it opens a clause: "a toll that the ministry gave"
_SPACED = frozenset({" ", "\n"})


def without_particle(line: Line, index: int) -> int:
    """Where a word begins without "and", "by" or "to" written onto it.

    Parameters
    ----------
    line : Line
        The line.
    index : int
        Place of the word.

    Returns
    -------
    int
        Position in the folded text.

    Examples
    --------
    >>> from qafila.reports.languages.arabic import ARABIC
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> without_particle(line_of(fold("والسكان قالوا"), ARABIC, 0, 13, ()), 0)
    1
    """
    first, word = line.spans[index][0], line.words[index]
    if line.code != "ar":
        return first
    for lead in ("وال", "فال", "بال", "كال"):
        if word.startswith(lead):
            return first + 1
    known = (*words_of("ar", "determiner"), *words_of("ar", "number"), *head_words("ar"))
    return first + 1 if word[:1] in "وفبلك" and word[1:] in known else first


def words_before(line: Line, head: int) -> tuple[int, int]:
    """Where the words before a noun begin, and how many of them are determiners.

    Parameters
    ----------
    line : Line
        The line.
    head : int
        Place of the noun.

    Returns
    -------
    tuple of int
        Place of the first word, and 1 where it is a determiner or a number.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> words_before(line_of(fold("but a senior aid official"), ENGLISH, 0, 25, ()), 4)
    (1, 1)
    """
    first = index = head
    unknown = 0
    while index > 0 and head - index < _LONGEST and line.joined(index - 1):
        index -= 1
        if line.words[index] == _THAT and line.words[head].endswith("s"):
            break  # "it was then that rebel leaders ...": "that" is of one, so it opens a clause
        if line.is_in("determiner", index) or line.is_in("number", index):
            more = index - 1
            while more >= 0 and line.joined(more) and (
                line.is_in("number", more) or line.is_in("determiner", more)
            ) and line.words[more] != _THAT:  # fmt: skip
                index, more = more, more - 1
            return index, 1
        if line.is_stop(index) or line.is_in("link", index):
            break
        proper = line.is_capital(index) and (index > 0 or line.is_capital(head))
        if line.is_known(index) or proper or line.words[index] == "s":
            first = index if not unknown else first
            continue
        unknown += 1
        if unknown > _UNKNOWN:
            break
    return first, 0


def leading_words(line: Line, head: int) -> tuple[int, int]:
    """Tell the same where adjectives mostly follow their noun.

    Parameters
    ----------
    line : Line
        The line.
    head : int
        Place of the noun.

    Returns
    -------
    tuple of int
        Place of the first word, and how many determiners there are.

    Examples
    --------
    >>> from qafila.reports.languages.french import FRENCH
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> leading_words(line_of(fold("mais plusieurs habitants"), FRENCH, 0, 24, ()), 2)
    (1, 1)
    """
    first, bound = head, 0
    while first > 0 and line.joined(first - 1):
        index = first - 1
        if line.is_in("determiner", index) or line.is_in("number", index):
            bound += 1
        elif line.code == "ar" or not line.is_in("adjective", index):
            break
        first = index
    article = line.code == "ar" and line.words[head].lstrip("وفبك").startswith(("ال", "لل"))
    return first, bound or int(article)


def words_after(line: Line, head: int) -> int:
    """Find the last word of what follows a noun and belongs to it.

    Parameters
    ----------
    line : Line
        The line.
    head : int
        Place of the noun.

    Returns
    -------
    int
        Place of the word; the noun itself where nothing belongs to it.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> words_after(line_of(fold("the prefect of Bouna said"), ENGLISH, 0, 25, ()), 1)
    3
    """
    last = head
    while line.code != "en" and line.joined(last) and _is_adjective(line, last + 1):
        last += 1
    if line.code == "ar":
        return _arabic_rest(line, head, last)
    if line.joined(last) and line.is_in("after", last + 1):
        return last + 1
    while line.joined(last) and line.is_in("link", last + 1) and last - head < _LONGEST_NAME:
        heard = line.words[last + 1] in words_of(line.code, "to")
        stop = name_run(line, last + 2, _belongs_to(line, heard=heard))
        if stop < last + 2:
            return last if heard else _unlisted(line, last)
        last = stop
        while line.code == "fr" and line.joined(last) and _is_adjective(line, last + 1):
            last += 1
    return last


def _belongs_to(line: Line, *, heard: bool) -> Callable[[int], bool]:
    """What may follow "of"; after "to" stands who hears it, unless it is a place."""

    def belongs(index: int) -> bool:
        if heard:
            return index in line.places or (line.is_capital(index) and not line.is_acronym(index))
        return line.is_known(index) or line.is_capital(index)

    return belongs


def _is_adjective(line: Line, index: int) -> bool:
    if line.is_stop(index):
        return False
    return line.is_in("adjective", index) or index in line.peoples


def name_run(line: Line, first: int, belongs: Callable[[int], bool]) -> int:
    """Find the last word of a run of words that belong, with articles and "of" between them.

    Parameters
    ----------
    line : Line
        The line.
    first : int
        Place of the first word.
    belongs : callable
        Whether the word at a place belongs.

    Returns
    -------
    int
        Place of the word; the one before `first` where none belongs.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> line = line_of(fold("Voice of the Delta said"), ENGLISH, 0, 23, ())
    >>> name_run(line, 0, line.is_capital)
    3
    """
    index, last = first, first - 1
    while index < len(line.spans) and index - first < _LONGEST_NAME:
        if index > first and not line.joined(index - 1):
            break
        inner = line.is_in("determiner", index) or (last >= first and line.is_in("link", index))
        if line.is_stop(index) and line.words[index] not in {"et", "and"}:
            break
        if belongs(index) and not (inner and not line.is_capital(index)):
            last = index
        elif not inner and line.words[index] not in {"et", "and", "s"}:
            break
        index += 1
    return last


def _unlisted(line: Line, last: int) -> int:
    """Go on over a few words of no list where a verb of saying or a comma ends them."""
    index = last + 2
    for _ in range(_UNKNOWN + 2):
        if index >= len(line.spans) or line.is_stop(index):
            break
        if not line.joined(index) or line.spans[index + 1][0] in line.voices:
            return index
        index += 1
    return last


def _arabic_rest(line: Line, head: int, last: int) -> int:
    """«محافظ شمال دارفور», «عضو في مجلس أعيان تمسة»: a noun right after, or after "in"."""

    def belongs(index: int) -> bool:
        word = line.words[index]
        return (
            line.is_known(index)
            or word.startswith(("ال", "بال"))
            or (word.startswith("لل") and word[2:] in words_of("ar", "domain"))
            or (word[:1] in "بل" and word[1:] in head_words("ar") - outlet_words("ar"))
        )

    definite = line.words[head].startswith("ال") or line.words[head][1:3] == "ال"
    while line.joined(last) and last - head < _LONGEST_NAME:
        following = last + 1
        linked = line.is_in("link", following)
        first = following + 1 if linked else following
        if (
            first >= len(line.spans)
            or line.is_stop(first)
            or (linked and not line.joined(following))
        ):
            break
        glued = line.words[first].startswith(("لل", "بال")) or line.words[first][:1] in "بل"
        heard = _is_told_outlet(line, first) or (
            not linked
            and last > head
            and line.words[first].removeprefix("ال") in outlet_words("ar")
        )
        if heard or not belongs(first) or (definite and not linked and not glued):
            break
        last = first
        while line.joined(last) and _is_adjective(line, last + 1):
            last += 1
        definite = line.words[last].startswith("ال") or first in line.places
    return last


def _is_told_outlet(line: Line, index: int) -> bool:
    """Who is told hears: «لوكالة», «للصحيفة»."""
    word = line.words[index]
    return word.startswith("ل") and word.lstrip("ل") in outlet_words("ar")


def name_after(line: Line, last: int) -> int:
    """Find the last word of a person's name after the office; nothing of it is kept.

    Parameters
    ----------
    line : Line
        The line.
    last : int
        Place of the last word of the office.

    Returns
    -------
    int
        Place of the word; `last` where no name follows.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> name_after(line_of(fold("the mayor John Doe said"), ENGLISH, 0, 23, ()), 1)
    3
    """
    index = last
    while (
        index - last < LETTERS + 1
        and line.joined(index)
        and line.folded.text[line.spans[index][1]] in _SPACED
        and line.is_capital(index + 1)
        and not line.is_stop(index + 1)
        and index + 1 not in line.places
    ):
        index += 1
    return index
