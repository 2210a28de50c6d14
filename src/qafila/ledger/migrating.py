"""Versions of a ledger: start a new one, bring an old one up, refuse one that is too new."""

from __future__ import annotations

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import engine as engines
from qafila.ledger import records
from qafila.ledger.renewing import renew
from qafila.ledger.sealing import Seal
from qafila.ledger.writing import utc_now


def make_ready(engine: sa.Engine, shown: str) -> None:
    """Make the tables of a new ledger, and bring those of an old one up to this version.

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
    if version is None or version < records.LEDGER_VERSION:
        with engines.transaction(engine, shown, writes=True) as connection:
            # Another program may have been faster.
            version = _version(connection, shown)
            if version is None:
                _start(connection)
            elif version < records.LEDGER_VERSION:
                _migrate(connection, version)
    else:
        _refuse_newer(version, shown)


def version_of(engine: sa.Engine, shown: str) -> int:
    """Version of a ledger as it stands.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        From `qafila.ledger.engine.make_engine`.
    shown : str
        File or address to show.

    Returns
    -------
    int
        The version.

    Raises
    ------
    LedgerError
        If it is not a ledger, or newer than this version.
    """
    with engines.transaction(engine, shown, writes=False) as connection:
        version = _version(connection, shown)
    if version is None:
        raise LedgerError(f"{shown}: is empty and not a ledger; give another path")
    _refuse_newer(version, shown)
    return version


def _refuse_newer(version: int, shown: str) -> None:
    if version > records.LEDGER_VERSION:
        raise LedgerError(
            f"{shown}: was written by a newer version (ledger version {version}, this one reads "
            f"{records.LEDGER_VERSION}); update qafila"
        )


def _start(connection: sa.Connection) -> None:
    records.metadata.create_all(connection)
    row = {"ledger_version": records.LEDGER_VERSION, "created": utc_now()}
    connection.execute(sa.insert(records.meta), row)


def _migrate(connection: sa.Connection, version: int) -> None:
    """Bring the tables up, one version after the other."""
    if version < 2:
        _make_room_for_reviews(connection)
    if version < 3:
        connection.execute(sa.text("ALTER TABLE claims ADD COLUMN superseded_on DATE"))
        _find_days_of_replacing(connection)
    renew(connection, version)
    for table in (records.documents, records.claims):
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            index.create(connection, checkfirst=True)
    connection.execute(sa.update(records.meta).values(ledger_version=records.LEDGER_VERSION))


def _make_room_for_reviews(connection: sa.Connection) -> None:
    """From version 1: claims know the name of their document and who said them."""
    papers, claims = records.documents, records.claims
    columns = {column["name"] for column in sa.inspect(connection).get_columns("meta")}
    if "case_name" not in columns:
        connection.execute(sa.text("ALTER TABLE meta ADD COLUMN case_name TEXT"))
    for change in (
        "ALTER TABLE meta ADD COLUMN changes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE documents ADD COLUMN import_number INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE claims ADD COLUMN document_name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE claims ADD COLUMN source_key TEXT",
        "DROP INDEX IF EXISTS claims_by_day",
    ):
        connection.execute(sa.text(change))
    name = sa.select(papers.c.name).where(papers.c.document_id == claims.c.document_id)
    connection.execute(
        sa.update(claims).values(document_name=sa.func.coalesce(name.scalar_subquery(), ""))
    )


def _find_days_of_replacing(connection: sa.Connection) -> None:
    """From version 2: when another text of the same name took the place of what was retired.

    A retired claim is superseded by its own version and has no later revision. The day is that of
    the first text of the name that was published after it was reported.
    """
    claims, papers, later = records.claims, records.documents, records.claims.alias("later")
    newer = sa.exists().where(
        later.c.claim_id == claims.c.claim_id, later.c.revision > claims.c.revision
    )
    day = sa.select(sa.func.min(papers.c.published)).where(
        papers.c.name == claims.c.document_name,
        papers.c.document_id != claims.c.document_id,
        papers.c.published > claims.c.reported_at,
    )
    retired = claims.c.superseded_by_version == claims.c.reader_version
    connection.execute(
        sa.update(claims).where(retired, ~newer).values(superseded_on=day.scalar_subquery())
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
    connection.execute(sa.update(records.meta).values(case_name=case))
    Seal(connection, "case", utc_now()).close()
