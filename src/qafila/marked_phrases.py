"""Phrases with marks that are no part of a word, such as "u.n. agency" and "Le Temps (Togo)".

They are few, so each is looked for by a regular expression.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHORT_WORD = 3
_END = r"(?!\w)"  # also behind a word that ends in a point or a bracket
# A number with a point inside does not end a gap: "burns 3.5 million litres".
_GAP = r"(?:[^\w.;:!?]+(?:\d+\.\d+|\w+)){0,6}?[^\w.;:!?]+"


def find_marked(
    phrase: str, flat: str, clitics: str, endings: str, written: bool
) -> Iterator[tuple[int, int, int]]:
    """Find a phrase with such marks in a text.

    Parameters
    ----------
    phrase : str
        Flattened phrase.
    flat : str
        Folded text.
    clitics, endings : str
        What may be written onto a word in front and behind, as `PhraseTable` has it.
    written : bool
        Whether the phrase is a pattern; else it stands as it is.

    Yields
    ------
    tuple of int
        Where the match starts, where the phrase starts in it, and where it ends.

    Examples
    --------
    >>> list(find_marked("u.n.", "the u.n. said", "", "", written=False))
    [(4, 4, 8)]
    """
    if not _has_words(flat, phrase, clitics != ""):
        return
    pattern = _compile(phrase, clitics, endings) if written else _literal(phrase, clitics)
    for match in pattern.finditer(flat):
        if match.end() > match.start():
            yield match.start(), _body_start(match), match.end()


@lru_cache(maxsize=1024)
def _literal(phrase: str, clitics: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{clitics})(?P<body>{re.escape(phrase)})(?![^\W_])")


def _alternatives(word: str) -> list[str]:
    return [part.replace("*", "").replace("_", " ") for part in word.rstrip("?").split("|")]


def _has_words(flat: str, phrase: str, clitics: bool) -> bool:
    """Whether a text has, of each word that a phrase asks for, an alternative somewhere."""
    for word in phrase.split():
        if word == "..." or word.endswith("?"):
            continue
        parts = (part.split(" ", 1)[0] for part in _alternatives(word))
        # Short words too lose the alef of their article: "للأمم".
        if not any((part.removeprefix("ال") if clitics else part) in flat for part in parts):
            return False
    return True


def _body_start(match: re.Match[str]) -> int:
    """Particles written onto the first word are no part of the phrase."""
    return match.start("body") if "body" in match.re.groupindex else match.start()


def _tail(part: str, endings: str) -> str:
    """What may follow the letters of an alternative."""
    if part.endswith("*"):
        return r"\w*"
    return f"(?:{endings})?" if endings and len(part) > _SHORT_WORD else ""


def _written(part: str) -> str:
    *before, last = part.split("_")
    pieces = [*before, last if last == "*" else last.rstrip("*")]
    # A star alone stands for a word, never for none: the match would be nothing but a blank.
    return "[ ]+".join(
        r"\w+" if piece == "*" else re.escape(piece).replace(r"\*", r"\w*") for piece in pieces
    )


def _choices(parts: Sequence[str], endings: str, article: str = "") -> str:
    """Alternatives in their order, without their article if it is given.

    Neighbours that may end in the same ways share these: it makes the same matches, and the
    expression is compiled several times as fast.
    """
    groups = []
    for tail, group in groupby(parts, lambda part: _tail(part, endings)):
        written = "|".join(_written(part).removeprefix(article) for part in group)
        groups.append(f"(?:{written}){tail}" if tail else written)
    return "|".join(groups)


@lru_cache(maxsize=1024)
def _compile(phrase: str, clitics: str, endings: str) -> re.Pattern[str]:
    lead = f"(?:{clitics})" if clitics else ""
    pattern, glue, begun = "", "", False
    for word in phrase.split():
        if word == "...":
            glue = _GAP
            continue
        parts = word.rstrip("?").split("|")
        choices = _choices(parts, endings)
        core = rf"{lead}(?:{choices}){_END}"
        if clitics and word.startswith("ال"):
            bare = _choices(parts, endings, "ال")
            core = rf"(?:{lead}(?:{choices})|[وف]?لل(?:{bare})){_END}"
        if not word.endswith("?"):
            if not pattern and clitics and not word.startswith("ال"):
                core = rf"{lead}(?P<body>(?:{choices}){_END})"
            pattern += glue + core
            glue, begun = "[ ]+", True
        elif begun:
            pattern += f"(?:{glue}{core})?"
        else:
            pattern += f"(?:{core}[ ]+)?"
    return re.compile(r"(?<!\w)" + pattern)
