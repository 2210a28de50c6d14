"""Runs the compiled loop over members of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from qafila.errors import ConservationError
from qafila.kernels import travel
from qafila.kernels.compiled import must_compile
from qafila.kernels.driver import run_members
from qafila.kernels.inputs import MemberInputs, Outputs, SharedInputs
from qafila.kernels.siege.driver import run_siege
from qafila.kernels.siege.tables import FREE
from qafila.network import months_of
from qafila.simulate.coupling import arrived, crowd_of, held_by, unmet_need
from qafila.simulate.siege.run import (
    check_conserved,
    empty_detail,
    run_rows,
    shared_inputs,
)
from qafila.simulate.siege.run import empty_outputs as stock_outputs
from qafila.streams import STREAMS

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from qafila.kernels.siege.driver import SiegeShared
    from qafila.kernels.siege.outputs import SiegeDetail, SiegeOutputs
    from qafila.simulate.changes import Forced
    from qafila.simulate.people import People
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.goods import Goods
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
    return must_compile(run_members) or must_compile(run_siege, "siege")


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
    siege : SiegeShared
        The same of corridors and stocks.
    inputs : MemberInputs
        What differs between members; for corridors and stocks it is in `goods`.
    """

    first: int
    days: int
    seed: int
    goods: Goods
    people: People
    shared: SharedInputs
    siege: SiegeShared
    inputs: MemberInputs

    def run(self, first: int, last: int) -> dict[str, NDArray[Any]]:
        """Run some of the members in this thread.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``.

        Returns
        -------
        dict of str to array
            Axes draw, day, then the rest.

        Raises
        ------
        ConservationError
            If people or goods were created or lost.
        """
        row, draws = first - self.first, last - first
        stocks, detail = self._run_siege(row, draws)
        people = empty_outputs(self.people, draws, self.days)
        inputs = MemberInputs._make(one[row : row + draws] for one in self.inputs)
        run_members(
            0,
            draws,
            np.uint64(self.seed),
            np.array([STREAMS[name] for name in travel.STREAMS], dtype=np.uint64),
            self.people.world,
            self.shared._replace(first_member=first),
            inputs._replace(need=unmet_need(stocks), hold=held_by(stocks, self.goods)),
            people,
        )
        check_people(people)
        crowd = self._crowd(row, people)
        if crowd is not None:
            stocks, detail = self._run_siege(row, draws, crowd)
        check_conserved(stocks)
        return {**stock_variables(stocks, detail), **people._asdict()}

    def _crowd(self, row: int, people: Outputs) -> NDArray[np.float64] | None:
        """Factors on demand by those who arrived; nothing where they are too few to matter."""
        came = arrived(people, self.shared.city_place, self.people.world.destination)
        rows = slice(row, row + len(came))
        residents = self.people.population[rows][:, self.shared.city_place]
        return crowd_of(came, residents, self.goods.drawn["arrivals_demand"][rows])

    def _run_siege(
        self, row: int, draws: int, crowd: NDArray[np.float64] | None = None
    ) -> tuple[SiegeOutputs, SiegeDetail]:
        """Stocks of the members, of the usual residents or of a crowd."""
        sizes = (len(self.goods.cities), len(self.goods.commodities))
        days, corridors = self.days + 1, len(self.goods.chance)
        stocks = stock_outputs(draws, days, sizes, corridors)
        detail = empty_detail(draws, days, sizes, corridors)
        shared = self.siege._replace(first_member=self.first)
        run_rows(self.goods, shared, self.seed, row, stocks, detail, crowd)
        return stocks, detail


def stock_variables(stocks: SiegeOutputs, detail: SiegeDetail) -> dict[str, NDArray[Any]]:
    """Stocks under the names that a result has for them.

    Parameters
    ----------
    stocks : SiegeOutputs
        Stocks by day.
    detail : SiegeDetail
        The same in detail.

    Returns
    -------
    dict of str to array
        As in `qafila.simulate.dataset.VARIABLES`.
    """
    same = ("reserved", "backlog", "demand", "served", "used", "imported", "regional", "lost")
    return {
        **{name: getattr(stocks, name) for name in same},
        **detail._asdict(),
        "cleared": stocks.registered,
        "corridor_state": stocks.state,
    }


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
        forced.routes,
        months_of(as_of, scenario.days),
        people.season,
        people.wet,
        people.first_day,
        people.last_day,
        city_places,
        surge.country,
        capacity,
        intake,
        people.warm_up,
        first,
        _if_any(forced.camps[:, destination]),
        _if_any(forced.insecurity),
    )
    inputs = MemberInputs(
        people.population,
        people.rates,
        np.zeros((len(people.rates), 0, 0)),
        np.zeros((len(people.rates), 0, 0)),
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
    siege = shared_inputs(goods, as_of, forced.corridors[:, goods.numbers])
    return Block(first, scenario.days, scenario.seed, goods, people, shared, siege, inputs)


def _if_any(forced: NDArray[Number]) -> NDArray[Number]:
    """What a scenario forces, or nothing where it leaves all as it is."""
    return np.ascontiguousarray(forced) if np.any(forced != FREE) else forced[:0, :0].copy()


def empty_outputs(people: People, draws: int, days: int) -> Outputs:
    """Arrays for the results of a run.

    Parameters
    ----------
    people : People
        Inputs of the movement kernel.
    draws, days : int
        Members, and days after day 0.

    Returns
    -------
    Outputs
        Zeros.
    """
    time = (draws, days + 1)
    places, sites = people.population.shape[1], len(people.world.destination)

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
        held_back=whole(),
        in_transit=whole(),
        road_open=np.zeros((*time, len(people.world.passability)), dtype=np.uint8),
    )


def check_people(out: Outputs) -> None:
    """Make sure that nobody appeared or vanished.

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
    parts = (
        out.present, out.arrivals, out.at_home, out.in_transit, out.returned, out.registered,
        out.waiting_registration, out.in_camp, out.host_community, out.held_back,
    )  # fmt: skip
    if any(part.min(initial=0) < 0 for part in parts):
        raise ConservationError("a count fell below zero in the simulation; please report it")
    if (out.held_back > out.at_home).any():
        raise ConservationError("more people are held back than are at home; please report it")
