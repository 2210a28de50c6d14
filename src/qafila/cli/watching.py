"""The command that watches an inbox."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from qafila.cli.main import app
from qafila.cli.options import CaseName
from qafila.errors import one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from qafila.case import Case
    from qafila.commands.watch_entry import Entry


@app.command()
def watch(
    case: CaseName,
    inbox: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of new files; CASE/inbox by default.")
    ] = None,
    outbox: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of draft alerts; CASE/outbox.")
    ] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Judge this day; by default that of the newest report."),
    ] = None,
    lang: Annotated[str, typer.Option(metavar="en|fr|ar", help="Language of what is told.")] = "en",
    once: Annotated[bool, typer.Option("--once", help="Read what is there, and stop.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Read new files as they come, and tell what each of them changes; Ctrl-C stops."""
    from qafila.case import find_case, read_case
    from qafila.commands.watch import run_watch
    from qafila.commands.watch_opening import Asked, open_watch
    from qafila.days import parse_day
    from qafila.terms import LANGUAGES

    one_of("--lang", lang, LANGUAGES)
    found = read_case(find_case(case))
    asked = Asked(inbox, outbox, ledger, parse_day(as_of) if as_of else None)
    signal.signal(signal.SIGTERM, _stop)
    try:
        with open_watch(found, asked, _teller(found, lang, as_json=as_json)) as opened:
            sys.stderr.write(f"inbox {opened.folders.inbox}\noutbox {opened.folders.outbox}\n")
            run_watch(opened, once=once)
    except KeyboardInterrupt:
        sys.stderr.write(
            "stopped; what was read is in the ledger, the rest is still in the inbox\n"
        )


def _stop(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _teller(case: Case, language: str, *, as_json: bool) -> Callable[[Entry], None]:
    from qafila.assess.rules import read_rules
    from qafila.brief.texts import Words
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.watch_lines import Telling, entry_lines

    telling = Telling(case, read_rules(case), Words(language))

    def tell(entry: Entry) -> None:
        lines = [json_text(entry.record())] if as_json else entry_lines(entry, telling)
        for line in lines:
            print(line, flush=True)

    return tell
