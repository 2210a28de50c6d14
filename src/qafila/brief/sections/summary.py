"""The situation in a paragraph: the worst first, each sentence with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila import terms
from qafila.brief.context import as_date
from qafila.brief.counting import counted
from qafila.brief.happenings import siege
from qafila.brief.isolation import name
from qafila.brief.model import Prose, Ref, Section, Sentence
from qafila.brief.rules import rule
from qafila.brief.sections.shared import event_label

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup

    from qafila.brief.context import Context

_INPUTS = ("stock", "capacity", "demand")


def build(context: Context) -> Section:
    """Write the paragraph.

    Parameters
    ----------
    context : Context
        What is known and expected.

    Returns
    -------
    Section
        The section.
    """
    sentences = [
        *_siege(context),
        _corridors(context),
        *_fuel(context),
        *_arrivals(context),
        _disputes(context),
    ]
    if len(context.frame):
        sentences.append(Sentence(context.words.say("not_calibrated_sentence")))
    else:
        sentences.append(Sentence(context.words.say("no_forecast")))
    return Section("situation", context.words.say("situation"), (Prose(tuple(sentences)),))


def _siege(context: Context) -> list[Sentence]:
    """What the matter is, as far as claims tell."""
    words, found = context.words, siege(context.claims, context.as_of)
    if found is None:
        return []
    values = {
        "date": words.date(found.since),
        "actor": name(found.actor),
        "last": words.date(found.last),
    }
    refs = context.refs(claim.claim_id for claim in found.claims)
    most = int(rule("reported_places"))
    named, later = (
        words.say("list_comma").join(context.place(place) for place in places[:most])
        for places in (found.location_ids, found.later_ids)
    )
    if not named:
        return [Sentence(words.say("siege_nowhere", **values), refs, lead=True)]
    if later:
        named = words.say("siege_later", first=named, later=later)
    return [Sentence(words.say("siege", places=named, **values), refs, lead=True)]


def _corridors(context: Context) -> Sentence:
    words, table = context.words, context.situation.corridor_table()
    if not len(table):
        return Sentence(words.say("no_corridors", city=context.city), lead=True)
    counts = table["status"].value_counts()
    numbers = {
        term: words.number(int(counts.get(term, 0))) for term in terms.values("route_status")
    }
    refs = context.refs(claim for claims in table["claims"] for claim in claims)
    return Sentence(
        words.say("corridor_counts", city=context.city, total=words.number(len(table)), **numbers),
        refs,
        lead=True,
    )


def nearest(frame: pd.DataFrame) -> list[int]:
    """Rows of the horizons that the summary names, as far as the forecast reaches.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column x, days ahead, ascending.

    Returns
    -------
    list of int
        Positions; the last day stands in where no horizon is reached.
    """
    wanted = [rule("summary_horizon", number) for number in ("1", "2", "3")]
    days = list(frame["x"])
    found = [days.index(day) for day in wanted if day in days]
    return found or ([len(days) - 1] if days else [])


def stock_anchor(number: int) -> str:
    """Where links to a row of the stock table lead.

    Parameters
    ----------
    number : int
        Number of the row among the stocks of the situation.

    Returns
    -------
    str
        Identifier inside the page.

    Examples
    --------
    >>> stock_anchor(0)
    'stock-1'
    """
    return f"stock-{number + 1}"


def _supply_refs(context: Context) -> tuple[Ref, ...]:
    """The rows that the days of fuel start from, what came since, and what roads were told of."""
    stocks, table = context.situation.stocks, context.situation.corridor_table()
    rows = list(zip(stocks["quantity"], stocks["date"], strict=True))
    used = tuple(
        Ref(stock_anchor(number), f"S{number + 1}")
        for number, (quantity, _) in enumerate(rows)
        if quantity in _INPUTS
    )
    dated = [as_date(day) for quantity, day in rows if quantity == "stock"]
    newest = max((day for day in dated if day is not None), default=None)
    since = context.figure_refs("receipts", "convoys", "dry", "recovered", since=newest)
    return used + since + context.refs(claim for claims in table["claims"] for claim in claims)


def _flight_refs(context: Context) -> tuple[Ref, ...]:
    """Evidence of insecurity, and arrivals that were counted."""
    evidence = context.situation.evidence
    places = evidence.loc[evidence["target_kind"] == "location", "claim_ids"]
    told = context.refs(claim for claims in places for claim in claims)
    return told + context.figure_refs("new_arrivals")


def _fuel(context: Context) -> list[Sentence]:
    words, city = context.words, context.situation.case.city
    fan = context.fan("days_of_supply", city)
    rests_on = _supply_refs(context)
    sentences = []
    if len(fan):
        first = fan.iloc[0]
        sentences.append(
            Sentence(
                words.say(
                    "fuel_left",
                    city=context.city,
                    date=words.date(as_date(first["date"])),
                    median=words.number(first["median"]),
                    low=words.number(first["low90"]),
                    high=words.number(first["high90"]),
                ),
                rests_on,
                lead=True,
            )
        )
        if _shared_city(context):
            sentences.append(Sentence(words.say("fuel_share", city=context.city)))
    dry = context.stock_out
    if len(dry):
        parts = [
            words.say(
                "chance_within",
                chance=words.chance(row["probability"]),
                days=counted(words, "days", row["x"]),
                date=words.date(as_date(row["date"])),
            )
            for _, row in dry.iloc[nearest(dry)].iterrows()
        ]
        chances = words.say("list_comma").join(parts)
        text = words.say("dry_pumps", city=context.city, chances=chances)
        sentences.append(Sentence(text, rests_on, lead=True))
    return sentences


def _shared_city(context: Context) -> bool:
    """Whether figures of the country are scaled to the city by a share."""
    rows = context.situation.parameters
    rows = rows[rows["parameter"] == "city_share"]
    own = rows[rows["applies_to"] == context.situation.case.city]
    rows = own if len(own) else rows[rows["applies_to"] == ""]
    return bool((rows["low"] < rows["high"]).any())


def _arrivals(context: Context) -> list[Sentence]:
    words = context.words
    fan = context.fan("new_arrivals_cumulative", "total")
    if not len(fan):
        return []
    rows = [fan.iloc[number] for number in nearest(fan)]
    row = rows[1] if len(rows) > 1 else rows[0]
    text = words.say(
        "arrivals_expected",
        days=counted(words, "days", row["x"]),
        date=words.date(as_date(row["date"])),
        people=_people(context, row["median"]),
        low=people(context, row["low90"]),
        high=people(context, row["high90"]),
    )
    return [Sentence(text, _flight_refs(context), lead=True)]


def people(context: Context, value: float) -> Markup:
    """A number of people, or the words that stand for a suppressed one.

    Parameters
    ----------
    context : Context
        The brief.
    value : float
        People; not a number where suppressed.

    Returns
    -------
    Markup
        What is shown.
    """
    if value != value:
        return context.words.say("under_ten", number=context.words.number(rule("small_count")))
    return context.words.number(round(value))


def _people(context: Context, value: float) -> Markup:
    """People with their noun, which follows ten where the number itself is suppressed."""
    if value != value:
        return counted(context.words, "people", rule("small_count"), people(context, value))
    return counted(context.words, "people", round(value))


def _disputes(context: Context) -> Sentence:
    words, disputes = context.words, context.situation.ledger.disputes()
    if not disputes:
        return Sentence(words.say("no_disputes"))
    kinds = dict.fromkeys(event_label(context, dispute.event) for dispute in disputes)
    subjects = words.say("list_comma").join(list(kinds)[:4])
    refs = context.refs(
        claim.claim_id
        for dispute in disputes
        for version in dispute.versions
        for claim in version.claims
    )
    text = words.say("dispute_counts", number=words.number(len(disputes)), subjects=subjects)
    return Sentence(text, refs, lead=True)
