"""From the text of a cell to a number, its bounds or a day; unknown is None and never zero."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

from qafila.reports.lexicons import rows
from qafila.reports.readers.forms import RowError

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")
UNKNOWN = frozenset(
    {"", "-", "–", "—", "*", "..", "n/a", "na", "#n/a", "nan", "null", "none", "nil", "unknown"}
    | {"not available", "not applicable", "n.a.", "nd", "\\n"}
)
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f \u2019'٬]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_MARKS = re.compile(r"[,\u00a0\u202f \u2019'٬]")
_BOUNDED = re.compile(r"(<=|>=|<|>|≤|≥)\s*(.+)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_WRITTEN = re.compile(r"(\d{1,2})[ -]([^\W\d]{3,})\.?[ -](\d{4})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: .*)?")
_LATEST_MONTH = 12
_SHOWN = 40  # characters of a cell that a message repeats
_LARGEST = 1e12
_LONGEST_NAME = 120  # characters; beyond it a cell holds no name


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


@lru_cache(maxsize=65_536)
def amount(text: str) -> float | None:
    """The number of a cell.

    Parameters
    ----------
    text : str
        As the table writes it, with or without marks between thousands.

    Returns
    -------
    float or None
        None where the cell says that it is not known, or nothing.

    Raises
    ------
    RowError
        If it is no number, negative, or larger than anything that can be meant.

    Examples
    --------
    >>> amount("1.0"), amount("12,400"), amount("-"), amount("NaN")
    (1.0, 12400.0, None, None)
    """
    cell = text.strip()
    if cell.casefold() in UNKNOWN:
        return None
    if _PLAIN.fullmatch(cell):
        value = float(cell)
    elif _GROUPED.fullmatch(cell):
        grouped = _MARKS.sub("", cell)
        value = float(grouped if grouped.count(".") < 2 else grouped.replace(".", ""))
    else:
        raise RowError(f'"{_shown(cell)}" is not a number')
    if value < 0:
        raise RowError(f'"{_shown(cell)}" is negative')
    if value > _LARGEST:
        raise RowError(f'"{_shown(cell)}" is too large to be meant')
    return value


@lru_cache(maxsize=65_536)
def bounded(text: str) -> tuple[float | None, float | None, float | None, str | None]:
    """The figure of a cell with its bounds.

    Parameters
    ----------
    text : str
        A number, or one that is protected such as ``<5``.

    Returns
    -------
    tuple
        Best, low, high and the word that bounds it; all None for unknown.

    Raises
    ------
    RowError
        As `amount` does.

    Examples
    --------
    >>> bounded("120"), bounded("<5"), bounded("")
    ((120.0, 120.0, 120.0, None), (None, None, 5.0, 'less than'), (None, None, None, None))
    """
    match = _BOUNDED.fullmatch(text.strip())
    if match is None:
        value = amount(text)
        return value, value, value, None
    value = amount(match[2])
    if match[1] in {"<", "<=", "≤"}:
        return None, None, value, "less than" if match[1] == "<" else "at most"
    return None, value, None, "more than" if match[1] == ">" else "at least"


def named(read: Callable[[str], Value], text: str, column: str) -> Value:
    """Read a cell, and name its column where that cannot be done.

    Parameters
    ----------
    read : callable
        Such as `amount` or `day`.
    text : str
        The cell.
    column : str
        Name of the column.

    Returns
    -------
    object
        What `read` gives.

    Raises
    ------
    RowError
        As `read` does.

    Examples
    --------
    >>> named(amount, "12", "best")
    12.0
    """
    try:
        return read(text)
    except RowError as fault:
        raise RowError(fault.reason, column) from None


@cache
def _months() -> dict[str, int]:
    english = (row for row in rows("months") if row["language"] in {"", "en"})
    return {row["phrase"].casefold(): int(row["month"]) for row in english}


@lru_cache(maxsize=65_536)
def day(text: str) -> dt.date | None:
    """The day of a cell.

    Parameters
    ----------
    text : str
        ISO form with or without a time, eight digits, or a written month; numbers parted by
        slashes only where the order of day and month is plain.

    Returns
    -------
    datetime.date or None
        None where the cell says nothing.

    Raises
    ------
    RowError
        If it is no day, or day and month cannot be told apart.

    Examples
    --------
    >>> day("2018-01-11 00:00:00.000"), day("20250914"), day("28 February 2020"), day("")
    (datetime.date(2018, 1, 11), datetime.date(2025, 9, 14), datetime.date(2020, 2, 28), None)
    """
    cell = text.strip()
    if cell.casefold() in UNKNOWN:
        return None
    try:
        match = _ISO.fullmatch(cell) or _COMPACT.fullmatch(cell)
        if match:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        match = _WRITTEN.fullmatch(cell)
        if match:
            return dt.date(int(match[3]), _months()[match[2].casefold()], int(match[1]))
        match = _SLASHED.fullmatch(cell)
        if match:
            return _slashed(int(match[1]), int(match[2]), int(match[3]), cell)
    except (ValueError, KeyError):
        raise RowError(f'"{_shown(cell)}" is not a day') from None
    raise RowError(f'"{_shown(cell)}" is not a day; write 2025-11-30')


def _slashed(first: int, second: int, year: int, cell: str) -> dt.date:
    if first > _LATEST_MONTH:
        return dt.date(year, second, first)
    if second > _LATEST_MONTH or first == second:
        return dt.date(year, first, second)
    raise RowError(f'"{_shown(cell)}": day and month cannot be told apart; write 2025-11-30')


@lru_cache(maxsize=65_536)
def moment(text: str) -> dt.date | None:
    """The day of a time stamp: seconds since 1970, in UTC, or any form that `day` knows.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    datetime.date or None
        None where the cell says nothing.

    Raises
    ------
    RowError
        If it is neither.

    Examples
    --------
    >>> moment("1700000000"), moment("2026-01-05T09:00:00Z")
    (datetime.date(2023, 11, 14), datetime.date(2026, 1, 5))
    """
    cell = text.strip()
    if cell.isascii() and cell.isdigit() and len(cell) in {9, 10}:
        return dt.datetime.fromtimestamp(int(cell), dt.UTC).date()
    return day(cell)


@lru_cache(maxsize=1024)
def year(text: str) -> int | None:
    """The year of a cell, which some tables write as ``2018.0``.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    int or None
        None where the cell says nothing.

    Raises
    ------
    RowError
        If it is no year.

    Examples
    --------
    >>> year("2018.0")
    2018
    """
    value = amount(text)
    if value is None:
        return None
    if not value.is_integer() or not dt.MINYEAR <= value <= dt.MAXYEAR:
        raise RowError(f'"{_shown(text)}" is not a year')
    return int(value)


@lru_cache(maxsize=65_536)
def code(text: str) -> str:
    """The text of a cell that is a code: no blanks, and ``432`` where a program wrote ``432.0``.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    str
        Empty for unknown.

    Examples
    --------
    >>> code(" 432.0 "), code("Not available"), code("ML01")
    ('432', '', 'ML01')
    """
    cell = text.strip()
    if cell.casefold() in UNKNOWN:
        return ""
    return cell[:-2] if cell.endswith(".0") and cell[:-2].isdigit() else cell


def words(text: str) -> str:
    r"""The text of a cell that is a name: one line, without signs that steer a screen.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    str
        At most 120 characters; empty for unknown.

    Examples
    --------
    >>> words(" Segou\x00  town\u202e ")
    'Segou town'
    """
    line = " ".join(text.split())[:_LONGEST_NAME]
    if not line.isprintable():
        line = "".join(sign for sign in line if sign.isprintable())
    return code(line)
