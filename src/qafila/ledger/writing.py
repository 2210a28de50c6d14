"""Write an import into the store: add what is new, mark what it supersedes.

Documents are written some hundreds at a time, so that a few questions and a few statements serve
them all; their number does not change what is stored.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from qafila.ledger import records
from qafila.ledger.planning import Plan, plan_claims
from qafila.ledger.sealing import Seal, claim_digest, front_digest, mark_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qafila.ledger.records import Prepared

_Item = TypeVar("_Item")
_FRONT_SEAL = ("front_number", "front_rank", "digest")
_DOCUMENT_COLUMNS = (*records.DOCUMENT_COLUMNS, "recorded_at", "import_number", *_FRONT_SEAL)
_CLAIM_COLUMNS = (
    *records.CLAIM_COLUMNS[:-1],  # the last one is the payload, which has its own table
    *("revision", "document_name", "claim_key", "import_number", "recorded_at", "digest"),
)
_CHUNK = 500  # SQLite before 3.32 takes at most 999 values in one statement


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


def in_chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Lists of as many items as one statement takes.

    Parameters
    ----------
    items : iterable
        The items.

    Yields
    ------
    list
        Some hundreds of them; never an empty one.

    Examples
    --------
    >>> [len(part) for part in in_chunks(range(1001))]
    [500, 500, 1]
    """
    left = iter(items)
    while part := list(islice(left, _CHUNK)):
        yield part


class Writer:
    """One import, inside one transaction.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction that writes.
    reader_version : str or None
        Version of the rule-based reader, if it is known apart from the claims.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.ledger.checking import prepare
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     insert_rows(connection, records.meta, ("ledger_version", "created"), [(4, "now")])
    ...     writer = Writer(connection, None)
    ...     writer.write([prepare(Document.from_text("x", "a.md"), [])])
    ...     writer.finish()
    AddResult(added=0, already=0, superseded=0)
    """

    def __init__(self, connection: sa.Connection, reader_version: str | None = None) -> None:
        self.connection = connection
        self.result = AddResult()
        self._now = utc_now()
        self._seal = Seal(connection, "import", self._now)
        self._reader_version = reader_version
        self._last_key = connection.scalar(sa.select(sa.func.max(records.claims.c.claim_key))) or 0
        self._changed = False

    @property
    def number(self) -> int:
        """Number of the import among the changes of the ledger."""
        return self._seal.number

    def write(
        self,
        chunk: Sequence[Prepared],
        stored: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Store some documents with their claims, and mark what they supersede.

        Parameters
        ----------
        chunk : sequence of Prepared
            Checked documents of different texts; at most as many as `in_chunks` gives.
        stored : mapping, optional
            From `known_documents`, where it has been asked already.
        """
        if stored is None:
            stored = known_documents(self.connection, [paper.document_id for paper in chunk])
        plan, fresh, renewed = Plan(), [], []
        read = _known_claims(self.connection, stored)
        for paper in chunk:
            name, front = paper.document_id, paper.front
            known = stored.get(name)
            if known is None:
                seal = self._sealed(paper)
                fresh.append((name, *front, paper.text, self._now, self.number, *seal))
            elif tuple(known[key] for key in records.FRONT) != front:
                renewed.append(paper)
            plan_claims(plan, paper, read.get(name, ()), self._reader_version)
        insert_rows(self.connection, records.documents, _DOCUMENT_COLUMNS, fresh)
        for paper in renewed:
            seal = self._sealed(paper)
            _put_front(self.connection, paper, seal, stored[paper.document_id], self._now)
        self.mark([*plan.superseded, *plan.ended])
        self._insert_claims(plan)
        self._changed |= bool(fresh or renewed)
        self.count(AddResult(len(plan.rows), plan.already, len(plan.superseded)))

    def _sealed(self, paper: Prepared) -> tuple[int, int, bytes]:
        """Number of the change, rank and digest of front matter that is new."""
        rank = self._seal.documents.number
        digest = front_digest(paper.document_id, paper.front, self._now)
        self._seal.documents.add([digest])
        return self.number, rank, digest

    def _insert_claims(self, plan: Plan) -> None:
        number, now = self.number, self._now
        rows, payloads, digests = [], [], []
        for key, (claim, revision, name) in enumerate(plan.rows, start=self._last_key + 1):
            payload = str(claim[-1])
            digest = claim_digest(revision, now, payload)
            rows.append((*claim[:-1], revision, name, key, number, now, digest))
            payloads.append((key, payload))
            digests.append(digest)
        insert_rows(self.connection, records.claims, _CLAIM_COLUMNS, rows)
        insert_rows(self.connection, records.payloads, ("claim_key", "payload"), payloads)
        self._seal.claims.add(digests)
        self._last_key += len(rows)

    def mark(self, marks: Sequence[tuple[int, str, dt.date | None]]) -> None:
        """Supersede claims; none is erased.

        Parameters
        ----------
        marks : sequence of (int, str, datetime.date or None)
            Key of each, the version that supersedes it, and the first day on which another text
            of its name counts, if that is why.
        """
        if not marks:
            return
        names = ("superseded_by_version", "superseded_on")
        this = records.claims.c.claim_key == sa.bindparam("old")
        put: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        given = [dict(zip(("old", *(f"new_{name}" for name in names)), one, strict=True))
                 for one in marks]  # fmt: skip
        self.connection.execute(sa.update(records.claims).where(this).values(put), given)
        columns = ("claim_key", *names, "import_number")
        rows = [dict(zip(columns, (*one, self.number), strict=True)) for one in marks]
        self.connection.execute(sa.insert(records.marks), rows)
        self._seal.marks.add([mark_digest(*one) for one in marks])
        self._changed = True

    def count(self, result: AddResult) -> None:
        """Add to what the import did.

        Parameters
        ----------
        result : AddResult
            What a part of it did.
        """
        self.result += result

    def finish(self) -> AddResult:
        """Note that the ledger is not what it was, so that a view made before can tell.

        Returns
        -------
        AddResult
            What the import did.
        """
        if self._changed or self.result.added:
            self._seal.close()
        return self.result


def insert_rows(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Insert rows; days may be dates or text.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    table : sqlalchemy.Table
        Where they go.
    columns : sequence of str
        Names of the columns that are given.
    rows : sequence of tuple
        Their values; none is allowed.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     insert_rows(connection, records.meta, ("ledger_version", "created"), [(4, "now")])
    ...     connection.scalar(sa.select(records.meta.c.created))
    'now'
    """
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        given = [dict(zip(columns, row, strict=True)) for row in rows]
        connection.execute(sa.insert(table), given)
        return
    # SQLAlchemy takes as long to prepare a row as SQLite to write it.
    named, marks = ", ".join(columns), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({named}) VALUES ({marks})"  # noqa: S608  # our names
    connection.exec_driver_sql(statement, list(rows))


def known_documents(
    connection: sa.Connection, document_ids: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """What the ledger knows of some documents, but for their texts.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.
    document_ids : sequence of str
        At most as many as `in_chunks` gives.

    Returns
    -------
    dict
        Front matter and time of recording by identifier; those that are not stored are left out.
    """
    if not _any_known(connection, document_ids):
        return {}
    table = records.documents
    names = ("document_id", *records.FRONT, "recorded_at", "import_number", *_FRONT_SEAL)
    columns = [table.c[name] for name in names]
    chosen = sa.select(*columns).where(table.c.document_id.in_(document_ids))
    found: dict[str, Mapping[str, Any]] = {}
    for row in connection.execute(chosen).mappings():
        published = row["published"].isoformat() if row["published"] else None
        found[row["document_id"]] = {**row, "published": published}
    return found


def _any_known(connection: sa.Connection, document_ids: Sequence[str]) -> bool:
    """Whether any is stored; asked without SQLAlchemy, since of most tables all rows are new."""
    if connection.dialect.name != "sqlite":
        return True
    marks = ", ".join("?" * len(document_ids))
    question = f"SELECT 1 FROM documents WHERE document_id IN ({marks}) LIMIT 1"  # noqa: S608
    return connection.exec_driver_sql(question, tuple(document_ids)).first() is not None


def _known_claims(
    connection: sa.Connection, document_ids: Iterable[str]
) -> dict[str, list[Mapping[str, Any]]]:
    names = list(document_ids)
    found: dict[str, list[Mapping[str, Any]]] = {}
    if not names:
        return found
    table = records.claims
    columns = (
        *("claim_key", "claim_id", "revision", "method", "reader_version"),
        *("superseded_by_version", "superseded_on"),
    )
    chosen = records.said.add_columns(*(table.c[name] for name in ("document_id", *columns)))
    for row in connection.execute(chosen.where(table.c.document_id.in_(names))).mappings():
        found.setdefault(row["document_id"], []).append(dict(row))
    return found


def _put_front(
    connection: sa.Connection,
    paper: Prepared,
    seal: tuple[int, int, bytes],
    known: Mapping[str, Any],
    now: str,
) -> None:
    """Store front matter that changed; what it was before is kept in the history."""
    table, history, claims = records.documents, records.document_history, records.claims
    name = paper.document_id
    past = sa.select(sa.func.count()).where(history.c.document_id == name)
    front = {key: known[key] for key in records.FRONT}
    archived = {
        "document_id": name,
        "revision": connection.scalar(past) or 0,
        "front": json.dumps(front, ensure_ascii=False, sort_keys=True),
        "recorded_at": known["recorded_at"],
        **{key: known[key] for key in _FRONT_SEAL},
    }
    connection.execute(sa.insert(history), archived)
    given: dict[str, Any] = dict(zip(records.FRONT, paper.front, strict=True))
    day = given["published"]
    changed = {**given, "published": dt.date.fromisoformat(day) if day else None}
    changed |= dict(zip(_FRONT_SEAL, seal, strict=True))
    this = table.c.document_id == name
    connection.execute(sa.update(table).where(this).values(**changed, recorded_at=now))
    theirs = claims.c.document_id == name
    connection.execute(sa.update(claims).where(theirs).values(document_name=given["name"]))
