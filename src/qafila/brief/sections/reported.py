"""What is reported: the newest events by kind, each with its figure, its sources and its claims."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila import terms
from qafila.brief.happenings import choose, last_mention, named, only_threatens
from qafila.brief.model import Prose, Quote, Reported, Section, Sentence, Told
from qafila.brief.naming import source_name
from qafila.brief.quoting import quote_of
from qafila.brief.rules import rule
from qafila.brief.sections.shared import (
    dispute_anchor,
    figure,
    quantity_label,
    small_version,
    told_weekly,
    week,
)
from qafila.ledger.disputes import covering_range, distinct_versions
from qafila.ledger.figures import witnesses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.brief.context import Context
    from qafila.brief.happenings import Happening
    from qafila.claims import Claim
    from qafila.ledger import Event, Version


_SUBTYPES = frozenset(terms.values("claim_subtype"))


def build(context: Context) -> Section:
    """Events that matter, grouped by kind.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section; views of analysts stand last, as views.
    """
    words = context.words
    ledger = context.situation.ledger
    found = choose(ledger.events(), context.as_of)
    disputed = {dispute.event.event_id for dispute in ledger.disputes()}
    blocks = [
        Reported(
            words.say(f"reported_{group}"),
            tuple(_told(context, one, one.event.event_id in disputed) for one in rows),
        )
        for group, rows in groupby(found, key=lambda one: one.kind.group)
    ]
    note = Prose((Sentence(words.say("reported_note" if blocks else "no_events")),))
    return Section("reported", words.say("reported"), (note, *blocks))


def _told(context: Context, one: Happening, disputed: bool) -> Told:
    words, event = context.words, one.event
    versions = distinct_versions(event)
    facts = [_head(context, event, versions), event_places(context, event), _when(context, one)]
    speaking = named(event) or versions
    details = [words.say("according_to", sources=event_sources(context, speaking))]
    origins = len(witnesses(claim for version in speaking for claim in version.claims))
    if origins > 1:
        details.append(words.say("origins", number=words.number(origins)))
    details += [Markup("{}").format(status) for status in _status(context, event)]
    newest = sorted(event.claims, key=lambda claim: str(claim.reported_at), reverse=True)
    return Told(
        what=words.say("fact_separator").join(fact for fact in facts if fact),
        details=tuple(details),
        dispute=dispute_anchor(event) if disputed else "",
        refs=context.refs(claim.claim_id for claim in newest),
        quote=_quote(context, newest, one.kind.modalities) if one.kind.quoted else None,
    )


def _quote(context: Context, newest: Sequence[Claim], modalities: Sequence[str]) -> Quote | None:
    """The newest sentence that may be shown, in the language of the brief if there is one."""
    return quote_of(
        context, [one for one in newest if not modalities or one.modality in modalities]
    )


def _head(context: Context, event: Event, versions: Sequence[Version]) -> Markup:
    """Kind of event, and its figure with what is counted."""
    words = context.words
    label = words.label("event_type", event.event_type)
    subtype = _subtype(event)
    if subtype:
        label = words.say(
            "kind_of", kind=label, subtype=terms.label("claim_subtype", subtype, words.language)
        )
    kind = Markup("<strong>{}</strong>").format(label)
    shown = event_figure(context, event, versions)
    if not shown:
        return kind
    quantities = {version.quantity for version in versions if version.interval is not None}
    if len(quantities) == 1 and event.quantity:
        label = quantity_label(event.quantity, words.language)
        shown = words.say("quantity_is", quantity=label, figure=shown)
    return words.say("list_comma").join((kind, shown))


def _subtype(event: Event) -> str:
    """Subtype of an event, where all of its claims agree on one that has a name."""
    found = {claim.subtype or "" for claim in event.claims}
    return found.pop() if len(found) == 1 and found <= _SUBTYPES else ""


def event_figure(context: Context, event: Event, versions: Sequence[Version]) -> Markup:
    """Range that covers what all origins say, by unit; or why it is not shown.

    Parameters
    ----------
    context : Context
        The brief.
    event : Event
        The event.
    versions : sequence of Version
        What each origin says of it.

    Returns
    -------
    Markup
        The figures; empty where none is told.
    """
    closed = [
        context.shown[claim.claim_id].reason
        for claim in event.claims
        if not context.shown[claim.claim_id].figure
    ]
    if closed:
        return context.words.say(f"withheld_{closed[0]}")
    if any(small_version(context, version) for version in versions):
        return context.words.say("withheld_small_count")
    by_unit: dict[str, list[Version]] = {}
    for version in versions:
        if version.interval is not None and not version.denies:
            by_unit.setdefault(version.interval.unit, []).append(version)
    parts = []
    for counted in by_unit.values():
        first = counted[0]
        best, low, high, unit = first.best, first.low, first.high, first.unit
        if len(counted) > 1:
            low, high, unit = covering_range(counted)
            best = low if low == high else None
        parts.append(figure(context, best, low, high, unit))
    return context.words.say("list_comma").join(part for part in parts if part)


def event_places(context: Context, event: Event) -> Markup:
    """The event's own place first, then others that its claims name.

    Parameters
    ----------
    context : Context
        The brief.
    event : Event
        The event.

    Returns
    -------
    Markup
        Places, or the country; empty where none is told.
    """
    named = dict.fromkeys(
        place.location_id
        for claim in event.claims
        for place in claim.locations
        if place.location_id and place.precision != "country"
    )
    ordered = ([event.location_id] if event.location_id else []) + sorted(
        key for key in named if key and key != event.location_id
    )
    if not ordered:
        return context.place(f"country:{event.country}") if event.country else Markup()
    most = int(rule("reported_places"))
    return context.words.say("list_comma").join(context.place(key) for key in ordered[:most])


def _when(context: Context, one: Happening) -> Markup:
    words, event = context.words, one.event
    start, end, last = event.date_start, event.date_end, last_mention(event)
    if one.kind.lasting:
        if start is None:
            return words.say("last_mention", date=words.date(last))
        if only_threatens(event):
            span = words.span(start, end)
            return words.say("spoken_of", span=span, date=words.date(last))
        return words.say("going_on", start=words.date(start), date=words.date(last))
    if not all(context.shown[claim.claim_id].figure for claim in event.claims):
        return Markup()
    passage = told_weekly(context, event.claims)
    if start is None and end is None:
        return words.say("reported_on", date=week(context, last) if passage else words.date(last))
    return week(context, end or start) if passage else words.span(start, end)


def _status(context: Context, event: Event) -> list[str]:
    """How surely it is said, where nobody says it plainly; and whether anybody denies it."""
    said = {claim.modality for claim in event.claims}
    if said & {"asserted", "admitted"}:
        said &= {"denied"}
    order = [*terms.values("modality"), *sorted(said - set(terms.values("modality")))]
    return [context.words.label("modality", term) for term in order if term in said]


def event_sources(context: Context, versions: Sequence[Version]) -> Markup:
    """Who says so, each origin first and then who passed it on.

    Parameters
    ----------
    context : Context
        The brief.
    versions : sequence of Version
        What each origin says.

    Returns
    -------
    Markup
        As many origins as a brief names.
    """
    words = context.words
    chains: dict[str, Markup] = {}
    for version in versions:
        if version.origin_key not in chains:
            chains[version.origin_key] = chain_of(context, version.claims)
    most = int(rule("reported_sources"))
    shown = list(dict.fromkeys(chains.values()))[:most]
    return words.say("list_semicolon").join(shown) or words.say("unnamed_outlet")


def chain_of(context: Context, claims: Sequence[Claim]) -> Markup:
    """From the origin to whoever reported it first; the author of case notes is left out.

    Parameters
    ----------
    context : Context
        The brief.
    claims : sequence of Claim
        Claims of one origin.

    Returns
    -------
    Markup
        The longest chain, from a report in the language of the brief if there is one.
    """
    own = [claim for claim in claims if claim.language == context.words.language]
    claim = max(own or claims, key=lambda one: len(one.said_by))
    links = list(reversed(claim.said_by))
    links = [link for link in links if link.kind != "author"] or links
    shown = Markup()
    for link in links:
        told = source_name(context, claim, link)
        shown = context.words.say("relayed", origin=shown, relay=told) if shown else told
    return shown
