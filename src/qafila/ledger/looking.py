"""Open a ledger to look at it: nothing in it is changed, and an older one is not brought up."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import engine as engines
from qafila.ledger import records
from qafila.ledger.migrating import version_of
from qafila.ledger.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def looked_at(where: Path | str, *, timeout_seconds: float = 5.0) -> Iterator[tuple[Store, int]]:
    """A ledger that is only read.

    Parameters
    ----------
    where : Path or str
        File, or SQLAlchemy URL.
    timeout_seconds : float, optional
        How long to wait while another program writes, in seconds.

    Yields
    ------
    store : Store
        The ledger; of an older one a copy that was brought up.
    version : int
        Its version as it stands.

    Raises
    ------
    LedgerError
        If it is not a ledger, newer than this version, or an older one on a server.
    """
    address = engines.parse_address(where)
    shown = address.render_as_string(hide_password=True) if "://" in str(where) else str(where)
    engine = engines.make_engine(address, timeout_seconds)
    try:
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _only_read)
        version = version_of(engine, shown)
        if version == records.LEDGER_VERSION:
            yield Store(engine, shown), version
            return
        if engine.dialect.name != "sqlite":
            raise LedgerError(
                f"{shown}: is of ledger version {version}, and this one reads "
                f"{records.LEDGER_VERSION}; run the case once to bring it up"
            )
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "ledger.sqlite"
            _copy(engine, shown, copy)
            with open_store(copy) as store:
                yield store, version
    finally:
        engine.dispose()


def _only_read(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _copy(engine: sa.Engine, shown: str, target: Path) -> None:
    with (
        engines.plain_errors(shown),
        closing(engine.raw_connection()) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        held: Any = source.driver_connection
        held.backup(copy)
