"""What of a case is known on a day: parameters and rows published by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from qafila import tables
from qafila.errors import UnknownNameError, did_you_mean
from qafila.parameters import in_base_units

if TYPE_CHECKING:
    import datetime as dt

    from qafila.case import Case

_KEYS = ["parameter", "applies_to"]


def find_parameter(parameters: pd.DataFrame, name: str, applies_to: str = "") -> pd.Series:
    """Row of a parameter for one thing, or the row that holds for all.

    Parameters
    ----------
    parameters : pandas.DataFrame
        Columns of ``schema/parameters.csv``.
    name : str
        Name of the parameter.
    applies_to : str
        What it should hold for.

    Returns
    -------
    pandas.Series
        The row.

    Raises
    ------
    UnknownNameError
        If there is none.

    Examples
    --------
    >>> find_parameter(read_parameters(None), "corridor_status_memory")["unit"]
    'days'
    """
    # Bare arrays: a table of the matching rows would take ten times as long to make.
    names, scopes = (parameters[key].to_numpy(dtype=object) for key in _KEYS)
    for scope in (applies_to, ""):
        rows = ((names == name) & (scopes == scope)).nonzero()[0]
        if len(rows):
            return parameters.iloc[int(rows[0])]
    hint = did_you_mean(name, set(parameters["parameter"]))
    where = f' for "{applies_to}"' if applies_to else ""
    raise UnknownNameError(f'there is no parameter "{name}"{where}; {hint}'.rstrip("; "))


def read_parameters(case: Case | None, as_of: dt.date | None = None) -> pd.DataFrame:
    """Package defaults, overridden row by row by the case.

    A row whose source was published later than a day is not known on it; of several rows of one
    table the newest that is known holds. A row of the case that holds for all takes the place of
    all defaults of that name, also of those for one kind of place.

    Parameters
    ----------
    case : Case or None
        The case; None gives the defaults alone.
    as_of : datetime.date, optional
        The day; all rows are known if it is not given.

    Returns
    -------
    pandas.DataFrame
        Columns of ``schema/parameters.csv`` in base units, sorted by parameter and applies_to.

    Examples
    --------
    >>> read_parameters(None)["parameter"].is_monotonic_increasing
    True
    """
    defaults = [tables.read_defaults("parameters", name) for name in ("parameters", "situation")]
    rows = _newest(pd.concat(defaults), as_of)
    if case is not None and len(case.parameters):
        own = _newest(case.parameters, as_of)
        general = set(own.loc[own["applies_to"] == "", "parameter"])
        rows = pd.concat([rows[~rows["parameter"].isin(general)], own])
    newest = rows.drop_duplicates(_KEYS, keep="last")
    return in_base_units(newest.sort_values(_KEYS).reset_index(drop=True))


def _newest(frame: pd.DataFrame, as_of: dt.date | None) -> pd.DataFrame:
    """Of the rows of one table for one thing the newest that is known on a day."""
    dated = frame["reported_at"]
    if as_of is not None:
        frame = frame[dated.isna() | (dated <= pd.Timestamp(as_of))]
    ordered = frame.sort_values("reported_at", na_position="first", kind="stable")
    return ordered.drop_duplicates(_KEYS, keep="last")


def known_by(table: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Rows published by the end of a day; undated rows are left out.

    Parameters
    ----------
    table : pandas.DataFrame
        With a column reported_at.
    as_of : datetime.date
        The day.

    Returns
    -------
    pandas.DataFrame
        The rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"reported_at": pd.to_datetime(["2025-11-25", None])})
    >>> import datetime as dt
    >>> len(known_by(frame, dt.date(2025, 11, 24))), len(known_by(frame, dt.date(2025, 11, 25)))
    (0, 1)
    """
    return table[table["reported_at"] <= pd.Timestamp(as_of)]
