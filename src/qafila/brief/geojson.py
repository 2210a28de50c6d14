"""The network of a situation as GeoJSON: places, routes, corridors with their status."""

from __future__ import annotations

import json
import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.brief.disclosure import MARKING
from qafila.charts.theme import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.brief.context import Context
    from qafila.network import Network
    from qafila.situation import Situation

_CREDITS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "roads": ("routes", "OpenStreetMap", "distances: OpenStreetMap contributors, ODbL 1.0"),
        "places": ("locations", "GeoNames", "places: GeoNames, CC BY 4.0"),
    }
)


def licences(network: Network) -> tuple[str, ...]:
    """Which credits the tables of a case call for, by what they name as their sources.

    Parameters
    ----------
    network : Network
        Places and routes with their sources.

    Returns
    -------
    tuple of str
        ``roads`` for OpenStreetMap, ``places`` for GeoNames.

    Examples
    --------
    >>> import pandas as pd
    >>> from qafila.network import Network
    >>> table = pd.DataFrame({"source": ["GeoNames 1 (CC BY 4.0)"]})
    >>> licences(Network(table, table))
    ('places',)
    """
    tables = {"routes": network.routes, "locations": network.locations}
    return tuple(
        key
        for key, (table, word, _) in _CREDITS.items()
        if tables[table]["source"].str.contains(word, regex=False).any()
    )


def _number(value: object) -> float | None:
    number = float(str(value))
    return float(f"{number:.6g}") if math.isfinite(number) else None


def network_geojson(context: Context, latest: Iterable[Mapping[str, Any]]) -> str:
    """Places, routes and corridors as GeoJSON.

    Parameters
    ----------
    context : Context
        What is known, as a profile may see it.
    latest : iterable of mapping
        What may be told of each corridor on the day of the brief.

    Returns
    -------
    str
        A feature collection; the same bytes for the same inputs.
    """
    situation, network = context.situation, context.situation.network
    last = situation.data.isel(day=-1)
    goods = last["route_passability"].to_numpy()
    people = last["route_passability_people"].to_numpy()
    unsafe = last["insecurity"].to_numpy()
    unheard = situation.unheard_routes[-1]
    spots = network.locations[["longitude", "latitude"]].to_numpy(dtype=float)
    receives = network.receiving(context.as_of)
    features: list[dict[str, Any]] = []
    for number, row in enumerate(network.locations.to_dict("records")):
        known = {key: row[key] for key in ("name_en", "name_fr", "name_ar", "kind", "country")}
        known |= {"admin1_name": row["admin1_name"], "reception": bool(receives[number])}
        known |= {key: row[key] for key in ("admin1_pcode", "region_id", "reception_setting")}
        if not context.public:
            known |= {"insecurity": _number(unsafe[number]), "marking": MARKING}
        spot = [_number(value) for value in spots[number]]
        shape = {"type": "Point", "coordinates": spot}
        features.append(_feature(row["location_id"], "location", known, shape))
    users = _users(situation)
    for number, row in enumerate(network.routes.to_dict("records")):
        known = {key: row[key] for key in ("from_id", "to_id", "road_name", "mode")}
        known |= {"distance_km": _number(row["distance_km"]), "corridors": users.get(number, [])}
        known |= _way(network, number, context.as_of.month - 1)
        if not context.public:
            known |= {
                "passability_supply": _number(goods[number]),
                "passability_people": _number(people[number]),
                "status": "unknown" if unheard[number] else "",
                "marking": MARKING,
            }
        shape = _line(spots, [int(network.from_index[number]), int(network.to_index[number])])
        features.append(_feature(row["route_id"], "route", known, shape))
    table = {row["id"]: row for row in latest}
    for corridor in situation.corridors:
        known_now = table[corridor.corridor_id]
        known = {f"name_{code}": corridor.names[code] for code in ("en", "fr", "ar")}
        known |= {"status": known_now["status"], "distance_km": _number(corridor.distance_km)}
        known |= {"city_id": corridor.city_id}
        known |= {key: _number(known_now[key]) for key in ("p_open", "p_contested", "p_closed")}
        numbers = [network.location_index(place) for place in corridor.location_ids]
        features.append(_feature(corridor.corridor_id, "corridor", known, _line(spots, numbers)))
    collection = {
        "type": "FeatureCollection",
        "as_of": context.as_of.isoformat(),
        "licence": "; ".join(_CREDITS[key][2] for key in licences(network)),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def _way(network: Network, number: int, month: int) -> dict[str, Any]:
    """What a planner of transport asks of a route; waiting is never part of the driving."""
    row, seasons = network.routes.iloc[number], network.seasons
    return {
        "surface": row["surface"],
        "max_load_t": _number(row["max_load_t"]),
        "driving_hours_dry": _number(seasons.hours_dry[number]),
        "driving_hours_wet": _number(seasons.hours_wet[number]),
        "passability_month": _number(seasons.passability[month, number]),
        "border_hours": _number(row["border_hours"]),
        "customs_hours": _number(row["customs_hours"]),
    }


def _users(situation: Situation) -> dict[int, list[str]]:
    users: dict[int, list[str]] = {}
    for corridor in situation.corridors:
        for route in corridor.route_indices:
            users.setdefault(route, []).append(corridor.corridor_id)
    return users


def _line(spots: Any, numbers: list[int]) -> dict[str, Any]:
    path = [[_number(value) for value in spots[number]] for number in numbers]
    return {"type": "LineString", "coordinates": path}


def _feature(
    name: str, kind: str, properties: dict[str, Any], shape: dict[str, Any]
) -> dict[str, Any]:
    told = {
        key: (clean(value) or None if isinstance(value, str) else value)
        for key, value in properties.items()
    }
    return {
        "type": "Feature",
        "id": f"{kind}/{name}",
        "properties": {"record": kind, "id": name, **told},
        "geometry": shape,
    }
