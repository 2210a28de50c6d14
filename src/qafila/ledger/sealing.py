"""Digests by which a ledger can tell that it was altered: of each row, of each change, of all.

Each claim and each front matter bears a digest of what it says. Each change of the ledger, such as
an import, leaves one row in the log with the number and a digest of all that it added, and `head`:
the digest of that row and of the `head` before it. So the last `head` stands for all that was ever
recorded. Whoever rewrites a ledger can compute all of them anew: only a `head` that was written
down elsewhere can tell that.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
import sqlalchemy as sa

from qafila.ledger import records

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence


def claim_digest(revision: int, recorded_at: str, payload: str) -> bytes:
    """Digest of one revision of a claim.

    Parameters
    ----------
    revision : int
        Its number.
    recorded_at : str
        Time of recording.
    payload : str
        What it says, as it is stored.

    Returns
    -------
    bytes
        SHA-256.

    Examples
    --------
    >>> claim_digest(0, "now", "{}") == claim_digest(1, "now", "{}")
    False
    """
    return hashlib.sha256(f"{revision}\n{recorded_at}\n{payload}".encode()).digest()


def front_digest(document_id: str, front: Sequence[str | None], recorded_at: str) -> bytes:
    """Digest of the front matter of a document.

    Parameters
    ----------
    document_id : str
        The document.
    front : sequence of str or None
        Values in the columns `records.FRONT`, its day as text.
    recorded_at : str
        Time of recording.

    Returns
    -------
    bytes
        SHA-256.

    Examples
    --------
    >>> front_digest("d", ["a.md", "RFI"], "now") == front_digest("d", ["a.md", None], "now")
    False
    """
    return hashlib.sha256(orjson.dumps([document_id, *front, recorded_at])).digest()


class Roll:
    """Number of some rows and digest of their digests, in their order.

    Examples
    --------
    >>> roll = Roll()
    >>> roll.add([b"one", b"two"])
    >>> roll.number, roll.digest[:8]
    (2, '25b6746d')
    """

    def __init__(self) -> None:
        self.number = 0
        self._hash = hashlib.sha256()

    def add(self, digests: Sequence[bytes]) -> None:
        """Take in some rows.

        Parameters
        ----------
        digests : sequence of bytes
            Their digests.
        """
        self.number += len(digests)
        self._hash.update(b"".join(digests))

    @property
    def digest(self) -> str:
        """Digest of all of them, in hexadecimal digits."""
        return self._hash.hexdigest()


def mark_digest(claim_key: int, version: str | None, day: dt.date | None) -> bytes:
    """Digest of what was said of a claim when it was superseded.

    Parameters
    ----------
    claim_key : int
        The claim.
    version : str or None
        Version that superseded it.
    day : datetime.date or None
        Day on which its text was replaced.

    Returns
    -------
    bytes
        SHA-256.

    Examples
    --------
    >>> mark_digest(1, "2", None) == mark_digest(2, "2", None)
    False
    """
    return hashlib.sha256(orjson.dumps([claim_key, version, day])).digest()


def review_digest(review_id: str) -> bytes:
    """Digest of a review, whose identifier is a hash of all the rest.

    Parameters
    ----------
    review_id : str
        Its identifier.

    Returns
    -------
    bytes
        SHA-256.

    Examples
    --------
    >>> len(review_digest("r"))
    32
    """
    return hashlib.sha256(review_id.encode()).digest()


def first_head(created: str) -> str:
    """The `head` of a ledger in which nothing was recorded.

    Parameters
    ----------
    created : str
        When it was made.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.

    Examples
    --------
    >>> len(first_head("now"))
    64
    """
    return hashlib.sha256(f"ledger of {created}".encode()).hexdigest()


def next_head(head: str, entry: Mapping[str, Any]) -> str:
    """The `head` after a change.

    Parameters
    ----------
    head : str
        That before it.
    entry : mapping
        Row of the log; what it says of `head` itself does not count.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.
    """
    told = [entry[column.name] for column in records.log.columns if column.name != "head"]
    return hashlib.sha256(orjson.dumps([head, *told])).hexdigest()


def last_head(connection: sa.Connection) -> str:
    """The digest of all that was recorded.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.
    """
    log = records.log.c
    chosen = sa.select(log.head).order_by(log.number.desc()).limit(1)
    head: str | None = connection.scalar(chosen)
    return head or first_head(connection.scalar(sa.select(records.meta.c.created)) or "")


class Seal:
    """One change of a ledger: takes in what is added and writes its row of the log.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction that writes.
    kind : str
        ``import``, ``reviews``, ``case`` or ``migration``.
    recorded_at : str
        Time of recording.
    """

    def __init__(self, connection: sa.Connection, kind: str, recorded_at: str) -> None:
        self.number: int = (connection.scalar(sa.select(records.meta.c.changes)) or 0) + 1
        self.documents, self.claims, self.marks, self.reviews = Roll(), Roll(), Roll(), Roll()
        self._connection = connection
        self._kind = kind
        self._now = recorded_at

    def close(self) -> None:
        """Write what was recorded, and that the ledger is not what it was."""
        connection, number = self._connection, self.number
        entry: dict[str, Any] = {
            "number": number,
            "kind": self._kind,
            "recorded_at": self._now,
            "case_name": connection.scalar(sa.select(records.meta.c.case_name)),
        }
        for part in records.PARTS:
            roll: Roll = getattr(self, part)
            entry |= {part: roll.number, f"{part}_digest": roll.digest}
        entry["head"] = next_head(last_head(connection), entry)
        connection.execute(sa.insert(records.log), entry)
        connection.execute(sa.update(records.meta).values(changes=number))
