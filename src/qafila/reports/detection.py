"""Which of the known languages a text is in, by script and small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows
from qafila.reports.registry import languages
from qafila.text import fold

if TYPE_CHECKING:
    from qafila.reports.language import Language

_SAMPLE = 4000
_LEAST_SHARE = 0.12
_LEAST_LETTERS = 3
_CLEAR_WORDS = 8  # fewer tell no language against what the front matter says
_CLEAR_RATIO = 2.0
_CLEAR_LETTERS = 40
OTHER = "other"
_SHORT = 24  # words; of so few only some can be small ones
_FEW = 12  # words in which a single small one must do
# Letters of Persian and Urdu that also some Arabic keyboards write, and one that only Arabic has.
_DOUBTFUL_ARABIC = frozenset("\u06a9\u06cc\u06c1\u06be")
_ONLY_ARABIC = re.compile("\u0629(?!\\w)")
_OTHER_ARABIC = frozenset("پچگٹڈڑڤۆێەھےںژ")
# One letter is a word in many languages, and bits of codes such as A0B1 are words in none.
_WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")


def detect_language(text: str) -> str | None:
    """Tell the language of a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str or None
        Code of a language that the reader knows; None if it is another one or cannot be told.

    Examples
    --------
    >>> detect_language("Les citernes ont été incendiées dans la région de Kayes.")
    'fr'
    >>> detect_language("Die Tankwagen wurden in der Nähe der Grenze verbrannt.") is None
    True
    """
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script is None:
        return None
    words = _words(sample)
    if not words:
        return None
    return _best(words, script) or _best_of_few(words, script, sample)


@lru_cache(maxsize=4)
def _words(sample: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(sample).text.replace("'", " ")))


def _best(words: tuple[str, ...], script: str) -> str | None:
    shares = _shares(words, script)
    best = max(shares, key=lambda code: shares[code], default=None)
    if (
        best is None
        or shares[best] <= _rival(words)
        or shares[best] < _needed(languages()[best], len(words))
    ):
        return None
    return best


def _best_of_few(words: tuple[str, ...], script: str, sample: str) -> str | None:
    """A few small words are enough in a short text if no other language has as many."""
    if len(words) > _SHORT or not _DOUBTFUL_ARABIC.isdisjoint(sample):
        return None
    counts = {
        code: sum(word in language.stop_words or word in _marks(code) for word in words)
        for code, language in languages().items()
        if language.script == script
    }
    if "ar" in counts:
        counts["ar"] += len(_ONLY_ARABIC.findall(sample))
    best = max(counts, key=lambda code: counts[code])
    others = [number for code, number in counts.items() if code != best]
    most = max(round(_rival(words) * len(words)), *others, 0)
    return best if counts[best] > most and counts[best] >= 1 + (len(words) > _FEW) else None


@lru_cache(maxsize=8)
def _marks(code: str) -> frozenset[str]:
    """Days of the week, and small words that only short texts need to be told by."""
    days = {fold(row["phrase"]).text for row in rows("weekdays") if row["language"] == code}
    return frozenset(days).union(
        *(fold(row["words"]).text.split() for row in rows("rival_words") if row["language"] == code)
    )


def clear_language(text: str) -> str | None:
    """Tell the language of a text where there is hardly a doubt.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str or None
        Code of a known language, ``other`` for one that the reader does not know, None in doubt.

    Examples
    --------
    >>> clear_language("Die Tankwagen wurden in der Nähe der Grenze von Kämpfern verbrannt.")
    'other'
    >>> clear_language("Kayes, Bamako") is None
    True
    """
    sample = text[:_SAMPLE]
    script = _script(sample)
    if script is None:
        letters = sum(character.isalpha() for character in sample)
        return OTHER if letters >= _CLEAR_LETTERS else None
    words = _words(sample)
    if len(words) < _CLEAR_WORDS:
        return None
    shares = _shares(words, script)
    found, rival = _best(words, script), _rival(words)
    best = max(shares.values(), default=0.0)
    if found is None:
        return OTHER if rival >= max(_LEAST_SHARE, _CLEAR_RATIO * best) else None
    second = max((share for code, share in shares.items() if code != found), default=0.0)
    return found if shares[found] >= _CLEAR_RATIO * second else None


def _shares(words: tuple[str, ...], script: str) -> dict[str, float]:
    return {
        code: sum(word in language.stop_words for word in words) / len(words)
        for code, language in languages().items()
        if language.script == script
    }


@lru_cache(maxsize=1)
def _rivals() -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(fold(row["words"]).text.split())
        for row in rows("rival_words")
        if row["language"] not in languages()
    )


@lru_cache(maxsize=4)
def _rival(words: tuple[str, ...]) -> float:
    """Share of small words of the best of the languages that the reader does not know."""
    return max(sum(word in rival for word in words) / len(words) for rival in _rivals())


def _needed(language: Language, words: int) -> float:
    """Arabic script leaves few rivals, so fewer small words suffice there."""
    least = _LEAST_SHARE / 4 if language.script == "arabic" else _LEAST_SHARE
    return least if words >= 8 else 1 / (words + 1)


def _script(sample: str) -> str | None:
    counts = {"latin": 0, "arabic": 0, "other": 0}
    for character, number in Counter(sample).items():
        if not character.isalpha():
            continue
        name = unicodedata.name(character, "OTHER")
        if character in _OTHER_ARABIC:
            counts["other"] += 5 * number
        elif name.startswith("ARABIC"):
            counts["arabic"] += number
        elif name.startswith("LATIN"):
            counts["latin"] += number
        else:
            counts["other"] += number
    best = max(counts, key=lambda script: counts[script])
    if best == "other" or counts[best] < _LEAST_LETTERS:
        return None
    return best
