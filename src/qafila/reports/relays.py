"""Who passes words on: "told Reuters", « cité par le HCR », "a message relayed by the site X"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.anaphora import MEDIA
from qafila.reports.mentions import METONYM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.reports.language import Language
    from qafila.reports.lexicons import Cue
    from qafila.reports.mentions import Mention
    from qafila.text import Folded

_QUOTED = "quoted"  # value of the cues whose agent hands on, whoever it is
_BESIDE = frozenset({"", ","})
_TO_MEDIA = {
    "en": re.compile(
        r"\b(?:told|to|with|via|through) (?:the |its |their |his )?(?:[\w-]+ )?"
        r"(?:(?:site|website|broadcaster|newspaper|magazine|media arm|media wing|weekly"
        r"|agency|radio|channel|daily|station|outlet) )?$"
    ),
    "fr": re.compile(
        r"(?:^|[ '])(?:a|au|a la|a l'|aupres de|aupres du|aupres de la|via) ?"
        r"(?:(?:l[ea]|l'|son|sa|leur) ?)?(?:(?:site|journal|quotidien|magazine|agence|radio|chaine"
        r"|hebdomadaire|media|organe) )?(?:[\w-]+ )?$"
    ),
    "ar": re.compile(
        r"(?:^| )(?:[وف]?لل?|الي|عبر|من خلال) ?(?:(?:موقع|صحيفه|وكاله|قناه|اذاعه|مجله|شبكه|جريده"
        r"|يوميه|منصه|تلفزيون|شاشه|ذراعها|ذراعه|اذاعتها) ?)?«?$"
    ),
}


def may_relay(mention: Mention, cue: Cue) -> bool:
    """Tell whether a source hands on what another says: who was told only hears.

    Parameters
    ----------
    mention : Mention
        A possible source.
    cue : Cue
        The words before it.

    Returns
    -------
    bool
        True for outlets and those who watch them; after "quoted by" for anybody.

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.lexicons import Cue
    >>> from qafila.reports.mentions import Mention
    >>> union = Mention(10, 17, Source("a union", None, "union"))
    >>> may_relay(union, Cue("relay", 0, 9, "quoted")), may_relay(union, Cue("relay", 0, 9))
    (True, False)
    """
    watches = mention.source.kind in {*MEDIA, "analyst"} or "media" in mention.refers
    anybody = cue.value == _QUOTED and mention.source.kind not in {METONYM, None}
    return watches or anybody


def is_told(folded: Folded, language: Language, mention: Mention) -> bool:
    """Tell whether an outlet stands where the one stands who is told, or through whom one speaks.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    mention : Mention
        A possible source.

    Returns
    -------
    bool
        True after "told", "to", « à », «لـ», «عبر».

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.mentions import Mention
    >>> from qafila.text import fold
    >>> is_told(fold("he told RFI"), ENGLISH, Mention(8, 11, Source("RFI", "rfi", "media")))
    True
    """
    if mention.source.kind not in MEDIA and "media" not in mention.refers:
        return False
    if language.code == "ar" and folded.text.startswith("لل", mention.start):
        return True  # the particle is part of the word: "to the agency"
    if mention.form == "outlet" and not mention.whole:
        return False  # "its weekly" names none
    before = folded.text[max(0, mention.start - 34) : mention.start]
    return bool(_TO_MEDIA[language.code].search(before))


def is_quoted(folded: Folded, mention: Mention, small: Sequence[Cue]) -> bool:
    """Tell whether "quoted by" or, after an outlet, "quoting" stands right behind a source.

    Parameters
    ----------
    folded : Folded
        The text.
    mention : Mention
        A possible source.
    small : sequence of Cue
        Small words of the sentence.

    Returns
    -------
    bool
        True for "the union, cited by RFI," and "RFI, citing the union,".

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.lexicons import Cue
    >>> from qafila.reports.mentions import Mention
    >>> from qafila.text import fold
    >>> union = Mention(0, 7, Source("a union", None, "union"))
    >>> is_quoted(fold("a union, cited by RFI"), union, [Cue("relay", 9, 17, "quoted")])
    True
    """
    if mention.source.kind == METONYM or mention.form == "paper":
        return False
    for cue in small:
        passive = cue.kind == "relay" and cue.value == _QUOTED
        active = cue.kind == "citing" and mention.source.kind in MEDIA
        beside = folded.text[mention.end : cue.start].strip() in _BESIDE
        if (passive or active) and cue.start >= mention.end and beside:
            return True
    return False
