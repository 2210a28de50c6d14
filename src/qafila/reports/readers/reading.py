"""From a file to documents and claims, row by row; what cannot be read is put aside and counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from qafila.claims import Claim, Document, Span, claim_id
from qafila.errors import Problem, ReportError
from qafila.reports.readers.forms import Layout, Row, RowError, TableFormat
from qafila.reports.readers.opening import find_encoding, open_bytes, text_of
from qafila.reports.readers.recognising import Shape, choose, find_tags, folded, shape_of
from qafila.reports.readers.records import Record, csv_records, json_objects, members, quote
from qafila.terms import values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import IO

    from qafila.reports.readers.lookup import Lookup

_HEAD = 1 << 15
_FIRST_ROWS = 30
_MOST_FAULTS = 100_000  # kept; all are counted
_TOLD_ROWS = 5000
_LANGUAGE = "en"  # of the columns and words of every format here


@dataclass
class Tally:
    """What came of reading a file; filled while it is read.

    Parameters
    ----------
    file : str
        Name of the file.
    format : str
        Name of its format, once it is known.
    rows : int
        Records below the header.
    claims : int
        Claims found.
    silent : int
        Rows in which there is nothing that we hold.
    older : int
        Rows that another row of the file replaces.
    quarantined : int
        Rows that could not be read.
    faults : list of Problem
        Why; the first hundred thousand.
    notes : list of str
        What else a user should know.
    countries : Counter
        Rows by the country of their first claim; of none where it is not told.
    """

    file: str
    format: str = ""
    rows: int = 0
    claims: int = 0
    silent: int = 0
    older: int = 0
    quarantined: int = 0
    faults: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    countries: Counter[str | None] = field(default_factory=Counter)

    def put_aside(self, number: int, fault: RowError) -> None:
        """Count a row that could not be read.

        Parameters
        ----------
        number : int
            Its line, or number of its object.
        fault : RowError
            Why.
        """
        self.quarantined += 1
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Problem(self.file, fault.reason, number, fault.column or None))


@dataclass(frozen=True)
class _Table:
    form: TableFormat
    layout: Layout
    records: Iterator[Record]
    quoted: bool = True
    strays: bool = False
    replaced: frozenset[int] = frozenset()


def read_table(
    path: Path,
    lookup: Lookup,
    formats: Mapping[str, TableFormat],
    tally: Tally,
    *,
    wanted: str = "auto",
    published: dt.date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
    """Read a table: one document for each row that holds a claim.

    Parameters
    ----------
    path : Path
        The file, packed or not.
    lookup : Lookup
        Places and sources.
    formats : mapping of str to TableFormat
        Formats that may be meant.
    tally : Tally
        Counts and faults, filled on the way.
    wanted : str
        Name of the format, or ``auto``.
    published : datetime.date, optional
        Day of publication of the whole file: no row of it was known before.
    progress : callable, optional
        Called every few thousand rows with the number of bytes read of the file.

    Yields
    ------
    (Document, tuple of Claim)
        The row as it is written, and what it says.

    Raises
    ------
    ReportError
        If the file is no table of a known format.
    """
    with open_bytes(path) as packed:
        encoding = find_encoding(packed.stream, path.name)
    if encoding.guessed:
        tally.notes.append(f"{path.name}: read as {encoding.name}, by likeness")
    with open_bytes(path) as packed, text_of(packed.stream, encoding) as text:
        head = text.read(_HEAD)
    with open_bytes(path) as packed, text_of(packed.stream, encoding) as text:
        table = _open(head, text, path.name, formats, wanted)
        replaced = _replaced(table, lookup) if table.form.revised else frozenset()
    with open_bytes(path) as packed, text_of(packed.stream, encoding) as text:
        table = _open(head, text, path.name, formats, wanted)
        tally.format = table.form.name
        if table.form.terms:
            tally.notes.append(f"{path.name}: {table.form.terms}")
        taken = packed.taken
        told = (lambda: progress(taken())) if progress else None
        table = replace(table, strays=encoding.strays > 0, replaced=replaced)
        yield from _pairs(table, lookup, tally, published, told)
    if not tally.rows:
        raise ReportError(f"{path.name}: the table has no rows below its header")


def _pairs(
    table: _Table,
    lookup: Lookup,
    tally: Tally,
    published: dt.date | None,
    told: Callable[[], None] | None,
) -> Iterator[tuple[Document, tuple[Claim, ...]]]:
    form, width = table.form, len(table.layout.names)
    read = form.prepare(table.layout, lookup)
    method = form.name if form.name in values("claim_method") else "table"
    outlet = form.outlet or lookup.outlet
    for record in table.records:
        tally.rows += 1
        if told is not None and not tally.rows % _TOLD_ROWS:
            told()
        if record.number in table.replaced:
            tally.older += 1
            continue
        try:
            _check(record, width, strays=table.strays)
            row = read(record.cells)
            if not row.drafts:
                tally.silent += 1
                continue
            pair = _pair(record, row, form, method, outlet, published, quoted=table.quoted)
        except RowError as fault:
            tally.put_aside(record.number, fault)
            continue
        tally.claims += len(pair[1])
        places = pair[1][0].locations
        tally.countries[places[0].country if places else None] += 1
        yield pair


def _check(record: Record, width: int, *, strays: bool) -> None:
    if record.fault is not None:
        raise record.fault
    if len(record.cells) != width:
        raise RowError(f"{len(record.cells)} cells where the header has {width}")
    if "\x00" in record.text:
        raise RowError("holds NUL characters")
    if strays and any("\udc80" <= sign <= "\udcff" for sign in record.text):
        raise RowError("holds bytes that are not UTF-8")


def _replaced(table: _Table, lookup: Lookup) -> frozenset[int]:
    """Numbers of the rows that another row on the same thing, made later, takes the place of."""
    read, width = table.form.prepare(table.layout, lookup), len(table.layout.names)
    newest: dict[str, tuple[str, int]] = {}
    older = set()
    for record in table.records:
        try:
            _check(record, width, strays=False)
            row = read(record.cells)
        except RowError:
            continue
        if not row.drafts:
            continue
        known = newest.get(row.key)
        if known is None or row.newest > known[0]:
            newest[row.key] = (row.newest, record.number)
            older |= {known[1]} if known else set()
        else:
            older.add(record.number)
    return frozenset(older)


def _pair(
    record: Record,
    row: Row,
    form: TableFormat,
    method: str,
    outlet: str | None,
    published: dt.date | None,
    *,
    quoted: bool,
) -> tuple[Document, tuple[Claim, ...]]:
    text = record.text
    day = row.published
    if published is not None and (day is None or day < published):
        day = published
    try:
        document = Document.from_text(
            text, f"{form.name}:{row.key}", outlet=outlet, published=day, language=_LANGUAGE
        )
    except UnicodeEncodeError:
        raise RowError("holds signs that no text can hold") from None
    claims = []
    taken: dict[tuple[int, int, str], int] = {}
    for draft in row.drafts:
        start, end = quote(record, draft.span, quoted=quoted)
        rank = taken.get((start, end, draft.event_type), 0)
        taken[start, end, draft.event_type] = rank + 1
        span = Span(start, end, text[start:end])
        claim = object.__new__(Claim)
        # As Claim(...) does, which sets one field after the other and takes three times as long.
        vars(claim).update(
            claim_id=claim_id(document.document_id, span, draft.event_type, rank, form.version),
            document_id=document.document_id, reported_at=day, language=_LANGUAGE,
            event_type=draft.event_type, span=span, modality=draft.modality,
            reader_version=form.version, subtype=draft.subtype, actors=draft.actors,
            locations=draft.locations, date=draft.date, quantity=draft.quantity,
            measure=draft.measure, best=draft.best, low=draft.low, high=draft.high,
            unit=draft.unit, qualifier=draft.qualifier, said_by=row.said_by, method=method,
            counted=draft.counted, another=False, review=None,
        )  # fmt: skip
        claims.append(claim)
    return document, tuple(claims)


def _open(
    head: str, text: IO[str], name: str, formats: Mapping[str, TableFormat], wanted: str
) -> _Table:
    if not head.strip():
        raise ReportError(f"{name}: the file is empty")
    shape = shape_of(head)
    if shape.kind == "csv":
        return _open_csv(text, name, shape, head.partition("\n")[0], formats, wanted)
    return _open_json(text, name, shape, formats, wanted)


def _open_csv(
    text: IO[str],
    name: str,
    shape: Shape,
    first_line: str,
    formats: Mapping[str, TableFormat],
    wanted: str,
) -> _Table:
    bare = _bare(first_line, shape, formats, wanted)
    if bare is not None:
        choose(wanted, formats, bare.header, (), name)
        records = csv_records(text, shape.separator, name, quoted=False)
        return _Table(bare, Layout(bare.header, bare.private), records, quoted=False)
    records = csv_records(text, shape.separator, name)
    first = list(islice(records, _FIRST_ROWS))
    rows = [one.cells for one in first]
    tag_row = find_tags(rows)
    head = max(tag_row - 1, 0)
    names = folded(rows[head]) if rows else ()
    tags = tuple(cell.strip() for cell in rows[tag_row]) if tag_row >= 0 else ()
    form = choose(wanted, formats, names, _words(tags), name)
    _refuse_doubles(form, names, name)
    body = chain(first[max(tag_row, head) + 1 :], records)
    return _Table(form, Layout(names, form.private, tags), body)


def _words(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags without attributes, by which a format is told."""
    return tuple(tag.split("+")[0].casefold() for tag in tags)


def _refuse_doubles(form: TableFormat, names: Sequence[str], file: str) -> None:
    for name in names:
        plain, _, rank = name.partition("#")
        if rank and plain in form.columns:
            raise ReportError(f"{file}: the column {plain} stands twice; remove one of them")


def _bare(
    line: str, shape: Shape, formats: Mapping[str, TableFormat], wanted: str
) -> TableFormat | None:
    """A format without a header line: as many columns, and a number in front or its name given."""
    cells = line.split(shape.separator)
    for form in formats.values():
        told = cells[0].strip().isdigit() or form.name == wanted
        if len(cells) == len(form.header) and told and not form.fit(folded(cells)):
            return form
    return None


def _open_json(
    text: IO[str], name: str, shape: Shape, formats: Mapping[str, TableFormat], wanted: str
) -> _Table:
    objects = json_objects(text, name, lines=shape.kind == "jsonl")
    number, first = next(objects, (0, ""))
    if not first:
        raise ReportError(f"{name}: holds no list of records")
    try:
        found = folded(members(first))
    except RowError as fault:
        raise ReportError(f"{name}: the first record {fault.reason}") from None
    form = choose(wanted, formats, found, (), name)
    later = tuple(column for column in form.columns if column not in found)
    names = (*found, *later)
    records = _json_records(names, number, first, objects)
    return _Table(form, Layout(names, form.private, (), frozenset(later)), records)


def _json_records(
    names: tuple[str, ...], number: int, first: str, rest: Iterator[tuple[int, str]]
) -> Iterator[Record]:
    yield _json_record(names, number, first)
    for place, text in rest:
        yield _json_record(names, place, text)


def _json_record(names: tuple[str, ...], number: int, text: str) -> Record:
    try:
        given = members(text)
    except RowError as fault:
        return Record(number, (), text, (), fault)
    known = dict(zip(folded(given), given.values(), strict=True))
    nothing = ("", 0, 1)
    found = [known.get(name, nothing) for name in names]
    return Record(
        number, [cell for cell, _, _ in found], text, [(start, end) for _, start, end in found]
    )
