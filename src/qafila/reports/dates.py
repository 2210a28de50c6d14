"""Dates in folded text as closed intervals with precision and basis.

A language gives rules: a regular expression whose named groups say what was read, and the name of
the resolver here that turns them into days. Nothing is resolved that needs the day of publication
when that day is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import digits
from typing import TYPE_CHECKING

from qafila.claims import DateSpan
from qafila.reports.date_gates import Gates
from qafila.reports.date_readings import Names
from qafila.reports.day_words import days_in_words, small_numbers
from qafila.reports.lexicons import rows, table
from qafila.reports.numbers import ordinals
from qafila.reports.resolvers import resolve
from qafila.text import flat_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

_REPORT_GAP = 3  # words between a reporting verb and its day
_REPORT_REACH = 40  # characters
_SHORT = 3  # letters of "Mon" and « lun »
_FIELD = 80  # characters up to which a text may be nothing but a date
_FEW = 3  # days
_DATED = frozenset({"day", "month"})
_LEADS = "before_what"
_STOP = re.compile(r"[.!?;\n]")
_PAUSE = re.compile(r"[.;,:]")
_WIDE = frozenset({"month", "year"})
_NARRATED = frozenset({"later", "earlier"})
_OF_ANY_DAY = frozenset(
    ["same", "same_span", "same_night", "first_part", "last_part", "day_alone", "of_same_year",
     "week_before", "month_before", "year_before"]
)  # fmt: skip


@dataclass(frozen=True)
class DateRule:
    r"""How one way of writing a date is read.

    Attributes
    ----------
    pattern : str
        Regular expression; ``{month}``, ``{day}`` and the like stand for words of the language.
    resolver : str
        What turns its named groups into days.
    needs : str
        Words parted by ``|`` without one of which it cannot match: a quick look comes first.
    whole : bool
        Whether it only holds where the date is the whole text, as in a cell of a table.

    Examples
    --------
    >>> DateRule(r"(?P<year>20\\d\\d)", "year").resolver
    'year'
    """

    pattern: str
    resolver: str
    needs: str = ""
    whole: bool = False


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
    closed: DateSpan | None = None  # what it means without "since": the day on which that began
    leads: bool = False  # whether it is the day of what follows it: "two days after the coup"


@cache
def _names(lexicon: str, language: str, column: str) -> Mapping[str, int]:
    return {row["phrase"]: int(row[column]) for row in rows(lexicon) if row["language"] == language}


@cache
def _units(language: str) -> Mapping[str, tuple[str, int]]:
    return {
        row["phrase"]: (row["unit"], int(row["count"]))
        for row in rows("date_units")
        if row["language"] == language
    }


@cache
def _all_names(language: str) -> Names:
    return Names(
        _names("months", language, "month"),
        days_in_words(language),
        _names("weekdays", language, "weekday"),
        small_numbers(language),
        _units(language),
        language,
    )


def _alternation(names: Iterable[str]) -> str:
    """Names, those of several words by what they have in common, which compiles sooner.

    Of two names one of which begins the other, the longer comes first: it has more words, or a
    longer last one.
    """
    starts: dict[tuple[int, str], list[str]] = {}
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        start, _, last = name.rpartition(" ")
        starts.setdefault((name.count(" "), last), []).append(start)
    # "Twenty" to "ninety" are each followed by the same words.
    lasts: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for (spaces, last), same in starts.items():
        lasts.setdefault((spaces, tuple(same) if spaces else ()), []).append(last)
    ordered = sorted(lasts.items(), key=lambda group: -group[0][0])
    return "|".join(
        rf"(?:{_choice(same)})[ \-]+(?:{_choice(ends)})" if spaces else _choice(ends)
        for (spaces, same), ends in ordered
    )


def _choice(names: Iterable[str]) -> str:
    """Names as they are written, the longest first."""
    return "|".join(map(_name, sorted(names, key=len, reverse=True)))


def _name(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"[ \-]+")


def _month(months: Mapping[str, int]) -> str:
    """Names of months; after a short one a full stop may stand where digits follow."""
    short = {
        name for name, number in months.items()
        if any(other.startswith(name) and other != name and months[other] == number
               for other in months)
    }  # fmt: skip
    dotted = rf"(?:{_alternation(short)})(?:\.(?=,? ?\d))?"
    return rf"(?:{_alternation(set(months) - short)}|{dotted})" if short else _one_of(months)


def _one_of(names: Iterable[str]) -> str:
    return f"(?:{_alternation(names)})"


@cache
def _fillings(language: str) -> dict[str, str]:
    """What stands for each ``{name}`` in a rule."""
    names = _all_names(language)
    month = _month(names.months)
    days = names.weekdays
    count = rf"(?:\d{{1,3}}|{_alternation(names.counts)})"
    unit = _one_of(names.units)
    # In Arabic a noun may say one or two by itself.
    one = rf"(?:{count} )?{unit}" if language == "ar" else rf"{count}[ \-]{unit}"
    more = rf"(?:,? (?:and |et )?|,? ?و ?){one}"
    return {
        "{month}": rf"{month}(?:\s*/\s*{month}| ?\({month}\))?",
        "{day}": rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?|{_alternation(ordinals(language))})",
        "{any_day}": rf"(?:\d{{1,2}}(?:st|nd|rd|th|er)?|{_alternation(names.days)})",
        "{ordinal}": _one_of(ordinals(language)),
        "{after_to}": _one_of(name.removeprefix("ال") for name in ordinals(language)),
        "{year}": r"(?:1[89]|20)\d\d",
        "{weekday}": _one_of(days),
        "{short_weekday}": _one_of({name[:_SHORT] for name in days}) + r"\.?",
        "{bare_weekday}": _one_of({name.removeprefix("ال") for name in days}),
        "{count}": count,
        "{unit}": unit,
        "{spans}": rf"{one}(?:{more})*",
    }


@cache
def _compiled(language: str, rule: DateRule) -> re.Pattern[str]:
    """Compiled when a text has the words that the rule needs; many of a language are rare."""
    pattern = rule.pattern
    for key, value in _fillings(language).items():
        pattern = pattern.replace(key, value)
    ends = (r"\A\s*", r"\s*\.?\s*\Z") if rule.whole else (r"(?<!\w)", r"(?!\w)")
    return re.compile(f"{ends[0]}(?:{pattern}){ends[1]}")


@cache
def _since(since: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What opens the interval of a date right before it, and where the date itself says it."""
    return re.compile(rf"(?<!\w)(?:{since})[ ]*$"), re.compile(rf"(?:{since})\b")


@cache
def _words(language: str) -> Mapping[str, tuple[str, ...]]:
    """Words one of which a text has where it has what a name in a rule stands for."""
    names = _all_names(language)
    units = tuple(name.rpartition(" ")[2] for name in names.units)
    return {
        "{month}": tuple(name.partition(" ")[0] for name in names.months),
        "{weekday}": tuple(names.weekdays),
        "{year}": ("18", "19", "20"),
        "{day}": (*digits, *(name.partition(" ")[0] for name in ordinals(language))),
        "{unit}": units,
        "{spans}": units,
    }


def _matches(
    text: str, language: str, rules: tuple[DateRule, ...]
) -> list[tuple[int, int, int, re.Match[str], str]]:
    """What the rules match, in order of place, the longer and the more specific first."""
    gates = Gates(text, _words(language))
    matches = [
        (match.start(), -match.end(), rank, match, rule.resolver)
        for rank, rule in enumerate(rules)
        if not (rule.whole and len(text) > _FIELD)
        for start, end in gates.stretches(rule.pattern, rule.needs)
        for match in _compiled(language, rule).finditer(text, start, end)
    ]
    return sorted(matches, key=lambda item: item[:3])


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
    taken: list[DateMention] = []
    matches = _matches(text, language, rules)
    # Where a date is the whole text, no other can be meant by "the next day" than publication.
    whole = bool(matches) and -matches[0][1] - matches[0][0] == len(text)
    previous = named = published if whole else None
    last: tuple[dt.date, dt.date | None] | None = None
    opener, opens = _since(since)
    for start, _, _, match, resolver in matches:
        if taken and start < taken[-1].end:
            continue
        # "The same day" and "the 8th" may go on from the day of a report, "the next day" does not.
        base = named if resolver in _OF_ANY_DAY else previous
        if resolver == _LEADS and not _leads(text, language, taken, start):
            continue
        seen = _read_on(text, taken, start, resolver, published)
        mention = _resolve(text, language, match, resolver, seen, base, last)
        if mention is None:
            continue
        lead = opener.search(text, max(0, start - 24), start) or opens.match(text, start)
        if lead is not None and mention.span.start is not None:
            begin, span = lead.start(), mention.span
            open_span = DateSpan(
                span.start, None, "interval", span.basis, text[begin : match.end()]
            )
            mention = DateMention(begin, match.end(), open_span, span)
        taken.append(mention)
        told = resolver in _NARRATED and mention.span.precision in _WIDE
        # "Two years later" of prose names no day from which "that year" could be told.
        named = named if told else mention.span.start or named
        last = last if mention.span.start is None else (mention.span.start, mention.span.end)
        if not is_report_day(text, language, start):
            # A month or a year is no day from which "two days earlier" could count.
            exact = mention.span.precision not in _WIDE and not _is_long(mention.span)
            previous = (mention.span.start if exact else None) or previous
    return taken


def _leads(text: str, language: str, taken: list[DateMention], start: int) -> bool:
    """Whether the day from which "two days after the coup" counts is told before it.

    It is in its sentence, or that of the attack that its sentence points back to.
    """
    if not taken:
        return False
    if _in_one(text, taken[-1].end, start):
        return True
    words = _STOP.split(text[taken[-1].end : start])[-1]
    flat = words.replace("'", " ").replace("-", " ")
    return bool(table("cues", language, "same_event").find(flat))


def _read_on(
    text: str, taken: list[DateMention], start: int, resolver: str, published: dt.date | None
) -> dt.date | None:
    """The day from which a month without a year is told: "in 2012, after the coup of March"."""
    told = taken[-1].span if taken else None
    if resolver not in _DATED or told is None or told.end is None or told.precision != "year":
        return published
    opened = max(text.rfind(mark, 0, taken[-1].start) for mark in (". ", ": ", "\n")) + 2
    opens = taken[-1].start <= opened and _in_one(text, taken[-1].end, start)
    return told.end if opens else published


def _is_long(span: DateSpan) -> bool:
    """Whether an interval is longer than a night or a weekend."""
    if span.start is None or span.end is None:
        return False
    return (span.end - span.start).days > _FEW


def _in_one(text: str, start: int, end: int) -> bool:
    return _STOP.search(text, start, end) is None


def is_report_day(text: str, language: str, start: int) -> bool:
    """Whether a reporting verb stands right before; "the day before" never counts from it.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        ``en``, ``fr`` or ``ar``.
    start : int
        Where the date begins.

    Returns
    -------
    bool
        True for "said on Monday".

    Examples
    --------
    >>> is_report_day("the army said on monday", "en", 14)
    True
    """
    flat = flat_of(text)
    return any(
        hit.value["modality"] != "announced" and len(flat[hit.end : start].split()) <= _REPORT_GAP
        and not _PAUSE.search(flat, hit.end, start)
        for hit in table("verbs", language).find(flat, max(0, start - _REPORT_REACH), start)
    )  # fmt: skip


def _resolve(
    text: str,
    language: str,
    match: re.Match[str],
    resolver: str,
    published: dt.date | None,
    previous: dt.date | None,
    last: tuple[dt.date, dt.date | None] | None,
) -> DateMention | None:
    found = resolve(resolver, match, _all_names(language), published, previous, last)
    if found is None:
        return None
    start, end, precision, basis = found
    written = text[match.start() : match.end()]
    span = DateSpan(start, end, precision, basis, written)
    return DateMention(match.start(), match.end(), span, leads=resolver == _LEADS)
