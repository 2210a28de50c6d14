"""Simulate a Flee folder: people of a known total allocated to camps, under either rule set."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila import __version__
from qafila.commands.allocate_options import MOST_HELD, AllocateOptions, cells, check_options
from qafila.commands.allocate_tables import (
    Allocation,
    difference_table,
    draws_table,
    last_day,
    summary_table,
)
from qafila.commands.run import Teller
from qafila.simulate.allocation.judged import ERROR, PEOPLE, PRESENT, Judged
from qafila.simulate.allocation.members import can_be_full
from qafila.simulate.allocation.scores import SETTLED_DAY, counted_camps, mean_error
from qafila.simulate.paired import BEFORE, DIFFERENCE, Paired
from qafila.simulate.sources import ALLOCATION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from qafila.interop import FleeFolder
    from qafila.simulate import Scenario
    from qafila.simulate.ensemble import Seconds
    from qafila.simulate.members import Members


@dataclass(frozen=True, eq=False)
class Allocated:
    """What came of it.

    Parameters
    ----------
    folder : FleeFolder
        What was run, changes included.
    allocation : Allocation
        People by day and camp over draws.
    people : array, shape (day,), people
        All people, mean over draws.
    draws : array, shape (draw, day, camp), or None
        Every draw, where they are held.
    difference : Allocation or None
        What the changes make, draw by draw.
    before : Allocation or None
        The same camps without the changes.
    record : dict
        What is printed with ``--json``.
    """

    folder: FleeFolder
    allocation: Allocation
    people: NDArray[np.float64]
    draws: NDArray[Any] | None
    difference: Allocation | None
    before: Allocation | None
    record: dict[str, Any]

    def table(self) -> pd.DataFrame:
        """The table that ``--out`` writes.

        Returns
        -------
        pandas.DataFrame
            The difference where one was asked for, else every draw, else their summary.
        """
        if self.difference is not None and self.before is not None:
            return difference_table(self.folder, self.before, self.allocation, self.difference)
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
    from qafila.simulate.allocation.changed import changed_folder, comparable_folder
    from qafila.simulate.ensemble import count_all, run_all

    teller = teller or Teller()
    check_options(folder, scenario, options)
    changed = changed_folder(folder, scenario.changes)
    positions, counted = counted_camps(changed)
    judged = Judged(folder_members(changed, scenario, options), positions, counted)
    members: Members = judged
    if options.compare:
        without = comparable_folder(folder, scenario.changes)
        members = Paired(folder_members(without, scenario, options), judged, PRESENT)
    teller.start("simulation")
    held = not options.summary and cells(folder, scenario) <= MOST_HELD
    work = run_all if held else count_all
    found, seconds = work(
        members,
        threads=scenario.threads,
        cluster=options.cluster,
        progress=teller.note,
        advance=teller.advance,
    )
    told = f"{scenario.draws} draws of {folder.days} days, seed {scenario.seed}"
    teller.finish("simulation", told, seconds.simulation)
    shape = (folder.days, len(changed.places.camps))
    of = _reader(found, shape)
    allocation = of(PRESENT)
    people = _people(found, folder.days)
    errors = found.each(ERROR) if hasattr(found, "each") else found[ERROR]
    difference = of(DIFFERENCE) if options.compare else None
    record = {
        **_head(folder, scenario, options, seconds),
        "people": round(float(people[-1])),
        **error_record(allocation.mean[:, positions], counted, errors),
        "last_day": last_day(changed, allocation),
    }
    if difference is not None:
        record["difference"] = last_day(changed, difference, observed=False)
    return Allocated(
        folder=changed,
        allocation=allocation,
        people=people,
        draws=found[PRESENT] if isinstance(found, dict) else None,
        difference=difference,
        before=of(BEFORE) if options.compare else None,
        record=record,
    )


def _reader(found: Any, shape: tuple[int, int]) -> Any:
    if isinstance(found, dict):
        return lambda name: Allocation.of_draws(found[name])
    return lambda name: Allocation.of_tally(found.tallies[name], shape)


def _people(found: Any, days: int) -> NDArray[np.float64]:
    if isinstance(found, dict):
        return np.asarray(found[PEOPLE].mean(axis=0))
    return Allocation.of_tally(found.tallies[PEOPLE], (days, 1)).mean[:, 0]


def folder_members(folder: FleeFolder, scenario: Scenario, options: AllocateOptions) -> Members:
    """Members of an ensemble of a folder.

    Parameters
    ----------
    folder : FleeFolder
        What is run.
    scenario : Scenario
        Draws and seed.
    options : AllocateOptions
        Rules and capacities.

    Returns
    -------
    Members
        Ready to run.
    """
    from qafila.simulate.allocation import members

    return members.folder_members(
        folder,
        scenario.draws,
        scenario.seed,
        rules=options.rules,
        capacities=options.capacities,
        parameters=options.parameters,
    )


def error_record(
    mean: NDArray[np.float64], counted: NDArray[np.int64], each: NDArray[np.float64]
) -> dict[str, float | None]:
    """How far the camps are off.

    Parameters
    ----------
    mean : array, shape (day, counted), people
        Mean of the draws.
    counted : array, shape (day, counted), people
        Counts.
    each : array, shape (draw,)
        Error of each draw.

    Returns
    -------
    dict of str to float or None
        None where nobody was counted.

    Examples
    --------
    >>> error_record(np.array([[90.0]]), np.array([[100]]), np.array([0.1, 0.3]))["error"]
    0.1
    """
    figures = {
        "error": float(mean_error(mean, counted)),
        "error_after30": float(mean_error(mean, counted, SETTLED_DAY)),
        "error_per_draw_mean": float(np.mean(each)),
        "error_per_draw_sd": float(np.std(each, ddof=1)) if len(each) > 1 else 0.0,
    }
    return {name: None if np.isnan(value) else round(value, 6) for name, value in figures.items()}


def _head(
    folder: FleeFolder, scenario: Scenario, options: AllocateOptions, seconds: Seconds
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
        "seconds": round(seconds.simulation, 6),
        "seconds_compilation": round(seconds.compilation, 6),
        "product": ALLOCATION,
        "calibrated": "no",
        "changes": [asdict(change) for change in scenario.changes],
        "warnings": [str(problem) for problem in folder.warnings],
        "repaired": [str(problem) for problem in folder.repaired],
    }


def write_flee_out(done: Allocated, path: Path) -> None:
    """Write the columns of Flee's ``out.csv``: the draw if there is one, else the mean of draws.

    Parameters
    ----------
    done : Allocated
        What was run.
    path : Path
        Where to write.
    """
    from qafila.interop import write_out_csv

    in_camps = np.rint(done.allocation.mean).astype(np.int64)
    people = np.rint(done.people).astype(np.int64)
    write_out_csv(path, done.folder, in_camps, people, _debt(done.folder, done.record))


def _debt(folder: FleeFolder, record: Mapping[str, Any]) -> NDArray[np.int64]:
    """People by whom counts fell and whom later days must make up for, under Flee's rules."""
    if record["rules"] != "flee":
        return np.zeros(folder.days, dtype=np.int64)
    from qafila.simulate.allocation.flee_inputs import flee_inputs

    return np.asarray(flee_inputs(folder).debt, dtype=np.int64)
