"""Stock of cities on day 0: the newest evidence, carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.simulate.claimed import draw_claimed, is_bound, newest_by_origin, stock_rows
from qafila.simulate.inflow import FUEL, corridor_flow, daily_inflow
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
    storage: Mapping[str, NDArray[np.float64]],
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
    storage : mapping of str to array, shape (draw, commodity), days of demand
        What depots and pumps hold when full, by city.
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
    today = pd.Timestamp(situation.as_of)
    cover = {}
    for city, usual in demand.items():
        report = pump_report(situation, city)
        cover[city] = np.zeros(usual.shape)
        for j, commodity in enumerate(commodities):
            rows = _stock_claims(situation, table, city, commodity, report)
            if len(rows):
                day = rows.loc[~is_bound(rows), "date"].max()
                days = _claimed_days(rows, table, city, commodity, usual[:, j])
            elif report is not None:
                day = report.day
                days = table.draw(f"opening_cover_{report.measure}", city)
            else:
                day = start
                days = table.draw("opening_cover", city)
                notes["opening-stock-unknown"] = notes.get("opening-stock-unknown", 0) + 1
            since = pd.date_range(day + pd.Timedelta(days=1), today)
            inflow = _inflow(situation, table, city, commodity, usual[:, j], share[city], since)
            strained = table.draw("opening_cover_strained")
            used = share[city].sum(axis=1)  # a city without a corridor is supplied otherwise
            carried = _carry(days, strained, storage[city][:, j], inflow, used)
            cover[city][:, j] = _forget(table, carried, float((today - day).days), city)
    return cover


def _inflow(
    situation: Situation,
    table: ParameterTable,
    city: str,
    commodity: str,
    demand: NDArray[np.float64],
    share: NDArray[np.float64],
    days: pd.DatetimeIndex,
) -> NDArray[np.float64]:
    if commodity == FUEL:
        return daily_inflow(situation, table, city, demand, share, days)
    is_open, contested = corridor_flow(situation, share, days)
    return is_open + table.draw("opening_contested_flow")[:, None] * contested


def _stock_claims(
    situation: Situation,
    table: ParameterTable,
    city: str,
    commodity: str,
    report: PumpReport | None,
) -> pd.DataFrame:
    """Claims about a stock of about the time of the newest; none that the report supersedes."""
    rows = stock_rows(situation, city, commodity, "stock")
    rows = newest_by_origin(rows, situation.as_of)
    if report is not None:
        rows = rows[rows["date"] > report.day]
    figures = rows[~is_bound(rows)]
    if figures.empty:
        return figures
    memory = pd.Timedelta(days=table.best("stock_memory"))
    # A bound of a much later day says nothing of the day of the figures.
    newest: pd.DataFrame = rows[(rows["date"] - figures["date"].max()).abs() <= memory]
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
    cover: NDArray[np.float64],
    strained: NDArray[np.float64],
    storage: NDArray[np.float64],
    inflow: NDArray[np.float64],
    used: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Days of supply on day 0 from those of an earlier day.

    What did not come in since then is used up, but never below what a strained city keeps, since
    rationing and small deliveries stretch the last of it. No more is stored than there is room for.
    """
    for today in inflow.T:
        least = np.minimum(cover, strained)
        most = np.maximum(cover, storage)
        cover = np.minimum(np.maximum(cover + today - used, least), most)
    return cover


def _forget(
    table: ParameterTable, cover: NDArray[np.float64], age_days: float, city: str
) -> NDArray[np.float64]:
    """Let draws know no more than the usual range, the more the longer nothing was heard."""
    beyond = max(age_days - table.best("stock_memory"), 0.0)
    holds = np.exp2(-beyond / table.best("stock_half_life"))
    forgotten = uniforms(table.seed, claim_stream("stock-age", city), table.draws) >= holds
    return np.where(forgotten, table.draw("opening_cover", city), cover)
