"""What a scenario holds fixed, as arrays by day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import Problem, UnknownNameError, did_you_mean
from qafila.kernels.siege.tables import FREE, REGIMES, REPAIRED
from qafila.simulate.scenario import SETTING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.network import Corridor, Network
    from qafila.simulate.scenario import Change, Scenario

_OPEN_REGIME, _CLOSED_REGIME = REGIMES.index("open"), REGIMES.index("closed")
_TRUCE_REGIME = REGIMES.index("truce")


@dataclass(frozen=True)
class Forced:
    """What is held fixed.

    Parameters
    ----------
    corridors : array, shape (day + 1, corridor), int8
        Regime of a corridor, -1 where chance decides, or what else `qafila.kernels.siege.tables`
        knows that a scenario holds of it.
    routes : array, shape (day + 1, route), int8
        1 open, 0 closed for people, or -1 where chance decides.
    camps : array, shape (day + 1, place), int8
        1 where a place receives people, 0 where it does not, or -1 where its table decides.
    insecurity : array, shape (day + 1, place)
        From 0 to 1, or -1 where what is known fades by itself.
    capacity, intake : array, shape (day + 1, place), people
        What is added to what the table of places says.
    parameters : mapping of str to float
        Values by ``name`` or ``name/thing``.
    """

    corridors: NDArray[np.int8]
    routes: NDArray[np.int8]
    camps: NDArray[np.int8]
    insecurity: NDArray[np.float64]
    capacity: NDArray[np.int64]
    intake: NDArray[np.int64]
    parameters: Mapping[str, float]


def force(
    scenario: Scenario,
    network: Network,
    corridors: Sequence[Corridor],
    *,
    undisturbed: bool = False,
) -> Forced:
    """Lay out the changes of a scenario by day; where two meet, the later in the list holds.

    Parameters
    ----------
    scenario : Scenario
        With its changes.
    network : Network
        Places and routes.
    corridors : sequence of Corridor
        Corridors.
    undisturbed : bool
        Hold open what no change closes.

    Returns
    -------
    Forced
        Arrays by day; day 0 is never forced by a change.

    Raises
    ------
    UnknownNameError
        If a change names a corridor, route, crossing, border or place that does not exist; each
        fault tells the number of the change.
    """
    fill = _OPEN_REGIME if undisturbed else FREE
    days, places = scenario.days + 1, len(network.location_ids)
    forced = Forced(
        np.full((days, len(corridors)), fill, dtype=np.int8),
        np.full((days, len(network.route_ids)), 1 if undisturbed else FREE, np.int8),
        np.full((days, places), FREE, dtype=np.int8),
        np.full((days, places), FREE, dtype=np.float64),
        np.zeros((days, places), dtype=np.int64),
        np.zeros((days, places), dtype=np.int64),
        scenario.values,
    )
    problems = [
        replace(problem, file=f"change {number}")
        for number, change in enumerate(scenario.changes, start=1)
        if change.kind != "set_parameter"
        for problem in _apply(change, forced, network, corridors)
    ]
    if problems:
        raise UnknownNameError(problems)
    return forced


def _apply(
    change: Change, forced: Forced, network: Network, corridors: Sequence[Corridor]
) -> list[Problem]:
    days = slice(change.start_day, None if change.end_day is None else change.end_day + 1)
    if change.kind == "truce" or change.kind in SETTING:
        return _of_city(change, forced, corridors, days)
    verb, thing = change.kind.split("_")
    if thing == "border":
        problems = _border_problems(change, network)
        if not problems:
            _open_or_close(change, forced, network, corridors, days)
        return problems
    known = {
        "corridor": tuple(corridor.corridor_id for corridor in corridors),
        "route": network.route_ids,
    }.get(thing, network.location_ids)
    if change.second_id:
        hint = "name the route in target_id alone"
        wrong = "routes of a case have names of their own"
        return [Problem("change", wrong, None, "second_id", hint)]
    if change.target_id not in known:
        hint = did_you_mean(change.target_id, known)
        what = thing if thing in ("corridor", "route", "crossing", "camp") else "place"
        message = f'there is no {what} "{change.target_id}"'
        return [Problem("change", message, None, "target_id", hint)]
    if thing in ("corridor", "route", "crossing"):
        _open_or_close(change, forced, network, corridors, days)
        return []
    place = network.location_index(change.target_id)
    if thing != "intensity" and not network.locations["reception"].iloc[place]:
        hint = "name a place with reception in locations.csv"
        wrong = f"{change.target_id} receives nobody"
        return [Problem("change", wrong, None, "target_id", hint)]
    if thing == "camp":
        forced.camps[days, place] = 1 if verb == "open" else 0
    elif thing == "intensity":
        forced.insecurity[days, place] = change.value
    else:
        added = forced.capacity if thing == "capacity" else forced.intake
        added[days, place] += round(change.value or 0.0)
    return []


def _of_city(
    change: Change, forced: Forced, corridors: Sequence[Corridor], days: slice
) -> list[Problem]:
    """Hold a truce on all corridors to a city; parameters of a city are set elsewhere."""
    cities = sorted({corridor.city_id for corridor in corridors})
    if change.target_id not in cities:
        hint = did_you_mean(change.target_id, cities) or "corridors lead to " + ", ".join(cities)
        wrong = f'no corridor leads to "{change.target_id}"'
        return [Problem("change", wrong, None, "target_id", hint)]
    if change.kind == "truce":
        here = [number for number, one in enumerate(corridors) if one.city_id == change.target_id]
        forced.corridors[days, here] = _TRUCE_REGIME
    return []


def _open_or_close(
    change: Change,
    forced: Forced,
    network: Network,
    corridors: Sequence[Corridor],
    days: slice,
) -> None:
    """Hold a corridor, a route or routes over a border open or closed."""
    verb, thing = change.kind.split("_")
    regime, passable = (_OPEN_REGIME, 1) if verb == "open" else (_CLOSED_REGIME, 0)
    if verb == "repair":
        regime = REPAIRED
    if thing == "corridor":
        names = [corridor.corridor_id for corridor in corridors]
        forced.corridors[days, names.index(change.target_id)] = regime
    elif thing == "crossing":
        for route in crossing_routes(network, change.target_id):
            forced.routes[days, route] = passable
    else:
        routes = (
            {network.route_index(change.target_id)}
            if thing == "route"
            else set(border_routes(network, change.target_id, change.second_id))
        )
        forced.routes[days, sorted(routes)] = passable
        for number, corridor in enumerate(corridors):
            # One cut closes a corridor; one repaired road does not open it.
            if verb == "close" and not routes.isdisjoint(corridor.route_indices):
                forced.corridors[days, number] = _CLOSED_REGIME


def _border_problems(change: Change, network: Network) -> list[Problem]:
    known = tuple(dict.fromkeys(network.locations["country"]))
    problems = []
    for column in ("target_id", "second_id"):
        country = str(getattr(change, column))
        if country not in known:
            hint = did_you_mean(country, known) or "countries here are " + ", ".join(sorted(known))
            wrong = f'no place is in the country "{country}"'
            problems.append(Problem("change", wrong, None, column, hint))
    if not problems and not border_routes(network, change.target_id, change.second_id):
        wrong = f"no route leads from {change.target_id} to {change.second_id}"
        problems.append(Problem("change", wrong, None, "second_id"))
    return problems


def border_routes(network: Network, first: str, second: str) -> tuple[int, ...]:
    """Routes between a place of one country and a place of another.

    Parameters
    ----------
    network : Network
        Places and routes.
    first, second : str
        Countries (ISO 3166-1 alpha-3).

    Returns
    -------
    tuple of int
        All of them, in either direction.
    """
    country = network.locations["country"].to_numpy()
    ends = zip(network.from_index.tolist(), network.to_index.tolist(), strict=True)
    return tuple(
        number
        for number, (start, end) in enumerate(ends)
        if {country[start], country[end]} == {first, second}
    )


def crossing_routes(network: Network, location_id: str) -> tuple[int, ...]:
    """Routes by which people cross the border at a crossing.

    Parameters
    ----------
    network : Network
        Places and routes.
    location_id : str
        A border crossing point.

    Returns
    -------
    tuple of int
        Routes from there into another country; all its routes if there is none.
    """
    place = network.location_index(location_id)
    country = network.locations["country"].to_numpy()
    ends = list(zip(network.from_index.tolist(), network.to_index.tolist(), strict=True))
    touching = tuple(number for number, pair in enumerate(ends) if place in pair)
    across = tuple(
        number for number in touching if country[ends[number][0]] != country[ends[number][1]]
    )
    return across or touching
