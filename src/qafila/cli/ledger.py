"""Commands about a ledger: review its claims, check it, say what it holds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from qafila.cards import count
from qafila.cli.main import app
from qafila.cli.options import AsJson, AsOf, CaseName
from qafila.errors import InputError

ledger_app = typer.Typer(no_args_is_help=True, help="Check a ledger, or say what it holds.")
app.add_typer(ledger_app, name="ledger")

_Where = Annotated[
    str, typer.Argument(metavar="CASE|FILE", help="Folder of a case, or the ledger itself.")
]
_LedgerOption = Annotated[str | None, typer.Option(help="File or address of the ledger.")]


@app.command()
def review(
    case: CaseName,
    claim_id: Annotated[
        str, typer.Argument(metavar="CLAIM_ID", help="A claim, as qafila claims --jsonl names it.")
    ] = "",
    accept: Annotated[bool, typer.Option("--accept", help="It says what its words say.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It does not; leave it out.")] = False,
    correct: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="Set a field; may repeat; empty is unknown."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back earlier reviews of it.")] = False,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides.")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="Why.")] = "",
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day from which it counts; today if not.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List all reviews.")] = False,
    as_of: AsOf = None,
    export: Annotated[Path | None, typer.Option(metavar="FILE", help="Write JSON Lines.")] = None,
    take: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Read what others exported.")
    ] = None,
    ledger: _LedgerOption = None,
    as_json: AsJson = False,
) -> None:
    """Accept, reject or correct a claim; list, export and import reviews."""
    from qafila.commands import review as reviewing
    from qafila.commands import sharing
    from qafila.reviews import review_record

    decisions = {"accept": accept, "reject": reject, "correct": bool(correct), "undo": undo}
    chosen = [name for name, given in decisions.items() if given]
    tasks = [*chosen, *(["list"] if listed else []), *(["export"] if export else [])]
    tasks += ["import"] if take else []
    if len(tasks) != 1:
        raise InputError(
            "give one of --accept, --reject, --correct FIELD=VALUE, --undo, --list, --export FILE "
            "and --import FILE"
        )
    if bool(chosen) != bool(claim_id):
        raise InputError("name the claim that is decided on, and no other time")
    opened = reviewing.open_for_review(case, ledger)
    if chosen:
        made = reviewing.decide(
            opened,
            claim_id,
            chosen[0],
            correct or (),
            by=by,
            note=note,
            on=on,
            recorded_at=reviewing.now_utc(),
        )
        record, lines = review_record(made), reviewing.review_lines(made)
        if later := reviewing.later_note(opened, made):
            sys.stderr.write(later + "\n")
    elif export is not None:
        number = sharing.export_reviews(opened, export)
        record, lines = {"exported": number}, [f"{count(number, 'review')} in {export}"]
    elif take is not None:
        shared = sharing.import_reviews(opened, take)
        record, lines = vars(shared), sharing.shared_lines(shared)
    else:
        standings = reviewing.standings(opened, as_of)
        record = {"reviews": [reviewing.standing_record(one) for one in standings]}
        lines = reviewing.standing_lines(standings)
    print(json.dumps(record, ensure_ascii=False) if as_json else "\n".join(lines))


@ledger_app.command()
def verify(
    where: _Where,
    ledger: _LedgerOption = None,
    head: Annotated[
        str | None,
        typer.Option(
            metavar="DIGEST",
            help="What qafila ledger info printed as head on an earlier day: all that was recorded "
            "by then must still be there.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that nothing was damaged, altered or removed; exit 1 if anything was."""
    from qafila.commands import ledger as checking
    from qafila.commands.listing import plain

    report = checking.verify(checking.ledger_of(where, ledger), head)
    lines = [plain(line) for line in checking.verify_lines(report)]
    print(json.dumps(report, ensure_ascii=False) if as_json else "\n".join(lines))
    if not report["sound"]:
        raise typer.Exit(1)


@ledger_app.command()
def info(where: _Where, ledger: _LedgerOption = None, as_json: AsJson = False) -> None:
    """Say what a ledger holds: documents, claims, readers, days."""
    from qafila.commands import ledger as checking
    from qafila.commands.listing import plain

    found = checking.ledger_of(where, ledger)
    held = checking.info(found)
    lines = [plain(line) for line in checking.info_lines(found, held)]
    print(json.dumps({"ledger": found, **held}) if as_json else "\n".join(lines))
