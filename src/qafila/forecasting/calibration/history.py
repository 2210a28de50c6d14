"""The past of a siege, run through again: what each particle gives for what was observed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.calibration.observed import CONVOYS, PUMPS, RECEIPTS
from qafila.simulate.siege.run import run_goods
from qafila.simulate.siege.stations import stations

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.observed import Observation
    from qafila.kernels.siege.driver import SiegeShared
    from qafila.simulate.siege.goods import Goods
    from qafila.simulate.siege.run import SiegeRun

_LEAST = 1.0  # litres: the logarithm of nothing is no number


def run_particles(
    goods: Goods,
    first_day: dt.date,
    shared: SiegeShared,
    numbers: NDArray[np.int64],
    seed: int,
    threads: int = 1,
) -> SiegeRun:
    """Run particles through the past.

    Parameters
    ----------
    goods : Goods
        One row a particle.
    first_day : datetime.date
        Day 0.
    shared : SiegeShared
        What is the same for all.
    numbers : array, shape (particle, stretch)
        What addresses chance in each stretch of days.
    seed : int
        Seed of chance.
    threads : int
        How many to use; never changes a result.

    Returns
    -------
    SiegeRun
        One row a particle.
    """
    inputs = goods.inputs._replace(numbers=np.ascontiguousarray(numbers))
    chosen = replace(goods, inputs=inputs)
    return run_goods(chosen, first_day, shared._replace(slots=goods.slots), seed, threads=threads)


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
        Receipts in litres; share of stations that serve; logarithm of the litres that reached the
        city.
    """
    fuels = run.goods.world.in_tankers == 1
    daily = {
        RECEIPTS: run.out.registered[:, :, 0, fuels].sum(axis=2) * practice,
        PUMPS: stations(run),
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
