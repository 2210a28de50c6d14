"""Which of the sources that a document restates a claim comes from, as far as its chain tells."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows
from qafila.sources import default_sources
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.claims import Claim, Document

Restated = tuple[str, str, str]


def restated_by(claim: Claim, document: Document | None) -> tuple[Restated, ...]:
    """Sources of a document that the chain of a claim names.

    Parameters
    ----------
    claim : Claim
        The claim.
    document : Document or None
        Its document.

    Returns
    -------
    tuple of (str, str, str)
        Name, address and date of those whose outlet and relay the chain names best; nothing where
        it names none of them or all alike.

    Notes
    -----
    "RFI via allAfrica" is named by a chain that holds RFI or allAfrica, and best by one with both.
    An outlet counts as named by any of its spellings in the table and the lexicon of sources.
    """
    restates = document.restates if document else ()
    said = {key for source in claim.said_by for key in _keys(source.name, source.source_id)}
    named = [sum(bool(keys & said) for keys in _parts(row[0])) for row in restates]
    most = max(named, default=0)
    found = tuple(row for row, hits in zip(restates, named, strict=True) if hits == most > 0)
    return found if len(found) < len(restates) or len(restates) == 1 else ()


def _parts(source_name: str) -> list[frozenset[str]]:
    return [_keys(part, None) for part in source_name.split(" via ") if part.strip()]


def _keys(name: str, source_id: str | None) -> frozenset[str]:
    """Everything by which one source is known; two of one source share at least one."""
    folded = _folded(name)
    known = _spellings().get(folded, "")
    return frozenset(key for key in (f"={folded}", known, source_id or "") if key not in ("", "="))


def _folded(name: str) -> str:
    kept = "".join(letter if letter.isalnum() else " " for letter in fold(name).text)
    return " ".join(kept.split())


@cache
def _spellings() -> Mapping[str, str]:
    known = [(name, row.source_id) for row in default_sources().rows for _, name in row.names]
    known += [
        (spelling, row["source_id"])
        for row in rows("sources")
        if row["source_id"]
        for spelling in (row["phrase"], row["name"])
    ]
    return {_folded(spelling): source_id for spelling, source_id in known}
