"""Known figures: observations as published, with source, measure, legal status and basis."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from qafila.brief.dates import as_date
from qafila.brief.disclosure import week_of
from qafila.brief.isolation import name
from qafila.brief.model import Cell, Prose, Row, Section, Sentence, Table
from qafila.brief.naming import stated_name
from qafila.brief.rules import rule
from qafila.brief.sections.shared import figure, week
from qafila.brief.urls import address_link

if TYPE_CHECKING:
    from collections.abc import Collection

    from qafila.brief.context import Context
    from qafila.brief.model import Block

_HEADS = ("number", "date", "place", "measure", "figure", "status_basis", "said_by", "source")


def build(context: Context) -> Section:
    """Tables of known figures, the old ones folded away.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section.
    """
    words = context.words
    rows = context.observations.to_dict("records")
    edge = context.as_of - dt.timedelta(days=int(rule("recent_days")))
    made: dict[bool, list[Row]] = {True: [], False: []}
    for number, row in enumerate(rows, start=1):
        day = as_date(row["date_end"])
        made[day is None or day >= edge].append(_row(context, number, row))
    columns = tuple(words.say(head) for head in _HEADS)
    blocks: list[Block] = [Prose((Sentence(words.say("figures_note")),))]
    if made[True]:
        blocks.append(Table(words.say("figures_recent"), columns, tuple(made[True])))
    if made[False]:
        caption = words.say("figures_older", number=words.number(len(made[False])))
        blocks.append(Table(caption, columns, tuple(made[False]), folded=True))
    if not rows:
        blocks = [Prose((Sentence(words.say("no_figures")),))]
    return Section("figures", words.say("figures"), tuple(blocks))


def chosen(context: Context, anchors: Collection[str]) -> tuple[Table, ...]:
    """Some known figures alone.

    Parameters
    ----------
    context : Context
        What is known.
    anchors : collection of str
        Where links to them lead.

    Returns
    -------
    tuple of Table
        One table; none where none of them is known.
    """
    rows = enumerate(context.observations.to_dict("records"), start=1)
    made = [_row(context, number, row) for number, row in rows if row["anchor"] in anchors]
    columns = tuple(context.words.say(head) for head in _HEADS)
    return (Table(context.words.say("figures"), columns, tuple(made)),) if made else ()


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _figure(context: Context, row: dict[Any, Any]) -> Markup:
    words = context.words
    if row["suppressed"]:
        return words.say(f"withheld_{row['suppressed']}")
    if row["measure"] in ("dry", "recovered"):
        shown = words.say("in_part" if row["qualifier"] else "yes")
    else:
        shown = _amount(context, row)
    if row["qualifier"]:
        shown = Markup('{} <span class="muted">({})</span>').format(shown, name(row["qualifier"]))
    return shown or Markup("–")


def _amount(context: Context, row: dict[Any, Any]) -> Markup:
    words = context.words
    parts = []
    low, high = _number(row["low"]), _number(row["high"])
    people, families = _number(row["individuals"]), _number(row["households"])
    if people is not None:
        parts.append(figure(context, people, *_around(people, low, high), "people"))
    if families is not None:
        parts.append(figure(context, families, None, None, "households"))
    value = _number(row["value"])
    if value is not None or not parts:
        parts.append(figure(context, value, *_around(value, low, high), row["unit"]))
    return words.say("list_comma").join(part for part in parts if part)


def _around(
    best: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """Bounds that add something; a bound equal to the figure is told by its qualifier."""
    if best is not None and (low in (None, best)) and (high in (None, best)):
        return None, None
    return low, high


def _row(context: Context, number: int, row: dict[Any, Any]) -> Row:
    words = context.words
    start, end = as_date(row["date_start"]), as_date(row["date_end"])
    weekly = row["by_week"] and week_of(start) == week_of(end) if start and end else False
    date = week(context, start) if weekly else words.span(start, end)
    status = [
        words.label("legal_status", row["legal_status"]),
        words.label("count_basis", row["count_basis"]),
        words.label("setting", row["setting"]),
    ]
    where = row["location_id"] or f"country:{row['country']}"
    cells = (
        Cell(Markup("F{}").format(number)),
        Cell(date),
        Cell(_where(context, where, row)),
        Cell(Markup("{}").format(words.label("measure", row["measure"]))),
        Cell(_figure(context, row)),
        Cell(words.say("list_comma").join(part for part in status if part) or Markup("–")),
        Cell(stated_name(context, row["said_by"]) if row["said_by"] else Markup("–")),
        Cell(_source(context, row)),
    )
    return Row(cells, str(row["anchor"]))


def _where(context: Context, where: str, row: dict[Any, Any]) -> Markup:
    place = context.place(where)
    # Who returns comes from the country of asylum; who is displaced within a country from none.
    left = row["coa"] if row["legal_status"] == "returnee" else row["coo"]
    if not left or left == row["country"]:
        return place
    origin = name(context.country_text(left))
    return Markup('{} <span class="muted">{}</span>').format(
        place, context.words.say("people_from", country=origin)
    )


def _source(context: Context, row: dict[Any, Any]) -> Markup:
    words = context.words
    published = as_date(row["reported_at"])
    shown = address_link(row["source"])
    if published is None:
        return shown
    basis = words.label("reported_basis", row["reported_at_basis"])
    date = week(context, published) if row["young"] else words.date(published)
    return Markup('{} <span class="muted">{}</span>').format(
        shown, words.say("published_on", date=date, basis=basis)
    )
