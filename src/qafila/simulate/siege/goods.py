"""Inputs of the siege kernel, from a situation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.siege.driver import SiegeInputs
from qafila.kernels.siege.tables import (
    CLEARANCE_DAYS,
    OPENING_CONTESTED,
    REGIONAL_LIMIT,
    RETAIL_COVER,
    UNKNOWN,
    SiegeWorld,
)
from qafila.simulate.claimed import check_amount
from qafila.simulate.inflow import FUEL, contested_flow
from qafila.simulate.opening import opening_cover
from qafila.simulate.siege import ways
from qafila.simulate.siege.amounts import (
    DIESEL,
    NOT_HOARDED,
    at_pumps,
    depot_capacity,
    extra_storage,
    is_fuel,
    national_demand,
    share_of_product,
    whole,
)
from qafila.simulate.siege.expected import Attacks, expected_attacks
from qafila.simulate.siege.rates import rates_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.network import Corridor
    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.siege.hazard import Hazard
    from qafila.situation import Situation

_USED_AFTER = ("arrivals_demand", "stations_full")


@dataclass(frozen=True)
class Goods:
    """What the siege kernel needs.

    Parameters
    ----------
    world : SiegeWorld
        Corridors by city, and commodities.
    corridors : tuple of Corridor
        Corridors to the cities whose stocks are simulated.
    numbers : array, shape (corridor,)
        Their numbers among the corridors of the situation.
    cities, commodities : tuple of str
        Labels of the axes: the city of the case and cities with rows of stocks.
    chance : array, shape (corridor, state)
        Belief of the situation on its last day.
    concentration : array, shape (corridor,)
        How much is known, observations.
    inputs : SiegeInputs
        What differs between draws.
    dry_before : array, shape (draw, city, commodity), days
        For how long pumps have been dry by day 0, as far as reports tell.
    season : array, shape (month, corridor), 0-1
        What the months let pass on the worst route of each corridor.
    notes : mapping of str to int
        What a reader must know, by code.
    drawn : mapping of str to array, shape (draw,) or (draw, city)
        Parameters that are used after the run, by name.
    """

    world: SiegeWorld
    corridors: tuple[Corridor, ...]
    numbers: NDArray[np.int64]
    cities: tuple[str, ...]
    commodities: tuple[str, ...]
    chance: NDArray[np.float64]
    concentration: NDArray[np.float64]
    inputs: SiegeInputs
    dry_before: NDArray[np.int64]
    season: NDArray[np.float64]
    notes: dict[str, int]
    drawn: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def normal_demand(self) -> NDArray[np.float64]:
        """Demand of the cities a day without rationing or hoarding (draw, city, commodity)."""
        return self.inputs.normal_demand

    @property
    def slots(self) -> int:
        """Days that the ring of cargo under way must hold."""
        return int(self.inputs.travel_days.max(initial=1)) + 2


def build_goods(
    situation: Situation,
    table: ParameterTable,
    *,
    split: bool = False,
    cities: tuple[str, ...] | None = None,
    opening: bool = True,
    hazard: Hazard | None = None,
) -> Goods:
    """Gather the inputs of the siege kernel.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    split : bool
        Whether fuel is parted by product, by a prior that nothing was held against.
    cities : tuple of str, optional
        Cities that are simulated; by default all that can be.
    opening : bool
        Whether reports say what is in stock and what flows on day 0; if not, stocks are those that
        importers aim at, the flow is the parameter's, and regions have missed nothing.
    hazard : Hazard, optional
        Of the situation, where it has been gathered already.

    Returns
    -------
    Goods
        The inputs.

    Raises
    ------
    InputError
        If a stock, capacity or demand is larger than the world.
    """
    check_amount("stocks.csv", situation.stocks, ("best", "low", "high"))
    cities = supplied_cities(situation) if cities is None else cities
    numbers = np.flatnonzero([one.city_id in cities for one in situation.corridors])
    corridors = tuple(situation.corridors[number] for number in numbers)
    booked = tuple(sorted(set(situation.stocks["commodity"]) or {FUEL}))
    notes: dict[str, int] = {}
    share = ways.shares(corridors, table, cities)
    everywhere = np.zeros((table.draws, len(situation.corridors)))
    everywhere[:, numbers] = share
    shares = {city: everywhere * _leads_to(situation, city) for city in cities}
    national = national_demand(situation, table, cities, booked, notes)
    _leave_out(national, cities, shares, notes)
    own = np.stack([table.draw("city_share", city) for city in cities], axis=1)[:, :, None]
    rates = rates_of(situation, table, cities)
    if FUEL in booked and opening:
        for i, city in enumerate(cities):
            usual = (national * own)[:, i, booked.index(FUEL)]
            rates[:, i, OPENING_CONTESTED] = contested_flow(
                situation, table, city, usual, shares[city]
            )
    stocked = _stock(
        situation, table, cities, booked, national, own, rates, shares, notes, opening=opening
    )
    chance, concentration, prior = ways.beliefs(situation, numbers)
    city_of = np.array([cities.index(corridor.city_id) for corridor in corridors], dtype=np.int64)
    parts = [share_of_product(table, name, split=split) for name in booked]
    commodities = tuple(name for part in parts for name in part)
    weights = np.stack([weight for part in parts for weight in part.values()], axis=1)[:, None, :]
    of = [j for j, part in enumerate(parts) for _ in part]
    fuels = np.array([is_fuel(name) for name in commodities])
    blocked = ways.blocked(chance, share, rates[:, :, OPENING_CONTESTED], city_of)
    inputs = _inputs(
        situation, table, cities, corridors, city_of, share, rates,
        stocked.taken(of, weights), fuels, (table.draw_many("reserved_days", cities),
        table.draw_many("reserved_opening", cities)), blocked if opening else 0.0 * blocked,
        expected_attacks(situation, table, numbers, hazard),
    )  # fmt: skip
    return Goods(
        world=SiegeWorld(
            city_of,
            prior,
            fuels.astype(np.uint8),
            np.array([name not in NOT_HOARDED for name in commodities], dtype=np.uint8),
            _diesel(commodities),
        ),
        corridors=corridors,
        numbers=numbers,
        cities=cities,
        commodities=commodities,
        chance=chance,
        concentration=concentration,
        inputs=inputs,
        dry_before=stocked.dry_before[:, :, of],
        season=ways.seasons(situation, corridors),
        notes=notes,
        drawn={name: table.draw_many(name, cities) for name in _USED_AFTER},
    )


def supplied_cities(situation: Situation) -> tuple[str, ...]:
    """Cities whose stocks can be simulated: the city of the case, and those with rows of stocks.

    Parameters
    ----------
    situation : Situation
        What is known.

    Returns
    -------
    tuple of str
        Places, sorted; of other cities nothing but the state of their corridors is known.
    """
    aims = {corridor.city_id for corridor in situation.corridors}
    booked = set(situation.stocks["location_id"]) & aims
    return tuple(sorted(booked | {situation.case.city}))


@dataclass(frozen=True)
class _Stocked:
    """Amounts by what is booked: axes draw, city, booked commodity."""

    national: NDArray[np.float64]
    own: NDArray[np.float64]
    capacity: NDArray[np.float64]
    target: NDArray[np.float64]
    depot: NDArray[np.float64]
    retail: NDArray[np.float64]
    dry_before: NDArray[np.int64]

    def taken(self, of: list[int], weights: NDArray[np.float64]) -> _Stocked:
        """The same by what is simulated: each is a part of what is booked."""
        return _Stocked(
            self.national[:, :, of] * weights,
            self.own,
            self.capacity[:, :, of] * weights,
            self.target[:, :, of],
            self.depot[:, :, of] * weights,
            self.retail[:, :, of] * weights,
            self.dry_before[:, :, of],
        )


def _stock(
    situation: Situation,
    table: ParameterTable,
    cities: tuple[str, ...],
    booked: tuple[str, ...],
    national: NDArray[np.float64],
    own: NDArray[np.float64],
    rates: NDArray[np.float64],
    shares: Mapping[str, NDArray[np.float64]],
    notes: dict[str, int],
    *,
    opening: bool,
) -> _Stocked:
    demand = national * own
    capacity = depot_capacity(situation, table, national, cities, booked)
    room = capacity * own  # of the city's own depots
    storage = np.full(demand.shape, np.inf)
    np.divide(room, demand, out=storage, where=demand > 0.0)
    storage += rates[:, :, RETAIL_COVER, None]
    target = _target_cover(table, cities, booked, storage)
    added = extra_storage(table, cities, booked, demand)
    later = storage + np.divide(added, demand, out=np.zeros_like(added), where=demand > 0.0)
    if situation.undisturbed or not opening:
        cover, dry_before = target, np.zeros(demand.shape, dtype=np.int64)
    else:
        found = [
            opening_cover(
                situation, table, city, booked, demand[:, i], storage[:, i], shares[city], notes
            )
            for i, city in enumerate(cities)
        ]
        cover = np.stack([one.cover for one in found], axis=1)
        dry_before = np.stack([one.dry_before for one in found], axis=1)
    total = cover * demand
    tanks = demand * rates[:, :, RETAIL_COVER, None]
    pumps = at_pumps(table, cities, total, demand, tanks, room, dry_before)
    _note_dry(booked, dry_before, notes)
    # What is built is empty on day 0, and importers aim at filling it.
    target = _target_cover(table, cities, booked, later)
    capacity = capacity + added
    return _Stocked(national, own, capacity, target, total - pumps, pumps, dry_before)


def _inputs(
    situation: Situation,
    table: ParameterTable,
    cities: tuple[str, ...],
    corridors: tuple[Corridor, ...],
    city_of: NDArray[np.int64],
    share: NDArray[np.float64],
    rates: NDArray[np.float64],
    stocked: _Stocked,
    fuels: NDArray[np.bool_],
    reserve: tuple[NDArray[np.float64], NDArray[np.float64]],
    blocked: NDArray[np.float64],
    attacks: Attacks,
) -> SiegeInputs:
    days = ways.travel_days(situation, corridors, table)
    dry_season = days.min(axis=1)
    detour = ways.detours(dry_season, share, table.draw_many("reroute_days", cities), city_of)
    fuel_demand = stocked.national[:, :, fuels].sum(axis=2)
    fleet = ways.fleet_volume(
        dry_season, share, fuel_demand, rates[:, :, CLEARANCE_DAYS],
        table.draw_many("fleet_cover", cities), city_of,
    )  # fmt: skip
    full = np.where(fuels, reserve[0][:, :, None] * stocked.national, 0.0)
    region = stocked.national * (1.0 - stocked.own)
    # A region that has been besieged for weeks has missed what its memory holds of them.
    missed = region * (rates[:, :, REGIONAL_LIMIT] * blocked)[:, :, None]
    inputs = SiegeInputs(
        rates=rates,
        hazard=attacks.hazard,
        target_cover=stocked.target,
        normal_demand=np.ascontiguousarray(stocked.national * stocked.own),
        region_demand=region,
        capacity=whole(stocked.capacity),
        reserve=whole(full),
        share=share,
        detour=detour,
        fleet=fleet,
        depot=whole(stocked.depot),
        retail=whole(stocked.retail),
        reserved=whole(full * reserve[1][:, :, None]),
        backlog=whole(missed),
        queue=np.full(share.shape, -1.0),
        escorts=table.draw_many("escort_opening", cities),
        score=_scores(attacks.score, city_of, len(cities)),
        excited=attacks.excited,
        regime=np.full(share.shape, UNKNOWN, dtype=np.int64),
        under_way=np.full(share.shape, -1.0),
        yard=np.full(full.shape, UNKNOWN, dtype=np.int64),
        pool=np.full(full.shape, UNKNOWN, dtype=np.int64),
        returning=np.full((table.draws, len(cities)), -1.0),
        hoard=np.zeros(full.shape, dtype=np.int64),
        common=np.full((table.draws, 1), np.nan),
        truce=np.zeros((table.draws, len(cities)), dtype=np.int64),
        tankers=np.ones((table.draws, len(cities))),
        travel_days=days,
        known_attacks=np.zeros((table.draws, 0, len(corridors)), dtype=np.int64),
        crowd=np.zeros((table.draws, 0, len(cities))),
    )
    # One layout of arrays, so that the kernel is compiled once.
    return SiegeInputs._make(np.ascontiguousarray(one) for one in inputs)


def _scores(
    score: NDArray[np.float64], city_of: NDArray[np.int64], cities: int
) -> NDArray[np.float64]:
    """Recent attacks on all corridors to each city."""
    return np.stack([score[:, city_of == city].sum(axis=1) for city in range(cities)], axis=1)


def _diesel(commodities: tuple[str, ...]) -> int:
    """What lorries need: diesel, or all fuel where it is not parted; -1 if neither is known."""
    for name in (DIESEL, FUEL):
        if name in commodities:
            return commodities.index(name)
    return -1


def _leads_to(situation: Situation, city: str) -> NDArray[np.float64]:
    return np.array([one.city_id == city for one in situation.corridors], dtype=np.float64)


def _leave_out(
    demand: NDArray[np.float64],
    cities: tuple[str, ...],
    shares: Mapping[str, NDArray[np.float64]],
    notes: dict[str, int],
) -> None:
    """Take cities out, in draws in which no corridor supplies them: how they live is not known."""
    for i, city in enumerate(cities):
        cut_off = shares[city].sum(axis=1) <= 0.0
        if cut_off.any():
            notes["no-supply-corridor"] = notes.get("no-supply-corridor", 0) + 1
            demand[cut_off, i] = 0.0


def _note_dry(
    commodities: tuple[str, ...],
    dry_before: NDArray[np.int64],
    notes: dict[str, int],
) -> None:
    dry = dry_before[:, :, [one == FUEL for one in commodities]].any(axis=(0, 2))
    if dry.any():
        notes["pumps-already-dry"] = int(dry.sum())


def _target_cover(
    table: ParameterTable,
    cities: tuple[str, ...],
    commodities: tuple[str, ...],
    storage: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Days of supply that importers aim at, never more than depots and pumps can hold."""
    wished = [[table.draw("target_cover", city, one) for one in commodities] for city in cities]
    return np.asarray(np.minimum(np.moveaxis(np.array(wished), -1, 0), storage))
