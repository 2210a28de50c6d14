"""Levels of an assessment: since when, why, and the picture of the days before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN
from qafila.assess.showing import level_rows
from qafila.brief.model import Figure, plain
from qafila.brief.rules import rule
from qafila.pictures import write_style
from qafila.terms import values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.assess.model import Finding, Reading
    from qafila.brief.judged import Judged
    from qafila.brief.model import Ref
    from qafila.charts import Style


def since(judged: Judged, finding: Finding) -> Markup:
    """Since when a level holds, and what was before.

    Parameters
    ----------
    judged : Judged
        The assessment.
    finding : Finding
        Level of one indicator and place.

    Returns
    -------
    Markup
        The day; that it may be earlier where the history ends.
    """
    words = judged.context.words
    if finding.since is None:
        return words.date(None)
    day = words.date(finding.since)
    if finding.at_least:
        return words.say("assess_since_least", date=day)
    before = next((one for one in reversed(finding.history) if one != finding.level), None)
    if before is None:
        return day
    if finding.last_level is None:
        return words.say("assess_before", date=day, level=judged.level(before))
    return words.say(
        "assess_before_gap",
        date=day,
        level=judged.level(before),
        last=judged.level(finding.last_level),
        day=words.date(finding.last_day),
    )


def newest(judged: Judged, finding: Finding) -> Markup:
    """The last day that the evidence of a level speaks of, and other evidence apart from it.

    Parameters
    ----------
    judged : Judged
        The assessment.
    finding : Finding
        Level of one indicator and place.

    Returns
    -------
    Markup
        The day, or both.
    """
    words = judged.context.words
    day = words.date(finding.newest)
    if finding.newest_other is None:
        return day
    return words.say("assess_newest_other", date=day, other=words.date(finding.newest_other))


def behind(judged: Judged, finding: Finding) -> tuple[Ref, ...]:
    """What stands behind a level and the reading that is told with it.

    Parameters
    ----------
    judged : Judged
        The assessment.
    finding : Finding
        Level of one indicator and place.

    Returns
    -------
    tuple of Ref
        Links; a level that has not fallen yet rests on other evidence than that of the day.
    """
    told = [
        *judged.refs(finding),
        *(ref for one in _deciding(finding)[:1] for ref in judged.refs(one)),
    ]
    return tuple(dict.fromkeys(told))


def _deciding(finding: Finding) -> list[Reading]:
    return [one for one in finding.readings if one.level == finding.raw_level]


def why(judged: Judged, finding: Finding) -> Markup:
    """What was measured and who says so; that it is one origin alone in so many words.

    Parameters
    ----------
    judged : Judged
        The assessment.
    finding : Finding
        Level of one indicator and place.

    Returns
    -------
    Markup
        One or two sentences.
    """
    words = judged.context.words
    deciding, parts = _deciding(finding), []
    if finding.raw_level != finding.level and finding.reached and judged.refs(finding):
        level = judged.level(finding.raw_level)
        parts.append(words.say("assess_held", date=words.date(finding.reached), level=level))
    if deciding:
        parts.append(measured(judged, deciding[0], named=not finding.one_origin))
    if deciding[1:]:
        parts.append(words.say("assess_also", gauges=_others(judged, deciding[1:])))
    if finding.one_origin:
        parts.append(Markup("<strong>{}</strong>").format(judged.who(finding)))
    return Markup(" ").join(parts)


def _others(judged: Judged, readings: Sequence[Reading]) -> Markup:
    words, most = judged.context.words, int(rule("assessed_gauges"))
    told = list(map(judged.label, readings[:most]))
    if len(readings) > most:
        told.append(words.say("assess_further"))
    return words.say("list_semicolon").join(told)


def measured(judged: Judged, reading: Reading, *, named: bool = True) -> Markup:
    """What one gauge shows, and who says so.

    Parameters
    ----------
    judged : Judged
        The assessment.
    reading : Reading
        The reading.
    named : bool
        Whether those who say so are named here.

    Returns
    -------
    Markup
        A sentence.
    """
    words, label = judged.context.words, judged.label(reading)
    if not judged.refs(reading):
        # A number that nothing can be looked up for is not told.
        return words.say("assess_measured", measured=label)
    if judged.gauge(reading).kind == "origins":
        # The number is that of the origins, so that it is told once, with their names.
        told = words.say("assess_by_value", gauge=label, value=judged.value(reading))
        names = judged.first_names(reading) if named else Markup()
        whole = len(judged.first_few(reading)) == len(reading.origins)
        key = ("assess_named" if whole else "assess_named_among") if names else "assess_measured"
        return words.say(key, measured=told, names=names)
    told = words.say("assess_by_value", gauge=label, value=judged.value(reading))
    # Nobody says what a model gives, though claims stand behind it.
    named = named and judged.gauge(reading).kind != "model"
    who = judged.said_by(reading) if named else Markup()
    key = "assess_said" if who else "assess_measured"
    return words.say(key, measured=told, who=who)


def build(judged: Judged) -> tuple[Figure, ...]:
    """The picture of levels by day, in the order of the rows above it.

    Parameters
    ----------
    judged : Judged
        The assessment.

    Returns
    -------
    tuple of Figure
        One picture; none where nothing was known on any day.
    """
    # Drawing takes longer to load than all the rest, and a terminal has no use for it.
    from qafila.charts import levels_chart, render_svg

    context = judged.context
    ordered = judged.first(*LEVELS, NO_BASELINE, UNKNOWN)
    told = [one for one in ordered if not set(one.history) <= {UNKNOWN}]
    if not told:
        return ()
    frame = level_rows((plain(judged.title(one)), one.history) for one in told)
    days = int(frame["x2"].max())
    texts = {level: context.words.label("level", level) for level in values("level")}
    title = plain(context.words.say("assess_chart"))
    chart = levels_chart(frame, title, texts, _style(judged, days))
    raised = [one for one in told if one.level in LEVELS[1:]]
    description = "; ".join(
        f"{plain(judged.title(one))}: {context.words.label('level', one.level)}" for one in raised
    )
    svg = render_svg(chart, "levels-by-day", title, description or title)
    refs = tuple(dict.fromkeys(ref for one in told for ref in judged.refs(one)))
    return (Figure(Markup(svg), context.words.say("assess_chart_caption"), refs),)  # noqa: S704  # sanitised


def _style(judged: Judged, days: int) -> Style:
    first = judged.context.as_of - dt.timedelta(days=days - 1)
    return write_style(judged.context.words.language, first, range(days))
