"""What a format of tables is: the columns that tell it, and how one row becomes claims.

A format is a frozen description and a function. The function is called once for each file with the
layout of its columns and gives back another one, which turns the cells of a row into a `Row`. That
one reads nothing but its cells, so that the same row always gives the same claims.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from qafila.claims import DateSpan
from qafila.files import package_data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from qafila.claims import Actor, Counted, Location, Source
    from qafila.reports.readers.lookup import Lookup

NO_DATE = DateSpan(None, None)


class RowError(Exception):
    """A row that cannot be read: it is put aside, counted, and the next one is read.

    Parameters
    ----------
    reason : str
        What is wrong, in words.
    column : str, optional
        Name of the column.
    """

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


class Draft(NamedTuple):
    """One claim of a row, before it has an identifier; `span` is its first and last column."""

    event_type: str
    span: tuple[int, int]
    subtype: str | None = None
    actors: tuple[Actor, ...] = ()
    locations: tuple[Location, ...] = ()
    date: DateSpan = NO_DATE
    quantity: str | None = None
    measure: str | None = None
    best: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    counted: Counted | None = None
    modality: str = "asserted"


class Row(NamedTuple):
    """What a row says.

    `key` stays the same when the provider corrects the row; `published` is the day on which it was
    known, None where the row does not say; `newest` orders rows of one key, the greatest counts.
    """

    key: str
    published: dt.date | None
    said_by: tuple[Source, ...]
    drafts: tuple[Draft, ...]
    newest: str = ""


@dataclass(frozen=True)
class Layout:
    """Columns of one file by name, and those whose words must not be quoted.

    `tags` are its HXL tags, `later` the columns that only later records may have.

    Examples
    --------
    >>> layout = Layout(("date", "notes", "dead"), frozenset({"notes"}))
    >>> layout.place("dead"), layout.place("hour"), layout.span("date", "dead")
    (2, -1, (2, 2))
    """

    names: tuple[str, ...]
    private: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        """Whether the file has a column; in JSON, whether its first record has it.

        Parameters
        ----------
        name : str
            The column.

        Returns
        -------
        bool
            False also for a column that later records may have.
        """
        return name in self.names and name not in self.later

    def place(self, *names: str) -> int:
        """Number of the first of the columns that the file has.

        Parameters
        ----------
        *names : str
            Names of one column, in older files too.

        Returns
        -------
        int
            From 0; -1 where the file has none of them.
        """
        known = [name for name in names if name in self.names]
        here = [name for name in known if name not in self.later]
        return self.names.index((here or known)[0]) if known else -1

    def pick(self, *names: str) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """Take several cells out of each row at once.

        Parameters
        ----------
        *names : str
            Two columns or more.

        Returns
        -------
        callable
            From the cells of a row to those of the columns; empty for one that the file has not.

        Examples
        --------
        >>> Layout(("a", "b", "c")).pick("c", "d", "a")(["1", "2", "3"])
        ('3', '', '1')
        """
        places = [self.place(name) for name in names]
        if min(places) >= 0:
            return itemgetter(*places)
        return lambda cells: tuple("" if place < 0 else cells[place] for place in places)

    def span(self, *names: str) -> tuple[int, int]:
        """Columns to quote: from the first to the last of the named ones.

        Parameters
        ----------
        *names : str
            Columns; the last one is the figure itself.

        Returns
        -------
        tuple of int
            First and last column. Where free text lies between them the last named column alone,
            because free text may name private persons.
        """
        found = [self.names.index(name) for name in names if name in self.names]
        if not found:
            return 0, 0
        first, last = min(found), max(found)
        if self.private.intersection(self.names[first : last + 1]):
            return found[-1], found[-1]
        return first, last


@dataclass(frozen=True)
class TableFormat:
    """A format of tables.

    Parameters
    ----------
    name : str
        Such as ``ucdp``; the word behind ``--format`` and the method of its claims.
    version : str
        Raised whenever the same row gives other claims than before.
    outlet, source_id, kind : str
        The provider: first link of the chain of each claim.
    tells : tuple of frozenset of str
        Any of these sets of columns tells the format by itself; the largest that fits wins.
    columns : tuple of str
        Every column that is read.
    prepare : callable
        From the layout of a file and what is known of places and sources to the function that
        reads the cells of a row.
    private : frozenset of str
        Columns of free text, which no claim quotes.
    header : tuple of str
        Columns of files that have no header line.
    title : str
        What it is, for lists.
    revised : bool
        Whether a file may hold several rows of one key, of which the newest counts; such a file is
        read twice.
    terms : str
        What the provider asks of everybody who holds its rows; told at every import.
    """

    name: str
    version: str
    outlet: str
    source_id: str | None
    kind: str
    tells: tuple[frozenset[str], ...]
    columns: tuple[str, ...]
    prepare: Callable[[Layout, Lookup], Callable[[Sequence[str]], Row]]
    private: frozenset[str] = frozenset()
    header: tuple[str, ...] = ()
    title: str = ""
    revised: bool = False
    terms: str = ""

    def fit(self, names: Iterable[str]) -> int:
        """How surely columns are those of this format.

        Parameters
        ----------
        names : iterable of str
            Columns of a file.

        Returns
        -------
        int
            Columns of the largest set that is there in full; 0 for another format.
        """
        given = frozenset(names)
        return max((len(wanted) for wanted in self.tells if wanted <= given), default=0)


@cache
def table_rows(name: str) -> tuple[Mapping[str, str], ...]:
    """Rows of a table of the readers.

    Parameters
    ----------
    name : str
        File name without suffix in ``reports/readers/tables/``.

    Returns
    -------
    tuple of mapping
        Column to cell.

    Examples
    --------
    >>> [row["fips"] for row in table_rows("country_codes") if row["country"] == "CIV"]
    ['IV']
    """
    place = package_data("reports", "readers", "tables", f"{name}.csv")
    return tuple(csv.DictReader(io.StringIO(place.read_text(encoding="utf-8"))))
