"""One watch at a time: a lock that the system lets go of when its program ends, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qafila.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST = 20  # digits of a number of a process


@contextmanager
def only_one(path: Path, what: str) -> Iterator[None]:
    """Hold a lock while something is done.

    The file stays; that it exists means nothing. Only the lock of the system counts, which ends
    with the program that holds it, also when that is killed: there are no stale locks.

    Parameters
    ----------
    path : Path
        File of the lock; it holds the number of the process that has it.
    what : str
        What is done, for the message.

    Yields
    ------
    None
        While the lock is held.

    Raises
    ------
    InputError
        If another program holds it.
    OutputError
        If the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be written ({reason})") from error
    try:
        try:
            free = _lock(handle)
        except OSError as error:
            raise OutputError(
                f"{path}: this disk knows no locks ({error.strerror}); use a folder on another one"
            ) from error
        if not free:
            holder = os.read(handle, _LONGEST).decode("ascii", "ignore").strip()
            by = f" by process {holder}" if holder.isdigit() else ""
            raise InputError(
                f"{what} is watched already{by} ({path}); stop that one first, or let it go on"
            )
        os.truncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode("ascii"))
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            # Far behind the number, so that others can still read it.
            os.lseek(handle, 1024, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
