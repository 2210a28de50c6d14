"""Qafila: from reports to a sourced picture and a forecast of a city under siege."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {  # names are loaded when they are used, so that importing the package costs nothing
    "Brief": "qafila.brief",
    "Case": "qafila.case",
    "Change": "qafila.simulate",
    "Claim": "qafila.claims",
    "Forecast": "qafila.forecasting",
    "Ledger": "qafila.ledger",
    "Network": "qafila.network",
    "Result": "qafila.simulate",
    "Scenario": "qafila.simulate",
    "Simulation": "qafila.simulate",
    "Situation": "qafila.situation",
    "Summary": "qafila.simulate",
    "compare": "qafila.simulate",
    "forecast": "qafila.api",
    "list_cases": "qafila.files",
    "open_case": "qafila.api",
    "open_flee": "qafila.interop",
    "read_files": "qafila.commands.read",
    "regions": "qafila.network",
}

__all__ = ["__version__", *sorted(_HOMES)]  # noqa: PLE0604  # names are loaded by __getattr__


# Names are loaded when they are used, so that importing the package costs nothing.
def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila' has no attribute {name!r}")
