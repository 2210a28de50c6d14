"""Fold text so that spellings of one word become equal, and find phrases in it.

Every folded character knows the raw character it comes from, so that whatever is found can be shown
verbatim. Accents and Arabic diacritics, tatweel and direction marks vanish; forms of alef, ya and
ta marbuta become one; digits of three scripts become ASCII; runs of white space become one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

ARABIC_CLITICS = r"[وف]?(?:ال|لل|بال|كال|[بلس])?"
ARABIC_ENDINGS = r"ا|هما|ها|هم|هن|ه|نا"
NAME_CLITICS = r"[وف]?[بكل]?"

_SAME = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ک": "ك", "ہ": "ه", "ٱ": "ا", "ؤ": "و", "ئ": "ي",
    "،": ",", "؛": ";", "؟": "?", "٫": ".", "٬": ",", "٪": "%", "’": "'", "‘": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "‑": "-", "‐": "-", "œ": "oe", "æ": "ae", "ß": "ss", "ı": "i",
    "ø": "o", "ɛ": "e", "ɔ": "o", "ŋ": "n",
}  # fmt: skip
_SHORT_WORD = 3
_NAME = 80  # characters; longer texts are folded once
_GAP = r"(?:[^\w.;:!?]+\w+){0,6}?[^\w.;:!?]+"
_JOINED = re.compile(r"[-'/\n]")
# Terminal commands such as colours; their digits are no numbers of the text.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]"
)


@lru_cache(maxsize=8192)
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
        return _JOINED.sub(" ", self.text)

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
        while stop < len(self.raw) and _fold_character(self.raw[stop]) == "":
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


def _fold(raw: str) -> Folded:
    characters: list[str] = []
    offsets: list[int] = []
    previous = ""
    commands = {index for match in _ESCAPE.finditer(raw) for index in range(*match.span())}
    for index, character in enumerate(raw):
        folded = "" if index in commands else _fold_character(character)
        if folded in {" ", "\n"} and previous in {" ", "\n"}:
            if folded == "\n":
                characters[-1] = "\n"
                previous = "\n"
            continue
        for part in folded:
            characters.append(part)
            offsets.append(index)
            previous = part
    return Folded(raw, "".join(characters), tuple(offsets))


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
        self._entries = [(_flatten(phrase), value) for phrase, value in entries]
        self._clitics = clitics
        self._prefix = re.compile(clitics)
        self._scanned: tuple[str, list[int], list[tuple[int, int, int]]] | None = None

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

    @cache  # noqa: B019  # tables live as long as the process
    def _pattern(self, index: int) -> re.Pattern[str]:
        return _compile(self._entries[index][0], self._clitics, self._endings)

    def _is_word(self, flat: str, start: int, end: int) -> bool:
        if end < len(flat) and flat[end].isalnum():
            return False
        first = _word_start(flat, start, 0)
        return first == start or bool(self._clitics and self._prefix.fullmatch(flat, first, start))

    def _matches(self, index: int, flat: str, place: int, start: int, stop: int) -> list[Hit[T]]:
        pattern, value = self._pattern(index), self._entries[index][1]
        if place >= 0:
            match = pattern.match(flat, place, stop)
            matches = [match] if match else []
        else:
            matches = list(pattern.finditer(flat, start, stop))
        return [
            Hit(_body_start(match), match.end(), value)
            for match in matches
            if match.end() > match.start()
        ]

    def _scan(self, flat: str) -> tuple[str, list[int], list[tuple[int, int, int]]]:
        """Where words of phrases stand in a whole text; its parts are asked for one by one."""
        known = self._scanned
        if known is None or known[0] is not flat:
            automaton, _ = self._automaton
            matches = automaton.find_matches_as_indexes(  # type: ignore[attr-defined]
                flat, overlapping=True
            )
            ordered = sorted((first, last, anchor) for anchor, first, last in matches)
            known = (flat, [first for first, _, _ in ordered], ordered)
            self._scanned = known
        return known

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
        _, owners = self._automaton
        found: list[Hit[T]] = []
        seen: set[tuple[int, int]] = set()
        _, firsts, matches = self._scan(flat)
        for place_of in range(bisect_left(firsts, start), bisect_left(firsts, stop)):
            first, last, anchor = matches[place_of]
            if last > stop:
                continue
            for index, pattern, leads in owners[anchor]:
                if not pattern:
                    if self._is_word(flat, first, last):
                        found.append(Hit(first, last, self._entries[index][1]))
                    continue
                place = _word_start(flat, first, start) if leads else -1
                if (index, place) not in seen:
                    seen.add((index, place))
                    found += self._matches(index, flat, place, start, stop)
        return sorted(found, key=lambda hit: (hit.start, -hit.end))


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


def _flatten(phrase: str) -> str:
    return " ".join(_JOINED.sub(" ", fold(phrase).text).split())


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


def _choice(part: str, endings: str) -> str:
    if part.endswith("*"):
        return re.escape(part.rstrip("*")) + r"\w*"
    written = re.escape(part).replace("_", "[ ]+")
    return f"{written}(?:{endings})?" if endings and len(part) > _SHORT_WORD else written


def _compile(phrase: str, clitics: str, endings: str) -> re.Pattern[str]:
    lead = f"(?:{clitics})" if clitics else ""
    pattern, glue = "", ""
    for word in phrase.split():
        if word == "...":
            glue = _GAP
            continue
        choices = "|".join(_choice(part, endings) for part in word.rstrip("?").split("|"))
        core = rf"{lead}(?:{choices})\b"
        if clitics and word.startswith("ال"):
            bare = choices.removeprefix("ال").replace("|ال", "|")
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
