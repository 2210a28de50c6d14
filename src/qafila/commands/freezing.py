"""Put a forecast away, once."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from qafila.commands.forecast import Foretold, head_of, nobody_yet
from qafila.commands.simulate import probe_format, probe_parent
from qafila.errors import InputError, OutputError, Problem
from qafila.files import write_whole
from qafila.forecasting.displacement.frozen import SOURCES, frozen_text
from qafila.pictures import FORMATS

_THERE = "{}: is there already, and a frozen forecast is never written over"


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
        If the file is there, whoever wrote it and when: a frozen forecast is never written over.
    """
    if done.outlook is None:
        raise InputError("there is no forecast to freeze: " + nobody_yet(done.source))
    configuration = done.record["configuration"]
    head = head_of(done.source, configuration["horizons"], configuration["threshold"])
    probe_freeze(path)
    head |= {SOURCES: dict(done.source.chosen), "notes": list(done.source.notes)}
    _write_new(path, frozen_text(done.outlook, head))


def _write_new(path: Path, text: str) -> None:
    """Whole, and only where nothing is, even if something came since that was looked at."""
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".qafila-") as folder:
            whole = Path(folder) / "frozen"
            write_whole(whole, text)
            _give_name(whole, path)
    except FileExistsError:
        raise OutputError(_THERE.format(path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written ({reason}); choose another folder") from error


def _give_name(whole: Path, path: Path) -> None:
    try:
        os.link(whole, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links; there a break leaves half a file, which has no hash.
        with path.open("xb") as stream:
            stream.write(whole.read_bytes())
            stream.flush()
            os.fsync(stream.fileno())


def probe_files(out: Path | None, plot: Path | None, frozen: Path | None) -> None:
    """Fail before the work if a file that is asked for could not be written.

    Parameters
    ----------
    out, plot, frozen : Path or None
        Where table, picture and frozen forecast are to go.

    Raises
    ------
    InputError
        If a folder is missing, an ending is that of no known format, or two are one file.
    MissingExtraError
        If a format needs a library that is not installed.
    OutputError
        If something is there already where the frozen forecast is to go.
    """
    probe_format(out)
    probe_parent(plot)
    if plot is not None and plot.suffix.lower() not in FORMATS:
        hint = "end the name in one of " + ", ".join(FORMATS)
        raise InputError(Problem(str(plot), f'unknown format "{plot.suffix}"', hint=hint))
    probe_freeze(frozen)
    named = [one.resolve() for one in (out, plot, frozen) if one is not None]
    twice = [one for one in named if named.count(one) > 1]
    if twice:
        hint = "name another for each of --out, --plot and --freeze"
        raise InputError(Problem(str(twice[0]), "is named twice", hint=hint))
    for one in (out, plot):
        if one is not None and one.is_dir():
            raise InputError(Problem(str(one), "is a folder", hint="name a file in it"))


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
        raise OutputError(_THERE.format(path))
    probe_parent(path)
