"""Numbers that stand in for people: in a list of nationalities, and for those named before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qafila.reports.bounds import Figure

# Of "two Emiratis and an Iranian" the text gives no sum, and the first number is not one.
_ONE_MORE = {
    "en": re.compile(r",? and (?:an? |one )$"),
    "fr": re.compile(r",? et (?:un |une )$"),
    "ar": re.compile(r",? و(?:ال)?$"),
}
# "The three were freed": people named before, where a verb of people follows.
_THEY = {
    "en": (re.compile(r"\b(?:the|all) $"), re.compile(r"^ (?:were|had been|have been|are)\b")),
    "fr": (re.compile(r"\b(?:les|tous les) $"), re.compile(r"^ (?:ont|avaient|sont|etaient)\b")),
    "ar": (re.compile(r"(?!)"), re.compile(r"(?!)")),
}


def without_lists(
    text: str, figures: list[Figure], people: list[tuple[int, int, str]], language: str
) -> list[Figure]:
    """Drop the number of one nationality where the next of the list has none.

    Parameters
    ----------
    text : str
        Folded text.
    figures : list of Figure
        Figures with their nouns.
    people : list of tuple
        Stretches that name people by nationality or force, with the noun these stand for.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    list of Figure
        Those that count a whole.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("two emiratis and an iranian", "en")
    []
    """
    ends = {last for _, last, _ in people}

    def lists(figure: Figure) -> bool:
        return figure.end in ends and any(
            _ONE_MORE[language].fullmatch(text[figure.end : first])
            for first, _, kind in people
            if kind == "person" and first > figure.end
        )

    return [figure for figure in figures if not lists(figure)]


def named_before(text: str, figure: Figure, language: str) -> Figure:
    """Let a bare number count people where a verb of people follows: "the three were freed".

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
    Figure
        The figure, its noun ``person`` where it stands for people named before.

    Examples
    --------
    >>> from qafila.reports.bounds import find_figures
    >>> find_figures("the three were freed", "en")[0].noun
    'person'
    """
    before, after = _THEY[language]
    if (
        figure.noun is None
        and figure.best is not None
        and before.search(text[max(0, figure.start - 8) : figure.start])
        and after.match(text[figure.end : figure.end + 12])
    ):
        return replace(figure, noun="person")
    return figure
