"""Sentences, paragraphs and clauses of a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qafila.reports.lexicons import cues, table

if TYPE_CHECKING:
    from qafila.reports.language import Language
    from qafila.text import Folded

_END = re.compile(r"[.!?…]+[\"'»”)\]]*(?=\s|$)|\n")
_HARD = re.compile(r";|:(?= )")
_JOINED = re.compile(r", (?:and|et) ")
# Here the verb need not stand first: "before it announced", "and that it captured two soldiers".
_NEXT_PART = re.compile(
    r"(?:, (?=قبل ان |بعد ان (?!كان)|علي ان |كما )| (?=وب?ان(?:ه|ها|هم|هما|نا)? ))"
)
_NEXT_DEED = re.compile(r", (?:[وف](?!\s|قد )|ثم )")
_SHORTEST = 12
# What is longer is a list or a hostile text: figures and events are weighed against each other
# within a sentence, and the time of that must not grow with the text.
_LONGEST = 1000
_PAUSES = (", ", "، ", " ")


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place in the folded text and its clauses.

    Examples
    --------
    >>> Sentence(0, 9, 0, ((0, 9),)).paragraph
    0
    """

    start: int
    end: int
    paragraph: int
    clauses: tuple[tuple[int, int], ...]


def split_sentences(folded: Folded, language: Language) -> list[Sentence]:
    """Split a text into sentences and these into clauses.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.

    Returns
    -------
    list of Sentence
        In order of place.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("Pumps ran dry. About 2.5 million live there, but fuel is gone.")
    >>> [len(sentence.clauses) for sentence in split_sentences(text, ENGLISH)]
    [1, 2]
    """
    text = folded.text
    sentences: list[Sentence] = []
    start, paragraph = 0, 0
    for match in _END.finditer(text):
        newline = match[0] == "\n"
        if not newline and _is_abbreviation(text, match.start(), language):
            continue
        _append(sentences, folded, language, start, match.end(), paragraph)
        start = match.end()
        paragraph += newline
    _append(sentences, folded, language, start, len(text), paragraph)
    return sentences


def _append(
    sentences: list[Sentence],
    folded: Folded,
    language: Language,
    start: int,
    end: int,
    paragraph: int,
) -> None:
    text = folded.text
    for first, last in _pieces(text, start, end):
        begin, stop = _trimmed(text, first, last)
        if begin < stop:
            parts = _clauses(folded, language, begin, stop)
            sentences.append(Sentence(begin, stop, paragraph, parts))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \n":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return start, end


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, cut into parts of a bounded length where nobody writes one so long.

    Cuts stand behind a comma of the second half of a part, else behind a space of it, else in the
    middle of a word.
    """
    pieces = []
    while end - start > _LONGEST:
        half, most = start + _LONGEST // 2, start + _LONGEST
        pauses = ((text.rfind(pause, half, most), len(pause)) for pause in _PAUSES)
        cut = next((place + length for place, length in pauses if place >= 0), most)
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


def _is_abbreviation(text: str, stop: int, language: Language) -> bool:
    begin = stop
    while begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] == "."):
        begin -= 1
    word = text[begin:stop]
    return word in language.abbreviations and text[stop] == "."


def _new_voices(folded: Folded, language: Language, start: int, end: int) -> list[int]:
    """Arabic strings statements together: a comma, "and", and a reporting verb open the next."""
    if language.subject_first:
        return []
    text = folded.text
    return [
        hit.start - 1
        for hit in table("verbs", language.code).find(folded.flat, start, end)
        if text[max(0, hit.start - 3) : hit.start] == ", و"
    ]


def _new_deeds(folded: Folded, language: Language, start: int, end: int) -> list[int]:
    """Arabic strings deeds together too: a comma, "and" or "then", and the verb of another event.

    Each part then has a date, a place and a figure of its own.
    """
    if language.subject_first:
        return []
    hits = [
        hit
        for hit in table("triggers", language.code).find(folded.flat, start, end)
        if hit.value["event_type"] != "none" and hit.value["rank"] != "0"
    ]
    cuts = [
        (match.start() + 1, match.end(), match.end())
        for match in _NEXT_DEED.finditer(folded.text, start, end)
    ]
    cuts += [
        (match.end(), match.end(), end) for match in _NEXT_PART.finditer(folded.flat, start, end)
    ]
    return [
        cut
        for cut, first, last in cuts
        if any(hit.end <= cut for hit in hits) and any(first <= hit.start <= last for hit in hits)
    ]


def _joined_voices(folded: Folded, language: Language, start: int, end: int) -> list[int]:
    """Of "X said that ..., and Y reported that ..." each part has a speaker of its own."""
    voices = [hit.start for hit in table("verbs", language.code).find(folded.flat, start, end)]
    return [
        match.start() + 1
        for match in _JOINED.finditer(folded.text, start, end)
        if any(place < match.start() for place in voices)
        and any(place > match.end() for place in voices)
    ]


def _clauses(
    folded: Folded, language: Language, start: int, end: int
) -> tuple[tuple[int, int], ...]:
    cuts = [match.end() for match in _HARD.finditer(folded.text, start, end)]
    cuts += [
        cue.start for cue in cues(language.code, folded.flat, start, end) if cue.kind == "break"
    ]
    cuts += _joined_voices(folded, language, start, end)
    cuts += _new_voices(folded, language, start, end)
    cuts += _new_deeds(folded, language, start, end)
    edges = [start]
    for cut in sorted(cuts):
        if cut - edges[-1] >= _SHORTEST and end - cut >= _SHORTEST:
            edges.append(cut)
    edges.append(end)
    text = folded.text
    parts = []
    for first, last in pairwise(edges):
        begin, stop = _trimmed(text, first, last)
        if begin < stop:
            parts.append((begin, stop))
    return tuple(parts)
