"""Free text and addresses as the public profile may show them: nothing that tells of a passage."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from qafila.brief.counting import nouns
from qafila.brief.disclosure import is_recent_week, is_young
from qafila.brief.rules import rule
from qafila.brief.urls import host_of, safe_url
from qafila.reports.dates import find_dates
from qafila.reports.registry import languages
from qafila.text import fold

if TYPE_CHECKING:
    import datetime as dt

VEHICLES = ("tankers", "trucks", "convoys")
LEFT_OUT = "[…]"
_CLAUSE = re.compile(r"(?<=[;:.!?؛؟])\s+")
_SHORTEST = 4  # letters of a word by which a vehicle is known; "de" and the like are none


def is_kept_back(day: dt.date | None, as_of: dt.date) -> bool:
    """Whether the words of a passage are kept back still.

    Parameters
    ----------
    day : datetime.date or None
        Day of the passage, or of who tells of it; nothing is kept back of what has no day.
    as_of : datetime.date
        Day of the brief.

    Returns
    -------
    bool
        True for as many days as the words of claims are.

    Examples
    --------
    >>> import datetime as dt
    >>> [is_kept_back(dt.date(2025, 11, day), dt.date(2025, 11, 30)) for day in (2, 3)]
    [False, True]
    """
    return day is not None and is_young(day, as_of)


def without_passages(
    text: str,
    as_of: dt.date,
    published: dt.date | None,
    *,
    passage: bool = False,
) -> str:
    """Free text without the clauses that tell the day or the size of a fresh passage.

    Parameters
    ----------
    text : str
        Such as the reasoning behind an estimate.
    as_of : datetime.date
        Day of the brief.
    published : datetime.date or None
        Day of the text, from which words such as "yesterday" count; a text without a day is taken
        for one of the day of the brief, so that nothing is told by mistake.
    passage : bool
        Whether it is the note of a passage, whatever words it has for it.

    Returns
    -------
    str
        The text; where it speaks of vehicles or litres, clauses that name a day of the last weeks,
        or that count vehicles without a day in a text of the last days, are replaced by ``[…]``.
        Which figures are withheld elsewhere plays no part: a gap would give them back.

    Examples
    --------
    >>> import datetime as dt
    >>> told = "Our guess; 90 tankers came on 22 November: three days of demand"
    >>> without_passages(told, dt.date(2025, 11, 30), None)
    'Our guess; […] three days of demand'
    """
    if not passage and not speaks_of_vehicles(text):
        return text
    told = published or as_of
    recent = is_recent_week(told, as_of)
    kept: list[str] = []
    for clause in _CLAUSE.split(text):
        days = _days_named(clause, told)
        fresh = any(
            is_kept_back(end, as_of) and (end - start).days < rule("passage_week")
            for start, end in days
        )
        if not fresh and not (recent and not days and _counts_vehicles(clause)):
            kept.append(clause)
        elif kept[-1:] != [LEFT_OUT]:
            kept.append(LEFT_OUT)
    return " ".join(kept)


def speaks_of_vehicles(text: str) -> bool:
    """Whether a text names what runs on roads to supply, or litres of it.

    Parameters
    ----------
    text : str
        In any language of the reader.

    Returns
    -------
    bool
        True if it holds one of the words.

    Examples
    --------
    >>> speaks_of_vehicles("larrivee-de-200-citernes"), speaks_of_vehicles("queues at pumps")
    (True, False)
    """
    folded = fold(text).text
    return any(word in folded for word in _words())


@cache
def _words() -> tuple[str, ...]:
    return _longer(_words_of(*VEHICLES, "vehicles", "litres"))


@cache
def _vehicles() -> tuple[str, ...]:
    return _longer(_words_of(*VEHICLES, "vehicles"))


def _longer(words: set[str]) -> tuple[str, ...]:
    # What stands with days as well, such as "one", names no vehicle.
    return tuple(sorted(word for word in words - _words_of("days") if len(word) >= _SHORTEST))


def _words_of(*wanted: str) -> set[str]:
    forms = [
        form.replace("{figure}", "")
        for (_, noun), row in nouns().items()
        if noun in wanted
        for key, form in row.items()
        if key not in ("language", "noun")
    ]
    return {word for form in forms for word in re.findall(r"[^\W\d_]+", fold(form).text)}


def _days_named(clause: str, published: dt.date | None) -> list[tuple[dt.date, dt.date]]:
    """First and last day of each date that a clause names."""
    folded, named = fold(clause).text, []
    for code, language in sorted(languages().items()):
        for found in find_dates(folded, code, language.date_rules, language.since, published):
            start, end = found.span.start, found.span.end or found.span.start
            if start is not None and end is not None:
                named.append((start, end))
    return named


def _counts_vehicles(clause: str) -> bool:
    """Whether a number stands right before a vehicle."""
    words = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", fold(clause).text)
    vehicles = _vehicles()
    return any(
        number[0].isdigit() and any(vehicle in noun for vehicle in vehicles)
        for number, noun in pairwise(words)
    )


def public_address(text: str, day: dt.date | None, as_of: dt.date, *, passage: bool) -> str:
    """Address of a source that may be shown: an article on a fresh passage by its host alone.

    Parameters
    ----------
    text : str
        Address, or name of a source.
    day : datetime.date or None
        Day of the article.
    as_of : datetime.date
        Day of the brief.
    passage : bool
        Whether it is the source of a passage; of others the words of the address tell.

    Returns
    -------
    str
        The address, or its host.

    Examples
    --------
    >>> import datetime as dt
    >>> told, day = "https://example.org/90-tankers-came-monday", dt.date(2025, 11, 24)
    >>> public_address(told, day, dt.date(2025, 11, 30), passage=False)
    'example.org'
    """
    address = safe_url(text)
    if not address or not is_kept_back(day, as_of):
        return text
    return host_of(address) if passage or speaks_of_vehicles(unquote(address)) else text
