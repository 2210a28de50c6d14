"""A small made-up case for tests: one city, a western and a southern corridor."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path

from qafila.case import Case, read_case

PLACES = {
    "city": ("city", "MLI", 12.6, -8.0, 3000000, "no"),
    "west-town": ("town", "MLI", 14.0, -9.5, 60000, "no"),
    "west-post": ("border_crossing_point", "MLI", 14.5, -12.0, 20000, "no"),
    "west-port": ("port", "SEN", 14.7, -17.4, "", "no"),
    "south-town": ("town", "MLI", 11.3, -5.7, 200000, "no"),
    "south-post": ("border_crossing_point", "MLI", 10.4, -5.6, 10000, "no"),
    "south-camp": ("refugee_camp", "CIV", 9.9, -5.2, "", "yes"),
    "south-port": ("port", "CIV", 5.3, -4.0, "", "no"),
}
ROUTES = (
    ("city", "west-town", 260.0),
    ("west-post", "west-town", 320.0),
    ("west-port", "west-post", 680.0),
    ("city", "south-town", 370.0),
    ("south-post", "south-town", 110.0),
    ("south-camp", "south-post", 80.0),
    ("south-camp", "south-port", 620.0),
)
HEADERS = {
    "parameters": "parameter,applies_to,best,low,high,unit,distribution,calibrated,source,basis",
    "stocks": (
        "location_id,commodity,quantity,date,best,low,high,unit,reported_at,reported_at_basis,"
        "source,basis"
    ),
    "observations": (
        "observation_id,date_start,date_end,reported_at,reported_at_basis,location_id,country,"
        "measure,legal_status,count_basis,setting,individuals,households,value,low,high,unit,coo,"
        "coa,qualifier,said_by,source,note"
    ),
}


def _locations() -> str:
    lines = [
        "location_id,name_en,name_fr,name_ar,name_ar_basis,aliases,kind,country,admin1_name,"
        "admin1_pcode,latitude,longitude,position_basis,population,population_source,reception,"
        "source,note"
    ]
    for name, (kind, country, latitude, longitude, people, reception) in PLACES.items():
        title = name.replace("-", " ").title()
        lines.append(
            f"{name},{title},{title},مكان,transliteration,,{kind},{country},,,{latitude},"
            f"{longitude},estimate,{people},{'test' if people else ''},{reception},test,"
        )
    return "\n".join(lines) + "\n"


def _routes() -> str:
    lines = [
        "route_id,from_id,to_id,road_name,mode,distance_km,driving_hours,border_hours,"
        "distance_basis,source,note"
    ]
    for start, end, length in ROUTES:
        name = "-".join(sorted((start, end)))
        lines.append(f"{name},{start},{end},,road,{length},{length / 50:g},,estimate,test,")
    return "\n".join(lines) + "\n"


CORRIDORS = """\
corridor_id,name_en,name_fr,name_ar,aliases,supply_id,crossing_id,city_id,route_ids,source,note
west,West,Ouest,غرب,,west-port,west-post,city,west-port-west-post|west-post-west-town|city-west-town,test,
south,South,Sud,جنوب,,south-port,south-post,city,south-camp-south-port|south-camp-south-post|south-post-south-town|city-south-town,test,
"""

PARAMETERS = """\
corridor_share,west,0.6,0.4,0.8,1,triangular,no,estimate,test
corridor_share,south,0.4,0.2,0.6,1,triangular,no,estimate,test
"""

TOML = """\
format_version = 1
name = "small"
city = "city"
time_zone = "Africa/Bamako"
start = 2025-09-01
as_of = 2025-10-31
countries = ["MLI", "CIV", "SEN"]
languages = ["en"]
"""


def write_small_case(folder: Path) -> Path:
    """Write the case into a folder."""
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    contents = {
        "case.toml": TOML,
        "locations.csv": _locations(),
        "routes.csv": _routes(),
        "corridors.csv": CORRIDORS,
        "parameters.csv": f"{HEADERS['parameters']}\n{PARAMETERS}",
        "stocks.csv": f"{HEADERS['stocks']}\n",
        "observations.csv": f"{HEADERS['observations']}\n",
    }
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@functools.cache
def small_case() -> Case:
    """The case, read once."""
    folder = Path(tempfile.mkdtemp(prefix="qafila-small-"))
    try:
        return read_case(write_small_case(folder))
    finally:
        shutil.rmtree(folder)
