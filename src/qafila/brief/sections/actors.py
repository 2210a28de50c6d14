"""Actors by side, with their relations over time, and who of them is named in claims."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from qafila import terms
from qafila.assess.actors import read_actors
from qafila.brief.figures import say_plainly, style_of
from qafila.brief.isolation import name
from qafila.brief.model import Cell, Figure, Points, Prose, Row, Section, Sentence, Table, plain
from qafila.brief.naming import foreign
from qafila.brief.relating import standing, teller_of
from qafila.brief.rules import rule
from qafila.brief.urls import address_link
from qafila.charts import label_width, relations_chart, render_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.assess.actors import Spoken
    from qafila.assess.relations import Relation
    from qafila.brief.context import Context
    from qafila.brief.model import Block
    from qafila.brief.relating import Teller
    from qafila.charts import Style

# Shares of the width of the picture: a stub where nobody knows the day, and the least to be seen.
_STUB, _LEAST = 0.04, 0.006
_HEADS = ("actor", "relation", "other_actor", "relation_since")


def build(context: Context) -> Section:
    """Actors and their relations.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        A picture, what changed, the relations with their sources, and who is named in claims.
    """
    words, day = context.words, context.as_of
    case = context.situation.case
    actors = read_actors(case)
    teller = teller_of(case, actors, words)
    now, over = standing(actors, day)
    blocks: list[Block] = [Prose((Sentence(words.say("no_relations")),))]
    if now or over:
        blocks = [Prose((Sentence(words.say("actors_note", date=words.date(day))),))]
        blocks += [_figure(context, teller, (*now, *over)), *_changes(context, teller)]
    if now:
        caption = words.say("actors_in_force", date=words.date(day))
        blocks.append(_table(teller, caption, now, day))
    if over:
        caption = words.say("actors_over", number=words.number(len(over)))
        blocks.append(_table(teller, caption, over, day, over=True))
    spoken = actors.spoken_of(context.claims)
    blocks += _named(context, teller, spoken)
    return Section("actors", words.say("actors"), tuple(blocks))


def _table(
    teller: Teller,
    caption: Markup,
    relations: Sequence[Relation],
    day: dt.date,
    *,
    over: bool = False,
) -> Table:
    words = teller.words
    heads = (*_HEADS, *(("relation_until",) if over else ()), "source")
    rows = tuple(_row(teller, one, day, over=over) for one in relations)
    return Table(caption, tuple(words.say(head) for head in heads), rows, folded=over)


def _row(teller: Teller, relation: Relation, day: dt.date, *, over: bool) -> Row:
    words = teller.words
    sources = dict.fromkeys((relation.source, relation.end_source))
    links = [address_link(one) for one in sources if one and one != "estimate"]
    marks = teller.marks(relation, day)
    shown = Markup("{}").format(words.label("relation", relation.relation))
    if marks:
        shown += Markup(' <span class="muted">({})</span>').format(marks)
    end = Markup("–") if not relation.end.known else teller.day(relation.end)
    cells = (
        Cell(teller.name(relation.actor_a)),
        Cell(shown),
        Cell(teller.other(relation)),
        Cell(teller.day(relation.start)),
        *((Cell(end),) if over else ()),
        Cell(words.say("list_comma").join(links) or words.say("estimate")),
    )
    return Row(cells)


def _changes(context: Context, teller: Teller) -> tuple[Block, ...]:
    words, day = context.words, context.as_of
    since = day - dt.timedelta(days=int(rule("relation_changes")))
    found = teller.actors.changes(since, day)
    if not found:
        return (Prose((Sentence(words.say("actors_unchanged")),)),)
    head = Prose((Sentence(words.say("actors_changed")),))
    return head, Points(tuple(Sentence(teller.change(one)) for one in found))


def _named(context: Context, teller: Teller, spoken: Spoken) -> list[Block]:
    """Who is named in claims, with the claims, and who stands in no table of actors."""
    words, actors = context.words, teller.actors
    found = [row for row in actors.by_side(actors.rows) if row.actor_id in spoken.by_actor]
    blocks: list[Block] = []
    if found:
        columns = tuple(words.say(key) for key in ("actor", "actor_side", "actor_kind"))
        rows = tuple(
            Row(
                (
                    Cell(teller.name(row.actor_id), context.refs(spoken.by_actor[row.actor_id])),
                    Cell(name(teller.side(row))),
                    Cell(name(words.label("actor_kind", row.kind))),
                )
            )
            for row in found
        )
        caption = words.say("actors_named_table", number=words.number(len(found)))
        blocks.append(Table(caption, columns, rows, folded=True))
    if spoken.unlisted:
        listed = words.say("list_comma").join(
            dict.fromkeys(foreign(context, called) for called, _ in spoken.unlisted)
        )
        refs = context.refs(claim for claims in spoken.unlisted.values() for claim in claims)
        blocks.append(Prose((Sentence(words.say("actors_unlisted", names=listed), refs),)))
    return blocks


def _figure(context: Context, teller: Teller, relations: Sequence[Relation]) -> Figure:
    words, day = context.words, context.as_of
    texts = {kind: words.label("relation", kind) for kind in terms.values("relation")}
    texts["pale"] = terms.label("relation_state", "uncertain", words.language)
    passing = (texts["merged_into"], texts["succeeded_by"])
    texts["mark"] = plain(words.say("list_comma").join(passing))
    first = _first_day(relations, day)
    bars, marks = _bars(teller, relations, first, day)
    title = say_plainly(context, "actors_figure")
    span = 0.0, (day - first).days + 1.0
    order, style = _order(teller, relations), _style(context, first, day)
    chart = relations_chart(bars, marks, order, span, title, texts, style)
    told = "; ".join(plain(teller.told(one)) for one in relations)
    svg = render_svg(chart, "figure-actors", title, told)
    caption = words.say("actors_figure_caption", date=words.date(day))
    return Figure(Markup(svg), caption)  # noqa: S704  # the drawing was sanitised


def _first_day(relations: Iterable[Relation], day: dt.date) -> dt.date:
    """First of January of the first year of which a day is known."""
    known = [one.start.earliest or one.start.latest or one.reported_at for one in relations]
    return dt.date(min(*known, day).year, 1, 1)


def _style(context: Context, first: dt.date, day: dt.date) -> Style:
    ticks = [
        (float((dt.date(year, 1, 1) - first).days), str(year))
        for year in range(first.year, day.year + 1)
    ]
    return dataclasses.replace(style_of(context), ticks=ticks)


def _label(teller: Teller, relation: Relation) -> str:
    """A relation as a label: with short names of its actors where the long ones have no room."""
    label = plain(teller.told(relation))
    names = [teller.plain_name(key) for key in (relation.actor_a, relation.actor_b) if key]
    for long in sorted(names, key=len, reverse=True):
        if label_width(label) <= 1.0:
            break
        actor = teller.actors.called(long)
        label = label.replace(long, min((long, *(actor.aliases if actor else ())), key=len))
    return label


def _order(teller: Teller, relations: Iterable[Relation]) -> list[tuple[str, bool]]:
    """Labels from top to bottom, below the side of the actor named first."""
    rows: dict[str, dict[str, None]] = {}
    for row in teller.actors.by_side(teller.actors.rows):
        for one in relations:
            if one.actor_a == row.actor_id:
                side = teller.side(row)
                rows.setdefault(side[:1].upper() + side[1:], {})[_label(teller, one)] = None
    return [
        entry
        for side, labels in rows.items()
        for entry in ((side, True), *((label, False) for label in labels))
    ]


def _bars(
    teller: Teller, relations: Iterable[Relation], first: dt.date, day: dt.date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stretches of days by relation, and days on which one actor became another."""
    whole = (day - first).days + 1
    bars, marks = [], []
    for one in relations:
        label = _label(teller, one)
        start, begun, held, end = _stretch(one, first, day)
        parts = [(start, min(begun, end), False), (max(held, begun), end, False)]
        if one.passes_on:
            marks.append((label, float(min(begun, whole))))
            parts = parts[:1]
        else:
            parts.insert(1, (begun, held, True))
        for left, right, sure in parts:
            if right > left:
                least = max(right, min(left + _LEAST * whole, float(whole)))
                bars.append((label, min(left, least - _LEAST * whole), least, one.relation, sure))
    return (
        pd.DataFrame(bars, columns=["label", "x", "x2", "relation", "sure"]),
        pd.DataFrame(marks, columns=["label", "x"]),
    )


def _stretch(relation: Relation, first: dt.date, day: dt.date) -> tuple[float, float, float, float]:
    """First possible, first certain, end of the last certain and of the last possible day."""
    whole = (day - first).days + 1
    stub = _STUB * whole
    begin, last = relation.start, relation.end
    published = (relation.reported_at - first).days
    begun = float((begin.latest - first).days if begin.latest else published)
    start = float((begin.earliest - first).days) if begin.earliest else begun - stub
    begun = max(begun, start)
    if not last.known:
        held = end = float(whole)
    else:
        end = (last.latest - first).days + 1.0 if last.latest else float(whole)
        held = (last.earliest - first).days + 1.0 if last.earliest else end - stub
    if relation.passes_on:
        held = end = begun
    inside = [min(max(value, 0.0), float(whole)) for value in (start, begun, held, end)]
    return inside[0], inside[1], inside[2], inside[3]
