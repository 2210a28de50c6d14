"""Places that no table knows, by the words around them: "the village of X", « à X », «بلدة X».

A name found so once is known in the rest of the text. Nothing is guessed of it: it has no
identifier and no country.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from qafila.phrases import Hit
from qafila.places import Place, demonyms
from qafila.reports.lexicons import rows, table
from qafila.reports.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qafila.reports.language import Language
    from qafila.text import Folded

Spans = list[tuple[int, int]]

_LONGEST = 4  # words of a name
_LEAST = 3  # letters
# Right before a name with a capital.
_BEFORE = {
    "en": re.compile(
        r"(?<!\w)(?:(?:village|town|city|district|locality|commune|hamlet|settlement|camp|port|island"
        r"|suburb|neighbou?rhood|outskirts|area|region|province|state|department|county|junction"
        r"|crossing|post|garrison|base|market|valley|forest|gates|north|south|east|west|centre"
        r"|center|siege|fall|loss|capture|recapture|seizure|bombing|shelling|massacre|resident"
        r"|inhabitant|people|villager|worshipper|farmer|herder|trader|elder|pupil|street|quay"
        r"|environ|approache)s? (?:of|at) (?:the )?"
        r"|(?:in|at|near|around|outside|reached|reaching|entered|entering|overran|captured|stormed"
        r"|left|leaving|fled|besieged|attacked|between|towards?|into|befell|retook"
        r"|recaptured|shelled|bombed|vacated|evacuated|beyond|via) "
        r"|(?:arrived?|fled|went|gone|go|moved|returned|crossed|came|come|walked|headed|heading|back"
        r"|on|way|road|bound|convoys?|trucks?|tankers?|supplies) (?:to|from|for|out of) )"
    ),
    "fr": re.compile(
        r"(?<!\w)(?:(?:village|ville|localite|commune|cite|camp|site|secteur|quartier|terminal|port"
        r"|aeroport|hameau|zone|region|province|cercle|departement|territoire|prefecture|axe|marche"
        r"|route|poste|hopital|depot|prison|mine|garnison|base|carrefour|foret|vallee|gare"
        r"|communaute|prise|pont)s? "
        r"(?:de la |de l'|de |du |des |d')"
        r"|(?:pres|autour|non loin|loin|environs|alentours|abords|portes|sortie|entree|nord|sud|est"
        r"|ouest|km|kilometres|provenance|venu\w*|parti\w*|chasse\w*|revenu\w*) (?:de |du |d')"
        r"|(?:a|vers|quitt\w+|rejoin\w+|gagn\w+|attein\w+|attaqu\w+|entre|jusqu'a|assieg\w+) "
        r"|dans (?:le |la |l'|les ))"
    ),
}
_SAID_TO = re.compile(
    r"(?:declar|di|confi|indiqu|affirm|confirm|expliqu|racont|assur|precis|parl|repond|appart|grace"
    r"|demand|rapport|annonc)\w* a $"
)
# Right behind a name with a capital.
_AFTER = re.compile(
    r" (?:town|village|district|camp|market|junction|airport|province|state|county|local government"
    r"|border (?:post|crossing)|axis|checkpoint|neighbou?rhood|refugee camp|locality|department"
    r"|prefecture|governorate|division|hospital|terminal|depot|mine|bridge|roundabout)\b"
)
_TWO_WORDS = r"(?:تل|جبل|وادي|عين|بير|راس|خربه|كفر|ام|ابو|بني|دير|خان|تين) (?:ال)?[^\W\d_]{2,}"
_ARABIC = re.compile(
    r"(?<!\w)[وف]?[بكل]?(?:بلده|قريه|مدينه|بلديه|منطقه|مخيم|معسكر|ولايه|محافظه|اقليم|مقاطعه|معبر|منفذ"
    r"|ميناء|مطار|سوق|قاعده|واحه|مديريه|محليه|ناحيه|قضاء|جزيره|حقل|مفترق|ضاحيه|حاميه|كومونه|محور|جبهه"
    r"|قرب|شمالي|جنوبي|غربي|شرقي) (?P<name>" + _TWO_WORDS + r"|(?!لل|بال|ب?ان)[^\W\d_]{3,})(?!\w)"
)
_TWO = re.compile(r"(?:في|الي|نحو|قرب) (?P<name>" + _TWO_WORDS + r")(?!\w)")
# Words that do not open a name behind these: «محور» may be followed by anything.
_OPEN = re.compile(r"(?:محور|جبهه|قرب|شمالي|جنوبي|غربي|شرقي) $")
_NO_ARABIC_END = re.compile(r"(?:ات|ها|هم|هن|ين|ون|يه)$|^(?:ت|ي)(?:ت|ن|ست)\w+|^ال\w+[يه]ه$")
_LAST_WORD = re.compile(r"(?:^|[\s(\"])(?P<word>[^\W\d_][\w'\-]*) ?$")
_JOIN = frozenset({"al", "el", "de", "du", "des", "la", "le", "ech", "es", "ed", "sur", "d", "l"})


@cache
def _not_places(kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows("not_places") if row["kind"] == kind)


def find_toponyms(
    folded: Folded, language: Language, taken: Sequence[tuple[int, int]]
) -> list[Hit[Place]]:
    """Find names of places by form.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    taken : sequence of tuple of int
        Stretches that are known to be something else, or a known place.

    Returns
    -------
    list of Hit
        Places without identifier or country, in order.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("Men stormed the village of Tarkint-Ba. In Tarkint-Ba fuel is dear.")
    >>> [hit.value.name for hit in find_toponyms(text, ENGLISH, ())]
    ['Tarkint-Ba', 'Tarkint-Ba']
    """
    found = _arabic(folded) if language.code == "ar" else _latin(folded, language)
    blocked = Stretches([*taken, *_no_places(folded, language)])
    names = {
        folded.text[start:end] for start, end in found
        if not blocked.overlap(start, end)
    }  # fmt: skip
    hits: list[Hit[Place]] = []
    for start, end in sorted(_everywhere(folded, names)):
        if blocked.overlap(start, end) or (hits and start < hits[-1].end):
            continue
        first, last = folded.raw_span(start, end)
        hits.append(Hit(start, end, Place(folded.raw[first:last], None, None, "town")))
    return hits


def _no_places(folded: Folded, language: Language) -> Spans:
    """Groups, people of a country and months are no places."""
    code, flat = language.code, folded.flat
    tables = (table("actors", code), demonyms(code), table("months", code))
    hits = [hit for words in tables for hit in words.find(flat)]
    return [(hit.start, hit.end) for hit in hits]


def _everywhere(folded: Folded, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w)[وفبلك]?(?P<name>{re.escape(name)})(?!\w)", folded.text):
            if folded.is_capital(match.start("name")):
                yield match.span("name")


def _arabic(folded: Folded) -> Spans:
    found = [match.span("name") for match in _TWO.finditer(folded.text)]
    for match in _ARABIC.finditer(folded.text):
        name, two = match["name"], " " in match["name"]
        if not two and (
            _OPEN.search(folded.text, match.start(), match.start("name"))
            or name in _not_places("word")
            or _NO_ARABIC_END.search(name)
        ):
            continue
        found.append(match.span("name"))
    return found


def _latin(folded: Folded, language: Language) -> Spans:
    text, found = folded.text, []
    for match in _BEFORE[language.code].finditer(text):
        if language.code == "fr" and _SAID_TO.search(text, max(0, match.end() - 24), match.end()):
            continue
        end = _name_end(folded, match.end())
        if text[match.end() : end].rsplit(" ", 1)[-1] in _not_places("last"):
            continue
        if end and not text.startswith(("'s ", "' "), end):
            found.append((match.end(), end))
    if language.code == "en":
        found += _named_before(folded)
    return found


def _named_before(folded: Folded) -> Iterator[tuple[int, int]]:
    """The name before a noun such as "town": "in Chiure town"."""
    for match in _AFTER.finditer(folded.text):
        end = start = match.start()
        for _ in range(_LONGEST):
            word = _LAST_WORD.search(folded.text, max(0, start - 30), start)
            if word is None or _name_end(folded, word.start("word")) < end:
                break
            start = word.start("word")
        if start < end:
            yield start, end


def _name_end(folded: Folded, start: int) -> int:
    """Where a name in capitals that begins at `start` ends; 0 where none begins."""
    end, place = 0, start
    for number in range(_LONGEST):
        word = re.compile(r"[^\W\d_][\w'\-]*").match(folded.text, place)
        if word is None:
            break
        text = word[0].removesuffix("'s").rstrip("'-")
        if _is_named(folded, place, text):
            end = place + len(text)
            if text != word[0]:
                break
        elif text not in _JOIN or not number:
            break
        if not folded.text.startswith(" ", word.end()):
            break
        place = word.end() + 1
    return end


def _is_named(folded: Folded, place: int, word: str) -> bool:
    plain = word.split("-", maxsplit=1)[-1] if word.startswith(("al-", "el-")) else word
    begin = place + len(word) - len(plain)
    raw = folded.raw[folded.offsets[begin] : folded.offsets[place + len(word) - 1] + 1]
    if not raw[:1].isupper() or (raw.isupper() and len(raw) > 1):
        return False
    return len(plain) >= _LEAST and plain not in _not_places("word")
