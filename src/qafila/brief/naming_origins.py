"""Names of those on whose word a judgement rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.brief.naming import source_name, stated_name
from qafila.ledger.figures import speaker, witness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from qafila.assess.model import Finding, Reading
    from qafila.brief.context import Context
    from qafila.claims import Claim


def origins_of(context: Context, of: Reading | Finding) -> tuple[Markup, ...]:
    """Names of those who say so, the most telling first, each once.

    Parameters
    ----------
    context : Context
        Language, profile, claims.
    of : Reading or Finding
        What rests on them.

    Returns
    -------
    tuple of Markup
        Names; fewer than there are origins where some have none.
    """
    found: dict[str, Markup] = {}
    wanted = set(of.origins)
    for claim in context.claims_of(of.claims):
        # Who has no name counts as the outlet that quotes them.
        seen = witness(claim)
        keys = (speaker(claim), seen, seen.partition("/")[0])
        key = next((one for one in keys if one in wanted), None)
        if key is not None:
            wanted.discard(key)
            said = _origin(context, claim)
            found.setdefault(said.striptags(), said)
    if wanted and of.figures:
        figures = _said_by(context)
        for figure in of.figures:
            if figures.get(figure):
                said = stated_name(context, figures[figure])
                found.setdefault(said.striptags(), said)
    return tuple(found.values())


def names_of(context: Context, claim_ids: Iterable[str]) -> tuple[Markup, ...]:
    """Names of the origins of some claims, each once.

    Parameters
    ----------
    context : Context
        Language, profile, claims.
    claim_ids : iterable of str
        Identifiers.

    Returns
    -------
    tuple of Markup
        The names.
    """
    told = (_origin(context, claim) for claim in context.claims_of(claim_ids))
    return tuple({said.striptags(): said for said in told}.values())


def _origin(context: Context, claim: Claim) -> Markup:
    if claim.origin is None:
        return context.words.say("assess_untraced")
    return source_name(context, claim, claim.origin)


def _said_by(context: Context) -> Mapping[str, str]:
    """Who states each figure of the case, by its identifier."""
    rows = context.situation.observations
    said = rows["said_by"].where(rows["said_by"].fillna("") != "", rows["source"])
    return dict(zip(rows["observation_id"], said, strict=True))
