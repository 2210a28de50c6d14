"""Whether a plural that no lexicon knows stands right behind a number: "two hauliers"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qafila.reports.figures import Figure

_OWN = {
    "en": re.compile(
        r" (?:(?!of\b|were\b|was\b|are\b|is\b|had\b|have\b|on\b|in\b|at\b|and\b|as\b|from\b|to\b"
        r"|by\b|its\b|this\b|others\b)[a-z]+(?<!ed) )?"
        r"(?!others\b|was\b|is\b|has\b|its\b|this\b|as\b|his\b|us\b|across\b|hours\b|years\b|decades\b|times\b|minutes\b|seconds\b|months\b|weeks\b|minus\b|plus\b)"
        r"[a-z]{2,}(?<![su])s\b"
    ),
    # Participles and small words end as plurals do: « trois blessés », « deux dans ».
    "fr": re.compile(
        r" (?:nouve(?:aux|lles) |jeunes |grand(?:e?)s |petit(?:e?)s )?"
        r"(?!autres\b|ans\b|annees\b|decennies\b|minutes\b|secondes\b|dans\b|plus\b|fois\b|mais\b|puis\b|depuis\b|apres\b|tous\b|toutes\b|vers\b|sous\b"
        r"|chez\b|lors\b|alors\b|hors\b|sans\b|pas\b|tres\b|deux\b|dix\b|six\b|trois\b|jamais\b|mieux\b"
        r"|eux\b|ceux\b|nous\b|vous\b|leurs\b|ses\b|ces\b|des\b|les\b|mes\b)"
        r"(?!(?:tue|blesse|mort|enleve|libere|brule|detruit|calcine|incendie|disparu|porte|arrete|interpelle"
        r"|releve|deplace|attendu|bloque|recense|enregistre|compte|arrive|parti|venu)e?s\b)"
        r"[a-z]{3,}[sx]\b"
    ),
    "ar": re.compile(r"(?!)"),
}


def counts_its_own(text: str, figure: Figure, language: str) -> bool:
    """Whether a figure counts a noun of its own that no lexicon knows.

    Parameters
    ----------
    text : str
        Folded text.
    figure : Figure
        A figure.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    bool
        False where nothing that looks like a plural stands behind the number.

    Examples
    --------
    >>> from qafila.reports.figures import Figure
    >>> counts_its_own("two cranes", Figure(0, 3, 2.0, 2.0, 2.0), "en")
    True
    """
    return _OWN[language].match(text, figure.end) is not None
