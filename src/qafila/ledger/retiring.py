"""Supersede what was read from a text that another of the same name has replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.planning import MACHINE
from qafila.ledger.writing import in_chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.claims import Document


def retire(connection: sa.Connection, documents: Iterable[str]) -> int:
    """Supersede what machines read from documents whose text was replaced.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    documents : iterable of str
        Identifiers of the former texts.

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
        done = connection.execute(
            sa.update(claims)
            .where(
                claims.c.document_id.in_(part),
                claims.c.superseded_by_version.is_(None),
                claims.c.method.in_(MACHINE),
            )
            # Its own version: the same text may come back, and is then read as if new.
            .values(superseded_by_version=claims.c.reader_version)
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
    names = sorted({document.name for document in documents})
    replaced: set[str] = set()
    for part in in_chunks(names):
        stored = sa.select(papers.c.document_id).where(papers.c.name.in_(part))
        replaced |= set(connection.scalars(stored))
    return retire(connection, sorted(replaced - present))
