"""Runs the kernel of movement alone, without cities, corridors and goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels import supply
from qafila.kernels.driver import run_members
from qafila.kernels.inputs import MemberInputs, SharedInputs
from qafila.network import months_of
from qafila.network.seasons import MONTHS
from qafila.simulate.driver import check_conservation, empty_outputs, keys_of_streams

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from qafila.kernels.inputs import Outputs
    from qafila.simulate.people import People


def move_people(
    people: People,
    days: int,
    seed: int,
    *,
    first_day: dt.date,
    first_member: int = 0,
    routes: NDArray[np.int8] | None = None,
) -> Outputs:
    """Run members of the movement kernel in this thread.

    Parameters
    ----------
    people : People
        Inputs; row 0 of its arrays by draw belongs to `first_member`.
    days : int
        Days after day 0.
    seed : int
        Seed of the run.
    first_day : datetime.date
        Day 0; it decides months and days of rest.
    first_member : int
        Number of the first member. A member gives the same bytes in whatever range it is run.
    routes : array, shape (day + 1, route), int8, optional
        0 closed, 1 open, -1 where chance decides (the default).

    Returns
    -------
    Outputs
        Arrays with axes draw, day, then the rest; those of goods are empty.
    """
    draws = len(people.population)
    rows = days + 1
    legs = len(people.world.passability)
    if routes is None:
        routes = np.full((rows, legs), -1, dtype=np.int8)
    out = empty_outputs(people, draws, days)
    empty, whole = np.zeros((draws, 0, 0)), np.zeros((draws, 0, 0), dtype=np.int64)
    capacity, intake = people.reception.by_day(first_day, days)
    shared = SharedInputs(
        np.zeros((0, 3)),
        np.zeros(0),
        np.full((rows, 0), -1, dtype=np.int8),
        routes,
        months_of(first_day, days),
        np.zeros((MONTHS, 0)),
        people.season,
        people.wet,
        people.first_day,
        people.last_day,
        np.zeros(0, dtype=np.int64),
        np.full(len(people.world.destination), -1, dtype=np.int64),
        capacity,
        intake,
        2,
        people.warm_up,
        first_member,
        people.given,
        people.daily_exposure,
        np.zeros((0, 0), dtype=np.int8),
        np.zeros((0, 0)),
    )
    no_surge = np.zeros((draws, people.population.shape[1], 0))
    inputs = MemberInputs(
        empty,
        empty,
        empty,
        whole,
        whole,
        whole,
        np.zeros((draws, 0)),
        np.zeros((draws, MONTHS, 0), dtype=np.int64),
        people.population,
        people.rates,
        people.exposure,
        people.nearby,
        people.settle,
        people.attraction,
        people.leg_parts,
        people.displaced,
        no_surge,
        np.zeros((draws, 0)),
        np.zeros(draws),
        people.calm,
        people.reception.camp_share,
        people.reception.age_sex,
        people.exposed,
    )
    no_goods = supply.StockWorld(np.zeros(0, dtype=np.int64), np.zeros((0, 3)), -1)
    stock_keys, movement_keys = keys_of_streams()
    run_members(
        0,
        draws,
        np.uint64(seed),
        stock_keys,
        movement_keys,
        no_goods,
        people.world,
        shared,
        inputs,
        out,
    )
    check_conservation(out)
    return out
