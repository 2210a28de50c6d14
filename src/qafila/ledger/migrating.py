"""Versions of a ledger: start a new one, refuse one that is too new, mark whose it is."""

from __future__ import annotations

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import engine as engines
from qafila.ledger import records
from qafila.ledger.writing import utc_now


def make_ready(engine: sa.Engine, shown: str) -> None:
    """Make the tables of a new ledger and check the version of an old one.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        From `qafila.ledger.engine.make_engine`.
    shown : str
        File or address to show.

    Raises
    ------
    LedgerError
        If it is not a ledger, or newer than this version.

    Examples
    --------
    >>> make_ready(engines.make_engine(sa.URL.create("sqlite"), 1.0), "memory")
    """
    with engines.transaction(engine, shown, writes=False) as connection:
        version = _version(connection, shown)
    if version is None:
        with engines.transaction(engine, shown, writes=True) as connection:
            version = _version(connection, shown)
            if version is None:
                records.metadata.create_all(connection)
                row = {"ledger_version": records.LEDGER_VERSION, "created": utc_now()}
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


def _is_markable(connection: sa.Connection) -> bool:
    """Whether the ledger has room for the name of its case; older ones have none."""
    columns = sa.inspect(connection).get_columns("meta")
    return "case_name" in {column["name"] for column in columns}


def owner_of(connection: sa.Connection) -> str | None:
    """Name of the case that a ledger serves.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    str or None
        None where it is not marked.
    """
    if not _is_markable(connection):
        return None
    owner: str | None = connection.scalar(sa.select(records.meta.c.case_name))
    return owner


def mark(connection: sa.Connection, case: str) -> None:
    """Write down which case a ledger serves.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction that writes.
    case : str
        Name of the case.
    """
    if not _is_markable(connection):
        connection.execute(sa.text("ALTER TABLE meta ADD COLUMN case_name TEXT"))
    connection.execute(sa.update(records.meta).values(case_name=case))
