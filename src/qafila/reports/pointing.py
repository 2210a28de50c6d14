"""What "there", "the camp" and "the country" stand for: the place named before."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from qafila.claims import Location
from qafila.reports.lexicons import cues
from qafila.reports.locating import country_name, located
from qafila.reports.offices import names_an_office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.phrases import Hit
    from qafila.places import Place
    from qafila.reports.article import Article
    from qafila.reports.carrying import Frame

_OF = {"en": " of ", "fr": " – ", "ar": " "}
_IN_TITLE = 3  # a title tells better what a text is about than one mention
_PARTS = {
    "en": r"(?P<part>(?:far |extreme )?(?:north|south|east|west|centre|center)(?:-?(?:east|west))?"
    r"(?:ern (?:part|half))?)",
    "fr": r"(?P<part>(?:extreme[- ])?(?:nord|sud|est|ouest|centre)(?:-(?:est|ouest))?)",
    "ar": r"(?P<part>(?:اقصي )?(?:شمال|جنوب|شرق|غرب|وسط)(?:ي)?(?: (?:شرق|غرب)ي?)?)",
}
# The country as a place; what belongs to it ("the country's army") is none.
_COUNTRY = {
    "en": re.compile(
        r"\b(?:(?:in|into|inside|within|across|throughout|around|over|leave|leaves|leaving|left|quit"
        r"|quitting|enter|entered|entering|reach|reached) |(?:" + _PARTS["en"] + r" of ))"
        r"the (?:whole |entire |rest of the )?country\b(?!')"
    ),
    "fr": re.compile(
        r"\b(?:(?:dans|a travers|quitt\w+|gagn\w+|rejoi\w+|sur) (?:tout )?le|"
        + _PARTS["fr"]
        + r" du|l'ensemble du|tout le|(?:reste|interieur) du) (?:pays|territoire national)\b"
    ),
    "ar": re.compile(
        r"(?<!\w)[وف]?(?:في|داخل|الي|عبر|من|مغادره|غادر\w*|يغادر\w*|دخل\w*|انحاء|عموم|ارجاء|"
        + _PARTS["ar"] + r") (?:جميع |كل |انحاء |عموم |كامل )?(?:البلاد|البلد)(?!\w)"
    ),
}  # fmt: skip


def pointed_at(kinds: frozenset[str], frame: Frame) -> tuple[Location, ...]:
    """Find what "the town", "there" and "the same road" stand for.

    Parameters
    ----------
    kinds : frozenset of str
        Kinds of small words of a sentence.
    frame : Frame
        What was told before.

    Returns
    -------
    tuple of Location
        Empty where nothing is pointed at.

    Examples
    --------
    >>> from qafila.reports.carrying import Frame
    >>> pointed_at(frozenset({"there"}), Frame())
    ()
    """
    if {"same_place", "there"} & kinds and frame.here:
        return frame.here
    if "there" in kinds:
        return frame.former_places or frame.about
    return frame.road if "same_road" in kinds else ()


def place_meant(
    article: Article,
    sentence: tuple[int, int],
    clause: tuple[int, int],
    places: Sequence[Hit[Place]],
    frame: Frame,
) -> tuple[Location, ...]:
    """Find the place for which "there" or "the town" stands in a clause.

    What its sentence names before the word is meant, the seat of who speaks included: "traders in
    X say that the fuel received there". What it names behind the word is another place.

    Parameters
    ----------
    article : Article
        The report.
    sentence, clause : tuple of int
        Where both stand.
    places : sequence of Hit
        Places of the sentence where something may happen.
    frame : Frame
        What was told before.

    Returns
    -------
    tuple of Location
        Empty where nothing is pointed at, or the clause itself says where.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.carrying import Frame
    >>> text = "Traders in Dori want the fuel received there."
    >>> article = open_article(Document.from_text(text, "a.md", language="en"), Gazetteer(()))
    >>> whole = (0, len(text))
    >>> [place.name for place in place_meant(article, whole, whole, (), Frame())]
    ['Dori']
    """
    code, flat = article.language.code, article.folded.flat
    small = cues(code, flat, *clause)
    void = [(cue.start, cue.end) for cue in small if cue.kind == "there_is"]
    word = next(
        (cue for cue in small if cue.kind == "there"
         and not any(start <= cue.start and cue.end <= end for start, end in void)),
        None,
    )  # fmt: skip
    if word is None:
        return ()
    if any(clause[0] <= hit.start < word.start and _is_spot(hit) for hit in places):
        return ()
    before = [
        hit for hit in article.places_in(sentence[0], word.start)
        if _is_spot(hit)
        and not names_an_office(article.folded, article.language, hit, ())
    ]  # fmt: skip
    before += [hit for hit in places if hit.end <= word.start and _is_spot(hit)]
    if not before:
        return pointed_at(frozenset({"there"}), frame)
    last = max(before, key=lambda hit: hit.start)
    return located(article.folded, article.language, [last], last.start, last.end, last.start)


def _is_spot(hit: Hit[Place]) -> bool:
    return hit.value.kind != "country"


def country_meant(article: Article, clause: tuple[int, int], frame: Frame) -> tuple[Location, ...]:
    """Find the country for which "in the country" stands in a clause.

    Parameters
    ----------
    article : Article
        The report.
    clause : tuple of int
        Where it stands.
    frame : Frame
        What was told before.

    Returns
    -------
    tuple of Location
        The country of the last place, else the one of which the text names most; with the part of
        it that the words name. Empty where a clause does not speak of its country.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.carrying import Frame
    >>> text = "Haiti is short of rice. Some 400 officers are in the country."
    >>> article = open_article(Document.from_text(text, "a.md", language="en"), Gazetteer(()))
    >>> [place.name for place in country_meant(article, (24, len(text)), Frame())]
    ['Haiti']
    """
    code = article.language.code
    found = _COUNTRY[code].search(article.folded.text, *clause)
    if found is None:
        return ()
    land = next((place.country for place in frame.here if place.country), None)
    land = land or _most_named(article)
    if land is None:
        return ()
    name = country_name(land, code)
    if found["part"] is None:
        return (Location(name, None, land, "country"),)
    first, last = article.folded.raw_span(*found.span("part"))
    part = article.folded.raw[first:last]
    return (Location(f"{part}{_OF[code]}{name}", None, land, "region"),)


def _most_named(article: Article) -> str | None:
    counts = Counter(hit.value.country for hit in article.places if hit.value.country)
    for hit in article.titled:
        counts.update({hit.value.country: _IN_TITLE} if hit.value.country else {})
    return max(counts, key=lambda land: counts[land], default=None)
