"""What is expected: days of fuel left, chance of dry pumps, arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from qafila.brief import figures
from qafila.brief.calibration import stretched
from qafila.brief.counting import counted
from qafila.brief.dates import as_date
from qafila.brief.facts import QUANTILES
from qafila.brief.isolation import direction
from qafila.brief.model import Cell, Prose, Row, Section, Sentence, Table
from qafila.brief.rules import rule
from qafila.brief.sections.compared import compared, steady_places
from qafila.brief.sections.shared import figure, nearest, original, people_span
from qafila.brief.sections.summary import stock_anchor
from qafila.brief.sections.whatif import closed_places, whereabouts
from qafila.brief.urls import address_link
from qafila.charts.theme import clean
from qafila.reports.detection import detect_language

if TYPE_CHECKING:
    from qafila.brief.context import Context
    from qafila.brief.model import Block

ARRIVALS = "new_arrivals_cumulative"


def build_fuel(context: Context) -> Section:
    """Days of fuel left and the chance of dry pumps.

    Parameters
    ----------
    context : Context
        What is expected.

    Returns
    -------
    Section
        The section.
    """
    words = context.words
    blocks: list[Block] = []
    fan = context.fan("days_of_supply", context.situation.case.city)
    if len(fan):
        blocks.append(figures.fuel_figure(context, fan))
    if len(context.stock_out):
        blocks.append(figures.dry_figure(context))
        blocks.append(_dry_table(context))
    if not blocks:
        blocks.append(Prose((Sentence(words.say("no_forecast")),)))
    if len(context.situation.stocks):
        blocks.append(Prose((Sentence(words.say("stock_note")),)))
        blocks.append(_stock_table(context))
    return Section("fuel", words.say("fuel", city=context.city), tuple(blocks))


def _dry_table(context: Context) -> Table:
    words, dry = context.words, context.stock_out
    fan = context.fan("days_of_supply", context.situation.case.city).set_index("x")
    rows = []
    for number in nearest(dry):
        row = dry.iloc[number]
        days = Markup("–")
        if row["x"] in fan.index:
            left = fan.loc[row["x"]]
            span = words.say(
                "range", low=words.number(left["low90"]), high=words.number(left["high90"])
            )
            days = words.say("figure_range", figure=words.number(left["median"]), range=span)
        cells = (
            Cell(words.say("in_days", days=counted(words, "days", row["x"]))),
            Cell(words.date(as_date(row["date"]))),
            Cell(days),
            Cell(words.chance(row["probability"])),
        )
        rows.append(Row(cells))
    heads = ("horizon", "date", "days_left_interval", "dry_chance")
    told = [words.say("fuel_table"), stretched(context)]
    caption = words.say("list_comma").join(part for part in told if part)
    return Table(caption, tuple(words.say(head) for head in heads), tuple(rows))


def _stock_table(context: Context) -> Table:
    """What the days of fuel start from, with its sources."""
    words = context.words
    several = len(set(context.situation.stocks["commodity"])) > 1
    bases = set(context.situation.stocks["basis"]) - {""}
    languages = {detect_language(basis) or "" for basis in bases}
    rows = []
    stocks = context.situation.stocks
    numbered = stocks.assign(anchor=[stock_anchor(number) for number in range(len(stocks))])
    for row in numbered.sort_values(
        ["quantity", "date", "source"], ascending=[True, False, True]
    ).to_dict("records"):
        best, low, high = (
            None if pd.isna(row[key]) else float(row[key]) for key in ("best", "low", "high")
        )
        what = Markup("{}").format(words.label("stock_quantity", row["quantity"]))
        if several:
            what += Markup(" ({})").format(words.label("commodity", row["commodity"]))
        told = words.say("estimate") if row["source"] == "estimate" else address_link(row["source"])
        cells = (
            Cell(what),
            Cell(context.place(row["location_id"])),
            Cell(words.date(as_date(row["date"]))),
            Cell(figure(context, best, low, high, row["unit"]) or Markup("–")),
            Cell(told),
            Cell(_basis(context, row["basis"], shared=len(languages) == 1)),
        )
        rows.append(Row(cells, str(row["anchor"])))
    heads = ("quantity", "place", "date", "figure", "source", "basis_head")
    columns = [words.say(head) for head in heads]
    if len(languages) == 1 and original(context, *languages):
        named = original(context, *languages)
        columns[-1] = words.say("head_original", head=columns[-1], language=named)
    return Table(words.say("stock_table"), tuple(columns), tuple(rows), folded=True)


def _basis(context: Context, text: str, *, shared: bool) -> Markup:
    """Reasoning in its own language, which is named unless the head of the column does."""
    language = detect_language(text) or ""
    kept = Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(
        language, direction(language) if language else "auto", clean(text)
    )
    said = Markup() if shared or not text else original(context, language)
    return Markup('{} <span class="muted">({})</span>').format(kept, said) if said else kept


def build_arrivals(context: Context) -> Section:
    """Arrivals at reception places.

    Parameters
    ----------
    context : Context
        What is expected.

    Returns
    -------
    Section
        The section.
    """
    words = context.words
    fan = context.fan(ARRIVALS, "total")
    places = figures.arrival_places(context)
    blocks: list[Block] = []
    if len(fan):
        blocks.append(figures.arrivals_figure(context, fan))
    if places:
        told = {*steady_places(context), *closed_places(context)}
        few = [place for place in places if place not in told and _expects_few(context, place)]
        many = [place for place in places if place not in few]
        if many:
            blocks.append(figures.places_figure(context, many))
        blocks.append(_arrivals_table(context, many))
        blocks += [*compared(context), *whereabouts(context)]
        if few:
            blocks.append(Prose((_few(context, few),)))
    if not blocks:
        blocks.append(Prose((Sentence(words.say("no_forecast")),)))
    else:
        blocks.append(Prose((Sentence(words.say("arrivals_note")),)))
    return Section("arrivals", words.say("arrivals"), tuple(blocks))


def _arrivals_table(context: Context, places: list[str]) -> Table:
    words = context.words
    frame = context.frame
    countries = sorted(
        place
        for place in frame.loc[frame["target"] == ARRIVALS, "location"].unique()
        if str(place).startswith("country:")
    )
    days = [context.fan(ARRIVALS, "total")["x"].iloc[i] for i in _positions(context)]
    rows, closed = [], closed_places(context)
    for place in ["total", *countries, *places]:
        named = closed.get(place, context.place(place))
        head = Cell(named, css="" if place in places else "strong")
        rows.append(_spans(context, head, context.fan(ARRIVALS, place), days))
        steady = context.fan(ARRIVALS, place, "persistence")
        if len(steady):
            said = words.say("steady_row", place=context.place(place))
            rows.append(_spans(context, Cell(said, css="steady"), steady, days))
    ahead = [words.say("in_days", days=counted(words, "days", day)) for day in days]
    columns = (words.say("place"), *ahead)
    return Table(words.say("arrivals_table"), columns, tuple(rows))


def _spans(context: Context, head: Cell, fan: pd.DataFrame, days: list[float]) -> Row:
    """Median and interval of each horizon."""
    known = {row["x"]: row for _, row in fan.iterrows()}
    shown = [people_span(context, known[day]) if day in known else Markup("–") for day in days]
    return Row((head, *(Cell(span, css=head.css) for span in shown)))


def _expects_few(context: Context, place: str) -> bool:
    """Whether every number that the table would show is nought or suppressed."""
    fan = context.fan(ARRIVALS, place)
    shown = fan.iloc[nearest(fan)][list(QUANTILES)]
    return bool(((shown == 0) | (shown < rule("small_count")) | shown.isna()).all(axis=None))


def _few(context: Context, places: list[str]) -> Sentence:
    words = context.words
    named = words.say("list_comma").join(context.place(place) for place in places)
    return Sentence(words.say("places_few", number=words.number(rule("small_count")), places=named))


def _positions(context: Context) -> list[int]:
    return nearest(context.fan(ARRIVALS, "total"))
