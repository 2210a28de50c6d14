"""Relations over days: a bar for each, pale where its begin or its end is not known to the day."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import altair as alt

from qafila.charts.composing import layered, stacked
from qafila.charts.data import rows
from qafila.charts.legend import Entry, draw_legend
from qafila.charts.theme import (
    FAINT,
    INK,
    LABEL_SIZE,
    Style,
    clean,
    config,
    label_limit,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

WIDTH = 560.0
_ROW = 20.0
_LABELS = 330.0
_PALE = 0.35
_MARK = "diamond"
# Blue and green for what joins, red and orange for what parts, ink for what becomes another.
RELATION_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "supported_by": "#0072b2",
        "allied_with": "#56a5d8",
        "part_of": "#00795c",
        "merged_into": INK,
        "succeeded_by": INK,
        "claims_territory_of": "#e08e00",
        "fights": "#8f1d1d",
    }
)


def relations_chart(
    bars: pd.DataFrame,
    marks: pd.DataFrame,
    order: Sequence[tuple[str, bool]],
    span: tuple[float, float],
    title: str,
    texts: Mapping[str, str],
    style: Style | None = None,
) -> alt.VConcatChart:
    """Draw relations over days, in the order of their labels.

    Parameters
    ----------
    bars : pandas.DataFrame
        Columns ``label``, ``x``, ``x2`` (days; the end is not part of the bar), ``relation`` and
        ``sure`` (whether it held all the while).
    marks : pandas.DataFrame
        What happened once: columns ``label``, ``x``.
    order : sequence of (str, bool)
        Labels from top to bottom, at least one; True marks a heading, which has neither.
    span : tuple of float
        First and last day of the axis.
    title : str
        What it shows.
    texts : mapping of str to str
        Legend: each relation that is drawn, ``pale`` and ``mark``.
    style : Style, optional
        How the language writes, with the years that the axis names.

    Returns
    -------
    altair.VConcatChart
        Chart and legend.

    Examples
    --------
    >>> import pandas as pd
    >>> bars = pd.DataFrame({"label": ["A"], "x": [0], "x2": [9], "relation": ["fights"],
    ...                      "sure": [True]})
    >>> texts = {"fights": "fights", "pale": "not known to the day", "mark": "once"}
    >>> len(relations_chart(bars, pd.DataFrame(columns=["label", "x"]), [("A", False)], (0, 9),
    ...                     "Who", texts).vconcat)
    2
    """
    style = style or Style()
    x, y = _x(style, *span), _y(order, style)
    layers: list[Any] = []
    for (relation, sure), part in bars.groupby(["relation", "sure"], sort=True):
        colour = RELATION_COLOURS[str(relation)]
        dashed: dict[str, Any] = {"stroke": colour, "strokeWidth": 1, "strokeDash": [2, 2]}
        shown = part.assign(label=[style.write(label) for label in part["label"]])
        layers.append(
            alt.Chart(rows(shown[["label", "x", "x2"]]))
            .mark_bar(
                color=colour,
                fillOpacity=1.0 if sure else _PALE,
                height={"band": 0.62},
                **({} if sure else dashed),
            )
            .encode(x=x, x2=alt.X2("x2"), y=y)
        )
    if len(marks):
        shown = marks.assign(label=[style.write(label) for label in marks["label"]])
        layers.append(
            alt.Chart(rows(shown[["label", "x"]]))
            .mark_point(shape=_MARK, size=80, filled=True, fill=INK, opacity=1)
            .encode(x=x, y=y)
        )
    written = alt.TitleParams(
        text=style.write(title), anchor="end" if style.rtl else "start", frame="group"
    )
    picture = layered(layers, width=WIDTH, height=_ROW * len(order), title=written)
    drawn = [relation for relation in RELATION_COLOURS if relation in set(bars["relation"])]
    entries = [
        Entry(texts[relation], "area", RELATION_COLOURS[relation])
        for relation in drawn
        if RELATION_COLOURS[relation] != INK
    ]
    if not bars["sure"].all():
        entries.append(Entry(texts["pale"], "area", INK, opacity=_PALE))
    if len(marks):
        entries.append(Entry(texts["mark"], "point", INK, shape=_MARK))
    legend = draw_legend(entries, WIDTH, style)
    chart = stacked([picture, legend], 14)
    chart.config = alt.Config(**config(style))
    return chart


def _x(style: Style, first: float, last: float) -> alt.X:
    ticks = {x: label for x, label in style.ticks if first <= x <= last}
    axis: dict[str, Any] = {"title": None, "grid": True, "orient": "bottom"}
    if ticks:
        words = {f"{x:g}": style.write(label) for x, label in ticks.items()}
        axis["values"] = list(ticks)
        axis["labelExpr"] = f"({json.dumps(words)})[format(datum.value, '.6~g')]"
        axis["labelOverlap"] = "parity"
    scale = alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False)
    return alt.X("x:Q", axis=alt.Axis(**axis), scale=scale)


def _y(order: Sequence[tuple[str, bool]], style: Style) -> alt.Y:
    names = [style.write(label) for label, _ in order]
    headings = json.dumps([name for name, (_, head) in zip(names, order, strict=True) if head])
    bold = {"test": f"indexof({headings}, datum.value) >= 0", "value": "bold"}
    # The scale has the order: a sort would make each layer look up the place of each of its rows.
    return alt.Y(
        "label:N",
        axis=alt.Axis(
            title=None,
            orient="right" if style.rtl else "left",
            labelLimit=label_limit(names, _LABELS),
            labelFontSize=LABEL_SIZE,
            labelColor=INK,
            labelFontWeight={"condition": bold, "value": "normal"},
            domain=False,
            ticks=False,
            grid=True,
            gridColor=FAINT,
            gridOpacity=0.35,
        ),
        scale=alt.Scale(padding=0.1, domain=names),
    )


def label_width(text: str) -> float:
    """Width of a label, as a share of what the chart has room for.

    Parameters
    ----------
    text : str
        The label.

    Returns
    -------
    float
        Above 1 for a label that would be cut.

    Examples
    --------
    >>> label_width("JNIM") < 1.0
    True
    """
    return text_width(clean(text), LABEL_SIZE) / _LABELS
