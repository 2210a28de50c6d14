"""Make everything ready for a watch: folders, locks, the log, and the case with its ledger."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qafila.commands import arriving
from qafila.commands import inbox as files
from qafila.commands.importing import is_table
from qafila.commands.locking import only_one
from qafila.commands.run import LEDGER
from qafila.commands.watch import Watch

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from qafila.case import Case
    from qafila.commands.inbox import Folders
    from qafila.commands.watch_entry import Entry


class Asked(NamedTuple):
    """What a user asks of a watch.

    Parameters
    ----------
    inbox, outbox : Path or None
        Folders; by default in that of the case.
    ledger : str or None
        File or address of the ledger; by default that of the case.
    as_of : datetime.date or None
        Day whose knowledge is used; by default that of the newest report.
    """

    inbox: Path | None = None
    outbox: Path | None = None
    ledger: str | None = None
    as_of: dt.date | None = None


@contextmanager
def open_watch(case: Case, asked: Asked, tell: Callable[[Entry], None]) -> Iterator[Watch]:
    """Make everything ready, read the reports of the case, and hold the locks of a watch.

    Parameters
    ----------
    case : Case
        The checked case.
    asked : Asked
        What is asked for.
    tell : callable
        Is told what became of each file.

    Yields
    ------
    Watch
        To be given to `run_watch`.

    Raises
    ------
    InputError
        If a folder cannot be an inbox, or the case or the inbox is watched already.
    OutputError
        If a folder cannot be written to; nothing has been done then.
    """
    from qafila.api import attach_ledger
    from qafila.commands.watch_log import WatchLog

    folders = files.folders_of(case, asked.inbox, asked.outbox, asked.ledger)
    files.make_ready(folders)
    with ExitStack() as stack:
        for lock in _locks(case, folders, asked.ledger):
            stack.enter_context(only_one(lock, case.name))
        log = WatchLog(folders.log)
        if case.shipped:
            names = {path.name for path in case.reports}
            kept = tuple(path for path in _kept(folders.reports) if path.name not in names)
            case = replace(case, reports=case.reports + kept)
        opened = attach_ledger(case, asked.ledger)
        stack.callback(opened.store.close)
        yield Watch(opened, folders, log, asked.as_of, tell)


def _locks(case: Case, folders: Folders, ledger: str | None) -> list[Path]:
    """Of the inbox, of the log, and of the ledger where that is a file."""
    from pathlib import Path

    locks = [folders.inbox / ".watch.lock", folders.log.with_name(f".{folders.log.name}.lock")]
    if ledger is None:
        locks.append(case.folder / f".{LEDGER}.watch.lock")
    elif "://" not in ledger:
        file = Path(ledger).expanduser().resolve()
        locks.append(file.with_name(f".{file.name}.watch.lock"))
    return locks


def _kept(folder: Path) -> list[Path]:
    """Reports that earlier watches of a shipped case have read."""
    return [path for path in arriving.waiting(folder) if path.is_file() and not is_table(path)]
