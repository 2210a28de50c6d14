"""What may be asked of a simulation of a Flee folder, and what excludes what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.errors import InputError, Problem, one_of
from qafila.simulate.allocation.members import RULES, can_be_full

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
    draws_wanted : bool
        Whether a table of every draw is written.
    parameters : pandas.DataFrame or None
        Those of a case, from `case_parameters`, instead of the defaults of the package.
    """

    rules: str = "qafila"
    capacities: bool | None = None
    summary: bool = False
    compare: bool = False
    cluster: str | None = None
    draws_wanted: bool = False
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
    from qafila.simulate.scenario_file import read_values

    given = read_values(scenario)
    given |= {name: value for name, value in numbers.items() if value is not None}
    hasten = given.pop("hasten", None)
    folder = open_flee(
        flee,
        validation=validation,
        settings=settings,
        hasten=hasten,
        days=given.get("days"),
        lenient=lenient,
    )
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
    one_of("--rules", options.rules, RULES)
    problems = []
    kinds = {change.kind for change in scenario.changes}
    if options.compare and not scenario.changes:
        hint = "name a file with [[changes]] by --scenario"
        problems.append(Problem("--compare", "there is no scenario to compare", hint=hint))
    if options.parameters is not None and options.rules == "flee":
        wrong, hint = "the rules of Flee have settings and no parameters", "use --rules qafila"
        problems.append(Problem("CASE", wrong, hint=hint))
    problems += _source_problems(folder, options.rules)
    if "add_capacity" in kinds and not can_be_full(options.rules, options.capacities):
        wrong, hint = "camps are never full, so it has no effect", "add --capacities"
        problems.append(Problem("add_capacity", wrong, hint=hint))
    if "add_intake" in kinds and options.rules == "flee":
        wrong, hint = "the rules of Flee know no intake", "use --rules qafila"
        problems.append(Problem("add_intake", wrong, hint=hint))
    rows = cells(folder, scenario)
    if options.draws_wanted and rows > MOST_HELD:
        wrong = f"a table of every draw would have {rows:,} rows"
        problems.append(Problem("--out", wrong, hint="add --summary, or ask for fewer --draws"))
    if problems:
        raise InputError(problems)


def _source_problems(folder: FleeFolder, rules: str) -> list[Problem]:
    """A folder in which nobody would set out, because nothing says how many do."""
    settings = folder.settings
    driven = settings.conflict_driven_spawning or settings.flood_driven_spawning
    if folder.observed is not None or (rules == "flee" and driven):
        return []
    wrong = "it has no source_data, so there is no known total to allocate"
    hint = "name the folder of data_layout.csv by --validation"
    return [Problem(folder.name, wrong, hint=hint)]


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
