"""The figure of a claim as an interval, and who is to be counted as having said it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qafila import units
from qafila.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.claims import Claim, Source

_NAMELESS = frozenset({"local_source", "unnamed"})
_OUTLETS = frozenset({"media", "state_media"})
_AUTHOR = "author"
_GOVERNMENT = "government"


@dataclass(frozen=True)
class Interval:
    """Closed interval in a base unit; an open end is infinite.

    Examples
    --------
    >>> Interval(20, math.inf, "tankers").meets(Interval(36, 44, "tankers"))
    True
    """

    low: float
    high: float
    unit: str

    def meets(self, other: Interval) -> bool:
        """Whether both can be true of one number.

        Parameters
        ----------
        other : Interval
            Interval in the same unit.

        Returns
        -------
        bool
            True if the intervals share a point.

        Examples
        --------
        >>> Interval(80, 80, "tankers").meets(Interval(36, 44, "tankers"))
        False
        """
        return self.low <= other.high and other.low <= self.high


def base(value: float, unit: str | None) -> tuple[float, str]:
    """Value in its base unit; a unit that no table knows stays as it is.

    Parameters
    ----------
    value : float
        Amount in `unit`.
    unit : str or None
        Unit of the claim.

    Returns
    -------
    float
        Amount in the base unit.
    str
        The base unit.

    Examples
    --------
    >>> base(2, "million_litres"), base(6, "handfuls")
    ((2000000.0, 'litres'), (6, 'handfuls'))
    """
    try:
        return units.to_base(value, unit or "")
    except UnitError:
        return value, unit or ""


def closed_end(value: float) -> float | None:
    """End of an interval as tables hold it.

    Parameters
    ----------
    value : float
        End; infinite where it is open.

    Returns
    -------
    float or None
        None where it is open.

    Examples
    --------
    >>> closed_end(20.0), closed_end(math.inf) is None
    (20.0, True)
    """
    return value if math.isfinite(value) else None


def interval(claim: Claim) -> Interval | None:
    """What a claim says of the number.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    Interval or None
        Its bounds; None where it gives no figure.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> claim = Claim("c", "d", None, "en", "attack_on_convoy", Span(0, 1, "x"), "asserted", "1",
    ...               best=20.0, low=20.0, unit="tankers")
    >>> interval(claim)
    Interval(low=20.0, high=inf, unit='tankers')
    """
    if claim.best is None and claim.low is None and claim.high is None:
        return None
    low, high = claim.low, claim.high
    if low is None and high is None:
        low = high = claim.best
    bottom, unit = base(-math.inf if low is None else low, claim.unit)
    top, _ = base(math.inf if high is None else high, claim.unit)
    return Interval(bottom, top, unit)


def speaker(claim: Claim) -> str:
    """Who is counted as the origin of a claim, whatever the language of the report.

    A source that is listed counts once, however many relay it, and so does a network of outlets.
    One that no list knows ("a union official") is told apart by who quotes it and by its kind and
    figure, since the same words can stand for two people and two wordings for one. Behind an outlet
    that only relays, or that no table of sources knows, the origin is not known: outlets that give
    one figure are one origin then, in whatever script they are named.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    str
        Key of the origin; relays of one origin share it.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> chain = (Source("Reuters", "reuters", "media"), Source("an official", None, "union"))
    >>> claim = Claim("c", "d", None, "en", "attack_on_convoy", Span(0, 1, "x"), "asserted", "1",
    ...               best=40.0, said_by=chain)
    >>> speaker(claim)
    'reuters/union/40'
    """
    origin = claim.origin
    if origin is None:
        return claim.origin_key
    said = _said(claim)
    if _is_untraced(origin):
        return f"untraced/{said}" if said else origin.key
    known = witness(claim)
    return known if _is_named(claim, origin) else f"{known}/{said or 'None..None'}"


def witness(claim: Claim) -> str:
    """Who is counted as one witness of an event, whatever figure it gives.

    Parameters
    ----------
    claim : Claim
        The claim.

    Returns
    -------
    str
        Key of the origin as in `speaker`, without the figure; all outlets behind which no origin is
        known are one witness, and so are offices of a government that no table of sources tells
        apart. Who writes case notes is no witness of what they restate.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> claim = Claim("c", "d", None, "en", "shortage", Span(0, 1, "x"), "asserted", "1",
    ...               said_by=(Source("allAfrica", "allafrica", "media", relays=True),))
    >>> witness(claim)
    'untraced'
    """
    origin = claim.origin
    if origin is None:
        return claim.origin_key
    if _is_untraced(origin) or origin.kind == _AUTHOR:
        return "untraced"
    if origin.kind == _GOVERNMENT and origin.source_id is None:
        return f"{_GOVERNMENT}/unnamed"
    if _is_named(claim, origin):
        return origin.key
    relay = claim.said_by[-2] if len(claim.said_by) > 1 else None
    via = f"document:{claim.document_id}" if relay is None else relay.key
    return f"{via}/{origin.kind or 'unnamed'}"


def witnesses(claims: Iterable[Claim]) -> frozenset[str]:
    """Who is counted as having told of an event, each once.

    Parameters
    ----------
    claims : iterable of Claim
        Claims of the event.

    Returns
    -------
    frozenset of str
        Keys as in `witness`. Nameless sources of an outlet that reports it itself add nobody, and
        those behind whom no origin is known add nobody to those who are known.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> outlet = Source("RFI", "rfi", "media")
    >>> chains = ((outlet,), (outlet, Source("sources there", None, "local_source")))
    >>> sorted(witnesses(
    ...     Claim("c", "d", None, "en", "shortage", Span(0, 1, "x"), "asserted", "1", said_by=one)
    ...     for one in chains
    ... ))
    ['rfi']
    """
    found = {witness(claim) for claim in claims}
    traced = found - {"untraced"} or found
    return frozenset(one for one in traced if one.partition("/")[0] not in traced - {one})


def traced(keys: Iterable[str]) -> frozenset[str]:
    """Keys that have a vote of their own.

    Parameters
    ----------
    keys : iterable of str
        Keys of `speaker`.

    Returns
    -------
    frozenset of str
        Those behind which somebody is known; all where nobody is.

    Examples
    --------
    >>> sorted(traced(["fides", "untraced/50"])), sorted(traced(["untraced/50", "untraced/80"]))
    (['fides'], ['untraced/50', 'untraced/80'])
    """
    every = frozenset(keys)
    return frozenset(key for key in every if not key.startswith("untraced/")) or every


def _is_untraced(origin: Source) -> bool:
    return origin.relays or (origin.source_id is None and origin.kind in _OUTLETS)


def _is_named(claim: Claim, origin: Source) -> bool:
    nameless = origin.kind in _NAMELESS
    return not nameless and (origin.source_id is not None or len(claim.said_by) == 1)


def _said(claim: Claim) -> str:
    """The figure as it is told; empty where there is none."""
    if claim.best is not None:
        return f"{claim.best:g}"
    return "" if claim.low is None and claim.high is None else f"{claim.low}..{claim.high}"
