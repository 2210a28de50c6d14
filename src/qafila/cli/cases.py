"""Commands about the tables of a case: check them, look codes up, start a new case."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from qafila.cli.main import app
from qafila.cli.options import AsJson, AsOf, CaseName, KeepRemoved
from qafila.errors import one_of


@app.command()
def check(
    case: CaseName = "",
    upgrade: Annotated[bool, typer.Option(help="Migrate an older format first.")] = False,
    strict: Annotated[bool, typer.Option(help="Make errors of warnings.")] = False,
    lexicons: Annotated[
        bool, typer.Option("--lexicons", help="Check the reader's own tables of phrases.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check a case: every problem at once, with file, row, column and hint."""
    from qafila.case import find_case
    from qafila.commands import check as checks
    from qafila.commands import lexicons as tables
    from qafila.commands.listing import plain

    if lexicons:
        sound = tables.check_lexicons()
        print(json.dumps(sound) if as_json else tables.lexicons_line(sound))
    if not case:
        if not lexicons:
            raise tables.nothing_to_check()
        return
    folder = find_case(case)
    for line in checks.upgrade(folder) if upgrade else ():
        sys.stderr.write(line + "\n")
    report = checks.check_report(checks.read_checked(folder))
    if strict:
        checks.refuse(report)
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    print("\n".join(checks.report_lines(report)))
    sys.stderr.write("".join(f"warning: {plain(one)}\n" for one in report["warnings"]))


@app.command()
def regions(
    code: Annotated[str, typer.Argument(help="Older code, or name or id of a region.")] = "",
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")] = False,
) -> None:
    """Look a code up: which region in force holds an older unit, and which units it holds."""
    from qafila.commands.regions import region_text

    print(region_text(code, "json" if as_json else "csv" if as_csv else ""))


@app.command()
def actors(
    case: CaseName,
    as_of: AsOf = None,
    lang: Annotated[str, typer.Option(metavar="en|fr|ar", help="Language of the list.")] = "en",
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    as_json: AsJson = False,
) -> None:
    """List who takes part: by side, with the relations of the day, and who claims name."""
    from qafila.api import open_case
    from qafila.commands.actors import actors_report
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.terms import LANGUAGES

    one_of("--lang", lang, LANGUAGES)
    opened = open_case(case, ledger=ledger, keep_removed=keep_removed)
    known = opened.ledger(as_of)
    report = actors_report(opened, known.as_of, known.claims)
    if as_json:
        print(json_text(report.record()))
    else:
        print("\n".join(plain(line) for line in report.lines(lang)))


@app.command()
def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Make a case to fill in, which itself runs."""
    from qafila.commands.new import new_case

    written = new_case(folder)
    print(f'{len(written)} files in {folder}; try "qafila run {folder}"')
