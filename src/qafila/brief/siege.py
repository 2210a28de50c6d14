"""The blockade that a brief begins with, as far as claims tell of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.brief.happenings import THREAT
from qafila.brief.rules import rule
from qafila.ledger.figures import witnesses

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.claims import Claim

# A threat to block a road, an opinion on it or a denial is no day on which a blockade began.
_NO_START = frozenset({"opinion", "background", "conditional", "denied"})
_ARMED_GROUP = "armed_group"
_BLOCKADE = "blockade"


@dataclass(frozen=True)
class Siege:
    """A blockade that is reported.

    Parameters
    ----------
    actor_id : str
        The armed group; empty where none is known.
    actor : str
        Its name in the newest report.
    since : datetime.date or None
        Earliest day on which its blockade is dated.
    last : datetime.date
        Day of the newest report that speaks of it.
    location_ids : tuple of str
        Places that claims name for its first day.
    later_ids : tuple of str
        Further places that later claims name, the first named first.
    claims : tuple of Claim
        Claims behind it, the newest first.
    """

    actor_id: str
    actor: str
    since: dt.date | None
    last: dt.date
    location_ids: tuple[str, ...]
    later_ids: tuple[str, ...]
    claims: tuple[Claim, ...]


def siege(claims: Iterable[Claim], as_of: dt.date) -> Siege | None:
    """The blockade that is dated earliest, if an armed group declared it or is named with it.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of a ledger.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    Siege or None
        None where no claim dates a blockade to a day and names an armed group.

    Examples
    --------
    >>> import datetime as dt
    >>> siege((), dt.date(2025, 11, 30)) is None
    True
    """
    spoken: dict[str, list[tuple[Claim, str]]] = {}
    for claim in claims:
        group = _armed_group(claim)
        if claim.event_type == _BLOCKADE and claim.modality not in _NO_START and group:
            spoken.setdefault(group[0], []).append((claim, group[1]))
    starts = [
        (claim.date.start, key)
        for key, said in spoken.items()
        for claim, _ in said
        if claim.date.start is not None
        and claim.date.start == claim.date.end
        and claim.date.start <= as_of
        and claim.subtype != THREAT
    ]
    if not starts:
        return None
    since, key = min(starts)
    said = sorted(
        (pair for pair in spoken[key] if pair[0].reported_at is not None),
        key=lambda pair: (pair[0].reported_at, pair[0].claim_id),
        reverse=True,
    )
    if not said or said[0][0].reported_at is None:
        return None
    told = [claim for claim, _ in said]
    first = _places(claim for claim in told if claim.date.start == since)
    return Siege(
        actor_id=key,
        actor=said[0][1],
        since=since,
        last=said[0][0].reported_at,
        location_ids=first,
        later_ids=tuple(place for place in _places(reversed(told)) if place not in first),
        claims=tuple(told),
    )


def _places(claims: Iterable[Claim]) -> tuple[str, ...]:
    named = dict.fromkeys(place.location_id for claim in claims for place in claim.locations)
    return tuple(place for place in named if place)


def reported_siege(claims: Iterable[Claim], as_of: dt.date) -> Siege | None:
    """A blockade that no known armed group is named with, but several origins tell of.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of a ledger.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    Siege or None
        Without an actor, and without a first day where no claim dates one; None where fewer
        origins than ``siege_origins`` of the rules assert one.

    Examples
    --------
    >>> import datetime as dt
    >>> reported_siege((), dt.date(2025, 11, 30)) is None
    True
    """
    told = sorted(
        (
            claim
            for claim in claims
            if claim.event_type == _BLOCKADE
            and claim.modality not in _NO_START
            and claim.subtype != THREAT
            and claim.reported_at is not None
        ),
        key=lambda claim: (claim.reported_at, claim.claim_id),
        reverse=True,
    )
    if len(witnesses(told)) < rule("siege_origins") or told[0].reported_at is None:
        return None
    starts = [day for claim in told if (day := claim.date.start) and day <= as_of]
    return Siege(
        actor_id="",
        actor="",
        since=min(starts, default=None),
        last=told[0].reported_at,
        location_ids=_places(reversed(told)),
        later_ids=(),
        claims=tuple(told),
    )


def _armed_group(claim: Claim) -> tuple[str, str] | None:
    """Key and name of the armed group that says so, or is named, if it is one that is known."""
    origin = claim.origin
    if origin is not None and origin.kind == _ARMED_GROUP and origin.source_id:
        return origin.source_id, origin.name
    known = {
        actor.actor_id: actor.name
        for actor in claim.actors
        if actor.kind == _ARMED_GROUP and actor.actor_id
    }
    return next(iter(known.items())) if len(known) == 1 else None
