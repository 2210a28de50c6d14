"""Network: two checked tables and the integer arrays that kernels use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qafila.cards import count
from qafila.errors import NetworkError, Problem, UnknownNameError, did_you_mean
from qafila.network.admin import admin_problems
from qafila.network.seasons import Seasons, read_seasons, season_problems

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Network:
    """Locations and the routes between them.

    Both tables are sorted by identifier, so the order of rows in the files never matters.

    Parameters
    ----------
    locations : pandas.DataFrame
        Columns of ``schema/locations.csv``.
    routes : pandas.DataFrame
        Columns of ``schema/routes.csv``; every route runs both ways.

    Examples
    --------
    >>> import pandas as pd
    >>> locations = pd.DataFrame({"location_id": ["b", "a"], "country": ["MLI", "MLI"]})
    >>> routes = pd.DataFrame({"route_id": ["r"], "from_id": ["a"], "to_id": ["b"],
    ...     "distance_km": [3.0], "driving_hours": [0.1], "border_hours": [0.0]})
    >>> Network.from_tables(locations, routes).location_ids
    ('a', 'b')
    """

    locations: pd.DataFrame
    routes: pd.DataFrame

    @classmethod
    def from_tables(cls, locations: pd.DataFrame, routes: pd.DataFrame) -> Network:
        """Sort two tables into a network.

        Parameters
        ----------
        locations : pandas.DataFrame
            Checked locations.
        routes : pandas.DataFrame
            Checked routes.

        Returns
        -------
        Network
            The network.

        Raises
        ------
        NetworkError
            If a route starts where it ends.

        Examples
        --------
        >>> import pandas as pd
        >>> empty = pd.DataFrame({"location_id": [], "route_id": [], "from_id": [], "to_id": []})
        >>> len(Network.from_tables(empty, empty).route_ids)
        0
        """
        problems = network_problems(locations, routes)
        if problems:
            raise NetworkError(problems)
        return cls(
            locations.sort_values("location_id").reset_index(drop=True),
            routes.sort_values("route_id").reset_index(drop=True),
        )

    @cached_property
    def location_ids(self) -> tuple[str, ...]:
        """Identifiers of the places, sorted."""
        return tuple(self.locations["location_id"])

    @cached_property
    def route_ids(self) -> tuple[str, ...]:
        """Identifiers of the routes, sorted."""
        return tuple(self.routes["route_id"])

    @cached_property
    def _location_numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.location_ids)}

    @cached_property
    def _route_numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.route_ids)}

    def location_index(self, location_id: str) -> int:
        """Number of a place.

        Parameters
        ----------
        location_id : str
            Its identifier.

        Returns
        -------
        int
            Position in `location_ids`.

        Raises
        ------
        UnknownNameError
            If there is no such place.
        """
        return _number(self._location_numbers, location_id, "place")

    def route_index(self, route_id: str) -> int:
        """Number of a route.

        Parameters
        ----------
        route_id : str
            Its identifier.

        Returns
        -------
        int
            Position in `route_ids`.

        Raises
        ------
        UnknownNameError
            If there is no such route.
        """
        return _number(self._route_numbers, route_id, "route")

    @cached_property
    def from_index(self) -> NDArray[np.int64]:
        """Number of one end, shape (route,)."""
        numbers = [self._location_numbers[name] for name in self.routes["from_id"]]
        return np.array(numbers, dtype=np.int64)

    @cached_property
    def to_index(self) -> NDArray[np.int64]:
        """Number of the other end, shape (route,)."""
        numbers = [self._location_numbers[name] for name in self.routes["to_id"]]
        return np.array(numbers, dtype=np.int64)

    @cached_property
    def distance_km(self) -> NDArray[np.float64]:
        """Length, shape (route,), km."""
        return self.routes["distance_km"].to_numpy(dtype=np.float64)

    @cached_property
    def driving_hours(self) -> NDArray[np.float64]:
        """Driving time in the dry season without borders, shape (route,), hours."""
        return self.routes["driving_hours"].to_numpy(dtype=np.float64)

    @cached_property
    def border_hours(self) -> NDArray[np.float64]:
        """Waiting for police at borders, shape (route,), hours; 0 where unknown."""
        return self._waiting("border_hours")

    @cached_property
    def customs_hours(self) -> NDArray[np.float64]:
        """Waiting for customs, shape (route,), hours; 0 where unknown."""
        return self._waiting("customs_hours")

    def _waiting(self, column: str) -> NDArray[np.float64]:
        if column not in self.routes:
            return np.zeros(len(self.routes))
        return self.routes[column].fillna(0.0).to_numpy(dtype=np.float64)

    def receiving(self, day: dt.date) -> NDArray[np.bool_]:
        """Reception places that are not closed for good by a day.

        Parameters
        ----------
        day : datetime.date
            The day.

        Returns
        -------
        array of bool, shape (location,)
            Whether people are, or later will be, received there.
        """
        closed = self.locations["valid_to"] < np.datetime64(day)
        received = self.locations["reception"].to_numpy(dtype=bool)
        return received & ~closed.to_numpy(dtype=bool)

    @cached_property
    def seasons(self) -> Seasons:
        """What the months do to each route."""
        return read_seasons(self.locations, self.routes)

    def __repr__(self) -> str:
        return (
            f"Network({count(len(self.location_ids), 'place')}, "
            f"{count(len(self.route_ids), 'route')})"
        )


def _number(numbers: Mapping[str, int], name: str, kind: str) -> int:
    try:
        return numbers[name]
    except KeyError:
        hint = did_you_mean(name, numbers)
        raise UnknownNameError(f'there is no {kind} "{name}"; {hint}'.rstrip("; ")) from None


def network_problems(locations: pd.DataFrame, routes: pd.DataFrame) -> list[Problem]:
    """Faults that only show when both tables are seen together.

    Parameters
    ----------
    locations : pandas.DataFrame
        Checked locations.
    routes : pandas.DataFrame
        Checked routes.

    Returns
    -------
    list of Problem
        Routes that end where they start, routes shorter than the air line between their ends,
        months or hours of a season, regions or days of places that cannot be, and capacities
        or intakes without a day and a source.

    Examples
    --------
    >>> import pandas as pd
    >>> routes = pd.DataFrame({"route_id": ["r"], "from_id": ["a"], "to_id": ["a"]}, index=[2])
    >>> print(network_problems(pd.DataFrame({"location_id": ["a"]}), routes)[0])
    routes.csv, row 2, column to_id: the route ends where it starts; name another place
    """
    loops = routes[(routes["from_id"] == routes["to_id"]) & (routes["from_id"] != "")]
    problems = [
        Problem(
            "routes.csv",
            "the route ends where it starts",
            int(str(row)),
            "to_id",
            "name another place",
        )
        for row in loops.index
    ]
    needed = {"latitude", "longitude"} <= set(locations) and "distance_km" in routes
    problems += season_problems(routes) + admin_problems(locations) + _limit_problems(locations)
    return problems + (_short_routes(locations, routes) if needed else [])


def _limit_problems(locations: pd.DataFrame) -> list[Problem]:
    """Capacities and intakes that nobody could have known, or that belong to no reception place."""
    if "capacity" not in locations:
        return []
    limited = locations[locations[["capacity", "intake_per_day"]].notna().any(axis=1)]
    missing = {
        "capacity_as_of": limited["capacity_as_of"].isna(),
        "capacity_source": limited["capacity_source"] == "",
        "reception": ~limited["reception"].astype(bool),
    }
    return [
        Problem(
            "locations.csv",
            f"a capacity or intake needs {column}",
            int(str(line)),
            column,
            f"fill {column} or leave capacity and intake_per_day empty",
        )
        for column, wrong in missing.items()
        for line in limited.index[wrong]
    ]


def _short_routes(locations: pd.DataFrame, routes: pd.DataFrame) -> list[Problem]:
    """Routes shorter than the air line, with a tenth of leeway for approximate positions."""
    spot = locations.drop_duplicates("location_id").set_index("location_id")
    known = routes[routes["from_id"].isin(spot.index) & routes["to_id"].isin(spot.index)]
    degrees = spot[["latitude", "longitude"]].astype(float)
    start, end = (np.radians(degrees.loc[known[ends]].to_numpy()) for ends in ("from_id", "to_id"))
    air = _arc_km(*start.T, *end.T)
    short = (known["distance_km"] < 0.9 * air - 5.0).to_numpy()
    return [
        Problem(
            "routes.csv",
            f"{route['distance_km']:g} km is less than the air line of {line:.0f} km",
            int(str(row)),
            "distance_km",
            "check the length and both positions",
        )
        for (row, route), line in zip(known[short].iterrows(), air[short], strict=True)
    ]


def air_line_km(
    latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float
) -> float:
    """Great-circle distance.

    Parameters
    ----------
    latitude_a, longitude_a, latitude_b, longitude_b : float
        Positions, degrees.

    Returns
    -------
    float
        Distance, km.

    Examples
    --------
    >>> round(air_line_km(12.65, -8.0, 14.69, -17.45))
    1046
    """
    return float(_arc_km(*np.radians([latitude_a, longitude_a, latitude_b, longitude_b])))


def air_lines_km(spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances between all of some places.

    Parameters
    ----------
    spots : array, shape (place, 2), degrees
        Latitude and longitude of each.

    Returns
    -------
    array, shape (place, place), km
        Distances; zero on the diagonal.

    Examples
    --------
    >>> air_lines_km(np.array([[12.65, -8.0], [14.69, -17.45]])).round().tolist()
    [[0.0, 1046.0], [1046.0, 0.0]]
    """
    latitude, longitude = np.radians(spots).T
    return _arc_km(latitude[:, None], longitude[:, None], latitude, longitude)


def _arc_km(
    latitude_a: NDArray[np.float64],
    longitude_a: NDArray[np.float64],
    latitude_b: NDArray[np.float64],
    longitude_b: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Length of great circles between points in radians."""
    half = (
        np.sin((latitude_a - latitude_b) / 2) ** 2
        + np.cos(latitude_a) * np.cos(latitude_b) * np.sin((longitude_a - longitude_b) / 2) ** 2
    )
    return np.asarray(2 * 6371.0 * np.arcsin(np.sqrt(np.minimum(half, 1.0))))
