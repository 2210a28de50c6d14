"""Find many phrases at once in folded text, on whole words.

A text is asked for the phrases of its sentences and clauses many times over, so each table looks
through a whole text once and remembers what it found there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from qafila.text import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

ARABIC_CLITICS = r"[وف]?(?:ال|لل|بال|كال|[بلس])?"
ARABIC_ENDINGS = r"ا|هما|ها|هم|هن|ه|نا"
NAME_CLITICS = r"[وف]?[بكل]?"
_SHORT_WORD = 3
_SHORT_TEXT = 200  # characters
_KEPT = 3  # texts: an article, the same with its slashes, and a title
# A number with a point inside does not end a gap: "burns 3.5 million litres".
_GAP = r"(?:[^\w.;:!?]+(?:\d+\.\d+|\w+)){0,6}?[^\w.;:!?]+"


@dataclass(frozen=True)
class Hit(Generic[T]):
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
    """A word of a phrase in a text.

    `hit` is the phrase where it is this word alone; else `place` is where its pattern must match,
    or -1 where that is not known.
    """

    first: int
    last: int
    entry: int
    place: int
    hit: Hit[T] | None


@dataclass(frozen=True)
class _Scan(Generic[T]):
    """What a table has found in one text so far."""

    flat: str
    found: list[_Found[T]]
    firsts: list[int]
    matched: dict[tuple[int, int], Hit[T] | None] = field(default_factory=dict)
    answers: dict[tuple[int, int], list[Hit[T]]] = field(default_factory=dict)
    lacking: set[int] = field(default_factory=set)


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
        self._prefix = re.compile(clitics)
        # A word of a phrase may have been looked for without its article.
        self._lead = re.compile(rf"(?:{clitics})(?:ال)?|[وف]?لل" if clitics else "")
        self._patterns: dict[int, re.Pattern[str]] = {}
        # Names and windows that are looked through by themselves do not push an article out.
        self._scans: dict[bool, tuple[_Scan[T], ...]] = {True: (), False: ()}

    @cached_property
    def _automaton(self) -> tuple[object, tuple[tuple[tuple[int, bool, bool], ...], ...]]:
        from ahocorasick_rs import AhoCorasick

        anchors: dict[str, list[tuple[int, bool, bool]]] = {}
        for index, (phrase, _) in enumerate(self._entries):
            pattern = self._needs_pattern(phrase)
            if pattern and not self._clitics and not self._endings and _is_choice(phrase):
                for word in _alternatives(phrase):
                    anchors.setdefault(word, []).append((index, False, False))
                continue
            words, leads = _anchors(phrase, pattern, self._clitics != "")
            for word in words:
                anchors.setdefault(word, []).append((index, pattern, leads))
        return AhoCorasick(list(anchors)), tuple(tuple(found) for found in anchors.values())

    def _needs_pattern(self, phrase: str) -> bool:
        joined = self._clitics != "" and " " in phrase
        return _is_pattern(phrase) or joined or self._endings != ""

    def _pattern(self, index: int, scan: _Scan[T]) -> re.Pattern[str] | None:
        """The pattern of a phrase, compiled when a text first has all its words.

        Compiling takes longer than all else in the first article of a language.
        """
        pattern = self._patterns.get(index)
        if pattern is not None or index in scan.lacking:
            return pattern
        phrase = self._entries[index][0]
        if not _has_words(scan.flat, phrase, self._clitics != ""):
            scan.lacking.add(index)
            return None
        pattern = self._patterns[index] = _compile(phrase, self._clitics, self._endings)
        return pattern

    def _is_word(self, flat: str, word: int, start: int, end: int) -> bool:
        if end < len(flat) and flat[end].isalnum():
            return False
        return word == start or bool(self._clitics and self._prefix.fullmatch(flat, word, start))

    def _match(self, index: int, scan: _Scan[T], place: int, stop: int) -> Hit[T] | None:
        pattern = self._pattern(index, scan)
        match = pattern.match(scan.flat, place, stop) if pattern is not None else None
        if match is None or match.end() == match.start():
            return None
        return Hit(_body_start(match), match.end(), self._entries[index][1])

    def _matches(self, index: int, scan: _Scan[T], start: int, stop: int) -> list[Hit[T]]:
        pattern = self._pattern(index, scan)
        return [
            Hit(_body_start(match), match.end(), self._entries[index][1])
            for match in (pattern.finditer(scan.flat, start, stop) if pattern is not None else ())
            if match.end() > match.start()
        ]

    def _scan(self, flat: str) -> _Scan[T]:
        """What stands in a whole text; its parts are asked for one by one."""
        short = len(flat) <= _SHORT_TEXT
        for scan in self._scans[short]:
            if scan.flat is flat or scan.flat == flat:
                return scan
        scan = _Scan(flat, [], [])
        automaton, owners = self._automaton
        matches = automaton.find_matches_as_indexes(  # type: ignore[attr-defined]
            flat, overlapping=True
        )
        before = word = 0
        for first, last, anchor in sorted((first, last, anchor) for anchor, first, last in matches):
            # A word so long that it has thousands of matches is gone back through only once.
            begin = _word_start(flat, first, before)
            before, word = first, word if begin == before else begin
            opens = word == first or self._lead.fullmatch(flat, word, first) is not None
            is_word = opens and self._is_word(flat, word, first, last)
            for index, pattern, leads in owners[anchor]:
                if pattern and (opens or not leads):
                    scan.found.append(_Found(first, last, index, word if leads else -1, None))
                elif is_word and not pattern:
                    hit = Hit(first, last, self._entries[index][1])
                    scan.found.append(_Found(first, last, index, 0, hit))
        scan.firsts.extend(found.first for found in scan.found)
        self._scans[short] = (scan, *self._scans[short][: _KEPT - 1])
        return scan

    def _at(self, scan: _Scan[T], index: int, place: int, stop: int) -> Hit[T] | None:
        """What a pattern matches at a place of a part of a text.

        A match in the whole text that ends in the part is the match in the part, and where there
        is none in the whole there is none in the part, as long as the part cuts no word.
        """
        key = (index, place)
        if key not in scan.matched:
            scan.matched[key] = self._match(index, scan, place, len(scan.flat))
        hit = scan.matched[key]
        if hit is None or hit.end < stop:
            return hit
        return self._match(index, scan, place, stop)

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
        flat = scan.flat
        cuts = stop < len(flat) and flat[stop - 1].isalnum() and flat[stop].isalnum()
        hits: list[Hit[T]] = []
        seen: set[tuple[int, int]] = set()
        for at in range(bisect_left(scan.firsts, start), bisect_left(scan.firsts, stop)):
            _, last, index, place, hit = scan.found[at]
            if last > stop:
                continue
            if hit is not None:
                hits.append(hit)
                continue
            leads, place = place >= 0, max(place, start) if place >= 0 else place
            if (index, place) in seen:
                continue
            seen.add((index, place))
            if not leads:
                hits += self._matches(index, scan, start, stop)
                continue
            match = (
                self._match(index, scan, place, stop) if cuts
                else self._at(scan, index, place, stop)
            )  # fmt: skip
            if match is not None:
                hits.append(match)
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits


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


def _is_pattern(phrase: str) -> bool:
    return any(mark in phrase for mark in "*|?_") or "..." in phrase


def _is_choice(phrase: str) -> bool:
    """Whether a phrase is one word or another, each as it is written, which asks for no pattern."""
    return not any(mark in phrase for mark in "*? ")


def _alternatives(word: str) -> list[str]:
    return [part.rstrip("*").replace("_", " ") for part in word.rstrip("?").split("|")]


def _anchors(phrase: str, pattern: bool, clitics: bool) -> tuple[list[str], bool]:
    """Words one of which stands in every match, and whether a match starts with it."""
    if not pattern:
        return [phrase], False
    words = [word for word in phrase.split() if word != "..." and not word.endswith("?")]
    parts = max(map(_alternatives, words), key=lambda parts: min(map(len, parts)))
    leads = phrase.split(maxsplit=1)[0] in words and parts == _alternatives(words[0])
    return [_without_article(part) if clitics else part for part in parts], leads


def _has_words(flat: str, phrase: str, clitics: bool) -> bool:
    """Whether a text has, of each word that a phrase asks for, an alternative somewhere."""
    for word in phrase.split():
        if word == "..." or word.endswith("?"):
            continue
        parts = (part.split(" ", 1)[0] for part in _alternatives(word))
        # Short words too lose the alef of their article: "للأمم".
        if not any((part.removeprefix("ال") if clitics else part) in flat for part in parts):
            return False
    return True


def _without_article(word: str) -> str:
    """After the particle "to" the Arabic article loses its alef, so it cannot be searched for."""
    return word[2:] if word.startswith("ال") and len(word) > _SHORT_WORD + 2 else word


def _word_start(flat: str, place: int, least: int) -> int:
    while place > least and flat[place - 1].isalnum():
        place -= 1
    return place


def _body_start(match: re.Match[str]) -> int:
    """Particles written onto the first word are no part of the phrase."""
    return match.start("body") if "body" in match.re.groupindex else match.start()


def _tail(part: str, endings: str) -> str:
    """What may follow the letters of an alternative."""
    if part.endswith("*"):
        return r"\w*"
    return f"(?:{endings})?" if endings and len(part) > _SHORT_WORD else ""


def _written(part: str) -> str:
    if part.endswith("*"):
        return re.escape(part.rstrip("*"))
    return re.escape(part).replace("_", "[ ]+")


def _choices(parts: Sequence[str], endings: str, article: str = "") -> str:
    """Alternatives in their order, without their article if it is given.

    Neighbours that may end in the same ways share these: it makes the same matches, and the
    expression is compiled several times as fast.
    """
    groups = []
    for tail, group in groupby(parts, lambda part: _tail(part, endings)):
        written = "|".join(_written(part).removeprefix(article) for part in group)
        groups.append(f"(?:{written}){tail}" if tail else written)
    return "|".join(groups)


def _compile(phrase: str, clitics: str, endings: str) -> re.Pattern[str]:
    lead = f"(?:{clitics})" if clitics else ""
    pattern, glue = "", ""
    for word in phrase.split():
        if word == "...":
            glue = _GAP
            continue
        parts = word.rstrip("?").split("|")
        choices = _choices(parts, endings)
        core = rf"{lead}(?:{choices})\b"
        if clitics and word.startswith("ال"):
            bare = _choices(parts, endings, "ال")
            core = rf"(?:{lead}(?:{choices})|[وف]?لل(?:{bare}))\b"
        if not word.endswith("?"):
            if not pattern and clitics and not word.startswith("ال"):
                core = rf"{lead}(?P<body>(?:{choices})\b)"
            pattern += glue + core
            glue = "[ ]+"
        elif pattern:
            pattern += f"(?:{glue}{core})?"
        else:
            pattern += f"(?:{core}[ ]+)?"
    return re.compile(r"(?<!\w)" + pattern)
