"""Events in rows by kind, over stretches of time of unlike scale: years, months, then weeks.

A bar is as wide as the days that are told, and never narrower than can be seen: full where the day
is known, pale where it was some time within the bar. Numbers lead to the table beside the picture.
Time runs from left to right in every language, as in the other figures; names of rows stand on the
side at which the language starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import altair as alt
import pandas as pd

from qafila.charts.composing import layered, stacked
from qafila.charts.data import rows
from qafila.charts.legend import Entry, draw_legend
from qafila.charts.theme import (
    DANGER,
    FAINT,
    INK,
    LABEL_SIZE,
    MUTED,
    SIDE_COLOURS,
    SMALL_SIZE,
    WIDTH,
    Style,
    config,
    shorten,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TRACK = 17.0
_BAR = 9.0
_LANE_GAP = 7.0
_AXIS = 22.0
_LEAST = 4.0  # px: a day within a stretch of years can be seen still
_BETWEEN = 4.0
_PALE = 0.38
_NAMES = 170.0
_NUMBER_SIZE = 10.0
_ARROW = 60.0
_TIP = 6.0


@dataclass(frozen=True)
class Stretch:
    """Part of the axis of time with a scale of its own.

    Parameters
    ----------
    first, last : float
        Days at which it begins and ends.
    share : float
        Share of the width.
    ticks : sequence of (float, str)
        Days and what is written at them.

    Examples
    --------
    >>> Stretch(0, 98, 0.6).ticks
    ()
    """

    first: float
    last: float
    share: float
    ticks: Sequence[tuple[float, str]] = ()


class _Scale(NamedTuple):
    """Days to px: each stretch is linear, and they follow each other without a gap."""

    stretches: tuple[Stretch, ...]
    left: float
    width: float

    def edges(self) -> list[float]:
        """Px at which stretches begin, and the end of the last."""
        whole = sum(one.share for one in self.stretches)
        found = [self.left]
        for one in self.stretches:
            found.append(found[-1] + self.width * one.share / whole)
        return found

    def px(self, day: float) -> float:
        """Px of a day; days outside lie at the nearest end."""
        edges = self.edges()
        for one, start, end in zip(self.stretches, edges, edges[1:], strict=False):
            if day <= one.last:
                part = (max(day, one.first) - one.first) / max(one.last - one.first, 1.0)
                return start + part * (end - start)
        return edges[-1]


def _placed(bars: pd.DataFrame, scale: _Scale) -> pd.DataFrame:
    """Px of each bar, of its known part, and of its number."""
    frame = bars.reset_index(drop=True).copy()
    for column in ("x", "x2", "known", "known2"):
        frame[column] = [scale.px(float(day)) for day in frame[column]]
    right = scale.left + scale.width
    for first, last in (("x", "x2"), ("known", "known2")):
        frame[last] = frame[[first, last]].assign(least=frame[first] + _LEAST).max(axis=1)
        frame[last] -= (frame[last] - right).clip(lower=0)
        frame[first] = frame[[first]].assign(least=frame[last] - _LEAST).min(axis=1)
    wide = [text_width(str(label), _NUMBER_SIZE) + 3 for label in frame["label"]]
    frame["wide"] = wide
    # What goes on has an arrow at its end, and what is disputed a frame around it.
    end = frame["x2"] + frame["open_end"] * _TIP + frame["disputed"] * 2.0
    before = end + frame["wide"] + _BETWEEN > right
    frame["label_x"] = end.where(~before, frame["x"] - frame["wide"] - _BETWEEN) + 3
    frame["from"] = frame["x"].where(~before, frame["label_x"] - 3)
    frame["to"] = (end + frame["wide"]).where(~before, end)
    return frame


def _tracks(frame: pd.DataFrame) -> list[int]:
    """Track of each bar within its lane: the first one that is free."""
    ends: list[float] = []
    found: dict[Any, int] = {}
    for number, row in frame.sort_values(["from", "to"], kind="stable").iterrows():
        free = (i for i, end in enumerate(ends) if end + _BETWEEN <= row["from"])
        track = next(free, len(ends))
        if track == len(ends):
            ends.append(0.0)
        ends[track] = float(row["to"])
        found[number] = track
    return [found[number] for number in frame.index]


class _Lane(NamedTuple):
    name: str
    top: float
    height: float


def _laid_out(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[_Lane]]:
    """Height of each bar, and of the lanes from above."""
    top, lanes, parts = 0.0, [], []
    for name in dict.fromkeys(frame["lane"]):
        part = frame[frame["lane"] == name].copy()
        tracks = _tracks(part)
        height = (max(tracks) + 1) * _TRACK + _LANE_GAP
        part["y"] = [top + _LANE_GAP / 2 + (track + 0.5) * _TRACK for track in tracks]
        parts.append(part)
        lanes.append(_Lane(str(name), top, height))
        top += height
    return pd.concat(parts, ignore_index=True), lanes


def _axes(width: float, height: float) -> tuple[alt.X, alt.Y]:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False))
    return x, y


def _frame_layers(
    scale: _Scale, lanes: Sequence[_Lane], names: float, style: Style, x: alt.X, y: alt.Y
) -> list[Any]:
    """Bands of the lanes with their names, borders of the stretches, ticks with their days."""
    bottom = lanes[-1].top + lanes[-1].height
    right = scale.left + scale.width
    bands = pd.DataFrame(
        [
            {"x": scale.left, "x2": right, "y": lane.top, "y2": lane.top + lane.height}
            for lane in lanes[::2]
        ]
    )
    # Names end at the edge of the picture in Arabic, and beside their rows in other scripts.
    heads = pd.DataFrame(
        [
            {"x": right + names if style.rtl else scale.left - 8,
             "y": lane.top + lane.height / 2, "label": style.write(shorten(lane.name))}
            for lane in lanes
        ]
    )  # fmt: skip
    ticks = pd.DataFrame(_ticks(scale, style), columns=["x", "label"])
    ticks = ticks.assign(y=0.0, y2=bottom, below=bottom + _AXIS / 2)
    borders = pd.DataFrame({"x": scale.edges()[1:-1], "y": 0.0, "y2": bottom})
    layers: list[Any] = [
        alt.Chart(rows(bands)).mark_rect(color="#f3f5f7").encode(
            x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2")),
        alt.Chart(rows(ticks)).mark_rule(color="#e0e4e8").encode(x=x, y=y, y2=alt.Y2("y2")),
        alt.Chart(rows(borders)).mark_rule(color=MUTED, strokeWidth=1.4).encode(
            x=x, y=y, y2=alt.Y2("y2")),
        alt.Chart(rows(heads)).mark_text(
            align="right", baseline="middle", fontSize=LABEL_SIZE, color=INK,
        ).encode(x=x, y=y, text=alt.Text("label:N")),
        alt.Chart(rows(ticks[["x", "below", "label"]].rename(columns={"below": "y"}))).mark_text(
            align="center", baseline="middle", fontSize=SMALL_SIZE, color=MUTED,
        ).encode(x=x, y=y, text=alt.Text("label:N")),
    ]  # fmt: skip
    return layers


def _ticks(scale: _Scale, style: Style) -> list[tuple[float, str]]:
    """Ticks whose words do not touch those before."""
    found: list[tuple[float, str]] = []
    free = max(0.0, scale.left - _NAMES / 4)
    for stretch in scale.stretches:
        for day, label in stretch.ticks:
            at, half = scale.px(day), text_width(label, SMALL_SIZE) / 2
            inside = at + half <= scale.left + scale.width + _BETWEEN
            if at - half >= free and inside:
                found.append((at, style.write(label)))
                free = at + half + 2 * _BETWEEN
    return found


def _bar_layers(frame: pd.DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    half = _BAR / 2
    frame = frame.assign(y2=frame["y"] + half, middle=frame["y"], y=frame["y"] - half)
    layers: list[Any] = []
    for side, colour in SIDE_COLOURS.items():
        part = frame[frame["side"] == side]
        if not len(part):
            continue
        whole = part[["x", "x2", "y", "y2"]]
        layers.append(
            alt.Chart(rows(whole))
            .mark_rect(
                fill=colour, fillOpacity=_PALE, stroke=colour, strokeWidth=0.8, strokeOpacity=1
            )
            .encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2"))
        )
        known = part[part["exact"]][["known", "known2", "y", "y2"]]
        if len(known):
            known = known.rename(columns={"known": "x", "known2": "x2"})
            layers.append(
                alt.Chart(rows(known)).mark_rect(color=colour, opacity=1.0).encode(
                    x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2"))
            )  # fmt: skip
        going = part[part["open_end"]][["x2", "middle"]]
        if len(going):
            going = going.rename(columns={"x2": "x", "middle": "y"})
            going["x"] += _TIP / 2
            layers.append(
                alt.Chart(rows(going)).mark_point(
                    shape="triangle-right", size=_ARROW, filled=True, color=colour, opacity=1,
                ).encode(x=x, y=y)
            )  # fmt: skip
    disputed = frame[frame["disputed"]]
    if len(disputed):
        ring = pd.DataFrame(
            {"x": disputed["x"] - 2, "x2": disputed["x2"] + 2, "y": disputed["y"] - 2,
             "y2": disputed["y2"] + 2}
        )  # fmt: skip
        layers.append(
            alt.Chart(rows(ring)).mark_rect(fillOpacity=0, stroke=DANGER, strokeWidth=1.6).encode(
                x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2"))
        )  # fmt: skip
    numbers = frame[["label_x", "middle", "label"]]
    numbers = numbers.rename(columns={"label_x": "x", "middle": "y"})
    layers.append(
        alt.Chart(rows(numbers)).mark_text(
            align="left", baseline="middle", fontSize=_NUMBER_SIZE, color=INK,
        ).encode(x=x, y=y, text=alt.Text("label:N"))
    )  # fmt: skip
    return layers


def _legend(frame: pd.DataFrame, texts: Mapping[str, str]) -> list[Entry]:
    entries = [
        Entry(texts[side], "area", colour)
        for side, colour in SIDE_COLOURS.items()
        if (frame["side"] == side).any()
    ]
    entries.append(Entry(texts["within"], "area", MUTED, opacity=_PALE))
    if frame["open_end"].any():
        entries.append(Entry(texts["open_end"], "point", MUTED, shape="triangle-right", size=60.0))
    if frame["disputed"].any():
        entries.append(
            Entry(texts["disputed"], "point", "#ffffff", shape="square", outline=DANGER, width=1.6)
        )
    return entries


def history_chart(
    bars: pd.DataFrame,
    stretches: Sequence[Stretch],
    title: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH,
) -> alt.VConcatChart:
    """Draw events over time, by kind and side.

    Parameters
    ----------
    bars : pandas.DataFrame
        At least one row; columns ``lane`` and ``label`` (its number), ``x`` and ``x2`` (days; the
        end is not part of it), ``known`` and ``known2`` (the same of what is told most exactly),
        ``exact`` (whether that is known, not only some time within), ``side``, ``open_end`` and
        ``disputed``. Rows stand in the order in which the lanes appear.
    stretches : sequence of Stretch
        Parts of the axis from the oldest to the newest.
    title : str
        What it shows.
    texts : mapping of str to str
        Legend: the sides, ``within``, ``open_end`` and ``disputed``.
    style : Style, optional
        How the language writes.
    width : float
        Width of the whole, px.

    Returns
    -------
    altair.VConcatChart
        Chart and legend.

    Examples
    --------
    >>> days = {"x": 0, "x2": 9, "known": 0, "known2": 9, "exact": False}
    >>> told = {"side": "states", "open_end": False, "disputed": False}
    >>> bars = pd.DataFrame([{"lane": "coup", "label": "1"} | days | told])
    >>> texts = dict.fromkeys([*SIDE_COLOURS, "within", "open_end", "disputed"], "text")
    >>> len(history_chart(bars, [Stretch(0, 90, 1.0)], "Timeline", texts).vconcat)
    2
    """
    style = style or Style()
    longest = max(text_width(shorten(str(name)), LABEL_SIZE) for name in set(bars["lane"]))
    names = min(_NAMES, longest) + 16
    scale = _Scale(tuple(stretches), 0.0 if style.rtl else names, width - names)
    frame, lanes = _laid_out(_placed(bars, scale))
    height = lanes[-1].top + lanes[-1].height + _AXIS
    x, y = _axes(width, height)
    layers = _frame_layers(scale, lanes, names, style, x, y) + _bar_layers(frame, x, y)
    base = pd.DataFrame(
        {"x": [scale.left], "x2": [scale.left + scale.width], "y": [height - _AXIS]}
    )
    layers.append(
        alt.Chart(rows(base)).mark_rule(color=FAINT).encode(x=x, x2=alt.X2("x2"), y=y)
    )  # fmt: skip
    words = alt.TitleParams(
        text=style.write(title), anchor="end" if style.rtl else "start", frame="group"
    )
    picture = layered(layers, width=width, height=height, title=words)
    chart = stacked([picture, draw_legend(_legend(frame, texts), width, style)], 14)
    chart.config = alt.Config(**config(style))
    return chart
