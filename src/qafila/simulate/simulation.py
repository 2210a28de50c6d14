"""Simulation: what is known, a scenario, and the run that turns them into a result."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qafila import __version__
from qafila.cards import count
from qafila.errors import InputError, Problem, one_of
from qafila.simulate.ensemble import count_all, run_all
from qafila.simulate.members import SO_FAR, TOTAL, WithTotals
from qafila.simulate.paired import Paired
from qafila.simulate.result import Result
from qafila.simulate.scenario import Change, Scenario
from qafila.simulate.sources import QAFILA, CaseSource
from qafila.simulate.summary import Summary
from qafila.simulate.telling import rules_told
from qafila.situation import Situation

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from qafila.interop import FleeFolder
    from qafila.simulate.ensemble import Advance, Progress
    from qafila.simulate.members import Members
    from qafila.simulate.siege.particles import Particles
    from qafila.simulate.sources import Source

_DAYS = 60
_COMPARED = tuple(
    name + more
    for name, endings in {
        "present": ("", TOTAL),
        "arrivals": ("", TOTAL, SO_FAR, SO_FAR + TOTAL),
        "days_of_supply": ("",),
    }.items()
    for more in endings
)


class Simulation:
    """What is known, and what is to be simulated from it.

    Parameters
    ----------
    source : Situation or FleeFolder
        What is known on day 0 of a case; or a Flee folder, whose counted total is split among its
        camps, which is an allocation and no forecast.
    days : int, optional
        Days to run: 60 for a situation. A folder says itself how many it has.
    draws : int
        Members of the ensemble.
    seed : int
        Seed; the same seed gives the same bytes.
    changes : sequence of Change
        What is held fixed; none for an unconditional forecast.
    threads : int, optional
        Threads to run in; all cores by default. Never changes a result.
    rules : str
        Whose rules people move by: ``qafila``, or for a folder also ``flee``.
    capacities : bool, optional
        Whether camps of a folder can be full; by default under Flee's rules alone.
    parameters : pandas.DataFrame, optional
        Parameters by which people of a folder move under Qafila's rules, in base units, such as
        ``situation.parameters`` of a case, instead of the defaults of the package.
    posterior : Particles, optional
        What a calibration of a case left over, from
        `qafila.forecasting.find_posterior` of the situation;
        without it all draws come from priors.
    coupling : bool
        Whether need pushes people of a case out of a city, want of transport and closed corridors
        hold them back, and those who arrive raise demand. That is an assumption: look at results
        without it too.

    Raises
    ------
    InputError
        If a number is out of range or a change names something that does not exist.

    Examples
    --------
    >>> import qafila as qf
    >>> situation = qf.open_case("teaching").situation()
    >>> simulation = qf.Simulation(situation, days=10, draws=20, seed=7)
    >>> simulation
    Simulation(teaching as of 2024-03-31: 10 days, 20 draws, seed 7, 0 changes)
    >>> simulation.run().arrivals.dims
    ('draw', 'day', 'location')
    """

    def __init__(
        self,
        source: Situation | FleeFolder,
        days: int | None = None,
        draws: int = 500,
        seed: int = 7,
        changes: Sequence[Change] = (),
        threads: int | None = None,
        *,
        rules: str = QAFILA,
        capacities: bool | None = None,
        parameters: pd.DataFrame | None = None,
        posterior: Particles | None = None,
        coupling: bool = True,
    ) -> None:
        self.source: Source[Any]
        if isinstance(source, Situation):
            one_of("rules", rules, (QAFILA,))
            if capacities is not None or parameters is not None:
                raise InputError("a case has capacities and parameters of its own; leave them out")
            length = _DAYS if days is None else days
            self.scenario = Scenario(length, draws, seed, tuple(changes), threads)
            self.source = CaseSource(source, self.scenario, posterior, coupling=coupling)
            return
        from qafila.simulate.allocation.source import FolderSource

        if posterior is not None or not coupling:
            raise InputError("a folder of Flee has no supply: leave posterior and coupling out")

        if days is not None and days != source.days:
            hint = f"open the folder with days={days}"
            raise InputError(Problem(source.name, f"it has {count(source.days, 'day')}", hint=hint))
        self.scenario = Scenario(source.days, draws, seed, tuple(changes), threads)
        self.source = FolderSource(
            source, self.scenario, rules=rules, capacities=capacities, parameters=parameters
        )

    @classmethod
    def of(
        cls, situation: Situation, scenario: Scenario, posterior: Particles | None = None
    ) -> Simulation:
        """A simulation of a scenario that is already put together.

        Parameters
        ----------
        situation : Situation
            What is known.
        scenario : Scenario
            What is simulated.
        posterior : Particles, optional
            What a calibration left over.

        Returns
        -------
        Simulation
            Ready to run.

        Raises
        ------
        UnknownNameError
            If a change names something that does not exist.
        """
        return cls(
            situation,
            scenario.days,
            scenario.draws,
            scenario.seed,
            scenario.changes,
            scenario.threads,
            posterior=posterior,
        )

    def without_changes(self) -> Simulation:
        """The simulation that this one can be compared with, draw by draw.

        Returns
        -------
        Simulation
            The same without the changes, told of the same places: a town of a folder in which a
            change opens a camp is a camp here too, which stays closed.

        Examples
        --------
        >>> import qafila as qf
        >>> cut = [qf.Change("close_corridor", "north")]
        >>> situation = qf.open_case("teaching").situation()
        >>> simulation = qf.Simulation(situation, days=5, draws=10, seed=7, changes=cut)
        >>> qf.compare(simulation.without_changes().run(), simulation.run(), "days_of_supply")
        Difference of days_of_supply by 1 change: 10 pairs of draws; a scenario, not a forecast
        """
        other = copy(self)
        other.scenario = replace(self.scenario, changes=())
        other.source = self.source.without_changes()
        return other

    def without_coupling(self) -> Simulation:
        """The simulation of a case with supply and people apart, draw by draw.

        Returns
        -------
        Simulation
            The same in which need neither pushes nor holds people, and arrivals raise no demand.

        Raises
        ------
        InputError
            Of a folder, which has no supply.
        """
        if not isinstance(self.source, CaseSource):
            raise InputError("a folder of Flee has no supply, so that nothing is coupled")
        other = copy(self)
        other.source = self.source.without_coupling()
        return other

    def with_draws(self, draws: int) -> Simulation:
        """The first draws of a simulation of a case.

        Parameters
        ----------
        draws : int
            How many.

        Returns
        -------
        Simulation
            Its draws are the first ones of this.

        Raises
        ------
        InputError
            Of a folder.
        """
        if not isinstance(self.source, CaseSource):
            raise InputError("open the folder with other draws")
        other = copy(self)
        other.scenario = replace(self.scenario, draws=draws)
        other.source = self.source.with_scenario(other.scenario)
        return other

    def run(
        self,
        progress: Progress | None = None,
        *,
        advance: Advance | None = None,
        cluster: str | None = None,
    ) -> Result:
        """Run all draws and hold them.

        Parameters
        ----------
        progress : callable, optional
            Told in words when compilation is about to happen.
        advance : callable, optional
            Told how many of how many draws are done.
        cluster : str, optional
            Address of the scheduler of a Dask cluster to run on, such as ``tcp://host:8786``.

        Returns
        -------
        Result
            A new result; the simulation can be run again and gives the same bytes.

        Raises
        ------
        InputError
            If the draws do not fit into memory; `summarise` holds none.
        ConservationError
            If people or goods were created or lost.
        """
        source = self.source
        members = source.members()
        arrays, seconds = run_all(
            members,
            threads=self.scenario.threads,
            cluster=cluster,
            progress=progress,
            advance=advance,
        )
        return Result(
            scenario=self.scenario,
            name=source.name,
            as_of=source.as_of,
            version=__version__,
            input_hash=source.input_hash,
            data=source.data(members, arrays),
            parameters=source.parameters(members),
            notes=source.notes(members),
            product=source.product,
            seconds=seconds,
            rules=source.rules,
            base_hash=source.base_hash,
            camps_fill=source.camps_fill,
            calibration=source.calibration,
        )

    def summarise(
        self,
        progress: Progress | None = None,
        *,
        advance: Advance | None = None,
        cluster: str | None = None,
        paired: bool = False,
    ) -> Summary:
        """Run all draws and keep their summary alone, so that there may be very many.

        Parameters
        ----------
        progress : callable, optional
            Told in words when compilation is about to happen.
        advance : callable, optional
            Told how many of how many draws are done.
        cluster : str, optional
            Address of the scheduler of a Dask cluster to run on, such as ``tcp://host:8786``.
        paired : bool
            Run each draw without the changes too. Of people present, arrivals and days of supply
            the summary then also has what was before (``present_before``) and what the changes
            make draw by draw (``present_difference``).

        Returns
        -------
        Summary
            Moments, extremes and quantiles of each variable by day and label.

        Raises
        ------
        InputError
            If pairs are asked for and nothing is changed.
        ConservationError
            If people or goods were created or lost.

        Examples
        --------
        >>> import qafila as qf
        >>> situation = qf.open_case("teaching").situation()
        >>> summary = qf.Simulation(situation, days=10, draws=20, seed=7).summarise()
        >>> summary.mean("arrivals").dims
        ('day', 'location')
        """
        source = self.source
        plain = source.streamed()
        members: Members = WithTotals(plain)
        if paired:
            if not self.scenario.changes:
                raise InputError("there is no scenario to compare: nothing is changed")
            base = WithTotals(source.without_changes().streamed())
            names = tuple(name for name in _COMPARED if name in members.variables)
            members = Paired(base, members, names)
        counted, seconds = count_all(
            members,
            threads=self.scenario.threads,
            cluster=cluster,
            progress=progress,
            advance=advance,
        )
        return Summary(
            scenario=self.scenario,
            name=source.name,
            as_of=source.as_of,
            version=__version__,
            input_hash=source.input_hash,
            days=members.days,
            variables=members.variables,
            labels=members.labels,
            counted=counted,
            notes=source.notes(plain),
            product=source.product,
            observed=source.observed,
            seconds=seconds,
            rules=source.rules,
            camps_fill=source.camps_fill,
            calibration=source.calibration,
        )

    def __repr__(self) -> str:
        scenario, source = self.scenario, self.source
        rules = "".join(f"; {told}" for told in rules_told(source.rules, source.camps_fill))
        return (
            f"Simulation({self.source.name} as of {self.source.as_of}: "
            f"{count(scenario.days, 'day')}, {count(scenario.draws, 'draw')}, "
            f"seed {scenario.seed}, {count(len(scenario.changes), 'change')}{rules})"
        )
