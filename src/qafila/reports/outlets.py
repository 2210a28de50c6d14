"""Outlets that a text calls by what they are: "the site X", « le journal X », «صحيفة X»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.phrases import Hit
from qafila.places import demonyms

if TYPE_CHECKING:
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.text import Folded

_LATIN_NAME = r" (?P<name>[^\W\d_][\w\-]*(?: [^\W\d_][\w\-]*)?)"
_OUTLET = {
    "en": re.compile(
        r"\b(?:site|website|broadcaster|newspaper|magazine|agency|radio|channel|daily|outlet)"
        + _LATIN_NAME
    ),
    "fr": re.compile(
        r"\b(?:site|journal|quotidien|magazine|agence|radio|chaine|hebdomadaire|portail)"
        + _LATIN_NAME
    ),
    "ar": re.compile(
        r"(?:^|[ ])(?:[وفبل]?(?:موقع|صحيفه|وكاله|قناه|اذاعه|مجله|شبكه"
        r"|يوميه|تلفزيون|جريده|منصه|اسبوعيه) (?P<news>الانباء |الاخبار )?|ل(?=«))"
        r"(?:«(?P<quoted>[^»]{2,40})»|(?P<name>[^\W\d_]{3,}(?: \d+)?))"
    ),
}
_NAME_GOES_ON = re.compile(
    r" (?:نيوز|برس|بوست|تايمز|انفو|اونلاين|تي في|دوت كوم|\d{2,3}"
    r"|ال(?!رسمي|محلي|خاص|صادر|مقرب|الكتروني|ذي|تي|معني|حكومي|مستقل|يوم)[^\W\d_]{2,})(?!\w)"
)
_NO_NAME = frozenset(
    [
        "اكس",
        "تويتر",
        "فيسبوك",
        "تلغرام",
        "تليغرام",
        "يوتيوب",
        "نفسها",
        "نفسه",
        "ذاتها",
        "من",
        "في",
        "عن",
        "الي",
        "التي",
        "الذي",
        "ان",
        "نقلا",
        "مصدر",
        "مصادر",
        "محليه",
    ]
)


def described_outlets(folded: Folded, language: Language, start: int, end: int) -> list[Hit[Row]]:
    """Find outlets by what they are called: "the site X"; in Latin script X has a capital.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The part to look at.

    Returns
    -------
    list of Hit
        Rows like those of the lexicon of sources.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("the website Zenith said")
    >>> [hit.value["name"] for hit in described_outlets(text, ENGLISH, 0, 23)]
    ['Zenith']
    """
    found: list[Hit[Row]] = []
    for match in _OUTLET[language.code].finditer(folded.text, start, end):
        group = "quoted" if match.groupdict().get("quoted") else "name"
        first, last = match.span(group)
        if language.script == "latin":
            words = match[group].split()
            if not folded.is_capital(first):
                continue
            second = first + len(words[0]) + 1
            if len(words) > 1 and not folded.is_capital(second):
                last = first + len(words[0])
        if match[group] in _NO_NAME:
            continue
        if language.code == "ar" and group == "name":
            last = _name_end(folded, first, last)
        if match.groupdict().get("news"):
            first = match.start() + (match[0][:1] == " ")  # «وكالة الأنباء الألمانية» is all a name
            first += folded.text[first] in "وفبل" and folded.text[first + 1] != "ك"
        name = " ".join(folded.raw[slice(*folded.raw_span(first, last))].split())
        row = {"language": language.code, "name": name, "kind": "media", "refers": "",
               "source_id": "_".join(folded.text[first:last].split())}  # fmt: skip
        found.append(Hit(first, last, row))
    return found


def _name_end(folded: Folded, first: int, last: int) -> int:
    """«صوت العاصمة»: an indefinite name goes on with a definite noun or "news", no adjective."""
    if folded.text.startswith("ال", first):
        return last
    match = _NAME_GOES_ON.match(folded.text, last)
    if match is None or demonyms("ar").find(folded.flat, last, match.end()):
        return last
    return match.end()
