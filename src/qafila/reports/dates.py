"""Dates in folded text as closed intervals with precision and basis.

A language gives rules: a regular expression whose named groups say what was read, and the name of
the resolver here that turns them into days. Nothing is resolved that needs the day of publication
when that day is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from qafila.claims import DateSpan
from qafila.reports.lexicons import rows, table
from qafila.reports.numbers import ordinals
from qafila.reports.resolvers import Names, resolve

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

_REPORT_GAP = 3
_WIDE = frozenset({"month", "year"})
_OF_ANY_DAY = frozenset(
    {"same", "day_alone", "of_same_year", "week_before", "month_before", "year_before"}
)


@dataclass(frozen=True)
class DateRule:
    r"""How one way of writing a date is read.

    Examples
    --------
    >>> DateRule(r"(?P<year>20\\d\\d)", "year").resolver
    'year'
    """

    pattern: str
    resolver: str


@dataclass(frozen=True)
class DateMention:
    """A date found in a text: where in the folded text, and the days it means.

    Examples
    --------
    >>> DateMention(0, 5, DateSpan(None, None, "vague", "unresolved")).span.start is None
    True
    """

    start: int
    end: int
    span: DateSpan


@cache
def _names(lexicon: str, language: str, column: str) -> Mapping[str, int]:
    return {row["phrase"]: int(row[column]) for row in rows(lexicon) if row["language"] == language}


@cache
def _counts(language: str) -> Mapping[str, int]:
    return {
        row["phrase"]: int(float(row["value"]))
        for row in rows("numbers")
        if row["language"] == language and row["kind"] in {"unit", "dual"}
    }


@cache
def _all_names(language: str) -> Names:
    return Names(
        _names("months", language, "month"),
        ordinals(language),
        _names("weekdays", language, "weekday"),
        _counts(language),
    )


def _alternation(names: Mapping[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _compiled(
    language: str, rules: tuple[DateRule, ...]
) -> tuple[tuple[re.Pattern[str], str], ...]:
    month = rf"(?:{_alternation(_names('months', language, 'month'))})"
    day_words = _alternation(ordinals(language))
    fill = {
        "{month}": rf"{month}(?:\s*/\s*{month})?",
        "{day}": rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?|{day_words})",
        "{year}": r"(?:1[89]|20)\d\d",
        "{weekday}": _alternation(_names("weekdays", language, "weekday")),
        "{count}": rf"(?:\d{{1,2}}|{_alternation(_counts(language))})",
    }
    found = []
    for rule in rules:
        pattern = rule.pattern
        for key, value in fill.items():
            pattern = pattern.replace(key, value)
        found.append((re.compile(rf"(?<!\w)(?:{pattern})(?![\w])"), rule.resolver))
    return tuple(found)


def find_dates(
    text: str,
    language: str,
    rules: tuple[DateRule, ...],
    since: str,
    published: dt.date | None,
) -> list[DateMention]:
    """Find the dates in a folded text.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    rules : tuple of DateRule
        The language's rules, the more specific first.
    since : str
        Regular expression that, right before a date, leaves its end open.
    published : datetime.date or None
        Day of publication, if known.

    Returns
    -------
    list of DateMention
        In order of place; they do not overlap.

    Examples
    --------
    >>> import datetime as dt
    >>> rule = DateRule(r"(?P<day>{day}) (?P<month>{month})", "day")
    >>> find_dates("on 3 september", "en", (rule,), "since", dt.date(2025, 9, 18))[0].span.start
    datetime.date(2025, 9, 3)
    """
    matches: list[tuple[int, int, int, re.Match[str], str]] = []
    for rank, (pattern, resolver) in enumerate(_compiled(language, rules)):
        matches += [
            (match.start(), -match.end(), rank, match, resolver) for match in pattern.finditer(text)
        ]
    taken: list[DateMention] = []
    previous: dt.date | None = None
    named: dt.date | None = None
    opener, opens = re.compile(rf"(?<!\w)(?:{since})[ ]*$"), re.compile(rf"(?:{since})\b")
    for start, _, _, match, resolver in sorted(matches, key=lambda item: item[:3]):
        if taken and start < taken[-1].end:
            continue
        # "The same day" and "the 8th" may go on from the day of a report, "the next day" does not.
        base = named if resolver in _OF_ANY_DAY else previous
        mention = _resolve(text, language, match, resolver, published, base)
        if mention is None:
            continue
        lead = opener.search(text, max(0, start - 24), start) or opens.match(text, start)
        if lead is not None and mention.span.start is not None:
            begin, span = lead.start(), mention.span
            open_span = DateSpan(
                span.start, None, "interval", span.basis, text[begin : match.end()]
            )
            mention = DateMention(begin, match.end(), open_span)
        taken.append(mention)
        named = mention.span.start or named
        if not _is_report_day(text, language, start):
            # A month or a year is no day from which "two days earlier" could count.
            exact = mention.span.precision not in _WIDE
            previous = (mention.span.start if exact else None) or previous
    return taken


def _is_report_day(text: str, language: str, start: int) -> bool:
    """Whether a reporting verb stands right before; "the day before" never counts from it."""
    flat = text[max(0, start - 40) : start].replace("'", " ").replace("-", " ").replace("\n", " ")
    return any(
        hit.value["modality"] != "announced" and len(flat[hit.end :].split()) <= _REPORT_GAP
        and not re.search(r"[.;,:]", flat[hit.end :])
        for hit in table("verbs", language).find(flat)
    )  # fmt: skip


def _resolve(
    text: str,
    language: str,
    match: re.Match[str],
    resolver: str,
    published: dt.date | None,
    previous: dt.date | None,
) -> DateMention | None:
    found = resolve(resolver, match, _all_names(language), published, previous)
    if found is None:
        return None
    start, end, precision, basis = found
    written = text[match.start() : match.end()]
    return DateMention(match.start(), match.end(), DateSpan(start, end, precision, basis, written))
