"""Put a forecast away, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.commands.forecast import Foretold, head_of, nobody_yet
from qafila.errors import InputError, OutputError, Problem
from qafila.files import write_whole
from qafila.forecasting.displacement.frozen import SOURCES, frozen_text

if TYPE_CHECKING:
    from pathlib import Path


def freeze(done: Foretold, path: Path) -> None:
    """Put a forecast away.

    Parameters
    ----------
    done : Foretold
        The forecast.
    path : Path
        File to write.

    Raises
    ------
    InputError
        If there is no forecast to put away.
    OutputError
        If the file is there: a frozen forecast is never written over.
    """
    if done.outlook is None:
        raise InputError("there is no forecast to freeze: " + nobody_yet(done.source))
    configuration = done.record["configuration"]
    head = head_of(done.source, configuration["horizons"], configuration["threshold"])
    probe_freeze(path)
    head |= {SOURCES: dict(done.source.chosen), "notes": list(done.source.notes)}
    write_whole(path, frozen_text(done.outlook, head))


def probe_freeze(path: Path | None) -> None:
    """Fail before the work if a frozen forecast could not be written.

    Parameters
    ----------
    path : Path or None
        Where it is to go.

    Raises
    ------
    InputError
        If its folder is missing.
    OutputError
        If something is there already.
    """
    if path is None:
        return
    if path.exists() or path.is_symlink():
        raise OutputError(f"{path}: is there already, and a frozen forecast is never written over")
    if not path.parent.is_dir():
        hint = f"make {path.parent} first, or name another"
        raise InputError(Problem(str(path), "its folder does not exist", hint=hint))
