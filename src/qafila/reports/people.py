"""Nationalities of the people an event befell: "Chinese, Indian and Egyptian nationals".

Only words that stand for people count: in a list, beside a noun of people or a figure, or nouns
themselves. The nationality of an army is none of these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.claims import Actor
from qafila.phrases import longest
from qafila.places import demonyms
from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.bounds import Figure
    from qafila.reports.language import Language
    from qafila.text import Folded

OF_PEOPLE = frozenset({"abduction", "hostage_release"})
_LIST = {
    "en": re.compile(r"^,?(?: and| or)?(?: the| an?| one)? ?$"),
    "fr": re.compile(r"^,?(?: et| ou)?(?: d'| des?| les)? ?$"),
    "ar": re.compile(r"^,? ?(?:و|او )?(?:ال)?$"),
}
_PEOPLE = frozenset({"person", "foreigner", "hostage", "prisoner", "refugee", "household"})
_FORCES = frozenset({"army", "force"})
_PLURALS = {"en": ("s",), "fr": (), "ar": ("ون", "ين", "ان", "ات")}
_DUAL = "ان"
_Stretch = tuple[int, int]


def find_people(
    folded: Folded,
    language: Language,
    clause: tuple[int, int],
    places: Sequence[Hit[Place]],
    figures: Sequence[Figure],
    own: Figure | None,
) -> tuple[Actor, ...]:
    """Find the nationalities of those whom an event befell.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    clause : tuple of int
        The clause.
    places : sequence of Hit
        Places named: in Arabic a country and its people may be one word.
    figures : sequence of Figure
        Figures of the sentence.
    own : Figure or None
        The event's figure: where it counts one group of several, only that group is meant.

    Returns
    -------
    tuple of Actor
        One for each nationality, its count only where it is stated.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("Chinese and Indian nationals were abducted")
    >>> found = find_people(text, ENGLISH, (0, len(text.text)), (), (), None)
    >>> [(actor.nationality, actor.count) for actor in found]
    [('CHN', None), ('IND', None)]
    """
    hits = [
        hit
        for hit in longest(demonyms(language.code).find(folded.flat, *clause))
        if not any(place.start < hit.end and hit.start < place.end for place in places)
    ]
    people = _noun_stretches(folded, language, clause, "nouns", "class", _PEOPLE)
    forces = _noun_stretches(folded, language, clause, "slots", "slot", _FORCES)
    found: list[tuple[Actor, bool]] = []
    for group in _groups(folded, language, hits):
        stretch = (group[0].start, group[-1].end)
        counted = next((item for item in figures if _counts(folded, item, stretch, people)), None)
        if any(_touches(folded, force, stretch) for force in forces):
            continue
        if (
            len(group) > 1 or counted is not None
            or any(_touches(folded, noun, stretch) for noun in people)
            or _is_noun(folded, language, group[0])
        ):  # fmt: skip
            mine = counted is not None and own is not None and counted.start == own.start
            found += [(_actor(folded, language, hit, group, counted), mine) for hit in group]
    chosen = [actor for actor, mine in found if mine] or [actor for actor, _ in found]
    return tuple({actor.nationality: actor for actor in chosen}.values())


def _noun_stretches(
    folded: Folded, language: Language, clause: _Stretch, name: str, column: str,
    kinds: frozenset[str],
) -> list[_Stretch]:  # fmt: skip
    hits = table(name, language.code).find(folded.flat, *clause)
    return [(hit.start, hit.end) for hit in hits if hit.value[column] in kinds]


def _groups(folded: Folded, language: Language, hits: list[Hit[str]]) -> list[list[Hit[str]]]:
    groups: list[list[Hit[str]]] = []
    for hit in hits:
        if groups and _LIST[language.code].match(folded.text[groups[-1][-1].end : hit.start]):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def _touches(folded: Folded, first: _Stretch, second: _Stretch) -> bool:
    """Whether nothing but a space or an article stands between two stretches."""
    if first[0] > second[0]:
        first, second = second, first
    return folded.text[first[1] : second[0]].strip() in {"", "ال"}


def _counts(folded: Folded, figure: Figure, group: _Stretch, people: list[_Stretch]) -> bool:
    stretch = (figure.start, figure.end)
    if figure.start <= group[0] and group[1] <= figure.end:
        return True
    return _touches(folded, stretch, group) or any(
        figure.end == noun[1] and _touches(folded, noun, group) for noun in people
    )


def _is_noun(folded: Folded, language: Language, hit: Hit[str]) -> bool:
    """« Chinois » with a capital is a person; "Indians" and «إماراتيون» are plural nouns."""
    if language.code == "fr":
        return folded.is_capital(hit.start)
    return folded.text[hit.start : hit.end].endswith(_PLURALS[language.code])


def _actor(
    folded: Folded, language: Language, hit: Hit[str], group: list[Hit[str]], figure: Figure | None
) -> Actor:
    count = None
    if len(group) == 1 and figure is not None and figure.best == figure.low == figure.high:
        count = int(figure.best) if figure.best is not None else None
    elif language.code == "ar" and folded.text[hit.start : hit.end].endswith(_DUAL):
        count = 2
    first, last = folded.raw_span(hit.start, hit.end)
    return Actor(folded.raw[first:last], None, "civilians", "target", hit.value, count)
