"""Commands about reports and the claims read from them."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qafila.cards import count
from qafila.cli.main import app
from qafila.cli.options import (
    AsJson,
    AsJsonl,
    AsOf,
    CaseName,
    KeepRemoved,
    LlmClaims,
    LlmName,
    LlmUrl,
    NoReviews,
)
from qafila.errors import ReportError, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qafila.claims import Claim
    from qafila.ledger import Dispute, Ledger

_TABLES = "auto|acled|ucdp|gdelt|unhcr|hapi|dtm|idu|hxl"
_FORMATS = _TABLES.replace("auto", "auto|text|html")


@app.command()
def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Reports; - is standard input.")
    ],
    published: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    lang: Annotated[str, typer.Option(metavar="auto|ar|fr|en")] = "auto",
    case: Annotated[
        str | None, typer.Option(help="Case whose places are known; by default that of the report.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar=_FORMATS, help="What the files are.")
    ] = "auto",
    llm_url: LlmUrl = None,
    llm_model: LlmName = None,
    as_jsonl: AsJsonl = False,
    as_json: AsJson = False,
) -> None:
    """Read reports into claims, one JSON object a line or a table to look at."""
    from qafila.commands.read import find_model, read_files

    one_of("--lang", lang, ("auto", "ar", "fr", "en"))
    _check_format(form, "auto", "text", "html")
    unread: list[str] = []
    claims = read_files(
        files,
        case,
        published=published,
        outlet=outlet,
        language=lang,
        form=form,
        model=find_model(llm_url, llm_model),
        warn=_warn,
        fail=unread.append,
    )
    _show_claims(claims, as_json=as_json, as_jsonl=as_jsonl, as_csv=False)
    if unread:
        raise ReportError("\n".join(unread))


def _check_format(form: str, *allowed: str) -> None:
    if form not in allowed:
        from qafila.reports.registry import formats

        one_of("--format", form, (*allowed, *formats()))


@app.command("import")
def import_(
    case: CaseName,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Tables to import.")],
    form: Annotated[
        str, typer.Option("--format", metavar=_TABLES, help="What the files are.")
    ] = "auto",
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day on which the files were published.")
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who publishes a table with HXL tags.")
    ] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    quarantine: Annotated[
        Path | None, typer.Option(metavar="FILE", help="CSV file for rows that are put aside.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import tables of ACLED, UCDP, GDELT, UNHCR, HDX HAPI, DTM, IDMC, or with HXL tags."""
    from qafila.case import find_case, read_case
    from qafila.commands import importing
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.progress import ProgressTeller

    _check_format(form, "auto")
    found = read_case(find_case(case))
    with ProgressTeller(f"{found.name}: import of {count(len(files), 'file')}") as teller:
        done = importing.import_tables(
            found, files, form=form, published=published, outlet=outlet, ledger=ledger,
            teller=teller,
        )  # fmt: skip
    if quarantine is not None:
        importing.write_quarantine(done, quarantine)
    if as_json:
        print(json_text(done.record()))
    else:
        print("\n".join(plain(line) for line in importing.summary_lines(done)))


def _warn(message: str) -> None:
    from qafila.commands.listing import plain

    sys.stderr.write(f"warning: {plain(message)}\n")


@app.command("evaluate-reading")
def evaluate_reading(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of gold, JSON Lines.")],
    case: Annotated[str, typer.Option(help="Case whose places are known.")] = "mali-2025",
    reports: Annotated[
        Path | None, typer.Option(help="Folder of the reports; by default that of the gold.")
    ] = None,
    second: Annotated[
        Path | None,
        typer.Option(help="Score a second person's gold instead of the reader: their agreement."),
    ] = None,
    faults: Annotated[bool, typer.Option(help="List what was missed and invented.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score the reader on reports for which a person wrote down what they say."""
    from qafila.commands import evaluate_reading as evaluation
    from qafila.commands.listing import plain

    scores, read_reports = evaluation.evaluate_reading(gold, case, reports=reports, second=second)
    if as_json:
        print(json.dumps({language: score.record() for language, score in scores.items()}))
        return
    for report in read_reports if faults else ():
        for line in evaluation.fault_lines(report):
            print(plain(line))
    for line in evaluation.score_lines(scores):
        print(line)


@app.command()
def claims(
    case: CaseName,
    as_of: AsOf = None,
    event_type: Annotated[str | None, typer.Option("--type", metavar="EVENT")] = None,
    place: Annotated[str | None, typer.Option(metavar="NAME|ID")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    disputed: Annotated[bool, typer.Option(help="Only what sources dispute.")] = False,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    no_reviews: NoReviews = False,
    llm_claims: LlmClaims = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a CSV table.")] = False,
) -> None:
    """List the claims that a case rests on."""
    from qafila.api import open_case
    from qafila.commands import selecting
    from qafila.commands.review import review_notes
    from qafila.commands.run import removed_note

    opened = open_case(
        case,
        ledger=ledger,
        keep_removed=keep_removed,
        reviews=not no_reviews,
        llm=llm_claims,
    )
    known: Ledger = opened.ledger(as_of)
    wanted = selecting.Wanted(event_type, place, source).settled(opened.locations)
    removed = [removed_note(known.removed)] if known.removed else []
    for line in [*removed, *review_notes(opened, known)]:
        sys.stderr.write(line + "\n")
    if (as_jsonl or as_csv) and not disputed:
        for text in selecting.claim_stream(known, wanted, opened.locations, as_csv=as_csv):
            print(text, end="")
        return
    _show_claims(
        selecting.select_claims(known, wanted, disputed=disputed),
        opened.locations,
        known.numbers,
        known.disputes() if disputed else (),
        as_json=as_json,
        as_jsonl=as_jsonl,
        as_csv=as_csv,
    )


def _show_claims(
    claims: tuple[Claim, ...],
    places: pd.DataFrame | None = None,
    numbers: Mapping[str, int] | None = None,
    disputes: tuple[Dispute, ...] = (),
    *,
    as_json: bool,
    as_jsonl: bool,
    as_csv: bool,
) -> None:
    from qafila.claims import claim_record
    from qafila.commands.listing import as_json as json_text

    numbers = numbers or {}
    records = (
        claim_record(claim) | ({"number": numbers[claim.claim_id]} if numbers else {})
        for claim in claims
    )
    if as_jsonl:
        for record in records:
            print(json_text(record))
    elif as_json:
        print(json_text({"claims": list(records)}))
    elif as_csv:
        from qafila.brief import claims_csv

        print(claims_csv(claims, numbers=numbers, locations=places), end="")
    else:
        from qafila.commands.listing import list_claims

        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        names = {} if places is None else dict(places[["location_id", "name_en"]].to_numpy())
        for line in list_claims(claims, names, disputes=disputes, width=width, numbers=numbers):
            print(line)
        sys.stderr.write(f"{count(len(claims), 'claim')}\n")
