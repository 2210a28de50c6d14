"""Counts of people as they were reported: not corrected later, nothing between two reports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qafila.interop.flee_cells import Cells, read_sheet
from qafila.interop.flee_findings import Findings
from qafila.interop.flee_series import Records, read_records

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder

_LAYOUT, _SOURCE, _INPUT, _TOTAL = "data_layout.csv", "source_data", "input_csv", "total"
_CORRECTIONS = "registration_corrections.csv"


@dataclass(frozen=True, eq=False)
class CountedSite:
    """What was counted at one place.

    Parameters
    ----------
    name, country : str
        The place and its country, as written.
    days : array of int64, shape (report), days
        Since the start of the run, rising; may be negative.
    people : array, shape (report), people
        As reported. Where several files are added, each counts with its last report.
    recounts : tuple of int
        Days on which people were registered anew, as ``registration_corrections.csv`` says; known
        only afterwards, so it may label what is scored and never enter a forecast.
    """

    name: str
    country: str
    days: NDArray[np.int64]
    people: NDArray[np.float64]
    recounts: tuple[int, ...] = ()


def read_counted(
    folder: FleeFolder, inputs: Path | str, validation: Path | str | None = None
) -> tuple[CountedSite, ...]:
    """Read the reports of each camp as they stand in ``source_data``.

    Parameters
    ----------
    folder : FleeFolder
        The opened folder, whose reading has told already what is wrong in these files.
    inputs : Path or str
        The folder that was opened.
    validation : Path or str, optional
        The folder of ``data_layout.csv``; without it ``source_data`` beside the input.

    Returns
    -------
    tuple of CountedSite
        In the order of the layout, without the total, whose file need not be a sum of places.
    """
    given = Path(inputs)
    inner = given / _INPUT if (given / _INPUT).is_dir() else given
    source = Path(validation) if validation is not None else inner.parent / _SOURCE
    told = Findings(lenient=True)  # what is wrong was told when the folder was opened
    layout = read_sheet(source / _LAYOUT, told, header="none")
    recounts = _recounts(inner / _CORRECTIONS, folder, told)
    places = folder.places.index()
    sites = []
    for row in layout.rows if layout is not None else ():
        name, *files = (cell.strip() for cell in row.cells)
        if name == _TOTAL or name not in places:
            continue
        read = [read_records(source / file, folder.start, told) for file in files if file]
        records = [one for one in read if one is not None]
        if not records:
            continue
        days, people = _joined(records)
        country = folder.places.countries[places[name]]
        sites.append(CountedSite(name, country, days, people, recounts.get(name, ())))
    return tuple(sites)


def _joined(records: list[Records]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """All days on which any file reports, each file with its last report; zero before its first."""
    days = np.unique(np.concatenate([one.days for one in records]))
    people = np.zeros(len(days))
    for one in records:
        last = np.searchsorted(one.days, days, side="right") - 1
        people += np.where(last >= 0, one.people[np.maximum(last, 0)], 0.0)
    return days, people


def _recounts(path: Path, folder: FleeFolder, told: Findings) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    sheet = read_sheet(path, told, header="none") if path.is_file() else None
    for row in sheet.rows if sheet is not None else ():
        cells = Cells(path.name, row, told)
        day = cells.day(1, "date")
        if day is not None:
            name = cells.text(0, "name")
            found[name] = (*found.get(name, ()), (day - folder.start).days)
    return found
