"""Forecasts: quantiles of the simulation, persistence beside them, and calibration of a siege."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Forecast": "qafila.forecasting.forecast",
    "find_posterior": "qafila.forecasting.calibration.storing",
    "forecast_from_result": "qafila.forecasting.forecast",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.forecasting' has no attribute {name!r}")
