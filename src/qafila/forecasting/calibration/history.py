"""The past of a siege, run through again: what each particle gives for what was observed.

Day 0 is the day before the case starts, so that its first day has flows. Regimes are drawn from
what is known of each past day, and the attacks of those days are the ones that are reported.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.calibration.observed import CONVOYS, PUMPS, RECEIPTS
from qafila.kernels.siege.driver import SiegeInputs, SiegeOutputs, SiegeShared, run_siege
from qafila.kernels.siege.tables import STREAMS as SIEGE_STREAMS
from qafila.streams import STREAMS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.calibration.observed import Observation
    from qafila.kernels.siege.tables import SiegeWorld

_ROWS = 64  # of members that one thread takes at a time
_LEAST = 1.0  # litres: the logarithm of nothing is no number
COVER, RESERVED, BACKLOG, DRY, QUEUE, EXCITED, SCORE, FLEET = (
    "cover", "reserved", "backlog", "dry_days", "queue", "excited", "score", "fleet",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Past:
    """What is the same for all particles.

    Parameters
    ----------
    world : SiegeWorld
        Corridors to one city, and commodities.
    shared : SiegeShared
        Days of the past and what is known of each.
    day_zero : datetime.date
        Day 0.
    commodities, corridors : tuple of str
        Labels of the axes.
    dry_threshold : float
        Share of normal demand served below which pumps count as dry.
    seed : int
        Seed of chance in the simulation.
    threads : int
        How many to use; the result is the same with any number.
    """

    world: SiegeWorld
    shared: SiegeShared
    day_zero: dt.date
    commodities: tuple[str, ...]
    corridors: tuple[str, ...]
    dry_threshold: float
    seed: int
    threads: int = 1

    @property
    def state_names(self) -> tuple[str, ...]:
        """Names of the columns of `last_state`."""
        of_goods = (f"{name}/{good}" for name in (COVER, RESERVED, BACKLOG, DRY)
                    for good in self.commodities)  # fmt: skip
        on_roads = (f"{name}/{one}" for name in (QUEUE, EXCITED) for one in self.corridors)
        return (*of_goods, *on_roads, SCORE, FLEET)


def run_past(past: Past, inputs: SiegeInputs, members: NDArray[np.int64]) -> SiegeOutputs:
    """Run particles through the past.

    Parameters
    ----------
    past : Past
        What is the same for all.
    inputs : SiegeInputs
        One row a particle.
    members : array, shape (particle,)
        What addresses the chance of each.

    Returns
    -------
    SiegeOutputs
        Axes particle, day, and so on; one city.
    """
    out = _empty_outputs(past, len(members))
    keys = np.array([STREAMS[name] for name in SIEGE_STREAMS], dtype=np.uint64)
    slots = int(inputs.travel_days.max(initial=1)) + 2

    def run(rows: list[tuple[int, int]]) -> None:
        for first, last in rows:
            shared = past.shared._replace(
                first_member=int(members[first]) - first, slots=slots
            )
            run_siege(first, last, np.uint64(past.seed), keys, past.world, shared, inputs, out)

    parts = list(_parts(members))
    if past.threads == 1:
        run(parts)
    else:
        with ThreadPoolExecutor(past.threads) as pool:
            list(pool.map(run, (parts[at :: past.threads] for at in range(past.threads))))
    return out


def _parts(members: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of rows whose members count up, none longer than a thread takes at a time."""
    first = 0
    for row in range(1, len(members) + 1):
        ends = row == len(members) or members[row] != members[row - 1] + 1
        if ends or row - first == _ROWS:
            yield first, row
            first = row


def _empty_outputs(past: Past, draws: int) -> SiegeOutputs:
    days, corridors = past.shared.month.shape[0], len(past.corridors)
    goods = len(past.commodities)

    def amounts() -> NDArray[np.int64]:
        return np.zeros((draws, days, 1, goods), dtype=np.int64)

    return SiegeOutputs(
        stock=amounts(), reserved=amounts(), held=amounts(), backlog=amounts(), demand=amounts(),
        served=amounts(), used=amounts(), needed=amounts(), imported=amounts(),
        registered=amounts(), regional=amounts(), lost=amounts(),
        state=np.zeros((draws, days, corridors), dtype=np.int8),
        received=np.zeros((draws, days, corridors), dtype=np.int64),
        attacks=np.zeros((draws, days, corridors), dtype=np.int16),
        last_queue=np.zeros((draws, corridors), dtype=np.int64),
        last_score=np.zeros((draws, 1)),
        last_excited=np.zeros((draws, corridors)),
        last_fleet=np.zeros((draws, 1)),
    )  # fmt: skip


def summaries(
    past: Past,
    observations: Sequence[Observation],
    inputs: SiegeInputs,
    out: SiegeOutputs,
    practice: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What particles give for each observation.

    Parameters
    ----------
    past : Past
        What is the same for all.
    observations : sequence of Observation
        What was observed.
    inputs : SiegeInputs
        One row a particle.
    out : SiegeOutputs
        Of `run_past`.
    practice : array, shape (particle, day)
        What customs say they registered over what they cleared.

    Returns
    -------
    array, shape (particle, observation)
        Receipts in litres; share of normal demand served at pumps; logarithm of the litres that
        reached the city.
    """
    fuels = past.world.in_tankers == 1
    pumps = fuels & (past.world.hoarded == 1)
    daily = {
        RECEIPTS: out.registered[:, :, 0, fuels].sum(axis=2) * practice,
        PUMPS: _share_served(inputs, out, pumps),
        CONVOYS: out.received.sum(axis=2).astype(np.float64),
    }
    columns = np.zeros((len(practice), len(observations)))
    for number, one in enumerate(observations):
        days = slice((one.start - past.day_zero).days, (one.end - past.day_zero).days + 1)
        values = daily[one.kind][:, days]
        if one.kind == PUMPS:
            columns[:, number] = values.mean(axis=1)
        elif one.kind == CONVOYS:
            columns[:, number] = np.log(np.maximum(values.sum(axis=1), _LEAST))
        else:
            columns[:, number] = values.sum(axis=1)
    return columns


def _share_served(
    inputs: SiegeInputs, out: SiegeOutputs, goods: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Share of the normal demand for some commodities that was served each day."""
    normal = inputs.normal_demand[:, 0, goods].sum(axis=1)[:, None]
    served = out.served[:, :, 0, goods].sum(axis=2)
    return np.divide(served, normal, out=np.zeros(served.shape), where=normal > 0.0)


def last_state(past: Past, inputs: SiegeInputs, out: SiegeOutputs) -> NDArray[np.float64]:
    """How each particle stands on the last day, relative to its own sizes.

    Parameters
    ----------
    past : Past
        What is the same for all.
    inputs : SiegeInputs
        One row a particle.
    out : SiegeOutputs
        Of `run_past`.

    Returns
    -------
    array, shape (particle, state)
        In the order of `Past.state_names`: days of normal demand in depot and at pumps, share of
        the full reserve, days of the region's demand that it missed, days for which pumps have been
        dry; by corridor days of normal flow that wait, and attacks a day that past ones add; recent
        attacks as importers feel them; share of the normal fleet.
    """
    usual = inputs.normal_demand + inputs.region_demand
    flow = inputs.share * usual[:, :, past.world.in_tankers == 1].sum(axis=2)
    parts = [
        _ratio(out.stock[:, -1, 0], inputs.normal_demand[:, 0]),
        _ratio(out.reserved[:, -1, 0], inputs.reserve[:, 0]),
        _ratio(out.backlog[:, -1, 0], inputs.region_demand[:, 0]),
        _dry_days(past, inputs, out),
        _ratio(out.last_queue, flow),
        out.last_excited,
        out.last_score,
        _ratio(out.last_fleet, inputs.fleet),
    ]
    return np.concatenate(parts, axis=1)


def _ratio(above: NDArray[np.generic], below: NDArray[np.generic]) -> NDArray[np.float64]:
    over = np.asarray(above, dtype=np.float64)
    return np.divide(over, below, out=np.zeros(over.shape), where=np.asarray(below) > 0)


def _dry_days(past: Past, inputs: SiegeInputs, out: SiegeOutputs) -> NDArray[np.float64]:
    """For how many days in a row, up to the last, too little was served."""
    days = np.zeros((out.stock.shape[0], len(past.commodities)))
    for good in range(len(past.commodities)):
        chosen = np.arange(len(past.commodities)) == good
        dry = _share_served(inputs, out, chosen) < past.dry_threshold
        dry[:, 0] = False  # nothing is served on day 0
        days[:, good] = np.cumprod(dry[:, ::-1], axis=1).sum(axis=1)
    return days
