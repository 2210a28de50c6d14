"""What several sections say in the same way: quantities, figures of claims, chains of sources."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.counting import counted
from qafila.brief.disclosure import PUBLISHED_COUNTS, week_of
from qafila.brief.rules import rule
from qafila.brief.suppression import PEOPLE_UNITS
from qafila.charts.theme import clean
from qafila.files import package_data
from qafila.terms import LANGUAGES
from qafila.units import in_whole, to_base
from qafila.units import names as unit_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from qafila.brief.context import Context
    from qafila.claims import Claim
    from qafila.ledger import Event, Version


@lru_cache(maxsize=1)
def _quantities() -> Mapping[str, Mapping[str, str]]:
    text = package_data("schema", "quantities.csv").read_text(encoding="utf-8")
    return {row["quantity"]: row for row in csv.DictReader(io.StringIO(text))}


def quantity_label(quantity: str, language: str) -> str:
    """Name of a quantity; one that no table knows stays as it is.

    Parameters
    ----------
    quantity : str
        Row of ``schema/quantities.csv``.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The name.

    Examples
    --------
    >>> quantity_label("tankers_destroyed", "fr")
    'citernes détruites'
    """
    row = _quantities().get(quantity)
    return row[f"label_{language}"] if row else clean(quantity.replace("_", " "))


def event_label(context: Context, event: Event) -> str:
    """What an event is about: its quantity, or else its kind.

    Parameters
    ----------
    context : Context
        The brief.
    event : Event
        The event.

    Returns
    -------
    str
        Its name in the language of the brief.
    """
    if event.quantity:
        return quantity_label(event.quantity, context.words.language)
    return context.words.label("event_type", event.event_type)


def figure(
    context: Context,
    best: float | None,
    low: float | None,
    high: float | None,
    unit: str | None,
) -> Markup:
    """A figure with bounds and unit.

    Parameters
    ----------
    context : Context
        The brief.
    best, low, high : float or None
        As stated.
    unit : str or None
        Unit.

    Returns
    -------
    Markup
        The figure; empty if nothing is stated.
    """
    low, high = in_whole(low, high, unit)
    bounds = context.words.bounds(best, low, high)
    if not bounds:
        return bounds
    if unit == "1":
        return bounds
    if not unit:
        return bounds
    last = next(value for value in (high, best, low) if value is not None)
    plain = bounds == context.words.number(last)
    return counted(context.words, unit, last, None if plain else bounds)


def claim_figure(context: Context, claim: Claim) -> Markup:
    """Figure of a claim, or why it is not shown.

    Parameters
    ----------
    context : Context
        The brief.
    claim : Claim
        The claim.

    Returns
    -------
    Markup
        What is shown.
    """
    shown = context.shown[claim.claim_id]
    if not shown.figure:
        return context.words.say(f"withheld_{shown.reason}")
    return figure(context, claim.best, claim.low, claim.high, claim.unit)


def claim_dates(context: Context, claim: Claim) -> Markup:
    """When it happened; passages by week in public.

    Parameters
    ----------
    context : Context
        The brief.
    claim : Claim
        The claim.

    Returns
    -------
    Markup
        The dates; empty if unknown or withheld.
    """
    if not context.shown[claim.claim_id].figure:
        return Markup()
    start, end = claim.date.start, claim.date.end
    if context.shown[claim.claim_id].weekly:
        return week(context, end or start)
    return context.words.span(start, end)


def week(context: Context, day: dt.date | None) -> Markup:
    """The week of a day.

    Parameters
    ----------
    context : Context
        The brief.
    day : datetime.date or None
        The day.

    Returns
    -------
    Markup
        Such as "week of 24 November 2025"; empty if unknown.
    """
    if day is None:
        return Markup()
    return context.words.say("week_of", date=context.words.date(week_of(day)))


def told_weekly(context: Context, claims: Iterable[Claim]) -> bool:
    """Whether what claims speak of is told by week.

    Parameters
    ----------
    context : Context
        The brief.
    claims : iterable of Claim
        Claims of one event.

    Returns
    -------
    bool
        True in public if any of them tells of a passage.
    """
    return any(context.shown[claim.claim_id].weekly for claim in claims)


def dispute_anchor(event: Event) -> str:
    """Where links to the dispute on an event lead.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    str
        Identifier inside the page.
    """
    return f"dispute-{event.event_id}"


def version_reason(context: Context, version: Version) -> str:
    """Why the figure of a version is withheld.

    Parameters
    ----------
    context : Context
        The brief.
    version : Version
        What one origin says of an event.

    Returns
    -------
    str
        As in `qafila.brief.disclosure.Shown`; empty if the figure may be shown.
    """
    shown = [context.shown[claim.claim_id] for claim in version.claims]
    closed = next((one.reason for one in shown if not one.figure), "")
    return closed or ("small_count" if small_version(context, version) else "")


def small_version(context: Context, version: Version) -> bool:
    """Whether a version by itself would show a small count of people.

    Parameters
    ----------
    context : Context
        The brief.
    version : Version
        What one origin says of an event.

    Returns
    -------
    bool
        True only in the public profile; published counts of hostages stay.
    """
    if not context.public or version.unit is None or version.unit not in unit_names():
        return False
    if any(claim.event_type in PUBLISHED_COUNTS for claim in version.claims):
        return False
    unit = to_base(1.0, version.unit)[1]
    return unit in PEOPLE_UNITS and any(
        value is not None and 0 < value < rule("small_count")
        for value in (version.best, version.low, version.high)
    )


def main_corridors(context: Context) -> pd.DataFrame:
    """Corridors to the city of the case; those to other cities are told in tables of their own.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    pandas.DataFrame
        Rows of the table of corridors.
    """
    table = context.situation.corridor_table()
    return table[table["city_id"] == context.situation.case.city]


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


def counted_people(context: Context, value: float) -> Markup:
    """People with their noun, which follows ten where the number itself is suppressed.

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
        return counted(context.words, "people", rule("small_count"), people(context, value))
    return counted(context.words, "people", round(value))


def dry_defined(context: Context) -> Markup:
    """What it means that pumps have run dry.

    Parameters
    ----------
    context : Context
        The brief.

    Returns
    -------
    Markup
        A sentence with the numbers of the case.
    """
    share, days = (
        float(context.situation.parameter(key)["best"]) for key in ("dry_threshold", "dry_days")
    )
    words = context.words
    return words.say("dry_defined", share=words.share(share), days=counted(words, "days", days))


def original(context: Context, language: str) -> Markup:
    """That quoted words stand in another language than the brief.

    Parameters
    ----------
    context : Context
        The brief.
    language : str
        Code of the language of the words; empty if it is not known.

    Returns
    -------
    Markup
        Such as "in French in the original"; empty where the languages are the same.
    """
    if language == context.words.language:
        return Markup()
    return context.words.say(f"original_{language if language in LANGUAGES else 'other'}")


def people_span(context: Context, row: pd.Series) -> Markup:
    """Median and interval of people; one word where all of them are suppressed.

    Parameters
    ----------
    context : Context
        The brief.
    row : pandas.Series
        Of `Context.fan`.

    Returns
    -------
    Markup
        What is shown.
    """
    words = context.words
    if row["high90"] != row["high90"] or row["low90"] == row["high90"]:
        return people(context, row["high90"])
    span = words.say(
        "range", low=people(context, row["low90"]), high=people(context, row["high90"])
    )
    return words.say("figure_range", figure=people(context, row["median"]), range=span)
