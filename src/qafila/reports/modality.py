"""How a statement is put: as a fact, a claim, an estimate, an opinion, or as background."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.lexicons import cues
from qafila.reports.own_deeds import tells_own_deed
from qafila.reports.scope import of_the_freed
from qafila.reports.slots import find_slots

if TYPE_CHECKING:
    import datetime as dt

    from qafila.claims import DateSpan, Source
    from qafila.reports.events import Event

_OLD_DAYS = 300
_MEDIA = frozenset({"media", "state_media"})
# What is said is itself the event: who calls, advises or keeps a number back has done so.
_DONE_BY_SAYING = frozenset({"advisory", "demand", "number_not_announced"})
_THREATS = frozenset({"threat", "strike_threat"})
# What befell people is no decision that somebody announces: it is told, or claimed by who did it.
_BEFALLEN = frozenset(
    {
        "armed_clash",
        "attack_on_convoy",
        "casualties",
        "displacement",
        "influence_expansion",
        "shortage",
        "stock_level",
        "violence_against_civilians",
    }
)
_SUCCESSES = frozenset({"repelled", "air_strike", "drone_downed"})
_ENEMY = "enemy"
_PLEDGE = "supply"
_AFTER = "after"  # a small word that holds for what follows it
_ADVICE = "recommendation"
_VIOLENT = frozenset({"armed_clash", "attack_on_convoy", "casualties", "abduction"})
_CONFIRMED = {
    "en": re.compile(
        r"\b(?:army|military|government|junta|group|forces|ministry|command|jnim|wagner)"
        r"(?: (?:has|have|had))? (?:confirm|acknowledg|admit)\w* (?:the|an?|its|their|heavy)"
    ),
    "fr": re.compile(
        r"\b(?:armee|gouvernement|junte|groupe|forces|ministere|etat major|jnim|wagner)"
        r"(?: [a-z]+)?(?: (?:a|ont|avait))? (?:confirm|reconn|adm)\w* (?:l|la|le|les|une?|des|ses)"
    ),
    "ar": re.compile(r"(?:^|[ ,])[وف]?(?:اقر|اقرت|اعترف|اعترفت)(?: \w+){0,3} ب\w*"),
}
# A price or supply of before the crisis, beside that of today.
_FORMER = frozenset({"fuel_price", "electricity_hours", "fuel_cover"})
_PRICE = "price"
_BEFORE_NOW = {
    "en": (
        re.compile(r"\b(?:instead of|(?:up|down) from|compared (?:with|to)|against|from) $"),
        re.compile(r"^,? (?:a litre )?(?:before|previously|earlier|in normal times)\b"),
    ),
    "fr": (
        re.compile(r"\b(?:contre|au lieu de|compare a|par rapport a) $"),
        re.compile(r"^,? (?:le litre )?(?:auparavant|avant|precedemment|jusque la|jadis)\b"),
    ),
    "ar": (
        re.compile(
            r"(?:(?:^|[ ,])[وف]?كان\w{0,2}(?: (?!قد)\w+){0,6}|بدلا من|بدل|مقارنه ب|مقابل) "
            r"?(?:\w+ ){0,2}(?:ب|ل)?$"
        ),
        re.compile(r"^,? (?:سابقا|من قبل|قبل (?:ال)?(?:حصار|ازمه))\b"),
    ),
}
# "May" is a month, and "even if" grants what it tells.
_NOT_OPEN = {
    "en": re.compile(
        r"(?:\b(?:in|of|since|until|from|between|and|to|by|late|early|mid|last|on|before|after|\d+)"
        r" may\b)|\bmay (?:\d|and\b|to\b)"
    ),
    "fr": re.compile(r"\b(?:meme si|si bien que)\b"),
    "ar": re.compile(r"(?!)"),
}


def read_modality(
    language: str,
    flat: str,
    start: int,
    end: int,
    voiced: str | None,
    chain: tuple[Source, ...],
    date: DateSpan,
    published: dt.date | None,
    polarity: str | None = None,
    event: Event | None = None,
) -> str:
    """Decide the modality of a claim.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    start, end : int
        The clause.
    voiced : str or None
        Modality of the reporting verb.
    chain : tuple of Source
        Who says it, the origin last.
    date : DateSpan
        When it happened.
    published : datetime.date or None
        Day of publication.
    polarity : str or None
        ``denied`` or ``announced`` where the event's own words say so (`read_polarity`).
    event : Event, optional
        The event.

    Returns
    -------
    str
        A row of ``schema/terms.csv``.

    Examples
    --------
    >>> from qafila.claims import DateSpan
    >>> read_modality("fr", "20 citernes auraient ete brulees", 0, 32, None, (),
    ...               DateSpan(None, None), None)
    'conditional'
    """
    kinds = _kinds(language, flat, start, end, event)
    if "denied" in {voiced, polarity}:
        return "denied"
    if event is not None and event.subtype in _THREATS and "background" not in kinds:
        return "announced"
    if "opinion" in kinds or voiced == "opinion" or (chain and chain[-1].kind == "analyst"):
        return "opinion"
    if event is not None and event.subtype == _ADVICE:
        return "opinion"
    if "background" in kinds or (
        event is not None and _is_former(language, flat, start, end, event)
    ):
        return "background"
    if kinds & {"conditional", "unconfirmed"}:
        return "conditional"
    if polarity == "announced":
        return "announced"
    if "estimate" in kinds or voiced == "estimated":
        return "estimated"
    if event is not None and _admits(language, flat[start:end], event):
        return "admitted"
    boasts = event is not None and (
        _boasts(language, flat, event)
        or tells_own_deed(language, flat[start:end], event.event_type)
    )
    origin = chain[-1].kind if chain else None
    return _by_voice(voiced, origin, _is_old(date, published), event, boasts=boasts)


def _is_former(language: str, flat: str, start: int, end: int, event: Event) -> bool:
    """What held before the crisis, or befell those whose release is told."""
    place = event.trigger[0] if event.trigger else event.start
    if event.event_type == "abduction":
        return of_the_freed(language, flat, (start, end), place)
    figure = event.figure
    if figure is None or (event.quantity not in _FORMER and event.event_type != _PRICE):
        return False
    before, after = _BEFORE_NOW[language]
    return bool(before.search(flat[start : figure.start]) or after.match(flat[figure.end : end]))


def _kinds(language: str, flat: str, start: int, end: int, event: Event | None) -> set[str]:
    """Kinds of the small words of a clause, without those that look like one only."""
    told = end if event is None else event.start
    seeming = [match.span() for match in _NOT_OPEN[language].finditer(flat, start, end)]
    kinds = set()
    for cue in cues(language, flat, start, end):
        seems = any(first <= cue.start and cue.end <= last for first, last in seeming)
        too_late = cue.value == _AFTER and cue.start >= told
        if not too_late and not (seems and cue.kind == "conditional"):
            kinds.add(cue.kind)
    return kinds


def _admits(language: str, clause: str, event: Event) -> bool:
    """A party that confirms the ambush it fell into, or its losses, admits them."""
    return event.event_type in _VIOLENT and _CONFIRMED[language].search(clause) is not None


def _boasts(language: str, flat: str, event: Event) -> bool:
    """Whether a state that tells of it would tell of its own success: enemies killed, raids."""
    if event.event_type == "armed_clash":
        return event.subtype in _SUCCESSES
    if event.event_type != "casualties" or event.figure is None:
        return False
    return _ENEMY in find_slots(language, flat, event.figure.start, event.figure.end, ())


def _by_voice(
    voiced: str | None, origin: str | None, old: bool, event: Event | None, *, boasts: bool
) -> str:
    said = event.subtype or "" if event is not None else ""
    if event is not None and event.event_type == "agreement" and said == _PLEDGE:
        return "announced"
    if voiced == "admitted":
        return "admitted"
    if voiced == "announced" and origin not in _MEDIA and not old:
        kind = event.event_type if event is not None else ""
        if kind not in _BEFALLEN:
            return "asserted" if {kind, said} & _DONE_BY_SAYING else "announced"
    if origin in {"armed_group", None} and voiced == "claimed":
        return "claimed"
    if origin == "armed_group" or (origin == "government" and (voiced == "claimed" or boasts)):
        return "claimed"
    return "background" if old else "asserted"


def _is_old(date: DateSpan, published: dt.date | None) -> bool:
    if date.end is None or published is None:
        return False
    return (published - date.end).days > _OLD_DAYS
