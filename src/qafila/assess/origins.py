"""Who counts as an origin beside others: who has no name is nobody beside those who may be they."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qafila.sources import default_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

UNTRACED = "untraced"
GOVERNMENT = "government"
_STATE = f"{GOVERNMENT}_"


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
    if named_governments(found):
        found.discard(GOVERNMENT)
    return tuple(sorted(found))


def named_governments(origins: Iterable[str]) -> frozenset[str]:
    """Origins that are a government, or an office of one, by name.

    Parameters
    ----------
    origins : iterable of str
        Keys of origins.

    Returns
    -------
    frozenset of str
        Those among them.

    Examples
    --------
    >>> sorted(named_governments(["afp", "government", "government_sen", "daara"]))
    ['daara', 'government_sen']
    """
    return frozenset(one for one in origins if one.startswith(_STATE) or one in _offices())


@cache
def _offices() -> frozenset[str]:
    rows = default_sources().rows
    return frozenset(row.network or row.source_id for row in rows if row.kind == GOVERNMENT)
