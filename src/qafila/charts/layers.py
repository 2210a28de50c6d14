"""What every map is made of: shapes, names that keep off marks, and the frame around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from qafila.charts.composing import layered, stacked
from qafila.charts.data import rows, shapes
from qafila.charts.labels import Spot, place_labels
from qafila.charts.legend import Entry, draw_legend
from qafila.charts.projection import Frame
from qafila.charts.theme import BORDER, INK, LABEL_SIZE, LAND, PAPER, SEA, Style, config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SPOT = (alt.Longitude("longitude:Q"), alt.Latitude("latitude:Q"))
_STEP = 6  # pixels between two points that names keep off


def line_feature(points: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """A line as GeoJSON.

    Parameters
    ----------
    points : sequence of (float, float)
        Longitude and latitude, degrees.

    Returns
    -------
    dict
        A feature.

    Examples
    --------
    >>> line_feature([(0.0, 1.0), (2.0, 3.0)])["geometry"]["coordinates"]
    [[0.0, 1.0], [2.0, 3.0]]
    """
    return {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [list(point) for point in points]},
    }


def road_features(roads: pd.DataFrame) -> list[dict[str, Any]]:
    """Stretches of road as GeoJSON.

    Parameters
    ----------
    roads : pandas.DataFrame
        Columns ``from_longitude``, ``from_latitude``, ``to_longitude``, ``to_latitude``.

    Returns
    -------
    list of dict
        One feature a stretch.
    """
    return [
        line_feature(
            [
                (row["from_longitude"], row["from_latitude"]),
                (row["to_longitude"], row["to_latitude"]),
            ]
        )
        for row in roads.to_dict("records")
    ]


def shape_layer(features: list[dict[str, Any]], **mark: Any) -> alt.Chart:
    """Shapes on a map.

    Parameters
    ----------
    features : list of dict
        GeoJSON features.
    **mark : Any
        How they are drawn.

    Returns
    -------
    altair.Chart
        A layer.
    """
    chart: alt.Chart = alt.Chart(shapes(features)).mark_geoshape(clip=True, **mark)
    return chart


def land_near(borders: Mapping[str, Any], frame: Frame) -> list[dict[str, Any]]:
    """Polygons that a frame touches; the others only cost time.

    Parameters
    ----------
    borders : mapping
        GeoJSON of countries, multipolygons; may be empty.
    frame : Frame
        What the map shows.

    Returns
    -------
    list of dict
        GeoJSON features.
    """
    west, north = frame.to_degrees(0, 0)
    east, south = frame.to_degrees(frame.width, frame.height)
    kept = []
    for country in borders.get("features", []):
        for polygon in country["geometry"]["coordinates"]:
            across = [point[0] for point in polygon[0]]
            up = [point[1] for point in polygon[0]]
            if min(across) < east and max(across) > west and min(up) < north and max(up) > south:
                shape = {"type": "Polygon", "coordinates": polygon}
                kept.append({"type": "Feature", "properties": {}, "geometry": shape})
    return kept


def ground(
    borders: Mapping[str, Any], places: pd.DataFrame, width: float
) -> tuple[Frame, list[alt.Chart]]:
    """What a map of some places shows, and the land below everything else.

    Parameters
    ----------
    borders : mapping
        GeoJSON of countries, multipolygons; may be empty.
    places : pandas.DataFrame
        At least one row; columns ``longitude``, ``latitude``, degrees.
    width : float
        Width, px.

    Returns
    -------
    Frame
        Around all places.
    list of altair.Chart
        One layer, or none where no country is drawn.
    """
    points = zip(places["longitude"], places["latitude"], strict=True)
    frame = Frame.around([(float(x), float(y)) for x, y in points], width)
    land = land_near(borders, frame)
    if not land:
        return frame, []
    return frame, [shape_layer(land, fill=LAND, stroke=BORDER, strokeWidth=0.9)]


def points_along(frame: Frame, stretches: pd.DataFrame) -> list[tuple[float, float]]:
    """Pixels along stretches of road, so that names can keep off them.

    Parameters
    ----------
    frame : Frame
        What the map shows.
    stretches : pandas.DataFrame
        As in `road_features`.

    Returns
    -------
    list of (float, float)
        Pixels.
    """
    points = []
    for row in stretches.to_dict("records"):
        start = frame.to_pixel(row["from_longitude"], row["from_latitude"])
        end = frame.to_pixel(row["to_longitude"], row["to_latitude"])
        steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) // _STEP))
        for step in range(steps + 1):
            share = step / steps
            points.append(
                (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
            )
    return points


def name_layers(
    frame: Frame,
    spots: Sequence[Spot],
    style: Style,
    lines: Sequence[tuple[float, float]] = (),
) -> list[alt.Chart]:
    """Names of places, each with a halo.

    Parameters
    ----------
    frame : Frame
        What the map shows.
    spots : sequence of Spot
        Places, the most important first.
    style : Style
        How the language writes.
    lines : sequence of (float, float)
        Pixels that names had better keep off.

    Returns
    -------
    list of altair.Chart
        Layers.
    """
    found = []
    for label in place_labels(spots, frame.width, frame.height, lines):
        longitude, latitude = frame.to_degrees(label.x, label.y)
        found.append(
            {
                "label": style.write(label.text),
                "longitude": longitude,
                "latitude": latitude,
                "align": label.align,
            }
        )
    table = pd.DataFrame(found, columns=["label", "longitude", "latitude", "align"])
    layers = []
    for align, group in table.groupby("align", sort=True):
        for halo in (True, False):
            drawn: dict[str, Any] = (
                {"stroke": PAPER, "strokeWidth": 3, "strokeOpacity": 0.85, "fill": PAPER}
                if halo
                else {"fill": INK}
            )
            layers.append(
                alt.Chart(rows(group[["label", "longitude", "latitude"]]))
                .mark_text(
                    align=str(align),  # type: ignore[arg-type]
                    baseline="middle",
                    fontSize=LABEL_SIZE,
                    **drawn,
                )
                .encode(*SPOT, alt.Text("label:N"))
            )
    return layers


def field_title(title: str, style: Style) -> alt.TitleParams:
    """Title over the field of a picture, on the side at which the language starts.

    Parameters
    ----------
    title : str
        What the picture shows.
    style : Style
        How the language writes.

    Returns
    -------
    altair.TitleParams
        The title.
    """
    return alt.TitleParams(
        text=style.write(title), anchor="end" if style.rtl else "start", frame="group"
    )


def framed(
    layers: Sequence[Any],
    frame: Frame,
    entries: Sequence[Entry],
    style: Style,
    *,
    land: bool,
    title: str = "",
) -> alt.VConcatChart:
    """A map with its legend.

    Parameters
    ----------
    layers : sequence of altair charts
        From the ground up.
    frame : Frame
        What the map shows.
    entries : sequence of Entry
        Legend.
    style : Style
        How the language writes.
    land : bool
        Whether countries are drawn; without them the whole ground is land.
    title : str
        What stands above the map, if anything.

    Returns
    -------
    altair.VConcatChart
        Map and legend.
    """
    picture = layered(
        layers,
        projection=alt.Projection(
            type="mercator",
            scale=frame.scale,
            translate=[frame.shift_x, frame.shift_y],
            clipExtent=[[-2, -2], [frame.width + 2, frame.height + 2]],
        ),
        width=frame.width,
        height=frame.height,
        view=alt.ViewBackground(fill=SEA if land else LAND, stroke=BORDER),
    )
    legend = draw_legend(entries, frame.width, style)
    chart = stacked([picture, legend], 12)
    chart.config = alt.Config(**config(style))
    if title:
        chart.title = alt.TitleParams(
            text=style.write(title), anchor="end" if style.rtl else "start", frame="bounds"
        )
    return chart
