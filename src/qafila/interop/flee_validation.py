"""What was counted in the camps: the layout of ``source_data``, corrections, values by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.interop.flee_cells import Cells, Row, read_sheet
from qafila.interop.flee_series import Records, added, by_day, read_records

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
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
    *,
    sort: bool = False,
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
    sort : bool
        Sort the records of each file by day, where Flee reads between wrong ones.

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
    layout = _Layout(folder, _named_files(rows), start, sort)
    read = [_entry(layout, row, findings) for row in rows]
    listed = {row.cells[0].strip() for row, one in zip(rows, read, strict=True) if one is None}
    total, camps = _order([one for one in read if one is not None], listed, findings)
    scaled = {
        one.name: Records(one.records.file, one.records.days, one.records.people / settings.hasten)
        for one in ([total] if total else []) + camps
    }
    _correct(corrections, scaled, listed, start, findings)
    index = places.index()
    kept = [one for one in camps if one.name in index or not findings.lenient]
    known = [one for one in camps if one.name in index]
    gone = _People(total, known, scaled, days, settings)
    for one in camps:
        _note_place(one, places, gone, findings)
    for missing in layout.missing:
        _note_missing(missing, layout, gone, findings)
    _note_camps(kept, listed, places, findings)
    people = np.array([by_day(scaled[one.name], days) for one in kept], dtype=np.int64)
    people = people.reshape(len(kept), days).T
    whole = people.sum(axis=1) if total is None else by_day(scaled[_TOTAL], days)
    if settings.empty_camps_on_day0:
        people, whole = people - people[:1], whole - whole[:1]
    names = tuple(one.name for one in kept)
    return FleeObserved(names, tuple(index.get(name, -1) for name in names), people, whole)


@dataclass(frozen=True)
class _Missing:
    """A file that a row of the layout names and that is not there."""

    row: Row
    file: str


@dataclass(frozen=True)
class _Layout:
    """The folder of the layout, all files that it names, and which of them are not there."""

    folder: Path
    files: frozenset[str]
    start: dt.date
    sort: bool
    missing: list[_Missing] = field(default_factory=list)


@dataclass(frozen=True)
class _People:
    """Tells how many people are left where a series is left out."""

    total: _Entry | None
    kept: list[_Entry]
    scaled: dict[str, Records]
    days: int
    settings: FleeSettings

    def without(self, name: str) -> str:
        """What a lenient reading makes of a series that is left out.

        Parameters
        ----------
        name : str
            Name of the series.

        Returns
        -------
        str
            With the people on the last day.
        """
        told = "the series is left out"
        if self.days < 1 or name == _TOTAL:
            return told
        if name in self.scaled:
            told += f" with {self._last(name)} people on the last day"
        if not self.settings.sum_from_camps:
            return f"{told}; the series total is split as before"
        left = sum(self._last(one.name) for one in self.kept if one.name != name)
        known = f" (the row total says {self._last(_TOTAL)}, and is not used)" if self.total else ""
        return f"{told}; the known total on the last day is then {left} people{known}"

    def _last(self, name: str) -> int:
        counts = by_day(self.scaled[name], self.days)
        return int(counts[-1] - (counts[0] if self.settings.empty_camps_on_day0 else 0))


def _named_files(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(cell.strip() for row in rows for cell in row.cells[1:])


def _entry(layout: _Layout, row: Row, findings: Findings) -> _Entry | None:
    folder = layout.folder
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
            layout.missing.append(_Missing(row, file))
            continue
        found = read_records(folder / file, layout.start, findings, sort=layout.sort)
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


def _order(
    entries: list[_Entry], listed: set[str], findings: Findings
) -> tuple[_Entry | None, list[_Entry]]:
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
        if _TOTAL not in listed:
            findings.add("total_missing", _LAYOUT, "there is no row total", 1, hint=hint)
    elif entries[0] is not total:
        findings.add("total_not_first", _LAYOUT, "total is not the first", total.row, hint=hint)
    return total, [one for one in seen.values() if one is not total]


def _note_missing(missing: _Missing, layout: _Layout, gone: _People, findings: Findings) -> None:
    """A file that is there under nearly that name is no reason to do without it."""
    name, line = missing.row.cells[0].strip(), missing.row.line
    wrong = f"there is no file {missing.file}"
    free = {path.name for path in layout.folder.glob("*.csv")} - layout.files - {_LAYOUT}
    hint = did_you_mean(missing.file, free)
    if hint:
        findings.add("series_misspelt", _LAYOUT, wrong, line, "file", hint)
        return
    hint = "add the file, or delete the row"
    done = f"{gone.without(name)}; {name} still takes people in and is not compared"
    if name == _TOTAL:
        done = gone.without(name)
    findings.add("series_missing", _LAYOUT, wrong, line, "file", hint, done)


def _note_place(entry: _Entry, places: FleePlaces, gone: _People, findings: Findings) -> None:
    if entry.name not in places.names:
        wrong = f'"{entry.name}" is no place of locations.csv'
        hint = did_you_mean(entry.name, places.names) or "add it to locations.csv"
        done = gone.without(entry.name)
        findings.add("series_unknown_camp", _LAYOUT, wrong, entry.row, "name", hint, done)
    elif places.index()[entry.name] not in places.camps:
        wrong = f"{entry.name} is no camp"
        findings.add("series_no_camp", _LAYOUT, wrong, entry.row, "name")


def _note_camps(
    entries: list[_Entry], listed: set[str], places: FleePlaces, findings: Findings
) -> None:
    names = {one.name for one in entries} | listed
    for camp in places.camps:
        if places.names[camp] not in names:
            wrong = f"the camp {places.names[camp]} has no series"
            hint = "add a row with its file"
            findings.add("camp_without_series", _LAYOUT, wrong, None, "name", hint)


def _correct(
    path: Path, records: dict[str, Records], listed: set[str], start: dt.date, findings: Findings
) -> None:
    """Rescale what was counted before a re-count (rule 34), one row after the other."""
    sheet = read_sheet(path, findings, header="none") if path.is_file() else None
    for row in sheet.rows if sheet is not None else ():
        cells = Cells(path.name, row, findings)
        name, date = cells.text(0, "name"), cells.day(1, "date")
        if name in listed - set(records):
            continue  # its file is not there, which is told of the layout
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
