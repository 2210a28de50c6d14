"""What others expect or advise: listed as their claim, with words and day, never as ours.

Nothing here is turned into a probability. One origin counts once for one statement, however many
pass it on; who changes their mind is listed twice, each with its day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.ledger.events import group_events
from qafila.ledger.figures import witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.claims import Claim

EXPECTED, ADVISED = "expected", "advised"
_KINDS: Mapping[tuple[str, str | None], str] = {
    ("risk_outlook", None): EXPECTED,
    ("assessment", "collapse"): EXPECTED,
    ("assessment", "capability"): EXPECTED,
    ("advisory", None): ADVISED,
    ("assessment", "recommendation"): ADVISED,
}
# What is denied is nobody's view, and what is told of earlier times is none of today.
_NOT_TODAY = frozenset({"denied", "background"})


@dataclass(frozen=True)
class Outlook:
    """What one origin expects or advises.

    Parameters
    ----------
    kind : str
        ``expected`` or ``advised``.
    origin : str
        Key of the origin; relays share it (see `qafila.ledger.figures.witness`).
    claims : tuple of Claim
        All that tell of it, the newest first.

    Examples
    --------
    >>> Outlook("expected", "soufan", ()).reported is None
    True
    """

    kind: str
    origin: str
    claims: tuple[Claim, ...]

    @property
    def reported(self) -> dt.date | None:
        """Day of the newest report."""
        days = [claim.reported_at for claim in self.claims if claim.reported_at]
        return max(days, default=None)

    @property
    def first_reported(self) -> dt.date | None:
        """Day of the first report."""
        days = [claim.reported_at for claim in self.claims if claim.reported_at]
        return min(days, default=None)

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Identifiers of its claims."""
        return tuple(claim.claim_id for claim in self.claims)


def kind_of(claim: Claim) -> str | None:
    """Whether a claim tells what somebody expects or advises.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    str or None
        ``expected``, ``advised``, or None.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> kind_of(Claim("c", "d", None, "en", "advisory", Span(0, 1, "x"), "asserted", "1"))
    'advised'
    """
    if claim.modality in _NOT_TODAY:
        return None
    either = claim.event_type, claim.subtype
    return _KINDS.get(either) or _KINDS.get((claim.event_type, None))


def outlooks(
    claims: Iterable[Claim],
    as_of: dt.date,
    days: int,
    within: Mapping[str, str] | None = None,
) -> tuple[Outlook, ...]:
    """What origins expect or advise.

    Parameters
    ----------
    claims : iterable of Claim
        What was known on the day, in any order.
    as_of : datetime.date
        The day.
    days : int
        Older statements are left out: they spoke of another day.
    within : mapping of str to str, optional
        For each place the wider place that holds it.

    Returns
    -------
    tuple of Outlook
        The newest first.

    Examples
    --------
    >>> outlooks((), dt.date(2025, 11, 30), 60)
    ()
    """
    first = as_of - dt.timedelta(days=days - 1)
    told = [
        claim
        for claim in claims
        if kind_of(claim) and claim.reported_at and first <= claim.reported_at <= as_of
    ]
    found = [
        Outlook(kind, origin, tuple(sorted(said, key=_newest_first)))
        for event in group_events(told, within or {})
        for (kind, origin), said in _by_origin(event.claims).items()
    ]
    return tuple(sorted(found, key=lambda one: _newest_first(one.claims[0])))


def _by_origin(claims: Iterable[Claim]) -> Mapping[tuple[str, str], list[Claim]]:
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        found[kind_of(claim) or "", witness(claim)].append(claim)
    return found


def _newest_first(claim: Claim) -> tuple[object, ...]:
    day = claim.reported_at.toordinal() if claim.reported_at else 0
    return -day, claim.document_id, claim.span.start, claim.claim_id
