"""Figures from labelled tables; the only package that imports a plotting library.

Nothing here knows a type of the package: functions take data frames, GeoJSON mappings and a mapping
of texts in the reader's language, and give Altair charts; `render` turns a chart into SVG or PNG.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Panel": "qafila.charts.fans",
    "Stretch": "qafila.charts.history",
    "Style": "qafila.charts.theme",
    "claims_chart": "qafila.charts.timeline",
    "draw_map": "qafila.charts.map",
    "draw_network": "qafila.charts.network",
    "fan_chart": "qafila.charts.fans",
    "fan_grid": "qafila.charts.fans",
    "levels_chart": "qafila.charts.levels",
    "history_chart": "qafila.charts.history",
    "probability_chart": "qafila.charts.fans",
    "label_width": "qafila.charts.relations",
    "relations_chart": "qafila.charts.relations",
    "render_png": "qafila.charts.render",
    "render_svg": "qafila.charts.render",
    "status_chart": "qafila.charts.timeline",
    "unchecked": "qafila.charts.render",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # names are loaded by __getattr__


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'qafila.charts' has no attribute {name!r}")
