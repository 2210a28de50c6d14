"""Supersede what was read from a text that another of the same name has replaced."""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.planning import MACHINE
from qafila.ledger.writing import Writer, in_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.ledger.records import Prepared


def retire(writer: Writer, documents: Iterable[tuple[str, dt.date | None]]) -> int:
    """Supersede what machines read from documents whose text was replaced.

    Parameters
    ----------
    writer : Writer
        The import.
    documents : iterable of (str, datetime.date or None)
        Identifiers of the former texts, and the day on which each was replaced: until then what
        was read from it goes on to count. None if it is unknown; then it never counts again.

    Returns
    -------
    int
        Claims that were superseded; none is erased.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     retire(Writer(connection), [])
    0
    """
    claims, retired = records.claims.c, 0
    for part in in_chunks(documents):
        days = dict(part)
        # Its own version supersedes it: the same text may come back, and is then read as if new.
        chosen = sa.select(claims.claim_key, claims.reader_version, claims.document_id).where(
            claims.document_id.in_(sorted(days)),
            claims.superseded_by_version.is_(None),
            claims.method.in_(MACHINE),
        )
        found = writer.connection.execute(chosen.order_by(claims.claim_key)).all()
        writer.mark([(key, version, days[name]) for key, version, name in found])
        retired += len(found)
    return retired


def retire_replaced(writer: Writer, present: Sequence[Prepared]) -> int:
    """Supersede what was read from a file whose text has changed since.

    Parameters
    ----------
    writer : Writer
        The import.
    present : sequence of Prepared
        The files as they are now; a stored document of the same name and another text is replaced.

    Returns
    -------
    int
        Claims that were superseded.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     retire_replaced(Writer(connection), [])
    0
    """
    papers = records.documents
    here = {paper.document_id for paper in present}
    days: dict[str, list[dt.date]] = {}
    for paper in present:
        front = dict(zip(records.FRONT, paper.front, strict=True))
        known = days.setdefault(str(front["name"]), [])
        if front["published"]:
            known.append(dt.date.fromisoformat(front["published"]))
    replaced: list[tuple[str, dt.date | None]] = []
    for part in in_chunks(sorted(days)):
        stored = sa.select(papers.c.document_id, papers.c.name).where(papers.c.name.in_(part))
        replaced += [
            (document_id, min(days[name], default=None))
            for document_id, name in writer.connection.execute(stored)
            if document_id not in here
        ]
    return retire(writer, sorted(replaced, key=itemgetter(0)))
