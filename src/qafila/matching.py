"""Where a text has the words of a phrase in their order.

No regular expression is made of a phrase: making them takes longer than reading an article does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.text_words import IN_CLAUSE, LONG_WORD, POINT, SPACES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qafila.text_words import Readings, TextWords
    from qafila.wordings import Spelling, Word, Wording

_BEFORE_TO = ("", "و", "ف")
_GAP_WORDS = 6

# Words of a text that are a word of a phrase, with the letters of the particle in front; and where
# it may be several words, the last of them and those letters for each way to read it.
Found = tuple[dict[int, int], dict[int, tuple[tuple[int, int], ...]]]


def may_stand(phrase: Wording, readings: Readings) -> bool:
    """Whether a text has a word for each that a phrase asks for: a quick look comes first.

    Parameters
    ----------
    phrase : Wording
        The phrase.
    readings : Readings
        The words of the text.

    Returns
    -------
    bool
        False where the phrase cannot stand in the text.

    Examples
    --------
    >>> from qafila.text_words import readings_of
    >>> from qafila.wordings import wording
    >>> may_stand(wording("run ... dry"), readings_of("pumps run", "", ""))
    False
    """
    keys = readings.keys
    for this, _ in phrase.steps:
        if this.optional or not keys.isdisjoint(this.beginnings):
            continue
        if not any(stem in readings.starts(len(stem)) for stem in this.stems):
            return False
    return True


def occurrences(this: Word, readings: Readings) -> Found:
    """Where a text has a word of a phrase.

    Parameters
    ----------
    this : Word
        The word.
    readings : Readings
        The words of the text.

    Returns
    -------
    Found
        By the number of the word in the text.

    Examples
    --------
    >>> from qafila.text_words import readings_of
    >>> from qafila.wordings import word
    >>> occurrences(word("tanker*|truck", articles=False), readings_of("a truck, tankers", "", ""))
    ({1: 0, 2: 0}, {})
    """
    known = readings.found.get(this)
    if known is None:
        if len(this.spellings) == 1 and not this.spellings[0].pieces:
            known = (_single(this.spellings[0], readings), {})
        else:
            known = ({}, _in_order(this, readings))
        readings.found[this] = known
    return known


def _in_order(this: Word, readings: Readings) -> dict[int, tuple[tuple[int, int], ...]]:
    """All ways to read a word that may be several, those of the first alternatives first."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for spelling in this.spellings:
        if not _may_be(spelling, readings):
            continue
        ways = (
            _several(spelling, readings)
            if spelling.pieces
            else ((place, place, lead) for place, lead in _single(spelling, readings).items())
        )
        for place, end, lead in ways:
            found[place] = (*found.get(place, ()), (end, lead))
    return found


def _may_be(spelling: Spelling, readings: Readings) -> bool:
    """Whether a text has words that one way of writing asks for: most are not in it."""
    pieces = spelling.pieces
    if not pieces:
        return bool(spelling.stems) or not readings.keys.isdisjoint(spelling.exact)
    first, last = pieces[0], pieces[-1]
    if first not in readings.bare and not first.endswith("*"):
        return False
    return readings.pronouns != () or last in readings.words.places or last.endswith("*")


def _single(spelling: Spelling, readings: Readings) -> dict[int, int]:
    """Words that are one of the alternatives, with the letters of the particle in front."""
    bare, ended = readings.bare, readings.ended
    parts = spelling.exact & readings.keys
    ways = [bare[part] for part in parts if part in bare]
    ways += [ended[part] for part in parts if part in ended and len(part) >= LONG_WORD]
    for stem in spelling.stems:
        ways += [bare[rest] for rest in readings.starting(stem)]
    if len(ways) == 1 and not spelling.behind_to:
        return ways[0]
    found: dict[int, int] = {}
    for way in ways:
        for place, lead in way.items():
            # The longest particle is read.
            if lead >= found.get(place, 0) and not (
                spelling.behind_to and not _only_and(readings.words, place, lead)
            ):
                found[place] = lead
    return found


def _only_and(words: TextWords, place: int, lead: int) -> bool:
    """Whether nothing but "and" stands before the particle "to"."""
    start = words.starts[place]
    return words.flat[start : start + lead] in _BEFORE_TO


def _several(spelling: Spelling, readings: Readings) -> Iterator[tuple[int, int, int]]:
    words, pieces = readings.words, spelling.pieces
    follow = [_choices(piece, readings) for piece in pieces[1:]]
    if not pieces[-1].endswith("*") and len("_".join(pieces)) >= LONG_WORD:
        follow[-1] = {pieces[-1] + pronoun for pronoun in ("", *readings.pronouns)}
    if any(choices.isdisjoint(words.places) for choices in follow):
        return
    for place, lead in _first(pieces[0], readings):
        if spelling.behind_to and not _only_and(words, place, lead):
            continue
        end = _row_end(words, place, follow)
        if end >= 0:
            yield place, end, lead


def _choices(piece: str, readings: Readings) -> set[str]:
    """Words of a text that may be one of several in a row, behind the first."""
    return set(readings.starting(piece[:-1])) if piece.endswith("*") else {piece}


def _first(piece: str, readings: Readings) -> list[tuple[int, int]]:
    """Words that may be the first of several, with the letters of the particle in front."""
    rests = readings.starting(piece[:-1]) if piece.endswith("*") else [piece]
    ways = [way for rest in rests for way in readings.bare.get(rest, {}).items()]
    return sorted(ways, key=lambda way: (way[0], -way[1]))  # the longest particle is read


def _row_end(words: TextWords, place: int, follow: Sequence[set[str]]) -> int:
    """The last of the words of a text that stand in a row from a place on, or -1."""
    end = place + len(follow)
    if end >= len(words.starts):
        return -1
    for number, choices in enumerate(follow, place + 1):
        if words.joints[number - 1] > SPACES:
            return -1
        if words.flat[words.starts[number] : words.ends[number]] not in choices:
            return -1
    return end


class Matcher:
    """Finds one phrase in one text.

    Parameters
    ----------
    phrase : Wording
        The phrase.
    readings : Readings
        The words of the text.

    Examples
    --------
    >>> from qafila.text_words import readings_of
    >>> from qafila.wordings import wording
    >>> Matcher(wording("run ... dry"), readings_of("pumps run all dry", "", "")).match(1, 4)
    (6, 3)
    """

    def __init__(self, phrase: Wording, readings: Readings) -> None:
        self._steps = phrase.steps
        self._from_body = phrase.from_body
        self._words = readings.words
        self._found: list[Found] = []
        self._opened: list[Found] = []
        self.starts: list[int] = []
        for step in phrase.steps:
            found = occurrences(step.word, readings)
            if not found[0] and not found[1] and not step.word.optional:
                return
            self._found.append(found)
        starts = {*self._found[0][0], *self._found[0][1]}
        for opener in phrase.openers:
            self._opened.append(occurrences(opener, readings))
            starts.update(*self._opened[-1])
        self.starts = sorted(starts)

    def match(self, place: int, limit: int) -> tuple[int, int] | None:
        """Match the phrase at a word of the text.

        Parameters
        ----------
        place : int
            Number of the word.
        limit : int
            Number of the first word that must not be part of it.

        Returns
        -------
        tuple of int or None
            Where it begins, as a place in the text, and the number of its last word.
        """
        return self._open(0, place, limit)

    def _open(self, number: int, place: int, limit: int) -> tuple[int, int] | None:
        """Match the words that may stand in front, from one of them on, and what follows them."""
        if number == len(self._opened):
            return self._from(place, limit)
        for end, _ in _ways(self._opened[number], place):
            if end < limit and self._words.joints[end] <= SPACES:
                found = self._open(number + 1, end + 1, limit)
                if found is not None:
                    return self._words.starts[place], found[1]
        return self._open(number + 1, place, limit)

    def _from(self, place: int, limit: int) -> tuple[int, int] | None:
        for end, lead in _ways(self._found[0], place):
            last = self._follow(1, end, limit) if end < limit else -1
            if last >= 0:
                return self._words.starts[place] + (lead if self._from_body else 0), last
        return None

    def _follow(self, number: int, last: int, limit: int) -> int:
        """The last word of a match whose words up to one have been found, or -1."""
        if number == len(self._steps):
            return last
        step, found = self._steps[number], self._found[number]
        if found[0] or found[1]:
            for place in self._next(last, limit, step.gap):
                for end, _ in _ways(found, place):
                    stop = self._follow(number + 1, end, limit) if end < limit else -1
                    if stop >= 0:
                        return stop
        return self._follow(number + 1, last, limit) if step.word.optional else -1

    def _next(self, last: int, limit: int, gap: bool) -> Iterator[int]:
        """Words that may come next; a number with a point inside does not end a gap."""
        joints = self._words.joints
        most = IN_CLAUSE if gap else SPACES
        for _ in range(_GAP_WORDS + 1 if gap else 1):
            if joints[last] > most or last + 1 >= limit:
                return
            last += 1
            yield last
            if joints[last] == POINT:
                last += 1


def _ways(found: Found, place: int) -> tuple[tuple[int, int], ...]:
    """The last word and the particle of each way to read a place of a text."""
    lead = found[0].get(place)
    return found[1].get(place, ()) if lead is None else ((place, lead),)
