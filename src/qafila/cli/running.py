"""Commands that run a case: the whole flow, and the simulation alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from qafila.cli.main import app
from qafila.cli.options import (
    AsJson,
    AsOf,
    CaseName,
    KeepRemoved,
    LlmClaims,
    LlmName,
    LlmUrl,
    NoPosterior,
    NoReviews,
)
from qafila.errors import one_of


@app.command()
def run(
    case: CaseName,
    as_of: AsOf = None,
    days: Annotated[int | None, typer.Option(min=1, max=365, help="Days to simulate.")] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=100_000, help="Ensemble size.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same bytes.")] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(metavar="en|fr|ar", help="Language; may repeat, or several: en,fr."),
    ] = None,
    profile: Annotated[str, typer.Option(metavar="public|internal")] = "public",
    out: Annotated[Path | None, typer.Option(help="Folder of results.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="TOML file with planned changes.")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day of the last brief, to tell what changed."),
    ] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Same bytes for any number.")] = None,
    undisturbed: Annotated[bool, typer.Option(help="Baseline: nothing is blocked.")] = False,
    strict: Annotated[bool, typer.Option(help="Make errors of warnings.")] = False,
    no_posterior: NoPosterior = False,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    llm_url: LlmUrl = None,
    llm_model: LlmName = None,
    as_json: AsJson = False,
) -> None:
    """Read the reports, derive the situation, simulate, and write the brief."""
    from qafila.case import find_case, read_case
    from qafila.commands.read import find_model
    from qafila.commands.run import RunOptions, default_out, run_case
    from qafila.days import parse_day
    from qafila.progress import ProgressTeller
    from qafila.simulate import read_scenario
    from qafila.simulate.scenario_file import naming_changes
    from qafila.terms import LANGUAGES

    one_of("--profile", profile, ("public", "internal"))
    wanted = [part.strip() for given in lang or () for part in given.split(",")]
    for language in wanted:
        one_of("--lang", language, LANGUAGES)
    found = read_case(find_case(case))
    day = parse_day(as_of) if as_of else found.as_of
    options = RunOptions(
        as_of=day,
        scenario=read_scenario(scenario, day, days=days, draws=draws, seed=seed, threads=threads),
        languages=tuple(dict.fromkeys(wanted or found.languages)),
        profile=profile,
        out=out or default_out(found, day),
        ledger=ledger,
        strict=strict,
        undisturbed=undisturbed,
        stored=not no_posterior,
        keep_removed=keep_removed,
        reviews=not no_reviews,
        llm=llm_claims,
        model=find_model(llm_url, llm_model),
        since=parse_day(since) if since else None,
    )
    with naming_changes(scenario), ProgressTeller(f"{found.name} as of {day}") as teller:
        record = run_case(found, options, teller)
    if as_json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        print(options.out / "brief.html")
