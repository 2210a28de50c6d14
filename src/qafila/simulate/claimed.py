"""Figures that sources claim, drawn by distinct origin: rows of one source count once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.errors import InputError, Problem
from qafila.ledger.sampling import held_origin
from qafila.simulate.parameters import quantile
from qafila.situation.situation import ESTIMATE
from qafila.streams import Draws, claim_stream
from qafila.units import to_base

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from qafila.situation import Situation


# Far beyond any city, and far below what whole numbers of 64 bits hold.
_MOST = {"days": 3650.0, "tankers": 1e7}
_MOST_OF_OTHERS = 1e12


def stock_rows(situation: Situation, place: str, commodity: str, quantity: str) -> pd.DataFrame:
    """Rows of ``stocks.csv`` about one quantity of one place.

    Parameters
    ----------
    situation : Situation
        What is known.
    place, commodity, quantity : str
        What the rows are about.

    Returns
    -------
    pandas.DataFrame
        The rows, in the order of the file, with the kind of their source.
    """
    stocks = situation.stocks
    rows = stocks[
        (stocks["location_id"] == place)
        & (stocks["commodity"] == commodity)
        & (stocks["quantity"] == quantity)
    ]
    return rows.assign(source_kind=[situation.kind_of_source(one) for one in rows["source"]])


def newest_by_origin(table: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Newest row with a figure of each distinct origin, and all rows that give one bound only.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of ``stocks.csv`` as known, about one quantity of one place.
    as_of : datetime.date
        Day of the situation; later rows are left out.

    Returns
    -------
    pandas.DataFrame
        Sorted by origin. A source is one origin; each estimate is one of its own, told apart by its
        day and basis. Empty if no row has a figure: bounds say what is impossible and not what is.

    Examples
    --------
    >>> import datetime as dt
    >>> table = pd.DataFrame({"source": ["a", "a"], "best": [1.0, 2.0], "low": [1.0, 2.0],
    ...     "high": [1.0, 2.0], "basis": ["", ""],
    ...     "date": pd.to_datetime(["2025-09-01", "2025-10-01"])})
    >>> newest_by_origin(table, dt.date(2025, 11, 1))["best"].tolist()
    [2.0]
    """
    known = table[table["date"] <= pd.Timestamp(as_of)]
    own = known["date"].dt.strftime("%Y-%m-%d") + " " + known["basis"]
    origin = known["source"].where(known["source"] != ESTIMATE, ESTIMATE + " " + own)
    known = known.assign(origin=origin, bound=is_bound(known))
    order = ["origin", "bound", "date", "best", "low", "high"]
    known = known.sort_values(order, kind="stable")
    found = known[~known["bound"]].drop_duplicates("origin", keep="last")
    if found.empty:
        return found.reset_index(drop=True)
    bounds = known[known["bound"] & (known["low"].notna() | known["high"].notna())]
    return pd.concat([found, bounds]).reset_index(drop=True)


def is_bound(rows: pd.DataFrame) -> pd.Series[bool]:
    """Whether rows give no figure but one bound at most.

    Parameters
    ----------
    rows : pandas.DataFrame
        With columns best, low, high.

    Returns
    -------
    pandas.Series of bool
        By row.

    Examples
    --------
    >>> nan = float("nan")
    >>> is_bound(pd.DataFrame({"best": [1, nan], "low": [nan, 1], "high": [nan, nan]})).tolist()
    [False, True]
    """
    return rows["best"].isna() & (rows["low"].isna() | rows["high"].isna())


def draw_claimed(
    rows: pd.DataFrame, members: Draws, *about: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Value of a claimed figure in each draw: one origin, then a value in its range.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row an origin and rows with one bound, with best, low, high, unit; source_kind where it
        is known. At least one figure.
    members : Draws
        Members of the ensemble.
    *about : str
        What the figure is about; names the stream.

    Returns
    -------
    array, shape (draw,), base unit
        Values.
    array, shape (draw,)
        Whether the value is in days of demand and not in the unit of the commodity.

    Notes
    -----
    The chance of an origin is by the weight of its kind in ``source_weights.csv``. A row with one
    bound cuts the ranges of the others off there, if it is in the same unit; a range that lies
    wholly beyond it is taken at the bound.

    Examples
    --------
    >>> rows = pd.DataFrame({"best": [3.0], "low": [1.0], "high": [8.0], "unit": ["days"]})
    >>> values, in_days = draw_claimed(rows, Draws(7, 100), "stock", "bamako")
    >>> bool(values.min() >= 1.0 and values.max() <= 8.0 and in_days.all())
    True
    """
    bound = is_bound(rows)
    figures = rows[~bound].to_dict("records")
    values = np.zeros((len(figures), members.count))
    in_days = np.zeros(len(figures), dtype=bool)
    u = members.uniforms(claim_stream(*about), item=1)
    for number, row in enumerate(figures):
        factor, base = to_base(1.0, row["unit"])
        least, most = _possible(rows[bound], base)
        best, low, high = filled_range(row["best"], row["low"], row["high"])
        first, last = (_below(edge / factor, best, low, high) for edge in (least, most))
        value = quantile("triangular", best, low, high, first + u * max(last - first, 0.0))
        values[number] = np.clip(value * factor, least, max(least, most))
        in_days[number] = base == "days"
    kinds = [row.get("source_kind") for row in figures]
    chosen = held_origin(kinds, members.uniforms(claim_stream(*about)))
    return values[chosen, np.arange(members.count)], in_days[chosen]


def _possible(bounds: pd.DataFrame, base_unit: str) -> tuple[float, float]:
    """Narrowest bounds that rows give in a base unit."""
    least, most = 0.0, np.inf
    for row in bounds.to_dict("records"):
        factor, base = to_base(1.0, row["unit"])
        if base == base_unit:
            least = max(least, row["low"] * factor) if row["low"] >= 0.0 else least
            most = min(most, row["high"] * factor) if row["high"] >= 0.0 else most
    return least, most


def _below(value: float, best: float, low: float, high: float) -> float:
    """Chance that a triangular figure is below a value."""
    if value >= high:
        return 1.0
    if value <= low:
        return 0.0
    if value < best:
        return (value - low) ** 2 / ((high - low) * (best - low))
    return 1.0 - (high - value) ** 2 / ((high - low) * (high - best))


def filled_range(best: float, low: float, high: float) -> tuple[float, float, float]:
    """Range of a figure of which parts may be unknown.

    Parameters
    ----------
    best, low, high : float
        As told; NaN where unknown. If `best` is unknown, both bounds are known.

    Returns
    -------
    tuple of float
        Best, low, high. A bound that is not given is the best value; a best value that is not given
        is the middle of the bounds.

    Examples
    --------
    >>> filled_range(float("nan"), 1.0, 3.0)
    (2.0, 1.0, 3.0)
    """
    if np.isnan(best):
        best = (low + high) / 2.0
    return best, best if np.isnan(low) else low, best if np.isnan(high) else high


def check_amount(file: str, rows: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Refuse figures that nothing in the world can reach.

    Parameters
    ----------
    file : str
        Name of the table.
    rows : pandas.DataFrame
        Rows by line of the file, with a column unit.
    columns : tuple of str
        Columns with figures.

    Raises
    ------
    InputError
        Naming every figure that is too large.

    Examples
    --------
    >>> rows = pd.DataFrame({"best": [1e15], "unit": ["days"]}, index=[4])
    >>> check_amount("stocks.csv", rows, ("best",))
    Traceback (most recent call last):
    qafila.errors.InputError: stocks.csv, row 4, column best: 1e+15 days is too large; at most 3650
    """
    problems = []
    for column in columns:
        for line, unit, value in zip(rows.index, rows["unit"], rows[column], strict=True):
            factor, base = to_base(1.0, unit)
            most = _MOST.get(base, _MOST_OF_OTHERS) / factor
            if value > most:
                wrong = f"{value:g} {unit} is too large"
                problems.append(Problem(file, wrong, int(line), column, f"at most {most:g}"))
    if problems:
        raise InputError(problems)
