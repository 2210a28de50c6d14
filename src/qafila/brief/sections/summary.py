"""The situation in a paragraph: the worst first, each sentence with what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from qafila.brief.calibration import caution, interval
from qafila.brief.counting import counted
from qafila.brief.dates import as_date
from qafila.brief.model import Prose, Ref, Section, Sentence
from qafila.brief.naming import known_name
from qafila.brief.rules import rule
from qafila.brief.sections import keys, whatif
from qafila.brief.sections.compared import highest_steady
from qafila.brief.sections.shared import (
    counted_people,
    dry_defined,
    event_label,
    main_corridors,
    nearest,
    people,
)
from qafila.brief.siege import reported_siege, siege

if TYPE_CHECKING:
    from qafila.brief.context import Context
    from qafila.brief.model import Block

_INPUTS = ("stock", "capacity", "demand")
_STATES = ("closed", "contested", "open", "unknown")


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
        sentences.append(caution(context))
    else:
        sentences.append(Sentence(context.words.say("no_forecast")))
    sentences.append(Sentence(context.words.say("reading_sentence")))
    blocks: tuple[Block, ...] = (
        *whatif.build(context),
        keys.build(context),
        Prose(tuple(sentences)),
    )
    return Section("situation", context.words.say("situation"), blocks)


def _siege(context: Context) -> list[Sentence]:
    """What the matter is, as far as claims tell."""
    words = context.words
    found = siege(context.claims, context.as_of)
    if found is None:
        return _unnamed_siege(context)
    values = {
        "date": words.date(found.since),
        "actor": known_name(context, found.actor_id, found.actor),
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


def _unnamed_siege(context: Context) -> list[Sentence]:
    words, found = context.words, reported_siege(context.claims, context.as_of)
    if found is None:
        return []
    most = int(rule("reported_places"))
    places = words.say("list_comma").join(context.place(one) for one in found.location_ids[:most])
    text = words.say(
        "siege_undated" if found.since is None else "siege_unnamed",
        date=words.date(found.since),
        places=places or context.city,
        last=words.date(found.last),
    )
    return [Sentence(text, context.refs(claim.claim_id for claim in found.claims), lead=True)]


def _corridors(context: Context) -> Sentence:
    """What is known of the roads, the worst first; states that no corridor is in go unnamed."""
    words, table = context.words, main_corridors(context)
    if not len(table):
        return Sentence(words.say("no_corridors", city=context.city), lead=True)
    counts = table["status"].value_counts()
    found = {state: int(counts.get(state, 0)) for state in _STATES}
    parts = [
        counted(words, f"corridors_{state}", number) for state, number in found.items() if number
    ]
    text = words.say(
        "corridors_some_open" if found["open"] else "corridors_none_open",
        city=context.city,
        corridors=counted(words, "supply_corridors", len(table)),
        rest=words.say("list_semicolon").join(parts),
    )
    if found["unknown"]:
        text = Markup("{} {}").format(text, words.say("corridors_unknown_note"))
    return Sentence(text, context.refs(_weightiest(context)), lead=True)


def _weightiest(context: Context) -> list[str]:
    """Claims on the roads to the city, those that weigh most today first."""
    table = main_corridors(context)
    told = {claim for claims in table["claims"] for claim in claims}
    weights = dict.fromkeys(sorted(told), 0.0)
    day = pd.Timestamp(context.as_of)
    evidence = context.situation.evidence
    columns = ("date_end", "weight", "half_life_days", "claim_ids")
    for end, full, half_life, claims in zip(*(evidence[key] for key in columns), strict=True):
        weight = float(full) * 0.5 ** (max(0, (day - end).days) / float(half_life))
        for claim in claims:
            if claim in weights:
                weights[claim] = max(weights[claim], weight)
    return sorted(weights, key=lambda claim: (-weights[claim], claim))


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


def supply_refs(context: Context, city: str = "") -> tuple[Ref, ...]:
    """The rows that the days of fuel start from, what came since, and what weighs most on roads.

    Parameters
    ----------
    context : Context
        What is known and expected.
    city : str
        City whose rows are meant; empty for that of the case.

    Returns
    -------
    tuple of Ref
        Links to all of them.
    """
    stocks = context.situation.stocks
    here = stocks["location_id"] == (city or context.situation.case.city)
    rows = list(zip(stocks["quantity"], stocks["date"], here, strict=True))
    used = tuple(
        Ref(stock_anchor(number), f"S{number + 1}")
        for number, (quantity, _, own) in enumerate(rows)
        if own and quantity in _INPUTS
    )
    dated = [as_date(day) for quantity, day, own in rows if own and quantity == "stock"]
    newest = max((day for day in dated if day is not None), default=None)
    since = context.figure_refs("receipts", "convoys", "dry", "recovered", since=newest)
    return used + since + context.refs(_weightiest(context)[: int(rule("shown_claims"))])


def _flight_refs(context: Context) -> tuple[Ref, ...]:
    """Evidence of insecurity, and arrivals that were counted."""
    evidence = context.situation.evidence
    places = evidence.loc[evidence["target_kind"] == "location", "claim_ids"]
    told = context.refs(claim for claims in places for claim in claims)
    return told + context.figure_refs("new_arrivals")


def _fuel(context: Context) -> list[Sentence]:
    words, city = context.words, context.situation.case.city
    fan = context.fan("days_of_supply", city)
    rests_on = supply_refs(context)
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
                    interval=interval(context, first),
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
        text = Markup("{} {}").format(text, dry_defined(context))
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
        people=counted_people(context, row["median"]),
        low=people(context, row["low90"]),
        high=people(context, row["high90"]),
    )
    sentences = [Sentence(text, _flight_refs(context), lead=True)]
    steady = highest_steady(context, row["x"])
    if steady is not None and steady.row["median"] > row["median"]:
        alone = words.say(
            "steady_alone",
            people=counted_people(context, steady.row["median"]),
            low=people(context, steady.row["low90"]),
            high=people(context, steady.row["high90"]),
            place=context.place(steady.place),
        )
        sentences.append(Sentence(alone, context.figure_refs("new_arrivals")[:1], lead=True))
    return sentences


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
