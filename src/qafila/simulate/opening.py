"""Stock of cities on day 0: the newest evidence, carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.simulate.claimed import draw_claimed, is_bound, newest_by_origin, stock_rows
from qafila.simulate.inflow import FUEL, corridor_flow, daily_inflow
from qafila.simulate.pumps import PumpState, believed, pump_reports
from qafila.streams import claim_stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation


@dataclass(frozen=True)
class Opening:
    """Stock of one city on day 0.

    Parameters
    ----------
    cover : array, shape (draw, commodity), days
        Days of supply.
    dry_before : array, shape (draw, commodity), days
        For how many days in a row, up to day 0, pumps have been dry; 0 where they are not.
    """

    cover: NDArray[np.float64]
    dry_before: NDArray[np.int64]


def opening_cover(
    situation: Situation,
    table: ParameterTable,
    city: str,
    commodities: tuple[str, ...],
    demand: NDArray[np.float64],
    storage: NDArray[np.float64],
    share: NDArray[np.float64],
    notes: dict[str, int],
) -> Opening:
    """Days of supply of a city on day 0.

    The newest evidence decides, be it a claim about the stock or reports on the pumps; what both
    say of one day is weighed by origin. Without any it is the range for a city at the start of the
    case. It is carried forward from its day. Dry pumps stay so until more comes in than is used.
    Nothing exceeds what depots and pumps hold.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    city : str
        Identifier of the city.
    commodities : tuple of str
        Commodities; reports on pumps are about fuel.
    demand : array, shape (draw, commodity), unit a day
        Normal demand.
    storage : array, shape (draw, commodity), days of demand
        What depots and pumps hold when full.
    share : array, shape (draw, corridor)
        Part of each corridor in the normal imports of the city.
    notes : dict of str to int
        Stocks of which nothing was heard are counted here.

    Returns
    -------
    Opening
        The stock and the days for which pumps have been dry.
    """
    today = pd.Timestamp(situation.as_of)
    cover, dry_before = np.zeros(demand.shape), np.zeros(demand.shape, dtype=np.int64)
    for j, commodity in enumerate(commodities):
        found = _newest(situation, table, city, commodity, demand[:, j])
        if found is None:
            notes["opening-stock-unknown"] = notes.get("opening-stock-unknown", 0) + 1
            day = pd.Timestamp(situation.data["day"].to_numpy()[0])
            state = PumpState(table.draw("opening_cover", city), dry_before[:, j])
        else:
            day, state = found
        since = pd.date_range(day + pd.Timedelta(days=1), today)
        inflow = _inflow(situation, table, city, commodity, demand[:, j], share, since)
        strained = table.draw("opening_cover_strained", city)
        carried, dry = _carry(state, strained, storage[:, j], inflow)
        silent = table.draw("opening_cover_silent", city)
        forgotten = _is_forgotten(table, float((today - day).days), city)
        cover[:, j] = np.minimum(np.where(forgotten, silent, carried), storage[:, j])
        dry_before[:, j] = np.where(forgotten, 0, dry)
    return Opening(cover, dry_before)


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
    return is_open + table.draw("opening_contested_flow", city)[:, None] * contested


def _newest(
    situation: Situation,
    table: ParameterTable,
    city: str,
    commodity: str,
    demand: NDArray[np.float64],
) -> tuple[pd.Timestamp, PumpState] | None:
    """Newest day of which anything is told, and what is told of it."""
    reports = pump_reports(situation, city) if commodity == FUEL else pd.DataFrame()
    rows = _stock_claims(situation, table, city, commodity, reports)
    figures = rows[~is_bound(rows)]
    if figures.empty:
        if reports.empty:
            return None
        day = reports["date_end"].max()
        return day, believed(reports, None, (), table, city)
    day = figures["date"].max()
    claimed = _claimed_days(rows, table, city, commodity, demand)
    if reports.empty or reports["date_end"].max() < day:
        return day, PumpState(claimed, np.zeros(table.draws, dtype=np.int64))
    return day, believed(reports, claimed, tuple(figures["source_kind"]), table, city)


def _stock_claims(
    situation: Situation,
    table: ParameterTable,
    city: str,
    commodity: str,
    reports: pd.DataFrame,
) -> pd.DataFrame:
    """Claims about a stock of about the time of the newest; none that reports supersede."""
    rows = stock_rows(situation, city, commodity, "stock")
    rows = newest_by_origin(rows, situation.as_of)
    if len(reports):
        reported = reports["date_end"].max()
        told = (rows["date"] == reported) & rows["source"].isin(reports["origin"])
        rows = rows[(rows["date"] >= reported) & ~told]
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
    values, in_days = draw_claimed(rows, table.members, "stock", city, commodity)
    usual = np.where(demand > 0.0, demand, np.inf)
    return np.where(in_days, values, values * table.draw("city_share", city) / usual)


def _carry(
    state: PumpState,
    strained: NDArray[np.float64],
    storage: NDArray[np.float64],
    inflow: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Days of supply on day 0 from those of an earlier day, and for how long pumps have been dry.

    What did not come in since then is used up, but never below what a strained city keeps, since
    rationing and small deliveries stretch the last of it. No more is stored than there is room for.
    Pumps that were dry with so much in stock are dry whenever there is no more.
    """
    cover, dry = state
    for today in inflow.T:
        least = np.minimum(cover, strained)
        cover = np.minimum(np.maximum(cover + today - 1.0, least), storage)
        dry = np.where((state.dry_days > 0) & (cover <= state.cover), dry + 1, 0)
    return cover, dry


def _is_forgotten(table: ParameterTable, age_days: float, city: str) -> NDArray[np.bool_]:
    """Draws that no longer trust what was last heard, the more the longer ago it was."""
    beyond = max(age_days - table.best("stock_memory"), 0.0)
    holds = np.exp2(-beyond / table.best("stock_half_life"))
    return np.asarray(table.members.uniforms(claim_stream("stock-age", city)) >= holds)
