"""Write any number of small documents in one transaction, without keeping them in memory.

Each document that is new bears the number of its import. Those that were known before and come
again are noted in a temporary table of the connection. Both together tell a copy of a text within
the import from one of an earlier import, and at the end which texts were replaced.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.checking import one_per_text, rank
from qafila.ledger.retiring import retire
from qafila.ledger.writing import (
    AddResult,
    Writer,
    in_chunks,
    insert_rows,
    known_documents,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from qafila.claims import Claim, Document

_CACHE_KIB = 262_144
_MANY = 20_000
_again = sa.Table(
    "brought_again",
    sa.MetaData(),
    sa.Column("document_id", sa.String(64), primary_key=True),
    prefixes=["TEMPORARY"],
)


def write_stream(
    writer: Writer,
    imports: Iterable[tuple[Document, Sequence[Claim]]],
    progress: Callable[[int], None] | None = None,
) -> None:
    """Store documents one after the other; see `qafila.ledger.store.Store.add_stream`.

    Parameters
    ----------
    writer : Writer
        The import.
    imports : iterable of (Document, sequence of Claim)
        Documents with the claims read from them.
    progress : callable, optional
        Called with the number of documents taken so far.
    """
    connection = writer.connection
    if connection.dialect.name == "sqlite":
        # Of the indexes, whose keys come in no order, most must be in memory.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
    _again.create(connection)
    held = connection.scalar(sa.select(sa.func.count()).select_from(records.claims)) or 0
    # Sorting once is faster than keeping sorted, if most of the ledger is new.
    enough = max(held, _MANY)
    taken, sorts_later = 0, False
    for part in in_chunks(imports):
        ready = one_per_text(part)
        stored = known_documents(connection, [document.document_id for document, _, _ in ready])
        chunk, copies = _without_copies(writer, ready, stored)
        chunk = _of_their_first_day(connection, chunk, stored)
        writer.write(chunk, stored)
        writer.count(AddResult(already=copies + sum(number for _, _, number in ready)))
        taken += len(part)
        if taken > enough and not sorts_later:
            sorts_later = True
            for index in records.indexes:
                index.drop(connection)
        if progress is not None:
            progress(taken)
    former = ((row[0], row[1]) for row in connection.execute(_former(writer)))
    writer.count(AddResult(superseded=retire(connection, former)))
    for index in records.indexes if sorts_later else ():
        index.create(connection)
    _again.drop(connection)


def _without_copies(
    writer: Writer,
    ready: Sequence[tuple[Document, Sequence[Claim], int]],
    stored: Mapping[str, Mapping[str, Any]],
) -> tuple[list[tuple[Document, Sequence[Claim]]], int]:
    """Leave out texts that this import has brought already under a name that counts more."""
    earlier = [name for name, row in stored.items() if row["import_number"] != writer.number]
    again: set[str] = set()
    if earlier:
        noted = sa.select(_again.c.document_id).where(_again.c.document_id.in_(earlier))
        again = set(writer.connection.scalars(noted))
        rows = [(name,) for name in earlier if name not in again]
        insert_rows(writer.connection, _again, ("document_id",), rows)
    chunk, copies = [], 0
    for document, claims, _ in ready:
        name = document.document_id
        here = name in stored and (name in again or name not in earlier)
        if here and rank(records.document_row(document)) > rank(stored[name]):
            copies += len(claims)
        else:
            chunk.append((document, claims))
    return chunk, copies


def _of_their_first_day(
    connection: sa.Connection,
    chunk: Sequence[tuple[Document, Sequence[Claim]]],
    stored: Mapping[str, Mapping[str, Any]],
) -> list[tuple[Document, Sequence[Claim]]]:
    """Rows that were known before keep their day: a later copy of a table tells them no later."""
    later = {
        document.document_id: dt.date.fromisoformat(day)
        for document, _ in chunk
        if (day := stored.get(document.document_id, {}).get("published"))
        and (document.published is None or day < document.published.isoformat())
    }
    if not later:
        return list(chunk)
    told = records.claims.c.document_id
    here = told.in_(sorted(later))
    read = set(connection.scalars(sa.select(told).where(here).distinct()))
    held = set(connection.scalars(sa.select(told).where(here, records.current).distinct()))
    # One that was replaced meanwhile is told anew.
    kept = {name: day for name, day in later.items() if name in held or name not in read}
    return [_told_on(kept.get(one.document_id), one, claims) for one, claims in chunk]


def _told_on(
    day: dt.date | None, document: Document, claims: Sequence[Claim]
) -> tuple[Document, Sequence[Claim]]:
    if day is None:
        return document, claims
    told = [
        replace(claim, reported_at=day) if claim.reported_at == document.published else claim
        for claim in claims
    ]
    return replace(document, published=day), told


def _former(writer: Writer) -> sa.Select[Any]:
    """Question for stored texts that were not brought, though others of their names were.

    It tells when the first of those was published.
    """
    new, old = records.documents.alias("new"), records.documents.alias("old")
    twice = sa.select(new.c.name).group_by(new.c.name).having(sa.func.count() > 1)
    again = sa.select(_again.c.document_id)
    brought = (new.c.import_number == writer.number) | new.c.document_id.in_(again)
    names = (
        sa.select(new.c.name, sa.func.min(new.c.published).label("day"))
        .where(new.c.name.in_(twice), brought)
        .group_by(new.c.name)
        .subquery()
    )
    return (
        sa.select(old.c.document_id, names.c.day)
        .join(names, old.c.name == names.c.name)
        .where(old.c.import_number != writer.number, old.c.document_id.not_in(again))
    )
