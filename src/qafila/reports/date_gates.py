"""Which rules of a language may match in a text: a quick look before a rule is even compiled.

Whatever a rule matches has some words: those that stand in its expression outside of what may be
left out, and one of the months, days or units where it asks for these. A rule is only tried where a
text has a word of each set close to each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Words = frozenset[str]

_REACH = 120  # characters between two words of one date
_BEHIND = 40  # characters behind a date that a rule may look at
_SHORTEST = 3  # letters; shorter words stand everywhere
_CUT = "\0"
# Signs, and letters that may be left out, stand for no certain word.
_UNSURE = re.compile(
    r"\\.[?*+]*|\[[^\]]*\][?*+]*|\{\w+\}[?*]|[^()|{}\\][?*](?!:|P<|<|=|!)|\{[\d,]+\}"
)
_GROUP = re.compile(r"\((\?(?:P<\w+>|:|<?[=!]))?([^()]*)\)([?*]|\{0)?")
_PIECE = re.compile(r"[^\W\d_][\w '/-]*[\w]|\{[a-z]\w*\}|[\ue000-\uf8ff]")
_FIRST_SIGN = 0xE000
_WORTH = {"{month}": 6, "{weekday}": 6, "{year}": 4, "{unit}": 4, "{spans}": 4, "{day}": 2}


@cache
def words_needed(pattern: str) -> tuple[Words, ...]:
    r"""Sets of words of each of which whatever a pattern matches has one.

    Parameters
    ----------
    pattern : str
        Regular expression in which ``{month}`` and the like stand for words.

    Returns
    -------
    tuple of frozenset of str
        The sets; those names stand in them as they are.

    Examples
    --------
    >>> [sorted(one) for one in words_needed(r"(?:on )?(?P<day>{day}) of {month}(?: {year})?")]
    [['{day}'], ['{month}']]
    >>> [sorted(one) for one in words_needed(r"(?:this|the same) month(?! end)|today")]
    [['month', 'today']]
    """
    signs: list[Words] = []
    pattern, found = _UNSURE.sub(_CUT, pattern), 1
    while found:
        pattern, found = _GROUP.subn(lambda match: _of_group(match, signs), pattern)
    if "|" in pattern:
        pattern = _one_of(pattern, signs)
    return tuple(_sets(pattern, signs))


def _of_group(match: re.Match[str], signs: list[Words]) -> str:
    lead, body, optional = match.groups()
    if optional or (lead is not None and lead[-1] in "=!"):
        return _CUT
    return _one_of(body, signs) if "|" in body else body


def _one_of(body: str, signs: list[Words]) -> str:
    """A sign for the words one of which each of several alternatives has."""
    best = [max(_sets(part, signs), key=_worth, default=None) for part in body.split("|")]
    known = [words for words in best if words is not None]
    if len(known) < len(best):
        return _CUT
    signs.append(frozenset().union(*known))
    return chr(_FIRST_SIGN + len(signs) - 1)


def _sets(part: str, signs: list[Words]) -> list[Words]:
    sets = []
    for piece in _PIECE.findall(part):
        sign = ord(piece[0]) - _FIRST_SIGN
        words = signs[sign] if 0 <= sign < len(signs) else frozenset({piece})
        if all(word in _WORTH or (len(word) >= _SHORTEST and word[0] != "{") for word in words):
            sets.append(words)
    return sets


def _worth(words: Words) -> int:
    return min(_WORTH.get(word, len(word)) for word in words)


class Gates:
    """Where a text has the words that rules need.

    Parameters
    ----------
    text : str
        Folded text.
    words : mapping of str to tuple of str
        Words for which a name stands.

    Examples
    --------
    >>> gates = Gates("on 3 may", {"{month}": ("may",)})
    >>> gates.stretches("(?:the )?{month}", ""), gates.stretches("{month}", "the|on a")
    ([(0, 8)], [])
    """

    def __init__(self, text: str, words: Mapping[str, tuple[str, ...]]) -> None:
        self._text = text
        self._words = words
        self._known: dict[Words | str, list[int]] = {}

    def stretches(self, pattern: str, needs: str) -> list[tuple[int, int]]:
        """Stretches of a text that have all that a rule needs, close to each other.

        Parameters
        ----------
        pattern : str
            The rule's expression.
        needs : str
            Words parted by ``|`` without one of which it cannot match.

        Returns
        -------
        list of tuple of int
            Outside of these it cannot match; they do not overlap.
        """
        asked, own = words_needed(pattern), frozenset(needs.split("|") if needs else ())
        sets = []
        for words in asked if not own or own in asked else (own, *asked):
            places = self._places(words)
            if not places:
                return []
            sets.append(places)
        if not sets:
            return [(0, len(self._text))]
        first, *others = sorted(sets, key=len)
        stretches: list[tuple[int, int]] = []
        for place in first:
            if not all(_has_near(other, place, other is first) for other in others):
                continue
            start, end = max(0, place - _REACH), min(len(self._text), place + _REACH + _BEHIND)
            if stretches and start <= stretches[-1][1]:
                start = stretches.pop()[0]
            stretches.append((start, end))
        return stretches

    def _places(self, words: Words) -> list[int]:
        known = self._known.get(words)
        if known is None:
            known = sorted(place for word in words for place in self._of_word(word))
            self._known[words] = known
        return known

    def _of_word(self, word: str) -> list[int]:
        known = self._known.get(word)
        if known is None:
            written = self._words.get(word, (word,))
            known = [place for one in written for place in _all_places(self._text, one)]
            self._known[word] = known
        return known


def _all_places(text: str, word: str) -> list[int]:
    places = []
    place = text.find(word)
    while place >= 0:
        places.append(place)
        place = text.find(word, place + 1)
    return places


def _has_near(places: list[int], place: int, other: bool) -> bool:
    """Whether one of some places is close to a place, and another than that if it has to be."""
    first = bisect_left(places, place - _REACH)
    last = bisect_right(places, place + _REACH)
    return last - first > other
