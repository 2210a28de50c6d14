"""The append-only store of documents and claims: SQLite by default, any SQLAlchemy URL.

Nothing is ever erased. A newer reading of a document marks its older machine claims as superseded;
a changed reading of the same version adds a revision; changed front matter goes to the history.
A reader's version must therefore change whenever its rules or word lists do.

Analysts' reviews stand in a table of their own, attached to a document, a span and a kind of event,
so that a newer reading of the same words keeps them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import engine as engines
from qafila.ledger.checking import one_per_text, prepare
from qafila.ledger.ledger import Ledger
from qafila.ledger.migrating import make_ready, mark, owner_of
from qafila.ledger.retiring import retire_replaced
from qafila.ledger.review_book import ReviewBook
from qafila.ledger.streaming import write_stream
from qafila.ledger.verifying import contents_info, faults
from qafila.ledger.viewing import InStore
from qafila.ledger.writing import AddResult, Writer, in_chunks

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from qafila.claims import Claim, Document
    from qafila.ledger.records import Prepared


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
        make_ready(engine, shown)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, shown)


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

    @property
    def reviews(self) -> ReviewBook:
        """What analysts decided on claims."""
        return ReviewBook(self._engine, self._shown)

    def serve(self, case: str) -> None:
        """Make sure that this ledger is that of a case; one that serves none yet is marked.

        Parameters
        ----------
        case : str
            Name of the case.

        Raises
        ------
        LedgerError
            If it serves another case.

        Examples
        --------
        >>> with open_store("sqlite://") as store:
        ...     store.serve("mali-2025")
        ...     store.serve("sahel-2026")
        Traceback (most recent call last):
        qafila.errors.LedgerError: sqlite://: holds the case "mali-2025", not "sahel-2026"; ...
        """
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            owner = owner_of(connection)
        if owner is None:
            with engines.transaction(self._engine, self._shown, writes=True) as connection:
                owner = owner_of(connection)
                if owner is None:
                    mark(connection, case)
                    owner = case
        if owner != case:
            raise LedgerError(
                f'{self._shown}: holds the case "{owner}", not "{case}"; give another file with '
                "--ledger, or move this one away if the case has a new name"
            )

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
        replace: bool = False,
    ) -> AddResult:
        """Store many documents in one transaction: all of them, or nothing.

        Parameters
        ----------
        imports : iterable of (Document, sequence of Claim)
            Documents with the claims read from them. Copies of one text count once, as the copy
            that was published first.
        reader_version : str, optional
            Version of the rule-based reader; needed only where it found nothing in a document.
        replace : bool
            Take the documents for the present files of a folder: what was read from an earlier
            text under the same name is superseded.

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
            ready = one_per_text(prepare(document, claims) for document, claims in imports)
        with engines.transaction(self._engine, self._shown, writes=True) as connection:
            writer = Writer(connection, reader_version)
            writer.count(AddResult(already=sum(copies for _, copies in ready)))
            present = [paper for paper, _ in ready]
            for part in in_chunks(present):
                writer.write(part)
            if replace:
                writer.count(AddResult(superseded=retire_replaced(writer, present)))
            return writer.finish()

    def add_stream(
        self,
        imports: Iterable[tuple[Document, Sequence[Claim]]],
        *,
        reader_version: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> AddResult:
        """Store any number of small documents, such as the rows of a table, in one transaction.

        Memory does not grow with their number. A row is one document: its text is the raw line, its
        name what stays the same when the line is corrected, such as ``ucdp-ged:244657``. What was
        read from an earlier line of the same name is superseded.

        Parameters
        ----------
        imports : iterable of (Document, sequence of Claim)
            Documents with the claims read from them, taken one after the other. If it raises,
            nothing is stored.
        reader_version : str, optional
            Version of the reader, for documents in which it found nothing.
        progress : callable, optional
            Called now and then with the number of documents taken so far.

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
        ...     store.add_stream(iter([]))
        AddResult(added=0, already=0, superseded=0)
        """
        # Rows are made at once, so that no claim is held longer than it takes to write it down.
        with engines.plain_errors(self._shown):
            papers = (prepare(document, claims) for document, claims in imports)
            return self.add_rows(papers, reader_version=reader_version, progress=progress)

    def add_rows(
        self,
        papers: Iterable[Prepared],
        *,
        reader_version: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> AddResult:
        """Store what `qafila.ledger.checking.prepare` checked; else as `add_stream`.

        Parameters
        ----------
        papers : iterable of Prepared
            Documents with the claims read from them, taken one after the other.
        reader_version, progress : object, optional
            As for `add_stream`.

        Returns
        -------
        AddResult
            Claims added, already known, and superseded by a newer or changed reading.
        """
        with engines.transaction(self._engine, self._shown, writes=True, bulk=True) as connection:
            writer = Writer(connection, reader_version)
            write_stream(writer, papers, progress)
            return writer.finish()

    def as_of(
        self,
        date: dt.date,
        within: Mapping[str, str] | None = None,
        *,
        among: Collection[str] | None = None,
        reviews: bool = True,
        llm: bool = True,
    ) -> Ledger:
        """What was known at the end of a day.

        Parameters
        ----------
        date : datetime.date
            The day; claims reported on it are included.
        within : mapping of str to str, optional
            For each place the wider place that holds it, to compare places of several sizes.
        among : collection of str, optional
            Reports that the view may hold; others that were known by then are only counted, in
            `Ledger.removed`. By default all. Rows of imported tables are always held.
        reviews : bool
            Whether analysts' reviews count; one that was made later never does.
        llm : bool
            Whether claims count that a language model pointed at.

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
        >>> import datetime as dt
        >>> with open_store("sqlite://") as store:
        ...     store.as_of(dt.date(2025, 11, 30))
        Ledger(as of 2025-11-30: 0 claims of 0 documents)
        """
        view = InStore(self._engine, self._shown, date, among, reviews=reviews, llm=llm)
        found = Ledger.of_store(view, date, MappingProxyType(dict(within or {})))
        if isinstance(self._engine.pool, sa.StaticPool):
            found.load()  # a ledger in memory is gone once it is closed
        return found

    def verify(self, head: str | None = None) -> list[str]:
        """Check that nothing in the ledger was damaged or altered.

        Parameters
        ----------
        head : str, optional
            What `info` once told as ``head``; without one, a ledger that was rewritten together
            with all its digests is not found out.

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
                return faults(connection, head)
        except LedgerError as error:
            return [str(error)]

    def info(self) -> dict[str, Any]:
        """Say what the ledger holds.

        Returns
        -------
        dict
            Case, version, numbers of documents, claims (current and superseded) and reviews,
            current claims by method and version of the reader, first and last day of report,
            number of changes, since when they bear digests, and ``head``, the digest of all.

        Examples
        --------
        >>> with open_store("sqlite://") as store:
        ...     store.info()["claims"]
        0
        """
        with engines.transaction(self._engine, self._shown, writes=False) as connection:
            return contents_info(connection)
