"""Accept, reject and correct claims, and say what was decided."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Any

from qafila.api import OpenCase, open_case
from qafila.case import find_case, read_case, sources_of
from qafila.claims import Location
from qafila.commands.listing import plain
from qafila.days import parse_day
from qafila.errors import InputError
from qafila.ledger.correcting import Known, parse_changes
from qafila.reviews import CORRECT, review_record, values
from qafila.terms import label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.case import Case
    from qafila.ledger import Ledger
    from qafila.ledger.review_book import ReviewBook, Standing
    from qafila.reviews import Review

_LANGUAGE = "en"  # that of the command's own messages


def open_for_review(name: str, ledger: str | None) -> OpenCase:
    """Open a case whose ledger is kept.

    Parameters
    ----------
    name : str
        Folder of a case, or the name of a shipped one.
    ledger : str or None
        File or address of the ledger, if not the usual one.

    Returns
    -------
    OpenCase
        The case, its reports read.

    Raises
    ------
    InputError
        If the ledger would be gone with the command.
    """
    case = read_case(find_case(name))
    if ledger is None and case.shipped:
        raise InputError(
            f'the case "{case.name}" is part of the package and its ledger is not kept; give a '
            "file with --ledger, here and to run: run keeps one beside the brief"
        )
    return open_case(name, ledger=ledger)


def known_of(case: Case) -> Known:
    """What a correction may name: places of the case, regions, countries, sources.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    Known
        Places by identifier, countries by their code.
    """
    from qafila.places import Gazetteer, countries, regions

    named = [*regions(), *Gazetteer.from_locations(case.locations).places]
    places = {one.code: Location(one.name, None, one.code, "country") for one in countries()}
    places |= {
        place.location_id: Location(place.name, place.location_id, place.country, place.precision)
        for place in named
        if place.location_id
    }
    return Known(places, sources_of(case))


def now_utc() -> str:
    """Time of recording, from the clock.

    Returns
    -------
    str
        ISO 8601, in UTC, to the microsecond.
    """
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def decide(
    opened: OpenCase,
    claim_id: str,
    decision: str,
    fields: Sequence[str],
    *,
    by: str,
    note: str = "",
    on: str | None = None,
    recorded_at: str,
) -> Review:
    """Store what an analyst decides on a claim.

    Parameters
    ----------
    opened : OpenCase
        From `open_for_review`.
    claim_id : str
        Identifier of the claim.
    decision : str
        ``accept``, ``reject``, ``correct`` or ``undo``.
    fields : sequence of str
        ``FIELD=VALUE`` of a correction.
    by, note : str
        Who decides, and why.
    on : str, optional
        Day from which on the review counts; by default that of recording.
    recorded_at : str
        Time of recording, from `now_utc`.

    Returns
    -------
    Review
        The review.

    Raises
    ------
    InputError
        If the correction is not sound, or the day lies ahead.
    """
    today = dt.datetime.fromisoformat(recorded_at).date()
    day = parse_day(on) if on else today
    if day > today:
        raise InputError(f"--on {day} lies ahead; a review counts from today at the latest")
    book: ReviewBook = opened.store.reviews
    changes: dict[str, Any] = {}
    if decision == CORRECT:
        changes = parse_changes(fields, book.claim(claim_id), known_of(opened))
    return book.decide(
        claim_id,
        decision,
        by=by,
        day=day,
        recorded_at=recorded_at,
        note=note,
        changes=changes,
    )


def later_note(opened: OpenCase, review: Review) -> str | None:
    """What to tell of a review that the day of its case does not see.

    Parameters
    ----------
    opened : OpenCase
        The case.
    review : Review
        A review just made.

    Returns
    -------
    str or None
        A line for people; None where the review counts.
    """
    if review.day <= opened.as_of:
        return None
    return (
        f"note: this counts from {review.day} on, and {opened.name} looks at {opened.as_of}: give "
        f"--as-of {review.day} to what you run, or date the review back with --on {opened.as_of}"
    )


def review_lines(review: Review) -> list[str]:
    """A review for people, with what it changes.

    Parameters
    ----------
    review : Review
        The review.

    Returns
    -------
    list of str
        A line for the decision, then one for each field that it changes.

    Examples
    --------
    >>> from qafila.reviews import Review
    >>> review = Review("", "d", 0, 1, "x", "price", 0, "correct", "A. Diarra",
    ...                 dt.date(2025, 11, 30), "", "typo", (("best", "44.0"),), (("best", "40.0"),))
    >>> for line in review_lines(review):
    ...     print(line)
    corrected on 2025-11-30 by A. Diarra: typo
      best: 40.0 -> 44.0
    """
    told = label("review_decision", review.decision, _LANGUAGE)
    note = f": {review.note}" if review.note else ""
    lines = [f"{told} on {review.day} by {review.by}{note}"]
    before = values(review.judged)
    for name, value in values(review.changes).items():
        lines.append(f"  {name}: {_shown(before.get(name))} -> {_shown(value)}")
    return [plain(line) for line in lines]


def _shown(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        return str(value.get("source_id") or value.get("name"))
    if isinstance(value, list):
        parts = (
            f"{one['role']}:{one['location_id'] or one['name']}" if isinstance(one, dict) else one
            for one in value
        )
        return ", ".join(map(str, parts)) or "none"
    return str(value)


def standing_lines(standings: Iterable[Standing]) -> list[str]:
    """Reviews for people, each with how it stands and the words that it speaks of.

    Parameters
    ----------
    standings : iterable of Standing
        From `qafila.ledger.review_book.ReviewBook.standing`.

    Returns
    -------
    list of str
        Lines without ends.
    """
    lines = []
    for review, state, claim in standings:
        told, *changes = review_lines(review)
        where = claim.claim_id if claim else "no claim"
        stands = label("review_state", state, _LANGUAGE)
        lines.append(f"{review.review_id}  {stands}  {where}  {told}")
        lines += [f"  {line}" for line in changes]
        lines.append(plain("    " + " ".join(review.words.split())))
    return lines


def standings(opened: OpenCase, as_of: str | None = None) -> tuple[Standing, ...]:
    """All reviews of a case and how each stands.

    Parameters
    ----------
    opened : OpenCase
        The case.
    as_of : str, optional
        Day that is looked at; by default today or the day of the case, whichever is later.

    Returns
    -------
    tuple of Standing
        The oldest first.
    """
    today = dt.datetime.fromisoformat(now_utc()).date()
    day = parse_day(as_of) if as_of else max(today, opened.as_of)
    book: ReviewBook = opened.store.reviews
    return book.standing(day)


def standing_record(one: Standing) -> dict[str, Any]:
    """A review with how it stands, as one JSON object.

    Parameters
    ----------
    one : Standing
        The review.

    Returns
    -------
    dict
        The record of the review, ``state`` and ``claim_id``.
    """
    claim_id = one.claim.claim_id if one.claim else None
    return {**review_record(one.review), "state": one.state, "claim_id": claim_id}


def review_notes(opened: OpenCase, ledger: Ledger) -> list[str]:
    """What to tell of reviews: what counts, what was made too late, what waits for a look.

    Parameters
    ----------
    opened : OpenCase
        The case.
    ledger : Ledger
        A view of its ledger.

    Returns
    -------
    list of str
        Lines for people; none where nothing was reviewed.
    """
    if not opened.reviews:
        return []
    states = Counter(one.state for one in opened.store.reviews.standing(ledger.as_of))
    notes = []
    if ledger.reviewed:
        made = Counter(one.review.decision for one in ledger.reviewed.values())
        told = ", ".join(
            f"{made[name]} {label('review_decision', name, _LANGUAGE)}" for name in sorted(made)
        )
        notes.append(f"note: analysts reviewed claims: {told}; --no-reviews leaves that aside")
    if states["later"]:
        notes.append(
            f"note: {_count(states['later'])} made after {ledger.as_of} and not used; an analyst "
            "who mends how a report was read can date a review back with --on"
        )
    if states["waits"]:
        notes.append(
            f"note: {_count(states['waits'])} left aside, because their words are read in another "
            f"way now; see qafila review {opened.name} --list"
        )
    return notes


def _count(number: int) -> str:
    return "1 review was" if number == 1 else f"{number} reviews were"
