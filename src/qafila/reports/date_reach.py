"""How far a date reaches: what stands between it and an event that may be of another day."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.lexicons import cues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import DateSpan
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.figures import Figure
    from qafila.reports.language import Language
    from qafila.text import Folded

# What is so on a day; that something else happened on a day says nothing of it.
STATES = frozenset(
    ["price", "stock_level", "shortage", "supply_demand", "population_figure", "force_strength",
     "risk_outlook", "ransom", "assessment"]
)  # fmt: skip
_NEXT = {
    "en": re.compile(r"(?:[,;]? ?\b(?:and|but|then)|;) ?$"),
    "fr": re.compile(r"(?:[,;]? ?\b(?:et|mais|puis)|;) ?$"),
    "ar": re.compile(r"[,;] ?$"),
}
_AND = "و"
_STOP = re.compile(r"[.,;:\n]")
_RIGHT_BEFORE = 8  # characters: "on Wednesday at 1,900 francs"
_BEFORE = 30  # characters
_PARTICIPLE = re.compile(
    r" (?:who|whom|whose|which|sold|shut|held|taken|lost|cut|qui|que|dont"
    r"|[a-z]+(?:ed|ée?s?|due?s?|nue?s?|[mr]ise?s?))\b"
)
_OPENING = 6  # characters before a date that opens its clause


def words_of(event: Event) -> tuple[int, int]:
    """Where the words of an event stand, without its figure.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    tuple of int
        Positions in the folded text.
    """
    return event.trigger or (event.start, event.end)


def extent_of(event: Event) -> tuple[int, int]:
    """From the first to the last word of an event and its figure.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    tuple of int
        Positions in the folded text.
    """
    begin, end = words_of(event)
    return min(begin, event.start), max(end, event.end)


def of_another_figure(
    mention: DateMention,
    event: Event,
    clause: tuple[int, int],
    figures: Sequence[Figure],
    others: Sequence[Event],
    folded: Folded,
    language: Language,
) -> bool:
    """Whether a date before a state is of another figure or event: "cost 480 in March, now 620".

    Parameters
    ----------
    mention : DateMention
        The date.
    event : Event
        The state.
    clause : tuple of int
        Its clause.
    figures : sequence of Figure
        Figures of the sentence.
    others : sequence of Event
        Events of the clause.
    folded : Folded
        The text.
    language : Language
        Its language.

    Returns
    -------
    bool
        False for a date that opens the clause or follows the state.
    """
    begin = event.figure.start if event.figure is not None else words_of(event)[0]
    if mention.start >= begin or opens(folded, mention, clause):
        return False
    between = cues(language.code, folded.flat, mention.end, begin)
    near = begin - mention.end <= _RIGHT_BEFORE
    if (near and "," not in folded.text[mention.end : begin]) or any(
        cue.kind == "equals" for cue in between
    ):
        return False
    if any(clause[0] <= one.start and one.end <= begin for one in figures):
        return True
    told = any(one is not event and extent_of(one)[1] <= mention.start for one in others)
    return told and "," in folded.text[mention.end : begin]


def opens(folded: Folded, mention: DateMention, clause: tuple[int, int]) -> bool:
    """Whether a date opens a clause and so is that of all it tells.

    Parameters
    ----------
    folded : Folded
        The text.
    mention : DateMention
        The date.
    clause : tuple of int
        The clause.

    Returns
    -------
    bool
        True for "On 28 February" before what happened.
    """
    if mention.start - clause[0] <= _OPENING:
        return True
    before = folded.text[max(0, mention.start - 2) : mention.start]
    return before.strip() in {":", "-", "–", "—"}


def barriers(
    folded: Folded,
    language: Language,
    mention: DateMention,
    event: Event,
    clause: tuple[int, int],
    others: Sequence[Event],
) -> int:
    """Count what parts a date from an event: other events, and words that begin another clause.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    mention : DateMention
        The date.
    event : Event
        The event.
    clause : tuple of int
        Its clause.
    others : sequence of Event
        All events of the clause.

    Returns
    -------
    int
        0 where nothing stands between.
    """
    begin, end = extent_of(event)
    after = mention.start >= end
    if not after and mention.end > begin:
        return 0
    first, last = (end, mention.start) if after else (mention.end, begin)
    found = sum(first <= words_of(one)[0] and words_of(one)[1] <= last for one in others)
    found += sum(cue.kind == "parts" for cue in cues(language.code, folded.flat, first, last))
    if not after:
        return 0 if opens(folded, mention, clause) else found
    return found + _begins_next(folded, language, mention, first)


def _begins_next(folded: Folded, language: Language, mention: DateMention, first: int) -> bool:
    """Whether a date after an event opens what is told next: ", and on 2 March they fled"."""
    before = folded.text[first : mention.start]
    if _NEXT[language.code].search(before) is None:
        return False
    return language.code != "ar" or folded.text.startswith(_AND, mention.start)


def in_brackets(
    folded: Folded, mention: DateMention, event: Event, clause: tuple[int, int]
) -> bool:
    """Whether a date stands in what is put in between: "rice, sold for 80 in May, costs 210".

    Parameters
    ----------
    folded : Folded
        The text.
    mention : DateMention
        The date.
    event : Event
        The event.
    clause : tuple of int
        Its clause.

    Returns
    -------
    bool
        False for a date that stands between commas by itself.
    """
    begin = words_of(event)[0]
    if mention.end > begin or not folded.text.startswith(",", mention.end):
        return False
    comma = folded.text.rfind(",", clause[0], mention.start)
    if comma <= clause[0]:
        return False
    first, last = folded.offsets[comma + 1], folded.offsets[mention.start]
    return _PARTICIPLE.match(folded.raw[first:last]) is not None


def _follows_since(folded: Folded, language: Language, begin: int, end: int, day: int) -> bool:
    """Whether an event is what something has gone on since: "since the coup of 26 July"."""
    if end > day:
        return False
    before = cues(language.code, folded.flat, max(0, begin - _BEFORE), begin)
    return any(
        cue.kind == "since" and _STOP.search(folded.text, cue.end, begin) is None for cue in before
    )


def of_when(folded: Folded, language: Language, mention: DateMention, event: Event) -> DateSpan:
    """The day itself for what happened on it: "closed since 3 May, when gunmen fired at a jet".

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    mention : DateMention
        The date of the event.
    event : Event
        The event.

    Returns
    -------
    DateSpan
        That of the date, closed where the event follows "when".
    """
    span = mention.span
    if mention.closed is None or span.end is not None:
        return span
    begin, end = words_of(event)
    if _follows_since(folded, language, begin, end, mention.start):
        return replace(mention.closed, text=span.text)
    if event.start < mention.end:
        return span
    following = cues(language.code, folded.flat, mention.end, event.start)
    gap = (folded.flat[mention.end : cue.start] for cue in following if cue.kind == "when")
    if any(not words.strip(" ,") for words in gap):
        return replace(mention.closed, text=span.text)
    return span
