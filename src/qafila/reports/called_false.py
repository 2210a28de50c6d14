"""Rumours and reports that a sentence itself calls false: "the rumour that ... is untrue"."""

from __future__ import annotations

import re

_FALSE_EN = (
    r"(?:(?:completely|entirely|totally|simply|wholly|all|utterly|absolutely|just|plainly) )?"
    r"(?:false|untrue|not true|baseless|groundless|unfounded|fabricated|fake|invented|incorrect|"
    r"wrong|nonsense|fiction|lies|an? (?:lie|hoax|fabrication|invention)|without (?:any )?"
    r"(?:foundation|basis))\b"
)
_FALSE_FR = (
    r"(?:(?:completement|totalement|entierement|simplement|purement|tout a fait) )?"
    r"(?:fausse?s?|faux|infondee?s?|sans (?:aucun )?fondement|mensong\w+|inexacte?s?|erronee?s?|"
    r"inventee?s?|fabriquee?s?|denuee?s? de (?:tout )?(?:fondement|verite)|"
    r"une? (?:infox|intox|mensonge|invention|fausse))\b"
)
_FALSE_AR = (
    r"(?:كاذب\w*|كذب|باطل\w*|زا[ئي]ف\w*|مفبرك\w*|ملفق\w*|مختلق\w*|مضلل\w*|غير صحيح\w*|غير دقيق\w*|"
    r"لا اساس ل\w+|لا صحه ل\w+|عار(?:يه?)? (?:تماما )?(?:عن|من) الصحه)(?= |[,.\"»]|$)"
)
# What somebody tells, with the small word that opens what is told.
_TOLD = {
    "en": re.compile(
        r"\b(?:rumou?r|report|claim|allegation|accusation|assertion|suggestion|news|story|stories|"
        r"information|message|post|idea|talk)s? (?:[a-z]+ ){0,4}?"
        r"(?:that|of|about|saying|claiming|alleging)\b"
    ),
    "fr": re.compile(
        r"\b(?:rumeur|information|nouvelle|allegation|accusation|affirmation|annonce|message|"
        r"bruit|idee)s? (?:[a-z]+ ){0,4}?(?:selon l\w+|que|qu|d|de|du|des|sur|faisant etat|"
        r"annoncant|evoquant|affirmant)\b"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])\w{0,2}(?:ال)?(?:شا[ئي]ع\w+|اشاع\w+|انباء|خبر|اخبار|معلومات|مزاعم|ادعاء\w*|"
        r"تقارير|روايه|كلام) (?:\w+ ){0,4}?(?:ان|عن|بان|حول|بشان|التي|الذي|\w+)\b"
    ),
}
_IS_FALSE = {
    "en": re.compile(rf"[^.;:!?]*? (?:is|are|was|were|(?:has|have) been|proved) {_FALSE_EN}"),
    "fr": re.compile(rf"[^.;:!?]*? (?:est|sont|etai(?:t|ent)|serai(?:t|ent)) {_FALSE_FR}"),
    "ar": re.compile(rf"[^.;:!؟]*? {_FALSE_AR}"),
}
# "It is false that", « il est faux que », «لا صحة ل».
_FALSELY = {
    "en": re.compile(
        rf"\b(?:it|that) (?:is|was) {_FALSE_EN} that(?: (?!and|but)[\w]+){{0,8}} $"
        r"|\bthere (?:is|was) no truth (?:in|to)(?: (?!and|but)[\w]+){0,9} $"
    ),
    "fr": re.compile(
        r"\bil (?:est|etait) (?:(?:completement|totalement) )?(?:faux|inexact|mensonger) "
        r"(?:que?|qu|d|de)(?: (?!mais)\w+){0,8} $"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وف]?(?:لا صحه ل\w*|غير صحيح ان|ليس صحيحا ان)(?: (?!لكن|بل)\w+){0,7} (?:ال|ل)?$"
    ),
}


def is_called_false(
    language: str, flat: str, clause: tuple[int, int], told: tuple[int, int]
) -> bool:
    """Tell whether a clause calls false the rumour or report in which an event is told.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    told : tuple of int
        Where the words of the event stand.

    Returns
    -------
    bool
        True for "the rumour that he was killed is false".

    Examples
    --------
    >>> text = "the rumour that drivers were killed is false"
    >>> is_called_false("en", text, (0, len(text)), (29, 35))
    True
    """
    after = flat[told[1] : clause[1]]
    if _FALSELY[language].search(flat[clause[0] : told[0]]):
        return True
    # The words of an event may begin with those that tell it: « faisant état de la mort ».
    return bool(
        _TOLD[language].search(flat[clause[0] : told[1]]) and _IS_FALSE[language].match(after)
    )
