"""Which events a brief tells of, in which order: by kind, the newest first, as a table says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila import tables
from qafila.brief.rules import rule
from qafila.ledger.disputes import distinct_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.ledger import Event, Version

_NO_EVENT = frozenset({"opinion", "background"})
THREAT = "threat"
_UNSAID = "number_not_announced"
_TOTAL = "cumulative"
_LOSSES = frozenset({"attack_on_convoy", "abduction", "violence_against_civilians"})
# The author of case notes passes on; words like "a source" name nobody.
_NOBODY = frozenset({"author", "unnamed"})


@dataclass(frozen=True)
class Kind:
    """Row of ``defaults/brief_events.csv``.

    Parameters
    ----------
    group : str
        Heading.
    event_type : str
        Kind of event; empty for all that no earlier row has told of.
    modalities : tuple of str
        Modalities of which one must occur; empty for all but opinion and background.
    most : int
        Most events told.
    window_days : int
        How far back, days.
    lasting : bool
        Whether it goes on until something ends it.
    quoted : bool
        Whether its newest sentence is shown, as kind, place and figure say too little.
    """

    group: str
    event_type: str
    modalities: tuple[str, ...]
    most: int
    window_days: int
    lasting: bool
    quoted: bool = False


@dataclass(frozen=True)
class Happening:
    """An event as a brief tells of it.

    Parameters
    ----------
    event : Event
        The event.
    kind : Kind
        Row of the table by which it was chosen.
    """

    event: Event
    kind: Kind


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Kinds of event that a brief tells of, the most important first.

    Returns
    -------
    tuple of Kind
        Rows of ``defaults/brief_events.csv`` by rank.

    Examples
    --------
    >>> kinds()[0].event_type
    'blockade'
    """
    rows = tables.read_defaults("brief_events", "brief_events").sort_values("rank")
    return tuple(
        Kind(
            row["group"], row["event_type"], tuple(row["modalities"]), int(row["most"]),
            int(row["window_days"]), bool(row["lasting"]), bool(row["quoted"]),
        )
        for row in rows.to_dict("records")
    )  # fmt: skip


def last_mention(event: Event) -> dt.date | None:
    """Day of the newest report on an event.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    datetime.date or None
        The day; None if no report has one.
    """
    return max((claim.reported_at for claim in event.claims if claim.reported_at), default=None)


def newest_day(kind: Kind, event: Event, as_of: dt.date) -> dt.date | None:
    """Day by which an event is ranked: when it ended, or when it was last spoken of.

    Parameters
    ----------
    kind : Kind
        Row of the table.
    event : Event
        The event.
    as_of : datetime.date
        Day of the brief; nothing is newer.

    Returns
    -------
    datetime.date or None
        The day.
    """
    happened = event.date_end or event.date_start
    day = last_mention(event) if kind.lasting or happened is None else happened
    return min(day, as_of) if day is not None else None


def choose(
    events: Iterable[Event],
    as_of: dt.date,
    rows: Sequence[Kind] | None = None,
) -> tuple[Happening, ...]:
    """Events that a brief tells of.

    Parameters
    ----------
    events : iterable of Event
        Events of a ledger.
    as_of : datetime.date
        Day of the brief.
    rows : sequence of Kind, optional
        Table to go by; the package's by default.

    Returns
    -------
    tuple of Happening
        In the order of the table. Of each kind those that say most and are newest are chosen, and
        told the newest first; events that say next to nothing only where there is no other of the
        kind. Of two that say the same, one is told.

    Examples
    --------
    >>> choose((), dt.date(2025, 11, 30))
    ()
    """
    known = list(events)
    found: list[Happening] = []
    used: set[str] = set()
    for kind in kinds() if rows is None else rows:
        told: list[Event] = []
        fitting = [
            event for event in known if event.event_id not in used and _fits(kind, event, as_of)
        ]
        telling = [event for event in fitting if not _bare(event)] or fitting
        for event in sorted(telling, key=lambda one: _order(kind, one, as_of)):
            if len(told) < kind.most and not any(_same(event, other) for other in told):
                told.append(event)
        used.update(event.event_id for event in told)
        told.sort(key=lambda one: newest_day(kind, one, as_of) or dt.date.min, reverse=True)
        found += [Happening(event, kind) for event in told]
    return tuple(found)


def _fits(kind: Kind, event: Event, as_of: dt.date) -> bool:
    if kind.event_type and event.event_type != kind.event_type:
        return False
    if _is_no_event(event):
        return False
    said = {claim.modality for claim in event.claims}
    allowed = said & set(kind.modalities) if kind.modalities else said - _NO_EVENT
    day = newest_day(kind, event, as_of)
    return bool(allowed) and day is not None and (as_of - day).days <= kind.window_days


def _is_no_event(event: Event) -> bool:
    """That a number was not given is no event, and a running total is not that of one attack."""
    lost = event.event_type in _LOSSES
    if lost and _bare(event) and all(claim.modality == "conditional" for claim in event.claims):
        return True  # "they are said to have burnt the others": of what attack, it does not say
    return all(
        claim.subtype == _UNSAID or (lost and claim.measure == _TOTAL) for claim in event.claims
    )


def _figured(event: Event) -> bool:
    return any(
        value is not None for claim in event.claims for value in (claim.best, claim.low, claim.high)
    )


def _bare(event: Event) -> bool:
    """Whether an event names neither a place nor a figure, or nobody who says so and no day."""
    if not (_figured(event) or event.location_id or event.country):
        return True
    return not named(event) and event.date_start is None and event.location_id is None


def named(event: Event) -> tuple[Version, ...]:
    """Versions of an event that somebody is named for, other than the author of the report.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    tuple of Version
        One for each origin.
    """
    return tuple(
        version
        for version in distinct_versions(event)
        if any(source.kind not in _NOBODY for claim in version.claims for source in claim.said_by)
    )


def _lacks(event: Event) -> int:
    """How many of a place, a figure, a day and a named source an event lacks."""
    dated = event.date_start is not None or event.date_end is not None
    return (event.location_id is None) + (not _figured(event)) + (not dated) + (not named(event))


def _order(kind: Kind, event: Event, as_of: dt.date) -> tuple[object, ...]:
    day = newest_day(kind, event, as_of) or dt.date.min
    age = rule("reported_age_weight") * (as_of - day).days / kind.window_days
    origins = len(named(event))
    largest = max((claim.best or claim.low or 0.0 for claim in event.claims), default=0.0)
    size = (-origins, -len(event.claims), -largest)
    # One more origin makes up for what a single source leaves out.
    return _bare(event), _lacks(event) - (origins > 1) + age, -day.toordinal(), size, event.event_id


def _same(one: Event, other: Event) -> bool:
    """Whether two events would be told in the same words."""

    def words(event: Event) -> tuple[object, ...]:
        first = event.claims[0]
        where = (event.location_id, event.country)
        return event.event_type, event.quantity, where, event.date_start, first.best, first.high

    return words(one) == words(other)


def only_threatens(event: Event) -> bool:
    """Whether an event is a threat, whose day is not the day on which what it threatens began.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    bool
        True if every claim on it is of a threat.
    """
    return all(claim.subtype == THREAT for claim in event.claims)
