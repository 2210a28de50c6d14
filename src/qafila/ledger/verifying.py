"""Find out whether anything in the store was damaged or altered, and say what it holds."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import records
from qafila.ledger.comparing import log_faults
from qafila.ledger.payloads import claim_from_payload
from qafila.ledger.review_rows import review_from_payload, review_values
from qafila.ledger.sealing import claim_digest, front_digest, last_head
from qafila.ledger.sequence import sequence_faults
from qafila.ledger.storage import storage_faults
from qafila.reviews import review_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PART = 1000


def faults(connection: sa.Connection, head: str | None = None) -> list[str]:
    """Check the database, every text, span, chain, review and digest, and the log of changes.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    head : str, optional
        A `head` of this ledger that was kept elsewhere, to compare.

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
    checks = (storage_faults, _documents, _fronts, _claims, _chains, _marks, _reviews)
    try:
        with connection.execution_options(yield_per=_PART):
            for check in (*checks, sequence_faults):
                found += sorted(_until_unreadable(check(connection)))
            found += _until_unreadable(log_faults(connection, head))
    except (sa.exc.DatabaseError, UnicodeError) as error:
        # Of a damaged file some pages cannot be read; what was found before is told all the same.
        found.append(f"database: cannot be read to its end ({getattr(error, 'orig', error)})")
    return found


def _until_unreadable(told: Iterator[str]) -> Iterator[str]:
    """Values of a wrong kind, such as bytes for a day, end a check and not all of them."""
    try:
        yield from told
    except (TypeError, ValueError, AttributeError) as error:
        if isinstance(error, UnicodeError):
            raise
        yield f"database: a value cannot be read ({' '.join(str(error).split())})"


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


def _fronts(connection: sa.Connection) -> Iterator[str]:
    """Front matter of documents, and what it was before."""
    columns = ("document_id", "recorded_at", "digest")
    papers, history = records.documents.c, records.document_history.c
    now = sa.select(*(papers[name] for name in (*columns, *records.FRONT)))
    for row in connection.execute(now).mappings():
        published = row["published"].isoformat() if row["published"] else None
        if _is_forged(row, {**row, "published": published}):
            yield f"document {row['name']}: its front matter was altered"
    past = sa.select(*(history[name] for name in (*columns, "revision", "front")))
    for row in connection.execute(past).mappings():
        name = f"document {row['document_id'][:16]}: its front matter of revision {row['revision']}"
        try:
            if _is_forged(row, json.loads(row["front"])):
                yield f"{name} was altered"
        except (ValueError, KeyError, TypeError):
            yield f"{name} is damaged"


def _is_forged(row: Mapping[Any, Any], front: Mapping[Any, Any]) -> bool:
    told = [front[name] for name in records.FRONT]
    return bool(row["digest"] != front_digest(row["document_id"], told, row["recorded_at"]))


def _claims(connection: sa.Connection) -> Iterator[str]:
    claims, papers = records.claims, records.documents
    texts, said = papers.c.text, records.payloads
    chosen = (
        sa.select(claims, said.c.payload, papers.c.name, texts)
        .outerjoin(papers, claims.c.document_id == papers.c.document_id)
        .outerjoin(said, claims.c.claim_key == said.c.claim_key)
    )
    for row in connection.execute(chosen).mappings():
        fault = _claim_fault(row)
        if fault:
            yield f"claim {row['claim_id']}: {fault}"


def _claim_fault(row: Mapping[Any, Any]) -> str:
    try:
        claim = claim_from_payload(row["payload"])
    except LedgerError:
        return "its record is damaged"
    written = (str(row[key]) for key in records.CLAIM_COLUMNS)
    if any(str(one) != two for one, two in zip(records.claim_values(claim), written, strict=True)):
        return "its columns and its record differ"
    if not records.verbatim(row["text"] or "", claim.span):
        return "its words are not in the stored text"
    if row["digest"] != claim_digest(row["revision"], row["recorded_at"], row["payload"]):
        return "its record was altered"
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


def _marks(connection: sa.Connection) -> Iterator[str]:
    """Each claim stands as it was superseded last."""
    claims, marks = records.claims.c, records.marks.c
    last = sa.select(sa.func.max(marks.mark_key)).group_by(marks.claim_key)
    made = sa.select(records.marks).where(marks.mark_key.in_(last)).subquery()
    chosen = (
        sa.select(claims.claim_id)
        .join_from(records.claims, made, claims.claim_key == made.c.claim_key, isouter=True)
        .where(
            claims.superseded_by_version.is_distinct_from(made.c.superseded_by_version)
            | claims.superseded_on.is_distinct_from(made.c.superseded_on)
        )
    )
    for claim_id in connection.scalars(chosen):
        yield f"claim {claim_id}: whether and when it was superseded was altered"


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
        "changes": connection.scalar(sa.select(meta.c.changes)),
        "sealed_since": connection.scalar(
            sa.select(records.log.c.recorded_at).order_by(records.log.c.number).limit(1)
        ),
        "head": last_head(connection),
    }
