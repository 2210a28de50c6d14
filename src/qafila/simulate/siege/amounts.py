"""What cities and their regions use, store and hold in reserve, from what sources claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.simulate.claimed import draw_claimed, newest_by_origin, stock_rows
from qafila.simulate.inflow import FUEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation

FUELS = ("petrol", "diesel", "power_diesel")
NOT_HOARDED = ("power_diesel", "jet_a1")  # nobody fills it into a can
DIESEL = "diesel"
_UNLIMITED = 2**62


def parts_of(commodity: str, *, split: bool) -> tuple[str, ...]:
    """Commodities that are simulated for one that is booked.

    Parameters
    ----------
    commodity : str
        As booked; `fuel` stands for all petroleum products.
    split : bool
        Whether fuel is parted by product.

    Returns
    -------
    tuple of str
        The products, or the commodity itself.

    Examples
    --------
    >>> parts_of("fuel", split=True)
    ('petrol', 'diesel', 'power_diesel')
    >>> parts_of("food", split=True)
    ('food',)
    """
    return FUELS if split and commodity == FUEL else (commodity,)


def is_fuel(commodity: str) -> bool:
    """Whether a commodity goes in tankers.

    Parameters
    ----------
    commodity : str
        Name.

    Returns
    -------
    bool
        True for fuel and its products.

    Examples
    --------
    >>> is_fuel("diesel"), is_fuel("food")
    (True, False)
    """
    return commodity == FUEL or commodity in FUELS


def share_of_product(
    table: ParameterTable, commodity: str, *, split: bool
) -> dict[str, NDArray[np.float64]]:
    """Share of each simulated commodity in the one that is booked.

    Parameters
    ----------
    table : ParameterTable
        Parameters by draw.
    commodity : str
        As booked.
    split : bool
        Whether fuel is parted by product.

    Returns
    -------
    dict of str to array, shape (draw,)
        They add up to one. The split of fuel is a prior that nothing was ever held against.
    """
    names = parts_of(commodity, split=split)
    if len(names) == 1:
        return {names[0]: np.ones(table.draws)}
    weights = np.stack([table.draw("fuel_share", name) for name in names])
    return dict(zip(names, weights / weights.sum(axis=0), strict=True))


def national_demand(
    situation: Situation,
    table: ParameterTable,
    cities: tuple[str, ...],
    booked: tuple[str, ...],
    notes: dict[str, int],
) -> NDArray[np.float64]:
    """Demand a day as it is booked at each city: its own, or that of its whole region.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    cities, booked : tuple of str
        Labels of the axes.
    notes : dict of str to int
        Goods without a known demand are counted here.

    Returns
    -------
    array, shape (draw, city, commodity), unit a day
        0 where no source tells.
    """
    demand = np.zeros((table.draws, len(cities), len(booked)))
    for i, city in enumerate(cities):
        for j, commodity in enumerate(booked):
            rows = newest_by_origin(
                stock_rows(situation, city, commodity, "demand"), situation.as_of
            )
            if rows.empty:
                notes["demand-unknown"] = notes.get("demand-unknown", 0) + 1
                continue
            demand[:, i, j], _ = draw_claimed(rows, table.members, "demand", city, commodity)
    return demand


def depot_capacity(
    situation: Situation,
    table: ParameterTable,
    demand: NDArray[np.float64],
    cities: tuple[str, ...],
    booked: tuple[str, ...],
) -> NDArray[np.float64]:
    """What all depots hold whose figures are booked at a city.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    demand : array, shape (draw, city, commodity), unit a day
        Demand as booked.
    cities, booked : tuple of str
        Labels of the axes.

    Returns
    -------
    array, shape (draw, city, commodity), unit of the commodity
        Infinite where no source tells.
    """
    capacity = np.full(demand.shape, np.inf)
    for i, city in enumerate(cities):
        for j, commodity in enumerate(booked):
            rows = newest_by_origin(
                stock_rows(situation, city, commodity, "capacity"), situation.as_of
            )
            if rows.empty:
                continue
            values, in_days = draw_claimed(rows, table.members, "capacity", city, commodity)
            capacity[:, i, j] = np.where(in_days, values * demand[:, i, j], values)
    return capacity


def extra_storage(
    table: ParameterTable,
    cities: tuple[str, ...],
    booked: tuple[str, ...],
    demand: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What a scenario adds to the depots of cities.

    Parameters
    ----------
    table : ParameterTable
        Parameters by draw.
    cities, booked : tuple of str
        Labels of the axes.
    demand : array, shape (draw, city, commodity), unit a day
        Of the cities themselves.

    Returns
    -------
    array, shape (draw, city, commodity), unit of the commodity
        Days of all fuels and a volume that fuels share as they share demand; nothing for others.
    """
    fuels = np.array([is_fuel(name) for name in booked], dtype=np.float64)
    fuel_demand = demand * fuels
    total = fuel_demand.sum(axis=2, keepdims=True)
    part = np.divide(fuel_demand, total, out=np.zeros_like(fuel_demand), where=total > 0.0)
    days = table.draw_many("extra_storage", cities)[:, :, None]
    volume = table.draw_many("extra_storage_volume", cities)[:, :, None]
    return np.asarray(days * fuel_demand + volume * part)


def partner_part(
    table: ParameterTable, city: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a partner force that is reduced or reinforced makes of escorts and attacks.

    Parameters
    ----------
    table : ParameterTable
        Parameters by draw.
    city : str
        Where the convoys go.

    Returns
    -------
    escorts : array, shape (draw,)
        Factor on escorts; 1 while the force is as it is.
    pace : array, shape (draw,)
        Factor on attacks; 1 while the force is as it is.
    """
    force = table.draw("partner_force", city)
    escorts = 1.0 + table.draw("partner_escorts", city) * (force - 1.0)
    pace = force ** -table.draw("partner_attacks", city)
    return escorts, pace


def whole(amount: NDArray[np.float64]) -> NDArray[np.int64]:
    """Amounts in whole units, as the kernel counts them.

    Parameters
    ----------
    amount : array
        Amounts, infinite where there is no limit.

    Returns
    -------
    array, int64
        Rounded down.

    Examples
    --------
    >>> whole(np.array([2.7, np.inf])).tolist() == [2, 2**62]
    True
    """
    return np.where(np.isinf(amount), _UNLIMITED, np.nan_to_num(amount, posinf=0.0)).astype(
        np.int64
    )


def at_pumps(
    table: ParameterTable,
    cities: tuple[str, ...],
    total: NDArray[np.float64],
    demand: NDArray[np.float64],
    tanks: NDArray[np.float64],
    capacity: NDArray[np.float64],
    dry_before: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Opening stock at pumps: none at dry ones, at others what is sold in a day at least.

    Parameters
    ----------
    table : ParameterTable
        Parameters by draw.
    cities : tuple of str
        Labels.
    total, demand, tanks, capacity : array, shape (draw, city, commodity)
        Opening stock of the city, its demand a day, what its pumps hold, what its depots hold.
    dry_before : array, shape (draw, city, commodity), days
        For how long pumps have been dry.

    Returns
    -------
    array, shape (draw, city, commodity), unit of the commodity
        What the depot cannot hold is there too.
    """
    share = np.stack([table.draw("retail_share", city) for city in cities], axis=1)[:, :, None]
    usual = np.where(dry_before > 0, 0.0, np.maximum(total * share, np.minimum(total, demand)))
    return np.minimum(np.maximum(usual, total - capacity), tanks)
