"""Labels of lines that tell whose word follows: "14:30 | Red Crescent: nine dead"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.mentions import METONYM
from qafila.reports.word_line import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.reports.language import Language
    from qafila.reports.mentions import Mention
    from qafila.text import Folded

_LABEL = 60  # characters
_COLON = re.compile(r" ?: ")
_HOUR = re.compile(r"[ ]*(?:\d{1,2} ?[:h.] ?\d{2})?[ |\u2013\u2014-]*(?:the |le |la |l'|les )?")


def headed(folded: Folded, language: Language, found: list[Mention]) -> list[Mention]:
    """Give the source of a label at the beginning of a line its part.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    found : list of Mention
        Possible sources of a sentence, in order of place.

    Returns
    -------
    list of Mention
        The same; the first speaks if a colon ends the label that it opens.

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.mentions import Mention
    >>> from qafila.text import fold
    >>> ngo = Mention(0, 9, Source("Red Cross", None, "ngo"))
    >>> headed(fold("Red Cross: nine dead"), ENGLISH, [ngo])[0].part
    'speaker'
    """
    first = found[0] if found else None
    if first is None or first.part:
        return found
    colon = folded.text.find(":", first.end)
    rest = [mention for mention in found[1:] if mention.start < colon]
    if not _is_headline(folded, language, first, rest):
        return found
    return [replace(first, part="speaker"), *found[1:]]


def _is_headline(
    folded: Folded, language: Language, mention: Mention, rest: Sequence[Mention]
) -> bool:
    """Whether a line begins so: "14:30 | Red Crescent: ...", "A source to X: ..."."""
    letters = mention.source.kind == "unnamed" and mention.head == mention.source.name
    host = folded.text[mention.start : mention.end] in words_of(language.code, "host")
    if letters or host or mention.source.kind == METONYM:
        return False
    colon = _COLON.search(folded.text, mention.end, mention.end + _LABEL)
    handed_on = rest and all(other.part in {"relay", "origin"} for other in rest)
    if colon is None or not (colon.start() == mention.end or handed_on):
        return False
    line = folded.text.rfind("\n", 0, mention.start) + 1
    return _HOUR.fullmatch(folded.text, line, mention.start) is not None
