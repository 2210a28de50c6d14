"""Files that arrive in an inbox: which are meant to be read, and which are still being written."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple

from qafila.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SETTLE_SECONDS = 0.4  # a copy over a network pauses for less between two blocks
_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp")


class Mark(NamedTuple):
    """What tells whether a file has changed.

    Parameters
    ----------
    size, modified, node : int
        Bytes, time of the last change in nanoseconds, and number of the file on its disk.
    """

    size: int
    modified: int
    node: int


def is_report_name(name: str) -> bool:
    """Whether a file of this name is meant to be read: hidden and temporary ones are not.

    Parameters
    ----------
    name : str
        Name of the file.

    Returns
    -------
    bool
        False while a program still writes under a name of its own.

    Examples
    --------
    >>> [is_report_name(name) for name in ("a.md", ".a.md.swp", "~$a.html", "a.md.part", "a.md~")]
    [True, False, False, False, False]
    """
    lowered = name.casefold()
    return not (name.startswith((".", "~")) or name.endswith("~") or lowered.endswith(_TEMPORARY))


def waiting(inbox: Path) -> dict[Path, Mark]:
    """Files of an inbox that are meant to be read.

    Parameters
    ----------
    inbox : Path
        The folder; what lies in folders below it is not looked at.

    Returns
    -------
    dict of Path to Mark
        Sorted by name.

    Raises
    ------
    OutputError
        If the folder is gone or cannot be listed.
    """
    found = {}
    try:
        with os.scandir(inbox) as entries:
            names = sorted(one.name for one in entries if is_report_name(one.name))
    except OSError as error:
        raise OutputError(f"{inbox}: cannot be listed ({error.strerror})") from error
    for name in names:
        path = inbox / name
        mark = mark_of(path)
        if mark is not None:
            found[path] = mark
    return found


def mark_of(path: Path) -> Mark | None:
    """What tells whether a file has changed; None where there is no file, or a folder.

    Parameters
    ----------
    path : Path
        The file; of a link the link itself.

    Returns
    -------
    Mark or None
        Size, time and number.
    """
    try:
        state = path.lstat()
        if path.is_dir() and not path.is_symlink():
            return None
    except OSError:
        return None
    return Mark(state.st_size, state.st_mtime_ns, state.st_ino)


class Seen(NamedTuple):
    """A file as it was last seen, and since when it has been so.

    Parameters
    ----------
    mark : Mark
        How it was.
    since : float
        Seconds of a clock that never goes back.
    """

    mark: Mark
    since: float


def settle(
    files: Mapping[Path, Mark], seen: Mapping[Path, Seen], now: float
) -> tuple[list[Path], dict[Path, Seen]]:
    """Which files have not changed for a while, and how all of them were seen.

    Parameters
    ----------
    files : mapping of Path to Mark
        Files that are there now.
    seen : mapping of Path to Seen
        How they were seen before.
    now : float
        Seconds of a clock that never goes back.

    Returns
    -------
    ready : list of Path
        Files of the same size and time for `SETTLE_SECONDS`.
    seen : dict of Path to Seen
        To be given the next time.

    Examples
    --------
    >>> from pathlib import Path
    >>> path, mark = Path("a.md"), Mark(12, 1, 1)
    >>> ready, seen = settle({path: mark}, {}, 10.0)
    >>> ready, settle({path: mark}, seen, 10.1)[0], settle({path: mark}, seen, 11.0)[0]
    ([], [], [PosixPath('a.md')])
    >>> settle({path: Mark(13, 2, 1)}, seen, 11.0)[0]
    []
    """
    kept = {}
    for path, mark in files.items():
        before = seen.get(path)
        kept[path] = before if before and before.mark == mark else Seen(mark, now)
    return [path for path, one in kept.items() if now - one.since >= SETTLE_SECONDS], kept


def is_being_written(path: Path) -> bool:
    """Whether a program holds a file open to write to it, as far as the system tells.

    Linux refuses to lease such a file. Where nothing can be asked, the file counts as closed, and
    that it has not changed for a while must do.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bool
        True only if the system says so.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return False  # only the main thread may say what a signal does
    if path.is_symlink() or not path.is_file():
        return False
    import fcntl

    # Who opens the file while it is leased makes the system send this signal, which would end us.
    before = signal.signal(signal.SIGIO, signal.SIG_IGN)
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        signal.signal(signal.SIGIO, before)
        return False
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    else:
        return False
    finally:
        os.close(handle)
        signal.signal(signal.SIGIO, before)
