"""Which format a table is in: by its columns, never by the name of the file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from qafila.errors import ReportError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qafila.reports.readers.forms import TableFormat

_SEPARATORS = (",", ";", "\t", "|")
_TAG_ROWS = 25  # a tag row stands under the header, which may have a title or two above it
_SHOWN = 8  # columns that a message names


class Shape(NamedTuple):
    """How a file is built: JSON, JSON Lines or cells between separators."""

    kind: str
    separator: str = ","


def shape_of(head: str) -> Shape:
    r"""How a file is built.

    Parameters
    ----------
    head : str
        Its first part.

    Returns
    -------
    Shape
        ``json``, ``jsonl`` or ``csv`` with its separator.

    Examples
    --------
    >>> shape_of('{"a": 1}\n{"a": 2}\n').kind, shape_of("jour;morts\n2025;3\n").separator
    ('jsonl', ';')
    """
    text = head.lstrip()
    if text.startswith("["):
        return Shape("json")
    if text.startswith("{"):
        first, _, rest = text.partition("\n")
        alone = first.rstrip().endswith("}") and rest.lstrip().startswith("{")
        return Shape("jsonl" if alone else "json")
    line = next((one for one in head.splitlines() if one.strip()), "")
    counts = {mark: (len(_cells(line, mark)), line.count(mark)) for mark in _SEPARATORS}
    return Shape("csv", max(_SEPARATORS, key=lambda mark: counts[mark]))


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(line), delimiter=separator), [])
    except csv.Error:
        return []


def folded(names: Iterable[str]) -> tuple[str, ...]:
    """Names of columns without case and blanks; one that stands twice is numbered.

    Parameters
    ----------
    names : iterable of str
        As the file writes them.

    Returns
    -------
    tuple of str
        As formats name them.

    Examples
    --------
    >>> folded([" Year ", "ISO3CoO", "year"])
    ('year', 'iso3coo', 'year#2')
    """
    seen: dict[str, int] = {}
    found = []
    for name in names:
        plain = "_".join(name.strip().lstrip("\ufeff").casefold().split())
        seen[plain] = seen.get(plain, 0) + 1
        found.append(plain if seen[plain] == 1 else f"{plain}#{seen[plain]}")
    return tuple(found)


def is_tag_row(cells: Sequence[str]) -> bool:
    """Whether a row holds HXL tags: every cell that is not empty starts with ``#`` and a letter.

    Parameters
    ----------
    cells : sequence of str
        A row.

    Returns
    -------
    bool
        False also for a row without any tag.

    Examples
    --------
    >>> is_tag_row(["#country+code", "", "#affected+idps"]), is_tag_row(["#1", "x"])
    (True, False)
    """
    given = [cell.strip() for cell in cells if cell.strip()]
    return bool(given) and all(cell[0] == "#" and cell[1:2].isalpha() for cell in given)


def find_tags(rows: Sequence[Sequence[str]]) -> int:
    """Find the row of HXL tags among the first rows of a file.

    Parameters
    ----------
    rows : sequence of sequence of str
        Rows.

    Returns
    -------
    int
        Its number from 0; -1 where there is none.

    Examples
    --------
    >>> find_tags([["Pays", "Morts"], ["#country", "#affected+killed"]])
    1
    """
    return next((n for n, cells in enumerate(rows[:_TAG_ROWS]) if is_tag_row(cells)), -1)


def choose(
    wanted: str,
    formats: Mapping[str, TableFormat],
    names: Sequence[str],
    tags: Sequence[str],
    file: str,
) -> TableFormat:
    """The format of a file.

    Parameters
    ----------
    wanted : str
        Name of a format, or ``auto``.
    formats : mapping of str to TableFormat
        All formats.
    names : sequence of str
        Columns of the file, folded.
    tags : sequence of str
        Its HXL tags, if it has any.
    file : str
        File name to show.

    Returns
    -------
    TableFormat
        The one that was named, if the file has its columns; else the one that fits best.

    Raises
    ------
    ReportError
        If none fits, or another fits than the one that was named; the message says which.
    """
    scores = {name: form.fit(names) + form.fit(tags) for name, form in formats.items()}
    # Tags alone make any table readable; a format that knows the columns reads more.
    best = max(scores, key=lambda name: (name != "hxl" and scores[name] > 0, scores[name], name))
    if wanted != "auto":
        if wanted not in formats:
            hint = did_you_mean(wanted, formats) or "known are " + ", ".join(sorted(formats))
            raise ReportError(f'{file}: there is no format "{wanted}"; {hint}')
        if scores[wanted]:
            return formats[wanted]
    if scores[best] and wanted == "auto":
        return formats[best]
    shown = ", ".join(name[:30] for name in names[:_SHOWN]) or "none"
    more = ", …" if len(names) > _SHOWN else ""
    if scores[best]:
        raise ReportError(
            f'{file}: does not have the columns of the format "{wanted}"; it looks like "{best}"'
        )
    what = f'the format "{wanted}"' if wanted != "auto" else "any format that is known"
    raise ReportError(f"{file}: does not have the columns of {what} (it has: {shown}{more})")
