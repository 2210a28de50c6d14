"""A legend laid out in rows, from the side at which the language starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from qafila.charts.composing import layered
from qafila.charts.data import rows
from qafila.charts.theme import INK, LABEL_SIZE, Style, shorten, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWATCH = 30.0
_GAP = 7.0
_BETWEEN = 20.0
_ROW = 20.0


@dataclass(frozen=True)
class Entry:
    """One line of a legend.

    Parameters
    ----------
    label : str
        What the mark means.
    kind : str
        ``line``, ``area`` or ``point``.
    colour : str
        Colour of a line, or fill.
    dash : tuple of int
        Dash of a line.
    width : float
        Width of a line or of a point's outline, px.
    shape : str
        Shape of a point.
    size : float
        Area of a point, square px.
    opacity : float
        Opacity of an area or a point.
    outline : str, optional
        Colour of the outline of a point or an area.
    height : float
        Height of an area, as a share of the line.
    """

    label: str
    kind: str
    colour: str
    dash: tuple[int, ...] = ()
    width: float = 3.0
    shape: str = "circle"
    size: float = 80.0
    opacity: float = 1.0
    outline: str | None = None
    height: float = 1.0


def _lay_out(entries: Sequence[Entry], width: float) -> list[tuple[float, float]]:
    """Distance from the starting side and row of each entry, px."""
    spots, along, row = [], 0.0, 0.0
    for entry in entries:
        wide = _SWATCH + _GAP + text_width(shorten(entry.label), LABEL_SIZE)
        if along and along + wide > width:
            along, row = 0.0, row + 1
        spots.append((along, row * _ROW + _ROW / 2))
        along += wide + _BETWEEN
    return spots


def _swatch(entry: Entry, left: float, y: float, x_of: Any, y_of: Any) -> Any:
    if entry.kind == "point":
        data = pd.DataFrame({"x": [left + _SWATCH / 2], "y": [y]})
        mark = alt.Chart(rows(data)).mark_point(
            shape=entry.shape,
            size=entry.size,
            filled=True,
            fill=entry.colour,
            fillOpacity=entry.opacity,
            stroke=entry.outline or entry.colour,
            strokeWidth=entry.width if entry.outline else 0,
        )
    elif entry.kind == "area":
        top = y + 6 - 12 * entry.height
        data = pd.DataFrame({"x": [left], "x2": [left + _SWATCH], "y": [top], "y2": [y + 6]})
        edge: dict[str, Any] = {"stroke": entry.outline, "strokeWidth": 1} if entry.outline else {}
        mark = alt.Chart(rows(data)).mark_rect(color=entry.colour, opacity=entry.opacity, **edge)
        return mark.encode(x=x_of, x2=alt.X2("x2"), y=y_of, y2=alt.Y2("y2"))
    else:
        data = pd.DataFrame({"x": [left], "x2": [left + _SWATCH], "y": [y]})
        mark = alt.Chart(rows(data)).mark_rule(
            color=entry.colour, strokeDash=list(entry.dash), strokeWidth=entry.width
        )
        return mark.encode(x=x_of, x2=alt.X2("x2"), y=y_of)
    return mark.encode(x=x_of, y=y_of)


def draw_legend(entries: Sequence[Entry], width: float, style: Style) -> Any:
    """Draw a legend.

    Parameters
    ----------
    entries : sequence of Entry
        Lines of the legend, at least one.
    width : float
        Room for it, px.
    style : Style
        How the language writes.

    Returns
    -------
    altair.LayerChart
        The legend, as high as it needs.

    Examples
    --------
    >>> draw_legend([Entry("open", "line", "#0072b2")], 300, Style()).height
    20.0
    """
    spots = _lay_out(entries, width)
    height = max(y for _, y in spots) + _ROW / 2
    x_of = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))
    y_of = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    layers: list[Any] = []
    words: list[dict[str, Any]] = []
    for entry, (along, y) in zip(entries, spots, strict=True):
        left = width - along - _SWATCH if style.rtl else along
        layers.append(_swatch(entry, left, y, x_of, y_of))
        x = left - _GAP if style.rtl else left + _SWATCH + _GAP
        words.append({"x": x, "y": y, "label": style.write(shorten(entry.label))})
    text = (
        alt.Chart(rows(pd.DataFrame(words)))
        .mark_text(
            align="right" if style.rtl else "left",
            baseline="middle",
            fontSize=LABEL_SIZE,
            color=INK,
        )
        .encode(x=x_of, y=y_of, text=alt.Text("label:N"))
    )
    return layered([*layers, text], width=width, height=height)
