"""The reviews of a ledger: decide on a claim, list what was decided, share it with others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from qafila import terms
from qafila.errors import InputError, LedgerError, Problem, UnknownNameError, did_you_mean, one_of
from qafila.ledger import engine as engines
from qafila.ledger import records
from qafila.ledger.correcting import Known, as_fields, parse_changes
from qafila.ledger.payloads import claim_from_payload
from qafila.ledger.review_rows import put_reviews, reviews_of, reviews_until
from qafila.ledger.reviewing import outcomes, rank_of, reading_of, settle
from qafila.reviews import CORRECT, UNDO, Review, pairs, review_from_record, review_id, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim

_LONGEST_NAME, _LONGEST_NOTE = 200, 2000
_CLOCKS_DIFFER = dt.timedelta(minutes=10)


class Standing(NamedTuple):
    """A review and how it stands: a term of ``review_state``, and its claim where it counts."""

    review: Review
    state: str
    claim: Claim | None


@dataclass(frozen=True)
class Shared:
    """What came of reviews that others made.

    Examples
    --------
    >>> Shared(added=2)
    Shared(added=2, already=0, unknown=0)
    """

    added: int = 0
    already: int = 0
    unknown: int = 0


class ReviewBook:
    """The reviews of an open ledger; `qafila.ledger.Store.reviews` gives it.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Engine of the store.
    shown : str
        Its file or address.

    Examples
    --------
    >>> from qafila.ledger import open_store
    >>> with open_store("sqlite://") as store:
    ...     store.reviews.all()
    ()
    """

    def __init__(self, engine: sa.Engine, shown: str) -> None:
        self._engine, self._shown = engine, shown

    def all(self) -> tuple[Review, ...]:
        """Read every review, also those that a newer one has replaced.

        Returns
        -------
        tuple of Review
            The oldest first.
        """
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            return reviews_until(connection)

    def claim(self, claim_id: str) -> Claim:
        """Read a claim as it was read from its report, whatever reviews make of it.

        Parameters
        ----------
        claim_id : str
            Identifier.

        Returns
        -------
        Claim
            The current claim.

        Raises
        ------
        UnknownNameError
            If the ledger holds no such claim, or only as one that was superseded.
        """
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            return _current(connection, claim_id)

    def decide(
        self,
        claim_id: str,
        decision: str,
        *,
        by: str,
        day: dt.date,
        recorded_at: str,
        note: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> Review:
        """Store what an analyst decides on a claim.

        Parameters
        ----------
        claim_id : str
            Identifier of a current claim.
        decision : str
            A term of ``review_decision``.
        by : str
            Who decides.
        day : datetime.date
            Day from which on it counts.
        recorded_at : str
            Time of recording, ISO 8601 in UTC; later than that of any other review of the claim.
        note : str
            Why.
        changes : mapping, optional
            What a correction sets; from `qafila.ledger.correcting.parse_changes`.

        Returns
        -------
        Review
            The review.

        Raises
        ------
        InputError
            If the name is missing, the decision is none, or there is nothing to undo.
        UnknownNameError
            If the ledger holds no such claim.
        LedgerError
            If another review of the claim bears the same time.
        """
        one_of("decision", decision, terms.values("review_decision"))
        if not by.strip():
            raise InputError("--by: say who decides; a review without a name is none")
        with engines.transaction(self._engine, self._shown, writes=True) as connection:
            claim = _current(connection, claim_id)
            siblings = _siblings(connection, [_target(claim)])
            draft = Review(
                review_id="",
                document_id=claim.document_id,
                start=claim.span.start,
                end=claim.span.end,
                words=claim.span.text,
                event_type=claim.event_type,
                rank=rank_of(claim, siblings),
                decision=decision,
                by=by.strip()[:_LONGEST_NAME],
                day=day,
                recorded_at=recorded_at,
                note=note.strip()[:_LONGEST_NOTE],
                changes=pairs(changes or {}),
                judged=pairs(reading_of(claim)),
            )
            review = replace(draft, review_id=review_id(draft))
            earlier = reviews_of(connection, review.target)
            if any(_same_moment(review, one) for one in earlier):
                raise LedgerError(f"{self._shown}: was reviewed at the same moment; try again")
            if decision == UNDO and all(one.rank != review.rank for one in earlier):
                raise InputError(f'the claim "{claim_id}" was never reviewed; nothing to undo')
            put_reviews(connection, [review])
        return review

    def add(self, given: Sequence[tuple[str, Any]], known: Known) -> Shared:
        """Store reviews that others made.

        Parameters
        ----------
        given : sequence of (str, object)
            Where each record stands, for messages, and the record.
        known : Known
            What corrections may name.

        Returns
        -------
        Shared
            How many were new, how many speak of claims that this ledger has never held.

        Raises
        ------
        InputError
            If any of them is wrong: all faults are named and nothing is stored.
        """
        problems: list[Problem] = []
        added = unknown = 0
        with engines.transaction(self._engine, self._shown, writes=True) as connection:
            sound = []
            for place, record in given:
                try:
                    review = _parse(record)
                    claim = _judged(connection, review)
                    if claim is None:
                        unknown += 1
                        continue
                    _check_changes(review, claim, known)
                    sound.append(review)
                except (InputError, LedgerError) as error:
                    problems += [Problem(place, line) for line in str(error).splitlines()]
            if problems:
                raise InputError(problems)
            added = put_reviews(connection, sound)
        return Shared(added, len(sound) - added, unknown)

    def standing(self, day: dt.date) -> tuple[Standing, ...]:
        """Say of every review whether it counts on a day.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        tuple of Standing
            The oldest first.
        """
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            reviews = reviews_until(connection)
            settled = settle(reviews, day)
            counts = records.current | (records.claims.c.superseded_on > day)
            claims = _siblings(connection, {review.target for review in settled}, counts)
        met = {one.review.review_id: one for one in outcomes(claims, settled).values()}
        names = {review.review_id for review in settled}
        found = []
        for review in reviews:
            outcome = met.get(review.review_id)
            if outcome is not None:
                found.append(Standing(review, "counts", outcome.claim))
            elif review.day > day:
                found.append(Standing(review, "later", None))
            elif review.review_id in names:
                found.append(Standing(review, "waits", None))
            else:
                found.append(Standing(review, "replaced", None))
        return tuple(found)


def _current(connection: sa.Connection, claim_id: str) -> Claim:
    table = records.claims
    text = connection.scalar(records.said.where(table.c.claim_id == claim_id, records.current))
    if text is not None:
        return claim_from_payload(text)
    if connection.scalar(sa.select(table.c.claim_id).where(table.c.claim_id == claim_id)):
        raise UnknownNameError(
            f'the claim "{claim_id}" was superseded by a newer reading; review that one'
        )
    near = sa.select(table.c.claim_id).where(table.c.claim_id.like(f"{claim_id[:4]}%"))
    hint = did_you_mean(claim_id, connection.scalars(near.limit(50)))
    message = f'the ledger holds no claim "{claim_id}"'
    raise UnknownNameError(f"{message}; {hint}" if hint else message)


def _target(claim: Claim) -> tuple[str, int, int, str]:
    return claim.document_id, claim.span.start, claim.span.end, claim.event_type


def _siblings(
    connection: sa.Connection,
    targets: Iterable[tuple[str, int, int, str]],
    counts: sa.ColumnElement[bool] = records.current,
) -> list[Claim]:
    """Claims of some words and kinds; by default the current ones."""
    wanted: dict[str, set[tuple[str, int, int, str]]] = defaultdict(set)
    for target in targets:
        wanted[target[0]].add(target)
    table = records.claims
    found: list[Claim] = []
    columns = [table.c[name] for name in records.TARGET]
    for document_id, here in wanted.items():
        chosen = records.said.add_columns(*columns)
        chosen = chosen.where(table.c.document_id == document_id, counts)
        found += [
            claim_from_payload(payload)
            for payload, *target in connection.execute(chosen)
            if tuple(target) in here
        ]
    return found


def _same_moment(one: Review, other: Review) -> bool:
    return (one.target, one.rank, one.day, one.recorded_at) == (
        *(other.target, other.rank, other.day),
        other.recorded_at,
    )


def _parse(record: Any) -> Review:
    """A review from a record of which nothing is known."""
    try:
        review = review_from_record(record)
        texts = (review.document_id, review.words, review.event_type, review.by, review.note)
        numbers = (review.start, review.end, review.rank)
        right = all(isinstance(one, str) for one in (*texts, review.recorded_at, review.decision))
        right &= all(type(one) is int for one in numbers)
        made = review_id(review)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"is not a review ({type(error).__name__}: {error})") from None
    if not right or not review.by.strip():
        raise InputError("is not a review: a value has the wrong form")
    if made != review.review_id:
        raise InputError("was altered: its identifier is not that of what it says")
    one_of("decision", review.decision, terms.values("review_decision"))
    _check_moment(review.recorded_at)
    return review


def _check_moment(text: str) -> None:
    """Times settle which review is the newer: one of the future would hold against all others."""
    try:
        moment = dt.datetime.fromisoformat(text)
        written = {moment.isoformat(timespec=one) for one in ("seconds", "microseconds")}
        right = text in written and moment.utcoffset() == dt.timedelta(0)
    except ValueError:
        right = False
    if not right:
        raise InputError("recorded_at: write the time as 2025-11-30T12:00:00+00:00, in UTC")
    if moment > dt.datetime.now(dt.UTC) + _CLOCKS_DIFFER:
        raise InputError(f"recorded_at: {text} is in the future; set the clock of that machine")


def _judged(connection: sa.Connection, review: Review) -> Claim | None:
    """A claim, current or superseded, of the words and kind that a review speaks of."""
    table, papers = records.claims, records.documents
    text = connection.scalar(
        sa.select(papers.c.text).where(papers.c.document_id == review.document_id)
    )
    if text is None:
        return None
    if review.start < 0 or text[review.start : review.end] != review.words:
        raise InputError("its words are not in the stored text")
    same = zip(records.TARGET, review.target, strict=True)
    payload = connection.scalar(
        records.said.where(*(table.c[name] == value for name, value in same))
        .order_by(table.c.superseded_by_version.is_not(None), table.c.claim_id)
        .limit(1)
    )
    return None if payload is None else claim_from_payload(payload)


def _check_changes(review: Review, claim: Claim, known: Known) -> None:
    changes = values(review.changes)
    if (review.decision == CORRECT) != bool(changes):
        raise InputError("a correction, and nothing else, names what it changes")
    if not changes:
        return
    try:
        fields = as_fields(changes)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"a change does not have its form ({error})") from None
    if parse_changes(fields, claim, known) != changes:
        raise InputError("a place or a source is described in another way than in this case")
