"""What sources dispute, side by side with who says what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.model import Disputed, Prose, Said, Section, Sentence
from qafila.brief.naming import chain, foreign
from qafila.brief.rules import rule
from qafila.brief.sections.shared import (
    dispute_anchor,
    event_label,
    figure,
    told_weekly,
    version_reason,
    week,
)

if TYPE_CHECKING:
    from qafila.brief.context import Context
    from qafila.brief.model import Block
    from qafila.ledger import Dispute, Version


def build(context: Context) -> Section:
    """All disputes, the newest event first.

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
    disputes = context.situation.ledger.disputes()
    blocks: list[Block] = [Prose((Sentence(words.say("disputes_note")),))]
    if not disputes:
        blocks = [Prose((Sentence(words.say("no_disputes")),))]
    ordered = sorted(
        disputes,
        key=lambda dispute: str(dispute.event.date_end or dispute.event.date_start or ""),
        reverse=True,
    )
    blocks += [_dispute(context, dispute) for dispute in ordered]
    return Section("disputes", words.say("disputes"), tuple(blocks))


def in_short(context: Context, dispute: Dispute) -> Sentence:
    """A dispute in one line: what it is about, and each version with who says it.

    Parameters
    ----------
    context : Context
        What is known.
    dispute : Dispute
        The dispute.

    Returns
    -------
    Sentence
        With a link to the whole dispute.
    """
    words, most = context.words, int(rule("assessed_versions"))
    versions = [
        words.say("assess_version", figure=_figure(context, one), origin=_origin(context, one))
        for one in dispute.versions
    ]
    told = versions[:most]
    if len(versions) > most:
        told.append(words.say("assess_more_versions", number=words.number(len(versions) - most)))
    title = Markup('<a class="disputed" href="#{}">{}</a>').format(
        dispute_anchor(dispute.event), _title(context, dispute)
    )
    refs = context.refs(claim.claim_id for one in dispute.versions for claim in one.claims)
    versus = words.say("list_semicolon").join(told)
    return Sentence(words.say("assess_dispute", what=title, versions=versus), refs)


def _title(context: Context, dispute: Dispute) -> Markup:
    """What is disputed, where and when."""
    words, event = context.words, dispute.event
    parts: list[Markup] = [Markup("{}").format(event_label(context, event))]
    if event.location_id:
        parts.append(context.place(event.location_id))
    elif event.country:
        parts.append(context.place(f"country:{event.country}"))
    passage = told_weekly(context, event.claims)
    fresh = not all(context.shown[claim.claim_id].figure for claim in event.claims)
    when = (
        week(context, event.date_end or event.date_start)
        if passage
        else words.span(event.date_start, event.date_end)
    )
    if when and not fresh:
        parts.append(when)
    return words.say("list_comma").join(parts)


def _dispute(context: Context, dispute: Dispute) -> Disputed:
    words, event = context.words, dispute.event
    kinds = words.say("list_comma").join(
        words.label("dispute_kind", kind) for kind in dispute.kinds
    )
    hidden = not all(context.shown[claim.claim_id].figure for claim in event.claims)
    if dispute.low is None or dispute.high is None or hidden:
        summary = words.say("dispute_kinds", kinds=kinds)
    else:
        span = figure(context, None, dispute.low, dispute.high, dispute.unit)
        summary = words.say("dispute_range", kinds=kinds, range=span)
    versions = tuple(_version(context, version) for version in dispute.versions)
    return Disputed(dispute_anchor(event), _title(context, dispute), summary, versions)


def _figure(context: Context, version: Version) -> Markup:
    words, closed = context.words, version_reason(context, version)
    if closed:
        return words.say(f"withheld_{closed}")
    said = figure(context, version.best, version.low, version.high, version.unit)
    return said or Markup("{}").format(words.label("modality", version.modality))


def _origin(context: Context, version: Version) -> Markup:
    told = chain(context, version.claims)
    if told:
        return told[-1]
    if version.origin_name:
        return foreign(context, version.origin_name)
    return context.words.say("assess_untraced")


def _version(context: Context, version: Version) -> Said:
    words = context.words
    said, closed = _figure(context, version), version_reason(context, version)
    details = [words.say("modality_is", modality=words.label("modality", version.modality))]
    if version.measure:
        details.append(
            words.say("measured_as", measure=words.label("claim_measure", version.measure))
        )
    if version.reported_first:
        details.append(
            words.say("reported_on", date=words.span(version.reported_first, version.reported_last))
        )
    if version.part:
        details.append(words.say("speaks_of_part"))
    if version.corrected and not closed:
        details.append(words.say("corrected_since"))
    told = chain(context, version.claims)
    if not told and version.origin_name:
        told = (foreign(context, version.origin_name),)
    refs = context.refs(claim.claim_id for claim in version.claims)
    return Said(said, told, tuple(details), refs)
