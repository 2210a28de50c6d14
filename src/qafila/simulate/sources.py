"""What can be simulated: a situation, or a folder in which a known total is split."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

import pandas as pd

from qafila.errors import InputError, Problem, UnknownNameError
from qafila.parameters import parameter, row_problems, scope_problem, things_of
from qafila.simulate.changes import force
from qafila.simulate.ensemble import thread_count
from qafila.simulate.input_hash import input_hash
from qafila.simulate.memory import block_size, check_tables
from qafila.simulate.reception import change_problems
from qafila.simulate.siege.particles import calibration_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import numpy as np
    import xarray as xr
    from numpy.typing import NDArray

    from qafila.simulate.case_members import CaseMembers
    from qafila.simulate.members import Arrays
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.particles import Calibration, Particles
    from qafila.situation import Situation

UNCONDITIONAL, SCENARIO, ALLOCATION = "unconditional", "scenario", "allocation"
QAFILA, FLEE = "qafila", "flee"  # whose rules people move by

Ran = TypeVar("Ran")


class Source(Protocol[Ran]):
    """What a simulation is run on."""

    @property
    def name(self) -> str:
        """Name of the case or folder."""

    @property
    def as_of(self) -> dt.date:
        """Day 0."""

    @property
    def product(self) -> str:
        """``unconditional``, ``scenario`` or ``allocation``."""

    @property
    def rules(self) -> str:
        """Whose rules people move by."""

    @property
    def camps_fill(self) -> bool | None:
        """Whether camps of a folder can be full; None for a case, whose places say it."""

    @property
    def input_hash(self) -> str:
        """Hash of everything that a run rests on."""

    @property
    def base_hash(self) -> str:
        """Hash of all of that but the changes of the scenario."""

    @property
    def observed(self) -> NDArray[np.float64] | None:
        """People counted by day and location, NaN where nobody counted; None for a forecast."""

    @property
    def calibration(self) -> Calibration | None:
        """Which posterior the draws come from; None for priors."""

    def without_changes(self) -> Source[Ran]:
        """The same without the changes of the scenario, told of the same places.

        Returns
        -------
        Source
            Each of its draws is the pair of one draw of this.
        """

    def members(self) -> Ran:
        """Members of an ensemble that is held in memory, so that all inputs may be too.

        Returns
        -------
        Members
            Ready to run.
        """

    def streamed(self) -> Ran:
        """Members of an ensemble that is not held.

        Returns
        -------
        Members
            Ready to run.
        """

    def data(self, members: Ran, arrays: Arrays) -> xr.Dataset:
        """Label the arrays of a run.

        Parameters
        ----------
        members : Members
            What was run, held.
        arrays : mapping of str to array, shape (draw, day, ...)
            What it gave.

        Returns
        -------
        xarray.Dataset
            Dimensions draw, day, then the rest.
        """

    def parameters(self, members: Ran) -> pd.DataFrame:
        """Value of each parameter in each draw.

        Parameters
        ----------
        members : Members
            What was run, held.

        Returns
        -------
        pandas.DataFrame
            One row a draw.
        """

    def notes(self, members: Ran, /) -> Mapping[str, int]:
        """What a reader must know, by code, with a count.

        Parameters
        ----------
        members : Members
            What was run.

        Returns
        -------
        mapping of str to int
            By code.
        """


class CaseSource:
    """A situation of a case.

    Parameters
    ----------
    situation : Situation
        What is known on its day, which is day 0.
    scenario : Scenario
        What is simulated.
    posterior : Particles, optional
        What a calibration left over of one city; the rest comes from priors and single reports.
    coupling : bool
        Whether supply moves people and people who arrive raise demand, which is an assumption.

    Raises
    ------
    InputError
        If a change names something that does not exist, a parameter is wrong, the posterior is that
        of another day or of a city that is not simulated, or the network is too large for the
        memory.
    """

    rules = QAFILA
    camps_fill = None  # each place of a case has a capacity or none
    observed = None  # what comes after day 0 is not known

    def __init__(
        self,
        situation: Situation,
        scenario: Scenario,
        posterior: Particles | None = None,
        *,
        coupling: bool = True,
    ) -> None:
        _check_posterior(situation, posterior)
        self.situation = situation
        self.posterior = posterior
        self.coupling = coupling
        self.scenario = scenario
        unknown: tuple[Problem, ...] = ()
        try:
            self._forced = force(
                scenario, situation.network, situation.corridors, undisturbed=situation.undisturbed
            )
        except UnknownNameError as error:
            unknown = error.problems
        named = {problem.file for problem in unknown}
        others = [one for one in self._parameter_problems() if one.file not in named]
        if unknown:
            raise UnknownNameError((*unknown, *others))
        if others:
            raise InputError(others)
        check_tables(situation.network, situation.as_of, thread_count(scenario.threads))

    def _parameter_problems(self) -> list[Problem]:
        """Everything that is wrong with parameters and limits, before anything runs."""
        case = self.situation.case
        things = things_of(case.locations, case.corridors, case.stocks, case.city)
        problems = row_problems(self.situation.parameters, "situation.parameters", things)
        for number, change in enumerate(self.scenario.changes, start=1):
            name, _, thing = change.target_id.partition("/")
            # Without a thing a change holds for everything, whatever the table is made for.
            if change.kind != "set_parameter" or not thing:
                continue
            wrong, hint = scope_problem(parameter(name), thing, things)
            if wrong:
                problems.append(Problem(f"change {number}", wrong, None, "target_id", hint))
        network, day = self.situation.network, self.situation.as_of
        receiving = network.receiving(day)
        problems += change_problems(self.scenario.changes, network.locations, receiving, day)
        return problems

    @property
    def name(self) -> str:
        """Name of the case."""
        return self.situation.case.name

    @property
    def as_of(self) -> dt.date:
        """Day of the situation."""
        return self.situation.as_of

    @property
    def product(self) -> str:
        """Whether something is held fixed."""
        return SCENARIO if self.scenario.changes else UNCONDITIONAL

    @property
    def input_hash(self) -> str:
        """Hash of everything that a run rests on."""
        return self._hash(self.scenario)

    @property
    def base_hash(self) -> str:
        """Hash of all of that but the changes."""
        return self._hash(replace(self.scenario, changes=()))

    def _hash(self, scenario: Scenario) -> str:
        found = input_hash(self.situation, scenario, self.posterior)
        if self.coupling:
            return found
        return hashlib.blake2b(f"{found} uncoupled".encode(), digest_size=32).hexdigest()

    @property
    def calibration(self) -> Calibration | None:
        """Which posterior the draws come from."""
        return calibration_of(self.posterior)

    def without_changes(self) -> CaseSource:
        """The same without the changes.

        Returns
        -------
        CaseSource
            Each of its draws is the pair of one draw of this.
        """
        return self.with_scenario(replace(self.scenario, changes=()))

    def without_coupling(self) -> CaseSource:
        """The same with supply and people apart.

        Returns
        -------
        CaseSource
            Each of its draws is the pair of one draw of this.
        """
        return self._with(self.scenario, coupling=False)

    def with_scenario(self, scenario: Scenario) -> CaseSource:
        """The same of another scenario.

        Parameters
        ----------
        scenario : Scenario
            What is simulated.

        Returns
        -------
        CaseSource
            From the same posterior.
        """
        return self._with(scenario, coupling=self.coupling)

    def _with(self, scenario: Scenario, *, coupling: bool) -> CaseSource:
        return CaseSource(self.situation, scenario, self.posterior, coupling=coupling)

    def members(self) -> CaseMembers:
        """Members of the ensemble, whose inputs are drawn in one block.

        Returns
        -------
        CaseMembers
            Ready to run.
        """
        return self._in_blocks(self.scenario.draws)

    def streamed(self) -> CaseMembers:
        """Members whose inputs are drawn block by block.

        Returns
        -------
        CaseMembers
            Ready to run.
        """
        from qafila.simulate.case_members import BLOCK

        return self._in_blocks(block_size(self.situation.network, BLOCK))

    def _in_blocks(self, size: int) -> CaseMembers:
        from qafila.simulate.case_members import CaseMembers

        return CaseMembers(
            self.situation, self.scenario, self._forced, size, self.posterior,
            coupling=self.coupling,
        )  # fmt: skip

    def data(self, members: CaseMembers, arrays: Arrays) -> xr.Dataset:
        """Label the arrays of a run.

        Parameters
        ----------
        members : CaseMembers
            What was run, held.
        arrays : mapping of str to array, shape (draw, day, ...)
            What it gave.

        Returns
        -------
        xarray.Dataset
            Dimensions draw, day, then the rest.
        """
        from qafila.simulate.dataset import build_dataset

        goods = members.block(0).goods
        return build_dataset(self.situation, goods, arrays, self.calibration)

    def parameters(self, members: CaseMembers) -> pd.DataFrame:
        """Value of each parameter in each draw.

        Parameters
        ----------
        members : CaseMembers
            What was run, held.

        Returns
        -------
        pandas.DataFrame
            One row a draw.
        """
        return pd.DataFrame(members.drawn())

    def notes(self, members: CaseMembers) -> Mapping[str, int]:
        """What the inputs of the first block leave open.

        Parameters
        ----------
        members : CaseMembers
            What was run.

        Returns
        -------
        mapping of str to int
            By code.
        """
        block = members.block(0)
        told = {} if self.posterior is not None else {"not-calibrated": 1}
        return {**told, **block.goods.notes, **block.people.notes}


def _check_posterior(situation: Situation, posterior: Particles | None) -> None:
    """A posterior holds for one day, and with what was known on it."""
    if posterior is None:
        return
    if posterior.as_of != situation.as_of:
        wrong = f"the posterior is that of {posterior.as_of}, not of {situation.as_of}"
        raise InputError(Problem("posterior", wrong, hint="calibrate that day"))
    cities = {one.city_id for one in situation.corridors}
    if posterior.city not in cities:
        raise InputError(f"the posterior is that of {posterior.city}, to which no corridor leads")
    if situation.undisturbed:
        raise InputError("the undisturbed baseline has no posterior; leave it out")
