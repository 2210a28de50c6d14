"""Lexicons: CSV tables of phrases, loaded when a language is first read.

``lexicons/README.md`` tells what each column means and how a phrase is written.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from qafila.files import package_data
from qafila.phrases import ARABIC_CLITICS, ARABIC_ENDINGS, PhraseTable

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, str]
CLITICS = {"ar": ARABIC_CLITICS}
ENDINGS = {"ar": ARABIC_ENDINGS}
_SET = re.compile(r"&(\w+)")


@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of a lexicon.

    Parameters
    ----------
    name : str
        File name without suffix.

    Returns
    -------
    tuple of dict
        Column to cell.

    Examples
    --------
    >>> "qualifier" in rows("hedges")[0]
    True
    """
    text = package_data("reports", "lexicons", f"{name}.csv").read_text(encoding="utf-8")
    header, *lines = csv.reader(io.StringIO(text))
    return tuple(dict(zip(header, line, strict=True)) for line in lines if line)


@cache
def table(name: str, language: str, kind: str = "") -> PhraseTable[Row]:
    """Phrases of a lexicon in one language; rows without a language belong to all.

    Parameters
    ----------
    name : str
        File name without suffix.
    language : str
        ``en``, ``fr`` or ``ar``.
    kind : str
        Only rows whose ``kind`` is this; empty for all rows.

    Returns
    -------
    PhraseTable of dict
        Finds the phrases; the value is the row.

    Examples
    --------
    >>> table("hedges", "en").find("more than 20")[0].value["qualifier"]
    'more than'
    """
    entries = [
        (_spelt_out(row["phrase"], language), row)
        for row in rows(name)
        if row["language"] in {"", language} and (not kind or row["kind"] == kind)
    ]
    return PhraseTable(entries, CLITICS.get(language, ""), ENDINGS.get(language, ""))


@cache
def _word_sets(language: str) -> Mapping[str, str]:
    return {row["name"]: row["words"] for row in rows("words") if row["language"] == language}


def _spelt_out(phrase: str, language: str) -> str:
    """A phrase with the words of each set in place of its name: ``&truck`` is all its forms."""
    return _SET.sub(lambda match: _word_sets(language)[match[1]], phrase)


@cache
def noun_units() -> Mapping[str, str]:
    """Unit of what each class of nouns counts, where no quantity gives it.

    Returns
    -------
    mapping of str to str
        Class of nouns to unit.

    Examples
    --------
    >>> noun_units()["person"]
    'persons'
    """
    return {row["noun"]: row["unit"] for row in rows("noun_units")}


@cache
def schema_units() -> Mapping[str, str]:
    """Unit of each quantity, as ``schema/quantities.csv`` says.

    Returns
    -------
    mapping of str to str
        Quantity to unit.

    Examples
    --------
    >>> schema_units()["tankers"]
    'tankers'
    """
    text = package_data("schema", "quantities.csv").read_text(encoding="utf-8")
    return {row["quantity"]: row["unit"] for row in csv.DictReader(io.StringIO(text))}


@dataclass(frozen=True)
class Cue:
    """A small word that tells how to read what stands near it.

    Examples
    --------
    >>> Cue("negation", 3, 6).kind
    'negation'
    """

    kind: str
    start: int
    end: int
    value: str = ""


def cues(language: str, flat: str, start: int, end: int) -> list[Cue]:
    """Find the small words in a part of a text.

    Parameters
    ----------
    language : str
        ``en``, ``fr`` or ``ar``.
    flat : str
        Folded text.
    start, end : int
        The part to look at.

    Returns
    -------
    list of Cue
        In order of place.

    Examples
    --------
    >>> [cue.kind for cue in cues("en", "according to a union", 0, 20)]
    ['according']
    """
    return list(_cues(language, flat, start, end))


@lru_cache(maxsize=256)
def _cues(language: str, flat: str, start: int, end: int) -> tuple[Cue, ...]:
    # A sentence and its clauses are asked for their small words many times over.
    hits = table("cues", language).find(flat, start, end)
    return tuple(Cue(hit.value["kind"], hit.start, hit.end, hit.value["value"]) for hit in hits)
