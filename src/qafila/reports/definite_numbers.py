"""Arabic numbers with an article, and those behind what they count.

«تتجاوز الأربعين قتيلا» states forty; «السابع» and «القرن العشرين» state no amount, so an article is
taken only behind a hedge, before what is counted, or where a verb of people follows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows, table
from qafila.reports.numbers import Number, number_from
from qafila.text import flat_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.reports.figures import Figure
    from qafila.reports.lexicons import Row

_BEHIND = re.compile(
    r"^ (?:قد |كانوا (?:قد )?)?(?:ا?ختطف|خطف|احتجز|قتل|افرج|اطلق|اصيب|وصل|عاد|استعاد|لقو|قضو)"
)
_TWO = re.compile(r"(?:اثن(?:ين|ان)|اثنت(?:ين|ان)|واحد[ه]?)\b")
_LONGEST_HEDGE = 40


@cache
def _article() -> re.Pattern[str]:
    words = "|".join(
        row["phrase"] for row in rows("numbers")
        if row["language"] == "ar" and row["kind"] in {"unit", "hundreds", "multiplier"}
        and " " not in row["phrase"]
    )  # fmt: skip
    return re.compile(rf"(?<![^\W\d_])[وفبلك]?(?:ال(?={words})|(?<=ل)ل(?={words}))")


def find_definite(
    text: str, language: str, start: int, end: int, stated: Sequence[Number] = ()
) -> list[Number]:
    """Find numbers in words that have an article and yet state an amount.

    Parameters
    ----------
    text : str
        Folded text.
    language : str
        Only ``ar`` has any.
    start, end : int
        The part to look at.
    stated : sequence of Number
        Numbers without an article, which go on in no definite one.

    Returns
    -------
    list of Number
        In order of place.

    Examples
    --------
    >>> [number.value for number in find_definite("تتجاوز الاربعين قتيلا", "ar", 0, 21)]
    [40.0]
    """
    if language != "ar":
        return []
    found: list[Number] = []
    for match in _article().finditer(text, start, end):
        number = number_from(text, "ar", match.end(), end)
        if number is None or number.start != match.end():
            continue
        if found and found[-1].end > number.start:
            continue
        if any(one.start < number.end and match.start() <= one.end + 1 for one in stated):
            continue
        if _is_hedged(text, match.start()) or _is_counting(text, number):
            found.append(replace(number, start=match.start()))
    return found


def _is_hedged(text: str, start: int) -> bool:
    begin = max(0, start - _LONGEST_HEDGE)
    hits = table("hedges", "ar").find(flat_of(text), begin, start)
    return any(not text[hit.end : start].strip() for hit in hits)


def _is_counting(text: str, number: Number) -> bool:
    after = text[number.end : number.end + 24]
    if _BEHIND.match(after):
        return True
    hits = table("nouns", "ar").find(flat_of(text), number.end, min(len(text), number.end + 24))
    return any(hit.start == number.end + 1 for hit in hits)


def with_noun_before(text: str, figure: Figure, nouns: Sequence[Hit[Row]]) -> Figure:
    """Let «اثنين» count the noun that it follows: «سائقين اثنين».

    Parameters
    ----------
    text : str
        Folded text.
    figure : Figure
        A figure.
    nouns : sequence of Hit
        Nouns of the text.

    Returns
    -------
    Figure
        With that noun, where it had none.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("ساءقين اثنين", "ar")[0].best
    2.0
    """
    if figure.noun is not None or _TWO.match(text, figure.start) is None:
        return figure
    noun = next((hit for hit in nouns if hit.end + 1 == figure.start), None)
    return figure if noun is None else replace(figure, start=noun.start, noun=noun.value["class"])
