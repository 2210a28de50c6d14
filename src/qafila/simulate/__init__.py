"""Draws of what may come: convoys and stocks of a city, and the people who flee."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Change": "qafila.simulate.scenario",
    "Result": "qafila.simulate.result",
    "Scenario": "qafila.simulate.scenario",
    "Simulation": "qafila.simulate.simulation",
    "Summary": "qafila.simulate.summary",
    "compare": "qafila.simulate.paired",
    "read_scenario": "qafila.simulate.scenario_file",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.simulate' has no attribute {name!r}")
