"""Days from what tables hold."""

from __future__ import annotations

import datetime as dt

import pandas as pd


def as_date(value: object) -> dt.date | None:
    """A date from what a table holds.

    Parameters
    ----------
    value : object
        Date, time stamp, ISO text or nothing.

    Returns
    -------
    datetime.date or None
        The date.

    Examples
    --------
    >>> as_date("2025-11-30"), as_date(pd.NaT)
    (datetime.date(2025, 11, 30), None)
    """
    if value is None or value is pd.NaT or value == "" or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    return pd.Timestamp(str(value)).date()
