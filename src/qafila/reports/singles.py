"""People whom a text names one by one: "a Haitian driver", « le maire », «إمام القرية».

In English and French an article and a noun in the singular count one; Arabic has no such article,
so ``cues.csv`` lists its nouns for one person (kind ``one_person``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qafila.places import demonyms
from qafila.reports.lexicons import cues, table
from qafila.reports.slots import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW_WORDS = (
    r"(?:(?!of\b|and\b|or\b|in\b|on\b|for\b|to\b|few\b|group\b|number\b|handful\b|dozen\b"
    r"|couple\b|hundred\b|thousand\b|total\b|further\b|convoy\b|de\b|des\b|du\b|et\b|ou\b|dans\b"
    r"|groupe\b|millier\b)[^\W\d_]+ ){0,2}"
)  # fmt: skip
_ONE = {
    "en": re.compile(rf"\b(?:an?|one|another|the|its|his|her|their) {_FEW_WORDS}$"),
    "fr": re.compile(rf"\b(?:une?|l|le|la|son|sa|leur) {_FEW_WORDS}$"),
}
_PLURAL = {
    "en": re.compile(r"s$|^(?:people|men|women|children|police|personnel|staff|troops)$"),
    "fr": re.compile(r"[sx]$|^(?:personnel|famille)$"),
}
_CLASS = "person"
_LONGEST = 40  # characters of the words before a noun
_KIND = "one_person"


class One(NamedTuple):
    """One person: where the words stand, and the class of the noun.

    Examples
    --------
    >>> One(0, 9, "fighter", known=True).noun
    'fighter'
    """

    start: int
    end: int
    noun: str
    known: bool


def find_ones(language: str, flat: str, start: int, end: int) -> list[One]:
    """Find the words that name one person.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    start, end : int
        The part to look at.

    Returns
    -------
    list of One
        In order of place.

    Examples
    --------
    >>> [one.noun for one in find_ones("en", "wounded a young soldier", 0, 23)]
    ['fighter']
    """
    if language == "ar":
        return list(_arabic(flat, start, end))
    found = []
    for hit in table("nouns", language).find(flat, start, end):
        begin = max(start, hit.start - _LONGEST)
        article = _ONE[language].search(flat[begin : hit.start])
        if article is None or hit.value["class"] not in PEOPLE:
            continue
        if _PLURAL[language].search(flat[hit.start : hit.end]):
            continue
        found.append(One(begin + article.start(), hit.end, hit.value["class"], known=True))
    return list(dict.fromkeys(found))  # a noun may stand in two rows


def _arabic(flat: str, start: int, end: int) -> Iterator[One]:
    for cue in cues("ar", flat, start, end):
        if cue.kind == _KIND:
            yield One(cue.start, cue.end, cue.value or _CLASS, known=True)
    for hit in demonyms("ar").find(flat, start, end):
        # "An Austrian was freed": a nationality without an article, behind a noun an adjective.
        before = flat[max(0, hit.start - 4) : hit.start]
        if flat[hit.start : hit.end].endswith(("ي", "يه", "يا")) and before.endswith("عن "):
            yield One(hit.start, hit.end, _CLASS, known=False)
