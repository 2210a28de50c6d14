"""Who was taken and who is known to be free, by nationality, with the bounds that sources leave.

Not known to be freed, at least: the fewest taken less the most who may have been freed, as if every
release told with another figure were of other people. At most: the most taken less the fewest who
were freed for sure. A number that was not announced stays a gap: it bounds nothing and is no zero.
No total is made here; only those that sources give are told, since groups may hold the same people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qafila.assess.hostages import (
    FREED,
    TAKEN,
    Bounds,
    Case,
    Statement,
    apart,
    background,
    cases,
    counts,
    days_of,
    is_period_total,
    most,
    named_by,
    statements,
)
from qafila.ledger.figures import closed_end, interval, witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.assess.hostages import Days
    from qafila.claims import Claim

NATIONALITY, TOGETHER, NOT_TOLD, TOTAL = "nationality", "together", "not_told", "total"
_KINDS = (NATIONALITY, TOGETHER, NOT_TOLD, TOTAL)
_RANSOM = "ransom"
_SAID = frozenset({"asserted", "claimed", "admitted", "estimated", "announced", "conditional"})


@dataclass(frozen=True)
class Group:
    """People of one nationality, or of whom none is told, and what is known of them.

    Parameters
    ----------
    kind : str
        ``nationality``; ``together`` (one number counts several); ``not_told``; ``total`` (told by
        a source for a time, whoever they are).
    nationalities : tuple of str
        ISO 3166-1 alpha-3.
    taken, freed : tuple of Case
        Cases with a number.
    held : Bounds or None
        Those of the taken who are not known to be freed; None where no number of taken is told.
    more : bool
        Whether others of the group were taken at another time, without a number.
    unsaid_taken, unsaid_freed : tuple of str
        Claims that tell of people taken or freed without a number, or say that none was announced.
    status : str
        Term of ``hostage_status``.
    places : tuple of str
        Places or else countries, where no nationality tells groups apart.
    past : bool
        Whether it is told as background of an earlier time.

    Examples
    --------
    >>> Group("nationality", ("MAR",)).status
    'unknown'
    """

    kind: str
    nationalities: tuple[str, ...] = ()
    taken: tuple[Case, ...] = ()
    freed: tuple[Case, ...] = ()
    held: Bounds | None = None
    more: bool = False
    unsaid_taken: tuple[str, ...] = ()
    unsaid_freed: tuple[str, ...] = ()
    status: str = "unknown"
    places: tuple[str, ...] = ()
    past: bool = False

    @property
    def claims(self) -> tuple[str, ...]:
        """All claims that it rests on, each once."""
        told = [key for case in (*self.taken, *self.freed) for key in case.claims]
        return tuple(dict.fromkeys([*told, *self.unsaid_taken, *self.unsaid_freed]))

    @property
    def disputed(self) -> bool:
        """Whether sources contradict each other on a case."""
        return any(case.disputed for case in (*self.taken, *self.freed))


@dataclass(frozen=True)
class Ransom:
    """An amount that sources give as asked for or paid.

    Parameters
    ----------
    low, high : float or None
        Bounds as told, in `unit`; None where open.
    unit : str or None
        Currency.
    days : (datetime.date, datetime.date) or None
        First and last day over its claims.
    modalities : tuple of str
        How it is put, sorted.
    claims, origins : tuple of str
        Claims by day of report; distinct origins, sorted.
    """

    low: float | None
    high: float | None
    unit: str | None
    days: Days | None
    modalities: tuple[str, ...]
    claims: tuple[str, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True)
class Abductions:
    """The table of abductions.

    Parameters
    ----------
    groups : tuple of Group
        Nationalities first, those of whom most are not known to be freed before others; then those
        counted together, those of no told nationality, and totals told by sources.
    ransoms : tuple of Ransom
        The largest first.

    Examples
    --------
    >>> Abductions().groups
    ()
    """

    groups: tuple[Group, ...] = field(default=())
    ransoms: tuple[Ransom, ...] = field(default=())


def total(found: Iterable[Case]) -> Bounds:
    """Bounds of several cases of one group, which hold different people.

    Parameters
    ----------
    found : iterable of Case
        Cases.

    Returns
    -------
    Bounds
        Sums of both ends.

    Examples
    --------
    >>> total(())
    Bounds(low=0.0, high=0.0)
    """
    told = [case.bounds for case in found]
    return Bounds(sum((one.low for one in told), 0.0), sum((one.high for one in told), 0.0))


def abductions(claims: Iterable[Claim]) -> Abductions:
    """The table of abductions, from what is known on a day.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of a ledger, in any order.

    Returns
    -------
    Abductions
        Relays count once; no name of anybody taken is in it.

    Examples
    --------
    >>> abductions(())
    Abductions(groups=(), ransoms=())
    """
    known = sorted(claims, key=lambda one: (str(one.reported_at), one.claim_id))
    totals = [one for one in known if is_period_total(one) and (counts(one) or background(one))]
    dated = _periods(totals)
    told = [
        statement._replace(days=statement.days or _listed(claim, dated))
        for claim in known
        if counts(claim)
        for statement in statements(claim)
        if not (statement.told and len(statement.nationalities) != 1 and is_period_total(claim))
    ]
    by_group: dict[tuple[str, ...], list[Statement]] = {}
    for one in told:
        by_group.setdefault(one.nationalities, []).append(one)
    nameless = by_group.pop((), [])
    groups = [
        _group(NATIONALITY if len(key) == 1 else TOGETHER, key, said)
        for key, said in by_group.items()
    ]
    whole = {claim.document_id for claim in totals if not background(claim)}
    of_totals = [one for one in nameless if one.unsaid and one.claim.document_id in whole]
    rest = [one for one in nameless if one not in of_totals]
    groups += [*_nameless(rest), *_totals(totals, of_totals)]
    return Abductions(tuple(sorted(groups, key=_rank)), _ransoms(known))


def _rank(group: Group) -> tuple[object, ...]:
    held = group.held or Bounds(-1.0, -1.0)
    top = max((total(group.taken).high, total(group.freed).high))
    return (
        _KINDS.index(group.kind), group.past, -held.low, -held.high, -top, group.nationalities,
        group.places, group.claims,
    )  # fmt: skip


def _periods(totals: Sequence[Claim]) -> dict[tuple[str, str], set[Days]]:
    """Times over which a source gives totals in a document."""
    found: dict[tuple[str, str], set[Days]] = {}
    for claim in totals:
        days = days_of(claim)
        if days and not background(claim):
            found.setdefault((claim.document_id, claim.origin_key), set()).add(days)
    return found


def _listed(claim: Claim, periods: dict[tuple[str, str], set[Days]]) -> Days | None:
    """The time of a list of nationalities: that of its source's only total in the document."""
    if claim.subtype != "nationalities":
        return None
    days = periods.get((claim.document_id, claim.origin_key), set())
    return next(iter(days)) if len(days) == 1 else None


def _group(kind: str, key: tuple[str, ...], said: Sequence[Statement], **given: object) -> Group:
    """A group from all statements on it."""
    taken = [one for one in said if one.claim.event_type == TAKEN]
    freed = [one for one in said if one.claim.event_type == FREED]
    of_taken = cases(one for one in taken if one.told)
    numbered = [one for one in freed if one.told]
    unsaid = [one for one in freed if not one.told]
    silent = [one for one in taken if not one.told]
    more = bool(of_taken) and any(
        all(apart(one.days, case.days) for case in of_taken) for one in silent
    )
    after = [one for one in numbered if not _before(one, of_taken)]
    open_end = [one for one in unsaid if not _before(one, of_taken)]
    held = _held(of_taken, after, bool(open_end), more) if of_taken else None
    released = cases(numbered)
    return Group(
        kind,
        key,
        of_taken,
        released,
        held,
        more,
        _ids(silent),
        _ids(unsaid),
        _status(held, cases(after), bool(after or open_end), more),
        **given,  # type: ignore[arg-type]
    )


def _ids(said: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.claim.claim_id for one in said))


def _before(freed: Statement, taken: Sequence[Case]) -> bool:
    """Whether people were freed before any of these were taken."""
    if freed.days is None or not taken:
        return False
    return all(case.days is not None and freed.days[1] < case.days[0] for case in taken)


def _held(taken: Sequence[Case], freed: Sequence[Statement], unsaid: bool, more: bool) -> Bounds:
    low, high = total(taken)
    out = math.inf if unsaid else most(freed)
    # Whoever was freed may be one of the others, whose number nobody tells.
    sure = 0.0 if more else total(cases(freed)).low
    return Bounds(max(0.0, low - out), math.inf if more else max(0.0, high - sure))


def _status(held: Bounds | None, freed: Sequence[Case], heard: bool, more: bool) -> str:
    if held is None:
        return "unknown"
    if held.high == 0:
        return "freed"
    if not heard:
        return "held"
    some = total(freed).low > 0 and (held.low > 0 or more)
    return "partly_freed" if some else "unknown"


def _nameless(said: Sequence[Statement]) -> list[Group]:
    """People of no told nationality: a group for each case, and one for all without a number."""
    numbered = [one for one in said if one.told and one.claim.event_type == TAKEN]
    rest = [one for one in said if one not in numbered]
    by_place: dict[tuple[str, ...], list[Statement]] = {}
    for one in numbered:
        by_place.setdefault(_places(one.claim), []).append(one)
    found = []
    for places, told in sorted(by_place.items()):
        for case in cases(told):
            own = [one for one in told if one.claim.claim_id in case.claims]
            mine = [one for one in rest if any(_same_words(one, other) for other in own)]
            rest = [one for one in rest if one not in mine]
            found.append(_group(NOT_TOLD, (), [*own, *mine], places=places))
    return [*found, _group(NOT_TOLD, (), rest)] if rest else found


def _places(claim: Claim) -> tuple[str, ...]:
    named = [place.location_id or f"country:{place.country}" for place in claim.locations
             if place.location_id or place.country]  # fmt: skip
    return tuple(dict.fromkeys(named))


def _same_words(one: Statement, other: Statement) -> bool:
    """Whether one sentence tells both: that they were taken, and that they were set free."""
    mine, theirs = one.claim, other.claim
    return (
        mine.document_id == theirs.document_id
        and mine.span.start < theirs.span.end
        and theirs.span.start < mine.span.end
    )


def _totals(claims: Sequence[Claim], unsaid: Sequence[Statement]) -> list[Group]:
    """Totals that sources give over a time, and that they give no number of those freed."""
    by_time: dict[tuple[bool, Days | None], list[Claim]] = {}
    for claim in claims:
        by_time.setdefault((background(claim), days_of(claim)), []).append(claim)
    found = []
    for (past, _), own in by_time.items():
        named = tuple(sorted({code for claim in own for code in named_by(claim)}))
        told = [Statement(claim, named, *_figure(claim), days_of(claim)) for claim in own]
        documents = {claim.document_id for claim in own}
        silent = [] if past else [one for one in unsaid if one.claim.document_id in documents]
        group = _group(TOTAL, named, [*told, *silent], past=past)
        # Of whom an earlier time tells nobody says what became of them.
        found.append(replace(group, held=None, status="unknown") if past else group)
    return found


def _figure(claim: Claim) -> tuple[float, float]:
    told = interval(claim)
    return (max(0.0, told.low), told.high) if told else (0.0, math.inf)


def _ransoms(claims: Sequence[Claim]) -> tuple[Ransom, ...]:
    alike: dict[tuple[float | None, float | None, str | None], list[Claim]] = {}
    for claim in claims:
        told = interval(claim)
        if claim.event_type == _RANSOM and claim.modality in _SAID and told is not None:
            ends = (closed_end(told.low), closed_end(told.high))
            alike.setdefault((*ends, told.unit), []).append(claim)
    found = []
    for (low, high, unit), said in alike.items():
        days = [one for one in map(days_of, said) if one]
        found.append(
            Ransom(
                low,
                high,
                unit,
                (min(one[0] for one in days), max(one[1] for one in days)) if days else None,
                tuple(sorted({claim.modality for claim in said})),
                tuple(claim.claim_id for claim in said),
                tuple(sorted(witnesses(said))),
            )
        )
    return tuple(sorted(found, key=lambda one: (-(one.low or one.high or 0.0), str(one))))
