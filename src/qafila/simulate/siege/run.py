"""Runs the siege kernel on a situation, for days to come or through the past once more."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import ConservationError
from qafila.kernels.siege.driver import SiegeInputs, SiegeShared, run_siege
from qafila.kernels.siege.outputs import SiegeDetail, SiegeOutputs
from qafila.kernels.siege.tables import STREAMS as NAMES
from qafila.network import months_of
from qafila.streams import STREAMS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from numpy.typing import NDArray

    from qafila.simulate.siege.goods import Goods

_CHUNK = 256  # members that a thread takes at a time


@dataclass(frozen=True)
class SiegeRun:
    """Draws of a city under siege, day by day.

    Parameters
    ----------
    goods : Goods
        What went in.
    out : SiegeOutputs
        What came out.
    first_day : datetime.date
        Day 0.
    """

    goods: Goods
    out: SiegeOutputs
    first_day: dt.date

    @property
    def draws(self) -> int:
        """How many."""
        return int(self.out.stock.shape[0])


def shared_inputs(goods: Goods, first_day: dt.date, forced: NDArray[np.int8]) -> SiegeShared:
    """What is the same for all members of a run.

    Parameters
    ----------
    goods : Goods
        Inputs by draw.
    first_day : datetime.date
        Day 0.
    forced : array, shape (day + 1, corridor), int8
        Regimes that a scenario holds fixed, for the corridors of `goods`, else -1.

    Returns
    -------
    SiegeShared
        For days to come.
    """
    return SiegeShared(
        goods.chance,
        goods.concentration,
        np.zeros((0, len(goods.chance), 3)),
        np.ascontiguousarray(forced),
        months_of(first_day, len(forced) - 1),
        goods.season,
        goods.slots,
        0,
    )


def run_goods(
    goods: Goods,
    first_day: dt.date,
    shared: SiegeShared,
    seed: int,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> SiegeRun:
    """Run all draws through all days.

    Parameters
    ----------
    goods : Goods
        Inputs by draw.
    first_day : datetime.date
        Day 0.
    shared : SiegeShared
        What is the same for all draws; its days are those that are run.
    seed : int
        Seed of the run.
    threads : int, optional
        Threads; never changes a result.
    progress : callable, optional
        Called with the number of draws that are done.

    Returns
    -------
    SiegeRun
        The draws.

    Raises
    ------
    ConservationError
        If anything was created or lost.
    """
    draws, corridors = goods.inputs.share.shape
    out = empty_outputs(draws, len(shared.month), goods.normal_demand.shape[1:], corridors)
    nothing = empty_detail(0, 0, (0, 0), 0)

    def run_some(first: int) -> int:
        last = min(first + _CHUNK, draws)
        rows = slice(first, last)
        run_rows(goods, shared, seed, first, SiegeOutputs._make(one[rows] for one in out), nothing)
        return int(last - first)

    done = 0
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for count in pool.map(run_some, range(0, draws, _CHUNK)):
            done += count
            if progress is not None:
                progress(done)
    check_conserved(out)
    return SiegeRun(goods, out, first_day)


def run_rows(
    goods: Goods,
    shared: SiegeShared,
    seed: int,
    first: int,
    out: SiegeOutputs,
    detail: SiegeDetail,
    crowd: NDArray[np.float64] | None = None,
) -> None:
    """Run some draws in this thread.

    Parameters
    ----------
    goods : Goods
        Inputs by draw.
    shared : SiegeShared
        What is the same for all draws of `goods`.
    seed : int
        Seed of the run.
    first : int
        Row of `goods` that the first row of the outputs belongs to.
    out : SiegeOutputs
        Filled in.
    detail : SiegeDetail
        Filled in too, if it has draws.
    crowd : array, shape (draw, day, city), optional
        Factors on demand by people who arrived, for the rows of the outputs.
    """
    rows = slice(first, first + len(out.stock))
    inputs = SiegeInputs._make(one[rows] for one in goods.inputs)
    if crowd is not None:
        inputs = inputs._replace(crowd=crowd)
    keys = np.array([STREAMS[name] for name in NAMES], dtype=np.uint64)
    run_siege(
        0,
        len(out.stock),
        np.uint64(seed),
        keys,
        goods.world,
        shared._replace(first_member=shared.first_member + first),
        inputs,
        out,
        detail,
    )


def empty_detail(draws: int, days: int, stock: tuple[int, ...], corridors: int) -> SiegeDetail:
    """Arrays for what few need of a run.

    Parameters
    ----------
    draws, days : int
        Sizes; 0 draws where nobody needs it.
    stock : tuple of int
        Cities and commodities.
    corridors : int
        Corridors.

    Returns
    -------
    SiegeDetail
        Zeros.
    """
    time = (draws, days)
    cargo = (*time, corridors, stock[1])
    return SiegeDetail(
        *(np.zeros((*time, *stock), dtype=np.int64) for _ in range(6)),
        *(np.zeros(cargo, dtype=np.int64) for _ in range(3)),
    )


def empty_outputs(draws: int, days: int, stock: tuple[int, ...], corridors: int) -> SiegeOutputs:
    """Arrays for the results of a run.

    Parameters
    ----------
    draws, days : int
        Sizes; day 0 counts.
    stock : tuple of int
        Cities and commodities.
    corridors : int
        Corridors.

    Returns
    -------
    SiegeOutputs
        Zeros.
    """
    time, cities = (draws, days), stock[0]

    def amounts() -> NDArray[np.int64]:
        return np.zeros((*time, *stock), dtype=np.int64)

    return SiegeOutputs(
        stock=amounts(),
        reserved=amounts(),
        held=amounts(),
        backlog=amounts(),
        offered=amounts(),
        demand=amounts(),
        served=amounts(),
        used=amounts(),
        needed=amounts(),
        imported=amounts(),
        registered=amounts(),
        regional=amounts(),
        lost=amounts(),
        state=np.zeros((*time, corridors), dtype=np.int8),
        received=np.zeros((*time, corridors), dtype=np.int64),
        attacks=np.zeros((*time, corridors), dtype=np.int16),
        last_queue=np.zeros((draws, corridors), dtype=np.int64),
        last_under_way=np.zeros((draws, corridors), dtype=np.int64),
        last_retail=np.zeros((draws, *stock), dtype=np.int64),
        last_hoard=np.zeros((draws, *stock), dtype=np.int64),
        last_yard=np.zeros((draws, *stock), dtype=np.int64),
        last_pool=np.zeros((draws, *stock), dtype=np.int64),
        last_returning=np.zeros((draws, cities)),
        last_escorts=np.zeros((draws, cities)),
        last_score=np.zeros((draws, cities)),
        last_excited=np.zeros((draws, corridors)),
        last_fleet=np.zeros((draws, cities)),
        last_regime=np.zeros((draws, corridors), dtype=np.int64),
        last_common=np.zeros((draws, 1)),
        last_truce=np.zeros((draws, cities), dtype=np.int64),
    )


def check_conserved(out: SiegeOutputs) -> None:
    """Make sure that nothing appeared or vanished.

    Parameters
    ----------
    out : SiegeOutputs
        Result of a run.

    Raises
    ------
    ConservationError
        If something did; it is our fault.
    """
    held = out.stock + out.reserved + out.held
    flow = (out.imported - out.served - out.regional - out.lost).cumsum(axis=1)
    whole = [part for part in out if part.dtype.kind == "i"]
    if (held != held[:, :1] + flow).any() or any(part.min(initial=0) < 0 for part in whole):
        raise ConservationError("goods were created or lost in the siege model; please report it")
