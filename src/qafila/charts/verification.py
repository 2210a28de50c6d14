"""How forecasts fared: where truths fell in them, what quantiles held, scores of each expert."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from qafila.charts.composing import layered
from qafila.charts.data import rows
from qafila.charts.legend import Entry
from qafila.charts.panels import head, panelled, small_title, value_axis
from qafila.charts.theme import (
    COMPARE,
    FAN,
    FAN_NARROW,
    INK,
    LABEL_SIZE,
    MUTED,
    WIDTH,
    Style,
    label_limit,
    shorten,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COLUMNS = 4
_BETWEEN, _BELOW = 44.0, 56.0
_NAMES = 150.0
_ROW = 22
_DASH = (5, 3)


def _field(frame: pd.DataFrame, width: float, between: float = _BETWEEN) -> tuple[int, float]:
    """How many fields stand in a row, and how wide each is."""
    columns = min(_COLUMNS, frame["panel"].nunique())
    return columns, (width - between * (_COLUMNS - 1)) / _COLUMNS


def _percents(style: Style, title: str) -> alt.X:
    return alt.X(
        "x:Q",
        axis=alt.Axis(
            title=style.write(title) or None,
            grid=False,
            values=[0, 50, 100],
            labelExpr=f"datum.label + {json.dumps(style.percent)}",
        ),
        scale=alt.Scale(domain=[0, 100], nice=False),
    )


def pit_chart(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH,
) -> alt.VConcatChart:
    """Draw how many truths fell into each tenth of their forecasts.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least one row; columns ``panel``, ``tenth`` (0-9) and ``share`` (0-1).
    title, subtitle : str
        What it shows.
    texts : mapping of str to str
        ``bars`` and ``flat`` of the legend, ``x`` under each field.
    style : Style, optional
        How the language writes.
    width : float
        Width of a row of four fields, px.

    Returns
    -------
    altair.VConcatChart
        A field for each panel; the dashed line is what calibrated forecasts give.

    Examples
    --------
    >>> frame = pd.DataFrame({"panel": "7 days", "tenth": range(10), "share": 0.1})
    >>> len(pit_chart(frame, "PIT", "", {"bars": "b", "flat": "f", "x": "x"}).vconcat)
    2
    """
    style = style or Style()
    columns, each = _field(frame, width)
    top = max(20.0, 105.0 * float(frame["share"].max()))
    fields = []
    for panel in dict.fromkeys(frame["panel"]):
        part = frame[frame["panel"] == panel]
        bars = pd.DataFrame(
            {"x": 10.0 * part["tenth"] + 0.6, "x2": 10.0 * part["tenth"] + 9.4,
             "y": 100.0 * part["share"], "zero": 0.0}
        )  # fmt: skip
        x = _percents(style, texts["x"])
        y = value_axis("y:Q", "", style, ending=style.percent, domain=[0, top], nice=False)
        mark = alt.Chart(rows(bars)).mark_rect(color=FAN_NARROW)
        flat = alt.Chart(rows(pd.DataFrame({"y": [10.0]}))).mark_rule(
            color=INK, strokeDash=list(_DASH), strokeWidth=1.4
        )
        layers = [
            mark.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("zero")),
            flat.encode(y=alt.Y("y:Q")),
            small_title(str(panel), style, each),
        ]
        fields.append(layered(layers, width=each, height=120))
    entries = [
        Entry(texts["bars"], "area", FAN_NARROW),
        Entry(texts["flat"], "line", INK, _DASH, 1.4),
    ]
    chart = panelled(fields, columns, (each, 120), entries, style, (_BELOW, _BETWEEN))
    chart.title = head(title, subtitle, style, columns)
    return chart


def reliability_chart(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH,
) -> alt.VConcatChart:
    """Draw how often the truth lay below each quantile.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least one row; columns ``panel``, ``nominal`` and ``observed`` (0-1).
    title, subtitle : str
        What it shows.
    texts : mapping of str to str
        ``line`` and ``diagonal`` of the legend, ``x`` under and ``y`` above each field.
    style : Style, optional
        How the language writes.
    width : float
        Width of a row of four fields, px.

    Returns
    -------
    altair.VConcatChart
        A field for each panel.

    Examples
    --------
    >>> frame = pd.DataFrame({"panel": "7 days", "nominal": [0.1, 0.9], "observed": [0.1, 0.8]})
    >>> texts = {"line": "l", "diagonal": "d", "x": "x", "y": "y"}
    >>> len(reliability_chart(frame, "Reliability", "", texts).vconcat)
    2
    """
    style = style or Style()
    columns, each = _field(frame, width)
    fields = []
    for panel in dict.fromkeys(frame["panel"]):
        part = frame[frame["panel"] == panel]
        told = pd.DataFrame({"x": 100.0 * part["nominal"], "y": 100.0 * part["observed"]})
        x = _percents(style, texts["x"])
        y = value_axis("y:Q", "", style, ending=style.percent, domain=[0, 100], nice=False)
        base = alt.Chart(rows(told))
        even = alt.Chart(rows(pd.DataFrame({"x": [0.0, 100.0], "y": [0.0, 100.0]})))
        layers = [
            even.mark_line(color=MUTED, strokeDash=list(_DASH), strokeWidth=1.2).encode(x=x, y=y),
            base.mark_line(color=FAN, strokeWidth=1.8).encode(x=x, y=alt.Y("y:Q")),
            base.mark_point(color=FAN, filled=True, size=20, opacity=1).encode(x=x, y=alt.Y("y:Q")),
            small_title(str(panel), style, each),
        ]
        fields.append(layered(layers, width=each, height=each))
    entries = [
        Entry(texts["line"], "line", FAN, width=1.8),
        Entry(texts["diagonal"], "line", MUTED, _DASH, 1.2),
    ]
    chart = panelled(fields, columns, (each, each), entries, style, (_BELOW, _BETWEEN))
    chart.title = head(title, subtitle, style, columns)
    return chart


def experts_chart(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH,
) -> alt.VConcatChart:
    """Draw the score of each expert and of the combination beside a baseline's.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least one row; columns ``panel``, ``label``, ``value`` (1 is the baseline), ``low`` and
        ``high`` (its band) and ``main`` (whether it is the combination). Rows stand in the order
        in which the labels appear, the same in each panel.
    title, subtitle : str
        What it shows.
    texts : mapping of str to str
        ``main``, ``expert``, ``band`` and ``one`` of the legend.
    style : Style, optional
        How the language writes.
    width : float
        Width of a row of four fields and of the names beside it, px.

    Returns
    -------
    altair.VConcatChart
        A field for each panel; left of the dashed line is better.

    Examples
    --------
    >>> row = {"panel": "7 days", "label": "a", "value": 0.9, "low": 0.8, "high": 1.1, "main": True}
    >>> texts = dict.fromkeys(["main", "expert", "band", "one"], "text")
    >>> len(experts_chart(pd.DataFrame([row]), "Scores", "", texts).vconcat)
    2
    """
    style = style or Style()
    names = list(dict.fromkeys(frame["label"]))
    room = min(_NAMES, max(text_width(shorten(one), LABEL_SIZE) for one in names)) + 8
    columns, each = _field(frame, width - room, _BETWEEN / 2)
    height = _ROW * len(names)
    low = min(float(frame[["low", "value"]].min().min()), 0.95)
    high = max(float(frame[["high", "value"]].max().max()), 1.05)
    fields = []
    for number, panel in enumerate(dict.fromkeys(frame["panel"])):
        part = frame[frame["panel"] == panel]
        named = number % columns == 0  # where a row is read from, in either direction
        layers = _dots(part, names, (low, high), style, named=named)
        layers.append(small_title(str(panel), style, each))
        fields.append(layered(layers, width=each, height=height))
    entries = [
        Entry(texts["main"], "point", FAN, shape="diamond", size=110.0),
        Entry(texts["expert"], "point", COMPARE, size=60.0),
        Entry(texts["band"], "line", MUTED, width=1.6),
        Entry(texts["one"], "line", INK, _DASH, 1.2),
    ]
    chart = panelled(fields, columns, (each, height), entries, style, (_BELOW, _BETWEEN / 2))
    chart.title = head(title, subtitle, style, columns)
    return chart


def _dots(
    part: pd.DataFrame, names: Sequence[str], domain: tuple[float, float], style: Style, *,
    named: bool,
) -> list[Any]:  # fmt: skip
    """Bands and marks of one field, each expert on a line of its own."""
    # Whole numbers, for a language may write half a unit with a comma.
    lines = {name: 2 * number + 1 for number, name in enumerate(names)}
    told = part.assign(y=part["label"].map(lines))[["value", "low", "high", "main", "y"]]
    told = told.rename(columns={"value": "x"})
    words = {f"{line:g}": style.write(shorten(name)) for name, line in lines.items()}
    x = alt.X(
        "x:Q",
        axis=alt.Axis(title=None, grid=True, tickCount=3, format=".12~g"),
        scale=alt.Scale(domain=list(domain), nice=False, zero=False),
    )
    axis: dict[str, Any] = {
        "title": None, "orient": "right" if style.rtl else "left", "values": list(lines.values()),
        "labelExpr": f"({json.dumps(words)})[format(datum.value, '.6~g')]",
        "labelLimit": label_limit(names, _NAMES), "labelFontSize": LABEL_SIZE, "labelColor": INK,
        "domain": False, "ticks": False, "grid": False, "labels": named,
    }  # fmt: skip
    scale = alt.Scale(domain=[2 * len(names), 0], nice=False, zero=False)
    y = alt.Y("y:Q", axis=alt.Axis(**axis), scale=scale)
    one = alt.Chart(rows(pd.DataFrame({"x": [1.0]}))).mark_rule(
        color=INK, strokeDash=list(_DASH), strokeWidth=1.2
    )
    base = alt.Chart(rows(told[["x", "low", "high", "y"]]))
    layers: list[Any] = [
        one.encode(x=x),
        base.mark_rule(color=MUTED, strokeWidth=1.6).encode(
            x=alt.X("low:Q"), x2=alt.X2("high"), y=y
        ),
    ]
    looks = ((False, COMPARE, "circle", 60), (True, FAN, "diamond", 110))
    for main, colour, shape, size in looks:
        kept = told[told["main"] == main]
        if len(kept):
            mark = alt.Chart(rows(kept[["x", "y"]])).mark_point(
                shape=shape, size=size, filled=True, color=colour, opacity=1
            )
            layers.append(mark.encode(x=x, y=y))
    return layers
