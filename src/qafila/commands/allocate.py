"""Simulate a Flee folder: people of a known total allocated to camps, under either rule set."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila import __version__
from qafila.cards import count
from qafila.commands.allocate_options import MOST_HELD, AllocateOptions, cells, check_options
from qafila.commands.allocate_tables import (
    Allocation,
    Compared,
    difference_table,
    draws_table,
    last_day,
    summary_table,
)
from qafila.commands.run import Teller
from qafila.commands.what_if_notes import folder_notes
from qafila.simulate.allocation.judged import ERROR, PRESENT
from qafila.simulate.allocation.members import can_be_full
from qafila.simulate.allocation.scores import counted_camps, error_figures
from qafila.simulate.paired import BEFORE, DIFFERENCE, compare
from qafila.simulate.sources import ALLOCATION, FLEE, QAFILA

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from qafila.interop import FleeFolder
    from qafila.simulate import Scenario, Simulation

_PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class Allocated:
    """What came of it.

    Parameters
    ----------
    folder : FleeFolder
        What was run, changes included; under changes nothing was counted.
    allocation : Allocation
        People by day and camp over draws.
    people : array, shape (day,), people
        All people, mean over draws.
    draws : array, shape (draw, day, camp), or None
        Every draw, where they are held.
    compared : Compared or None
        What the changes make, draw by draw.
    record : dict
        What is printed with ``--json``.
    """

    folder: FleeFolder
    allocation: Allocation
    people: NDArray[np.float64]
    draws: NDArray[Any] | None
    compared: Compared | None
    record: dict[str, Any]

    def table(self) -> pd.DataFrame:
        """The table that ``--out`` writes.

        Returns
        -------
        pandas.DataFrame
            The difference where one was asked for, else every draw, else their summary.
        """
        if self.compared is not None:
            return difference_table(self.folder, self.allocation, self.compared)
        if self.draws is not None:
            return draws_table(self.folder, self.draws)
        return summary_table(self.folder, self.allocation)


def allocate(
    folder: FleeFolder,
    scenario: Scenario,
    options: AllocateOptions,
    teller: Teller | None = None,
) -> Allocated:
    """Run a folder.

    Parameters
    ----------
    folder : FleeFolder
        What was opened.
    scenario : Scenario
        Draws, seed, threads and planned changes.
    options : AllocateOptions
        What was asked for.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Allocated
        People by day and camp, and the record.

    Raises
    ------
    InputError
        If a change names what is not there, or the options exclude each other.
    """
    from qafila.simulate import Simulation

    teller = teller or Teller()
    check_options(folder, scenario, options)
    if options.rules == QAFILA:
        folder = folder.in_order_of_dates()
    simulation = Simulation(
        folder,
        draws=scenario.draws,
        seed=scenario.seed,
        changes=scenario.changes,
        threads=scenario.threads,
        rules=options.rules,
        capacities=options.capacities,
        parameters=options.parameters,
    )
    teller.start("simulation")
    held = not options.summary and cells(folder, scenario) <= MOST_HELD
    ran = (_held if held else _streamed)(simulation, options, teller)
    told = f"{count(scenario.draws, 'draw')} of {count(folder.days, 'day')}, seed {scenario.seed}"
    teller.finish("simulation", told, ran.simulation)
    shown = _shown(folder, scenario)
    positions, counted = counted_camps(shown)
    figures = error_figures(ran.allocation.mean[:, positions], ran.errors, counted)
    record = {
        **_head(folder, scenario, options, ran),
        "people": round(float(ran.people[-1])),
        **{name: None if np.isnan(one) else round(one, 6) for name, one in figures.items()},
        "last_day": last_day(shown, ran.allocation),
        "notes": folder_notes(folder, scenario, options.rules, ran.most),
    }
    if ran.compared is not None:
        record["difference"] = last_day(shown, ran.compared.difference, observed=False)
    return Allocated(
        folder=shown,
        allocation=ran.allocation,
        people=ran.people,
        draws=ran.draws,
        compared=ran.compared,
        record=record,
    )


def _shown(folder: FleeFolder, scenario: Scenario) -> FleeFolder:
    """The folder whose camps are shown; what a scenario changes was never counted."""
    if not scenario.changes:
        return folder
    from qafila.simulate.allocation.changed import changed_folder

    return replace(changed_folder(folder, scenario.changes), observed=None)


@dataclass(frozen=True, eq=False)
class _Ran:
    """What a run gave, however its draws were kept."""

    allocation: Allocation
    people: NDArray[np.float64]
    errors: NDArray[np.float64]
    draws: NDArray[Any] | None
    most: NDArray[np.float64]  # by camp, in any draw on any day
    compared: Compared | None
    simulation: float  # seconds
    compilation: float


def _held(simulation: Simulation, options: AllocateOptions, teller: Teller) -> _Ran:
    how: dict[str, Any] = {
        "progress": teller.note,
        "advance": teller.advance,
        "cluster": options.cluster,
    }
    found = simulation.run(**how)
    runs, compared = [found], None
    if options.compare:
        base = simulation.without_changes().run(**how)
        runs.append(base)
        apart = compare(base, found, PRESENT).draws.to_numpy()
        before = Allocation.of_draws(base.data[PRESENT].to_numpy())
        compared = Compared(before, Allocation.of_draws(apart))
    draws = found.data[PRESENT].to_numpy()
    return _Ran(
        allocation=Allocation.of_draws(draws),
        people=found.data[_PEOPLE].to_numpy().mean(axis=0),
        errors=found.data[ERROR].to_numpy(),
        draws=draws,
        most=draws.max(axis=(0, 1)).astype(np.float64),
        compared=compared,
        simulation=sum(one.seconds.simulation for one in runs if one.seconds),
        compilation=sum(one.seconds.compilation for one in runs if one.seconds),
    )


def _streamed(simulation: Simulation, options: AllocateOptions, teller: Teller) -> _Ran:
    found = simulation.summarise(
        teller.note, advance=teller.advance, cluster=options.cluster, paired=options.compare
    )
    compared = None
    if options.compare:
        before, apart = (
            Allocation.of_summary(found, PRESENT + how) for how in (BEFORE, DIFFERENCE)
        )
        compared = Compared(before, apart)
    return _Ran(
        allocation=Allocation.of_summary(found, PRESENT),
        people=found.mean(_PEOPLE).to_numpy(),
        errors=found.each(ERROR).to_numpy(),
        draws=None,
        most=found.maximum(PRESENT).to_numpy().max(axis=0).astype(np.float64),
        compared=compared,
        simulation=found.seconds.simulation if found.seconds else 0.0,
        compilation=found.seconds.compilation if found.seconds else 0.0,
    )


def _head(
    folder: FleeFolder, scenario: Scenario, options: AllocateOptions, ran: _Ran
) -> dict[str, Any]:
    from qafila.simulate.ensemble import thread_count

    return {
        "qafila": __version__,
        "folder": folder.name,
        "start": folder.start.isoformat(),
        "rules": options.rules,
        "capacities": can_be_full(options.rules, options.capacities),
        "hasten": folder.settings.hasten,
        "days": folder.days,
        "draws": scenario.draws,
        "seed": scenario.seed,
        "threads": None if options.cluster else thread_count(scenario.threads),
        "seconds": round(ran.simulation, 6),
        "seconds_compilation": round(ran.compilation, 6),
        "product": ALLOCATION,
        "calibrated": "no",
        "countries": _countries(folder, scenario),
        "changes": [asdict(change) for change in scenario.changes],
        "warnings": [str(problem) for problem in folder.warnings],
        "repaired": [str(problem) for problem in folder.repaired],
    }


def _countries(folder: FleeFolder, scenario: Scenario) -> dict[str, str]:
    places = _shown(folder, scenario).places
    return {places.names[camp]: places.countries[camp] for camp in places.camps}


def write_flee_out(done: Allocated, path: Path) -> None:
    """Write the columns of Flee's ``out.csv``: the draw if there is one, else the mean of draws.

    Parameters
    ----------
    done : Allocated
        What was run, without changes.
    path : Path
        Where to write.
    """
    from qafila.interop import write_out_csv
    from qafila.simulate.allocation.flee_spawning import totals

    in_camps = np.rint(done.allocation.mean).astype(np.int64)
    people = np.rint(done.people).astype(np.int64)
    # Under the rules of Qafila nobody owes later days a decrease: people go home on the day.
    debt = totals(done.folder).debt if done.record["rules"] == FLEE else None
    write_out_csv(path, done.folder, in_camps, people, debt)
