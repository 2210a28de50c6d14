"""The command that says how bad it is."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from qafila.cli.main import app
from qafila.cli.options import AsJson, AsOf, CaseName, KeepRemoved, LlmClaims, NoReviews
from qafila.errors import one_of

_WIDEST, _PIPED = 110, 100


@app.command()
def assess(
    case: CaseName,
    as_of: AsOf = None,
    lang: Annotated[
        str | None,
        typer.Option(metavar="en|fr|ar", help="Language; by default the first of the case."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page as HTML as well.")
    ] = None,
    profile: Annotated[
        str, typer.Option(metavar="public|internal", help="What the HTML page may tell.")
    ] = "public",
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    as_json: AsJson = False,
) -> None:
    """Say how bad it is, why, according to whom, and what is not known; nothing is simulated."""
    from qafila.case import find_case, read_case
    from qafila.commands import assess as assessing
    from qafila.commands.listing import as_json as json_text
    from qafila.days import parse_day
    from qafila.progress import ProgressTeller
    from qafila.terms import LANGUAGES

    one_of("--profile", profile, ("public", "internal"))
    if lang is not None:
        one_of("--lang", lang, LANGUAGES)
    found = read_case(find_case(case))
    day = parse_day(as_of) if as_of else found.as_of
    language = lang or next(iter(found.languages), "en")
    counting = assessing.Counting(ledger, keep_removed, not no_reviews, llm_claims)
    with ProgressTeller(f"{found.name} as of {day}") as teller:
        situation = assessing.known_on(found, day, counting, teller)
        own = assessing.judge(situation, language, "internal", teller)
    if html is not None:
        shown = own if profile == "internal" else assessing.judge(situation, language, profile)
        assessing.write_page(shown, html)
        sys.stderr.write(f"{html} written, {profile} profile\n")
    if as_json:
        print(json_text(assessing.page_record(own)))
        return
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPED
    print("\n".join(assessing.page_lines(own, case, min(columns, _WIDEST))))
