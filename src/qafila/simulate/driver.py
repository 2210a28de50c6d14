"""Runs the compiled loop over members of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from qafila.errors import ConservationError
from qafila.kernels import supply, travel
from qafila.kernels.compiled import must_compile
from qafila.kernels.driver import run_members
from qafila.kernels.inputs import MemberInputs, Outputs, SharedInputs
from qafila.network import months_of
from qafila.simulate.changes import FREE
from qafila.streams import STREAMS

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from qafila.simulate.changes import Forced
    from qafila.simulate.goods import Goods
    from qafila.simulate.people import People
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.surge import Surge

Number = TypeVar("Number", bound=np.number[Any])


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
    return must_compile(run_members)


@dataclass(frozen=True)
class Block:
    """Members whose inputs were drawn together.

    Parameters
    ----------
    first : int
        Number of the first member.
    days : int
        Days after day 0.
    seed : int
        Seed of the run.
    goods : Goods
        Inputs of the stock kernel.
    people : People
        Inputs of the movement kernel.
    shared : SharedInputs
        What is the same for all members.
    inputs : MemberInputs
        What differs between them.
    """

    first: int
    days: int
    seed: int
    goods: Goods
    people: People
    shared: SharedInputs
    inputs: MemberInputs

    def run(self, first: int, last: int) -> Outputs:
        """Run some of the members in this thread.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``.

        Returns
        -------
        Outputs
            Arrays with axes draw, day, then the rest.

        Raises
        ------
        ConservationError
            If people or goods were created or lost.
        """
        goods, people = self.goods, self.people
        sizes = (len(goods.cities), len(goods.commodities))
        out = empty_outputs(people, last - first, self.days, sizes, len(goods.chance))
        rows = slice(first - self.first, last - self.first)
        stock_keys, movement_keys = keys_of_streams()
        run_members(
            0,
            last - first,
            np.uint64(self.seed),
            stock_keys,
            movement_keys,
            goods.world,
            people.world,
            self.shared._replace(first_member=first),
            type(self.inputs)._make(one[rows] for one in self.inputs),
            out,
        )
        check_conservation(out)
        return out


def make_block(
    scenario: Scenario,
    as_of: dt.date,
    forced: Forced,
    goods: Goods,
    people: People,
    surge: Surge,
    city_places: NDArray[np.int64],
    first: int = 0,
) -> Block:
    """Put inputs in the order that the kernels take them.

    Parameters
    ----------
    scenario : Scenario
        Days and seed.
    as_of : datetime.date
        Day 0.
    forced : Forced
        What is held fixed.
    goods : Goods
        Inputs of the stock kernel.
    people : People
        Inputs of the movement kernel.
    surge : Surge
        Factors on them from observed arrivals.
    city_places : array, shape (city,)
        Numbers of the cities among the places.
    first : int
        Number of the first member.

    Returns
    -------
    Block
        Ready to run.
    """
    destination = people.world.destination
    more_room, more_intake = forced.capacity[:, destination], forced.intake[:, destination]
    capacity, intake = people.reception.by_day(as_of, scenario.days, more_room, more_intake)
    shared = SharedInputs(
        goods.chance,
        goods.concentration,
        np.ascontiguousarray(forced.corridors[:, goods.numbers]),
        forced.routes,
        months_of(as_of, scenario.days),
        goods.season,
        people.season,
        people.wet,
        people.first_day,
        people.last_day,
        city_places,
        surge.country,
        capacity,
        intake,
        int(goods.travel_days.max(initial=1)) + 2,
        people.warm_up,
        first,
        _if_any(forced.camps[:, destination]),
        _if_any(forced.insecurity),
    )
    inputs = MemberInputs(
        goods.rates,
        goods.target_cover,
        goods.normal_demand,
        goods.capacity,
        goods.depot,
        goods.retail,
        goods.share,
        goods.travel_days,
        people.population,
        people.rates,
        people.exposure,
        people.nearby,
        people.settle,
        people.attraction,
        people.leg_parts,
        people.displaced,
        surge.share,
        surge.log_factor,
        surge.keep,
        people.calm,
        people.reception.camp_share,
        people.reception.age_sex,
        people.exposed,
    )
    return Block(first, scenario.days, scenario.seed, goods, people, shared, inputs)


def _if_any(forced: NDArray[Number]) -> NDArray[Number]:
    """What a scenario forces, or nothing where it leaves all as it is."""
    return np.ascontiguousarray(forced) if np.any(forced != FREE) else forced[:0, :0].copy()


def keys_of_streams() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Keys of the streams of the two kernels, as they take them.

    Returns
    -------
    array, shape (stream,), uint64
        Of the stock kernel.
    array, shape (stream,), uint64
        Of the movement kernel.
    """
    stock, people = (
        np.array([STREAMS[name] for name in names], dtype=np.uint64)
        for names in (supply.STREAMS, travel.STREAMS)
    )
    return stock, people


def empty_outputs(
    people: People, draws: int, days: int, stock: tuple[int, int] = (0, 0), corridors: int = 0
) -> Outputs:
    """Arrays for the results of a run.

    Parameters
    ----------
    people : People
        Inputs of the movement kernel.
    draws, days : int
        Members, and days after day 0.
    stock : tuple of int
        Cities and commodities.
    corridors : int
        Corridors.

    Returns
    -------
    Outputs
        Zeros.
    """
    time = (draws, days + 1)
    places, sites = people.population.shape[1], len(people.world.destination)
    cargo = (corridors, stock[1])

    def whole(*shape: int) -> NDArray[np.int64]:
        return np.zeros(time + shape, dtype=np.int64)

    return Outputs(
        arrivals=whole(places),
        arrivals_by_group=whole(len(travel.GROUPS)),
        arrivals_by_age_sex=whole(sites, len(travel.AGE_SEX)),
        returned=whole(sites),
        registered=whole(sites),
        waiting_registration=whole(sites),
        in_camp=whole(sites),
        host_community=whole(sites),
        site_full=np.zeros((*time, sites), dtype=np.uint8),
        present=whole(places),
        at_home=whole(),
        in_transit=whole(),
        road_open=np.zeros((*time, len(people.world.passability)), dtype=np.uint8),
        depot=whole(*stock),
        retail=whole(*stock),
        hoard=whole(*stock),
        yard=whole(*stock),
        under_way=whole(*cargo),
        demand=whole(*stock),
        served=whole(*stock),
        unmet=whole(*stock),
        used=whole(*stock),
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
    if (out.arrivals_by_age_sex.sum(axis=(2, 3)) != out.arrivals.sum(axis=2)).any():
        raise ConservationError("arrivals and their groups by age and sex differ; please report it")
    held = sum(
        part.sum(axis=2) for part in (out.depot, out.retail, out.yard, out.waiting, out.under_way)
    )
    flow = (out.imported - out.served - out.lost).sum(axis=2).cumsum(axis=1)
    if (held != held[:, :1] + flow).any():
        raise ConservationError("goods were created or lost in the simulation; please report it")
    kept = (out.served - out.used).cumsum(axis=1)
    if (out.hoard != out.hoard[:, :1] + kept).any():
        raise ConservationError("goods were created or lost at home; please report it")
    parts = (
        out.depot, out.retail, out.hoard, out.yard, out.waiting, out.under_way, out.served,
        out.unmet, out.used, out.lost, out.present, out.demand, out.imported, out.received,
        out.arrivals, out.at_home, out.in_transit, out.returned,
        out.registered, out.waiting_registration, out.in_camp, out.host_community,
    )  # fmt: skip
    if any(part.min(initial=0) < 0 for part in parts):
        raise ConservationError("a count fell below zero in the simulation; please report it")
