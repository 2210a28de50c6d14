"""Sources by what they are called: "two aid officials in Goma", « un élu local », «مصدر أمني».

A phrase is a head noun of the lexicon with what may stand before it (determiner, number,
adjectives, other nouns) and after it (adjectives, an acronym, "of", "in" and a name). It only may
be a source; whether it speaks is seen from the words around it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qafila.phrases import Hit, longest
from qafila.reports.lexicons import table
from qafila.reports.phrase_bounds import (
    leading_words,
    name_after,
    name_run,
    without_particle,
    words_after,
    words_before,
)
from qafila.reports.source_names import PHRASE, find_source_names
from qafila.reports.word_line import line_of, verbatim, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.places import Place
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.reports.word_line import Line
    from qafila.text import Folded

_LONGEST_QUOTED = 4  # words
_NAMED_KINDS = frozenset({"analyst", "armed_group", "dataset", "ngo", "union"})
_QUOTED_NAME = re.compile(r" [«“\"](?P<name>[^«»“”\"\n]{2,40})[»”\"]")
_SHORT_NAME = re.compile(r" ?\(\w[\w .\-]{1,24}\)")


def find_source_phrases(
    folded: Folded, language: Language, start: int, end: int, places: Sequence[Hit[Place]]
) -> list[Hit[Row]]:
    """Find phrases that may be sources.

    Parameters
    ----------
    folded : Folded
        The text.
    language : Language
        Its language.
    start, end : int
        The part to look at.
    places : sequence of Hit
        Places named in the text.

    Returns
    -------
    list of Hit
        Rows like those of the lexicon of sources, with `head` (the row of the noun), `form` and
        `whole` (empty where the phrase is only a definite noun, as in "the official").

    Examples
    --------
    >>> from qafila.reports.languages.english import ENGLISH
    >>> from qafila.text import fold
    >>> text = fold("two clearing agents in Kidira said")
    >>> [hit] = find_source_phrases(text, ENGLISH, 0, 34, ())
    >>> text.raw[hit.start : hit.end], hit.value["kind"]
    ('two clearing agents in Kidira', 'local_source')
    """
    heads = longest(table("source_heads", language.code).find(folded.flat, start, end))
    line = line_of(folded, language, start, end, places)
    found = [phrase for head in heads if (phrase := _phrase(line, head)) is not None]
    return _merged(line, found) + find_source_names(line)


def _phrase(line: Line, head: Hit[Row]) -> Hit[Row] | None:
    left, right = line.at(head.start), line.at(head.end - 1)
    if left < 0 or (head.value["form"] == "name" and not _is_title(line, left, right)):
        return None
    titled = head.value["form"] == "name"
    first, bound = (words_before if line.code == "en" or titled else leading_words)(line, left)
    authored = head.value["form"] == "paper" and _is_to(line, right + 1)
    last = right if authored else words_after(line, right)
    again = any(line.is_in("again", index) for index in range(first, last + 1))
    whole = not again and (first < left - bound or last > right)
    heads = (first, left, right)
    begin, stop, name = _named(line, head.value, first, last, left)
    outlet = bool(name) and head.value["form"] == "outlet"  # « notre confrère Le Relais »
    if not outlet and not _may_speak(line, head.value, heads, bound=bound > 0, whole=whole):
        return None
    whole = whole or bool(name and not _is_to(line, first))
    row = {**head.value, "language": PHRASE, "name": name, "source_id": "", "refers": "",
           "head": head.value["phrase"], "whole": "yes" if whole else ""}  # fmt: skip
    return Hit(begin, stop, row)


def _may_speak(
    line: Line, row: Row, span: tuple[int, int, int], *, bound: bool, whole: bool
) -> bool:
    """Leave out what names nobody: "no source", "our correspondent", "an agent there reports"."""
    first, left, right = span
    if row["form"] != "person" and not (bound or whole or _stands_alone(line, left, right)):
        return False
    if any(line.is_in("negative", index) for index in range(max(0, first - 1), left)):
        return False
    if line.code == "fr" and row["form"] == "person" and not bound and _qualifies(line, left):
        return False
    verb = (
        row["form"] == "paper"
        and (not bound or _closes(line, first, left))
        and line.spans[left][0] in line.voices
    )
    own = line.is_in("own", first) and row["takes"] != "kind"  # "our sources" are no reporters
    return not verb and not own


def _qualifies(line: Line, left: int) -> bool:
    """A word that is an adjective after a noun: « une trêve humanitaire »."""
    return line.is_in("adjective", left) and left > 0 and line.joined(left - 1)


def _closes(line: Line, first: int, left: int) -> bool:
    """Whether a word ends its sentence after a comma: ", the health zone reports."."""
    text = line.folded.text
    led = text.endswith(", ", 0, line.spans[first][0])
    return (
        led
        and first < left - 1
        and text[line.spans[left][1] : line.spans[left][1] + 1] in {"", ".", ";"}
    )


def _named(line: Line, row: Row, first: int, last: int, left: int) -> tuple[int, int, str]:
    """Where a phrase begins and ends with the name beside it, and the name if that is the source.

    Of "the mayor John Doe" only the office is kept; "the bimonthly X", « l'ONG X » and "X, the
    state radio" are X.
    """
    begin, stop = without_particle(line, first), line.spans[last][1]
    short = _SHORT_NAME.match(line.folded.text, stop)
    reach = stop if short is None else short.end()
    if row["form"] == "person":
        person = name_after(line, last)
        if person > last:
            return begin, line.spans[person][1], verbatim(line, begin, stop)
        return begin, reach, ""
    bears = line.joined(last) and line.is_capital(last + 1)  # "the al-Qaeda affiliate JNIM"
    described = row["form"] in {"body", "outlet"} and not (line.is_capital(left) or bears)
    titled = _titled(line, first) if described else first
    if titled < first:
        start = line.spans[titled][0]
        return start, reach, verbatim(line, start, line.spans[first - 1][1])
    quoted = _quoted_name(line, last)
    if quoted is not None and row["form"] != "paper":
        return begin, quoted.end(), verbatim(line, *quoted.span("name"))
    if line.joined(last) and (row["form"] == "outlet" or _bears_name(line, row, last)):
        end = name_run(line, last + 1, line.is_capital)
        if end > last:
            name = verbatim(line, line.spans[last + 1][0], line.spans[end][1])
            return begin, line.spans[end][1], name
    if line.code == "ar" and line.words[first].startswith("لل"):
        return begin, reach, "ال" + verbatim(line, begin, stop)[2:]  # "to the" is one particle
    return begin, reach, ""


def _quoted_name(line: Line, last: int) -> re.Match[str] | None:
    """A name in quote marks behind what bears it: «منصة «راصد السودان»»; not words that it says."""
    found = _QUOTED_NAME.match(line.folded.text, line.spans[last][1])
    if found is None or len(found["name"].split()) > _LONGEST_QUOTED:
        return None
    return found if line.code == "ar" or line.folded.is_capital(found.start("name")) else None


def _bears_name(line: Line, row: Row, last: int) -> bool:
    """A body may have its name behind it: "the shippers' council Cosec", « l'ONG X »."""
    named = line.is_capital(last + 1) and last + 1 not in line.places
    return row["kind"] in _NAMED_KINDS and named and not line.is_stop(last + 1)


def _titled(line: Line, first: int) -> int:
    """Where a name begins that stands, with a comma, before what tells what it is."""
    if line.code == "ar" or first == 0 or not line.is_in("article", first):
        return first
    begin, gap = first, line.folded.text[line.spans[first - 1][1] : line.spans[first][0]]
    if gap != ", ":
        return first
    index = first - 1
    while index >= 0 and (line.is_capital(index) or line.is_in("link", index)):
        if line.is_stop(index) or index in line.places:
            return first
        if line.is_capital(index) and not line.is_in("link", index):
            begin = index
        index -= 1
        if index >= 0 and not line.joined(index):
            break
    named = first - begin > 1 or (begin < first and line.is_acronym(begin))
    ends = line.is_capital(first - 1)
    placed = index >= 0 and line.joined(index) and line.is_in("link", index + 1)
    return begin if named and ends and not placed else first


def _is_title(line: Line, left: int, right: int) -> bool:
    """A word such as "Post" is the name of an outlet beside another capital only."""
    capital = line.is_capital(left) and left > 0
    return capital and line.joined(left - 1) and line.is_capital(left - 1) and left == right


def _stands_alone(line: Line, left: int, right: int) -> bool:
    """Bodies that speak without an article: "police", "aid agencies", and any body in Arabic."""
    word, last = line.words[left], line.words[right]
    plural = word.endswith("s") or last.endswith("s")
    return line.code == "ar" or plural or word in words_of(line.code, "alone")


def _merged(line: Line, found: Sequence[Hit[Row]]) -> list[Hit[Row]]:
    """An office and its body are one: "an official of the transmission company"."""
    kept: list[Hit[Row]] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        last = kept[-1] if kept else None
        if last is None or last.end < hit.start - 8:
            kept.append(hit)
        elif hit.start < last.end or _is_link(line, last, hit.start):
            kept[-1] = _one(line, last, hit)
        else:
            kept.append(hit)
    return kept


def _is_to(line: Line, index: int) -> bool:
    """Whether a word has the Arabic "of" or "to" written onto it: «بيان للجيش»."""
    inside = line.code == "ar" and index < len(line.spans) and line.joined(index - 1)
    return inside and line.words[index].startswith("ل")


def _is_link(line: Line, before: Hit[Row], start: int) -> bool:
    text = line.folded.text[before.end : start]
    between = text.split()
    if text.strip(" ").startswith((",", ";", ".", ":", "(")):
        return False
    if text == " " and before.value["form"] == "paper" and line.folded.text[start] == "ل":
        return True
    return bool(between) and all(word in words_of(line.code, "link") for word in between)


def _one(line: Line, first: Hit[Row], second: Hit[Row]) -> Hit[Row]:
    """Of a paper and its author the author remains, of an office and its body the office."""
    row = {**first.value, "whole": "yes"}
    start, end = first.start, max(first.end, second.end)
    body = second.value["form"] == "body"
    if body and row["form"] == "paper":
        name = second.value["name"] or verbatim(line, second.start, second.end)
        return Hit(start, end, {**second.value, "name": name})
    if body and row["takes"]:
        row["kind"] = second.value["kind"]
    return Hit(start, end, row)
