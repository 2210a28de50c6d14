"""The columns of each kind of table, and how the text of a cell becomes a value.

Every kind of table is described by a table of its own in ``schema/``: one row for each column with
type, unit, bounds and meaning.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila import terms, units
from qafila.errors import Problem, did_you_mean
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A whole number of more digits does not fit the 64 bits in which tables hold it.
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Column:
    """One column of a table, as a row of ``schema/<table>.csv`` describes it.

    Examples
    --------
    >>> [column.name for column in schema("corridors")][:2]
    ['corridor_id', 'name_en']
    """

    name: str
    type: str
    unit: str
    required: bool
    key: bool
    allowed: str
    minimum: float | None
    maximum: float | None
    description: str


@cache
def schema(table: str) -> tuple[Column, ...]:
    """Columns of a kind of table, in order.

    Parameters
    ----------
    table : str
        Name of the table, such as ``"routes"``.

    Returns
    -------
    tuple of Column
        Its columns.

    Examples
    --------
    >>> next(column.unit for column in schema("routes") if column.name == "distance_km")
    'km'
    """
    text = package_data("schema", f"{table}.csv").read_text(encoding="utf-8")
    return tuple(
        Column(
            name=row["name"],
            type=row["type"],
            unit=row["unit"],
            required=row["required"] == "yes",
            key=row["key"] == "yes",
            allowed=row["allowed"],
            minimum=float(row["minimum"]) if row["minimum"] else None,
            maximum=float(row["maximum"]) if row["maximum"] else None,
            description=row["description"],
        )
        for row in csv.DictReader(io.StringIO(text))
    )


def _number(text: str) -> float:
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _date(text: str) -> dt.date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text)


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError(text)
    return text


def _boolean(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _iso3(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError(text)
    return text


_PARSERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "number": (_number, "write a number such as 12.5, without separators or units"),
    "integer": (_integer, "write a whole number such as 1200, without separators"),
    "date": (_date, "write a date such as 2025-11-30"),
    "boolean": (_boolean, "write yes or no"),
    "slug": (_slug, "use lower-case ASCII letters, digits and hyphens"),
    "iso3": (_iso3, "write a country as three capital letters, such as MLI"),
}
_EMPTY: Mapping[str, Any] = {
    "number": math.nan,
    "integer": pd.NA,
    "date": pd.NaT,
    "boolean": False,
    "list": (),
}


def _bounds(column: Column, value: float) -> str:
    if column.minimum is not None and value < column.minimum:
        return f"{value:g} is below {column.minimum:g}"
    if column.maximum is not None and value > column.maximum:
        return f"{value:g} is above {column.maximum:g}"
    return ""


def parse_cell(column: Column, text: str) -> tuple[Any, str, str]:
    """Turn the text of a cell into a value of its column's type.

    Parameters
    ----------
    column : Column
        What the cell should hold.
    text : str
        What it holds, without blanks around it.

    Returns
    -------
    object
        The value; what stands for unknown if the cell is empty or wrong.
    str
        What is wrong; empty for a sound cell.
    str
        How to mend it.

    Examples
    --------
    >>> distance = next(column for column in schema("routes") if column.name == "distance_km")
    >>> parse_cell(distance, "-4")
    (nan, '-4 is below 0.1', 'allowed: 0.1 to 5000 km')
    """
    if text == "":
        wrong = "is empty" if column.required else ""
        return _EMPTY.get(column.type, ""), wrong, "fill it in" if wrong else ""
    if column.type in _PARSERS:
        parse, hint = _PARSERS[column.type]
        try:
            value = parse(text)
        except (ValueError, KeyError):
            return _EMPTY.get(column.type, ""), f'"{text}" is not a valid {column.type}', hint
        if column.type in ("number", "integer"):
            wrong = _bounds(column, value)
            unit = f" {column.unit}" if column.unit else ""
            hint = f"allowed: {_span(column)}{unit}" if wrong else ""
            return (_EMPTY[column.type] if wrong else value), wrong, hint
        return value, "", ""
    if column.type == "list":
        return tuple(part.strip() for part in text.split("|") if part.strip()), "", ""
    known: Iterable[str] = ()
    if column.type == "term":
        known = terms.values(column.allowed)
    elif column.type == "unit":
        known = units.names()
    if known and text not in known:
        hint = did_you_mean(text, known) or "allowed: " + ", ".join(known)
        return text, f'"{text}" is not a known {column.allowed or column.type}', hint
    return text, "", ""


def _span(column: Column) -> str:
    if column.maximum is None:
        return f"{column.minimum:g} or more"
    if column.minimum is None:
        return f"{column.maximum:g} or less"
    return f"{column.minimum:g} to {column.maximum:g}"


def sign_problems(given: Mapping[str, str], line: int, file: str) -> list[Problem]:
    r"""Signs in a row that command a screen or turn a line around where its text is shown.

    Parameters
    ----------
    given : mapping of str to str
        Text of each cell by column.
    line : int
        Line of the file.
    file : str
        Name to show.

    Returns
    -------
    list of Problem
        One for each cell with such a sign.

    Examples
    --------
    >>> print(sign_problems({"name_en": "Kayes \u202eroad"}, 2, "locations.csv")[0])
    locations.csv, row 2, column name_en: holds the invisible sign U+202E; delete it
    """
    return [
        Problem(file, f"holds the invisible sign U+{ord(found[0]):04X}", line, name, "delete it")
        for name, text in given.items()
        if (found := _COMMANDS.search(text))
    ]
