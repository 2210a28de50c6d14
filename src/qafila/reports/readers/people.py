"""What formats on people share: which group a column counts, where they are, and as of when."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qafila.claims import Counted, DateSpan, Location
from qafila.reports.lexicons import schema_units
from qafila.reports.readers.cells import bounded, named
from qafila.reports.readers.forms import NO_DATE, Draft, RowError, table_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DECEMBER, _LAST = 12, 31


class Group(NamedTuple):
    """Whom a column counts and what its figure is."""

    event_type: str
    subtype: str | None
    quantity: str
    measure: str | None
    group: str | None


@cache
def groups(scheme: str) -> Mapping[str, Group]:
    """Groups of people by the codes of a provider.

    Parameters
    ----------
    scheme : str
        Such as ``rdf``.

    Returns
    -------
    mapping of str to Group
        By code in lower case.

    Examples
    --------
    >>> groups("hapi")["idp"].quantity
    'displaced_hosted'
    """
    return {
        row["code"]: Group(
            row["event_type"],
            row["subtype"] or None,
            row["quantity"],
            row["measure"] or None,
            row["group"] or None,
        )
        for row in table_rows("population_groups")
        if row["scheme"] == scheme
    }


def count(
    group: Group,
    text: str,
    span: tuple[int, int],
    column: str,
    places: Sequence[Location],
    date: DateSpan,
    origin: str | None = None,
) -> tuple[Draft, ...]:
    """The claim on how many people of a group there are.

    Parameters
    ----------
    group : Group
        Whom the column counts.
    text : str
        The cell.
    span : tuple of int
        Cells to quote.
    column : str
        Name of the column, for messages.
    places : sequence of Location
        Where they are.
    date : DateSpan
        As of when, or in which interval.
    origin : str, optional
        Country from which they come.

    Returns
    -------
    tuple of Draft
        One; none where the figure is unknown.

    Raises
    ------
    RowError
        If the cell is no number of people.
    """
    best, low, high, qualifier = named(bounded, text, column)
    if best is None and low is None and high is None:
        return ()
    whom = Counted(group.group, origin) if group.group or origin else None
    return (
        Draft(
            group.event_type, span, group.subtype, (), tuple(places), date, group.quantity,
            group.measure, best, low, high, schema_units()[group.quantity], qualifier, whom,
        ),
    )  # fmt: skip


def year_end(year: int, text: str) -> DateSpan:
    """The day of a stock that is given for a year: its last.

    Parameters
    ----------
    year : int
        The year.
    text : str
        How the table writes it.

    Returns
    -------
    DateSpan
        One day.

    Examples
    --------
    >>> year_end(2024, "2024").start
    datetime.date(2024, 12, 31)
    """
    last = dt.date(year, _DECEMBER, _LAST)
    return DateSpan(last, last, "day", "explicit", text.strip())


def whole_year(year: int, text: str) -> DateSpan:
    """The interval of a flow that is given for a year.

    Parameters
    ----------
    year : int
        The year.
    text : str
        How the table writes it.

    Returns
    -------
    DateSpan
        From its first to its last day.

    Examples
    --------
    >>> whole_year(2024, "2024").start
    datetime.date(2024, 1, 1)
    """
    return DateSpan(
        dt.date(year, 1, 1), dt.date(year, _DECEMBER, _LAST), "year", "explicit", text.strip()
    )


def on_day(day: dt.date | None, text: str) -> DateSpan:
    """A stock of a day.

    Parameters
    ----------
    day : datetime.date or None
        The day.
    text : str
        How the table writes it.

    Returns
    -------
    DateSpan
        The day, or nothing.

    Examples
    --------
    >>> on_day(None, "").start is None
    True
    """
    return NO_DATE if day is None else DateSpan(day, day, "day", "explicit", text.strip())


def interval(start: dt.date | None, end: dt.date | None, text: str) -> DateSpan:
    """A flow between two days.

    Parameters
    ----------
    start, end : datetime.date or None
        First and last day.
    text : str
        How the table writes it.

    Returns
    -------
    DateSpan
        With the precision that its length tells.

    Raises
    ------
    RowError
        If the last day is before the first.

    Examples
    --------
    >>> interval(dt.date(2025, 3, 1), dt.date(2025, 3, 31), "2025-03").precision
    'interval'
    """
    if start is not None and end is not None and end < start:
        raise RowError("the last day is before the first")
    if start is None and end is None:
        return NO_DATE
    precision = "day" if start == end else "interval"
    return DateSpan(start, end, precision, "explicit", text.strip())
