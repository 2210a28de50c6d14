"""The command ``qafila calibrate``."""

from __future__ import annotations

from typing import Annotated

import typer

from qafila.cli.main import app
from qafila.cli.options import AsJson, AsOf, CaseName, KeepRemoved, LlmClaims, NoReviews
from qafila.errors import one_of


@app.command()
def calibrate(
    case: CaseName,
    as_of: AsOf = None,
    city: Annotated[
        str | None, typer.Option(metavar="ID", help="City; by default that of the case.")
    ] = None,
    table: Annotated[
        str,
        typer.Option(
            metavar="strict|customs-lag",
            help="What was published, or receipts as customs knew them: for looking back only.",
        ),
    ] = "strict",
    particles: Annotated[int, typer.Option(min=50, max=20_000, help="Draws to keep.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same bytes.")] = 7,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Same bytes for any number; all cores by default.")
    ] = None,
    into_case: Annotated[
        bool, typer.Option("--into-case", help="Keep it in the folder of the case, to ship it.")
    ] = False,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    as_json: AsJson = False,
) -> None:
    """Hold what is uncertain about a siege against receipts and dry days, and keep what is left."""
    from qafila.case import find_case, read_case
    from qafila.commands.calibrate import (
        TABLES,
        CalibrateOptions,
        calibrate_case,
        calibration_lines,
    )
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.days import parse_day
    from qafila.progress import ProgressTeller

    one_of("--table", table, TABLES)
    found = read_case(find_case(case))
    day = parse_day(as_of) if as_of else found.as_of
    options = CalibrateOptions(
        city=city,
        table=table,
        particles=particles,
        seed=seed,
        threads=threads,
        into_case=into_case,
        ledger=ledger,
        keep_removed=keep_removed,
        reviews=not no_reviews,
        llm=llm_claims,
    )
    with ProgressTeller(f"{found.name} as of {day}") as teller:
        done = calibrate_case(found, day, options, teller)
    if as_json:
        print(json_text(done.record()))
        return
    print("\n".join(plain(line) for line in calibration_lines(done)))
