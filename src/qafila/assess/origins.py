"""Who counts as an origin beside others: who has no name is nobody beside those who may be they."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qafila.sources import default_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

UNTRACED = "untraced"
GOVERNMENT = "government"


def distinct_origins(origins: Iterable[str]) -> tuple[str, ...]:
    """Who is known to have said so.

    Parameters
    ----------
    origins : iterable of str
        Origins of signals.

    Returns
    -------
    tuple of str
        Sorted, each once. The untraced stand for themselves only where nobody is traced, and an
        office that no table knows only where no government is named, since it may be of that one.

    Examples
    --------
    >>> distinct_origins(["rfi", "untraced", "rfi"])
    ('rfi',)
    >>> distinct_origins(["government", "government_mli"])
    ('government_mli',)
    """
    found = set(origins)
    found = found - {UNTRACED} or found
    if not found.isdisjoint(named_governments()):
        found.discard(GOVERNMENT)
    return tuple(sorted(found))


@cache
def named_governments() -> frozenset[str]:
    """Governments and offices that the table of sources knows.

    Returns
    -------
    frozenset of str
        Keys of sources.

    Examples
    --------
    >>> "trade_ministry_mli" in named_governments()
    True
    """
    rows = default_sources().rows
    return frozenset(row.network or row.source_id for row in rows if row.kind == GOVERNMENT)
