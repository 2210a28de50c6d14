"""Write one import into the store: check it, add what is new, mark what it supersedes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.claims import Claim, Document

_MACHINE = ("rules", "llm", "table")


@dataclass(frozen=True)
class AddResult:
    """What an import did, in numbers of claims.

    Examples
    --------
    >>> AddResult(added=3) + AddResult(added=1, already=2)
    AddResult(added=4, already=2, superseded=0)
    """

    added: int = 0
    already: int = 0
    superseded: int = 0

    def __add__(self, other: AddResult) -> AddResult:
        return AddResult(
            self.added + other.added,
            self.already + other.already,
            self.superseded + other.superseded,
        )


def utc_now() -> str:
    """Time of recording, for audit only.

    Returns
    -------
    str
        ISO 8601, in UTC, to the second.

    Examples
    --------
    >>> utc_now()[-6:]
    '+00:00'
    """
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _check(document: Document, claims: Sequence[Claim]) -> None:
    if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != document.document_id:
        raise LedgerError(f"{document.name}: the identifier is not the SHA-256 of the text")
    for claim in claims:
        span = claim.span
        if claim.document_id != document.document_id:
            raise LedgerError(f"{document.name}: claim {claim.claim_id} is of another document")
        if not records.verbatim(document.text, span):
            raise LedgerError(
                f"{document.name}: claim {claim.claim_id} quotes characters {span.start} to "
                f"{span.end}, but the stored text does not say the same there; read the file again"
            )


def one_per_text(
    imports: Iterable[tuple[Document, Sequence[Claim]]],
) -> list[tuple[Document, Sequence[Claim], int]]:
    """Check an import and keep one document for each text.

    Parameters
    ----------
    imports : iterable of (Document, sequence of Claim)
        What is to be stored.

    Returns
    -------
    list of (Document, sequence of Claim, int)
        By document identifier. Copies of one text under several names count as the one that was
        published first; the number is that of the claims of the other copies.

    Raises
    ------
    LedgerError
        If a span is not verbatim in the text, or an identifier is not that of the text.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> early = Document.from_text("x", "a.md", published=dt.date(2025, 9, 3))
    >>> late = Document.from_text("x", "b.md", published=dt.date(2025, 9, 4))
    >>> [document.name for document, _, _ in one_per_text([(late, []), (early, [])])]
    ['a.md']
    """
    chosen: dict[str, tuple[Document, Sequence[Claim], int]] = {}
    for document, claims in imports:
        _check(document, claims)
        known = chosen.get(document.document_id)
        if known is None:
            chosen[document.document_id] = (document, claims, 0)
        elif document == known[0]:
            chosen[document.document_id] = (document, [*known[1], *claims], known[2])
        else:
            first, later = sorted((known[:2], (document, claims)), key=lambda one: _rank(one[0]))
            chosen[document.document_id] = (*first, known[2] + len(later[1]))
    return [chosen[key] for key in sorted(chosen)]


def _rank(document: Document) -> tuple[Any, ...]:
    return document.published or dt.date.max, document.name, repr(document)


def put_document(connection: sa.Connection, document: Document) -> None:
    """Store a document; front matter that changed is kept in the history.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    document : Document
        The document.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     put_document(connection, Document.from_text("x", "a.md"))
    ...     put_document(connection, Document.from_text("x", "b.md"))
    ...     len(connection.execute(sa.select(records.document_history)).all())
    1
    """
    table, history = records.documents, records.document_history
    row = records.document_row(document)
    this = table.c.document_id == document.document_id
    known = connection.execute(sa.select(table).where(this)).mappings().first()
    if known is None:
        connection.execute(sa.insert(table), {**row, "recorded_at": utc_now()})
        return
    if all(known[key] == row[key] for key in records.FRONT):
        return
    past = sa.select(sa.func.count()).where(history.c.document_id == document.document_id)
    front = {key: known[key] for key in records.FRONT}
    archived = {
        "document_id": document.document_id,
        "revision": connection.scalar(past) or 0,
        "front": json.dumps(front, ensure_ascii=False, default=str, sort_keys=True),
        "recorded_at": known["recorded_at"],
    }
    connection.execute(sa.insert(history), archived)
    changed = {key: row[key] for key in records.FRONT}
    connection.execute(sa.update(table).where(this).values(**changed, recorded_at=utc_now()))


def put_claims(
    connection: sa.Connection,
    document: Document,
    claims: Sequence[Claim],
    reader_version: str | None,
) -> AddResult:
    """Store the claims of a document and mark those that they supersede.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    document : Document
        The document, already stored.
    claims : sequence of Claim
        What was read from it.
    reader_version : str or None
        Version of the rule-based reader, if it is known apart from the claims.

    Returns
    -------
    AddResult
        What was done.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> note = Document.from_text("x", "a.md")
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     put_document(connection, note)
    ...     put_claims(connection, note, [], None)
    AddResult(added=0, already=0, superseded=0)
    """
    table = records.claims
    chosen = sa.select(table).where(table.c.document_id == document.document_id)
    known = [dict(row) for row in connection.execute(chosen).mappings()]
    newest = _newest(known, claims, reader_version)
    outdated = [
        row
        for row in known
        if row["superseded_by_version"] is None
        and row["method"] in _MACHINE
        and _order(row["reader_version"]) < _order(newest.get(row["method"], ""))
    ]
    superseded = [(row, newest[row["method"]]) for row in outdated]
    revisions: dict[str, list[dict[str, Any]]] = {}
    for row in known:
        revisions.setdefault(row["claim_id"], []).append(row)
    fresh: dict[str, dict[str, Any]] = {}
    already = 0
    for claim in claims:
        row = records.claim_row(claim)
        past = revisions.get(claim.claim_id, [])
        active = [one for one in past if one["superseded_by_version"] is None]
        late = claim.method in _MACHINE and _order(claim.reader_version) < _order(
            newest[claim.method]
        )
        same = any(one["payload"] == row["payload"] for one in active)
        if late or same or claim.claim_id in fresh:
            already += 1
            continue
        superseded += [(one, claim.reader_version) for one in active]
        fresh[claim.claim_id] = {**row, "revision": len(past), "recorded_at": utc_now()}
    _supersede(connection, superseded)
    if fresh:
        connection.execute(sa.insert(table), [fresh[key] for key in sorted(fresh)])
    return AddResult(len(fresh), already, len(superseded))


def _newest(
    known: Sequence[Mapping[str, Any]], claims: Sequence[Claim], reader_version: str | None
) -> dict[str, str]:
    """Newest version of each method that has ever read the document."""
    seen = [(row["method"], row["reader_version"]) for row in known]
    seen += [
        ("rules", row["superseded_by_version"])
        for row in known
        if row["method"] == "rules" and row["superseded_by_version"]
    ]
    seen += [(claim.method, claim.reader_version) for claim in claims]
    if reader_version is not None:
        seen.append(("rules", reader_version))
    newest: dict[str, str] = {}
    for method, version in seen:
        newest[method] = max(newest.get(method, version), version, key=_order)
    return newest


def _supersede(
    connection: sa.Connection, superseded: Sequence[tuple[Mapping[str, Any], str]]
) -> None:
    table = records.claims
    statement = (
        sa.update(table)
        .where(
            table.c.claim_id == sa.bindparam("old_claim"),
            table.c.revision == sa.bindparam("old_revision"),
        )
        .values(superseded_by_version=sa.bindparam("version"))
    )
    rows = [
        {"old_claim": row["claim_id"], "old_revision": row["revision"], "version": version}
        for row, version in superseded
    ]
    if rows:
        connection.execute(statement, rows)


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
        Machine claims that were superseded; none is erased.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     retire_replaced(connection, [])
    0
    """
    papers, claims = records.documents, records.claims
    present = {document.document_id for document in documents}
    names = sorted({document.name for document in documents})
    stored = sa.select(papers.c.document_id).where(papers.c.name.in_(names))
    replaced = sorted(set(connection.scalars(stored)) - present)
    if not replaced:
        return 0
    done = connection.execute(
        sa.update(claims)
        .where(
            claims.c.document_id.in_(replaced),
            claims.c.superseded_by_version.is_(None),
            claims.c.method.in_(_MACHINE),
        )
        # Its own version: the same text may come back, and is then read as if for the first time.
        .values(superseded_by_version=claims.c.reader_version)
    )
    return int(done.rowcount)
