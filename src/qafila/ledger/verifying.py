"""Find out whether anything in the store was damaged or altered."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from qafila.errors import LedgerError
from qafila.ledger import records

if TYPE_CHECKING:
    from collections.abc import Mapping


def faults(connection: sa.Connection) -> list[str]:
    """Check the database, every stored text and every span.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Connection inside a transaction.

    Returns
    -------
    list of str
        Faults found; empty for a sound ledger.

    Examples
    --------
    >>> with sa.create_engine("sqlite://").begin() as connection:
    ...     records.metadata.create_all(connection)
    ...     faults(connection)
    []
    """
    return [*_structure(connection), *_contents(connection)]


def _structure(connection: sa.Connection) -> list[str]:
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found_faults = [f"database: {message}" for message in found if message != "ok"]
    return found_faults + [f"table {row[0]}: a row refers to a missing {row[2]}" for row in orphans]


def _contents(connection: sa.Connection) -> list[str]:
    found = []
    texts = {}
    for row in connection.execute(sa.select(records.documents)).mappings():
        texts[row["document_id"]] = row["text"]
        digest = hashlib.sha256(row["text"].encode("utf-8")).hexdigest()
        if digest != row["document_id"]:
            found.append(f"document {row['name']}: the stored text was altered")
    for row in connection.execute(sa.select(records.claims)).mappings():
        fault = _claim_fault(dict(row), texts)
        if fault:
            found.append(f"claim {row['claim_id']}: {fault}")
    return sorted(found)


def _claim_fault(row: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    try:
        claim = records.claim_from_payload(row["payload"])
    except LedgerError:
        return "its record is damaged"
    written = (str(row[key]) for key in records.CLAIM_COLUMNS)
    if any(str(one) != two for one, two in zip(records.claim_values(claim), written, strict=True)):
        return "its columns and its record differ"
    if not records.verbatim(texts.get(claim.document_id, ""), claim.span):
        return "its words are not in the stored text"
    return ""
