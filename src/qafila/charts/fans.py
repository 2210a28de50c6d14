"""Fans: a median with its 50 and 90 % intervals over days, and a probability over days.

Time runs from left to right in every language, as in the field's Arabic publications; titles,
legends and the axis of values stand at the side where the language starts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from qafila.charts.composing import layered
from qafila.charts.data import rows
from qafila.charts.legend import Entry
from qafila.charts.panels import head, panelled, small_title, value_axis
from qafila.charts.theme import (
    COMPARE,
    DANGER,
    FAN,
    FAN_NARROW,
    FAN_WIDE,
    INK,
    MUTED,
    SMALL_SIZE,
    WIDTH,
    Style,
    config,
    shorten,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


LEGEND: Mapping[str, str] = MappingProxyType(
    {
        "median": "median",
        "half": "50% interval",
        "wide": "90% interval",
        "compare": "persistence",
    }
)
_BETWEEN = 74.0
_BELOW = 62.0
_SUBTITLE = 22.0
_HEADROOM = 1.02  # a line that touches the top would lose half its width
FAN_COLUMNS = ("x", "low90", "low50", "median", "high50", "high90")


@dataclass(frozen=True)
class Panel:
    """One fan: its data and what is written on it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``x`` (day), ``low90``, ``low50``, ``median``, ``high50``, ``high90``; and
        ``compare`` for a dotted line of another method, with ``compare_low`` and ``compare_high``
        for its interval, if wanted.
    title, subtitle : str
        What it shows; the subtitle names measure, basis and calibration.
    y_title : str
        Unit of the values.
    threshold : float, optional
        Value at which a line is drawn.
    threshold_label : str
        What that line means.
    """

    frame: pd.DataFrame
    title: str
    subtitle: str = ""
    y_title: str = ""
    threshold: float | None = None
    threshold_label: str = ""


def _x_axis(frame: pd.DataFrame, style: Style) -> alt.X:
    """The days, with the dates given by the style as labels."""
    first, last = float(frame["x"].min()), float(frame["x"].max())
    ticks = [(x, label) for x, label in style.ticks if first <= x <= last]
    axis: dict[str, Any] = {"title": None, "grid": False, "labelFlush": False}
    if ticks:
        words = {f"{x:g}": style.write(label) for x, label in ticks}
        axis |= {
            "values": [x for x, _ in ticks],
            "labelExpr": f"({json.dumps(words)})[format(datum.value, '.6~g')]",
            "labelOverlap": "parity",
        }
    return alt.X(
        "x:Q",
        axis=alt.Axis(**axis),
        scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False),
    )


def _one_fan(panel: Panel, style: Style, width: float, height: float, small: bool) -> Any:
    frame = panel.frame
    x = _x_axis(frame, style)
    top = max(_highest(frame) * _HEADROOM, (panel.threshold or 0.0) * 1.2, 1.0)
    y = value_axis("low90:Q", panel.y_title, style, domain=[0, top], nice=True, zero=True)
    base = alt.Chart(rows(frame))
    layers: list[Any] = [
        base.mark_area(color=FAN_WIDE).encode(x=x, y=y, y2=alt.Y2("high90:Q")),
        base.mark_area(color=FAN_NARROW).encode(x=x, y=alt.Y("low50:Q"), y2=alt.Y2("high50:Q")),
        base.mark_line(color=FAN, strokeWidth=2.2).encode(x=x, y=alt.Y("median:Q")),
    ]
    layers += _compared(base, x, frame)
    if panel.threshold is not None:
        layers += _threshold(panel, style, width)
    if not small:
        title = head(panel.title, panel.subtitle, style)
        return layered(layers, width=width, height=height, title=title)
    layers.append(small_title(panel.title, style, width))
    return layered(layers, width=width, height=height)


def _highest(frame: pd.DataFrame) -> float:
    """The other method's wide bounds may leave the picture; its line may not."""
    named = [name for name in ("high90", "compare") if name in frame]
    return max(float(frame[name].max()) for name in named if frame[name].notna().any())


def _compared(base: alt.Chart, x: alt.X, frame: pd.DataFrame) -> list[Any]:
    """The other method: its line dotted, the bounds of its interval fainter."""
    shares = {"compare": 1.0, "compare_low": 0.65, "compare_high": 0.65}
    return [
        base.mark_line(
            color=COMPARE,
            strokeWidth=1.6 if share == 1 else 1.0,
            strokeDash=[2, 3],
            opacity=share,
            clip=True,
        ).encode(x=x, y=alt.Y(f"{name}:Q"))
        for name, share in shares.items()
        if name in frame
    ]


def _threshold(panel: Panel, style: Style, width: float) -> list[Any]:
    rule = (
        alt.Chart(rows(pd.DataFrame({"y": [panel.threshold]})))
        .mark_rule(color=DANGER, strokeWidth=1.4, strokeDash=[5, 3])
        .encode(y=alt.Y("y:Q"))
    )
    text = (
        alt.Chart(rows(pd.DataFrame({"y": [panel.threshold]})))
        .mark_text(
            text=style.write(shorten(panel.threshold_label)),
            align="right",
            baseline="bottom",
            dy=-3,
            fontSize=SMALL_SIZE,
            color=DANGER,
        )
        .encode(y=alt.Y("y:Q"), x=alt.value(width - 6))
    )
    return [rule, text]


def _fan_entries(texts: Mapping[str, str], compared: bool) -> list[Entry]:
    entries = [
        Entry(texts["median"], "line", FAN, width=2.2),
        Entry(texts["half"], "area", FAN_NARROW),
        Entry(texts["wide"], "area", FAN_WIDE),
    ]
    if compared:
        entries.append(Entry(texts["compare"], "line", COMPARE, (2, 3), 1.4))
    return entries


def fan_chart(
    panel: Panel,
    style: Style | None = None,
    texts: Mapping[str, str] = LEGEND,
    width: float = WIDTH - 60,
    height: float = 240,
) -> alt.VConcatChart:
    """Draw one fan with its legend.

    Parameters
    ----------
    panel : Panel
        Data and words of the fan.
    style : Style, optional
        How the language writes; English without dates by default.
    texts : mapping of str to str
        Legend: ``median``, ``half`` (50 % interval), ``wide`` (90 % interval), ``compare``.
    width, height : float
        Size of the field, px.

    Returns
    -------
    altair.VConcatChart
        The chart.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({name: [1.0, 2.0] for name in FAN_COLUMNS})
    >>> chart = fan_chart(Panel(frame, "Fuel"))
    >>> len(chart.vconcat)
    2
    """
    return fan_grid([panel], style, texts, columns=1, width=width, height=height)


def fan_grid(
    panels: Sequence[Panel],
    style: Style | None = None,
    texts: Mapping[str, str] = LEGEND,
    columns: int = 2,
    width: float = WIDTH - 60,
    height: float = 130,
    title: str = "",
    subtitle: str = "",
) -> alt.VConcatChart:
    """Draw several fans in rows, each with its own scale, and one legend.

    Parameters
    ----------
    panels : sequence of Panel
        The fans, at least one.
    style : Style, optional
        How the language writes.
    texts : mapping of str to str
        Legend, as in `fan_chart`.
    columns : int
        Fans in a row.
    width, height : float
        Width of a row and height of a fan, px.
    title, subtitle : str
        What stands above all fans, if anything.

    Returns
    -------
    altair.VConcatChart
        The chart.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({name: [1.0, 2.0] for name in FAN_COLUMNS})
    >>> len(fan_grid([Panel(frame, "A"), Panel(frame, "B")]).vconcat)
    2
    """
    style = style or Style()
    each = (width - _BETWEEN * (columns - 1)) / columns
    drawn = [_one_fan(panel, style, each, height, columns > 1) for panel in panels]
    below = _BELOW + (_SUBTITLE if any(panel.subtitle for panel in panels) else 0.0)
    compared = any("compare" in panel.frame for panel in panels)
    entries = _fan_entries(texts, compared)
    chart = panelled(drawn, columns, (each, height), entries, style, (below, _BETWEEN))
    if title:
        chart.title = head(title, subtitle, style, columns)
    return chart


def probability_chart(
    frame: pd.DataFrame,
    title: str,
    subtitle: str = "",
    style: Style | None = None,
    width: float = WIDTH - 60,
    height: float = 120,
) -> Any:
    """Draw a probability that grows with the days.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``x`` (day) and ``probability`` (0-1).
    title, subtitle : str
        What it shows.
    style : Style, optional
        How the language writes.
    width, height : float
        Size of the field, px.

    Returns
    -------
    altair.LayerChart
        The chart.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"x": [1, 2], "probability": [0.2, 0.4]})
    >>> probability_chart(frame, "Dry").width
    620
    """
    style = style or Style()
    x = _x_axis(frame, style)
    y = value_axis("percent:Q", "", style, ending=style.percent, domain=[0, 100])
    told = [f"{100 * value:.0f}{style.percent}" for value in frame["probability"]]
    base = alt.Chart(rows(frame.assign(percent=100 * frame["probability"], told=told)))
    middle = (
        alt.Chart(rows(pd.DataFrame({"y": [50]})))
        .mark_rule(color=MUTED, strokeDash=[2, 3])
        .encode(y=alt.Y("y:Q"))
    )
    last = (
        base.transform_filter(f"datum.x == {float(frame['x'].max()):g}")
        .mark_text(align="right", baseline="bottom", dy=-6, dx=-2, color=INK, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("told:N"))
    )
    area = base.mark_area(color=DANGER, opacity=0.16).encode(x=x, y=y)
    line = base.mark_line(color=DANGER, strokeWidth=2.2).encode(x=x, y=y)
    chart = layered(
        [area, middle, line, last], width=width, height=height,
        title=head(title, subtitle, style),
    )  # fmt: skip
    chart.config = alt.Config(**config(style))
    return chart
