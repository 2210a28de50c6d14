"""Who says it: chains of sources read from the text, in both orders of verb and source.

A mention is a named source, a description ("a security source"), an armed group, or a capital or
country that speaks for its government. What stands around it gives its part: speaker, relay ("told
Reuters", "cité par RFI") or origin ("citing a union"). A chain runs relay, speaker, origin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qafila.reports.anaphora import MEDIA, meant_by_pronoun, meant_by_verb, resolve
from qafila.reports.chains import FAR, chain_of
from qafila.reports.labels import headed
from qafila.reports.lexicons import cues
from qafila.reports.mentions import METONYM, Mention
from qafila.reports.relays import is_quoted, is_told, may_relay
from qafila.reports.state_voices import owns_words
from qafila.reports.voices import Voice, find_voices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import Source
    from qafila.reports.dates import DateMention
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Cue
    from qafila.text import Folded

_NEAR = 34
# Small words between a capital and its verb: « Moscou n'a jamais dit », "Kampala has again denied".
_AUXILIARIES = re.compile(
    r"(?:\s|'|\b(?:a|avait|ont|avaient|ne?|en|y|l[ae]?|les|leur|lui|nous|se?|jamais|pas|aussi"
    r"|toujours|deja|de nouveau|has|had|have|never|again|also|since|now|قد|ف|لم|لا|كانت?)\b)*"
)
_PREPOSITIONS = frozenset({
    "in", "of", "from", "to", "at", "near", "into", "de", "du", "a", "au", "en", "vers", "في", "من",
    "الي",
})  # fmt: skip
# A country that publishes, counts or records does so without words: it deploys, it has.
_DONE_TOO = frozenset(["نشر", "نشرت", "سجل", "سجلت", "احصي", "احصت", "رصد", "رصدت", "compte"])
_BY = re.compile(r"\b(?:by|par)\b|(?:من قبل)")
_DONE_BY = re.compile(r"\b(?:by|par)(?: (?:the|an?|des|les|le|la|l|une?))?(?: \w+)? $")
# "spoke of soldiers", « fait état de quatre chauffeurs », «تحدث عن رهائن» tell of whom they name.
_TOLD_OF = re.compile(r"(?:^| )(?:(?:of|about|on|de|d'|عن) (?:\w+ )?|[اأإ]ن )$")
_INVERTED = {
    "en": re.compile(r"(?:^|[,»\"?!…]|[.]\")[ ]?(?:(?:also|has|have|had) )?$"),
    "fr": re.compile(
        r"(?:^|[,»\"?!…])[ ]?(?:(?:nous|me|a|ont|avait|avaient|est|se|sont|lui|leur|ainsi|vient de"
        r"|tient a|notamment) |[mslyn]')*$"
    ),
    "ar": re.compile(r"$"),
}
_ENDS_SPEAKER = re.compile(
    r"[ ]?(?:$|[.,;:!?»\"()\u2013\n-]|'s |(?:who|whose|which|that|in|at|on|from|of|to|by|via|with"
    r"|as|and|after"
    r"|when|told|reached|contacted|interviewed|there|here|yesterday|today|this|last|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|qui|dont|a|au|aux|de|du|d'|dans|sur|en|par|lors"
    r"|hier|ce|cette|et|apres|avant|joint|jointe|joints|contact\w*|interrog\w*|cite|citee|cites|citees|sous"
    r"|partage\w*|publie\w*|diffuse\w*|relaye\w*|poste\w*|installe\w*|base\w*|facebook|whatsapp|telegram|tiktok|youtube"
    r"|depuis|le|la|les|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b)"
)
# An adjective that no list has: « un chauffeur rescapé. », "a market trader there,".
_MORE_OF_IT = re.compile(r"(?: [a-z]{4,}){1,2}(?=$|[.,;»\"])")
_PARTS = {"press": "speaker", "according": "speaker", "citing": "origin", "relay": "relay"}
# What may stand between an Arabic subject and its verb.
_RIGHT_BEFORE = frozenset({"", "قد", "كان قد", "كانت قد", "لم"})
_WITHIN = re.compile(
    r"(?:^|[^\w])(?:in|through|via|dans|par|via|في|ضمن|خلال|عبر) (?:an? |its |une? |son )?$"
)
_PASSIVE = re.compile(
    r"(?<!\Ws )\b(?:is|are|was|were|been|being|be|est|sont|etait|etaient|ete|etre|serait|seraient"
    r"|sera|seront) $"
)
_OF_A_PLACE = re.compile(r"^ (?:de |du |d'|a |of |in |from )[\w' -]{2,24}(?=,)")
# Words that tell more of a speaker before his verb: "residents reached through a terminal said".
_TOLD_MORE = {
    "en": re.compile(
        r"^,? (?:who|whom|whose|which|that|shared|posted"
        r"|circulating|going|published|reached|contacted|interviewed|speaking|living|based|familiar"
        r"|close|involved|asking|requesting|briefed|working|there|here)\b[^,]*,?(?: \w+)? $"
    ),
    "fr": re.compile(
        r"^,? (?:qui|que|qu|dont|partagee?|publiee?|diffusee?|joint|jointe|joints|jointes"
        r"|contacte|contactee|contactes|interroge"
        r"|interrogee|interroges|rencontre|rencontree|rencontres|proche|proches|base|basee|installe"
        r"|lui|elle|eux|pour sa|pour leur|de son|de leur)\b[^,]*,?(?: [\w'-]+){0,2} $"
    ),
    "ar": re.compile(r"^,? (?:الذي|التي|الذين|وهو|وهي|طلب|طلبت|فضل|فضلت)\b[^,]*,? $"),
}
# "says for its part the union", « relève de son côté une association ».
_FOR_ITS_PART = re.compile(
    r"^,? (?:de (?:son|leur) cote|pour (?:sa|leur) part|quant a (?:lui|elle|eux|elles)"
    r"|a (?:son|leur) tour|for (?:its|his|her|their) part"
    r"|من (?:جهته|جهتها|جهتهم|جانبه|جانبها))(?=,? )"
)
_LINK = {
    "en": re.compile(r"(?:,? and | and (?:the )?|, (?:the )?)$"),
    "fr": re.compile(r"(?:,? et (?:l[ae'] ?|les |des |d'|de )?)$"),
    "ar": re.compile(r"(?: و)$"),
}


@dataclass(frozen=True)
class Attribution:
    """What a stretch of text says about who said it.

    Examples
    --------
    >>> Attribution((), None).chain
    ()
    """

    chain: tuple[Source, ...]
    modality: str | None
    mentions: tuple[Mention, ...] = ()
    refers_back: bool = False


def attribute(
    folded: Folded,
    language: Language,
    start: int,
    end: int,
    mentions: Sequence[Mention],
    memory: Sequence[Mention],
    dates: Sequence[DateMention] = (),
) -> Attribution:
    """Read the chain of sources of a part of a text.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The sentence or clause.
    mentions : sequence of Mention
        Possible sources in it.
    memory : sequence of Mention
        Sources named before, the last named last, for "the agency" or "he added".
    dates : sequence of DateMention
        Dates, which may stand between a verb and its subject.

    Returns
    -------
    Attribution
        Its chain without the outlet of the document itself; empty if it names nobody.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.mentions import find_mentions
    >>> from qafila.text import fold
    >>> text = fold("40 tankers were burnt, a union official said.")
    >>> found = find_mentions(text, ENGLISH, 0, len(text.text), (), ())
    >>> read = attribute(text, ENGLISH, 0, len(text.text), found, ())
    >>> [source.kind for source in read.chain]
    ['union']
    """
    inside = [mention for mention in mentions if start <= mention.start and mention.end <= end]
    small = cues(language.code, folded.flat, start, end)
    voices = find_voices(folded, language, start, end)
    parts = _by_cues(folded, language, inside, small, {voice.start for voice in voices})
    parts, modality, unclaimed = _by_verbs(folded, language, parts, voices, dates)
    resolved = resolve(folded, language, parts, memory)
    back = False
    told = [mention for mention in resolved if mention.part]
    if unclaimed and memory and all(mention.source.kind in MEDIA for mention in told):
        anchor = meant_by_verb(folded, language, unclaimed, memory, alone=not told)
        if anchor is not None:
            resolved = [*resolved, anchor]
            modality, back = unclaimed[0].modality, not told
    elif not told and memory:
        anchor = meant_by_pronoun(small, memory)
        if anchor is not None:
            resolved, back = [*resolved, anchor], True
    return Attribution(chain_of(resolved, end), modality, tuple(resolved), back)


def _by_cues(
    folded: Folded,
    language: Language,
    mentions: list[Mention],
    small: list[Cue],
    spoken: set[int],
) -> list[Mention]:
    found: list[Mention] = []
    for mention in mentions:
        part = _by_cue(folded, mention, mentions, small)
        if not part and is_told(folded, language, mention):
            part = "relay"
        if not part and is_quoted(folded, mention, small):
            part = "speaker"
        if not part and owns_words(folded, language, mention):
            part = "speaker"
        own_verb = mention.end + 1 in spoken
        if not part and found and found[-1].part in {"origin", "speaker"} and not own_verb:
            gap = folded.text[found[-1].end : mention.start]
            if len(gap) < 12 and _LINK[language.code].search(gap):
                part = found[-1].part
        found.append(replace(mention, part=part))
    return headed(folded, language, found)


def _by_cue(folded: Folded, mention: Mention, mentions: list[Mention], small: list[Cue]) -> str:
    """Read the part that the small words right before a mention give it."""
    part = ""
    if any(cue.kind == "disowned" and cue.end <= mention.start for cue in small):
        return part
    for cue in small:
        if cue.kind not in _PARTS or (cue.kind == "relay" and not may_relay(mention, cue)):
            continue
        gap = folded.text[cue.end : mention.start] if cue.end <= mention.start else None
        inside = cue.value == "keep" and cue.start <= mention.start < cue.end
        if cue.kind == "press" and len((gap or "").split()) > 1:
            continue  # "reported the Gazette", not "reported a blockade of Bamako"
        between = any(cue.end <= other.start < mention.start for other in mentions)
        if inside or (gap is not None and not between and _is_close(gap)):
            part = _PARTS[cue.kind]
    return part


def _is_close(gap: str) -> bool:
    return len(gap) <= 22 and len(gap.split()) <= 3 and not re.search(r"[.;,:]", gap)


def _by_verbs(
    folded: Folded,
    language: Language,
    mentions: list[Mention],
    voices: list[Voice],
    dates: Sequence[DateMention],
) -> tuple[list[Mention], str | None, list[Voice]]:
    parts = list(mentions)
    modality: str | None = None
    unclaimed = []
    for voice in voices:
        index = _subject(folded, language, parts, voice, dates)
        if index is None:
            unclaimed.append(voice)
            continue
        source = parts[index].source
        if source.kind == METONYM:
            source = replace(source, kind="government")
        source = replace(source, verb=source.verb or voice.verb)
        parts[index] = replace(parts[index], source=source, part=parts[index].part or "speaker")
        _tell_next(folded, language, parts, index)
        if source.kind not in MEDIA or modality is None:
            modality = voice.modality if modality in {None, "asserted"} else modality
    return parts, modality, unclaimed


def _tell_next(folded: Folded, language: Language, parts: list[Mention], index: int) -> None:
    """Who is told stands without any particle: «أبلغ مسؤول وكالة الأناضول»."""
    told = parts[index + 1] if index + 1 < len(parts) else None
    if language.code != "ar" or told is None or told.part or told.source.kind not in MEDIA:
        return
    if not folded.text[parts[index].end : told.start].strip():
        parts[index + 1] = replace(told, part="relay")


def _subject(
    folded: Folded,
    language: Language,
    parts: list[Mention],
    voice: Voice,
    dates: Sequence[DateMention],
) -> int | None:
    after = _subject_after(folded, language, parts, voice, dates)
    if after is not None and not language.subject_first:
        before = _subject_before(folded, language, parts, voice)
        beside = before is not None and parts[before].source.kind != METONYM and (
            folded.text[parts[before].end : voice.start].strip() in _RIGHT_BEFORE
        )  # fmt: skip
        return before if beside else after
    before_verb = folded.text[max(0, voice.start - 30) : voice.start]
    inverted = _INVERTED[language.code].search(before_verb) is not None
    if after is not None and inverted and not _goes_on_as_subject(folded, parts[after]):
        return after
    return _subject_before(folded, language, parts, voice)


def _goes_on_as_subject(folded: Folded, mention: Mention) -> bool:
    """Whom a verb of its own follows is told of: "said residents had fled"."""
    after = _MORE_OF_IT.match(folded.text, mention.end)
    stop = mention.end if after is None else after.end()
    return mention.head != "" and _ENDS_SPEAKER.match(folded.text, stop) is None


def _subject_after(
    folded: Folded,
    language: Language,
    parts: list[Mention],
    voice: Voice,
    dates: Sequence[DateMention],
) -> int | None:
    day = next((date.end for date in dates if voice.end <= date.start <= voice.end + 2), None)
    begin = voice.end if day is None else day  # "said on Monday the minister"
    part = _FOR_ITS_PART.match(folded.flat[begin : begin + _NEAR])
    begin = begin if part is None else begin + part.end()
    for index, mention in enumerate(parts):
        if mention.start < begin:
            continue
        gap = folded.text[begin : mention.start]
        limit = 2 if language.subject_first and mention.part != "relay" else 3
        if mention.form == "paper" and _WITHIN.search(gap):
            continue  # "said in a statement the minister"
        near = len(gap) <= _NEAR and len(gap.split()) <= limit and not re.search(r"[.;,:]", gap)
        free = mention.part not in {"relay", "origin"}
        if not near or _BY.search(gap) or _TOLD_OF.search(gap):
            return None
        if not free:
            begin = mention.end  # « ont confirmé à Kivu Matin deux fonctionnaires »
        if free and (mention.source.kind != METONYM or _may_say(voice, gap)):
            return index
    return None


def _subject_before(
    folded: Folded, language: Language, parts: list[Mention], voice: Voice
) -> int | None:
    crossed = False
    passive = _PASSIVE.search(folded.flat, max(0, voice.start - 12), voice.start)
    if passive and not voice.verb.endswith("ing"):  # "has been saying"
        return None
    for index in range(len(parts) - 1, -1, -1):
        mention = parts[index]
        if mention.end > voice.start:
            continue
        gap = folded.text[mention.end : voice.start]
        if len(gap) > FAR or re.search(r"[.;:]", gap):
            return None
        if mention.part in {"relay", "origin"} or _is_said_in(folded, mention):
            crossed = True
            continue
        if _is_agent(folded, mention) or (
            mention.source.kind == METONYM
            and not _can_speak(folded, mention, voice, "" if crossed and gap[:1] == "," else gap)
        ):
            continue
        short = len(gap.split()) <= 3 and "," not in gap
        rest = _OF_A_PLACE.sub("", gap)  # "residents of Kayes, reached by telephone, say"
        bracketed = rest.startswith((",", " ,", " (")) and rest.rstrip().endswith(
            (",", ")", "a", "avait")
        )
        led = _is_led(gap)
        told_more = _TOLD_MORE[language.code].match(gap) is not None
        return index if short or bracketed or led or crossed or told_more else None
    return None


def _is_said_in(folded: Folded, mention: Mention) -> bool:
    """A paper after "in" is where its author says it: "JNIM, in a message, claims"."""
    before = folded.text[max(0, mention.start - 12) : mention.start]
    return mention.form == "paper" and _WITHIN.search(before) is not None


def _is_agent(folded: Folded, mention: Mention) -> bool:
    """Who stands after "by" did it; the verb after that has another subject."""
    return _DONE_BY.search(folded.flat, max(0, mention.start - 24), mention.start) is not None


def _is_led(gap: str) -> bool:
    return _AUXILIARIES.fullmatch(gap) is not None


def _may_say(voice: Voice, gap: str) -> bool:
    return not gap.strip() and voice.verb not in _DONE_TOO


def _can_speak(folded: Folded, mention: Mention, voice: Voice, gap: str) -> bool:
    """A capital speaks only right before its verb and without a preposition of place."""
    before = folded.flat[max(0, mention.start - 16) : mention.start].split()[-1:]
    if voice.verb in _DONE_TOO:
        return False
    part = _FOR_ITS_PART.match(gap)  # « Niamey, pour sa part, nie »
    gap = gap if part is None else gap[part.end() :].removeprefix(",")
    return _is_led(gap) and not _PREPOSITIONS.intersection(before)
