"""What was counted in the camps: the layout of ``source_data``, corrections, values by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.interop.flee_cells import Cells, Row, read_sheet
from qafila.interop.flee_series import Records, added, by_day, read_records

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings
    from qafila.interop.flee_places import FleePlaces
    from qafila.interop.flee_settings import FleeSettings

_LAYOUT = "data_layout.csv"
_TOTAL = "total"


@dataclass(frozen=True)
class FleeObserved:
    """Counts by day and series: interpolated, corrected and divided by hasten as Flee does.

    Parameters
    ----------
    names : tuple of str
        Names of the series in the order of ``data_layout.csv``, without the total.
    places : tuple of int
        Position of the place of each series; -1 for a series of no place, whose people Flee counts
        among those who set out all the same.
    people : array of int64, shape (day, series), people
        Counts on each day.
    total : array of int64, shape (day), people
        The series ``total``.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    people: NDArray[np.int64]
    total: NDArray[np.int64]

    def new_people(self, *, sum_from_camps: bool) -> NDArray[np.int64]:
        """How many more there are than on the day before (rule 36); 0 on day 0 (rule 38).

        Without ``insert_day0`` as many as `raw` tells set out on day 0.

        Parameters
        ----------
        sum_from_camps : bool
            Whether the sum of the series counts, or the total.

        Returns
        -------
        array of int64, shape (day), people
            Negative where counts fell.
        """
        counts = self.people.sum(axis=1) if sum_from_camps else self.total
        return np.diff(counts, prepend=counts[:1])

    def raw(self, *, sum_from_camps: bool, start_empty: bool) -> NDArray[np.int64]:
        """What Flee prints as raw count: on day 0 it adds the total to the sum (rule 43).

        Parameters
        ----------
        sum_from_camps : bool
            Whether the sum of the series counts, or the total.
        start_empty : bool
            Whether camps start empty.

        Returns
        -------
        array of int64, shape (day), people
            Accumulated differences.
        """
        first = self.total[:1].sum()
        if sum_from_camps:
            first += self.people[:1].sum()
        grown = np.cumsum(self.new_people(sum_from_camps=sum_from_camps))
        return grown + (0 if start_empty else first)


@dataclass(frozen=True)
class _Entry:
    """One row of the layout with what its files hold."""

    name: str
    row: int
    records: Records


def read_observed(
    folder: Path,
    corrections: Path,
    places: FleePlaces,
    start: dt.date,
    days: int,
    settings: FleeSettings,
    findings: Findings,
) -> FleeObserved | None:
    """Read ``source_data`` and ``registration_corrections.csv``.

    Parameters
    ----------
    folder : Path
        The folder of ``data_layout.csv``.
    corrections : Path
        The file of corrections; it may be missing.
    places : FleePlaces
        The places of the folder.
    start : datetime.date
        First day of the run.
    days : int
        Length of the run.
    settings : FleeSettings
        ``hasten`` and ``empty_camps_on_day0``.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    FleeObserved or None
        Counts by day; None if there is no layout.
    """
    if not (folder / _LAYOUT).is_file():
        findings.add("layout_missing", _LAYOUT, f"is not in {folder}")
        return None
    sheet = read_sheet(folder / _LAYOUT, findings, header="none")
    rows = sheet.rows if sheet is not None else ()
    read = [_entry(folder, row, start, findings) for row in rows]
    total, camps = _order([one for one in read if one is not None], findings)
    scaled = {
        one.name: Records(one.records.file, one.records.days, one.records.people / settings.hasten)
        for one in ([total] if total else []) + camps
    }
    _correct(corrections, scaled, start, findings)
    known = [_has_place(one, places, findings) for one in camps]
    kept = [one for one, sound in zip(camps, known, strict=True) if sound or not findings.lenient]
    _note_camps(kept, places, findings)
    index = places.index()
    people = np.array([by_day(scaled[one.name], days) for one in kept], dtype=np.int64)
    people = people.reshape(len(kept), days).T
    whole = people.sum(axis=1) if total is None else by_day(scaled[_TOTAL], days)
    if settings.empty_camps_on_day0:
        people, whole = people - people[:1], whole - whole[:1]
    names = tuple(one.name for one in kept)
    return FleeObserved(names, tuple(index.get(name, -1) for name in names), people, whole)


def _entry(folder: Path, row: Row, start: dt.date, findings: Findings) -> _Entry | None:
    cells = Cells(_LAYOUT, row, findings)
    name = cells.text(0, "name")
    files = [cells.text(at, "file") for at in range(1, len(row.cells))]
    while files and not files[-1]:
        files.pop()
    if not files:
        wrong, hint = f"{name} has no file", "write total,refugees.csv"
        findings.add("too_few_cells", _LAYOUT, wrong, row.line, hint=hint)
        return None
    records: Records | None = None
    for file in files:
        if not _is_inside(folder, file):
            wrong = f"{file} is outside the folder of {_LAYOUT}"
            hint = "copy the file there and name the copy"
            findings.add("series_outside", _LAYOUT, wrong, row.line, "file", hint)
            continue
        if not _is_there(folder / file):
            hint = did_you_mean(file, [path.name for path in folder.glob("*.csv")])
            wrong = f"there is no file {file}"
            findings.add("series_missing", _LAYOUT, wrong, row.line, "file", hint)
            continue
        found = read_records(folder / file, start, findings)
        if found is not None:
            records = found if records is None else added(records, found, findings)
    return None if records is None else _Entry(name, row.line, records)


def _is_inside(folder: Path, file: str) -> bool:
    """Whether a file that a table names lies in the folder, links being followed."""
    try:
        return (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False  # links in a circle


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a name longer than any file has


def _order(entries: list[_Entry], findings: Findings) -> tuple[_Entry | None, list[_Entry]]:
    """The total, and all others in the order of the layout."""
    seen: dict[str, _Entry] = {}
    for one in entries:
        if one.name in seen:
            wrong = f"{one.name} stands also in row {seen[one.name].row}"
            findings.add("series_twice", _LAYOUT, wrong, one.row, "name", "join their files")
        seen.setdefault(one.name, one)
    total = seen.get(_TOTAL)
    hint = "begin the file with total,refugees.csv"
    if total is None:
        findings.add("total_missing", _LAYOUT, "there is no row total", 1, hint=hint)
    elif entries[0] is not total:
        findings.add("total_not_first", _LAYOUT, "total is not the first", total.row, hint=hint)
    return total, [one for one in seen.values() if one is not total]


def _has_place(entry: _Entry, places: FleePlaces, findings: Findings) -> bool:
    if entry.name not in places.names:
        wrong = f'"{entry.name}" is no place of locations.csv'
        hint = did_you_mean(entry.name, places.names) or "add it to locations.csv"
        findings.add("series_unknown_camp", _LAYOUT, wrong, entry.row, "name", hint)
        return False
    if places.index()[entry.name] not in places.camps:
        wrong = f"{entry.name} is no camp"
        findings.add("series_no_camp", _LAYOUT, wrong, entry.row, "name")
    return True


def _note_camps(entries: list[_Entry], places: FleePlaces, findings: Findings) -> None:
    names = {one.name for one in entries}
    for camp in places.camps:
        if places.names[camp] not in names:
            wrong = f"the camp {places.names[camp]} has no series"
            hint = "add a row with its file"
            findings.add("camp_without_series", _LAYOUT, wrong, None, "name", hint)


def _correct(path: Path, records: dict[str, Records], start: dt.date, findings: Findings) -> None:
    """Rescale what was counted before a re-count (rule 34), one row after the other."""
    sheet = read_sheet(path, findings, header="none") if path.is_file() else None
    for row in sheet.rows if sheet is not None else ():
        cells = Cells(path.name, row, findings)
        name, date = cells.text(0, "name"), cells.day(1, "date")
        if name not in records:
            hint = did_you_mean(name, records) or "use a name of data_layout.csv"
            wrong = f'"{name}" has no series'
            findings.add("correction_unknown_camp", path.name, wrong, row.line, "name", hint)
        elif date is not None:
            found = _corrected(path.name, records[name], (date - start).days, row.line, findings)
            records[name] = found


def _corrected(file: str, records: Records, day: int, line: int, findings: Findings) -> Records:
    places = np.flatnonzero(records.days == day).tolist() if day >= 0 else []
    if not places:
        wrong = f"{records.file} has no record on that day of the run"
        findings.add("correction_without_record", file, wrong, line, "date")
    people = records.people.copy()
    for at in places:
        if at > 0 and people[at - 1] < 1.0:
            wrong = f"{records.file} has {people[at - 1]:g} people in the record before"
            hint = "lower hasten or delete the row"
            findings.add("correction_from_nothing", file, wrong, line, "date", hint)
        elif at > 0:
            people[:at] *= people[at] / people[at - 1]
    return Records(records.file, records.days, people)
