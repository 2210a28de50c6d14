"""Tables of other providers go row by row into the ledger of a case: all of them, or nothing."""

from __future__ import annotations

import csv
import io
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qafila.cards import count
from qafila.commands.ahead import Order, is_worth_it, lookup_of, read_ahead, read_here
from qafila.commands.run import LEDGER, Teller
from qafila.days import parse_day
from qafila.errors import InputError
from qafila.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qafila.case import Case
    from qafila.claims import Claim
    from qafila.ledger import Store
    from qafila.ledger.records import Prepared
    from qafila.ledger.writing import AddResult
    from qafila.reports.readers.lookup import Lookup
    from qafila.reports.readers.reading import Tally

SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".zip", ".gz")
_MOSTLY = 0.5  # of the rows
_NAMED = 5  # countries
_SHOWN = 20  # rows that were put aside and are named on the screen


@dataclass(frozen=True)
class Imported:
    """What came of an import.

    Parameters
    ----------
    tallies : tuple of Tally
        Of each file.
    result : AddResult
        What the ledger did.
    """

    tallies: tuple[Tally, ...]
    result: AddResult

    def record(self) -> dict[str, Any]:
        """One JSON object.

        Returns
        -------
        dict
            Counts for each file and in all, and every row that was put aside.
        """
        return {
            "files": [
                {
                    "file": one.file,
                    "format": one.format,
                    "rows": one.rows,
                    "claims": one.claims,
                    "rows_without_claims": one.silent,
                    "rows_replaced": one.older,
                    "rows_quarantined": one.quarantined,
                    "notes": one.notes,
                }
                for one in self.tallies
            ],
            "claims": sum(one.claims for one in self.tallies),
            "added": self.result.added,
            "already_known": self.result.already,
            "superseded": self.result.superseded,
            "quarantined": [
                {
                    "file": fault.file,
                    "row": fault.row,
                    "column": fault.column,
                    "reason": fault.message,
                }
                for one in self.tallies
                for fault in one.faults
            ],
        }


def is_table(path: Path) -> bool:
    """Whether a file is a table by its name, and no report.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    bool
        True for CSV, JSON and what is packed.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_table(Path("ged251.CSV")), is_table(Path("2025-11-30-en-pumps.md"))
    (True, False)
    """
    return path.suffix.casefold() in SUFFIXES


def read_claims_of_table(
    path: Path, lookup: Lookup, *, form: str = "auto", published: str | None = None
) -> tuple[tuple[Claim, ...], Tally]:
    """Claims of one table, to look at.

    Parameters
    ----------
    path : Path
        The file.
    lookup : Lookup
        From `lookup_of`.
    form : str
        Name of its format, or ``auto``.
    published : str, optional
        Day of publication of the whole file.

    Returns
    -------
    tuple of Claim
        In the order of the rows.
    Tally
        What came of it.

    Raises
    ------
    ReportError
        If it is no table of a known format.
    """
    from qafila.reports.readers.reading import Tally, read_table
    from qafila.reports.registry import formats

    tally = Tally(path.name)
    day = parse_day(published) if published else None
    pairs = read_table(path, lookup, formats(), tally, wanted=form, published=day)
    return tuple(claim for _, claims in pairs for claim in claims), tally


def import_tables(
    case: Case,
    files: Sequence[Path],
    *,
    form: str = "auto",
    published: str | None = None,
    outlet: str | None = None,
    ledger: str | None = None,
    teller: Teller | None = None,
) -> Imported:
    """Read tables into the ledger of a case, in one transaction.

    Parameters
    ----------
    case : Case
        The case.
    files : sequence of Path
        The tables.
    form : str
        Name of their format, or ``auto``.
    published : str, optional
        Day of publication of the files: no row of them was known before.
    outlet : str, optional
        Who publishes them, where the format does not say it.
    ledger : str, optional
        File or address of the ledger; by default ``ledger.sqlite`` in the folder of the case.
    teller : Teller, optional
        Is told how far it is.

    Returns
    -------
    Imported
        Counts, and rows that were put aside.

    Raises
    ------
    InputError
        If the case is a shipped one, which has no ledger of its own, and none is named.
    ReportError
        If a file is no table of a known format, or none of its rows could be read; nothing is
        imported then.
    """
    from qafila.ledger import open_store

    if ledger is None and case.shipped:
        raise InputError(
            f"the shipped case {case.name} is read-only; name a ledger with --ledger, here and "
            "when you run it"
        )
    day = parse_day(published) if published else None
    order = Order(case.folder, tuple(files), form, day, outlet)
    tallies: list[Tally] = []
    store: Store
    with open_store(ledger or case.folder / LEDGER) as store:
        store.serve(case.name)
        ahead = is_worth_it(order)
        events = read_ahead(order) if ahead else read_here(order, lookup_of(case, outlet))
        with closing(events):
            result = store.add_rows(_rows(events, tallies, teller or Teller()))
    for one in tallies:
        one.notes.extend(_elsewhere(one, case))
    return Imported(tuple(tallies), result)


def _elsewhere(tally: Tally, case: Case) -> list[str]:
    """A table most of whose rows are about other countries may be meant for another case."""
    placed = {name: rows for name, rows in tally.countries.items() if name is not None}
    strange = {name: rows for name, rows in placed.items() if name not in case.countries}
    rows = sum(strange.values())
    if rows <= _MOSTLY * sum(placed.values()):
        return []
    names = ", ".join(sorted(strange, key=lambda name: (-strange[name], name))[:_NAMED])
    return [
        f"{tally.file}: {rows:,} of {sum(placed.values()):,} rows with a country are about others "
        f"than those of {case.name} ({names}); if that is not meant, the ledger as it was before "
        "is the one to keep"
    ]


def _rows(
    events: Iterator[tuple[str, Any]], tallies: list[Tally], teller: Teller
) -> Iterator[Prepared]:
    from qafila.ledger.records import Prepared

    begun = time.perf_counter()
    for kind, value in events:
        if kind == "papers":
            yield from map(Prepared._make, value)
        elif kind == "done":
            teller.advance(*value)
        elif kind == "file":
            begun = time.perf_counter()
            teller.start(value)
        else:
            tallies.append(value)
            teller.finish(value.format, _told(value), time.perf_counter() - begun)


def _told(tally: Tally) -> str:
    aside = f", {count(tally.quarantined, 'row')} put aside" if tally.quarantined else ""
    return f"{tally.file}: {count(tally.rows, 'row')}, {count(tally.claims, 'claim')}{aside}"


def summary_lines(done: Imported) -> list[str]:
    """What a person should know of an import.

    Parameters
    ----------
    done : Imported
        The import.

    Returns
    -------
    list of str
        Counts, then the first rows that were put aside.
    """
    lines = []
    for one in done.tallies:
        lines.append(
            f"{one.file}: {one.format}, {count(one.rows, 'row')}, {count(one.claims, 'claim')}; "
            f"{count(one.silent, 'row')} without a claim, {one.older:,} replaced by a newer one, "
            f"{one.quarantined:,} put aside"
        )
        lines += one.notes
    told = done.result
    lines.append(
        f"ledger: {count(told.added, 'claim')} added, {told.already:,} already known, "
        f"{told.superseded:,} superseded"
    )
    return lines + _put_aside(done.tallies)


def _put_aside(tallies: Sequence[Tally]) -> list[str]:
    faults = [fault for one in tallies for fault in one.faults[:_SHOWN]][:_SHOWN]
    more = sum(one.quarantined for one in tallies) - len(faults)
    rest = [f"and {more:,} more rows put aside"] if more else []
    return [*map(str, faults), *rest]


def told(tally: Tally) -> list[str]:
    """What else than its claims a person should know of a table that was read.

    Parameters
    ----------
    tally : Tally
        What came of it.

    Returns
    -------
    list of str
        Notes, and the first rows that were put aside.
    """
    return [*tally.notes, *_put_aside([tally])]


def write_quarantine(done: Imported, path: Path) -> None:
    """Write the rows that were put aside to a CSV file: file, row, column and reason.

    Parameters
    ----------
    done : Imported
        The import.
    path : Path
        The file; written whole or not at all, and without anything a spreadsheet would run.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    from qafila.commands.listing import plain
    from qafila.tables import format_cell

    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("file", "row", "column", "reason"))
    for row in done.record()["quarantined"]:
        cells = (row["file"], row["row"], row["column"], row["reason"])
        writer.writerow([format_cell(plain(c) if isinstance(c, str) else c) for c in cells])
    write_whole(path, "\ufeff" + stream.getvalue())
