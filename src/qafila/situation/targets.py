"""Which corridors, routes and places a claim speaks of."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qafila.network.admin import current_regions
from qafila.network.network import air_lines_km
from qafila.road_numbers import road_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from qafila.claims import Claim, Location
    from qafila.network import Corridor, Network

_CONVOYS = frozenset({"attack_on_convoy", "supply_arrival"})


def _spot_roles(event_type: str) -> tuple[str, ...]:
    """Parts that a place plays where the event happened there.

    A convoy is attacked on its way and not where it comes from; people flee from where it is
    unsafe, and a sentence on their flight tells what happened there.
    """
    near = ("at", "near", "between")
    if event_type == "displacement":
        return ("from",)
    return near if event_type in _CONVOYS else (*near, "from")


def _words(name: str) -> set[str]:
    return set(re.split(r"[\W_]+", name.casefold())) - {""}


@dataclass(frozen=True)
class Targets:
    """What one claim touches.

    `certain` is False where the claim fits several corridors to one city and names none of them, so
    that a passage proves one of them only.
    """

    corridors: tuple[int, ...]
    routes: tuple[int, ...]
    places: tuple[int, ...]
    precision: str
    certain: bool


@dataclass(frozen=True, eq=False)
class TargetFinder:
    """Finds what claims speak of, on one network.

    Parameters
    ----------
    network : Network
        Places and routes.
    corridors : tuple of Corridor
        Corridors of the case.
    city : str
        The city that is supplied.
    longest_stretch_km : float
        Stretches of road longer than this, km, tell nothing of the places at their ends.
    """

    network: Network
    corridors: tuple[Corridor, ...]
    city: str
    longest_stretch_km: float

    @cached_property
    def _countries(self) -> tuple[str, ...]:
        return tuple(self.network.locations["country"])

    @cached_property
    def home(self) -> str:
        """Country of the city."""
        return self._countries[self.network.location_index(self.city)]

    @cached_property
    def _regions(self) -> Mapping[str, tuple[int, ...]]:
        regions: dict[str, list[int]] = {}
        places = self.network.locations
        laws = places["region_id"] if "region_id" in places else [""] * len(places)
        for number, (name, region) in enumerate(zip(places["admin1_name"], laws, strict=True)):
            # Reports name a region as it was or as it is; both are meant by their name.
            names = {name, current_regions()[region].names["fr"] if region else ""}
            for spelling in names - {""}:
                regions.setdefault(spelling.casefold(), []).append(number)
        return {name: tuple(numbers) for name, numbers in regions.items()}

    @cached_property
    def _aims(self) -> frozenset[str]:
        """Cities that corridors supply."""
        return frozenset(corridor.city_id for corridor in self.corridors)

    @cached_property
    def _by_land(self) -> NDArray[np.bool_]:
        """Routes that what happens on the ground can touch."""
        routes = self.network.routes
        if "mode" not in routes:
            return np.ones(len(routes), dtype=np.bool_)
        return (routes["mode"] != "air").to_numpy(dtype=np.bool_)

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """Air-line distance between places, shape (location, location), km."""
        spots = self.network.locations[["latitude", "longitude"]].to_numpy(dtype=float)
        return air_lines_km(spots)

    @cached_property
    def _home_routes(self) -> frozenset[int]:
        ends = zip(self.network.from_index, self.network.to_index, strict=True)
        return frozenset(
            route
            for route, (a, b) in enumerate(ends)
            if self._countries[a] == self.home and self._countries[b] == self.home
        )

    def home_routes(self) -> NDArray[np.bool_]:
        """Routes inside the country of the city.

        Returns
        -------
        array of bool, shape (route,)
            Where silence is not safety.
        """
        return np.array(
            [route in self._home_routes for route in range(len(self.network.route_ids))],
            dtype=np.bool_,
        )

    def find(self, claim: Claim) -> Targets:
        """What a claim speaks of, as precisely as it says.

        Parameters
        ----------
        claim : Claim
            The claim.

        Returns
        -------
        Targets
            Corridors, routes and places by number.
        """
        known = [
            place
            for place in claim.locations
            if place.location_id in self._numbers and place.precision != "region"
        ]
        named = [place for place in known if place.location_id != self.city]
        aims = self._reached(claim, known)
        if named:
            return self._at_places(known, named, _spot_roles(claim.event_type), aims)
        on_road = self._on_roads(claim, aims)
        if on_road is not None:
            return on_road
        regions = [place for place in claim.locations if place.precision == "region"]
        places = [number for place in regions for number in self._region(place)]
        if places:
            return self._in_region(places, aims)
        countries = [place.country for place in claim.locations if place.country]
        return self._in_countries(countries, aims)

    def _on_roads(self, claim: Claim, aims: frozenset[str]) -> Targets | None:
        """Corridors over the numbered roads that are named; any part of a road may be meant."""
        named = {road_number(place.name) for place in claim.locations if not place.location_id}
        if "road_name" not in self.network.routes or not named - {""}:
            return None
        roads = self.network.routes["road_name"].fillna("").map(road_number)
        routes = {route for route, road in enumerate(roads) if road and road in named}
        if not routes:
            return None
        corridors = tuple(
            index
            for index, corridor in enumerate(self.corridors)
            if routes & set(corridor.route_indices)
        )
        corridors = self._towards(corridors, aims)
        return Targets(
            corridors, tuple(sorted(routes & self._home_routes)), (), "region",
            self._single(corridors),
        )  # fmt: skip

    def _reached(self, claim: Claim, known: list[Location]) -> frozenset[str]:
        """Cities that cargo is said to have reached; it tells nothing of ways to other cities."""
        if claim.event_type != "supply_arrival":
            return frozenset()
        ends = {place.location_id for place in known if place.role in ("to", "at")}
        return frozenset(name for name in ends if name in self._aims)

    def _towards(self, corridors: tuple[int, ...], aims: frozenset[str]) -> tuple[int, ...]:
        """Corridors to the cities that were reached, and those that such a way contains whole."""
        reached = [n for n in corridors if self.corridors[n].city_id in aims]
        if not reached:
            return corridors
        ways = [set(self.corridors[number].route_indices) for number in reached]
        single = len(reached) == 1
        return tuple(
            number
            for number in corridors
            if number in reached
            or (single and set(self.corridors[number].route_indices) <= ways[0])
        )

    def spread(self, corridors: tuple[int, ...]) -> Counter[str]:
        """How many of these corridors lead to each city.

        Parameters
        ----------
        corridors : tuple of int
            Numbers of corridors.

        Returns
        -------
        collections.Counter
            Corridors by city: a passage proves one of the ways to a city, and not one way of all.
        """
        return Counter(self.corridors[number].city_id for number in corridors)

    def _single(self, corridors: tuple[int, ...]) -> bool:
        """Whether there is one way only to each city."""
        return bool(corridors) and max(self.spread(corridors).values()) == 1

    @cached_property
    def _numbers(self) -> Mapping[str | None, int]:
        return {name: number for number, name in enumerate(self.network.location_ids)}

    def _region(self, place: Location) -> tuple[int, ...]:
        """Places of a region, by its own name or by the town it is called after."""
        words = _words(f"{place.location_id or ''} {place.name}")
        inside = [numbers for region, numbers in self._regions.items() if _words(region) <= words]
        town = [number for name, number in self._numbers.items() if name and _words(name) <= words]
        return tuple(sorted({number for numbers in inside for number in numbers} | set(town)))

    def _at_places(
        self,
        known: list[Location],
        named: list[Location],
        roles: tuple[str, ...],
        aims: frozenset[str],
    ) -> Targets:
        """Where it happened is what counts; where a convoy comes from only tells its corridor."""
        numbers = [self._numbers[place.location_id] for place in named]
        spots = {self._numbers[place.location_id] for place in named if place.role in roles}
        between = [place for place in known if place.role == "between"]
        way = between or ([] if spots else known)
        ends = [self._numbers[place.location_id] for place in way]
        routes = set(self._stretch(ends)) if len(ends) > 1 else set()
        # Both ends of a long stretch are too far away to have been touched.
        length = float(self.network.distance_km[sorted(routes)].sum())
        spots = set() if between and length > self.longest_stretch_km else spots
        routes = routes or {route for number in spots for route in self._touching(number)}
        corridors = self._through_all(numbers) or self._through_any(numbers)
        corridors = self._towards(corridors, aims)
        return Targets(
            corridors=corridors,
            routes=tuple(sorted(routes)),
            places=tuple(sorted(spots)),
            precision=self._precision(named),
            certain=self._single(corridors) and self._from_abroad(numbers),
        )

    def _from_abroad(self, numbers: list[int]) -> bool:
        """Whether a place abroad or a border crossing is named, and not only towns at home.

        What reaches a town at home may have come by any way, also from a depot nearby.
        """
        kinds = self.network.locations["kind"]
        return any(
            self._countries[number] != self.home or kinds[number] == "border_crossing_point"
            for number in numbers
        )

    @staticmethod
    def _precision(named: list[Location]) -> str:
        given = {place.precision for place in named if place.precision}
        return "stretch" if "stretch" in given else ("near" if "near" in given else "exact")

    def _through_all(self, numbers: Iterable[int]) -> tuple[int, ...]:
        names = {self.network.location_ids[number] for number in numbers}
        return tuple(
            index
            for index, corridor in enumerate(self.corridors)
            if names <= set(corridor.location_ids)
        )

    def _through_any(self, numbers: Iterable[int]) -> tuple[int, ...]:
        names = {self.network.location_ids[number] for number in numbers}
        return tuple(
            index
            for index, corridor in enumerate(self.corridors)
            if names & set(corridor.location_ids)
        )

    def _touching(self, place: int) -> list[int]:
        network = self.network
        touching = (network.from_index == place) | (network.to_index == place)
        return np.flatnonzero(touching & self._by_land).tolist()

    def _stretch(self, ends: list[int]) -> tuple[int, ...]:
        """Routes between named places on the corridor that joins them by the shortest way."""
        names = [self.network.location_ids[number] for number in ends]
        found = []
        for corridor in self.corridors:
            spots = [corridor.location_ids.index(n) for n in names if n in corridor.location_ids]
            if len(spots) == len(names):
                found.append(corridor.route_indices[min(spots) : max(spots)])
        if found:
            return min(found, key=lambda way: float(self.network.distance_km[list(way)].sum()))
        direct = {frozenset(names)}
        pairs = zip(self.network.routes["from_id"], self.network.routes["to_id"], strict=True)
        return tuple(
            route
            for route, pair in enumerate(pairs)
            if frozenset(pair) in direct and self._by_land[route]
        )

    def _in_region(self, places: list[int], aims: frozenset[str]) -> Targets:
        corridors = self._towards(self._through_any(places), aims)
        wanted = set(places)
        routes = {
            route
            for index in corridors
            for route in self.corridors[index].route_indices
            if {int(self.network.from_index[route]), int(self.network.to_index[route])} & wanted
        }
        return Targets(
            corridors,
            tuple(sorted(routes & self._home_routes)),
            tuple(sorted(wanted)),
            "region",
            self._single(corridors),
        )

    def _in_countries(self, countries: list[str], aims: frozenset[str]) -> Targets:
        """Corridors that come from a named foreign country, else all of them."""
        foreign = {country for country in countries if country != self.home}
        corridors = tuple(
            index
            for index, corridor in enumerate(self.corridors)
            if self._countries[self.network.location_index(corridor.supply_id)] in foreign
        )
        if foreign and not corridors and self.home not in countries:
            return Targets((), (), (), "country", certain=False)
        # Cargo from a country with one corridor to a city has come by that corridor.
        corridors = self._towards(corridors, aims)
        single = self._single(corridors)
        corridors = corridors or self._towards(tuple(range(len(self.corridors))), aims)
        routes = {route for index in corridors for route in self.corridors[index].route_indices}
        return Targets(
            corridors,
            tuple(sorted(routes & self._home_routes)),
            (),
            "region" if single else "country",
            certain=single,
        )
