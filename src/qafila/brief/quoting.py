"""The verbatim words of a claim that may be shown, and a claim in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila import terms
from qafila.brief.isolation import direction, verbatim
from qafila.brief.model import Quote, Told
from qafila.brief.naming import source_name
from qafila.brief.sections.shared import claim_dates, claim_figure, original

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.brief.context import Context
    from qafila.claims import Claim

_SUBTYPES = frozenset(terms.values("claim_subtype"))


def quote_of(context: Context, claims: Sequence[Claim]) -> Quote | None:
    """The first words that may be shown, in the language of the brief if there are any.

    Parameters
    ----------
    context : Context
        The brief.
    claims : sequence of Claim
        Claims, the most telling first.

    Returns
    -------
    Quote or None
        None where all words are withheld.
    """
    free = [claim for claim in claims if context.shown[claim.claim_id].words]
    own = [claim for claim in free if claim.language == context.words.language]
    claim = next(iter(own or free), None)
    if claim is None:
        return None
    document = context.situation.ledger.documents.get(claim.document_id)
    return Quote(
        text=verbatim(claim.span.text),
        language=claim.language,
        direction=direction(claim.language),
        restated=bool(document and document.restates),
        original=original(context, claim.language),
    )


def told_claim(context: Context, claim: Claim) -> Told:
    """A claim in one line with its words and who says so.

    Parameters
    ----------
    context : Context
        The brief.
    claim : Claim
        A claim that the brief knows.

    Returns
    -------
    Told
        Kind, figure, place and date; below it source and words.
    """
    words = context.words
    facts = (kind_of(context, claim), claim_figure(context, claim), _where(context, claim),
             claim_dates(context, claim))  # fmt: skip
    return Told(
        what=words.say("fact_separator").join(fact for fact in facts if fact),
        details=said_by(context, (claim,)),
        dispute="",
        refs=context.refs((claim.claim_id,)),
        quote=quote_of(context, (claim,)),
    )


def said_by(context: Context, claims: Sequence[Claim]) -> tuple[Markup, ...]:
    """Who says it and who passed it on, and how surely where not plainly.

    Parameters
    ----------
    context : Context
        The brief.
    claims : sequence of Claim
        Claims of one origin.

    Returns
    -------
    tuple of Markup
        The origin first; the author of case notes is left out where others are known.
    """
    words = context.words
    claim = max(claims, key=lambda one: len(one.said_by))
    told = Markup()
    for link in reversed([one for one in claim.said_by if one.kind != "author"] or claim.said_by):
        spoken = source_name(context, claim, link)
        told = words.say("relayed", origin=told, relay=spoken) if told else spoken
    found = [words.say("according_to", sources=told or words.say("unnamed_outlet"))]
    if claim.modality != "asserted":
        found.append(Markup("{}").format(words.label("modality", claim.modality)))
    return tuple(found)


def kind_of(context: Context, claim: Claim) -> Markup:
    """Kind of a claim with its subtype, where that has a name.

    Parameters
    ----------
    context : Context
        The brief.
    claim : Claim
        The claim.

    Returns
    -------
    Markup
        The name.
    """
    words = context.words
    label = words.label("event_type", claim.event_type)
    if claim.subtype in _SUBTYPES:
        subtype = terms.label("claim_subtype", str(claim.subtype), words.language)
        return words.say("kind_of", kind=label, subtype=subtype)
    return Markup("{}").format(label)


def _where(context: Context, claim: Claim) -> Markup:
    place = claim.location
    if place is None:
        return Markup()
    if place.location_id:
        return context.place(place.location_id, place.name)
    return context.place(f"country:{place.country}") if place.country else Markup()
