"""Counts of people in camps by date (``source_data``), as Flee reads and adds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.interop.flee_cells import Cells, Row, Sheet, days_meant, has_year_last, read_sheet

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings

_HEADERS = ("date", "datetime")
_MONTHS = 12
_LEADING = re.compile(r"[0-9]{1,3}")
_REST = re.compile(r"[0-9]{3}")


@dataclass(frozen=True)
class Records:
    """Records of one file, or of several that were added.

    Parameters
    ----------
    file : str
        Name to show.
    days : array of int64, shape (record), days
        Since the start of the run; may be negative.
    people : array, shape (record), people
        As counted; after division by hasten no whole numbers any more.
    """

    file: str
    days: NDArray[np.int64]
    people: NDArray[np.float64]


def read_records(
    path: Path, start: dt.date, findings: Findings, *, sort: bool = False
) -> Records | None:
    """Read one file of dates and counts.

    Parameters
    ----------
    path : Path
        The file.
    start : datetime.date
        First day of the run.
    findings : Findings
        Collects what is wrong.
    sort : bool
        Sort by day, which a lenient reading does anyhow.

    Returns
    -------
    Records or None
        In the order of the file unless it is sorted; None if there is none.
    """
    sheet = read_sheet(path, findings, header="none")
    if sheet is None:
        return None
    rows = list(sheet.rows)
    if rows and rows[0].cells[0].strip().lower() in _HEADERS:
        word = rows[0].cells[0].strip()
        if word not in ("Date", "DateTime"):
            wrong = f'the line of column names begins with "{word}"'
            hint = "write Date, or delete the line"
            findings.add("header_not_marked", path.name, wrong, rows[0].line, hint=hint)
        rows = rows[1:]
    split = _splits_numbers(rows)
    day_first = _is_day_first(rows)
    read = [_record(sheet, row, start, split, day_first, findings) for row in rows]
    kept = [one for one in read if one is not None]
    if not kept:
        findings.add("series_empty", path.name, "holds no count", hint="add a row date,count")
        return None
    days = np.array([day for _, day, _ in kept], dtype=np.int64)
    people = np.array([count for _, _, count in kept], dtype=np.float64)
    _note_order(path.name, [row for row, _, _ in kept], days, findings)
    sort = sort or findings.lenient
    order = np.argsort(days, kind="stable") if sort else np.arange(len(days))
    return Records(path.name, days[order], people[order])


def _splits_numbers(rows: list[Row]) -> set[int]:
    """Lines on which a count such as 22,849 was written without quotes.

    A file may have more columns, which Flee ignores; then most rows have them.
    """
    suspects = {
        row.line
        for row in rows
        if len(row.cells) == 3
        and _LEADING.fullmatch(row.cells[1].strip())
        and _REST.fullmatch(row.cells[2].strip())
    }
    others = [row for row in rows if row.line not in suspects]
    return suspects if all(len(row.cells) <= 2 for row in others) else set()


def _is_day_first(rows: list[Row]) -> bool:
    """Whether a date such as 24/03/2012 tells that the day comes first, and none that it cannot."""
    texts = [row.cells[0].strip() for row in rows]
    either = [days_meant(text) for text in texts if has_year_last(text)]
    return all(either) and any(len(one) == 1 and one[0].day > _MONTHS for one in either)


def _record(
    sheet: Sheet, row: Row, start: dt.date, split: set[int], day_first: bool, findings: Findings
) -> tuple[Row, int, float] | None:
    # Flee skips rows without a count, and so do we.
    if len(row.cells) < 2 or row.cells[1].strip() == "":
        return None
    if row.line in split:
        joined = row.cells[1].strip() + row.cells[2].strip()
        wrong = f"the count {row.cells[1].strip()},{row.cells[2].strip()} fills two cells"
        hint, done = f"write {joined}", f"read as {joined}"
        findings.add("split_number", sheet.file, wrong, row.line, "count", hint, done)
        row = Row(row.line, (row.cells[0], joined))
    cells = Cells(sheet.file, row, findings, day_first)
    day, count = cells.day(0, "date"), cells.integer(1, "count")
    if count is not None and count < 0:
        wrong, hint = f"{count} people are below zero", "write how many there are"
        findings.add("out_of_range", sheet.file, wrong, row.line, "count", hint)
        return None
    if day is None or count is None:
        return None
    return row, (day - start).days, float(count)


def _note_order(file: str, rows: list[Row], days: NDArray[np.int64], findings: Findings) -> None:
    for at in range(1, len(rows)):
        date = rows[at].cells[0].strip()
        if days[at] < days[at - 1]:
            wrong = f"{date} stands behind {rows[at - 1].cells[0].strip()}"
            hint = "sort the rows by date"
            findings.add("series_order", file, wrong, rows[at].line, "date", hint)
        elif days[at] == days[at - 1]:
            wrong = f"{date} stands twice"
            findings.add("series_day_twice", file, wrong, rows[at].line, "date")


def added(first: Records, second: Records, findings: Findings) -> Records:
    """Add the records of a second file for the same camp, as Flee does (rule 33).

    Nothing is interpolated: on a day of the first file alone the second counts with its record
    before, on a day of the second alone the first counts with its record after. The sum ends with
    the second file; later records of the first are lost.

    Parameters
    ----------
    first, second : Records
        What is added.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    Records
        The sum.

    Examples
    --------
    >>> from qafila.interop.flee_findings import Findings
    >>> def records(days, people):
    ...     return Records("a.csv", np.array(days), np.array(people, dtype=float))
    >>> first, second = records([0, 10, 30], [1, 2, 4]), records([0, 5, 20], [0, 100, 200])
    >>> both = added(first, second, Findings())
    >>> both.days.tolist(), both.people.tolist()
    ([0, 5, 10, 20], [1.0, 102.0, 102.0, 204.0])
    """
    if second.days[0] > first.days[0]:
        wrong = f"begins after {first.file}"
        hint = "add a row for the first day"
        findings.add("series_added_late", second.file, wrong, 1, "date", hint)
    days: list[int] = []
    people: list[float] = []
    at, last, other = 0, len(first.days) - 1, 0.0
    for day, count in zip(second.days.tolist(), second.people.tolist(), strict=True):
        while day > first.days[at]:
            days.append(int(first.days[at]))
            people.append(other + float(first.people[at]))
            if at == last:
                break
            at += 1
        if day > first.days[at]:
            continue  # beyond the end of the first file: Flee adds no record for this day
        days.append(day)
        people.append(count + float(first.people[at]))
        other = count
        if day == first.days[at] and at < last:
            at += 1
    if second.days[-1] < first.days[-1]:
        lost = int(np.sum(first.days > second.days[-1]))
        wrong = f"ends before {first.file}, of which {lost} later records are lost"
        findings.add("series_added_short", second.file, wrong)
    name = f"{first.file} + {second.file}"
    return Records(name, np.array(days, dtype=np.int64), np.array(people, dtype=np.float64))


def by_day(records: Records, days: int) -> NDArray[np.int64]:
    """Counts on each day of a run: interpolated, constant outside, cut to whole people (rule 33).

    Between which records a day lies is found as Flee does: the first one behind it that is later,
    and the one in front of that, whatever their order.

    Parameters
    ----------
    records : Records
        What was counted.
    days : int
        Length of the run.

    Returns
    -------
    array of int64, shape (day), people
        One count a day.

    Examples
    --------
    >>> by_day(Records("a.csv", np.array([1, 3]), np.array([10.0, 15.0])), 5).tolist()
    [10, 10, 12, 15, 15]
    """
    wanted = np.arange(days)
    later = np.maximum.accumulate(records.days[1:])
    after = np.searchsorted(later, wanted, side="right") + 1
    before = after - 1
    after = np.minimum(after, len(records.days) - 1)
    width = (records.days[after] - records.days[before]).astype(np.float64)
    part = (wanted - records.days[before]) / np.where(width > 0.0, width, 1.0)
    part = np.where(width > 0.0, part, 0.0)
    low, high = records.people[before], records.people[after]
    counts = low + part * (high - low)
    counts = np.where(wanted <= records.days[0], records.people[0], counts)
    return np.trunc(counts).astype(np.int64)
