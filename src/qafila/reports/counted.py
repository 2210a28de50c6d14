"""Whom a figure counts: nationality or origin, side and status; and whether it counts others again.

Only words at the figure itself are taken ("47 Malian soldiers", « 90 000 réfugiés burkinabè »,
«50 من عناصر فاغنر»); what the rest of the sentence lets guess is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qafila.claims import Counted
from qafila.places import demonyms
from qafila.reports.lexicons import cues, rows, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.reports.article import Article
    from qafila.reports.bounds import Figure
    from qafila.reports.events import Event
    from qafila.reports.mentions import Mention

_PEOPLE = "persons"
_OF = {
    "en": re.compile(
        r"^ (?:who )?(?:came |coming |come |arriving |arrived |originating |fleeing )?"
        r"(?:of|from|among|with) (?:the )?$"
    ),
    "fr": re.compile(
        r"^ (?:venue?s? |venant |arrivee?s? |originaires? |membres? |elements? )?"
        r"(?:de la |de l'|du |des |de |d'|parmi les |chez les )$"
    ),
    "ar": re.compile(
        r"^ (?:(?:ال)?(?:قادم|وافد|فار|اتي)\w* )?(?:من|بين|في صفوف) "
        r"(?:عناصر |مقاتلي |جنود |افراد )?(?:ال)?$"
    ),
}
_BESIDE = re.compile(r"^ (?:ال)?$")
_OTHERS_GAP = re.compile(r"^ ?(?:d')?$")
_NEAR = 60


class _Mark(NamedTuple):
    start: int
    end: int
    country: str
    affiliation: str
    beside: bool


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, str]:
    """Group of each noun that counts people; empty where the noun says nothing of it."""
    return {row["noun"]: row["group"] for row in rows("noun_units") if row["unit"] == _PEOPLE}


def find_counted(
    article: Article, clause: tuple[int, int], event: Event, mentions: Sequence[Mention] = ()
) -> Counted | None:
    """Find whom the figure of an event counts.

    Parameters
    ----------
    article : Article
        The report.
    clause : tuple of int
        The clause.
    event : Event
        The event.
    mentions : sequence of Mention
        Sources of the clause: "military bloggers" who speak are not those who are counted.

    Returns
    -------
    Counted or None
        None where it counts no people, or where nothing is said of them.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports import read_claims
    >>> note = Document.from_text("47 Malian soldiers were killed.", "a.md", language="en")
    >>> read_claims(note, Gazetteer(()))[0].counted
    Counted(group='fighters', country='MLI', affiliation='malian_army')
    """
    group = _groups().get(event.noun or "")
    if event.figure is None or group is None:
        return None
    anchor = _anchor(article, clause, event.figure, mentions)
    found = [] if anchor is None else _linked(article, clause, anchor)
    countries = {mark.country for mark in found if mark.country}
    sides = {mark.affiliation for mark in found if mark.affiliation}
    counted = Counted(
        group or None,
        countries.pop() if len(countries) == 1 else None,
        sides.pop() if len(sides) == 1 else None,
    )
    return None if counted == Counted() else counted


def _anchor(
    article: Article, clause: tuple[int, int], figure: Figure, mentions: Sequence[Mention]
) -> tuple[int, int] | None:
    """The figure with its noun; a bare number counts what the clause named before it."""
    flat = article.folded.flat
    named = [
        hit for hit in table("nouns", article.language.code).find(flat, *clause)
        if hit.value["class"] in _groups()
        and not any(one.start < hit.end and hit.start < one.end for one in mentions if one.part)
    ]  # fmt: skip
    marks = _marks(article, clause)
    stretches = [(hit.start, hit.end) for hit in named] + [(one.start, one.end) for one in marks]
    if any(start < figure.end and figure.start < end for start, end in stretches):
        return figure.start, figure.end
    before = [hit for hit in named if hit.end <= figure.start]
    return (before[-1].start, before[-1].end) if before else None


def _linked(article: Article, clause: tuple[int, int], anchor: tuple[int, int]) -> list[_Mark]:
    text, code = article.folded.text, article.language.code
    found = []
    for mark in _marks(article, clause):
        gap = text[anchor[1] : mark.start] if mark.start >= anchor[1] else None
        inside = gap is None and anchor[0] <= mark.start
        beside = gap is not None and mark.beside and _BESIDE.match(gap) is not None
        if inside or beside or (gap is not None and _OF[code].match(gap)):
            found.append(mark)
    return found


def _marks(article: Article, clause: tuple[int, int]) -> list[_Mark]:
    """Words that may say of which people somebody is: adjectives follow in French and Arabic."""
    code, flat = article.language.code, article.folded.flat
    follows = code != "en"
    marks = [
        _Mark(hit.start, hit.end, hit.value, "", follows)
        for hit in demonyms(code).find(flat, *clause)
    ]
    marks += [
        _Mark(hit.start, hit.end, hit.value["country"], hit.value["actor_id"], code == "ar")
        for hit in article.actors_in(*clause)
        if hit.value["actor_id"]
    ]
    marks += [
        _Mark(hit.start, hit.end, hit.value.country or "", "", beside=False)
        for hit in article.places_in(*clause)
        if hit.value.kind == "country"
    ]
    return marks


def tells_another(article: Article, clause: tuple[int, int], event: Event) -> bool:
    """Whether the text says that it tells of another than the one told before.

    Parameters
    ----------
    article : Article
        The report.
    clause : tuple of int
        The clause.
    event : Event
        The event.

    Returns
    -------
    bool
        For "a second convoy" and "168 other tankers", not for "another source".

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports import read_claims
    >>> note = Document.from_text("A second convoy was attacked.", "a.md", language="en")
    >>> read_claims(note, Gazetteer(()))[0].another
    True
    """
    text, figure = article.folded.text, event.figure
    for cue in cues(article.language.code, article.folded.flat, *clause):
        if cue.kind == "another" and event.event_type in cue.value.split("|"):
            gap = text[cue.end : figure.start] if figure is not None else ""
            reached = figure is None or cue.start < figure.start
            if reached and len(gap) <= _NEAR and not re.search(r"\d", gap):
                return True
        if cue.kind == "others" and figure is not None:
            after = text[figure.end : cue.start] if cue.start >= figure.end else ""
            before = text[cue.end : figure.start] if cue.end <= figure.start else ""
            close = cue.start >= figure.start or (cue.value == "before" and not before.strip())
            if close and _OTHERS_GAP.match(after):
                return True
    return False
