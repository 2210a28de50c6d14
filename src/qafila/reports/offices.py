"""Places that only say which office is meant, as in "the embassy in Bamako urged"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.reports.mentions import Mention
    from qafila.text import Folded, Hit

_BEFORE = {
    "en": re.compile(
        r"\b(?:government|authorities|junta|regime) in $|\b(?:request|invitation) (?:of|from) $"
    ),
    "fr": re.compile(
        r"\b(?:gouvernement|autorites|junte|regime|pouvoir) (?:de|a) $|\bdemande de $"
    ),
    "ar": re.compile(r"(?:^| )(?:و|ف)?(?:ال)?(?:حكومه|سلطات|نظام)(?: \w+)? في $|(?:^| )ب?طلب من $"),
}
_AFTER = re.compile(r"^'s? (?:request|invitation|demand)\b")
_IN = {"en": {"in"}, "fr": {"a", "au", "en"}, "ar": {"في", "لدي"}}


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
    before = folded.text[max(0, hit.start - 40) : hit.start]
    if _BEFORE[language.code].search(before) or _AFTER.match(folded.text[hit.end : hit.end + 16]):
        return True
    return any(
        mention.part and mention.end <= hit.start
        and folded.text[mention.end : hit.start].strip() in _IN[language.code]
        for mention in mentions
    )  # fmt: skip
