"""A service that works again: how long it had been shut is no new closure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.scope import is_awaited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.reports.events import Event
    from qafila.reports.triggers import Trigger

_SHUT, _OPENED, _HOW_LONG = "schools", "schools_reopen", "closure_days"
_END = "easing"  # what is said of its coming holds for a reopening as well
# "They shut on Monday and reopened on Friday" tells of two events.
_AND = re.compile(r" (?:and|then|et|puis) | (?:و|ثم )")


def reopened(
    language: str, flat: str, clause: tuple[int, int], event: Event, triggers: Sequence[Trigger]
) -> Event:
    """Of "schools reopened after a closure of two weeks" only the reopening is an event.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    event : Event
        An event of a clause.
    triggers : sequence of Trigger
        All phrases of the clause that tell of events.

    Returns
    -------
    Event
        The reopening in place of a closure that has a duration, unless it is denied or awaited; any
        other event as it is.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> from qafila.reports.triggers import Trigger
    >>> text = "schools reopened after two weeks of closure"
    >>> shut = Event(0, 43, "service_closure", "schools", "closure_days", None, 5)
    >>> again = Trigger(0, 16, "service_closure", "schools_reopen", (), 5)
    >>> reopened("en", text, (0, 43), shut, [again]).subtype
    'schools_reopen'
    """
    if event.subtype != _SHUT or event.quantity != _HOW_LONG:
        return event
    first, last = event.trigger or (event.start, event.end)
    for trigger in triggers:
        if trigger.subtype != _OPENED:
            continue
        if is_awaited(language, flat, clause, (_END, trigger.start, trigger.end)):
            continue
        gap = flat[min(last, trigger.end) : max(first, trigger.start)]
        apart = last <= trigger.start or trigger.end <= first
        if not (apart and _AND.search(gap)):
            return replace(
                event, start=trigger.start, end=trigger.end, subtype=_OPENED, quantity=None,
                figure=None, rank=trigger.rank, noun=None, trigger=None,
            )  # fmt: skip
    return event
