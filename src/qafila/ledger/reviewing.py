"""What reviews make of claims: which one counts, which claim it hangs on, what it changes.

Of the reviews of the same words, kind of event and rank the newest one alone counts; one that
undoes leaves the claim as it was read. A review judged a reading: where a newer reader reads the
words in the same way, it goes on to count. Where the reading differs, acceptance and rejection
wait for somebody to look again, because they were said of something else; a correction, which says
what the words mean, is kept if the words hold one claim of that kind and the result is sound.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from qafila.claims import DateSpan, Location, Source, claim_id
from qafila.reviews import CORRECT, REJECT, UNDO, pairs, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim
    from qafila.reviews import Review

PLAIN = (
    *("event_type", "subtype", "quantity", "measure", "best", "low", "high", "unit"),
    "modality",
)
CHANGEABLE = (*PLAIN, "locations", "start", "end", "source")
_RANKS = 100


class Outcome(NamedTuple):
    """What a review makes of a claim; `shown` is None for a rejected one."""

    claim: Claim
    review: Review
    shown: Claim | None


def reading_of(claim: Claim) -> dict[str, Any]:
    """All of a claim that a review can change, in a form that can be compared and shown.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    dict
        Values by the names in `CHANGEABLE`.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1", best=40)
    >>> reading_of(claim)["best"]
    40.0
    """
    start, end, origin = claim.date.start, claim.date.end, claim.origin
    found = {name: getattr(claim, name) for name in PLAIN}
    for name in ("best", "low", "high"):
        found[name] = None if found[name] is None else float(found[name])
    return {
        **found,
        "locations": [f"{one.role}:{one.location_id or one.name}" for one in claim.locations],
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "source": (origin.source_id or origin.name) if origin else None,
    }


def apply_changes(claim: Claim, changes: Mapping[str, Any]) -> Claim:
    """A claim with the fields that a correction sets; its words stay.

    Parameters
    ----------
    claim : Claim
        The claim.
    changes : mapping of str to object
        As `qafila.ledger.correcting.parse_changes` gives them.

    Returns
    -------
    Claim
        Another claim of the same identifier.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the changes do not have their form.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1", best=40)
    >>> apply_changes(claim, {"best": 44.0}).best
    44.0
    """
    made: dict[str, Any] = {name: changes[name] for name in PLAIN if name in changes}
    if "locations" in changes:
        made["locations"] = tuple(Location(**place) for place in changes["locations"])
    if "start" in changes or "end" in changes:
        start, end = (
            _day(changes[name]) if name in changes else getattr(claim.date, name)
            for name in ("start", "end")
        )
        precision = "day" if start == end else "interval"
        date = DateSpan(start, end, precision, "review", claim.date.text)
        made["date"] = date if start or end else replace(date, precision=None)
    if "source" in changes:
        made["said_by"] = (*claim.said_by[:-1], Source(**changes["source"]))
    return replace(claim, **made)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def is_ordered(claim: Claim) -> bool:
    """Whether the bounds of the figure and of the date stand in their order.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    bool
        Unknown bounds are in no order.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "price", Span(0, 1, "x"), "asserted", "1", low=2.0)
    >>> is_ordered(claim), is_ordered(replace(claim, best=1.0))
    (True, False)
    """
    figures = [one for one in (claim.low, claim.best, claim.high) if one is not None]
    days = [one for one in (claim.date.start, claim.date.end) if one is not None]
    return figures == sorted(figures) and days == sorted(days)


def rank_of(claim: Claim, siblings: Sequence[Claim]) -> int:
    """Rank of a claim among those of the same words and kind.

    Parameters
    ----------
    claim : Claim
        The claim.
    siblings : sequence of Claim
        All of them.

    Returns
    -------
    int
        The rank from which its identifier was made; else that among the identifiers.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> span = Span(0, 1, "x")
    >>> claim = Claim(claim_id("d", span, "price", 3, "1"), "d", None, "en", "price", span,
    ...               "asserted", "1")
    >>> rank_of(claim, [claim])
    3
    """
    made_of = (claim.document_id, claim.span, claim.event_type)
    for rank in range(_RANKS):
        if claim_id(*made_of, rank, claim.reader_version) == claim.claim_id:
            return rank
    return sorted(one.claim_id for one in siblings).index(claim.claim_id)


def settle(reviews: Iterable[Review], day: dt.date) -> tuple[Review, ...]:
    """The reviews that count on a day.

    Parameters
    ----------
    reviews : iterable of Review
        All reviews, in any order.
    day : datetime.date
        The day; a review made later does not count.

    Returns
    -------
    tuple of Review
        The newest of each target and rank, unless it undoes.
    """
    newest: dict[tuple[Any, ...], Review] = {}
    for review in reviews:
        key = (*review.target, review.rank)
        held = newest.get(key)
        if review.day <= day and (held is None or review.order > held.order):
            newest[key] = review
    kept = (review for review in newest.values() if review.decision != UNDO)
    return tuple(sorted(kept, key=lambda review: review.order))


def outcomes(claims: Iterable[Claim], settled: Iterable[Review]) -> dict[str, Outcome]:
    """What the reviews make of claims.

    Parameters
    ----------
    claims : iterable of Claim
        Current claims, with all those of the words and kinds that the reviews speak of.
    settled : iterable of Review
        From `settle`.

    Returns
    -------
    dict
        Outcome by identifier of the claim; claims and reviews that do not meet are left out.
    """
    by_target: dict[tuple[Any, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        span = claim.span
        by_target[claim.document_id, span.start, span.end, claim.event_type].append(claim)
    reviews: dict[tuple[Any, ...], list[Review]] = defaultdict(list)
    for review in settled:
        reviews[review.target].append(review)
    found: dict[str, Outcome] = {}
    for target, said in reviews.items():
        for outcome in _meet(by_target.get(target, []), said):
            found[outcome.claim.claim_id] = outcome
    return found


def _meet(siblings: list[Claim], reviews: list[Review]) -> list[Outcome]:
    """Reviews and claims of the same words and kind: first by what was judged, then by rank."""
    left = {rank_of(claim, siblings): claim for claim in siblings}
    found, waiting = [], []
    for review in sorted(reviews, key=lambda one: one.rank):
        ranks = sorted(left, key=lambda rank: (rank != review.rank, rank))
        same = [rank for rank in ranks if pairs(reading_of(left[rank])) == review.judged]
        if same:
            found.append(_outcome(left.pop(same[0]), review))
        else:
            waiting.append(review)
    if len(siblings) == len(left) == len(waiting) == 1 and waiting[0].decision == CORRECT:
        outcome = _outcome(next(iter(left.values())), waiting[0])
        found += [outcome] if outcome.shown and is_ordered(outcome.shown) else []
    return found


def _outcome(claim: Claim, review: Review) -> Outcome:
    if review.decision == REJECT:
        return Outcome(claim, review, None)
    changed = apply_changes(claim, values(review.changes))
    return Outcome(claim, review, replace(changed, review=review))
