"""Where a source that denied one thing goes on to state another: a new verb of saying.

"The army denied any loss and said that 30 tankers had arrived" denies the loss alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.voices import Voice, find_voices

if TYPE_CHECKING:
    from qafila.reports.language import Language
    from qafila.text import Folded

_DENIED = "denied"
# What joins a verb to the one before it that has the same subject.
_JOINS = {
    "en": re.compile(
        r"(?:,| and| but|;)(?: (?:and|but|also|then|instead|later|rather|has|have|had|it|he|she|"
        r"they|in turn|on the contrary))* $"
    ),
    "fr": re.compile(
        r"(?:,| et| mais|;)(?: (?:et|mais|puis|aussi|plutot|ensuite|au contraire|en revanche|a|ont|"
        r"avait|avaient|il|elle|ils|elles|en|y|l))* $"
    ),
    "ar": re.compile(r"(?:[,،] |(?:[ ,،]|^)(?:و|ف|بل |و?لكن\w* )(?:قد |كان )?)$"),
}
# "…, adding that": who denied goes on without a verb that the lexicon has.
_GOES_ON = {
    "en": re.compile(
        r", (?:but |while |instead )?(?P<verb>adding|saying|insisting|stating|noting|stressing|"
        r"announcing|confirming|explaining)\b"
    ),
    "fr": re.compile(
        r", (?:mais )?(?:tout )?(?:en )?(?P<verb>ajoutant|affirmant|precisant|assurant|annoncant|"
        r"indiquant|soulignant|expliquant|confirmant|declarant)\b"
    ),
    "ar": re.compile(r"[,،]? و?(?P<verb>مضيف|موكد|موضح|مشير|معلن|مبين|لافت)(?:ا|ه|ين)\b"),
}
# Nouns that look like verbs, and participles: "reports", "the losses claimed by".
_NOUNS = frozenset({"reports", "claims", "estimates", "accounts", "warnings", "counts", "charges"})
# "Denied them entry" says no word.
_REFUSES = re.compile(r" (?:the |[a-z]+ ){0,3}(?:access|entry|passage)\b")
_PASSIVE = re.compile(r" (?:by|par)\b")


def restated(folded: Folded, language: Language, stretch: tuple[int, int]) -> Voice | None:
    """Find the verb of saying that takes over, before an event, from a denial or with one.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    stretch : tuple of int
        From the beginning of the sentence to the words of the event.

    Returns
    -------
    Voice or None
        None where nothing is denied before, or the first denial still reaches the event.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = "the army denied any loss and said that 30 tankers arrived"
    >>> restated(fold(text), ENGLISH, (0, 39)).verb
    'said'
    >>> restated(fold("the army denied any loss and that 30"), ENGLISH, (0, 36))
    """
    denied: bool | None = None
    found = None
    going_on = _going_on(folded, language, stretch)
    voices = [*find_voices(folded, language, *stretch), *going_on]
    for voice in sorted(voices, key=lambda voice: voice.start):
        if _REFUSES.match(folded.flat, voice.end):
            continue
        denies = voice.modality == _DENIED
        joined = voice in going_on or _is_joined(folded, language, voice, stretch[0])
        if denies:
            found = voice if denied is not None and joined else None
        elif denied and joined:
            found = voice
        denied = denied or denies
    return found


def _going_on(folded: Folded, language: Language, stretch: tuple[int, int]) -> list[Voice]:
    return [
        Voice(match.start("verb"), match.end(), match["verb"], "asserted")
        for match in _GOES_ON[language.code].finditer(folded.flat, *stretch)
    ]


def _is_joined(folded: Folded, language: Language, voice: Voice, least: int) -> bool:
    bare = voice.verb not in _NOUNS and not _PASSIVE.match(folded.flat, voice.end)
    return bare and _JOINS[language.code].search(folded.flat[least : voice.start]) is not None
