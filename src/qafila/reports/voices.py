"""Verbs by which sources speak, with how each puts what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila.phrases import longest
from qafila.reports.lexicons import cues, table

if TYPE_CHECKING:
    from qafila.phrases import Hit
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Cue, Row
    from qafila.text import Folded

_NO_WORDS = frozenset({"owned", "disowned"})  # kinds of cues in which verbs quote nobody
_PARTICLES = frozenset({"", " ", "\n", *"وفبكل"})
_AHEAD = 60  # characters behind a part of a text: "launched on 3 May | joint patrols"
_GAP = "..."  # in a phrase: other words may stand between


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
    reach = min(len(folded.flat), end + _AHEAD)
    owned = [cue for cue in cues(language.code, folded.flat, start, reach) if cue.kind in _NO_WORDS]
    hits = [
        hit for hit in hits
        if not any(_is_inside(hit, cue) for cue in owned) and not _is_noun(folded, language, hit)
    ]  # fmt: skip
    return [
        Voice(hit.start, end, folded.text[hit.start : end], hit.value["modality"])
        for hit in hits
        for end in [_end(folded, language, hit)]
    ]


def _end(folded: Folded, language: Language, hit: Hit[Row]) -> int:
    """Where who speaks may follow: of «ذهب ... إلى أن» it stands within the words of the verb."""
    if language.subject_first or _GAP not in hit.value["phrase"]:
        return hit.end
    return hit.start + len(folded.text[hit.start : hit.end].split(" ", 1)[0])


def _is_inside(hit: Hit[Row], cue: Cue) -> bool:
    """Whether a verb lies in such words; of "denies what X reported" the first still speaks."""
    first = cue.start + (cue.kind == "disowned")
    return first <= hit.start < cue.end


def _is_noun(folded: Folded, language: Language, hit: Hit[Row]) -> bool:
    """With the Arabic article a verb is a noun: «فريق الرصد»."""
    article = folded.flat.startswith("ال", hit.start - 2)
    return language.code == "ar" and article and folded.flat[: hit.start - 2][-1:] in _PARTICLES
