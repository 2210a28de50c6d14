"""Check a case and say how much of it is measured, estimated or unknown."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from qafila import tables
from qafila.assess.rule_checks import rule_problems
from qafila.cards import count
from qafila.case import FORMAT_VERSION, TABLES, read_case
from qafila.errors import InputError, Problem, ReportError
from qafila.files import find_reports, write_whole
from qafila.ledger import open_store
from qafila.network import read_corridors, shortest_km
from qafila.reading import read_reports
from qafila.reports import open_document
from qafila.rows import overfull
from qafila.situation.known import read_parameters
from qafila.situation.notices import scaled_priors, unsupplied_cities, untimed_crossings
from qafila.tables import decode, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from qafila.case import Case
    from qafila.network import Corridor, Network


def read_checked(folder: Path) -> Case:
    """Read a case and see that its reports can be opened; all problems are named at once.

    Parameters
    ----------
    folder : Path
        Folder of the case.

    Returns
    -------
    Case
        The checked case.

    Raises
    ------
    InputError
        With the problems of tables and of reports. A run goes on without such a report and says
        so, but whoever checks a case wants to mend it.

    Examples
    --------
    >>> from qafila.case import find_case
    >>> read_checked(find_case("teaching")).name
    'teaching'
    """
    wrong = [*_rule_problems(folder), *_report_problems(folder / "reports")]
    try:
        case = read_case(folder)
    except InputError as error:
        if not wrong or not error.problems:
            raise
        raise InputError([*error.problems, *wrong]) from None
    if wrong:
        raise InputError(wrong)
    return case


def _rule_problems(folder: Path) -> list[Problem]:
    """What is wrong between the rules of a case; that of single cells reading the case tells."""
    found = {}
    for table in ("indicators", "gauges", "actors"):
        header = ",".join(column.name for column in schema(table)).encode()
        path = folder / f"{table}.csv"
        rows, problems = (
            tables.read_file(table, path)
            if path.exists()
            else tables.read_table(table, header, path.name)
        )
        if problems:
            return []
        found[table] = rows
    return rule_problems(found["indicators"], found["gauges"], found["actors"])


def _report_problems(folder: Path) -> list[Problem]:
    problems = []
    for path in find_reports(folder)[0]:
        try:
            open_document(path)
        except ReportError as error:
            told = str(error).removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")
            problems.append(Problem(f"reports/{path.name}", told))
    return problems


def first_line(report: Mapping[str, Any]) -> str:
    """What came of a check in one line.

    Parameters
    ----------
    report : mapping
        Of `check_report`.

    Returns
    -------
    str
        Warnings and reports that were read, and the size of each table.

    Examples
    --------
    >>> report = {"case": "north", "warnings": ["a", "b"], "unreachable": [],
    ...           "counts": {"routes": 7, "reports": 3}, "values": {"reports": {"read": 2}}}
    >>> first_line(report)
    'north: no problems, 2 warnings; 7 routes, 2 of 3 reports read'
    """
    number = len(report["warnings"]) + len(report["unreachable"])
    told = f", {count(number, 'warning')}" if number else ""
    counts = dict(report["counts"])
    reports = counts.pop("reports")
    sizes = "".join(f"{count(one, name.removesuffix('s'))}, " for name, one in counts.items())
    read = report["values"]["reports"]["read"]
    return f"{report['case']}: no problems{told}; {sizes}{read} of {count(reports, 'report')} read"


def check_report(case: Case) -> dict[str, Any]:
    """Figures that tell how sound and how complete a case is.

    Parameters
    ----------
    case : Case
        A case that was read without problems.

    Returns
    -------
    dict
        ``counts`` by table, ``values`` measured, estimated and unknown by table and column,
        ``distances_km`` by the shortest drivable way from each city that corridors supply to the
        places where its cargo is loaded, ``corridors_km``, ``without_stocks`` the cities of which
        only corridors are known, ``warnings`` about reports and ``unreachable`` places.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> report = check_report(read_case(find_case("mali-2025")))
    >>> report["unreachable"]
    []
    """
    network = case.network
    reach = shortest_km(network, network.location_index(case.city))
    corridors = read_corridors(network, case.corridors)
    cities = sorted({corridor.city_id for corridor in corridors}, key=lambda one: one != case.city)
    with open_store("sqlite://") as store:
        reading = read_reports(case, store)
    return {
        "case": case.name,
        "counts": {name: len(getattr(case, name)) for name in TABLES}
        | {"reports": len(case.reports)},
        "values": {
            "locations": _by_basis(case.locations["position_basis"]),
            **_route_values(network),
            "reception_setting": _filled(
                case.locations.loc[case.locations["reception"], "reception_setting"]
            ),
            "parameters": _by_source(case.parameters["source"]),
            "stocks": _by_source(case.stocks["source"])
            | {"unknown": int(case.stocks["best"].isna().sum())},
            "reports": {"read": reading.documents, "claims": reading.claims},
            "observations": {
                "dated": int(case.observations["reported_at"].notna().sum()),
                "undated": int(case.observations["reported_at"].isna().sum()),
            },
            **_people_values(case.observations),
        },
        "distances_km": {city: _distances(network, corridors, city) for city in cities},
        "corridors_km": {
            corridor.corridor_id: round(corridor.distance_km, 1) for corridor in corridors
        },
        "without_stocks": [
            city for city in cities if city not in {case.city, *case.stocks["location_id"]}
        ],
        "warnings": [
            f"{notice.code.replace('_', ' ')} {notice.detail}".rstrip()
            for notice in reading.warnings
        ]
        + _table_warnings(case),
        "unreachable": [
            name
            for name, length in zip(network.location_ids, reach, strict=True)
            if math.isinf(length)
        ],
    }


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """What the check tells people, warnings apart.

    Parameters
    ----------
    report : mapping
        Of `check_report`.

    Returns
    -------
    list of str
        Lines.
    """
    lines = [first_line(report)]
    for table, values in report["values"].items():
        told = ", ".join(f"{number} {basis}" for basis, number in values.items())
        lines.append(f"  {table}: {told}")
    lines.append("Shortest road distance to where cargo is loaded")
    for city, lengths in report["distances_km"].items():
        known = "" if city not in report["without_stocks"] else " (no rows of stocks: roads only)"
        lines.append(f"  {city}{known}")
        lines += [f"    {name}: {length:,.0f} km" for name, length in lengths.items()]
    return [*lines, *(f"  {name}: no way from the city" for name in report["unreachable"])]


def refuse(report: Mapping[str, Any]) -> None:
    """Make an error of warnings.

    Parameters
    ----------
    report : mapping
        Of `check_report`.

    Raises
    ------
    ReportError
        If a report could not be read, or there is none, or a place cannot be reached.

    Examples
    --------
    >>> refuse({"warnings": [], "unreachable": []})
    """
    told = list(report["warnings"])
    told += [f"{name}: no way from the city" for name in report["unreachable"]]
    if told:
        raise ReportError("\n".join(told))


def _distances(network: Network, corridors: Iterable[Corridor], city: str) -> dict[str, float]:
    """Kilometres by the shortest road and track to where cargo for a city is loaded."""
    reach = shortest_km(network, network.location_index(city), network.seasons.tankers)
    supplies = sorted({one.supply_id for one in corridors if one.city_id == city})
    return {name: round(float(reach[network.location_index(name)]), 1) for name in supplies}


def _route_values(network: Network) -> dict[str, dict[str, int]]:
    """How well each column of the routes is known; by rule means from ``defaults/ways.csv``."""
    routes = network.routes
    bare, by_air = routes["surface"] == "", routes["mode"] == "air"
    across = _crosses(network)
    measured = int((routes["hours_basis"] == "measured").sum())
    wet = int(routes["driving_hours_wet"].notna().sum())
    months = int((routes["passability_by_month"].map(len) > 0).sum())
    return {
        "distance_km": _by_basis(routes["distance_basis"]),
        "driving_hours": {"measured": measured, "estimate": len(routes) - measured},
        "driving_hours_wet": {"estimate": wet, "estimate by rule": len(routes) - wet},
        "passability_by_month": {"estimate": months, "estimate by rule": len(routes) - months},
        "surface": _by_basis(routes["surface_basis"])
        | {"unknown": int(bare.sum()) - int(bare[by_air].sum()), "none": int(bare[by_air].sum())},
        "max_load_t": _filled(routes["max_load_t"]),
        "customs_hours": _filled(routes.loc[across, "customs_hours"]),
        "border_hours": _filled(routes.loc[across, "border_hours"]),
    }


def _people_values(observations: Any) -> dict[str, dict[str, int]]:
    """How much the sources say of the people counted: where, who, how counted, how they live."""
    rows = observations[observations["individuals"].notna() | (observations["unit"] == "people")]
    placed = int((rows["location_id"] != "").sum())
    return {
        "people: place": {"known": placed, "country": len(rows) - placed},
        **{
            f"people: {name}": _filled(rows[name])
            for name in ("legal_status", "count_basis", "setting")
        },
    }


def _crosses(network: Network) -> Any:
    """Routes that lead into another country."""
    country = network.locations["country"].to_numpy()
    return country[network.from_index] != country[network.to_index]


def _filled(column: Any) -> dict[str, int]:
    known = int((column.notna() & (column != "")).sum())
    return {"known": known, "unknown": len(column) - known}


def _table_warnings(case: Case) -> list[str]:
    """What a run would have to do without."""
    parameters = read_parameters(case)
    found = [
        (
            "no corridor carries a share of the imports of",
            unsupplied_cities(case, parameters),
        ),
        ("no demand, so that no days of supply can be told, for", _undemanded(case)),
        ("more in stock than can be stored:", overfull(case.stocks)),
        ("no hours at the border, which count as none, for", untimed_crossings(case)),
        (
            "chances of open, contested and closed do not add up to 1 and are scaled for",
            scaled_priors(case, parameters),
        ),
    ]
    return [f"{what} {', '.join(names)}" for what, names in found if names]


def _undemanded(case: Case) -> list[str]:
    """Goods of which a stock is given and no demand."""
    known = case.stocks[case.stocks[["best", "low", "high"]].notna().any(axis=1)]
    goods: dict[str, set[tuple[str, str]]] = {"stock": set(), "demand": set()}
    for row in known.to_dict("records"):
        goods.get(row["quantity"], set()).add((row["commodity"], row["location_id"]))
    return [f"{what} of {where}" for what, where in sorted(goods["stock"] - goods["demand"])]


def _by_basis(column: Any) -> dict[str, int]:
    return {basis: int((column == basis).sum()) for basis in ("measured", "estimate")}


def _by_source(column: Any) -> dict[str, int]:
    estimates = int((column == "estimate").sum())
    return {"sourced": len(column) - estimates, "estimate": estimates}


def upgrade(folder: Path) -> list[str]:
    """Bring a case of an older format to the present one.

    Before version 1 a case had no ``format_version`` and might lack columns that are optional now.

    Parameters
    ----------
    folder : Path
        Folder of the case.

    Returns
    -------
    list of str
        What was changed; empty if nothing had to be.

    Raises
    ------
    InputError
        If the case is of a newer format.
    """
    path = folder / "case.toml"
    if not path.is_file():
        raise InputError(
            Problem("case.toml", "the file is missing", hint="see docs/case-format.md")
        )
    text = decode(path.read_bytes(), "case.toml")
    found = re.search(r"(?m)^format_version\s*=\s*(\d+)", text)
    version = int(found.group(1)) if found else 0
    if version > FORMAT_VERSION:
        wrong = f"format_version {version} is newer than {FORMAT_VERSION}"
        raise InputError(
            Problem("case.toml", wrong, None, "format_version", "install a newer qafila")
        )
    if version == FORMAT_VERSION:
        return []
    changed = [line for table in TABLES for line in _add_columns(folder / f"{table}.csv", table)]
    if found:
        text = text[: found.start()] + f"format_version = {FORMAT_VERSION}" + text[found.end() :]
    else:
        text = f"format_version = {FORMAT_VERSION}\n{text}"
    write_whole(path, text)
    return [*changed, f"case.toml: format_version is now {FORMAT_VERSION}"]


def _add_columns(path: Path, table: str) -> list[str]:
    """Add optional columns that a table lacks, empty."""
    if not path.is_file():
        return []
    lines = decode(path.read_bytes(), path.name).splitlines()
    if not lines:
        return []
    header = [name.strip() for name in lines[0].split(",")]
    missing = [
        column.name for column in schema(table)
        if column.name not in header and not column.required and not column.key
    ]  # fmt: skip
    if not missing:
        return []
    import csv
    import io

    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for number, row in enumerate(csv.reader(io.StringIO("\n".join(lines) + "\n", newline=""))):
        writer.writerow([*row, *(missing if number == 0 else [""] * len(missing))])
    write_whole(path, stream.getvalue())
    return [f"{path.name}: added the empty column {name}" for name in missing]
