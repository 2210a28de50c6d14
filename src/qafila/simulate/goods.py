"""Inputs of the stock kernel, from a situation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.supply import (
    CLEARANCE_DAYS,
    LOSS_SHARE,
    OPENING_CONTESTED,
    RATES,
    REGIME_FADE,
    REGIME_SWITCH,
    RETAIL_COVER,
    StockWorld,
)
from qafila.network.seasons import MONTHS
from qafila.simulate.claimed import check_amount, draw_claimed, newest_by_origin, stock_rows
from qafila.simulate.inflow import FUEL, contested_flow
from qafila.simulate.losses import draw_loss_share
from qafila.simulate.opening import opening_cover
from qafila.situation.situation import corridor_priors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.network import Corridor
    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

_UNLIMITED = 2**62


@dataclass(frozen=True)
class Goods:
    """What the stock kernel needs.

    Parameters
    ----------
    world : StockWorld
        Corridors by city.
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
    rates : array, shape (draw, city, rate)
        In the order of the kernel's RATES.
    target_cover : array, shape (draw, city, commodity), days
        Stock that importers aim at.
    normal_demand : array, shape (draw, city, commodity), unit a day
        Demand without rationing or hoarding.
    capacity, depot, retail : array, shape (draw, city, commodity), unit of the commodity
        Size of the depot and opening stocks.
    dry_before : array, shape (draw, city, commodity), days
        For how long pumps have been dry by day 0, as far as reports tell.
    share : array, shape (draw, corridor)
        Part of each corridor in the normal imports of its city.
    travel_days : array, shape (draw, month, corridor), days
        From the far end to the city.
    season : array, shape (month, corridor), 0-1
        What the months let pass on the worst route of each corridor.
    notes : mapping of str to int
        What a reader must know, by code.
    """

    world: StockWorld
    corridors: tuple[Corridor, ...]
    numbers: NDArray[np.int64]
    cities: tuple[str, ...]
    commodities: tuple[str, ...]
    chance: NDArray[np.float64]
    concentration: NDArray[np.float64]
    rates: NDArray[np.float64]
    target_cover: NDArray[np.float64]
    normal_demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    dry_before: NDArray[np.int64]
    share: NDArray[np.float64]
    travel_days: NDArray[np.int64]
    season: NDArray[np.float64]
    notes: dict[str, int]


def build_goods(situation: Situation, table: ParameterTable) -> Goods:
    """Gather the inputs of the stock kernel.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.

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
    cities = supplied_cities(situation)
    numbers = np.flatnonzero([one.city_id in cities for one in situation.corridors])
    corridors = tuple(situation.corridors[number] for number in numbers)
    commodities = tuple(sorted(set(situation.stocks["commodity"]) or {FUEL}))
    notes: dict[str, int] = {}
    demand = _demand(situation, table, cities, commodities, notes)
    share = _shares(corridors, table, cities)
    # What is known of past days is asked by the numbers of the situation.
    everywhere = np.zeros((table.draws, len(situation.corridors)))
    everywhere[:, numbers] = share
    shares = {city: everywhere * _leads_to(situation, city) for city in cities}
    _leave_out(demand, cities, shares, notes)
    rates = _rates(situation, table, cities)
    if FUEL in commodities:
        for i, city in enumerate(cities):
            usual = demand[:, i, commodities.index(FUEL)]
            rates[:, i, OPENING_CONTESTED] = contested_flow(
                situation, table, city, usual, shares[city]
            )
    capacity = _capacity(situation, table, demand, cities, commodities)
    storage = np.full(demand.shape, np.inf)
    np.divide(capacity, demand, out=storage, where=demand > 0.0)
    storage += rates[:, :, RETAIL_COVER, None]
    target = _target_cover(table, cities, commodities, storage)
    if situation.undisturbed:
        cover, dry_before = target, np.zeros(demand.shape, dtype=np.int64)
    else:
        opening = [
            opening_cover(
                situation, table, city, commodities, demand[:, i], storage[:, i], shares[city],
                notes,
            )
            for i, city in enumerate(cities)
        ]  # fmt: skip
        cover = np.stack([one.cover for one in opening], axis=1)
        dry_before = np.stack([one.dry_before for one in opening], axis=1)
    total = cover * demand
    tanks = demand * rates[:, :, RETAIL_COVER, None]
    at_pumps = _at_pumps(table, cities, total, demand, tanks, capacity, dry_before)
    _note_dry(commodities, dry_before, notes)
    chance, concentration, prior = _beliefs(situation, numbers)
    return Goods(
        world=StockWorld(
            np.array([cities.index(corridor.city_id) for corridor in corridors], dtype=np.int64),
            prior,
            commodities.index(FUEL) if FUEL in commodities else -1,
        ),
        corridors=corridors,
        numbers=numbers,
        cities=cities,
        commodities=commodities,
        chance=chance,
        concentration=concentration,
        rates=rates,
        target_cover=target,
        normal_demand=demand,
        capacity=capacity,
        depot=(total - at_pumps).astype(np.int64),
        retail=at_pumps.astype(np.int64),
        dry_before=dry_before,
        share=share,
        travel_days=_travel_days(situation, corridors, table),
        season=_season(situation, corridors),
        notes=notes,
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


def _at_pumps(
    table: ParameterTable,
    cities: tuple[str, ...],
    total: NDArray[np.float64],
    demand: NDArray[np.float64],
    tanks: NDArray[np.float64],
    capacity: NDArray[np.int64],
    dry_before: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Opening stock at pumps: none at dry ones, at others what is sold in a day at least.

    What the depot cannot hold is there too.
    """
    share = np.stack([table.draw("retail_share", city) for city in cities], axis=1)[:, :, None]
    usual = np.where(dry_before > 0, 0.0, np.maximum(total * share, np.minimum(total, demand)))
    return np.minimum(np.maximum(usual, total - capacity), tanks)


def _rates(
    situation: Situation, table: ParameterTable, cities: tuple[str, ...]
) -> NDArray[np.float64]:
    values = [[table.draw(name, city) for name in RATES] for city in cities]
    rates = np.ascontiguousarray(np.moveaxis(np.array(values), -1, 0), dtype=np.float64)
    for i, city in enumerate(cities):
        rates[:, i, LOSS_SHARE] = draw_loss_share(situation, table, city)
    # What came in today is cleared tomorrow at the earliest.
    rates[:, :, CLEARANCE_DAYS] = np.maximum(rates[:, :, CLEARANCE_DAYS], 1.0)
    rates[:, :, REGIME_SWITCH] = 1.0 / np.maximum(rates[:, :, REGIME_SWITCH], 1.0)
    rates[:, :, REGIME_FADE] = np.log(2.0) / rates[:, :, REGIME_FADE]
    return rates


def _demand(
    situation: Situation,
    table: ParameterTable,
    cities: tuple[str, ...],
    commodities: tuple[str, ...],
    notes: dict[str, int],
) -> NDArray[np.float64]:
    """Demand a day of each city: the claimed figure of the country times the city's share."""
    demand = np.zeros((table.draws, len(cities), len(commodities)))
    for i, city in enumerate(cities):
        for j, commodity in enumerate(commodities):
            rows = newest_by_origin(
                stock_rows(situation, city, commodity, "demand"), situation.as_of
            )
            if rows.empty:
                notes["demand-unknown"] = notes.get("demand-unknown", 0) + 1
                continue
            about = ("demand", city, commodity)
            values, _ = draw_claimed(rows, table.members, *about)
            demand[:, i, j] = values * table.draw("city_share", city)
    return demand


def _capacity(
    situation: Situation,
    table: ParameterTable,
    demand: NDArray[np.float64],
    cities: tuple[str, ...],
    commodities: tuple[str, ...],
) -> NDArray[np.int64]:
    capacity = np.full(demand.shape, _UNLIMITED, dtype=np.int64)
    for i, city in enumerate(cities):
        for j, commodity in enumerate(commodities):
            rows = newest_by_origin(
                stock_rows(situation, city, commodity, "capacity"), situation.as_of
            )
            if rows.empty:
                continue
            about = ("capacity", city, commodity)
            values, in_days = draw_claimed(rows, table.members, *about)
            share = table.draw("city_share", city)
            amount = np.where(in_days, values * demand[:, i, j], values * share)
            capacity[:, i, j] = amount.astype(np.int64)
    return capacity


def _beliefs(
    situation: Situation, numbers: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    data = situation.data.isel(day=-1, corridor=numbers)
    chance = np.ascontiguousarray(data["corridor_probability"].to_numpy(), dtype=np.float64)
    concentration = np.ascontiguousarray(
        data["corridor_concentration"].to_numpy(), dtype=np.float64
    )
    if situation.undisturbed:
        prior = np.tile([1.0, 0.0, 0.0], (len(chance), 1))
        return prior.copy(), concentration, prior
    names = [corridor.corridor_id for corridor in situation.corridors]
    prior, _ = corridor_priors(situation.parameters, names)
    return chance, concentration, prior


def _shares(
    corridors: tuple[Corridor, ...], table: ParameterTable, cities: tuple[str, ...]
) -> NDArray[np.float64]:
    share = np.zeros((table.draws, len(corridors)))
    for number, corridor in enumerate(corridors):
        share[:, number] = table.draw("corridor_share", corridor.corridor_id)
    for city in cities:
        here = [number for number, one in enumerate(corridors) if one.city_id == city]
        total = share[:, here].sum(axis=1, keepdims=True)
        share[:, here] = np.divide(
            share[:, here], total, out=np.zeros_like(share[:, here]), where=total > 0.0
        )
    return share


def _travel_days(
    situation: Situation, corridors: tuple[Corridor, ...], table: ParameterTable
) -> NDArray[np.int64]:
    hours_a_day = table.draw("truck_hours")
    driving = situation.network.seasons.hours()
    days = np.ones((table.draws, MONTHS, len(corridors)), dtype=np.int64)
    for number, corridor in enumerate(corridors):
        waiting = (corridor.border_hours + corridor.customs_hours) / 24.0
        hours = driving[:, list(corridor.route_indices)].sum(axis=1)
        total = hours / hours_a_day[:, None] + waiting
        days[:, :, number] = np.maximum(np.ceil(total), 1.0).astype(np.int64)
    return days


def _season(situation: Situation, corridors: tuple[Corridor, ...]) -> NDArray[np.float64]:
    passable = situation.network.seasons.for_tankers()
    season = np.ones((MONTHS, len(corridors)))
    for number, corridor in enumerate(corridors):
        season[:, number] = passable[:, list(corridor.route_indices)].min(axis=1)
    return season
