"""Which of a sentence's dates is the event's, and which is only the day it was reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.mentions import find_voices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import DateSpan
    from qafila.reports.attribution import Attribution
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.language import Language
    from qafila.text import Folded

_SMALL = re.compile(r"^[ ,]*(?:on|le|la|du|in|en|yesterday|dans|the|يوم|في|ال)?[ ]*$")


def _is_report_day(
    folded: Folded, language: Language, mention: DateMention, said: Attribution
) -> bool:
    """A date right after the reporting verb, or after the source that follows it."""
    window = max(0, mention.start - 48)
    voices = [
        voice
        for voice in find_voices(folded, language, window, mention.start)
        if voice.modality not in {"announced", "claimed"}
    ]
    if any(_SMALL.match(folded.text[voice.end : mention.start]) for voice in voices):
        return True
    announced = {
        voice.verb
        for voice in find_voices(folded, language, max(0, mention.start - 160), mention.start)
        if voice.modality in {"announced", "claimed"}
    }
    for source in said.mentions:
        gap = folded.text[source.end : mention.start] if source.end <= mention.start else "x"
        close = bool(re.match(r"^\)?", gap)) and bool(_SMALL.match(gap.lstrip(")")))
        if close and source.part and source.source.verb not in announced:
            return True
    return False


def pick_date(
    folded: Folded,
    language: Language,
    dates: Sequence[DateMention],
    said: Attribution,
    clause: tuple[int, int],
    event: Event,
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
    happened = [mention for mention in dates if not _is_report_day(folded, language, mention, said)]
    inside = [
        mention for mention in happened
        if clause[0] <= mention.start and mention.end <= clause[1]
    ]  # fmt: skip
    chosen = inside or [mention for mention in happened if mention.end <= clause[0]]
    if not chosen:
        return None
    nearest = min(
        chosen,
        key=lambda mention: (
            mention.span.start is None,
            0 if mention.start >= event.end else 1,
            abs(mention.start - event.end),
        ),
    )
    return nearest.span
