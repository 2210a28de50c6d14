"""Timeline: each event with its side, its days as precisely as they are told, and its figure.

Nothing is left out and nothing is merged here: each event of the ledger gives one entry, and each
claim stands in the entry of its event. Which entries a picture shows is chosen by
``defaults/timeline.csv``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from qafila import tables
from qafila.ledger.disputes import covering_range, distinct_versions
from qafila.ledger.figures import witnesses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qafila.claims import Claim, DateSpan
    from qafila.ledger import Event

NOT_TOLD = "not_told"
UNDATED, VAGUE = "undated", "vague"
_DAY = "day"
_TARGET, _AGENT = "target", "agent"
# Said of what did not happen, or of what somebody thinks.
_NO_EVENT = frozenset({"opinion", "denied"})
_UNSAID = frozenset({"number_not_announced", "nationalities", "threat"})


@dataclass(frozen=True)
class Kind:
    """Row of ``defaults/timeline.csv``.

    Parameters
    ----------
    event_type : str
        Kind of event.
    rank : int
        Order of its row in the picture.
    lane : str
        Row of the picture.
    side : str
        Side by the meaning of the kind; empty where only claims can tell.
    decides : bool
        Whether that holds against the actors that claims name.
    before, recent : int
        Most events shown of the time before the last weeks, and of the last weeks.
    """

    event_type: str
    rank: int
    lane: str
    side: str
    decides: bool
    before: int
    recent: int


@dataclass(frozen=True)
class Entry:
    """An event as the timeline tells it.

    Parameters
    ----------
    event_id, event_type : str
        Of the event.
    lane, side : str
        Row of ``defaults/timeline.csv``, and term of ``timeline_side``.
    quantity : str or None
        What its figure counts.
    start, end : datetime.date or None
        First and last day over all claims with a date.
    first, last : datetime.date or None
        The same of the claim that tells the day most exactly.
    precision : str
        Term of ``date_precision``, of the claim that tells the day most exactly; else ``undated``.
    open_end : bool
        Whether a claim tells a start and no end.
    location_id, country : str or None
        Where.
    low, high : float or None
        Range that covers every figure told and not denied; None where open or untold.
    unit : str or None
        Its unit.
    claims : tuple of str
        Identifiers of its claims.
    origins : tuple of str
        Distinct origins, sorted; relays count once.
    disputed : bool
        Whether origins contradict each other.
    modalities, subtypes : tuple of str
        Of its claims, sorted.
    reported_first, reported_last : datetime.date or None
        Days of the first and the last report.

    Examples
    --------
    >>> Entry("e", "coup", "power", "states", None, None, None, None, None, "undated", False, None,
    ...       None, None, None, None, (), ()).dated
    False
    """

    event_id: str
    event_type: str
    lane: str
    side: str
    quantity: str | None
    start: dt.date | None
    end: dt.date | None
    first: dt.date | None
    last: dt.date | None
    precision: str
    open_end: bool
    location_id: str | None
    country: str | None
    low: float | None
    high: float | None
    unit: str | None
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    disputed: bool = False
    modalities: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    reported_first: dt.date | None = None
    reported_last: dt.date | None = None

    @property
    def dated(self) -> bool:
        """Whether anything tells when it was."""
        return self.start is not None


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Kinds of event, in the order of their rows.

    Returns
    -------
    mapping of str to Kind
        By ``event_type``.

    Examples
    --------
    >>> kinds()["border_reinforcement"].side
    'states'
    """
    rows = tables.read_defaults("timeline", "timeline").sort_values("rank", kind="stable")
    return MappingProxyType(
        {
            row["event_type"]: Kind(
                row["event_type"], int(row["rank"]), row["lane"], row["side"] or "",
                bool(row["decides"]), int(row["before"]), int(row["recent"]),
            )
            for row in rows.to_dict("records")
        }
    )  # fmt: skip


@lru_cache(maxsize=1)
def sides() -> Mapping[str, str]:
    """Side of each kind of actor, and of each side that the registries know.

    Returns
    -------
    mapping of str to str
        Rows of ``defaults/timeline_sides.csv``.

    Examples
    --------
    >>> sides()["foreign_force"], sides()["armed_group"]
    ('states', 'armed_groups')
    """
    rows = tables.read_defaults("timeline_sides", "timeline_sides")
    return MappingProxyType(dict(zip(rows["who"], rows["side"], strict=True)))


def side_of(
    event_type: str,
    claims: Iterable[Claim],
    registered: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Who acts in an event: by the meaning of its kind, else by the actors that its claims name.

    Parameters
    ----------
    event_type : str
        Kind of the event.
    claims : iterable of Claim
        Its claims.
    registered : mapping of str to str, optional
        Side of actors in a registry, in terms of ``actor_side``, by ``actor_id``.

    Returns
    -------
    str
        Term of ``timeline_side``. Actors told as acting go before others that are named; whom it
        befalls does not act. Where several sides are named and the kind does not tell, it is not
        told.

    Examples
    --------
    >>> side_of("border_reinforcement", ()), side_of("armed_clash", ())
    ('states', 'not_told')
    """
    kind = kinds().get(event_type)
    own = kind.side if kind else ""
    if kind and kind.decides:
        return own
    named: dict[str, set[str]] = {}
    for claim in claims:
        for actor in claim.actors:
            known = registered.get(actor.actor_id or "") or actor.kind or ""
            if actor.role != _TARGET and known in sides():
                named.setdefault(actor.role or "", set()).add(sides()[known])
    acting = named.get(_AGENT) or set().union(*named.values())
    return acting.pop() if len(acting) == 1 else own or NOT_TOLD


class _Days(NamedTuple):
    start: dt.date | None
    end: dt.date | None
    first: dt.date | None
    last: dt.date | None
    precision: str
    open_end: bool


def _days(claims: Sequence[Claim]) -> _Days:
    """Days over all claims, and those of the claim that tells them most exactly."""
    told = [claim.date for claim in claims if claim.date.start or claim.date.end]
    if not told:
        vague = any(claim.date.precision == VAGUE for claim in claims)
        return _Days(None, None, None, None, VAGUE if vague else UNDATED, open_end=False)
    exact = min(told, key=_width)
    return _Days(
        min(_first(date) for date in told),
        max(_last(date) for date in told),
        _first(exact),
        _last(exact),
        exact.precision or _DAY,
        open_end=any(date.end is None for date in told),
    )


def _first(date: DateSpan) -> dt.date:
    return date.start or date.end or dt.date.max


def _last(date: DateSpan) -> dt.date:
    return date.end or date.start or dt.date.min


def _width(date: DateSpan) -> tuple[int, bool, dt.date, str]:
    # Of two equally exact ones, the one without an open end, then the earlier.
    width = (_last(date) - _first(date)).days
    return width, date.end is None or date.start is None, _first(date), date.precision or ""


def _entry(event: Event, disputed: bool, registered: Mapping[str, str]) -> Entry:
    claims = event.claims
    kind = kinds().get(event.event_type)
    low, high, unit = covering_range(distinct_versions(event))
    reported = [claim.reported_at for claim in claims if claim.reported_at]
    days = _days(claims)
    return Entry(
        event_id=event.event_id,
        event_type=event.event_type,
        lane=kind.lane if kind else event.event_type,
        side=side_of(event.event_type, claims, registered),
        quantity=event.quantity,
        **days._asdict(),
        location_id=event.location_id,
        country=event.country,
        low=low,
        high=high,
        unit=unit,
        claims=tuple(claim.claim_id for claim in claims),
        origins=tuple(sorted(witnesses(claims))),
        disputed=disputed,
        modalities=tuple(sorted({claim.modality for claim in claims})),
        subtypes=tuple(sorted({claim.subtype for claim in claims if claim.subtype})),
        reported_first=min(reported, default=None),
        reported_last=max(reported, default=None),
    )


def timeline(
    events: Iterable[Event],
    disputed: Collection[str] = frozenset(),
    registered: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """All events from the oldest to the newest; those without a day stand last.

    Parameters
    ----------
    events : iterable of Event
        Events of a ledger.
    disputed : collection of str, optional
        Identifiers of the events on which origins contradict each other.
    registered : mapping of str to str, optional
        Side of actors in a registry, in terms of ``actor_side``, by ``actor_id``.

    Returns
    -------
    tuple of Entry
        One for each event.

    Examples
    --------
    >>> timeline(())
    ()
    """
    entries = [_entry(event, event.event_id in disputed, registered) for event in events]
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[object, ...]:
    seen = entry.reported_first or dt.date.max
    return not entry.dated, entry.start or seen, entry.end or seen, entry.event_id


def choose(
    entries: Iterable[Entry],
    as_of: dt.date,
    recent: dt.date,
    table: Mapping[str, Kind] | None = None,
) -> tuple[Entry, ...]:
    """Entries that a picture shows: of each kind those that most origins tell of.

    Parameters
    ----------
    entries : iterable of Entry
        All of them.
    as_of : datetime.date
        Last day of the picture; what begins later is not shown.
    recent : datetime.date
        First day of the last weeks.
    table : mapping of str to Kind, optional
        Table to go by; the package's by default.

    Returns
    -------
    tuple of Entry
        By row of the picture, then by day. Without a day nothing can be drawn; opinions, denials
        alone, threats, and statements that a number was not given are no events.

    Examples
    --------
    >>> choose((), dt.date(2025, 11, 30), dt.date(2025, 8, 24))
    ()
    """
    rows = kinds() if table is None else table
    found: dict[tuple[str, bool], list[Entry]] = {}
    for entry in entries:
        if entry.event_type in rows and entry.start is not None and _drawn(entry, as_of):
            last = entry.reported_last if entry.open_end else entry.end
            late = (last or entry.start) >= recent
            found.setdefault((entry.event_type, late), []).append(entry)
    chosen: list[Entry] = []
    for (event_type, late), told in found.items():
        kind = rows[event_type]
        most = kind.recent if late else kind.before
        chosen += sorted(told, key=_weight)[:most]
    return tuple(sorted(chosen, key=lambda one: (rows[one.event_type].rank, *_order(one))))


def _drawn(entry: Entry, as_of: dt.date) -> bool:
    if entry.start is None or entry.start > as_of:
        return False
    if set(entry.modalities) <= _NO_EVENT:
        return False
    return not (entry.subtypes and set(entry.subtypes) <= _UNSAID)


def _weight(entry: Entry) -> tuple[object, ...]:
    """The most told first; of two alike, the one that is told with a figure, a place and a day."""
    lacks = (entry.low is None and entry.high is None) + (entry.location_id is None)
    exact = 0 if entry.precision == _DAY else 1
    return -len(entry.origins), -len(entry.claims), lacks + exact, *_order(entry)
