"""Put together one claim from an event, its attribution, places and date."""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.claims import Actor, Claim, DateSpan, Source, Span, claim_id
from qafila.phrases import longest
from qafila.places import demonyms
from qafila.reports.carrying import is_placed
from qafila.reports.counted import find_counted, tells_another
from qafila.reports.events import HYPOTHETICAL
from qafila.reports.lexicons import cues, noun_units, rows, schema_units
from qafila.reports.mentions import GOVERNMENT
from qafila.reports.modality import read_modality
from qafila.reports.people import OF_PEOPLE, find_people
from qafila.reports.polarity import read_polarity
from qafila.reports.totals import is_total
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qafila.claims import Document, Location
    from qafila.reports.article import Article
    from qafila.reports.attribution import Attribution
    from qafila.reports.bounds import Figure
    from qafila.reports.events import Event
    from qafila.reports.voices import Voice
    from qafila.sources import KnownSource

READER_VERSION = "1.10"
# Of these each event has a toll of its own, beside which a sum stands in reports.
_WHOLE_STATE = {
    "en": re.compile(r"^(?:the )?\w+ (?:government|authorities)$"),
    "fr": re.compile(r"^(?:l |le |la |les )?(?:gouvernement|autorites) \w+$"),
    "ar": re.compile(r"^(?:ال)?(?:حكومه|سلطات) (?:ال)?\w+$"),
}
_AGENCY = {"latin": "Agence", "arabic": "وكالة"}
_ARTICLES = frozenset({"the", "le", "la", "l", "les"})
_BESIDE = 30  # characters
_LONGEST_NAME = 200  # characters
_RATIONING = "rationing"
_LOSSES = frozenset({"attack_on_convoy", "casualties", "violence_against_civilians", "abduction"})


@lru_cache(maxsize=1)
def _measures() -> Mapping[str, str]:
    return {row["quantity"]: row["measure"] for row in rows("measures")}


def build_claim(
    article: Article,
    clause: tuple[int, int],
    event: Event,
    said: Attribution,
    where: tuple[Location, ...],
    date: DateSpan | None,
    figures: Sequence[Figure] = (),
    again: Voice | None = None,
) -> Claim:
    """Put a claim together, still without its identifier.

    Parameters
    ----------
    article : Article
        The report.
    clause : tuple of int
        The clause in the folded text; its verbatim text is the span.
    event : Event
        What happened.
    said : Attribution
        Who says it.
    where : tuple of Location
        Places.
    date : DateSpan or None
        When it happened.
    figures : sequence of Figure
        Figures of the sentence, for the counts of groups of people.
    again : Voice, optional
        Verb of saying that no denial before it reaches across (`restated`).

    Returns
    -------
    Claim
        The claim.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> from qafila.reports.article import open_article
    >>> from qafila.reports.attribution import Attribution
    >>> from qafila.reports.events import Event
    >>> note = Document.from_text("The siege of the town goes on.", "a")
    >>> article = open_article(note, Gazetteer(()))
    >>> event = Event(4, 9, "blockade", None, None, None, 1)
    >>> build_claim(article, (0, 9), event, Attribution((), None), (), None).span.text
    'The siege'
    """
    document, folded, code = article.document, article.folded, article.language.code
    start, end = folded.raw_span(*clause)
    span = Span(start, end, document.text[start:end])
    when = date or DateSpan(None, None)
    figure = _read_figure(article, clause, event)
    turned = again is not None and "denied" in {again.modality, said.modality}
    voiced = again.modality if again is not None and turned else said.modality
    polarity = read_polarity(code, folded.flat, clause, event, again.end if again else None)
    modality = read_modality(
        code, folded.flat, clause[0], clause[1], voiced, said.chain, when,
        document.published, polarity, event,
    )  # fmt: skip
    if event.event_type == "risk_outlook" and (modality != "opinion" or event.rank == HYPOTHETICAL):
        modality = "conditional"
    return Claim(
        claim_id="",
        document_id=document.document_id,
        reported_at=document.published,
        language=code,
        event_type=event.event_type,
        span=span,
        modality=modality,
        reader_version=READER_VERSION,
        subtype=event.subtype,
        actors=_actors(article, clause, event, figures),
        locations=where,
        date=when,
        quantity=event.quantity,
        measure=_measure(article, clause, event, when, where),
        best=figure.best if figure else None,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        unit=_unit(event),
        qualifier=figure.qualifier if figure else None,
        said_by=_with_outlet(article, said.chain),
        counted=find_counted(article, clause, event, said.mentions),
        another=tells_another(article, clause, event),
    )


def _measure(
    article: Article,
    clause: tuple[int, int],
    event: Event,
    when: DateSpan,
    where: tuple[Location, ...],
) -> str | None:
    """What was burnt "since September" or "so far" is a total and not the loss of one attack."""
    measure = _measures().get(event.quantity or "")
    if event.event_type not in _LOSSES or event.figure is None or measure != "flow":
        return measure
    since = when.start is not None and when.end is None and _is_beside(article, clause, event, when)
    summed = is_total(article, clause, event, when, placed=is_placed(where))
    return "cumulative" if since or summed else measure


def _is_beside(article: Article, clause: tuple[int, int], event: Event, when: DateSpan) -> bool:
    """Whether a date stands by an event: "fled since Friday an attack that killed" sums no dead."""
    text, written = article.folded.text, fold(when.text).text
    place = text.find(written, *clause)
    if place < 0:
        return False
    last = place + len(written)
    gap = text[last : event.start] if last <= event.start else text[event.end : place]
    return len(gap) <= _BESIDE


def _unit(event: Event) -> str | None:
    if event.figure is None:
        return None
    if event.quantity:
        return schema_units().get(event.quantity)
    return noun_units().get(event.noun or "")


def _read_figure(article: Article, clause: tuple[int, int], event: Event) -> Figure | None:
    """Not to go "beyond 10 km" bounds from above what "beyond 10 km" bounds from below.

    What is sold to each at most is a bound from above too.
    """
    figure = event.figure
    if figure is not None and event.subtype == _RATIONING and figure.low == figure.high:
        return dataclasses.replace(figure, low=None)
    if figure is None or event.quantity != "access_radius" or figure.low is None:
        return figure
    found = cues(article.language.code, article.folded.flat, clause[0], figure.start)
    denied = any(cue.kind in {"negation", "no_longer"} for cue in found)
    if figure.high is None and denied:
        return dataclasses.replace(figure, low=None, high=figure.best)
    return figure


def _with_outlet(article: Article, chain: tuple[Source, ...]) -> tuple[Source, ...]:
    document, settled = article.document, tuple(_settled(article, link) for link in chain)
    if not document.outlet:
        return settled
    known = _outlet(article, document.outlet)
    source = Source(
        document.outlet, known.source_id if known else None, known.kind if known else "media"
    )
    same = {source.name, source.source_id} - {None}
    rest = (
        link for link in settled
        if not {link.name, link.source_id} & same and not _is_house(link, document.outlet)
    )  # fmt: skip
    return (_settled(article, source), *rest)


def _outlet(article: Article, name: str) -> KnownSource | None:
    """An outlet by its name, else by letters that are words too: they name it as an agency."""
    plain = name.replace(".", " ").strip()
    for written in (name, plain, f"{_AGENCY[article.language.script]} {plain}"):
        hits = article.sources.find(article.language.code, fold(written))
        if hits:
            return hits[0].value
    return None


def _is_house(link: Source, outlet: str) -> bool:
    """In a statement of a ministry "the Ministry" is the outlet itself."""
    words = [word.removeprefix("ال") for word in fold(link.name).flat.split()]
    own = {word.removeprefix("ال") for word in fold(outlet).flat.split()}
    named = [word for word in words if word not in _ARTICLES]
    return bool(named) and own.issuperset(named)


@lru_cache(maxsize=1)
def _actor_ids() -> frozenset[str]:
    return frozenset(row["actor_id"] for row in rows("actors"))


def _settled(article: Article, source: Source) -> Source:
    """A source with what the table says of it; an identifier that no table knows is none."""
    if source.source_id is None:
        return dataclasses.replace(source, source_id=_whole_state(article.language.code, source))
    known = article.sources.get(source.source_id)
    if known is not None:
        return dataclasses.replace(source, network=known.network, relays=known.relays)
    name = source.source_id
    acting = name in _actor_ids() or name in {one.actor_id for one in article.sources.actors}
    kept = acting or name.startswith(GOVERNMENT)
    return source if kept else dataclasses.replace(source, source_id=None)


def _whole_state(language: str, source: Source) -> str | None:
    """One name for a government in all languages."""
    flat = fold(source.name).flat
    if source.kind != "government" or _WHOLE_STATE[language].search(flat) is None:
        return None
    nations = {hit.value for hit in demonyms(language).find(flat)}
    return f"{GOVERNMENT}{nations.pop().lower()}" if len(nations) == 1 else None


def _actors(
    article: Article, clause: tuple[int, int], event: Event, figures: Sequence[Figure]
) -> tuple[Actor, ...]:
    found: dict[str, Actor] = {}
    for hit in longest(article.actors_in(*clause)):
        row = hit.value
        actor = Actor(row["name"], row["actor_id"] or None, row["kind"], "other")
        found.setdefault(row["name"], actor)
    if event.event_type not in OF_PEOPLE:
        return tuple(found.values())
    # A place that reaches into the clause from outside counts too.
    places = article.places_in(clause[0] - _LONGEST_NAME, clause[1] + _LONGEST_NAME)
    people = find_people(article.folded, article.language, clause, places, figures, event.figure)
    return (*found.values(), *people)


def number_claims(document: Document, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Give each claim its identifier.

    Parameters
    ----------
    document : Document
        The report.
    claims : sequence of Claim
        Its claims in order.

    Returns
    -------
    tuple of Claim
        The same claims; those of one span and type are told apart by their rank.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> number_claims(Document.from_text("x", "a"), [])
    ()
    """
    ranks: dict[tuple[int, int, str], int] = {}
    numbered = []
    for claim in claims:
        key = (claim.span.start, claim.span.end, claim.event_type)
        ranks[key] = ranks.get(key, -1) + 1
        identifier = claim_id(
            document.document_id, claim.span, claim.event_type, ranks[key], READER_VERSION
        )
        numbered.append(dataclasses.replace(claim, claim_id=identifier))
    return tuple(numbered)
