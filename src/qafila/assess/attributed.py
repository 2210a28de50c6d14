"""Which of the sources that a document restates a claim comes from, as far as its chain tells."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from qafila.reports.lexicons import rows
from qafila.sources import default_sources
from qafila.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    chain = ((source.name, source.source_id) for source in claim.said_by)
    return _named(document.restates if document else (), chain)


@lru_cache(maxsize=8192)
def said_by_then(
    restates: tuple[Restated, ...], chain: tuple[tuple[str, str | None], ...]
) -> int | None:
    """Last day on which what a document restates can have been said.

    Parameters
    ----------
    restates : tuple of (str, str, str)
        Name, address and date of what the document restates.
    chain : tuple of (str, str or None)
        Name and identifier of each source of a claim.

    Returns
    -------
    int or None
        Ordinal of the newest day of those that the chain names, or of all where it names none;
        None where one of them has no day.

    Examples
    --------
    >>> rows = (("RFI", "", "2025-09-04"), ("DW via allAfrica", "", "2025-11-15"))
    >>> dt.date.fromordinal(said_by_then(rows, (("RFI", "rfi"),)))
    datetime.date(2025, 9, 4)
    >>> dt.date.fromordinal(said_by_then(rows, ()))
    datetime.date(2025, 11, 15)
    """
    try:
        days = [dt.date.fromisoformat(day) for _, _, day in _named(restates, chain) or restates]
    except ValueError:
        return None
    return max(days).toordinal() if days else None


def _named(
    restates: tuple[Restated, ...], chain: Iterable[tuple[str, str | None]]
) -> tuple[Restated, ...]:
    said = {key for name, source_id in chain for key in _keys(name, source_id)}
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
