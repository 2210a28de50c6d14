"""The command ``qafila simulate``: a case, or an input folder of Flee."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qafila.cards import count
from qafila.cli.main import app
from qafila.cli.options import (
    AsJson,
    AsOf,
    CaseName,
    KeepRemoved,
    LlmClaims,
    NoPosterior,
    NoReviews,
)
from qafila.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from qafila.case import Case
    from qafila.commands.allocate_options import AllocateOptions
    from qafila.commands.simulate import CaseOptions
    from qafila.interop import FleeFolder
    from qafila.simulate import Scenario

_LONGEST_CASE = 365  # days


@dataclass(frozen=True)
class _Show:
    """Where results go: a file, and stdout as JSON, as CSV or as lines."""

    out: Path | None
    as_json: bool
    as_csv: bool

    def write(self, table: pd.DataFrame) -> None:
        """Write the file, and print the table where it was asked for."""
        from qafila.commands.simulate import write_table
        from qafila.tables import write_text

        if self.out is not None:
            write_table(table, self.out)
            _tell_written(self.out)
        if self.as_csv:
            print(write_text(table), end="")
            sys.stderr.write(f"written: {count(len(table), 'row')} to standard output\n")


@app.command()
def simulate(
    case: CaseName = "",
    as_of: AsOf = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Days to simulate; 60, or all of a folder.")
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Ensemble size; 500 by default.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Same seed, same bytes; 7 by default.")
    ] = None,
    scenario: Annotated[Path | None, typer.Option(help="TOML file with planned changes.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="What the changes make, draw by draw.")
    ] = False,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Same bytes for any number; all cores by default.")
    ] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    no_posterior: NoPosterior = False,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    flee: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Input folder of Flee, instead of a case.")
    ] = None,
    validation: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Its counts: the folder of data_layout.csv.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its simsetting.yml.")
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(metavar="flee|qafila", help="Whose rules people move by; qafila by default."),
    ] = None,
    hasten: Annotated[
        int | None, typer.Option(min=1, help="Divide people, capacities and counts by it.")
    ] = None,
    capacities: Annotated[
        bool | None,
        typer.Option("--capacities/--no-capacities", help="Whether camps can be full."),
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Repair what can be repaired, and say so.")
    ] = False,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786.")
    ] = None,
    all_draws: Annotated[
        bool, typer.Option("--all-draws", help="Every draw, as with --flee anyway.")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Sum draws up and hold none: quantiles only.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Table to write: .csv or .parquet.")] = None,
    flee_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the columns of Flee's out.csv.")
    ] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")] = False,
) -> None:
    """Simulate without a brief: a case, or people in camps of one of Flee's input folders."""
    from qafila.commands.allocate_options import AllocateOptions, case_parameters, open_plan
    from qafila.commands.simulate import CaseOptions, probe_format, probe_parent
    from qafila.simulate import read_scenario
    from qafila.simulate.scenario_file import naming_changes
    from qafila.simulate.sources import QAFILA

    if as_json and as_csv:
        raise InputError("--json and --csv exclude each other; with --json, name a file by --out")
    probe_format(out)
    probe_parent(flee_out)
    of_folder = {
        "--validation": validation, "--settings": settings, "--rules": rules, "--hasten": hasten,
        "--capacities": capacities, "--lenient": lenient, "--flee-out": flee_out,
    }  # fmt: skip
    of_case = {
        "--as-of": as_of, "--ledger": ledger, "--keep-removed": keep_removed,
        "--no-reviews": no_reviews, "--llm-claims": llm_claims,
        "--no-posterior": no_posterior,
    }  # fmt: skip
    sizes = {"days": days, "draws": draws, "seed": seed, "threads": threads}
    show = _Show(out, as_json, as_csv)
    if flee is None:
        _refuse(of_folder, "needs --flee")
        if not case:
            raise InputError("name a CASE, or an input folder of Flee by --flee")
        if days is not None and days > _LONGEST_CASE:
            raise InputError(f"--days {days} is above {_LONGEST_CASE}")
        found, day = _find_case(case, as_of)
        plan = read_scenario(scenario, day, **sizes)
        wanted = CaseOptions(
            all_draws=all_draws,
            ledger=ledger,
            stored=not no_posterior,
            keep_removed=keep_removed,
            reviews=not no_reviews,
            llm=llm_claims,
            summary=summary,
            compare=compare,
            cluster=cluster,
        )
        with naming_changes(scenario):
            _simulate_case(found, day, plan, wanted, show)
        return
    _refuse(of_case, "means nothing with --flee")
    options = AllocateOptions(
        rules=rules or QAFILA,
        capacities=capacities,
        summary=summary,
        compare=compare,
        cluster=cluster,
        all_draws=all_draws,
        flee_out=flee_out is not None,
        draws_wanted=not (summary or compare) and (out is not None or as_csv),
        parameters=case_parameters(case),
    )
    folder, plan = open_plan(
        flee,
        scenario=scenario,
        validation=validation,
        settings=settings,
        lenient=lenient,
        hasten=hasten,
        **sizes,
    )
    with naming_changes(scenario):
        _simulate_folder(folder, plan, options, flee_out, show)


def _tell_written(path: Path) -> None:
    from qafila.commands.listing import plain

    sys.stderr.write(f"written: {plain(str(path))}\n")


def _refuse(options: Mapping[str, object], why: str) -> None:
    """Refuse options that would have no effect."""
    told = [f"{name} {why}" for name, value in options.items() if value not in (None, False)]
    if options.get("--capacities") is False:
        told.append(f"--no-capacities {why}")
    if told:
        raise InputError("\n".join(told))


def _find_case(case: str, as_of: str | None) -> tuple[Case, dt.date]:
    from qafila.case import find_case, read_case
    from qafila.days import parse_day

    found = read_case(find_case(case))
    return found, parse_day(as_of) if as_of else found.as_of


def _simulate_case(
    found: Case, day: dt.date, plan: Scenario, options: CaseOptions, show: _Show
) -> None:
    from qafila.commands.listing import as_json, plain
    from qafila.commands.simulate import simulate_case
    from qafila.commands.simulate_lines import summary_lines
    from qafila.progress import ProgressTeller

    with ProgressTeller(f"{found.name} as of {day}") as teller:
        done = simulate_case(found, day, plan, options, teller)
    show.write(done.table)
    if show.as_json:
        print(as_json(done.record))
    elif not show.as_csv:
        print("\n".join(plain(line) for line in summary_lines(done.record)))


def _simulate_folder(
    folder: FleeFolder,
    plan: Scenario,
    options: AllocateOptions,
    flee_out: Path | None,
    show: _Show,
) -> None:
    from qafila.commands.allocate import allocate, write_flee_out
    from qafila.commands.allocate_tables import allocation_lines
    from qafila.commands.listing import as_json, plain
    from qafila.progress import ProgressTeller

    for word, problems in (("warning", folder.warnings), ("repaired", folder.repaired)):
        sys.stderr.write("".join(f"{word}: {plain(str(one))}\n" for one in problems))
    with ProgressTeller(plain(f"{folder.name}, rules {options.rules}")) as teller:
        done = allocate(folder, plan, options, teller)
    if show.out is not None or show.as_csv:
        show.write(done.table())
    if flee_out is not None:
        write_flee_out(done, flee_out)
        _tell_written(flee_out)
    if show.as_json:
        print(as_json(done.record))
    elif not show.as_csv:
        print("\n".join(plain(line) for line in allocation_lines(done.record)))
