"""Places of a claim with the part each plays: between, from, to, near, via, at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.claims import Location
from qafila.places import countries
from qafila.reports.lexicons import table
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.text import Folded

_COARSE = {"exact": 0, "stretch": 0, "near": 0, "outside": 0, "region": 1, "country": 2}
_LEAD = re.compile(
    r"^[ ]*(?:(?:the|city|town|of|village|la|le|les|l|ville|localite|village|de|du|d|des|region|"
    r"regions|zone|area|مدينه|بلده|قريه|منطقه|منطقتي|اقليم)[ ]?)*$"
)
_AND = {
    "en": re.compile(r"^ and $"),
    "fr": re.compile(r"^ et (?:de |d |a )?$"),
    "ar": re.compile(r"^ و$"),
}
_REGION = {
    "en": re.compile(
        r"^(?: and [a-z\-']+)? (?:region|province|district|area|zone|sector|circle)s?\b"
    ),
    "fr": re.compile(r"(?:region|regions|secteur|zone|cercle|province)s? (?:de |d'|du |des )$"),
    "ar": re.compile(r"(?:منطقه|منطقتي|اقليم|ولايه|دايره|محافظه|مناطق) $"),
}

_LISTED = re.compile(
    r"^(?:,| and| et| و|, and|, et|, و| ou| or| او)(?: (?:the|la|le|les|a|au|en|de|in))? ?$"
)
# French "de" leads away only behind a word of leaving, or before where to: « d'Abidjan à Bamako ».
_LEAVES = re.compile(
    r"(?:venu|parti|arriv|sorti|provenance|originaire|revenu|chasse|fui|evacu|retour|import|quitt|rentr"
    r"|expuls|partant|transport|trajet|depart|ramen|rapatri|deplac|convoi|refugie|camions?|citernes?)"
    r"\w*(?: \w+){0,2} (?:de la |de l'|de |du |des |d')$"
)
_THEN_TO = re.compile(r"^ (?:a|vers|jusqu'a|jusqu'au|au|en) [a-z]")
_ROAD = re.compile(r"(?:^|[ وب])(?:ال)?(?:طريق|محور) $")  # «طريق كايس باماكو» runs between both


def _role(folded: Folded, language: Language, hit: Hit[Place]) -> str:
    window = max(0, hit.start - 34)
    for found in table("roles", language.code).find(folded.flat, window, hit.start):
        if not _LEAD.match(folded.flat[found.end : hit.start]):
            continue
        role = found.value["role"]
        if role == "from" and language.code == "fr" and not _leaves(folded, found.end, hit):
            return "at"
        return role
    return "to" if folded.flat.startswith("ل", hit.start - 1) and hit.start else "at"


def _leaves(folded: Folded, end: int, hit: Hit[Place]) -> bool:
    if _LEAVES.search(folded.text[max(0, hit.start - 40) : hit.start]):
        return True
    if _THEN_TO.match(folded.text[hit.end : hit.end + 12]):
        return True
    return folded.flat[max(0, end - 7) : end] in {" depuis", "depuis"}


def _pair(folded: Folded, language: Language, first: Hit[Place], second: Hit[Place]) -> str:
    """How two neighbouring places hang together: ``dash``, ``and`` or not."""
    gap = folded.text[first.end : second.start]
    named = _ROAD.search(folded.text, max(0, first.start - 12), first.start)
    if gap.strip() in {"-", "–", "—"} or (gap == " " and named is not None):
        return "dash"
    return "and" if _AND[language.code].match(gap.replace("'", " ")) else ""


def _roles(folded: Folded, language: Language, places: Sequence[Hit[Place]]) -> list[str]:
    roles = [_role(folded, language, hit) for hit in places]
    for index in range(1, len(places)):
        pair = _pair(folded, language, places[index - 1], places[index])
        if pair == "dash":
            roles[index - 1] = roles[index] = "between"
        elif pair == "and" and roles[index] in {"at", "from"}:
            roles[index] = roles[index - 1]
    return roles


def _heads(folded: Folded, places: Sequence[Hit[Place]], roles: Sequence[str]) -> list[int]:
    """Where the list begins that each place is part of: of a list the first is meant most."""
    heads: list[int] = []
    for index, hit in enumerate(places):
        former = places[index - 1] if index else None
        listed = former is not None and (
            _LISTED.match(folded.text[former.end : hit.start])
            or roles[index - 1] == roles[index] == "between"
        )
        heads.append(heads[-1] if listed else hit.start)
    return heads


def _precision(folded: Folded, language: Language, hit: Hit[Place], role: str) -> str:
    place = hit.value
    if place.precision != "exact":
        return place.precision
    before, after = (
        folded.text[max(0, hit.start - 24) : hit.start],
        folded.text[hit.end : hit.end + 40],
    )
    pattern = _REGION[language.code]
    if pattern.match(after) if language.code == "en" else pattern.search(before):
        return "region"
    if role == "between":
        return "stretch"
    return "near" if role == "near" else "exact"


def _shown(place: Place, written: str, language: Language) -> str:
    """The name as the text writes it; where it only says "the capital", a name in its script."""
    flat = fold(written).flat
    if place.kind != "city" or any(fold(name).flat in flat for name in place.names):
        return written
    arabic = language.script == "arabic"
    return next((name for name in place.names if (name[0] >= "\u0600") == arabic), written)


def located(
    folded: Folded,
    language: Language,
    places: Sequence[Hit[Place]],
    start: int,
    end: int,
    trigger: int,
) -> tuple[Location, ...]:
    """Places named in a stretch, each with its part; the more precise ones first.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    places : sequence of Hit
        Places named in the sentence.
    start, end : int
        The stretch.
    trigger : int
        Where the event stands; of places as precise, the nearer comes first.

    Returns
    -------
    tuple of Location
        Without repeats.

    Examples
    --------
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("came from Senegal")
    >>> located(text, ENGLISH, Gazetteer(()).find(text), 0, 17, 0)[0].role
    'from'
    """
    inside = [hit for hit in places if start <= hit.start and hit.end <= end]
    roles = _roles(folded, language, inside)
    found: dict[tuple[str, str], tuple[tuple[int, int, int, int], Location]] = {}
    heads = _heads(folded, inside, roles)
    for hit, role, head in zip(inside, roles, heads, strict=True):
        place = hit.value
        precision = _precision(folded, language, hit, role)
        first, last = folded.raw_span(hit.start, hit.end)
        name = _shown(place, folded.raw[first:last], language)
        location = Location(name, place.location_id, place.country, precision, role)
        coarse = _COARSE[precision]
        rank = {"from": 2, "via": 1}.get(role, 0)
        order = (coarse, rank, abs(head - trigger), hit.start)
        key = (place.location_id or place.name, role)
        if key not in found or order < found[key][0]:
            found[key] = (order, location)
    return tuple(location for _, location in sorted(found.values(), key=lambda pair: pair[0]))


def country_name(code: str | None, language: str) -> str:
    """The name of a country in a language.

    Parameters
    ----------
    code : str or None
        ISO3 code.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The code itself where the country is not known; empty for None.

    Examples
    --------
    >>> country_name("TCD", "fr")
    'Tchad'
    """
    place = ("en", "fr", "ar").index(language)
    return next((known.names[place] for known in countries() if known.code == code), code or "")
