"""Who was taken and who is known to be free, by nationality, and what was asked or paid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.abductions import NOT_TOLD, TOGETHER, TOTAL, total
from qafila.brief.hostages import known_abductions, why_withheld
from qafila.brief.model import Cell, Prose, Row, Section, Sentence, Table
from qafila.brief.rules import rule
from qafila.brief.sections.reported import chain_of
from qafila.brief.sections.shared import figure
from qafila.ledger.figures import speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.assess.abductions import Abductions, Group, Ransom
    from qafila.assess.hostages import Bounds, Case
    from qafila.brief.context import Context


def build(context: Context) -> Section:
    """Table by nationality, and table of ransoms.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section; a sentence alone where no abduction is known.
    """
    words, known = context.words, known_abductions(context)
    title = words.say("abductions")
    if not known.groups and not known.ransoms:
        return Section("abductions", title, (Prose((Sentence(words.say("abductions_none")),)),))
    note = Prose((Sentence(words.say("abductions_note")), Sentence(words.say("abductions_bounds"))))
    tables = (_table(context, known), _ransoms(context, known))
    return Section("abductions", title, (note, *(one for one in tables if one.rows)))


def _table(context: Context, known: Abductions) -> Table:
    words = context.words
    heads = ("nationality", "taken", "freed", "not_freed", "hostage_status", "said_by")
    columns = tuple(words.say(head) for head in heads)
    rows = tuple(_row(context, group) for group in known.groups)
    return Table(words.say("abductions_table"), columns, rows)


def _row(context: Context, group: Group) -> Row:
    words = context.words
    reason = why_withheld(context, group.claims)
    cells = (
        Cell(group_name(context, group)),
        Cell(
            _taken(context, group),
            context.refs([*_claims(group.taken), *group.unsaid_taken]),
        ),
        Cell(
            _freed(context, group),
            context.refs([*_claims(group.freed), *group.unsaid_freed]),
        ),
        Cell(words.say(f"withheld_{reason}") if reason else _held(context, group)),
        Cell(Markup("{}").format(words.label("hostage_status", group.status))),
        Cell(_sources(context, group.claims)),
    )
    return Row(cells)


def _claims(found: Sequence[Case]) -> list[str]:
    return [key for case in found for key in case.claims]


def group_name(context: Context, group: Group) -> Markup:
    """What people of a group are called.

    Parameters
    ----------
    context : Context
        The brief.
    group : Group
        The group.

    Returns
    -------
    Markup
        Countries of their nationalities; where none is told, where they were taken, or over which
        time a source counts them.
    """
    words = context.words
    names = words.say("list_comma").join(
        context.place(f"country:{code}") for code in group.nationalities
    )
    if group.kind == TOGETHER:
        return words.say("counted_together", names=names)
    if group.kind == TOTAL:
        days = next((case.days for case in group.taken if case.days), None)
        label = words.say("told_total", span=words.span(*days) if days else Markup("–"))
        return words.say("among_them", total=label, names=names) if names else label
    if group.kind == NOT_TOLD:
        most = int(rule("reported_places"))
        where = words.say("list_comma").join(context.place(place) for place in group.places[:most])
        label = words.say("nationality_not_told")
        return words.say("kind_in_words", kind=label, words=where) if where else label
    return names


def _taken(context: Context, group: Group) -> Markup:
    words = context.words
    if not group.taken:
        return words.say("number_untold" if group.unsaid_taken else "nothing_told")
    told = _cases(context, group.taken, dates=group.kind != TOTAL)
    return words.say("and_others", figure=told) if group.more else told


def _freed(context: Context, group: Group) -> Markup:
    words = context.words
    if not group.freed:
        return words.say("number_untold" if group.unsaid_freed else "no_release_told")
    told = _cases(context, group.freed, dates=True)
    return words.say("others_freed", figure=told) if group.unsaid_freed else told


def _cases(context: Context, found: Sequence[Case], *, dates: bool) -> Markup:
    return context.words.say("list_semicolon").join(_case(context, one, dates) for one in found)


def _case(context: Context, case: Case, dates: bool) -> Markup:
    """Bounds of a case, when it was, and every figure where sources contradict each other."""
    words = context.words
    reason = why_withheld(context, case.claims)
    if reason:
        return words.say(f"withheld_{reason}")
    shown = _bounds(context, case.bounds)
    if case.disputed:
        versions = words.say("list_semicolon").join(_bounds(context, one) for one in case.versions)
        disputed = words.say("disputed_figures", figures=versions)
        shown = words.say("list_comma").join((shown, disputed))
    if dates and case.days:
        shown = words.say("kind_in_words", kind=shown, words=words.span(*case.days))
    return shown


def _bounds(context: Context, bounds: Bounds) -> Markup:
    high = bounds.high if math.isfinite(bounds.high) else None
    return context.words.bounds(None, bounds.low, high)


def _held(context: Context, group: Group) -> Markup:
    if group.held is None or (group.held.low == 0 and math.isinf(group.held.high)):
        return context.words.say("not_known")
    return _bounds(context, group.held)


def _sources(context: Context, claims: Sequence[str]) -> Markup:
    """Origins, each once, with whoever passed them on."""
    words = context.words
    known = {claim.claim_id: claim for claim in context.claims}
    by_origin: dict[str, list[str]] = {}
    for key in claims:
        by_origin.setdefault(speaker(known[key]), []).append(key)
    chains = dict.fromkeys(
        chain_of(context, [known[key] for key in keys]) for keys in by_origin.values()
    )
    most = int(rule("reported_sources"))
    shown = words.say("list_semicolon").join(list(chains)[:most])
    if len(chains) <= most:
        return shown
    return words.say("and_more", shown=shown, number=words.number(len(chains) - most))


def _ransoms(context: Context, known: Abductions) -> Table:
    words = context.words
    heads = ("amount", "date", "modality", "said_by")
    columns = tuple(words.say(head) for head in heads)
    rows = tuple(_ransom(context, one) for one in known.ransoms)
    return Table(words.say("ransoms_table"), columns, rows)


def _ransom(context: Context, one: Ransom) -> Row:
    words = context.words
    reason = why_withheld(context, one.claims)
    amount = (
        words.say(f"withheld_{reason}")
        if reason
        else figure(context, None, one.low, one.high, one.unit)
    )
    put = words.say("list_comma").join(words.label("modality", term) for term in one.modalities)
    return Row(
        (
            Cell(amount, context.refs(one.claims)),
            Cell(words.span(*one.days) if one.days and not reason else words.say("not_known")),
            Cell(put),
            Cell(_sources(context, one.claims)),
        )
    )


def freed_bounds(group: Group) -> Bounds | None:
    """Bounds of all who are told to be freed.

    Parameters
    ----------
    group : Group
        The group.

    Returns
    -------
    Bounds or None
        None where no number is told, which is no zero; open where others are told without one.
    """
    if not group.freed:
        return None
    told = total(group.freed)
    return told._replace(high=math.inf) if group.unsaid_freed else told
