"""Sources known by nothing but a name: "SONABEL", "Lund & Ferrier", "according to Lake Monitor".

A name of no table is a source by its form (letters, a firm's "&") or by where it stands: right
after the words that say whose word it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.phrases import Hit
from qafila.reports.currencies import MONEY
from qafila.reports.lexicons import cues, table
from qafila.reports.phrase_bounds import name_run
from qafila.reports.word_line import verbatim

if TYPE_CHECKING:
    from qafila.reports.lexicons import Row
    from qafila.reports.word_line import Line

PHRASE = "phrase"  # the language of rows made here: they name nobody whom a table knows
_CUES = frozenset({"according", "citing", "press", "relay"})
_PRESS = frozenset({"press", "relay"})  # kinds of cues that only an outlet follows
_QUOTED = "quoted"
_FIRM = re.compile(r" & ")
_SHORT = re.compile(r"\((\w{3,12})\)")
_CLOSED = re.compile(r" ?(?:[.;»\"\n]|$|,? (?:qui|which|citant|citing|quoting)\b)")
_BRACKETED = re.compile(r"\) ?[-\u2013\u2014] ?")


def find_source_names(line: Line) -> list[Hit[Row]]:
    """Find names that may be sources though no table has them.

    Parameters
    ----------
    line : Line
        The words of a part of a text.

    Returns
    -------
    list of Hit
        Rows like those of the phrases of sources; none in Arabic, which has no capitals.

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.reports.word_line import line_of
    >>> from qafila.text import fold
    >>> text = fold("Sales fell, according to Lund & Ferrier.")
    >>> [hit.value["name"] for hit in find_source_names(line_of(text, ENGLISH, 0, 40, ()))]
    ['Lund & Ferrier']
    """
    if line.code == "ar":
        return []
    firms = _firms(line)
    taken = {index for first, last in firms for index in range(first, last + 1)}
    told = [
        span for span in _after_cues(line) if not taken.intersection(range(span[0], span[1] + 1))
    ]
    taken |= {index for first, last, _ in told for index in range(first, last + 1)}
    letters = [(i, i) for i in sorted({*_acronyms(line), *_introduced(line)}) if i not in taken]
    named = [(first, last, "unnamed") for first, last in (*firms, *letters)]
    return [_hit(line, first, last, kind) for first, last, kind in (*named, *told)]


def _hit(line: Line, first: int, last: int, kind: str) -> Hit[Row]:
    start, end = line.spans[first][0], line.spans[last][1]
    row = {"language": PHRASE, "name": verbatim(line, start, end), "kind": kind,
           "refers": "", "source_id": "", "form": "body", "head": "", "whole": "yes",
           "takes": ""}  # fmt: skip
    return Hit(start, end, row)


def _acronyms(line: Line) -> list[int]:
    """Bodies known by their letters; not a line of capitals, a dateline's agency, or a currency."""
    places = [index for index in range(len(line.spans)) if line.is_acronym(index)]
    money = _money(line) if places else []
    return [
        index
        for index in places
        if not (index in line.places or index - 1 in places or index + 1 in places)
        and not _BRACKETED.match(line.folded.text, line.spans[index][1])
        and not any(first <= line.spans[index][0] < last for first, last in money)
    ]


def _money(line: Line) -> list[tuple[int, int]]:
    """Where money is named: the letters of "CFA francs" speak for nobody."""
    start, end = line.spans[0][0], line.spans[-1][1]
    found = table("nouns", line.code).find(line.folded.flat, start, end)
    return [(hit.start, hit.end) for hit in found if hit.value["class"] in MONEY]


def _introduced(line: Line) -> list[int]:
    """Short forms that the text gave in brackets before: "the oil company (Sonap)"."""
    short = set(_SHORT.findall(line.folded.text, 0, line.spans[0][0])) if line.spans else set()
    return [
        index
        for index, word in enumerate(line.words)
        if word in short
        and line.is_capital(index)
        and index not in line.places
        and not line.is_stop(index)
    ]


def _firms(line: Line) -> list[tuple[int, int]]:
    """Two names and the sign that only a firm has."""
    return [
        (index, index + 1)
        for index in range(len(line.spans) - 1)
        if line.is_capital(index)
        and line.is_capital(index + 1)
        and _FIRM.fullmatch(line.folded.text, line.spans[index][1], line.spans[index + 1][0])
    ]


def _after_cues(line: Line) -> list[tuple[int, int, str]]:
    """Names right after "according to" or "quoted by" that are no place, each with its kind."""
    if not line.spans:
        return []
    found = []
    start, end = line.spans[0][0], line.spans[-1][1]
    for cue in cues(line.code, line.folded.flat, start, end):
        if cue.kind not in _CUES or cue.value == "keep":
            continue
        if cue.kind == "relay" and cue.value != _QUOTED:
            continue
        first = next((i for i, span in enumerate(line.spans) if span[0] >= cue.end), None)
        if first is None or line.folded.text[cue.end : line.spans[first][0]].strip(" \"'«»“"):
            continue
        while line.is_in("article", first) and line.joined(first):
            first += 1
        if not line.is_capital(first) or first in line.peoples:
            continue
        last = name_run(line, first, line.is_capital)
        known = all(index in line.places for index in range(first, last + 1))
        if last >= first and not known and not line.is_stop(first):
            if cue.kind == "press" and not _is_no_person(line, first, last):
                continue
            found.append((first, last, "media" if cue.kind in _PRESS else "unnamed"))
    return found


def _is_no_person(line: Line, first: int, last: int) -> bool:
    """One word that nothing explains: « rapporte Terroirs. », not « rapporte X, un habitant »."""
    after = line.folded.text[line.spans[last][1] :]
    return first == last and _CLOSED.match(after) is not None
