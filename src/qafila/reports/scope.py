"""Events that the words around them wish, seek, refuse, fear or see fail: they did not happen.

"The group seeks to provoke a coup" tells of no coup, "talks on a release failed" of no release.
What was announced or denied is another matter: it stays an event (`qafila.reports.polarity`).
"""

from __future__ import annotations

import re

from qafila.reports.polarity import not_within

_REACHABLE = frozenset(
    {
        "abduction",
        "agreement",
        "armed_clash",
        "attack_on_convoy",
        "casualties",
        "coup",
        "displacement",
        "force_reorganisation",
        "force_withdrawal",
        "hostage_release",
        "rebellion",
        "truce",
    }
)
_WINDOW = 80

# What stands before an event and keeps it out of the world; a few small words may follow.
_BEFORE = {
    "en": re.compile(
        r"\b(?:(?:seek|want|hope|wish|tr[iy]|aim|attempt|intend|plot)(?:s|ed|es|ing|ted)?(?: to|"
        r" at| for| an?(?= )| the(?= ))"
        r"|(?:threaten(?:s|ed|ing)?|vow(?:s|ed|ing)?) to"
        r"|sought (?:to )?|seeking|fear(?:s|ed|ing)?|plott?(?:ed|ing)|"
        r"plann(?:ed|ing)|preparing(?: for)?|"
        r"provok(?:e|es|ed|ing)|avert\w*|avoid\w*|prevent\w*"
        r"|foil\w*|thwart\w*|(?:call|appeal|push|press|bid|plea)(?:s|ed|ing|es)? (?:for|on)"
        r"|demand(?:s|ed|ing)?|urg(?:e|es|ed|ing)|refus(?:e|es|ed|ing|al)(?: to| of)?"
        r"|(?:dollars|euros|francs|million|ransom)(?: [a-z]+)? (?:for|in exchange for|against)"
        r"|reject(?:s|ed|ing)?|oppos(?:e|es|ed|ing)|fail(?:s|ed|ing)? to|unable to"
        r"|(?:talks?|negotiations?|mediation|mediators|discussions) (?:on|for|over|about|to|"
        r"aimed at)"
        r"|(?:deal|agreement|accord|plan)s?(?: [a-z]+){0,2} (?:for|to|on)"
        r"|(?:risk|fear|fears|threat|danger|possibility|prospect|hopes?|chances?) of"
        r"|(?:rule[sd]?|ruling) out|accuse[sd]? \w+ of (?:seeking|plotting|planning))"
        r"(?: (?!that|after|when|since|because|while|who|which)[a-z]+){0,4} $"
    ),
    "fr": re.compile(
        r"\b(?:(?:cherch|voul|esper|tent|vis|entend|souhait|compt)\w* (?:a|de|d)|veut|veulent|"
        r"voudrai\w*|provoquer|susciter|prepar(?:er|ait|aient|ant)|foment\w+|planifi\w+|"
        r"redout\w+|craign\w+|craint|"
        r"(?:dollars|euros|francs|rancon)(?: [a-z]+)? (?:pour|contre|en echange de)|declencher|"
        r"evit\w+|empech\w+|prevenir|dejou\w+"
        r"|appel\w* (?:a|au|aux|pour)|exig\w+|reclam\w+|demand\w+|refus\w+|rejet\w+"
        r"|accords?(?: [a-z]+){0,2} (?:pour|sur|prevoyant)|echou\w+ a|"
        r"(?:negociation|negociations|pourparlers|mediation|discussions) "
        r"(?:pour|sur|en vue|de|d|autour)|(?:risque|crainte|menace|danger|espoir|"
        r"perspective|tentative|tentatives|projet) (?:de|d|du))"
        r"(?: (?!que|qu|apres|quand|depuis|car|qui|alors|ou)[a-z]+){0,4} $"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وفل]?(?:[يت]سع[يو]\w*|سع[يت]|[يت]ريد\w*|[يت]حاول\w*|حاول\w*|[يت]هدف\w*|"
        r"[يت]امل\w*|لتجنب|تجنب|(?:ب|ال|بال)?(?:تخطيط|تحضير|اعداد|تدبير)|[يت]خش\w*|"
        r"(?:دولار\w?|يورو|فديه) (?:ل|مقابل)|لمنع|منع|احباط|احبط\w*|دعا|دعت|دعوه|[يت]دعو|طالب\w*|"
        r"[يت]طالب\w*|ناشد\w*|[يت]ناشد\w*|حث|حثت|[يت]حث|"
        r"هدد\w*|[يت]هدد\w*|توعد\w*|[يت]توعد\w*|تهديد\w*|[يت]رفض\w*|رفض\w*|[يت]شترط\w*|(?:ال)?(?:مفاوضات|وساطه|محادثات|مباحثات|مساع|مساعي|جهود)|"
        r"خطر|مخاوف|خشيه|احتمال|امكان\w*|دفع \w+ الي|دون التوصل)"
        r"(?: (?!بعد|منذ|حين|عندما|لان|الذي|التي|الذين|ان\b)\w+){0,4} (?:ال|لل|ل|ب)?$"
        r"|اتفاق\w*(?: \w+){0,3} (?:لل|ل|بشان |حول |علي )(?:ال)?$"
    ),
}
# What follows right after an event and says that it came to nothing.
_AFTER = {
    "en": re.compile(
        r"^(?: (?:attempt|bid|talks|plot|plan)s?)?"
        r"(?: (?!and|but|which|that|who|after|when|has|have|had|was|were|killed)[\w]+){0,8}"
        r" (?:(?:has|have|had|was|were)(?: been)? )?"
        r"(?:failed|fell through|foiled|thwarted|averted|collapsed)\b"
    ),
    "fr": re.compile(
        r"^(?: (?!et|mais|qui|que|apres|quand|a(?: ete)? |ont|avait|est)[\w]+){0,8}"
        r" (?:(?:a|ont|avait|ete|est) ){0,3}(?:echoue\w*|dejoue\w*|avorte\w*|evite\w*)\b"
    ),
    "ar": re.compile(
        r"^ (?:\w+ )?(?:فشل\w*|احبط\w*|اخفق\w*|تعثر\w*)\b"
        r"|^(?: (?!و|لكن|الذي|التي|بعد)\w+){1,8} (?:احبط|احبطت|فشل|فشلت)\b"
    ),
}
# The same inside the words of an event: "the army foiled an attack on a convoy".
_WITHIN = re.compile(
    r" (?:foil|thwart|avert)(?:s|ed|ing)? (?:(?!and|but|after)[a-z]+ ){0,3}"
    r"(?:attack|ambush|raid|assault|hijack|kidnap|abduct)"
)

# An end that is awaited or made a condition has not come: "until the siege is lifted".
_ENDS = frozenset({"blockade_ended", "easing"})
_AWAITED = {
    "en": re.compile(
        r"\b(?:until|till|unless|once|if|before|without|when|(?:exchange|return) for|condition)"
        r"(?: (?!after|and|but)[a-z]+){0,5} $"
        r"|\b(?:to|could|should|must|would|will|may|might|cannot|not|never|n t)(?: [a-z]+)? $"
        r"|\b(?:want|demand|urge|seek|ask|call|hop|expect|await)\w*"
        r"(?: (?!after|and|but)[a-z]+){0,5} $"
    ),
    "fr": re.compile(
        r"\b(?:jusqu a|tant que?|avant que?|avant|si|sans|lorsque|quand|des que|pour|afin de|"
        r"echange|condition)"
        r"(?: (?!apres|et|mais)[a-z]+){0,5} $"
        r"|\b(?:reclam|exig|demand|souhait|veul|veut|esper|attend|appel)\w*"
        r"(?: (?!apres|et|mais)[a-z]+){0,5} $"
        r"|\b(?:pour|afin de|doit|doivent|peut|peuvent|pourrait|faut) (?:[a-z]+ )?$"
        r"|\bn (?:a|ont|avait|avaient) (?:pas|jamais|toujours pas) (?:encore )?$"
    ),
    "ar": re.compile(
        r"(?:^|[ ,])[وف]?(?:حتي|الي ان|الي حين|اذا|ان لم|ما لم|قبل|دون|لو|عندما|بهدف|من اجل|مقابل|"
        r"شرط|بشرط|لم|لن|"
        r"لا|بعدم|لل?|"
        r"طالب\w*|[يت]طالب\w*|[يت]ريد\w*|[يت]نتظر\w*|[يت]امل\w*|دعا|دعت|[يت]دعو\w*)"
        r"(?: (?!بعد|لكن)\w+){0,4} ?(?:ال|ل|ي|ت|لل)?$"
    ),
}
# Words inside or behind the phrase that leave the end open, or make it the end of something else.
_OPEN_YET = {
    "en": re.compile(
        r"\b(?:will|would|could|should|must|may|might|to|can|cannot) (?:[a-z]+ )?[a-z]+$"
        r"|\b(?:began|begun|started|when|truce|and|but|by|despite|because|during|under|amid)\b"
    ),
    "fr": re.compile(
        r"\b(?:sera|seront|serait|devrait|devra|pourrait|doit|peut|etre)(?: [a-z]+){1,2}$"
        r"|\b(?:commence|debute|quand|treve|et|mais|malgre|cause|pendant|durant|raison)\b"
    ),
    "ar": re.compile(
        r"(?:^| )(?:س[يت]\w+|لن|قد [يت])\w*(?: \w+)*$"
        r"|(?:^| )(?:بدا|بدات|عندما|هدنه|الهدنه|لكن|رغم|بسبب|جراء|نتيجه|خلال|\w*اسعار|سعر)(?: |$)"
    ),
}
_AS_NOUN = re.compile(r"^(?:end|lifting|fin|levee|انتهاء|زوال|رفع|فك|كسر)\b")
_NOT_NEAR = {
    "en": re.compile(
        r"^(?: of [a-z]+)?(?: [a-z]+){0,2} (?:not|never|far|unlikely|would|could|will|remains)\b"
    ),
    "fr": re.compile(
        r"^(?: (?:de|d) [a-z]+)?(?: [a-z]+){0,2}"
        r" (?:n|ne|sera|serait|pourrait|parait|semble|reste)\b"
    ),
    "ar": re.compile(r"^(?: \w+){0,3} (?:لن|لا|لم|ليس|ليست|بعيد|بعيدا|قد)\b"),
}

# "The three who had been abducted were freed": the release is the news.
_WHO = {
    "en": re.compile(r"\b(?:who|that)(?: (?:had|have|were|was|been)){0,2} $"),
    "fr": re.compile(r"\bqui (?:avaient|ont|avait|a) ete $"),
    "ar": re.compile(
        r"(?:^| )(?:الذين|الذي|اللذين|اللذان|التي|اللواتي)(?: (?:كان\w*|قد|تم))* (?:ال)?$"
    ),
}
# "The three men abducted in the west were freed" says the same in fewer words.
_SEIZED = {
    "en": re.compile(r"\b(?!was|has|is|were)[a-z]+(?:s|people|men|women|ese) $"),
    "fr": re.compile(r"\b[a-z]{4,},? $"),
    "ar": re.compile(r"(?!)"),
}
_WERE_FREED = {
    "en": re.compile(
        r"^(?: (?!and|who|that|but)[\w]+){0,9} (?:was|were|(?:have|has|had) been)"
        r"(?: later| since| all)? (?:freed|released)\b"
    ),
    "fr": re.compile(
        r"^(?:,? (?!(?:et|qui|que|mais|puis)\b)[\w]+){0,9},? "
        r"(?:(?:a|ont|avaient|avait|auraient|aurait) ete|est|sont)"
        r"(?: tous| enfin| finalement)? (?:liber|relach|rentr|libre|remis en liberte)\w*"
    ),
    "ar": re.compile(r"(?!)"),
}
_FREED = re.compile(r"\b(?:freed|releas|liber|relach)|اطلاق|افراج|افرج|سراح")

_FREES = re.compile(
    r"\b(?:freed|releas|liber|relach)\w*(?: (?!(?:and|et|others?|autres?)\b)\w+){0,8} $"
)


def of_the_freed(language: str, flat: str, clause: tuple[int, int], place: int) -> bool:
    """Tell whether an abduction is only what befell those whose release a clause tells.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    place : int
        Where the words of the abduction begin.

    Returns
    -------
    bool
        True where they stand in a relative clause beside a release.

    Examples
    --------
    >>> text = "three men who were kidnapped in may were released"
    >>> of_the_freed("en", text, (0, len(text)), 19)
    True
    """
    relative = _WHO[language].search(flat[clause[0] : place])
    if relative is not None:
        return _FREED.search(flat, *clause) is not None
    word = re.compile(r"\w*").match(flat, place)
    after = flat[word.end() if word else place : clause[1]]
    seized = _SEIZED[language].search(flat[clause[0] : place])
    # "They freed the eleven women abducted in May" tells of the release first.
    told = _WERE_FREED[language].match(after) or _FREES.search(flat, clause[0], place)
    return seized is not None and told is not None


# "The bridge will reopen on Monday": a day is set, which is an announcement.
_SCHEDULED = {
    "en": re.compile(r"\b(?:will|shall|(?:is|are) (?:due |set |expected )?to)(?: be)? $"),
    "fr": re.compile(r"\b(?:sera|seront|va|vont|doit|doivent)(?: etre)? $"),
    "ar": re.compile(r"(?:^| )(?:سوف|من المقرر ان|يتقرر ان) $"),
}


def is_scheduled(language: str, before: str) -> bool:
    """Tell whether words that end right before a verb say that it is decided and to come.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    before : str
        Folded text of the clause up to the verb.

    Returns
    -------
    bool
        True for "the bridge will", but not for "until the bridge".

    Examples
    --------
    >>> is_scheduled("en", "the road will be "), is_scheduled("en", "the road could be ")
    (True, False)
    """
    return _SCHEDULED[language].search(before) is not None


def is_awaited(
    language: str, flat: str, clause: tuple[int, int], end: tuple[str | None, int, int]
) -> bool:
    """Tell whether the end of a blockade or a shortage is denied, awaited or made a condition.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    end : tuple
        Subtype of the event and the stretch of its words.

    Returns
    -------
    bool
        True where it has not come; what was to end still holds.

    Examples
    --------
    >>> text = "until the siege is lifted"
    >>> is_awaited("en", text, (0, len(text)), ("blockade_ended", 10, 25))
    True
    """
    subtype, first, last = end
    if subtype not in _ENDS:
        return False
    before, words = flat[max(clause[0], first - _WINDOW) : first], flat[first:last]
    open_yet = _AWAITED[language].search(before) or _OPEN_YET[language].search(words)
    after = flat[last : clause[1]]
    far = _AS_NOUN.match(words) and _NOT_NEAR[language].match(after)
    return bool(open_yet or far or not_within(language, words))


def is_unreal(
    language: str, flat: str, clause: tuple[int, int], event: tuple[str, int, int]
) -> bool:
    """Tell whether an event is only wished, sought, refused, feared, or said to have failed.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    clause : tuple of int
        Where the clause stands.
    event : tuple
        Event type and the stretch of its words.

    Returns
    -------
    bool
        True where the words do not say that it happened.

    Examples
    --------
    >>> text = "the group seeks to provoke another coup"
    >>> is_unreal("en", text, (0, len(text)), ("coup", 35, 39))
    True
    >>> is_unreal("en", "a coup in 2020", (0, 14), ("coup", 2, 6))
    False
    """
    kind, start, end = event
    if kind not in _REACHABLE:
        return False
    before = flat[max(clause[0], start - _WINDOW) : start]
    failed = _AFTER[language].match(flat[end : clause[1]]) or _WITHIN.search(flat, start, end)
    return bool(_BEFORE[language].search(before) or failed)
