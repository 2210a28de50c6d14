"""Stock of cities on day 0: the newest evidence, carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.simulate.claimed import draw_claimed, newest_by_source, stock_rows
from qafila.streams import claim_stream, uniforms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

_PUMPS = ("recovered", "dry")  # of two reports told on one day the graver one is believed


@dataclass(frozen=True)
class PumpReport:
    """Newest report on the pumps of a city.

    Parameters
    ----------
    day : pandas.Timestamp
        Last day that it is about.
    measure : str
        ``dry`` or ``recovered``.
    """

    day: pd.Timestamp
    measure: str


def pump_report(situation: Situation, city: str) -> PumpReport | None:
    """Newest report that pumps of a city are dry or supplied again.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier of the city.

    Returns
    -------
    PumpReport or None
        Of two reports about one day the one that was published later holds; if both were published
        on one day, that of dry pumps.
    """
    rows = situation.observations
    rows = rows[
        (rows["location_id"] == city)
        & rows["measure"].isin(_PUMPS)
        & (rows["date_end"] <= pd.Timestamp(situation.as_of))
    ]
    if rows.empty:
        return None
    ranked = rows.assign(rank=[_PUMPS.index(measure) for measure in rows["measure"]])
    newest = ranked.sort_values(["date_end", "reported_at", "rank"], kind="stable").iloc[-1]
    return PumpReport(newest["date_end"], str(newest["measure"]))


def opening_cover(
    situation: Situation,
    table: ParameterTable,
    commodities: tuple[str, ...],
    demand: Mapping[str, NDArray[np.float64]],
    share: Mapping[str, NDArray[np.float64]],
    notes: dict[str, int],
) -> dict[str, NDArray[np.float64]]:
    """Days of supply on day 0.

    The newest evidence decides, be it a claim about the stock or a report on the pumps; if both are
    about one day, the report. Without any it is the range for a city at the start of the case. Each
    is carried forward from its own day.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    commodities : tuple of str
        Commodities.
    demand : mapping of str to array, shape (draw, commodity), unit a day
        Normal demand by city.
    share : mapping of str to array, shape (draw, corridor)
        Part of each corridor in the normal imports, by city.
    notes : dict of str to int
        Stocks of which nothing was heard are counted here.

    Returns
    -------
    dict of str to array, shape (draw, commodity), days
        By city.
    """
    start = pd.Timestamp(situation.data["day"].to_numpy()[0])
    cover = {}
    for city, usual in demand.items():
        report = pump_report(situation, city)
        cover[city] = np.zeros(usual.shape)
        for j, commodity in enumerate(commodities):
            rows = _stock_claims(situation, table, city, commodity, report)
            if len(rows):
                day = rows["date"].max()
                days = _claimed_days(rows, table, city, commodity, usual[:, j])
            elif report is not None:
                day = report.day
                days = table.draw(f"opening_cover_{report.measure}", city)
            else:
                day = start
                days = table.draw("opening_cover", city)
                notes["opening-stock-unknown"] = notes.get("opening-stock-unknown", 0) + 1
            cover[city][:, j] = _carry(situation, table, days, share[city], day, city)
    return cover


def _stock_claims(
    situation: Situation,
    table: ParameterTable,
    city: str,
    commodity: str,
    report: PumpReport | None,
) -> pd.DataFrame:
    """Claims about a stock of about the time of the newest; none that the report supersedes."""
    rows = stock_rows(situation, city, commodity, "stock")
    rows = newest_by_source(rows, situation.as_of)
    if report is not None:
        rows = rows[rows["date"] > report.day]
    if rows.empty:
        return rows
    first = rows["date"].max() - pd.Timedelta(days=table.best("stock_memory"))
    newest: pd.DataFrame = rows[rows["date"] >= first]
    return newest


def _claimed_days(
    rows: pd.DataFrame,
    table: ParameterTable,
    city: str,
    commodity: str,
    demand: NDArray[np.float64],
) -> NDArray[np.float64]:
    values, in_days = draw_claimed(rows, table.seed, table.draws, "stock", city, commodity)
    usual = np.where(demand > 0.0, demand, np.inf)
    return np.where(in_days, values, values * table.draw("city_share", city) / usual)


def _carry(
    situation: Situation,
    table: ParameterTable,
    cover: NDArray[np.float64],
    share: NDArray[np.float64],
    day: pd.Timestamp,
    city: str,
) -> NDArray[np.float64]:
    """Days of supply on day 0 from those of an earlier day.

    What corridors did not bring since then is used up, but never below what a strained city keeps,
    since rationing and small deliveries stretch the last of it.
    """
    data = situation.data
    later = data["day"].to_numpy() > day.to_datetime64()
    chance = data["corridor_probability"].to_numpy()[later]
    passing = table.draw("opening_contested_flow")
    is_open, contested = chance[:, :, 0].sum(axis=0), chance[:, :, 1].sum(axis=0)
    inflow = (share * (is_open + passing[:, None] * contested)).sum(axis=1)
    missing = share.sum(axis=1) * len(chance) - inflow
    left = np.minimum(cover, table.draw("opening_cover_strained"))
    carried = np.maximum(cover - missing, left)
    # The longer nothing was heard of the stock, the more draws know no more than its usual range.
    age = (pd.Timestamp(situation.as_of) - day).days - table.best("stock_memory")
    holds = np.exp2(-max(age, 0.0) / table.best("stock_half_life"))
    forgotten = uniforms(table.seed, claim_stream("stock-age", city), table.draws) >= holds
    return np.where(forgotten, table.draw("opening_cover", city), carried)
