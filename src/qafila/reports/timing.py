"""Which of a sentence's dates is the event's, and which is only the day it was reported."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.date_reach import (
    STATES,
    barriers,
    extent_of,
    in_brackets,
    of_another_figure,
    of_when,
    words_of,
)
from qafila.reports.lexicons import cues
from qafila.reports.totals import period_of_speech
from qafila.reports.voices import find_voices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import DateSpan
    from qafila.reports.attribution import Attribution
    from qafila.reports.bounds import Figure
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.language import Language
    from qafila.reports.voices import Voice
    from qafila.text import Folded

_NUMBER = re.compile(r"[^,;.\d]{0,14}\d")
_SMALL = re.compile(r"^[ ,]*(?:on|le|la|du|in|en|yesterday|dans|the|يوم|في|ال)?[ ]*$")

# What takes place whether or not anybody announces it.
_HAPPENINGS = frozenset(
    ["abduction", "hostage_release", "attack_on_convoy", "armed_clash", "casualties",
     "violence_against_civilians", "displacement"]
)  # fmt: skip
# What goes on and on need not be of the day that another part of the sentence names.
_ORDERS = frozenset(
    ["service_closure", "blockade", "humanitarian_assistance", "refugee_registration"]
)
# What is done by saying so: the day of the word is the day of the deed.
# What an announcement only promises.
_AFTER_WORDS = frozenset({"supply_arrival", "stock_level"})
_OUTLOOK = "risk_outlook"
_SAID_IS_DONE = frozenset({"truce"})
_BELONGS = re.compile(r"(?:d'|de |pour )")  # "le chiffre d'octobre": of a noun, not of a verb
_AFTER_NOUN = 4  # characters of "on" between what is admitted and the day
_TITLE = 40  # characters
_OPENING = 6  # characters before a date that opens its sentence
_NEAR = 90  # characters from such a date to the verb of saying
_THAT = {
    "en": re.compile(r"^ (?:that |it |they |its |out |\w+ that )"),
    "fr": re.compile(r"^ (?:que |qu'|avoir |etre |n'avoir )"),
    "ar": re.compile(r"^ ?(?:ان|بان|انه|انها|انهم|ان ه)"),
}
_JOINT = {
    "en": re.compile(r", (?:and |but |then )?| (?:and|then) "),
    "fr": re.compile(r", (?:et |mais |puis )?| (?:et|puis) "),
    "ar": re.compile(r", ?(?:و|ثم )?| (?:و|ثم )"),
}


def _is_report_day(
    folded: Folded,
    language: Language,
    mention: DateMention,
    said: Attribution,
    trigger: tuple[int, int],
    *,
    happens: bool,
) -> bool:
    """A date right after the reporting verb, or after the source that follows it.

    A verb that is the event itself ("were registered") reports nothing. To announce a decision is
    the event; to announce that people were freed or killed only reports it.
    """
    if _is_of_a_document(folded, language, mention):
        return True
    if _BELONGS.match(folded.text, mention.start):
        return False
    kept = {"claimed"} if happens else {"announced", "claimed"}
    window = max(0, mention.start - 48)
    voices = [
        voice
        for voice in find_voices(folded, language, window, mention.start)
        if voice.modality not in kept
        and not _sees(folded, language, voice)
        and not _is_the_event(voice, trigger)
    ]
    spoke = [
        cue.end for cue in cues(language.code, folded.flat, window, mention.start)
        if cue.kind == "asked"
    ]  # fmt: skip
    ends = [*(voice.end for voice in voices), *spoke]
    if any(_is_beside(folded, language, end, mention.start) for end in ends):
        return True
    if any(_admits(voice, trigger, mention) for voice in voices):
        return True
    if trigger[0] > mention.end and _opens_a_report(folded, language, mention, trigger, kept):
        return True
    announced = {
        voice.verb
        for voice in find_voices(folded, language, max(0, mention.start - 160), mention.start)
        if voice.modality in kept
    }
    for source in said.mentions:
        gap = folded.text[source.end : mention.start] if source.end <= mention.start else "x"
        close = bool(re.match(r"^\)?", gap)) and bool(_SMALL.match(gap.lstrip(")")))
        if close and source.part and source.source.verb not in announced:
            return True
    return False


def _is_the_event(voice: Voice, trigger: tuple[int, int]) -> bool:
    """Whether a verb of saying is what tells the event, or most of it."""
    inside = trigger[0] <= voice.start and voice.end <= trigger[1]
    return inside and (
        voice.start == trigger[0]
        or voice.end == trigger[1]
        or 2 * (voice.end - voice.start) >= trigger[1] - trigger[0]
    )


def _admits(voice: Voice, trigger: tuple[int, int], mention: DateMention) -> bool:
    """Who "admitted losses on 5 August" did so on that day."""
    return (
        voice.modality == "admitted"
        and voice.end <= trigger[0]
        and trigger[1] <= mention.start <= trigger[1] + _AFTER_NOUN
    )


def _sees(folded: Folded, language: Language, voice: Voice) -> bool:
    """Who "observed on Friday" that pumps are dry tells the day of what was seen."""
    found = cues(language.code, folded.flat, voice.start, voice.end)
    return any(cue.kind == "seen" for cue in found)


def _is_of_a_document(folded: Folded, language: Language, mention: DateMention) -> bool:
    """Whether a date is that of a text: "in its bulletin of 4 November", « un texte daté du 3 »."""
    first = max(0, mention.start - _TITLE)
    return any(
        cue.kind == "document" and _SMALL.match(folded.text[cue.end : mention.start])
        for cue in cues(language.code, folded.flat, first, mention.start)
    )


def _is_beside(folded: Folded, language: Language, first: int, last: int) -> bool:
    """Whether nothing but where it was said stands between a verb of saying and a date."""
    gap = folded.flat[first:last]
    for cue in cues(language.code, folded.flat, first, last):
        if cue.kind == "said_in":
            inside = slice(cue.start - first, cue.end - first)
            gap = gap[: inside.start] + " " * (cue.end - cue.start) + gap[inside.stop :]
    return _SMALL.match(" " + " ".join(gap.split()) + " ") is not None


def _opens_sentence(folded: Folded, mention: DateMention) -> bool:
    before = folded.text[: mention.start]
    begin = max(before.rfind(mark) for mark in (". ", "\n", "! ", "? ", "; "))
    return mention.start - begin <= _OPENING


def _opens_a_report(
    folded: Folded,
    language: Language,
    mention: DateMention,
    trigger: tuple[int, int],
    kept: set[str],
) -> bool:
    """Whether a date opens a report: "On Monday the ministry said that ..."."""
    if not _opens_sentence(folded, mention):
        return False
    for voice in find_voices(folded, language, mention.end, min(trigger[0], mention.end + _NEAR)):
        between = folded.text[voice.end : trigger[0]]
        reports = voice.modality == "denied" or _THAT[language.code].match(between)
        if voice.modality not in kept and reports:
            return not _sees(folded, language, voice)
    return False


def _part(
    folded: Folded,
    language: Language,
    clause: tuple[int, int],
    figure: Figure,
    dates: Sequence[DateMention],
    figures: Sequence[Figure],
) -> tuple[int, int]:
    """The part of a clause that a figure stands in, where parts are strung together.

    "53 million in September, 78 in October and 117 from 1 to 24 November" has three parts: a comma
    or a conjunction parts them where each side has a figure and a date of its own.
    """
    stretches = [(date.start, date.end) for date in dates]
    counted = [(item.start, item.end) for item in figures]
    begin = clause[0]
    for match in _JOINT[language.code].finditer(folded.text, *clause):
        cut = match.end()
        if any(start < cut and match.start() < end for start, end in [*stretches, *counted]):
            continue
        sides = ((begin, cut), (cut, clause[1]))
        if all(_holds(counted, side) and _holds(stretches, side) for side in sides):
            if figure.start < cut:
                return begin, cut
            begin = cut
    return begin, clause[1]


def _holds(stretches: Sequence[tuple[int, int]], part: tuple[int, int]) -> bool:
    return any(part[0] <= start and end <= part[1] for start, end in stretches)


def _is_compared(
    folded: Folded,
    language: Language,
    clause: tuple[int, int],
    event: Event,
    mention: DateMention,
) -> bool:
    """Whether a date is that of what an event is compared with: "900, up from 700 in April"."""
    told = event.figure.end if event.figure is not None else event.end
    if not told <= mention.start <= clause[1]:
        return False
    for cue in cues(language.code, folded.flat, told, mention.end):
        if cue.start >= mention.start:
            continue
        if cue.kind == "compared":
            return True
        if cue.kind == "compared_figure" and _NUMBER.match(folded.text, cue.end, mention.start):
            return True
    return False


def pick_date(
    folded: Folded,
    language: Language,
    dates: Sequence[DateMention],
    said: Attribution,
    clause: tuple[int, int],
    event: Event,
    figures: Sequence[Figure] = (),
    others: Sequence[Event] = (),
) -> DateSpan | None:
    """Choose the date of an event among the dates of its sentence.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    dates : sequence of DateMention
        Dates of the sentence.
    said : Attribution
        Who says it: a date beside the reporting verb is the day of the report.
    clause : tuple of int
        The event's clause.
    event : Event
        The event.
    figures : sequence of Figure
        Figures of the sentence: each takes the date of its own part of the clause.
    others : sequence of Event
        All events of the clause: a date beyond another event is rather of that one.

    Returns
    -------
    DateSpan or None
        None if the sentence gives no date for it.

    Examples
    --------
    >>> from qafila.reports.attribution import Attribution
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> pick_date(fold("x"), ENGLISH, (), Attribution((), None), (0, 1), None) is None
    True
    """
    happened = _happened(folded, language, dates, said, event)
    inside = [day for day in happened if clause[0] <= day.start and day.end <= clause[1]]
    earlier = [day for day in happened if day.end <= clause[0]]
    if event is None:
        return next((day.span for day in [*inside, *earlier]), None)
    inside = [day for day in inside if not _is_compared(folded, language, clause, event, day)]
    if event.later:
        inside = [day for day in inside if day.start >= event.start or day.leads]
    elif event.figure is not None:
        start, end = _part(folded, language, clause, event.figure, inside, figures)
        own = [day for day in inside if start <= day.start and day.end <= end]
        if own and (start, end) != clause:
            inside, event = own, replace(event, start=event.figure.start, end=event.figure.end)
    earlier = [] if event.later else _reaching(folded, event, earlier)
    if event.event_type in _HAPPENINGS and earlier:
        inside = [
            day for day in inside
            if day.start < event.end
            or not barriers(folded, language, day, event, clause, others)
        ]  # fmt: skip
    chosen = [
        day for day in inside or earlier
        if (not day.leads or day.end <= words_of(event)[0])
        and not in_brackets(folded, day, event, clause)
    ]  # fmt: skip
    found = _nearest(folded, language, chosen, clause, event, figures, others)
    if found is None and event.event_type in STATES - {_OUTLOOK}:
        # "Said in September that 1,000 lorries were stuck": it was so in that month.
        spoken = period_of_speech(folded, language, dates, (clause[0], extent_of(event)[0]))
        return spoken.span if spoken is not None else None
    return found


def _happened(
    folded: Folded,
    language: Language,
    dates: Sequence[DateMention],
    said: Attribution,
    event: Event | None,
) -> list[DateMention]:
    """Dates that are not only the day of a statement."""
    if event is None:
        return [
            day for day in dates
            if not _is_report_day(folded, language, day, said, (0, 0), happens=False)
        ]  # fmt: skip
    if event.event_type in _SAID_IS_DONE:
        return list(dates)
    happens = event.event_type in _HAPPENINGS | _AFTER_WORDS
    trigger = words_of(event)
    if event.event_type == _OUTLOOK:
        trigger = (trigger[1], trigger[1])  # "warned on Tuesday": the word tells of no day to come
    return [
        day for day in dates
        if not _is_report_day(folded, language, day, said, trigger, happens=happens)
    ]  # fmt: skip


def _reaching(folded: Folded, event: Event, earlier: list[DateMention]) -> list[DateMention]:
    """Dates of what the sentence told before that are those of the event too."""
    if event.event_type in STATES | _ORDERS:
        return [day for day in earlier if _opens_sentence(folded, day)]
    return earlier


def _nearest(
    folded: Folded,
    language: Language,
    chosen: Sequence[DateMention],
    clause: tuple[int, int],
    event: Event,
    figures: Sequence[Figure],
    others: Sequence[Event],
) -> DateSpan | None:
    """The date from which least parts the event, and of these the nearest."""
    if not chosen:
        return None
    first, last = extent_of(event)

    def rank(mention: DateMention) -> tuple[bool, bool, bool, int, bool, int]:
        parted = barriers(folded, language, mention, event, clause, others)
        within = first < mention.end and mention.start < last
        return (
            parted > 0, mention.span.start is None, not mention.leads, parted,
            not within and mention.start < event.end, abs(mention.start - event.end),
        )  # fmt: skip

    nearest = min(chosen, key=rank)
    if event.event_type in STATES and (
        rank(nearest)[0]
        or of_another_figure(nearest, event, clause, figures, others, folded, language)
    ):
        return None
    return _with_end(of_when(folded, language, nearest, event), chosen)


def _with_end(span: DateSpan, dates: Sequence[DateMention]) -> DateSpan:
    """Closed "since 27 October, and until 9 November"."""
    if span.start is None or span.end is not None:
        return span
    ends = [other.span.end for other in dates if other.span.start is None and other.span.end]
    return replace(span, end=ends[0]) if ends and ends[0] >= span.start else span
