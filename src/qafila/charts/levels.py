"""Levels of indicators by day: one row each, bars whose height is the level."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt

from qafila.charts.composing import layered, stacked
from qafila.charts.data import rows
from qafila.charts.layers import field_title
from qafila.charts.legend import Entry, draw_legend
from qafila.charts.theme import (
    INK,
    LABEL_SIZE,
    LEVEL_COLOURS,
    LEVEL_HEIGHTS,
    MUTED,
    PAPER,
    WIDTH,
    Style,
    config,
    label_limit,
    shorten,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_ROW = 26.0
# Two units a row: middles are whole numbers, which every language writes alike.
_UNITS, _ROOM = 2, 1.6
_UNKNOWN = (2, 4)


def levels_chart(
    spans: pd.DataFrame,
    title: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH - 120,
) -> alt.VConcatChart:
    """Draw the level of each indicator over days.

    Parameters
    ----------
    spans : pandas.DataFrame
        At least one row; columns ``label``, ``x``, ``x2`` (days; the end is no part of the span)
        and ``level``. Rows stand in the order in which the labels appear.
    title : str
        What it shows.
    texts : mapping of str to str
        Legend: the name of each level.
    style : Style, optional
        How the language writes, with the dates that the axis names.
    width : float
        Width of the field, px.

    Returns
    -------
    altair.VConcatChart
        Chart and legend. What is unknown is a dotted line, and what has nothing to compare with an
        empty box: neither looks like a level.

    Examples
    --------
    >>> import pandas as pd
    >>> spans = pd.DataFrame({"label": ["Supply"], "x": [0], "x2": [9], "level": ["watch"]})
    >>> names = ["normal", "watch", "warning", "emergency", "no_baseline", "unknown"]
    >>> len(levels_chart(spans, "Levels", dict.fromkeys(names, "text")).vconcat)
    2
    """
    style = style or Style()
    names = list(dict.fromkeys(spans["label"]))
    row = {name: number for number, name in enumerate(names)}
    base = spans["label"].map(row) * _UNITS + 1 + _ROOM / 2
    shown = spans.assign(y2=base)[["x", "x2", "y2", "level"]]
    x = _x(style, float(spans["x"].min()), float(spans["x2"].max()))
    y = _y([style.write(shorten(name)) for name in names], style)
    layers: list[Any] = []
    for level, colour in LEVEL_COLOURS.items():
        part = shown[shown["level"] == level]
        if len(part):
            part = part.assign(y=part["y2"] - _ROOM * LEVEL_HEIGHTS[level])
            mark = alt.Chart(rows(part[["x", "x2", "y", "y2"]])).mark_rect(color=colour, opacity=1)
            layers.append(mark.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2")))
    empty = shown[shown["level"] == "no_baseline"]
    if len(empty):
        boxes = empty.assign(y=empty["y2"] - _ROOM * LEVEL_HEIGHTS["watch"])
        mark = alt.Chart(rows(boxes[["x", "x2", "y", "y2"]])).mark_rect(
            fill=PAPER, stroke=MUTED, strokeWidth=1, opacity=1
        )
        layers.append(mark.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2")))
    unknown = shown[shown["level"] == "unknown"]
    if len(unknown):
        lines = unknown.assign(y=unknown["y2"] - _ROOM / 4)
        mark = alt.Chart(rows(lines[["x", "x2", "y"]])).mark_rule(
            color=MUTED, strokeDash=list(_UNKNOWN), strokeWidth=1.6
        )
        layers.append(mark.encode(x=x, x2=alt.X2("x2"), y=y))
    picture = layered(
        layers, width=width, height=_ROW * len(names), title=field_title(title, style)
    )
    wide = width + min(330.0, max(text_width(name, LABEL_SIZE) for name in names))
    legend = draw_legend(_entries(texts), wide, style)
    chart = stacked([picture, legend], 14)
    chart.config = alt.Config(**config(style))
    return chart


def _entries(texts: Mapping[str, str]) -> list[Entry]:
    levels = [
        Entry(texts[level], "area", colour, height=LEVEL_HEIGHTS[level])
        for level, colour in LEVEL_COLOURS.items()
    ]
    height = LEVEL_HEIGHTS["watch"]
    return [
        *levels,
        Entry(texts["no_baseline"], "area", PAPER, outline=MUTED, height=height),
        Entry(texts["unknown"], "line", MUTED, dash=_UNKNOWN, width=1.6),
    ]


def _x(style: Style, first: float, last: float) -> alt.X:
    ticks = {x: label for x, label in style.ticks if first <= x <= last}
    axis: dict[str, Any] = {"title": None, "grid": True, "orient": "bottom"}
    if ticks:
        axis |= {"values": list(ticks), "labelExpr": _words(ticks, style)}
        axis["labelOverlap"] = "parity"
    return alt.X(
        "x:Q",
        axis=alt.Axis(**axis),
        scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False),
    )


def _y(names: Sequence[str], style: Style) -> alt.Y:
    """Rows by number, from the top; their names stand in the middle."""
    middles = {float(number * _UNITS + 1): name for number, name in enumerate(names)}
    return alt.Y(
        "y:Q",
        axis=alt.Axis(
            title=None, orient="right" if style.rtl else "left", values=list(middles),
            labelExpr=_words(middles, Style()), labelLimit=label_limit(names, 330.0),
            labelFontSize=LABEL_SIZE,
            labelColor=INK, domain=False, ticks=False, grid=False,
        ),
        scale=alt.Scale(domain=[len(names) * _UNITS, 0], nice=False, zero=False),
    )  # fmt: skip


def _words(labels: Mapping[float, str], style: Style) -> str:
    words = {f"{value:g}": style.write(label) for value, label in labels.items()}
    return f"({json.dumps(words)})[format(datum.value, '.6~g')]"
