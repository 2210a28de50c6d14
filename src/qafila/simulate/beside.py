"""Results of a case with supply and people apart, beside those with both acting on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from qafila.simulate.result import Result
    from qafila.simulate.simulation import Simulation

ASSUMPTION = (
    "assumption: need pushes people out of a city, want of transport and closed corridors hold "
    "them back, and those who arrive raise demand; each may be zero, and no data tells how strong "
    "it is"
)
DRAWS = 100  # enough for a median: a member draws the same in however many it is
_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Beside:
    """Arrivals so far on the last day with and without coupling, in the same draws.

    Parameters
    ----------
    draws : int
        How many draws were run both ways.
    days : int
        The last day.
    coupled, apart : tuple of float
        5 %, 50 % and 95 % of arrivals at all reception places by then.
    demand : float
        By how much arrivals raise demand at the pumps in the mean of draws and days, 1.
    """

    draws: int
    days: int
    coupled: tuple[float, float, float]
    apart: tuple[float, float, float]
    demand: float


def beside(simulation: Simulation, result: Result, draws: int = DRAWS) -> Beside:
    """Run some draws of a simulation of a case once more, with supply and people apart.

    Parameters
    ----------
    simulation : Simulation
        What was run.
    result : Result
        Its result.
    draws : int
        How many at most; pairs of draws that differ by the coupling alone.

    Returns
    -------
    Beside
        Both.
    """
    count = min(draws, result.scenario.draws)
    apart = simulation.without_coupling().with_draws(count).run()
    told = [one.data.isel(draw=slice(count)) for one in (result, apart)]
    coupled, uncoupled = (
        np.quantile(one["arrivals"][:, 1:].sum(("day", "location")).to_numpy(), _LEVELS)
        for one in told
    )
    usual, more = (float(one["demand"].sum()) for one in reversed(told))
    return Beside(
        count,
        result.scenario.days,
        (float(coupled[0]), float(coupled[1]), float(coupled[2])),
        (float(uncoupled[0]), float(uncoupled[1]), float(uncoupled[2])),
        more / usual - 1.0 if usual > 0.0 else 0.0,
    )
