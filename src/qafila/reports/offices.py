"""Places that only say which office is meant, as in "the embassy in Bamako urged"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.places import is_capital
from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.reports.mentions import Mention
    from qafila.text import Folded

_REACH = 60  # characters
# The seat of who speaks, and what is called after a town: "a researcher in X", "the X accord".
_SEAT = {
    "en": re.compile(
        r"\b(?:request|invitation) (?:of|from) $"
        r"|\b(?:university|institute|(?<!cereal )(?<!grain )bank|chamber"
        r"|bishop|archbishop|diocese) (?:of|in|at) $"
        r"|\b(?:analysts?|researchers?|consultants?|economists?|diplomats?|experts?|scientists?"
        r"|professors?|correspondents?|spokes\w+|lawyers?|academics?|observers?|historians?)"
        r"(?: based)? (?:in|at|from|of) (?:the )?$"
        r"|\b(?:radio|television|newspaper|daily|broadcaster|agency|embassy|consulate|mission)"
        r"(?: \w+)? in $|\b(?:based|headquartered) (?:in|at) $"
    ),
    "fr": re.compile(
        r"\bdemande de $"
        r"|\b(?:universite|institut|banque(?! de cereales)|chambre|eveque|archeveque|diocese"
        r"|tribunal)"
        r"(?: \w+)? (?:de la |de l'|de |du |d'|a )$"
        r"|\b(?:analystes?|chercheu\w+|economistes?|diplomates?|experts?|professeu\w+|avocats?"
        r"|correspondante?s?|porte[- ]parole|universitaires?|observateurs?|politologue)"
        r"(?: \w+)? (?:a|au|en|de|du|d'|base a|basee a|bases a) ?$|\b(?:base|siege)\w* a $"
        r"|(?:^|[.!?\n] ?|« ?)de $"
        r"|\b(?:accords?|processus|pacte|charte)(?: de paix)? (?:de |d'|du )$"
    ),
    "ar": re.compile(
        r"(?:^| )ب?طلب من $"
        r"|(?:^| )[وفبل]?(?:جامعه|معهد|غرفه|اسقف|ابرشيه|ميثاق|مسار|مجلس \w+"
        r"|مركز (?!(?:ال)?(?:عبور|حدود|صح|شرط|جمارك|ايواء|استقبال|توزيع|تسجيل))\w+(?: \w+)?"
        r"|(?:باحث|باحثه|خبير|خبيره|محلل|دبلوماسي|استاذ|مراسل|محام|اكاديمي|مراقب)(?: \w+){0,3})"
        r" (?:في |من |لدي )?ب?$"
    ),
}
_CALLED = re.compile(
    r"^(?:-based|'s? (?:request|invitation|demand)| based)\b"
    r"|^(?: peace)? (?:accords?|agreements?|process|declaration|summit|charter|pact|treaty)\b"
)
# What belongs to a state or its capital.
_OWNED = re.compile(
    r"^'s? (?:[\w\-]+ ){0,3}?(?:troops|soldiers|forces|president|presidency|government|junta"
    r"|army|military|ministry|minister|ambassador|embassy|firm|company|leaders?|rulers?|generals?"
    r"|envoy|customs|parliament|police|officials|authorities|state media|council of ministers"
    r"|prosecutor)\b"
)
_OF_STATE = {
    "en": re.compile(
        r"\b(?:government|authorities|junta|regime|army|embassy|president|support|backing|help)"
        r" (?:in|of|from) (?:the )?$"
    ),
    "fr": re.compile(
        r"\b(?:gouvernement|autorites|junte|regime|pouvoir|armee|ambassade|ambassadeur|president"
        r"|ministere|ministre|soutien|appui|aide|consulat|presidence|douanes|etat)(?: \w+)?"
        r" (?:de la |de l'|de |du |des |d'|a |en )$"
    ),
    "ar": re.compile(
        r"(?:^| )[وفبل]?(?:ال)?(?:حكومه|سلطات|نظام|جيش|سفاره|سفير|رييس|رياسه|وزاره|وزير|خارجيه"
        r"|قياده|دعم|مساعده|جمارك|شرطه|برلمان|رييسا|حكومتي|سلطتي|وزيري|رييسي)"
        r"(?: \w+)?(?: في)? (?:ال)?$"
    ),
}
# A capital or a state that acts: what may stand between it and the verb, on the verb's side.
_SECOND_END = re.compile(r"\b(?:between|entre) [\w' -]{2,30} (?:and|et) $")
_BY_VERB = {
    "en": re.compile(
        r"^(?: and \w+)?(?:,[^,.]{0,60},)?(?: (?:has|had|have|now|also|again|still|never|since"
        r"|repeatedly|consistently|ever|later|then|once|so far|already|in turn)){0,3} $"
    ),
    "fr": re.compile(
        r"^(?: et \w+)?(?:,[^,.]{0,60},)? (?:(?:ne|se|les?|la|lui|y|en) |n'en |n'|s'|l')*"
        r"(?:(?:a|avait|ont|avaient|aurait|vient de|est|sont|va)(?: \w+)? )?$"
    ),
    "ar": re.compile(r"^(?: قد)? (?:ال)?$"),
}
_AGAINST = {
    "en": re.compile(r"\b(?:neither|nor|(?:tension|dispute|ties|relations) (?:with|between)) $"),
    "fr": re.compile(r"\b(?:(?:relations|rupture|tensions?) avec|ni) (?:le |la |l')?$"),
    "ar": re.compile(r"(?!)"),
}
_DATELINE = re.compile(
    r"(?:,? [^.;:–—\n]{0,40}?)?(?: ?\([^)\n]{2,30}\))? ?(?:[–—]|(?<= )-(?= )|(?<=\)):)"
)
_LED = re.compile(
    r"(?<!\w)(?:in|at|of|for|on|inside|across|en|a|au|aux|dans|sur|في|داخل|علي|ب?جمهوريه) "
    r"(?:the |le |la |l'|les )?$"
)
_ARTICLE = re.compile(r" (?:the|le|la|les|l')$")
_IN = {"en": {"in"}, "fr": {"a", "au", "en"}, "ar": {"في", "لدي"}}
_SIT_SOMEWHERE = frozenset({"government", "local_source", "unnamed", "union"})
_LOCAL = frozenset({"local_source"})
_BEYOND = {
    "en": re.compile(
        r"\b(?:border|frontier|crossing)s? (?:with|to|into|towards?) (?:the )?(?:\w+ and )?$"
    ),
    "fr": re.compile(
        r"\bfrontieres?(?: \w+)?(?: d[eu] \w+)? (?:avec|vers|du cote de) "
        r"(?:le |la |les |l')?(?:\w+ et )?$"
    ),
    "ar": re.compile(
        r"(?:حدود|حدودها|حدوده|الحدود|الحدوديه|معابرها|معابره|المعابر)(?: \w+)? مع "
        r"(?:ال)?(?:\w+ و)?$"
    ),
}


def is_in_a_source(hit: Hit[Place], mentions: Sequence[Mention]) -> bool:
    """Whether a place is a source, or part of the name of one.

    A town in the name of a local authority is a place: "the council of X counted 300 families".

    Parameters
    ----------
    hit : Hit
        A place named.
    mentions : sequence of Mention
        Sources of the sentence, each with the part it plays.

    Returns
    -------
    bool
        True for "Radio X" and for a capital that speaks.

    Examples
    --------
    >>> from qafila.places import Place
    >>> from qafila.phrases import Hit
    >>> is_in_a_source(Hit(0, 4, Place("Gao", "gao", "MLI", "city")), ())
    False
    """
    return any(
        mention.start <= hit.start and hit.end <= mention.end and _hides(mention, hit)
        and (is_state(hit.value) or mention.source.kind not in _SIT_SOMEWHERE)
        for mention in mentions
    )  # fmt: skip


def _hides(mention: Mention, hit: Hit[Place]) -> bool:
    """Whom a place only locates, as "residents of Djibo", speaks of that place."""
    if mention.head:
        return mention.part != "" and mention.source.kind != "local_source"
    return mention.part != "" or mention.start < hit.start or hit.end < mention.end


def is_dateline(folded: Folded, hit: Hit[Place], start: int) -> bool:
    """Whether a place only says where a report was written: "BAMAKO, 3 Nov (Reuters) - ".

    Parameters
    ----------
    folded : Folded
        The text.
    hit : Hit
        A place named.
    start : int
        Where its sentence begins.

    Returns
    -------
    bool
        True where it opens the sentence and a dash ends the line of place and date.

    Examples
    --------
    >>> from qafila.places import Gazetteer
    >>> from qafila.text import fold
    >>> text = fold("DAKAR, 3 Nov (Reuters) - Tankers were burnt.")
    >>> is_dateline(text, Gazetteer(()).find(text)[0], 0)
    True
    """
    opens = not folded.text[start : hit.start].strip(" *_(")
    return opens and _DATELINE.match(folded.text, hit.end) is not None


def is_beyond(folded: Folded, language: Language, hit: Hit[Place]) -> bool:
    """Whether a country is only named as the one beyond a border: "its border with X".

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    hit : Hit
        A place named.

    Returns
    -------
    bool
        True behind "border with" and the like.

    Examples
    --------
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("It closed its border with Benin.")
    >>> is_beyond(text, ENGLISH, Gazetteer(()).find(text)[0])
    True
    """
    before = folded.text[max(0, hit.start - _REACH) : hit.start]
    return hit.value.kind == "country" and _BEYOND[language.code].search(before) is not None


def names_an_office(
    folded: Folded, language: Language, hit: Hit[Place], mentions: Sequence[Mention]
) -> bool:
    """Whether a place tells where an office sits and not where something happened.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    hit : Hit
        A place named.
    mentions : sequence of Mention
        Sources of the sentence, each with the part it plays.

    Returns
    -------
    bool
        True for the seat of a source that speaks, of a government, and of who asked for something.

    Examples
    --------
    >>> from qafila.places import Gazetteer, Place
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("It escorts convoys at Bamako's request.")
    >>> [hit] = Gazetteer((Place("Bamako", "bamako", "MLI", "city"),)).find(text)
    >>> names_an_office(text, ENGLISH, hit, ())
    True
    """
    before = folded.text[max(0, hit.start - _REACH) : hit.start]
    after = folded.text[hit.end : hit.end + _REACH]
    if _SEAT[language.code].search(before) or _CALLED.match(after):
        return True
    if is_state(hit.value) and (_of_state(language, before, after) or _acts(folded, language, hit)):
        return True
    return is_state(hit.value) and any(
        mention.part and mention.end <= hit.start and mention.source.kind not in _LOCAL
        and folded.text[mention.end : hit.start].strip() in _IN[language.code]
        for mention in mentions
    )  # fmt: skip


def is_state(place: Place) -> bool:
    """Whether a place may stand for a state: a country or its capital.

    Parameters
    ----------
    place : Place
        A place.

    Returns
    -------
    bool
        False for any other town or region.

    Examples
    --------
    >>> from qafila.places import Place
    >>> is_state(Place("Mali", None, "MLI", "country"))
    True
    """
    return place.kind == "country" or is_capital(place)


def _of_state(language: Language, before: str, after: str) -> bool:
    """Whether a state or its capital only owns what is spoken of, or is spoken of as a party."""
    code = language.code
    return bool(
        _OWNED.match(after) or _OF_STATE[code].search(before) or _AGAINST[code].search(before)
    )


def _acts(folded: Folded, language: Language, hit: Hit[Place]) -> bool:
    """Whether a state or its capital does something: "Bamako denied it", «نفت باماكو»."""
    code, flat = language.code, folded.flat
    if not language.subject_first:
        verbs = table("state_acts", code).find(flat, max(0, hit.start - _REACH), hit.start)
        return any(_BY_VERB[code].match(folded.text[verb.end : hit.start]) for verb in verbs)
    before = folded.text[max(0, hit.start - _REACH) : hit.start]
    if is_led(code, before) or _SECOND_END.search(before):
        return False
    verbs = table("state_acts", code).find(flat, hit.end, min(len(flat), hit.end + 2 * _REACH))
    return any(_BY_VERB[code].match(folded.text[hit.end : verb.start]) for verb in verbs)


def is_led(language: str, before: str) -> bool:
    """Whether a word before a place tells its part: "in", « vers ».

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    before : str
        Folded text before the place.

    Returns
    -------
    bool
        True where one stands right before it.

    Examples
    --------
    >>> is_led("en", "soldiers arrived in "), is_led("en", "it said that ")
    (True, False)
    """
    if before[-1:] in {"ب", "ل"}:
        return True
    led = _ARTICLE.sub("", before.rstrip())
    return any(hit.end >= len(led) for hit in table("roles", language).find(before)) or bool(
        _LED.search(before)
    )
