"""Which stretches of a text that are spelt like a place are names of one, and of which of many."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.text import Folded

_SHORT = 3
_OF_PLACE = re.compile(
    r"(?<!\w)(?:in|at|near|to|from|of|around|outside|between|into|towards?|through|reached|left|a|au"
    r"|de|du|vers|entre|reach|reaching|entered|hit|besieged|quitte|rejoint|atteint|sur"
    r"|(?:town|city|ville|village|commune|localite)(?: of| de)?) $"
    r"|(?<!\w)[وف]?[بل]?(?:ال)?(?:في|الي|نحو|قرب|صوب|باتجاه|بين|بلغ|بلغت|دخل|دخلت|غادر|غادرت|عن|علي"
    r"|داخل|حول|اطراف|محيط|مشارف|سكان|اهالي|مستشفي|ميناء|بلديه|دايره|حاجز|محور|جبهه|ضواحي|شمال|جنوب|شرق|غرب|شمالي|جنوبي|شرقي|غربي"
    r"|بلده|مدينه|قريه|منطقه|محليه|معبر|مخيم|معسكر|ولايه|محافظه|مطار|سوق|اقليم|مديريه|مقاطعه) $"
)
_THOUSANDS = re.compile(r"(?:^| )(?:الف|الاف|الفا|مليون|ملايين|مليارات?) $")


def of_one_country(hits: list[Hit[Place]]) -> list[Hit[Place]]:
    """Of places with one name, keep the one in the country that the text names most.

    Parameters
    ----------
    hits : list of Hit
        Places found in a text.

    Returns
    -------
    list of Hit
        One place for each stretch; of equals the first, which is the case's own.

    Examples
    --------
    >>> of_one_country([])
    []
    """
    spans = Counter((hit.start, hit.end) for hit in hits)
    sure = Counter(hit.value.country for hit in hits if spans[hit.start, hit.end] == 1)
    chosen: dict[tuple[int, int], Hit[Place]] = {}
    for hit in hits:
        known = chosen.setdefault((hit.start, hit.end), hit)
        if sure[hit.value.country] > sure[known.value.country]:
            chosen[hit.start, hit.end] = hit
    return list(chosen.values())


def is_name(folded: Folded, hit: Hit[Place]) -> bool:
    """Whether what is spelt like a place is written like a name.

    A name in Latin script counts only when it starts with a capital, one of up to three letters not
    as the first word of a sentence, and one that is also a word only behind a word of place.

    Parameters
    ----------
    folded : Folded
        The text.
    hit : Hit
        A place found in it.

    Returns
    -------
    bool
        False where it may be any word.

    Examples
    --------
    >>> from qafila.places import Place
    >>> from qafila.phrases import Hit
    >>> from qafila.text import fold
    >>> is_name(fold("a man"), Hit(2, 5, Place("Man", None, "CIV", "town")))
    False
    """
    if hit.value.shy and folded.flat[hit.start : hit.end] in hit.value.shy:
        before = folded.text[max(0, hit.start - 24) : hit.start]
        if not _OF_PLACE.search(before):
            return False
    if _THOUSANDS.search(folded.text, max(0, hit.start - 8), hit.start):
        return False  # a currency: «12 ألف ليرة»
    if not any(folded.is_capital(place) for place in _word_starts(folded, hit)):
        return False
    word = folded.flat[hit.start : hit.end]
    if word == "us":
        return folded.raw[folded.offsets[hit.start + 1]] == "S"
    if len(word) > _SHORT or not word.isascii():
        return True
    if re.match(rf"[ ,]*{word}\b", folded.flat[hit.end :]):
        return False  # "bla bla" is talk, not a town
    before = folded.text[: hit.start].rstrip(" \n\"'(«")
    follows = folded.text[hit.end : hit.end + 1] == " " and hit.end + 1 < len(folded.text)
    longer = follows and folded.is_capital(hit.end + 1) and folded.text[hit.end + 1].isalpha()
    return bool(before) and before[-1] not in ".!?:" and not longer


def _word_starts(folded: Folded, hit: Hit[Place]) -> Iterator[int]:
    yield hit.start
    for place in range(hit.start + 1, hit.end):
        if not folded.flat[place - 1].isalnum():
            yield place
