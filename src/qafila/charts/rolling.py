"""Forecasts of past days over what came, and what each expert weighed on those days."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from qafila.charts.composing import layered
from qafila.charts.data import rows
from qafila.charts.legend import Entry
from qafila.charts.panels import head, panelled, small_title, value_axis
from qafila.charts.theme import (
    DANGER,
    EXPERT_COLOURS,
    FAN,
    FAN_NARROW,
    FAN_WIDE,
    WIDTH,
    Style,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HEADROOM = 1.15  # of what came: a fan that opens far beyond it may leave the field
_BETWEEN, _BELOW = 60.0, 56.0
_LAST_TICK = 0.85  # share of a field after which a date would run into the next field
_SHARE = 0.75  # opacity of a fan, for others lie behind it
_COUNTED = 22  # square px of a report


@dataclass(frozen=True)
class Track:
    """Forecasts of one series and its reports.

    Parameters
    ----------
    title : str
        Which series.
    fans : pandas.DataFrame
        Columns ``origin`` and ``x`` (days), ``low90``, ``low50``, ``median``, ``high50``,
        ``high90``.
    reports : pandas.DataFrame
        Columns ``x`` (day) and ``people``.
    """

    title: str
    fans: pd.DataFrame
    reports: pd.DataFrame


def _days(first: float, last: float, style: Style) -> alt.X:
    ticks = [(x, label) for x, label in style.ticks if first <= x <= last]
    words = {f"{x:g}": style.write(label) for x, label in ticks}
    return alt.X(
        "x:Q",
        axis=alt.Axis(
            title=None, grid=False, labelFlush=False, values=[x for x, _ in ticks],
            labelExpr=f"({json.dumps(words)})[format(datum.value, '.6~g')]",
            labelOverlap="parity",
        ),
        scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False),
    )  # fmt: skip


def tracks_chart(
    tracks: Sequence[Track],
    title: str,
    subtitle: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH - 60,
    height: float = 130,
) -> alt.VConcatChart:
    """Draw forecasts of several past days over the reports.

    Parameters
    ----------
    tracks : sequence of Track
        One or more, each a field of its own with its own scale.
    title, subtitle : str
        What it shows.
    texts : mapping of str to str
        ``median``, ``half``, ``wide`` and ``reports`` of the legend.
    style : Style, optional
        How the language writes, with the dates that the axis names.
    width, height : float
        Size of a field, px.

    Returns
    -------
    altair.VConcatChart
        The chart; a field is cut where a fan opens far beyond all reports.

    Examples
    --------
    >>> names = ("low90", "low50", "median", "high50", "high90")
    >>> fans = pd.DataFrame({"origin": [0, 0], "x": [7, 30]} | {one: [1.0, 2.0] for one in names})
    >>> track = Track("All", fans, pd.DataFrame({"x": [0], "people": [1.0]}))
    >>> texts = dict.fromkeys(["median", "half", "wide", "reports"], "text")
    >>> len(tracks_chart([track], "Fans", "", texts).vconcat)
    2
    """
    style = style or Style()
    both = [pd.concat([one.fans["x"], one.reports["x"]]) for one in tracks]
    first = min(float(one.min()) for one in both)
    last = max(float(one.max()) for one in both)
    fields = [
        layered(
            [*_track(one, _days(first, last, style), style), small_title(one.title, style, width)],
            width=width, height=height,
        )
        for one in tracks
    ]  # fmt: skip
    entries = [
        Entry(texts["median"], "line", FAN, width=2.0),
        Entry(texts["half"], "area", FAN_NARROW),
        Entry(texts["wide"], "area", FAN_WIDE),
        Entry(texts["reports"], "point", DANGER, size=40.0),
    ]
    chart = panelled(fields, 1, (width, height), entries, style, (_BELOW, _BETWEEN))
    chart.title = head(title, subtitle, style)
    return chart


def _track(track: Track, x: alt.X, style: Style) -> list[Any]:
    tops = [float(one.max()) for one in (track.reports["people"], track.fans["median"]) if len(one)]
    top = max(*tops, 1.0) * _HEADROOM
    y = value_axis("y:Q", "", style, domain=[0, top], nice=True, zero=True)
    layers: list[Any] = []
    for low, high, colour in (("low90", "high90", FAN_WIDE), ("low50", "high50", FAN_NARROW)):
        layers += _bands(track.fans, (low, high), colour, x, y)
    middle = alt.Chart(rows(track.fans[["origin", "x", "median"]].rename(columns={"median": "y"})))
    layers += [
        middle.mark_line(color=FAN, strokeWidth=1.8, clip=True).encode(
            x=x, y=y, detail=alt.Detail("origin:N")
        ),
        alt.Chart(rows(track.reports.rename(columns={"people": "y"})))
        .mark_point(color=DANGER, filled=True, size=_COUNTED, opacity=0.9)
        .encode(x=x, y=y),
    ]
    return layers


def _bands(
    fans: pd.DataFrame, bounds: tuple[str, str], colour: str, x: alt.X, y: alt.Y
) -> list[Any]:
    """A surface for each origin; where it forecast one day only, a bar."""
    low, high = bounds
    frame = fans[["origin", "x", low, high]].rename(columns={low: "y", high: "y2"})
    alone = frame.groupby("origin")["x"].transform("size") == 1
    layers: list[Any] = []
    if len(frame[~alone]):
        mark = alt.Chart(rows(frame[~alone])).mark_area(color=colour, opacity=_SHARE, clip=True)
        layers.append(mark.encode(x=x, y=y, y2=alt.Y2("y2"), detail=alt.Detail("origin:N")))
    if len(frame[alone]):
        mark = alt.Chart(rows(frame[alone])).mark_rule(color=colour, strokeWidth=4, clip=True)
        layers.append(mark.encode(x=x, y=y, y2=alt.Y2("y2")))
    return layers


def weights_chart(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    names: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH - 20,
    height: float = 90,
) -> alt.VConcatChart:
    """Draw what each expert weighs, one above the other.

    Parameters
    ----------
    frame : pandas.DataFrame
        At least one row; columns ``panel``, ``x`` (day), ``expert`` and ``weight`` (0-1); each
        panel has every expert on each of its days.
    title, subtitle : str
        What it shows.
    names : mapping of str to str
        What the experts are called, from the ground up.
    style : Style, optional
        How the language writes, with the dates that the axis names.
    width, height : float
        Width of a row of two fields, height of a field, px.

    Returns
    -------
    altair.VConcatChart
        The chart.

    Examples
    --------
    >>> frame = pd.DataFrame({"panel": "7 days", "x": [0, 0], "expert": ["a", "b"], "weight": 0.5})
    >>> len(weights_chart(frame, "Weights", "", {"a": "A", "b": "B"}).vconcat)
    2
    """
    style = style or Style()
    panels = list(dict.fromkeys(frame["panel"]))
    columns = min(2, len(panels))
    each = (width - _BETWEEN * (columns - 1)) / columns
    first, last = float(frame["x"].min()), float(frame["x"].max())
    free = first + _LAST_TICK * (last - first)
    fewer = tuple(one for one in style.ticks[::2] if one[0] <= free)
    days = _days(first, last, replace(style, ticks=fewer))
    colours = {
        name: EXPERT_COLOURS[number % len(EXPERT_COLOURS)] for number, name in enumerate(names)
    }
    fields = []
    for panel in panels:
        layers = _stack(frame[frame["panel"] == panel], colours, days, style)
        layers.append(small_title(str(panel), style, each))
        fields.append(layered(layers, width=each, height=height))
    entries = [Entry(label, "area", colours[name]) for name, label in names.items()]
    chart = panelled(fields, columns, (each, height), entries, style, (_BELOW, _BETWEEN))
    chart.title = head(title, subtitle, style, columns)
    return chart


def _stack(part: pd.DataFrame, colours: Mapping[str, str], x: alt.X, style: Style) -> list[Any]:
    wide = part.pivot_table(index="x", columns="expert", values="weight", aggfunc="mean")
    wide = wide.reindex(columns=list(colours)).fillna(0.0)
    tops = 100.0 * wide.cumsum(axis=1)
    y = value_axis("y:Q", "", style, ending=style.percent, domain=[0, 100], nice=False)
    layers: list[Any] = []
    for name, colour in colours.items():
        data = pd.DataFrame(
            {"x": wide.index, "y": (tops[name] - 100.0 * wide[name]).clip(0, 100).to_numpy(),
             "y2": tops[name].clip(0, 100).to_numpy()}
        )  # fmt: skip
        if len(data) == 1:
            data = pd.concat([data, data.assign(x=data["x"] + 1)])
        mark = alt.Chart(rows(data)).mark_area(color=colour, opacity=1)
        layers.append(mark.encode(x=x, y=y, y2=alt.Y2("y2")))
    return layers
