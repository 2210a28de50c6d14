"""Which of the attacks told before is meant: "the first attack", "both", "the Kaya raid"."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from qafila.reports.dates import is_report_day
from qafila.reports.lexicons import cues

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from qafila.claims import Claim, DateSpan, Location
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.language import Language
    from qafila.text import Folded

_KEPT = 8  # attacks: nobody means one told further back by its number or place
_PAIR = 2
_ORDER = {"first_event": (-2, -2), "second_event": (-1, -1), "both_events": (-2, -1)}
_OF_PLACE = {
    "en": re.compile(
        r"\bthe (?:(?!(?:an?|in|on|said|says|that|first|second|latest|new) )\w+[ -]){1,3}"
        r"(?:attack|assault|ambush|raid|strike|massacre|bombing|clash|clashes|battle|killings)\b"
    ),
    "fr": re.compile(
        r"\b(?:l'|la |le |du )(?:attaque|assaut|embuscade|raid|frappe|massacre|tuerie|attentat"
        r"|bombardement|accrochage) (?:de |d'|du |contre |a |pres )"
    ),
    "ar": re.compile(
        r"(?<!\w)(?:في|خلال|حصيله|ضحايا|اثر|جراء|قتلي) (?:هجوم|كمين|مجزره|قصف|تفجير|غاره) "
        r"(?!(?:علي|في|من|ب\w+|جديد|اخر|ثان|عنيف) )\w"
    ),
}


@dataclasses.dataclass(frozen=True)
class Attack:
    """An attack that was told: its day and its places.

    Examples
    --------
    >>> from qafila.claims import DateSpan
    >>> Attack(DateSpan(None, None), ()).places
    ()
    """

    date: DateSpan
    places: tuple[Location, ...]


def with_told(
    told: tuple[Attack, ...],
    claims: Sequence[Claim],
    kinds: frozenset[str],
    days: Iterable[DateSpan] = (),
) -> tuple[Attack, ...]:
    """Add the attacks that a sentence told to those told before.

    Parameters
    ----------
    told : tuple of Attack
        Attacks told before.
    claims : sequence of Claim
        Claims of the sentence.
    kinds : frozenset of str
        Types of events that are attacks.
    days : iterable of DateSpan
        Dates of the sentence: "struck on Sunday and again on Monday" tells of two attacks.

    Returns
    -------
    tuple of Attack
        In order of telling, each day once in a row.

    Examples
    --------
    >>> with_told((), (), frozenset())
    ()
    """
    attacks = [claim for claim in claims if claim.event_type in kinds and claim.date.start]
    places = {_days(claim.date): claim.locations for claim in reversed(attacks)}
    spans = [*days, *(claim.date for claim in attacks)] if attacks else []
    for span in spans:
        if not any(_days(one.date) == _days(span) for one in told):
            told = (*told, Attack(span, places.get(_days(span), ())))
    return told[-_KEPT:]


def _days(span: DateSpan) -> tuple[dt.date | None, dt.date | None]:
    return span.start, span.end


def days_told(text: str, language: str, dates: Iterable[DateMention]) -> list[DateSpan]:
    """The dates of a sentence that are days or nights, and not those of a statement.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    dates : iterable of DateMention
        Dates of the sentence.

    Returns
    -------
    list of DateSpan
        In order of place.

    Examples
    --------
    >>> days_told("", "en", ())
    []
    """
    return [
        day.span
        for day in dates
        if day.span.start is not None
        and day.span.end is not None
        and (day.span.end - day.span.start).days <= 1
        and not is_report_day(text, language, day.start)
    ]


def day_meant(
    folded: Folded,
    language: Language,
    sentence: tuple[int, int],
    event: Event,
    where: Sequence[Location],
    told: Sequence[Attack],
) -> DateSpan | None:
    """The day of the attack that a sentence means by its number or by its place.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    sentence : tuple of int
        The sentence.
    event : Event
        What is told of the attack: its dead, or who claims it.
    where : sequence of Location
        The places of the event.
    told : sequence of Attack
        Attacks told before.

    Returns
    -------
    DateSpan or None
        None where no such attack was told.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("Two men died in the first attack.")
    >>> dead = Event(8, 12, "casualties", None, None, None, 1)
    >>> day_meant(text, ENGLISH, (0, 33), dead, (), ()) is None
    True
    """
    pointers = [
        cue
        for cue in cues(language.code, folded.flat, *sentence)
        if cue.kind in _ORDER and ";" not in folded.text[cue.end : event.start]
    ]
    if pointers and len(told) >= _PAIR:
        nearest = min(pointers, key=lambda cue: max(event.start - cue.end, cue.start - event.end))
        first, last = _ORDER[nearest.kind]
        return dataclasses.replace(told[first].date, end=told[last].date.end)
    if _OF_PLACE[language.code].search(folded.text, *sentence) is None:
        return None
    names = {place.location_id or place.name for place in where}
    same = [one for one in told if names & {p.location_id or p.name for p in one.places}]
    return same[-1].date if same else None
