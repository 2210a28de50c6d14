"""Which documents a view of the ledger holds, and in what order its claims stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.claims import REPORT_METHODS
from qafila.ledger import records
from qafila.ledger.writing import in_chunks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qafila.claims import Claim, Document


def order_of(claim: Claim, documents: Mapping[str, Document]) -> tuple[Any, ...]:
    """What claims of a view are sorted by.

    Parameters
    ----------
    claim : Claim
        A claim.
    documents : mapping of str to Document
        Documents by identifier.

    Returns
    -------
    tuple
        Day of report, name of the document, place in the text, identifier.
    """
    document = documents.get(claim.document_id)
    return (
        claim.reported_at or dt.date.max,
        document.name if document else "",
        claim.document_id,
        claim.span.start,
        claim.span.end,
        claim.claim_id,
    )


def report_ids(connection: sa.Connection) -> set[str]:
    """Documents that are reports, or were before a newer text of theirs.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    set of str
        Their identifiers.
    """
    table = records.claims
    chosen = sa.select(table.c.document_id).where(records.is_report)
    return set(connection.scalars(chosen.distinct()))


def formerly(connection: sa.Connection, date: dt.date, among: Collection[str]) -> set[str]:
    """Reports that were not taken away but replaced, under their name, after the day.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    date : datetime.date
        The day.
    among : collection of str
        Reports that are there now.

    Returns
    -------
    set of str
        Their identifiers.
    """
    claims, papers = records.claims.c, records.documents.c
    chosen = sa.select(claims.document_id, claims.document_name)
    chosen = chosen.where(records.is_report, claims.superseded_on > date).distinct()
    former = connection.execute(chosen).all()
    names: set[str] = set()
    for part in in_chunks(sorted(among)) if former else ():
        present = sa.select(papers.name).where(papers.document_id.in_(part))
        names.update(connection.scalars(present))
    return {document_id for document_id, name in former if name in names}


def row_ids(connection: sa.Connection) -> set[str]:
    """Rows of imported tables, which are no reports and cannot be taken out of their folder.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    set of str
        Identifiers of their documents.
    """
    table = records.claims
    chosen = sa.select(table.c.document_id).where(table.c.method.not_in(REPORT_METHODS))
    return set(connection.scalars(chosen.distinct()))


def known_documents(connection: sa.Connection, date: dt.date) -> dict[str, Document]:
    """Documents known on a day; not those of which only claims are left that were superseded.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    date : datetime.date
        The day.

    Returns
    -------
    dict
        Documents by identifier.
    """
    table, papers = records.claims, records.documents
    told = sa.select(table.c.document_id).distinct()
    cited = {
        name for known in records.known_on(date) for name in connection.scalars(told.where(known))
    }
    read = set(connection.scalars(told))
    kept = set(connection.scalars(told.where(records.current)))
    rows = connection.execute(sa.select(papers).order_by(papers.c.document_id)).mappings()
    return {
        row["document_id"]: records.document_from_row(dict(row))
        for row in rows
        if row["document_id"] in cited
        or ((row["published"] or date.max) <= date and row["document_id"] not in read - kept)
    }
