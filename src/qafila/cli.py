"""The command ``qafila``: results on stdout, progress and messages on stderr."""

from __future__ import annotations

import json
import logging
import shutil
import sys
from pathlib import Path  # noqa: TC003  # typer resolves the annotations when it runs
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from qafila import __version__
from qafila.errors import InputError, QafilaError, one_of
from qafila.files import list_cases

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from qafila.claims import Claim
    from qafila.ledger import Dispute, Ledger

app = typer.Typer(
    name="qafila",
    help="From reports in Arabic, French and English to a sourced picture of a city under siege.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help=f"Folder of a case, or name of a shipped one: {', '.join(list_cases())}.",
        autocompletion=lambda: list(list_cases()),
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Use what was published by the end of this day."),
]
KeepRemoved = Annotated[
    bool,
    typer.Option("--keep-removed", help="Count documents that are no longer among the reports."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
AsJsonl = Annotated[bool, typer.Option("--jsonl", help="Print one JSON record a line.")]


def main() -> NoReturn:
    """Run the command; exit 2 for wrong input, 1 for other failures, 0 only for success."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    try:
        app(standalone_mode=False)
    except typer.Abort:
        _fail("stopped", 130)
    except InputError as error:
        _fail(str(error), 2)
    except QafilaError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("stopped; nothing half-written was left behind", 130)
    except Exception as error:
        # Wrong usage comes from the option parser with an exit code of its own.
        code = getattr(error, "exit_code", None)
        if code is None:
            logging.getLogger("qafila.cli").exception("this is a fault of ours; please report it")
            sys.exit(1)
        show = getattr(error, "show", None)
        if show is not None:
            show()
        sys.exit(code)
    sys.exit(0)


def _fail(message: str, code: int) -> NoReturn:
    from qafila.commands.listing import plain

    lines = [plain(line) for line in message.splitlines() or [message]]
    head = "qafila: " if len(lines) == 1 else f"qafila: {len(lines)} problems\n"
    sys.stderr.write(head + "\n".join(lines) + "\n")
    sys.exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """From reports in Arabic, French and English to a sourced picture of a city under siege."""


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


@app.command("help", hidden=True)
def show_help(
    context: typer.Context,
    command: Annotated[str | None, typer.Argument(help="A command.")] = None,
) -> None:
    """Show what the program or one of its commands does."""
    app([command, "--help"] if command else ["--help"], prog_name=context.find_root().info_name)


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
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Same bytes for any number.")] = None,
    undisturbed: Annotated[bool, typer.Option(help="Baseline: nothing is blocked.")] = False,
    strict: Annotated[bool, typer.Option(help="Make errors of warnings.")] = False,
    keep_removed: KeepRemoved = False,
    as_json: AsJson = False,
) -> None:
    """Read the reports, derive the situation, simulate, and write the brief."""
    from qafila.api import parse_day
    from qafila.case import find_case, read_case
    from qafila.commands.run import RunOptions, default_out, run_case
    from qafila.progress import ProgressTeller
    from qafila.simulate import read_scenario
    from qafila.terms import LANGUAGES

    one_of("--profile", profile, ("public", "internal"))
    wanted = [part.strip() for given in lang or () for part in given.split(",")]
    for language in wanted:
        one_of("--lang", language, LANGUAGES)
    found = read_case(find_case(case))
    day = parse_day(as_of) if as_of else found.as_of
    options = RunOptions(
        as_of=day,
        scenario=read_scenario(scenario, days=days, draws=draws, seed=seed, threads=threads),
        languages=tuple(dict.fromkeys(wanted or found.languages)),
        profile=profile,
        out=out or default_out(found, day),
        ledger=ledger,
        strict=strict,
        undisturbed=undisturbed,
        keep_removed=keep_removed,
    )
    with ProgressTeller(f"{found.name} as of {day}") as teller:
        record = run_case(found, options, teller)
    if as_json:
        print(json.dumps(record, ensure_ascii=False))
    else:
        print(options.out / "brief.html")


@app.command()
def simulate(
    case: CaseName,
    as_of: AsOf = None,
    days: Annotated[int | None, typer.Option(min=1, max=365, help="Days to simulate.")] = None,
    draws: Annotated[int | None, typer.Option(min=1, max=100_000, help="Ensemble size.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same bytes.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="TOML file with planned changes.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Same bytes for any number.")] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    all_draws: Annotated[
        bool, typer.Option("--all-draws", help="Every draw instead of quantiles.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Table to write: .csv or .parquet.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")] = False,
) -> None:
    """Simulate without a brief: arrivals by place and days of supply by city, day by day."""
    from qafila.api import parse_day
    from qafila.case import find_case, read_case
    from qafila.commands import simulate as simulating
    from qafila.progress import ProgressTeller
    from qafila.simulate import read_scenario
    from qafila.tables import write_text

    simulating.probe_format(out)
    found = read_case(find_case(case))
    day = parse_day(as_of) if as_of else found.as_of
    plan = read_scenario(scenario, days=days, draws=draws, seed=seed, threads=threads)
    with ProgressTeller(f"{found.name} as of {day}") as teller:
        done = simulating.simulate_case(
            found,
            day,
            plan,
            all_draws=all_draws,
            ledger=ledger,
            keep_removed=keep_removed,
            teller=teller,
        )
    if out is not None:
        simulating.write_table(done.table, out)
    if as_json:
        print(json.dumps(done.record, ensure_ascii=False))
    elif as_csv:
        print(write_text(done.table), end="")
    else:
        print("\n".join(simulating.summary_lines(done.record)))


@app.command()
def check(
    case: CaseName,
    upgrade: Annotated[bool, typer.Option(help="Migrate an older format first.")] = False,
    strict: Annotated[bool, typer.Option(help="Make errors of warnings.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check a case: every problem at once, with file, row, column and hint."""
    from qafila.case import find_case
    from qafila.commands import check as checks
    from qafila.commands.listing import plain

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
def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Make a case to fill in, which itself runs."""
    from qafila.commands.new import new_case

    written = new_case(folder)
    print(f'{len(written)} files in {folder}; try "qafila run {folder}"')


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Reports to read.")],
    published: Annotated[str | None, typer.Option(metavar="DATE")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    lang: Annotated[str, typer.Option(metavar="auto|ar|fr|en")] = "auto",
    case: Annotated[
        str | None, typer.Option(help="Case whose places are known; by default that of the report.")
    ] = None,
    as_jsonl: AsJsonl = False,
    as_json: AsJson = False,
) -> None:
    """Read reports into claims, one JSON object a line or a table to look at."""
    from qafila.commands.read import read_files

    one_of("--lang", lang, ("auto", "ar", "fr", "en"))
    claims = read_files(files, case, published=published, outlet=outlet, language=lang)
    _show_claims(claims, as_json=as_json, as_jsonl=as_jsonl, as_csv=False)


@app.command("evaluate-reading")
def evaluate_reading(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of gold, JSON Lines.")],
    case: Annotated[str, typer.Option(help="Case whose places are known.")] = "mali-2025",
    reports: Annotated[
        Path | None, typer.Option(help="Folder of the reports; by default that of the gold.")
    ] = None,
    faults: Annotated[bool, typer.Option(help="List what was missed and invented.")] = False,
    as_json: AsJson = False,
) -> None:
    """Score the reader on reports for which a person wrote down what they say."""
    from qafila.commands import evaluate_reading as evaluation
    from qafila.commands.listing import plain

    scores, read_reports = evaluation.evaluate_reading(gold, case, reports=reports)
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
    place: Annotated[str | None, typer.Option(metavar="ID")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    disputed: Annotated[bool, typer.Option(help="Only what sources dispute.")] = False,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    keep_removed: KeepRemoved = False,
    as_json: AsJson = False,
    as_jsonl: AsJsonl = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a CSV table.")] = False,
) -> None:
    """List the claims that a case rests on."""
    from qafila.api import open_case
    from qafila.commands.read import select_claims
    from qafila.commands.run import removed_note

    opened = open_case(case, ledger=ledger, keep_removed=keep_removed)
    known: Ledger = opened.ledger(as_of)
    if known.removed:
        sys.stderr.write(removed_note(known.removed) + "\n")
    chosen = select_claims(
        known,
        opened.network.location_ids,
        event_type=event_type,
        place=place,
        source=source,
        disputed=disputed,
    )
    disputes = known.disputes() if disputed else ()
    _show_claims(
        chosen,
        opened.locations,
        known.numbers,
        disputes,
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
        sys.stderr.write(f"{len(claims)} claims\n")
