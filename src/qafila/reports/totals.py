"""Losses that are told as a total of the past, and not as those of one attack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.date_reach import words_of
from qafila.reports.lexicons import cues
from qafila.reports.voices import find_voices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import DateSpan
    from qafila.reports.article import Article
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.language import Language
    from qafila.text import Folded

_PERIODS = frozenset({"month", "year"})
_ATTACK = {
    "en": re.compile(r"\b(?:attack|ambush|assault|raid|struck|convoy|strike)"),
    "fr": re.compile(r"\b(?:attaqu|embuscade|assaut|raid|guet-apens|frappe|convoi)"),
    "ar": re.compile(r"هجوم|هجمات|هاجم|كمين|كماين|غاره|غارات|استهد|قافل"),
}
_BACK = 16  # characters before the words of an event in which its auxiliary stands
_BESIDE = re.compile(r" ?(?:in |en )?")  # between a verb of saying and a date
_WITH_SUBJECT = re.compile(r"(?: (?!ب?ان\b|ب?انه)\w+){0,4} (?:في |خلال )?")
# Arabic tells what was before with the plain past as well.
_BEFORE = {
    "en": re.compile(r"\bhad(?: already| so far| now)?(?: been)?\b"),
    "fr": re.compile(r"\b(?:avai(?:t|ent)|ont|a|etai(?:t|ent))(?: deja)?(?: ete)?\b"),
    "ar": re.compile(""),
}
_LONG_BEFORE = {
    "en": _BEFORE["en"],
    "fr": re.compile(r"\bavai(?:t|ent)(?: deja)? ete\b"),
    "ar": re.compile(r"\bكان\w{0,2} قد\b|\bقد كان\w{0,2}\b"),
}


def is_total(
    article: Article, clause: tuple[int, int], event: Event, when: DateSpan, *, placed: bool
) -> bool:
    """Tell whether a loss without a day is a total of the past.

    Parameters
    ----------
    article : Article
        The report.
    clause : tuple of int
        The event's clause.
    event : Event
        A loss with a figure.
    when : DateSpan
        Its date.
    placed : bool
        Whether its sentence says where.

    Returns
    -------
    bool
        True for "so far 40 tankers were burnt"; where neither a place nor an attack is named also
        for "said last month that 100 tankers had been burnt" and, where the paragraph told of no
        attack before, for "more than 100 tankers had been burnt".

    Examples
    --------
    >>> from qafila.claims import DateSpan, Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.bounds import find_figures
    >>> from qafila.reports.events import Event
    >>> text = "more than 100 tankers had been burnt"
    >>> article = open_article(Document.from_text(text, "a"), Gazetteer(()))
    >>> [figure] = find_figures(text, "en")
    >>> event = Event(0, 36, "attack_on_convoy", None, None, figure, 1, "tanker", (31, 36))
    >>> is_total(article, (0, 36), event, DateSpan(None, None), placed=False)
    True
    """
    code, flat = article.language.code, article.folded.flat
    if when.start is not None and not _is_period(when):
        return False
    if when.start is None and any(cue.kind == "total" for cue in cues(code, flat, *clause)):
        return True
    if placed or event.figure is None or _tells_an_attack(article, clause, event):
        return False
    begin, end = words_of(event)
    auxiliary = flat[max(clause[0], begin - _BACK) : end]
    before = (clause[0], event.start)
    spoken = period_of_speech(article.folded, article.language, article.dates_in(*before), before)
    if spoken is not None and _BEFORE[code].search(auxiliary):
        return when.start is None or when == spoken.span
    paragraph = article.folded.text.rfind("\n", 0, clause[0]) + 1
    told = _ATTACK[code].search(flat, paragraph, clause[0]) is not None
    open_above = event.figure.low is not None and event.figure.high is None
    long_before = _LONG_BEFORE[code].search(auxiliary) is not None
    return when.start is None and open_above and long_before and not told


def period_of_speech(
    folded: Folded, language: Language, dates: Sequence[DateMention], part: tuple[int, int]
) -> DateMention | None:
    """Find the month or year, and not the day, in which a source spoke: "said last month that".

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    dates : sequence of DateMention
        Dates of the text.
    part : tuple of int
        The part of the text to look at.

    Returns
    -------
    DateMention or None
        Such a date that stands right after a verb of saying.

    Examples
    --------
    >>> import datetime as dt
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.claims import DateSpan
    >>> from qafila.reports.dates import DateMention
    >>> from qafila.text import fold
    >>> text = "the union said in september that it was so"
    >>> span = DateSpan(dt.date(2025, 9, 1), dt.date(2025, 9, 30), "month")
    >>> said = DateMention(18, 27, span)
    >>> period_of_speech(fold(text), ENGLISH, [said], (0, len(text))) == said
    True
    """
    voices = find_voices(folded, language, *part)
    gap = _BESIDE if language.subject_first else _WITH_SUBJECT
    for date in dates:
        inside = part[0] <= date.start and date.end <= part[1] and _is_period(date.span)
        if inside and any(gap.fullmatch(folded.flat, one.end, date.start) for one in voices):
            return date
    return None


def _is_period(span: DateSpan) -> bool:
    return span.start is not None and span.end is not None and span.precision in _PERIODS


def _tells_an_attack(article: Article, clause: tuple[int, int], event: Event) -> bool:
    """Whether other words of the clause than those of the loss tell of an attack."""
    code, flat = article.language.code, article.folded.flat
    begin, end = words_of(event)
    return bool(
        _ATTACK[code].search(flat, clause[0], begin) or _ATTACK[code].search(flat, end, clause[1])
    )
