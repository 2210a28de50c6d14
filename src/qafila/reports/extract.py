"""From a document to claims: each sentence's events with who, where, when, how many and who says.

A sentence is read in this order: dates, figures (numbers that are not dates), places, sources,
clauses, and the events of each clause; an event takes the attribution of its clause, or else that
of its sentence. Nothing passes from one sentence to the next but what words ask for: "the agency",
"the day before", "the convoy", and the frame set by a sentence which says that accounts differ.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from qafila.reports.article import open_article
from qafila.reports.assemble import READER_VERSION, build_claim, number_claims
from qafila.reports.attribution import attribute
from qafila.reports.bounds import find_figures
from qafila.reports.carrying import (
    ATTACKS,
    CONVOY_QUANTITIES,
    Frame,
    is_placed,
    of_convoy,
    of_event,
    without_day_of_release,
)
from qafila.reports.crowds import is_counted, is_crowd, is_described
from qafila.reports.day_scope import to_come
from qafila.reports.happenings import MEMBERS, clause_events
from qafila.reports.headings import find_headings, heading_at
from qafila.reports.lexicons import cues
from qafila.reports.locating import located
from qafila.reports.mentions import METONYM, find_mentions
from qafila.reports.offices import is_dateline, is_in_a_source, names_an_office
from qafila.reports.people import OF_PEOPLE
from qafila.reports.placing import place_event, placed_at, spots, topic_of
from qafila.reports.pointing import pointed_at
from qafila.reports.polarity import read_polarity
from qafila.reports.reading import Reading
from qafila.reports.restated import restated
from qafila.reports.roads import find_roads
from qafila.reports.sentences import split_sentences
from qafila.reports.slots import find_slots
from qafila.reports.timing import pick_date
from qafila.reports.told_attacks import day_meant, days_told, with_told
from qafila.reports.turns import find_turns, in_turn, speaker_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import Claim, Document, Location, Source
    from qafila.places import Gazetteer
    from qafila.reports.article import Article
    from qafila.reports.attribution import Attribution
    from qafila.reports.dates import DateMention
    from qafila.reports.events import Event
    from qafila.reports.lexicons import Cue
    from qafila.reports.mentions import Mention
    from qafila.reports.sentences import Sentence
    from qafila.sources import Sources

__all__ = ["READER_VERSION", "read_claims"]

METHOD_LLM = "llm"
_MEDIA = frozenset({"media", "state_media"})
_REMEMBERED = 200  # sources: no "he" or "the agency" means one further back
_LONGEST_NAME = 60  # characters of what a movement is called
_TAIL = 28  # characters that a date or a full stop after the name of an outlet may take


def read_claims(
    document: Document, gazetteer: Gazetteer, sources: Sources | None = None
) -> tuple[Claim, ...]:
    """Read a report into claims.

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
    return read_article(open_article(document, gazetteer, sources))


def read_article(article: Article, proposed: Sequence[Event] = ()) -> tuple[Claim, ...]:
    """Read an opened report into claims, and events that were proposed from outside after them.

    Parameters
    ----------
    article : Article
        The report.
    proposed : sequence of Event
        Events that a language model points at. They get places, dates, sources and modality by the
        same rules, and take no part in what one sentence hands on to the next.

    Returns
    -------
    tuple of Claim
        Claims of the rules, the same whatever is proposed, and then those of proposed events that
        the rules did not find, with the method ``llm``.
    """
    frame = Frame(about=topic_of(article))
    turns = find_turns(
        article.folded,
        article.language,
        lambda start, end: find_mentions(
            article.folded,
            article.language,
            start,
            end,
            article.places_in(start, end),
            article.outlets_in(start, end),
        ),
    )
    headings = find_headings(article.folded, article.dates)
    claims: list[Claim] = []
    others: list[Claim] = []
    for sentence in split_sentences(article.folded, article.language):
        frame.enter(sentence.paragraph)
        frame.turn = speaker_at(turns, sentence.start)
        frame.heading = heading_at(headings, sentence.start)
        reading = _look(article, sentence, frame)
        for event in proposed:
            if sentence.start <= event.start < sentence.end:
                clause = (event.start, event.end)
                said = _attribution(article, reading, clause, frame)
                others.append(_claim_of(article, reading, clause, event, said, frame))
        claims += _read_sentence(article, reading, frame)
    new = [
        dataclasses.replace(claim, method=METHOD_LLM)
        for claim in others
        if not any(_is_same(claim, known) for known in claims)
    ]
    return number_claims(article.document, [*claims, *new])


def _is_same(one: Claim, other: Claim) -> bool:
    """Whether two claims tell one thing with words that overlap."""
    shared = min(one.span.end, other.span.end) - max(one.span.start, other.span.start)
    figures = {(claim.best, claim.low, claim.high) for claim in (one, other)}
    return (
        one.event_type == other.event_type
        and shared > 0
        and (len(figures) == 1 or (None, None, None) in figures)
    )


def _read_sentence(article: Article, reading: Reading, frame: Frame) -> list[Claim]:
    sentence = reading.sentence
    claims: list[Claim] = []
    former: list[Event] = []
    for clause in sentence.clauses:
        said = _attribution(article, reading, clause, frame)
        events = clause_events(article, reading, clause, former, frame)
        former = events or former
        said = in_turn(said, frame.turn)
        if not said.chain and any(event.subtype == MEMBERS for event in events):
            said = dataclasses.replace(said, chain=frame.chain)
        for event in events:
            claims.append(_claim_of(article, reading, clause, event, said, frame, events))
            frame.tell(event)
    claims = without_day_of_release(claims)
    _remember(article, reading, frame, claims)
    return claims


def _claim_of(
    article: Article,
    reading: Reading,
    clause: tuple[int, int],
    event: Event,
    said: Attribution,
    frame: Frame,
    others: Sequence[Event] = (),
) -> Claim:
    folded, language = article.folded, article.language
    where = _where(article, reading, clause, event, frame)
    where = where if is_placed(where) else (*find_roads(folded, language, *clause), *where)
    date = pick_date(folded, language, reading.dates, said, clause, event, reading.figures, others)
    place = event.trigger[0] if event.trigger else event.start
    again = restated(folded, language, (reading.sentence.start, place))
    ended = again.end if again else None
    if read_polarity(language.code, folded.flat, clause, event, ended) == "announced":
        date = to_come(date, language.code, article.document.published)
    if date is None and event.event_type in ATTACKS:
        whole = (reading.sentence.start, reading.sentence.end)
        date = day_meant(folded, language, whole, event, where, frame.attacks)
    date, where = of_event(reading.kinds, event, frame, date, where)
    date, where = of_convoy(reading.kinds, event, frame, date or frame.topic_date, where)
    date = date or frame.heading
    return build_claim(article, clause, event, said, where, date, reading.figures, again)


def _look(article: Article, sentence: Sentence, frame: Frame) -> Reading:
    folded, language = article.folded, article.language
    start, end = sentence.start, sentence.end
    dates = article.dates_in(start, end)
    mentions = find_mentions(
        folded, language, start, end, article.places_in(start, end), article.outlets_in(start, end)
    )
    dates = [day for day in dates if not _in_name(article, day, mentions)]
    mentions = [mention for mention in mentions if not is_crowd(article, mention, start)]
    masked = [(mention.start, mention.end) for mention in dates]
    masked += [day for day in article.datelines if start <= day[0] < end]
    whole = attribute(folded, language, start, end, mentions, frame.memory, dates)
    # A number in an outlet's name or right before a source counts nothing: "four sources".
    masked += [
        (mention.start - (2 if is_described(mention) else 0), mention.end)
        for mention in whole.mentions
        if mention.source.kind != METONYM
        and (mention.part or not (mention.head or is_counted(article, mention)))
    ]
    figures = find_figures(folded.text, language.code, start, end, tuple(masked))
    places = [
        hit for hit in article.places_in(start, end)
        if not is_in_a_source(hit, whole.mentions)
        and not names_an_office(folded, language, hit, whole.mentions)
        and not is_dateline(folded, hit, start)
    ]  # fmt: skip
    kinds = _kinds(cues(language.code, folded.flat, start, end))
    return Reading(sentence, dates, figures, places, mentions, whole, kinds)


def _in_name(article: Article, day: DateMention, mentions: list[Mention]) -> bool:
    """The "today" of a newspaper and the 23 March of a movement that are called so are no dates."""
    acting = article.actors_in(day.start - _LONGEST_NAME, day.end + _LONGEST_NAME)
    if any(hit.start <= day.start and day.end <= hit.end for hit in acting):
        return True
    return any(
        mention.source.kind in _MEDIA and mention.start <= day.start and day.end <= mention.end
        for mention in mentions
    )


def _kinds(small: list[Cue]) -> frozenset[str]:
    """Kinds of the small words; the « y » of « il y a » asks for no place."""
    void = [(cue.start, cue.end) for cue in small if cue.kind == "there_is"]
    return frozenset(
        cue.kind for cue in small
        if not any(start <= cue.start and cue.end <= end for start, end in void)
    )  # fmt: skip


def _attribution(
    article: Article, reading: Reading, clause: tuple[int, int], frame: Frame
) -> Attribution:
    earlier = [mention for mention in reading.whole.mentions if mention.end <= clause[0]]
    said = attribute(
        article.folded, article.language, clause[0], clause[1], reading.mentions,
        [*frame.memory, *earlier], reading.dates,
    )  # fmt: skip
    only_heard = all(mention.part in {"", "relay"} for mention in said.mentions)
    if not said.chain or said.refers_back or only_heard:
        said = _set_apart(article, clause, reading.whole)
    if said.refers_back and frame.chain:
        return dataclasses.replace(said, chain=frame.chain)
    return _under_outlet(article, reading, clause, said)


def _under_outlet(
    article: Article, reading: Reading, clause: tuple[int, int], said: Attribution
) -> Attribution:
    """Who speaks in one part of a sentence is quoted by the outlet that ends the sentence."""
    if any(source.kind in _MEDIA for source in said.chain):
        return said
    closing = _closing_outlet(article, reading, clause) if said.chain else ()
    return dataclasses.replace(said, chain=(*closing, *said.chain)) if closing else said


def _closing_outlet(
    article: Article, reading: Reading, clause: tuple[int, int]
) -> tuple[Source, ...]:
    """The outlet after which nothing but a date follows, with no semicolon before it."""
    media = [mention for mention in reading.whole.mentions if mention.source.kind in _MEDIA]
    last = next((m for m in reversed(media) if m.part and m.start >= clause[1]), None)
    end = reading.sentence.end
    if last is None or end - last.end > _TAIL:
        return ()
    if ";" in article.folded.text[clause[0] : last.start]:
        return ()
    return (last.source,)


def _set_apart(article: Article, clause: tuple[int, int], whole: Attribution) -> Attribution:
    """What "while ..." adds is told by the outlet, not by whom the first part quotes."""
    first = cues(article.language.code, article.folded.flat, *clause)[:1]
    opened = any(cue.kind == "break" and cue.start - clause[0] <= 1 for cue in first)
    media = tuple(source for source in whole.chain if source.kind in _MEDIA)
    if not opened or not media or whole.refers_back:
        return _on_this_side(article, clause, whole)
    return dataclasses.replace(whole, chain=media)


def _on_this_side(article: Article, clause: tuple[int, int], whole: Attribution) -> Attribution:
    """Whom only the other side of a semicolon quotes does not say this."""
    text = article.folded.text
    for mention in whole.mentions:
        between = text[min(mention.end, clause[0]) : max(mention.start, clause[1])]
        if mention.part and ";" not in between:
            return whole
    return dataclasses.replace(whole, chain=()) if whole.mentions else whole


def _where(
    article: Article,
    reading: Reading,
    clause: tuple[int, int],
    event: Event,
    frame: Frame,
) -> tuple[Location, ...]:
    sentence = (reading.sentence.start, reading.sentence.end)
    return place_event(article, sentence, clause, event, reading.places, reading.kinds, frame)


def _remember(article: Article, reading: Reading, frame: Frame, claims: list[Claim]) -> None:
    frame.silent = 0 if claims else frame.silent + 1
    frame.memory += [mention for mention in reading.whole.mentions if mention.source.kind]
    del frame.memory[:-_REMEMBERED]
    if reading.whole.chain and not reading.whole.refers_back:
        frame.chain = reading.whole.chain
    sentence = reading.sentence
    named = located(
        article.folded, article.language, reading.places, sentence.start, sentence.end,
        sentence.start,
    )  # fmt: skip
    left_at = placed_at(named, claims) or pointed_at(reading.kinds, frame)
    if left_at:
        frame.here, frame.former_places = left_at, ()
    stretch = tuple(place for place in named if place.role == "between" and place.location_id)
    frame.road = stretch or frame.road
    frame.told |= {claim.event_type for claim in claims}
    days = days_told(article.folded.text, article.language.code, reading.dates)
    frame.attacks = with_told(frame.attacks, claims, ATTACKS, days)
    for claim in claims:
        if claim.event_type in ATTACKS:
            frame.happened = claim.date if claim.date.start else frame.happened
            frame.happened_at = spots(claim.locations) or frame.happened_at
        if claim.event_type in OF_PEOPLE:
            frame.befell = claim.event_type
        if claim.event_type in CONVOY_QUANTITIES:
            frame.convoy = claim.event_type
            frame.convoy_places, frame.convoy_date = claim.locations, claim.date
    if frame.topic and not frame.topic_places:
        frame.topic_places = named  # the first account says where and when, if the topic does not
        dated = (claim.date for claim in claims if claim.date.start)
        frame.topic_date = frame.topic_date or next(dated, None)
    if "topic" in reading.kinds:
        frame.topic = True
        frame.topic_date = next((m.span for m in reading.dates if m.span.start), None)
        frame.topic_places = named
        code, flat = article.language.code, article.folded.flat
        slots = find_slots(code, flat, sentence.start, sentence.end, ())
        if "convoy" in slots:
            frame.convoy = "attack_on_convoy" if "attack" in slots else "supply_arrival"
