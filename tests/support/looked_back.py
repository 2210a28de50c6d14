"""Small made-up crises whose forecasts were looked back on, without any model being fitted."""

from __future__ import annotations

import datetime as dt

import numpy as np

from qafila.brief.looking_back.looked import Looked
from qafila.brief.texts import Words
from qafila.forecasting.displacement.combining import Combined
from qafila.forecasting.displacement.energy import energy_scores
from qafila.forecasting.displacement.judging import scores
from qafila.forecasting.displacement.kinds import scores_by_kind
from qafila.forecasting.displacement.reports import (
    SITE,
    Crisis,
    SiteReports,
    as_known,
    with_sums,
)
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.forecasting.displacement.targets import Targets

EXPERTS = ("persistence", "damped", "made up")
THRESHOLD = 100.0
_WIDTHS = np.quantile(np.random.default_rng(1).normal(size=100_000), LEVELS)


def crisis(
    name: str, home: str, places: tuple[str, ...] = ("A", "B", "C"), seed: int = 1
) -> Crisis:
    """Weekly reports over half a year of places that grow, the last one with a new registration."""
    draw = np.random.default_rng(seed)
    days = np.arange(0, 301, 7)
    sites = []
    for number, place in enumerate(places):
        people = np.abs(np.cumsum(draw.normal(40, 60, len(days)))).round() + 100 * (number + 1)
        recounts = (203,) if number == len(places) - 1 else ()
        sites.append(SiteReports(place, "AAA" if number else "BBB", days, days, people, recounts))
    return Crisis(name, home, dt.date(2015, 1, 1), tuple(sites))


def told(
    crises: tuple[Crisis, ...], horizons: tuple[int, ...] = (7, 30), seed: int = 2
) -> Combined:
    """Forecasts that are off by as much as they say, of places and of their sums."""
    draw = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    for one in crises:
        for series in with_sums(one, [as_known(site) for site in one.sites]):
            for origin in range(30, 200, 15):
                for horizon in horizons:
                    before, stock, came = (
                        float(np.interp(day, series.day, series.people))
                        for day in (origin - 30, origin, origin + horizon)
                    )
                    scale = 20.0 + 0.1 * stock
                    recount = any(origin < day <= origin + horizon for day in series.recounts)
                    rows.append(
                        (one.name, one.home, series.place, series.kind, origin, horizon, came,
                         origin + horizon, recount, stock, scale, (stock - before) / 30, 0.0, 1.0,
                         float(origin), 3 * stock)
                    )  # fmt: skip
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    truth, scale = columns[6], columns[10]
    points = truth[:, None] + scale[:, None] * draw.normal(size=(len(rows), len(EXPERTS)))
    targets = Targets(*columns, points=np.maximum(points, 0.0), experts=EXPERTS)
    quantiles = np.maximum(points[:, :, None] + scale[:, None, None] * _WIDTHS, 0.0)
    weights = draw.dirichlet(np.ones(len(EXPERTS)), len(rows))
    mean = np.einsum("re,rel->rl", weights, quantiles)
    return Combined(targets, quantiles, weights, mean)


def sites(made: Combined) -> Combined:
    """Those of places alone."""
    at = made.rows.kind == SITE
    return Combined(made.rows.where(at), made.experts[at], made.weights[at], made.quantiles[at])


def looked(
    crises: tuple[Crisis, ...], language: str = "en", horizons: tuple[int, ...] = (7, 30)
) -> Looked:
    """All that a report is made from."""
    import pandas as pd

    made = told(crises, horizons)
    table = pd.concat([scores(sites(made), THRESHOLD), energy_scores(made)], ignore_index=True)
    kinds = scores_by_kind(made, THRESHOLD)
    return Looked(crises, made, table, kinds, 15, Words(language))
