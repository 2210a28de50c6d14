"""The fans of a brief: from the forecast to tables that `charts` can draw."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from qafila.brief.calibration import remark, stretching
from qafila.brief.counting import counted
from qafila.brief.facts import QUANTILES
from qafila.brief.model import Figure, plain
from qafila.brief.rules import rule
from qafila.brief.sections.shared import dry_defined
from qafila.charts import (
    Panel,
    Style,
    fan_grid,
    probability_chart,
    render_svg,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from qafila.brief.context import Context

ARRIVALS = "new_arrivals_cumulative"


def style_of(context: Context, days: Sequence[float] = ()) -> Style:
    """How charts are to write.

    Parameters
    ----------
    context : Context
        The brief.
    days : sequence of float
        Days ahead that an axis spans.

    Returns
    -------
    Style
        Direction, separators and dates.
    """
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = context.words.locale
    ticks: list[tuple[float, str]] = []
    if len(days):
        first, last = int(min(days)), int(max(days))
        step = max(1, -(-(last - first) // 6))
        ticks = [
            (float(day), context.words.short_date(context.as_of + dt.timedelta(days=day)))
            for day in range(first, last + 1, step)
        ]
    return Style(
        rtl=context.words.direction == "rtl",
        decimal=get_decimal_symbol(locale, numbering_system="latn"),
        thousands=get_group_symbol(locale, numbering_system="latn"),
        percent="\u202f%" if context.words.language == "fr" else "%",
        ticks=ticks,
    )


def say_plainly(context: Context, key: str, **values: object) -> str:
    """A text of the brief without markup, as pictures need it.

    Parameters
    ----------
    context : Context
        The brief.
    key : str
        Key of the text.
    **values : object
        What its braces stand for.

    Returns
    -------
    str
        The text.
    """
    return plain(context.words.say(key, **values))


def _legend(context: Context) -> dict[str, str]:
    return {
        key: say_plainly(context, f"legend_{key}") for key in ("median", "half", "wide", "compare")
    }


def _panel(context: Context, target: str, place: str, fan: pd.DataFrame, title: str) -> Panel:
    row = context.target(target)
    frame = fan.copy()
    if row["unit"] == "people":
        # Suppressed counts lie between one and nine; all of them are drawn at the same height.
        parts = list(QUANTILES)
        frame[parts] = frame[parts].fillna(rule("small_count") / 2)
    steady = context.fan(target, place, "persistence")
    if len(steady):
        lines = frame[["x"]].merge(steady, on="x", how="left")
        compared = {"compare": "median", "compare_low": "low90", "compare_high": "high90"}
        for name, part in compared.items():
            frame[name] = lines[part].to_numpy()
    return Panel(frame, title, basis(context, target), context.words.unit(row["unit"]))


def basis(context: Context, target: str) -> str:
    """Measure, basis, product and calibration of a forecast in one line.

    Parameters
    ----------
    context : Context
        The brief.
    target : str
        Row of ``schema/targets.csv``.

    Returns
    -------
    str
        What is written under the title of each fan.
    """
    words, row = context.words, context.target(target)
    rows = context.frame[context.frame["target"] == target]
    products = sorted(set(rows["product"]))
    return say_plainly(
        context,
        "basis_line",
        measure=words.label("measure", row["measure"]),
        basis=say_plainly(context, f"basis_{row['count_basis'] or 'model'}"),
        product=", ".join(words.label("product", product) for product in products),
        calibration=remark(context, target),
    )


def _describe(context: Context, panel: Panel) -> str:
    """First and last day of a fan in words."""
    words, frame = context.words, panel.frame
    parts = []
    for number in sorted({0, len(frame) - 1}):
        row = frame.iloc[number]
        parts.append(
            say_plainly(
                context,
                "fan_description",
                days=counted(words, "days", row["x"]),
                median=words.figures(row["median"]),
                low=words.figures(row["low90"]),
                high=words.figures(row["high90"]),
            )
        )
    return f"{panel.title}. {panel.subtitle}. " + " ".join(parts)


def fuel_figure(context: Context, fan: pd.DataFrame) -> Figure:
    """Fan of the days of fuel left.

    Parameters
    ----------
    context : Context
        The brief.
    fan : pandas.DataFrame
        From `Context.fan`.

    Returns
    -------
    Figure
        The fan.
    """
    title = say_plainly(context, "fuel_title", city=context.place_text(context.situation.case.city))
    panel = _panel(context, "days_of_supply", context.situation.case.city, fan, title)
    style = style_of(context, list(fan["x"]))
    chart = fan_grid([panel], style, _legend(context), columns=1, height=230)
    svg = render_svg(chart, "figure-fuel", title, _describe(context, panel))
    told = [context.words.say("fuel_caption"), *(one.html for one in stretching(context))]
    caption = Markup(" ").join(told)
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised


def dry_figure(context: Context) -> Figure:
    """Chance of dry pumps by date.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Figure
        The curve.
    """
    frame = context.stock_out
    title = say_plainly(context, "dry_title", city=context.place_text(context.situation.case.city))
    chart = probability_chart(
        frame[["x", "probability"]], title, basis(context, "stock_out"),
        style_of(context, list(frame["x"])),
    )  # fmt: skip
    last = frame.iloc[-1]
    description = say_plainly(
        context,
        "dry_description",
        days=counted(context.words, "days", last["x"]),
        chance=plain(context.words.chance(last["probability"])),
    )
    svg = render_svg(chart, "figure-dry", title, description)
    caption = Markup("{} {}").format(context.words.say("dry_caption"), dry_defined(context))
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised


def arrival_places(context: Context) -> list[str]:
    """Reception places with a forecast, those that expect most first.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    list of str
        Identifiers.
    """
    known = context.situation.network.locations
    named = set(known.loc[known["reception"], "location_id"])
    frame = context.frame
    rows = frame[(frame["target"] == ARRIVALS) & frame["location"].isin(named)]
    weight = {}
    for place in sorted(set(rows["location"])):
        fan = context.fan(ARRIVALS, str(place))
        if len(fan):
            weight[str(place)] = float(fan["high50"].fillna(0).iloc[-1])
    return sorted(weight, key=lambda place: (-weight[place], place))


def arrivals_figure(context: Context, fan: pd.DataFrame) -> Figure:
    """Fan of all arrivals at reception places.

    Parameters
    ----------
    context : Context
        The brief.
    fan : pandas.DataFrame
        From `Context.fan`.

    Returns
    -------
    Figure
        The fan.
    """
    title = say_plainly(context, "arrivals_title")
    panel = _panel(context, ARRIVALS, "total", fan, title)
    chart = fan_grid(
        [panel], style_of(context, list(fan["x"])), _legend(context), columns=1, height=210
    )
    svg = render_svg(chart, "figure-arrivals", title, _describe(context, panel))
    return Figure(Markup(svg), context.words.say("arrivals_caption"))  # noqa: S704  # sanitised


def places_figure(context: Context, places: Sequence[str]) -> Figure:
    """Small fans of the reception places that expect most.

    Parameters
    ----------
    context : Context
        The brief.
    places : sequence of str
        Identifiers, in order.

    Returns
    -------
    Figure
        The fans.
    """
    panels, days = [], [1.0]
    for place in places[: int(rule("shown_places"))]:
        fan = context.fan(ARRIVALS, place)
        panel = _panel(context, ARRIVALS, place, fan, context.place_text(place))
        panels.append(Panel(panel.frame, panel.title))
        days = list(fan["x"])
    full = style_of(context, days)
    style = dataclasses.replace(full, ticks=full.ticks[::2])
    chart = fan_grid(panels, style, _legend(context), columns=2, height=104)
    title = say_plainly(context, "places_title")
    description = " ".join(_describe(context, panel) for panel in panels)
    svg = render_svg(chart, "figure-places", title, description)
    parts = [context.words.say("places_caption"), escape(basis(context, ARRIVALS))]
    if any("compare_high" in panel.frame for panel in panels):
        parts.insert(1, context.words.say("places_caption_steady"))
    caption = Markup(" ").join(parts)
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised
