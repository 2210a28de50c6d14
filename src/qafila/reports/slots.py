"""Which slots a clause fills: what it speaks of beside the words that tell an event."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows, table

if TYPE_CHECKING:
    from collections.abc import Iterable

_SOMEBODY = "somebody"  # any noun for people


def find_slots(
    language: str, flat: str, start: int, end: int, filled: Iterable[str]
) -> frozenset[str]:
    """Which slots a clause fills.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    start, end : int
        The clause.
    filled : iterable of str
        Slots that are known otherwise, such as ``place``.

    Returns
    -------
    frozenset of str
        Names of slots.

    Examples
    --------
    >>> sorted(find_slots("en", "fuel convoys", 0, 12, ()))
    ['convoy', 'fuel']
    """
    hits = table("slots", language).find(flat, start, end)
    found = {hit.value["slot"] for hit in hits} | set(filled)
    if any(
        hit.value["class"] in _people() for hit in table("nouns", language).find(flat, start, end)
    ):
        found.add(_SOMEBODY)
    return frozenset(found)


@lru_cache(maxsize=1)
def _people() -> frozenset[str]:
    return frozenset(row["noun"] for row in rows("noun_units") if row["unit"] == "persons")
