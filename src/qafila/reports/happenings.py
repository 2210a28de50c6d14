"""What a clause tells, alone or by what was told before it: its events."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from qafila.reports.attached import with_left_over, with_what_is_feared
from qafila.reports.carrying import CONVOY_QUANTITIES
from qafila.reports.commodities import Scope, priced
from qafila.reports.ellipsis import answered, kept_back, restated
from qafila.reports.events import HYPOTHETICAL, Event, find_events
from qafila.reports.lexicons import cues, table
from qafila.reports.people import find_people
from qafila.reports.polarity import UNSAID
from qafila.reports.slots import PEOPLE, SOMEBODY, find_slots
from qafila.reports.triggers import Context

if TYPE_CHECKING:
    from qafila.reports.article import Article
    from qafila.reports.bounds import Figure
    from qafila.reports.carrying import Frame
    from qafila.reports.reading import Reading

MEMBERS = "nationalities"
_CONVOY_NOUNS = frozenset({"tanker", "truck"})
_IF, _OPENING, _FIRST = "hypothesis", "opening", 2
_OUTLOOK = "risk_outlook"
# Who says these has done them, whatever else may come; a condition belongs to them.
_SAYINGS = frozenset({"advisory", "demand", "threat", "strike_threat", "recommendation"})
_PERCENT, _CHANGE = "percent", "percent_change"
_FLOWS = frozenset({"price", "supply_arrival"})
_ATTACKS = frozenset({"attack_on_convoy", "violence_against_civilians"})
_SPOKEN = 4000  # characters of a paragraph in which an event may have been named
_QUOTES = " \"'»”)"
_WRITTEN_ON = frozenset({"", "ب"})  # the Arabic "at" is written onto its number


def clause_events(
    article: Article,
    reading: Reading,
    clause: tuple[int, int],
    former: list[Event],
    frame: Frame,
) -> list[Event]:
    """Find the events of a clause in its sentence and in what was told before.

    Parameters
    ----------
    article : Article
        The report.
    reading : Reading
        The sentence.
    clause : tuple of int
        Where the clause stands.
    former : list of Event
        Events of the clause before.
    frame : Frame
        What was told before.

    Returns
    -------
    list of Event
        None of a question or of a heading of one word.
    """
    if _asks_or_heads(article.folded.text, reading):
        return []
    first, last = clause
    code, flat = article.language.code, article.folded.flat
    figures = _figures(article, reading, clause, frame)
    events = find_events(code, flat, first, last, _context(article, reading, clause, figures))
    if "same_event" in reading.kinds:
        events = [_of_same_kind(event, frame) for event in events]
    used = {id(event.figure) for event in events}
    for figure in figures:
        if id(figure) not in used:
            events += _carried(article, reading, clause, figure, [*former, *events], frame)
    events = with_left_over(code, flat, events, figures)
    if not events and "members" in reading.kinds and frame.befell:
        return _members(article, reading, clause, frame.befell)
    if not events:
        events = answered(code, flat, clause, former[-1] if former else frame.last_event)
    events = [kept_back(code, flat, clause, event) for event in events]
    scope = _scope(article, reading, clause)
    events = [priced(code, flat, scope, event) for event in events]
    if any(event.subtype == UNSAID for event in events):
        spoken = _spoken_of(article, last) | frame.told
        events = [e for e in events if e.subtype != UNSAID or e.event_type in spoken]
    if "topic" in reading.kinds:
        return [event for event in events if event.figure is not None]
    return _only_feared(events)


def _scope(article: Article, reading: Reading, clause: tuple[int, int]) -> Scope:
    begin, end = reading.sentence.start, reading.sentence.end
    paragraph = article.folded.text.rfind("\n", 0, begin) + 1
    return Scope(max(paragraph, begin - _SPOKEN), (begin, end), clause)


def _figures(
    article: Article, reading: Reading, clause: tuple[int, int], frame: Frame
) -> tuple[Figure, ...]:
    """Figures of the clause without parts of another one ("among them two nurses").

    "Eleven of them" counts what was counted last.
    """
    code, flat = article.language.code, article.folded.flat
    small = cues(code, flat, *clause)
    parted = [cue.end for cue in small if cue.kind == "subset"]
    pointing = [cue.start for cue in small if cue.kind == "of_them"]
    last = frame.last_counted
    found = []
    for figure in reading.figures:
        inside = clause[0] <= figure.start and figure.end <= clause[1]
        if not inside or any(_touch(flat, end, figure.start) for end in parted):
            continue
        of_them = any(_touch(flat, figure.end, start) for start in pointing)
        if of_them and figure.noun is None and last is not None:
            found.append(dataclasses.replace(figure, noun=last.noun))
        else:
            found.append(figure)
    return tuple(found)


def _touch(flat: str, end: int, start: int) -> bool:
    return end <= start and flat[end:start].strip() in _WRITTEN_ON


def _of_same_kind(event: Event, frame: Frame) -> Event:
    """Of "the ambush" and "the attack" the sentence before said whom they befell."""
    told = frame.last_event
    if event.event_type != "armed_clash" or told is None or told.event_type not in _ATTACKS:
        return event
    return dataclasses.replace(event, event_type=told.event_type)


def _asks_or_heads(text: str, reading: Reading) -> bool:
    words = text[reading.sentence.start : reading.sentence.end].rstrip(_QUOTES)
    return words.endswith("?") or (" " not in words and not reading.figures)


def _context(
    article: Article, reading: Reading, clause: tuple[int, int], figures: tuple[Figure, ...]
) -> Context:
    first, last = clause
    code, flat = article.language.code, article.folded.flat
    filled = {"place"} if any(first <= hit.start < last for hit in reading.places) else set()
    small = cues(code, flat, first, last)
    filled |= {cue.kind for cue in small if cue.kind == "negation"}
    granted = [(cue.start, cue.end) for cue in small if cue.kind == "granted"]
    filled |= {
        cue.kind for cue in small
        if cue.kind == _IF
        and (cue.value != _OPENING or cue.start - reading.sentence.start <= _FIRST)
        and not any(start <= cue.start and cue.end <= end for start, end in granted)
    }  # fmt: skip
    if any(figure.noun in PEOPLE for figure in figures):
        filled.add(SOMEBODY)
    slots = find_slots(code, flat, first, last, filled)
    masked = tuple((m.start, m.end) for m in reading.whole.mentions if m.part)
    places = tuple((hit.start, hit.end) for hit in reading.places)
    dates = tuple((day.start, day.end) for day in reading.dates)
    return Context(slots, figures, masked, places, dates)


def _only_feared(events: list[Event]) -> list[Event]:
    """What may come is no event yet: of "if the road is cut, prices will rise" only the outlook."""
    feared = [event for event in events if event.event_type == _OUTLOOK]
    if not feared:
        return events
    said = [e for e in events if e.event_type in _SAYINGS or (e.subtype or "") in _SAYINGS]
    if any(event.rank == HYPOTHETICAL for event in feared):
        return said or with_what_is_feared(feared, events)
    begin = min(event.start for event in feared)
    return [*(e for e in events if e.end <= begin and e not in said), *said, *feared]


def _spoken_of(article: Article, end: int) -> frozenset[str]:
    """Kinds of events that a paragraph names up to a place, whether or not they happened."""
    begin = max(article.folded.text.rfind("\n", 0, end) + 1, end - _SPOKEN)
    hits = table("triggers", article.language.code).find(article.folded.flat, begin, end)
    return frozenset(hit.value["event_type"] for hit in hits if hit.value["subtype"] != UNSAID)


def _members(
    article: Article, reading: Reading, clause: tuple[int, int], befell: str
) -> list[Event]:
    """A sentence such as "They are Chinese and Indian nationals" tells of those named before."""
    people = find_people(
        article.folded, article.language, clause, article.places, reading.figures, None
    )
    if not people or reading.figures:
        return []
    return [Event(*clause, befell, MEMBERS, None, None, 1)]


def _carried(
    article: Article,
    reading: Reading,
    clause: tuple[int, int],
    figure: Figure,
    former: list[Event],
    frame: Frame,
) -> list[Event]:
    """A figure without an event of its own belongs to the event it counts again."""
    counted = next((e for e in reversed(former) if e.figure is not None), frame.last_counted)
    own = counted is not frame.last_counted
    code, flat = article.language.code, article.folded.flat
    again = restated(code, flat, clause, figure, counted, own_sentence=own)
    if again is not None:
        return [again]
    if own and counted is not None and figure.noun == _PERCENT and counted.event_type in _FLOWS:
        return [
            dataclasses.replace(
                counted, start=figure.start, end=figure.end, figure=figure, noun=_PERCENT,
                quantity=_CHANGE, trigger=None,
            )
        ]  # fmt: skip
    if figure.noun is None:
        return []
    for event in reversed(former):
        if event.noun == figure.noun and event.figure is not None:
            return [dataclasses.replace(event, start=figure.start, end=figure.end, figure=figure)]
    if figure.noun in _CONVOY_NOUNS and "same_convoy" in reading.kinds and frame.convoy:
        quantity = CONVOY_QUANTITIES[frame.convoy]
        return [
            Event(figure.start, figure.end, frame.convoy, None, quantity, figure, 1, figure.noun)
        ]
    return []
