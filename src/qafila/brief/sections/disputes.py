"""What sources dispute, side by side with who says what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.model import LEVELS
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
    from collections.abc import Collection, Iterable

    from qafila.brief.context import Context
    from qafila.brief.judged import Judged
    from qafila.brief.model import Block
    from qafila.ledger import Dispute, Version


def build(context: Context) -> Section:
    """All disputes: those of raised levels first, then the newest events.

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
    blocks += [_dispute(context, dispute) for dispute in ordered(context.judged, disputes)]
    return Section("disputes", words.say("disputes"), tuple(blocks))


def ordered(judged: Judged, disputes: Iterable[Dispute]) -> list[Dispute]:
    """Disputes in the order in which a page tells them.

    Parameters
    ----------
    judged : Judged
        The assessment.
    disputes : iterable of Dispute
        Disputes.

    Returns
    -------
    list of Dispute
        Those of claims that raised levels rest on first, of either the newest event first; what
        happened before the longest window of any indicator comes last, whoever spoke of it lately.
    """
    raised = judged.among(*LEVELS[1:])
    behind = {claim for finding in raised for claim in finding.claims}

    longest = dt.timedelta(days=max(judged.rules.windows.values(), default=0))
    first = str(judged.assessment.as_of - longest)

    def place(dispute: Dispute) -> tuple[bool, bool, str]:
        touches = any(claim.claim_id in behind for claim in dispute.event.claims)
        told = max((str(one.reported_last or "") for one in dispute.versions), default="")
        day = str(dispute.event.date_end or told)
        return day > first, touches, day

    return sorted(disputes, key=place, reverse=True)


def in_short(context: Context, dispute: Dispute, came: Collection[Version] = ()) -> Sentence:
    """A dispute in one line: what it is about, and each version with who says it.

    Parameters
    ----------
    context : Context
        What is known.
    dispute : Dispute
        The dispute.
    came : collection of Version
        Versions that are new: they come first and are always shown.

    Returns
    -------
    Sentence
        With a link to the whole dispute.
    """
    words, most = context.words, int(rule("assessed_versions"))
    told_first = sorted(dispute.versions, key=lambda one: (one not in came, not one.denies))
    versions = [
        words.say("assess_version", figure=_said(context, one), origin=version_origin(context, one))
        for one in told_first
    ]
    # Beside all that is new one stands that it is set against.
    most = max(most, len(came) + 1)
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


def version_figure(context: Context, version: Version) -> Markup:
    """What a version gives as its figure.

    Parameters
    ----------
    context : Context
        What is known.
    version : Version
        What one origin says.

    Returns
    -------
    Markup
        The figure, why it is withheld, or how it is said where there is none.
    """
    words, closed = context.words, version_reason(context, version)
    if closed:
        return words.say(f"withheld_{closed}")
    said = figure(context, version.best, version.low, version.high, version.unit)
    return said or Markup("{}").format(words.label("modality", version.modality))


def _said(context: Context, version: Version) -> Markup:
    """The figure, marked as denied where it is what the origin denies."""
    told = version_figure(context, version)
    if version.denies and version.interval is not None:
        return context.words.say("assess_denied", figure=told)
    return told


def version_origin(context: Context, version: Version) -> Markup:
    """Who a version is of.

    Parameters
    ----------
    context : Context
        What is known.
    version : Version
        What one origin says.

    Returns
    -------
    Markup
        The name of the origin.
    """
    told = chain(context, version.claims)
    if told:
        return told[-1]
    if version.origin_name:
        return foreign(context, version.origin_name)
    return context.words.say("assess_untraced")


def _version(context: Context, version: Version) -> Said:
    words = context.words
    said, closed = _said(context, version), version_reason(context, version)
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
