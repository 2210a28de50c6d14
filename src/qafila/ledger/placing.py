"""One key for one place, in whatever language a report names it."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.places import countries, regions, wider_places
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.claims import Location

PLACE, REGION, COUNTRY, NOWHERE = range(4)
_NAMED = frozenset({"exact", "near", "stretch", "region", "outside"})


def place_key(place: Location) -> tuple[str, int]:
    """What makes two places of claims the same, and how wide they are.

    Parameters
    ----------
    place : Location
        A place that a claim names.

    Returns
    -------
    str
        Its identifier; else that of its country, or its English name if a table has it in other
        languages too.
    int
        ``PLACE``, ``REGION`` or ``COUNTRY``.

    Examples
    --------
    >>> from qafila.claims import Location
    >>> place_key(Location("تمنراست", None, "DZA", "outside"))
    ('name:tamanrasset', 0)
    >>> place_key(Location("Mali", None, "MLI", "country"))
    ('country:MLI', 2)
    """
    if place.precision == "country" or not (place.precision in _NAMED or place.location_id):
        return f"country:{place.country or place.name.casefold()}", COUNTRY
    level = REGION if place.precision == "region" else PLACE
    return place.location_id or f"name:{_one_name(place)}", level


def _one_name(place: Location) -> str:
    written = fold(place.name).text
    return _names().get((place.country or "", written)) or place.name.casefold()


@lru_cache(maxsize=1)
def _names() -> Mapping[tuple[str, str], str]:
    """English name of each place that has no identifier, by country and name in any language."""
    found: dict[tuple[str, str], str] = {}
    for country in countries():
        for name in country.capitals:
            found.setdefault((country.code, fold(name).text), country.capitals[0].casefold())
    for place in (*wider_places(), *regions()):
        for name in place.names:
            found.setdefault((place.country or "", fold(name).text), place.name.casefold())
    return MappingProxyType(found)
