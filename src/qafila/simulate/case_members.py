"""Members of a case: inputs are drawn in blocks, so that any number of members can be run."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property
from threading import RLock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.case import Case
from qafila.kernels.travel import AGE_SEX, GROUPS
from qafila.ledger import Ledger
from qafila.simulate.coupling import UNCOUPLED
from qafila.simulate.dataset import COVER, VARIABLES, days_of_supply
from qafila.simulate.driver import Block, make_block, needs_compilation
from qafila.simulate.members import Variable
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.simulate.siege.goods import build_goods
from qafila.simulate.siege.start import reopened
from qafila.simulate.surge import build_surge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.simulate.changes import Forced
    from qafila.simulate.members import Arrays
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.goods import Goods
    from qafila.simulate.siege.particles import Particles
    from qafila.situation import Situation

BLOCK = 512  # members whose inputs are drawn together
_KEPT = 3  # blocks: threads near the end of one have begun the next
_PARTS = 1024  # of a day of supply


class CaseMembers:
    """Members of a case.

    Parameters
    ----------
    situation : Situation
        What is known on its day.
    scenario : Scenario
        Days, draws and seed.
    forced : Forced
        What is held fixed.
    block : int
        Members whose inputs are drawn together. Never changes a result.
    posterior : Particles, optional
        What a calibration left over of one city; the rest comes from priors and single reports.
    coupling : bool
        Whether supply moves people and people who arrive raise demand, which is an assumption.
    """

    def __init__(
        self,
        situation: Situation,
        scenario: Scenario,
        forced: Forced,
        block: int = BLOCK,
        posterior: Particles | None = None,
        *,
        coupling: bool = True,
    ) -> None:
        self.situation = situation
        self.coupling = coupling
        self.posterior = posterior
        self.scenario = scenario
        self.forced = forced
        self.size = block
        self._blocks: dict[int, tuple[Block, ParameterTable]] = {}
        self._lock = RLock()

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: no open ledger, and no inputs that can be drawn anew."""
        return {
            "situation": _detached(self.situation),
            "scenario": self.scenario,
            "forced": self.forced,
            "size": self.size,
            "posterior": self.posterior,
            "coupling": self.coupling,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Begin without any block."""
        self.__dict__.update(state)
        self._blocks = {}
        self._lock = RLock()

    @property
    def draws(self) -> int:
        """How many members there are."""
        return self.scenario.draws

    @property
    def days(self) -> int:
        """Rows along the axis of days; the first is day 0."""
        return self.scenario.days + 1

    @property
    def variables(self) -> Mapping[str, Variable]:
        """What `run` gives."""
        found = {name: Variable(*about) for name, about in VARIABLES.items()}
        found["days_of_supply"] = Variable(*COVER, parts=_PARTS)
        return MappingProxyType(found)

    @cached_property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Labels along each dimension."""
        network = self.situation.network
        goods = self.block(0).goods
        places = tuple(str(one) for one in network.location_ids)
        return {
            "location": places,
            "site": tuple(places[at] for at in self.block(0).people.world.destination),
            "route": tuple(str(one) for one in network.route_ids),
            "group": tuple(GROUPS),
            "age_sex": tuple(AGE_SEX),
            "corridor": tuple(one.corridor_id for one in goods.corridors),
            "city": goods.cities,
            "commodity": goods.commodities,
        }

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile machine code first.

        Returns
        -------
        bool
            False if machine code is in this process or kept from an earlier run.
        """
        return needs_compilation()

    def table(self, first: int, count: int) -> ParameterTable:
        """Parameters of some members.

        Parameters
        ----------
        first, count : int
            Number of the first, and how many.

        Returns
        -------
        ParameterTable
            Nothing is drawn yet.
        """
        situation, seed = self.situation, self.scenario.seed
        members = None
        if self.posterior is not None:
            members = self.posterior.members(situation, seed, count, first)
        fixed = {**self.forced.parameters, **({} if self.coupling else UNCOUPLED)}
        return ParameterTable(situation.parameters, seed, count, fixed, first, members=members)

    def block(self, number: int) -> Block:
        """Inputs of members that are drawn together.

        Parameters
        ----------
        number : int
            Number of the block.

        Returns
        -------
        Block
            Drawn anew if it was not among the last.
        """
        with self._lock:
            if number not in self._blocks:
                while len(self._blocks) >= _KEPT:
                    del self._blocks[min(self._blocks, key=lambda one: -abs(one - number))]
                self._blocks[number] = self._draw(number)
            return self._blocks[number][0]

    def drawn(self) -> Mapping[str, Any]:
        """Parameters of the members of the first block.

        Returns
        -------
        mapping of str to array, shape (member,)
            By ``name`` or ``name/thing``.
        """
        self.block(0)
        return self._blocks[0][1].drawn()

    def _draw(self, number: int) -> tuple[Block, ParameterTable]:
        situation = self.situation
        first = number * self.size
        table = self.table(first, min(self.size, self.draws - first))
        goods = self._opened(build_goods(situation, table), first)
        people = build_people(situation, table)
        surge = build_surge(situation, table, people)
        cities = [situation.network.location_index(city) for city in goods.cities]
        places = np.array(cities, dtype=np.int64)
        block = make_block(
            self.scenario, situation.as_of, self.forced, goods, people, surge, places, first
        )
        return block, table

    def _opened(self, goods: Goods, first: int) -> Goods:
        """The same with the city of the posterior as it stands on the day."""
        found = self.posterior
        if found is None:
            return goods
        roads = [one.corridor_id for one in goods.corridors if one.city_id == found.city]
        state = found.start(goods.commodities, roads, len(goods.inputs.depot), first)
        return reopened(goods, found.city, state)

    def run(self, first: int, last: int) -> Arrays:
        """Run some members.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``.

        Returns
        -------
        mapping of str to array, shape (member, day, ...)
            By variable.
        """
        parts = []
        for number in range(first // self.size, max(-(-last // self.size), first // self.size + 1)):
            block = self.block(number)
            begin, end = (
                min(max(one, block.first), block.first + self.size) for one in (first, last)
            )
            out = block.run(begin, end)
            usual = block.goods.normal_demand[begin - block.first : end - block.first]
            cover = days_of_supply(out["depot"] + out["retail"], usual)
            parts.append({**out, "days_of_supply": cover})
        if len(parts) == 1:
            return parts[0]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _detached(situation: Situation) -> Situation:
    """The same situation without the store that its claims were read from."""
    case, ledger = situation.case, situation.ledger
    bare = Case(**{one.name: getattr(case, one.name) for one in fields(Case)})
    claims = Ledger(ledger.claims, ledger.documents, ledger.as_of, within=ledger.within)
    return replace(situation, case=bare, ledger=claims)
