"""The claims and figures behind the numbers of a page, and how to see all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.brief.isolation import name
from qafila.brief.model import Prose, Section, Sentence
from qafila.brief.sections import known, sources

if TYPE_CHECKING:
    from collections.abc import Collection

    from qafila.brief.context import Context
    from qafila.brief.model import Block

_CLAIM = "claim-"


def build(context: Context, anchors: Collection[str], command: str) -> Section:
    """What stands behind some numbers.

    Parameters
    ----------
    context : Context
        What is known.
    anchors : collection of str
        Where the numbers lead.
    command : str
        What to type to see every claim.

    Returns
    -------
    Section
        Documents with their sentences, then figures.
    """
    words = context.words
    names = {key.removeprefix(_CLAIM) for key in anchors if key.startswith(_CLAIM)}
    claims = sorted(context.claims_of(names), key=lambda one: int(context.number(one.claim_id)))
    blocks: list[Block] = [*sources.papers(context, claims), *known.chosen(context, anchors)]
    if not blocks:
        return Section("claims", words.say("claims"), (Prose((Sentence(words.say("no_claims")),)),))
    blocks.append(Prose((Sentence(words.say("assess_more_claims", command=name(command))),)))
    return Section("claims", words.say("assess_cited"), tuple(blocks))
