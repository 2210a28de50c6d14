"""How bad it is, why, according to whom, what is not known, and what would change the level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.assess.model import LEVELS, NO_BASELINE, UNKNOWN
from qafila.brief.judged import Judged, listed
from qafila.brief.model import Cell, Points, Prose, Row, Section, Sentence, Table
from qafila.brief.rules import rule
from qafila.brief.sections import levels, moves
from qafila.brief.sections.contested import contested, with_refs
from qafila.brief.sections.disputes import in_short, ordered
from qafila.brief.sections.shared import claim_dates
from qafila.brief.sections.sources import named_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from qafila.assess.model import Finding, Overall
    from qafila.brief.context import Context
    from qafila.brief.model import Block, Ref
    from qafila.claims import Claim

_RAISED = LEVELS[1:]
_SILENT = "number_not_announced"


def build(context: Context, *, pictures: bool = True) -> Section:
    """The page.

    Parameters
    ----------
    context : Context
        What is known.
    pictures : bool
        Whether levels are drawn by day as well.

    Returns
    -------
    Section
        The section.
    """
    return build_of(context.judged, pictures=pictures)


def build_of(judged: Judged, *, pictures: bool = True) -> Section:
    """The page of an assessment.

    Parameters
    ----------
    judged : Judged
        The assessment, and how it is told.
    pictures : bool
        Whether levels are drawn by day as well.

    Returns
    -------
    Section
        The section.
    """
    words = judged.context.words
    blocks: list[Block] = [_overall(judged)]
    raised, calm = judged.first(*_RAISED), judged.among(LEVELS[0])
    blocks += _raised(judged, raised)
    blocks += levels.build(judged) if pictures else ()
    if calm:
        blocks.append(_table(judged, words.say("assess_table_normal"), calm, folded=True))
    for title, sentences in (
        ("assess_not_known", _not_known(judged)),
        ("assess_changes", moves.build(judged)),
        ("assess_disputed", _disputed(judged)),
    ):
        if sentences:
            blocks.append(Points(sentences, words.say(title)))
    return Section("assessment", words.say("assessment"), tuple(blocks))


def _overall(judged: Judged) -> Prose:
    words, overall = judged.context.words, judged.assessment.overall
    if overall.level not in LEVELS:
        missing = [
            one
            for one in judged.among(UNKNOWN, NO_BASELINE)
            if judged.indicator(one).part == "decides"
        ]
        key = "assess_overall_unknown" if missing else "assess_overall_nothing"
        told = words.say(
            key, level=judged.mark(overall.level), missing=listed(judged, missing, level=False)
        )
        return Prose((Sentence(told, lead=True), Sentence(words.say("assess_judged"))))
    refs = _refs(judged, overall.because)
    parts = [_since(judged, judged.mark(overall.level), overall.since if refs else None)]
    if overall.because:
        parts.append(_because(judged))
    if overall.because and all(one.one_origin for one in overall.because):
        origins = {key for one in overall.because for key in one.origins}
        alone = judged.who(overall.because[0]) if len(origins) == 1 else None
        told = alone or words.say("assess_each_alone")
        parts.append(Markup("<strong>{}</strong>").format(told))
    whole = Sentence(Markup(" ").join(parts), refs, lead=True)
    return Prose((whole, *_contested(judged), Sentence(words.say("assess_judged"))))


def _contested(judged: Judged) -> list[Sentence]:
    """What is said against the levels that set the whole."""
    words, found = judged.context.words, []
    for one in judged.assessment.overall.because:
        against = contested(judged, one)
        if against is not None:
            told = words.say("assess_contested_of", what=judged.title(one), told=against.html)
            found.append(Sentence(told, against.refs))
    return found


def _since(judged: Judged, mark: Markup, since: dt.date | None) -> Markup:
    words, because = judged.context.words, judged.assessment.overall.because
    if since is None:
        return words.say("assess_overall", level=mark)
    key = "assess_overall_since"
    if _changed_hands(judged.assessment.overall):
        key = "assess_overall_unbroken"
    elif any(one.at_least for one in because if one.since == since):
        key = "assess_overall_least"
    return words.say(key, level=mark, date=words.date(since))


def _changed_hands(overall: Overall) -> bool:
    """Whether other levels set the whole before those that set it now."""
    return overall.because_since not in (None, overall.since)


def _because(judged: Judged) -> Markup:
    """What sets the level; what only supports counts one level lower, and that is said."""
    words, overall = judged.context.words, judged.assessment.overall
    parts = []
    for one in judged.assessment.overall.because:
        key = "assess_with_level"
        if judged.indicator(one).part == "supports":
            key = "assess_supports"
        parts.append(words.say(key, what=judged.title(one), level=judged.level(one.level)))
    findings = words.say("list_semicolon").join(parts)
    if _changed_hands(overall) and _refs(judged, overall.because):
        date = words.date(overall.because_since)
        return words.say("assess_because_since", date=date, findings=findings)
    return words.say("assess_because", findings=findings)


def _table(
    judged: Judged, caption: Markup, findings: tuple[Finding, ...], *, folded: bool = False
) -> Table:
    words = judged.context.words
    heads = ("assess_indicator", "assess_level", "assess_since", "assess_why", "assess_newest")
    rows = tuple(_row(judged, one) for one in findings)
    return Table(caption, tuple(words.say(head) for head in heads), rows, folded)


def _row(judged: Judged, finding: Finding) -> Row:
    strong = "strong" if judged.indicator(finding).part == "decides" else ""
    refs, nothing = levels.behind(judged, finding), judged.context.words.date(None)
    why, against = levels.why(judged, finding), contested(judged, finding)
    told = refs
    if against is not None:
        why = Markup("{} <strong>{}</strong>").format(why, against.html)
        told = with_refs(refs, against)
    return Row(
        (
            Cell(judged.title(finding), css=strong),
            Cell(judged.mark(finding.level)),
            Cell(levels.since(judged, finding) if refs else nothing),
            Cell(why, told, "why"),
            Cell(levels.newest(judged, finding) if refs else nothing),
        )
    )


def _raised(judged: Judged, raised: tuple[Finding, ...]) -> list[Block]:
    """What sets the whole and then the highest with their reasons; the rest by name."""
    words, most = judged.context.words, int(rule("assessed_rows"))
    first, more = raised[:most], raised[most:]
    blocks: list[Block] = []
    if first:
        blocks.append(_table(judged, words.say("assess_table"), first))
    if more:
        refs = _refs(judged, more)
        told = words.say("assess_also_raised", findings=listed(judged, more))
        blocks.append(Prose((Sentence(told, refs),)))
        blocks.append(_table(judged, words.say("assess_table_more"), more, folded=True))
    return blocks


def _refs(judged: Judged, findings: Iterable[Finding]) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(ref for one in findings for ref in judged.refs(one)))


def _not_known(judged: Judged) -> tuple[Sentence, ...]:
    words = judged.context.words
    unknown, alike = judged.among(UNKNOWN), judged.among(NO_BASELINE)
    found = []
    if unknown:
        found.append(Sentence(words.say("assess_unknown", findings=_by_indicator(judged, unknown))))
    if alike:
        told = words.say("assess_no_baseline", findings=_by_indicator(judged, alike))
        readings = (reading for one in alike for reading in one.readings)
        refs = tuple(dict.fromkeys(ref for one in readings for ref in judged.refs(one)))
        found.append(Sentence(told, refs))
    return (*found, *_gaps(judged))


def _by_indicator(judged: Judged, findings: Iterable[Finding]) -> Markup:
    """Each indicator once with its places, and the level that was last known of them."""
    words = judged.context.words
    places: dict[str, list[Markup]] = {}
    labels: dict[str, Markup] = {}
    for one in findings:
        place = judged.place(one.unit)
        if one.last_level in LEVELS:
            level = judged.level(one.last_level)
            day = words.date(one.last_day)
            place = words.say("assess_last_known", place=place, level=level, date=day)
        places.setdefault(one.indicator_id, []).append(place)
        labels[one.indicator_id] = judged.indicator_name(one)
    told = (
        words.say(
            "assess_places", indicator=labels[key], places=words.say("list_semicolon").join(where)
        )
        for key, where in places.items()
    )
    return words.say("list_semicolon").join(told)


def _gaps(judged: Judged) -> tuple[Sentence, ...]:
    """Events that the levels rest on, of which sources say that no number was announced."""
    context, words = judged.context, judged.context.words
    cited = dict.fromkeys(
        claim
        for finding in judged.assessment.findings
        for reading in finding.readings
        for claim in reading.claims
    )
    silent = [one for one in context.claims_of(cited) if one.subtype == _SILENT]
    if not silent:
        return ()
    told = dict.fromkeys(_event(context, one) for one in silent)
    refs = context.refs(one.claim_id for one in silent)
    events = words.say("list_semicolon").join(told)
    return (Sentence(words.say("assess_not_announced", events=events), refs),)


def _event(context: Context, claim: Claim) -> Markup:
    words, place = context.words, claim.location
    parts = [Markup("{}").format(words.label("event_type", claim.event_type))]
    if place is not None:
        parts.append(named_place(context, place))
    when = claim_dates(context, claim)
    return words.say("list_comma").join([*parts, *([when] if when else [])])


def _disputed(judged: Judged) -> tuple[Sentence, ...]:
    """The first disputes in one line each; the section on disputes has them all."""
    context, disputes = judged.context, judged.assessment.disputes
    most = int(rule("assessed_disputes"))
    found_first = ordered(judged, disputes)
    found = [in_short(context, one) for one in found_first[:most]]
    if len(found_first) > most:
        words = context.words
        refs = context.refs(
            claim.claim_id
            for one in found_first[most:]
            for version in one.versions
            for claim in version.claims
        )
        number = words.number(len(found_first) - most)
        found.append(Sentence(words.say("assess_more_disputes", number=number), refs))
    return tuple(found)
