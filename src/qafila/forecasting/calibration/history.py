"""The past of a siege, run through again: what each particle gives for what was observed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.calibration.observed import CONVOYS, PUMPS, RECEIPTS
from qafila.kernels.siege.driver import SiegeInputs, SiegeOutputs, run_siege
from qafila.kernels.siege.tables import STREAMS as NAMES
from qafila.simulate.siege.run import SiegeRun, check_conserved, empty_outputs
from qafila.streams import STREAMS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.observed import Observation
    from qafila.kernels.siege.driver import SiegeShared
    from qafila.simulate.siege.goods import Goods

_ROWS = 64  # of members that a thread takes at a time
_LEAST = 1.0  # litres: the logarithm of nothing is no number


def run_members(
    goods: Goods,
    first_day: dt.date,
    shared: SiegeShared,
    members: NDArray[np.int64],
    seed: int,
    threads: int = 1,
) -> SiegeRun:
    """Run members by any numbers, not only those that count up.

    Parameters
    ----------
    goods : Goods
        One row a member.
    first_day : datetime.date
        Day 0.
    shared : SiegeShared
        What is the same for all.
    members : array, shape (member,)
        What addresses the chance of each.
    seed : int
        Seed of chance.
    threads : int
        How many to use; never changes a result.

    Returns
    -------
    SiegeRun
        One row a member.
    """
    inputs, days = goods.inputs, len(shared.month)
    out = empty_outputs(len(members), days, goods.normal_demand.shape[1:], inputs.share.shape[1])
    keys = np.array([STREAMS[name] for name in NAMES], dtype=np.uint64)

    def run(part: tuple[int, int]) -> None:
        rows = slice(*part)
        run_siege(
            0,
            part[1] - part[0],
            np.uint64(seed),
            keys,
            goods.world,
            shared._replace(first_member=int(members[part[0]]), slots=goods.slots),
            SiegeInputs._make(one[rows] for one in inputs),
            SiegeOutputs._make(one[rows] for one in out),
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, _parts(members)))
    check_conserved(out)
    return SiegeRun(goods, out, first_day)


def _parts(members: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of rows whose members count up, none longer than a thread takes at a time."""
    first = 0
    for row in range(1, len(members) + 1):
        ends = row == len(members) or members[row] != members[row - 1] + 1
        if ends or row - first == _ROWS:
            yield first, row
            first = row


def summaries(
    run: SiegeRun, observations: Sequence[Observation], practice: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What particles give for each observation of the first city.

    Parameters
    ----------
    run : SiegeRun
        The past.
    observations : sequence of Observation
        What was observed.
    practice : array, shape (particle, day)
        What customs say they registered over what they cleared.

    Returns
    -------
    array, shape (particle, observation)
        Receipts in litres; share of normal demand served at pumps; logarithm of the litres that
        reached the city.
    """
    fuels = run.goods.world.in_tankers == 1
    pumps = fuels & (run.goods.world.hoarded == 1)
    daily = {
        RECEIPTS: run.out.registered[:, :, 0, fuels].sum(axis=2) * practice,
        PUMPS: _share_served(run, pumps),
        CONVOYS: run.out.received.sum(axis=2).astype(np.float64),
    }
    columns = np.zeros((run.draws, len(observations)))
    for number, one in enumerate(observations):
        days = slice((one.start - run.first_day).days, (one.end - run.first_day).days + 1)
        values = daily[one.kind][:, days]
        if one.kind == PUMPS:
            columns[:, number] = values.mean(axis=1)
        elif one.kind == CONVOYS:
            columns[:, number] = np.log(np.maximum(values.sum(axis=1), _LEAST))
        else:
            columns[:, number] = values.sum(axis=1)
    return columns


def _share_served(run: SiegeRun, goods: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Share of the normal demand of the first city for some commodities that was served."""
    normal = run.goods.normal_demand[:, 0, goods].sum(axis=1)[:, None]
    served = run.out.served[:, :, 0, goods].sum(axis=2)
    return np.divide(served, normal, out=np.zeros(served.shape), where=normal > 0.0)
