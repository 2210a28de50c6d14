"""Which slots a clause fills: what it speaks of beside the words that tell an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows, table

if TYPE_CHECKING:
    from collections.abc import Iterable

SOMEBODY = "somebody"  # any noun for people
PEOPLE = frozenset(row["noun"] for row in rows("noun_units") if row["unit"] == "persons")


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
    if any(hit.value["class"] in PEOPLE for hit in table("nouns", language).find(flat, start, end)):
        found.add(SOMEBODY)
    return frozenset(found)
