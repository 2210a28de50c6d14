"""Opens a Flee input folder, unchanged, as frozen arrays; names all that is wrong at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.cards import card, count
from qafila.errors import InputError, Problem
from qafila.interop.flee_changes import (
    FleeChange,
    FleeClosure,
    FleeGroups,
    read_changes,
    read_closures,
    read_groups,
    read_period,
)
from qafila.interop.flee_checks import (
    check_distances,
    check_files,
    check_length,
    check_reach,
    check_sources,
    check_tables,
)
from qafila.interop.flee_days import read_attributes, read_conflicts, read_floods
from qafila.interop.flee_findings import Findings
from qafila.interop.flee_links import FleeLinks, read_links, read_major_routes
from qafila.interop.flee_places import FleePlaces, read_places
from qafila.interop.flee_settings import FleeSettings, default_settings
from qafila.interop.flee_settings_file import read_settings
from qafila.interop.flee_validation import FleeObserved, read_observed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

_INPUT, _SOURCE, _SETTINGS = "input_csv", "source_data", "simsetting.yml"
_ROWS = 12  # camps in a card


@dataclass(frozen=True)
class FleeFolder:
    """All that a Flee folder says, people divided by ``settings.hasten`` as Flee does.

    Parameters
    ----------
    name : str
        Name of the folder.
    start : datetime.date
        Day 0.
    days : int
        Length of the run.
    settings : FleeSettings
        What ``simsetting.yml`` says, defaults included.
    places : FleePlaces
        ``locations.csv``.
    links : FleeLinks
        ``routes.csv``.
    major_routes : tuple of tuple of int
        ``major_routes.csv``: positions of places along each path.
    conflict : array, shape (day, place), 1
        ``conflicts.csv``: intensity from 0 to 1.
    flood_level : array, shape (day, place), 1, or None
        ``flood_level.csv``.
    attributes : mapping of str to array, shape (day, place)
        ``location_attributes_*.csv`` and, with ``region_`` in front, ``region_attributes_*.csv``.
    closures : tuple of FleeClosure
        ``closures.csv``.
    changes : tuple of FleeChange
        ``location_changes.csv``.
    groups : mapping of str to FleeGroups
        ``demographics_*.csv``.
    observed : FleeObserved or None
        ``source_data`` with its corrections.
    repaired, warnings : tuple of Problem
        What was repaired, and how; what runs but may not be meant.
    by_date : FleeObserved or None
        What `observed` would be if the records of each file were sorted by date; None where they
        are, or nothing was counted.
    """

    name: str
    start: dt.date
    days: int
    settings: FleeSettings
    places: FleePlaces
    links: FleeLinks
    major_routes: tuple[tuple[int, ...], ...]
    conflict: NDArray[np.float64]
    flood_level: NDArray[np.float64] | None
    attributes: Mapping[str, NDArray[np.float64]]
    closures: tuple[FleeClosure, ...]
    changes: tuple[FleeChange, ...]
    groups: Mapping[str, FleeGroups]
    observed: FleeObserved | None
    repaired: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    by_date: FleeObserved | None = None

    def __repr__(self) -> str:
        return f"FleeFolder({self.name}: {'; '.join(self._facts())})"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        rows = [
            (self.places.names[camp], self.places.countries[camp], self._last_count(camp))
            for camp in self.places.camps[:_ROWS]
        ]
        more = len(self.places.camps) - _ROWS
        return card(
            f"Flee folder {self.name}",
            self._facts(),
            ("camp", "country", f"counted on {self.date(self.days - 1)}"),
            rows,
            f"{count(more, 'more camp')}" if more > 0 else "",
        )

    def _facts(self) -> list[str]:
        places, hasten = self.places, self.settings.hasten
        facts = [
            f"{count(self.days, 'day')} from {self.start}",
            f"{count(len(places.names), 'place')}, of these {count(len(places.camps), 'camp')}",
            count(len(self.links.start), "link"),
            "no counts",
        ]
        if self.observed is not None:
            camps = [at for at, place in enumerate(self.observed.places) if place >= 0]
            counted = self.observed.people[-1, camps].sum()
            facts[-1] = f"{counted:,} people counted in camps on the last day"
        if hasten > 1:
            facts.append(f"1 stands for {hasten} people")
        if self.warnings or self.repaired:
            told = count(len(self.warnings), "warning"), count(len(self.repaired), "repair")
            facts.append(", ".join(told))
        return facts

    def _last_count(self, camp: int) -> str:
        """People counted in a camp on the last day; a dash where nobody counts."""
        if self.observed is None or camp not in self.observed.places:
            return "-"
        return f"{self.observed.people[-1, self.observed.places.index(camp)]:,}"

    def in_order_of_dates(self) -> FleeFolder:
        """The folder with records out of order sorted, as the rules of Qafila take it.

        Returns
        -------
        FleeFolder
            This one where nothing is out of order.
        """
        if self.by_date is None:
            return self
        return replace(self, observed=self.by_date, by_date=None)

    def date(self, day: int) -> dt.date:
        """The date of a day of the run.

        Parameters
        ----------
        day : int
            0 for the first.

        Returns
        -------
        datetime.date
            The start and so many days.
        """
        return self.start + dt.timedelta(days=day)


def open_flee(
    folder: Path | str,
    *,
    validation: Path | str | None = None,
    settings: Path | str | None = None,
    hasten: int | None = None,
    days: int | None = None,
    lenient: bool = False,
) -> FleeFolder:
    """Open a Flee input folder.

    Parameters
    ----------
    folder : Path or str
        The folder of ``locations.csv``, or the one that holds it as ``input_csv``.
    validation : Path or str, optional
        The folder of ``data_layout.csv``; without it ``source_data`` beside the input.
    settings : Path or str, optional
        The file of settings; without it ``simsetting.yml`` in or beside the input.
    hasten : int, optional
        Overrides the one of the settings.
    days : int, optional
        Overrides the length of ``sim_period.csv``.
    lenient : bool
        Repair what can be repaired and list it in ``repaired``.

    Returns
    -------
    FleeFolder
        What the folder says.

    Raises
    ------
    InputError
        If anything is wrong, naming all of it with file, row, column and hint.
    """
    given = Path(folder)
    inner = given / _INPUT if (given / _INPUT).is_dir() else given
    if not inner.is_dir():
        wrong = "is not a folder" if inner.exists() else "there is no such folder"
        raise InputError(Problem(str(given), wrong, hint="name the folder of locations.csv"))
    findings = Findings(lenient)
    check_tables(given, inner, findings)
    chosen = _settings(inner, settings, hasten, findings)
    findings.length_from = _length_from(chosen, days)
    start, length = read_period(inner / "sim_period.csv", findings)
    length = check_length(start, _length(length, chosen, days), findings)
    places = read_places(inner / "locations.csv", chosen.hasten, findings)
    links = check_distances(places, read_links(inner / "routes.csv", places, findings), findings)
    conflict = read_conflicts(inner / "conflicts.csv", places, length, findings)
    source = Path(validation) if validation is not None else inner.parent / _SOURCE
    observed = by_date = None
    if validation is not None or source.is_dir():
        told = source, inner / "registration_corrections.csv", places, start, length, chosen
        observed = read_observed(*told, findings)
        if findings.has("series_order"):
            by_date = read_observed(*told, Findings(), sort=True)  # what is wrong was told already
    check_reach(places, links, conflict, findings)
    check_sources(places, conflict, observed, chosen, findings)
    check_files(inner, findings)
    opened = FleeFolder(
        name=inner.parent.resolve().name if inner.name == _INPUT else inner.resolve().name,
        start=start,
        days=length,
        settings=chosen,
        places=places,
        links=links,
        major_routes=read_major_routes(inner / "major_routes.csv", places, findings),
        conflict=conflict,
        flood_level=read_floods(inner / "flood_level.csv", places, length, findings),
        attributes=MappingProxyType(read_attributes(inner, places, length, findings)),
        closures=read_closures(inner / "closures.csv", places, links, length, findings),
        changes=read_changes(inner / "location_changes.csv", places, findings),
        groups=read_groups(inner, places, findings),
        observed=observed,
        repaired=(),
        warnings=(),
        by_date=by_date,
    )
    findings.stop()
    return replace(
        opened,
        repaired=tuple(dict.fromkeys(findings.repaired)),
        warnings=tuple(dict.fromkeys(findings.warned)),
    )


def _settings(
    inner: Path, path: Path | str | None, hasten: int | None, findings: Findings
) -> FleeSettings:
    places = [Path(path)] if path is not None else [inner / _SETTINGS, inner.parent / _SETTINGS]
    found = next((one for one in places if one.is_file()), None)
    if path is not None:
        chosen = read_settings(Path(path), findings)
    elif found is not None:
        chosen = read_settings(found, findings)
    else:
        wrong = "there is none"
        findings.add("settings_missing", _SETTINGS, wrong, hint="name it with --settings")
        chosen = default_settings()
    if hasten is None:
        return chosen
    if hasten < 1:
        raise InputError(f"--hasten {hasten} is below 1")
    return replace(chosen, hasten=hasten)


def _length(period: int, settings: FleeSettings, days: int | None) -> int:
    if days is not None:
        if days < 1:
            raise InputError(f"--days {days} is below 1")
        return days
    return settings.number_of_steps if settings.number_of_steps > 0 else period


def _length_from(settings: FleeSettings, days: int | None) -> str:
    if days is not None:
        return "--days"
    steps = settings.number_of_steps > 0
    return f"number_of_steps in {_SETTINGS}" if steps else "Length in sim_period.csv"
