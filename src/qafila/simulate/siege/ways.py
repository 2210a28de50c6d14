"""Corridors as the siege kernel takes them: shares, days under way, seasons, detours, tankers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.siege.tables import CLOSED, CONTESTED
from qafila.network.seasons import MONTHS
from qafila.situation.situation import corridor_priors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.network import Corridor
    from qafila.simulate.parameters import ParameterTable
    from qafila.situation import Situation


def beliefs(
    situation: Situation, numbers: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """What is believed of some corridors on the day of the situation, and without evidence.

    Parameters
    ----------
    situation : Situation
        What is known.
    numbers : array, shape (corridor,)
        Numbers of the corridors among those of the situation.

    Returns
    -------
    chance : array, shape (corridor, 3)
        Chances of open, contested, closed.
    concentration : array, shape (corridor,), observations
        How much is known.
    prior : array, shape (corridor, 3)
        Chances without evidence.
    """
    data = situation.data.isel(day=-1, corridor=numbers)
    chance = np.ascontiguousarray(data["corridor_probability"].to_numpy(), dtype=np.float64)
    concentration = np.ascontiguousarray(
        data["corridor_concentration"].to_numpy(), dtype=np.float64
    )
    if situation.undisturbed:
        prior = np.tile([1.0, 0.0, 0.0], (len(chance), 1))
        return prior.copy(), concentration, prior
    names = [situation.corridors[number].corridor_id for number in numbers]
    prior, _ = corridor_priors(situation.parameters, names)
    return chance, concentration, prior


def shares(
    corridors: tuple[Corridor, ...], table: ParameterTable, cities: tuple[str, ...]
) -> NDArray[np.float64]:
    """Part of each corridor in the normal imports of its city.

    Parameters
    ----------
    corridors : tuple of Corridor
        The corridors.
    table : ParameterTable
        Parameters by draw.
    cities : tuple of str
        Where they lead.

    Returns
    -------
    array, shape (draw, corridor)
        Those to one city add up to one, or to nothing where none of them carries anything.
    """
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


def blocked(
    chance: NDArray[np.float64],
    share: NDArray[np.float64],
    contested_flow: NDArray[np.float64],
    city_of: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Part of the imports of each city that its corridors do not let through.

    Parameters
    ----------
    chance : array, shape (corridor, 3)
        Of open, contested, closed.
    share : array, shape (draw, corridor)
        Of the imports of its city.
    contested_flow : array, shape (draw, city)
        What passes a contested corridor over its normal flow.
    city_of : array, shape (corridor,)
        Number of the city.

    Returns
    -------
    array, shape (draw, city), 0-1
        None where all corridors are open.

    Examples
    --------
    >>> import numpy as np
    >>> chance = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> share, city_of = np.array([[0.8, 0.2]]), np.array([0, 0])
    >>> blocked(chance, share, np.array([[0.25]]), city_of).round(2)
    array([[0.8]])
    """
    held = chance[:, CLOSED] + chance[:, CONTESTED] * (1.0 - contested_flow[:, city_of])
    cities = range(contested_flow.shape[1])
    kept = [(held * share)[:, city_of == city].sum(axis=1) for city in cities]
    return np.asarray(np.clip(np.stack(kept, axis=1), 0.0, 1.0))


def travel_days(
    situation: Situation, corridors: tuple[Corridor, ...], table: ParameterTable
) -> NDArray[np.int64]:
    """Days from the far end of each corridor to its city.

    Parameters
    ----------
    situation : Situation
        Gives the roads.
    corridors : tuple of Corridor
        The corridors.
    table : ParameterTable
        Parameters by draw.

    Returns
    -------
    array, shape (draw, month, corridor), days
        Borders included, customs in the city not.
    """
    hours_a_day = table.draw("truck_hours")
    driving = situation.network.seasons.hours()
    days = np.ones((table.draws, MONTHS, len(corridors)), dtype=np.int64)
    for number, corridor in enumerate(corridors):
        waiting = (corridor.border_hours + corridor.customs_hours) / 24.0
        hours = driving[:, list(corridor.route_indices)].sum(axis=1)
        total = hours / hours_a_day[:, None] + waiting
        days[:, :, number] = np.maximum(np.ceil(total), 1.0).astype(np.int64)
    return days


def seasons(situation: Situation, corridors: tuple[Corridor, ...]) -> NDArray[np.float64]:
    """What the months let pass on the worst route of each corridor.

    Parameters
    ----------
    situation : Situation
        Gives the roads.
    corridors : tuple of Corridor
        The corridors.

    Returns
    -------
    array, shape (month, corridor), 0-1
        Passability for tankers.
    """
    passable = situation.network.seasons.for_tankers()
    season = np.ones((MONTHS, len(corridors)))
    for number, corridor in enumerate(corridors):
        season[:, number] = passable[:, list(corridor.route_indices)].min(axis=1)
    return season


def detours(
    days: NDArray[np.int64],
    share: NDArray[np.float64],
    scale: NDArray[np.float64],
    city_of: NDArray[np.int64],
) -> NDArray[np.float64]:
    """How much of the cargo of blocked corridors each one takes beside its share.

    Parameters
    ----------
    days : array, shape (draw, corridor), days
        Way with its borders, in the dry season.
    share : array, shape (draw, corridor)
        Of the imports of its city.
    scale : array, shape (draw, city), days
        By which a way may be longer before it draws an e-th of what a shorter one draws.
    city_of : array, shape (corridor,)
        Number of the city.

    Returns
    -------
    array, shape (draw, corridor)
        1 on average over the corridors of a city, weighted with their shares.
    """
    pull = np.exp(-days / scale[:, city_of])
    for city in np.unique(city_of):
        here = city_of == city
        mean = (pull[:, here] * share[:, here]).sum(axis=1, keepdims=True)
        pull[:, here] = np.divide(pull[:, here], mean, out=np.ones_like(pull[:, here]),
                                  where=mean > 0.0)  # fmt: skip
    return pull


def fleet_volume(
    days: NDArray[np.int64],
    share: NDArray[np.float64],
    fuel_demand: NDArray[np.float64],
    clearance: NDArray[np.float64],
    cover: NDArray[np.float64],
    city_of: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Volume of all tankers that drive for a city.

    Parameters
    ----------
    days : array, shape (draw, corridor), days
        Way in; the way back is taken to be as long.
    share : array, shape (draw, corridor)
        Of the imports of its city.
    fuel_demand : array, shape (draw, city), litres a day
        Of the city and its region.
    clearance : array, shape (draw, city), days
        At customs.
    cover : array, shape (draw, city)
        Tankers that there are over those that normal traffic needs.
    city_of : array, shape (corridor,)
        Number of the city.

    Returns
    -------
    array, shape (draw, city), litres
        The volume.
    """
    fleet = np.zeros_like(fuel_demand)
    for city in range(fuel_demand.shape[1]):
        here = city_of == city
        turn = (share[:, here] * 2 * days[:, here]).sum(axis=1) + clearance[:, city]
        fleet[:, city] = cover[:, city] * fuel_demand[:, city] * turn
    return fleet
