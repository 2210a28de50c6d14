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
from qafila.ledger.payloads import claim_from_payload
from qafila.ledger.records import claim_values
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

    from qafila.ledger.records import Prepared

_MANY = 20_000
_PUBLISHED = records.FRONT.index("published")
_REPORTED = records.CLAIM_COLUMNS.index("reported_at")
_PAYLOAD = records.CLAIM_COLUMNS.index("payload")
_again = sa.Table(
    "brought_again",
    sa.MetaData(),
    sa.Column("document_id", sa.String(64), primary_key=True),
    prefixes=["TEMPORARY"],
)


def write_stream(
    writer: Writer,
    papers: Iterable[Prepared],
    progress: Callable[[int], None] | None = None,
) -> None:
    """Store documents one after the other; see `qafila.ledger.store.Store.add_rows`.

    Parameters
    ----------
    writer : Writer
        The import.
    papers : iterable of Prepared
        Documents with the claims read from them.
    progress : callable, optional
        Called with the number of documents taken so far.
    """
    connection = writer.connection
    _again.create(connection)
    held = connection.scalar(sa.select(sa.func.max(records.claims.c.claim_key))) or 0
    # Sorting once is faster than keeping sorted, if most of the ledger is new.
    enough = max(held, _MANY) if held else 0
    indexes, taken = _Indexes(connection), 0
    for part in in_chunks(papers):
        if taken >= enough:
            indexes.drop()
        ready = one_per_text(part)
        stored = known_documents(connection, [paper.document_id for paper, _ in ready])
        if stored:
            indexes.need("claims_of_a_document")
        chunk, copies = _without_copies(writer, ready, stored)
        writer.write(_of_their_first_day(connection, chunk, stored), stored)
        writer.count(AddResult(already=copies + sum(number for _, number in ready)))
        taken += len(part)
        if progress is not None:
            progress(taken)
    indexes.need("documents_by_name", "claims_of_a_document")
    former = ((row[0], row[1]) for row in connection.execute(_former(writer)).all())
    writer.count(AddResult(superseded=retire(writer, former)))
    indexes.need(*records.indexes)
    _again.drop(connection)


class _Indexes:
    """Indexes that are dropped while much is added, and made again once they are needed."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._missing: set[str] = set()
        self._dropped = False

    def drop(self) -> None:
        if self._dropped:
            return
        self._dropped = True
        for name, index in records.indexes.items():
            index.drop(self._connection)
            self._missing.add(name)

    def need(self, *names: str) -> None:
        for name in names:
            if name in self._missing:
                records.indexes[name].create(self._connection)
                self._missing.remove(name)


def _without_copies(
    writer: Writer,
    ready: Sequence[tuple[Prepared, int]],
    stored: Mapping[str, Mapping[str, Any]],
) -> tuple[list[Prepared], int]:
    """Leave out texts that this import has brought already under a name that counts more."""
    earlier = [name for name, row in stored.items() if row["import_number"] != writer.number]
    again: set[str] = set()
    if earlier:
        noted = sa.select(_again.c.document_id).where(_again.c.document_id.in_(earlier))
        again = set(writer.connection.scalars(noted))
        rows = [(name,) for name in earlier if name not in again]
        insert_rows(writer.connection, _again, ("document_id",), rows)
    chunk, copies = [], 0
    for paper, _ in ready:
        name = paper.document_id
        here = name in stored and (name in again or name not in earlier)
        if here and rank(paper.front) > rank([stored[name][key] for key in records.FRONT]):
            copies += len(paper.claims)
        else:
            chunk.append(paper)
    return chunk, copies


def _of_their_first_day(
    connection: sa.Connection,
    chunk: Sequence[Prepared],
    stored: Mapping[str, Mapping[str, Any]],
) -> list[Prepared]:
    """Rows that were known before keep their day: a later copy of a table tells them no later."""
    later: dict[str, str] = {}
    for paper in chunk:
        day = stored.get(paper.document_id, {}).get("published")
        told = paper.front[_PUBLISHED]
        if day and (told is None or day < told):
            later[paper.document_id] = day
    if not later:
        return list(chunk)
    of = records.claims.c.document_id
    here = of.in_(sorted(later))
    read = set(connection.scalars(sa.select(of).where(here).distinct()))
    held = set(connection.scalars(sa.select(of).where(here, records.current).distinct()))
    # One that was replaced meanwhile is told anew.
    kept = {name: day for name, day in later.items() if name in held or name not in read}
    return [_told_on(kept.get(paper.document_id), paper) for paper in chunk]


def _told_on(day: str | None, paper: Prepared) -> Prepared:
    if day is None:
        return paper
    former, front = paper.front[_PUBLISHED], list(paper.front)
    front[_PUBLISHED] = day
    claims = [
        claim_values(
            replace(claim_from_payload(str(row[_PAYLOAD])), reported_at=dt.date.fromisoformat(day))
        )
        if row[_REPORTED] == former
        else row
        for row in paper.claims
    ]
    return paper._replace(front=tuple(front), claims=claims)


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
