"""Figures of things that no phrase of an event asks for: "sent two battalions", "burnt 100 houses".

What a phrase counts stands in ``triggers.csv``. A figure of things that is left over belongs to the
one event of its clause, where both stand near; its quantity stays open, for no row of
``schema/quantities.csv`` is meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.own_nouns import counts_its_own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.reports.events import Event
    from qafila.reports.figures import Figure

_THINGS = frozenset(
    {"item", "place", "school", "station", "container", "vehicle", "truck", "tonne"}
)
_EVENTS = frozenset(
    ["blockade", "border_reinforcement", "force_withdrawal", "humanitarian_assistance",
     "service_closure", "shortage", "stock_level", "supply_arrival", "violence_against_civilians"]
)  # fmt: skip
# What is feared has a price or a term; who warns of a road says how far.
_OTHERS = {"risk_outlook": frozenset({"xof", "money", "usd", "eur"}), "advisory": frozenset({"km"})}
_QUANTITIES = {"km": "access_radius"}
_FEARED = frozenset({"price", "stock_level", "shortage"})
_COVER = "fuel_cover"
_TERM, _OUTLOOK = "day", "risk_outlook"
_NEAR = 40  # characters between the words of the event and the figure
_PARTED = ".;:,،"


def with_left_over(
    language: str, flat: str, events: Sequence[Event], figures: Sequence[Figure]
) -> list[Event]:
    """Give the one event of a clause the figure of things that nothing else counts.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    events : sequence of Event
        Events of a clause.
    figures : sequence of Figure
        Its figures.

    Returns
    -------
    list of Event
        The same events.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> from qafila.reports.events import Event
    >>> text = "the army has sent two battalions"
    >>> event = Event(13, 17, "border_reinforcement", None, None, None, 3)
    >>> with_left_over("en", text, [event], find_figures(text, "en"))[0].figure.best
    2.0
    """
    used = {id(event.figure) for event in events}
    free = [figure for figure in figures if id(figure) not in used]
    open_ones = [event for event in events if _is_open(event)]
    if len(free) != 1 or len(open_ones) != 1 or free[0].best is None:
        return list(events)
    event, figure = open_ones[0], free[0]
    if not _fits(language, flat, event, figure) or not _is_near(flat, event, figure):
        return list(events)
    told = replace(
        event, figure=figure, noun=figure.noun, start=min(event.start, figure.start),
        end=max(event.end, figure.end), trigger=(event.start, event.end),
        quantity=_QUANTITIES.get(figure.noun or ""),
    )  # fmt: skip
    return [told if one is event else one for one in events]


def with_what_is_feared(feared: Sequence[Event], events: Sequence[Event]) -> list[Event]:
    """Give an outlook the price or the term that its condition brings: "will pass 1,600 francs".

    Parameters
    ----------
    feared : sequence of Event
        Outlooks of a clause.
    events : sequence of Event
        All its events.

    Returns
    -------
    list of Event
        The outlooks.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> from qafila.reports.events import Event
    >>> price = find_figures("petrol will pass 1,600 francs", "en")[0]
    >>> events = [Event(0, 29, "price", None, "fuel_price", price, 3, "xof")]
    >>> outlook = Event(0, 2, "risk_outlook", None, None, None, 9)
    >>> with_what_is_feared([outlook], events)[0].figure.best
    1600.0
    """
    told = [e for e in events if e.event_type in _FEARED and e.figure and e.figure.best]
    if len(feared) != 1 or feared[0].figure is not None or len(told) != 1:
        return list(feared)
    quantity = told[0].quantity if told[0].quantity == _COVER else None
    return [replace(feared[0], figure=told[0].figure, noun=told[0].noun, quantity=quantity)]


def _is_open(event: Event) -> bool:
    known = event.event_type in _EVENTS or event.event_type in _OTHERS
    return known and event.figure is None and event.quantity is None


def _fits(language: str, flat: str, event: Event, figure: Figure) -> bool:
    if event.event_type in _OTHERS:
        term = event.event_type == _OUTLOOK and figure.noun == _TERM
        return figure.noun in _OTHERS[event.event_type] or (term and figure.low is None)
    if figure.noun is None:
        return counts_its_own(flat, figure, language)
    return figure.noun in _THINGS


def _is_near(flat: str, event: Event, figure: Figure) -> bool:
    if event.start < figure.start and figure.end <= event.end:
        return True
    first, last = sorted([(event.start, event.end), (figure.start, figure.end)])
    gap = flat[first[1] : last[0]]
    return len(gap) <= _NEAR and not any(mark in gap for mark in _PARTED)
