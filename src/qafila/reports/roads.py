"""Numbered roads: "the RN6", « la route nationale 6 », «الطريق الوطني رقم 6»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.claims import Location
from qafila.road_numbers import road_number

if TYPE_CHECKING:
    from qafila.reports.language import Language
    from qafila.text import Folded

_NUMBER = r"(?P<number>\d{1,2})(?!\d|[.,]\d)"
_ROAD = {
    "en": re.compile(
        r"(?<!\w)(?:rn ?-?|national (?:road|route|highway) (?:(?:number|no\.?) ?)?|route nationale "
        r"|(?:road|highway|route) n|n(?=\d{1,2} (?:road|highway)))" + _NUMBER
    ),
    "fr": re.compile(
        r"(?<!\w)(?:rn ?-?|route nationale (?:(?:numero|n[°o]\.?) ?)?|(?:route|axe) n ?|nationale )"
        + _NUMBER
    ),
    "ar": re.compile(r"(?<!\w)[وفبل]?(?:ال)?طريق (?:ال)?وطني(?:ه)? (?:رقم )?\(?" + _NUMBER),
}
_LATIN = re.compile(r"(?<!\w)(?:rn ?-?)" + _NUMBER)


def find_roads(folded: Folded, language: Language, start: int, end: int) -> tuple[Location, ...]:
    """Find the numbered roads that a stretch names.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The stretch.

    Returns
    -------
    tuple of Location
        Roads by the name that routes of a case have, without an identifier: any part of the road
        may be meant.

    Examples
    --------
    >>> from qafila.reports.languages.french import FRENCH
    >>> from qafila.text import fold
    >>> text = fold("une embuscade sur la route nationale 6")
    >>> find_roads(text, FRENCH, 0, len(text.text))[0].name
    'RN6'
    """
    patterns = {_ROAD.get(language.code, _LATIN), _LATIN}
    numbers = {
        match["number"]
        for pattern in patterns
        for match in pattern.finditer(folded.text, start, end)
    }
    return tuple(
        Location(road_number(number), None, None, "region") for number in sorted(numbers, key=int)
    )
