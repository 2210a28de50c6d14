"""Hedges that are verbs with their subject between them and the number: «تجاوز عدد القتلى 30»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.reports.lexicons import table

if TYPE_CHECKING:
    from qafila.reports.lexicons import Row
    from qafila.reports.numbers import Number

_VERB = "verb"
_REACH = 64  # characters from the verb to its number
# More of the subject: «تجاوز ثمن لتر المازوت في نيورو 1400».
_SUBJECT = re.compile(r"(?: [^\W\d]+){0,6} ?")


def verb_hedge(flat: str, number: Number, language: str, start: int) -> Row | None:
    """Find the verb that bounds a number from before its subject.

    Parameters
    ----------
    flat : str
        Folded text.
    number : Number
        A number that no other hedge bounds.
    language : str
        ``en``, ``fr`` or ``ar``.
    start : int
        Where its sentence begins.

    Returns
    -------
    dict or None
        Row of ``lexicons/hedges.csv`` whose position is ``verb``.

    Examples
    --------
    >>> from qafila.reports.numbers import find_numbers
    >>> from qafila.text import fold
    >>> flat = fold("تجاوز عدد القتلى 30").flat
    >>> verb_hedge(flat, find_numbers(flat, "ar", 0, len(flat))[0], "ar", 0)["low"]
    '1'
    """
    if language != "ar":
        return None
    hits = table("hedges", language).find(flat, max(start, number.start - _REACH), number.start)
    for hit in reversed(hits):
        if hit.value["position"] == _VERB and _SUBJECT.fullmatch(flat, hit.end, number.start):
            return hit.value
    return None
