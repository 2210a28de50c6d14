"""The past of a siege, run through again with what is known of each of its days.

From the start of the case to the day of the situation, corridors draw their regimes from what is
known today of each day, and the attacks that are known happen. What comes out, stocks and queues
and receipts, can be held against what was reported, and is where a forecast starts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.siege.driver import SiegeShared
from qafila.network import months_of
from qafila.simulate.siege.amounts import at_pumps, whole
from qafila.simulate.siege.goods import build_goods
from qafila.simulate.siege.hazard import build_hazard, draw_past
from qafila.simulate.siege.start import StartState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.siege.goods import Goods
    from qafila.simulate.siege.hazard import Hazard
    from qafila.simulate.siege.run import SiegeRun
    from qafila.situation import Situation

_WHERE = "siege.past_attacks"


def past_goods(
    situation: Situation,
    table: ParameterTable,
    *,
    split: bool,
    cities: tuple[str, ...],
    hazard: Hazard | None = None,
) -> Goods:
    """Inputs of a run from the start of the case to the day of the situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    split : bool
        Whether fuel is parted by product.
    cities : tuple of str
        Cities that are simulated.
    hazard : Hazard, optional
        Of the situation, where it has been gathered already.

    Returns
    -------
    Goods
        Stocks are those of the start, before anything was attacked; known attacks by day.
    """
    hazard = build_hazard(situation) if hazard is None else hazard
    goods = build_goods(situation, table, split=split, cities=cities, opening=False, hazard=hazard)
    inputs = goods.inputs
    cover = table.draw_many("opening_cover", cities)[:, :, None]
    storage = np.full(inputs.depot.shape, np.inf)
    own = inputs.normal_demand / np.maximum(inputs.normal_demand + inputs.region_demand, 1e-9)
    room = inputs.capacity * own
    demand = inputs.normal_demand
    np.divide(room, demand, out=storage, where=demand > 0.0)
    total = np.minimum(cover, storage) * demand
    none = np.zeros(total.shape, dtype=np.int64)
    tanks = demand * table.draw_many("retail_cover", cities)[:, :, None]
    pumps = at_pumps(table, cities, total, demand, tanks, room, none)
    started = inputs._replace(
        depot=whole(np.maximum(total - pumps, 0.0)),
        retail=whole(pumps),
        reserved=whole(inputs.reserve * table.draw_many("reserved_start", cities)[:, :, None]),
        escorts=np.ones_like(inputs.escorts),
        score=np.zeros_like(inputs.score),
        excited=np.zeros_like(inputs.excited),
        known_attacks=_known_attacks(situation, hazard, table, goods.numbers),
    )
    return replace(goods, inputs=started, dry_before=none)


def _known_attacks(
    situation: Situation, hazard: Hazard, table: ParameterTable, numbers: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Attacks on each corridor by day, as each draw believes them (draw, day, corridor)."""
    days = situation.data.sizes["day"] + 1
    past = draw_past(hazard, table)
    known = np.zeros((table.draws, days, len(hazard.corridors)), dtype=np.int64)
    rows = np.arange(table.draws)
    for number in range(len(hazard.attacks)):
        bounds = past.share[:, number].cumsum(axis=1)
        u = table.members.uniforms(_WHERE, item=number)
        where = (u[:, None] >= bounds).sum(axis=1)
        day = days - 1 - past.age[:, number]
        hit = past.happened[:, number] & (where < bounds.shape[1]) & (day > 0)
        np.add.at(known, (rows[hit], day[hit], where[hit]), 1)
    return np.ascontiguousarray(known[:, :, numbers])


def past_shared(situation: Situation, goods: Goods) -> tuple[dt.date, SiegeShared]:
    """What is the same for all draws of the past.

    Parameters
    ----------
    situation : Situation
        What is known.
    goods : Goods
        From `past_goods`.

    Returns
    -------
    datetime.date
        Day 0: the day before the case starts, so that its first day has flows.
    SiegeShared
        With what is known of the corridors on each day.
    """
    data = situation.data.isel(corridor=goods.numbers)
    told = data["corridor_probability"].to_numpy()
    chance = np.ascontiguousarray(np.concatenate([told[:1], told]), dtype=np.float64)
    known = np.ascontiguousarray(data["corridor_concentration"].to_numpy(), dtype=np.float64)
    start: dt.date = data["day"].to_numpy()[0].astype("datetime64[D]").item()
    first = start - dt.timedelta(days=1)
    days = len(chance)
    return first, SiegeShared(
        chance[0].copy(),
        known[0].copy(),
        chance,
        np.full((days, len(goods.numbers)), -1, dtype=np.int8),
        months_of(first, days - 1),
        goods.season,
        goods.slots,
        0,
    )


def state_after(run: SiegeRun, dry_threshold: float) -> StartState:
    """State on the last evening of a run.

    Parameters
    ----------
    run : SiegeRun
        The run.
    dry_threshold : float
        Share of normal demand served below which pumps count as dry.

    Returns
    -------
    StartState
        In days and shares, so that it can be told and carried into another run.
    """
    out, inputs = run.out, run.goods.inputs
    flow = inputs.share * _fuel_flow(run)
    everywhere = inputs.normal_demand + inputs.region_demand
    fuels = run.goods.world.in_tankers == 1
    served = out.served[:, 1:] < dry_threshold * inputs.normal_demand[:, None]
    dry = np.cumprod(served[:, ::-1], axis=1).sum(axis=1)
    return StartState(
        stock=_over(out.stock[:, -1], inputs.normal_demand),
        reserved=_over(out.reserved[:, -1], inputs.reserve),
        backlog=_over(out.backlog[:, -1], inputs.region_demand),
        queue=_over(out.last_queue, flow),
        escorts=out.last_escorts,
        score=out.last_score,
        under_way=_over(out.last_under_way, flow),
        retail=_over(out.last_retail, inputs.normal_demand),
        hoard=_over(out.last_hoard, inputs.normal_demand),
        yard=_over(out.last_yard, everywhere),
        pool=_over(out.last_pool, everywhere),
        returning=_over(out.last_returning, everywhere[:, :, fuels].sum(axis=2)),
        excited=out.last_excited,
        dry_days=dry.astype(np.int64),
        regime=out.last_regime,
        common=out.last_common,
        truce=out.last_truce,
        tankers=_over(out.last_fleet, inputs.fleet),
    )


def _fuel_flow(run: SiegeRun) -> NDArray[np.float64]:
    """Fuel a day for the city of each corridor in normal times (draw, corridor)."""
    fuels = run.goods.world.in_tankers == 1
    usual = run.goods.inputs.normal_demand + run.goods.inputs.region_demand
    flow: NDArray[np.float64] = usual[:, :, fuels].sum(axis=2)[:, run.goods.world.corridor_city]
    return flow


def _over(amount: NDArray[np.generic], unit: NDArray[np.generic]) -> NDArray[np.float64]:
    per = np.asarray(unit, dtype=np.float64)
    return np.asarray(np.divide(amount, per, out=np.zeros(amount.shape), where=per > 0.0))
