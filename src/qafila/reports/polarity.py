"""Whether the words around an event deny it or put it in the future, in each language's grammar.

A negation counts only where it governs the event: in its verb group ("has not been attacked") or
in its subject ("no convoy reached"). "No fewer than 120 tankers" and "gave no toll" deny nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.called_false import is_called_false

if TYPE_CHECKING:
    from qafila.reports.events import Event

_OCCURRENCES = frozenset(
    {
        "abduction",
        "armed_clash",
        "attack_on_convoy",
        "casualties",
        "coup",
        "displacement",
        "force_withdrawal",
        "hostage_release",
        "influence_expansion",
        "official_visit",
        "rebellion",
        "supply_arrival",
        "truce",
        "violence_against_civilians",
    }
)
# States and deals, whose noun is what is denied: "there is no blockade".
_STATES = frozenset(
    {
        "agreement",
        "blockade",
        "border_reinforcement",
        "force_reorganisation",
        "foreign_support",
        "military_cooperation",
        "ransom",
        "service_closure",
        "shortage",
    }
)
_TO_COME = _OCCURRENCES | {
    "agreement", "border_reinforcement", "foreign_support", "humanitarian_assistance",
    "military_cooperation", "refugee_registration", "service_closure",
}  # fmt: skip
UNSAID = "number_not_announced"
_WINDOW = 90

# What ends right before the event's verb, or stands in its subject, and denies it.
_DENIED = {
    "en": re.compile(
        r"\b(?:(?:has|have|had|was|were|is|are|did|does|do|will|would)(?: not|n t)|never|not)"
        r"(?: (?:yet|been|be|be able to|come|under|an?|the|any|so far)){0,4} $"
        r"|\b(?:no|none of the|not a single|not one|neither)"
        r"(?! (?:fewer|less|more|later|longer|doubt|sooner))(?: [a-z]+){1,5} $"
        r"|\b(?:nobody|no one|none)(?: (?:has|have|had|was|were|is|yet|ever|been)){0,3} $"
        r"|\bwithout (?:being |having been |any )?$"
    ),
    "fr": re.compile(
        r"\bne? (?:[a-z]+ ){1,2}(?:pas|jamais|point)(?: (?:encore|ete|pu|etre|subi|d|de|"
        r"la|l|cible)){0,4} $"
        r"|\b(?:aucune?|nulle?|pas une?|pas un seul)(?: [a-z]+){1,5} $"
        r"|\bpersonne n(?: (?:a|est|avait|etait|y|ete)){0,3} $"
        r"|\bsans (?:etre |avoir ete |avoir )?$"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وف]?(?:لم|لن|ما|لا)(?: (?:يتم|تتم|تتعرض|يتعرض|يكن|تكن|تقع|يقع|يحدث)){0,1}"
        r"(?: (?:اي|لاي|ل))? (?:ال|لل|ل|ي|ت|ب)?$"
        r"|(?:^|[ ,])[وف]?(?:لم|لن)(?: \w+){1,3} (?:لاي|لاي نوع من|اي|ل|لل) (?:ال|لل|ل)?$"
        r"|(?:^|[ ,])دون (?:ان )?(?:ي|ت)?$"
    ),
}

# What says of a noun that there is no such thing, or that somebody denies it.
_NO_SUCH = {
    "en": re.compile(
        r"\b(?:no|nor|any sign of|no (?:sign|trace|evidence|report|proof|question|talk)s? of)"
        r"(?: (?!one|longer|doubt|fewer|less|more|later|sooner|matter|the|of|in|for|to|with|by|"
        r"from|as|a|an|since|because|despite|after|during|under|and|or|but|petrol|fuel|food)"
        r"[a-z]+){0,2} $"
        r"|\b(?:den(?:y|ies|ied|ying)(?! (?:them|him|her|us|[a-z]+ access|access|entry|passage))|"
        r"refut(?:e|es|ed|ing)|dismiss(?:es|ed) (?:reports?|claims?|talk|rumou?rs?) of|"
        r"(?:never|not|refuse[sd]? to|without) (?:ever )?(?:admit|acknowledg|recogni)\w*)"
        r"(?: (?!but|while|and|after)[a-z]+){0,6} $"
        r"|\b(?:not|n t|never) (?:been )?(?:reach|sign|conclu|find|found|pay|paid|impos|strike|"
        r"struck)\w*(?: (?:an?|any|the))? (?:[a-z]+ )?$"
    ),
    "fr": re.compile(
        r"\bn (?:y )?(?:a|avait|ont|avaient|existe|existait|est|etait|s agit)(?: eu)? (?:pas|plus|"
        r"jamais|point|guere)(?: eu)?(?: (?:de|d|du|question|la|le|un|une|en))*"
        r"(?: (?!depuis|pour|dans|par|sur|avec|que|qui|essence|carburant)[a-z]+){0,1} $"
        r"|\bn (?:[a-z]+ ){1,2}(?:pas|jamais|plus) (?:[a-z]+ )?(?:de|d|aucune?) (?:[a-z]+ )?$"
        r"|\b(?:aucune?|nulle?|pas (?:de|d|un|une))"
        r"(?: (?:signe|trace|preuve|indice) d[eu]?)?(?: (?!depuis|pour|dans|par|sur|station|"
        r"stations|pompe|pompes|des|de|du|d)[a-z]+){0,2} $"
        r"|\b(?:ni(?:e|ent|er|ait|ant)|dement\w*|refut\w+|(?:a|ont|avait|avaient) (?:nie|dementi)|"
        r"contest(?:e|ent|ait|er|ant) (?:l existence|toute?|avoir|que)|"
        r"(?:jamais|pas|sans) (?:reconn\w+|adm\w+))"
        r"(?: (?!mais|alors|apres)[a-z]+){0,6} $"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وف]?(?:لا|ليس|ليست|لم|ما من|لن)(?: (?:يوجد|توجد|هناك|ثمه|يكن|تكن|يحدث|يقع|"
        r"يحصل|تحدث|اي|ايه|صحه|صحه ل\w+|اثر|دليل علي|وجود|علامه علي|مجال)){0,3} (?:ال|لل|ل|ب)?$"
        r"|(?:^|[ ,])[وف]?(?:لم|لن) (?![يت](?:رفع|نته|توقف|كسر|خفف|فك|بدا|علن|ذكر|حدد|كشف|قبل|منع|"
        r"وقف|ستبعد|عرف|تبن|حل|ستطع|تمكن|نف)\w*)[يت]\w+ (?:اي |ايه )?(?:ال)?$"
        r"|(?:^|[ ,])[وفبل]?(?:(?:ال)?نف[يت]\w{0,2}|[يت]نفي|ينفون|نافي\w?|انكر\w*|[يت]نكر\w*|"
        r"كذب\w*|(?:لم|لا) (?:[يت]عترف|[يت]قر)\w*)"
        r"(?:,? (?!لكن|بينما|بعد|موكد|مضيف|موضح|مشير|واكد|بل)\w+){0,9} (?:ال|لل|ل|ب)?$"
        r"|(?:^|[ ,])[وف]?(?:عدم|انعدام|غياب)(?: (?:وجود|وقوع|حدوث|اي))* (?:ال)?$"
    ),
}
_NOT_MADE = {
    "en": re.compile(
        r"^ (?:(?:was|were|is|are|has|have|had|did|does|do) )(?:not|n t|never) (?:been )?"
        r"(?:take place|happen\w*|occur\w*|exist|paid|signed|reached|concluded|hold|held|"
        r"material\w+)"
    ),
    "fr": re.compile(
        r"^ (?:n existe (?:pas|plus)|n (?:a|ont|avait|avaient) (?:pas|jamais) (?:ete |eu )"
        r"(?:lieu|paye|verse|signe|conclu)|n (?:a|avait|aura) pas (?:tenu|dure))"
    ),
    "ar": re.compile(r"^ (?:لم|لا) (?:[يت]حدث|[يت]قع|[يت]حصل|[يت]دفع|[يت]وقع|وجود له\w*)\b"),
}
_NOT_WITHIN = {
    "en": re.compile(r"\b(?:not|never|n t)(?: yet| been)* [a-z]+$"),
    "fr": re.compile(
        r"\bn (?:a|ont|est|sont|avait|avaient|etait|etaient) (?:toujours )?(?:pas|jamais)"
        r"(?: ete| encore)* [a-z]+(?: fin)?$"
    ),
    "ar": re.compile(r"(?:^| )[وف]?(?:لم|لن|لا) [يت]\w+$"),
}
_PLANNED = {
    "en": re.compile(
        r"\b(?:will|shall|"
        r"(?:is|are|was|were) (?:expected|due|scheduled|set(?= to)|planned|about|going)|"
        r"expected|due|scheduled|plans?|planned|intends?|expects?)"
        r"(?: (?:to|soon|also|be|then|have|been|start|begin)){0,3} $"
        r"|\b(?:will|shall)(?: [a-z]+){0,2} $"
    ),
    "fr": re.compile(
        r"\b(?:devrait|devraient|doit|doivent|va|vont|sera|seront|"
        r"(?<!tant )attendue?s?|prevue?s?|prevoit|"
        r"prevoient|envisage|envisagent|projette|compte|comptent|est cense|sont censes)"
        r"(?: (?:a|de|d|bientot|etre|ete|prochainement|aussi|pour)){0,3} $"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وف]?(?:سوف|رح|راح|علي ان|تقرر|قرر\w{0,2}|"
        r"يتوقع|تتوقع|[يت]ستعد\w*|[يت]عتزم\w*|[يت]نوي|[يت]نوون|[يت]نتظر ان|"
        r"(?:من )?(?:ال)?(?:متوقع|مقرر|منتظر|مرتقب|مزمع))"
        r"(?: (?:ان|يتم|تتم|قريبا))*(?: \w+){0,2} (?:ال|لل|ب)?$"
        r"|(?:^|[ ,])[وف]?س[يت]?$"
    ),
}
# The same inside the words of the event: "a convoy of 70 lorries is due".
_PLANNED_WITHIN = {
    "en": re.compile(
        r"\b(?:will|shall|(?:is|are) (?:due|expected|scheduled|to be)|(?:ready|about) to)\b"
    ),
    "fr": re.compile(r"(?!)"),
    "ar": re.compile(
        r"(?:^| )(?:و?س[يت](?:صل|بدا|ستانف|فتح|غلق|زور|رسل|نشر|وزع|عود|غادر|نسحب|وقع|عقد|قدم|سلم|"
        r"سمح|دخل|عبر|نقل|توقف|علق|فرج|سحب|ستقبل|تسلم|مول|سجل|تلقي|زود|مدد|ستمر|ستضيف)\w{0,3}"
        r"|(?:رح|راح|علي ان) [يت]\w+|تقرر)(?= |$)"
    ),
}
_FUTURE_VERB = {
    "en": re.compile(r"(?!)"),
    "fr": re.compile(r"^[a-z]{2,}r(?:a|ont|ons)\b|^.* [a-z]{2,}r(?:a|ont)$"),
    "ar": re.compile(r"^[وف]?س[يت](?!طر)\w{2,}"),
}


def read_polarity(
    language: str,
    flat: str,
    clause: tuple[int, int],
    event: Event,
    restated: int | None = None,
) -> str | None:
    """Tell whether a clause denies an event or only announces it.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    event : Event
        The event.
    restated : int, optional
        Where a verb of saying ends that no denial before it reaches across.

    Returns
    -------
    str or None
        ``denied``, ``announced``, or None where the words assert it.

    Examples
    --------
    >>> from qafila.reports.events import Event
    >>> event = Event(10, 17, "supply_arrival", None, None, None, 4)
    >>> read_polarity("en", "no convoy reached the city", (0, 26), event)
    'denied'
    """
    if event.denied:
        return "denied"
    if event.subtype == UNSAID:
        return None
    start, end = event.trigger or (event.start, event.end)
    before = flat[max(clause[0], start - _WINDOW, restated or 0) : start]
    told = event.event_type in _STATES | _OCCURRENCES
    if told and is_called_false(language, flat, (restated or clause[0], clause[1]), (start, end)):
        return "denied"
    if _is_denied(language, event.event_type, (before, flat[start:end], flat[end : clause[1]])):
        return "denied"
    if event.event_type not in _TO_COME:
        return None
    if _DENIED[language].search(before):
        return "denied"
    word = flat[_word_start(flat, start, clause[0]) : end]
    if _PLANNED_WITHIN[language].search(flat[start:end]):
        return "announced"
    if _PLANNED[language].search(before) or _FUTURE_VERB[language].match(word):
        return "announced"
    return None


def _is_denied(language: str, kind: str, around: tuple[str, str, str]) -> bool:
    before, words, after = around
    if kind not in _STATES | _OCCURRENCES:
        return False
    within = kind != "shortage" and not_within(language, words)
    return says_none(language, before) or bool(within or _NOT_MADE[language].match(after))


def not_within(language: str, words: str) -> bool:
    """Tell whether a phrase of several words holds its own "not": "the road has not reopened".

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    words : str
        Folded words of the phrase.

    Returns
    -------
    bool
        True where they deny what they name.

    Examples
    --------
    >>> not_within("en", "siege has not been lifted"), not_within("en", "siege was lifted")
    (True, False)
    """
    return _NOT_WITHIN[language].search(words) is not None


def says_none(language: str, before: str) -> bool:
    """Tell whether words that end right before a noun say that there is no such thing.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    before : str
        Folded text of the clause up to the noun.

    Returns
    -------
    bool
        True for "there is no" and for "they denied any".

    Examples
    --------
    >>> says_none("fr", "il n y a pas de "), says_none("fr", "il y a un ")
    (True, False)
    """
    return _NO_SUCH[language].search(before) is not None


def _word_start(flat: str, place: int, least: int) -> int:
    while place > least and flat[place - 1].isalnum():
        place -= 1
    return place
