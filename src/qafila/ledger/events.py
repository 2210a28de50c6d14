"""Group claims that speak of one thing, and keep the reasons.

1. Claims are taken from the most exact place and date to the vaguest; ties go by day of report,
   document and span, so the order in which they were stored has no say.
2. A claim joins an event only if it fits every claim already in it: no chain of near dates can tie
   together what lies far apart.
3. A repeated statement goes to its first telling; then comes the same place on the nearest date.
4. A claim whose date is not resolved, or that names only a wider place or none, joins the one event
   that fits; where several fit, nothing tells which is meant, and it stands alone.

5. A denial without a figure joins the event that it answers (`qafila.ledger.denials`); neither the
   place nor the days of the event hang on it.

A claim with a date and no place has the place of its document's other claims on the same thing and
days, if they name one only.

Nothing is merged, added up or averaged: an event only points at its claims.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila import terms
from qafila.cards import count
from qafila.ledger.denials import answer, apart, is_bare_denial
from qafila.ledger.likeness import View, Where, link, view
from qafila.ledger.placing import NOWHERE, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.claims import Claim
    from qafila.ledger.likeness import Link

_CERTAIN = 1
_ANYWHERE = ""
_SHELF_DAYS = 7


@dataclass(frozen=True)
class Event:
    """Claims that speak of one thing.

    Parameters
    ----------
    event_id : str
        Sixteen hexadecimal digits, from the first claim: later claims that join do not change it.
    event_type : str
        Kind of event of the first claim.
    quantity : str or None
        Quantity of the first claim; others may be comparable ones.
    location_id : str or None
        The place that most claims name, the most exact first; of two equal ones that which is named
        most by all claims.
    country : str or None
        Country (ISO 3166-1 alpha-3), where all that name one agree.
    date_start, date_end : datetime.date or None
        First and last day over all claims with a date.
    claims : tuple of Claim
        Claims by day of report, document and span.
    reasons : tuple of str
        Terms of ``grouping_reason``; empty for a claim that stands alone.

    Examples
    --------
    >>> group_events(())
    ()
    """

    event_id: str
    event_type: str
    quantity: str | None
    location_id: str | None
    country: str | None
    date_start: dt.date | None
    date_end: dt.date | None
    claims: tuple[Claim, ...]
    reasons: tuple[str, ...]

    def __repr__(self) -> str:
        what = self.quantity or self.event_type
        where = self.location_id or self.country or "somewhere"
        return f"Event({what} at {where}, {self.date_start}, {count(len(self.claims), 'claim')})"


def group_events(
    claims: Iterable[Claim], within: Mapping[str, str] = MappingProxyType({})
) -> tuple[Event, ...]:
    """Group claims into events; every claim is in exactly one.

    Parameters
    ----------
    claims : iterable of Claim
        Claims in any order.
    within : mapping of str to str, optional
        For each place the wider place that holds it.

    Returns
    -------
    tuple of Event
        Events by their first claim.

    Notes
    -----
    The result does not depend on the order of `claims`.

    Examples
    --------
    >>> from qafila.claims import Claim, DateSpan, Location, Span
    >>> def said(number, place):
    ...     day = DateSpan(dt.date(2025, 9, 14), dt.date(2025, 9, 14), "day")
    ...     return Claim(f"c{number}", f"d{number}", dt.date(2025, 9, 16), "en",
    ...                  "attack_on_convoy", Span(0, 1, "x"), "asserted", "1", date=day,
    ...                  locations=(Location(place, place, "MLI"),),
    ...                  quantity="tankers_destroyed", best=number, unit="tankers")
    >>> group_events([said(40, "kayes"), said(80, "kayes"), said(3, "sikasso")])
    (Event(tankers_destroyed at sikasso, 2025-09-14, 1 claim),
     Event(tankers_destroyed at kayes, 2025-09-14, 2 claims))
    """
    families: dict[str, list[View]] = defaultdict(list)
    denials: dict[str, list[View]] = defaultdict(list)
    for claim in claims:
        one = view(claim)
        family = one.family.name or f"event:{claim.event_type}"
        (denials if is_bare_denial(one) else families)[family].append(one)
    groups = [
        group
        for name in sorted(families)
        for group in _family(_unpaired(_told_on(families[name])), within)
    ]
    for name in sorted(denials):
        groups += _family(_unanswering(_told_on(denials[name]), groups, within), within)
    found = [_event(group) for group in groups]
    found.sort(key=lambda pair: pair[0].key)
    return tuple(event for _, event in found)


def _unanswering(
    denials: list[View], groups: list[_Group], within: Mapping[str, str]
) -> list[View]:
    """Put each denial to the event that it answers; those that answer none are left."""
    left = []
    kind = denials[0].claim.event_type
    told = [
        (min(view.key for view in group.views), group)
        for group in groups
        if any(view.claim.event_type == kind for view in group.views)
    ]
    for denial in sorted(denials, key=lambda one: one.key):
        fits = [
            (found, first, group)
            for first, group in told
            if not any(apart(denial, one) for one in (*group.views, *group.answers))
            for view in group.views
            if (found := answer(denial, view, within)) is not None
        ]
        if fits:
            found, _, group = min(fits, key=lambda fit: fit[:2])
            group.answers.append(denial)
            group.reasons.update(found.reasons)
        else:
            left.append(denial)
    return left


def _told_on(views: list[View]) -> list[View]:
    """Give a claim without a place that of the same document's claims on the same days."""
    places: dict[tuple[str, int, int], set[Where]] = defaultdict(set)
    for one in views:
        if one.start is not None and one.end is not None and one.where.level == PLACE:
            places[one.claim.document_id, one.start, one.end].add(one.where)
    found = []
    for one in views:
        said: set[Where] = set()
        if one.start is not None and one.end is not None and one.where.level == NOWHERE:
            said = places.get((one.claim.document_id, one.start, one.end), set())
        found.append(replace(one, where=next(iter(said))) if len(said) == 1 else one)
    return found


def _unpaired(views: list[View]) -> list[View]:
    """Mark what is told as another event in a document that tells of no first one."""
    paired = {one.claim.document_id for one in views if not one.claim.another}
    return [
        replace(one, unpaired=one.claim.another and one.claim.document_id not in paired)
        for one in views
    ]


class _Group:
    """Claims gathered so far, with the reasons."""

    def __init__(self, first: View) -> None:
        self.views = [first]
        self.answers: list[View] = []
        self.reasons: set[str] = set()
        # What fits must lie within reach of every claim.
        self.earliest_last, self.latest_first = first.reach[1], first.reach[0]

    def fit(self, one: View, within: Mapping[str, str]) -> Link | None:
        """The surest link, if the claim fits every claim of the group."""
        best: Link | None = None
        for other in self.views:
            found = link(one, other, within)
            if found is None:
                return None
            if best is None or found < best:
                best = found
        return best

    def add(self, one: View, reasons: tuple[str, ...]) -> None:
        self.views.append(one)
        self.reasons.update(reasons)
        first, last = one.reach
        self.earliest_last = min(self.earliest_last, last)
        self.latest_first = max(self.latest_first, first)


class _Shelves:
    """Groups by place and days, so that a claim is compared with its neighbours only."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, int], list[_Group]] = defaultdict(list)

    def put(self, group: _Group, one: View) -> None:
        for place in (_ANYWHERE, *one.where.keys):
            for days in _shelves(one):
                shelf = self._groups[place, days]
                if group not in shelf:
                    shelf.append(group)

    def near(self, one: View, *, listed: bool) -> list[_Group]:
        """Groups that may fit; an exactly placed claim fits only where its place is named."""
        claim = one.claim
        timeless = not one.dated and claim.quantity is None
        if timeless and not claim.subtype:
            return []
        exact = one.where.level == PLACE and not listed
        places = sorted(one.where.keys) if exact else [_ANYWHERE]
        first, last = one.reach
        near = (
            group
            for place in places
            for days in _shelves(one)
            for group in self._groups.get((place, days), ())
            if group.latest_first <= last and group.earliest_last >= first
        )
        return [
            group
            for group in dict.fromkeys(near)
            if not timeless or group.views[0].claim.subtype == claim.subtype
        ]


def _shelves(one: View) -> range:
    first, last = one.reach
    return range(first // _SHELF_DAYS, last // _SHELF_DAYS + 1)


def _exactness(one: View) -> tuple[object, ...]:
    start = one.start if one.start is not None else 0
    return one.where.level, not one.dated, one.length, start, one.key


def _family(views: list[View], within: Mapping[str, str]) -> list[_Group]:
    groups: list[_Group] = []
    shelves = _Shelves()
    for one in sorted(views, key=_exactness):
        chosen = _choose(one, shelves.near(one, listed=bool(within)), within)
        if chosen is None:
            chosen = _Group(one)
            groups.append(chosen)
        shelves.put(chosen, one)
    return groups


def _choose(one: View, groups: list[_Group], within: Mapping[str, str]) -> _Group | None:
    fits = [(found, group) for group in groups if (found := group.fit(one, within)) is not None]
    if not fits:
        return None
    surest = min(found.rank for found, _ in fits)
    best = [pair for pair in fits if pair[0].rank == surest]
    if surest > _CERTAIN and len(best) > 1:
        return None
    found, group = min(best, key=lambda pair: (pair[0], min(view.key for view in pair[1].views)))
    group.add(one, found.reasons)
    return group


def _event(group: _Group) -> tuple[View, Event]:
    views = sorted(group.views, key=lambda one: one.key)
    first = views[0]
    claim = first.claim
    level = min(one.where.level for one in views)
    named = Counter(
        place.location_id
        for one in views
        if one.where.level == level
        for place in one.claim.locations
        if place.location_id and place.location_id in one.where.keys
    )
    # Of the two ends of a stretch, that which also wider claims of the event name.
    every = Counter(
        place.location_id for one in views for place in one.claim.locations if place.location_id
    )
    countries = {one.where.country for one in views if one.where.country}
    starts = [one.start for one in views if one.start is not None]
    ends = [one.end for one in views if one.end is not None]
    order = terms.values("grouping_reason")
    return first, Event(
        event_id=hashlib.sha256(f"event\x1f{claim.claim_id}".encode()).hexdigest()[:16],
        event_type=claim.event_type,
        quantity=claim.quantity,
        location_id=min(named, key=lambda name: (-named[name], -every[name], name))
        if named
        else None,
        country=countries.pop() if len(countries) == 1 else None,
        date_start=dt.date.fromordinal(min(starts)) if starts else None,
        date_end=dt.date.fromordinal(max(ends)) if ends else None,
        claims=tuple(
            one.claim for one in sorted([*views, *group.answers], key=lambda one: one.key)
        ),
        reasons=tuple(reason for reason in order if reason in group.reasons),
    )
