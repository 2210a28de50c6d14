"""The append-only store of documents and claims: SQLite by default, any SQLAlchemy URL.

Nothing is ever erased. A newer reading of a document marks its older machine claims as superseded;
a changed reading of the same version adds a revision; changed front matter goes to the history.
A reader's version must therefore change whenever its rules or word lists do.

Analysts' reviews are not stored yet: they will stand in a table of their own, attached to a
document and a span, so that a newer reading of the same words keeps them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import engine as engines
from qafila.ledger import records
from qafila.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

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


def open_store(where: Path | str, *, timeout_seconds: float = 5.0) -> Store:
    """Open a ledger, or start a new one.

    Parameters
    ----------
    where : Path or str
        File, or SQLAlchemy URL such as ``postgresql://host/ledger``.
    timeout_seconds : float, optional
        How long to wait while another program writes, in seconds.

    Returns
    -------
    Store
        The open store; use it in a ``with`` block or call `Store.close`.

    Raises
    ------
    LedgerError
        If the ledger is locked, damaged, not a ledger, or newer than this version.
    MissingExtraError
        If the driver of the database is not installed.

    Examples
    --------
    >>> with open_store("sqlite://") as store:
    ...     store
    Store('sqlite://')
    """
    address = engines.parse_address(where)
    shown = str(where)
    if "://" in shown:
        shown = address.render_as_string(hide_password=True)
    engine = engines.make_engine(address, timeout_seconds)
    try:
        _ready(engine, shown)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, shown)


def _ready(engine: sa.Engine, shown: str) -> None:
    with engines.transaction(engine, shown, writes=False) as connection:
        version = _version(connection, shown)
    if version is None:
        with engines.transaction(engine, shown, writes=True) as connection:
            version = _version(connection, shown)
            if version is None:
                records.metadata.create_all(connection)
                row = {"ledger_version": records.LEDGER_VERSION, "created": _now()}
                connection.execute(sa.insert(records.meta), row)
                version = records.LEDGER_VERSION
    if version > records.LEDGER_VERSION:
        raise LedgerError(
            f"{shown}: was written by a newer version (ledger version {version}, this one reads "
            f"{records.LEDGER_VERSION}); update qafila"
        )


def _version(connection: sa.Connection, shown: str) -> int | None:
    """Version of the ledger; None where the database is empty."""
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        return None
    version = None
    if "meta" in tables:
        columns = {column["name"] for column in sa.inspect(connection).get_columns("meta")}
        if "ledger_version" in columns:
            version = connection.scalar(sa.select(records.meta.c.ledger_version))
    if not isinstance(version, int):
        raise LedgerError(f"{shown}: is a database but not a ledger; give another path")
    return version


def _now() -> str:
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
        if not 0 <= span.start < span.end or document.text[span.start : span.end] != span.text:
            raise LedgerError(
                f"{document.name}: claim {claim.claim_id} quotes characters {span.start} to "
                f"{span.end}, but the stored text does not say the same there; read the file again"
            )


def _one_per_text(
    imports: Iterable[tuple[Document, Sequence[Claim]]],
) -> list[tuple[Document, Sequence[Claim], int]]:
    """Copies of one text under several names count as the first published; the rest are counted."""
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


class Store:
    """An open ledger; made by `open_store`.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> with open_store("sqlite://") as store:
    ...     store.add(Document.from_text("Pumps are dry.", "note.md"), [])
    AddResult(added=0, already=0, superseded=0)
    """

    def __init__(self, engine: sa.Engine, shown: str) -> None:
        self._engine = engine
        self._shown = shown

    def __repr__(self) -> str:
        return f"Store({self._shown!r})"

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database.

        Examples
        --------
        >>> open_store("sqlite://").close()
        """
        self._engine.dispose()

    def add(
        self, document: Document, claims: Sequence[Claim], *, reader_version: str | None = None
    ) -> AddResult:
        """Store one document with the claims read from it; see `add_all`.

        Parameters
        ----------
        document : Document
            The document.
        claims : sequence of Claim
            What was read from it.
        reader_version : str, optional
            Version of the rule-based reader; needed only where it found nothing.

        Returns
        -------
        AddResult
            What the import did.

        Examples
        --------
        >>> from qafila.claims import Claim, Document, Span
        >>> note = Document.from_text("Pumps are dry.", "note.md")
        >>> claim = Claim("c", note.document_id, None, "en", "shortage",
        ...               Span(0, 14, "Pumps are dry."), "asserted", "1")
        >>> with open_store("sqlite://") as store:
        ...     store.add(note, [claim]), store.add(note, [claim]).already
        (AddResult(added=1, already=0, superseded=0), 1)
        """
        return self.add_all([(document, claims)], reader_version=reader_version)

    def add_all(
        self,
        imports: Iterable[tuple[Document, Sequence[Claim]]],
        *,
        reader_version: str | None = None,
    ) -> AddResult:
        """Store many documents in one transaction: all of them, or nothing.

        Parameters
        ----------
        imports : iterable of (Document, sequence of Claim)
            Documents with the claims read from them. Copies of one text count once, as the copy
            that was published first.
        reader_version : str, optional
            Version of the rule-based reader; needed only where it found nothing in a document.

        Returns
        -------
        AddResult
            Claims added, already known, and superseded by a newer or changed reading.

        Raises
        ------
        LedgerError
            If a quoted span is not verbatim, or the database cannot be written.

        Examples
        --------
        >>> with open_store("sqlite://") as store:
        ...     store.add_all([])
        AddResult(added=0, already=0, superseded=0)
        """
        with engines.plain_errors(self._shown):
            ready = _one_per_text(imports)
        result = AddResult()
        with engines.transaction(self._engine, self._shown, writes=True) as connection:
            for document, claims, copies in ready:
                _put_document(connection, document)
                result += _put_claims(connection, document, claims, reader_version)
                result += AddResult(already=copies)
        return result

    def as_of(self, date: dt.date, within: Mapping[str, str] | None = None) -> Ledger:
        """What was known at the end of a day.

        Parameters
        ----------
        date : datetime.date
            The day; claims reported on it are included.
        within : mapping of str to str, optional
            For each place the wider place that holds it, to compare places of several sizes.

        Returns
        -------
        Ledger
            Claims that were reported by then and are not superseded; undated ones are counted.

        Raises
        ------
        LedgerError
            If the database cannot be read.

        Examples
        --------
        >>> with open_store("sqlite://") as store:
        ...     store.as_of(dt.date(2025, 11, 30))
        Ledger(as of 2025-11-30: 0 claims of 0 documents)
        """
        table, papers = records.claims, records.documents
        current = table.c.superseded_by_version.is_(None)
        count = sa.select(sa.func.count()).select_from(table).where(current)
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            undated = connection.scalar(count.where(table.c.reported_at.is_(None))) or 0
            later = connection.scalar(count.where(table.c.reported_at > date)) or 0
            chosen = sa.select(table.c.payload).where(current, table.c.reported_at <= date)
            claims = [records.claim_from_payload(text) for text in connection.scalars(chosen)]
            rows = connection.execute(sa.select(papers).order_by(papers.c.document_id)).mappings()
            cited = {claim.document_id for claim in claims}
            documents = {
                row["document_id"]: records.document_from_row(row)
                for row in rows
                if row["document_id"] in cited or (row["published"] or dt.date.max) <= date
            }
        return Ledger(
            claims=tuple(claims),
            documents=MappingProxyType(documents),
            as_of=date,
            left_out=undated,
            later=later,
            within=MappingProxyType(dict(within or {})),
        )

    def verify(self) -> list[str]:
        """Check that nothing in the ledger was damaged or altered.

        Returns
        -------
        list of str
            Faults found; empty for a sound ledger.

        Examples
        --------
        >>> with open_store("sqlite://") as store:
        ...     store.verify()
        []
        """
        try:
            with engines.transaction(self._engine, self._shown, writes=False) as connection:
                return [*_structure(connection), *_contents(connection)]
        except LedgerError as error:
            return [str(error)]


def _put_document(connection: sa.Connection, document: Document) -> None:
    table, history = records.documents, records.document_history
    row = records.document_row(document)
    this = table.c.document_id == document.document_id
    known = connection.execute(sa.select(table).where(this)).mappings().first()
    if known is None:
        connection.execute(sa.insert(table), {**row, "recorded_at": _now()})
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
    connection.execute(sa.update(table).where(this).values(**changed, recorded_at=_now()))


def _put_claims(
    connection: sa.Connection,
    document: Document,
    claims: Sequence[Claim],
    reader_version: str | None,
) -> AddResult:
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
        fresh[claim.claim_id] = {**row, "revision": len(past), "recorded_at": _now()}
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


def _structure(connection: sa.Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    faults = [f"database: {message}" for message in found if message != "ok"]
    return faults + [f"table {row[0]}: a row refers to a missing {row[2]}" for row in orphans]


def _contents(connection: sa.Connection) -> list[str]:
    faults = []
    texts = {}
    for row in connection.execute(sa.select(records.documents)).mappings():
        texts[row["document_id"]] = row["text"]
        digest = hashlib.sha256(row["text"].encode("utf-8")).hexdigest()
        if digest != row["document_id"]:
            faults.append(f"document {row['name']}: the stored text was altered")
    for row in connection.execute(sa.select(records.claims)).mappings():
        fault = _claim_fault(row, texts)
        if fault:
            faults.append(f"claim {row['claim_id']}: {fault}")
    return sorted(faults)


def _claim_fault(row: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    try:
        claim = records.claim_from_payload(row["payload"])
    except LedgerError:
        return "its record is damaged"
    columns = records.claim_row(claim)
    if any(row[key] != value for key, value in columns.items() if key != "payload"):
        return "its columns and its record differ"
    text = texts.get(claim.document_id, "")
    if text[claim.span.start : claim.span.end] != claim.span.text:
        return "its words are not in the stored text"
    return ""
