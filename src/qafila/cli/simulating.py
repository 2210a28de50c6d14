"""The command ``qafila simulate``: a case, or an input folder of Flee."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qafila.cli.main import app
from qafila.cli.options import AsJson, AsOf, CaseName, KeepRemoved, LlmClaims, NoReviews
from qafila.errors import InputError, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_CASE_ALONE = ("as_of", "ledger", "keep_removed", "no_reviews", "llm_claims", "all_draws")
_FOLDER_ALONE = (
    "validation", "settings", "rules", "hasten", "capacities", "lenient", "summary", "compare",
    "cluster", "flee_out",
)  # fmt: skip
_LONGEST_CASE = 365  # days


@app.command()
def simulate(
    context: typer.Context,
    case: CaseName = "",
    as_of: AsOf = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days to simulate.")] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=100_000, help="Ensemble size.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same bytes.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="TOML file with planned changes.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="What the changes make, draw by draw.")
    ] = False,
    threads: Annotated[int | None, typer.Option(min=1, help="Same bytes for any number.")] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
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
        str | None, typer.Option(metavar="flee|qafila", help="Whose rules people move by.")
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
        bool, typer.Option("--all-draws", help="Every draw instead of quantiles (of a case).")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Quantiles instead of every draw (of a folder).")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Table to write: .csv or .parquet.")] = None,
    flee_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the columns of Flee's out.csv.")
    ] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")] = False,
) -> None:
    """Simulate without a brief: a case, or people in camps of one of Flee's input folders."""
    given = context.params
    from qafila.commands import simulate as simulating

    simulating.probe_format(out)
    printed = "json" if as_json else "csv" if as_csv else "lines"
    if flee is None:
        _refuse(given, _FOLDER_ALONE, "needs --flee")
        if not case:
            raise InputError("name a CASE, or an input folder of Flee by --flee")
        _simulate_case(given, printed)
    else:
        _refuse(given, _CASE_ALONE, "means nothing with --flee")
        _simulate_folder(given, printed)


def _refuse(given: Mapping[str, Any], names: tuple[str, ...], why: str) -> None:
    """Refuse options that would have no effect."""
    wrong = [name for name in names if given[name] not in (None, False)]
    if given["capacities"] is False and "capacities" in names:
        wrong.append("no_capacities")
    told = [f"--{name.replace('_', '-')} {why}" for name in wrong]
    if told:
        raise InputError("\n".join(told))


def _simulate_case(given: Mapping[str, Any], printed: str) -> None:
    from qafila.api import parse_day
    from qafila.case import find_case, read_case
    from qafila.commands import simulate as simulating
    from qafila.progress import ProgressTeller
    from qafila.simulate import read_scenario
    from qafila.tables import write_text

    if given["days"] is not None and given["days"] > _LONGEST_CASE:
        raise InputError(f"--days {given['days']} is above {_LONGEST_CASE}")
    found = read_case(find_case(given["case"]))
    day = parse_day(given["as_of"]) if given["as_of"] else found.as_of
    sizes = {name: given[name] for name in ("days", "draws", "seed", "threads")}
    plan = read_scenario(given["scenario"], **sizes)
    with ProgressTeller(f"{found.name} as of {day}") as teller:
        done = simulating.simulate_case(
            found,
            day,
            plan,
            all_draws=given["all_draws"],
            ledger=given["ledger"],
            keep_removed=given["keep_removed"],
            reviews=not given["no_reviews"],
            llm=given["llm_claims"],
            teller=teller,
        )
    if given["out"] is not None:
        simulating.write_table(done.table, given["out"])
    if printed == "json":
        print(json.dumps(done.record, ensure_ascii=False))
    elif printed == "csv":
        print(write_text(done.table), end="")
    else:
        print("\n".join(simulating.summary_lines(done.record)))


def _simulate_folder(given: Mapping[str, Any], printed: str) -> None:
    from qafila.commands import allocate as allocating
    from qafila.commands.allocate_tables import allocation_lines
    from qafila.commands.listing import as_json, plain
    from qafila.commands.simulate import write_table
    from qafila.progress import ProgressTeller
    from qafila.tables import write_text

    rules = given["rules"] or "qafila"
    one_of("--rules", rules, allocating.RULES)
    folder, plan = allocating.open_folder(given)
    for word, problems in (("warning", folder.warnings), ("repaired", folder.repaired)):
        sys.stderr.write("".join(f"{word}: {plain(str(one))}\n" for one in problems))
    options = allocating.AllocateOptions(
        rules=rules,
        capacities=given["capacities"] is not False,
        summary=given["summary"],
        compare=given["compare"],
        cluster=given["cluster"],
        draws_wanted=not given["summary"] and (given["out"] is not None or printed == "csv"),
    )
    with ProgressTeller(plain(f"{folder.name}, rules {rules}")) as teller:
        done = allocating.allocate(folder, plan, options, teller)
    if given["out"] is not None:
        write_table(done.table(), given["out"])
    if given["flee_out"] is not None:
        allocating.write_flee_out(done, given["flee_out"])
    if printed == "json":
        print(as_json(done.record))
    elif printed == "csv":
        print(write_text(done.table()), end="")
    else:
        print("\n".join(plain(line) for line in allocation_lines(done.record)))
