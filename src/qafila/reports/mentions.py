"""What in a text may be a source, and the verbs by which sources speak.

A mention is a named source, an outlet by its description ("the site X"), a description ("a security
source"), an armed group, or a capital or country that may speak for its government.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.claims import Source
from qafila.phrases import Hit, longest
from qafila.places import countries
from qafila.reports.lexicons import cues, table
from qafila.reports.outlets import described_outlets
from qafila.reports.source_names import PHRASE
from qafila.reports.source_phrases import find_source_phrases
from qafila.reports.state_voices import find_state_voices, office_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.places import Country, Place
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.text import Folded

METONYM = "government_metonym"
_ARTICLE = re.compile(r"(?:an?|the|une?|la|le|l) ")
_NAMED = frozenset({"media", "state_media"})
_LEAD = 3  # words before the known name in a phrase: "the broadcaster X"
GOVERNMENT = "government_"  # and the country: who speaks where a capital does
_NAMED_IN = ("en", "fr", "ar")  # order of the names of a country
SPEAKERS = {
    "armed_group": "armed_group",
    "state": "government",
    "foreign_force": "government",
    "self_defence_group": "armed_group",
}
# "no other source confirms it", "without naming a source": nobody speaks.
_UNSAID = {
    "en": re.compile(
        r"\b(?:no|any)(?: other)? $|\b(?:without|not) (?:naming|citing|name|cite)(?: any| its)? $"
    ),
    "fr": re.compile(
        r"\baucune?(?: autre)? $|\b(?:sans (?:citer|nommer)|cite pas|nomme pas) (?:de |sa |ses )?$"
    ),
    "ar": re.compile(
        r"(?:^| )(?:اي|(?:لم|لا|دون|بدون)(?: ان)? (?:يذكر|تذكر|ذكر|يسم|تسم|يحدد|تحدد)) $"
    ),
}
_AFFILIATED = {
    "en": re.compile(r"\b(?:linked|affiliated|allied|loyal|aligned|close) (?:to|with) (?:the )?$"),
    "fr": re.compile(r"\b(?:affilie|lie|allie|rattache|infeode)e?s? (?:a |au )(?:l |la )?$"),
    "ar": re.compile(r"(?:المرتبطه ب|المرتبط ب|المواليه? ل|المبايعه? ل)(?:تنظيم )?$"),
}


@dataclass(frozen=True)
class Mention:
    """A possible source in the text and the part it plays.

    Examples
    --------
    >>> Mention(0, 3, Source("RFI", "rfi", "media"), "speaker").part
    'speaker'
    """

    start: int
    end: int
    source: Source
    part: str = ""
    refers: str = ""
    office: bool = False
    head: str = ""
    form: str = ""
    whole: bool = True


@dataclass(frozen=True)
class Voice:
    """A reporting verb: where it stands and how it puts what is said.

    Examples
    --------
    >>> Voice(0, 4, "said", "asserted").modality
    'asserted'
    """

    start: int
    end: int
    verb: str
    modality: str


def _verbatim(folded: Folded, start: int, end: int) -> str:
    first, last = folded.raw_span(start, end)
    return " ".join(folded.raw[first:last].split())


def find_mentions(
    folded: Folded,
    language: Language,
    start: int,
    end: int,
    places: Sequence[Hit[Place]],
    outlets: Sequence[Hit[Row]],
) -> list[Mention]:
    """Find what may be a source in a part of a text.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The part to look at.
    places : sequence of Hit
        Places named in the text: a capital or country may speak for its government.
    outlets : sequence of Hit
        Sources of the table and outlets of the document's front matter, where the text names them.

    Returns
    -------
    list of Mention
        In order of place, without a part yet.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("a security source told her")
    >>> [m.source.kind for m in find_mentions(text, ENGLISH, 0, 26, (), ())]
    ['local_source']
    """
    hits = _candidates(folded, language, start, end, places, outlets)
    phrases = find_source_phrases(folded, language, start, end, places)
    known = [hit for hit in hits if hit.value["source_id"] or hit.value["refers"]]
    other = [hit for hit in hits if not (hit.value["source_id"] or hit.value["refers"])]
    named = longest([*known, *(named_within(folded, hit, hits) for hit in phrases), *other])
    told = [hit for hit in named if hit.value["source_id"] or not _unsaid(folded, language, hit)]
    told = [hit for hit in told if not _lends_its_name(folded, language, hit)]
    found = _joined(folded, [_in_office(folded, language, _mention(folded, hit)) for hit in told])
    return _without_appositions(folded, _outermost(found))


def _candidates(
    folded: Folded,
    language: Language,
    start: int,
    end: int,
    places: Sequence[Hit[Place]],
    outlets: Sequence[Hit[Row]],
) -> list[Hit[Row]]:
    """Whatever tables, actors, outlets by form and countries give; they may overlap."""
    hits: list[Hit[Row]] = [hit for hit in outlets if start <= hit.start and hit.end <= end]
    hits += table("sources", language.code).find(folded.flat, start, end)
    hits += [
        Hit(hit.start, hit.end, {**hit.value, "source_id": hit.value["actor_id"],
                                 "kind": SPEAKERS[hit.value["kind"]], "refers": ""})
        for hit in table("actors", language.code).find(folded.flat, start, end)
        if hit.value["kind"] in SPEAKERS
    ]  # fmt: skip
    hits += described_outlets(folded, language, start, end)  # «صحيفة المغرب» is no country
    hits += _governments(
        folded, language, [hit for hit in places if start <= hit.start and hit.end <= end]
    )
    hits += find_state_voices(folded, language, start, end, places)
    return [
        hit for hit in hits
        if hit.value["language"] or not hit.value["name"][:1].isupper()
        or folded.is_capital(hit.start)
    ]  # fmt: skip


def _without_appositions(folded: Folded, mentions: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        one = None
        if kept and _is_explained(folded, kept[-1], mention):
            one = _explained(kept.pop(), mention)
        elif kept and _is_apposition(folded, kept[-1], mention):
            one = _described(folded, kept.pop(), mention)
        kept.append(one or mention)
    return kept


def _explained(named: Mention, what: Mention) -> Mention:
    source = named.source
    if source.kind == "unnamed":
        source = replace(source, kind=what.source.kind)
    return replace(named, end=what.end, source=source)


def _described(folded: Folded, what: Mention, named: Mention) -> Mention:
    bracketed = folded.text[what.end : named.start].strip() == "("
    if bracketed and what.source.kind:
        source = replace(what.source, source_id=named.source.source_id)
        return replace(what, end=named.end + 1, source=source)
    return replace(named, start=what.start)


def named_within(folded: Folded, phrase: Hit[Row], hits: Sequence[Hit[Row]]) -> Hit[Row]:
    """Give a phrase the identity of the known source that it is made of: "AFP reporters".

    Parameters
    ----------
    folded : Folded
        The text.
    phrase : Hit
        A phrase of `find_source_phrases`.
    hits : sequence of Hit
        Sources with a name.

    Returns
    -------
    Hit
        The phrase; with a known name before or around its noun it is that source.

    Examples
    --------
    >>> from qafila.text import fold
    >>> row = {"form": "outlet", "takes": "", "head": "reporters", "source_id": "", "name": ""}
    >>> afp = Hit(0, 3, {"source_id": "afp", "name": "AFP", "kind": "media", "refers": ""})
    >>> named_within(fold("AFP reporters"), Hit(0, 13, row), [afp]).value["name"]
    'AFP'
    """
    row = phrase.value
    ends_it = row["form"] in {"body", "outlet"}  # "the al-Qaeda affiliate JNIM" is JNIM
    order = sorted(hits, key=lambda hit: (-hit.end * ends_it, hit.start - hit.end))
    for hit in order:
        named = hit.value["source_id"] and hit.value["kind"] != METONYM
        if named and hit.start < phrase.end < hit.end:
            phrase = Hit(phrase.start, hit.end, row)
        if not (phrase.start <= hit.start and hit.end <= phrase.end):
            continue
        if named and row["form"] == "person" and _hears(folded, phrase, hit):
            phrase = Hit(phrase.start, hit.start - 1, row)
            continue
        if named and not row["source_id"] and _is_that(folded, phrase, hit):
            row = {**row, "name": hit.value["name"], "source_id": hit.value["source_id"],
                   "kind": hit.value["kind"]}  # fmt: skip
        told = _is_described(folded, hit) and hit.value["kind"] not in {"", "unnamed"}
        of_body = row["takes"] and (named or told)
        if not row["source_id"] and (of_body or (told and hit.end == phrase.end)):
            row = {**row, "kind": hit.value["kind"]}  # "a union official" speaks for the union
    return Hit(phrase.start, phrase.end, row)


def _hears(folded: Folded, phrase: Hit[Row], outlet: Hit[Row]) -> bool:
    """Who speaks to an outlet does not belong to it: «مصادر طبية للجزيرة»."""
    told = folded.flat[outlet.start : outlet.end].startswith("ل")
    return told and outlet.value["kind"] in _NAMED and outlet.start > phrase.start + 1


def _is_that(folded: Folded, phrase: Hit[Row], known: Hit[Row]) -> bool:
    """Whether a phrase is the source that it names: "AFP reporters", "a spokesman for UNHCR"."""
    row = phrase.value
    leads = len(folded.flat[phrase.start : known.start].split()) <= _LEAD
    return row["takes"] == "yes" or row["form"] == "paper" or (leads and row["form"] != "person")


def _is_described(folded: Folded, hit: Hit[Row]) -> bool:
    row = hit.value
    bare = not (row["source_id"] or row["refers"]) and row["kind"] != METONYM
    return bare and " " in folded.flat[hit.start : hit.end]


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Of "a spokesman" and "a spokesman for X" keep the second."""
    return [
        mention
        for mention in mentions
        if not any(
            other is not mention and other.start <= mention.start and mention.end <= other.end
            for other in mentions
        )
    ]


def _in_office(folded: Folded, language: Language, mention: Mention) -> Mention:
    """Take "a spokesman for X" for X; where X is only "the group", show the words of the text."""
    first = office_start(folded, language, mention.start)
    if first == mention.start or mention.source.kind == METONYM:
        return mention
    source = mention.source
    if mention.refers:
        source = replace(source, name=_verbatim(folded, first, mention.end))
    return replace(mention, start=first, source=source, office=True)


def _unsaid(folded: Folded, language: Language, hit: Hit[Row]) -> bool:
    before = folded.text[max(0, hit.start - 30) : hit.start]
    return _UNSAID[language.code].search(before) is not None


def _lends_its_name(folded: Folded, language: Language, hit: Hit[Row]) -> bool:
    """In "JNIM, linked to al-Qaeda, said" only the first may speak."""
    before = folded.flat[max(0, hit.start - 24) : hit.start]
    return _AFFILIATED[language.code].search(before) is not None


def _joined(folded: Folded, mentions: list[Mention]) -> list[Mention]:
    """A name and its short form in brackets are one mention."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.source.source_id == mention.source.source_id is not None
            and folded.text[last.end : mention.start].strip() == "("
        ):
            kept[-1] = replace(last, end=mention.end + 1)
        else:
            kept.append(mention)
    return kept


def _is_explained(folded: Folded, named: Mention, following: Mention) -> bool:
    """A name and what it is are one: "Crisis Group, a think tank, wrote"."""
    gap = folded.text[named.end : following.start]
    told = named.source.source_id is not None or named.head == named.source.name
    article = _ARTICLE.match(folded.flat, following.start)
    bare = following.source.source_id is None and following.form in {"body", "outlet"}
    kinds = {named.source.kind, following.source.kind} - {"unnamed", None}
    bare = bare and (len(kinds) < 2 or folded.text[following.end : following.end + 1] == ",")
    return gap == ", " and told and bare and article is not None and named.source.kind != METONYM


def _is_apposition(folded: Folded, mention: Mention, following: Mention) -> bool:
    """In "the site X" only X is a source; "the petroleum office (X)" is one under two names."""
    gap = folded.text[mention.end : following.start]
    described = bool(mention.refers) or mention.source.source_id is None
    heard = mention.form == "person" and following.source.kind in _NAMED
    if (
        heard
        or not described
        or following.source.source_id is None
        or following.source.kind == METONYM
    ):
        return False
    # "l'agence ivoirienne AIP"
    one_word = mention.refers and following.source.kind in _NAMED and re.match(r"^ \w+ $", gap)
    return gap.strip(" \"'«(") == "" or bool(one_word)


@lru_cache(maxsize=1)
def _states() -> Mapping[str, Country]:
    return {country.code: country for country in countries()}


def _governments(
    folded: Folded, language: Language, places: Sequence[Hit[Place]]
) -> list[Hit[Row]]:
    """Countries, and capitals with the country in whose name they speak: « Moscou (Russie) »."""
    found = []
    for hit in places:
        country = _states().get(hit.value.country or "")
        if country is None:
            continue
        by_capital = any(name in country.capitals for name in hit.value.names)
        if hit.value.kind != "country" and not by_capital:
            continue
        name = _verbatim(folded, hit.start, hit.end)
        if name not in country.names:
            name = f"{name} ({country.names[_NAMED_IN.index(language.code)]})"
        row = {"language": language.code, "name": name, "kind": METONYM, "refers": "",
               "source_id": f"{GOVERNMENT}{country.code.lower()}"}  # fmt: skip
        found.append(Hit(hit.start, hit.end, row))
    return found


def _mention(folded: Folded, hit: Hit[Row]) -> Mention:
    row = hit.value
    name = row["name"] or _verbatim(folded, hit.start, hit.end)
    source = Source(name, row["source_id"] or None, row["kind"] or None)
    if row["language"] != PHRASE:
        return Mention(hit.start, hit.end, source, refers=row["refers"])
    return Mention(hit.start, hit.end, source, head=row["head"] or name, form=row["form"],
                   whole=bool(row["whole"] or row["source_id"]))  # fmt: skip


def find_voices(folded: Folded, language: Language, start: int, end: int) -> list[Voice]:
    """Find the reporting verbs in a part of a text.

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
    list of Voice
        In order of place.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> find_voices(fold("the army denied it"), ENGLISH, 0, 18)[0].modality
    'denied'
    """
    hits = longest(table("verbs", language.code).find(folded.flat, start, end))
    # "An attack that they claimed" says whose deed it was, not who tells the rest.
    owned = [cue for cue in cues(language.code, folded.flat, start, end) if cue.kind == "owned"]
    hits = [hit for hit in hits if not any(cue.start <= hit.start < cue.end for cue in owned)]
    return [
        Voice(hit.start, hit.end, folded.text[hit.start : hit.end], hit.value["modality"])
        for hit in hits
    ]
