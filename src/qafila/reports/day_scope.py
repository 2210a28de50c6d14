"""What the words before a date make of it: an end, a beginning, the day of a dateline."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

from qafila.reports.date_readings import date_or_none
from qafila.reports.lexicons import table
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.claims import DateSpan
    from qafila.reports.dates import DateMention
    from qafila.text import Folded

_REACH = 28  # characters: the longest of the words in question
_SMALL = frozenset(["the", "la", "le", "l", "les", "this", "ce", "on", "at", "end", "fin"])
_RANGE = re.compile(r" ?(?:to|until|till|and|au|a|jusqu|et|الي|حتي|و|[-–—])")
_CHANGE = re.compile(r"(?:\d|\bper cent|percent|up|down|rise|fall|hausse|baisse) $")
_DATELINE = re.compile(
    r"(?:(?:[A-ZÀ-Þ][\w'’.\-]*[ /]?){1,4}|(?:[\u0621-\u064a]{3,}[ /]?){1,2})"
    r"(?:\([^)\n]{2,30}\))?[,،]? ?(?:le |on )?"
)
_DASH = re.compile(r" ?(?:\([^)\n]{2,40}\) ?)?[-–—]+ ")
_AS_OF = {"fr": re.compile(r"(?:a la date du|au) (?:\w+ )?\d")}
# "By Wednesday the queue had reached 260": the words before the day, the past, and what is to come.
_BY_NOW = {
    "en": (
        re.compile(r"\b(?:by|as of|as at) (?:late |early )?$", re.IGNORECASE),
        re.compile(r"\b(?:had|has|have|was|were|stood|reached|numbered|counted|registered)\b"),
        re.compile(
            r"\b(?:will|would|shall|should|must|may|might|could|can|due|until|till|before|ordered"
            r"|given|told|asked|expected|to be|has to|have to|had to)\b|n't\b"
        ),
    )
}
_YEARS = re.compile(r"(?:19|20)\d\d")
_STOP = re.compile(r"[.;\n]")
_PAUSE = re.compile(r"[,.;:()\d]")
_FAR = 44  # characters from "since" to the day of what has gone on since
_WEEK, _YEAR, _SOON = dt.timedelta(days=7), dt.timedelta(days=365), dt.timedelta(days=60)


def settle_dates(
    folded: Folded, language: str, mentions: Iterable[DateMention], published: dt.date | None
) -> list[DateMention]:
    """Dates of a text as the words before them mean them.

    "By mid-July" and "until Monday" give an end alone, "from 23 October" a beginning alone, and the
    date of a dateline is the day of the report and of nothing that happened.

    Parameters
    ----------
    folded : Folded
        The text.
    language : str
        ``en``, ``fr`` or ``ar``.
    mentions : iterable of DateMention
        Its dates.
    published : datetime.date or None
        Day of publication.

    Returns
    -------
    list of DateMention
        The same dates without those of datelines.

    Examples
    --------
    >>> from qafila.reports.dates import find_dates
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("Schools stay shut until 10 November 2025.")
    >>> found = find_dates(text.text, "en", ENGLISH.date_rules, ENGLISH.since, None)
    >>> settled = settle_dates(text, "en", found, None)[0].span
    >>> settled.start, settled.end
    (None, datetime.date(2025, 11, 10))
    """
    return [
        _settled(folded, language, mention, published)
        for mention in mentions
        if not is_dateline(folded, mention) and not _is_name(folded, language, mention)
    ]


def _settled(
    folded: Folded, language: str, mention: DateMention, published: dt.date | None
) -> DateMention:
    span = mention.span
    if span.start is None or span.end is None:
        return mention
    if _is_limit(folded, language, mention):
        end = span.end
        named = table("weekdays", language).find(folded.flat, mention.start, mention.end)
        soon = published is not None and published - _WEEK < end < published
        if named and soon and not _has_come(folded, language, mention):
            end += _WEEK
        open_ = dataclasses.replace(span, start=None, end=end, precision="interval")
        return dataclasses.replace(mention, span=open_)
    begins = _is_after(folded, language, mention, "from_on") and _begins(folded, mention)
    if begins and published is not None:
        span = _next_time(span, published)
    if begins or _is_since(folded, language, mention):
        open_ = dataclasses.replace(span, end=None, precision="interval")
        return dataclasses.replace(mention, span=open_, closed=span)
    return mention


def _has_come(folded: Folded, language: str, mention: DateMention) -> bool:
    """Whether what was so by a day has been so: "by Wednesday the queue had reached 260"."""
    words = _BY_NOW.get(language)
    if words is None or not words[0].search(folded.text[: mention.start][-_REACH:]):
        return False
    first = max(folded.text.rfind(mark, 0, mention.start) for mark in ".;\n") + 1
    stop = _STOP.search(folded.text, mention.end)
    told = folded.text[first : stop.start() if stop else len(folded.text)].lower()
    return words[1].search(told) is not None and words[2].search(told) is None


def _is_limit(folded: Folded, language: str, mention: DateMention) -> bool:
    """Whether a date only ends something: "until", "before", "as of", « au 9 mai »."""
    if _is_after(folded, language, mention, "until"):
        return True
    as_of = _AS_OF.get(language)
    if as_of is not None and as_of.match(folded.text, mention.start):
        return True
    first = max(0, mention.start - _REACH)
    return any(
        hit.end <= mention.start
        and all(word in _SMALL for word in folded.flat[hit.end : mention.start].split())
        for hit in table("cues", language, "before_day").find(folded.flat, first, mention.start)
    )


def _next_time(span: DateSpan, published: dt.date) -> DateSpan:
    """Of the next year, where what begins on a day without a year soon begins."""
    start, end = span.start, span.end
    if start is None or end is None or _YEARS.search(span.text):
        return span
    if published - start < _YEAR - _SOON:
        return span
    coming = date_or_none(start.year + 1, start.month, start.day)
    last = date_or_none(end.year + 1, end.month, end.day)
    if coming is None or last is None or not published < coming <= published + _SOON:
        return span
    return dataclasses.replace(span, start=coming, end=last)


def _is_since(folded: Folded, language: str, mention: DateMention) -> bool:
    """Whether a date is that of what has gone on since: "since the coup of 26 July"."""
    first = max(0, mention.start - _FAR)
    for hit in table("cues", language, "since").find(folded.flat, first, mention.start):
        between = folded.text[hit.end : mention.start]
        if between.strip() and _PAUSE.search(between) is None and not _says(language, between):
            return True
    return False


def to_come(span: DateSpan | None, language: str, published: dt.date | None) -> DateSpan | None:
    """The day of what is still to happen: of a weekday the next and not the last.

    Parameters
    ----------
    span : DateSpan or None
        A date as it is read of what has happened.
    language : str
        ``en``, ``fr`` or ``ar``.
    published : datetime.date or None
        Day of publication.

    Returns
    -------
    DateSpan or None
        The same, a week later for a weekday alone that was less than a week ago.

    Examples
    --------
    >>> from qafila.claims import DateSpan
    >>> sunday = DateSpan(dt.date(2026, 2, 8), dt.date(2026, 2, 8), "day", "relative", "on Sunday")
    >>> to_come(sunday, "en", dt.date(2026, 2, 13)).start
    datetime.date(2026, 2, 15)
    """
    if span is None or span.start is None or published is None or span.basis != "relative":
        return span
    named = table("weekdays", language).find(fold(span.text).flat)
    if not named or span.start != span.end or not published - _WEEK < span.start < published:
        return span
    day = span.start + _WEEK
    return dataclasses.replace(span, start=day, end=day)


def _says(language: str, words: str) -> bool:
    return bool(table("verbs", language).find(fold(words).flat))


def _is_after(folded: Folded, language: str, mention: DateMention, kind: str) -> bool:
    """Whether such words stand right before a date or are its own first words."""
    first = max(0, mention.start - _REACH)
    for hit in table("cues", language, kind).find(folded.flat, first, mention.end):
        if mention.start <= hit.start <= mention.start + 1 and hit.end < mention.end:
            return kind == "until"  # what begins has its own rules
        gap = folded.flat[hit.end : mention.start]
        if hit.end <= mention.start and all(word in _SMALL for word in gap.split()):
            return True
        if hit.start < mention.start < hit.end < mention.end:
            return True  # « jusqu'au », of which « au » is of the date too
    return False


def _begins(folded: Folded, mention: DateMention) -> bool:
    """Whether a date after "from" is where something begins, not one end or what is compared."""
    before = folded.text[max(0, mention.start - _REACH) : mention.start]
    compared = _CHANGE.search(before.removesuffix("from "))
    return _RANGE.match(folded.text, mention.end) is None and compared is None


def _is_name(folded: Folded, language: str, mention: DateMention) -> bool:
    """Whether a movement, a square or a bridge is called by a date: "the 23 March Movement"."""
    first, last = max(0, mention.start - _REACH), mention.end + _REACH
    return any(
        not folded.flat[hit.end : mention.start].strip()
        if hit.end <= mention.start
        else hit.start >= mention.end and not folded.flat[mention.end : hit.start].strip()
        for hit in table("cues", language, "named_after").find(folded.flat, first, last)
    )


def is_dateline(folded: Folded, mention: DateMention) -> bool:
    """Whether a date stands in a dateline such as "GOMA, Jan 22 (Agency) -".

    Parameters
    ----------
    folded : Folded
        The text.
    mention : DateMention
        One of its dates.

    Returns
    -------
    bool
        True if a line begins with a place, the date and a dash.

    Examples
    --------
    >>> from qafila.reports.dates import find_dates
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("GOMA, 22 January 2025 (Agency) - Schools are shut.")
    >>> [found] = find_dates(text.text, "en", ENGLISH.date_rules, ENGLISH.since, None)
    >>> is_dateline(text, found)
    True
    """
    line = folded.text.rfind("\n", 0, mention.start) + 1
    if mention.start == line or _DASH.match(folded.text, mention.end) is None:
        return False
    first, last = folded.offsets[line], folded.offsets[mention.start]
    return _DATELINE.fullmatch(folded.raw, first, last) is not None
