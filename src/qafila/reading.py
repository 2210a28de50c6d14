"""Read the reports of a case into its ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.case import Case, sources_of
from qafila.errors import ReportError
from qafila.situation import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from qafila.claims import Claim, Document
    from qafila.ledger import Store
    from qafila.places import Gazetteer
    from qafila.reports.llm.reading import Asked, Tally
    from qafila.sources import Sources


@dataclass(frozen=True)
class Reading:
    """What came of reading the reports of a case.

    Parameters
    ----------
    documents : int
        Reports that were read.
    claims : int
        Claims found in them.
    added : int
        Claims that the ledger did not know yet.
    warnings : tuple of Notice
        Reports that could not be read, and why; words in them that only look like names.
    document_ids : frozenset of str
        Documents that are in the folder of reports now.
    model : tuple of str
        What came of asking a language model, in lines for people; empty if none was asked.
    """

    documents: int
    claims: int
    added: int
    warnings: tuple[Notice, ...]
    document_ids: frozenset[str] = frozenset()
    model: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Desk:
    """What all reports are read with."""

    gazetteer: Gazetteer
    sources: Sources
    time_zone: str
    model: Asked | None
    tally: Tally

    def read(self, document: Document) -> Sequence[Claim]:
        from qafila.reports.extract import read_claims
        from qafila.reports.llm.reading import read_with_model

        if self.model is None:
            return read_claims(document, self.gazetteer, self.sources)
        return read_with_model(document, self.gazetteer, self.sources, self.model, self.tally)


def read_reports(
    case: Case,
    store: Store,
    *,
    progress: Callable[[int, int], None] | None = None,
    model: Asked | None = None,
) -> Reading:
    """Read every report of a case into a ledger, in one transaction.

    Parameters
    ----------
    case : Case
        The case.
    store : Store
        The ledger.
    progress : callable, optional
        Called with the number of reports read and of all.
    model : Asked, optional
        A language model that may point at what the rules missed; see `qafila.reports.llm`.

    Returns
    -------
    Reading
        Counts and warnings.

    Raises
    ------
    ModelError
        If the language model does not answer; nothing is stored then.
    """
    from qafila.places import Gazetteer
    from qafila.reports import READER_VERSION
    from qafila.reports.llm.reading import Tally

    gazetteer = Gazetteer.from_locations(case.locations)
    desk = _Desk(gazetteer, sources_of(case), case.time_zone, model, Tally())
    pairs: list[tuple[Document, Sequence[Claim]]] = []
    notices: list[Notice] = []
    for number, path in enumerate(case.reports, start=1):
        found = _read_one(path, desk, notices)
        if found is not None:
            pairs.append(found)
        if progress is not None:
            progress(number, len(case.reports))
    if not case.reports:
        notices.append(Notice("no_reports"))
    added = store.add_all(pairs, reader_version=READER_VERSION, replace=True)
    return Reading(
        documents=len(pairs),
        claims=sum(len(claims) for _, claims in pairs),
        added=added.added,
        warnings=tuple(notices),
        document_ids=frozenset(document.document_id for document, _ in pairs),
        model=() if model is None else desk.tally.lines(),
    )


def _read_one(
    path: Path, desk: _Desk, notices: list[Notice]
) -> tuple[Document, Sequence[Claim]] | None:
    from qafila.reports import open_document
    from qafila.reports.spoofing import describe, find_spoofed

    day = _day_in_name(path.name)
    try:
        document = open_document(path, time_zone=desk.time_zone)
        if document.published is None:
            notices.append(Notice("undated_report", path.name, day))
        day = document.published or day
        spoofed = ", ".join(map(describe, find_spoofed(document.text)))
        if spoofed:
            notices.append(Notice("spoofed_name", f"{path.name}: {spoofed}", day))
        return document, desk.read(document)
    except ReportError as error:
        code = "unsupported_language" if "language" in str(error) else "unreadable"
        notices.append(Notice(code, str(error), day))
        return None


def _day_in_name(name: str) -> dt.date | None:
    """Day of publication in a file name such as 2025-11-30-en-pumps-dry.md."""
    try:
        return dt.date.fromisoformat(name[:10])
    except ValueError:
        return None
