"""What ``qafila backtest`` looks back on: cases, and folders of Flee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.cards import count
from qafila.case import find_case, read_case
from qafila.commands.folder_notes import folder_notes
from qafila.commands.forecast import case_source
from qafila.errors import InputError
from qafila.files import looks_like_flee
from qafila.forecasting.displacement.folders import open_folder
from qafila.forecasting.displacement.looking_back import FIRST, last_day
from qafila.forecasting.displacement.pool import pool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qafila.forecasting.displacement.reports import Crisis
    from qafila.forecasting.displacement.targets import Targets


def folders_in(given: Path) -> list[Path]:
    """The folder itself, or those in it that are Flee's.

    Parameters
    ----------
    given : Path
        An input folder of Flee, or a folder of several.

    Returns
    -------
    list of Path
        In the order of their names; what is given where it holds none.
    """
    if looks_like_flee(given) or not given.is_dir():
        return [given]
    inside = sorted(one for one in given.iterdir() if one.is_dir() and looks_like_flee(one))
    return inside or [given]


def gather(
    flee: Sequence[Path],
    validation: Sequence[Path],
    cases: Sequence[str] = (),
    *,
    lenient: bool,
) -> tuple[tuple[Crisis, ...], Targets | None, list[str]]:
    """What is to be scored, and what else to learn from.

    Parameters
    ----------
    flee, validation : sequence of Path
        Folders of Flee, or of several of them; folders of counts in the same order.
    cases : sequence of str
        Folders of cases, or names of shipped ones.
    lenient : bool
        Repair what can be repaired.

    Returns
    -------
    tuple
        Crises; rows of the public crises of other countries; notes.

    Raises
    ------
    InputError
        If nothing is named, a folder is broken, or no case has reports enough.
    """
    if validation and len(validation) != len(flee):
        raise InputError(
            f"{len(flee)} --flee and {len(validation)} --validation; give one for each, in order"
        )
    pairs: list[tuple[Path, Path | None]] = []
    for at, given in enumerate(flee):
        inside = folders_in(given)
        if validation and inside != [given]:
            raise InputError(f"--flee {given} holds several folders; name each with its counts")
        pairs += [(one, validation[at] if validation else None) for one in inside]
    if not pairs and not cases:
        raise InputError("name what to score: a CASE, or an input folder of Flee by --flee")
    of_cases, notes = open_cases(cases)
    if not pairs and not of_cases:
        raise InputError("\n".join(notes))
    crises, told = open_folders(pairs, lenient=lenient)
    return (*crises, *of_cases), pool(), [*notes, *told]


def open_cases(cases: Sequence[str]) -> tuple[list[Crisis], list[str]]:
    """Crises of cases that have reports enough to look back on.

    Parameters
    ----------
    cases : sequence of str
        Folders of cases, or names of shipped ones.

    Returns
    -------
    tuple
        The crises; why others are not scored, and what was left out of each.
    """
    crises, notes = [], []
    for name in cases:
        case = read_case(find_case(name))
        source = case_source(case, case.as_of)
        notes += [f"{source.name}: {one}" for one in source.notes]
        why = _too_few(source.crisis)
        if why or source.crisis is None:
            notes.append(f"{source.name}: is not scored: {why}")
        else:
            crises.append(source.crisis)
    return crises, notes


def _too_few(crisis: Crisis | None) -> str:
    if crisis is None:
        return "nobody was registered abroad"
    days = {int(one) for site in crisis.sites for one in site.day}
    if len(days) > 1 and last_day(crisis) > FIRST:
        return ""
    counted = count(len(days), "day")
    return f"people were counted on {counted}, none of them more than {FIRST} days after the first"


def open_folders(
    folders: Sequence[tuple[Path, Path | None]], *, lenient: bool
) -> tuple[tuple[Crisis, ...], list[str]]:
    """Open several folders of Flee.

    Parameters
    ----------
    folders : sequence of tuple
        Input folder and the folder of its counts, if it is not beside it.
    lenient : bool
        Repair what can be repaired.

    Returns
    -------
    tuple
        The crises, and what was repaired or may not be meant.

    Raises
    ------
    InputError
        Naming what is wrong in all folders.
    """
    crises, notes, wrong = [], [], []
    for inputs, validation in folders:
        try:
            crisis, folder = open_folder(inputs, validation, lenient=lenient)
        except InputError as error:
            wrong.append(f"{inputs}:\n{error}")
            continue
        crises.append(crisis)
        told = folder_notes(folder, inputs, validation)
        notes += [f"{crisis.name}: {one}" for one in told]
    if wrong:
        raise InputError("\n".join(wrong))
    return tuple(crises), notes
