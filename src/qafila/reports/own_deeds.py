"""Whether a state speaks of its own deeds: such a word is a claim."""

from __future__ import annotations

import re

_OWN = {
    "en": re.compile(
        r"\b(?:said|says|adding|added|insisted|insists|announced)(?: \w+day)?(?: that)? (?:it|they)"
        r"(?: had| has| have)?+(?! \w*(?:count|regist|record|receiv|document|seen|would|was|were"
        r"|will))"
    ),
    "fr": re.compile(
        r"\b(?:dit|disent|affirme|affirment|assure|assurent|indique|indiquent|declare)(?: \w+)?"
        r" (?:avoir|s etre|que ses (?:forces|soldats|hommes|troupes))"
        r"(?! \w*(?:recens|enregistr|compt|denombr|recu|constat))"
    ),
    "ar": re.compile(
        r"(?:قال|قالت|اكد|اكدت|اضاف|اضافت|ذكر|ذكرت|اعلن|اعلنت)"
        r"(?: [\w«»]+){0,5}? ا?(?:انه|انها|انهم)"
        r"(?! (?:لم|لا|لن|س|احص|سجل|رصد|وثق|تلق|استقبل))"
    ),
}
_COUNTED = frozenset({"refugee_registration", "population_figure", "humanitarian_assistance"})


def tells_own_deed(language: str, clause: str, event_type: str) -> bool:
    """Tell whether the words of a state speak of its own deeds.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    clause : str
        The folded clause.
    event_type : str
        What happened.

    Returns
    -------
    bool
        True for "the army said it had sent 600 men", not for "the ministry said it had counted".

    Examples
    --------
    >>> tells_own_deed("en", "the army said it had sent 600 men", "border_reinforcement")
    True
    >>> tells_own_deed("en", "the ministry said it had counted 600 men", "displacement")
    False
    """
    return event_type not in _COUNTED and _OWN[language].search(clause) is not None
