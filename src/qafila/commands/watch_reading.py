"""Read one file of an inbox, or say why it cannot be read; nothing is stored here."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from qafila.cards import count
from qafila.case import sources_of
from qafila.claims import Document
from qafila.commands.importing import is_table
from qafila.commands.inbox import fitting_name
from qafila.errors import InputError, QafilaError, ReportError
from qafila.places import Gazetteer
from qafila.reports.extract import read_claims

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qafila.api import OpenCase
    from qafila.claims import Claim
    from qafila.commands.inbox import Folders
    from qafila.reports.readers.lookup import Lookup
    from qafila.sources import Sources

_LARGEST_TABLE, _MOST_ROWS = 20_000_000, 100_000  # bytes, rows: a few seconds

logger = logging.getLogger("qafila.commands.watch_reading")


class Paper(NamedTuple):
    """A file that was read and is not stored yet.

    Parameters
    ----------
    name : str
        Name under which it is kept.
    digest : str
        SHA-256: of a report that of its text, which is its identifier; of a table that of the file.
    published : datetime.date or None
        Day of the report; of a table the newest day of its rows.
    pairs : sequence of (Document, sequence of Claim)
        What goes into the ledger.
    table : bool
        Whether it is a table of another provider.
    note : str
        What a person should know of it.
    """

    name: str
    digest: str
    published: dt.date | None
    pairs: Sequence[tuple[Document, Sequence[Claim]]]
    table: bool = False
    note: str = ""

    @property
    def claims(self) -> tuple[str, ...]:
        """Identifiers of all claims."""
        return tuple(claim.claim_id for _, claims in self.pairs for claim in claims)


class ReadingDesk:
    """What all files of an inbox are read with, loaded once.

    Parameters
    ----------
    opened : OpenCase
        The case.
    folders : Folders
        Where files go once they are read.
    """

    def __init__(self, opened: OpenCase, folders: Folders) -> None:
        self._case = opened
        self._folders = folders
        self._taken = frozenset(path.name for path in opened.reports)
        self._gazetteer = Gazetteer.from_locations(opened.locations)
        self._sources: Sources = sources_of(opened)
        # The first text makes the names of places be prepared: now, and not when a file waits.
        for language in opened.languages:
            read_claims(
                Document.from_text(opened.city, "-", language=language),
                self._gazetteer,
                self._sources,
            )

    def read(self, path: Path) -> Paper:
        """Read a report or a table.

        Parameters
        ----------
        path : Path
            A file that no longer changes.

        Returns
        -------
        Paper
            What it says.

        Raises
        ------
        ReportError
            If it cannot be read; also if the reader itself fails, since a text that breaks it must
            not end the watch each time that it is started.
        """
        if path.is_symlink() or not path.is_file():
            raise ReportError(
                f"{path.name}: is a link or no file at all; put the file itself into the inbox"
            )
        try:
            return self._read_table(path) if is_table(path) else self._read_report(path)
        except (QafilaError, MemoryError):
            raise
        except Exception as error:
            logger.exception("%s: this is a fault of ours; please report it", path.name)
            raise ReportError(
                f"{path.name}: the reader failed ({type(error).__name__}); please report it"
            ) from error

    def _read_report(self, path: Path) -> Paper:
        from qafila.reports import open_document
        from qafila.reports.spoofing import describe, find_spoofed

        found = open_document(path, time_zone=self._case.time_zone)
        day = _day_of(found, path.name)
        self._check_reach(day, path.name)
        digest, folder = found.document_id, self._folders.reports
        document = replace(found, name=fitting_name(path.name, digest, folder, self._taken))
        claims = read_claims(document, self._gazetteer, self._sources)
        spoofed = [
            f"{describe(word)}; it was not taken for the name it looks like"
            for word in find_spoofed(document.text)
        ]
        return Paper(document.name, digest, day, ((document, claims),), note="; ".join(spoofed))

    def _check_reach(self, day: dt.date, name: str) -> None:
        """A day that no view can reach would end the watch once the report is stored."""
        if day <= self._case.as_of:
            return
        try:
            self._case.ledger(day)
        except InputError as error:
            raise ReportError(f"{name}: {error}") from error

    @cached_property
    def _lookup(self) -> Lookup:
        from qafila.commands.ahead import lookup_of

        return lookup_of(self._case, None)

    def _read_table(self, path: Path) -> Paper:
        from qafila.reports.readers.reading import Tally, read_table
        from qafila.reports.registry import formats

        size = path.stat().st_size
        if size > _LARGEST_TABLE:
            raise ReportError(
                f"{path.name}: has {size / 1e6:,.0f} MB, which would hold up the watch; read it "
                "with qafila import"
            )
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        tally = Tally(path.name)
        rows = read_table(path, self._lookup, formats(), tally)
        pairs = tuple(islice(rows, _MOST_ROWS + 1))
        if len(pairs) > _MOST_ROWS:
            raise ReportError(
                f"{path.name}: has more than {_MOST_ROWS:,} rows, which would hold up the watch; "
                "read it with qafila import"
            )
        today = dt.datetime.now(dt.UTC).date()
        days = [day for one, _ in pairs if (day := one.published) and day <= today]
        note = f"{tally.format}: {count(tally.rows, 'row')}, {tally.quarantined} put aside"
        name = fitting_name(path.name, digest, self._folders.read)
        return Paper(name, digest, max(days, default=None), pairs, table=True, note=note)


def _day_of(document: Document, name: str) -> dt.date:
    """A report without a day counts in no view, and one of tomorrow would age all others."""
    if document.published is None:
        raise ReportError(
            f"{name}: no day of publication is known, so that nothing of it would count; put the "
            "three lines ---, published: YYYY-MM-DD and --- before its text, and move it back into "
            "the inbox"
        )
    # One day more: it is tomorrow already in other zones.
    today = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    if document.published > today:
        raise ReportError(
            f"{name}: is dated {document.published}, which is still to come; mend its line "
            "published:, or the clock of this machine"
        )
    return document.published
