"""Fuel that reached a city on past days: what was reported, else what its corridors let expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.ledger.sampling import held_origin
from qafila.simulate.claimed import check_amount, filled_range
from qafila.simulate.parameters import quantile
from qafila.situation.known import known_by
from qafila.streams import claim_stream
from qafila.units import to_base

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

FUEL = "fuel"  # what receipts and tankers carry
_LOADS = ("tankers", "litres")  # of two figures of one origin for one day, litres go before tankers


def daily_inflow(
    situation: Situation,
    table: ParameterTable,
    city: str,
    demand: NDArray[np.float64],
    share: NDArray[np.float64],
    days: pd.DatetimeIndex,
) -> NDArray[np.float64]:
    """Fuel that reached a city, day by day.

    Receipts count all that came in, so they replace what corridors let expect. A convoy is part of
    what came in, so it counts where it is more than that; inside an interval of receipts it is in
    them already.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    city : str
        Identifier of the city.
    demand : array, shape (draw,), litres a day
        Normal demand.
    share : array, shape (draw, corridor)
        Part of each corridor in the normal imports of the city.
    days : pandas.DatetimeIndex
        The days.

    Returns
    -------
    array, shape (draw, day), days of normal demand
        Inflow.
    """
    is_open, contested = corridor_flow(situation, share, days)
    inflow = is_open + table.draw("opening_contested_flow", city)[:, None] * contested
    receipts, convoys = _receipts(situation, city), _convoys(situation, city)
    for number, day in enumerate(days):
        counted = _on(receipts, day)
        litres = _one_origin(counted, table, "receipts", city)
        if counted.empty:
            litres = _one_origin(_shortest(_on(convoys, day)), table, "convoys", city)
        reported = np.divide(litres, demand, out=np.zeros_like(litres), where=demand > 0.0)
        if len(counted):
            inflow[:, number] = reported
        inflow[:, number] = np.maximum(inflow[:, number], reported)
    return inflow


def corridor_flow(
    situation: Situation, share: NDArray[np.float64], days: pd.DatetimeIndex
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expected part of normal imports on open and on contested corridors.

    Parameters
    ----------
    situation : Situation
        What is known.
    share : array, shape (draw, corridor)
        Part of each corridor in the normal imports.
    days : pandas.DatetimeIndex
        The days; those before the situation count as normal.

    Returns
    -------
    array, shape (draw, day)
        On open corridors.
    array, shape (draw, day)
        On contested corridors, if they let all pass.
    """
    known = pd.DatetimeIndex(situation.data["day"].to_numpy())
    chance = situation.data["corridor_probability"].to_numpy()
    places = known.get_indexer(days)
    normal = np.broadcast_to([1.0, 0.0, 0.0], chance.shape[1:])
    daily = np.array([chance[at] if at >= 0 else normal for at in places])
    daily = daily.reshape(len(days), *chance.shape[1:])
    # Sums in a fixed order: a matrix product may round otherwise on another number of threads.
    flows = [(share[:, None, :] * daily[None, :, :, state]).sum(axis=2) for state in (0, 1)]
    return flows[0], flows[1]


def contested_flow(
    situation: Situation,
    table: ParameterTable,
    city: str,
    demand: NDArray[np.float64],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Flow on contested corridors over the normal one, in line with what was reported of late.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    city : str
        Identifier of the city.
    demand : array, shape (draw,), litres a day
        Normal demand.
    share : array, shape (draw, corridor)
        Part of each corridor in the normal imports of the city.

    Returns
    -------
    array, shape (draw,), unit 1
        The parameter itself where nothing was reported or where the scenario sets it.
    """
    prior = table.draw("opening_contested_flow", city)
    last = pd.Timestamp(situation.as_of)
    memory = int(table.best("inflow_memory"))
    days = pd.date_range(last - pd.Timedelta(days=memory - 1), last)
    if situation.undisturbed or table.is_fixed("opening_contested_flow"):
        return prior
    if not _is_reported(situation, city, days):
        return prior
    inflow = daily_inflow(situation, table, city, demand, share, days)
    free, blocked = corridor_flow(situation, share, days)
    contested = blocked.sum(axis=1)
    beyond = (inflow - free).sum(axis=1)
    passing = np.divide(beyond, contested, out=prior.copy(), where=contested > 0.0)
    return np.asarray(np.clip(passing, 0.0, table.draw("corridor_capacity", city)))


def _is_reported(situation: Situation, city: str, days: pd.DatetimeIndex) -> bool:
    both = (_receipts(situation, city), _convoys(situation, city))
    return any(
        bool(((rows["date_start"] <= days[-1]) & (rows["date_end"] >= days[0])).any())
        for rows in both
    )


def _receipts(situation: Situation, city: str) -> pd.DataFrame:
    """Receipts of the city or of its country in litres, newest last."""
    places = situation.network.locations
    country = places.loc[places["location_id"] == city, "country"].iloc[0]
    rows = known_by(situation.observations, situation.as_of)
    national = (rows["country"] == country) & (rows["location_id"] == "")
    rows = rows[(rows["measure"] == "receipts") & (national | (rows["location_id"] == city))]
    return _usable(situation, rows, ("litres",))


def _convoys(situation: Situation, city: str) -> pd.DataFrame:
    """Tankers or litres that arrived in convoys at the city, newest last."""
    rows = known_by(situation.observations, situation.as_of)
    rows = rows[(rows["measure"] == "convoys") & (rows["location_id"] == city)]
    return _usable(situation, rows, _LOADS)


def _usable(situation: Situation, rows: pd.DataFrame, units: tuple[str, ...]) -> pd.DataFrame:
    """Rows with a figure in base units, the one that holds of each origin last."""
    base = [to_base(1.0, unit) for unit in rows["unit"]]
    rows = rows.assign(
        factor=[factor for factor, _ in base],
        base=[name for _, name in base],
        best=rows["value"].fillna(rows["low"].where(rows["high"].isna())),
        origin=rows["said_by"].where(rows["said_by"] != "", rows["source"]),
        length=(rows["date_end"] - rows["date_start"]).dt.days + 1,
    )
    rows = rows[rows["base"].isin(units) & (rows["best"].notna() | rows["low"].notna())]
    # A lower bound alone is taken as the figure: the source says no more.
    check_amount("observations.csv", rows, ("value", "low", "high"))
    rows = rows.assign(
        rank=[units.index(name) for name in rows["base"]],
        source_kind=[situation.kind_of_source(name) for name in rows["origin"]],
    )
    return rows.sort_values(
        ["origin", "rank", "reported_at", "best", "observation_id"], kind="stable"
    )


def _on(rows: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    covering: pd.DataFrame = rows[(rows["date_start"] <= day) & (rows["date_end"] >= day)]
    return covering


def _shortest(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts over the fewest days: a count over a month says little of a day told by itself."""
    shortest: pd.DataFrame = rows[rows["length"] == rows["length"].min()]
    return shortest


def _one_origin(
    rows: pd.DataFrame, table: ParameterTable, measure: str, city: str
) -> NDArray[np.float64]:
    """Litres of a day: each draw believes one distinct origin; rivals are never added up.

    Convoys of a day that one source tells of together are two convoys and no rivals, and so are
    those with names of their own, whoever tells of them.
    """
    if rows.empty:
        return np.zeros(table.draws)
    # The same key for all days of one figure: a draw does not change its mind within it.
    stream = claim_stream(measure, city, f"{rows['date_end'].max():%Y-%m-%d}")
    u = table.members.uniforms(stream, item=1)
    rivals = [
        _convoys_by(str(origin), rows) if measure == "convoys" else told.iloc[-1:]
        for origin, told in rows.groupby("origin", sort=True)
    ]
    values = np.stack(
        [
            np.sum([_litres_a_day(row, table, city, u) for row in told.to_dict("records")], axis=0)
            for told in rivals
        ]
    )
    kinds = [told["source_kind"].iloc[-1] for _, told in rows.groupby("origin", sort=True)]
    held = held_origin(kinds, table.members.uniforms(stream))
    return np.asarray(values[held, np.arange(table.draws)])


def _convoys_by(origin: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the convoys of a day, as one origin has them and others complete them.

    Of an origin that names convoys its widest counts come first; of convoys that it does not tell
    of, those of others. No convoy is counted twice.
    """
    own = rows["origin"] == origin
    named = rows["convoy"].map(len)
    if not named[own].any():
        return _told_at_once(rows[own])
    first = rows.assign(other=~own, names=-named)[named > 0].iloc[::-1]
    counted: set[str] = set()
    chosen = []
    for line, row in first.sort_values(["other", "names"], kind="stable").iterrows():
        if counted.isdisjoint(row["convoy"]):
            counted.update(row["convoy"])
            chosen.append(line)
    return rows.loc[chosen]


def _told_at_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one origin that the fullest of its newest sources tells in one unit.

    Other sources of the same day relay the same convoys.
    """
    keys = ["rank", "reported_at"]
    newest = rows[(rows[keys] == rows.iloc[-1][keys]).all(axis=1)]
    together: pd.DataFrame = newest[newest["source"] == newest.groupby("source").size().idxmax()]
    return together


def _litres_a_day(
    row: Mapping[Any, Any], table: ParameterTable, city: str, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    best, low, high = filled_range(row["best"], row["low"], row["high"])
    amount = quantile("triangular", best, low, high, u) * row["factor"] / row["length"]
    if row["base"] == "tankers":
        amount = amount * table.draw("tanker_volume", city)
    return np.asarray(amount * table.draw("city_share", city))
