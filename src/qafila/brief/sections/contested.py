"""Whether the evidence of a level is denied or disputed, and by whom, beside the level itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from qafila.brief.model import Sentence
from qafila.brief.rules import rule
from qafila.brief.sections.disputes import version_figure, version_origin
from qafila.ledger.disputes import differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qafila.assess.model import Finding
    from qafila.brief.judged import Judged
    from qafila.brief.model import Ref
    from qafila.ledger import Dispute, Version

_DENIED = "asserted_denied"
_OF_FIGURES = frozenset({"value", "households_persons"})
# What these gauges tell is how often or by how many; another figure leaves that as it is.
_COUNTING = frozenset({"origins", "incidents", "places", "kinds", "nationalities", "model"})


def contested(
    judged: Judged, finding: Finding, among: Iterable[Version] | None = None
) -> Sentence | None:
    """Who denies what a level rests on, and which other figures there are.

    Parameters
    ----------
    judged : Judged
        The assessment.
    finding : Finding
        Level of one indicator and place.
    among : iterable of Version, optional
        The versions that may be told; by default all that are known.

    Returns
    -------
    Sentence or None
        Short, with the claims that speak against it; None where none do.
    """
    wanted = None if among is None else list(among)
    found = [
        (version, kinds)
        for version, kinds in _against(judged, finding)
        if wanted is None or version in wanted
    ]
    if not found:
        return None
    denying = [version for version, kinds in found if _DENIED in kinds]
    others = [version for version, kinds in found if _DENIED not in kinds]
    told = [*_denied(judged, denying), *_disputed(judged, others)]
    claims = dict.fromkeys(claim.claim_id for one in (*denying, *others) for claim in one.claims)
    return Sentence(Markup(" ").join(told), judged.context.refs(claims))


def with_refs(refs: Sequence[Ref], against: Sentence) -> tuple[Ref, ...]:
    """Links behind a level, with those to what is said against it among the first.

    Parameters
    ----------
    refs : sequence of Ref
        What the level rests on.
    against : Sentence
        From `contested`.

    Returns
    -------
    tuple of Ref
        Each once; a page that shows only a few of them shows some of either.
    """
    half = int(rule("assessed_refs"))
    return tuple(dict.fromkeys((*refs[:half], *against.refs, *refs[half:])))


def _against(judged: Judged, finding: Finding) -> Iterator[tuple[Version, set[str]]]:
    """Versions that contradict what a level rests on, and how."""
    resting = frozenset(finding.claims)
    numbers = frozenset(
        claim
        for one in finding.readings
        if one.level == finding.level and judged.gauge(one).kind not in _COUNTING
        for claim in one.claims
    )
    for dispute in judged.assessment.disputes:
        held = [one for one in dispute.versions if not one.denies and _rests(one, resting)]
        yield from _opposed(dispute, held, numbers)


def _opposed(
    dispute: Dispute, held: list[Version], numbers: frozenset[str]
) -> Iterator[tuple[Version, set[str]]]:
    for version in dispute.versions:
        if version in held:
            continue
        kinds: set[str] = set()
        for one in (one for one in held if one.origin_key != version.origin_key):
            found = differences(one, version)
            kinds |= found & {_DENIED}
            if _rests(one, numbers):
                kinds |= found & _OF_FIGURES
        if kinds:
            yield version, kinds


def _rests(version: Version, claims: frozenset[str]) -> bool:
    return any(claim.claim_id in claims for claim in version.claims)


def _denied(judged: Judged, versions: list[Version]) -> list[Markup]:
    words = judged.context.words
    names = dict.fromkeys(version_origin(judged.context, one) for one in versions)
    if not names:
        return []
    return [words.say("assess_denied_by", origins=words.say("list_comma").join(names))]


def _disputed(judged: Judged, versions: list[Version]) -> list[Markup]:
    """Other figures, each once with all who give it."""
    words, most = judged.context.words, int(rule("assessed_versions"))
    figures: dict[Markup, dict[Markup, None]] = {}
    for one in versions:
        names = figures.setdefault(version_figure(judged.context, one), {})
        names[version_origin(judged.context, one)] = None
    if not figures:
        return []
    told = [
        words.say("assess_version", figure=figure, origin=words.say("list_comma").join(names))
        for figure, names in figures.items()
    ]
    if len(told) > most:
        more = words.number(len(told) - most)
        told[most:] = [words.say("assess_more_versions", number=more)]
    return [words.say("assess_contested", versions=words.say("list_semicolon").join(told))]
