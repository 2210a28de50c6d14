"""A map of a whole network: every road by mode, every place by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from qafila.charts.data import rows
from qafila.charts.labels import Spot
from qafila.charts.layers import (
    SPOT,
    framed,
    ground,
    name_layers,
    road_features,
    shape_layer,
)
from qafila.charts.legend import Entry
from qafila.charts.theme import (
    INK,
    KIND_FILLS,
    KIND_SHAPES,
    KIND_SIZES,
    MAP_WIDTH,
    MODE_COLOURS,
    MODE_DASHES,
    MODE_WIDTHS,
    Style,
    shorten,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qafila.charts.projection import Frame

_OUTLINE = 1.2


def _known(values: pd.Series, order: Mapping[str, Any]) -> list[str]:
    """Values that there are, in the order of the table of their looks."""
    there = set(values)
    return [name for name in order if name in there]


def _road_layers(roads: pd.DataFrame) -> list[alt.Chart]:
    layers = []
    for mode in reversed(_known(roads["mode"], MODE_COLOURS)):
        style: dict[str, Any] = {
            "stroke": MODE_COLOURS[mode],
            "strokeWidth": MODE_WIDTHS[mode],
            "strokeDash": list(MODE_DASHES[mode]),
        }
        features = road_features(roads[roads["mode"] == mode])
        layers.append(shape_layer(features, filled=False, **style))
    return layers


def _place_layers(places: pd.DataFrame) -> list[alt.Chart]:
    layers = []
    for kind in reversed(_known(places["kind"], KIND_SHAPES)):
        spots = places.loc[places["kind"] == kind, ["longitude", "latitude"]]
        look: dict[str, Any] = {
            "shape": KIND_SHAPES[kind],
            "size": KIND_SIZES[kind],
            "fill": KIND_FILLS[kind],
            "stroke": INK if kind != "town" else None,
        }
        layers.append(
            alt.Chart(rows(spots))
            .mark_point(filled=True, strokeWidth=_OUTLINE, opacity=1, **look)
            .encode(*SPOT)
        )
    return layers


def _spots(frame: Frame, places: pd.DataFrame) -> list[Spot]:
    order = {kind: number for number, kind in enumerate(KIND_SHAPES)}
    ordered = sorted(
        places.to_dict("records"),
        key=lambda row: (not row["main"], order[row["kind"]], row["label"]),
    )
    found = []
    for row in ordered:
        x, y = frame.to_pixel(row["longitude"], row["latitude"])
        radius = KIND_SIZES[row["kind"]] ** 0.5 / 2
        found.append(Spot(shorten(row["label"]), x, y, radius, row["main"]))
    return found


def _entries(places: pd.DataFrame, roads: pd.DataFrame, texts: Mapping[str, str]) -> list[Entry]:
    entries = [
        Entry(texts[mode], "line", MODE_COLOURS[mode], MODE_DASHES[mode], MODE_WIDTHS[mode])
        for mode in _known(roads["mode"], MODE_COLOURS)
    ]
    return entries + [
        Entry(
            texts[kind], "point", KIND_FILLS[kind], width=_OUTLINE, shape=KIND_SHAPES[kind],
            size=KIND_SIZES[kind], outline=INK if kind != "town" else None,
        )
        for kind in _known(places["kind"], KIND_SHAPES)
    ]  # fmt: skip


def draw_network(
    borders: Mapping[str, Any],
    places: pd.DataFrame,
    roads: pd.DataFrame,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = MAP_WIDTH,
    title: str = "",
) -> alt.VConcatChart:
    """Draw the map of a network.

    Parameters
    ----------
    borders : mapping
        GeoJSON of countries, multipolygons; may be empty.
    places : pandas.DataFrame
        At least one row; columns ``label``, ``longitude``, ``latitude`` (degrees), ``kind``
        (``location_kind``) and ``main``: such places are always named, others where there is room.
    roads : pandas.DataFrame
        Columns ``from_longitude``, ``from_latitude``, ``to_longitude``, ``to_latitude`` and
        ``mode`` (``route_mode``).
    texts : mapping of str to str
        Legend: a text for each mode and kind.
    style : Style, optional
        How the language writes.
    width : float
        Width, px.
    title : str
        What stands above the map, if anything.

    Returns
    -------
    altair.VConcatChart
        Map and legend.

    Examples
    --------
    >>> import pandas as pd
    >>> places = pd.DataFrame(
    ...     {"label": ["Bamako"], "longitude": [-8.0], "latitude": [12.6], "kind": ["city"],
    ...      "main": [True]})
    >>> line = ["from_longitude", "from_latitude", "to_longitude", "to_latitude", "mode"]
    >>> chart = draw_network({}, places, pd.DataFrame(columns=line), {"city": "city"})
    >>> len(chart.vconcat)
    2
    """
    style = style or Style()
    frame, land = ground(borders, places, width)
    layers: list[Any] = [*land]
    layers += _road_layers(roads)
    layers += _place_layers(places)
    layers += name_layers(frame, _spots(frame, places), style)
    return framed(
        layers, frame, _entries(places, roads, texts), style, land=bool(land), title=title
    )
