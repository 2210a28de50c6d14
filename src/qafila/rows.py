"""What must hold within the rows of the tables of a case, beyond the type of each cell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qafila import units
from qafila.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_FOOD = "food"  # all other goods are fuels
_RECEIPTS = "receipts"
_MASS = ("kg", "kg/day")
# Base units that the amount of a good may be in; a duration is days of its demand.
_STORED = {True: ("kg", "days"), False: ("litres", "days")}
_USED = {True: ("kg/day",), False: ("litres/day",)}


def row_problems_of(found: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Rules that hold between the cells of one row.

    Parameters
    ----------
    found : mapping of str to pandas.DataFrame
        Tables of a case.

    Returns
    -------
    list of Problem
        One for each row that breaks one.
    """
    problems = []
    for table in ("parameters", "stocks"):
        frame = found[table]
        wrong = frame[
            (frame["low"] > frame["best"])
            | (frame["best"] > frame["high"])
            | (frame["low"] > frame["high"])
        ]
        problems += [
            Problem(
                f"{table}.csv",
                f"low, best, high are not in order ({row['low']:g}, "
                f"{row['best']:g}, {row['high']:g})",
                int(str(line)),
                "low",
                "swap them or mend the typing error",
            )
            for line, row in wrong.iterrows()
        ]
    for table in ("parameters", "stocks", "sources", "actors", "relations"):
        frame = found[table]
        bare = frame[(frame["source"] == "estimate") & (frame["basis"] == "")]
        problems += [
            Problem(
                f"{table}.csv",
                "an estimate needs a basis",
                int(str(line)),
                "basis",
                "say how it was estimated",
            )
            for line in bare.index
        ]
    seen = found["observations"]
    late = seen[seen["date_start"] > seen["date_end"]]
    problems += [
        Problem(
            "observations.csv",
            "date_start is after date_end",
            int(str(line)),
            "date_start",
            "swap them",
        )
        for line in late.index
    ]
    nowhere = seen[(seen["location_id"] == "") & (seen["country"] == "")]
    problems += [
        Problem(
            "observations.csv",
            "neither place nor country is given",
            int(str(line)),
            "location_id",
            "fill in location_id or country",
        )
        for line in nowhere.index
    ]
    return problems


def unit_problems(found: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Amounts of goods in a unit that measures something else.

    Parameters
    ----------
    found : mapping of str to pandas.DataFrame
        With the tables stocks and observations, indexed by line of the file.

    Returns
    -------
    list of Problem
        One for each such row, with the units that it may be in.

    Examples
    --------
    >>> import pandas as pd
    >>> stock = {"commodity": ["fuel"], "quantity": ["stock"], "unit": ["kg"]}
    >>> seen = pd.DataFrame({"measure": ["receipts"], "unit": ["litres"]}, index=[2])
    >>> tables = {"stocks": pd.DataFrame(stock, index=[4]), "observations": seen}
    >>> [(one.row, one.message) for one in unit_problems(tables)]
    [(4, 'kg measures no stock of fuel')]
    """
    stocks, seen = found["stocks"], found["observations"]
    problems = []
    columns = (stocks.index, stocks["commodity"], stocks["quantity"], stocks["unit"])
    for line, commodity, quantity, unit in zip(*columns, strict=True):
        allowed = (_USED if quantity == "demand" else _STORED)[commodity == _FOOD]
        told = f"{quantity} of {str(commodity).replace('_', ' ')}"
        problems += _unit_problem("stocks.csv", int(line), unit, allowed, told)
    received = seen[seen["measure"] == _RECEIPTS]
    for line, unit in received["unit"].items():
        told = "receipts, which are of fuel"
        problems += _unit_problem("observations.csv", int(str(line)), unit, ("litres",), told)
    return problems


def _unit_problem(
    file: str, line: int, unit: str, allowed: tuple[str, ...], told: str
) -> list[Problem]:
    # An empty or unknown unit has been complained of already.
    if unit not in units.names() or units.base_of(unit) in allowed:
        return []
    names = [name for name in units.names() if units.base_of(name) in allowed]
    hint = "allowed: " + ", ".join(names)
    if units.base_of(unit) in _MASS:
        hint += "; a tonne of petrol or diesel is some 1,200 to 1,350 litres"
    return [Problem(file, f"{unit} measures no {told}", line, "unit", hint)]


def with_own_table(problem: Problem) -> Problem:
    """Name the table in which a row belongs that was written in another.

    Parameters
    ----------
    problem : Problem
        Of a cell.

    Returns
    -------
    Problem
        The same, for receipts among stocks with another hint.

    Examples
    --------
    >>> cell = Problem("stocks.csv", '"receipts" is not a known stock_quantity', 5, "quantity")
    >>> with_own_table(cell).hint
    'receipts belong in observations.csv, with the measure receipts'
    """
    at_quantity = (problem.file, problem.column) == ("stocks.csv", "quantity")
    if at_quantity and problem.message.startswith(f'"{_RECEIPTS}"'):
        hint = "receipts belong in observations.csv, with the measure receipts"
        return replace(problem, hint=hint)
    return problem


def overfull(stocks: pd.DataFrame) -> list[str]:
    """Stocks above all that is told of what can be stored there.

    Parameters
    ----------
    stocks : pandas.DataFrame
        Rows of stocks.csv, indexed by line of the file.

    Returns
    -------
    list of str
        Each names the row of the stock and that of the largest capacity, in the same base unit.
    """
    rows = stocks[stocks["unit"].isin(units.names())]
    rows = rows.assign(
        base=[units.base_of(unit) for unit in rows["unit"]],
        factor=[units.to_base(1.0, unit)[0] for unit in rows["unit"]],
        least=rows["low"].fillna(rows["best"]),
        # A lower bound alone says nothing of the most that can be stored.
        most=rows["high"].fillna(rows["best"]).fillna(float("inf")),
    )
    rows = rows.assign(least=rows["least"] * rows["factor"], most=rows["most"] * rows["factor"])
    found = []
    for _, same in rows.groupby(["location_id", "commodity", "base"], sort=False):
        capacity = same[same["quantity"] == "capacity"]
        if capacity.empty:
            continue
        largest = capacity["most"].max()
        widest = capacity["most"].idxmax()
        above = same[(same["quantity"] == "stock") & (same["least"] > largest)]
        found += [f"stocks.csv, row {line} (capacity in row {widest})" for line in above.index]
    return found
