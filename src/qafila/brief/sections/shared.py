"""What several sections say in the same way: quantities, figures of claims, chains of sources."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.disclosure import tells_passage, week_of
from qafila.charts.theme import clean
from qafila.files import package_data

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from qafila.brief.context import Context
    from qafila.claims import Claim
    from qafila.ledger import Event


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
    bounds = context.words.bounds(best, low, high)
    if not bounds:
        return bounds
    if unit == "1":
        return bounds
    last = next(value for value in (high, best, low) if value is not None)
    key = "unit_after_millions" if context.words.in_millions(last) else "unit_after"
    return context.words.say(key, figure=bounds, unit=context.words.unit(unit))


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
    if context.public and tells_passage(claim):
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


def chain(claims: Iterable[Claim]) -> tuple[str, ...]:
    """Who says it, from the outlet to the origin, of the claim with the longest chain.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of one origin.

    Returns
    -------
    tuple of str
        Names.
    """
    longest = max(claims, key=lambda claim: len(claim.said_by), default=None)
    return tuple(clean(source.name) for source in longest.said_by) if longest else ()
