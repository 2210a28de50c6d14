"""Small crises with made-up reports, and rows of several countries to learn from."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np

from qafila.forecasting.displacement.looking_back import HORIZONS, origins, past_rows, with_engine
from qafila.forecasting.displacement.reports import Crisis, SiteReports
from qafila.forecasting.displacement.targets import Targets, joined
from tests.support.flee_folders import LOCATIONS, write_folder

START = dt.date(2020, 1, 1)


def site(
    place: str,
    day: list[int],
    people: list[float],
    known: list[int] | None = None,
    asylum: str = "CIV",
) -> SiteReports:
    """One place; known on the day it was counted unless told otherwise."""
    days = np.array(day, dtype=np.int64)
    return SiteReports(
        place,
        asylum,
        days,
        days if known is None else np.array(known, dtype=np.int64),
        np.array(people, dtype=np.float64),
    )


def crisis(*sites: SiteReports, name: str = "made", home: str = "MLI") -> Crisis:
    """One crisis."""
    return Crisis(name, home, START, tuple(sites))


def growing(seed: int, name: str, home: str, places: int = 3, days: int = 240) -> Crisis:
    """A crisis whose places fill up by chance, each reported every ten days or so."""
    draw = np.random.default_rng(seed)
    sites = []
    for number in range(places):
        begins = int(draw.integers(0, 40))
        day = np.arange(begins, days, int(draw.integers(6, 12)))
        steps = draw.gamma(0.6, 300.0, len(day)) * np.exp(-np.arange(len(day)) / 15)
        sites.append(site(f"{name}-{number}", day.tolist(), np.cumsum(steps).round().tolist()))
    return crisis(*sites, name=name, home=home)


@cache
def learnt() -> Targets:
    """Rows of three countries, none of them Mali, with every expert that is not learnt."""
    parts = []
    for seed, home in enumerate(("BDI", "SYR", "NGA")):
        made = growing(seed, f"c{seed}", home)
        rows = past_rows(made, origins(made), HORIZONS)
        assert rows is not None
        parts.append(with_engine(made, rows))
    return joined(parts)


def write_folders(root: Path, homes: tuple[str, ...] = ("Mali", "Burundi", "Syria")) -> list[Path]:
    """Folders of Flee with two camps each, counted every ten days or so."""
    made = []
    for seed, home in enumerate(homes):
        one = growing(seed, home.lower(), home, places=2)
        series = {
            f"source_data/{name}.csv": "".join(
                f"{START + dt.timedelta(days=int(day))},{int(count)}\n"
                for day, count in zip(place.day, place.people, strict=True)
            )
            for name, place in zip(("delta", "epsilon"), one.sites, strict=True)
        }
        recount = START + dt.timedelta(days=int(one.sites[0].day[10]))
        last = max(int(place.day[-1]) for place in one.sites)
        total = f"{START},0\n{START + dt.timedelta(days=last)},9000\n"
        changes: dict[str, str | bytes | None] = {
            **series,
            "source_data/refugees.csv": total,
            "input_csv/locations.csv": LOCATIONS.replace("Home", home).replace("Away", "Niger"),
            "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n",
            "input_csv/registration_corrections.csv": f"Delta,{recount},normalize\n",
            "input_csv/sim_period.csv": f"StartDate,{START}\nLength,6\n",
        }
        made.append(write_folder(root / home.lower(), changes))
    return made
