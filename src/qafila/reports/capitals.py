"""Which city "the capital" is: that of the country named, else of the one that a text is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from qafila.phrases import Hit
from qafila.places import demonyms
from qafila.reports.lexicons import cues, rows
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.places import Gazetteer, Place
    from qafila.text import Folded

_WORD = {"en": "capital", "fr": "capitale", "ar": "عاصم"}
_CAPITAL = re.compile(r" capital\b")
_OWN_CAPITAL = re.compile(r"(?<='s )(?:[a-z]+ )?capital\b(?! (?:of|punish|expend|city of))")
_IN_TITLE = 3  # a title tells better what a text is about than one mention
_BESIDE = 24  # characters
_OF: tuple[list[str], ...] = (
    [],
    ["of"],
    ["of", "the"],
    ["de"],
    ["du"],
    ["de", "la"],
    ["de", "l'"],
    ["d'"],
)
# "The capital of the province" is not that of the country.
_OF_ANOTHER = {
    "en": re.compile(r"^ of (?:the )?(?!country)\w"),
    "fr": re.compile(r"^ (?:regionale|provinciale|economique|departementale|d[eu]s? (?!pays)\w)"),
    "ar": re.compile(r"^ (?:الاقتصاديه|الاقليميه|التجاريه)"),
}
_FAR = 44  # characters
_SEAT_OF = {
    "en": re.compile(
        r"\b(?P<word>(?:state |provincial |regional )?capital(?: city)?|main town) of "
        r"(?:the )?(?:(?:state|province|region|department) of )?$"
    ),
    "fr": re.compile(
        r"\b(?P<word>chef-lieu|capitale(?: regionale| provinciale)?) "
        r"(?:de la |de l'|du |des |de |d')"
        r"(?:(?:province|region|prefecture|departement)s? (?:de la |de l'|du |des |de |d'))?$"
    ),
    "ar": re.compile(
        r"(?<!\w)[وفبل]?(?P<word>حاضره|عاصمه|كبري مدن|مركز) (?:(?:ولايه|اقليم|محافظه|مقاطعه) )?$"
    ),
}


def find_capitals(
    folded: Folded,
    language: str,
    gazetteer: Gazetteer,
    named: Sequence[Hit[Place]],
    titled: Sequence[Hit[Place]],
) -> list[Hit[Place]]:
    """Find where a text says "the capital", and which city it means.

    Parameters
    ----------
    folded : Folded
        The text.
    language : str
        ``en``, ``fr`` or ``ar``.
    gazetteer : Gazetteer
        Places to look for.
    named, titled : sequence of Hit
        Places that the text and its title name.

    Returns
    -------
    list of Hit
        Capitals, where the words for them stand.

    Examples
    --------
    >>> from qafila.places import Gazetteer
    >>> from qafila.text import fold
    >>> gazetteer, text = Gazetteer(()), fold("Haiti is short of rice. Gangs hold the capital.")
    >>> hits = find_capitals(text, "en", gazetteer, gazetteer.find(text), ())
    >>> [hit.value.name for hit in hits]
    ['Port-au-Prince']
    """
    flat = folded.flat
    if _WORD[language] not in flat:
        return []
    said = [(c.start, c.end) for c in cues(language, flat, 0, len(flat)) if c.kind == "capital"]
    if language == "en":
        people = demonyms(language).find(flat) if " capital" in flat else []
        said += [(hit.start, hit.end + 8) for hit in people if _CAPITAL.match(flat, hit.end)]
        said += [match.span() for match in _OWN_CAPITAL.finditer(folded.text)]
    said = [span for span in said if not any(h.start < span[1] and span[0] < h.end for h in named)]
    if not said:
        return []
    home = _home(gazetteer, named, titled)
    found = []
    for start, end in said:
        land = _land_beside(folded, language, named, start, end)
        if land is None and _OF_ANOTHER[language].match(folded.text[end : end + _BESIDE]):
            continue
        capital = gazetteer.capital_of(land or home)
        if capital is not None:
            found.append(Hit(start, end, capital))
    return found


def find_seats(
    folded: Folded, language: str, gazetteer: Gazetteer, named: Sequence[Hit[Place]]
) -> list[Hit[Place]]:
    """Find where a text says "the capital of" a region, and which town it means.

    Parameters
    ----------
    folded : Folded
        The text.
    language : str
        ``en``, ``fr`` or ``ar``.
    gazetteer : Gazetteer
        Places to look for.
    named : sequence of Hit
        Places that the text names.

    Returns
    -------
    list of Hit
        Seats of regions, where the words for them stand.

    Examples
    --------
    >>> from qafila.places import Gazetteer
    >>> from qafila.text import fold
    >>> gazetteer, text = Gazetteer(()), fold("The capital of South Kordofan is besieged.")
    >>> [hit.value.name for hit in find_seats(text, "en", gazetteer, gazetteer.find(text))]
    ['Kadugli']
    """
    found = []
    for hit in named:
        if hit.value.kind != "region":
            continue
        said = _SEAT_OF[language].search(folded.text, max(0, hit.start - _FAR), hit.start)
        town = said and _seats().get(hit.value.name)
        if said is None or town is None:
            continue
        known = (other.value for other in gazetteer.find(fold(town)))
        seat = next((place for place in known if place.country == hit.value.country), None)
        if seat is not None:
            # A city is shown by its name where the text only says "the capital".
            found.append(Hit(said.start(), said.end("word"), replace(seat, kind="city")))
    return found


@cache
def _seats() -> dict[str, str]:
    return {row["region"]: row["seat"] for row in rows("seats")}


def _home(
    gazetteer: Gazetteer, named: Sequence[Hit[Place]], titled: Sequence[Hit[Place]]
) -> str | None:
    """The country of which a text names most; the case's own where it names none more."""
    counts = Counter(hit.value.country for hit in named if hit.value.country)
    for hit in titled:
        counts.update({hit.value.country: _IN_TITLE} if hit.value.country else {})
    most = max(counts.values(), default=0)
    first = [code for code, count in counts.items() if count == most]
    return gazetteer.home if not first or gazetteer.home in first else first[0]


def _land_beside(
    folded: Folded, language: str, named: Sequence[Hit[Place]], start: int, end: int
) -> str | None:
    """The country whose name or adjective stands beside: "the Haitian capital", "Haiti's"."""
    for place in named:
        if place.value.kind == "country" and folded.text[place.end : start] == "'s ":
            return place.value.country
    for hit in demonyms(language).find(folded.flat, start, min(len(folded.flat), end + _BESIDE)):
        if hit.start < end or not folded.text[end : hit.start].strip(" ال"):
            return hit.value
    for place in named:
        near = 0 <= place.start - end < _BESIDE and place.value.kind == "country"
        if near and folded.text[end : place.start].split() in _OF:
            return place.value.country
    return None
