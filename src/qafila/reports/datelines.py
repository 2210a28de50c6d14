"""The day that opens a report: "BAMAKO, 3 October 2025 (Agency) - Pumps are dry".

A line of its own that says when the report was published counts where there is no dateline.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.reports.dates import find_dates
from qafila.reports.day_scope import is_dateline
from qafila.reports.detection import detect_language
from qafila.reports.registry import languages
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.reports.dates import DateMention
    from qafila.reports.language import Language
    from qafila.text import Folded

_LINES = 3  # a title may stand above
_REACH = 160  # characters of a line
_AGENCY_REACH = 36
_AGENCY = re.compile(r"\(([^()\n]{2,30})\)")
_HEAD_LINES = 8  # title, subtitle, author and section may stand above
_PUBLISHED = re.compile(
    r"\W*(?:(?:first )?published|posted|publication date|date of publication|date published"
    r"|publie|publiee|mis en ligne|mise en ligne|paru|date de publication"
    r"|نشر|نشرت|تم النشر|تم نشره|تاريخ النشر|تاريخ نشر|نشر بتاريخ)"
    r"(?: (?:on|at|le|du|في|يوم|بتاريخ))?[ :،,]*(?:[^\W\d]+[،,]? )?"
)
_CHANGED = re.compile(
    r"[|,(\-–—] ?(?:last |dernier |اخر )?(?:updated?|modified|modifie|mis|mise|maj|تحديث)\b.*"
)
_PARTED = re.compile(r"[\s\-–—,،.|()]+")
_HOUR = re.compile(
    r"at|a|الساعه|بتوقيت|غرينتش|\d{1,2}(?:[:h]\d{0,2}){0,2}|\d{0,2}(?:am|pm)|[apm]|min|gmt|utc|ص|م"
)


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
    lines = [line for line in text.split("\n") if line.strip()]
    found = _opening(lines[:_LINES], language)
    return found or Dateline(_stated(lines[:_HEAD_LINES], language))


def _opening(lines: Sequence[str], language: Language) -> Dateline | None:
    for line in lines:
        folded = fold(line[:_REACH])
        for mention in _dates(folded, language):
            if is_dateline(folded, mention):
                agency = _AGENCY.search(line[: folded.offsets[mention.end] + _AGENCY_REACH])
                return Dateline(_day(mention), agency[1].strip() if agency else None)
    return None


def _stated(lines: Sequence[str], language: Language) -> dt.date | None:
    """The day of a line that says nothing but when the report was published."""
    for line in lines:
        folded = fold(line[:_REACH])
        said = _PUBLISHED.match(folded.text)
        for mention in _dates(folded, language) if said else ():
            before, after = folded.text[: mention.start], folded.text[mention.end :]
            if _PUBLISHED.fullmatch(before) and _is_hour(after):
                return _day(mention)
    return None


def _is_hour(text: str) -> bool:
    """Nothing, an hour, or when the report was changed later."""
    words = [word for word in _PARTED.split(_CHANGED.sub("", text)) if word]
    return all(_HOUR.fullmatch(word) for word in words)


def _dates(folded: Folded, language: Language) -> Sequence[DateMention]:
    return find_dates(folded.text, language.code, language.date_rules, language.since, None)


def _day(mention: DateMention) -> dt.date | None:
    """One day, and none that by the clock has come nowhere yet."""
    day = mention.span.start
    latest = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    return day if day is not None and day == mention.span.end and day <= latest else None
