"""Supersede what was read from a text that another of the same name has replaced."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.planning import MACHINE
from qafila.ledger.writing import in_chunks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from qafila.claims import Document


def retire(connection: sa.Connection, documents: Iterable[tuple[str, dt.date | None]]) -> int:
    """Supersede what machines read from documents whose text was replaced.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
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
    ...     retire(connection, [])
    0
    """
    claims = records.claims
    retired = 0
    for part in in_chunks(documents):
        by_day: dict[dt.date | None, list[str]] = defaultdict(list)
        for document_id, day in part:
            by_day[day].append(document_id)
        for day, names in by_day.items():
            done = connection.execute(
                sa.update(claims)
                .where(
                    claims.c.document_id.in_(names),
                    claims.c.superseded_by_version.is_(None),
                    claims.c.method.in_(MACHINE),
                )
                # Its own version: the same text may come back, and is then read as if new.
                .values(superseded_by_version=claims.c.reader_version, superseded_on=day)
            )
            retired += int(done.rowcount)
    return retired


def retire_replaced(connection: sa.Connection, documents: Sequence[Document]) -> int:
    """Supersede what was read from a file whose text has changed since.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    documents : sequence of Document
        The files as they are now; a stored document of the same name and another text is replaced.

    Returns
    -------
    int
        Claims that were superseded.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     retire_replaced(connection, [])
    0
    """
    papers = records.documents
    present = {document.document_id for document in documents}
    days: dict[str, list[dt.date]] = {document.name: [] for document in documents}
    for document in documents:
        if document.published:
            days[document.name].append(document.published)
    replaced: list[tuple[str, dt.date | None]] = []
    for part in in_chunks(sorted(days)):
        stored = sa.select(papers.c.document_id, papers.c.name).where(papers.c.name.in_(part))
        replaced += [
            (document_id, min(days[name], default=None))
            for document_id, name in connection.execute(stored)
            if document_id not in present
        ]
    return retire(connection, sorted(replaced, key=itemgetter(0)))
