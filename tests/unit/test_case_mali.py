"""The tables of mali-2025 hold together and agree with distances known elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import heapq
import json
import math
import re
import tomllib
from collections import Counter, defaultdict
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from qafila.case import find_case, read_case
from qafila.places import Gazetteer
from qafila.text import fold

CASE = Path(str(files("qafila"))) / "cases" / "mali-2025"
BORDERS = Path(str(files("qafila"))) / "defaults" / "borders.geojson"
NUMERIC = {
    "BEN": "204", "BFA": "854", "CIV": "384", "DZA": "012", "GHA": "288", "GIN": "324",
    "MLI": "466", "MRT": "478", "NER": "562", "SEN": "686", "TGO": "768",
}  # fmt: skip
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
# Kilometres by road in the Logistics Cluster's assessment of Mali (dlca.logcluster.org, 2.3).
LOGISTICS_KM = {"sikasso": 364, "segou": 235, "mopti": 635, "kayes": 614, "kidal": 1500}
CITIES = {"bamako", "mopti", "segou", "sikasso", "gao", "timbuktu"}
PORTS = {
    "dakar": "SEN", "abidjan": "CIV", "san-pedro": "CIV", "conakry": "GIN", "lome": "TGO",
    "tema": "GHA", "cotonou": "BEN", "nouakchott": "MRT",
}  # fmt: skip
HOSTS = {
    "MRT": "mbera bassikounou fassala adel-bagrou selibaby",
    "SEN": "bakel kidira",
    "CIV": "tengrela pogo ouangolodougou niornigue minignan kaniasso boundiali mbengue bouna "
    "tehini tougbo doropo",
    "BFA": "goudoubo mentao bobo-dioulasso",
    "NER": "abala ayorou tahoua",
    "GIN": "siguiri",
}
NEIGHBOURS = {"SEN", "MRT", "GIN", "CIV", "BFA", "NER", "DZA"}
KM_PER_DEGREE = 111.2
CODES = Path(__file__).parents[3] / "shared" / "data" / "cod_pcodes_adm1_2_westafrica.csv"
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
        if route["mode"] not in ("road", "track"):
            continue
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
    assert len(ROWS["locations"]) == len(PLACES) >= 90
    assert len(ROWS["routes"]) == len(ROUTES) >= 130
    assert {row["city_id"] for row in ROWS["corridors"]} == CITIES
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


@pytest.mark.parametrize(("place", "km"), LOGISTICS_KM.items())
def test_distances_inside_the_country_agree_with_the_logistics_cluster(
    place: str, km: float
) -> None:
    assert shortest_km("bamako")[place] == pytest.approx(km, rel=0.06)


def test_the_road_by_kolondieba_and_kadiana_is_in_it() -> None:
    towns = ("bougouni", "kolondieba", "kadiana", "nigouni", "tengrela")
    joined = {frozenset((route["from_id"], route["to_id"])) for route in ROWS["routes"]}
    assert {frozenset(pair) for pair in pairwise(towns)} <= joined


def test_ports_and_hosting_places_are_there_with_kind_and_country() -> None:
    for name, country in PORTS.items():
        assert (PLACES[name]["kind"], PLACES[name]["country"]) == ("port", country)
    for country, names in HOSTS.items():
        for name in names.split():
            assert (PLACES[name]["country"], PLACES[name]["reception"]) == (country, "yes"), name
    assert {PLACES[name]["kind"] for name in ("mbera", "goudoubo", "mentao")} == {"refugee_camp"}
    assert [row["location_id"] for row in ROWS["locations"] if row["valid_to"]] == ["mentao"]
    assert PLACES["mentao"]["valid_to"] == "2020-12-31"


def test_corridors_bear_the_names_that_people_know() -> None:
    numbers = {part for row in ROWS["corridors"] for part in re.split(r"[|/]", row["aliases"])}
    assert {"RN1", "RN3", "RN5", "RN6", "RN7", "RN10", "RN15", "RN16", "RN17", "RN24"} <= numbers
    supplies: dict[str, set[str]] = defaultdict(set)
    for row in ROWS["corridors"]:
        supplies[row["city_id"]].add(PLACES[row["supply_id"]]["country"])
    assert supplies["gao"] >= {"DZA", "NER", "BEN"}
    assert supplies["mopti"] >= {"CIV", "TGO", "MLI"}
    assert supplies["timbuktu"] >= {"MLI", "NER", "MRT"}


def test_supplies_move_on_roads_and_tracks_only() -> None:
    used = {name for row in ROWS["corridors"] for name in row["route_ids"].split("|")}
    assert {ROUTES[name]["mode"] for name in used} <= {"road", "track"}
    assert {route["mode"] for route in ROWS["routes"]} == {"road", "track", "river", "air"}


def test_columns_of_routes_are_plausible() -> None:
    for route in ROWS["routes"]:
        assert bool(route["surface"]) == bool(route["surface_basis"])
        wet = float(route["driving_hours_wet"] or route["driving_hours"])
        assert wet >= float(route["driving_hours"])
        months = [float(cell) for cell in route["passability_by_month"].split("|") if cell]
        assert len(months) in (0, 12)
        assert all(0 <= month <= 1 for month in months)
        if route["mode"] == "river":
            assert route["surface"] == "water"
            assert max(months) == 1
        if route["max_load_t"]:
            assert route["surface"] == "paved"
            assert 30 <= float(route["max_load_t"]) <= 60
    river = ROUTES["koulikoro-to-segou-by-river"]["passability_by_month"].split("|")
    assert [int(month) for month in river] == [0] * 7 + [1] * 5


def test_a_surface_that_was_found_names_where() -> None:
    found = [route for route in ROWS["routes"] if route["surface_basis"] == "measured"]
    assert found
    for route in found:
        assert re.search(r"Surface: .*https?://", route["note"]), route["route_id"]


def test_the_road_by_kolondieba_is_that_of_the_development_bank() -> None:
    # 140 km of asphalt from Zantiébougou, on the road from Bougouni, to the border: 1 h 40 to 2 h.
    names = ("bougouni-to-kolondieba", "kolondieba-to-kadiana", "kadiana-to-nigouni")
    roads = [ROUTES[name] for name in names]
    assert {(road["mode"], road["surface"]) for road in roads} == {("road", "paved")}
    assert 140 < sum(float(road["distance_km"]) for road in roads) < 140 + 45
    for road in roads:
        speed = float(road["distance_km"]) / float(road["driving_hours"])
        assert 0.7 * 140 / 2 < speed < 140 / (1 + 40 / 60)


def test_regions_of_2023_hold_each_older_unit_once() -> None:
    path = Path(str(files("qafila"))) / "defaults" / "admin_changes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["region_id"] for row in rows}) == 19 + 1
    assert {row["valid_from"] for row in rows} == {"2023-03-13"}
    assert {row["pcode"] for row in rows} == {""}
    older = Counter(row["older_pcode"] for row in rows)
    assert len(older) == 53
    for row in rows:
        assert (row["part"] == "yes") == (older[row["older_pcode"]] > 1), row["older_name"]
        assert row["older_pcode"].startswith(row["older_parent"])
        assert row["source"]
    inside = {(row["region_id"], row["older_pcode"]) for row in rows}
    for place in ROWS["locations"]:
        if place["admin2_pcode"]:
            assert place["admin2_pcode"].startswith(place["admin1_pcode"])
            assert (place["region_id"], place["admin2_pcode"]) in inside, place["location_id"]
        assert bool(place["admin1_pcode"]) == bool(place["admin1_valid_from"])
    seats = {row["region_id"] for row in rows} & set(PLACES)
    assert len(seats) == 20
    assert all(PLACES[seat]["region_id"] == seat for seat in seats)


def test_codes_agree_with_the_published_list() -> None:
    if not CODES.exists():
        pytest.skip(f"no list of codes ({CODES.name}) beside the repository")
    with CODES.open(encoding="utf-8", newline="") as file:
        listed = {row["P-Code"]: row for row in csv.DictReader(file)}
    for place in ROWS["locations"]:
        for code in filter(None, (place["admin1_pcode"], place["admin2_pcode"])):
            assert listed[code]["Location"] == place["country"]
            assert listed[code]["Valid from date"] == place["admin1_valid_from"]


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
    if not row["crossing_id"]:
        assert all(inside)
        return
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
            assert route["border_hours"] == route["customs_hours"] == "", route["route_id"]
        else:
            kinds = (a["kind"], b["kind"])
            assert "border_crossing_point" in kinds, f"{route['route_id']} has no crossing"


def test_a_truck_pays_the_border_once_on_each_corridor() -> None:
    for row in ROWS["corridors"]:
        routes = [ROUTES[name] for name in row["route_ids"].split("|")]
        at_city_border = [
            route
            for route in routes
            if row["crossing_id"] in (route["from_id"], route["to_id"]) and route["customs_hours"]
        ]
        # Of small crossings the time is not known; cargo loaded at home crosses no border.
        unknown = row["crossing_id"] in ("", "fassala")
        assert len(at_city_border) == (0 if unknown else 1), row["corridor_id"]


def test_all_borders_of_the_country_have_a_crossing() -> None:
    met = set()
    for route in ROWS["routes"]:
        a, b = ends(route)
        if "MLI" in (a["country"], b["country"]):
            met |= {a["country"], b["country"]}
    assert met >= NEIGHBOURS


def test_corridor_shares_are_a_whole() -> None:
    city_of = {row["corridor_id"]: row["city_id"] for row in ROWS["corridors"]}
    shares = [row for row in ROWS["parameters"] if row["parameter"] == "corridor_share"]
    for city in CITIES:
        here = [row for row in shares if city_of[row["applies_to"]] == city]
        low, best, high = (sum(float(row[key]) for row in here) for key in ("low", "best", "high"))
        assert math.isclose(best, 1.0, abs_tol=1e-9), city
        assert low < 1 < high, city
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
    keys = Counter(
        (row["location_id"], row["quantity"], row["date"], row["source"]) for row in ROWS["stocks"]
    )
    assert max(keys.values()) == 1


def test_the_other_cities_use_less_than_what_the_capital_leaves() -> None:
    demand = [row for row in ROWS["stocks"] if row["quantity"] == "demand"]
    assert {row["location_id"] for row in demand} == CITIES
    others = [row for row in demand if row["location_id"] != "bamako"]
    (national,) = (row for row in demand if row["location_id"] == "bamako" and row["low"] == "3.0")
    share = {
        row["applies_to"]: row for row in ROWS["parameters"] if row["parameter"] == "city_share"
    }
    assert set(share) == CITIES
    assert {float(share[row["location_id"]]["low"]) for row in others} == {1.0}
    left = float(national["best"]) * (1 - float(share["bamako"]["best"]))
    assert sum(float(row["high"]) for row in others) < left


def test_the_split_by_fuel_is_a_whole_and_says_that_it_is_not_validated() -> None:
    rows = [row for row in ROWS["parameters"] if row["parameter"] == "fuel_share"]
    assert {row["applies_to"] for row in rows} == {"petrol", "diesel", "power_diesel"}
    assert math.isclose(sum(float(row["best"]) for row in rows), 1.0, abs_tol=1e-9)
    assert all("not validated" in row["basis"] for row in rows)


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


def test_parts_of_a_count_are_no_more_than_the_whole() -> None:
    people = {row["observation_id"]: int(row["individuals"] or 0) for row in ROWS["observations"]}
    wholes = {
        "arrivals-mrt-2023": ("arrivals-mbera-2023", "arrivals-mrt-2023-villages"),
        "stock-hodh-chargui-2024-02-29": ("stock-mbera-2024-02-29",),
        "asylum-civ-2025-06-30-all": (
            "asylum-civ-2025-06-30-region-bounkani", "asylum-civ-2025-06-30-region-tchologo",
        ),
        "asylum-civ-2024-08-26-region-bounkani": ("site-timalah-2024-04",),
        "asylum-civ-2024-08-26-region-tchologo": ("site-niornigue-2024-04",),
    }  # fmt: skip
    for whole, parts in wholes.items():
        assert 0 < sum(people[part] for part in parts) <= people[whole], whole


def test_sites_and_camps_are_places_of_their_own() -> None:
    for row in ROWS["observations"]:
        if row["setting"] in {"camp", "site"}:
            place = PLACES[row["location_id"]]
            assert place["reception_setting"] == row["setting"] or "booked there" in row["note"]
        if row["unit"] == "people" and row["source"].startswith("IDMC"):
            assert row["count_basis"] == "estimate"
        if row["count_basis"] == "registered":
            assert row["measure"] in {"stock", "cumulative"}


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
    features = json.loads(BORDERS.read_text(encoding="utf-8"))["features"]
    shapes = {item["properties"]["iso_numeric"]: rings(item["geometry"]) for item in features}
    return {code: shapes[number] for code, number in NUMERIC.items()}


def test_places_lie_in_their_country(borders: dict[str, list[list[Ring]]]) -> None:
    far = {
        row["location_id"]: round(km, 1)
        for row in ROWS["locations"]
        if (
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


@pytest.mark.parametrize(
    "name", ["M'Bengué", "M’Bengué", "M-Bengué", "Mbengué", "Mbengue", "M'Bengue", "M’Bengue"]
)
def test_mbengue_is_read_in_all_its_spellings(name: str) -> None:
    gazetteer = Gazetteer.from_locations(read_case(find_case("mali-2025")).locations)
    found = gazetteer.find(fold(f"Des familles sont arrivées à {name} hier."))
    assert [hit.value.location_id for hit in found] == ["mbengue"]
