"""Corridors: ordered routes from a port or depot to a city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.errors import NetworkError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qafila.network.network import Network


@dataclass(frozen=True)
class Corridor:
    """An ordered chain of routes by which a city is supplied.

    Parameters
    ----------
    corridor_id : str
        Identifier.
    names : mapping of str to str
        Name by language.
    aliases : tuple of str
        Other names, such as those of its roads.
    supply_id, crossing_id, city_id : str
        Where cargo is loaded, where it enters the country (empty if it is loaded there), where it
        goes.
    location_ids : tuple of str
        All places in order, one more than routes.
    route_indices : tuple of int
        Numbers of its routes in the network, in order.
    distance_km, driving_hours, border_hours, customs_hours : float
        Sums over the routes; driving is that of the dry season, and waiting for police and for
        customs is apart from it.
    """

    corridor_id: str
    names: Mapping[str, str]
    aliases: tuple[str, ...]
    supply_id: str
    crossing_id: str
    city_id: str
    location_ids: tuple[str, ...]
    route_indices: tuple[int, ...]
    distance_km: float
    driving_hours: float
    border_hours: float
    customs_hours: float


def _chain(row: pd.Series, network: Network) -> tuple[list[str], str]:
    """Places passed in order, and what is wrong with the order of routes."""
    here = row["supply_id"]
    passed = [here]
    for route_id in row["route_ids"]:
        if route_id not in network.route_ids:
            hint = did_you_mean(route_id, network.route_ids)
            return passed, f'there is no route "{route_id}"; {hint}'.rstrip("; ")
        number = network.route_index(route_id)
        ends = (network.routes["from_id"][number], network.routes["to_id"][number])
        if here not in ends:
            return passed, f'route "{route_id}" does not start at "{here}"'
        here = ends[1] if ends[0] == here else ends[0]
        passed.append(here)
    if here != row["city_id"]:
        return passed, f'the routes end at "{here}" and not at "{row["city_id"]}"'
    if row["crossing_id"] and row["crossing_id"] not in passed:
        return passed, f'the routes do not pass "{row["crossing_id"]}"'
    return passed, ""


def _unfit(row: pd.Series, network: Network) -> str:
    """The first route of a corridor on which no tanker moves."""
    if "mode" not in network.routes:
        return ""
    for route_id in row["route_ids"]:
        number = network.route_index(route_id)
        if not network.seasons.tankers[number]:
            mode = network.routes["mode"][number]
            return f'route "{route_id}" is of mode {mode}, which carries no tankers'
    return ""


def read_corridors(network: Network, table: pd.DataFrame) -> tuple[Corridor, ...]:
    """Build the corridors of a case, sorted by identifier.

    Parameters
    ----------
    network : Network
        Where the routes are.
    table : pandas.DataFrame
        Columns of ``schema/corridors.csv``.

    Returns
    -------
    tuple of Corridor
        The corridors.

    Raises
    ------
    NetworkError
        If routes of a corridor do not join or do not reach the city, all of them named.
    """
    problems, corridors = [], []
    for line, row in table.sort_values("corridor_id").iterrows():
        passed, wrong = _chain(row, network)
        wrong = wrong or _unfit(row, network)
        if wrong:
            problems.append(
                Problem(
                    "corridors.csv",
                    wrong,
                    int(str(line)),
                    "route_ids",
                    "list the routes in order from supply_id to city_id",
                )
            )
            continue
        numbers = tuple(network.route_index(route_id) for route_id in row["route_ids"])
        corridors.append(
            Corridor(
                corridor_id=row["corridor_id"],
                names={code: row[f"name_{code}"] for code in ("en", "fr", "ar")},
                aliases=tuple(row["aliases"]),
                supply_id=row["supply_id"],
                crossing_id=row["crossing_id"],
                city_id=row["city_id"],
                location_ids=tuple(passed),
                route_indices=numbers,
                distance_km=float(network.distance_km[list(numbers)].sum()),
                driving_hours=float(network.driving_hours[list(numbers)].sum()),
                border_hours=float(network.border_hours[list(numbers)].sum()),
                customs_hours=float(network.customs_hours[list(numbers)].sum()),
            )
        )
    if problems:
        raise NetworkError(problems)
    return tuple(corridors)
