"""Read tables for the ledger, large ones in a process of their own while the ledger is written.

Both ways give the same rows in the same order. The other process is a plain one that is started
anew and told by its input what to read: nothing of this one is copied, on any system.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from qafila.errors import ReportError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator
    from pathlib import Path

    from qafila.case import Case
    from qafila.reports.readers.lookup import Lookup

_WORTH_IT_BYTES = 8_000_000  # below, starting a process takes longer than it saves
_LENGTH_BYTES = 8
_START = "import sys; sys.path[:] = sys.argv[1:]; from qafila.commands import ahead; ahead.main()"


@dataclass(frozen=True)
class Order:
    """What is to be read.

    Parameters
    ----------
    case : Path
        Folder of the case.
    files : tuple of Path
        The tables.
    form : str
        Name of their format, or ``auto``.
    published : datetime.date, optional
        Day of publication of the files.
    outlet : str, optional
        Who publishes them.
    """

    case: Path
    files: tuple[Path, ...]
    form: str = "auto"
    published: dt.date | None = None
    outlet: str | None = None


def lookup_of(case: Case, outlet: str | None = None) -> Lookup:
    """Places and sources that rows of tables are looked up in.

    Parameters
    ----------
    case : Case
        The case.
    outlet : str, optional
        Who publishes tables whose format does not say it.

    Returns
    -------
    Lookup
        With an empty memory.
    """
    from qafila.case import sources_of
    from qafila.places import Gazetteer
    from qafila.reports.readers.lookup import Lookup

    return Lookup(Gazetteer.from_locations(case.locations), sources_of(case), outlet)


def read_here(order: Order, lookup: Lookup) -> Generator[tuple[str, Any]]:
    """Read tables in this process.

    Parameters
    ----------
    order : Order
        What is to be read.
    lookup : Lookup
        Places and sources of its case.

    Yields
    ------
    str
        ``file``, ``papers``, ``done`` or ``tally``.
    object
        Name of the file that begins; rows in plain tuples; bytes read of the file and all of them;
        what came of the file.

    Raises
    ------
    ReportError
        If a file is no table of a known format, or none of its rows could be read.
    """
    from qafila.ledger.checking import prepare
    from qafila.ledger.writing import in_chunks
    from qafila.reports.readers.reading import Tally, read_table
    from qafila.reports.registry import formats

    for path in order.files:
        tally = Tally(path.name)
        size = max(path.stat().st_size, 1) if path.is_file() else 1
        read: list[int] = []
        yield "file", path.name
        pairs = read_table(
            path, lookup, formats(), tally,
            wanted=order.form, published=order.published, progress=read.append,
        )  # fmt: skip
        for part in in_chunks(tuple(prepare(document, claims)) for document, claims in pairs):
            yield "papers", part
            if read:
                yield "done", (min(read[-1], size), size)
                read.clear()
        if tally.rows == tally.quarantined:
            raise ReportError(
                f"{path.name}: none of its {tally.rows:,} rows could be read; the first: "
                f"{tally.faults[0]}"
            )
        yield "tally", tally


def is_worth_it(order: Order) -> bool:
    """Whether another process would save time: the files are large, and it has a core to run on.

    Parameters
    ----------
    order : Order
        What is to be read.

    Returns
    -------
    bool
        False also where nobody knows how to start Python again.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    size = sum(path.stat().st_size for path in order.files if path.is_file())
    is_python = bool(sys.executable) and not getattr(sys, "frozen", False)
    return is_python and (cores or 1) > 1 and size > _WORTH_IT_BYTES


def read_ahead(order: Order) -> Generator[tuple[str, Any]]:
    """Read tables in another process, which is always a few hundred rows ahead.

    Parameters
    ----------
    order : Order
        What is to be read.

    Yields
    ------
    str, object
        As `read_here` does.

    Raises
    ------
    ReportError
        As `read_here` does, or if the other process was stopped.
    """
    # Modules come from where those of this process come from: a file of the folder in which the
    # command is given, such as a download called csv.py, is never run.
    command = [sys.executable, "-c", _START, *map(str, sys.path)]
    # Not of this group of processes: an interrupt from the keyboard is for this process, which
    # stops the other one.
    with subprocess.Popen(  # noqa: S603  # this Python and this module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as reader:
        try:
            if reader.stdin is None or reader.stdout is None:
                raise ReportError("the tables cannot be read: no pipe to the reading process")
            with suppress(BrokenPipeError):  # it ended at once, which is told below
                _send(reader.stdin, order)
                reader.stdin.close()
            while True:
                kind, value = _receive(reader.stdout)
                if kind == "end":
                    return
                if kind == "failed":
                    raise value
                yield kind, value
        finally:
            reader.kill()


def _send(stream: IO[bytes], value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    size = int.from_bytes(stream.read(_LENGTH_BYTES), "big")
    data = stream.read(size)
    if not size or len(data) < size:
        raise ReportError(
            "the process that read the tables was stopped; nothing was imported; try again"
        )
    return pickle.loads(data)  # noqa: S301  # from our own process


def main() -> None:
    """Read what the order on the standard input names, and write it to the standard output."""
    from qafila.case import read_case

    # On Windows an interrupt from the keyboard reaches this process too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # All that the reader makes is let go of at once; looking for circles would take a tenth of it.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # so that nothing else is written among the rows
    order: Order = _receive(source)
    try:
        for event in read_here(order, lookup_of(read_case(order.case), order.outlet)):
            _send(target, event)
        _send(target, ("end", None))
    except BrokenPipeError:
        os._exit(1)  # the other process is gone and wants nothing
    except Exception as error:  # noqa: BLE001  # it is raised again where it can be told
        _send(target, ("failed", error))
