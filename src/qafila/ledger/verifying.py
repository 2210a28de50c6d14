"""Find out whether anything in the store was damaged or altered, and say what it holds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import records
from qafila.ledger.review_rows import review_from_payload, review_values
from qafila.reviews import review_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PART = 1000


def faults(connection: sa.Connection) -> list[str]:
    """Check the database, every stored text, every span, every chain and every review.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    list of str
        All faults found; empty for a sound ledger.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     faults(connection)
    []
    """
    found = _structure(connection)
    try:
        with connection.execution_options(yield_per=_PART):
            for check in (_documents, _claims, _chains, _reviews):
                found += sorted(check(connection))
    except (sa.exc.DatabaseError, UnicodeError) as error:
        # Of a damaged file some pages cannot be read; what was found before is told all the same.
        found.append(f"database: cannot be read to its end ({getattr(error, 'orig', error)})")
    return found


def _structure(connection: sa.Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found_faults = [f"database: {message}" for message in found if message != "ok"]
    return found_faults + [f"table {row[0]}: a row refers to a missing {row[2]}" for row in orphans]


def _documents(connection: sa.Connection) -> Iterator[str]:
    table = records.documents.c
    chosen = sa.select(table.document_id, table.name, table.text)
    for document_id, name, text in connection.execute(chosen):
        if hashlib.sha256(text.encode("utf-8")).hexdigest() != document_id:
            yield f"document {name}: the stored text was altered"


def _claims(connection: sa.Connection) -> Iterator[str]:
    claims, papers = records.claims, records.documents
    chosen = sa.select(claims, papers.c.name, papers.c.text).outerjoin(papers)
    for row in connection.execute(chosen).mappings():
        fault = _claim_fault(row)
        if fault:
            yield f"claim {row['claim_id']}: {fault}"


def _claim_fault(row: Mapping[Any, Any]) -> str:
    try:
        claim = records.claim_from_payload(row["payload"])
    except LedgerError:
        return "its record is damaged"
    written = (str(row[key]) for key in records.CLAIM_COLUMNS)
    if any(str(one) != two for one, two in zip(records.claim_values(claim), written, strict=True)):
        return "its columns and its record differ"
    if not records.verbatim(row["text"] or "", claim.span):
        return "its words are not in the stored text"
    if row["superseded_on"] is not None and row["superseded_by_version"] is None:
        return "it is current, though its text was replaced"
    if row["name"] is not None and row["document_name"] != row["name"]:
        return "it names its document in another way than the document itself"
    return ""


def _chains(connection: sa.Connection) -> Iterator[str]:
    """Revisions of a claim are numbered from 0 on, and only the last may be current."""
    table = records.claims.c
    chosen = (
        sa.select(
            table.claim_id,
            sa.func.count(),
            sa.func.max(table.revision),
            sa.func.sum(sa.case((records.current, 1), else_=0)),
            sa.func.max(sa.case((records.current, table.revision), else_=-1)),
        )
        .group_by(table.claim_id)
        .having((sa.func.count() > 1) | (sa.func.max(table.revision) > 0))
    )
    for claim_id, number, last, current, which in connection.execute(chosen):
        if number != last + 1:
            yield f"claim {claim_id}: an earlier revision is missing"
        if current > 1 or which not in (-1, last):
            yield f"claim {claim_id}: a revision that was superseded counts as current"


def _reviews(connection: sa.Connection) -> Iterator[str]:
    reviews, claims, papers = records.reviews, records.claims, records.documents
    same = (claims.c[name] == reviews.c[name] for name in records.TARGET)
    pointed = sa.exists().where(*same).label("pointed")
    chosen = sa.select(reviews, papers.c.text, pointed).outerjoin(papers)
    for row in connection.execute(chosen).mappings():
        name = row["review_id"]
        try:
            review = review_from_payload(row["payload"])
        except LedgerError:
            yield f"review {name}: its record is damaged"
            continue
        columns = review_values(review)
        if any(row[key] != value for key, value in columns.items() if key != "payload"):
            yield f"review {name}: its columns and its record differ"
        if review_id(review) != name:
            yield f"review {name}: its record was altered"
        if (row["text"] or "")[review.start : review.end] != review.words:
            yield f"review {name}: its words are not in the stored text"
        if not row["pointed"]:
            yield f"review {name}: there is no claim that it speaks of"


def contents_info(connection: sa.Connection) -> dict[str, Any]:
    """Say what a ledger holds.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    dict
        See `qafila.ledger.store.Store.info`.
    """
    claims, meta = records.claims, records.meta
    number = sa.select(sa.func.count())
    current = number.select_from(claims).where(records.current)
    readers = (
        sa.select(claims.c.method, claims.c.reader_version, sa.func.count())
        .where(records.current)
        .group_by(claims.c.method, claims.c.reader_version)
        .order_by(claims.c.method, claims.c.reader_version)
    )
    days = sa.select(sa.func.min(claims.c.reported_at), sa.func.max(claims.c.reported_at))
    first, last = connection.execute(days.where(records.current)).one()
    total = connection.scalar(number.select_from(claims)) or 0
    held = connection.scalar(current) or 0
    return {
        "case": connection.scalar(sa.select(meta.c.case_name)),
        "ledger_version": records.LEDGER_VERSION,
        "documents": connection.scalar(number.select_from(records.documents)) or 0,
        "claims": held,
        "superseded": total - held,
        "reviews": connection.scalar(number.select_from(records.reviews)) or 0,
        "readers": {f"{how} {version}": many for how, version, many in connection.execute(readers)},
        "first_report": first.isoformat() if first else None,
        "last_report": last.isoformat() if last else None,
    }
