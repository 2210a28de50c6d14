"""Formats of other programs: Flee's input folders in, Flee's output out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qafila.interop.flee_folder import FleeFolder, open_flee
    from qafila.interop.flee_output import write_out_csv
    from qafila.interop.flee_settings import FleeSettings

__all__ = ["FleeFolder", "FleeSettings", "open_flee", "write_out_csv"]

_HOMES = {
    "FleeFolder": "flee_folder",
    "FleeSettings": "flee_settings",
    "open_flee": "flee_folder",
    "write_out_csv": "flee_output",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
