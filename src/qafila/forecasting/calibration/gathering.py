"""What calibration is held against: receipts, reports on pumps, convoys that came."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

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
    from collections.abc import Iterator

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
    national = (rows["country"] == country) & (rows["location_id"] == "")
    rows = rows[(rows["measure"] == RECEIPTS) & (national | (rows["location_id"] == city))]
    rows = _amounts(_inside(situation, rows), ("litres",))
    least = _best(situation, "receipts_spread")
    found = []
    for start, end, told in _by_interval(rows):
        ranges = [filled_range(*_range(row)) for row in told.to_dict("records")]
        values = told["factor"].to_numpy() * [best for best, _, _ in ranges]
        found.append(
            Measured(
                RECEIPTS,
                start.date(),
                end.date(),
                tuple(float(value) for value in values),
                tuple(_spread(low, high, least) for _, low, high in ranges),
                _weights(situation, told),
                tuple(told["origin"]),
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
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, pd.DataFrame]]:
    """First and last day of what rows are about, and the newest row of each origin."""
    for days, group in rows.groupby(["date_start", "date_end"], sort=True):
        start, end = (pd.Timestamp(str(day)) for day in cast("tuple[object, object]", days))
        yield start, end, _newest(group)


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """The row of each origin that was published last."""
    ordered = rows.sort_values(["origin", "reported_at", "observation_id"], kind="stable")
    return ordered.drop_duplicates("origin", keep="last")


def _weights(situation: Situation, rows: pd.DataFrame) -> tuple[float, ...]:
    raw = np.array([weight_of([situation.kind_of_source(name)]) for name in rows["origin"]])
    total = float(raw.sum())
    return tuple(float(one) / total for one in raw) if total > 0.0 else (1.0 / len(raw),) * len(raw)


def _pumps(situation: Situation, city: str) -> list[Judged]:
    rows = situation.observations
    rows = rows[(rows["location_id"] == city) & rows["measure"].isin(("dry", "recovered"))]
    rows = _inside(situation, rows)
    order = ["date_end", "origin", "reported_at", "observation_id"]
    rows = rows.sort_values(order, kind="stable")
    rows = rows.drop_duplicates(["date_end", "origin"], keep="last")
    threshold = _best(situation, "dry_threshold")
    return [
        Judged(
            PUMPS,
            row["date_start"].date(),
            row["date_end"].date(),
            (threshold,),
            (1.0,),
            _best(situation, "pump_report_width"),
            _best(situation, "report_error"),
            _chance_above(row, threshold),
            (str(row["origin"]),),
        )
        for row in rows.to_dict("records")
    ]


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
    found = []
    for start, end, told in _by_interval(rows):
        litres = told["best"].fillna(told["low"]) * told["factor"]
        litres = litres * np.where(told["base"] == "tankers", volume, 1.0)
        found.append(
            Judged(
                CONVOYS,
                _no_sooner(situation.case.start, start - around),
                _no_later(situation.as_of, end + around),
                tuple(float(np.log(one)) for one in litres),
                _weights(situation, told),
                _best(situation, "convoy_report_spread"),
                _best(situation, "report_error"),
                1.0,
                tuple(told["origin"]),
            )
        )
    return found


def _no_sooner(first: dt.date, day: pd.Timestamp) -> dt.date:
    return max(first, day.date())


def _no_later(last: dt.date, day: pd.Timestamp) -> dt.date:
    return min(last, day.date())
