"""Simulate a case without writing a brief: daily quantiles or every draw, as one long table."""

from __future__ import annotations

import importlib.util
import io
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from qafila import __version__
from qafila.api import attach_ledger
from qafila.cards import count
from qafila.commands.allocate_options import excluded, nothing_to_compare
from qafila.commands.naming import names_of
from qafila.commands.review import review_notes
from qafila.commands.run import Teller, removed_note
from qafila.commands.simulate_lines import sizes
from qafila.commands.simulate_tables import (
    difference_table,
    long_table,
    outcomes_of,
    product_of,
    summary_table,
)
from qafila.commands.what_if_notes import case_notes
from qafila.errors import InputError, MissingExtraError, Problem
from qafila.files import write_whole
from qafila.forecasting.calibration.gathering import STRICT
from qafila.forecasting.calibration.telling import calibration_record, priors_note
from qafila.simulate.sources import QAFILA
from qafila.tables import write_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from qafila.case import Case
    from qafila.forecasting.calibration.posterior import Posterior
    from qafila.simulate import Scenario, Simulation
    from qafila.simulate.ensemble import Seconds
    from qafila.situation import Situation

FORMATS = (".csv", ".parquet")


@dataclass(frozen=True)
class Simulated:
    """What came of a simulation without a brief.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns `COLUMNS`.
    record : dict
        Rules, sizes, seconds and the most telling numbers.
    """

    table: pd.DataFrame
    record: dict[str, Any]


@dataclass(frozen=True)
class CaseOptions:
    """What the user asked of a simulation of a case.

    Parameters
    ----------
    all_draws : bool
        Whether the table holds every draw instead of quantiles.
    ledger : str or None
        File or address of the ledger, if not the usual one.
    keep_removed : bool
        Count claims of documents that are no longer among the reports.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at in an earlier run.
    summary : bool
        Sum the draws up as they come instead of holding them.
    compare : bool
        Run each draw without the changes of the scenario too.
    cluster : str or None
        Address of a Dask scheduler to run on.
    stored : bool
        Whether a posterior that is stored for this day and these inputs is used.
    """

    all_draws: bool = False
    ledger: str | None = None
    keep_removed: bool = False
    reviews: bool = True
    llm: bool = False
    summary: bool = False
    compare: bool = False
    cluster: str | None = None
    stored: bool = True


def simulate_case(
    case: Case,
    as_of: dt.date,
    scenario: Scenario,
    options: CaseOptions,
    teller: Teller | None = None,
) -> Simulated:
    """Run a case up to its simulation.

    Parameters
    ----------
    case : Case
        The checked case.
    as_of : datetime.date
        Day whose knowledge is used.
    scenario : Scenario
        Days, draws, seed and planned changes.
    options : CaseOptions
        What was asked for.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Simulated
        Result, table and record.
    """
    from qafila.forecasting.calibration.storing import look_up
    from qafila.simulate.ensemble import thread_count

    teller = teller or Teller()
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
    if situation.ledger.removed:
        teller.note(removed_note(situation.ledger.removed))
    for line in review_notes(opened, situation.ledger):
        teller.note(line)
    seconds["situation"] = round(time.perf_counter() - begun, 3)
    reports = count(opened.reading.documents, "report")
    told = f"{reports}, {count(len(situation.ledger.claims), 'claim')} known"
    teller.finish("situation", told, seconds["situation"])
    stored = options.stored
    posterior, differs = look_up(situation) if stored else (None, ())
    if posterior is None:
        teller.note(priors_note(situation, differs, stored=stored))
    run, table, found = _run(situation, scenario, options, teller, posterior)
    seconds["simulation"] = round(run.simulation, 3)
    seconds["compilation"] = round(run.compilation, 3)
    record = {
        "qafila": __version__,
        "case": case.name,
        "as_of": as_of.isoformat(),
        "rules": QAFILA,
        "days": scenario.days,
        "draws": scenario.draws,
        "seed": scenario.seed,
        "product": product_of(scenario),
        "changes": [asdict(change) for change in scenario.changes],
        "names": names_of(situation, scenario.changes),
        "threads": None if options.cluster else thread_count(scenario.threads),
        "calibrated": "no" if posterior is None else "yes",
        "calibration": calibration_record(
            situation, posterior, differs, table=STRICT, stored=stored
        ),
        "seconds": seconds,
        **found,
    }
    return Simulated(table, record)


def _run(
    situation: Situation,
    scenario: Scenario,
    options: CaseOptions,
    teller: Teller,
    posterior: Posterior | None,
) -> tuple[Seconds, pd.DataFrame, dict[str, Any]]:
    """Run, and say how long it took, the table, and what came of the last day."""
    from qafila.simulate import Simulation

    problems = excluded(options.all_draws, options.summary, options.compare)
    problems += nothing_to_compare(scenario, compare=options.compare)
    if problems:
        raise InputError(problems)
    simulation = Simulation.of(situation, scenario, posterior)
    teller.start("simulation")
    seconds, table, told = (_streamed if options.summary else _held)(
        situation, simulation, options, teller
    )
    assert seconds is not None  # noqa: S101  # whatever is run is timed
    done = f"{sizes(scenario.draws, scenario.days)}, seed {scenario.seed}"
    teller.finish("simulation", done, seconds.simulation)
    return seconds, table, told


_Ran = tuple["Seconds | None", "pd.DataFrame", dict[str, Any]]


def _streamed(
    situation: Situation, simulation: Simulation, options: CaseOptions, teller: Teller
) -> _Ran:
    summary = simulation.summarise(
        teller.note, advance=teller.advance, cluster=options.cluster, paired=options.compare
    )
    factor = _inflation(situation, simulation.scenario)
    table = summary_table(summary, inflation=factor)
    people = sum(
        float(summary.mean(name)[0].sum()) for name in ("at_home", "present", "in_transit")
    )
    told = {
        "people": int(people),
        "input_hash": summary.input_hash,
        "interval_inflation": factor,
        "last_day": outcomes_of(table),
        "notes": case_notes(situation, simulation.scenario, summary),
    }
    if options.compare:
        table = summary_table(summary, difference=True)
        told["difference"] = outcomes_of(table)
    return summary.seconds, table, told


def _inflation(situation: Situation, scenario: Scenario) -> float:
    """By how much intervals of days of supply are stretched, as in a brief of the scenario."""
    from qafila.forecasting.widening import declared_factor
    from qafila.parameters import with_values

    known = with_values(situation.parameters, scenario.values)
    return declared_factor(replace(situation, parameters=known))


def _told(row: dict[str, Any], factor: float) -> dict[str, Any]:
    """What draws say of the last day, with the interval as it is told."""
    from qafila.forecasting.forecast import SUPPLY
    from qafila.forecasting.widening import widen_quantiles

    if row["target"] != SUPPLY:
        return row
    ends = ("low90", "median", "high90")
    wide = widen_quantiles((0.05, 0.5, 0.95), [row[key] for key in ends], factor)
    return row | {key: round(value, 2) for key, value in zip(ends, wide.tolist(), strict=True)}


def _held(
    situation: Situation, simulation: Simulation, options: CaseOptions, teller: Teller
) -> _Ran:
    from qafila.simulate.beside import ASSUMPTION, beside
    from qafila.simulate.series import outcomes

    how: dict[str, Any] = {
        "progress": teller.note,
        "advance": teller.advance,
        "cluster": options.cluster,
    }
    result = simulation.run(**how)
    factor = _inflation(situation, simulation.scenario)
    table = long_table(result, all_draws=options.all_draws, inflation=factor)
    told = {
        "people": int(result.data["people_start"].to_numpy().mean()),
        "input_hash": result.input_hash,
        "interval_inflation": factor,
        "last_day": [_told(asdict(one), factor) for one in outcomes(result)],
        "notes": case_notes(situation, simulation.scenario, result),
        "coupling": {"told": ASSUMPTION, **asdict(beside(simulation, result))},
    }
    if options.compare:
        table = difference_table(simulation.without_changes().run(**how), result)
        told["difference"] = outcomes_of(table)
    return result.seconds, table, told


def probe_format(path: Path | None) -> None:
    """Fail before the work if the table could not be written in the format that is asked for.

    Parameters
    ----------
    path : Path or None
        Where the table is to go.

    Raises
    ------
    InputError
        If the ending of the name is that of no known format.
    MissingExtraError
        If the format needs a library that is not installed.
    """
    if path is None:
        return
    probe_parent(path)
    if path.suffix.lower() not in FORMATS:
        hint = "end the name in " + " or ".join(FORMATS)
        raise InputError(Problem(str(path), f'unknown format "{path.suffix}"', hint=hint))
    if path.suffix.lower() == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError(
            f"{path}: Parquet needs pyarrow, which is not installed; run: "
            'python -m pip install "pyarrow>=17", or end the name in .csv'
        )


def probe_parent(path: Path | None) -> None:
    """Fail before the work if the folder of a file to be written is not there.

    Parameters
    ----------
    path : Path or None
        Where something is to go.

    Raises
    ------
    InputError
        If the folder is missing: a misspelt one would else be made in silence.
    """
    if path is not None and not path.parent.is_dir():
        hint = f"make {path.parent} first, or name another"
        raise InputError(Problem(str(path), "its folder does not exist", hint=hint))


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write the long table.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    path : Path
        File whose name ends in .csv or .parquet.
    """
    if path.suffix.lower() == ".parquet":
        buffer = io.BytesIO()
        frame.to_parquet(buffer, engine="pyarrow", index=False)
        write_whole(path, buffer.getvalue())
    else:
        write_whole(path, write_text(frame))
