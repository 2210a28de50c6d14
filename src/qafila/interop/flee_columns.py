"""Headers of Flee's tables: where each column stands, and columns beyond those that all have."""

from __future__ import annotations

import csv
import io
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.files import package_data
from qafila.interop.flee_cells import Row, Sheet, parse_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.interop.flee_findings import Findings


@cache
def known_attributes(table: str) -> Mapping[str, Mapping[str, str]]:
    """Attributes that Flee gives a meaning.

    Parameters
    ----------
    table : str
        ``places`` or ``links``.

    Returns
    -------
    mapping of str to mapping
        Rows of ``schema/flee_attributes.csv`` by attribute.

    Examples
    --------
    >>> sorted(known_attributes("links"))
    ['max_move_speed', 'walk_probability']
    """
    text = package_data("schema", "flee_attributes.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return MappingProxyType({row["attribute"]: row for row in rows if row["table"] == table})


def find_header(
    sheet: Sheet, columns: tuple[tuple[str, ...], ...], findings: Findings
) -> tuple[Sheet, list[int]]:
    """Find the line of column names and where each column stands.

    Parameters
    ----------
    sheet : Sheet
        The file.
    columns : tuple of tuple of str
        Names of each column in the order in which Flee reads them.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    Sheet
        The file with its header.
    list of int
        Position of each column.
    """
    header, rows = sheet.header, sheet.rows
    first = rows[0].cells[0].strip().lower() if rows else ""
    if not header and first in columns[0]:
        hint = f"write #{first} in front"
        wrong = "the line of column names does not begin with #"
        findings.add("header_not_marked", sheet.file, wrong, rows[0].line, hint=hint)
        header, rows = tuple(cell.strip() for cell in rows[0].cells), rows[1:]
    if not header and rows:
        wrong = "there is no line of column names"
        findings.add("header_missing", sheet.file, wrong, rows[0].line)
    names = [name.lstrip("#").strip().lower() for name in header]
    places = list(range(len(columns)))
    found = [next((names.index(one) for one in column if one in names), None) for column in columns]
    if header and None not in found and found != places:
        wrong = "columns stand in another order: " + ", ".join(names[: len(columns)])
        hint = "order them " + ", ".join(column[0] for column in columns)
        findings.add("column_order", sheet.file, wrong, 1, hint=hint)
        places = [place for place in found if place is not None]
    return Sheet(sheet.file, header, rows), places


def trimmed(sheet: Sheet, row: Row, needed: int, findings: Findings) -> Row | None:
    """A row without empty cells beyond the header, or None if it is too short.

    Parameters
    ----------
    sheet : Sheet
        The file with its header.
    row : Row
        The row.
    needed : int
        How many cells it must have.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    Row or None
        The row.
    """
    width = max(len(sheet.header), needed)
    if len(row.cells) < needed:
        wrong = f"{len(row.cells)} cells where {needed} are needed"
        findings.add("too_few_cells", sheet.file, wrong, row.line, hint="fill them in")
        return None
    if len(row.cells) > width:
        if "".join(row.cells[width:]).strip():
            wrong = f"{len(row.cells)} cells where the header has {width}"
            hint = "quote cells that hold a comma"
            findings.add("too_many_cells", sheet.file, wrong, row.line, hint=hint)
        else:
            hint = "delete the commas at the end"
            findings.add("trailing_cells", sheet.file, "ends with commas", row.line, hint=hint)
        return Row(row.line, row.cells[:width])
    return row


def further_columns(
    sheet: Sheet, fixed: int, rows: list[Row], table: str, findings: Findings
) -> dict[str, tuple[str, ...]]:
    """Columns beyond those that every file has.

    Parameters
    ----------
    sheet : Sheet
        The file with its header.
    fixed : int
        Number of columns that every file has.
    rows : list of Row
        The rows that count.
    table : str
        ``places`` or ``links``: whose attributes must be numbers.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    dict of str to tuple of str
        Cells by name of the column; a cell that must be a number and is none is empty.
    """
    result = {}
    known = known_attributes(table)
    for at in range(fixed, len(sheet.header)):
        name = sheet.header[at].lstrip("#").strip()
        if not name:
            continue
        cells = []
        for row in rows:
            cell = row.cells[at].strip() if at < len(row.cells) else ""
            if cell and name in known:
                cell = _number_cell(known[name], cell, sheet.file, row, findings)
            cells.append(cell)
        result[name] = tuple(cells)
    return result


def _number_cell(
    known: Mapping[str, str], cell: str, file: str, row: Row, findings: Findings
) -> str:
    value, wrong = parse_number(cell, whole=False)
    column = known["attribute"]
    if value is None:
        findings.add("not_a_number", file, wrong, row.line, column, "write a number such as 12.5")
        return ""
    if wrong:
        hint = f"write {value:.12g}"
        findings.add("number_format", file, wrong, row.line, column, hint, f"read as {value:.12g}")
    if known["minimum"] and value < float(known["minimum"]):
        wrong, hint = f"{value:g} is below {known['minimum']}", f"in {known['unit']}"
        findings.add("out_of_range", file, wrong, row.line, column, hint)
    return repr(value)
