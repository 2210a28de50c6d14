"""Sourced claims kept for ever, seen as they were known on a day, with what contradicts shown."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "AddResult": "qafila.ledger.writing",
    "Dispute": "qafila.ledger.disputes",
    "Event": "qafila.ledger.events",
    "Ledger": "qafila.ledger.ledger",
    "Store": "qafila.ledger.store",
    "Version": "qafila.ledger.disputes",
    "open_store": "qafila.ledger.store",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.ledger' has no attribute {name!r}")
