"""What follows if something goes on, each with its condition, and beside it what others expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from qafila.assess.conditions import COMING, NOT_MET, STANDS, UNCERTAIN, standings
from qafila.assess.outlooks import ADVISED, EXPECTED, outlooks
from qafila.brief.counting import counted
from qafila.brief.model import Cell, Prose, Reported, Row, Section, Sentence, Table, Told
from qafila.brief.quoting import kind_of, quote_of, said_by
from qafila.brief.rules import rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from qafila.assess.conditions import Standing
    from qafila.assess.outlooks import Outlook
    from qafila.brief.context import Context
    from qafila.brief.judged import Judged
    from qafila.brief.model import Block


def build(context: Context) -> Section:
    """Conditional warnings, and what others expect or advise.

    Parameters
    ----------
    context : Context
        What is known.

    Returns
    -------
    Section
        The section.
    """
    return build_of(context.judged)


def build_of(judged: Judged) -> Section:
    """The same from an assessment.

    Parameters
    ----------
    judged : Judged
        The assessment, and how it is told.

    Returns
    -------
    Section
        The section.
    """
    words = judged.context.words
    found = standings(judged.assessment)
    near = [one for one in found if one.state in (STANDS, COMING)]
    far = [one for one in found if one.state in (NOT_MET, UNCERTAIN)]
    blocks: list[Block] = []
    if near:
        blocks.append(_table(judged, words.say("ahead_table"), near))
    else:
        blocks.append(Prose((Sentence(words.say("ahead_none")),)))
    if far:
        blocks.append(_table(judged, words.say("ahead_table_other"), far, folded=True))
    return Section(
        "ahead", words.say("ahead"), (*blocks, *_others(judged)), words.say("ahead_note")
    )


def _table(
    judged: Judged, caption: Markup, standing: Iterable[Standing], *, folded: bool = False
) -> Table:
    words = judged.context.words
    heads = ("ahead_condition", "ahead_state", "ahead_consequence", "ahead_evidence")
    rows = tuple(_row(judged, one) for one in standing)
    return Table(caption, tuple(words.say(head) for head in heads), rows, folded)


def _row(judged: Judged, one: Standing) -> Row:
    context = judged.context
    refs = context.refs(one.claims) + context.observation_refs(one.figures)
    return Row(
        (
            Cell(_text(judged, one, "condition")),
            Cell(_state(judged, one), refs),
            Cell(_text(judged, one, "consequence")),
            Cell(_text(judged, one, "evidence")),
        )
    )


def _text(judged: Judged, one: Standing, name: str) -> Markup:
    words, row = judged.context.words, one.condition
    return escape(row.text(name, words.language)).format(
        place=judged.place(one.finding.unit),
        level=judged.level(row.at_level),
        days=counted(words, "days", row.held_days),
        horizon=counted(words, "days", row.horizon_days),
    )


def _state(judged: Judged, one: Standing) -> Markup:
    words = judged.context.words
    if one.state == STANDS:
        key = "ahead_stands_least" if one.at_least else "ahead_stands"
        return words.say(key, date=words.date(one.since))
    if one.state == COMING:
        days = counted(words, "days", one.days_left or 0)
        return words.say("ahead_coming", days=days, date=words.date(one.met_on))
    key = "ahead_not_met" if one.state == NOT_MET else "ahead_unknown"
    return words.say(key, level=judged.level(one.finding.level))


def _others(judged: Judged) -> Iterable[Block]:
    """What others expect and advise, each as their claim with words and day."""
    context, days = judged.context, int(judged.rules.numbers["outlook_days"])
    words, ledger = context.words, context.situation.ledger
    found = outlooks(context.claims, context.as_of, days, ledger.within)
    if not found:
        silent = words.say("ahead_silent", days=counted(words, "days", days))
        yield Prose((Sentence(silent),))
        return
    yield Prose((Sentence(words.say("ahead_theirs")),))
    most = int(rule("ahead_outlooks"))
    for kind in (EXPECTED, ADVISED):
        told = [one for one in found if one.kind == kind][:most]
        if told:
            yield Reported(words.say(f"ahead_{kind}"), tuple(_told(context, one) for one in told))


def _told(context: Context, one: Outlook) -> Told:
    words = context.words
    on = words.say("reported_on", date=words.span(one.first_reported, one.reported))
    return Told(
        what=words.say("fact_separator").join((kind_of(context, one.claims[0]), on)),
        details=said_by(context, one.claims),
        dispute="",
        refs=context.refs(one.claim_ids),
        quote=quote_of(context, one.claims),
    )
