"""Places of a Flee folder (``locations.csv``), as Flee reads them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import did_you_mean
from qafila.interop.flee_cells import Cells, Row, Sheet, parse_number, read_sheet
from qafila.interop.flee_columns import find_header, further_columns, trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.interop.flee_findings import Findings

# Part of the word in the file, kind. Flee looks for the parts in this order.
_KINDS = (
    ("camp", "camp"),
    ("conflict", "conflict_zone"),
    ("forward", "forward"),
    ("marker", "marker"),
    ("flood", "flood_zone"),
    ("default", "town"),
    ("town", "town"),
)
_COLUMNS = (
    ("name",),
    ("region",),
    ("country",),
    ("latitude", "lat", "gps_x", "gps_lat"),
    ("longitude", "lon", "long", "gps_y", "gps_long", "gps_lon"),
    ("location_type", "type"),
    ("conflict_date", "conflict date"),
    ("population", "pop/cap", "pop", "population/capacity", "capacity"),
)
_FILE = "locations.csv"


@dataclass(frozen=True)
class FleePlaces:
    """The places of a folder in the order of its rows.

    Parameters
    ----------
    names, regions, countries : tuple of str
        As written; ``unknown`` where region or country is empty.
    latitude, longitude : array, shape (place), degrees
        NaN where empty. Flee takes the fourth column for x and the fifth for y, and 0 for empty.
    kinds : tuple of str
        ``camp``, ``idpcamp``, ``conflict_zone``, ``town``, ``forward``, ``marker`` or
        ``flood_zone``: what the place is on day 0 before ``conflicts.csv`` speaks. A conflict zone
        with a conflict_date above 0 is a town.
    conflict_dates : array of int64, shape (place), days
        As written, 0 where empty.
    population : array of int64, shape (place), people
        After division by hasten; 0 for camps.
    capacity : array of int64, shape (place), people
        After division by hasten; -1 for all but camps, which Flee takes for unlimited.
    attributes : mapping of str to tuple of str
        Further columns as written, one cell a place.
    lines : tuple of int
        Line of each place in its file.
    """

    names: tuple[str, ...]
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    kinds: tuple[str, ...]
    conflict_dates: NDArray[np.int64]
    population: NDArray[np.int64]
    capacity: NDArray[np.int64]
    attributes: Mapping[str, tuple[str, ...]]
    lines: tuple[int, ...]

    @property
    def camps(self) -> tuple[int, ...]:
        """Positions of the camps, which are the columns of ``out.csv``."""
        return tuple(i for i, kind in enumerate(self.kinds) if kind in ("camp", "idpcamp"))

    @property
    def home_country(self) -> str:
        """The country of the first row; every other one is foreign."""
        return self.countries[0] if self.countries else "unknown"

    def index(self) -> dict[str, int]:
        """Position of each place by its name.

        Returns
        -------
        dict of str to int
            The first of two places of one name.
        """
        return {name: i for i, name in reversed(tuple(enumerate(self.names)))}

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
        array, shape (place)
            One number a place.
        """
        cells = self.attributes.get(attribute, ("",) * len(self.names))
        return np.array([float(cell) if cell else default for cell in cells], dtype=np.float64)


def kind_of(text: str) -> str | None:
    """What Flee makes of a type of place.

    Parameters
    ----------
    text : str
        As written, such as ``forwarding_hub``.

    Returns
    -------
    str or None
        One of the kinds of `FleePlaces`, or None where Flee knows none.

    Examples
    --------
    >>> kind_of("IDPcamp"), kind_of("forwarding_hub"), kind_of("village")
    ('idpcamp', 'forward', None)
    """
    word = text.lower()
    if "camp" in word and "idp" in word:
        return "idpcamp"
    return next((kind for part, kind in _KINDS if part in word), None)


@dataclass(frozen=True)
class _Place:
    row: Row
    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    kind: str
    conflict_date: int
    people: int


def read_places(path: Path, hasten: int, findings: Findings) -> FleePlaces:
    """Read ``locations.csv``.

    Parameters
    ----------
    path : Path
        The file.
    hasten : int
        What people and capacities are divided by, rounded down as Flee does.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    FleePlaces
        The places; none if the file cannot be read.
    """
    found = read_sheet(path, findings)
    sheet, places = find_header(found or Sheet(_FILE, (), ()), _COLUMNS, findings)
    read = [_place(sheet, row, places, findings) for row in sheet.rows]
    kept = _without_repeats([one for one in read if one is not None], findings)
    camps = [one.kind in ("camp", "idpcamp") for one in kept]
    people = np.array([one.people // hasten for one in kept], dtype=np.int64)
    is_camp = np.array(camps, dtype=bool)
    return FleePlaces(
        names=tuple(one.name for one in kept),
        regions=tuple(one.region for one in kept),
        countries=tuple(one.country for one in kept),
        latitude=np.array([one.latitude for one in kept], dtype=np.float64),
        longitude=np.array([one.longitude for one in kept], dtype=np.float64),
        kinds=tuple(one.kind for one in kept),
        conflict_dates=np.array([one.conflict_date for one in kept], dtype=np.int64),
        population=np.where(is_camp, 0, people).astype(np.int64),
        capacity=np.where(is_camp, people, -1).astype(np.int64),
        attributes=MappingProxyType(
            further_columns(sheet, len(_COLUMNS), [one.row for one in kept], "places", findings)
        ),
        lines=tuple(one.row.line for one in kept),
    )


def _place(sheet: Sheet, row: Row, places: list[int], findings: Findings) -> _Place | None:
    kept = trimmed(sheet, row, len(_COLUMNS), findings)
    if kept is None:
        return None
    cells = Cells(_FILE, kept, findings)
    name, country, kind_text = (cells.text(places[at], _COLUMNS[at][0]) for at in (0, 2, 5))
    region = kept.cells[places[1]].strip()
    if not name:
        findings.add("name_missing", _FILE, "the place has no name", row.line, "name")
    if not country:
        findings.add("country_missing", _FILE, f"{name} has no country", row.line, "country")
    kind = kind_of(kind_text)
    if kind is None:
        words = ("camp", "idpcamp", "conflict_zone", "town", "forward", "marker", "flood_zone")
        hint = did_you_mean(kind_text.lower(), words) or "allowed: " + ", ".join(words)
        wrong = f'"{kind_text}" is not a type of place'
        findings.add("type_unknown", _FILE, wrong, row.line, "location_type", hint)
    date = _conflict_date(cells, places[6], kind or "", name)
    if kind == "conflict_zone" and date > 0:
        kind = "town"
    return _Place(
        kept,
        name,
        region or "unknown",
        country or "unknown",
        *_position(cells, places, name),
        kind or "town",
        date,
        _people(cells, places[7], kind or "", name),
    )


def _position(cells: Cells, places: list[int], name: str) -> tuple[float, float]:
    values = []
    for at, column, limit in ((3, "latitude", 90.0), (4, "longitude", 180.0)):
        value = cells.number(places[at], column, default=np.nan)
        if value is not None and abs(value) > limit:
            wrong = f"{value:g} is no {column}"
            hint = f"allowed: {-limit:g} to {limit:g} degrees"
            cells.findings.add("out_of_range", _FILE, wrong, cells.row.line, column, hint)
        values.append(np.nan if value is None else value)
    if any(cells.row.cells[places[at]].strip() == "" for at in (3, 4)):
        wrong = f"{name} has no position"
        cells.findings.add("position_missing", _FILE, wrong, cells.row.line, "latitude")
    return values[0], values[1]


def _conflict_date(cells: Cells, at: int, kind: str, name: str) -> int:
    raw = cells.row.cells[at].strip()
    if kind != "conflict_zone" and not raw:
        return 0
    if not raw:
        wrong = f"{name} is a conflict zone without a conflict_date"
        hint = "write 0"
        cells.findings.add(
            "conflict_date_missing", _FILE, wrong, cells.row.line, "conflict_date", hint
        )
        return 0
    # Flee reads the cell of conflict zones only, and never looks at another one.
    if kind != "conflict_zone" and parse_number(raw, whole=True)[0] is None:
        return 0
    return cells.integer(at, "conflict_date") or 0


def _people(cells: Cells, at: int, kind: str, name: str) -> int:
    people = cells.integer(at, "population", default=0) or 0
    camp = kind in ("camp", "idpcamp")
    if people < 0:
        wrong = f"{name} has {people} people" if not camp else f"{name} has a capacity of {people}"
        hint = "write how many there are"
        cells.findings.add("negative_population", _FILE, wrong, cells.row.line, "population", hint)
        return 0
    if camp and people == 0:
        wrong = f"the camp {name} has no capacity"
        cells.findings.add("capacity_missing", _FILE, wrong, cells.row.line, "population")
    return people


def _without_repeats(places: list[_Place], findings: Findings) -> list[_Place]:
    first: dict[str, _Place] = {}
    kept = []
    for place in places:
        earlier = first.setdefault(place.name, place)
        if earlier is place or not place.name:
            kept.append(place)
            continue
        same = [cell.strip() for cell in earlier.row.cells] == [
            cell.strip() for cell in place.row.cells
        ]
        line = place.row.line
        if same:
            wrong = f"the row of {place.name} stands twice"
            findings.add("place_repeated", _FILE, wrong, line, "name", "delete one")
        else:
            wrong = f"{place.name} is also the place of row {earlier.row.line}"
            hint = "give each place a name of its own"
            findings.add("place_twice", _FILE, wrong, line, "name", hint)
    return kept
