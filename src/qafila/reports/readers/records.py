"""Records of a table with their verbatim text: rows of CSV, objects of JSON."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

from qafila.errors import ReportError
from qafila.reports.readers.forms import RowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_LINE = 1_000_000  # characters
_MOST_LINES = 200  # of one record; a quote that is not closed swallows no more
_DEEPEST = 32
_CHUNK = 1 << 18
_TOKEN = re.compile(r'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|"', re.DOTALL)
_BLANK = re.compile(r"[ \t\n\r]*")
_decoder = json.JSONDecoder()


class Record(NamedTuple):
    """A record: where it starts, its cells, its text, where cells stand, what is wrong with it."""

    number: int
    cells: Sequence[str]
    text: str
    places: Sequence[tuple[int, int]] = ()
    fault: RowError | None = None


class _RunawayError(Exception):
    """A record went on for more lines than any has."""


class _Lines:
    """Lines of a file that remembers those of the record at hand and can take some back."""

    def __init__(self, stream: IO[str], name: str) -> None:
        self._read = stream.readline
        self._name = name
        self._returned: deque[str] = deque()
        self.held: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) >= LONGEST_LINE:
            raise ReportError(
                f"{self._name}: a line has more than {LONGEST_LINE:,} characters; it is no table"
            )
        self.held.append(line)
        if len(self.held) > _MOST_LINES:
            raise _RunawayError
        return line

    def take_back(self, lines: Sequence[str]) -> None:
        self._returned.extendleft(reversed(lines))


def csv_records(
    stream: IO[str], separator: str, name: str, *, quoted: bool = True
) -> Iterator[Record]:
    r"""Rows of a CSV file.

    Parameters
    ----------
    stream : file
        Its text.
    separator : str
        What parts cells.
    name : str
        File name to show.
    quoted : bool
        Whether quotes hold cells together; else they are letters like any other.

    Yields
    ------
    Record
        Each row that is not blank with the text it was read from, without the line end. A quote
        that is never closed spoils the row in which it stands and no other.

    Raises
    ------
    ReportError
        If a line is longer than any table's.

    Examples
    --------
    >>> import io
    >>> [record.text for record in csv_records(io.StringIO('a,b\n1,"x\ny"\n'), ",", "t.csv")]
    ['a,b', '1,"x\ny"']
    """
    lines = _Lines(stream, name)
    number = 1
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    while True:
        reader = csv.reader(lines, delimiter=separator, quoting=quoting, strict=True)
        try:
            for cells in reader:
                held = lines.held
                text = held[0] if len(held) == 1 else "".join(held)
                if any(map(str.strip, cells)):
                    yield Record(number, cells, text[:-1] if text[-1:] == "\n" else text)
                number += len(held)
                held.clear()
            if not lines.held:
                return
        except (csv.Error, _RunawayError):
            pass
        first, *rest = lines.held
        lines.held.clear()
        fault = RowError("its quotes do not match")
        yield Record(number, (), first.rstrip("\n"), (), fault)
        number += 1
        lines.take_back(rest)


def cell_offsets(text: str, cells: Sequence[str]) -> list[tuple[int, int]]:
    """Where each cell of a row stands in its text, quotes left out.

    Parameters
    ----------
    text : str
        The row.
    cells : sequence of str
        Its cells.

    Returns
    -------
    list of (int, int)
        Start and end of each cell.

    Raises
    ------
    RowError
        If the row is quoted in a way that no rule explains.

    Examples
    --------
    >>> cell_offsets('a,"x, ""y"" z",3', ["a", 'x, "y" z', "3"])
    [(0, 1), (3, 13), (15, 16)]
    """
    offsets = []
    place = 0
    for cell in cells:
        if text.startswith('"', place):
            start = place + 1
            end = start + len(cell) + cell.count('"')
            place = end + 2
        else:
            start = place
            end = start + len(cell)
            place = end + 1
        offsets.append((start, end))
    if place != len(text) + 1:
        raise RowError("its quotes stand where no rule puts them")
    return offsets


def quote(record: Record, span: tuple[int, int], *, quoted: bool = True) -> tuple[int, int]:
    """Where the cells of a span stand in the text of a record.

    Parameters
    ----------
    record : Record
        The row.
    span : tuple of int
        First and last cell.
    quoted : bool
        As for `csv_records`.

    Returns
    -------
    tuple of int
        Start and end in the text; never empty, an empty cell takes a separator with it.

    Raises
    ------
    RowError
        See `cell_offsets`.

    Examples
    --------
    >>> quote(Record(1, ["a", "bc", "d"], "a,bc,d"), (1, 2))
    (2, 6)
    """
    first, last = span
    text, cells = record.text, record.cells
    if record.places:
        # Members of an object may stand in any order, with free text between them.
        start, end = record.places[last]
    elif quoted and '"' in text:
        start, end = _beside_quotes(text, cells, first, last)
    else:
        start, end = _before(cells, first, last)
    if start < end:
        return start, end
    return (start - 1, max(end, start)) if start else (0, 1)


def json_objects(stream: IO[str], name: str, *, lines: bool) -> Iterator[tuple[int, str]]:
    r"""Objects of a JSON file one by one, whatever stands around them.

    Parameters
    ----------
    stream : file
        Its text.
    name : str
        File name to show.
    lines : bool
        Whether each object of the outermost level is a record, as in JSON Lines; else each object
        that stands in a list is one, and objects inside it belong to it.

    Yields
    ------
    tuple of int and str
        Number from 1, and verbatim text.

    Raises
    ------
    ReportError
        If brackets do not match, or an object is longer or deeper than any row.

    Examples
    --------
    >>> import io
    >>> list(json_objects(io.StringIO('{"items": [{"a": 1}, {"b": [2]}]}'), "x", lines=False))
    [(1, '{"a": 1}'), (2, '{"b": [2]}')]
    """
    scanner, buffer, number = _Scanner(name, lines=lines), "", 0
    while more := stream.read(_CHUNK):
        buffer += more
        for start, end in scanner.ends(buffer):
            number += 1
            yield number, buffer[start:end]
        buffer = scanner.drop(buffer)
        if len(buffer) > LONGEST_LINE + _CHUNK:
            raise ReportError(f"{name}: an object has more than {LONGEST_LINE:,} characters")
    if scanner.stack or buffer.strip():
        raise ReportError(f"{name}: is not valid JSON; it ends in the middle of a record")


def _before(cells: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Place of cells if no cell up to them is quoted; any one sign stands for the separator."""
    start = len(",".join(cells[:first])) + (first > 0)
    return start, start + len(",".join(cells[first : last + 1]))


def _behind(text: str, cells: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Place of cells if no cell from them on is quoted."""
    start = len(text) - len(",".join(cells[first:]))
    return start, start + len(",".join(cells[first : last + 1]))


def _beside_quotes(text: str, cells: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Cells before the first quote or behind the last one need no walk through the row."""
    if 2 * first > len(cells):
        start, end = _behind(text, cells, first, last)
        if start > text.rfind('"'):
            return start, end
    start, end = _before(cells, first, last)
    if end <= text.find('"'):
        return start, end
    offsets = cell_offsets(text, cells)
    return offsets[first][0], offsets[last][1]


class _Scanner:
    """Finds where the records of a JSON text begin and end, in one part after the other."""

    def __init__(self, name: str, *, lines: bool) -> None:
        self.stack: list[str] = []
        self._name = name
        self._lines = lines
        self._place = 0
        self._begun = -1
        self._depth = 0

    def ends(self, buffer: str) -> Iterator[tuple[int, int]]:
        """First and last place of each record that ends in the text."""
        for match in _TOKEN.finditer(buffer, self._place):
            sign = match[0]
            if sign == '"':
                self._place = match.start()
                return
            self._place = match.end()
            if sign in {"{", "["}:
                self._open(sign, match.start())
            elif sign in {"}", "]"}:
                self._close(sign)
                if self._begun >= 0 and len(self.stack) == self._depth:
                    yield self._begun, self._place
                    self._begun = -1
        self._place = len(buffer)

    def _open(self, sign: str, start: int) -> None:
        listed = self.stack[-1:] == ["["] or (self._lines and not self.stack)
        if self._begun < 0 and sign == "{" and listed:
            self._begun, self._depth = start, len(self.stack)
        self.stack.append(sign)
        if len(self.stack) > _DEEPEST:
            raise ReportError(f"{self._name}: is nested deeper than {_DEEPEST} levels")

    def _close(self, sign: str) -> None:
        if not self.stack or self.stack.pop() + sign not in {"{}", "[]"}:
            raise ReportError(f"{self._name}: is not valid JSON; its brackets do not match")

    def drop(self, buffer: str) -> str:
        """What must be seen again: the record or the word that has only begun."""
        kept = self._begun if self._begun >= 0 else self._place
        self._place -= kept
        self._begun = 0 if self._begun >= 0 else -1
        return buffer[kept:]


def members(text: str) -> dict[str, tuple[str, int, int]]:
    """Members of a JSON object with the place of each value.

    Parameters
    ----------
    text : str
        The object.

    Returns
    -------
    dict of str to (str, int, int)
        Value as text, start and end: text without its quotes, anything else as it is written, null
        as nothing.

    Raises
    ------
    RowError
        If it is not valid or has a key twice.

    Examples
    --------
    >>> members('{"year": 2024, "coo": "BKF", "idps": null}')
    {'year': ('2024', 9, 13), 'coo': ('BKF', 23, 26), 'idps': ('', 37, 41)}
    """
    found: dict[str, tuple[str, int, int]] = {}
    place = _skip(text, 1)
    try:
        while text[place] != "}":
            if text[place] != '"':
                raise RowError("is not valid JSON")
            key, place = scanstring(text, place + 1)
            place = _skip(text, place)
            if text[place] != ":":
                raise RowError("is not valid JSON")
            start = _skip(text, place + 1)
            value, end = _decoder.raw_decode(text, start)
            if key in found:
                raise RowError("the name stands twice", key[:60])
            inside = isinstance(value, str)
            shown = value if inside else "" if value is None else text[start:end]
            found[key] = (shown, start + inside, end - inside)
            place = _skip(text, end)
            if text[place] == ",":
                place = _skip(text, place + 1)
    except (ValueError, IndexError, RecursionError):
        raise RowError("is not valid JSON") from None
    return found


def _skip(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place
