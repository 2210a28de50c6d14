"""Read a table, check it against its schema, and name every problem at once.

The schema of a table is a CSV file of its own in ``schema/``: one row for each column with type,
unit, bounds and meaning. Documentation and checks are printed from it, so they cannot drift apart.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.columns import Column, parse_cell, schema, sign_problems
from qafila.errors import Problem, SchemaError, did_you_mean
from qafila.files import package_data, why_no_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = [
    "Column",
    "decode",
    "format_cell",
    "read_defaults",
    "read_file",
    "read_table",
    "reference_problems",
    "schema",
    "write_text",
]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def decode(data: bytes, file: str) -> str:
    """Turn the bytes of a table into text, or say plainly why that cannot be done.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Name to show.

    Returns
    -------
    str
        The text without a byte order mark.

    Raises
    ------
    SchemaError
        If the bytes are UTF-16, hold NUL bytes or are not UTF-8.

    Examples
    --------
    >>> decode("ا".encode(), "a.csv")
    'ا'
    """
    hint = 'save the file as "CSV UTF-8"'
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SchemaError(Problem(file, "the file is UTF-16", hint=hint))
    if b"\x00" in data:
        row = data[: data.index(b"\x00")].count(b"\n") + 1
        raise SchemaError(Problem(file, "the file holds NUL bytes", row, hint=hint))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise SchemaError(Problem(file, "the file is not UTF-8", row, hint=hint)) from error


def _records(text: str, file: str) -> tuple[list[str], list[tuple[int, list[str]]], list[Problem]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    header: list[str] = []
    start = 1
    try:
        for cells in reader:
            if not header:
                header = [cell.strip() for cell in cells]
            elif any(cell.strip() for cell in cells):
                rows.append((start, [cell.strip() for cell in cells]))
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(
            Problem(file, f"not readable as CSV ({error})", start, hint="check the quotes")
        )
    return header, rows, problems


def _separator_problem(header: list[str], file: str) -> list[Problem]:
    """Some spreadsheets write other marks than commas, which would spoil every row."""
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if header and mark in header[0]:
            hint = 'save it as "CSV UTF-8 (comma delimited)"'
            return [
                Problem(file, f"cells are separated by {word} and not by commas", 1, None, hint)
            ]
    return []


def _header_problems(header: list[str], columns: tuple[Column, ...], file: str) -> list[Problem]:
    known = [column.name for column in columns]
    problems = []
    for name in known:
        if name not in header:
            needed = next(column for column in columns if column.name == name)
            if needed.required:
                spelt = did_you_mean(name, [word for word in header if word not in known])
                hint = spelt.replace("did you mean", "is it the column") if spelt else "add it"
                problems.append(Problem(file, f"the column {name} is missing", 1, name, hint))
    problems += [
        Problem(file, f'unknown column "{name}"', 1, name, did_you_mean(name, known))
        for name in header
        if name not in known
    ]
    doubled = sorted({name for name in header if header.count(name) > 1})
    problems += [Problem(file, f"the column {name} stands twice", 1, name) for name in doubled]
    return problems


def _frame(columns: tuple[Column, ...], values: dict[str, list[Any]], lines: list[int]) -> Any:
    index = pd.Index(lines, name="row", dtype="int64")
    data = {}
    for column in columns:
        cells = values[column.name]
        if column.type == "number":
            data[column.name] = pd.Series(cells, index=index, dtype="float64")
        elif column.type == "integer":
            data[column.name] = pd.Series(cells, index=index, dtype="Int64")
        elif column.type == "date":
            data[column.name] = pd.Series(
                pd.to_datetime(pd.Series(cells, dtype=object)).to_numpy(dtype="datetime64[s]"),
                index=index,
            )
        elif column.type == "boolean":
            data[column.name] = pd.Series(cells, index=index, dtype="bool")
        else:
            data[column.name] = pd.Series(cells, index=index, dtype="object")
    return pd.DataFrame(data, index=index)


def _key_problems(columns: tuple[Column, ...], frame: pd.DataFrame, file: str) -> list[Problem]:
    keys = [column.name for column in columns if column.key]
    if not keys or frame.empty:
        return []
    needed = [column.name for column in columns if column.key and column.required]
    # A row without its key has been complained of already.
    filled = frame[(frame[needed] != "").all(axis=1) & frame[needed].notna().all(axis=1)]
    doubled = filled[filled.duplicated(keys, keep="first")]
    return [
        Problem(
            file,
            "the row repeats "
            + ", ".join(f"{key} {format_cell(row[key])}" for key in keys if row[key] != ""),
            int(str(line)),
            keys[0],
            "remove one of the two rows",
        )
        for line, row in doubled.iterrows()
    ]


def read_table(table: str, data: bytes, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    r"""Read a table and collect everything that is wrong with it.

    Parameters
    ----------
    table : str
        Name of its schema.
    data : bytes
        Content of the CSV file.
    file : str
        Name to show in messages.

    Returns
    -------
    pandas.DataFrame
        Typed columns in the order of the schema, indexed by line of the file (``row``). Unknown is
        NaN, NA or NaT in numbers and dates, ``""`` in text, an empty tuple in lists.
    list of Problem
        What is wrong; empty for a sound table.

    Examples
    --------
    >>> header = "parameter,applies_to,best,low,high,unit,distribution,calibrated,source,basis\n"
    >>> frame, problems = read_table("parameters", header.encode(), "parameters.csv")
    >>> len(frame), problems
    (0, [])
    """
    columns = schema(table)
    try:
        text = decode(data, file)
    except SchemaError as error:
        return _frame(columns, {column.name: [] for column in columns}, []), list(error.problems)
    header, records, problems = _records(text, file)
    separator = _separator_problem(header, file)
    if separator:
        return _frame(columns, {column.name: [] for column in columns}, []), separator
    if not header:
        problems.append(Problem(file, "the file is empty", 1, hint="add the line of column names"))
    problems += _header_problems(header, columns, file)
    values: dict[str, list[Any]] = {column.name: [] for column in columns}
    for line, cells in records:
        if len(cells) != len(header):
            problems.append(
                Problem(
                    file,
                    f"{len(cells)} cells where the header has {len(header)}",
                    line,
                    hint="quote cells that hold a comma",
                )
            )
        given = dict(zip(header, cells, strict=False))
        problems += sign_problems(given, line, file)
        for column in columns:
            value, wrong, hint = parse_cell(column, given.get(column.name, ""))
            if wrong and column.name in given:
                problems.append(Problem(file, wrong, line, column.name, hint))
            values[column.name].append(value)
    frame = _frame(columns, values, [line for line, _ in records])
    return frame, problems + _key_problems(columns, frame, file)


def reference_problems(
    table: str, frame: pd.DataFrame, file: str, known: Mapping[str, Iterable[str]]
) -> list[Problem]:
    """Names in one table that must stand in another, but do not.

    Parameters
    ----------
    table : str
        Name of the schema of `frame`.
    frame : pandas.DataFrame
        The table to look at.
    file : str
        Name to show.
    known : mapping of str to iterable of str
        Valid names for each ``table.column``.

    Returns
    -------
    list of Problem
        One for each unknown name, with the nearest known one.

    Examples
    --------
    >>> frame = pd.DataFrame({"from_id": ["bamaco"], "to_id": ["kati"]}, index=[2])
    >>> found = reference_problems("routes", frame, "routes.csv",
    ...                            {"locations.location_id": ["bamako", "kati"]})
    >>> print(found[0])
    routes.csv, row 2, column from_id: "bamaco" is not in locations; did you mean "bamako"?
    """
    problems = []
    for column in schema(table):
        if column.type != "reference" or column.name not in frame:
            continue
        names = set(known[column.allowed])
        for line, name in frame[column.name].items():
            if name and name not in names:
                hint = did_you_mean(name, names) or f"add it to {column.allowed.split('.')[0]}.csv"
                where = column.allowed.split(".")[0]
                problems.append(
                    Problem(file, f'"{name}" is not in {where}', int(str(line)), column.name, hint)
                )
    return problems


def read_defaults(table: str, name: str) -> pd.DataFrame:
    """Read a table that ships with the package in ``defaults/``.

    Parameters
    ----------
    table : str
        Name of its schema.
    name : str
        Name of the file without suffix.

    Returns
    -------
    pandas.DataFrame
        The checked table.

    Raises
    ------
    SchemaError
        If the shipped table is broken.

    Examples
    --------
    >>> "weight" in read_defaults("effects", "effects").columns
    True
    """
    data = package_data("defaults", f"{name}.csv").read_bytes()
    frame, problems = read_table(table, data, f"defaults/{name}.csv")
    if problems:
        raise SchemaError(problems)
    return frame


def format_cell(value: object) -> str:
    """Text of one value: six significant digits, empty for unknown, no spreadsheet formula.

    Parameters
    ----------
    value : object
        Number, date, boolean, text, list or nothing.

    Returns
    -------
    str
        What is written.

    Examples
    --------
    >>> format_cell(0.123456789), format_cell(None), format_cell("=1+1"), format_cell(12.0)
    ('0.123457', '', "'=1+1", '12')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, tuple | list):
        return "|".join(format_cell(part) for part in value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int) else text


def write_text(frame: pd.DataFrame) -> str:
    r"""CSV text of a table, the same bytes for the same values on every machine.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; its index is not written.

    Returns
    -------
    str
        Lines that end with ``\n``.

    Examples
    --------
    >>> write_text(pd.DataFrame({"a": [1.5, None], "b": ["x", "y,z"]}))
    'a,b\n1.5,x\n,"y,z"\n'
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(frame.columns)
    cells = [[format_cell(value) for value in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*cells, strict=True))
    return stream.getvalue()


def read_file(table: str, path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a table from a file; see `read_table`.

    Parameters
    ----------
    table : str
        Name of its schema.
    path : Path
        The file.

    Returns
    -------
    pandas.DataFrame
        The table; empty if the file is missing.
    list of Problem
        What is wrong, a missing file among it.

    Examples
    --------
    >>> from pathlib import Path
    >>> read_file("routes", Path("nowhere.csv"))[1][0].message
    'the file is missing'
    """
    empty = _frame(schema(table), {column.name: [] for column in schema(table)}, [])
    if not path.is_file():
        return empty, [Problem(path.name, why_no_file(path), hint='see "qafila new"')]
    try:
        data = path.read_bytes()
    except OSError as error:
        return empty, [Problem(path.name, f"cannot be read ({error.strerror})")]
    return read_table(table, data, path.name)
