"""What a clause tells twice, each time with a day of its own.

"Convoys were attacked near Téra on Monday and at Ayorou on Friday" tells of two attacks with one
verb; "they entered Lashio on 25 July and took the base there on 3 August" of two with two verbs.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qafila.reports.events import Event
    from qafila.reports.triggers import Trigger

_REPEATED = frozenset(
    {
        "abduction",
        "agreement",
        "armed_clash",
        "attack_on_convoy",
        "blockade",
        "displacement",
        "force_withdrawal",
        "foreign_support",
        "hostage_release",
        "humanitarian_assistance",
        "influence_expansion",
        "official_visit",
        "rebellion",
        "service_closure",
        "supply_arrival",
        "truce",
        "violence_against_civilians",
    }
)
_JOINT = re.compile(r"(?:,| )(?: ?(?:and|then|et|puis))+(?: (?:again|then|later|encore|ensuite))? ")
_UNTIL = re.compile(r"(?:until|till|to|jusqu|au|by|before|since) ")  # the end of the same state
_APART = 70  # characters between a verb and the first day, or a conjunction and the second
_PAUSE = re.compile(r"[,;:]")


def told_again(
    language: str,
    flat: str,
    clause: tuple[int, int],
    events: Sequence[Event],
    triggers: Sequence[Trigger],
    dates: Sequence[tuple[int, int]],
) -> list[Event]:
    """Find events that a clause tells a second time, for another day.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    events : sequence of Event
        What was found in it.
    triggers : sequence of Trigger
        All phrases in it that tell of events.
    dates : sequence of tuple of int
        Where dates stand.

    Returns
    -------
    list of Event
        Further events, none with a figure.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> text = "lorries were burnt at fada on monday and at kaya on friday"
    >>> burnt = Event(13, 18, "attack_on_convoy", None, None, None, 4)
    >>> days = [(30, 36), (52, 58)]
    >>> [(e.start, e.end) for e in told_again("en", text, (0, 58), [burnt], [], days)]
    [(41, 58)]
    """
    inside = sorted(day for day in dates if clause[0] <= day[0] and day[1] <= clause[1])
    if len(inside) < 2:
        return []
    found = []
    for event in events:
        if event.event_type not in _REPEATED or event.figure is not None or event.denied:
            continue
        first = _first_verb(event, triggers)
        for start, second in _second_days(flat, clause, first, inside):
            again = first if event.start >= start else None
            if first is event:
                again = _told_in(language, flat, event, triggers, (start, second[1], clause[1]))
            if again is not None and not any(_is_told(again, other) for other in events):
                found.append(again)
                break
    return found


def _is_told(again: Event, other: Event) -> bool:
    start, end = other.trigger or (other.start, other.end)
    return again.event_type == other.event_type and start < again.end and again.start < end


def _first_verb(event: Event, triggers: Sequence[Trigger]) -> Event:
    """The event by an earlier verb that tells its kind too, where there is one."""
    earlier = [
        item for item in triggers
        if item.event_type == event.event_type and item.end <= event.start and not item.counted
    ]  # fmt: skip
    if not earlier:
        return event
    verb = max(earlier, key=lambda item: item.rank)
    return replace(event, start=verb.start, end=verb.end, subtype=verb.subtype, trigger=None)


def _second_days(
    flat: str, clause: tuple[int, int], event: Event, dates: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Where a second part with a day of its own begins, and that day."""
    end = event.trigger[1] if event.trigger else event.end
    first = next((day for day in dates if 0 <= day[0] - end <= _APART), None)
    if first is None:
        return
    for joint in _JOINT.finditer(flat, first[1], clause[1]):
        if _UNTIL.match(flat, joint.end()) or _PAUSE.search(flat[first[1] : joint.start()]):
            return
        second = next((day for day in dates if 0 <= day[0] - joint.end() <= _APART), None)
        if second is not None:
            yield joint.end(), second


def _told_in(
    language: str,
    flat: str,
    event: Event,
    triggers: Sequence[Trigger],
    part: tuple[int, int, int],
) -> Event | None:
    """The event that a second part tells: by a verb of its own, or by that of the first part."""
    start, day_end, end = part
    own = [item for item in triggers if item.start >= start]
    same = [item for item in own if item.event_type == event.event_type]
    if same:
        verb = max(same, key=lambda item: item.rank)
        return replace(
            event, start=verb.start, end=verb.end, subtype=verb.subtype, trigger=None, later=True
        )
    if own or table("verbs", language).find(flat, start, day_end):
        return None
    if any(item.end > start for item in triggers if item.event_type != event.event_type):
        return None
    return replace(event, start=start, end=min(day_end, end), trigger=None, later=True)
