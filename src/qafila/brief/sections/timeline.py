"""How it came to this: events from the background to today, as a picture and as its table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila import terms
from qafila.assess.timeline import kinds
from qafila.brief.figures import say_plainly, style_of
from qafila.brief.history import bars, history, stretches
from qafila.brief.isolation import name
from qafila.brief.model import Cell, Figure, Prose, Row, Section, Sentence, Table, plain
from qafila.brief.sections.reported import event_figure, event_places, event_sources
from qafila.brief.sections.shared import event_label, week
from qafila.charts import history_chart, render_svg
from qafila.charts.theme import SIDE_COLOURS
from qafila.ledger.disputes import distinct_versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.assess.timeline import Entry
    from qafila.brief.context import Context
    from qafila.brief.history import History

_PATTERNS = {"month": "MMMM y", "year": "y"}
_SUBTYPES = frozenset(terms.values("claim_subtype"))


def build(context: Context) -> Section:
    """Picture, and the table that says the same in words.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section; a sentence alone where nothing with a day is known.
    """
    words, known = context.words, history(context)
    title = words.say("timeline")
    if not known.drawn:
        return Section("timeline", title, (Prose((Sentence(words.say("timeline_empty")),)),))
    return Section("timeline", title, (_figure(context, known), _table(context, known)))


def lane_names(context: Context) -> Mapping[str, str]:
    """Names of the rows of the picture.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    mapping of str to str
        By ``lane`` of ``defaults/timeline.csv``.
    """
    lanes = dict.fromkeys(kind.lane for kind in kinds().values())
    return {lane: say_plainly(context, f"lane_{lane}") for lane in lanes}


def _figure(context: Context, known: History) -> Figure:
    words, drawn = context.words, known.drawn
    title = say_plainly(context, "timeline_title", date=words.date(context.as_of))
    lanes = lane_names(context)
    texts = {side: words.label("timeline_side", side) for side in SIDE_COLOURS} | {
        "within": say_plainly(context, "timeline_within"),
        "open_end": say_plainly(context, "timeline_open_end"),
        "disputed": say_plainly(context, "disputed"),
    }
    chart = history_chart(
        bars(context, drawn, lanes), stretches(context, drawn), title, texts, style_of(context)
    )
    svg = render_svg(chart, "figure-timeline", title, _describe(context, drawn, lanes))
    undated = sum(not entry.dated for entry in known.entries)
    caption = words.say(
        "timeline_caption",
        shown=words.number(len(drawn)),
        all=words.number(len(known.entries)),
        undated=words.number(undated),
    )
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised


def _describe(context: Context, drawn: Sequence[Entry], lanes: Mapping[str, str]) -> str:
    """How many events each row holds, and from when to when."""
    parts = []
    for lane in dict.fromkeys(entry.lane for entry in drawn):
        days = [
            day for entry in drawn if entry.lane == lane for day in (entry.start, entry.end) if day
        ]
        count = sum(entry.lane == lane for entry in drawn)
        parts.append(
            say_plainly(
                context,
                "timeline_described",
                lane=lanes[lane],
                number=context.words.figures(count),
                span=plain(context.words.span(min(days), max(days))),
            )
        )
    return " ".join([*parts, say_plainly(context, "timeline_see_table")])


def _table(context: Context, known: History) -> Table:
    words = context.words
    heads = ("number", "date", "event", "place", "timeline_side", "said_by")
    columns = tuple(words.say(head) for head in heads)
    rows = tuple(
        _row(context, known, number, entry) for number, entry in enumerate(known.drawn, start=1)
    )
    return Table(words.say("timeline_table"), columns, rows, folded=True)


def _row(context: Context, known: History, number: int, entry: Entry) -> Row:
    words, event = context.words, known.events[entry.event_id]
    versions = distinct_versions(event)
    cells = (
        Cell(words.number(number), css="number"),
        Cell(when(context, entry)),
        Cell(_what(context, known, entry)),
        Cell(event_places(context, event)),
        Cell(Markup("{}").format(words.label("timeline_side", entry.side))),
        Cell(
            words.say("fact_separator").join(
                (
                    event_sources(context, versions),
                    Markup("{}").format(_modalities(context, entry)),
                )
            ),
            context.refs(entry.claims),
        ),
    )
    return Row(cells)


def when(context: Context, entry: Entry) -> Markup:
    """Days of an entry, as precisely as they are told.

    Parameters
    ----------
    context : Context
        The brief.
    entry : Entry
        One with a day.

    Returns
    -------
    Markup
        The days of the claim that tells them most exactly: a day, a week, a month, a year, or from
        one to another.
    """
    words, first, last = context.words, entry.first, entry.last
    if entry.open_end:
        return words.say("since", date=words.date(first))
    if first is None or last is None or entry.precision not in _PATTERNS:
        if entry.precision == "week":
            return week(context, first)
        return words.span(first, last)
    pattern = _PATTERNS[entry.precision]
    names = dict.fromkeys(_named(context, day, pattern) for day in (first, last))
    whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    # A precision that the days do not bear out is not told as if they did.
    return name(next(iter(names))) if whole and len(names) == 1 else words.span(first, last)


def _named(context: Context, day: dt.date, pattern: str) -> str:
    from babel.dates import format_date

    named: str = format_date(day, pattern, locale=context.words.locale)
    return named


def _what(context: Context, known: History, entry: Entry) -> Markup:
    words, event = context.words, known.events[entry.event_id]
    label = Markup("{}").format(words.label("event_type", entry.event_type))
    subtype = entry.subtypes[0] if len(entry.subtypes) == 1 else ""
    if subtype in _SUBTYPES:
        label = words.say(
            "kind_of", kind=label, subtype=terms.label("claim_subtype", subtype, words.language)
        )
    shown = event_figure(context, event, distinct_versions(event))
    if shown and event.quantity and entry.event_id not in known.withheld:
        shown = words.say("quantity_is", quantity=event_label(context, event), figure=shown)
    parts = [label, shown] if shown else [label]
    if entry.disputed:
        parts.append(words.say("disputed"))
    return words.say("list_comma").join(parts)


def _modalities(context: Context, entry: Entry) -> str:
    return context.words.say("list_comma").join(
        context.words.label("modality", one) for one in entry.modalities
    )
