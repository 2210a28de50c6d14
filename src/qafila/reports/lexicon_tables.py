"""Read the tables of a folder of lexicons with the line of each row, for whoever mends them.

``lexicon_columns.csv`` tells what each column may hold.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qafila.errors import Problem
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable


class Column(NamedTuple):
    """A column of a lexicon: its form, the words that it may hold, and whether it may be empty."""

    name: str
    form: str
    allowed: tuple[str, ...]
    may_be_empty: bool
    is_key: bool


class Line(NamedTuple):
    """A row of a lexicon with its number, the header being line 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Lexicons:
    """All tables of a folder, and what kept rows from being read."""

    tables: Mapping[str, tuple[Line, ...]]
    problems: tuple[Problem, ...]
    sets: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def values(self, table: str, column: str, language: str = "") -> frozenset[str]:
        """What a column holds.

        Parameters
        ----------
        table, column : str
            Where to look.
        language : str
            Only rows of this language and those of all; empty for all rows.

        Returns
        -------
        frozenset of str
            Its cells.
        """
        return frozenset(
            line.cells[column]
            for line in self.tables.get(table, ())
            if not language or line.cells.get("language", "") in {"", language}
        )


@cache
def columns() -> Mapping[str, tuple[Column, ...]]:
    """Columns of each lexicon.

    Returns
    -------
    mapping of str to tuple of Column
        By the name of the table, in the order of the file.

    Examples
    --------
    >>> [column.name for column in columns()["slots"]]
    ['language', 'phrase', 'slot']
    """
    text = package_data("reports", "lexicon_columns.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Column, ...]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        allowed = tuple(filter(None, row["allowed"].split("|")))
        column = Column(
            row["column"], row["form"], allowed, row["empty"] == "yes", row["key"] == "yes"
        )
        found[row["table"]] = (*found.get(row["table"], ()), column)
    return found


def read_lexicons(folder: Traversable) -> Lexicons:
    """Read all tables of a folder.

    Parameters
    ----------
    folder : Traversable
        A folder with the files of ``lexicons/``.

    Returns
    -------
    Lexicons
        Rows that could be read, and the problems of the others.

    Examples
    --------
    >>> from qafila.files import package_data
    >>> read_lexicons(package_data("reports", "lexicons")).problems
    ()
    """
    tables: dict[str, tuple[Line, ...]] = {}
    problems: list[Problem] = []
    for name, declared in columns().items():
        tables[name], wrong = _read(folder, f"{name}.csv", tuple(one.name for one in declared))
        problems += wrong
    sets = {
        (line.cells["language"], line.cells["name"]): line.cells["words"]
        for line in tables["words"]
    }
    return Lexicons(tables, tuple(problems), sets)


def _read(
    folder: Traversable, file: str, names: tuple[str, ...]
) -> tuple[tuple[Line, ...], list[Problem]]:
    path = folder / file
    if not path.is_file():
        return (), [Problem(file, "the file is missing", hint="take it from a fresh copy")]
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return (), [Problem(file, "is not UTF-8", hint='save it as "CSV UTF-8"')]
    reader = csv.reader(io.StringIO(text, newline=""))
    header = tuple(next(reader, []))
    if header != names:
        return (), [Problem(file, "has another header", 1, hint="write " + ",".join(names))]
    lines: list[Line] = []
    problems: list[Problem] = []
    for cells in reader:
        if not cells:
            continue
        if len(cells) == len(names):
            lines.append(Line(reader.line_num, dict(zip(names, cells, strict=True))))
            continue
        told = f"has {len(cells)} cells where the header has {len(names)}"
        hint = "put quotes round a cell with a comma inside"
        problems.append(Problem(file, told, reader.line_num, hint=hint))
    return tuple(lines), problems
