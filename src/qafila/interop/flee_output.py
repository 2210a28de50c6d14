"""Writes what Flee prints: ``out.csv`` with the same columns in the same order and form."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from qafila.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder

_DIGITS = 4  # to which Flee rounds the error of a camp
_LAST = (
    "Total error",
    "refugees in camps (UNHCR)",
    "total refugees (simulation)",
    "raw UNHCR refugee count",
    "refugees in camps (simulation)",
    "refugee_debt",
)


def out_header(folder: FleeFolder) -> list[str]:
    """Names of the columns of ``out.csv``.

    Parameters
    ----------
    folder : FleeFolder
        Its camps are columns, in the order of ``locations.csv``.

    Returns
    -------
    list of str
        With a last column for internally displaced people where the settings ask for it.
    """
    names = ["Day", "Date"]
    for camp in folder.places.camps:
        names += [f"{folder.places.names[camp]} {what}" for what in ("sim", "data", "error")]
    return [*names, *_LAST, *(["total IDPs"] if folder.settings.log_idp_totals else [])]


def out_csv(
    folder: FleeFolder,
    in_camps: NDArray[np.int64],
    people: NDArray[np.int64],
    debt: NDArray[np.int64] | None,
    idps: NDArray[np.int64] | None = None,
) -> str:
    """Text of ``out.csv`` for one run.

    Parameters
    ----------
    folder : FleeFolder
        What was simulated.
    in_camps : array of int64, shape (day, camp), people
        Simulated people at the end of each day, camps in the order of ``folder.places.camps``.
    people : array of int64, shape (day), people
        All simulated people.
    debt : array of int64, shape (day), people, or None
        Decreases that later days must make up for; None for rules that know none.
    idps : array of int64, shape (day), people, optional
        All internally displaced people; where the settings ask for them and they are not given,
        the cells of their column are empty.

    Returns
    -------
    str
        The table. The date of a row is that of the day after, as Flee prints it (rule 9), and the
        total error is taken over the raw count of rule 43. A camp without a series has no data.
    """
    counts = _counted(folder)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(out_header(folder))
    raw = np.zeros(folder.days, dtype=np.int64)
    if folder.observed is not None:
        raw = folder.observed.raw(
            sum_from_camps=folder.settings.sum_from_camps,
            start_empty=folder.settings.empty_camps_on_day0,
        )
    for day in range(folder.days):
        simulated = [int(count) for count in in_camps[day]]
        data = [None if series is None else int(series[day]) for series in counts]
        cells: list[object] = [day, folder.date(day + 1).isoformat()]
        for count, known in zip(simulated, data, strict=True):
            error = "" if known is None else _error(count, known)
            cells += [count, "" if known is None else known, error]
        pairs = [(a, b) for a, b in zip(simulated, data, strict=True) if b is not None]
        apart = float(sum(abs(a - b) for a, b in pairs))
        total, within = int(people[day]), sum(simulated)
        owed = "" if debt is None else int(debt[day])
        if raw[day] > 0:
            known_total = sum(b for _, b in pairs)
            cells += [apart / float(raw[day]), known_total, total, int(raw[day]), within, owed]
        else:
            cells += [0.0, 0, total, 0, within, "" if debt is None else 0]
        if folder.settings.log_idp_totals:
            cells.append("" if idps is None else int(idps[day]))
        writer.writerow(cells)
    return stream.getvalue()


def _counted(folder: FleeFolder) -> list[NDArray[np.int64] | None]:
    """The series of each camp, or None where there is none."""
    seen = folder.observed
    if seen is None:
        return [None] * len(folder.places.camps)
    column = {place: at for at, place in enumerate(seen.places)}
    return [
        seen.people[:, column[camp]] if camp in column else None for camp in folder.places.camps
    ]


def _error(simulated: int, counted: int) -> float:
    return 0.0 if counted <= 0 else round(abs(simulated / counted - 1.0), _DIGITS)


def write_out_csv(
    path: Path,
    folder: FleeFolder,
    in_camps: NDArray[np.int64],
    people: NDArray[np.int64],
    debt: NDArray[np.int64] | None,
    idps: NDArray[np.int64] | None = None,
) -> None:
    """Write ``out.csv``, whole or not at all.

    Parameters
    ----------
    path : Path
        Where to write.
    folder : FleeFolder
        What was simulated.
    in_camps : array of int64, shape (day, camp), people
        See `out_csv`.
    people : array of int64, shape (day), people
        See `out_csv`.
    debt : array of int64, shape (day), people, or None
        See `out_csv`.
    idps : array of int64, shape (day), people, optional
        See `out_csv`.
    """
    write_whole(path, out_csv(folder, in_camps, people, debt, idps))
