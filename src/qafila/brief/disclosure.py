"""What may be passed on: the rules of the public profile, applied before anything is written.

Counts of people under ten are suppressed, and further cells with them, so that no total gives them
back. Forecasts keep two significant digits, of people never less than tens. Corridors are told by
week, passages only when their week ended more than three days ago. ``DATA_POLICY.md`` says why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.brief.rules import rule
from qafila.brief.suppression import hidden_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim
    from qafila.situation import Situation

PROFILES = ("public", "internal")
MARKING = "restricted, do not forward"

PUBLISHED_COUNTS = frozenset({"abduction", "hostage_release"})
_PASSAGES = frozenset({"supply_arrival"})
# What is told of an attack is told by day once it is old enough: that convoy passes no more.
_ATTACKS = frozenset(
    {"attack_on_convoy", "armed_clash", "violence_against_civilians", "abduction", "casualties"}
)
_CONVOY_UNITS = frozenset({"tankers", "trucks", "convoys", "litres"})
_NEEDS = frozenset({"tankers_needed"})


def week_of(day: dt.date) -> dt.date:
    """Monday of the week of a day.

    Parameters
    ----------
    day : datetime.date
        The day.

    Returns
    -------
    datetime.date
        The Monday on or before it.

    Examples
    --------
    >>> week_of(dt.date(2025, 11, 30))
    datetime.date(2025, 11, 24)
    """
    return day - dt.timedelta(days=day.weekday())


def week_end(day: dt.date) -> dt.date:
    """Sunday of the week of a day.

    Parameters
    ----------
    day : datetime.date
        The day.

    Returns
    -------
    datetime.date
        The Sunday on or after it.

    Examples
    --------
    >>> week_end(dt.date(2025, 11, 28))
    datetime.date(2025, 11, 30)
    """
    return week_of(day) + dt.timedelta(days=6)


def is_recent(day: dt.date, as_of: dt.date) -> bool:
    """Whether a passage is too fresh to be told.

    Parameters
    ----------
    day : datetime.date
        Day of the passage.
    as_of : datetime.date
        Day of the brief, at whose end it is written.

    Returns
    -------
    bool
        True unless all of the day lies further back than the delay.

    Examples
    --------
    >>> [is_recent(dt.date(2025, 11, day), dt.date(2025, 11, 30)) for day in (26, 27, 28, 30)]
    [False, False, True, True]
    """
    return (as_of - day).days * 24 < rule("passage_delay")


def is_recent_week(day: dt.date, as_of: dt.date) -> bool:
    """Whether the week of a passage is too fresh to be named.

    Parameters
    ----------
    day : datetime.date
        Day of the passage.
    as_of : datetime.date
        Day of the brief, at whose end it is written.

    Returns
    -------
    bool
        True unless the Sunday of that week lies further back than the delay.

    Examples
    --------
    >>> [is_recent_week(dt.date(2025, 11, day), dt.date(2025, 11, 30)) for day in (23, 24)]
    [False, True]
    """
    return is_recent(week_end(day), as_of)


def told_by(day: dt.date, as_of: dt.date) -> dt.date:
    """Day by which the publication of news of a passage is told.

    Parameters
    ----------
    day : datetime.date
        Day of publication.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    datetime.date
        The Sunday of its week, or the day of the brief if that is earlier.

    Examples
    --------
    >>> told_by(dt.date(2025, 11, 18), dt.date(2025, 11, 30))
    datetime.date(2025, 11, 23)
    """
    return max(day, min(week_end(day), as_of))


def public_passage(days: Iterable[dt.date], as_of: dt.date) -> dt.date | None:
    """Week of the newest passage that may be told.

    Parameters
    ----------
    days : iterable of datetime.date
        Days of passages, in any order.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    datetime.date or None
        Monday of its week; None if none is old enough.

    Examples
    --------
    >>> public_passage([dt.date(2025, 11, 28), dt.date(2025, 11, 22)], dt.date(2025, 11, 30))
    datetime.date(2025, 11, 17)
    """
    newest = max((day for day in days if not is_recent_week(day, as_of)), default=None)
    return week_of(newest) if newest is not None else None


def last_passage(situation: Situation, corridor_id: str, profile: str) -> dt.date | None:
    """Newest confirmed passage of a corridor that a profile may see.

    Parameters
    ----------
    situation : Situation
        What is known.
    corridor_id : str
        Identifier of the corridor.
    profile : str
        ``public`` or ``internal``.

    Returns
    -------
    datetime.date or None
        Its day; in public the Monday of its week, and only of passages old enough.
    """
    days = situation.passages(corridor_id)
    return (
        max(days, default=None) if profile == "internal" else public_passage(days, situation.as_of)
    )


@dataclass(frozen=True)
class Shown:
    """What may be shown of a claim.

    Parameters
    ----------
    figure, words : bool
        Whether its figure and dates, and its verbatim words, may be shown.
    reason : str
        Key of the text that says why not: ``small_count``, ``recent_passage`` or
        ``passage_words``.
    weekly : bool
        Whether its dates are told by week only.
    """

    figure: bool = True
    words: bool = True
    reason: str = ""
    weekly: bool = False


def names_convoy(claim: Claim) -> bool:
    """Whether a claim tells of vehicles or fuel on the road, whatever kind it was read as.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        True for a passage, an attack on a convoy, and any number of tankers, trucks, convoys or
        litres that is not merely needed and does not cover weeks.
    """
    start, end = claim.date.start, claim.date.end
    if start is not None and end is not None and (end - start).days >= rule("passage_week"):
        return False
    if claim.event_type in _PASSAGES or claim.event_type == "attack_on_convoy":
        return True
    return claim.unit in _CONVOY_UNITS and claim.quantity not in _NEEDS


def tells_passage(claim: Claim) -> bool:
    """Whether a claim tells of a single passage, and not of what came over weeks.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        True for what names a convoy and is no attack; dated to less than a week, or not at all.
    """
    return names_convoy(claim) and claim.event_type not in _ATTACKS


def day_of(claim: Claim) -> dt.date | None:
    """Day by which a claim is old: of what it tells, or else of its publication.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    datetime.date or None
        The day.
    """
    return claim.date.end or claim.date.start or claim.reported_at


def is_fresh(claim: Claim, as_of: dt.date) -> bool:
    """Whether a claim tells of a passage that the public may not know of at all.

    Parameters
    ----------
    claim : Claim
        The claim.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    bool
        True for a single passage, until its week ended longer ago than the delay.
    """
    day = day_of(claim)
    return day is not None and tells_passage(claim) and is_recent_week(day, as_of)


def is_young(day: dt.date, as_of: dt.date) -> bool:
    """Whether words, addresses and days of publication would still tell too much of a passage.

    Parameters
    ----------
    day : datetime.date
        Day of the passage.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    bool
        The same for all days of a week.
    """
    return (as_of - week_end(day)).days < rule("passage_words")


def public_words(claim: Claim, as_of: dt.date) -> bool:
    """Whether the public may read the words of a passage.

    Parameters
    ----------
    claim : Claim
        A claim that tells of a passage.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    bool
        True once it is old enough, or if it cannot be dated.
    """
    day = day_of(claim)
    return day is None or not is_young(day, as_of)


def _reason(claim: Claim, as_of: dt.date) -> str:
    day = day_of(claim)
    if day is None or not names_convoy(claim):
        return ""
    passage = tells_passage(claim)
    if is_fresh(claim, as_of) if passage else is_recent(day, as_of):
        return "recent_passage"
    return "passage_words" if passage and not public_words(claim, as_of) else ""


def shown_claims(
    claims: Sequence[Claim], as_of: dt.date, profile: str, read: Sequence[Claim] = ()
) -> Mapping[str, Shown]:
    """What may be shown of each claim.

    Parameters
    ----------
    claims : sequence of Claim
        Claims of a ledger.
    as_of : datetime.date
        Day of the brief.
    profile : str
        ``public`` or ``internal``.
    read : sequence of Claim
        Claims as they were read, of which analysts decided otherwise: their words are withheld all
        the same.

    Returns
    -------
    mapping of str to Shown
        By claim_id. In public, words that overlap withheld words are withheld as well.

    Examples
    --------
    >>> shown_claims((), dt.date(2025, 11, 30), "public")
    {}
    """
    if profile == "internal":
        return {claim.claim_id: Shown() for claim in claims}
    few = hidden_claims(
        claim
        for claim in claims
        if claim.event_type not in PUBLISHED_COUNTS and not is_fresh(claim, as_of)
    )
    reasons = {
        claim.claim_id: "small_count" if claim.claim_id in few else _reason(claim, as_of)
        for claim in claims
    }
    closed: dict[str, list[tuple[int, int, str]]] = {}
    withheld = [(claim, reasons[claim.claim_id]) for claim in claims]
    for claim, reason in withheld + [(claim, _reason(claim, as_of)) for claim in read]:
        if reason:
            spot = (claim.span.start, claim.span.end, reason)
            closed.setdefault(claim.document_id, []).append(spot)
    shown = {}
    for claim in claims:
        own = reasons[claim.claim_id]
        near = own or next(
            (
                reason
                for start, end, reason in closed.get(claim.document_id, ())
                if claim.span.start < end and start < claim.span.end
            ),
            "",
        )
        told = own in ("", "passage_words")
        shown[claim.claim_id] = Shown(told, not near, near, tells_passage(claim))
    return shown
