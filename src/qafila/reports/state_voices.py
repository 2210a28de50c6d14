"""Voices of states and of those who hold an office: "Egypt's ministry", « l'armée tchadienne ».

A noun of an institution with the adjective or the name of a country beside it is a source, whatever
the country; "a spokesman for X" speaks as X; "X's own claim was of 50" says what X says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.phrases import Hit
from qafila.places import demonyms
from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.reports.mentions import Mention
    from qafila.text import Folded

# What may stand between the noun and the country, in the order in which the language puts them.
_PEOPLE_FIRST = {"en": re.compile(r"^ $")}
_PEOPLE_AFTER = {"fr": re.compile(r"^(?: \w+){0,1} $"), "ar": re.compile(r"^ (?:ال)?$")}
_LAND_FIRST = {"en": re.compile(r"^'s? $")}
_LAND_AFTER = {
    "en": re.compile(r"^ (?:of|in) (?:the )?$"),
    "fr": re.compile(r"^ (?:de la |de l'|de |du |des |d'|en |au |aux )$"),
    "ar": re.compile(r"^ (?:في )?$"),
}
_OFFICE = {
    "en": re.compile(
        r"(?<!\w)(?:an? |the |one )?(?:(?:former|senior|deputy|top|local|military|official) )?"
        r"(?:spokes(?:man|woman|person|people)|presidents?|heads?|chiefs?|directors?"
        r"|chair(?:man|woman|person)?|secretary[- ]general|commanders?|leaders?|representatives?"
        r"|envoys?|officials?|officers?|members?|coordinators?|researchers?|analysts?|employees?)"
        r" (?:for|of|at|from|in|with|to) (?:the )?$"
    ),
    "fr": re.compile(
        r"(?<!\w)(?:l'|l[ae] |une? |des |les |plusieurs )?(?:(?:ancien|ancienne|haut|vice) )?"
        r"(?:porte[- ]parole|presidente?|secretaire generale?|directeur|directrice|chef|commandant"
        r"|dirigeants?|responsables?|representante?s?|envoyee? specia\w+|membres?|cadres?"
        r"|coordinat\w+|chercheu\w+|analystes?|commissaire)(?: \w+)?(?: de la commission)? "
        r"(?:de la |de l'|de |du |des |d'|a l'|a la |a |au )$"
    ),
    "ar": re.compile(
        r"(?<!\w)[وفبل]?(?:ال)?(?:(?:متحدث|متحدثه|ناطق|ناطقه)(?: \w+)? باسم|رييس|رييسه|مدير|مديره"
        r"|امين عام|(?:قيادي|مسوول|عضو|باحث|محلل|خبير|مصدر|ضابط|قايد|ممثل)(?: \w+)? (?:في|لدي|من)"
        r"|ممثل|ممثله|مندوب|المبعوث الخاص ل|مفوض) (?:مفوضيه |منظمه |بعثه |حركه |مجموعه )?$"
    ),
}
_FIELD = re.compile(r" (?:de la |de l'|des |du |d'|de )\w+(?: etrangeres| publique)?")
_REACH = 64
_OWN_WORDS = {
    "en": re.compile(
        r"^'s? (?:own |latest |official |initial )?(?:claims?|accounts?|versions?|statements?"
        r"|estimates?|figures?|counts?|tolls?|tally|communique|reckoning|telling|testimony|words?"
        r"|records|books|projections?|findings)\b"
        r"|^ (?:is|are) to be (?:believed|credited|trusted)\b"
    ),
    "fr": re.compile(r"(?!)"),
    "ar": re.compile(r"(?!)"),
}
_WORDS_OF = {
    "en": re.compile(
        r"\b(?:claim|account|version|statement|estimate|figure|count|toll|tally|communique)s?"
        r" (?:of|by|from|issued by|published by) (?:the )?$"
    ),
    "fr": re.compile(
        r"\b(?:communique|bilan|decompte|declaration|chiffre|estimation|version|recit|rapport)s?"
        r"(?: publie\w*| diffuse\w*)? (?:de la |de l'|de |du |des |d'|par |par la |par le |par l')$"
    ),
    "ar": re.compile(
        r"(?<!\w)[وفبل]?(?:بيان|بيانات|حصيله|تقرير|ارقام|روايه|تصريح|تصريحات|تقديرات)"
        r"(?: \w+)? (?:عن |من )?(?:ل|لل)?$"
    ),
}


def find_state_voices(
    folded: Folded, language: Language, start: int, end: int, places: Sequence[Hit[Place]]
) -> list[Hit[Row]]:
    """Find institutions of a country by its adjective or its name.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The part to look at.
    places : sequence of Hit
        Places named in the text.

    Returns
    -------
    list of Hit
        Rows like those of the lexicon of sources.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("the Chadian army said so")
    >>> [hit.value["kind"] for hit in find_state_voices(text, ENGLISH, 0, 24, ())]
    ['government']
    """
    nouns = table("offices", language.code).find(folded.flat, start, end)
    if not nouns:
        return []
    code = language.code
    people = [(hit.start, hit.end) for hit in demonyms(code).find(folded.flat, start, end)]
    lands = [
        (hit.start, hit.end)
        for hit in places
        if hit.value.kind == "country" and start <= hit.start and hit.end <= end
    ]
    found: dict[tuple[int, int], Hit[Row]] = {}
    for noun in nouns:
        article = 2 * folded.flat.startswith("ال", noun.start - 2) if code == "ar" else 0
        span = (noun.start - article, noun.end)
        pairs = [
            *_pairs(folded, span, people, _PEOPLE_FIRST.get(code), _PEOPLE_AFTER.get(code)),
            *_pairs(folded, span, lands, _LAND_FIRST.get(code), _LAND_AFTER.get(code)),
        ]
        for first, last in pairs:
            row = {"language": code, "name": "", "source_id": "", "refers": "",
                   "kind": noun.value["kind"]}  # fmt: skip
            found[(first, last)] = Hit(first, _with_field(folded, code, span, last), row)
    return list(found.values())


def _pairs(
    folded: Folded,
    noun: tuple[int, int],
    marks: Sequence[tuple[int, int]],
    first: re.Pattern[str] | None,
    after: re.Pattern[str] | None,
) -> Iterator[tuple[int, int]]:
    """Stretches of a noun with what tells its country, on the sides where the language has it."""
    for start, end in marks:
        if (
            first is not None
            and 0 <= noun[0] - end < _REACH
            and first.match(folded.text[end : noun[0]])
        ):
            yield start, noun[1]
        if (
            after is not None
            and 0 <= start - noun[1] < _REACH
            and after.match(folded.text[noun[1] : start])
        ):
            yield noun[0], end


def _with_field(folded: Folded, code: str, noun: tuple[int, int], last: int) -> int:
    """Go on to what a ministry is for: « le ministère algérien de la Défense »."""
    if code != "fr" or not folded.text.startswith("minist", noun[0]):
        return last
    match = _FIELD.match(folded.text, last)
    return match.end() if match else last


def office_start(folded: Folded, language: Language, position: int) -> int:
    """Where a name begins with the office before it: "a spokesman for X".

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    position : int
        Where the name itself begins.

    Returns
    -------
    int
        The beginning of the office, or else `position`.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> office_start(fold("so a spokesman for UNHCR said"), ENGLISH, 19)
    3
    """
    window = max(0, position - _REACH)
    last = None
    for match in _OFFICE[language.code].finditer(folded.text, window, position):
        last = match
    return last.start() if last is not None else position


def owns_words(folded: Folded, language: Language, mention: Mention) -> bool:
    """Whether what is said is called the source's own: "X's claim", « le bilan de X ».

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    mention : Mention
        The source.

    Returns
    -------
    bool
        True where a noun of saying belongs to it.

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.mentions import Mention
    >>> from qafila.text import fold
    >>> owns_words(fold("JNIM's own claim was of 50"), ENGLISH, Mention(0, 4, Source("JNIM")))
    True
    """
    if _OWN_WORDS[language.code].match(folded.text[mention.end : mention.end + 40]):
        return True
    before = folded.text[max(0, mention.start - 48) : mention.start]
    return _WORDS_OF[language.code].search(before) is not None
