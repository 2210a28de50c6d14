"""A city under siege on the command line: the work of ``qafila siege``."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qafila.api import attach_ledger
from qafila.cards import count
from qafila.commands.run import Teller
from qafila.commands.simulate_lines import sizes
from qafila.errors import InputError, Problem
from qafila.forecasting.calibration.telling import how_to_calibrate
from qafila.forecasting.siege.siege import DRAWS, forecast_siege
from qafila.simulate.scenario import Scenario
from qafila.simulate.scenario_file import naming_changes, read_values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from qafila.case import Case
    from qafila.forecasting.siege.siege import Siege
    from qafila.simulate.scenario import Change

_SIZES = ("days", "draws", "seed")


@dataclass(frozen=True)
class SiegeOptions:
    """What the user asked of a siege.

    Parameters
    ----------
    city : str or None
        Which city, if not that of the case.
    table : str
        ``strict`` or ``customs-lag``.
    days, draws, seed : int or None
        Sizes; else those of the scenario files, else the defaults.
    scenarios : tuple of Path
        TOML files, each a what-if of its own.
    threads : int or None
        All cores if it is not given.
    ledger : str or None
        File or address of the ledger, if not the usual one.
    keep_removed : bool
        Count claims of documents that are no longer among the reports.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at in an earlier run.
    stored : bool
        Whether a posterior that is stored for this day and these inputs is used.
    typed : str
        The case as the user wrote it, for commands to type next.
    """

    city: str | None = None
    table: str = "strict"
    days: int | None = None
    draws: int | None = None
    seed: int | None = None
    scenarios: tuple[Path, ...] = ()
    threads: int | None = None
    ledger: str | None = None
    keep_removed: bool = False
    reviews: bool = True
    llm: bool = False
    stored: bool = True
    typed: str = "CASE"


@dataclass(frozen=True)
class Told:
    """What came of a siege.

    Parameters
    ----------
    siege : Siege
        The forecast and its what-ifs.
    record : dict
        What is printed as JSON.
    """

    siege: Siege
    record: dict[str, Any]


def siege_case(
    case: Case, as_of: dt.date, options: SiegeOptions, teller: Teller | None = None
) -> Told:
    """Forecast a city under siege.

    Parameters
    ----------
    case : Case
        The checked case.
    as_of : datetime.date
        Day whose knowledge is used.
    options : SiegeOptions
        What was asked for.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Told
        Forecast and record.

    Raises
    ------
    InputError
        If the city cannot be reached, or a scenario is wrong.
    """
    teller = teller or Teller()
    scenario, plans = read_plans(as_of, options)
    seconds: dict[str, float] = {}
    begun = time.perf_counter()
    teller.start("situation")
    opened = attach_ledger(
        case,
        options.ledger,
        keep_removed=options.keep_removed,
        reviews=options.reviews,
        llm=options.llm,
        progress=teller.advance,
    )
    situation = opened.situation(as_of)
    seconds["situation"] = round(time.perf_counter() - begun, 3)
    reports = count(opened.reading.documents, "report")
    claims = count(len(situation.ledger.claims), "claim")
    teller.finish("situation", f"{reports}, {claims} known", seconds["situation"])
    begun = time.perf_counter()
    teller.start("simulation")
    found = forecast_siege(
        situation,
        scenario,
        city=options.city,
        what_if={path.stem: changes for path, changes in plans.items()},
        table=options.table,
        stored=options.stored,
        threads=options.threads,
        naming=lambda name: naming_changes(_path_of(name, plans)),
        note=teller.note,
    )
    seconds["simulation"] = round(time.perf_counter() - begun, 3)
    told = f"{sizes(scenario.draws, scenario.days)}, {count(len(plans), 'what-if')}"
    teller.finish("simulation", told, seconds["simulation"])
    record = found.record()
    if "how" in record["calibration"]:
        folder = shlex.quote(options.typed)
        how = how_to_calibrate(situation, options.city, folder, options.table)
        record["calibration"]["how"] = how
    return Told(found, {**record, "seconds": seconds})


def _path_of(name: str, plans: Mapping[Path, Sequence[Change]]) -> Path | None:
    return next((path for path in plans if path.stem == name), None)


def read_plans(
    as_of: dt.date, options: SiegeOptions
) -> tuple[Scenario, dict[Path, tuple[Change, ...]]]:
    """Sizes of all runs, and the changes of each scenario file.

    Parameters
    ----------
    as_of : datetime.date
        Day from which dates of changes are counted.
    options : SiegeOptions
        Options win over files, files over defaults.

    Returns
    -------
    Scenario
        Days, draws and seed, without changes.
    dict of Path to tuple of Change
        By file.

    Raises
    ------
    InputError
        If a file is wrong or changes nothing, two have one name, or they want different sizes.
    """
    plans: dict[Path, tuple[Change, ...]] = {}
    wanted: dict[str, tuple[int, Path]] = {}
    problems = []
    for path in options.scenarios:
        values = read_values(path, as_of)
        if twin := next((one for one in plans if one.stem == path.stem), None):
            wrong = f"has the name of {twin}, by which its results are told"
            problems.append(Problem(str(path), wrong, hint="rename one of them"))
        if not values["changes"]:
            hint = "write [[changes]], or leave the file out"
            problems.append(Problem(path.name, "changes nothing", None, "changes", hint))
        plans[path] = values["changes"]
        for name in _SIZES:
            if name not in values or getattr(options, name) is not None:
                continue
            if name in wanted and wanted[name][0] != values[name]:
                first, other = wanted[name]
                wrong = f"{name} is {values[name]}, and {first} in {other.name}"
                problems.append(Problem(path.name, wrong, None, name, f"give --{name}"))
            wanted.setdefault(name, (values[name], path))
    if problems:
        raise InputError(problems)
    given = {name: value for name, (value, _) in wanted.items()}
    given |= {name: value for name in _SIZES if (value := getattr(options, name)) is not None}
    sizes_of_all: dict[str, Any] = {"draws": DRAWS, **given}
    return Scenario(**sizes_of_all), plans
