"""Sources by what they are called: "two aid officials in Goma", « un élu local », «مصدر أمني».

A phrase is a head noun of the lexicon with what may stand before it (determiner, number,
adjectives, other nouns) and after it (adjectives, an acronym, "of", "in" and a name). It only may
be a source; whether it speaks is seen from the words around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qafila.places import demonyms
from qafila.reports.lexicons import rows, table
from qafila.text import Hit, fold, longest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.text import Folded

PHRASE = "phrase"  # the language of rows made here: they name nobody whom a table knows
_WORD = re.compile(r"\w+")
_GAPS = frozenset({" ", "-", "'", "' ", ". ", ".", "\n"})
_SHORT_NAME = re.compile(r" ?\(\w[\w .\-]{1,24}\)")
_LONGEST = 7  # words before a head
_LONGEST_NAME = 8  # words of a complement
_UNKNOWN = 2  # words of no list between a determiner and its noun
_LETTERS = 3  # of an acronym
_SPACED = frozenset({" ", "\n"})


@dataclass(frozen=True)
class _Line:
    """Words of a part of a text, with what is known of each."""

    folded: Folded
    code: str
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    places: frozenset[int]
    peoples: frozenset[int]
    voices: frozenset[int]

    def at(self, position: int) -> int:
        """Index of the word that holds a position."""
        return next(
            (i for i, (first, last) in enumerate(self.spans) if first <= position < last), -1
        )

    def joined(self, left: int) -> bool:
        """Whether nothing but what joins words stands after a word."""
        if left < 0 or left + 1 >= len(self.spans):
            return False
        gap = self.folded.text[self.spans[left][1] : self.spans[left + 1][0]]
        return gap in _GAPS and (not gap.startswith(".") or len(self.words[left]) == 1)

    def is_in(self, part: str, index: int) -> bool:
        """Whether a word is in a list of the language, with the Arabic article or without."""
        word, listed = self.words[index], words_of(self.code, part)
        return word in listed or (word.startswith("ال") and word[2:] in listed)

    def is_capital(self, index: int) -> bool:
        """Whether a word has a capital; the first word of a sentence has one in any case."""
        first = self.spans[index][0]
        return (
            self.code != "ar"
            and self.folded.text[first].isalpha()
            and self.folded.is_capital(first)
        )

    def is_acronym(self, index: int) -> bool:
        """Whether a word is three or more capitals."""
        first, last = self.spans[index]
        raw = self.folded.raw[slice(*self.folded.raw_span(first, last))]
        return len(raw) >= _LETTERS and raw.isalpha() and raw.isupper() and self.code != "ar"

    def is_stop(self, index: int) -> bool:
        """Whether no phrase goes across a word."""
        return (
            self.is_in("stop", index)
            or self.words[index] in calendar_words(self.code)
            or self.spans[index][0] in self.voices
        )

    def is_known(self, index: int) -> bool:
        """Whether a word may be part of the name of a body, an office or a place."""
        return (
            self.is_in("adjective", index)
            or self.is_in("domain", index)
            or index in self.places
            or index in self.peoples
            or self.is_head_word(index)
        )

    def is_head_word(self, index: int) -> bool:
        """Whether a word is a noun of the lexicon."""
        word, heads = self.words[index], _head_words(self.code)
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
        if len(word) >= _LETTERS
    )


@cache
def _head_words(code: str) -> frozenset[str]:
    return frozenset(
        word
        for row in rows("source_heads")
        if row["language"] == code and " " not in row["phrase"]
        for word in row["phrase"].split("|")
    )


@cache
def _outlet_words(code: str) -> frozenset[str]:
    return frozenset(
        word
        for row in rows("source_heads")
        if row["language"] == code and row["form"] == "outlet"
        for word in row["phrase"].split(" ")[0].split("|")
    )


def find_source_phrases(
    folded: Folded, language: Language, start: int, end: int, places: Sequence[Hit[Place]]
) -> list[Hit[Row]]:
    """Find phrases that may be sources.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The part to look at.
    places : sequence of Hit
        Places named in the text.

    Returns
    -------
    list of Hit
        Rows like those of the lexicon of sources, with `head` (the row of the noun), `form` and
        `whole` (empty where the phrase is only a definite noun, as in "the official").

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("two clearing agents in Kidira said")
    >>> [hit] = find_source_phrases(text, ENGLISH, 0, 34, ())
    >>> text.raw[hit.start : hit.end], hit.value["kind"]
    ('two clearing agents in Kidira', 'local_source')
    """
    heads = longest(table("source_heads", language.code).find(folded.flat, start, end))
    line = _line(folded, language, start, end, places)
    found = [phrase for head in heads if (phrase := _phrase(line, head)) is not None]
    return _merged(line, found) + _acronyms(line)


def _line(
    folded: Folded, language: Language, start: int, end: int, places: Sequence[Hit[Place]]
) -> _Line:
    code, flat = language.code, folded.flat
    spans = tuple(match.span() for match in _WORD.finditer(flat, start, end))
    near = [(hit.start, hit.end) for hit in places if start <= hit.start and hit.end <= end]
    people = [(hit.start, hit.end) for hit in demonyms(code).find(flat, start, end)]
    voices = [hit.start for hit in table("verbs", code).find(flat, start, end)]
    return _Line(
        folded,
        code,
        spans,
        tuple(flat[first:last] for first, last in spans),
        _covered(spans, near),
        _covered(spans, people),
        frozenset(voices),
    )


def _covered(spans: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]) -> frozenset[int]:
    return frozenset(
        index
        for index, (first, last) in enumerate(spans)
        if any(begin < last and first < stop for begin, stop in parts)
    )


def _phrase(line: _Line, head: Hit[Row]) -> Hit[Row] | None:
    left, right = line.at(head.start), line.at(head.end - 1)
    if left < 0 or (head.value["form"] == "name" and not _is_title(line, left, right)):
        return None
    first, bound = (_before if line.code == "en" else _lead)(line, left)
    last = _after(line, right)
    whole = first < left - bound or last > right
    if head.value["form"] != "person" and not (bound or whole or _stands_alone(line, left)):
        return None
    if any(line.is_in("negative", index) for index in range(max(0, first - 1), left)):
        return None  # "no source confirms it": nobody speaks
    if line.is_in("own", first):
        return None  # "our correspondent", "this newspaper": the document itself
    if head.value["form"] == "paper" and not bound and line.spans[left][0] in line.voices:
        return None  # "an agent there reports"
    begin = _without_particle(line, first)
    stop = line.spans[last][1]
    short = _SHORT_NAME.match(line.folded.text, stop)
    name, reach = "", stop if short is None else short.end()
    if head.value["form"] == "person":
        named = _name_after(line, last)
        if named > last:
            name, reach = _verbatim(line, begin, stop), line.spans[named][1]
    if head.value["form"] == "outlet" or (line.code == "fr" and head.value["kind"] == "ngo"):
        named = _name(line, last + 1, line.is_capital) if line.joined(last) else last
        if named > last:  # "the bimonthly X", « l'ONG X »
            name = _verbatim(line, line.spans[last + 1][0], line.spans[named][1])
            reach = line.spans[named][1]
    titled = _titled(line, first) if head.value["form"] in {"body", "outlet"} else first
    if titled < first:  # "Voix du Sahel, the state radio": the name and what it is
        begin = line.spans[titled][0]
        name = _verbatim(line, begin, line.spans[first - 1][1])
    row = {**head.value, "language": PHRASE, "name": name, "source_id": "", "refers": "",
           "head": head.value["phrase"], "whole": "yes" if whole or name else ""}  # fmt: skip
    return Hit(begin, reach, row)


def _titled(line: _Line, first: int) -> int:
    """Where a name begins that stands, with a comma, before what tells what it is."""
    if line.code == "ar" or first == 0 or not line.is_in("article", first):
        return first
    begin, gap = first, line.folded.text[line.spans[first - 1][1] : line.spans[first][0]]
    if gap != ", ":
        return first
    index = first - 1
    while index >= 0 and (line.is_capital(index) or line.is_in("link", index)):
        if line.is_stop(index) or index in line.places:
            return first
        if line.is_capital(index) and not line.is_in("link", index):
            begin = index
        index -= 1
        if index >= 0 and not line.joined(index):
            break
    named = first - begin > 1 or (begin < first and line.is_acronym(begin))
    ends = line.is_capital(first - 1)
    placed = index >= 0 and line.joined(index) and line.is_in("link", index + 1)
    return begin if named and ends and not placed else first


def _is_title(line: _Line, left: int, right: int) -> bool:
    """A word such as "Post" is the name of an outlet beside another capital only."""
    capital = line.is_capital(left) and left > 0
    return capital and line.joined(left - 1) and line.is_capital(left - 1) and left == right


def _stands_alone(line: _Line, left: int) -> bool:
    """Bodies that speak without an article: "police", "rebels", and any body in Arabic."""
    word = line.words[left]
    return line.code == "ar" or word.endswith("s") or word in words_of(line.code, "alone")


def _verbatim(line: _Line, start: int, end: int) -> str:
    first, last = line.folded.raw_span(start, end)
    return " ".join(line.folded.raw[first:last].split())


def _without_particle(line: _Line, index: int) -> int:
    """Where a word begins without "and", "by" or "to" written onto it."""
    first, word = line.spans[index][0], line.words[index]
    if line.code != "ar":
        return first
    for lead in ("وال", "فال", "بال", "كال"):
        if word.startswith(lead):
            return first + 1
    known = (*words_of("ar", "determiner"), *words_of("ar", "number"), *_head_words("ar"))
    return first + 1 if word[:1] in "وفبلك" and word[1:] in known else first


def _before(line: _Line, head: int) -> tuple[int, int]:
    """Where the words before a noun begin, and how many of them are determiners."""
    first = index = head
    unknown = 0
    while index > 0 and head - index < _LONGEST and line.joined(index - 1):
        index -= 1
        if line.is_in("determiner", index) or line.is_in("number", index):
            more = index - 1
            while more >= 0 and line.joined(more) and (
                line.is_in("number", more) or line.is_in("determiner", more)
            ):  # fmt: skip
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


def _lead(line: _Line, head: int) -> tuple[int, int]:
    """The same where adjectives mostly follow their noun."""
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


def _after(line: _Line, head: int) -> int:
    """The last word of what follows a noun and belongs to it."""
    last = head
    while line.code != "en" and line.joined(last) and _is_adjective(line, last + 1):
        last += 1
    if line.code == "ar":
        return _arabic_rest(line, head, last)
    if line.joined(last) and line.is_in("after", last + 1):
        return last + 1
    while line.joined(last) and line.is_in("link", last + 1) and last - head < _LONGEST_NAME:
        heard = line.words[last + 1] in words_of(line.code, "to")
        stop = _name(line, last + 2, _belongs_to(line, heard=heard))
        if stop < last + 2:
            return last if heard else _unlisted(line, last)
        last = stop
        while line.code == "fr" and line.joined(last) and _is_adjective(line, last + 1):
            last += 1
    return last


def _belongs_to(line: _Line, *, heard: bool) -> Callable[[int], bool]:
    """What may follow "of"; after "to" stands who hears it, unless it is a place."""

    def belongs(index: int) -> bool:
        if heard:
            return index in line.places or (line.is_capital(index) and not line.is_acronym(index))
        return line.is_known(index) or line.is_capital(index)

    return belongs


def _is_adjective(line: _Line, index: int) -> bool:
    if line.is_stop(index):
        return False
    return line.is_in("adjective", index) or index in line.peoples


def _name(line: _Line, first: int, belongs: Callable[[int], bool]) -> int:
    """The last word of a run of words that belong, with articles and "of" between them."""
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


def _unlisted(line: _Line, last: int) -> int:
    """Go on over a few words of no list where a verb of saying or a comma ends them."""
    index = last + 2
    for _ in range(_UNKNOWN + 2):
        if index >= len(line.spans) or line.is_stop(index):
            break
        if not line.joined(index) or line.spans[index + 1][0] in line.voices:
            return index
        index += 1
    return last


def _arabic_rest(line: _Line, head: int, last: int) -> int:
    """«محافظ شمال دارفور», «عضو في مجلس أعيان تمسة»: a noun right after, or after "in"."""

    def belongs(index: int) -> bool:
        word = line.words[index]
        return (
            line.is_known(index)
            or word.startswith(("ال", "بال"))
            or (word.startswith("لل") and word[2:] in words_of("ar", "domain"))
            or (word[:1] in "بل" and word[1:] in _head_words("ar") - _outlet_words("ar"))
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
        heard = _is_told_outlet(line, first)
        if heard or not belongs(first) or (definite and not linked and not glued):
            break
        last = first
        while line.joined(last) and _is_adjective(line, last + 1):
            last += 1
        definite = line.words[last].startswith("ال") or first in line.places
    return last


def _is_told_outlet(line: _Line, index: int) -> bool:
    """Who is told hears: «لوكالة», «للصحيفة»."""
    word = line.words[index]
    return word.startswith("ل") and word.lstrip("ل") in _outlet_words("ar")


def _name_after(line: _Line, last: int) -> int:
    """The last word of a person's name after the office; nothing of it is kept."""
    index = last
    while (
        index - last < _LETTERS + 1
        and line.joined(index)
        and line.folded.text[line.spans[index][1]] in _SPACED
        and line.is_capital(index + 1)
        and not line.is_stop(index + 1)
        and index + 1 not in line.places
    ):
        index += 1
    return index


def _merged(line: _Line, found: Sequence[Hit[Row]]) -> list[Hit[Row]]:
    """An office and its body are one: "an official of the transmission company"."""
    kept: list[Hit[Row]] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        last = kept[-1] if kept else None
        if last is None or last.end < hit.start - 8:
            kept.append(hit)
        elif hit.start < last.end or _is_link(line, last.end, hit.start):
            kept[-1] = _one(last, hit)
        else:
            kept.append(hit)
    return kept


def _is_link(line: _Line, first: int, last: int) -> bool:
    between = line.folded.flat[first:last].split()
    if line.folded.text[first:last].strip(" ").startswith((",", ";", ".", ":", "(")):
        return False
    return bool(between) and all(word in words_of(line.code, "link") for word in between)


def _one(first: Hit[Row], second: Hit[Row]) -> Hit[Row]:
    row = {**first.value, "whole": "yes"}
    of_body = second.value["form"] == "body"
    if of_body and (row["takes"] or row["form"] == "paper"):
        row["kind"] = second.value["kind"]
    return Hit(first.start, max(first.end, second.end), row)


def _acronyms(line: _Line) -> list[Hit[Row]]:
    """Bodies that a text knows by their letters: "SONABEL said"."""
    found = []
    for index, (first, last) in enumerate(line.spans):
        shouted = any(
            0 <= other < len(line.spans) and line.is_acronym(other)
            for other in (index - 1, index + 1)
        )
        if line.is_acronym(index) and index not in line.places and not shouted:
            row = {"language": PHRASE, "name": _verbatim(line, first, last), "kind": "unnamed",
                   "refers": "", "source_id": "", "form": "body", "head": "", "whole": "yes",
                   "takes": ""}  # fmt: skip
            found.append(Hit(first, last, row))
    return found
