"""A map of corridors by status, insecurity, crossings and reception places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from qafila.charts.data import rows
from qafila.charts.labels import Spot
from qafila.charts.layers import (
    SPOT,
    framed,
    ground,
    line_feature,
    name_layers,
    points_along,
    road_features,
    shape_layer,
)
from qafila.charts.legend import Entry
from qafila.charts.theme import (
    GRADE_OPACITY,
    GRADE_SIZE,
    INK,
    INSECURITY,
    MAP_WIDTH,
    PAPER,
    ROAD,
    ROLE_FILLS,
    ROLE_SHAPES,
    ROLE_SIZES,
    STATUS_COLOURS,
    STATUS_DASHES,
    STATUS_WIDTHS,
    Style,
    shorten,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qafila.charts.projection import Frame

_ROLE_ORDER = ("city", "supply", "crossing", "reception", "town")
# The worst is drawn last, so that nothing hides it.
_STATUS_ORDER = ("unknown", "open", "contested", "closed")
_NEEDED = frozenset({"city", "supply", "crossing"})
_BESIDE = 5.0


def _beside(frame: Frame, row: Any, lane: float) -> dict[str, Any]:
    """A stretch of road moved sideways, so that states that share a road lie side by side."""
    start = frame.to_pixel(row.from_longitude, row.from_latitude)
    end = frame.to_pixel(row.to_longitude, row.to_latitude)
    # Lanes are counted from the western end, whichever way the corridor runs.
    sign = 1.0 if (start, end) == tuple(sorted((start, end))) else -1.0
    along = (end[0] - start[0], end[1] - start[1])
    length = max((along[0] ** 2 + along[1] ** 2) ** 0.5, 1e-9)
    shift = (-along[1] / length * lane * sign, along[0] / length * lane * sign)
    return line_feature(
        [frame.to_degrees(point[0] + shift[0], point[1] + shift[1]) for point in (start, end)]
    )


def _corridor_layers(frame: Frame, corridors: pd.DataFrame) -> list[alt.Chart]:
    """Lines by status; where corridors of several states share a road, each state has a lane."""
    by_status: dict[str, list[dict[str, Any]]] = {status: [] for status in _STATUS_ORDER}
    for _, shared in corridors.groupby("route_id", sort=True):
        found = shared.drop_duplicates("status").set_index("status")
        stretches = [found.loc[status] for status in _STATUS_ORDER if status in found.index]
        for number, row in enumerate(stretches):
            lane = (number - (len(stretches) - 1) / 2) * _BESIDE
            by_status[str(row.name)].append(_beside(frame, row, lane))
    layers = []
    every = [line for status in _STATUS_ORDER for line in by_status[status]]
    if every:
        casing: dict[str, Any] = {"stroke": PAPER, "strokeWidth": 5.5, "strokeOpacity": 0.65}
        layers.append(shape_layer(every, filled=False, strokeCap="round", **casing))
    for status in _STATUS_ORDER:
        if by_status[status]:
            style: dict[str, Any] = {
                "stroke": STATUS_COLOURS[status],
                "strokeWidth": STATUS_WIDTHS[status],
                "strokeDash": list(STATUS_DASHES[status]),
            }
            layers.append(shape_layer(by_status[status], filled=False, **style))
    return layers


def _insecurity_layers(insecurity: pd.DataFrame) -> list[alt.Chart]:
    layers = []
    for grade in sorted(GRADE_SIZE):
        spots = insecurity[insecurity["grade"] == grade]
        if len(spots):
            layers.append(
                alt.Chart(rows(spots[["longitude", "latitude"]]))
                .mark_circle(
                    size=GRADE_SIZE[grade],
                    color=INSECURITY,
                    opacity=GRADE_OPACITY[grade],
                    clip=True,
                )
                .encode(*SPOT)
            )
    return layers


def _insecurity_rings(insecurity: pd.DataFrame) -> list[alt.Chart]:
    """Rims over the corridors, so that no road hides where it is unsafe."""
    layers = []
    for grade in sorted(GRADE_SIZE):
        spots = insecurity[insecurity["grade"] == grade]
        if len(spots):
            ring: dict[str, Any] = {"stroke": INSECURITY, "strokeWidth": 1.6, "strokeOpacity": 0.85}
            layers.append(
                alt.Chart(rows(spots[["longitude", "latitude"]]))
                .mark_point(shape="circle", size=GRADE_SIZE[grade], filled=False, clip=True, **ring)
                .encode(*SPOT)
            )
    return layers


def _place_layers(places: pd.DataFrame) -> list[alt.Chart]:
    layers = []
    for role in reversed(_ROLE_ORDER):
        spots = places[places["role"] == role]
        if len(spots):
            layers.append(
                alt.Chart(rows(spots[["longitude", "latitude"]]))
                .mark_point(
                    shape=ROLE_SHAPES[role],
                    size=ROLE_SIZES[role],
                    filled=True,
                    fill=ROLE_FILLS[role],
                    stroke=INK if role != "town" else None,
                    strokeWidth=1.3,
                    opacity=1,
                )
                .encode(*SPOT)
            )
    return layers


def _label_layers(
    frame: Frame, places: pd.DataFrame, corridors: pd.DataFrame, style: Style
) -> list[alt.Chart]:
    order = {role: number for number, role in enumerate(_ROLE_ORDER)}
    ordered = sorted(
        places.to_dict("records"),
        key=lambda row: (not row.get("main", True), order[row["role"]], row["label"]),
    )
    spots = []
    for row in ordered:
        x, y = frame.to_pixel(row["longitude"], row["latitude"])
        radius = ROLE_SIZES[row["role"]] ** 0.5 / 2
        needed = row["role"] in _NEEDED and row.get("main", True)
        spots.append(Spot(shorten(row["label"]), x, y, radius, needed))
    return name_layers(
        frame, spots, style, points_along(frame, corridors.drop_duplicates("route_id"))
    )


def _entries(
    places: pd.DataFrame,
    corridors: pd.DataFrame,
    insecurity: pd.DataFrame,
    texts: Mapping[str, str],
) -> list[Entry]:
    """Legend of what the map shows; all four states are always explained."""
    entries = [
        Entry(
            texts[status],
            "line",
            STATUS_COLOURS[status],
            STATUS_DASHES[status],
            STATUS_WIDTHS[status],
        )
        for status in ("open", "contested", "closed", "unknown")
        if len(corridors)
    ]
    roles = set(places["role"])
    entries += [
        Entry(
            texts[role], "point", ROLE_FILLS[role], shape=ROLE_SHAPES[role],
            size=ROLE_SIZES[role], width=1.3, outline=INK,
        )
        for role in _ROLE_ORDER[:-1]
        if role in roles
    ]  # fmt: skip
    if len(insecurity):
        entries += [
            Entry(
                texts[f"grade_{grade}"], "point", INSECURITY, size=GRADE_SIZE[grade] / 3,
                opacity=GRADE_OPACITY[grade] + 0.1,
            )
            for grade in sorted(GRADE_SIZE)
        ]  # fmt: skip
    return [*entries, Entry(texts["road"], "line", ROAD, width=1.2)]


def draw_map(
    borders: Mapping[str, Any],
    places: pd.DataFrame,
    roads: pd.DataFrame,
    corridors: pd.DataFrame,
    insecurity: pd.DataFrame,
    texts: Mapping[str, str],
    style: Style | None = None,
    width: float = MAP_WIDTH,
    title: str = "",
) -> alt.VConcatChart:
    """Draw the map.

    Parameters
    ----------
    borders : mapping
        GeoJSON of countries, multipolygons; may be empty.
    places : pandas.DataFrame
        Columns ``label``, ``longitude``, ``latitude`` (degrees) and ``role``: city, supply,
        crossing, reception or town; ``main``, if there is such a column, marks those of the
        corridors that matter most. City, ports and crossings that are main are named first, others
        where there is room; a place with an empty label is drawn without a name.
    roads : pandas.DataFrame
        Columns ``from_longitude``, ``from_latitude``, ``to_longitude``, ``to_latitude``.
    corridors : pandas.DataFrame
        The same columns, with ``corridor_id``, ``route_id`` and ``status``.
    insecurity : pandas.DataFrame
        Columns ``longitude``, ``latitude`` and ``grade`` (1 to 3).
    texts : mapping of str to str
        Legend: the four states, the roles but town, ``grade_1`` to ``grade_3`` and ``road``.
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
    >>> line = ["from_longitude", "from_latitude", "to_longitude", "to_latitude"]
    >>> chart = draw_map(
    ...     {}, pd.DataFrame({"label": ["Bamako"], "longitude": [-8.0], "latitude": [12.6],
    ...                       "role": ["city"]}),
    ...     pd.DataFrame(columns=line),
    ...     pd.DataFrame(columns=[*line, "corridor_id", "route_id", "status"]),
    ...     pd.DataFrame(columns=["longitude", "latitude", "grade"]),
    ...     {"city": "city", "road": "road"})
    >>> len(chart.vconcat)
    2
    """
    style = style or Style()
    frame, land = ground(borders, places, width)
    layers: list[Any] = [*land]
    ways = road_features(roads)
    if ways:
        layers.append(shape_layer(ways, filled=False, stroke=ROAD, strokeWidth=1.2))
    layers += _insecurity_layers(insecurity)
    layers += _corridor_layers(frame, corridors)
    layers += _insecurity_rings(insecurity)
    layers += _place_layers(places)
    layers += _label_layers(frame, places, corridors, style)
    entries = _entries(places, corridors, insecurity, texts)
    return framed(layers, frame, entries, style, land=bool(land), title=title)
