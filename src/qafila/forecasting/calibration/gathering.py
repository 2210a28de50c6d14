"""What calibration is held against: receipts, reports on pumps, convoys that came."""

from __future__ import annotations

import math
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.errors import one_of
from qafila.forecasting.calibration.observed import (
    CONVOYS,
    PUMPS,
    RECEIPTS,
    Judged,
    Measured,
    Observation,
)
from qafila.ledger.sampling import weight_of
from qafila.simulate.claimed import check_amount, filled_range
from qafila.simulate.pumps import share_of_stations
from qafila.units import to_base

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from qafila.situation import Situation

STRICT, CUSTOMS_LAG = "strict", "customs-lag"
TABLES = (STRICT, CUSTOMS_LAG)
_Z90 = 2.0 * 1.6448536269514722  # a range is taken to hold nine times in ten


def observations_of(
    situation: Situation, city: str, table: str = STRICT
) -> tuple[Observation, ...]:
    """What was observed between the start of a case and the day of a situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.
    table : str
        ``strict``: what was published by the day of the situation; ``customs-lag``: receipts of
        an interval count too from ``customs_lag`` days after its end, as customs knew them. For
        looking back only.

    Returns
    -------
    tuple of Observation
        By kind and day.
    """
    one_of("--table", table, TABLES)
    return (
        *_receipts(situation, city, table),
        *_pumps(situation, city),
        *_convoys(situation, city),
    )


def _best(situation: Situation, name: str) -> float:
    return float(situation.parameter(name)["best"])


def _inside(situation: Situation, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows about days of the case that have passed, by origin."""
    first = pd.Timestamp(situation.case.start)
    last = pd.Timestamp(situation.as_of)
    rows = rows[(rows["date_start"] >= first) & (rows["date_end"] <= last)]
    origin = rows["said_by"].where(rows["said_by"] != "", rows["source"])
    return rows.assign(origin=origin)


def _amounts(rows: pd.DataFrame, units: tuple[str, ...]) -> pd.DataFrame:
    """Rows with a figure above zero in one of some base units."""
    base = [to_base(1.0, unit) for unit in rows["unit"]]
    best = rows["value"].fillna(rows["low"].where(rows["high"].isna()))
    rows = rows.assign(
        factor=[factor for factor, _ in base], base=[name for _, name in base], best=best
    )
    rows = rows[rows["base"].isin(units) & ((rows["best"] > 0.0) | (rows["low"] > 0.0))]
    check_amount("observations.csv", rows, ("value", "low", "high"))
    return rows


def _receipts(situation: Situation, city: str, table: str) -> list[Measured]:
    places = situation.network.locations
    country = places.loc[places["location_id"] == city, "country"].iloc[0]
    rows = situation.observations
    if table == CUSTOMS_LAG:
        everything = situation.case.observations
        lag = pd.Timedelta(days=_best(situation, "customs_lag"))
        late = everything["date_end"] + lag <= pd.Timestamp(situation.as_of)
        added = everything[late & ~everything["observation_id"].isin(rows["observation_id"])]
        rows = pd.concat([rows, added])
    # What a country received says nothing of a city whose figures are its own.
    booked = float(situation.parameter("city_share", city)["best"]) < 1.0
    national = booked & (rows["country"] == country) & (rows["location_id"] == "")
    rows = rows[(rows["measure"] == RECEIPTS) & (national | (rows["location_id"] == city))]
    rows = _amounts(_inside(situation, rows), ("litres",))
    least = _best(situation, "receipts_spread")
    found = []
    for start, end, told in _by_interval(rows):
        ranges = [filled_range(*_range(row)) for row in told]
        factors = [float(row["factor"]) for row in told]
        found.append(
            Measured(
                RECEIPTS,
                start.date(),
                end.date(),
                tuple(f * best for f, (best, _, _) in zip(factors, ranges, strict=True)),
                tuple(_spread(low, high, least) for _, low, high in ranges),
                _weights(situation, told),
                _origins(told),
            )
        )
    return found


def _range(row: dict[Any, Any]) -> tuple[float, float, float]:
    return float(row["best"]), float(row["low"]), float(row["high"])


def _spread(low: float, high: float, least: float) -> float:
    """Standard deviation of the logarithm that a range stands for."""
    wide = math.log(high / low) / _Z90 if 0.0 < low < high else 0.0
    return math.hypot(wide, least)


def _by_interval(
    rows: pd.DataFrame,
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, list[dict[Any, Any]]]]:
    """First and last day of what rows are about, and the newest row of each origin.

    All are sorted at once: a run looks for its posterior, and must not wait.
    """
    days = ["date_start", "date_end"]
    order = [*days, "origin", "reported_at", "observation_id"]
    ordered = rows.sort_values(order, kind="stable")
    newest = ordered.drop_duplicates([*days, "origin"], keep="last").to_dict("records")
    for (start, end), told in groupby(newest, key=itemgetter(*days)):
        yield start, end, list(told)


def _origins(rows: Sequence[Mapping[Any, Any]]) -> tuple[str, ...]:
    return tuple(str(row["origin"]) for row in rows)


def _weights(situation: Situation, rows: Sequence[Mapping[Any, Any]]) -> tuple[float, ...]:
    raw = np.array([weight_of([situation.kind_of_source(name)]) for name in _origins(rows)])
    total = float(raw.sum())
    return tuple(float(one) / total for one in raw) if total > 0.0 else (1.0 / len(raw),) * len(raw)


def _pumps(situation: Situation, city: str) -> list[Judged]:
    rows = situation.observations
    rows = rows[(rows["location_id"] == city) & rows["measure"].isin(("dry", "recovered"))]
    rows = _inside(situation, rows)
    order = ["date_end", "origin", "reported_at", "observation_id"]
    rows = _told_once(rows).sort_values(order, kind="stable")
    threshold, wide, error = (
        _best(situation, name) for name in ("dry_threshold", "pump_report_width", "report_error")
    )
    return [
        Judged(
            PUMPS,
            row["date_start"].date(),
            row["date_end"].date(),
            (threshold,),
            (1.0,),
            wide,
            error,
            _chance_above(row, threshold),
            (str(row["origin"]),),
        )
        for row in rows.to_dict("records")
    ]


def _told_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Reports of which no origin tells of a day twice.

    What it says last of a day holds; of an older spell the days before that are left, else those
    after it.
    """
    day = pd.Timedelta(days=1)
    kept: list[dict[Any, Any]] = []
    newest = rows.sort_values(["reported_at", "date_end"], ascending=False, kind="stable")
    for row in newest.to_dict("records"):
        for one in kept:
            apart = row["date_end"] < one["date_start"] or row["date_start"] > one["date_end"]
            if row["origin"] != one["origin"] or apart:
                continue
            if row["date_start"] < one["date_start"]:
                row["date_end"] = one["date_start"] - day
            else:
                row["date_start"] = one["date_end"] + day
        if row["date_start"] <= row["date_end"]:
            kept.append(row)
    return pd.DataFrame(kept[::-1], columns=rows.columns)


def _chance_above(row: dict[Any, Any], threshold: float) -> float:
    """Chance that a report speaks of more pumps that serve than a share."""
    best, low, high = share_of_stations(row)
    if row["measure"] == "dry":
        best, low, high = 1.0 - best, 1.0 - high, 1.0 - low
    if threshold <= low or threshold >= high:
        return float(best >= threshold)
    if threshold < best:
        return 1.0 - (threshold - low) ** 2 / ((high - low) * (best - low))
    return (high - threshold) ** 2 / ((high - low) * (high - best))


def _convoys(situation: Situation, city: str) -> list[Judged]:
    """Convoys that came, as lower bounds on all that came in the days around."""
    rows = situation.observations
    rows = rows[(rows["location_id"] == city) & (rows["measure"] == CONVOYS)]
    rows = _amounts(_inside(situation, rows), ("litres", "tankers"))
    volume = float(situation.parameter("tanker_volume", city)["best"])
    around = pd.Timedelta(days=_best(situation, "convoy_report_window"))
    spread, error = (_best(situation, name) for name in ("convoy_report_spread", "report_error"))
    found = []
    for start, end, told in _by_interval(rows):
        litres = [_litres(row, volume) for row in told]
        found.append(
            Judged(
                CONVOYS,
                _no_sooner(situation.case.start, start - around),
                _no_later(situation.as_of, end + around),
                tuple(float(np.log(one)) for one in litres),
                _weights(situation, told),
                spread,
                error,
                1.0,
                _origins(told),
            )
        )
    return found


def _litres(row: Mapping[Any, Any], volume: float) -> float:
    amount = float(row["low"] if pd.isna(row["best"]) else row["best"]) * float(row["factor"])
    return amount * volume if row["base"] == "tankers" else amount


def _no_sooner(first: dt.date, day: pd.Timestamp) -> dt.date:
    return max(first, day.date())


def _no_later(last: dt.date, day: pd.Timestamp) -> dt.date:
    return min(last, day.date())
