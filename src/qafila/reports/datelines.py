"""The dateline that opens a dispatch: "BAMAKO, 3 October 2025 (Agency) - Pumps are dry"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.reports.dates import find_dates
from qafila.reports.day_scope import is_dateline
from qafila.reports.detection import detect_language
from qafila.reports.registry import languages
from qafila.text import fold

if TYPE_CHECKING:
    import datetime as dt

_LINES = 3  # a title may stand above
_REACH = 160  # characters of a line
_AGENCY_REACH = 36
_AGENCY = re.compile(r"\(([^()\n]{2,30})\)")


@dataclass(frozen=True)
class Dateline:
    """What a dateline says of its report.

    Examples
    --------
    >>> Dateline().published is None
    True
    """

    published: dt.date | None = None
    outlet: str | None = None


def find_dateline(text: str) -> Dateline:
    r"""Read the dateline of a report; a day counts only with its year, and only one of day, month.

    Parameters
    ----------
    text : str
        Stored text of a report.

    Returns
    -------
    Dateline
        With nothing in it where there is none.

    Examples
    --------
    >>> find_dateline("Pumps dry\n\nBAMAKO, 3 October 2025 (AFP) - There is no fuel in the town.")
    Dateline(published=datetime.date(2025, 10, 3), outlet='AFP')
    >>> find_dateline("On 3 October 2025 there was no fuel left in the town.")
    Dateline(published=None, outlet=None)
    """
    code = detect_language(text)
    if code is None:
        return Dateline()
    language = languages()[code]
    for line in [line for line in text.split("\n") if line.strip()][:_LINES]:
        folded = fold(line[:_REACH])
        for mention in find_dates(folded.text, code, language.date_rules, language.since, None):
            if is_dateline(folded, mention):
                agency = _AGENCY.search(line[: folded.offsets[mention.end] + _AGENCY_REACH])
                day = mention.span.start if mention.span.start == mention.span.end else None
                return Dateline(day, agency[1].strip() if agency else None)
    return Dateline()
