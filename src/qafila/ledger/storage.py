"""Find values that their column cannot hold: SQLite takes any kind of value in any column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.ledger import records

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], str], ...] = (
    (sa.Integer, "integer"),
    (sa.LargeBinary, "blob"),
    (sa.String, "text"),
    (sa.Date, "text"),
)


def storage_faults(connection: sa.Connection) -> Iterator[str]:
    """Check what stands in the tables before anything is read as what it should be.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Yields
    ------
    str
        A fault.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     _ = connection.execute(sa.text("INSERT INTO meta VALUES (4, X'00', NULL, 0)"))
    ...     list(storage_faults(connection))
    ['table meta: created holds what it cannot hold, in 1 row']
    """
    if connection.dialect.name == "sqlite":
        # What runs by itself at every change would alter the ledger of who uses it next.
        chosen = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        for name in connection.scalars(chosen):
            yield f"database: holds a trigger, {name}, which no ledger has"
        for table in records.metadata.sorted_tables:
            yield from _odd_values(connection, table)
    if (connection.scalar(sa.select(sa.func.count()).select_from(records.meta)) or 0) > 1:
        yield "table meta: holds more than one row"
    payloads, claims = records.payloads.c.claim_key, records.claims.c.claim_key
    stray = sa.select(sa.func.count()).where(payloads.not_in(sa.select(claims)))
    if number := connection.scalar(stray):
        yield f"table payloads: {number} of no claim"


def _odd_values(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    sums = [sa.func.sum(sa.case((_is_odd(column), 1), else_=0)) for column in table.columns]
    found = connection.execute(sa.select(*sums).select_from(table)).one()
    for column, number in zip(table.columns, found, strict=True):
        if number:
            rows = "row" if number == 1 else "rows"
            name = f"table {table.name}: {column.name}"
            yield f"{name} holds what it cannot hold, in {number} {rows}"


def _is_odd(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    plain: sa.ColumnElement[Any] = sa.literal_column(f"{column.table.name}.{column.name}")
    kind = next(name for of, name in _KINDS if isinstance(column.type, of))
    odd: sa.ColumnElement[bool] = sa.func.typeof(plain) != kind
    if isinstance(column.type, sa.Date):
        # Without a step the database takes 30 February for a day.
        odd |= plain.is_distinct_from(sa.func.date(plain, "+0 days"))
    return plain.is_not(None) & odd
