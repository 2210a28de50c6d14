"""The figures of a brief: from the situation and the forecast to tables that `charts` can draw."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from qafila.brief.context import QUANTILES
from qafila.brief.disclosure import rule
from qafila.brief.model import Figure, plain
from qafila.charts import (
    Panel,
    Style,
    draw_map,
    fan_grid,
    probability_chart,
    render_svg,
)
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.brief.context import Context

ARRIVALS = "new_arrivals_cumulative"


@lru_cache(maxsize=1)
def borders() -> Mapping[str, Any]:
    """Outlines of countries that ship with the package.

    Returns
    -------
    mapping
        GeoJSON with a credit.

    Examples
    --------
    >>> borders()["type"]
    'FeatureCollection'
    """
    text = package_data("defaults", "borders.geojson").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


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
        ticks=ticks,
    )


def _say(context: Context, key: str, **values: object) -> str:
    return plain(context.words.say(key, **values))


def _places(context: Context) -> pd.DataFrame:
    """Places that the map shows, each with its part."""
    situation = context.situation
    city = situation.case.city
    supply = {corridor.supply_id for corridor in situation.corridors}
    crossings = {corridor.crossing_id for corridor in situation.corridors}
    passed = {place for corridor in situation.corridors for place in corridor.location_ids}
    rows = []
    for row in situation.network.locations.to_dict("records"):
        place = str(row["location_id"])
        if place == city:
            role = "city"
        elif place in supply:
            role = "supply"
        elif place in crossings:
            role = "crossing"
        elif row["reception"]:
            role = "reception"
        elif place in passed:
            role = "town"
        else:
            continue
        rows.append(
            {
                "label": context.place_text(place),
                "longitude": float(row["longitude"]),
                "latitude": float(row["latitude"]),
                "role": role,
            }
        )
    return pd.DataFrame(rows, columns=["label", "longitude", "latitude", "role"])


def _lines(context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Roads and corridors as stretches between places."""
    network = context.situation.network
    spots = network.locations[["longitude", "latitude"]].to_numpy(dtype=float)

    def stretch(route: int) -> dict[str, float]:
        start, end = spots[network.from_index[route]], spots[network.to_index[route]]
        return {
            "from_longitude": float(start[0]),
            "from_latitude": float(start[1]),
            "to_longitude": float(end[0]),
            "to_latitude": float(end[1]),
        }

    columns = ["from_longitude", "from_latitude", "to_longitude", "to_latitude"]
    status = context.situation.corridor_table().set_index("corridor_id")["status"]
    ways = [
        stretch(route)
        | {
            "corridor_id": corridor.corridor_id,
            "route_id": network.route_ids[route],
            "status": status[corridor.corridor_id],
        }
        for corridor in context.situation.corridors
        for route in corridor.route_indices
    ]
    used = {way["route_id"] for way in ways}
    roads = [stretch(number) for number, name in enumerate(network.route_ids) if name not in used]
    return (
        pd.DataFrame(roads, columns=columns),
        pd.DataFrame(ways, columns=[*columns, "corridor_id", "route_id", "status"]),
    )


def insecurity_spots(context: Context) -> pd.DataFrame:
    """Graded insecurity on the last day; by first-level administrative unit in public.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    pandas.DataFrame
        Columns longitude, latitude, grade (1 to 3); what lies below the first grade is left out.
    """
    frame = context.situation.network.locations[
        ["location_id", "country", "admin1_name", "longitude", "latitude"]
    ].copy()
    last = context.situation.data["insecurity"].isel(day=-1)
    frame["insecurity"] = last.sel(location=list(frame["location_id"])).to_numpy()
    if context.public:
        grid = rule("position_grid")
        grouped = frame.groupby(["country", "admin1_name"], sort=True)
        frame = grouped.agg(
            longitude=("longitude", "mean"), latitude=("latitude", "mean"),
            insecurity=("insecurity", "max"),
        ).reset_index()  # fmt: skip
        for axis in ("longitude", "latitude"):
            frame[axis] = (frame[axis] / grid).round() * grid
    grades = [rule("insecurity_grade", number) for number in ("1", "2", "3")]
    frame["grade"] = [sum(value >= grade for grade in grades) for value in frame["insecurity"]]
    found: pd.DataFrame = frame[frame["grade"] > 0][["longitude", "latitude", "grade"]]
    return found.sort_values(["grade", "longitude", "latitude"]).reset_index(drop=True)


def map_figure(context: Context) -> Figure:
    """Map of corridors by status, insecurity, crossings and reception places.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Figure
        The map; its description names each corridor with its status.
    """
    words = context.words
    roads, corridors = _lines(context)
    texts = {
        status: words.label("route_status", status) for status in ("open", "contested", "closed")
    }
    texts["unknown"] = _say(context, "legend_unknown")
    for key in ("city", "supply", "crossing", "reception", "road", "grade_1", "grade_2", "grade_3"):
        texts[key] = _say(context, f"legend_{key}")
    chart = draw_map(
        borders(), _places(context), roads, corridors, insecurity_spots(context), texts,
        style_of(context),
    )  # fmt: skip
    rows = context.situation.corridor_table().to_dict("records")
    description = "; ".join(
        f"{row[f'name_{words.language}']}: {words.label('route_status', row['status'])}"
        for row in rows
    )
    title = _say(context, "map_title", date=words.plain_date(context.as_of))
    svg = render_svg(chart, "figure-map", title, description)
    key = "map_caption_public" if context.public else "map_caption"
    caption = words.say(key, date=words.date(context.as_of))
    refs = context.refs(claim for row in rows for claim in row["claims"])
    return Figure(Markup(svg), caption, refs)  # noqa: S704  # the drawing was sanitised


def _legend(context: Context) -> dict[str, str]:
    return {key: _say(context, f"legend_{key}") for key in ("median", "half", "wide", "compare")}


def _panel(context: Context, target: str, place: str, fan: pd.DataFrame, title: str) -> Panel:
    row = context.target(target)
    frame = fan.copy()
    if row["unit"] == "people":
        # Suppressed counts lie between one and nine; all of them are drawn at the same height.
        parts = list(QUANTILES)
        frame[parts] = frame[parts].fillna(rule("small_count") / 2)
    steady = context.fan(target, place, "persistence")
    if len(steady):
        line = frame[["x"]].merge(steady[["x", "median"]], on="x", how="left")["median"]
        frame["compare"] = line.to_numpy()
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
    return _say(
        context,
        "basis_line",
        measure=words.label("measure", row["measure"]),
        basis=_say(context, f"basis_{row['count_basis'] or 'model'}"),
        product=", ".join(words.label("product", product) for product in products),
        calibration=_say(context, "not_calibrated"),
    )


def _describe(context: Context, panel: Panel) -> str:
    """First and last day of a fan in words."""
    words, frame = context.words, panel.frame
    parts = []
    for number in sorted({0, len(frame) - 1}):
        row = frame.iloc[number]
        parts.append(
            _say(
                context,
                "fan_description",
                days=words.figures(row["x"]),
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
    title = _say(context, "fuel_title", city=context.place_text(context.situation.case.city))
    panel = _panel(context, "days_of_supply", context.situation.case.city, fan, title)
    style = style_of(context, list(fan["x"]))
    chart = fan_grid([panel], style, _legend(context), columns=1, height=230)
    svg = render_svg(chart, "figure-fuel", title, _describe(context, panel))
    caption = context.words.say("fuel_caption")
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
    title = _say(context, "dry_title", city=context.place_text(context.situation.case.city))
    chart = probability_chart(
        frame[["x", "probability"]], title, basis(context, "stock_out"),
        style_of(context, list(frame["x"])),
    )  # fmt: skip
    last = frame.iloc[-1]
    description = _say(
        context,
        "dry_description",
        days=context.words.figures(last["x"]),
        chance=plain(context.words.chance(last["probability"])),
    )
    svg = render_svg(chart, "figure-dry", title, description)
    return Figure(Markup(svg), context.words.say("dry_caption"))  # noqa: S704  # sanitised


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
    title = _say(context, "arrivals_title")
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
    style = Style(full.rtl, full.decimal, full.thousands, full.ticks[::2])
    chart = fan_grid(panels, style, _legend(context), columns=2, height=104)
    title = _say(context, "places_title")
    description = " ".join(_describe(context, panel) for panel in panels)
    svg = render_svg(chart, "figure-places", title, description)
    caption = Markup("{} {}").format(context.words.say("places_caption"), basis(context, ARRIVALS))
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised
