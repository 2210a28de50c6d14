"""The command that tells what changed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from qafila.cli.main import app
from qafila.cli.options import AsJson, CaseName, KeepRemoved, LlmClaims, NoReviews
from qafila.errors import InputError, one_of

_WIDEST, _PIPED = 110, 100


@app.command()
def diff(
    case: CaseName,
    day_from: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Earlier day; a week before.")
    ] = None,
    day_to: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Later day; that of the case.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--with", metavar="FILE", help="Before and after this report; not stored."),
    ] = None,
    published: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    lang: Annotated[
        str | None,
        typer.Option(metavar="en|fr|ar", help="Language; by default the first of the case."),
    ] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    as_json: AsJson = False,
) -> None:
    """Tell which levels moved between two days or by one more report, and why others did not."""
    from qafila.api import open_case
    from qafila.commands import changes
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.run import removed_note
    from qafila.terms import LANGUAGES

    if lang is not None:
        one_of("--lang", lang, LANGUAGES)
    if report is not None and day_from is not None:
        raise InputError("--from and --with exclude each other: --with compares one day")
    if report is None and (published or outlet):
        raise InputError("--published and --outlet are of the report; give --with FILE")
    opened = open_case(
        case, ledger=ledger, keep_removed=keep_removed, reviews=not no_reviews, llm=llm_claims
    )
    if report is None:
        found = changes.between_days(opened, day_from, day_to)
    else:
        found = changes.with_report(opened, report, day_to, published=published, outlet=outlet)
    removed = found.situation.ledger.removed
    if removed:
        sys.stderr.write(removed_note(removed) + "\n")
    if as_json:
        print(json_text(found.record()))
        return
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED
    language = lang or next(iter(opened.languages), "en")
    print("\n".join(found.lines(language, min(columns, _WIDEST), case)))
