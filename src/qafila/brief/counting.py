"""Nouns after numbers, as each language counts: one day, two days, ثلاثة أيام."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from qafila import units
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.brief.texts import Words


@lru_cache(maxsize=1)
def nouns() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Forms of each noun by language and by the plural category of the number before it.

    Returns
    -------
    mapping of (str, str) to mapping of str to str
        Rows of ``texts/counted.csv`` by language and noun.

    Examples
    --------
    >>> nouns()["fr", "days"]["one"]
    '{figure} jour'
    """
    text = package_data("brief", "texts", "counted.csv").read_text(encoding="utf-8")
    return {(row["language"], row["noun"]): row for row in csv.DictReader(io.StringIO(text))}


def counted(words: Words, noun: str, value: float, figure: Markup | None = None) -> Markup:
    """A number with its noun.

    Parameters
    ----------
    words : Words
        Language.
    noun : str
        Row of ``texts/counted.csv``, or a unit; one that no table knows stays as it is.
    value : float
        The number that the noun follows.
    figure : Markup, optional
        What stands for the number, such as a range; the number itself by default.

    Returns
    -------
    Markup
        The figure and the noun.

    Examples
    --------
    >>> from qafila.brief.texts import Words
    >>> [counted(Words("ar"), "days", number).striptags() for number in (2, 7, 30, 100)]
    ['يومين', '7 أيام', '30 يوماً', '100 يوم']
    """
    from babel import Locale

    known = nouns().get((words.language, _base(noun)))
    shown = words.number(value) if figure is None else figure
    if known is None:
        return words.say("unit_after", figure=shown, unit=words.unit(noun))
    form: str = Locale.parse(words.locale).plural_form(value)
    if words.in_millions(value):
        form = "many" if words.language == "fr" else "other"
    elif figure is not None and form in ("one", "two") and "{figure}" not in known[form]:
        form = "few"  # a range or a bound keeps its figures
    return escape(known.get(form) or known["other"]).format(figure=shown)


def measured(words: Words, kind: str, unit: str, value: float) -> Markup:
    """What a gauge measured, with its unit.

    Parameters
    ----------
    words : Words
        Language.
    kind : str
        Term of ``gauge_kind``.
    unit : str
        Unit of the gauge; ``1`` for a share of a model and for a ratio.
    value : float
        The number.

    Returns
    -------
    Markup
        A share, a number of times, or a number with its noun.

    Examples
    --------
    >>> from qafila.brief.texts import Words
    >>> measured(Words("ar"), "origins", "origins", 1).striptags()
    'مصدر أصلي واحد'
    >>> measured(Words("en"), "ratio", "1", 2.68).striptags()
    '2.7 times'
    """
    if unit == "1":
        if kind == "model":
            return words.share(value)
        return words.say("assess_times", number=words.number(round(value, 1)))
    return counted(words, unit, round(value, 1))


def _base(noun: str) -> str:
    """People and persons are counted alike; thousands of litres are not litres."""
    if noun in units.names():
        factor, base = units.to_base(1.0, noun)
        return base if factor == 1 else noun
    return noun
