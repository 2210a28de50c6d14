"""Rows and cells of Flee's tables: comment lines, header variants, numbers and dates."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.files import why_no_file
from qafila.interop.flee_limits import is_too_large

if TYPE_CHECKING:
    from pathlib import Path

    from qafila.interop.flee_findings import Findings

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# 22,849 and 22 849 (also with the spaces that do not break) and 22'849, with or without .00
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[, \u00a0\u202f'’][0-9]{3}){1,4}(?:\.0*)?")
_LARGEST = 2.0**53  # beyond it floats do not hold every whole number
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_OTHER_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.]+Z?)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(?:[T ][0-9:.]+Z?)?")
# What steers a terminal or ends a line, and what turns the direction of the words behind it.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SEPARATORS = ((";", "semicolons"), ("\t", "tabs"))


@dataclass(frozen=True)
class Row:
    """One row of a table with the line on which it stands."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows of a file; the header is empty where none was found."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def _text(path: Path, findings: Findings) -> str | None:
    try:
        if is_too_large(path, "largest_table", findings):
            return None
        data = path.read_bytes()
    except OSError as error:
        findings.add("file_missing", path.name, f"cannot be read ({error.strerror})")
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data:
        hint = 'save the file as "CSV UTF-8"'
        findings.add("not_csv", path.name, "the file is UTF-16 or holds NUL bytes", hint=hint)
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        hint = "save the file as UTF-8 without a mark"
        wrong = "begins with a byte order mark"
        findings.add("byte_order_mark", path.name, wrong, 1, hint=hint)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        hint = 'save the file as "CSV UTF-8"'
        findings.add("not_utf8", path.name, "is not UTF-8", row, hint=hint)
        return data.decode("cp1252", errors="replace")


def _separator(text: str, file: str, findings: Findings) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    for mark, word in _SEPARATORS:
        if mark in first and "," not in first:
            hint = 'save it as "CSV UTF-8 (comma delimited)"'
            findings.add("separator", file, f"cells are separated by {word}", 1, hint=hint)
            return mark
    return ","


def read_sheet(path: Path, findings: Findings, header: str = "comment") -> Sheet | None:
    r"""Read the rows of one of Flee's tables.

    Parameters
    ----------
    path : Path
        The file.
    findings : Findings
        Collects what is wrong.
    header : str
        ``comment`` if the header is the first line that begins with ``#``, ``first`` if it is the
        first line whatever it begins with, ``none`` if there is none.

    Returns
    -------
    Sheet or None
        The rows without comment lines and empty ones, or None if the file cannot be read.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from qafila.interop.flee_findings import Findings
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "routes.csv"
    >>> _ = path.write_text("#name1,name2,distance\nGao,Kidal,350\n")
    >>> read_sheet(path, Findings()).rows
    (Row(line=2, cells=('Gao', 'Kidal', '350')),)
    """
    if not path.is_file():
        findings.add("file_missing", path.name, why_no_file(path))
        return None
    text = _text(path, findings)
    if text is None:
        return None
    separator = _separator(text, path.name, findings)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names: tuple[str, ...] = ()
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not cells or not "".join(cells).strip():
                if len(cells) > 1:
                    findings.add("empty_row", path.name, "holds only commas", start, hint="delete")
                continue
            marked = cells[0].lstrip().startswith("#")
            if not names and ((marked and header == "comment") or header == "first"):
                safe = _without_steering(cells, names, path.name, start, findings)
                names = tuple(cell.strip() for cell in safe)
            elif not marked:
                safe = _without_steering(cells, names, path.name, start, findings)
                rows.append(Row(start, tuple(safe)))
    except csv.Error as error:
        wrong = f"not readable as CSV ({error})"
        findings.add("not_csv", path.name, wrong, line, hint="check the quotes")
    return Sheet(path.name, names, tuple(rows))


def _without_steering(
    cells: list[str], names: tuple[str, ...], file: str, line: int, findings: Findings
) -> list[str]:
    """The cells of a row with each sign that steers a terminal replaced; blanks may be around."""
    if "".join(cells).isprintable():
        return cells
    safe = []
    for at, cell in enumerate(cells):
        inner = cell.strip()
        mended = _STEERING.sub("_", inner)
        if mended != inner:
            column = names[at].lstrip("#").strip() if at < len(names) else str(at + 1)
            code = ord(_STEERING.findall(inner)[0])
            wrong = f'"{mended}" has the control character U+{code:04X} where _ stands here'
            findings.add("control_character", file, wrong, line, column, "delete it")
        safe.append(cell.replace(inner, mended))
    return safe


@dataclass(frozen=True)
class Cells:
    """Reads the cells of one row by position and notes what is wrong with them.

    Parameters
    ----------
    file : str
        Name to show.
    row : Row
        The row.
    findings : Findings
        Collects what is wrong.
    day_first : bool
        Whether dates such as 04/03/2012 have the day first, as others of the file tell.

    Examples
    --------
    >>> from qafila.interop.flee_findings import Findings
    >>> findings = Findings(lenient=True)
    >>> Cells("a.csv", Row(3, ("22,849",)), findings).integer(0, "population")
    22849
    >>> print(findings.repaired[0])
    a.csv, row 3, column population: "22,849" is not a plain number; read as 22849
    """

    file: str
    row: Row
    findings: Findings
    day_first: bool = False

    def text(self, at: int, column: str) -> str:
        """A name without blanks around it.

        Parameters
        ----------
        at : int
            Position in the row.
        column : str
            Name to show.

        Returns
        -------
        str
            The text; empty beyond the end of the row.
        """
        raw = self.row.cells[at] if at < len(self.row.cells) else ""
        if raw != raw.strip():
            wrong = f'"{raw}" has blanks around it'
            hint = f'write "{raw.strip()}"'
            self.findings.add("padded_name", self.file, wrong, self.row.line, column, hint)
        return raw.strip()

    def integer(self, at: int, column: str, default: int | None = None) -> int | None:
        """A whole number.

        Parameters
        ----------
        at : int
            Position in the row.
        column : str
            Name to show.
        default : int, optional
            Value of an empty cell; without it an empty cell is wrong.

        Returns
        -------
        int or None
            The number; `default` or None where there is none.
        """
        value = self.number(at, column, None if default is None else float(default), whole=True)
        return None if value is None else int(value)

    def number(
        self, at: int, column: str, default: float | None = None, *, whole: bool = False
    ) -> float | None:
        """A number.

        Parameters
        ----------
        at : int
            Position in the row.
        column : str
            Name to show.
        default : float, optional
            Value of an empty cell; without it an empty cell is wrong.
        whole : bool
            Whether Flee needs a whole number here.

        Returns
        -------
        float or None
            The number; `default` or None where there is none.
        """
        raw = self.row.cells[at].strip() if at < len(self.row.cells) else ""
        if raw == "" and default is not None:
            return default
        value, wrong = parse_number(raw, whole=whole)
        if wrong:
            fault = "not_a_number" if value is None else "number_format"
            shown = "" if value is None else f"{value:.12g}"
            hint = f"write {shown}" if shown else "write a number such as 1200"
            self.findings.add(
                fault, self.file, wrong, self.row.line, column, hint, f"read as {shown}"
            )
        return value

    def day(self, at: int, column: str) -> dt.date | None:
        """A date.

        Parameters
        ----------
        at : int
            Position in the row.
        column : str
            Name to show.

        Returns
        -------
        datetime.date or None
            The date, or None where there is none.
        """
        raw = self.row.cells[at].strip() if at < len(self.row.cells) else ""
        found = _DAY.fullmatch(raw)
        other = found or _OTHER_DAY.fullmatch(raw)
        either = days_meant(raw)
        value = _date(*other.groups()) if other else None
        if other is None and (len(either) == 1 or (either and self.day_first)):
            value = either[0]
        if value is None:
            wrong, hint = f'"{raw}" is not a date', "write a date such as 2012-02-29"
            if len(either) > 1:
                wrong = f'"{raw}" is not a date that can be told from another one'
                hint = f"write {either[0]} or {either[1]}"
            self.findings.add("not_a_date", self.file, wrong, self.row.line, column, hint)
        elif found is None:
            wrong, hint = f'"{raw}" is not written as Flee reads dates', f"write {value}"
            self.findings.add(
                "date_format", self.file, wrong, self.row.line, column, hint, f"read as {value}"
            )
        return value


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def has_year_last(raw: str) -> bool:
    """Whether a text has the form of a date with the year at its end.

    Parameters
    ----------
    raw : str
        Text without blanks around it.

    Returns
    -------
    bool
        Also where there is no such day.

    Examples
    --------
    >>> has_year_last("24/03/2012"), has_year_last("2012-03-24")
    (True, False)
    """
    return _YEAR_LAST.fullmatch(raw) is not None


def days_meant(raw: str) -> tuple[dt.date, ...]:
    """What a date with the year at its end may mean.

    Parameters
    ----------
    raw : str
        Text without blanks around it.

    Returns
    -------
    tuple of datetime.date
        Taken with the day first and, if that is another day, with the month first; empty where the
        day cannot come first.

    Examples
    --------
    >>> [str(day) for day in days_meant("24/03/2012")]
    ['2012-03-24']
    >>> [str(day) for day in days_meant("04/03/2012")]
    ['2012-03-04', '2012-04-03']
    >>> days_meant("03/24/2012")
    ()
    """
    found = _YEAR_LAST.fullmatch(raw)
    if found is None:
        return ()
    first, second, year = found.groups()
    by_day, by_month = _date(year, second, first), _date(year, first, second)
    if by_day is None:
        return ()
    return (by_day,) if by_month in (None, by_day) else (by_day, by_month)


def parse_number(raw: str, *, whole: bool) -> tuple[float | None, str]:
    """Turn the text of a cell into a number, as Flee does or as it is meant.

    Parameters
    ----------
    raw : str
        Text without blanks around it.
    whole : bool
        Whether Flee needs a whole number here.

    Returns
    -------
    float or None
        The number; None if none is meant.
    str
        What is wrong; empty if Flee reads it too.

    Examples
    --------
    >>> parse_number("1 200", whole=True)
    (1200.0, '"1 200" is not a plain number')
    """
    if _NUMBER.fullmatch(raw) and not abs(float(raw)) < _LARGEST:
        return None, f'"{raw}" is too large'
    if (_INTEGER if whole else _NUMBER).fullmatch(raw):
        return float(raw), ""
    if _THOUSANDS.fullmatch(raw):
        return float(re.sub(r"[^0-9.+-]", "", raw)), f'"{raw}" is not a plain number'
    if whole and _NUMBER.fullmatch(raw) and float(raw).is_integer():
        return float(raw), f'"{raw}" is not a whole number'
    return None, f'"{raw}" is not a number' if raw else "is empty"
