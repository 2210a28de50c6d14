"""Inputs of the stock kernel, from a situation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.supply import (
    LOSS_SHARE,
    OPENING_CONTESTED,
    RATES,
    REGIME_FADE,
    REGIME_SWITCH,
    TARGET_COVER,
    StockWorld,
)
from qafila.simulate.claimed import check_amount, draw_claimed, newest_by_origin, stock_rows
from qafila.simulate.inflow import FUEL, contested_flow
from qafila.simulate.losses import draw_loss_share
from qafila.simulate.opening import opening_cover

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

_STATES = ("open", "contested", "closed")
_UNLIMITED = 2**62


@dataclass(frozen=True)
class Goods:
    """What the stock kernel needs.

    Parameters
    ----------
    world : StockWorld
        Corridors by city.
    cities, commodities : tuple of str
        Labels of the axes.
    chance : array, shape (corridor, state)
        Belief of the situation on its last day.
    concentration : array, shape (corridor,)
        How much is known, observations.
    rates : array, shape (draw, rate)
        In the order of the kernel's RATES.
    normal_demand : array, shape (draw, city, commodity), unit a day
        Demand without rationing or hoarding.
    capacity, depot, retail : array, shape (draw, city, commodity), unit of the commodity
        Size of the depot and opening stocks.
    share : array, shape (draw, corridor)
        Part of each corridor in the normal imports of its city.
    travel_days : array, shape (draw, corridor), days
        From the far end to the city.
    notes : mapping of str to int
        What a reader must know, by code.
    """

    world: StockWorld
    cities: tuple[str, ...]
    commodities: tuple[str, ...]
    chance: NDArray[np.float64]
    concentration: NDArray[np.float64]
    rates: NDArray[np.float64]
    normal_demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    share: NDArray[np.float64]
    travel_days: NDArray[np.int64]
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
    corridors = situation.corridors
    cities = tuple(sorted({corridor.city_id for corridor in corridors} | {situation.case.city}))
    commodities = tuple(sorted(set(situation.stocks["commodity"]) or {FUEL}))
    notes: dict[str, int] = {}
    rates = _rates(table)
    rates[:, LOSS_SHARE] = draw_loss_share(situation, table)
    demand = _demand(situation, table, cities, commodities, notes)
    capacity = _capacity(situation, table, demand, cities, commodities)
    retail_cover = table.draw("retail_cover")
    storage = np.full(demand.shape, np.inf)
    np.divide(capacity, demand, out=storage, where=demand > 0.0)
    storage += retail_cover[:, None, None]
    # Importers do not order more than depots and pumps can hold.
    rates[:, TARGET_COVER] = np.minimum(rates[:, TARGET_COVER], storage.min(axis=(1, 2)))
    share = _shares(situation, table, cities)
    shares = {city: share * _leads_to(situation, city) for city in cities}
    if FUEL in commodities:
        usual = {city: demand[:, i, commodities.index(FUEL)] for i, city in enumerate(cities)}
        rates[:, OPENING_CONTESTED] = contested_flow(situation, table, usual, shares)
    if situation.undisturbed:
        cover = np.broadcast_to(rates[:, TARGET_COVER][:, None, None], demand.shape)
    else:
        found = opening_cover(
            situation,
            table,
            commodities,
            {city: demand[:, i] for i, city in enumerate(cities)},
            {city: storage[:, i] for i, city in enumerate(cities)},
            shares,
            notes,
        )
        cover = np.stack([found[city] for city in cities], axis=1)
    total = cover * demand
    at_pumps = _at_pumps(table, total, demand * retail_cover[:, None, None], capacity)
    chance, concentration, prior = _beliefs(situation)
    return Goods(
        world=StockWorld(
            np.array([cities.index(corridor.city_id) for corridor in corridors], dtype=np.int64),
            prior,
        ),
        cities=cities,
        commodities=commodities,
        chance=chance,
        concentration=concentration,
        rates=rates,
        normal_demand=demand,
        capacity=capacity,
        depot=(total - at_pumps).astype(np.int64),
        retail=at_pumps.astype(np.int64),
        share=share,
        travel_days=_travel_days(situation, table),
        notes=notes,
    )


def _leads_to(situation: Situation, city: str) -> NDArray[np.float64]:
    return np.array([one.city_id == city for one in situation.corridors], dtype=np.float64)


def _at_pumps(
    table: ParameterTable,
    total: NDArray[np.float64],
    tanks: NDArray[np.float64],
    capacity: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Part of the opening stock that is at pumps; what the depot cannot hold is there too."""
    share = table.draw("retail_share")[:, None, None]
    return np.minimum(np.maximum(total * share, total - capacity), tanks)


def _rates(table: ParameterTable) -> NDArray[np.float64]:
    rates = np.column_stack([table.draw(name) for name in RATES]).astype(np.float64)
    rates[:, REGIME_SWITCH] = 1.0 / np.maximum(rates[:, REGIME_SWITCH], 1.0)
    rates[:, REGIME_FADE] = np.log(2.0) / rates[:, REGIME_FADE]
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
            values, _ = draw_claimed(rows, table.seed, table.draws, *about)
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
            values, in_days = draw_claimed(rows, table.seed, table.draws, *about)
            share = table.draw("city_share", city)
            amount = np.where(in_days, values * demand[:, i, j], values * share)
            capacity[:, i, j] = amount.astype(np.int64)
    return capacity


def _beliefs(
    situation: Situation,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    data = situation.data.isel(day=-1)
    chance = np.ascontiguousarray(data["corridor_probability"].to_numpy(), dtype=np.float64)
    concentration = np.ascontiguousarray(
        data["corridor_concentration"].to_numpy(), dtype=np.float64
    )
    if situation.undisturbed:
        prior = np.tile([1.0, 0.0, 0.0], (len(chance), 1))
        return prior.copy(), concentration, prior
    best = [float(situation.parameter(f"corridor_prior_{state}")["best"]) for state in _STATES]
    prior = np.tile(np.array(best) / sum(best), (len(chance), 1))
    return chance, concentration, prior


def _shares(
    situation: Situation, table: ParameterTable, cities: tuple[str, ...]
) -> NDArray[np.float64]:
    corridors = situation.corridors
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


def _travel_days(situation: Situation, table: ParameterTable) -> NDArray[np.int64]:
    hours_a_day = table.draw("truck_hours")
    days = np.ones((table.draws, len(situation.corridors)), dtype=np.int64)
    for number, corridor in enumerate(situation.corridors):
        total = corridor.driving_hours / hours_a_day + corridor.border_hours / 24.0
        days[:, number] = np.maximum(np.ceil(total), 1.0).astype(np.int64)
    return days
