"""Links of a Flee folder (``routes.csv``), and paths of ``major_routes.csv``."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.interop.flee_cells import Cells, Row, Sheet, read_sheet
from qafila.interop.flee_columns import find_header, further_columns, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings
    from qafila.interop.flee_places import FleePlaces

_COLUMNS = (
    ("name1",),
    ("name2",),
    ("distance", "distance [km]", "distance_km"),
    ("forced_redirection",),
)
_FILE = "routes.csv"
_REDIRECTIONS = (0, 1, 2)


@dataclass(frozen=True)
class FleeLinks:
    """The links of a folder in the order of its rows; each holds in both directions.

    Parameters
    ----------
    start, end : array of int32, shape (link)
        Positions of the places, as written from name1 to name2.
    distance_km : array, shape (link), km
        Length of the link.
    redirection : array of int64, shape (link)
        ``forced_redirection``: 0 for none, 1 as written, 2 from name2 to name1. Flee makes a link
        with 1 twice (rule 7).
    attributes : mapping of str to tuple of str
        Further columns as written, one cell a link.
    lines : tuple of int
        Line of each link in its file.
    """

    start: NDArray[np.int32]
    end: NDArray[np.int32]
    distance_km: NDArray[np.float64]
    redirection: NDArray[np.int64]
    attributes: Mapping[str, tuple[str, ...]]
    lines: tuple[int, ...]

    def numbers(self, attribute: str, default: float) -> NDArray[np.float64]:
        """A further column as numbers.

        Parameters
        ----------
        attribute : str
            Name of the column.
        default : float
            Where there is no such column or its cell is empty.

        Returns
        -------
        array, shape (link)
            One number a link.
        """
        cells = self.attributes.get(attribute, ("",) * len(self.start))
        return np.array([float(cell) if cell else default for cell in cells], dtype=np.float64)


@dataclass(frozen=True)
class _Link:
    row: Row
    start: int
    end: int
    distance_km: float
    redirection: int


def read_links(path: Path, places: FleePlaces, findings: Findings) -> FleeLinks:
    """Read ``routes.csv``.

    Parameters
    ----------
    path : Path
        The file.
    places : FleePlaces
        The places that may be linked.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    FleeLinks
        The links; none if the file cannot be read.
    """
    found = read_sheet(path, findings) or Sheet(_FILE, (), ())
    # The fourth column may be missing, and then the header has three names.
    columns = _COLUMNS if len(found.header) != len(_COLUMNS) - 1 else _COLUMNS[:-1]
    sheet, at = find_header(found, columns, findings)
    index = places.index()
    read = [_link(sheet, row, at, index, findings) for row in sheet.rows]
    links = [one for one in read if one is not None]
    _note_doubles(links, places, findings)
    rows = [one.row for one in links]
    return FleeLinks(
        start=np.array([one.start for one in links], dtype=np.int32),
        end=np.array([one.end for one in links], dtype=np.int32),
        distance_km=np.array([one.distance_km for one in links], dtype=np.float64),
        redirection=np.array([one.redirection for one in links], dtype=np.int64),
        attributes=MappingProxyType(further_columns(sheet, len(_COLUMNS), rows, "links", findings)),
        lines=tuple(row.line for row in rows),
    )


def _link(
    sheet: Sheet, row: Row, at: list[int], index: Mapping[str, int], findings: Findings
) -> _Link | None:
    kept = trimmed(sheet, row, len(_COLUMNS) - 1, findings)
    if kept is None:
        return None
    cells = Cells(_FILE, kept, findings)
    ends = []
    names = [cells.text(at[i], _COLUMNS[i][0]) for i in (0, 1)]
    for name, column in zip(names, ("name1", "name2"), strict=True):
        if name not in index:
            hint = did_you_mean(name, index) or "add it to locations.csv"
            wrong = f'"{name}" is no place of locations.csv'
            findings.add("link_unknown_place", _FILE, wrong, row.line, column, hint)
        ends.append(index.get(name, -1))
    distance = cells.number(at[2], "distance")
    if distance is not None and distance < 0:
        wrong, hint = f"{distance:g} km is below zero", "write the distance in km"
        findings.add("out_of_range", _FILE, wrong, row.line, "distance", hint)
    redirection = _redirection(cells, at)
    if ends[0] == ends[1] != -1:
        wrong = f"{names[0]} is linked to itself"
        findings.add("link_to_itself", _FILE, wrong, row.line, "name2", "delete the row")
    if -1 in ends or ends[0] == ends[1] or distance is None:
        return None
    return _Link(kept, ends[0], ends[1], distance, redirection)


def _redirection(cells: Cells, at: list[int]) -> int:
    if len(at) < len(_COLUMNS):
        return 0
    value = cells.integer(at[3], "forced_redirection", default=0) or 0
    if value not in _REDIRECTIONS:
        wrong, hint = f"{value} is no direction", "allowed: 0, 1, 2"
        cells.findings.add(
            "link_redirection", _FILE, wrong, cells.row.line, "forced_redirection", hint
        )
        return 0
    return value


def _note_doubles(links: list[_Link], places: FleePlaces, findings: Findings) -> None:
    first: dict[frozenset[int], _Link] = {}
    for link in links:
        earlier = first.setdefault(frozenset((link.start, link.end)), link)
        if earlier is not link:
            names = f"{places.names[link.start]} and {places.names[link.end]}"
            wrong = f"{names} are also linked in row {earlier.row.line}"
            findings.add("link_twice", _FILE, wrong, link.row.line, "name1")


def read_major_routes(
    path: Path, places: FleePlaces, findings: Findings
) -> tuple[tuple[int, ...], ...]:
    """Read ``major_routes.csv``: a path of places in each row, counted as a quarter of its length.

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
    tuple of tuple of int
        Positions of the places along each path.
    """
    if not path.is_file():
        return ()
    sheet = read_sheet(path, findings, header="none")
    index = places.index()
    paths = []
    for row in sheet.rows if sheet is not None else ():
        cells = Cells(path.name, row, findings)
        names = [cells.text(at, "name") for at in range(len(row.cells))]
        for name in names:
            if name and name not in index:
                hint = did_you_mean(name, index) or "add it to locations.csv"
                wrong = f'"{name}" is no place of locations.csv'
                findings.add("link_unknown_place", path.name, wrong, row.line, "name", hint)
        if all(name in index for name in names if name):
            paths.append(tuple(index[name] for name in names if name))
    return tuple(paths)
