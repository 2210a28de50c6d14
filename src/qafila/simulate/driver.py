"""Runs the compiled loop over members in threads."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import ConservationError
from qafila.kernels import movement, stocks
from qafila.kernels.compiled import is_kept
from qafila.kernels.driver import MemberInputs, Outputs, SharedInputs, run_members
from qafila.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from qafila.simulate.changes import Forced
    from qafila.simulate.goods import Goods
    from qafila.simulate.people import People
    from qafila.simulate.scenario import Scenario

    Progress = Callable[[str, int, int], None]

_LOG = logging.getLogger("qafila.simulate")
_CHUNK = 16  # members between two words of progress


def needs_compilation() -> bool:
    """Whether the next run must compile the kernels first.

    Returns
    -------
    bool
        True if machine code is neither in this process nor kept from an earlier run.

    Examples
    --------
    >>> needs_compilation() in (True, False)
    True
    """
    return not run_members.signatures and not is_kept("run_members")


def simulate(
    scenario: Scenario,
    forced: Forced,
    goods: Goods,
    people: People,
    city_places: NDArray[np.int64],
    progress: Progress | None = None,
) -> Outputs:
    """Run all members.

    Parameters
    ----------
    scenario : Scenario
        Days, draws, seed, threads.
    forced : Forced
        What is held fixed.
    goods : Goods
        Inputs of the stock kernel.
    people : People
        Inputs of the movement kernel.
    city_places : array, shape (city,)
        Numbers of the cities among the places.
    progress : callable, optional
        Told ``("compile", 0, draws)`` before a compilation and ``("draws", done, draws)`` on the
        way.

    Returns
    -------
    Outputs
        Arrays with axes draw, day, then the rest.

    Raises
    ------
    ConservationError
        If people or goods were created or lost.

    Notes
    -----
    The number of threads never changes a result.
    """
    out = _empty_outputs(scenario, goods, people)
    shared = SharedInputs(
        goods.chance,
        goods.concentration,
        forced.corridors,
        forced.routes,
        city_places,
        int(goods.travel_days.max(initial=1)) + 2,
        int(people.leg_days.max(initial=1)) + 2,
        people.warm_up,
    )
    inputs = MemberInputs(
        goods.rates,
        goods.normal_demand,
        goods.capacity,
        goods.depot,
        goods.retail,
        goods.share,
        goods.travel_days,
        people.population,
        people.rates,
        people.exposure,
        people.settle,
        people.attraction,
        people.leg_days,
        people.displaced,
    )
    keys = [
        np.array([STREAMS[name] for name in names], dtype=np.uint64)
        for names in (stocks.STREAMS, movement.STREAMS)
    ]
    world = (goods.world, people.world, shared, inputs, out)

    def run(first: int) -> int:
        last = min(first + _CHUNK, scenario.draws)
        run_members(first, last, np.uint64(scenario.seed), *keys, *world)
        return last - first

    if needs_compilation():
        _LOG.info("compiling the simulation; this happens once")
        if progress is not None:
            progress("compile", 0, scenario.draws)
    # No member: compiles or loads the machine code before the threads start.
    run_members(0, 0, np.uint64(scenario.seed), *keys, *world)
    done = 0
    threads = scenario.threads or os.cpu_count() or 1
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for members in pool.map(run, range(0, scenario.draws, _CHUNK)):
            done += members
            if progress is not None:
                progress("draws", done, scenario.draws)
    check_conservation(out)
    return out


def _empty_outputs(scenario: Scenario, goods: Goods, people: People) -> Outputs:
    time = (scenario.draws, scenario.days + 1)
    places = people.population.shape[1]
    corridors = len(goods.chance)
    stock = (len(goods.cities), len(goods.commodities))
    cargo = (corridors, len(goods.commodities))

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(time + shape, dtype=np.int64)

    return Outputs(
        arrivals=whole(places),
        arrivals_by_group=whole(len(movement.GROUPS)),
        present=whole(places),
        at_home=whole(),
        in_transit=whole(),
        road_open=np.zeros((*time, len(people.world.passability)), dtype=np.uint8),
        depot=whole(*stock),
        retail=whole(*stock),
        yard=whole(*stock),
        under_way=whole(*cargo),
        demand=whole(*stock),
        served=whole(*stock),
        unmet=whole(*stock),
        imported=whole(*stock),
        lost=whole(*stock),
        received=whole(*cargo),
        waiting=whole(*cargo),
        corridor_state=np.zeros((*time, corridors), dtype=np.int8),
    )


def check_conservation(out: Outputs) -> None:
    """Make sure that nobody and nothing appeared or vanished.

    Parameters
    ----------
    out : Outputs
        Result of a run.

    Raises
    ------
    ConservationError
        Naming what does not add up.
    """
    people = out.at_home + out.present.sum(axis=-1) + out.in_transit
    if (people != people[:, :1]).any():
        raise ConservationError("people were created or lost in the simulation; please report it")
    held = sum(
        part.sum(axis=2) for part in (out.depot, out.retail, out.yard, out.waiting, out.under_way)
    )
    flow = (out.imported - out.served - out.lost).sum(axis=2).cumsum(axis=1)
    if (held != held[:, :1] + flow).any():
        raise ConservationError("goods were created or lost in the simulation; please report it")
    parts = (out.depot, out.retail, out.yard, out.waiting, out.under_way, out.unmet, out.present)
    if any(part.min(initial=0) < 0 for part in parts):
        raise ConservationError("a stock fell below zero in the simulation; please report it")
