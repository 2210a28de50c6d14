"""The command ``qafila siege``: a city under siege."""

from __future__ import annotations

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
    NoPosterior,
    NoReviews,
)
from qafila.errors import one_of


@app.command()
def siege(
    case: CaseName,
    as_of: AsOf = None,
    city: Annotated[
        str | None, typer.Option(metavar="ID", help="City; by default that of the case.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=365, help="Days to simulate; 60 by default.")
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=1, max=100_000, help="Ensemble size; 1,000 by default.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Same seed, same numbers; 7 by default.")
    ] = None,
    scenario: Annotated[
        list[Path] | None,
        typer.Option(help="TOML file of a what-if; may repeat, each is told by itself."),
    ] = None,
    table: Annotated[
        str,
        typer.Option(
            metavar="strict|customs-lag", help="Receipts that the posterior was held against."
        ),
    ] = "strict",
    threads: Annotated[int | None, typer.Option(min=1, help="Same bytes for any number.")] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    no_posterior: NoPosterior = False,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    as_json: AsJson = False,
) -> None:
    """Tell of a city under siege: corridors, days of supply, dry pumps, receipts, what-ifs."""
    from qafila.case import find_case, read_case
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.commands.naming import names_of
    from qafila.commands.siege import SiegeOptions, siege_case
    from qafila.commands.siege_lines import siege_lines
    from qafila.days import parse_day
    from qafila.forecasting.calibration.gathering import TABLES
    from qafila.progress import ProgressTeller

    one_of("--table", table, TABLES)
    found = read_case(find_case(case))
    day = parse_day(as_of) if as_of else found.as_of
    options = SiegeOptions(
        city=city,
        table=table,
        days=days,
        draws=draws,
        seed=seed,
        scenarios=tuple(scenario or ()),
        threads=threads,
        ledger=ledger,
        stored=not no_posterior,
        keep_removed=keep_removed,
        reviews=not no_reviews,
        llm=llm_claims,
        typed=case,
    )
    with ProgressTeller(f"{found.name} as of {day}") as teller:
        told = siege_case(found, day, options, teller)
    if as_json:
        print(json_text(told.record))
        return
    changes = [change for one in told.siege.what_if for change in one.changes]
    names = names_of(told.siege.situation, changes)
    print("\n".join(plain(line) for line in siege_lines(told.record, names)))
