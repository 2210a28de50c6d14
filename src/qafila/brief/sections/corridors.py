"""The map and the table of corridors; by route and day in the internal profile only."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from qafila.brief.counting import counted
from qafila.brief.dates import as_date
from qafila.brief.disclosure import last_passage, week_of
from qafila.brief.isolation import name
from qafila.brief.mapping import map_figure
from qafila.brief.model import Cell, Prose, Row, Section, Sentence, Table
from qafila.brief.rounding import two_digits
from qafila.brief.rules import rule
from qafila.brief.sections.shared import week

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from qafila.brief.context import Context
    from qafila.brief.model import Block


def build_map(context: Context) -> Section:
    """The map.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section.
    """
    blocks: tuple[Block, ...] = (map_figure(context),)
    if context.public:
        blocks += (Prose((_lag(context),)),)
    return Section("map", context.words.say("map"), blocks)


def build_table(context: Context) -> Section:
    """The table of corridors.

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
    heads = ("corridor", "status", "beliefs", "evidence", "last_passage", "claims_column")
    columns = tuple(words.say(head) for head in heads)
    tables = []
    for place, table in _by_city(context):
        rows = tuple(_row(context, row) for row in table.to_dict("records"))
        date = words.date(context.as_of)
        caption = words.say("corridor_caption", city=context.place(place), date=date)
        main = place == context.situation.case.city
        tables.append(Table(caption, columns, rows, folded=not main))
    remarks = [Sentence(words.say("corridor_note"))]
    if len(tables) > 1:
        remarks.append(Sentence(words.say("corridor_note_cities", city=context.city)))
    if context.public:
        remarks = [_lag(context), *remarks, Sentence(words.say("corridor_note_public"))]
    return Section("corridors", words.say("corridors"), (*tables, Prose(tuple(remarks))))


def _lag(context: Context) -> Sentence:
    """That a status rests on whole weeks where passages are told by week."""
    return Sentence(context.words.say("corridor_note_lag"))


def _by_city(context: Context) -> list[tuple[str, pd.DataFrame]]:
    """Corridors to each city, those to the city of the case first."""
    table = context.situation.corridor_table()
    main = context.situation.case.city
    cities = sorted({main, *table["city_id"]}, key=lambda one: (one != main, one))
    return [(city, table[table["city_id"] == city]) for city in cities]


def _row(context: Context, row: dict[Any, Any]) -> Row:
    words, status = context.words, str(row["status"])
    seen = as_date(row["last_evidence"])
    label = Markup('<span class="status status-{}">{}</span>').format(
        status, words.label("route_status", status)
    )
    if status == "unknown":
        when = words.say("no_evidence") if seen is None else _evidence_date(context, seen)
        label += Markup(' <span class="muted">{}</span>').format(when)
    cells = (
        Cell(name(str(row[f"name_{words.language}"]))),
        Cell(label),
        Cell(_beliefs(context, row)),
        Cell(_age(context, row["evidence_age_days"], seen)),
        Cell(_passage(context, str(row["corridor_id"]))),
        Cell(Markup(), context.refs(row["claims"])),
    )
    return Row(cells)


def _evidence_date(context: Context, seen: dt.date) -> Markup:
    day = week(context, seen) if context.public else context.words.date(seen)
    return context.words.say("last_evidence_on", date=day)


def _beliefs(context: Context, row: dict[Any, Any]) -> Markup:
    """How likely each state is, as a bar and in words."""
    words = context.words
    chances = {state: float(row[f"p_{state}"]) for state in ("open", "contested", "closed")}
    if context.public:
        chances = {state: two_digits(chance) for state, chance in chances.items()}
    bar = Markup().join(
        Markup('<span class="part-{}" style="inline-size:{}%"></span>').format(
            state, round(100 * chance, 1)
        )
        for state, chance in chances.items()
    )
    parts = words.say("list_comma").join(
        words.say(
            "state_chance",
            state=words.label("route_status", state),
            chance=words.chance(chance),
        )
        for state, chance in chances.items()
    )
    return Markup(
        '<span class="bar" aria-hidden="true">{}</span><span class="small">{}</span>'
    ).format(bar, parts)


def _age(context: Context, age: float, seen: dt.date | None) -> Markup:
    words = context.words
    if seen is None or not math.isfinite(age):
        return words.say("no_evidence")
    if context.public:
        weeks = (week_of(context.as_of) - week_of(seen)).days // 7
        key = {0: "this_week", 1: "last_week"}.get(weeks, "weeks_ago")
        return words.say(key, weeks=counted(words, "weeks", weeks))
    return words.say("days_ago", days=counted(words, "days", age), date=words.date(seen))


def _passage(context: Context, corridor_id: str) -> Markup:
    day = last_passage(context.situation, corridor_id, context.profile)
    if day is None:
        return context.words.say("no_passage")
    return week(context, day) if context.public else context.words.date(day)


def build_routes(context: Context) -> Section:
    """Passability by route and day; for the internal profile.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section, marked as restricted.
    """
    words, situation = context.words, context.situation
    data = situation.data["route_passability"].isel(day=slice(-int(rule("route_days")), None))
    days = [as_date(str(day)[:10]) for day in data["day"].to_numpy()]
    used = sorted({number for corridor in situation.corridors for number in corridor.route_indices})
    routes = situation.network.routes
    values = data.transpose("route", "day").to_numpy()
    rows = []
    for number in used:
        ends = (context.place(routes["from_id"][number]), context.place(routes["to_id"][number]))
        cells = [Cell(Markup("{} – {}").format(*ends))]
        cells += [Cell(words.share(float(value))) for value in values[number]]
        rows.append(Row(tuple(cells)))
    columns = (words.say("route"), *(name(words.short_date(day)) for day in days if day))
    table = Table(words.say("routes_caption"), columns, tuple(rows), folded=True)
    marking = Markup("<strong>{}</strong>").format(words.say("restricted"))
    return Section("routes", words.say("routes"), (table,), marking)
