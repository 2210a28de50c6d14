"""A review is what an analyst decides on a claim; like a claim it is never edited afterwards.

It hangs on words and not on a claim: on a document, a span, a kind of event and the rank among
claims of the same words and kind. A newer reading of the same words therefore keeps it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

UNDO = "undo"
CORRECT = "correct"
REJECT = "reject"


@dataclass(frozen=True)
class Review:
    """One decision of one analyst.

    `decision` is a term of ``review_decision``. `changes` are the fields that a correction sets,
    `judged` what had been read when the analyst looked, both as pairs of a key of the claim's
    record and its value in JSON. The review counts from `day` on; `recorded_at` is for audit, and
    settles which of two reviews of one day is the newer.

    Examples
    --------
    >>> review = Review("", "d", 0, 5, "Pumps", "shortage", 0, "accept", "A. Diarra",
    ...                 dt.date(2025, 11, 30), "2025-11-30T12:00:00+00:00")
    >>> review.target
    ('d', 0, 5, 'shortage')
    """

    review_id: str
    document_id: str
    start: int
    end: int
    words: str
    event_type: str
    rank: int
    decision: str
    by: str
    day: dt.date
    recorded_at: str
    note: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    judged: tuple[tuple[str, str], ...] = ()

    @property
    def target(self) -> tuple[str, int, int, str]:
        """Words and kind of event that it speaks of."""
        return self.document_id, self.start, self.end, self.event_type

    @property
    def order(self) -> tuple[dt.date, str, str]:
        """What makes one review newer than another, the same on every machine."""
        return self.day, self.recorded_at, self.review_id


def pairs(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Values as pairs of a key and JSON, which can be compared and hashed.

    Parameters
    ----------
    values : mapping of str to object
        Values that JSON can hold.

    Returns
    -------
    tuple of (str, str)
        By key.

    Raises
    ------
    ValueError
        If a number is not finite.

    Examples
    --------
    >>> pairs({"unit": "tankers", "best": 40.0})
    (('best', '40.0'), ('unit', '"tankers"'))
    """
    return tuple(
        (key, json.dumps(values[key], ensure_ascii=False, sort_keys=True, allow_nan=False))
        for key in sorted(values)
    )


def values(given: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Inverse of `pairs`.

    Parameters
    ----------
    given : tuple of (str, str)
        Keys and JSON.

    Returns
    -------
    dict
        Values by key.

    Examples
    --------
    >>> values((("best", "40.0"),))
    {'best': 40.0}
    """
    return {key: json.loads(text) for key, text in given}


def review_record(review: Review) -> dict[str, Any]:
    """A review as one JSON object.

    Parameters
    ----------
    review : Review
        The review.

    Returns
    -------
    dict
        Keys as in ``docs/ledger.md``.

    Examples
    --------
    >>> review = Review("r", "d", 0, 1, "x", "price", 0, "correct", "A. Diarra",
    ...                 dt.date(2025, 11, 30), "", changes=(("best", "40.0"),))
    >>> review_from_record(review_record(review)) == review
    True
    """
    return {
        "review_id": review.review_id,
        "document": review.document_id,
        "span": {"start": review.start, "end": review.end, "text": review.words},
        "event_type": review.event_type,
        "rank": review.rank,
        "decision": review.decision,
        "changes": values(review.changes),
        "judged": values(review.judged),
        "by": review.by,
        "day": review.day.isoformat(),
        "note": review.note,
        "recorded_at": review.recorded_at,
    }


def review_from_record(record: Mapping[str, Any]) -> Review:
    """Inverse of `review_record`.

    Parameters
    ----------
    record : mapping
        What `review_record` gave.

    Returns
    -------
    Review
        The same review.

    Examples
    --------
    >>> review_from_record({})
    Traceback (most recent call last):
    KeyError: 'span'
    """
    span = record["span"]
    return Review(
        review_id=record["review_id"],
        document_id=record["document"],
        start=span["start"],
        end=span["end"],
        words=span["text"],
        event_type=record["event_type"],
        rank=record["rank"],
        decision=record["decision"],
        by=record["by"],
        day=dt.date.fromisoformat(record["day"]),
        recorded_at=record["recorded_at"],
        note=record["note"],
        changes=pairs(record["changes"]),
        judged=pairs(record["judged"]),
    )


def review_id(review: Review) -> str:
    """Identifier of a review, made from all that it says.

    Parameters
    ----------
    review : Review
        The review; its own identifier is left out.

    Returns
    -------
    str
        Sixteen hexadecimal digits, the same on every machine.

    Examples
    --------
    >>> review = Review("", "d", 0, 1, "x", "price", 0, "accept", "A.", dt.date(2025, 11, 30), "")
    >>> len(review_id(review))
    16
    """
    record = {**review_record(review), "review_id": ""}
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def anonymous(review: Review) -> Review:
    """A review without the analyst: only that, how and when a claim was looked at.

    Parameters
    ----------
    review : Review
        The review.

    Returns
    -------
    Review
        Without name, note and what it changed.

    Examples
    --------
    >>> review = Review("r", "d", 0, 1, "x", "price", 0, "accept", "A.", dt.date(2025, 11, 30), "")
    >>> anonymous(review).by
    ''
    """
    return replace(review, by="", note="", recorded_at="", changes=(), judged=())
