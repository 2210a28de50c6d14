"""A sentence with what was found in it before its events are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.attribution import Attribution
    from qafila.reports.bounds import Figure
    from qafila.reports.dates import DateMention
    from qafila.reports.mentions import Mention
    from qafila.reports.sentences import Sentence


@dataclass(frozen=True)
class Reading:
    """A sentence, its dates, figures, places and sources, and the kinds of its small words.

    Examples
    --------
    >>> from qafila.reports.attribution import Attribution
    >>> from qafila.reports.sentences import Sentence
    >>> whole = Attribution((), None)
    >>> Reading(Sentence(0, 4, 0, ()), [], [], [], [], whole, frozenset({"there"})).figures
    []
    """

    sentence: Sentence
    dates: list[DateMention]
    figures: list[Figure]
    places: list[Hit[Place]]
    mentions: list[Mention]
    whole: Attribution
    kinds: frozenset[str]
