"""From a document to claims: each sentence's events with who, where, when, how many and who says.

The order in which a sentence is read: dates, figures (numbers that are not dates), places, sources,
clauses, events of each clause; then each event takes the attribution of its clause, or else of its
sentence. Nothing passes from one sentence to the next but what words ask for: "the agency", "the
day before", and the frame that a sentence sets which says that accounts differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from qafila.claims import Actor, Claim, DateSpan, Location, Source, Span, claim_id
from qafila.errors import ReportError
from qafila.reports.attribution import Attribution, attribute, find_mentions
from qafila.reports.bounds import find_figures
from qafila.reports.dates import find_dates
from qafila.reports.detection import detect_language
from qafila.reports.events import Context, find_events, find_slots
from qafila.reports.lexicons import CLITICS, cues, schema_units, table
from qafila.reports.locating import located
from qafila.reports.modality import read_modality
from qafila.reports.registry import languages
from qafila.reports.sentences import split_sentences
from qafila.reports.timing import pick_date
from qafila.text import PhraseTable, fold, longest

if TYPE_CHECKING:
    from qafila.claims import Document
    from qafila.places import Gazetteer, Place
    from qafila.reports.attribution import Mention
    from qafila.reports.bounds import Figure
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.language import Language
    from qafila.reports.lexicons import Row
    from qafila.reports.sentences import Sentence
    from qafila.text import Folded, Hit

READER_VERSION = "1"
_MEASURES = {
    "refugees_hosted": "stock", "tankers_waiting": "stock", "fuel_cover": "stock",
    "refugees_registered": "cumulative", "persons_displaced": "flow",
    "households_displaced": "flow", "tankers_arrived": "flow", "tankers_needed": "rate",
    "electricity_hours": "rate", "petroleum_registered": "flow", "inhabitants": "stock",
}  # fmt: skip


@dataclass(frozen=True)
class _Article:
    """All that is found once for the whole text."""

    document: Document
    folded: Folded
    language: Language
    dates: tuple[DateMention, ...]
    places: tuple[Hit[Place], ...]
    outlets: tuple[Hit[Row], ...]


@dataclass
class _Frame:
    """What later sentences may refer back to."""

    memory: list[Mention] = field(default_factory=list)
    paragraph: int = -1
    topic_date: DateSpan | None = None
    topic_places: tuple[Location, ...] = ()


def read_claims(document: Document, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """Read a report into claims.

    Parameters
    ----------
    document : Document
        The report.
    gazetteer : Gazetteer
        Places to look for.

    Returns
    -------
    tuple of Claim
        In order of place in the text; the span of each is verbatim.

    Raises
    ------
    ReportError
        If the language of the report is not supported.

    Examples
    --------
    >>> from qafila.claims import Document
    >>> from qafila.places import Gazetteer
    >>> note = Document.from_text("About 40 tankers were burnt, Reuters reported.", "a.md")
    >>> claim = read_claims(note, Gazetteer(()))[0]
    >>> claim.event_type, claim.low, claim.high
    ('attack_on_convoy', 36.0, 44.0)
    """
    article = _open(document, gazetteer)
    frame = _Frame()
    claims: list[Claim] = []
    for sentence in split_sentences(article.folded, article.language):
        if sentence.paragraph != frame.paragraph:
            frame.paragraph, frame.topic_date, frame.topic_places = sentence.paragraph, None, ()
        claims += _read_sentence(article, sentence, frame)
    return _numbered(document, claims)


def _open(document: Document, gazetteer: Gazetteer) -> _Article:
    code = document.language or detect_language(document.text)
    if code not in languages():
        shown = f'"{code}"' if code else "not one that is supported"
        raise ReportError(f"{document.name}: its language is {shown}; known: ar, en, fr")
    language = languages()[code]
    folded = fold(document.text)
    dates = find_dates(
        folded.text, code, language.date_rules, language.since, document.published
    )
    outlets = _outlets(document.restates, code).find(folded.flat)
    return _Article(
        document, folded, language, tuple(dates), tuple(gazetteer.find(folded)), tuple(outlets)
    )


@lru_cache(maxsize=64)
def _outlets(restates: tuple[tuple[str, str, str], ...], language: str) -> PhraseTable[Row]:
    """Front matter names the outlets that the text restates; "RFI via allAfrica" names two."""
    names = {part.strip() for row in restates for part in row[0].split(" via ")}
    rows = [
        (name, {"language": "", "name": name, "source_id": _slug(name), "kind": "media", "refers": ""})
        for name in sorted(names)
        if name and not any(mark in name for mark in "*|?")
    ]
    return PhraseTable(rows, CLITICS.get(language, ""))


def _slug(name: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in fold(name).text).split())


def _within(start: int, end: int, first: int, last: int) -> bool:
    return first <= start and end <= last


def _read_sentence(article: _Article, sentence: Sentence, frame: _Frame) -> list[Claim]:
    folded, language = article.folded, article.language
    start, end = sentence.start, sentence.end
    dates = [mention for mention in article.dates if _within(mention.start, mention.end, start, end)]
    masked = tuple((mention.start, mention.end) for mention in dates)
    figures = find_figures(folded.text, language.code, start, end, masked)
    mentions = find_mentions(folded, language, start, end, article.places, article.outlets)
    whole = attribute(folded, language, start, end, mentions, frame.memory)
    places = [
        hit
        for hit in article.places
        if _within(hit.start, hit.end, start, end) and not _speaks(hit, whole)
    ]
    claims: list[Claim] = []
    for first, last in sentence.clauses:
        said = attribute(folded, language, first, last, mentions, frame.memory)
        said = said if said.chain else whole
        inside = tuple(figure for figure in figures if _within(figure.start, figure.end, first, last))
        filled = {"place"} if any(_within(hit.start, hit.end, first, last) for hit in places) else set()
        filled |= {
            cue.kind
            for cue in cues(language.code, folded.flat, first, last)
            if cue.kind in {"negation", "conditional"}
        }
        slots = find_slots(language.code, folded.flat, first, last, filled)
        events = find_events(language.code, folded.flat, first, last, Context(slots, inside))
        claims += [
            _claim(article, sentence, (first, last), event, said, places, dates, frame)
            for event in events
        ]
    _remember(article, sentence, frame, whole, places, dates)
    return claims


def _speaks(hit: Hit[Place], said: Attribution) -> bool:
    """A place inside the name of a source, or that is itself the source, is no place."""
    return any(
        mention.start <= hit.start and hit.end <= mention.end
        and (mention.part != "" or mention.start < hit.start or hit.end < mention.end)
        for mention in said.mentions
    )  # fmt: skip


def _remember(
    article: _Article,
    sentence: Sentence,
    frame: _Frame,
    whole: Attribution,
    places: list[Hit[Place]],
    dates: list[DateMention],
) -> None:
    frame.memory += [mention for mention in whole.mentions if mention.source.kind]
    found = cues(article.language.code, article.folded.flat, sentence.start, sentence.end)
    if any(cue.kind == "topic" for cue in found):
        frame.topic_date = next((mention.span for mention in dates if mention.span.start), None)
        frame.topic_places = located(article.folded, article.language, places, sentence.start,
                                     sentence.end, sentence.start)  # fmt: skip


def _claim(
    article: _Article,
    sentence: Sentence,
    clause: tuple[int, int],
    event: Event,
    said: Attribution,
    places: list[Hit[Place]],
    dates: list[DateMention],
    frame: _Frame,
) -> Claim:
    document, folded, language = article.document, article.folded, article.language
    first, last = clause
    raw_start, raw_end = folded.raw_span(first, last)
    span = Span(raw_start, raw_end, document.text[raw_start:raw_end])
    date = pick_date(folded, language, dates, said, clause, event) or frame.topic_date
    date = date or DateSpan(None, None)
    where = located(folded, language, places, first, last, event.start)
    where = where or located(folded, language, places, sentence.start, sentence.end, event.start)
    figure = event.figure
    modality = read_modality(
        language.code, folded.flat, first, last, said.modality, said.chain, date,
        document.published,
    )  # fmt: skip
    return Claim(
        claim_id="",
        document_id=document.document_id,
        reported_at=document.published,
        language=language.code,
        event_type=event.event_type,
        span=span,
        modality=modality,
        reader_version=READER_VERSION,
        subtype=event.subtype,
        actors=_actors(article, clause),
        locations=where or frame.topic_places,
        date=_raw_date(date),
        quantity=event.quantity,
        measure=_MEASURES.get(event.quantity or ""),
        best=figure.best if figure else None,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        unit=schema_units().get(event.quantity or ""),
        qualifier=figure.qualifier if figure else None,
        said_by=_with_outlet(document, said.chain),
    )


def _raw_date(date: DateSpan) -> DateSpan:
    return date


def _with_outlet(document: Document, chain: tuple[Source, ...]) -> tuple[Source, ...]:
    if not document.outlet:
        return chain
    hits = table("sources", "en").find(fold(document.outlet).flat)
    known = next((hit.value for hit in hits if hit.value["name"]), None)
    kind = known["kind"] if known else "media"
    outlet = Source(document.outlet, known["source_id"] if known else None, kind)
    rest = [source for source in chain if source.source_id is None or source.source_id != outlet.source_id]
    return (outlet, *rest)


def _actors(article: _Article, clause: tuple[int, int]) -> tuple[Actor, ...]:
    hits = longest(
        table("actors", article.language.code).find(article.folded.flat, clause[0], clause[1])
    )
    found: dict[str, Actor] = {}
    for hit in hits:
        row = hit.value
        found.setdefault(
            row["name"], Actor(row["name"], row["actor_id"] or None, row["kind"], "other")
        )
    return tuple(found.values())


def _numbered(document: Document, claims: list[Claim]) -> tuple[Claim, ...]:
    from dataclasses import replace

    ranks: dict[tuple[int, int, str], int] = {}
    numbered = []
    for claim in claims:
        key = (claim.span.start, claim.span.end, claim.event_type)
        rank = ranks.get(key, 0)
        ranks[key] = rank + 1
        identifier = claim_id(
            document.document_id, claim.span, claim.event_type, rank, READER_VERSION
        )
        numbered.append(replace(claim, claim_id=identifier))
    return tuple(numbered)
