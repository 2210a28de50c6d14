"""From version 3: claims get keys, and all that is held gets digests.

Of what an older ledger holds nobody can tell whether it was altered before: digests hold from the
day on which they were made. The row of the log that tells of it has the kind ``migration``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.claims import claim_from_record
from qafila.errors import LedgerError
from qafila.ledger import records
from qafila.ledger.payloads import payload_of
from qafila.ledger.sealing import (
    Seal,
    claim_digest,
    front_digest,
    mark_digest,
    review_digest,
)
from qafila.ledger.writing import in_chunks, insert_rows, utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NEW = "claims_anew"


def renew(connection: sa.Connection, version: int) -> None:
    """Bring a ledger of version 3 up; one of version 1 has the tables of version 3 by now.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction that writes.
    version : int
        Version that wrote the records.
    """
    seal = Seal(connection, "migration", utc_now())
    _renew_claims(connection, version, seal)
    for table in (records.documents, records.document_history, records.reviews):
        _add_columns(connection, table)
    records.metadata.create_all(connection)
    _seal_fronts(connection, seal)
    reviews, claims = records.reviews.c, records.claims.c
    connection.execute(sa.update(records.reviews).values(import_number=seal.number))
    seal.reviews.add(
        [review_digest(name) for name in sorted(connection.scalars(sa.select(reviews.review_id)))]
    )
    columns = ("claim_key", "superseded_by_version", "superseded_on")
    chosen = sa.select(*(claims[name] for name in columns))
    marked = connection.execute(chosen.where(~records.current).order_by(claims.claim_key)).all()
    for part in in_chunks(marked):
        rows = [dict(zip(columns, row, strict=True)) for row in part]
        given = [{"import_number": seal.number, **row} for row in rows]
        connection.execute(sa.insert(records.marks), given)
        seal.marks.add([mark_digest(*row) for row in part])
    seal.close()


def _add_columns(connection: sa.Connection, table: sa.Table) -> None:
    if not sa.inspect(connection).has_table(table.name):
        return
    known = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in known:
            kind = column.type.compile(connection.dialect)
            rest = "" if column.nullable else " NOT NULL DEFAULT 0"
            change = f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}{rest}"
            connection.execute(sa.text(change))


def _renew_claims(connection: sa.Connection, version: int, seal: Seal) -> None:
    """Copy the table, which had no key."""
    tables = sa.MetaData()
    records.documents.to_metadata(tables)
    new = records.claims.to_metadata(tables, name=_NEW)
    connection.execute(sa.schema.CreateTable(new))
    names = [
        column.name
        for column in records.claims.columns
        if column.name not in {"claim_key", "import_number", "digest"}
    ]
    records.payloads.create(connection)
    old = sa.table("claims", *map(sa.column, (*names, "payload")))
    if connection.dialect.name == "sqlite":
        order: list[sa.ColumnElement[Any]] = [sa.literal_column("rowid")]
    else:
        order = [old.c.recorded_at, old.c.claim_id, old.c.revision]
    chosen = sa.select(*old.c).order_by(*order)
    key = 0
    rows = connection.execution_options(yield_per=500).execute(chosen).mappings()
    for part in in_chunks(rows):
        given = [_renewed(row) if version < 2 else dict(row) for row in part]
        digests = [
            claim_digest(row["revision"], row["recorded_at"], row["payload"]) for row in given
        ]
        seal.claims.add(digests)
        written = [
            (*(row[name] for name in names), key + rank, seal.number, digest)
            for rank, (row, digest) in enumerate(zip(given, digests, strict=True), start=1)
        ]
        insert_rows(connection, new, (*names, "claim_key", "import_number", "digest"), written)
        said = [(key + rank, row["payload"]) for rank, row in enumerate(given, start=1)]
        insert_rows(connection, records.payloads, ("claim_key", "payload"), said)
        key += len(written)
    connection.execute(sa.text("DROP TABLE claims"))
    connection.execute(sa.text(f"ALTER TABLE {_NEW} RENAME TO claims"))


def _renewed(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of version 1 with its record as it is written today."""
    found = dict(row)
    try:
        claim = claim_from_record(json.loads(row["payload"]))
        found["payload"] = payload_of(claim)
        found["source_key"] = claim.origin.key if claim.origin else None
    except (LedgerError, ValueError, KeyError, TypeError, AttributeError):
        pass  # it was damaged, and `verify` tells so
    return found


def _seal_fronts(connection: sa.Connection, seal: Seal) -> None:
    papers, history = records.documents.c, records.document_history.c
    names = ("document_id", "recorded_at")
    # As they were recorded: what stands today came last.
    past = sa.select(*(history[name] for name in (*names, "revision", "front")))
    past = past.order_by(history.document_id, history.revision)
    for part in in_chunks(connection.execute(past).mappings()):
        read = [(row, json.loads(row["front"])) for row in part]
        fronts = [(row, [front[name] for name in records.FRONT]) for row, front in read]
        _seal_part(connection, seal, records.document_history, fronts)
    now = sa.select(*(papers[name] for name in (*names, *records.FRONT)))
    for part in in_chunks(connection.execute(now.order_by(papers.document_id)).mappings()):
        _seal_part(connection, seal, records.documents, [(row, _front(row)) for row in part])


def _seal_part(
    connection: sa.Connection,
    seal: Seal,
    table: sa.Table,
    fronts: Sequence[tuple[Mapping[Any, Any], Sequence[str | None]]],
) -> None:
    keys = [column.name for column in table.primary_key]
    first = seal.documents.number
    digests = [front_digest(row["document_id"], front, row["recorded_at"]) for row, front in fronts]
    seal.documents.add(digests)
    this = sa.and_(*(table.c[key] == sa.bindparam(f"old_{key}") for key in keys))
    put = {"front_number": seal.number, "front_rank": sa.bindparam("rank")}
    statement = sa.update(table).where(this).values(**put, digest=sa.bindparam("made"))
    given = [
        {**{f"old_{key}": row[key] for key in keys}, "rank": rank, "made": digest}
        for rank, ((row, _), digest) in enumerate(zip(fronts, digests, strict=True), start=first)
    ]
    connection.execute(statement, given)


def _front(row: Mapping[Any, Any]) -> list[str | None]:
    published = row["published"].isoformat() if row["published"] else None
    told = {**row, "published": published}
    return [told[name] for name in records.FRONT]
