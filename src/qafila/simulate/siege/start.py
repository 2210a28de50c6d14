"""What a run of the siege kernel starts from, where it is known better than from single reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.siege.driver import SiegeInputs
    from qafila.simulate.siege.goods import Goods

_BY_CORRIDOR = ("queue", "regime", "under_way", "excited")


@dataclass(frozen=True)
class StartState:
    """State on the evening of day 0, from a past that was run through again.

    Parameters
    ----------
    stock : array, shape (draw, city, commodity), days
        In depots and at pumps, over the demand of the city.
    reserved : array, shape (draw, city, commodity), 1
        How full the reserve is.
    backlog : array, shape (draw, city, commodity), days
        What the region has missed, over its demand.
    queue : array, shape (draw, corridor), days
        Cargo at the border over the normal flow of the corridor.
    escorts : array, shape (draw, city), 1
        What has become of the escorts that the siege began with.
    score : array, shape (draw, city), attacks
        Recent attacks as importers feel them.
    under_way : array, shape (draw, corridor), days
        Fuel on the road over the normal flow of the corridor.
    retail, hoard : array, shape (draw, city, commodity), days
        At pumps, and what households keep, over the demand of the city.
    yard, pool : array, shape (draw, city, commodity), days
        At customs, and cleared but not yet shared out, over the demand of city and region.
    returning : array, shape (draw, city), days
        Volume of empty tankers on their way back, over the demand for fuel of city and region.
    excited : array, shape (draw, corridor), attacks a day
        What past attacks add.
    dry_days : array, shape (draw, city, commodity), days
        For how long pumps have been dry.
    regime : array, shape (draw, corridor)
        Regime of each corridor, but for truces and seasons.
    common : array, shape (draw, 1)
        Factor that the regimes of all corridors share.
    truce : array, shape (draw, city)
        Whether a truce holds, 0 or 1.
    tankers : array, shape (draw, city), 1
        What is left of the normal fleet.
    """

    stock: NDArray[np.float64]
    reserved: NDArray[np.float64]
    backlog: NDArray[np.float64]
    queue: NDArray[np.float64]
    escorts: NDArray[np.float64]
    score: NDArray[np.float64]
    under_way: NDArray[np.float64]
    retail: NDArray[np.float64]
    hoard: NDArray[np.float64]
    yard: NDArray[np.float64]
    pool: NDArray[np.float64]
    returning: NDArray[np.float64]
    excited: NDArray[np.float64]
    dry_days: NDArray[np.int64]
    regime: NDArray[np.int64]
    common: NDArray[np.float64]
    truce: NDArray[np.int64]
    tankers: NDArray[np.float64]

    def taken(self, rows: NDArray[np.int64]) -> StartState:
        """The states of some draws.

        Parameters
        ----------
        rows : array, shape (member,)
            Number of the draw that each member starts from.

        Returns
        -------
        StartState
            By member.
        """
        return StartState(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def started_from(goods: Goods, start: StartState) -> SiegeInputs:
    """Inputs of the kernel that begin with a state.

    Parameters
    ----------
    goods : Goods
        Inputs, whose opening is replaced, and what is known of corridors.
    start : StartState
        Where the draws begin.

    Returns
    -------
    SiegeInputs
        Whose stocks, queues, escorts, fear, regimes, tankers and cargo on the way are those of the
        state. Cargo is spread evenly over its road, and empty tankers over their way back.
    """
    inputs = goods.inputs
    demand = inputs.normal_demand
    everywhere = demand + inputs.region_demand
    fuels = goods.world.in_tankers == 1
    retail = np.minimum(start.retail, start.stock) * demand
    total = start.stock * demand
    return inputs._replace(
        depot=(total - retail).astype(np.int64),
        retail=retail.astype(np.int64),
        reserved=(start.reserved * inputs.reserve).astype(np.int64),
        backlog=(start.backlog * inputs.region_demand).astype(np.int64),
        queue=start.queue,
        escorts=start.escorts,
        score=start.score,
        regime=start.regime,
        under_way=start.under_way,
        yard=(start.yard * everywhere).astype(np.int64),
        pool=(start.pool * everywhere).astype(np.int64),
        returning=start.returning * everywhere[:, :, fuels].sum(axis=2),
        hoard=(start.hoard * demand * goods.world.hoarded).astype(np.int64),
        excited=start.excited,
        common=start.common,
        truce=start.truce,
        tankers=start.tankers,
    )


def reopened(goods: Goods, city: str, state: StartState) -> Goods:
    """Inputs of a run in which one city begins with a state, and all others as before.

    Parameters
    ----------
    goods : Goods
        One row a draw.
    city : str
        Identifier of the city.
    state : StartState
        Of this city alone, one row a draw.

    Returns
    -------
    Goods
        With another opening, and the days for which its pumps have been dry.
    """
    at = goods.cities.index(city)
    roads = np.flatnonzero(goods.world.corridor_city == at)
    full = _widened(goods, state, at, roads)
    begun = started_from(goods, full)
    by_city = (
        "depot", "retail", "reserved", "backlog", "escorts", "score", "truce", "tankers",
        "hoard", "yard", "pool", "returning",
    )  # fmt: skip
    # What all regimes share is the same for all cities.
    changed: dict[str, Any] = {"common": begun.common}
    for name in (*by_city, *_BY_CORRIDOR):
        own = np.array(getattr(goods.inputs, name))
        rows = roads if name in _BY_CORRIDOR else at
        own[:, rows] = getattr(begun, name)[:, rows]
        changed[name] = own
    dry_before = goods.dry_before.copy()
    dry_before[:, at] = full.dry_days[:, at]
    return replace(goods, inputs=goods.inputs._replace(**changed), dry_before=dry_before)


def _widened(goods: Goods, state: StartState, at: int, roads: NDArray[np.int64]) -> StartState:
    """A state with room for all cities, in which only one says anything."""
    cities, corridors = len(goods.cities), len(goods.world.corridor_city)
    wide: dict[str, Any] = {}
    for name in StartState.__dataclass_fields__:
        one = getattr(state, name)
        if name == "common":
            wide[name] = one
        elif name in _BY_CORRIDOR:
            wide[name] = np.zeros((len(one), corridors), dtype=one.dtype)
            wide[name][:, roads] = one
        else:
            wide[name] = np.zeros((len(one), cities, *one.shape[2:]), dtype=one.dtype)
            wide[name][:, at] = one[:, 0]
    return StartState(**wide)
