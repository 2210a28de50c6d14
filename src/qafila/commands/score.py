"""Score a frozen forecast by what came: ``qafila score``."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila import tables
from qafila.cards import count
from qafila.case import read_case
from qafila.commands.forecast import case_source
from qafila.errors import InputError, OutputError, Problem, did_you_mean
from qafila.files import find_case, list_cases, looks_like_flee, why_no_file
from qafila.forecasting.displacement.folders import open_folder
from qafila.forecasting.displacement.frozen import (
    SOURCES,
    Frozen,
    Scored,
    read_frozen,
    score_frozen,
    truth_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.reports import Crisis

TABLE = "displacement_observations"
_FOREVER = dt.date(9999, 12, 31)
_SHOWN = 20


@dataclass(frozen=True, eq=False)
class Judged:
    """What came of a frozen forecast.

    Parameters
    ----------
    frozen : Frozen
        The forecast.
    truth : array, shape (row,), people
        What came; NaN where it is not known.
    scores : list of Scored
        By kind of series and horizon.
    warnings : tuple of str
        What a reader must know of what came.
    """

    frozen: Frozen
    truth: NDArray[np.float64]
    scores: list[Scored]
    warnings: tuple[str, ...] = ()

    def open_rows(self) -> list[tuple[dt.date, str]]:
        """Forecasts whose truth is not known.

        Returns
        -------
        list of tuple
            Day and place of each, sorted.
        """
        rows = zip(self.frozen.ends(), self.frozen.places, self.truth, strict=True)
        return sorted((day, place) for day, place, came in rows if not np.isfinite(came))

    def record(self) -> dict[str, Any]:
        """What is printed with ``--json``.

        Returns
        -------
        dict
            Provenance, scores, and what is not known yet.
        """
        return {
            **self.frozen.head,
            "scores": [asdict(one) for one in self.scores],
            "warnings": list(self.warnings),
            "not_known": [
                {"target_end_date": day.isoformat(), "location": place}
                for day, place in self.open_rows()
            ],
        }


def judge(
    frozen_file: Path,
    observed: Path,
    validation: Path | None = None,
    settings: Path | None = None,
    ledger: str | None = None,
    *,
    lenient: bool = False,
) -> Judged:
    """Score a frozen forecast.

    Parameters
    ----------
    frozen_file : Path
        What ``qafila forecast --freeze`` wrote.
    observed : Path
        CSV of observations, an input folder of Flee, or a case; a name that is no path is that of
        a shipped case.
    validation, settings : Path, optional
        Counts and settings of the folder, if not beside it.
    ledger : str, optional
        File or address of the ledger of the case, if not the usual one.
    lenient : bool
        Repair what can be repaired in the folder.

    Returns
    -------
    Judged
        Scores of what has come.

    Raises
    ------
    InputError
        If a file is wrong, was altered, or speaks of another crisis, or an option means nothing
        for what is observed.
    """
    frozen = read_frozen(_text(frozen_file), str(frozen_file))
    if not observed.exists() and str(observed) in list_cases():
        observed = find_case(str(observed))
    is_flee = looks_like_flee(observed)
    is_case = observed.is_dir() and not is_flee and not (observed / "data_layout.csv").is_file()
    of_folder = {"--validation": validation, "--settings": settings, "--lenient": lenient}
    wrong = [f"{name} needs a folder of Flee" for name, value in of_folder.items() if value]
    wrong = [] if is_flee else wrong
    if ledger is not None and not is_case:
        wrong.append("--ledger needs a case")
    if wrong:
        raise InputError("\n".join(f"{one}; {observed} is none" for one in wrong))
    warnings: tuple[str, ...] = ()
    if is_flee:
        crisis, _ = open_folder(observed, validation, settings, lenient=lenient)
        truth = _truth(frozen, crisis, observed)
    elif is_case:
        crisis, warnings = _case_crisis(frozen, observed, ledger)
        truth = _truth(frozen, crisis, observed)
    elif observed.is_dir():
        hint = f"name the input folder, and this one by --validation {observed}"
        raise InputError(Problem(str(observed), "holds counts without their places", hint=hint))
    else:
        truth = _table_truth(frozen, observed)
    return Judged(frozen, truth, score_frozen(frozen, truth), warnings)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise InputError(Problem(str(path), why_no_file(path), hint="name another")) from None
    except UnicodeDecodeError:
        hint = "give a file that qafila forecast wrote with --freeze"
        raise InputError(Problem(str(path), "is no text", hint=hint)) from None


def _truth(frozen: Frozen, crisis: Crisis, observed: Path) -> NDArray[np.float64]:
    if crisis.home != frozen.head["home"]:
        hint = "score it with reports of its own crisis"
        wrong = f"is about people from {crisis.home}, the forecast about {frozen.head['home']}"
        raise InputError(Problem(str(observed), wrong, hint=hint))
    return truth_of(frozen, crisis)


def _case_crisis(
    frozen: Frozen, observed: Path, ledger: str | None
) -> tuple[Crisis, tuple[str, ...]]:
    """Counts of a case by the sources of which the forecast was made, whatever it would use now."""
    before: dict[str, str] = frozen.head.get(SOURCES, {})
    case = read_case(observed)
    source = case_source(case, _FOREVER, ledger, before)
    if source.crisis is None:
        wrong = f"holds no registered people from {source.home}"
        hint = "give a CSV of observations instead"
        raise InputError(Problem(str(observed), wrong, hint=hint))
    gone = [key for key, name in before.items() if source.chosen.get(key, name) != name]
    if gone:
        told = ", ".join(f"{key} by {before[key]}" for key in gone)
        hint = "give a CSV of observations instead"
        wrong = f"holds no counts any more of what was forecast: {told}"
        raise InputError(Problem(str(observed), wrong, hint=hint))
    now = case_source(case, _FOREVER, ledger).chosen
    return source.crisis, tuple(
        f"{key}: scored by figures of {name}, of which the forecast was made; the case now "
        + (f"uses those of {now[key]}" if key in now else "counts the country another way")
        for key, name in before.items()
        if now.get(key) != name
    )


def _table_truth(frozen: Frozen, path: Path) -> NDArray[np.float64]:
    if not path.is_file():
        hint = did_you_mean(str(path), list_cases()) or "name a CSV, a folder of Flee or a case"
        raise InputError(Problem(str(path), why_no_file(path), hint=hint))
    try:
        frame, problems = tables.read_file(TABLE, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror})") from error
    known = set(frozen.places)
    for row, place in zip(frame.index, frame["location"], strict=True):
        if place not in known:
            hint = did_you_mean(place, known) or "forecast: " + ", ".join(sorted(known)[:_SHOWN])
            wrong = f'"{place}" was not forecast'
            problems.append(Problem(str(path), wrong, int(row), "location", hint))
    if problems:
        raise InputError(problems)
    days = [day.date() for day in frame["target_end_date"]]
    came = dict(zip(zip(days, frame["location"], strict=True), frame["observation"], strict=True))
    rows = zip(frozen.ends(), frozen.places, strict=True)
    return np.array([float(came.get(key, np.nan)) for key in rows])


def score_lines(judged: Judged) -> list[str]:
    """What is printed.

    Parameters
    ----------
    judged : Judged
        What came.

    Returns
    -------
    list of str
        A line for each kind of series and horizon, and what is not known yet.
    """
    frozen = judged.frozen
    lines = [
        f"{frozen.head['crisis']}, forecast of {frozen.reference}, product "
        f"{frozen.head['product']}: unaltered since it was frozen",
        f"{'series':<10}{'days':>6}{'targets':>9}{'CRPS':>12}{'WIS':>12}{'of persistence':>16}"
        f"{'in 50 %':>9}{'in 90 %':>9}",
    ]
    names = {"site": "places", "country": "countries", "all": "total"}
    for one in judged.scores:
        ratio = f"{one.crps / one.persistence:.3f}" if one.persistence > 0 else "-"
        lines.append(
            f"{names[one.kind]:<10}{one.horizon:>6}{one.targets:>9}{one.crps:>12,.1f}"
            f"{one.wis:>12,.1f}{ratio:>16}{one.coverage50:>9.2f}{one.coverage90:>9.2f}"
        )
    lines += [f"warning: {one}" for one in judged.warnings]
    if not judged.scores:
        lines.append("nothing of it has come yet")
    left = judged.open_rows()
    if left:
        shown = ", ".join(f"{place} on {day}" for day, place in left[:_SHOWN])
        more = f", and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        lines.append(f"not known yet ({count(len(left), 'forecast')}): {shown}{more}")
    return lines
