"""The command ``qafila backtest``."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Annotated

import typer

from qafila.cli.main import app
from qafila.cli.options import AsJson
from qafila.errors import InputError

HORIZONS = "7,30,60,90"
_LONGEST, _MOST_STEP = 365, 366  # days


def whole_days(text: str, option: str) -> int:
    """Days as the command line has them: ``15`` or ``15d``.

    Parameters
    ----------
    text : str
        What was written.
    option : str
        Name of the option.

    Returns
    -------
    int
        Days.

    Raises
    ------
    InputError
        If it is no whole number of days, 1 to 366.

    Examples
    --------
    >>> whole_days("15d", "--origins")
    15
    """
    digits = text.strip().removesuffix("d")
    if not digits.isascii() or not digits.isdigit() or int(digits) < 1:
        raise InputError(f'{option} "{text}" is no number of days such as 15d')
    if int(digits) > _MOST_STEP:
        raise InputError(f"{option} {text} is beyond {_LONGEST} days, the farthest told")
    return int(digits)


def horizons_of(text: str) -> tuple[int, ...]:
    """Horizons as the command line has them.

    Parameters
    ----------
    text : str
        Days with commas between.

    Returns
    -------
    tuple of int
        Rising, each once.

    Raises
    ------
    InputError
        If one is no day from 1 to 365.

    Examples
    --------
    >>> horizons_of("30,7")
    (7, 30)
    """
    days = sorted({whole_days(part, "--horizons") for part in text.split(",")})
    if days[-1] > _LONGEST:
        raise InputError(f"--horizons {days[-1]} is beyond {_LONGEST} days, the farthest told")
    return tuple(days)


def finite(value: float, option: str) -> float:
    """A number of people as the command line has it.

    Parameters
    ----------
    value : float
        What was written; Python reads ``nan`` and ``inf`` as numbers too.
    option : str
        Name of the option.

    Returns
    -------
    float, people
        The same.

    Raises
    ------
    InputError
        If it is no finite number.

    Examples
    --------
    >>> finite(500.0, "--threshold")
    500.0
    """
    if not math.isfinite(value):
        raise InputError(f"{option} {value} is no number of people such as 1000")
    return value


@app.command()
def backtest(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CASE]...", help="Cases with dated counts of registered people."),
    ] = None,
    flee: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Input folder of Flee, or a folder of several."),
    ] = None,
    validation: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Counts of each --flee in turn, if not beside it."),
    ] = None,
    origins: Annotated[
        str, typer.Option(metavar="DAYS", help="From one past day to the next.")
    ] = "15d",
    horizons: Annotated[
        str, typer.Option(metavar="DAYS,...", help="Days ahead, with commas.")
    ] = HORIZONS,
    experts: Annotated[
        str, typer.Option(metavar="NAME,...", help="Experts to combine; all by default.")
    ] = "",
    threshold: Annotated[
        float, typer.Option(metavar="N", help="People: a change beyond it is forecast too.")
    ] = 1000.0,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores by default.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786.")
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Repair what can be repaired, and say so.")
    ] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of results.")] = Path(
        "qafila-out/backtest"
    ),
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="Language of the report: en, fr or ar.")
    ] = "en",
    as_json: AsJson = False,
) -> None:
    """Forecast past days of registered people without what came later, and score it."""
    from qafila.commands.backtest import (
        BacktestOptions,
        check_experts,
        summary_lines,
        summary_record,
        write_backtest,
    )
    from qafila.commands.backtest import (
        backtest as look_back,
    )
    from qafila.commands.backtest_report import write_report
    from qafila.commands.backtest_sources import gather
    from qafila.commands.forecast import probe_extra
    from qafila.commands.listing import as_json as json_text
    from qafila.commands.listing import plain
    from qafila.forecasting.displacement.looking_back import EXPERTS
    from qafila.pictures import check_language
    from qafila.progress import ProgressTeller

    check_language(language)
    probe_extra()
    names = tuple(part.strip() for part in experts.split(",") if part.strip()) or EXPERTS
    check_experts(names)
    options = BacktestOptions(
        step=whole_days(origins, "--origins"),
        horizons=horizons_of(horizons),
        experts=names,
        threshold=finite(threshold, "--threshold"),
        jobs=jobs,
        cluster=cluster,
    )
    with ProgressTeller("looking back") as teller:
        crises, others, notes = gather(flee or [], validation or [], cases or [], lenient=lenient)
        for note in notes:
            teller.note(plain(note))
        done = look_back(crises, options, others, teller)
        written = write_backtest(done, out) + write_report(done, out, language)
    for path in written:
        sys.stderr.write(f"written: {plain(str(path))}\n")
    if as_json:
        print(json_text(summary_record(done)))
    else:
        print("\n".join(plain(line) for line in summary_lines(done)))
