"""Tables of a Flee folder with one row a day: conflicts, floods, and attributes that change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.interop.flee_cells import Cells, Row, Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings
    from qafila.interop.flee_places import FleePlaces


@dataclass(frozen=True)
class _Table:
    """Values by row and column, the first column being the day."""

    file: str
    names: tuple[str, ...]
    days: NDArray[np.float64]
    values: NDArray[np.float64]
    lines: tuple[int, ...]


def read_conflicts(
    path: Path, places: FleePlaces, days: int, findings: Findings
) -> NDArray[np.float64]:
    """Read ``conflicts.csv``: the intensity of conflict by day and place.

    Flee counts the rows and never looks at the day that stands in front of them.

    Parameters
    ----------
    path : Path
        The file.
    places : FleePlaces
        The places of the folder.
    days : int
        Length of the run.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    array, shape (day, place), 1
        From 0 to 1; 0 for places that have no column.
    """
    table = _read(path, findings)
    if table is None:
        return np.zeros((days, len(places.names)))
    values = _by_row(table, findings)
    outside = np.argwhere((values < 0.0) | (values > 1.0))
    for row, column in outside.tolist():
        wrong = f"{values[row, column]:g} is not between 0 and 1"
        line, name = table.lines[row], table.names[column]
        hint = "write an intensity from 0 to 1"
        findings.add("conflict_value", path.name, wrong, line, name, hint)
    return _spread(table, np.clip(values, 0.0, 1.0), places, days, findings)


def read_floods(
    path: Path, places: FleePlaces, days: int, findings: Findings
) -> NDArray[np.float64] | None:
    """Read ``flood_level.csv``: the level of flood by day and place.

    Parameters
    ----------
    path : Path
        The file; it may be missing.
    places : FleePlaces
        The places of the folder.
    days : int
        Length of the run.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    array, shape (day, place), 1, or None
        Levels, interpolated between days; None without the file.
    """
    table = _read(path, findings) if path.is_file() else None
    if table is None:
        return None
    known = {name: [i] for i, name in enumerate(places.names)}
    return _interpolated(table, known, len(places.names), days, findings)


def read_attributes(
    folder: Path, places: FleePlaces, days: int, findings: Findings
) -> dict[str, NDArray[np.float64]]:
    """Read ``location_attributes_*.csv`` and ``region_attributes_*.csv``.

    Parameters
    ----------
    folder : Path
        The input folder.
    places : FleePlaces
        The places of the folder.
    days : int
        Length of the run.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    dict of str to array, shape (day, place)
        By attribute, those of regions with ``region_`` in front as Flee names them; interpolated
        between days, and 0 for places and regions without a column.
    """
    by_place = {name: [i] for i, name in enumerate(places.names)}
    by_region: dict[str, list[int]] = {}
    for i, region in enumerate(places.regions):
        by_region.setdefault(region, []).append(i)
    result = {}
    for kind, known, front in (("location", by_place, ""), ("region", by_region, "region_")):
        for path in sorted(folder.glob(f"{kind}_attributes_*.csv")):
            table = _read(path, findings)
            if table is not None:
                name = front + path.stem.removeprefix(f"{kind}_attributes_")
                result[name] = _interpolated(table, known, len(places.names), days, findings)
    return result


def _read(path: Path, findings: Findings) -> _Table | None:
    sheet = read_sheet(path, findings, header="first")
    if sheet is None or not sheet.rows:
        if sheet is not None:
            wrong = "there is no row below the line of column names"
            findings.add("table_empty", path.name, wrong, hint="add one row a day from day 0 on")
        return None
    names = list(sheet.header[1:])
    while names and not names[-1]:
        names.pop()
    kept = [_day_row(sheet, row, len(names), findings) for row in sheet.rows]
    if sheet.header[0].lstrip("#").strip().lower() != "day":
        hint = "begin the line of names with #Day"
        wrong = f'the first column is "{sheet.header[0]}" and not #Day'
        findings.add("table_days", path.name, wrong, 1, hint=hint)
    return _Table(
        path.name,
        tuple(names),
        np.array([day for _, day, _ in kept], dtype=np.float64),
        np.array([values for _, _, values in kept], dtype=np.float64).reshape(
            len(kept), len(names)
        ),
        tuple(row.line for row, _, _ in kept),
    )


def _day_row(
    sheet: Sheet, row: Row, width: int, findings: Findings
) -> tuple[Row, float, list[float]]:
    given = list(row.cells[1:])
    if len(given) > width:
        if "".join(given[width:]).strip():
            wrong = f"{len(given)} values where the header has {width} names"
            findings.add("too_many_cells", sheet.file, wrong, row.line)
        elif len(row.cells) > len(sheet.header) or not sheet.header[-1]:
            hint = "delete the commas at the end"
            findings.add("trailing_cells", sheet.file, "ends with commas", row.line, hint=hint)
    elif len(given) < width:
        wrong = f"{len(given)} values where the header has {width} names"
        findings.add("too_few_cells", sheet.file, wrong, row.line, hint="fill them in")
    cells = Cells(sheet.file, row, findings)
    day = cells.number(0, "Day")
    here = min(width, len(given))
    values = [_value(cells, at, sheet.header[at]) for at in range(1, here + 1)]
    return row, np.nan if day is None else day, values + [0.0] * (width - here)


def _value(cells: Cells, at: int, column: str) -> float:
    # The plain case first: a table of days has a hundred thousand cells.
    try:
        value = float(cells.row.cells[at])
    except ValueError:
        value = np.nan
    if np.isfinite(value):
        return value
    found = cells.number(at, column)
    return 0.0 if found is None else found


def _by_row(table: _Table, findings: Findings) -> NDArray[np.float64]:
    """Values in the order of days, or of rows where the days are not all there."""
    wanted = np.arange(len(table.days), dtype=np.float64)
    if np.array_equal(table.days, wanted):
        return table.values
    bad = int(np.flatnonzero(~(table.days == wanted))[0])
    wrong = f"day {table.days[bad]:g} stands where day {bad} should"
    order = np.argsort(table.days, kind="stable")
    complete = np.array_equal(table.days[order], wanted)
    done = "sorted by day" if complete else "counted by row, as Flee does"
    hint = "write one row for each day from 0 on, in order"
    findings.add("conflict_days", table.file, wrong, table.lines[bad], "Day", hint, done)
    return table.values[order] if complete else table.values


def _columns(
    table: _Table, known: Iterable[str], fault: str, what: str, findings: Findings
) -> list[str]:
    """Names of the columns, empty where a column does not count."""
    names = list(known)
    kept = []
    for at, name in enumerate(table.names):
        if name in table.names[:at] and name:
            wrong = f"the column {name} stands twice"
            findings.add("conflict_column_twice", table.file, wrong, 1, name, "delete one")
            kept.append("")
        elif name not in names:
            wrong = f'"{name}" is no {what} of locations.csv'
            hint = did_you_mean(name, names) or "delete the column"
            if name or np.any(table.values[:, at] != 0.0):
                findings.add(fault, table.file, wrong, 1, name, hint)
            kept.append("")
        else:
            kept.append(name)
    return kept


def _note_short(table: _Table, last: int, days: int, findings: Findings) -> None:
    wrong = f"ends on day {last} and the run on day {days - 1}"
    hint = f"add rows, or lower {findings.length_from}"
    line = table.lines[-1] if table.lines else None
    findings.add("conflicts_too_short", table.file, wrong, line, "Day", hint)


def _spread(
    table: _Table, values: NDArray[np.float64], places: FleePlaces, days: int, findings: Findings
) -> NDArray[np.float64]:
    if len(values) < days:
        _note_short(table, len(values) - 1, days, findings)
    rows = np.minimum(np.arange(days), len(values) - 1)
    index = places.index()
    result = np.zeros((days, len(places.names)))
    columns = _columns(table, index, "conflict_column_unknown", "place", findings)
    for at, name in enumerate(columns):
        if name and len(values):
            result[:, index[name]] = values[rows, at]
    return result


def _interpolated(
    table: _Table,
    known: dict[str, list[int]],
    width: int,
    days: int,
    findings: Findings,
) -> NDArray[np.float64]:
    result = np.zeros((days, width))
    if not len(table.days) or np.any(~(np.diff(table.days) > 0.0)):
        findings.add("table_days", table.file, "the days do not rise", 2, "Day", "sort the rows")
        return result
    if table.days[0] > 0:
        wrong = f"begins on day {table.days[0]:g}"
        findings.add("table_days", table.file, wrong, table.lines[0], "Day", "begin with day 0")
    if table.days[-1] < days - 1:
        _note_short(table, int(table.days[-1]), days, findings)
    what = "region" if table.file.startswith("region") else "place"
    columns = _columns(table, known, "table_unknown_name", what, findings)
    interpolate: Callable[..., NDArray[np.float64]] = np.interp
    for at, name in enumerate(columns):
        for place in known.get(name, ()) if name else ():
            result[:, place] = interpolate(np.arange(days), table.days, table.values[:, at])
    return result
