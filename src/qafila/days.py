"""Days as people write them."""

from __future__ import annotations

import datetime as dt

from qafila.errors import InputError


def parse_day(day: dt.date | str) -> dt.date:
    """A day from a date or its ISO form.

    Parameters
    ----------
    day : datetime.date or str
        Such as ``"2025-11-16"``.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    InputError
        If the text is not a date.

    Examples
    --------
    >>> parse_day("2025-11-16")
    datetime.date(2025, 11, 16)
    """
    if isinstance(day, dt.datetime):
        return day.date()
    if isinstance(day, dt.date):
        return day
    try:
        return dt.date.fromisoformat(day.strip())
    except ValueError:
        raise InputError(f'"{day}" is not a date; write it as 2025-11-30') from None
