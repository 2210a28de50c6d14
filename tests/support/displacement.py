"""Small crises with made-up reports, and rows of several countries to learn from."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np

from qafila.forecasting.displacement.looking_back import HORIZONS, origins, past_rows
from qafila.forecasting.displacement.reports import Crisis, SiteReports
from qafila.forecasting.displacement.targets import Targets, joined

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
    """Rows of three countries, none of them Mali."""
    made = [growing(seed, f"c{seed}", home) for seed, home in enumerate(("BDI", "SYR", "NGA"))]
    parts = [past_rows(one, origins(one), HORIZONS) for one in made]
    return joined(part for part in parts if part is not None)
