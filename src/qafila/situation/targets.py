"""Which corridors, routes and places a claim speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qafila.network.network import air_line_km

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

    `certain` is False where the claim fits several corridors and names none of them, so that a
    passage proves one of them only.
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
        for number, name in enumerate(self.network.locations["admin1_name"]):
            if name:
                regions.setdefault(name.casefold(), []).append(number)
        return {name: tuple(numbers) for name, numbers in regions.items()}

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """Air-line distance between places, shape (location, location), km."""
        spots = self.network.locations[["latitude", "longitude"]].to_numpy(dtype=float)
        return np.array([[air_line_km(*a, *b) for b in spots] for a in spots])

    @cached_property
    def _home_routes(self) -> frozenset[int]:
        ends = zip(self.network.from_index, self.network.to_index, strict=True)
        return frozenset(
            route
            for route, (a, b) in enumerate(ends)
            if self._countries[a] == self.home and self._countries[b] == self.home
        )

    def threatened_routes(self) -> NDArray[np.bool_]:
        """Routes of a corridor inside the country of the city.

        Returns
        -------
        array of bool, shape (route,)
            Where the blockade can be felt.
        """
        used = {route for corridor in self.corridors for route in corridor.route_indices}
        return np.array(
            [route in used & self._home_routes for route in range(len(self.network.route_ids))],
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
        if named:
            return self._at_places(known, named, _spot_roles(claim.event_type))
        regions = [place for place in claim.locations if place.precision == "region"]
        places = [number for place in regions for number in self._region(place)]
        if places:
            return self._in_region(places)
        return self._in_countries([place.country for place in claim.locations if place.country])

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
        self, known: list[Location], named: list[Location], roles: tuple[str, ...]
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
        return Targets(
            corridors=corridors,
            routes=tuple(sorted(routes)),
            places=tuple(sorted(spots)),
            precision=self._precision(named),
            certain=len(corridors) == 1 and self._from_abroad(numbers),
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
        return np.flatnonzero((network.from_index == place) | (network.to_index == place)).tolist()

    def _stretch(self, ends: list[int]) -> tuple[int, ...]:
        """Routes between named places, where they lie on one corridor."""
        names = [self.network.location_ids[number] for number in ends]
        for corridor in self.corridors:
            spots = [corridor.location_ids.index(n) for n in names if n in corridor.location_ids]
            if len(spots) == len(names):
                return corridor.route_indices[min(spots) : max(spots)]
        direct = {frozenset(names)}
        pairs = zip(self.network.routes["from_id"], self.network.routes["to_id"], strict=True)
        return tuple(route for route, pair in enumerate(pairs) if frozenset(pair) in direct)

    def _in_region(self, places: list[int]) -> Targets:
        corridors = self._through_any(places)
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
            len(corridors) == 1,
        )

    def _in_countries(self, countries: list[str]) -> Targets:
        """Corridors that come from a named foreign country, else all of them."""
        foreign = {country for country in countries if country != self.home}
        corridors = tuple(
            index
            for index, corridor in enumerate(self.corridors)
            if self._countries[self.network.location_index(corridor.supply_id)] in foreign
        )
        if foreign and not corridors and self.home not in countries:
            return Targets((), (), (), "country", certain=False)
        # Cargo from a country with one corridor has come by that corridor.
        single = len(corridors) == 1
        corridors = corridors or tuple(range(len(self.corridors)))
        routes = {route for index in corridors for route in self.corridors[index].route_indices}
        return Targets(
            corridors,
            tuple(sorted(routes & self._home_routes)),
            (),
            "region" if single else "country",
            certain=single,
        )
