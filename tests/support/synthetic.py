"""A small made-up situation, built without reading a file: one city, three corridors."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from qafila import tables
from qafila.case import Case
from qafila.ledger import Ledger
from qafila.network import Network, read_corridors
from qafila.parameters import known_parameters
from qafila.situation import Situation
from qafila.situation.known import read_parameters

AS_OF = dt.date(2025, 11, 16)
STATES = ("open", "contested", "closed")
PLACES = {
    # name: kind, country, population, reception
    "capital": ("city", "MLI", 1_000_000, "no"),
    "east": ("town", "MLI", 30_000, "no"),
    "north": ("town", "MLI", 50_000, "no"),
    "south": ("town", "MLI", 80_000, "no"),
    "unknown": ("town", "MLI", "", "no"),
    "post-n": ("border_crossing_point", "MLI", 5_000, "no"),
    "post-s": ("border_crossing_point", "MLI", 6_000, "no"),
    "camp-n": ("refugee_camp", "MRT", "", "yes"),
    "camp-s": ("town", "CIV", 9_000, "yes"),
    "camp-w": ("town", "CIV", 9_000, "yes"),
    "port-n": ("port", "MRT", "", "no"),
    "port-s": ("port", "CIV", "", "no"),
}
ROUTES = {
    ("capital", "north"): 200,
    ("north", "post-n"): 120,
    ("post-n", "camp-n"): 40,
    ("camp-n", "port-n"): 700,
    ("capital", "south"): 250,
    ("south", "post-s"): 100,
    ("post-s", "camp-s"): 30,
    ("camp-s", "port-s"): 500,
    ("capital", "east"): 150,
    ("east", "post-s"): 180,
    ("east", "north"): 160,
    ("camp-s", "camp-w"): 90,
    ("unknown", "east"): 60,
}
CORRIDORS = {
    "by-north": ("port-n", "post-n", ("port-n", "camp-n", "post-n", "north", "capital")),
    "by-south": ("port-s", "post-s", ("port-s", "camp-s", "post-s", "south", "capital")),
    "by-east": ("port-s", "post-s", ("port-s", "camp-s", "post-s", "east", "capital")),
}
OF_SOUTH = {"to-south": ("port-s", "post-s", ("port-s", "camp-s", "post-s", "south"))}
INSECURITY = {"capital": 0.2, "east": 0.3, "north": 0.8, "south": 0.5, "unknown": 0.4}
CHANCE = (0.3, 0.5, 0.2)


def route_id(a: str, b: str) -> str:
    """Identifier of the route between two places."""
    return "-to-".join((a, b) if (a, b) in ROUTES else (b, a))


def table(schema: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Checked table from rows; what is not given is empty."""
    names = [column.name for column in tables.schema(schema)]
    frame = pd.DataFrame([{**dict.fromkeys(names, ""), **row} for row in rows], columns=names)
    found, problems = tables.read_table(schema, frame.to_csv(index=False).encode(), schema)
    assert not problems, problems
    return found


def _locations(more: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "location_id": name, "name_en": name, "name_fr": name, "name_ar": "مكان",
            "name_ar_basis": "transliteration", "kind": kind, "country": country, "latitude": 12,
            "longitude": -8, "position_basis": "estimate", "population": people,
            "reception": reception, "source": "test", **more.get(name, {}),
        }
        for name, (kind, country, people, reception) in PLACES.items()
    ]  # fmt: skip


def _routes() -> list[dict[str, Any]]:
    return [
        {
            "route_id": route_id(a, b), "from_id": a, "to_id": b, "mode": "road",
            "distance_km": length, "driving_hours": length / 50, "distance_basis": "estimate",
            "border_hours": 24 if "post" in a and "camp" in b else "", "source": "test",
        }
        for (a, b), length in ROUTES.items()
    ]  # fmt: skip


def _corridors(corridors: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "corridor_id": name, "name_en": name, "name_fr": name, "name_ar": "ممر",
            "supply_id": supply, "crossing_id": crossing, "city_id": way[-1], "source": "test",
            "route_ids": "|".join(route_id(a, b) for a, b in pairwise(way)),
        }
        for name, (supply, crossing, way) in corridors.items()
    ]  # fmt: skip


def stock_row(quantity: str, best: float, unit: str, **more: Any) -> dict[str, Any]:
    """Row of the table of stocks about the capital."""
    return {
        "location_id": "capital", "commodity": "fuel", "quantity": quantity, "best": best,
        "unit": unit, "date": "2025-11-10", "reported_at": "2025-11-12",
        "reported_at_basis": "stated", "source": "test", **more,
    }  # fmt: skip


def observation(name: str, measure: str, **more: Any) -> dict[str, Any]:
    """Row of the table of observations."""
    return {
        "observation_id": name, "measure": measure, "date_start": "2025-11-10",
        "date_end": "2025-11-12", "reported_at": "2025-11-13", "reported_at_basis": "stated",
        "unit": "people", "source": "test", **more,
    }  # fmt: skip


STOCKS = (
    stock_row("demand", 1.0, "million_litres/day", low=0.8, high=1.2),
    stock_row("stock", 5.0, "days", low=2.0, high=9.0),
)


def synthetic_situation(
    *,
    chance: dict[str, tuple[float, float, float]] | None = None,
    concentration: float = 8.0,
    insecurity: dict[str, float] | None = None,
    passability: dict[str, float] | None = None,
    stocks: tuple[dict[str, Any], ...] = STOCKS,
    observations: tuple[dict[str, Any], ...] = (),
    parameters: tuple[dict[str, Any], ...] = (),
    corridors: dict[str, Any] = CORRIDORS,
    undisturbed: bool = False,
    places: dict[str, dict[str, Any]] | None = None,
    shuffle: int | None = None,
) -> Situation:
    """Situation of the made-up case, with what a test wants to be different."""
    rows = {
        "locations": _locations(places or {}),
        "routes": _routes(),
        "corridors": _corridors(corridors),
        "stocks": list(stocks),
        "observations": list(observations),
        "parameters": [
            {
                "distribution": "fixed",
                "calibrated": "no",
                "source": "test",
                "unit": known_parameters()[row["parameter"]].unit,
                **row,
            }
            for row in parameters
        ],
    }
    if shuffle is not None:
        rng = np.random.default_rng(shuffle)
        rows = {name: [part[i] for i in rng.permutation(len(part))] for name, part in rows.items()}
    found = {name: table(name, part) for name, part in rows.items()}
    network = Network.from_tables(found["locations"], found["routes"])
    case = Case(
        folder=Path(), name="synthetic", title={}, city="capital", time_zone="Africa/Bamako",
        as_of=AS_OF, start=AS_OF, countries=("MLI", "MRT", "CIV"), languages=("en",),
        shipped=False, network=network, reports=(), hashes={}, **found,
    )  # fmt: skip
    ways = read_corridors(network, found["corridors"])
    names = [corridor.corridor_id for corridor in ways]
    open_only = (1.0, 0.0, 0.0)
    odds = [open_only if undisturbed else (chance or {}).get(name, CHANCE) for name in names]
    unsafe = {} if undisturbed else (INSECURITY if insecurity is None else insecurity)
    people = [(passability or {}).get(name, 1.0) for name in network.route_ids]
    data = xr.Dataset(
        {
            "corridor_probability": (
                ("day", "corridor", "state"),
                np.array(odds).reshape(1, -1, 3),
            ),
            "corridor_concentration": (
                ("day", "corridor"),
                np.full((1, len(names)), 1e6 if undisturbed else concentration),
            ),
            "corridor_evidence_age": (("day", "corridor"), np.full((1, len(names)), np.nan)),
            "route_passability_people": (("day", "route"), np.array([people])),
            "insecurity": (
                ("day", "location"),
                np.array([[unsafe.get(name, 0.0) for name in network.location_ids]]),
            ),
        },
        coords={
            "day": np.array([AS_OF], dtype="datetime64[s]"),
            "corridor": names,
            "state": list(STATES),
            "route": list(network.route_ids),
            "location": list(network.location_ids),
        },
    )
    return Situation(
        case=case, as_of=AS_OF, corridors=ways, ledger=Ledger.empty(AS_OF),
        observations=found["observations"], stocks=found["stocks"],
        parameters=read_parameters(case), data=data, evidence=pd.DataFrame(), passage_days={},
        undisturbed=undisturbed,
    )  # fmt: skip
