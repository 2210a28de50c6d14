"""Days that stand as headings: "Monday 11 -" before a line, or a line of its own before several."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import DateSpan
    from qafila.reports.dates import DateMention
    from qafila.text import Folded

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"[ \t*•·#>|\-–—]*(?:le |on |يوم )?")
_MARK = re.compile(r" ?(?:[:|–—]|- |\. )")
_END = re.compile(r"[ .:*#|–—-]*(?:\n|\Z)")
_LEAST = 2  # a single line that begins with a day is a sentence like others


@dataclass(frozen=True)
class Heading:
    """A stretch of a text that stands under a day.

    Examples
    --------
    >>> from qafila.claims import DateSpan
    >>> Heading(0, 9, DateSpan(None, None)).start
    0
    """

    start: int
    end: int
    span: DateSpan


def find_headings(folded: Folded, dates: Sequence[DateMention]) -> tuple[Heading, ...]:
    r"""Find the days under which parts of a text stand.

    Parameters
    ----------
    folded : Folded
        The text.
    dates : sequence of DateMention
        Its dates.

    Returns
    -------
    tuple of Heading
        In order of place; empty where fewer than two lines begin so.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.reports.dates import find_dates
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> week = fold("Monday: tankers burnt.\nTuesday: pumps dry.")
    >>> days = find_dates(week.text, "en", ENGLISH.date_rules, "since", dt.date(2025, 11, 18))
    >>> [heading.span.start.day for heading in find_headings(week, days)]
    [17, 18]
    """
    found: list[Heading] = []
    whole = [False]
    for line in _LINE.finditer(folded.text):
        opening = _BULLET.match(folded.text, line.start(), line.end())
        first = opening.end() if opening else line.start()
        day = next((m for m in dates if m.start <= first < m.end and m.start >= line.start()), None)
        if day is not None and day.span.start is not None:
            alone = _END.match(folded.text, day.end) is not None
            if alone or _MARK.match(folded.text, day.end):
                found.append(Heading(line.start(), line.end(), day.span))
                whole.append(alone)
                continue
        if found and whole[-1]:
            last = found[-1]
            found[-1] = Heading(last.start, line.end(), last.span)
    return tuple(found) if len(found) >= _LEAST else ()


def heading_at(headings: Sequence[Heading], place: int) -> DateSpan | None:
    """The day under which a place of a text stands.

    Parameters
    ----------
    headings : sequence of Heading
        From `find_headings`.
    place : int
        Position in the folded text.

    Returns
    -------
    DateSpan or None
        None where no heading holds it.

    Examples
    --------
    >>> heading_at((), 0) is None
    True
    """
    return next((one.span for one in headings if one.start <= place < one.end), None)
