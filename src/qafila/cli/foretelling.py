"""The commands ``qafila forecast`` and ``qafila score``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qafila.cli.forecasting import HORIZONS, finite, horizons_of
from qafila.cli.main import app
from qafila.cli.options import AsJson, AsOf, CaseName
from qafila.errors import InputError, one_of
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.commands.forecast import Foretold, Source


PEOPLE = 1000.0


@app.command()
def forecast(
    case: CaseName = "",
    as_of: AsOf = None,
    horizons: Annotated[
        str, typer.Option(metavar="DAYS,...", help="Days ahead, with commas.")
    ] = HORIZONS,
    threshold: Annotated[
        float, typer.Option(metavar="N", help="People: the chance of a rise by more is told.")
    ] = PEOPLE,
    flee: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Input folder of Flee, instead of a case.")
    ] = None,
    validation: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Its counts: the folder of data_layout.csv.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its simsetting.yml.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Repair what can be repaired, and say so.")
    ] = False,
    total: Annotated[
        int | None,
        typer.Option(metavar="N", help="People to split over places before any are registered."),
    ] = None,
    ledger: Annotated[str | None, typer.Option(help="File or address of the ledger.")] = None,
    out: Annotated[Path | None, typer.Option(help="Table to write: .csv or .parquet.")] = None,
    freeze: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Put the forecast away, to be scored later.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Picture to draw: .svg, .png or .html.")
    ] = None,
    language: Annotated[
        str, typer.Option(metavar="en|fr|ar", help="Language of the picture.")
    ] = "en",
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")] = False,
) -> None:
    """Forecast how many people will be registered, by place, with intervals to plan on."""
    from qafila.commands.forecast import foretell, probe_extra
    from qafila.commands.forecast_lines import forecast_lines
    from qafila.commands.freezing import probe_files
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.progress import ProgressTeller
    from qafila.tables import write_text

    if as_json and as_csv:
        raise InputError("--json and --csv exclude each other; with --json, name a file by --out")
    finite(threshold, "--threshold")
    one_of("--language", language, LANGUAGES)
    if total is not None:
        of_forecasts = {
            "CASE": case, "--validation": validation, "--ledger": ledger, "--freeze": freeze,
            "--plot": plot, "--horizons": horizons != HORIZONS, "--threshold": threshold != PEOPLE,
        }  # fmt: skip
        refused = [name for name, value in of_forecasts.items() if value]
        _split(total, flee, settings, as_of, refused, out, lenient, as_json, as_csv)
        return
    probe_extra()
    probe_files(out, plot, freeze)
    days = horizons_of(horizons)
    source = _source(case, as_of, flee, validation, settings, ledger, lenient=lenient)
    with ProgressTeller(plain(f"{source.name} as of {source.origin}")) as teller:
        done = foretell(source, days, threshold, teller)
    asked = {"--out": out, "--freeze": freeze, "--plot": plot, "--csv": as_csv}
    _refuse_nothing(done, [name for name, value in asked.items() if value])
    _write(done, out, plot, freeze, language)
    if as_json:
        print(json_text(done.record))
    elif as_csv and done.outlook is not None:
        print(write_text(done.outlook.table()), end="")
    else:
        print("\n".join(plain(line) for line in forecast_lines(done)))


def _split(
    total: int,
    flee: Path | None,
    settings: Path | None,
    as_of: str | None,
    refused: Sequence[str],
    out: Path | None,
    lenient: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Split a total that is given; options of a forecast are refused and never left unheard."""
    from qafila.commands.cold_start import split_lines, split_total
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.commands.simulate import probe_format, write_table
    from qafila.days import parse_day
    from qafila.tables import write_text

    probe_format(out)
    wrong = [] if flee is not None else ["--total needs --flee"]
    if refused:
        wrong.append(f"{', '.join(refused)}: of a forecast; --total splits a number that is given")
    if flee is None or wrong:
        raise InputError("\n".join(wrong))
    day = parse_day(as_of) if as_of else None
    split = split_total(flee, settings, day, total, lenient=lenient)
    if out is not None:
        write_table(split.table(), out)
        sys.stderr.write(f"written: {plain(str(out))}\n")
    if as_json:
        print(json_text(split.record()))
    elif as_csv:
        sys.stderr.writelines(f"warning: {plain(one)}\n" for one in split.warnings())
        print(write_text(split.table()), end="")
    else:
        print("\n".join(plain(line) for line in split_lines(split)))


def _refuse_nothing(done: Foretold, asked: Sequence[str]) -> None:
    """Where there is no forecast, no table and no picture is asked for and then left out."""
    if done.outlook is None and asked:
        raise InputError(f"nothing for {', '.join(asked)}: {done.record['statement']}")


def _write(
    done: Foretold, out: Path | None, plot: Path | None, frozen: Path | None, language: str
) -> None:
    """Write what was asked for; last of all the file that cannot be written a second time."""
    from qafila.commands.freezing import freeze
    from qafila.commands.listing import plain
    from qafila.commands.simulate import write_table
    from qafila.forecasting.displacement.picture import plot_outlook

    if done.outlook is None:
        return
    if out is not None:
        write_table(done.outlook.table(), out)
        sys.stderr.write(f"written: {plain(str(out))}\n")
    if plot is not None:
        plot_outlook(done.outlook, language).save(plot)
        sys.stderr.write(f"written: {plain(str(plot))}\n")
    if frozen is not None:
        freeze(done, frozen)
        sys.stderr.write(f"written: {plain(str(frozen))}\n")


def _source(
    case: str,
    as_of: str | None,
    flee: Path | None,
    validation: Path | None,
    settings: Path | None,
    ledger: str | None,
    *,
    lenient: bool,
) -> Source:
    from qafila.case import find_case, read_case
    from qafila.commands.forecast import case_source, folder_source
    from qafila.days import parse_day

    day = parse_day(as_of) if as_of else None
    if flee is not None:
        if ledger is not None:
            raise InputError("--ledger means nothing with --flee")
        if case:
            sys.stderr.write("note: with --flee the folder is forecast; CASE is not used\n")
        return folder_source(flee, validation, settings, day, lenient=lenient)
    of_folder = {"--validation": validation, "--settings": settings, "--lenient": lenient}
    told = [f"{name} needs --flee" for name, value in of_folder.items() if value]
    if told:
        raise InputError("\n".join(told))
    if not case:
        raise InputError("name a CASE, or an input folder of Flee by --flee")
    found = read_case(find_case(case))
    return case_source(found, day or found.as_of, ledger)


@app.command()
def score(
    frozen: Annotated[
        Path, typer.Argument(metavar="FROZEN", help="What qafila forecast wrote with --freeze.")
    ],
    observations: Annotated[
        Path,
        typer.Argument(
            metavar="OBSERVATIONS",
            help="CSV of target_end_date, location and observation; or an updated case or folder, "
            "or the name of a shipped case.",
        ),
    ],
    validation: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Counts of a folder of Flee.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its simsetting.yml.")
    ] = None,
    ledger: Annotated[
        str | None, typer.Option(help="File or address of the ledger of a case.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Repair what can be repaired, and say so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Score a frozen forecast by what came since."""
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.commands.score import judge, score_lines

    judged = judge(frozen, observations, validation, settings, ledger, lenient=lenient)
    if as_json:
        print(json_text(judged.record()))
    else:
        print("\n".join(plain(line) for line in score_lines(judged)))
