"""What a price in CFA francs is the price of: a cereal by the kilogram, fuel by the litre.

Only where the text names the ware and no other measure: a sack and a kilogram are not compared.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qafila.phrases import longest
from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.reports.events import Event
    from qafila.reports.figures import Figure
    from qafila.reports.lexicons import Row

_PRICE, _CFA = "price", "xof"
_FUEL = "fuel_price"
_KILOGRAM, _LITRE = "kilogram", "litre"
_MEASURE, _WARE = "measure", "ware"
# "A 50-kg sack" weighs more than what a price by the kilogram is for.
_SEVERAL = re.compile(r"(?<!\d)(?!1 ?$)\d+ ?$")
_DIGITS = 5  # characters before a measure in which its number stands


class Scope(NamedTuple):
    """How far the words reach: where the paragraph begins, the sentence and the clause.

    Examples
    --------
    >>> Scope(0, (0, 30), (0, 12)).paragraph
    0
    """

    paragraph: int
    sentence: tuple[int, int]
    clause: tuple[int, int]


def priced(language: str, flat: str, scope: Scope, event: Event) -> Event:
    """Give a price in CFA francs the quantity of its ware.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    scope : Scope
        How far the words reach.
    event : Event
        An event.

    Returns
    -------
    Event
        The event; of another kind, or of a ware that we do not follow, as it was.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> from qafila.reports.events import Event
    >>> text = "a kilo of millet costs 650 francs"
    >>> figure = find_figures(text, "en")[0]
    >>> event = Event(0, 33, "price", None, None, figure, 4, "xof")
    >>> priced("en", text, Scope(0, (0, 33), (0, 33)), event).quantity
    'millet_price'
    """
    figure = event.figure
    if event.event_type != _PRICE or figure is None or figure.noun != _CFA:
        return event
    if event.quantity not in {None, _FUEL}:
        return event
    found = longest(table("commodities", language).find(flat, scope.paragraph, scope.sentence[1]))
    ware = _nearest([hit for hit in found if hit.value["kind"] == _WARE], scope, figure)
    measure = _measure(flat, found, scope, figure)
    if ware is None:
        return replace(event, quantity=_FUEL) if measure == _LITRE else event
    return replace(event, quantity=_quantity(language, flat, ware, measure, scope) or None)


def _quantity(
    language: str, flat: str, ware: Hit[Row], measure: str | None, scope: Scope
) -> str | None:
    quantity: str = ware.value["value"]
    if quantity == _FUEL:
        return quantity if measure in {None, _LITRE} else None
    if measure is None and quantity:
        # A bulletin says once, at its head, by what it weighs.
        head = table("commodities", language).find(flat, 0, scope.sentence[0])
        measure = next((h.value["value"] for h in reversed(head) if _is_measure(h)), _KILOGRAM)
    return quantity if measure == _KILOGRAM else None


def _is_measure(hit: Hit[Row]) -> bool:
    return bool(hit.value["kind"] == _MEASURE and hit.value["value"] != _LITRE)


def _nearest(hits: Sequence[Hit[Row]], scope: Scope, figure: Figure) -> Hit[Row] | None:
    """The ware named in the clause, else in the sentence, else last in the paragraph."""
    for first, last in (scope.clause, scope.sentence):
        inside = [hit for hit in hits if first <= hit.start and hit.end <= last]
        before = [hit for hit in inside if hit.end <= figure.start]
        if before or inside:
            return before[-1] if before else inside[0]
    return hits[-1] if hits else None


def _measure(flat: str, hits: Sequence[Hit[Row]], scope: Scope, figure: Figure) -> str | None:
    """By what a price is told, the words nearest to it first."""
    if figure.per == _LITRE:
        return _LITRE
    named = [hit for hit in hits if hit.value["kind"] == _MEASURE]
    for first, last in (scope.clause, scope.sentence):
        inside = [hit for hit in named if first <= hit.start and hit.end <= last]
        if inside:
            hit = min(inside, key=lambda one: _distance(one, figure))
            several = _SEVERAL.search(flat[max(0, hit.start - _DIGITS) : hit.start])
            return "other" if several else hit.value["value"]
    return None


def _distance(hit: Hit[Row], figure: Figure) -> int:
    return max(figure.start - hit.end, hit.start - figure.end)
