"""Watch an inbox: each new file goes into the ledger, and what changed by it is told.

The transaction of the ledger is the moment at which a file counts as read. What comes after it
(draft alerts, a line of the log, the move out of the inbox) is done again after a watch that was
killed, with the same result: the view of the case holds a report only once the inbox has let go
of it, so that before and after are the same as they would have been.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from qafila.assess.changes import Known, compare
from qafila.assess.rules import read_rules
from qafila.brief.alert import Told
from qafila.commands import arriving
from qafila.commands import inbox as files
from qafila.commands.alerting import draft_alerts, levels_of, rises
from qafila.commands.watch_entry import (
    KNOWN,
    MOVED,
    QUARANTINED,
    READ,
    STARTED,
    WAITS,
    Entry,
)
from qafila.commands.watch_lines import told_claims
from qafila.commands.watch_reading import ReadingDesk
from qafila.commands.watch_standing import newest_day, stand
from qafila.errors import LedgerError, OutputError, ReportError
from qafila.ledger.choosing import some
from qafila.reports import READER_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from qafila.api import OpenCase
    from qafila.commands.arriving import Seen
    from qafila.commands.inbox import Folders
    from qafila.commands.watch_log import WatchLog
    from qafila.commands.watch_reading import Paper
    from qafila.commands.watch_standing import Stand

_PAUSE_SECONDS = 0.1
_IDLE_MS = 1000  # also where no system tells of new files, as on some disks of a network
_DEBOUNCE_MS, _STEP_MS = 200, 50
_AGAIN_SECONDS = 30.0  # until a file that could not be moved is looked at again
_TRIES = 12  # of a ledger that another program writes to, each some seconds long


@dataclass
class Watch:
    """A watch of one inbox.

    Parameters
    ----------
    opened : OpenCase
        The case; its ledger stays open.
    folders : Folders
        Where files are found and put.
    log : WatchLog
        Of this and earlier watches.
    fixed : datetime.date or None
        Day whose knowledge is used; by default that of the newest report.
    tell : callable
        Is told what became of each file.
    seen : dict of Path to Seen
        Files that still change, as they were last seen.
    stuck : dict of Path to float
        Files that could not be moved, and when each is looked at again.
    unmoved : dict of Path to (str or None, Path)
        Of these the ones that were read: the digest of the text, and where the file goes.
    failures : int
        How often in a row the ledger could not be written.
    """

    opened: OpenCase
    folders: Folders
    log: WatchLog
    fixed: dt.date | None
    tell: Callable[[Entry], None]
    seen: dict[Path, Seen] = field(default_factory=dict)
    stuck: dict[Path, float] = field(default_factory=dict)
    unmoved: dict[Path, tuple[str | None, Path]] = field(default_factory=dict)
    failures: int = 0

    def __post_init__(self) -> None:
        self.desk = ReadingDesk(self.opened, self.folders)
        day = self.fixed or max(self.opened.as_of, newest_day(self.opened) or self.opened.as_of)
        self.now = stand(self.opened, day)

    def turn(self) -> bool:
        """Read what is there and no longer changes.

        Returns
        -------
        bool
            Whether files are left that still change.
        """
        now = time.monotonic()
        self.stuck = {path: until for path, until in self.stuck.items() if until > now}
        there = arriving.waiting(self.folders.inbox)
        new = {path: mark for path, mark in there.items() if path not in self.stuck}
        ready, self.seen = arriving.settle(new, self.seen, now)
        for path in ready:
            if not arriving.is_being_written(path):
                self._take(path)
                self.seen.pop(path, None)
        return bool(self.seen)

    def _take(self, path: Path) -> None:
        """Read one file; whatever is wrong with it, the watch goes on."""
        try:
            entry = self._file(path)
            self.failures = 0
        except ReportError as error:
            # Who took the file away meanwhile has no need to be told what was wrong with it.
            entry = self._quarantine(path, str(error)) if os.path.lexists(path) else None
        except LedgerError as error:
            self.failures += 1
            if self.failures >= _TRIES:
                raise
            entry = None
            if self.failures == 1:
                entry = _entry(path, WAITS, note=str(error))
        if entry is not None:
            self.tell(entry)

    def _file(self, path: Path) -> Entry | None:
        if path in self.unmoved:
            return self._put(path, *self.unmoved[path])
        paper = self.desk.read(path)
        if not paper.table and paper.digest in self.now.opened.reading.document_ids:
            return self._already(path, paper)
        return self._store(path, paper)

    def _already(self, path: Path, paper: Paper) -> Entry:
        """A copy of what was read before."""
        name = files.fitting_name(path.name, paper.digest, self.folders.duplicates)
        target = self.folders.duplicates / name
        entry = _entry(
            path, KNOWN, kept_as=_told(target), document=paper.digest, published=paper.published,
            note="its text is among the reports already",
        )  # fmt: skip
        self.log.add(entry.record())
        return self._put(path, paper.digest, target) or entry

    def _store(self, path: Path, paper: Paper) -> Entry | None:
        """Into the ledger first; then all that can be done again."""
        before, store = self.now, self.opened.store
        if paper.table:
            store.add_stream(paper.pairs)
        else:
            store.add_all(paper.pairs, reader_version=READER_VERSION)
        after = stand(*self._next(paper))
        folder = self.folders.read if paper.table else self.folders.reports
        target = folder / paper.name
        again = self.log.has(paper.digest, _told(target))
        entry = None
        if not again:
            known = Known(before.ledger, after.ledger)
            changes = compare(before.assessment, after.assessment, known)
            entry = _entry(
                path, READ, kept_as=_told(target), document=paper.digest,
                published=paper.published, claims=paper.claims, note=paper.note,
                before=before.assessment, after=after.assessment,
                changes=changes, words=told_claims(changes, before.ledger, after.ledger),
            )  # fmt: skip
            entry = self._alert(entry, levels_of(before.assessment), after, paper.digest)
            self.log.add(entry.record())
        self.now = after
        # Who is told that a report was read may stop us at once: then it must have been moved.
        waits = self._put(path, paper.digest, target)
        if entry is not None:
            self.tell(entry)
        return waits

    def _put(self, path: Path, document: str | None, target: Path) -> Entry | None:
        """Move what was read; one that cannot be moved now is looked at again later."""
        waited = self.unmoved.pop(path, None) is not None
        kept_as = _told(target)
        try:
            files.move(path, target)
        except OutputError as error:
            if not os.path.lexists(path):
                return None
            self.unmoved[path] = document, target
            self.stuck[path] = time.monotonic() + _AGAIN_SECONDS
            entry = _entry(path, WAITS, kept_as=kept_as, document=document, note=str(error))
            if waited:
                return None
        else:
            if (document, kept_as) not in self.log.unmoved:
                return None
            entry = _entry(path, MOVED, kept_as=kept_as, document=document)
        self.log.add(entry.record())
        return entry

    def _next(self, paper: Paper) -> tuple[OpenCase, dt.date]:
        """The case with one more report, and the day: of the newest report, or that asked for."""
        opened = self.now.opened
        day = self.now.assessment.as_of
        if self.fixed is None and paper.published and paper.claims and not paper.table:
            day = max(day, paper.published)
        if paper.table:
            return opened, day
        known = opened.reading.document_ids | {paper.digest}
        return replace(opened, reading=replace(opened.reading, document_ids=known)), day

    def _alert(self, entry: Entry, before: Mapping[str, str], now: Stand, cause: str) -> Entry:
        rules = read_rules(now.opened)
        # What stands apart tells of much response or worry and not of much harm.
        risen = tuple(
            rise
            for rise in rises(before, now.assessment)
            if rules.indicator(rise.finding.indicator_id).part != "apart"
        )
        if not risen:
            return entry
        wanted = {claim for rise in risen for claim in rise.finding.claims}
        claims = {one.claim_id: one for one in some(now.ledger, wanted)}
        sent = entry.time.astimezone(ZoneInfo(now.opened.time_zone))
        told = Told(now.opened, now.assessment, rules, claims, sent)
        drafted = draft_alerts(told, risen, self.folders.outbox, cause, self.log.reference)
        return replace(entry, alerts=drafted)

    def begin(self) -> Entry:
        """Tell how things stand, and draft what rose since the last line of the log.

        Between the two a run, an import or a review may have changed the ledger, or a watch was
        killed when it had stored a table and not yet drafted its alerts.

        Returns
        -------
        Entry
            Of no file.
        """
        now = self.now
        entry = Entry("", STARTED, _now(), after=now.assessment)
        logged = self.log.levels
        if logged is not None and now.assessment.as_of.isoformat() >= self.log.as_of:
            cause = hashlib.sha256(repr(sorted(logged.items())).encode("utf-8")).hexdigest()
            entry = self._alert(entry, logged, now, cause)
        if logged is None or entry.alerts:
            self.log.add(entry.record())
        return entry

    def _quarantine(self, path: Path, why: str) -> Entry | None:
        reason = why.encode("utf-8", "replace").decode()  # a name may hold what is no text
        try:
            named = os.fsencode(path.name) + str(path.lstat().st_mtime_ns).encode("ascii")
            digest = hashlib.sha256(named).hexdigest()
            target = files.put_aside(path, self.folders, reason, digest)
        except FileNotFoundError:
            return None
        except OutputError as error:
            self.stuck[path] = time.monotonic() + _AGAIN_SECONDS
            return _entry(path, WAITS, note=f"{reason}\n{error}")
        entry = _entry(path, QUARANTINED, kept_as=_told(target), note=reason)
        self.log.add(entry.record())
        return entry


def _entry(path: Path, outcome: str, **told: Any) -> Entry:
    return Entry(files.printable_name(path.name), outcome, _now(), **told)


def _told(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).astimezone()


def wakes(inbox: Path) -> Iterator[None]:
    """Wake when something happens in an inbox, and once a second in any case.

    Parameters
    ----------
    inbox : Path
        The folder.

    Yields
    ------
    None
        Each time that there may be something to read.
    """
    import watchfiles

    for _ in watchfiles.watch(
        inbox,
        watch_filter=None,
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        rust_timeout=_IDLE_MS,
        yield_on_timeout=True,
        recursive=False,
    ):
        yield


def run_watch(watch: Watch, *, once: bool) -> None:
    """Read what is there, and then what comes, until the program is stopped.

    Parameters
    ----------
    watch : Watch
        From `open_watch`.
    once : bool
        Stop when nothing is left that can be read.
    """
    watch.tell(watch.begin())
    _catch_up(watch)
    if once:
        return
    for _ in wakes(watch.folders.inbox):
        _catch_up(watch)


def _catch_up(watch: Watch) -> None:
    while watch.turn():
        time.sleep(_PAUSE_SECONDS)
