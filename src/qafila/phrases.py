"""Find many phrases at once in folded text, on whole words.

A text is asked for the phrases of its sentences and clauses many times over, so each table looks
through a whole text once and remembers what it found there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from qafila.marked_phrases import find_marked
from qafila.matching import Matcher, may_stand
from qafila.text import flatten
from qafila.text_words import readings_of
from qafila.wordings import alternatives, anchors, is_plain, rarest, wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from qafila.text_words import Readings, TextWords

T = TypeVar("T")

ARABIC_CLITICS = r"[وف]?(?:ال|لل|بال|كال|[بلس])?"
ARABIC_ENDINGS = r"ا|هما|ها|هم|هن|ه|نا"
NAME_CLITICS = r"[وف]?[بكل]?"
_SHORT_TEXT = 200  # characters
_KEPT = 3  # texts: an article, the same with its slashes, and a title
_MARKS = re.compile(r"[*|?_]|\.\.\.")


class Hit(NamedTuple, Generic[T]):
    """A phrase that was found: where in the folded text, and what stands for it.

    Examples
    --------
    >>> Hit(0, 4, "fuel").value
    'fuel'
    """

    start: int
    end: int
    value: T


class _Found(NamedTuple, Generic[T]):
    """A phrase that a whole text has at a place.

    `matcher` tells whether it stands there in a part of the text as well, from the word `place` on;
    it is None where the phrase is in the part if all of it is. Matches of a phrase `apart` do not
    overlap.
    """

    first: int
    hit: Hit[T]
    entry: int
    matcher: Matcher | None = None
    place: int = 0
    apart: bool = False


@dataclass(frozen=True)
class _Scan(Generic[T]):
    """What a table has found in one text."""

    flat: str
    found: list[_Found[T]]
    firsts: list[int]
    words: TextWords
    answers: dict[tuple[int, int], list[Hit[T]]] = field(default_factory=dict)


class _Index(NamedTuple):
    """Entries of a table by the words without one of which they cannot stand in a text.

    `single` and `marked` have numbers of entries, `exact` and `stems` those of `phrases`.
    """

    phrases: list[tuple[int, str]]
    single: dict[str, list[int]]
    exact: dict[str, list[int]]
    stems: dict[int, dict[str, list[int]]]
    marked: list[int]


class PhraseTable(Generic[T]):
    """Finds many phrases at once, on whole words.

    A phrase is words parted by spaces. In a word, ``a|b`` are alternatives, a final ``*`` is any
    ending, ``_`` is a space and a final ``?`` makes the word optional; ``...`` is a gap of up to
    six words in the same clause. Prefixed particles are allowed as `clitics` says (a regular
    expression that may match nothing).

    Parameters
    ----------
    entries : sequence of tuple of (str, object)
        Phrases and what each stands for.
    clitics : str
        What may be written onto a word in front.
    endings : str
        What may be written onto a word of four letters or more behind, such as a pronoun.

    Examples
    --------
    >>> table = PhraseTable([("fuel? tanker*|truck*", "tanker"), ("run dry", "dry")])
    >>> [(hit.start, hit.end, hit.value) for hit in table.find("ten fuel trucks run dry")]
    [(4, 15, 'tanker'), (16, 23, 'dry')]
    """

    def __init__(
        self, entries: Sequence[tuple[str, T]], clitics: str = "", endings: str = ""
    ) -> None:
        self._endings = endings
        self._entries = [(flatten(phrase), value) for phrase, value in entries]
        self._clitics = clitics
        # Names and windows that are looked through by themselves do not push an article out.
        self._scans: dict[bool, tuple[_Scan[T], ...]] = {True: (), False: ()}

    @cached_property
    def _index(self) -> _Index:
        index = _Index([], {}, {}, {}, [])
        for number, (phrase, _) in enumerate(self._entries):
            if not self._endings and phrase.isalnum():
                index.single.setdefault(phrase, []).append(number)
            elif not is_plain(phrase):
                index.marked.append(number)
            else:
                for choice in self._choices(phrase):
                    self._place(index, number, choice)
        return index

    def _place(self, index: _Index, number: int, phrase: str) -> None:
        if not self._endings and phrase.isalnum():
            index.single.setdefault(phrase, []).append(number)
            return
        for anchor, is_stem in anchors(rarest(phrase), self._clitics != ""):
            by = index.stems.setdefault(len(anchor), {}) if is_stem else index.exact
            by.setdefault(anchor, []).append(len(index.phrases))
        index.phrases.append((number, phrase))

    def _choices(self, phrase: str) -> list[str]:
        """One word or another, each as it is written, are phrases of their own."""
        free = not self._clitics and not self._endings
        if free and _MARKS.search(phrase) and not any(mark in phrase for mark in "*? "):
            return [part.replace("_", " ") for part in alternatives(phrase)]
        return [phrase]

    def _scan(self, flat: str) -> _Scan[T]:
        """What stands in a whole text; its parts are asked for one by one."""
        short = len(flat) <= _SHORT_TEXT
        for scan in self._scans[short]:
            if scan.flat is flat or scan.flat == flat:
                return scan
        readings = readings_of(flat, self._clitics, self._endings)
        found = sorted(
            (*self._single(readings), *self._phrases(readings), *self._marked(flat)),
            key=lambda one: (one.first, one.entry),
        )
        scan = _Scan(flat, found, [one.first for one in found], readings.words)
        self._scans[short] = (scan, *self._scans[short][: _KEPT - 1])
        return scan

    def _single(self, readings: Readings) -> Iterator[_Found[T]]:
        words, single = readings.words, self._index.single
        for rest in _shared(readings.bare, single):
            for place in readings.bare[rest]:
                last = words.ends[place]
                for entry in single[rest]:
                    hit = Hit(last - len(rest), last, self._entries[entry][1])
                    yield _Found(hit.start, hit, entry)

    def _phrases(self, readings: Readings) -> Iterator[_Found[T]]:
        words, limit = readings.words, len(readings.words.starts)
        for number in self._possible(readings):
            entry, phrase = self._index.phrases[number]
            parsed = wording(phrase, self._clitics != "")
            if not may_stand(parsed, readings):
                continue
            value, apart = self._entries[entry][1], not parsed.leads
            matcher = Matcher(parsed, readings)
            for place in matcher.starts:
                match = matcher.match(place, limit)
                if match is not None:
                    hit = Hit(match[0], words.ends[match[1]], value)
                    yield _Found(words.starts[place], hit, entry, matcher, place, apart)

    def _possible(self, readings: Readings) -> set[int]:
        """Phrases of which a text has the rarest word."""
        index = self._index
        numbers = {
            number for key in _shared(readings.keys, index.exact) for number in index.exact[key]
        }
        for length, stems in index.stems.items():
            for stem in _shared(readings.starts(length), stems):
                numbers.update(stems[stem])
        return numbers

    def _marked(self, flat: str) -> Iterator[_Found[T]]:
        for entry in self._index.marked:
            phrase, value = self._entries[entry]
            joined = self._clitics != "" and " " in phrase
            written = joined or self._endings != "" or _MARKS.search(phrase) is not None
            for start, first, last in find_marked(
                phrase, flat, self._clitics, self._endings, written
            ):
                yield _Found(start, Hit(first, last, value), entry)

    def find(self, flat: str, start: int = 0, end: int | None = None) -> list[Hit[T]]:
        """Find all phrases in a part of a text.

        Parameters
        ----------
        flat : str
            Folded text, as `Folded.flat`.
        start, end : int
            The part to look at.

        Returns
        -------
        list of Hit
            In order of place, the longer first; they may overlap.

        Examples
        --------
        >>> PhraseTable([("مالي", "MLI")], NAME_CLITICS).find("في مالي وبمالي")[1].start
        10
        """
        stop = len(flat) if end is None else end
        if not self._entries or start >= stop:
            return []
        scan = self._scan(flat)
        known = scan.answers.get((start, stop))
        if known is None:
            known = scan.answers[start, stop] = self._look(scan, start, stop)
        return list(known)

    def _look(self, scan: _Scan[T], start: int, stop: int) -> list[Hit[T]]:
        limit = bisect_right(scan.words.ends, stop)
        hits: list[Hit[T]] = []
        ends: dict[int, int] = {}
        for at in range(bisect_left(scan.firsts, start), bisect_left(scan.firsts, stop)):
            one = scan.found[at]
            hit: Hit[T] | None = one.hit
            if one.apart and ends.get(one.entry, 0) > one.first:
                continue
            if one.hit.end > stop:
                hit = self._shorter(scan, one, limit)
            if hit is not None:
                ends[one.entry] = hit.end
                hits.append(hit)
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits

    def _shorter(self, scan: _Scan[T], one: _Found[T], limit: int) -> Hit[T] | None:
        """What a phrase that goes on behind a part of a text matches inside it."""
        match = one.matcher.match(one.place, limit) if one.matcher is not None else None
        return Hit(match[0], scan.words.ends[match[1]], one.hit.value) if match else None


def _shared(one: Collection[str], other: Collection[str]) -> list[str]:
    few, many = (one, other) if len(one) < len(other) else (other, one)
    return [word for word in few if word in many]


def longest(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """Of hits that overlap, keep the longest.

    Parameters
    ----------
    hits : iterable of Hit
        What was found.

    Returns
    -------
    list of Hit
        Hits that do not overlap, in order of place.

    Examples
    --------
    >>> [hit.value for hit in longest([Hit(0, 3, "a"), Hit(0, 7, "b"), Hit(8, 9, "c")])]
    ['b', 'c']
    """
    kept: list[Hit[T]] = []
    starts: list[int] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        place = bisect_left(starts, hit.start)
        before = place > 0 and kept[place - 1].end > hit.start
        after = place < len(kept) and kept[place].start < hit.end
        if not before and not after:
            kept.insert(place, hit)
            starts.insert(place, hit.start)
    return kept
