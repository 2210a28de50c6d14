"""In which order the sources of a sentence stand in a chain: the outlet first, the origin last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qafila.reports.anaphora import MEDIA
from qafila.reports.mentions import METONYM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qafila.claims import Source
    from qafila.reports.mentions import Mention

FAR = 90  # characters between a source and its verb, or the end of the sentence


def chain_of(mentions: Sequence[Mention], end: int) -> tuple[Source, ...]:
    """Put the sources of a sentence in the order of a chain.

    Parameters
    ----------
    mentions : sequence of Mention
        Sources, each with its part.
    end : int
        Where the sentence ends.

    Returns
    -------
    tuple of Source
        Relays, outlets that speak, other speakers, origins; each once.

    Examples
    --------
    >>> from qafila.claims import Source
    >>> from qafila.reports.mentions import Mention
    >>> union, radio = Source("a union", None, "union"), Source("RFI", "rfi", "media")
    >>> said = [Mention(0, 7, union, "speaker"), Mention(13, 16, radio, "relay")]
    >>> [link.name for link in chain_of(said, 20)]
    ['RFI', 'a union']
    """
    relays = [mention for mention in mentions if mention.part == "relay"]
    speakers = [mention for mention in mentions if mention.part == "speaker"]
    if any(mention.form != "paper" for mention in speakers):
        speakers = [mention for mention in speakers if mention.form != "paper"]
    origins = [mention for mention in mentions if mention.part == "origin"]
    media = [mention for mention in speakers if mention.source.kind in MEDIA]
    others = [mention for mention in speakers if mention.source.kind not in MEDIA]
    if len(media) > 1 and end - media[-1].end < FAR:
        media = [media[-1], *media[:-1]]
    ordered = [*reversed(relays), *media, *others, *origins]
    chain: list[Source] = []
    for mention in ordered:
        key = mention.source.source_id or mention.source.name
        if key not in {source.source_id or source.name for source in chain}:
            chain.append(_plain(mention.source))
    return tuple(chain)


def _plain(source: Source) -> Source:
    return replace(source, kind="government") if source.kind == METONYM else source
