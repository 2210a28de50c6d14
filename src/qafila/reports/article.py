"""What is found once for a whole report: language, dates, places, outlets of the front matter."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from qafila.errors import ReportError
from qafila.phrases import Hit, PhraseTable
from qafila.reports.capitals import find_capitals, find_seats
from qafila.reports.dates import find_dates
from qafila.reports.day_scope import is_dateline, settle_dates
from qafila.reports.detection import OTHER, clear_language, detect_language
from qafila.reports.lexicons import CLITICS, table
from qafila.reports.mentions import SPEAKERS
from qafila.reports.registry import languages
from qafila.reports.stretches import Placed
from qafila.reports.toponyms import find_toponyms
from qafila.sources import default_sources
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.claims import Document
    from qafila.places import Gazetteer, Place
    from qafila.reports.dates import DateMention
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.sources import KnownActor, KnownSource, Sources
    from qafila.text import Folded

_LOG = logging.getLogger(__name__)
_TOO_SHORT = 6  # words
_RESTATES = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Article:
    """A report with everything that is found in it before it is read sentence by sentence.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> note = Document.from_text("The army is in Mali.", "a.md")
    >>> open_article(note, Gazetteer(())).places[0].value.country
    'MLI'
    """

    document: Document
    folded: Folded
    language: Language
    dates: tuple[DateMention, ...]
    places: tuple[Hit[Place], ...]
    outlets: tuple[Hit[Row], ...]
    sources: Sources = field(default_factory=default_sources)
    actors: tuple[Hit[Row], ...] = ()
    titled: tuple[Hit[Place], ...] = ()
    datelines: tuple[tuple[int, int], ...] = ()

    def actors_in(self, start: int, end: int) -> list[Hit[Row]]:
        """Groups and forces named in a stretch: those of the lexicon and those of the case.

        Parameters
        ----------
        start, end : int
            Positions in the folded text.

        Returns
        -------
        list of Hit
            Rows of the lexicon of actors; they may overlap.

        Examples
        --------
        >>> from qafila.claims import Document
        >>> from qafila.places import Gazetteer
        >>> note = Document.from_text("JNIM left the town.", "a.md")
        >>> [hit.value["actor_id"] for hit in open_article(note, Gazetteer(())).actors_in(0, 19)]
        ['jnim']
        """
        own = self._placed_actors.within(start, end)
        # What a case says of an actor holds against the tables of the package.
        taken = {(hit.start, hit.end) for hit in own}
        known = table("actors", self.language.code).find(self.folded.flat, start, end)
        return [*(hit for hit in known if (hit.start, hit.end) not in taken), *own]

    def places_in(self, start: int, end: int) -> list[Hit[Place]]:
        """Places named in a stretch.

        Parameters
        ----------
        start, end : int
            Positions in the folded text.

        Returns
        -------
        list of Hit
            In order of place.

        Examples
        --------
        >>> from qafila.claims import Document
        >>> from qafila.places import Gazetteer
        >>> note = Document.from_text("The army is in Mali.", "a.md")
        >>> open_article(note, Gazetteer(())).places_in(0, 8)
        []
        """
        return self._placed_places.within(start, end)

    def dates_in(self, start: int, end: int) -> list[DateMention]:
        """Dates named in a stretch.

        Parameters
        ----------
        start, end : int
            Positions in the folded text.

        Returns
        -------
        list of DateMention
            In order of place.

        Examples
        --------
        >>> from qafila.claims import Document
        >>> from qafila.places import Gazetteer
        >>> note = Document.from_text("The army came in 2012.", "a.md")
        >>> open_article(note, Gazetteer(())).dates_in(0, 22)[0].span.precision
        'year'
        """
        return self._placed_dates.within(start, end)

    def outlets_in(self, start: int, end: int) -> list[Hit[Row]]:
        """Outlets and other known sources named in a stretch.

        Parameters
        ----------
        start, end : int
            Positions in the folded text.

        Returns
        -------
        list of Hit
            Rows as those of the lexicon of sources; they may overlap.

        Examples
        --------
        >>> from qafila.claims import Document
        >>> from qafila.places import Gazetteer
        >>> note = Document.from_text("Pumps are dry, Reuters reported.", "a.md")
        >>> [hit.value["name"] for hit in open_article(note, Gazetteer(())).outlets_in(0, 32)]
        ['Reuters']
        """
        return self._placed_outlets.within(start, end)

    @cached_property
    def _placed_actors(self) -> Placed[Hit[Row]]:
        return Placed(self.actors)

    @cached_property
    def _placed_places(self) -> Placed[Hit[Place]]:
        return Placed(self.places)

    @cached_property
    def _placed_dates(self) -> Placed[DateMention]:
        return Placed(self.dates)

    @cached_property
    def _placed_outlets(self) -> Placed[Hit[Row]]:
        return Placed(self.outlets)


def open_article(
    document: Document, gazetteer: Gazetteer, sources: Sources | None = None
) -> Article:
    """Prepare a report for reading.

    Parameters
    ----------
    document : Document
        The report.
    gazetteer : Gazetteer
        Places to look for.
    sources : Sources, optional
        Sources by name; by default those of the package.

    Returns
    -------
    Article
        The report with its dates and places.

    Raises
    ------
    ReportError
        If its language is not supported, whatever the front matter says.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> open_article(Document.from_text("Das ist der Bericht und nicht mehr.", "a.md"),
    ...              Gazetteer(()))
    Traceback (most recent call last):
    qafila.errors.ReportError: a.md: its language is not supported; known: ar, en, fr
    """
    known = languages()
    code = _language(document)
    if code is None or code not in known:
        if code is None and len(document.text.split()) < _TOO_SHORT:
            raise ReportError(
                f"{document.name}: is too short to tell its language; name it with --lang or by "
                f"language: in the front matter; known: {', '.join(sorted(known))}"
            )
        shown = f'language "{code}"' if code else "language"
        raise ReportError(
            f"{document.name}: its {shown} is not supported; known: {', '.join(sorted(known))}"
        )
    language, folded = known[code], fold(document.text)
    dates = find_dates(folded.text, code, language.date_rules, language.since, document.published)
    known_sources = default_sources() if sources is None else sources
    actors = tuple(
        Hit(hit.start, hit.end, _actor_row(hit.value))
        for hit in known_sources.find_actors(code, folded)
    )
    outlets = (
        *named_sources(known_sources, code, folded),
        *_speaking(actors),
        *_outlets(document.restates, code).find(folded.flat),
    )
    titled = gazetteer.find(fold(document.title or ""))
    named = _places(folded, code, gazetteer, titled)
    taken = [(hit.start, hit.end) for hit in named]
    taken += [(hit.start, hit.end) for hit in (*outlets, *actors)]
    named += find_toponyms(folded, language, taken)
    return Article(
        document,
        folded,
        language,
        tuple(
            _verbatim(folded, mention)
            for mention in settle_dates(folded, code, dates, document.published)
        ),
        tuple(sorted(named, key=lambda hit: hit.start)),
        outlets,
        known_sources,
        actors,
        tuple(titled),
        tuple((day.start, day.end) for day in dates if is_dateline(folded, day)),
    )


def named_sources(sources: Sources, language: str, folded: Folded) -> list[Hit[Row]]:
    """Sources of the table that a text names, as rows of the lexicon of sources.

    Parameters
    ----------
    sources : Sources
        The table.
    language : str
        Language of the text.
    folded : Folded
        The text.

    Returns
    -------
    list of Hit
        In order of place.

    Examples
    --------
    >>> [hit.value["kind"] for hit in named_sources(default_sources(), "en", fold("told AFP"))]
    ['media']
    """
    return [
        Hit(hit.start, hit.end, _source_row(hit.value)) for hit in sources.find(language, folded)
    ]


def _source_row(source: KnownSource) -> Row:
    # Capitals were looked at when it was found; a language of its own keeps it from a second look.
    return {
        "language": "all", "name": source.name, "source_id": source.source_id,
        "kind": source.kind, "refers": "",
    }  # fmt: skip


def _actor_row(actor: KnownActor) -> Row:
    return {
        "language": "all", "name": actor.name, "actor_id": actor.actor_id, "kind": actor.kind,
        "country": actor.country or "",
    }  # fmt: skip


def _speaking(actors: Iterable[Hit[Row]]) -> list[Hit[Row]]:
    """Actors that may also be who says it, as rows of the lexicon of sources."""
    return [
        Hit(hit.start, hit.end, {**hit.value, "source_id": hit.value["actor_id"], "refers": "",
                                 "kind": SPEAKERS[hit.value["kind"]]})
        for hit in actors
        if hit.value["kind"] in SPEAKERS
    ]  # fmt: skip


def _language(document: Document) -> str | None:
    """What is clearly read in the text counts more than what the front matter says."""
    declared = document.language
    if declared not in languages():
        return declared or detect_language(document.text)
    found = clear_language(document.text)
    if found in {None, declared}:
        return declared
    if found == OTHER:
        raise ReportError(
            f'{document.name}: its language is not supported, though language says "{declared}"; '
            f"known: {', '.join(sorted(languages()))}"
        )
    _LOG.warning(
        '%s: language says "%s", but the text is in "%s" and read so', document.name, declared,
        found,
    )  # fmt: skip
    return found


def _verbatim(folded: Folded, mention: DateMention) -> DateMention:
    first, last = folded.raw_span(mention.start, mention.end)
    span = dataclasses.replace(mention.span, text=folded.raw[first:last])
    return dataclasses.replace(mention, span=span)


def _places(
    folded: Folded, code: str, gazetteer: Gazetteer, titled: Sequence[Hit[Place]]
) -> list[Hit[Place]]:
    named = gazetteer.find(folded)
    found = find_capitals(folded, code, gazetteer, named, titled)
    found += find_seats(folded, code, gazetteer, named)
    return sorted([*named, *found], key=lambda hit: hit.start)


@lru_cache(maxsize=64)
def _outlets(restates: _RESTATES, language: str) -> PhraseTable[Row]:
    """Front matter names the outlets that the text restates; "RFI via allAfrica" names two."""
    names = {part.strip() for row in restates for part in row[0].split(" via ")}
    entries = [
        (name, {"language": "", "name": name, "source_id": _slug(name), "kind": "media",
                "refers": ""})
        for name in sorted(names)
        if name and not any(mark in name for mark in "*|?_")
    ]  # fmt: skip
    return PhraseTable(entries, CLITICS.get(language, ""))


def _slug(name: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in fold(name).text)
    return "_".join(kept.split())
