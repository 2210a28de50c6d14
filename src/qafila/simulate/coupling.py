"""How supply and people act on each other in a run: an assumption that can be left out.

Stocks run first, for the usual residents; then people, whom need pushes out and want of transport
and closed corridors hold back; then stocks once more, for residents and those who arrived. People
are not run again: what arrivals make of the need of the days after is not in their moves.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.siege.tables import CLOSED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.inputs import Outputs
    from qafila.kernels.siege.outputs import SiegeOutputs
    from qafila.simulate.siege.goods import Goods

UNCOUPLED = MappingProxyType(
    dict.fromkeys(("need_push", "need_hold", "release_rate", "arrivals_demand"), 0.0)
)
_FEW = 1e-3  # of the residents: fewer arrivals change no figure that is told


def unmet_need(stocks: SiegeOutputs) -> NDArray[np.float64]:
    """Share of each day's need that is not met.

    Parameters
    ----------
    stocks : SiegeOutputs
        Stocks by day.

    Returns
    -------
    array, shape (draw, day, city), 1
        That of the good that is shortest: litres and kilograms cannot be added.
    """
    met = np.ones(stocks.used.shape)
    np.divide(stocks.used, stocks.needed, out=met, where=stocks.needed > 0)
    return np.asarray((1.0 - met).max(axis=3, initial=0.0))


def held_by(stocks: SiegeOutputs, goods: Goods) -> NDArray[np.float64]:
    """How far want of transport and encirclement hold people back.

    Parameters
    ----------
    stocks : SiegeOutputs
        Stocks and regimes by day.
    goods : Goods
        Which corridors lead to which city.

    Returns
    -------
    array, shape (draw, day, city), 1
        The larger of the need that is not met, without which nothing drives, and the share of the
        corridors of the city that are closed: in a truce, or when one opens, less holds people.
    """
    shut = np.zeros((*stocks.state.shape[:2], len(goods.cities)))
    for city in range(len(goods.cities)):
        roads = goods.world.corridor_city == city
        if roads.any():
            shut[:, :, city] = (stocks.state[:, :, roads] == CLOSED).mean(axis=2)
    return np.maximum(unmet_need(stocks), shut)


def arrived(
    people: Outputs, cities: NDArray[np.int64], destination: NDArray[np.int64]
) -> NDArray[np.int64]:
    """People who arrived in each city since day 0 and did not go home again.

    Parameters
    ----------
    people : Outputs
        Result of a run.
    cities : array, shape (city,)
        Numbers of the cities among the places.
    destination : array, shape (destination,)
        Numbers of the reception places.

    Returns
    -------
    array, shape (draw, day, city)
        Nobody where the city is no reception place.
    """
    came = people.arrivals[:, :, cities].cumsum(axis=1)
    for number, place in enumerate(destination):
        came[:, :, cities == place] -= people.returned[:, :, number, None].cumsum(axis=1)
    counted: NDArray[np.int64] = np.maximum(came, 0)
    return counted


def crowd_of(
    came: NDArray[np.int64], residents: NDArray[np.int64], use: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Factors on the demand of a city by people who arrived.

    Parameters
    ----------
    came : array, shape (draw, day, city)
        As `arrived` has it.
    residents : array, shape (draw, city)
        Who lives there.
    use : array, shape (draw, city), 1
        What one who arrived uses over what a resident uses.

    Returns
    -------
    array, shape (draw, day, city), or None
        Demand of a day is that of those who were there on the evening before. None where nothing
        changes: a member in which arrivals stay below a thousandth of the residents is left as it
        is, and what a member gets depends on no other.

    Examples
    --------
    >>> came, residents = np.array([[[0], [50], [50]]]), np.array([[100]])
    >>> crowd_of(came, residents, np.array([[0.5]])).ravel().tolist()
    [1.0, 1.0, 1.25]
    """
    share = np.zeros(came.shape)
    there = residents[:, None, :]
    np.divide(came, there, out=share, where=there > 0)
    share *= share.max(axis=1, keepdims=True) >= _FEW
    if not (share * use[:, None, :]).any():
        return None
    factor = np.ones(share.shape)
    factor[:, 1:] += use[:, None, :] * share[:, :-1]
    return factor
