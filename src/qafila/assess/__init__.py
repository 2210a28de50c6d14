"""Assessment: how bad it is, why, according to whom, what is not known, and what has changed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Assessment": "qafila.assess.model",
    "Assessor": "qafila.assess.assessing",
    "Finding": "qafila.assess.model",
    "assess": "qafila.assess.assessing",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.assess' has no attribute {name!r}")
