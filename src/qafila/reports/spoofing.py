"""Names that only look like others: letters of several scripts, or hidden marks, in one word.

Such a word matches no name of ours, which is right; but who reads the report must be told why.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0300-\u036f])+"
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH")
_HIDDEN = re.compile(r"[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069]")
_SHOWN = 20  # words; beyond it a text is in another script rather than spoofed


@lru_cache(maxsize=4096)
def _script(letter: str) -> str | None:
    name = unicodedata.name(letter, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), None)


def find_spoofed(text: str) -> tuple[str, ...]:
    """Words whose letters come from several scripts, or hide marks that change what one sees.

    Parameters
    ----------
    text : str
        Raw text of a report.

    Returns
    -------
    tuple of str
        Each such word once, in order; at most twenty.

    Examples
    --------
    >>> find_spoofed("RFІ and RFI report")  # the first I is Cyrillic
    ('RFІ',)
    >>> find_spoofed("قالت RFI إن الوقود نفد")
    ()
    """
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            continue
        scripts = {script for letter in word if (script := _script(letter)) is not None}
        if len(scripts) > 1 or _HIDDEN.search(
            word.strip("\u200b\u2060\u202a\u202b\u202c\u2066\u2067\u2069")
        ):
            found.setdefault(word)
    return tuple(found)[:_SHOWN]


def describe(word: str) -> str:
    """A spoofed word with what its letters are.

    Parameters
    ----------
    word : str
        From `find_spoofed`.

    Returns
    -------
    str
        For a message.

    Examples
    --------
    >>> describe("RFІ")
    '"RFІ" mixes letters of Cyrillic and Latin'
    """
    scripts = sorted({s.capitalize() for letter in word if (s := _script(letter)) is not None})
    shown = _HIDDEN.sub("·", word)
    if len(scripts) > 1:
        return f'"{shown}" mixes letters of {" and ".join(scripts)}'
    return f'"{shown}" hides marks between its letters'
