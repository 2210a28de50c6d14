"""Places that only say which office is meant, as in "the embassy in Bamako urged"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.places import is_capital
from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.reports.mentions import Mention
    from qafila.text import Folded, Hit

_REACH = 60  # characters
# The seat of who speaks, and what is called after a town: "a researcher in X", "the X accord".
_SEAT = {
    "en": re.compile(
        r"\b(?:request|invitation) (?:of|from) $"
        r"|\b(?:university|institute|bank|chamber|bishop|archbishop|diocese) (?:of|in|at) $"
        r"|\b(?:analysts?|researchers?|consultants?|economists?|diplomats?|experts?|scientists?"
        r"|professors?|correspondents?|spokes\w+|lawyers?|academics?|observers?|historians?)"
        r"(?: based)? (?:in|at|from|of) (?:the )?$"
        r"|\b(?:radio|television|newspaper|daily|broadcaster|agency|embassy|consulate|mission)"
        r"(?: \w+)? in $|\b(?:based|headquartered) (?:in|at) $"
    ),
    "fr": re.compile(
        r"\bdemande de $"
        r"|\b(?:universite|institut|banque|chambre|eveque|archeveque|diocese|tribunal)"
        r"(?: \w+)? (?:de la |de l'|de |du |d'|a )$"
        r"|\b(?:analystes?|chercheu\w+|economistes?|diplomates?|experts?|professeu\w+"
        r"|correspondante?s?|porte[- ]parole|avocats?|universitaires?|observateurs?|politologue)"
        r"(?: \w+)? (?:a|au|en|de|du|d'|base a|basee a|bases a) ?$|\b(?:base|siege)\w* a $"
        r"|(?:^|[.!?\n] ?|« ?)de $|\b(?:accords?|processus|pacte|charte)(?: de paix)? (?:de |d'|du )$"
    ),
    "ar": re.compile(
        r"(?:^| )ب?طلب من $"
        r"|(?:^| )[وفبل]?(?:جامعه|معهد|غرفه|اسقف|ابرشيه|ميثاق|مسار|مجلس \w+|مركز \w+|مركز \w+ \w+"
        r"|(?:(?:باحث|باحثه|خبير|خبيره|محلل|دبلوماسي|استاذ|مراسل|محام|اكاديمي|مراقب)(?: \w+){0,3}))"
        r" (?:في |من |لدي )?ب?$"
    ),
}
_CALLED = re.compile(
    r"^(?:-based|'s? (?:request|invitation|demand)| based)\b"
    r"|^(?: peace)? (?:accords?|agreements?|process|declaration|summit|charter|pact|treaty)\b"
)
# What belongs to a state or its capital.
_OWNED = re.compile(
    r"^'s? (?:[\w\-]+ ){0,3}?(?:troops|soldiers|forces|president|presidency|government|junta|army"
    r"|military|ministry|minister|ambassador|embassy|firm|company|leaders?|rulers?|generals?|envoy"
    r"|customs|parliament|police|officials|authorities|state media|council of ministers|prosecutor)\b"
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
        r"(?:^| )[وفبل]?(?:ال)?(?:حكومه|سلطات|نظام|جيش|سفاره|سفير|رييس|رياسه|وزاره|وزير|خارجيه|قياده"
        r"|دعم|مساعده|جمارك|شرطه|برلمان|رييسا|حكومتي|سلطتي|وزيري|رييسي)(?: \w+)?(?: في)? (?:ال)?$"
    ),
}
# A capital or a state that acts.
_ACTS_AFTER = {
    "en": re.compile(
        r"^(?: and \w+)?(?:,[^,.]{0,60},)?(?: (?:has|had|have|now|also|again|still|never|since"
        r"|repeatedly|consistently|ever|later|then|once|so far|already|in turn)){0,3} (?:said|says?"
        r"|announc\w+|den(?:y|ies|ied|ying)|declar\w+|dismiss\w*|reject\w*|recall\w*|expel\w*|accus\w+"
        r"|promis\w+|reopen\w*|clos(?:ed|es|ing)|shuts?|sends?|sent|sending|order(?:ed|s)|told|asks?"
        r"|asked|call(?:s|ed)|insist\w*|warn\w*|agree[sd]?|sign(?:s|ed)|offer(?:s|ed)|deploy\w*"
        r"|releas(?:ed|es)|bann?(?:ed|s)|suspend\w*|demand(?:s|ed)|refus\w+|urge[sd]?|wants?|wanted"
        r"|threaten\w*|pledg\w+|broke|withdr\w+|recogni\w+|accept\w*|acknowledg\w+|admit\w*|confirm\w*"
        r"|disclos\w+|speaks?|spoke|blam\w+|pa(?:id|ys)|approv\w+|lift(?:s|ed)|impos\w+|chang\w+"
        r"|stopped|(?:is|was|are|were) (?:now |also |not )?(?:sending|asking|calling|considering|preparing"
        r"|talking|threatening|demanding|refusing|trying|seeking|ready)|brokered|hosted talks|mediat\w+|severed|evacuat\w+|advis\w+|puts? the)\b"
    ),
    "fr": re.compile(
        r"^(?: et \w+)?(?:,[^,.]{0,60},)? (?:(?:ne|se|les?|la|lui|y|en) |n'en |n'|s'|l'|en )*"
        r"(?:(?:a|avait|ont|avaient|aurait|vient de|est|sont)(?: \w+)? )?(?:annonc|dement|nie|nia|nier"
        r"|affirm|accus|rejet|reconn|promi|rouvr|ferm(?:e|ent|era)|envo[yi]|exig|demand|refus|di[ts]|assur"
        r"|menac|sign|rappel|expuls|decid|denonc|convoqu|suspend|interdi|impos|appel|confirm|adm[ei]t"
        r"|parl|publi|accept|liber|pay|soutien|soutenu|averti|depech|deploi|deploy|rompu|evacu|conseill)"
    ),
    "ar": re.compile(r"(?!)"),
}
_ACTS_BEFORE = {
    "en": re.compile(
        r"\b(?:neither|nor|tension between|dispute between|ties with|relations with) $"
    ),
    "fr": re.compile(r"\b(?:relations avec|rupture avec|tensions? avec|ni) (?:le |la |l')?$"),
    "ar": re.compile(
        r"(?:^|[ ,.])[وف]?س?(?:نفت|تنفي|اعلنت|تعلن|وقعت|توقع|دعت|تدعو|انهت|تنهي|اغلقت|تغلق|فتحت|تفتح|تبقي"
        r"|ابقت|دفعت|ارسلت|ترسل|رفضت|ترفض|اتهمت|تتهم|طالبت|تطالب|قررت|علقت|استدعت|طردت|هددت|تهدد|حذرت"
        r"|تحذر|اكدت|توكد|قالت|تقول|اقرت|تقر|نددت|تندد|تصر|وعدت|تعهدت|منحت|شددت|ابرمت|وافقت|اعترفت|ابلغت"
        r"|اوفدت|عززت|تعزز|قطعت|كانت|ترد|ردت|تري|رات|اعتبرت|تعتبر|استنكرت|ادانت|تدين|تنصح|نصحت|بين)"
        r"(?: قد)? (?:ال)?$"
    ),
}
_DATELINE = re.compile(
    r"(?:,? [^.;:–—\n]{0,40}?)?(?: ?\([^)\n]{2,30}\))? ?(?:[–—]|(?<= )-(?= )|(?<=\)):)"
)
_LED = re.compile(r"(?<!\w)(?:in|at|of|for|on|inside|across|en|a|au|aux|dans|sur|في|داخل|علي|ب?جمهوريه) (?:the |le |la |l'|les )?$")
_IN = {"en": {"in"}, "fr": {"a", "au", "en"}, "ar": {"في", "لدي"}}
_LOCAL = frozenset({"local_source"})
_BEYOND = {
    "en": re.compile(
        r"\b(?:border|frontier|crossing)s? (?:with|to|into|towards?) (?:the )?(?:\w+ and )?$"
    ),
    "fr": re.compile(
        r"\bfrontieres?(?: \w+)?(?: d[eu] \w+)? (?:avec|vers|du cote de) (?:le |la |les |l')?(?:\w+ et )?$"
    ),
    "ar": re.compile(
        r"(?:حدود|حدودها|حدوده|الحدود|الحدوديه|معابرها|معابره|المعابر)(?: \w+)? مع (?:ال)?(?:\w+ و)?$"
    ),
}


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
    if is_state(hit.value) and _of_state(language, before, after):
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
    """Whether a state or its capital acts, or only owns what is spoken of."""
    code = language.code
    if _OWNED.match(after) or _OF_STATE[code].search(before) or _ACTS_BEFORE[code].search(before):
        return True
    return _ACTS_AFTER[code].match(after) is not None and not is_led(code, before)


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
    hits = table("roles", language).find(before)
    return any(hit.end >= len(before.rstrip()) for hit in hits) or bool(_LED.search(before))
