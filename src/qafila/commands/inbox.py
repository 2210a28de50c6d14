"""Folders of an inbox, and where its files go once they are read.

A file leaves the inbox only after the ledger holds what was read from it. Nothing is ever deleted
or overwritten: a name that is taken gets the first digits of the digest of the text.
"""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING, NamedTuple

from qafila.errors import InputError, OutputError, Problem
from qafila.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from qafila.case import Case

READ, DUPLICATES, QUARANTINE = "read", "duplicates", "quarantine"
REASON = ".reason.txt"
_SHORT = 8  # hexadecimal digits of a digest
_LONGEST_BYTES = 160  # of a name: disks hold 255, and digits, a reason and a mark are added to it


class Folders(NamedTuple):
    """Where a watch finds reports and where it puts what comes of them.

    Parameters
    ----------
    inbox : Path
        New files are read here.
    reports : Path
        Reports that were read: those of the case, or ``read`` in the inbox of a shipped one.
    read : Path
        Tables that were read.
    duplicates : Path
        Copies of what was read before.
    quarantine : Path
        What cannot be read, each with its reason.
    outbox : Path
        Draft alerts.
    log : Path
        One JSON object for each file.
    """

    inbox: Path
    reports: Path
    read: Path
    duplicates: Path
    quarantine: Path
    outbox: Path
    log: Path


def folders_of(case: Case, inbox: Path | None, outbox: Path | None, ledger: str | None) -> Folders:
    """Folders of a watch; what cannot be right is told before anything is done.

    Parameters
    ----------
    case : Case
        The case.
    inbox, outbox : Path or None
        As the user gave them; by default ``inbox`` and ``outbox`` in the folder of the case.
    ledger : str or None
        File or address of the ledger, if the user gave one.

    Returns
    -------
    Folders
        Where everything goes; nothing is made yet.

    Raises
    ------
    InputError
        If a shipped case is watched without an inbox and a ledger of its own, or if the inbox is a
        folder whose files are something else.
    """
    if case.shipped and (inbox is None or ledger is None):
        raise InputError(
            f"the shipped case {case.name} is read-only; name both an inbox with --inbox and a "
            "ledger with --ledger"
        )
    home = case.folder.resolve()
    found = (inbox or home / "inbox").expanduser().resolve()
    home = found if case.shipped else home
    folders = Folders(
        inbox=found,
        reports=found / READ if case.shipped else home / "reports",
        read=found / READ,
        duplicates=found / DUPLICATES,
        quarantine=found / QUARANTINE,
        outbox=(outbox or home / "outbox").expanduser().resolve(),
        log=(found / "log" if case.shipped else home) / "watch.jsonl",
    )
    wrong = _unfit(folders, case, ledger)
    if wrong:
        raise InputError(Problem(str(folders.inbox), *wrong))
    return folders


def _unfit(
    folders: Folders, case: Case, ledger: str | None
) -> tuple[()] | tuple[str, None, None, str]:
    """What is wrong with an inbox, and how to mend it."""
    inbox, reports = folders.inbox, (case.folder / "reports").resolve()
    hint = "name another folder with --inbox"
    if inbox == reports:
        return "is the folder of reports, which a run reads anyway", None, None, hint
    if reports in inbox.parents:
        return "lies among the reports of the case", None, None, hint
    if inbox == case.folder.resolve() or inbox in case.folder.resolve().parents:
        return "holds the case itself, whose files are no reports", None, None, hint
    if (inbox / "case.toml").exists():
        return "is the folder of a case, whose files are no reports", None, None, hint
    if inbox.exists() and not inbox.is_dir():
        return "is not a folder", None, None, hint
    if folders.outbox in (inbox, reports):
        return "is also the outbox", None, None, "name another outbox with --outbox"
    if ledger and "://" not in ledger and _folder_of(ledger) == inbox:
        return "holds the ledger, which is no report", None, None, "keep the ledger elsewhere"
    return ()


def _folder_of(ledger: str) -> Path:
    from pathlib import Path

    return Path(ledger).expanduser().resolve().parent


def make_ready(folders: Folders) -> None:
    """Make the folders, and make sure that all of them can be written to.

    Parameters
    ----------
    folders : Folders
        From `folders_of`.

    Raises
    ------
    OutputError
        With the first folder that cannot be written to, and why.
    """
    moved_from = "files are moved out of it once they are read"
    told = {
        folders.inbox: f"{moved_from}; name another folder with --inbox",
        folders.reports: "reports that were read are kept there; watch a case of your own, in a "
        "place that you may write to",
        folders.read: f"{moved_from}; name another folder with --inbox",
        folders.duplicates: f"{moved_from}; name another folder with --inbox",
        folders.quarantine: f"{moved_from}; name another folder with --inbox",
        folders.outbox: "draft alerts are put there; name another folder with --outbox",
        folders.log.parent: "the log is kept there; watch a case of your own, in a place that you "
        "may write to",
    }
    for folder, hint in told.items():
        probe = folder / ".probe"
        try:
            write_whole(probe, "")
            probe.unlink()
        except (OSError, OutputError) as error:
            cause = error.__cause__ if isinstance(error, OutputError) else error
            reason = getattr(cause, "strerror", None) or str(cause)
            raise OutputError(f"{folder}: cannot be written to ({reason}); {hint}") from error


def fitting_name(name: str, digest: str, folder: Path, taken: Collection[str] = frozenset()) -> str:
    """A name that no other file of a folder has; signs that no screen can show are left out.

    Parameters
    ----------
    name : str
        Name of the file in the inbox.
    digest : str
        SHA-256 of its text.
    folder : Path
        Where it goes.
    taken : collection of str
        Names that it must not have either.

    Returns
    -------
    str
        The name, if it is free; else with digits of the digest, so that two reports of one name
        stand side by side and neither is taken for a correction of the other.

    Raises
    ------
    OutputError
        If all of these are taken too.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> fitting_name("a.md", "0123456789abcdef", folder)
    'a.md'
    >>> (folder / "a.md").touch()
    >>> fitting_name("a.md", "0123456789abcdef", folder)
    'a-01234567.md'
    """
    shown = _shortened(printable_name(name))
    stem, dot, suffix = shown.partition(".")
    for digits in ("", *(digest[:length] for length in range(_SHORT, len(digest) + 1))):
        tried = f"{stem}-{digits}{dot}{suffix}" if digits else shown
        if tried not in taken and not os.path.lexists(folder / tried):
            return tried
    raise OutputError(f"{folder}: holds {shown} already; move it away")


def printable_name(name: str) -> str:
    r"""A name of a file as it can be shown and written; other signs stand as a line below.

    Parameters
    ----------
    name : str
        Name as the system gives it; bytes that are no text stand in it as half signs.

    Returns
    -------
    str
        The name.

    Examples
    --------
    >>> printable_name("bad\udcff.md"), printable_name("تقرير.md")
    ('bad_.md', 'تقرير.md')
    """
    return "".join(sign if sign.isprintable() else "_" for sign in name)


def _shortened(name: str) -> str:
    """The name with as much of what stands before its suffix as fits."""
    stem, dot, suffix = name.rpartition(".")
    if len(name.encode()) <= _LONGEST_BYTES:
        return name
    if not stem or len(suffix.encode()) > _LONGEST_BYTES // 2:
        stem, dot, suffix = name, "", ""
    room = _LONGEST_BYTES - len(f"{dot}{suffix}".encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + suffix


def move(path: Path, target: Path) -> None:
    """Move a file whole: at any moment it is in one place or in both, never in none.

    Parameters
    ----------
    path : Path
        Where it is.
    target : Path
        Where it goes; nothing may stand there.

    Raises
    ------
    OutputError
        If it cannot be moved.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "a file of that name has come in between")
        try:
            path.rename(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            aside = target.with_name(f".{target.name}.partial")
            shutil.copy2(path, aside, follow_symlinks=False)
            aside.rename(target)
            path.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path}: cannot be moved to {target.parent} ({reason})") from error


def put_aside(path: Path, folders: Folders, reason: str, digest: str) -> Path:
    """Move a file to quarantine and write beside it why.

    Parameters
    ----------
    path : Path
        The file.
    folders : Folders
        Where quarantine is.
    reason : str
        What is wrong and how to mend it, for people.
    digest : str
        Digits that tell it from another file of its name.

    Returns
    -------
    Path
        Where it is now.

    Raises
    ------
    OutputError
        If it cannot be moved.
    """
    name = fitting_name(path.name, digest, folders.quarantine)
    target = folders.quarantine / name
    # The reason first: a file in quarantine without one would be a riddle.
    write_whole(target.with_name(name + REASON), reason + "\n")
    move(path, target)
    return target
