"""Reports in Arabic, French and English, read into claims by rules; loaded when used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "READER_VERSION": "qafila.reports.extract",
    "detect_language": "qafila.reports.detection",
    "open_document": "qafila.reports.documents",
    "parse_document": "qafila.reports.documents",
    "read_claims": "qafila.reports.extract",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.reports' has no attribute {name!r}")
