"""The map of a brief: from the situation to tables that `charts` can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup

from qafila.brief.figures import arrival_places, say_plainly, style_of
from qafila.brief.model import Figure
from qafila.brief.rules import rule
from qafila.brief.siege import siege
from qafila.charts import draw_map, render_svg
from qafila.network.drawing import borders, stretches

if TYPE_CHECKING:
    from qafila.brief.context import Context

_NAMED = frozenset({"city", "supply", "crossing"})


def borders_near(context: Context) -> bool:
    """Whether the outlines that ship with the package cover any place of the case.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    bool
        False for a case elsewhere, whose map then has no outlines.
    """
    west, south, east, north = borders()["bbox"]
    places = context.situation.network.locations
    across = places["longitude"].between(west, east)
    return bool((across & places["latitude"].between(south, north)).any())


def map_places(context: Context) -> pd.DataFrame:
    """Places that the map shows, each with its part.

    Named are the city with the ports, depots and crossings of its corridors, cities that corridors
    supply and places of the blockade, and where there is room those of other corridors, the
    reception places that expect most and towns after which their region is called; the others
    would hide roads and marks.

    Parameters
    ----------
    context : Context
        What is known and expected.

    Returns
    -------
    pandas.DataFrame
        Columns label (empty where not named), longitude, latitude, role, main (whether it is the
        city of the case, port, depot or crossing of a corridor to it, another city that is
        supplied, or a place of the blockade).
    """
    situation = context.situation
    expecting = arrival_places(context)[: int(rule("map_places"))]
    city = situation.case.city
    supplied = {corridor.city_id for corridor in situation.corridors}
    supply = {corridor.supply_id for corridor in situation.corridors}
    crossings = {corridor.crossing_id for corridor in situation.corridors}
    passed = {place for corridor in situation.corridors for place in corridor.location_ids}
    leading = [one for one in situation.corridors if one.city_id == city]
    main = {place for one in leading for place in (city, one.supply_id, one.crossing_id)}
    found = siege(context.claims, context.as_of)
    blocked = {*found.location_ids, *found.later_ids} if found else set()
    main |= supplied | blocked
    rows = []
    receives = situation.network.receiving(situation.as_of)
    for number, row in enumerate(situation.network.locations.to_dict("records")):
        place = str(row["location_id"])
        if place == city:
            role = "city"
        elif place in supply:
            role = "supply"
        elif place in crossings:
            role = "crossing"
        elif receives[number]:
            role = "reception"
        elif place in passed:
            role = "town"
        else:
            continue
        capital = str(row["name_en"]).casefold() == str(row["admin1_name"]).casefold()
        known = capital or place in supplied | blocked
        named = role in _NAMED or place in expecting or (role == "town" and known)
        rows.append(
            {
                "label": context.place_text(place) if named else "",
                "longitude": float(row["longitude"]),
                "latitude": float(row["latitude"]),
                "role": role,
                "main": place in main,
            }
        )
    return pd.DataFrame(rows, columns=["label", "longitude", "latitude", "role", "main"])


def _lines(context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Roads and corridors as stretches between places."""
    network = context.situation.network
    status = context.situation.corridor_table().set_index("corridor_id")["status"]
    ways = [
        stretches(network, corridor.route_indices).assign(
            corridor_id=corridor.corridor_id, status=status[corridor.corridor_id]
        )
        for corridor in context.situation.corridors
    ]
    corridors = pd.concat(ways, ignore_index=True)
    roads = stretches(network, np.flatnonzero(network.seasons.tankers).tolist())
    return roads[~roads["route_id"].isin(corridors["route_id"])], corridors


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
    texts["unknown"] = say_plainly(context, "legend_unknown")
    for key in ("city", "supply", "crossing", "reception", "road", "grade_1", "grade_2", "grade_3"):
        texts[key] = say_plainly(context, f"legend_{key}")
    chart = draw_map(
        borders(), map_places(context), roads, corridors, insecurity_spots(context), texts,
        style_of(context),
    )  # fmt: skip
    rows = context.situation.corridor_table().to_dict("records")
    description = "; ".join(
        f"{row[f'name_{words.language}']}: {words.label('route_status', row['status'])}"
        for row in rows
    )
    title = say_plainly(context, "map_title", date=words.plain_date(context.as_of))
    svg = render_svg(chart, "figure-map", title, description)
    key = "map_caption_public" if context.public else "map_caption"
    caption = words.say(key, date=words.date(context.as_of))
    refs = context.refs(claim for row in rows for claim in row["claims"])
    return Figure(Markup(svg), caption, refs)  # noqa: S704  # the drawing was sanitised
