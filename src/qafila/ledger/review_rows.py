"""Reviews as rows of the store, and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import records
from qafila.ledger.sealing import Seal, review_digest
from qafila.ledger.writing import in_chunks, utc_now
from qafila.reviews import Review, review_from_record, review_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


def review_values(review: Review) -> dict[str, Any]:
    """Row of a review in the table ``reviews``.

    Parameters
    ----------
    review : Review
        The review.

    Returns
    -------
    dict
        Values by column.

    Examples
    --------
    >>> import datetime as dt
    >>> review = Review("r", "d", 0, 1, "x", "price", 0, "accept", "A.", dt.date(2025, 9, 3), "")
    >>> review_values(review)["day"]
    datetime.date(2025, 9, 3)
    """
    return {
        "review_id": review.review_id,
        "document_id": review.document_id,
        "span_start": review.start,
        "span_end": review.end,
        "event_type": review.event_type,
        "day": review.day,
        "payload": json.dumps(review_record(review), ensure_ascii=False, sort_keys=True),
    }


def review_from_payload(payload: str) -> Review:
    """Inverse of the payload that `review_values` writes.

    Parameters
    ----------
    payload : str
        JSON text of one review.

    Returns
    -------
    Review
        The same review.

    Raises
    ------
    LedgerError
        If the text is damaged.

    Examples
    --------
    >>> import datetime as dt
    >>> review = Review("r", "d", 0, 1, "x", "price", 0, "accept", "A.", dt.date(2025, 9, 3), "")
    >>> review_from_payload(review_values(review)["payload"]) == review
    True
    """
    try:
        return review_from_record(json.loads(payload))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerError(
            f"a stored review is damaged ({error}); restore a copy of the ledger"
        ) from error


def reviews_of(connection: sa.Connection, target: tuple[str, int, int, str]) -> tuple[Review, ...]:
    """Read the reviews of some words and kind of event.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    target : tuple
        `qafila.reviews.Review.target`.

    Returns
    -------
    tuple of Review
        The reviews, the oldest first.
    """
    table = records.reviews.c
    same = (table[name] == value for name, value in zip(records.TARGET, target, strict=True))
    found = map(review_from_payload, connection.scalars(sa.select(table.payload).where(*same)))
    return tuple(sorted(found, key=lambda review: review.order))


def reviews_until(connection: sa.Connection, date: dt.date | None = None) -> tuple[Review, ...]:
    """Read the reviews made by the end of a day.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    date : datetime.date, optional
        The day; by default all reviews.

    Returns
    -------
    tuple of Review
        The reviews, the oldest first.
    """
    table = records.reviews
    made = sa.true() if date is None else table.c.day <= date
    rows = connection.scalars(sa.select(table.c.payload).where(made))
    found = map(review_from_payload, rows)
    return tuple(sorted(found, key=lambda review: review.order))


def put_reviews(connection: sa.Connection, reviews: Iterable[Review]) -> int:
    """Store reviews that are not stored yet.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction that writes.
    reviews : iterable of Review
        Checked reviews of stored documents.

    Returns
    -------
    int
        How many were new.
    """
    table = records.reviews
    rows = {one.review_id: review_values(one) for one in reviews}
    for part in in_chunks(sorted(rows)):
        known = sa.select(table.c.review_id).where(table.c.review_id.in_(part))
        for name in connection.scalars(known).all():
            del rows[name]
    if rows:
        seal = Seal(connection, "reviews", utc_now())
        given = [{**rows[key], "import_number": seal.number} for key in sorted(rows)]
        connection.execute(sa.insert(table), given)
        seal.reviews.add([review_digest(key) for key in sorted(rows)])
        seal.close()
    return len(rows)
