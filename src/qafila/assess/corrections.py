"""What was corrected between two days: disputes, figures that origins replaced, reviews, texts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.ledger.disputes import distinct_versions, find_disputes
from qafila.ledger.events import group_events
from qafila.ledger.figures import interval, speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qafila.assess.model import Assessment
    from qafila.claims import Claim
    from qafila.ledger import Dispute, Ledger, Version

NEW, OTHER, SETTLED, AGED = "new", "other", "settled", "aged"
FIGURE, TEXT, REMOVED = "figure", "text", "removed"
DISPUTE_SHIFTS = (NEW, OTHER, SETTLED, AGED)
# Measures of how things stand on one day.
_OF_A_MOMENT = frozenset({"stock", "rate"})
WITHOUT_FIGURE = (TEXT, REMOVED, "accept", "correct", "reject")


@dataclass(frozen=True)
class DisputeShift:
    """A dispute that is new, has other versions, or is none any more.

    Parameters
    ----------
    before, after : Dispute or None
        The dispute on either side.
    aged : bool
        Whether it is gone only because nobody has spoken of it lately.

    Examples
    --------
    >>> DisputeShift(None, None).claims
    ()
    """

    before: Dispute | None
    after: Dispute | None
    aged: bool = False

    @property
    def kind(self) -> str:
        """``new``, ``other`` (versions), ``aged`` (nobody spoke of it lately) or ``settled``."""
        if self.before is None:
            return NEW
        if self.after is not None:
            return OTHER
        return AGED if self.aged else SETTLED

    @property
    def dispute(self) -> Dispute | None:
        """The dispute of the later side, or of the earlier one where that is all there is."""
        return self.after or self.before

    @property
    def came(self) -> tuple[Version, ...]:
        """Versions that are new, give another figure than before or deny what they said."""
        old = {_version_key(one): _said(one) for one in _versions(self.before)}
        return tuple(
            one
            for one in _versions(self.after)
            if _version_key(one) not in old or old[_version_key(one)] != _said(one)
        )

    @property
    def left(self) -> tuple[Version, ...]:
        """Versions that are no longer told."""
        new = {_version_key(one) for one in _versions(self.after)}
        return tuple(one for one in _versions(self.before) if _version_key(one) not in new)

    @property
    def claims(self) -> tuple[str, ...]:
        """Claims of what changed; for a dispute that ended, all of its versions."""
        told = self.came or self.left or _versions(self.dispute)
        return tuple(dict.fromkeys(claim.claim_id for one in told for claim in one.claims))


@dataclass(frozen=True)
class Correction:
    """Something that was said or read before and is no longer held.

    Parameters
    ----------
    kind : str
        ``figure`` (an origin gives another one), ``text`` (a report was replaced), ``removed`` (a
        report was taken away), or the decision of a review: ``accept``, ``correct``, ``reject``.
    old, new : tuple of str
        Claims before and after.
    version : Version or None
        For a figure: what the origin says now, with what it said before.

    Examples
    --------
    >>> Correction("reject", ("ab",), ()).version is None
    True
    """

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    version: Version | None = None


def shift_disputes(
    before: Assessment, after: Assessment, ledger: Ledger | None = None
) -> tuple[DisputeShift, ...]:
    """Disputes that changed from one assessment to another.

    Parameters
    ----------
    before, after : Assessment
        The assessments, which hold what was disputed lately.
    ledger : Ledger, optional
        What was known on the later side, where disputes of which nobody speaks any more are to be
        told from those that ended.

    Returns
    -------
    tuple of DisputeShift
        New ones and those with other versions first, in the order of the later assessment; then
        those that are none any more. A dispute whose versions stay is not listed.
    """
    left = {one.event.event_id: one for one in before.disputes}
    found = []
    for dispute in after.disputes:
        old = _same(dispute, left)
        if old is not None:
            del left[old.event.event_id]
        shift = DisputeShift(old, dispute)
        if old is None or shift.came or shift.left:
            found.append(shift)
    return (*found, *(DisputeShift(old, None, _goes_on(old, ledger)) for old in left.values()))


def _goes_on(dispute: Dispute, ledger: Ledger | None) -> bool:
    """Whether the sources still contradict each other on the event, whenever they spoke."""
    if ledger is None:
        return False
    kinds = {claim.event_type for claim in dispute.event.claims}
    told = [claim for claim in ledger.claims if claim.event_type in kinds]
    mine = {claim.claim_id for claim in dispute.event.claims}
    return any(
        claim.claim_id in mine
        for one in find_disputes(group_events(told, ledger.within))
        for claim in one.event.claims
    )


def _same(dispute: Dispute, olds: dict[str, Dispute]) -> Dispute | None:
    """The dispute on the same event; its first claim, which names it, may have been removed."""
    known = olds.get(dispute.event.event_id)
    if known is not None:
        return known
    mine = {claim.claim_id for claim in dispute.event.claims}
    return next(
        (old for old in olds.values() if any(one.claim_id in mine for one in old.event.claims)),
        None,
    )


def find_corrections(before: Ledger, after: Ledger) -> tuple[Correction, ...]:
    """What was said or read before and is no longer held.

    Parameters
    ----------
    before, after : Ledger
        What was known on either side.

    Returns
    -------
    tuple of Correction
        Figures first, then reviews, then texts.
    """
    return (*_figures(before, after), *_reviews(before, after), *_texts(before, after))


def _figures(before: Ledger, after: Ledger) -> Iterator[Correction]:
    """Events in which an origin replaced a figure of its own by one that is new."""
    known = {claim.claim_id for claim in before.claims}
    new = [claim for claim in after.claims if claim.claim_id not in known and _counts(claim)]
    voices = {_voice(claim) for claim in new}
    fresh = {claim.claim_id for claim in new}
    # Only voices that gave a figure now can have replaced one; the rest need not be grouped.
    told = [claim for claim in after.claims if _counts(claim) and _voice(claim) in voices]
    for event in group_events(told, after.within):
        for version in distinct_versions(event):
            replaced = {claim.claim_id for claim in version.corrected}
            current = [claim for claim in version.claims if claim.claim_id not in replaced]
            now = [claim for claim in current if claim.claim_id in fresh]
            old = tuple(
                one.claim_id
                for one in version.corrected
                if one.claim_id in known and any(_same_thing(one, other) for other in now)
            )
            if old:
                yield Correction(FIGURE, old, tuple(one.claim_id for one in current), version)


def _same_thing(one: Claim, two: Claim) -> bool:
    """Whether two claims are of the same days and places: another day's figure is news."""
    return _places(one) == _places(two) and _days_meet(one, two)


def _places(claim: Claim) -> frozenset[tuple[str, str]]:
    return frozenset((one.location_id or one.name, one.country or "") for one in claim.locations)


def _days_meet(one: Claim, two: Claim) -> bool:
    first, second = _days(one), _days(two)
    if first is None and second is None:
        return True
    (start, end), (begin, last) = first or _day_of_report(one), second or _day_of_report(two)
    return start <= last and begin <= end


def _days(claim: Claim) -> tuple[dt.date, dt.date] | None:
    """Days of an event; a state that bears no date is that of the day on which it is told."""
    start, end = claim.date.start, claim.date.end
    if start is None and end is None:
        return _day_of_report(claim) if claim.measure in _OF_A_MOMENT else None
    return start or dt.date.min, end or claim.reported_at or dt.date.max


def _day_of_report(claim: Claim) -> tuple[dt.date, dt.date]:
    day = claim.reported_at
    return day or dt.date.min, day or dt.date.max


def _counts(claim: Claim) -> bool:
    return interval(claim) is not None


def _voice(claim: Claim) -> tuple[str, str]:
    return speaker(claim), claim.event_type


def _reviews(before: Ledger, after: Ledger) -> Iterator[Correction]:
    old = before.reviewed
    for claim_id, outcome in after.reviewed.items():
        earlier = old.get(claim_id)
        if earlier is not None and earlier.review == outcome.review:
            continue
        shown = () if outcome.shown is None else (outcome.shown.claim_id,)
        yield Correction(outcome.review.decision, (claim_id,), shown)


def _texts(before: Ledger, after: Ledger) -> Iterator[Correction]:
    gone = [key for key in before.documents if key not in after.documents]
    if not gone:
        return
    named = {one.name: key for key, one in after.documents.items()}
    for key in gone:
        other = named.get(before.documents[key].name)
        kind = REMOVED if other is None else TEXT
        old = _claims_of(before.claims, key)
        new = () if other is None else _claims_of(after.claims, other)
        if old or new:
            yield Correction(kind, old, new)


def _claims_of(claims: Iterable[Claim], document_id: str) -> tuple[str, ...]:
    return tuple(claim.claim_id for claim in claims if claim.document_id == document_id)


def _versions(dispute: Dispute | None) -> tuple[Version, ...]:
    return dispute.versions if dispute else ()


def _said(version: Version) -> tuple[object, bool]:
    return version.interval, version.denies


def _version_key(version: Version) -> tuple[str, str]:
    return version.origin_key, version.quantity or ""
