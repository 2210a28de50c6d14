"""Whose border it is: who reinforces "its border with Mali" is not Mali."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.claims import Location
from qafila.places import demonyms
from qafila.reports.locating import country_name
from qafila.reports.offices import is_beyond

if TYPE_CHECKING:
    from qafila.reports.article import Article

_LONGEST_NAME = 200  # characters


def own_border(article: Article, sentence: tuple[int, int]) -> tuple[Location, ...]:
    """Find the country that acts at a border.

    Parameters
    ----------
    article : Article
        The report.
    sentence : tuple of int
        The sentence; the country may stand in the name of a source.

    Returns
    -------
    tuple of Location
        The only country named that is not the one beyond the border; empty where several are.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> text = "Ivory Coast reinforces its border with Mali."
    >>> article = open_article(Document.from_text(text, "a.md", language="en"), Gazetteer(()))
    >>> [place.country for place in own_border(article, (0, len(text)))]
    ['CIV']
    """
    folded, code = article.folded, article.language.code
    places = article.places_in(*sentence)
    named = [
        (hit.start, hit.end, hit.value.country, True)
        for hit in places
        if hit.value.kind == "country"
        and not _in_a_name(article, hit.start, hit.end)
        and not is_beyond(folded, article.language, hit)
    ]
    named += [
        (hit.start, hit.end, hit.value, False)
        for hit in demonyms(code).find(folded.flat, *sentence)
        if not any(place.start < hit.end and hit.start < place.end for place in places)
    ]
    if len({country for _, _, country, _ in named}) != 1:
        return ()
    start, end, country, is_noun = min(named)
    first, last = folded.raw_span(start, end)
    name = folded.raw[first:last] if is_noun else country_name(country, code)
    return (Location(name, None, country, "country"),)


def _in_a_name(article: Article, start: int, end: int) -> bool:
    """Whether a country is part of the name of an outlet: "Agence France-Presse"."""
    near = article.outlets_in(start - _LONGEST_NAME, end + _LONGEST_NAME)
    return any(hit.start <= start and end <= hit.end for hit in near)
