"""The brief: what is happening, how sure we are, and why, as one HTML page and as tables."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Brief": "qafila.brief.brief",
    "claims_csv": "qafila.brief.exports",
    "public_situation": "qafila.brief.public",
    "write_exports": "qafila.brief.exports",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.brief' has no attribute {name!r}")
