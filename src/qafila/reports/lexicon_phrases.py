"""Faults in how a phrase of a lexicon is written, by which it would silently never be found."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qafila.text import flatten, fold
from qafila.wordings import GAP

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOINER = re.compile(r"[-'’/]")
_MARKS = re.compile(r"[*|?_&]")


class Fault(NamedTuple):
    """What is wrong with a phrase, and how to mend it."""

    message: str
    hint: str = ""


def phrase_faults(phrase: str) -> list[Fault]:
    """Tell why a phrase would not be found as it is meant.

    Parameters
    ----------
    phrase : str
        As the table has it, with the words of each set in place of its name.

    Returns
    -------
    list of Fault
        Empty where the phrase is well formed.

    Examples
    --------
    >>> [fault.message for fault in phrase_faults("burnt|  tankers")]
    ['"burnt|" has an empty alternative']
    >>> phrase_faults("a? trade? union ... met_en_garde*|warn*")
    []
    """
    words = phrase.split()
    if not words:
        return [Fault("the phrase is empty", "write words or delete the row")]
    found = [fault for word in words if word != GAP for fault in _word_faults(word)]
    return found + _gap_faults(words)


def _gap_faults(words: list[str]) -> list[Fault]:
    """A gap needs a word that must be there on either side."""
    needed = [number for number, word in enumerate(words) if not word.endswith("?") and word != GAP]
    if not needed:
        return [Fault("no word of the phrase must be there", 'take "?" off one of them')]
    gaps = [number for number, word in enumerate(words) if word == GAP]
    found = []
    if any(number < needed[0] for number in gaps):
        found.append(Fault('"..." stands before the first word that must be there', "delete it"))
    if gaps and gaps[-1] == len(words) - 1:
        found.append(Fault('"..." stands at the end', "delete it"))
    if any(second == first + 1 for first, second in pairwise(gaps)):
        found.append(Fault('"..." stands twice in a row', "one gap is up to six words"))
    return found


def _word_faults(word: str) -> Iterator[Fault]:
    bare = word.removesuffix("?")
    if "?" in bare:
        yield Fault(
            f'"{word}" has a "?" that is not at its end',
            "a whole word may be missing with all its alternatives, one of them alone may not",
        )
    parts = bare.split("|")
    if not all(map(_is_something, parts)):
        yield Fault(f'"{word}" has an empty alternative', 'a "|" too many, or letters left out')
    for part in parts:
        pieces = part.split("_")
        if any("*" in piece.removesuffix("*") for piece in pieces):
            told = f'"{part}" has a "*" that is not at the end of a word'
            yield Fault(told, "only an ending may be open")
        if "" in pieces and part:
            yield Fault(f'"{part}" has a "_" without a word on each side', "delete it")
    if "|" in bare or bare != word:
        parted = [part for part in parts if _JOINER.search(part.strip("-'’/"))]
        if parted:
            hint = f'write "{_JOINER.sub("_", parted[0])}"'
            yield Fault(
                f'"{parted[0]}" falls into several words, which parts the alternatives', hint
            )


def _is_something(part: str) -> bool:
    """Whether letters are left once an alternative is folded; "*" alone is any word."""
    return part == "*" or any(letter.isalnum() for letter in flatten(part))


def folded_faults(word: str) -> list[Fault]:
    """Tell why a word that is compared letter by letter would not be found.

    Parameters
    ----------
    word : str
        As the table has it.

    Returns
    -------
    list of Fault
        Empty where the word is written as folded texts have it.

    Examples
    --------
    >>> [fault.hint for fault in folded_faults("Août")]
    ['write "aout"']
    """
    if _MARKS.search(word):
        return [
            Fault(f'"{word}" has a mark of a phrase', "this table takes plain words: a row each")
        ]
    folded = fold(word).text.strip()
    if folded == word:
        return []
    return [Fault(f'"{word}" is compared letter by letter', f'write "{folded}"')]
