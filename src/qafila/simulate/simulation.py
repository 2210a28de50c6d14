"""Simulation: a situation, a scenario, and the run that turns them into a result."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila import __version__, tables
from qafila.errors import InputError, Problem
from qafila.parameters import parameter, row_problems, scope_problem, things_of
from qafila.simulate.changes import force
from qafila.simulate.dataset import build_dataset
from qafila.simulate.goods import build_goods
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from qafila.simulate.reception import known_limits
from qafila.simulate.reception import change_problems
from qafila.simulate.result import Result
from qafila.simulate.scenario import Change, Scenario
from qafila.simulate.surge import build_surge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import Claim
    from qafila.simulate.driver import Progress
    from qafila.situation import Situation


class Simulation:
    """A situation and what is to be simulated from it.

    Parameters
    ----------
    situation : Situation
        What is known on its day, which is day 0.
    days : int
        Days to run.
    draws : int
        Members of the ensemble.
    seed : int
        Seed; the same seed gives the same bytes.
    changes : sequence of Change
        What is held fixed; none for an unconditional forecast.
    threads : int, optional
        Threads to run in; all cores by default. Never changes a result.

    Raises
    ------
    InputError
        If a number is out of range or a change names something that does not exist.
    """

    def __init__(
        self,
        situation: Situation,
        days: int = 60,
        draws: int = 500,
        seed: int = 7,
        changes: Sequence[Change] = (),
        threads: int | None = None,
    ) -> None:
        self.situation = situation
        self.scenario = Scenario(days, draws, seed, tuple(changes), threads)
        self._forced = force(
            self.scenario,
            situation.network,
            situation.corridors,
            undisturbed=situation.undisturbed,
        )
        self._check_parameters()

    @classmethod
    def of(cls, situation: Situation, scenario: Scenario) -> Simulation:
        """A simulation of a scenario that is already put together.

        Parameters
        ----------
        situation : Situation
            What is known.
        scenario : Scenario
            What is simulated.

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
        )

    def _check_parameters(self) -> None:
        """Name everything that is wrong with parameters before anything runs."""
        case = self.situation.case
        things = things_of(case.locations, case.corridors, case.stocks, case.city)
        problems = row_problems(self.situation.parameters, "situation.parameters", things)
        for name, _, thing in (key.partition("/") for key in self._forced.parameters):
            # Without a thing a change holds for everything, whatever the table is made for.
            wrong, hint = scope_problem(parameter(name), thing, things) if thing else ("", "")
            if wrong:
                problems.append(Problem("change", wrong, None, "target_id", hint))
        network = self.situation.network
        problems += change_problems(
            self.scenario.changes,
            network.locations,
            network.receiving(self.situation.as_of),
            self.situation.as_of,
        )
        if problems:
            raise InputError(problems)

    def _table(self) -> ParameterTable:
        return ParameterTable(
            self.situation.parameters,
            self.scenario.seed,
            self.scenario.draws,
            self._forced.parameters,
        )

    def run(self, progress: Progress | None = None) -> Result:
        """Run all draws.

        Parameters
        ----------
        progress : callable, optional
            Told in words when compilation is about to happen.

        Returns
        -------
        Result
            A new result; the simulation can be run again and gives the same bytes.

        Raises
        ------
        ConservationError
            If people or goods were created or lost.
        """
        from qafila.simulate.driver import simulate

        situation = self.situation
        table = self._table()
        goods = build_goods(situation, table)
        people = build_people(situation, table)
        cities = [situation.network.location_index(city) for city in goods.cities]
        surge = build_surge(situation, table, people)
        out = simulate(
            self.scenario,
            situation.as_of,
            self._forced,
            goods,
            people,
            surge,
            np.array(cities, dtype=np.int64),
            progress,
        )
        return Result(
            scenario=self.scenario,
            name=situation.case.name,
            as_of=situation.as_of,
            version=__version__,
            input_hash=input_hash(situation, self.scenario),
            data=build_dataset(situation, goods, out),
            parameters=pd.DataFrame(table.drawn()),
            notes={"not-calibrated": 1, **goods.notes, **people.notes},
        )

    def __repr__(self) -> str:
        scenario = self.scenario
        return (
            f"Simulation({self.situation.case.name} as of {self.situation.as_of}: "
            f"{scenario.days} days, {scenario.draws} draws, seed {scenario.seed}, "
            f"{len(scenario.changes)} changes)"
        )


def input_hash(situation: Situation, scenario: Scenario) -> str:
    """Hash of everything that a run rests on; what was not known on the day is not in it.

    Parameters
    ----------
    situation : Situation
        What is known.
    scenario : Scenario
        What is simulated; threads do not count.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.blake2b(digest_size=32)
    for frame, key in (
        (known_limits(situation.network.locations, situation.as_of), "location_id"),
        (situation.network.routes, "route_id"),
        (situation.parameters, "parameter"),
        (situation.stocks, "source"),
        (situation.observations, "observation_id"),
    ):
        lines = sorted(tables.write_text(frame.sort_values(key, kind="stable")).splitlines())
        digest.update("\n".join(lines).encode())
    for corridor in situation.corridors:
        digest.update(f"{corridor.corridor_id} {corridor.route_indices}".encode())
    for claim in sorted(map(_named, situation.ledger.claims)):
        digest.update(claim.encode())
    settings = {key: value for key, value in asdict(scenario).items() if key != "threads"}
    digest.update(f"{__version__} {situation.as_of} {situation.undisturbed} {settings}".encode())
    return digest.hexdigest()


def _named(claim: Claim) -> str:
    """What makes two claims the same: a correction leaves the identifier as it was."""
    return claim.claim_id + (claim.review.review_id if claim.review else "")
