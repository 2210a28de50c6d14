"""What would raise or lower a level: the next threshold, and which evidence must age or end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from qafila.assess.model import LEVELS
from qafila.brief.counting import counted
from qafila.brief.model import Sentence
from qafila.brief.rules import rule

if TYPE_CHECKING:
    from markupsafe import Markup

    from qafila.assess.model import Finding, Reading
    from qafila.brief.judged import Judged


def build(judged: Judged) -> tuple[Sentence, ...]:
    """What would change the levels that set the whole, and then the highest others.

    Parameters
    ----------
    judged : Judged
        The assessment.

    Returns
    -------
    tuple of Sentence
        One for each of the first levels.
    """
    ordered = [
        *(one for one in judged.first(LEVELS[0]) if one in judged.assessment.overall.because),
        *judged.first(*LEVELS[1:]),
    ]
    told = [_moves(judged, one) for one in ordered[: int(rule("assessed_moves"))]]
    return tuple(one for one in told if one is not None)


def _moves(judged: Judged, finding: Finding) -> Sentence | None:
    words = judged.context.words
    refs = judged.refs(finding)
    parts = [*_up(judged, finding), *_down(judged, finding)] if refs else []
    if not parts:
        return None
    told = words.say(
        "assess_move", what=judged.title(finding), parts=words.say("list_semicolon").join(parts)
    )
    over = judged.context.refs(claim for one in finding.readings for claim in one.said_over)
    return Sentence(told, tuple(dict.fromkeys((*refs, *over))))


def _up(judged: Judged, finding: Finding) -> list[Markup]:
    words, rank = judged.context.words, LEVELS.index(finding.level)
    for one in finding.readings:
        if one.next_level is None or one.next_value is None or not judged.refs(one):
            continue
        if LEVELS.index(one.next_level) > rank:
            return [
                words.say(
                    "assess_up",
                    level=judged.level(one.next_level),
                    gauge=judged.label(one),
                    next=judged.value(one, one.next_value),
                    value=judged.value(one),
                )
            ]
    return []


def _down(judged: Judged, finding: Finding) -> list[Markup]:
    """Normal cannot fall, but what it rests on grows old as well; a forecast does neither."""
    words, row = judged.context.words, judged.indicator(finding)
    deciding = [one for one in finding.readings if one.level == finding.raw_level]
    lasting = [one for one in deciding if not judged.gauge(one).of_the_day]
    if deciding and not lasting and finding.level == finding.raw_level:
        return []
    parts = []
    if finding.level != LEVELS[0] and row.hysteresis_days:
        days = counted(words, "days", row.hysteresis_days)
        parts.append(words.say("assess_fall", days=days))
    if finding.level != LEVELS[0]:
        parts += _ended(judged, deciding)
    newest = max((one.newest for one in lasting if one.newest), default=None)
    if newest is not None:
        old = newest + dt.timedelta(days=row.window_days)
        parts.append(words.say("assess_aged", date=words.date(old)))
    return parts


def _ended(judged: Judged, deciding: list[Reading]) -> list[Markup]:
    if not deciding or not all(judged.gauge(one).ended_by for one in deciding):
        return []
    words, needed = judged.context.words, judged.rules.numbers["ending_origins"]
    told = [words.say("assess_over", origins=counted(words, "origins", needed))]
    said = judged.names_of(claim for one in deciding for claim in one.said_over)
    if said:
        told.append(words.say("assess_said_over", origin=words.say("list_comma").join(said)))
    return told
