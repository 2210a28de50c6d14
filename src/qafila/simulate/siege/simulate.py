"""Simulate a city under siege for days to come, from priors or a posterior, and with changes.

Runs of one `SiegeSimulation` are paired: draw m of each has the same random numbers, parameters and
opening state, so that what differs between two of them is what the changes make.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError, Problem, UnknownNameError, did_you_mean
from qafila.kernels.compiled import must_compile
from qafila.kernels.siege.driver import run_siege
from qafila.kernels.siege.tables import OPENING_CONTESTED
from qafila.parameters import parameter, scope_problem, things_of
from qafila.simulate.changes import force
from qafila.simulate.overlaps import contradictions
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.crossings import hold_crossings
from qafila.simulate.siege.goods import build_goods
from qafila.simulate.siege.hazard import build_hazard
from qafila.simulate.siege.reach import without_effect
from qafila.simulate.siege.run import run_goods, shared_inputs
from qafila.simulate.siege.start import started_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from qafila.network import Corridor
    from qafila.simulate.scenario import Change, Scenario
    from qafila.simulate.siege.goods import Goods
    from qafila.simulate.siege.hazard import Hazard
    from qafila.simulate.siege.particles import Particles
    from qafila.simulate.siege.run import SiegeRun
    from qafila.situation import Situation

PRACTICE_DAY = "practice_day"  # day of the run from which the practice of customs holds
_USED_AFTER = ("receipts_practice", "power_thermal_share", "water_needs_power")
_OPENING = (
    "depot", "retail", "reserved", "backlog", "queue", "escorts", "score", "excited",
    "regime", "under_way", "yard", "pool", "returning", "hoard", "common", "truce", "tankers",
)  # fmt: skip


class SiegeSimulation:
    """What runs of a city under siege share: what is known, random numbers, and the opening.

    Parameters
    ----------
    situation : Situation
        What is known on its day, which is day 0.
    scenario : Scenario
        Days, draws and seed; its changes are left to `run`.
    city : str, optional
        Identifier; by default the city of the case.
    posterior : Particles, optional
        What a calibration left over.
    threads : int, optional
        Threads; never changes a result.

    Raises
    ------
    InputError
        If no corridor leads to the city, or the posterior is that of another.
    """

    def __init__(
        self,
        situation: Situation,
        scenario: Scenario,
        *,
        city: str | None = None,
        posterior: Particles | None = None,
        threads: int | None = None,
    ) -> None:
        self.situation = situation
        self.scenario = replace(scenario, changes=())
        self.city = check_city(situation, city or situation.case.city)
        if posterior is not None and posterior.city != self.city:
            raise InputError(f"the posterior is that of {posterior.city}, not of {self.city}")
        self.posterior = posterior
        self.threads = threads or scenario.threads

    @cached_property
    def _hazard(self) -> Hazard | None:
        return None if self.situation.undisturbed else build_hazard(self.situation)

    @cached_property
    def _base(self) -> Goods:
        return self._opened(self._goods((), opening=True))

    def _table(self, changes: Sequence[Change]) -> ParameterTable:
        seed, draws = self.scenario.seed, self.scenario.draws
        members = None
        if self.posterior is not None:
            members = self.posterior.members(self.situation, seed, draws)
        fixed = replace(self.scenario, changes=tuple(changes)).values
        return ParameterTable(self.situation.parameters, seed, draws, fixed, members=members)

    def _goods(self, changes: Sequence[Change], *, opening: bool) -> Goods:
        table = self._table(changes)
        goods = build_goods(
            self.situation, table, split=True, cities=(self.city,), opening=opening,
            hazard=self._hazard,
        )  # fmt: skip
        drawn = {name: table.draw(name, self.city) for name in _USED_AFTER}
        begun = (self.situation.as_of - self.situation.case.start).days
        drawn[PRACTICE_DAY] = table.draw("receipts_practice_from", self.city) - begun
        return replace(goods, drawn={**goods.drawn, **drawn})

    def _opened(self, goods: Goods) -> Goods:
        """The same with the state of the day: that of a posterior, or what reports say."""
        if self.posterior is None:
            return goods
        corridors = [one.corridor_id for one in goods.corridors]
        state = self.posterior.start(goods.commodities, corridors, self.scenario.draws)
        return replace(goods, inputs=started_from(goods, state), dry_before=state.dry_days)

    def _changed(self, changes: Sequence[Change]) -> Goods:
        """Inputs with changes; these act from tomorrow on, and leave the opening as it is."""
        base = self._base
        goods = self._goods(changes, opening=False)
        rates = goods.inputs.rates.copy()
        rates[:, :, OPENING_CONTESTED] = base.inputs.rates[:, :, OPENING_CONTESTED]
        kept = {name: getattr(base.inputs, name) for name in _OPENING}
        inputs = goods.inputs._replace(rates=rates, **kept)
        return replace(goods, inputs=inputs, dry_before=base.dry_before, notes=base.notes)

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile first.

        Returns
        -------
        bool
            False if machine code is in this process or kept from an earlier run.
        """
        return must_compile(run_siege, "siege")

    def run(
        self, changes: Sequence[Change] = (), *, progress: Callable[[int], None] | None = None
    ) -> SiegeRun:
        """Run all draws.

        Parameters
        ----------
        changes : sequence of Change
            What is held fixed; none for the forecast.
        progress : callable, optional
            Called with the number of draws that are done.

        Returns
        -------
        SiegeRun
            The draws.

        Raises
        ------
        InputError
            If a change is wrong, has no effect on the city or contradicts another.
        """
        situation, scenario = self.situation, replace(self.scenario, changes=tuple(changes))
        forced = self._forced(scenario)
        goods = self._changed(changes) if changes else self._base
        shared = shared_inputs(goods, situation.as_of, np.ascontiguousarray(forced))
        return run_goods(
            goods, situation.as_of, shared, scenario.seed, threads=self.threads, progress=progress
        )

    def _forced(self, scenario: Scenario) -> NDArray[np.int8]:
        situation = self.situation
        network, corridors = situation.network, situation.corridors
        problems = _scopes(situation, scenario)
        forced = force(scenario, network, corridors, undisturbed=situation.undisturbed)
        problems += without_effect(scenario, network, corridors, self.city)
        problems += contradictions(scenario, network, corridors)
        if problems:
            raise InputError(problems)
        hold_crossings(scenario.changes, network, corridors, forced.corridors)
        held: NDArray[np.int8] = forced.corridors[:, self._base.numbers]
        return held


def check_city(situation: Situation, city: str) -> str:
    """Refuse a city that no corridor leads to.

    Parameters
    ----------
    situation : Situation
        What is known.
    city : str
        Identifier.

    Returns
    -------
    str
        The same.

    Raises
    ------
    UnknownNameError
        Naming those that can be reached.
    """
    corridors: Sequence[Corridor] = situation.corridors
    cities = sorted({one.city_id for one in corridors})
    if city in cities:
        return city
    known = did_you_mean(city, cities)
    hint = known or "corridors lead to " + (", ".join(cities) or "no city")
    if city in situation.network.location_ids:
        wrong = f"no corridor leads to {city}, so that nothing can reach it"
        hint = f"{hint}, or add a row whose city_id is {city}"
    else:
        wrong = f'there is no city "{city}"'
    raise UnknownNameError(Problem("corridors.csv", wrong, None, "city_id", hint))


def _scopes(situation: Situation, scenario: Scenario) -> list[Problem]:
    """Things that a parameter cannot hold for."""
    case = situation.case
    things = things_of(case.locations, case.corridors, case.stocks, case.city)
    problems = []
    for number, change in enumerate(scenario.changes, start=1):
        name, _, thing = change.target_id.partition("/")
        if change.kind == "set_parameter" and thing:
            wrong, hint = scope_problem(parameter(name), thing, things)
            if wrong:
                problems.append(Problem(f"change {number}", wrong, None, "target_id", hint))
    return problems
