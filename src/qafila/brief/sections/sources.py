"""Every claim with its verbatim sentence, who said it, and the document it stands in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.attributed import restated_by
from qafila.brief.dates import as_date
from qafila.brief.isolation import direction, name, verbatim
from qafila.brief.model import Link, Paper, Prose, Quoted, Read, Section, Sentence
from qafila.brief.naming import chain
from qafila.brief.public import PublicSituation
from qafila.brief.sections.shared import (
    claim_dates,
    claim_figure,
    original,
    quantity_label,
    week,
)
from qafila.brief.urls import safe_url
from qafila.charts.theme import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qafila.brief.context import Context
    from qafila.claims import Claim, Location

_REVIEWS = {"accept": "review_accept", "correct": "review_correct"}


def build(context: Context) -> Section:
    """Documents in the order of the ledger, each with its sentences.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section.
    """
    words = context.words
    if not context.claims:
        return Section("claims", words.say("claims"), (Prose((Sentence(words.say("no_claims")),)),))
    note = Prose((Sentence(words.say("claims_note", number=words.number(len(context.claims)))),))
    return Section("claims", words.say("claims"), (note, *papers(context, context.claims)))


def papers(context: Context, claims: Iterable[Claim]) -> tuple[Paper, ...]:
    """Documents of some claims with the sentences that these rest on.

    Parameters
    ----------
    context : Context
        What is known.
    claims : iterable of Claim
        In the order of the ledger.

    Returns
    -------
    tuple of Paper
        The documents in the same order.
    """
    return tuple(
        _paper(context, document_id, list(group))
        for document_id, group in groupby(claims, key=lambda claim: claim.document_id)
    )


def _paper(context: Context, document_id: str, claims: Sequence[Claim]) -> Paper:
    words = context.words
    document = context.situation.ledger.documents.get(document_id)
    language = (document.language if document else None) or claims[0].language
    title = (document.title or document.name) if document else document_id[:12]
    outlet = name(document.outlet) if document and document.outlet else words.say("unnamed_outlet")
    told = context.situation
    public = told if isinstance(told, PublicSituation) else None
    by_week = public is not None and document_id in public.by_week
    day = claims[0].reported_at
    published = week(context, day) if by_week else words.date(day)
    links = _links(context, document.restates if document else ())
    quotes = tuple(
        _quote(context, list(group), restated=bool(links))
        for _, group in groupby(claims, key=lambda claim: (claim.span.start, claim.span.end))
    )
    origin = [words.say("outlet_published", outlet=outlet, date=published)]
    origin += [said for said in (original(context, language),) if said]
    return Paper(
        title="" if public and document_id in public.untitled else clean(title),
        language=language,
        direction=direction(language),
        origin=words.say("fact_separator").join(origin),
        restates=links,
        quotes=quotes,
    )


def _links(context: Context, restates: Sequence[tuple[str, str, str]]) -> tuple[Link, ...]:
    return tuple(
        Link(clean(source), safe_url(url), context.words.date(as_date(date) if date else None))
        for source, url, date in restates
    )


def _quote(context: Context, claims: Sequence[Claim], *, restated: bool) -> Quoted:
    shown = context.shown[claims[0].claim_id]
    return Quoted(
        text=verbatim(claims[0].span.text) if shown.words else "",
        withheld=Markup() if shown.words else context.words.say(f"withheld_{shown.reason}"),
        restated=restated,
        claims=tuple(_read(context, claim) for claim in claims),
    )


def named_place(context: Context, place: Location) -> Markup:
    """Name of a place of a claim in the language of the brief, where a table has one.

    Parameters
    ----------
    context : Context
        What is known.
    place : Location
        Where a claim says that something happened.

    Returns
    -------
    Markup
        The name, isolated; as the report has it where no table knows the place.
    """
    if place.location_id:
        return context.place(place.location_id, place.name)
    if place.country and place.precision in (None, "country"):
        return name(context.country_text(place.country))
    return name(place.name)


def _read(context: Context, claim: Claim) -> Read:
    words = context.words
    facts: list[Markup] = [Markup("{}").format(words.label("event_type", claim.event_type))]
    places = dict.fromkeys(named_place(context, place) for place in claim.locations)
    if places:
        facts.append(words.say("list_comma").join(places))
    when = claim_dates(context, claim)
    if when:
        facts.append(when)
    said = claim_figure(context, claim)
    if said and claim.quantity:
        label = quantity_label(claim.quantity, words.language)
        facts.append(words.say("quantity_is", quantity=label, figure=said))
    facts.append(Markup("{}").format(words.label("modality", claim.modality)))
    if claim.method != "rules":
        facts.append(Markup("{}").format(words.label("claim_method", claim.method)))
    if claim.review is not None:
        # Never who it was: an analyst is a private person.
        made = words.date(claim.review.day)
        facts.append(words.say(_REVIEWS[claim.review.decision], date=made))
    anchor = f"claim-{claim.claim_id}"
    document = context.situation.ledger.documents.get(claim.document_id)
    # Which article tells of a fresh passage would tell more of it than the profile does.
    open_words = context.shown[claim.claim_id].words
    sources = _links(context, restated_by(claim, document) if open_words else ())
    return Read(
        anchor, context.number(claim.claim_id), tuple(facts), chain(context, [claim]), sources
    )
