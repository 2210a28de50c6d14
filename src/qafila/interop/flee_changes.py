"""What changes in the course of a run: period, closures, changes of places, groups of people."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.interop.flee_cells import Cells, Row, read_sheet
from qafila.interop.flee_places import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings
    from qafila.interop.flee_links import FleeLinks
    from qafila.interop.flee_places import FleePlaces

CLOSURE_KINDS = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")
CUT = "cut"  # a scenario's own kind: the link is really closed, both ways; no file may hold it
RESTRICTED_GROUPS = ("ethnicity", "religion")
_START = dt.date(2000, 1, 1)  # shown to nobody: a folder without StartDate is refused


@dataclass(frozen=True)
class FleeClosure:
    """One row of ``closures.csv``.

    Parameters
    ----------
    kind : str
        One of `CLOSURE_KINDS`, or `CUT` where a scenario closes a link.
    first, second : str
        Two countries, two places, or one place and what stands behind it, which has no meaning.
    start, end : int
        Days; an end of 0, or one before the start, means never. What is closed is open on `end`.
    line : int
        Line of the file; 0 where a scenario closes.
    """

    kind: str
    first: str
    second: str
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class FleeChange:
    """One row of ``location_changes.csv``: from a day on a place is of another kind.

    Parameters
    ----------
    place : int
        Position of the place.
    kind : str
        One of the kinds of `FleePlaces`.
    day : int
        Day of the change.
    """

    place: int
    kind: str
    day: int


@dataclass(frozen=True)
class FleeGroups:
    """One file ``demographics_*.csv``: groups of people and their shares in each place.

    Parameters
    ----------
    attribute : str
        What the groups differ by, such as ``age`` or ``gender``.
    values : tuple of str
        The groups as written.
    shares : array, shape (place, value)
        Share of each group among those who set out from a place; sums to 1.
    restricted : bool
        Ethnicity and religion, which never reach a brief.
    """

    attribute: str
    values: tuple[str, ...]
    shares: NDArray[np.float64]
    restricted: bool


def read_period(path: Path, findings: Findings) -> tuple[dt.date, int]:
    """Read ``sim_period.csv``.

    Parameters
    ----------
    path : Path
        The file.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    datetime.date
        The first day.
    int
        Number of days.
    """
    sheet = read_sheet(path, findings, header="none")
    start: dt.date | None = None
    days: int | None = None
    given = set()
    for row in sheet.rows if sheet is not None else ():
        cells = Cells(path.name, row, findings)
        word = cells.text(0, "name").lower()
        given.add(word)
        if word == "startdate":
            start = cells.day(1, "StartDate")
        elif word == "length":
            days = cells.integer(1, "Length")
            if days is not None and days < 1:
                wrong, hint = f"a run of {days} days is none", "write a number of days"
                findings.add("out_of_range", path.name, wrong, row.line, "Length", hint)
    for word, shown in (("startdate", "StartDate"), ("length", "Length")):
        if sheet is not None and word not in given:
            hint = did_you_mean(word, given) or f"add a row {shown},…"
            findings.add("period_incomplete", path.name, f"there is no {shown}", hint=hint)
    return start or _START, max(days or 0, 0)


def read_closures(
    path: Path, places: FleePlaces, links: FleeLinks, days: int, findings: Findings
) -> tuple[FleeClosure, ...]:
    """Read ``closures.csv``.

    Parameters
    ----------
    path : Path
        The file.
    places : FleePlaces
        The places of the folder.
    links : FleeLinks
        The links of the folder.
    days : int
        Length of the run.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    tuple of FleeClosure
        In the order of the file, which is that in which Flee applies closures of one day.
    """
    if not path.is_file():
        hint = "add the file with its line of column names"
        findings.add("closures_missing", path.name, "the file is missing", hint=hint)
        return ()
    sheet = read_sheet(path, findings)
    rows = sheet.rows if sheet is not None else ()
    if sheet is not None and rows and not sheet.header:
        first = rows[0].cells[0].strip().lower()
        if first in ("closure_type", "type"):
            wrong = "the line of column names does not begin with #"
            hint = f"write #{first} in front"
            findings.add("header_not_marked", path.name, wrong, rows[0].line, hint=hint)
            rows = rows[1:]
    read = [_closure(path.name, row, places, links, days, findings) for row in rows]
    return tuple(one for one in read if one is not None)


def _closure(
    file: str, row: Row, places: FleePlaces, links: FleeLinks, days: int, findings: Findings
) -> FleeClosure | None:
    if len(row.cells) < 5:
        wrong = f"{len(row.cells)} cells where 5 are needed"
        findings.add("too_few_cells", file, wrong, row.line, hint="fill them in")
        return None
    cells = Cells(file, row, findings)
    kind, first, second = (
        cells.text(at, name) for at, name in enumerate(("closure_type", "name1", "name2"))
    )
    start, end = cells.integer(3, "closure_start"), cells.integer(4, "closure_end")
    if start is None or end is None:
        return None
    closure = FleeClosure(kind, first, second, start, end, row.line)
    if not _closure_names(file, closure, places, links, findings):
        return None
    if start < 0 or end < 0:
        findings.add("out_of_range", file, "a day is below 0", row.line, "closure_start")
    if 0 < end < start:
        wrong, hint = f"ends on day {end} and starts on day {start}", "write 0 for never"
        findings.add("closure_ends_before", file, wrong, row.line, "closure_end", hint)
    if start >= days > 0:
        wrong = f"starts on day {start}, after the run"
        findings.add("closure_without_effect", file, wrong, row.line, "closure_start")
    elif kind == "link":
        wrong = f"closes the link from {first} to {second}"
        here = "rules flee: it closes nothing; rules qafila: it is closed (Qafila's own rule)"
        findings.add("closure_without_effect", file, wrong, row.line, "closure_type", done=here)
    return closure


def _closure_names(
    file: str, closure: FleeClosure, places: FleePlaces, links: FleeLinks, findings: Findings
) -> bool:
    """Whether a closure is of a known kind and names what exists; complains if not."""
    kind, line = closure.kind, closure.line
    if kind not in CLOSURE_KINDS:
        hint = did_you_mean(kind, CLOSURE_KINDS) or "allowed: " + ", ".join(CLOSURE_KINDS)
        wrong = f'"{kind}" is no kind of closure'
        findings.add("closure_kind", file, wrong, line, "closure_type", hint)
        return False
    names = [("name1", closure.first)]
    # Flee never looks at the second name of a place or a camp.
    if kind in ("country", "link", "remove_forced_redirection"):
        names.append(("name2", closure.second))
    known = tuple(dict.fromkeys(places.countries)) if kind == "country" else places.names
    sound = True
    for column, name in names:
        if name not in known:
            what = "country" if kind == "country" else "place"
            hint = did_you_mean(name, known) or f"use a {what} of locations.csv"
            wrong = f'"{name}" is no {what} of locations.csv'
            findings.add("closure_unknown_name", file, wrong, line, column, hint)
            sound = False
    if sound and kind in ("link", "remove_forced_redirection"):
        index = places.index()
        ends = {index[closure.first], index[closure.second]}
        pairs = zip(links.start.tolist(), links.end.tolist(), strict=True)
        if not any({start, end} == ends for start, end in pairs):
            wrong = f"no link joins {closure.first} and {closure.second}"
            hint = "add it to routes.csv"
            findings.add("closure_no_link", file, wrong, line, "name1", hint)
            return False
    return sound


def read_changes(path: Path, places: FleePlaces, findings: Findings) -> tuple[FleeChange, ...]:
    """Read ``location_changes.csv`` of the input folder; Flee looks for it where it is started.

    Parameters
    ----------
    path : Path
        The file; it may be missing.
    places : FleePlaces
        The places of the folder.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    tuple of FleeChange
        In the order of the file.
    """
    sheet = read_sheet(path, findings) if path.is_file() else None
    index = places.index()
    changes = []
    for row in sheet.rows if sheet is not None else ():
        cells = Cells(path.name, row, findings)
        name, word = cells.text(0, "name"), cells.text(1, "location_type")
        day, kind = cells.integer(2, "day"), kind_of(word)
        if name not in index or kind is None:
            shown, column = (name, "name") if name not in index else (word, "location_type")
            wrong = f'"{shown}" is no place or type of place'
            hint = did_you_mean(shown, index)
            findings.add("change_unknown", path.name, wrong, row.line, column, hint)
        elif day is not None and day < 0:
            findings.add("out_of_range", path.name, f"day {day} is below 0", row.line, "day")
        elif day is not None:
            changes.append(FleeChange(index[name], kind, day))
    return tuple(changes)


def read_groups(folder: Path, places: FleePlaces, findings: Findings) -> Mapping[str, FleeGroups]:
    """Read ``demographics_*.csv``.

    Parameters
    ----------
    folder : Path
        The input folder.
    places : FleePlaces
        The places of the folder.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    mapping of str to FleeGroups
        By attribute; a place without a column has the shares of ``Default``.
    """
    groups = {}
    for path in sorted(folder.glob("demographics_*.csv")):
        found = _groups(path, places, findings)
        if found is not None:
            groups[found.attribute] = found
    return MappingProxyType(groups)


def _groups(path: Path, places: FleePlaces, findings: Findings) -> FleeGroups | None:
    attribute = path.stem.split("_")[1]
    sheet = read_sheet(path, findings, header="first")
    if sheet is None:
        return None
    header = [name.lstrip("#").strip() for name in sheet.header]
    missing = [name for name in (attribute, "Default") if name not in header]
    for name in missing:
        wrong, hint = f"there is no column {name}", did_you_mean(name, header)
        findings.add("group_values", path.name, wrong, 1, name, hint)
    if missing:
        return None
    weights: dict[str, NDArray[np.float64]] = {}
    for at, name in enumerate(header):
        if name == attribute:
            continue
        if name != "Default" and name not in places.names:
            wrong, hint = f'"{name}" is no place of locations.csv', did_you_mean(name, places.names)
            findings.add("table_unknown_name", path.name, wrong, 1, name, hint)
            continue
        cells = [
            Cells(path.name, row, findings).number(at, name, default=0.0) for row in sheet.rows
        ]
        column = np.array([cell or 0.0 for cell in cells], dtype=np.float64)
        if np.any(column < 0.0) or not column.sum() > 0.0:
            wrong = "weights are below 0 or all 0"
            findings.add("group_values", path.name, wrong, 1, name, "write shares")
        else:
            weights[name] = column / math.fsum(column)
    if "Default" not in weights:
        return None
    of_group = header.index(attribute)
    return FleeGroups(
        attribute,
        tuple(Cells(path.name, row, findings).text(of_group, attribute) for row in sheet.rows),
        np.array([weights.get(name, weights["Default"]) for name in places.names]),
        attribute in RESTRICTED_GROUPS,
    )
