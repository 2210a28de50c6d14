"""The tables of mali-2025 hold together and agree with distances known elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import heapq
import json
import math
import tomllib
from collections import Counter, defaultdict
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

CASE = Path(str(files("qafila"))) / "cases" / "mali-2025"
COUNTRIES = Path(__file__).parents[3] / "shared" / "data" / "ne50_countries.geojson"
TABLES = ("locations", "routes", "corridors", "parameters", "stocks", "observations")
# Kilometres of the OpenStreetMap-derived graph, by the shortest road from Bamako.
PUBLISHED_KM = {
    "dakar": 1281,
    "abidjan": 1207,
    "conakry": 998,
    "lome": 1661,
    "nouakchott": 1406,
    "niamey": 1393,
    "kayes": 613,
    "gao": 1215,
}
NEIGHBOURS = {"SEN", "MRT", "GIN", "CIV", "BFA", "NER", "DZA"}
KM_PER_DEGREE = 111.2
Row = dict[str, str]
Ring = list[tuple[float, float]]


def read(table: str) -> list[Row]:
    with (CASE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {table: read(table) for table in TABLES}
PLACES = {row["location_id"]: row for row in ROWS["locations"]}
ROUTES = {row["route_id"]: row for row in ROWS["routes"]}


def ends(route: Row) -> tuple[Row, Row]:
    return PLACES[route["from_id"]], PLACES[route["to_id"]]


def great_circle(a: Row, b: Row) -> float:
    north_a, north_b = math.radians(float(a["latitude"])), math.radians(float(b["latitude"]))
    east = math.radians(float(b["longitude"]) - float(a["longitude"]))
    half = (
        math.sin((north_b - north_a) / 2) ** 2
        + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def shortest_km(start: str) -> dict[str, float]:
    graph: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for route in ROWS["routes"]:
        km = float(route["distance_km"])
        graph[route["from_id"]].append((route["to_id"], km))
        graph[route["to_id"]].append((route["from_id"], km))
    reached: dict[str, float] = {}
    queue = [(0.0, start)]
    while queue:
        km, place = heapq.heappop(queue)
        if place in reached:
            continue
        reached[place] = km
        for other, step in graph[place]:
            heapq.heappush(queue, (km + step, other))
    return reached


@pytest.mark.parametrize("table", TABLES)
def test_columns_follow_the_schema(table: str) -> None:
    schema = Path(str(files("qafila"))) / "schema" / f"{table}.csv"
    with schema.open(encoding="utf-8", newline="") as file:
        expected = [row["name"] for row in csv.DictReader(file)]
    with (CASE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == expected


def test_width_of_the_case() -> None:
    assert len(ROWS["locations"]) == len(PLACES) >= 60
    assert len(ROWS["routes"]) == len(ROUTES) >= 90
    assert len(ROWS["corridors"]) >= 7
    assert len(ROWS["observations"]) >= 60


def test_settings_name_the_city_and_the_window() -> None:
    settings = tomllib.loads((CASE / "case.toml").read_text(encoding="utf-8"))
    assert settings["format_version"] == 1
    assert settings["name"] == CASE.name
    assert settings["start"] < settings["as_of"] == dt.date(2025, 11, 30)
    assert PLACES[settings["city"]]["country"] == settings["countries"][0] == "MLI"
    assert set(settings["title"]) == set(settings["languages"]) == {"en", "fr", "ar"}
    assert {row["country"] for row in ROWS["locations"]} == set(settings["countries"])


def test_references_resolve() -> None:
    references = [row[end] for row in ROWS["routes"] for end in ("from_id", "to_id")]
    references += [
        row[key] for row in ROWS["corridors"] for key in ("supply_id", "crossing_id", "city_id")
    ]
    references += [row["location_id"] for row in ROWS["stocks"] + ROWS["observations"]]
    assert {name for name in references if name} <= set(PLACES)
    named = {
        row["applies_to"] for row in ROWS["parameters"] if row["parameter"] == "corridor_share"
    }
    assert named == {row["corridor_id"] for row in ROWS["corridors"]}


def test_every_place_is_reached_by_road() -> None:
    assert set(shortest_km("bamako")) == set(PLACES)


@pytest.mark.parametrize(("place", "km"), PUBLISHED_KM.items())
def test_distances_from_the_city_agree_with_the_graph(place: str, km: float) -> None:
    assert shortest_km("bamako")[place] == pytest.approx(km, rel=0.05)


@pytest.mark.parametrize("row", ROWS["corridors"], ids=lambda row: row["corridor_id"])
def test_corridors_are_contiguous_and_cross_at_their_crossing(row: Row) -> None:
    place = row["supply_id"]
    passed = [place]
    for name in row["route_ids"].split("|"):
        route = ROUTES[name]
        assert place in (route["from_id"], route["to_id"]), f"{name} does not start at {place}"
        place = route["to_id"] if place == route["from_id"] else route["from_id"]
        passed.append(place)
    assert place == row["city_id"]
    assert len(set(passed)) == len(passed)
    inside = [PLACES[name]["country"] == "MLI" for name in passed]
    crossing = passed.index(row["crossing_id"])
    assert PLACES[row["crossing_id"]]["kind"] == "border_crossing_point"
    assert not any(inside[:crossing])
    assert all(inside[crossing + 1 :])


@pytest.mark.parametrize("route", ROWS["routes"], ids=lambda row: row["route_id"])
def test_lengths_and_hours_are_possible(route: Row) -> None:
    km, hours = float(route["distance_km"]), float(route["driving_hours"])
    a, b = ends(route)
    assert route["from_id"] != route["to_id"]
    # Two positions may each lie some kilometres from the road that joins them.
    assert great_circle(a, b) <= km * 1.02
    assert km <= 2.2 * great_circle(a, b) + 5
    if route["mode"] == "road":
        assert 15 <= km / hours <= 90, "customs time seems to be part of the driving hours"


def test_borders_are_crossed_at_crossing_points_only() -> None:
    for route in ROWS["routes"]:
        a, b = ends(route)
        if a["country"] == b["country"]:
            assert route["border_hours"] == "", route["route_id"]
        else:
            kinds = (a["kind"], b["kind"])
            assert "border_crossing_point" in kinds, f"{route['route_id']} has no crossing"


def test_a_truck_pays_the_border_once_on_each_corridor() -> None:
    for row in ROWS["corridors"]:
        routes = [ROUTES[name] for name in row["route_ids"].split("|")]
        at_city_border = [
            route
            for route in routes
            if row["crossing_id"] in (route["from_id"], route["to_id"]) and route["border_hours"]
        ]
        assert len(at_city_border) == 1, row["corridor_id"]


def test_all_borders_of_the_country_have_a_crossing() -> None:
    met = set()
    for route in ROWS["routes"]:
        a, b = ends(route)
        if "MLI" in (a["country"], b["country"]):
            met |= {a["country"], b["country"]}
    assert met >= NEIGHBOURS


def test_corridor_shares_are_a_whole() -> None:
    shares = [row for row in ROWS["parameters"] if row["parameter"] == "corridor_share"]
    assert math.isclose(sum(float(row["best"]) for row in shares), 1.0, abs_tol=1e-9)
    assert sum(float(row["low"]) for row in shares) < 1 < sum(float(row["high"]) for row in shares)
    for row in ROWS["parameters"]:
        assert float(row["low"]) <= float(row["best"]) <= float(row["high"])


def test_estimates_say_on_what_they_rest() -> None:
    for row in ROWS["parameters"] + ROWS["stocks"]:
        assert row["source"], "a value without a source"
        assert row["basis"] or row["source"] != "estimate", row
    for route in ROWS["routes"]:
        assert (route["source"] == "estimate") == (route["distance_basis"] == "estimate")
        assert route["note"]


def test_stocks_hold_comparable_units_and_each_source_once() -> None:
    units: dict[str, set[str]] = defaultdict(set)
    for row in ROWS["stocks"]:
        units[row["quantity"]].add(row["unit"])
        assert row["best"] or row["low"] or row["high"]
    assert units == {"stock": {"days"}, "capacity": {"days"}, "demand": {"million_litres/day"}}
    keys = Counter((row["quantity"], row["date"], row["source"]) for row in ROWS["stocks"])
    assert max(keys.values()) == 1


def test_observations_are_dated_and_sourced() -> None:
    for row in ROWS["observations"]:
        assert row["source"]
        assert row["location_id"] or row["country"]
        assert dt.date.fromisoformat(row["date_start"]) <= dt.date.fromisoformat(row["date_end"])
        if row["reported_at"]:
            reported = dt.date.fromisoformat(row["reported_at"])
            assert dt.date.fromisoformat(row["date_end"]) <= reported <= dt.date(2025, 11, 30)
            assert row["reported_at_basis"] in {"stated", "inferred"}
        else:
            assert row["reported_at_basis"] == "unknown"


def test_observations_hold_a_figure() -> None:
    for row in ROWS["observations"]:
        assert any(row[key] for key in ("individuals", "households", "value", "low", "high"))
        people = row["unit"] == "people"
        assert people or not row["individuals"]
        assert not (people and row["value"])


def test_recognition_of_status_is_never_an_arrival() -> None:
    recognised = [row for row in ROWS["observations"] if row["count_basis"] == "recognised"]
    assert recognised
    assert {row["measure"] for row in recognised} == {"stock"}


def test_customs_receipts_are_those_of_one_visit() -> None:
    receipts = [row for row in ROWS["observations"] if row["measure"] == "receipts"]
    assert [(row["date_end"], row["value"]) for row in receipts] == [
        ("2025-09-30", "53000000"),
        ("2025-10-31", "78000000"),
        ("2025-11-24", "117300000"),
    ]
    assert {row["reported_at"] for row in receipts} == {"2025-11-25"}


def test_arabic_names_are_arabic_and_other_letters_are_not_mixed_in() -> None:
    foreign = set("یکگپچژےٹڈڑںھہۆې")
    for row in ROWS["locations"]:
        names = [row["name_ar"], *row["aliases"].split("|")]
        assert any("\u0621" <= letter <= "\u064a" for letter in row["name_ar"])
        assert not any(letter in foreign for name in names for letter in name), row["location_id"]


def test_no_spelling_names_two_places() -> None:
    spellings: dict[str, set[str]] = defaultdict(set)
    for row in ROWS["locations"]:
        names = [row["name_en"], row["name_fr"], row["name_ar"], *row["aliases"].split("|")]
        for name in filter(None, names):
            spellings[name.casefold()].add(row["location_id"])
    assert {name: ids for name, ids in spellings.items() if len(ids) > 1} == {}


def rings(geometry: dict[str, Any]) -> list[list[Ring]]:
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [[[(x, y) for x, y, *_ in ring] for ring in polygon] for polygon in polygons]


def inside_ring(x: float, y: float, ring: Ring) -> bool:
    found = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def km_to_ring(x: float, y: float, ring: Ring) -> float:
    scale = math.cos(math.radians(y))
    nearest = math.inf
    for (x1, y1), (x2, y2) in pairwise(ring):
        dx, dy = (x2 - x1) * scale, y2 - y1
        px, py = (x - x1) * scale, y - y1
        length = dx * dx + dy * dy
        share = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
        nearest = min(nearest, math.hypot(px - share * dx, py - share * dy))
    return nearest * KM_PER_DEGREE


def km_outside(x: float, y: float, country: list[list[Ring]]) -> float:
    if any(inside_ring(x, y, polygon[0]) for polygon in country):
        return 0.0
    return min(km_to_ring(x, y, polygon[0]) for polygon in country)


@pytest.fixture(scope="module")
def borders() -> dict[str, list[list[Ring]]]:
    if not COUNTRIES.exists():
        pytest.skip(f"no country polygons ({COUNTRIES.name}) beside the repository")
    features = json.loads(COUNTRIES.read_text(encoding="utf-8"))["features"]
    return {item["properties"]["ADM0_A3"]: rings(item["geometry"]) for item in features}


def test_places_lie_in_their_country(borders: dict[str, list[list[Ring]]]) -> None:
    far = {
        row["location_id"]: round(km, 1)
        for row in ROWS["locations"]
        if row["country"] in borders
        and (
            km := km_outside(
                float(row["longitude"]), float(row["latitude"]), borders[row["country"]]
            )
        )
        > 10
    }
    assert far == {}


def test_no_route_crosses_a_sea(borders: dict[str, list[list[Ring]]]) -> None:
    land = [polygon for country in borders.values() for polygon in country]
    for route in ROWS["routes"]:
        a, b = ends(route)
        for share in (0.25, 0.5, 0.75):
            x = (1 - share) * float(a["longitude"]) + share * float(b["longitude"])
            y = (1 - share) * float(a["latitude"]) + share * float(b["latitude"])
            assert km_outside(x, y, land) < 25, route["route_id"]
