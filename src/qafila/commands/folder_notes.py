"""What to know of a folder of Flee whose counts are forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.errors import InputError
from qafila.forecasting.displacement.engine.capacities import capacities_known_before
from qafila.interop.flee_reports import read_counted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qafila.errors import Problem
    from qafila.interop import FleeFolder

# Tables of a folder that hold no counts of places; all other names are files of counts.
_OTHER_FILES = frozenset(
    {
        "locations.csv", "routes.csv", "conflicts.csv", "closures.csv", "sim_period.csv",
        "registration_corrections.csv", "major_routes.csv", "location_changes.csv",
        "flood_level.csv", "simsetting.yml", "refugees.csv",
    }
)  # fmt: skip
_WORDS = {"warning": "odd", "repaired": "repaired"}


def folder_notes(folder: FleeFolder, inputs: Path, validation: Path | None) -> list[str]:
    """What to know of a folder of Flee whose counts are forecast.

    Parameters
    ----------
    folder : FleeFolder
        The opened folder.
    inputs, validation : Path
        Where it was opened.

    Returns
    -------
    list of str
        What is odd in its counts, and that capacities known afterwards are refused.
    """
    notes = count_notes("warning", folder.warnings) + count_notes("repaired", folder.repaired)
    try:
        capacities_known_before(folder, read_counted(folder, inputs, validation))
    except InputError as error:
        notes += [f"capacities are refused: {one.message}" for one in error.problems]
    return notes


def count_notes(word: str, problems: Sequence[Problem]) -> list[str]:
    """What is odd in the counts of a folder, each by itself; all else by its number.

    Parameters
    ----------
    word : str
        ``warning`` or ``repaired``.
    problems : sequence of Problem
        What was found.

    Returns
    -------
    list of str
        Lines.
    """
    ours = [one for one in problems if one.file.rpartition("/")[2] not in _OTHER_FILES]
    notes = [f"{word}: {one}" for one in ours]
    rest = len(problems) - len(ours)
    if rest:
        notes.append(
            f"{rest} {'thing is' if rest == 1 else 'things are'} {_WORDS[word]} in tables other "
            "than counts; qafila simulate --flee tells each"
        )
    return notes
