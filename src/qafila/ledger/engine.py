"""Open the database behind a ledger, and say plainly what is wrong with it.

SQLite keeps its rollback journal: a write-ahead log would leave two more files beside the ledger
and could not be opened from read-only media.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import exc, pool

from qafila.errors import LedgerError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = b"SQLite format 3\x00"
_WRITES, _BULK = "qafila_writes", "qafila_bulk"
_BULK_CACHE_KIB = 262_144
_PAGE_BYTES = 16_384
_REMEDIES = (
    ("deadlock", "was changed by another program at the same time; try again"),
    ("locked", "is in use by another program; close that program or wait, then try again"),
    ("busy", "is in use by another program; close that program or wait, then try again"),
    ("not a database", "is not a ledger; move the file away or give another path"),
    (
        "malformed",
        "is damaged; restore a copy, or move it away and read the reports again",
    ),
    ("readonly", "cannot be written; choose another folder with --out"),
    ("read-only", "cannot be written; choose another folder with --out"),
    ("unable to open", "cannot be opened; check that the folder exists and may be written to"),
    ("connection", "cannot be reached; check that the database runs and the address is right"),
    ("nul (0x00)", "cannot hold a text with NUL characters; remove them from the report"),
    ("serialize", "was changed by another program at the same time; try again"),
    ("unique", "was changed by another program at the same time; try again"),
    ("is full", "cannot be written because the disk is full; free some space and try again"),
)


def _remedy(error: BaseException) -> str:
    text = str(getattr(error, "orig", None) or error)
    for sign, remedy in _REMEDIES:
        if sign in text.lower():
            return remedy
    return f"failed ({' '.join(text.split())}); check the address, or restore a copy of the ledger"


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turn every fault of the database into a `LedgerError` that names the remedy.

    Parameters
    ----------
    where : str
        File or address to show, without a password.

    Yields
    ------
    None
        Control, once.

    Raises
    ------
    LedgerError
        If the database reports a fault.

    Examples
    --------
    >>> with plain_errors("ledger.sqlite"):
    ...     raise exc.DatabaseError("", {}, Exception("database is full"))
    Traceback (most recent call last):
    qafila.errors.LedgerError: ledger.sqlite: cannot be written because the disk is full; ...
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise LedgerError(f"{where}: {_remedy(error)}") from error
    except UnicodeEncodeError as error:
        raise LedgerError(
            f"{where}: a name or text holds characters that are not Unicode; rename the file"
        ) from error


def parse_address(where: Path | str) -> sa.URL:
    """Address of a database from a path or a URL.

    Parameters
    ----------
    where : Path or str
        A file, or an SQLAlchemy URL such as ``postgresql://host/ledger``.

    Returns
    -------
    sqlalchemy.URL
        The address.

    Raises
    ------
    LedgerError
        If a URL cannot be understood.

    Examples
    --------
    >>> parse_address("a/ledger.sqlite").database
    'a/ledger.sqlite'
    """
    if isinstance(where, Path) or "://" not in where:
        return sa.URL.create("sqlite", database=str(where))
    try:
        address = sa.make_url(where)
    except (exc.ArgumentError, ValueError) as error:
        raise LedgerError(
            "the address of the ledger is not a database URL; write for example "
            "postgresql://host/ledger, or give a file"
        ) from error
    if address.drivername == "postgresql":
        # Which driver a bare name stands for differs between versions of SQLAlchemy.
        return address.set(drivername="postgresql+psycopg")
    return address


def _check_file(file: Path) -> None:
    try:
        if file.is_dir():
            raise LedgerError(f"{file}: is a folder; give the name of a file in it")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            return
        with file.open("rb") as stream:
            head = stream.read(len(_HEADER))
    except OSError as error:
        raise LedgerError(
            f"{file}: cannot be opened ({error.strerror or error}); check the folder's permissions"
        ) from error
    if head and head != _HEADER:
        raise LedgerError(f"{file}: is not a ledger; move the file away or give another path")


def make_engine(address: sa.URL, timeout_seconds: float) -> sa.Engine:
    """Engine whose transactions are real ones on every database.

    Parameters
    ----------
    address : sqlalchemy.URL
        Where the ledger is.
    timeout_seconds : float
        How long to wait for another program's lock, in seconds.

    Returns
    -------
    sqlalchemy.Engine
        The engine; nothing has been read from the ledger yet.

    Raises
    ------
    LedgerError
        If the file is not a database or its folder cannot be made.
    MissingExtraError
        If the driver of the database is not installed.

    Examples
    --------
    >>> make_engine(sa.URL.create("sqlite"), 1.0).dialect.name
    'sqlite'
    """
    if address.get_backend_name() != "sqlite":
        try:
            # One view needs several queries, which must all see the same state.
            return sa.create_engine(address, pool_pre_ping=True, isolation_level="REPEATABLE READ")
        except (ModuleNotFoundError, exc.NoSuchModuleError) as error:
            raise MissingExtraError(
                f"the driver of {address.drivername} is not installed; for PostgreSQL: "
                "pip install 'qafila[postgresql]'"
            ) from error
    kept = not address.database or address.database == ":memory:"
    if not kept:
        _check_file(Path(str(address.database)))
    engine = sa.create_engine(
        address,
        connect_args={"timeout": timeout_seconds},
        poolclass=pool.StaticPool if kept else pool.NullPool,
    )
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # Counts only in a file that is still empty: larger pages let a million claims in faster.
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    # The driver's own transactions start too late for DDL; `_begin` starts them instead.
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    writes, bulk = options.get(_WRITES, False), options.get(_BULK, False)
    # A table of a million rows names only documents that it brings; `verify` checks that too.
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if bulk else 'ON'}")
    if bulk:
        # Of the indexes, whose keys come in no order, most must be in memory.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_BULK_CACHE_KIB}")
    # A writer takes its lock at once: two imports that both start by reading cannot deadlock.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(
    engine: sa.Engine, where: str, *, writes: bool, bulk: bool = False
) -> Iterator[sa.Connection]:
    """One transaction: all of it is stored, or nothing.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        From `make_engine`.
    where : str
        File or address to show.
    writes : bool
        Whether anything will be written.
    bulk : bool
        Whether it will be much.

    Yields
    ------
    sqlalchemy.Connection
        Connection inside the transaction.

    Examples
    --------
    >>> with transaction(make_engine(sa.URL.create("sqlite"), 1.0), "memory", writes=False) as link:
    ...     link.scalar(sa.text("SELECT 1"))
    1
    """
    options = {_WRITES: writes, _BULK: bulk}
    with plain_errors(where), engine.execution_options(**options).begin() as connection:
        yield connection
