"""What claims say of people taken and set free: numbers by nationality, and where none is told.

A statement is a number of people that a claim gives for one group. Statements that no day tells
apart are taken for one case, whose bounds hold every figure told of it; nothing is averaged.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from qafila.ledger.figures import interval, speaker, witnesses
from qafila.units import to_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.claims import Claim

TAKEN, FREED = "abduction", "hostage_release"
Days = tuple[dt.date, dt.date]

_SURE = frozenset({"asserted", "claimed", "admitted", "estimated", "announced"})
_UNSURE = frozenset({"conditional", "denied"})
_BACKGROUND = "background"
_UNSAID = "number_not_announced"
# Prisoners whom a state sets free in exchange are no hostages.
_PRISONERS = "prisoners"
_PRISONERS_FREED = "prisoners_released"
_AGENT = "agent"
# Over such a time a number is a total of several abductions, not one of them.
_PERIODS = frozenset({"interval", "year"})
_TOTAL = "cumulative"
_PERSON = to_base(1.0, "persons")[1]


class Statement(NamedTuple):
    """What one claim says of how many of a group were taken or set free.

    `nationalities` is empty where none is told, and has several where one number counts them
    together. `low` and `high` are people; both are None where no number is told.
    """

    claim: Claim
    nationalities: tuple[str, ...]
    low: float | None
    high: float | None
    days: Days | None
    unsaid: bool = False

    @property
    def told(self) -> bool:
        """Whether a number is told."""
        return self.low is not None and self.high is not None

    @property
    def sure(self) -> bool:
        """Whether it is put as a fact, a claim or an estimate, and neither denied nor uncertain."""
        return self.claim.modality in _SURE or background(self.claim)


class Bounds(NamedTuple):
    """Fewest and most people; the upper end is infinite where nothing bounds it."""

    low: float
    high: float


@dataclass(frozen=True)
class Case:
    """Statements that may all be of the same people.

    Parameters
    ----------
    bounds : Bounds
        Range that holds every figure told of it; from zero where nobody says so for sure, where
        somebody denies it, or where it may be one of the other cases.
    versions : tuple of Bounds
        Distinct figures, sorted.
    days : (datetime.date, datetime.date) or None
        First and last day over its statements.
    claims : tuple of str
        Identifiers, by day of report.
    origins : tuple of str
        Distinct origins, sorted; relays count once.
    disputed : bool
        Whether distinct origins give figures that exclude each other, or one denies it.
    """

    bounds: Bounds
    versions: tuple[Bounds, ...]
    days: Days | None
    claims: tuple[str, ...]
    origins: tuple[str, ...]
    disputed: bool


def days_of(claim: Claim) -> Days | None:
    """First and last day of a claim; an open end is the day of its report.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    (datetime.date, datetime.date) or None
        None where no day is told.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> days_of(Claim("c", "d", None, "en", "abduction", Span(0, 1, "x"), "asserted", "1")) is None
    True
    """
    start, end = claim.date.start, claim.date.end
    if start is None and end is None:
        return None
    first = start or end or dt.date.min
    return first, max(first, end or claim.reported_at or first)


def is_period_total(claim: Claim) -> bool:
    """Whether a claim counts people over months or years, of no or of several nationalities.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        True for totals such as "22 foreigners between May and October".
    """
    if claim.event_type != TAKEN or _people(claim) is None or len(named_by(claim)) == 1:
        return False
    return claim.measure == _TOTAL or claim.date.precision in _PERIODS


def named_by(claim: Claim) -> tuple[str, ...]:
    """Nationalities of those whom a claim says were taken or set free.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    tuple of str
        ISO 3166-1 alpha-3, sorted.
    """
    found = {actor.nationality for actor in claim.actors if actor.role != _AGENT}
    counted = claim.counted.country if claim.counted else None
    return tuple(sorted(code for code in found | {counted} if code))


def counts(claim: Claim) -> bool:
    """Whether a claim speaks of people taken or set free at all.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        False for opinions, for what is told as background, and for prisoners of a state.
    """
    if claim.event_type not in (TAKEN, FREED) or claim.quantity == _PRISONERS_FREED:
        return False
    if claim.counted and claim.counted.group == _PRISONERS:
        return False
    return claim.modality in _SURE | _UNSURE


def _people(claim: Claim) -> Bounds | None:
    told = interval(claim)
    if told is None or told.unit != _PERSON:
        return None
    return Bounds(max(0.0, told.low), told.high)


def statements(claim: Claim) -> tuple[Statement, ...]:
    """What a claim says of each group that it names.

    Parameters
    ----------
    claim : Claim
        A claim that counts.

    Returns
    -------
    tuple of Statement
        One for its number, and one for each nationality that it names beside others: with the
        number that it gives for it, if any.
    """
    named, told, days = named_by(claim), _people(claim), days_of(claim)
    unsaid = claim.subtype == _UNSAID
    found = []
    if told is not None:
        found.append(Statement(claim, named, told.low, told.high, days))
    if len(named) == 1 and told is not None:
        return tuple(found)
    numbers = {actor.nationality: actor.count for actor in claim.actors if actor.nationality}
    for code in named:
        count = None if numbers.get(code) is None else float(numbers[code] or 0)
        found.append(Statement(claim, (code,), count, count, days, unsaid))
    return tuple(found) or (Statement(claim, (), None, None, days, unsaid),)


def apart(one: Days | None, other: Days | None) -> bool:
    """Whether days tell two things apart; what has no day is told apart from nothing.

    Parameters
    ----------
    one, other : (datetime.date, datetime.date) or None
        First and last days.

    Returns
    -------
    bool
        True if they share no day.

    Examples
    --------
    >>> day = dt.date(2025, 11, 6), dt.date(2025, 11, 6)
    >>> apart(day, None), apart(day, (dt.date(2025, 5, 1), dt.date(2025, 10, 31)))
    (False, True)
    """
    return one is not None and other is not None and (one[1] < other[0] or other[1] < one[0])


def cases(told: Iterable[Statement]) -> tuple[Case, ...]:
    """Put statements together that may be of the same people.

    Parameters
    ----------
    told : iterable of Statement
        Statements of one group with a number, of people taken or of people set free.

    Returns
    -------
    tuple of Case
        By day. Statements whose days meet are of one case. One without a day joins the only case,
        or the only one with its figure; else it may be any of them, and adds nobody for sure.

    Notes
    -----
    The order of the statements has no say.

    Examples
    --------
    >>> cases(())
    ()
    """
    known = sorted(told, key=_order)
    dated = sorted((one for one in known if one.days), key=lambda one: one.days or _NEVER)
    groups: list[list[Statement]] = []
    last = dt.date.min
    for one in dated:
        start, end = one.days or _NEVER
        if not groups or start > last:
            groups.append([])
            last = end
        groups[-1].append(one)
        last = max(last, end)
    loose: list[Statement] = []
    figures = [{(one.low, one.high) for one in group} for group in groups]
    for one in (one for one in known if not one.days):
        alike = [group for group, own in zip(groups, figures, strict=True)
                 if (one.low, one.high) in own]  # fmt: skip
        fitting = alike if len(alike) == 1 else groups
        (fitting[0] if len(fitting) == 1 else loose).append(one)
    found = [_case(group, maybe=False) for group in groups]
    return (*found, *([_case(loose, maybe=bool(groups))] if loose else []))


_NEVER = (dt.date.max, dt.date.max)


def _order(one: Statement) -> tuple[object, ...]:
    return one.claim.reported_at or dt.date.max, one.claim.claim_id, one.low or 0.0


def _case(group: Sequence[Statement], *, maybe: bool) -> Case:
    said = sorted(group, key=_order)
    versions = tuple(sorted({Bounds(one.low or 0.0, _high(one)) for one in said}))
    denied = any(one.claim.modality == "denied" for one in said)
    doubted = maybe or denied or not any(one.sure for one in said)
    days = [one.days for one in said if one.days]
    return Case(
        bounds=Bounds(
            0.0 if doubted else min(one.low for one in versions),
            max(one.high for one in versions),
        ),
        versions=versions,
        days=(min(one[0] for one in days), max(one[1] for one in days)) if days else None,
        claims=tuple(dict.fromkeys(one.claim.claim_id for one in said)),
        origins=tuple(sorted(witnesses(one.claim for one in said))),
        disputed=denied or _contradict(said),
    )


def _high(one: Statement) -> float:
    return math.inf if one.high is None else one.high


def _contradict(said: Sequence[Statement]) -> bool:
    """Whether two origins give figures that cannot both be true."""
    told = {(speaker(one.claim), one.low or 0.0, _high(one)) for one in said}
    return any(a[0] != b[0] and (a[2] < b[1] or b[2] < a[1]) for a in told for b in told)


def most(told: Iterable[Statement]) -> float:
    """Most people who may be meant if every figure that differs is of other people.

    Parameters
    ----------
    told : iterable of Statement
        Statements of one group with a number.

    Returns
    -------
    float
        Each distinct upper bound, as many times as days tell statements of it apart. Another
        statement never lowers it.

    Examples
    --------
    >>> most(())
    0.0
    """
    by_figure: dict[float, list[Days]] = {}
    for one in told:
        days = by_figure.setdefault(_high(one), [])
        if one.days:
            days.append(one.days)
    return sum((high * max(1, _separate(days)) for high, days in by_figure.items() if high), 0.0)


def _separate(days: Iterable[Days]) -> int:
    """How many of some intervals no other of them meets at most."""
    number, free = 0, dt.date.min
    for start, end in sorted(days, key=lambda one: one[1]):
        if number == 0 or start > free:
            number, free = number + 1, end
    return number


def background(claim: Claim) -> bool:
    """Whether a claim tells of an earlier time.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        True for the modality of background.
    """
    return claim.modality == _BACKGROUND
