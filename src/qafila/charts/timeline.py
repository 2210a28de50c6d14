"""Rows over days: the status of each corridor, and what was reported of each kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import altair as alt

from qafila.charts.composing import layered, stacked
from qafila.charts.data import rows
from qafila.charts.layers import field_title
from qafila.charts.legend import Entry, draw_legend
from qafila.charts.theme import (
    DANGER,
    FAN,
    INK,
    LABEL_SIZE,
    STATUS_COLOURS,
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

_ROW = 24.0
_TICKS = 7
_PASSAGE = "triangle-up"
_UNKNOWN_OPACITY = 0.28
_LARGEST = 330.0


def _x(style: Style, first: float, last: float) -> alt.X:
    ticks = {x: label for x, label in style.ticks if first <= x <= last}
    axis: dict[str, Any] = {"title": None, "grid": True, "orient": "bottom"}
    if ticks:
        axis["values"] = list(ticks)
        words = {f"{x:g}": style.write(label) for x, label in ticks.items()}
        axis["labelExpr"] = f"({json.dumps(words)})[format(datum.value, '.6~g')]"
        axis["labelOverlap"] = "parity"
    return alt.X(
        "x:Q",
        axis=alt.Axis(**axis),
        scale=alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False),
    )


def _y(names: Sequence[str], style: Style, *, padding: float) -> alt.Y:
    return alt.Y(
        "label:N",
        sort=[style.write(name) for name in names],
        axis=alt.Axis(
            title=None,
            orient="right" if style.rtl else "left",
            labelLimit=label_limit(names, 330.0),
            labelFontSize=LABEL_SIZE,
            labelColor=INK,
            domain=False,
            ticks=False,
        ),
        scale=alt.Scale(padding=padding),
    )


def _whole(picture: Any, entries: Sequence[Entry], wide: float, style: Style) -> alt.VConcatChart:
    legend = draw_legend(entries, wide, style)
    chart = stacked([picture, legend], 14)
    chart.config = alt.Config(**config(style))
    return chart


def _names_width(names: Sequence[str]) -> float:
    return min(330.0, max(text_width(name, LABEL_SIZE) for name in names))


def status_chart(
    spans: pd.DataFrame,
    passages: pd.DataFrame,
    title: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH - 60,
) -> alt.VConcatChart:
    """Draw the status of each corridor over days.

    Parameters
    ----------
    spans : pandas.DataFrame
        At least one row; columns ``label``, ``x``, ``x2`` (days; the end is not part of the span)
        and ``status``. Rows stand in the order in which the labels appear.
    passages : pandas.DataFrame
        Days on which cargo is known to have passed: columns ``label``, ``x``.
    title : str
        What it shows.
    texts : mapping of str to str
        Legend: the four states and ``passage``.
    style : Style, optional
        How the language writes, with the dates that the axis names.
    width : float
        Width of the field, px.

    Returns
    -------
    altair.VConcatChart
        Chart and legend.

    Examples
    --------
    >>> import pandas as pd
    >>> spans = pd.DataFrame({"label": ["North"], "x": [0], "x2": [9], "status": ["closed"]})
    >>> texts = dict.fromkeys(["open", "contested", "closed", "unknown", "passage"], "text")
    >>> len(status_chart(spans, pd.DataFrame(columns=["label", "x"]), "Status", texts).vconcat)
    2
    """
    style = style or Style()
    names = [shorten(name) for name in dict.fromkeys(spans["label"])]
    first, last = float(spans["x"].min()), float(spans["x2"].max())
    x = _x(style, first, last)
    y = _y(names, style, padding=0.3)
    layers: list[Any] = []
    for status, colour in STATUS_COLOURS.items():
        part = spans[spans["status"] == status]
        if len(part):
            part = part.assign(label=[style.write(shorten(name)) for name in part["label"]])
            layers.append(
                alt.Chart(rows(part[["label", "x", "x2"]]))
                .mark_bar(
                    color=colour, opacity=_UNKNOWN_OPACITY if status == "unknown" else 1.0,
                    height={"band": 0.72},
                )
                .encode(x=x, x2=alt.X2("x2"), y=y)
            )  # fmt: skip
    if len(passages):
        marks = passages.assign(label=[style.write(shorten(name)) for name in passages["label"]])
        layers.append(
            alt.Chart(rows(marks[["label", "x"]]))
            .mark_point(
                shape=_PASSAGE, size=46, filled=True, fill="#ffffff", stroke=INK, strokeWidth=1.1,
                opacity=1,
            )
            .encode(x=x, y=y)
        )  # fmt: skip
    picture = layered(
        layers, width=width, height=_ROW * len(names), title=field_title(title, style)
    )
    entries = [
        Entry(
            texts[status], "area", STATUS_COLOURS[status],
            opacity=_UNKNOWN_OPACITY if status == "unknown" else 1.0,
        )
        for status in ("open", "contested", "closed", "unknown")
    ]  # fmt: skip
    if len(passages):
        entries.append(
            Entry(texts["passage"], "point", "#ffffff", shape=_PASSAGE, width=1.1, outline=INK)
        )
    return _whole(picture, entries, width + _names_width(names), style)


def claims_chart(
    counts: pd.DataFrame,
    title: str,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = WIDTH - 60,
) -> alt.VConcatChart:
    """Draw how many claims of each kind were reported on each day, and which are disputed.

    Parameters
    ----------
    counts : pandas.DataFrame
        At least one row; columns ``label``, ``x`` (day), ``claims`` and ``disputed`` (how many of
        them). Rows stand in the order in which the labels appear.
    title : str
        What it shows.
    texts : mapping of str to str
        Legend: ``claims`` and ``disputed``.
    style : Style, optional
        How the language writes, with the dates that the axis names.
    width : float
        Width of the field, px.

    Returns
    -------
    altair.VConcatChart
        Chart and legend.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"label": ["attack"], "x": [0], "claims": [3], "disputed": [2]})
    >>> len(claims_chart(counts, "Claims", {"claims": "claims", "disputed": "disputed"}).vconcat)
    2
    """
    style = style or Style()
    names = [shorten(name) for name in dict.fromkeys(counts["label"])]
    # A day of room on either side, so that no circle is cut.
    first, last = float(counts["x"].min()) - 1.0, float(counts["x"].max()) + 1.0
    x = _x(style, first, last)
    y = _y(names, style, padding=0.5)
    shown = counts.assign(label=[style.write(shorten(name)) for name in counts["label"]])
    most = float(shown["claims"].max())
    scale = alt.Scale(domain=[0, max(most, 4.0)], range=[0, _LARGEST])
    base = alt.Chart(rows(shown))
    some = alt.Chart(rows(shown[shown["disputed"] > 0]))
    layers = [
        base.mark_circle(color=FAN, opacity=0.55).encode(
            x=x, y=y, size=alt.Size("claims:Q", scale=scale, legend=None)
        ),
        some.mark_circle(color=DANGER, opacity=0.9).encode(
            x=x, y=y, size=alt.Size("disputed:Q", scale=scale, legend=None)
        ),
    ]
    picture = layered(
        layers, width=width, height=_ROW * len(names), title=field_title(title, style)
    )
    sizes = sorted({1, max(1, round(most / 2)), round(most)})
    entries = [
        Entry(
            f"{size}" if size != sizes[-1] else f"{size} {texts['claims']}", "point", FAN,
            size=size / max(most, 4.0) * _LARGEST, opacity=0.55,
        )
        for size in sizes
    ]  # fmt: skip
    entries.append(Entry(texts["disputed"], "point", DANGER, size=80.0, opacity=0.9))
    return _whole(picture, entries, width + _names_width(names), style)
