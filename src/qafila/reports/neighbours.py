"""Whether a place stands right beside the words of an event: "Goma fell", "entered Goma"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACE_BESIDE = "place_"  # how the names of both slots begin
_BEFORE, _BEHIND = "place_before", "place_behind"
# Small words that may stand between a place and the verb behind it, or a verb and its place.
_TO_VERB = re.compile(
    r"^[ ,)]*(?:(?:has|have|had|was|is|itself|also|then|too|already|finally|"
    r"a|ont|est|etait|avait|aussi|deja|ete|قد|ايضا) ){0,3}$"
)
# "Prices in Goma fell": not the place did.
_IN_PLACE = re.compile(
    r"\b(?:in|at|of|from|to|near|on|for|around|between|and|against|en|a|de|du|dans|vers|pres|et|"
    r"في|من|الي|قرب|علي|نحو)(?: (?:the|la|le|les|l))? $"
)
_TO_PLACE = re.compile(
    r"^ (?:(?:the|le|la|les|l|a|au|aux|de|d|du) )?(?:(?:northern|southern|eastern|western|border|"
    r"mining|strategic|key|nearby|neighbouring|small|port) ){0,2}"
    r"(?:(?:town|city|village|locality|capital|ville|localite|cite|village|capitale|مدينه|بلده|قريه)"
    r"(?: of| de| d)? )?$"
)
_WINDOW = 16


def places_beside(
    flat: str, words: tuple[int, int], places: Iterable[tuple[int, int]]
) -> frozenset[str]:
    """Tell on which sides of some words a place stands right beside them.

    Parameters
    ----------
    flat : str
        Folded text.
    words : tuple of int
        Where the words stand.
    places : iterable of tuple of int
        Where places stand.

    Returns
    -------
    frozenset of str
        Of ``place_before`` and ``place_behind``, those that are so.

    Examples
    --------
    >>> sorted(places_beside("goma had fallen", (9, 15), [(0, 4)]))
    ['place_before']
    """
    start, end = words
    found = set()
    for first, last in places:
        if last <= start and _TO_VERB.match(flat[last:start]):
            if not _IN_PLACE.search(flat[max(0, first - _WINDOW) : first]):
                found.add(_BEFORE)
        elif end <= first and _TO_PLACE.match(flat[end:first]):
            found.add(_BEHIND)
    return frozenset(found)
