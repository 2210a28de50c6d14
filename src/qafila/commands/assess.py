"""Assess a case: the page for a terminal, everything as JSON, and a page of HTML."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from qafila.api import attach_ledger
from qafila.brief.context import Context
from qafila.brief.isolation import name
from qafila.brief.plain import Terminal, write_section
from qafila.brief.sections import assessment, cited, disputes, known, method, sources
from qafila.brief.texts import Words
from qafila.cards import count
from qafila.commands.review import review_notes
from qafila.commands.run import Teller, removed_note
from qafila.files import write_whole

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from qafila.case import Case
    from qafila.situation import Situation


@dataclass(frozen=True)
class Counting:
    """Which claims count.

    Parameters
    ----------
    ledger : str or None
        File or address of the ledger, if not the usual one.
    keep_removed : bool
        Whether documents count that are no longer among the reports.
    reviews : bool
        Whether analysts' reviews count.
    llm : bool
        Whether claims count that a language model pointed at in an earlier run.

    Examples
    --------
    >>> Counting().reviews
    True
    """

    ledger: str | None = None
    keep_removed: bool = False
    reviews: bool = True
    llm: bool = False


def known_on(
    case: Case, as_of: dt.date, counting: Counting, teller: Teller | None = None
) -> Situation:
    """What is known of a case on a day; nothing is simulated.

    Parameters
    ----------
    case : Case
        The checked case.
    as_of : datetime.date
        The day.
    counting : Counting
        Which claims count.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Situation
        What an assessment is made from.
    """
    teller, begun = teller or Teller(), time.perf_counter()
    teller.start("situation")
    opened = attach_ledger(
        case,
        counting.ledger,
        keep_removed=counting.keep_removed,
        reviews=counting.reviews,
        llm=counting.llm,
        progress=teller.advance,
    )
    situation = opened.situation(as_of)
    if situation.ledger.removed:
        teller.note(removed_note(situation.ledger.removed))
    for line in review_notes(opened, situation.ledger):
        teller.note(line)
    reports = count(opened.reading.documents, "report")
    told = f"{reports}, {count(len(situation.ledger), 'claim')} known"
    teller.finish("situation", told, round(time.perf_counter() - begun, 3))
    return situation


def judge(
    situation: Situation, language: str, profile: str, teller: Teller | None = None
) -> Context:
    """Assess, and make ready to tell it.

    Parameters
    ----------
    situation : Situation
        What is known.
    language : str
        ``en``, ``fr`` or ``ar``.
    profile : str
        ``public`` or ``internal``.
    teller : Teller, optional
        Is told what happens.

    Returns
    -------
    Context
        With the assessment in it.
    """
    teller, begun = teller or Teller(), time.perf_counter()
    teller.start("assessment")
    context = Context(situation, None, Words(language), profile)
    found = context.judged.assessment
    told = f"{len(found.findings)} levels, {found.overall.level} on the whole"
    teller.finish("assessment", told, round(time.perf_counter() - begun, 3))
    return context


def page_lines(context: Context, case: str, width: int | None) -> list[str]:
    """The page as text, and below it the words of every claim whose number stands on it.

    Parameters
    ----------
    context : Context
        With the assessment.
    case : str
        What the user called the case.
    width : int or None
        Columns; None where lines are never broken.

    Returns
    -------
    list of str
        Lines without ends.
    """
    words = context.words
    terminal = Terminal(
        width,
        rtl=words.direction == "rtl",
        colon=words.say("assess_by_value", gauge="", value="").unescape(),
        comma=words.say("list_comma").unescape(),
    )
    title = context.situation.case.title
    heading = title.get(words.language) or next(iter(title.values()), context.situation.case.name)
    zone = name(words.zone(context.situation.case.time_zone))
    dateline = words.say("as_of", date=words.date(context.as_of), zone=zone)
    lines = [terminal.say(Markup("{}").format(heading)), *terminal.wrap(terminal.say(dateline)), ""]
    lines += write_section(assessment.build(context, pictures=False), terminal)
    command = f"qafila claims {case} --as-of {context.as_of}"
    return [
        *lines,
        "",
        *write_section(cited.build(context, set(terminal.shown), command), terminal),
    ]


def write_page(context: Context, path: Path) -> None:
    """The page as HTML, with the claims, figures and disputes that it leads to.

    Parameters
    ----------
    context : Context
        With the assessment.
    path : Path
        File to write, whole or not at all.
    """
    from qafila.brief.html import render_page
    from qafila.charts import unchecked

    with unchecked():
        sections = (
            assessment.build(context),
            disputes.build(context),
            known.build(context),
            method.build_warnings(context),
            sources.build(context),
        )
    write_whole(path, render_page(context, sections))


def page_record(context: Context) -> dict[str, Any]:
    """Everything that the page tells and what it leaves out, for programs.

    Parameters
    ----------
    context : Context
        With the assessment.

    Returns
    -------
    dict
        As ``docs/assessment.md`` describes it.
    """
    from qafila.commands.assess_record import record

    return record(context.judged)
