"""Persistence: the last observed rate of arrivals goes on, with an interval from a table."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.situation.counts import add_up, origins

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from qafila.situation import Situation

_SPREAD_DAYS = 30.0  # horizon for which the tabled spread holds
_LEAST_DAYS = 7.0  # a rate over a few days is no surer than one over a week


def observed_rates(situation: Situation) -> dict[str, float]:
    """Last observed rate of new arrivals, by place or country.

    Parameters
    ----------
    situation : Situation
        With its observations as known on its day.

    Returns
    -------
    dict of str to float
        People a day, by reception place or ``country:`` and its code. Nothing where nothing was
        observed lately, and no total: what was observed is not all that the simulation counts.
        Arrivals from another country than that of the city are left out.

    Notes
    -----
    Of one place the newest interval counts, and only people of the country of the crisis or of no
    stated one. Where several origins speak of it, each has one vote and their mean is taken; parts
    that one origin gives are added. A range speaks for its middle, a bound only for itself. A
    country that is counted receives no less than its places together, which do not overlap.
    """
    rows = situation.observations
    memory = float(situation.parameter("persistence_memory")["best"])
    day = pd.Timestamp(situation.as_of)
    rows = rows[
        (rows["measure"] == "new_arrivals")
        & rows["coo"].isin(["", situation.home_country])
        & (rows["date_end"] <= day)
        & (rows["date_end"] >= day - pd.Timedelta(days=memory))
    ].copy()
    days = (rows["date_end"] - rows["date_start"]).dt.days + 1
    rows["rate"] = [_people(row) for row in rows.to_dict("records")] / days
    rows["origin"] = origins(rows)
    rows = rows[rows["rate"].notna()]
    rows["where"] = rows["location_id"].where(
        rows["location_id"] != "", "country:" + rows["country"]
    )
    rates: dict[str, float] = {}
    for where, here in rows.groupby("where", sort=True):
        newest = here[here["date_end"] == here["date_end"].max()]
        votes = [add_up(part, "rate") for _, part in newest.groupby("origin", sort=True)]
        rates[str(where)] = sum(votes) / len(votes)
    return _with_parts(rates, situation)


def _with_parts(rates: Mapping[str, float], situation: Situation) -> dict[str, float]:
    """Rates of countries that are counted, none less than those of its places together."""
    locations = situation.network.locations
    country = dict(zip(locations["location_id"], locations["country"], strict=True))
    places: dict[str, float] = {}
    for where, rate in rates.items():
        if where in country:
            key = f"country:{country[where]}"
            places[key] = places.get(key, 0.0) + rate
    return {
        where: max(rate, places.get(where, 0.0)) if where.startswith("country:") else rate
        for where, rate in rates.items()
    }


def _people(row: Mapping[Hashable, Any]) -> float:
    for name in ("individuals", "value"):
        if not pd.isna(row[name]):
            return float(row[name])
    bounds = [float(row[name]) for name in ("low", "high") if not pd.isna(row[name])]
    return sum(bounds) / len(bounds) if bounds else math.nan


def persistence_rows(
    situation: Situation, horizons: Sequence[int], levels: Sequence[float]
) -> pd.DataFrame:
    """Quantiles of arrivals if the last observed rate goes on.

    Parameters
    ----------
    situation : Situation
        With its observations as known on its day.
    horizons : sequence of int
        Days ahead.
    levels : sequence of float
        Levels of the quantiles.

    Returns
    -------
    pandas.DataFrame
        Columns target, horizon, location, output_type, output_type_id, value, expert; no rows
        where nothing was observed.

    Notes
    -----
    The interval is lognormal around the rate carried forward. Its spread is a tabled guess that
    grows with the square root of the horizon, and is not calibrated.
    """
    spread = float(situation.parameter("persistence_spread")["best"])
    scores = [NormalDist().inv_cdf(level) for level in levels]
    rows = []
    for where, rate in observed_rates(situation).items():
        for horizon in horizons:
            width = spread * math.sqrt(max(horizon, _LEAST_DAYS) / _SPREAD_DAYS)
            rows += [
                ("new_arrivals_cumulative", horizon, where, "quantile", f"{level:g}",
                 rate * horizon * math.exp(width * score), "persistence")
                for level, score in zip(levels, scores, strict=True)
            ]  # fmt: skip
    columns = ["target", "horizon", "location", "output_type", "output_type_id", "value", "expert"]
    return pd.DataFrame(rows, columns=columns)
