"""A case: one crisis as a folder of tables and reports, read and checked."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qafila import tables, terms
from qafila.cards import card, count
from qafila.columns import schema
from qafila.errors import InputError, NetworkError, Problem
from qafila.files import find_case, find_reports, looks_like_flee, shipped_cases
from qafila.network import Network, read_corridors
from qafila.network.network import network_problems
from qafila.parameters import row_problems, things_of
from qafila.relations import relation_problems
from qafila.rows import row_problems_of, unit_problems, with_own_table
from qafila.sensitivity import sensitivity_problems
from qafila.settings import FORMAT_VERSION, read_settings, setting_problems
from qafila.sources import Sources, default_sources

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from qafila.pictures import Picture

__all__ = [
    "FORMAT_VERSION",
    "TABLES",
    "Case",
    "find_case",
    "read_case",
    "shipped_cases",
    "sources_of",
]

TABLES = ("locations", "routes", "corridors", "parameters", "stocks", "observations")
_NETWORK = ("locations.csv", "routes.csv", "corridors.csv")
_BACK_DAYS = 90  # before as_of, where a situation starts unless told
_FAR_DAYS = 3660
OPTIONAL = ("sources", "actors", "relations", "indicators", "gauges", "sensitivity")


@dataclass(frozen=True, eq=False)
class Case:
    """The checked tables of one crisis.

    Parameters
    ----------
    folder : Path
        Where the case lies.
    name : str
        Short name.
    title : mapping of str to str
        Title by language.
    city : str
        Place whose supply is watched.
    time_zone : str
        Zone in which days end.
    as_of : datetime.date
        Day whose knowledge is used unless another is asked for.
    start : datetime.date
        First day of the situation.
    countries : tuple of str
        Countries of the case, the country of the city first.
    languages : tuple of str
        Languages of its briefs.
    shipped : bool
        Whether it is part of the package and read-only.
    locations, routes, corridors, parameters, stocks, observations : pandas.DataFrame
        Checked tables, indexed by line of the file.
    network : Network
        Places and routes.
    reports : tuple of Path
        Report files, sorted by name.
    hashes : mapping of str to str
        SHA-256 of each input file, by name.
    sources, actors, relations, indicators, gauges : pandas.DataFrame
        Tables of its own sources, actors with their relations, and rules of judgement, checked
        likewise; no rows where the case adds none.
    sensitivity : pandas.DataFrame
        By how much parameters move days of supply of the city; no rows where it was not made.
    alerts : mapping of str to str
        Who answers for draft alerts: sender, sender_name, contact, restriction, as far as set.

    Examples
    --------
    >>> case = read_case(shipped_cases()["mali-2025"])
    >>> case.city
    'bamako'
    """

    folder: Path
    name: str
    title: Mapping[str, str]
    city: str
    time_zone: str
    as_of: dt.date
    start: dt.date
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    shipped: bool
    locations: pd.DataFrame
    routes: pd.DataFrame
    corridors: pd.DataFrame
    parameters: pd.DataFrame
    stocks: pd.DataFrame
    observations: pd.DataFrame
    network: Network
    reports: tuple[Path, ...]
    hashes: Mapping[str, str]
    sources: pd.DataFrame = field(default_factory=lambda: _no_rows("sources"), kw_only=True)
    actors: pd.DataFrame = field(default_factory=lambda: _no_rows("actors"), kw_only=True)
    relations: pd.DataFrame = field(default_factory=lambda: _no_rows("relations"), kw_only=True)
    indicators: pd.DataFrame = field(default_factory=lambda: _no_rows("indicators"), kw_only=True)
    gauges: pd.DataFrame = field(default_factory=lambda: _no_rows("gauges"), kw_only=True)
    sensitivity: pd.DataFrame = field(default_factory=lambda: _no_rows("sensitivity"), kw_only=True)
    alerts: Mapping[str, str] = field(default_factory=dict, kw_only=True)

    def __repr__(self) -> str:
        return (
            f"Case({self.name}: {count(len(self.locations), 'place')}, "
            f"{count(len(self.routes), 'route')}, {count(len(self.corridors), 'corridor')}, "
            f"{count(len(self.observations), 'observation')}, "
            f"{count(len(self.reports), 'report')}; as of {self.as_of})"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        kinds = self.locations["kind"].value_counts()
        rows = [(terms.label("location_kind", str(kind), "en"), n) for kind, n in kinds.items()]
        return card(
            self.title.get("en", self.name),
            (
                f"{self.name} as of {self.as_of}", f"city {self.city}", f"from {self.start}",
                count(len(self.routes), "route"), count(len(self.corridors), "corridor"),
                count(len(self.observations), "observation"), count(len(self.reports), "report"),
            ),
            ("places", "number"),
            rows,
        )  # fmt: skip

    def plot(self, language: str = "en") -> Picture:
        """Draw the whole network: every road by mode, every place by kind.

        Parameters
        ----------
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        Picture
            The map.
        """
        from qafila.network.drawing import plot_network

        title = self.title.get(language, self.name)
        return plot_network(self.network, self.city, title, language)


def _read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    found: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for table in (*TABLES, *OPTIONAL):
        file = folder / f"{table}.csv"
        if table in OPTIONAL and not file.exists():
            found[table] = _no_rows(table)
            continue
        found[table], wrong = tables.read_file(table, file)
        problems += [with_own_table(problem) for problem in wrong]
    known = {"locations.location_id": list(found["locations"]["location_id"])}
    if known["locations.location_id"]:
        for table in TABLES:
            problems += tables.reference_problems(table, found[table], f"{table}.csv", known)
    problems += relation_problems(
        found["relations"], found["actors"]["actor_id"], found["locations"]["location_id"]
    )
    problems += sensitivity_problems(found["sensitivity"])
    problems += network_problems(found["locations"], found["routes"])
    # A chain of routes can only be followed where places, routes and corridors are sound.
    if not any(problem.file in _NETWORK for problem in problems):
        network = Network.from_tables(found["locations"], found["routes"])
        problems += _corridor_problems(network, found["corridors"])
    if found["locations"].empty and not any(one.file == "locations.csv" for one in problems):
        hint = "add the city, the ports, the crossings and the places that receive people"
        problems.append(Problem("locations.csv", "there is no place", None, "location_id", hint))
    return found, problems + row_problems_of(found) + unit_problems(found)


def _no_rows(table: str) -> pd.DataFrame:
    header = ",".join(column.name for column in schema(table))
    return tables.read_table(table, f"{header}\n".encode(), f"{table}.csv")[0]


def _parameter_problems(found: dict[str, pd.DataFrame], city: str | None) -> list[Problem]:
    """What is wrong with parameters; what they hold for is looked at where places are sound."""
    things = None
    if city and len(found["locations"]) and len(found["corridors"]):
        things = things_of(found["locations"], found["corridors"], found["stocks"], city)
    return row_problems(found["parameters"], "parameters.csv", things)


def _last_reported(found: dict[str, pd.DataFrame], reports: tuple[Path, ...]) -> dt.date | None:
    """Last day of publication of a table, or of a report whose file name begins with its day."""
    days = [found[table]["reported_at"].max() for table in ("observations", "stocks")]
    known = [day.date() for day in days if day is not None and day == day]
    for path in reports:
        try:
            known.append(dt.date.fromisoformat(path.name[:10]))
        except ValueError:
            continue
    return max(known, default=None)


def _hashes(folder: Path, reports: tuple[Path, ...]) -> dict[str, str]:
    optional = [file for table in OPTIONAL if (file := folder / f"{table}.csv").exists()]
    required = (folder / f"{table}.csv" for table in TABLES)
    paths = [folder / "case.toml", *required, *optional, *reports]
    hashes, problems = {}, []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            problems.append(Problem(name, f"cannot be read ({error.strerror})"))
    if problems:
        raise InputError(problems)
    return hashes


def read_case(folder: Path) -> Case:
    """Read and check a case; every problem of every file is named at once.

    Parameters
    ----------
    folder : Path
        Folder with ``case.toml`` and the tables.

    Returns
    -------
    Case
        The checked case.

    Raises
    ------
    InputError
        With all problems, each with file, row, column and hint.

    Examples
    --------
    >>> len(read_case(shipped_cases()["mali-2025"]).locations) >= 40
    True
    """
    if looks_like_flee(folder):
        hint = f"qafila simulate --flee {folder}"
        raise InputError(Problem(str(folder), "this looks like a folder of Flee", hint=hint))
    folder = folder.resolve()
    reports, problems = find_reports(folder / "reports")
    settings, unset = read_settings(folder / "case.toml")
    found, wrong = _read_tables(folder)
    problems = [
        *unset,
        *setting_problems(settings, list(found["locations"]["location_id"])),
        *wrong,
        *_parameter_problems(found, settings.get("city")),
        *problems,
    ]
    last = _last_reported(found, reports)
    as_of: dt.date | None = settings.get("as_of") or last
    problems += _day_problems(as_of, last) if settings else []
    if problems or as_of is None:
        raise InputError(problems)
    return Case(
        folder=folder,
        name=settings["name"],
        title=settings.get("title", {}),
        city=settings["city"],
        time_zone=settings["time_zone"],
        as_of=as_of,
        start=settings.get("start") or as_of - dt.timedelta(days=_BACK_DAYS),
        countries=tuple(settings["countries"]),
        languages=tuple(settings["languages"]),
        shipped=folder in {path.resolve() for path in shipped_cases().values()},
        network=Network.from_tables(found["locations"], found["routes"]),
        reports=reports,
        hashes=_hashes(folder, reports),
        alerts=settings.get("alerts", {}),
        **found,
    )


def _day_problems(as_of: dt.date | None, last: dt.date | None) -> list[Problem]:
    if as_of is None:
        wrong = "there is neither as_of nor a dated row or report"
        return [Problem("case.toml", wrong, None, "as_of", "add as_of = 2025-11-30")]
    # Without any dated row there is nothing to be far from, but days before it must still exist.
    known = last or dt.date(2000, 1, 1)
    if abs((as_of - known).days) > (_FAR_DAYS if last else 40 * _FAR_DAYS):
        hint = f"the newest row or report is of {last}" if last else "mend the typing error"
        return [Problem("case.toml", f"as_of {as_of} is far from all data", None, "as_of", hint)]
    return []


def _corridor_problems(network: Network, corridors: pd.DataFrame) -> list[Problem]:
    if corridors.empty:
        hint = "add the way by which the city is supplied"
        return [Problem("corridors.csv", "there is no corridor", None, "corridor_id", hint)]
    try:
        read_corridors(network, corridors)
    except NetworkError as error:
        return list(error.problems)
    return []


def sources_of(case: Case) -> Sources:
    """Sources and actors that the reports of a case may name.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    Sources
        Those of the package; a row of the case with the same identifier takes the place of one.
        Actors are those of the case alone: the reader knows those of the package by itself.

    Examples
    --------
    >>> sources_of(read_case(find_case("mali-2025"))).get("ortm").side
    'government'
    """
    own = Sources.from_table(case.sources, case.actors)
    return default_sources().replaced_by(own)
