"""What may be asked of a simulation of a Flee folder, and what excludes what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem
from qafila.simulate.sources import QAFILA

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from qafila.interop import FleeFolder
    from qafila.simulate import Scenario

MOST_HELD = 20_000_000  # people by draw, day and camp that are held in memory


@dataclass(frozen=True)
class AllocateOptions:
    """What the user asked of a simulation of a Flee folder.

    Parameters
    ----------
    rules : str
        ``flee`` or ``qafila``.
    capacities : bool or None
        Whether camps can be full; None for what the rules do by default.
    summary : bool
        Sum the draws up as they come instead of holding them.
    compare : bool
        Run each draw without the changes of the scenario too.
    cluster : str or None
        Address of a Dask scheduler to run on.
    all_draws : bool
        Every draw is wanted by name; it is also what is written without `summary` or `compare`.
    draws_wanted : bool
        Whether a table of every draw is written.
    flee_out : bool
        Whether Flee's own table is written.
    parameters : pandas.DataFrame or None
        Those of a case, from `case_parameters`, instead of the defaults of the package.
    """

    rules: str = QAFILA
    capacities: bool | None = None
    summary: bool = False
    compare: bool = False
    cluster: str | None = None
    all_draws: bool = False
    draws_wanted: bool = False
    flee_out: bool = False
    parameters: pd.DataFrame | None = None


def open_plan(
    flee: Path,
    *,
    scenario: Path | None = None,
    lenient: bool = False,
    validation: Path | None = None,
    settings: Path | None = None,
    **numbers: int | None,
) -> tuple[FleeFolder, Scenario]:
    """Open a folder and put together what is simulated of it.

    Parameters
    ----------
    flee : Path
        The input folder.
    scenario : Path, optional
        TOML file with planned changes.
    lenient : bool
        Repair what can be repaired.
    validation, settings : Path, optional
        See `qafila.interop.open_flee`.
    **numbers : int or None
        The days, hasten, draws, seed and threads; None leaves the choice to the files.

    Returns
    -------
    FleeFolder
        What was opened.
    Scenario
        What is simulated; its days are those of the folder unless something else says how many.

    Raises
    ------
    InputError
        If anything is wrong with the folder or the file; all of either is named at once.
    """
    from qafila.interop import open_flee
    from qafila.simulate import Scenario
    from qafila.simulate.scenario_file import read_sizes, read_values

    options = {name: value for name, value in numbers.items() if value is not None}
    hasten = options.pop("hasten", None)
    folder = open_flee(
        flee,
        validation=validation,
        settings=settings,
        hasten=hasten,
        days=(read_sizes(scenario) | options).get("days"),
        lenient=lenient,
    )
    given = read_values(scenario, folder.start) | options
    return folder, Scenario(**{**given, "days": folder.days})


def case_parameters(name: str) -> pd.DataFrame | None:
    """Parameters of a case: its own rows, and the defaults of the package for the rest.

    Parameters
    ----------
    name : str
        Folder or name of the case; empty for none.

    Returns
    -------
    pandas.DataFrame or None
        In base units.

    Raises
    ------
    InputError
        If there is no such case, or it is not sound.
    """
    if not name:
        return None
    from qafila.case import find_case, read_case
    from qafila.situation.known import read_parameters

    case = read_case(find_case(name))
    return read_parameters(case, case.as_of)


def check_options(folder: FleeFolder, scenario: Scenario, options: AllocateOptions) -> None:
    """Name what cannot be done with these options before anything runs.

    What the simulation itself refuses is not looked at here.

    Parameters
    ----------
    folder : FleeFolder
        What was opened.
    scenario : Scenario
        Draws, seed and planned changes.
    options : AllocateOptions
        What was asked for.

    Raises
    ------
    InputError
        Naming all of it.
    """
    problems = [
        *excluded(options.all_draws, options.summary, options.compare),
        *nothing_to_compare(scenario, compare=options.compare),
    ]
    rows = cells(folder, scenario)
    if (options.draws_wanted or options.all_draws) and rows > MOST_HELD:
        wrong = f"a table of every draw would have {rows:,} rows"
        problems.append(Problem("--out", wrong, hint="add --summary, or ask for fewer --draws"))
    if options.flee_out:
        problems += _flee_out_problems(folder, scenario)
    if problems:
        raise InputError(problems)


def excluded(all_draws: bool, summary: bool, compare: bool) -> list[Problem]:
    """Options of the table that exclude each other, for a case and for a folder.

    Parameters
    ----------
    all_draws, summary, compare : bool
        Whether each was given.

    Returns
    -------
    list of Problem
        A summary and a comparison go together; every draw goes with neither.

    Examples
    --------
    >>> [str(one) for one in excluded(True, False, True)]
    ['--all-draws: it excludes --compare; leave one of them out']
    """
    others = {"--summary": summary, "--compare": compare}
    return [
        Problem("--all-draws", f"it excludes {name}", hint="leave one of them out")
        for name, given in others.items()
        if all_draws and given
    ]


def nothing_to_compare(scenario: Scenario, *, compare: bool) -> list[Problem]:
    """A comparison without changes.

    Parameters
    ----------
    scenario : Scenario
        What is simulated.
    compare : bool
        Whether it is to be compared.

    Returns
    -------
    list of Problem
        Empty if there is something to compare, or nobody asks.
    """
    if not compare or scenario.changes:
        return []
    hint = "name a file with [[changes]] by --scenario"
    return [Problem("--compare", "there is no scenario to compare", hint=hint)]


def _flee_out_problems(folder: FleeFolder, scenario: Scenario) -> list[Problem]:
    """Columns of Flee that would hold what was not counted."""
    problems = []
    if scenario.changes:
        wrong = "its errors hold against what was counted, and what a scenario changes was not"
        problems.append(Problem("--flee-out", wrong, hint="leave --scenario out, or use --out"))
    if folder.settings.log_idp_totals:
        wrong = "idp_totals asks for all internally displaced people, whom we do not count"
        problems.append(Problem("--flee-out", wrong, hint="set log_levels.idp_totals to 0"))
    return problems


def cells(folder: FleeFolder, scenario: Scenario) -> int:
    """How many numbers of people all draws have.

    Parameters
    ----------
    folder : FleeFolder
        What is run.
    scenario : Scenario
        Draws.

    Returns
    -------
    int
        Draws times days times camps.
    """
    return int(scenario.draws * folder.days * len(folder.places.camps))
