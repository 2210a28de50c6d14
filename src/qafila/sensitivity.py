"""Which parameters move the answer most: what must hold in that table of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qafila import terms, units
from qafila.errors import Problem, UnitError, did_you_mean
from qafila.parameters import known_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

FILE = "sensitivity.csv"
INPUT = "moved_input"  # kind of term: what can be moved beside parameters
_SHARED = ("unit", "start", "end", "method")


def sensitivity_problems(frame: pd.DataFrame, file: str = FILE) -> list[Problem]:
    """What is wrong with a table of effects, beside cells that cannot be read.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of ``schema/sensitivity.csv``.
    file : str
        Name to show.

    Returns
    -------
    list of Problem
        Each with row, column and hint.

    Examples
    --------
    >>> row = {"parameter": "convoy_rat", "effect": 1.5, "error": 0.2, "unit": "days",
    ...        "start": pd.Timestamp("2025-10-01"), "end": pd.Timestamp("2025-11-24"),
    ...        "method": "morris", "source": "here"}
    >>> print(sensitivity_problems(pd.DataFrame([row], index=[2]))[0])
    sensitivity.csv, row 2, column parameter: there is no parameter "convoy_rat"; did you mean \
"convoy_rate"?
    """
    rows = frame.to_dict("records")
    return [
        Problem(file, wrong, int(line), column, hint)
        for line, row in zip(frame.index, rows, strict=True)
        for column, wrong, hint in _one_row(row, rows[0])
    ]


def _one_row(row: dict[Any, Any], first: dict[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """Column, message and hint for everything that is wrong with a row."""
    known = {*known_parameters(), *terms.values(INPUT)}
    name = row["parameter"]
    if name and name not in known:
        hint = did_you_mean(name, known) or 'see "parameters" in docs/case-format.md'
        yield "parameter", f'there is no parameter "{name}"', hint
    if row["unit"] and not _is_time(row["unit"]):
        yield "unit", f'"{row["unit"]}" is no time', 'write "days"'
    if row["start"] > row["end"]:
        yield "start", "start is after end", "swap them"
    given = [key for key in _SHARED if not pd.isna(row[key]) and not pd.isna(first[key])]
    apart = [key for key in given if row[key] != first[key]]
    if apart:
        wrong = f"{apart[0]} is not that of the first row"
        yield apart[0], wrong, "keep one table of effects that were found together"


def _is_time(unit: str) -> bool:
    try:
        return units.to_base(1.0, unit)[1] == "days"
    except UnitError:
        return False
