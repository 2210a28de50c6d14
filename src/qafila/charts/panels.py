"""What small fields side by side have in common: heads, the axis of values, a row's empty end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from qafila.charts.composing import gridded, stacked
from qafila.charts.data import rows
from qafila.charts.legend import Entry, draw_legend
from qafila.charts.theme import INK, LABEL_SIZE, Style, config, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABOVE = 12.0


def head(title: str, subtitle: str, style: Style, columns: int = 1) -> alt.TitleParams:
    """Title of a whole picture.

    Parameters
    ----------
    title, subtitle : str
        What it shows; each line of the subtitle stands on its own.
    style : Style
        How the language writes.
    columns : int
        Fields in a row.

    Returns
    -------
    altair.TitleParams
        On the side where the language starts.
    """
    return alt.TitleParams(
        text=style.write(title),
        subtitle=[style.write(line) for line in subtitle.split("\n") if line],
        anchor="end" if style.rtl else "start",
        # Several fields in a row have no common width, so that their end is that of all marks.
        frame="bounds" if style.rtl and columns > 1 else "group",
    )


def value_axis(field: str, title: str, style: Style, ending: str = "", **scale: Any) -> alt.Y:
    """Axis of values, with its unit above it.

    Parameters
    ----------
    field : str
        What is drawn, with its type.
    title : str
        Unit.
    style : Style
        How the language writes.
    ending : str
        What follows each number.
    **scale : Any
        Of the scale, such as ``domain``.

    Returns
    -------
    altair.Y
        On the side where the language starts.
    """
    return alt.Y(
        field,
        axis=alt.Axis(
            title=style.write(title) or None,
            orient="right" if style.rtl else "left",
            titleAngle=0,
            titleAlign="right" if style.rtl else "left",
            titleAnchor="end",
            titleY=-8,
            titleX=0,
            tickCount=5,
            format=",.12~g",
            labelExpr=f"datum.label + {json.dumps(ending)}",
        ),
        scale=alt.Scale(**scale),
    )


def small_title(title: str, style: Style, width: float) -> alt.Chart:
    """A title as a mark: it stands at one height, whatever labels the axis below it has.

    Parameters
    ----------
    title : str
        What the field shows.
    style : Style
        How the language writes.
    width : float
        Width of the field, px.

    Returns
    -------
    altair.Chart
        A layer.
    """
    chart: alt.Chart = (
        alt.Chart(rows(pd.DataFrame({"y": [0]})))
        .mark_text(
            text=style.write(shorten(title)),
            align="right" if style.rtl else "left",
            baseline="bottom",
            fontWeight=600,
            fontSize=LABEL_SIZE,
            color=INK,
            limit=width,
            dir="rtl" if style.rtl else "ltr",
        )
        .encode(x=alt.value(width if style.rtl else 0), y=alt.value(-_ABOVE))
    )
    return chart


def gap(width: float, height: float) -> alt.Chart:
    """An empty field that keeps a row as wide as the others.

    Parameters
    ----------
    width, height : float
        Size, px.

    Returns
    -------
    altair.Chart
        Nothing to be seen.
    """
    empty = rows(pd.DataFrame({"x": [0.0]}))
    chart: alt.Chart = alt.Chart(empty).mark_point(opacity=0).properties(width=width, height=height)
    return chart


def panelled(
    fields: Sequence[Any],
    columns: int,
    size: tuple[float, float],
    entries: Sequence[Entry],
    style: Style,
    between: tuple[float, float] = (62.0, 74.0),
) -> alt.VConcatChart:
    """Fields of one size in rows, with one legend below.

    Parameters
    ----------
    fields : sequence of altair charts
        At least one, in the order of reading.
    columns : int
        Fields in a row.
    size : (float, float)
        Width and height of a field, px.
    entries : sequence of Entry
        Of the legend.
    style : Style
        How the language writes.
    between : (float, float)
        Room below a field and beside it, px.

    Returns
    -------
    altair.VConcatChart
        The chart, still without a head.
    """
    drawn = [*fields, *[gap(*size)] * (-len(fields) % columns)]
    ordered: list[Any] = []
    for start in range(0, len(drawn), columns):
        row = drawn[start : start + columns]
        ordered += row[::-1] if style.rtl else row
    spacing = {"row": between[0], "column": between[1]}
    # Flush bounds keep the fields in line, however wide the labels of their axes are.
    grid = gridded(ordered, columns=columns, bounds="flush", align="none", spacing=spacing)
    width = size[0] * columns + between[1] * (columns - 1)
    chart = stacked([grid, draw_legend(entries, width, style)], 14)
    chart.config = alt.Config(**config(style))
    return chart
