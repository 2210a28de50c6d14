"""Which version of a disputed figure holds in each draw of a simulation.

A draw picks one distinct origin, never a mixture: relays of one origin have one chance together.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError
from qafila.ledger.disputes import distinct_versions
from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.ledger.disputes import Version
    from qafila.ledger.events import Event


@lru_cache(maxsize=1)
def source_weights() -> Mapping[str, float]:
    """Weight of one distinct origin of each kind, as tabled.

    Returns
    -------
    mapping of str to float
        Weight by ``source_kind``; equal unless the table was changed.

    Examples
    --------
    >>> source_weights()["media"] == source_weights()["armed_group"]
    True
    """
    frame = read_defaults("source_weights", "source_weights")
    pairs = zip(frame["source_kind"], frame["weight"], strict=True)
    return MappingProxyType({str(kind): float(weight) for kind, weight in pairs})


def told_in(event: Event) -> tuple[str, ...]:
    """Name of an event for the random streams: where it was first told, and of what place and day.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    tuple of str
        Document, span, kind, places and day of its first claim. Another version of the reader that
        reads the same leaves it as it is, which an identifier of a claim does not.

    Examples
    --------
    >>> from qafila.claims import Claim, Span
    >>> from qafila.ledger.events import group_events
    >>> [event] = group_events([Claim("c", "d", None, "en", "price", Span(0, 9, "x"), "asserted",
    ...                               "1")])
    >>> told_in(event)
    ('d', '0', '9', 'price', '', '', '')
    """
    first = event.claims[0]
    return (
        first.document_id,
        str(first.span.start),
        str(first.span.end),
        first.event_type,
        first.quantity or "",
        " ".join(place.location_id or place.name for place in first.locations),
        str(first.date.start or ""),
    )


def rival_versions(event: Event) -> tuple[Version, ...]:
    """Versions of an event that can stand in for each other in a draw.

    Parameters
    ----------
    event : Event
        The event.

    Returns
    -------
    tuple of Version
        Versions with a figure in the quantity and unit that most origins use (ties by name),
        without denials and without those that speak of a part only.

    Examples
    --------
    >>> from qafila.claims import Claim, Source, Span
    >>> from qafila.ledger.events import group_events
    >>> import datetime as dt
    >>> def told(name, best):
    ...     return Claim(name, name, dt.date(2025, 9, 16), "en", "population_figure",
    ...                  Span(0, 1, "x"), "asserted", "1", quantity="refugees_hosted", best=best,
    ...                  unit="persons", said_by=(Source(name, name, "media"),))
    >>> [event] = group_events([told("rfi", 20.0), told("afp", None)])
    >>> [version.best for version in rival_versions(event)]
    [20.0]
    """
    counted = [
        (one, (one.quantity or "", one.interval.unit))
        for one in distinct_versions(event)
        if one.interval is not None and not one.denies and not one.part
    ]
    if not counted:
        return ()
    votes = Counter(what for _, what in counted)
    chosen = min(votes, key=lambda what: (-votes[what], what))
    return tuple(one for one, what in counted if what == chosen)


def held_version(
    versions: Sequence[Version],
    uniforms: NDArray[np.float64],
    weights: Mapping[str, float] | None = None,
) -> NDArray[np.int64]:
    """Version that holds in each draw.

    Parameters
    ----------
    versions : sequence of Version
        Versions of one event, one for each distinct origin.
    uniforms : array, shape (draw,), unit 1
        Numbers in [0, 1) from a named stream.
    weights : mapping of str to float, optional
        Weight by ``source_kind``; the tabled ones if not given. An origin of unknown kind weighs
        as an unnamed one.

    Returns
    -------
    array, shape (draw,), unit 1
        Index into `versions`.

    Raises
    ------
    InputError
        If there is no version, a weight is negative, or all weights are zero.

    Notes
    -----
    The share of draws of a version tends to its weight over the sum of weights. A version keeps
    its draws when `uniforms` does: the choice is a pure function.

    Examples
    --------
    >>> from qafila.ledger.disputes import Version
    >>> one = Version("a", "A", "media", (), 20.0, 20.0, 20.0, "tankers", None, None, "asserted",
    ...               None, None)
    >>> held_version([one, one], np.array([0.1, 0.6]))
    array([0, 1])
    """
    return held_origin([version.origin_kind for version in versions], uniforms, weights)


def held_origin(
    kinds: Sequence[str | None],
    uniforms: NDArray[np.float64],
    weights: Mapping[str, float] | None = None,
) -> NDArray[np.int64]:
    """Distinct origin that is believed in each draw, by the weight of its kind.

    Parameters
    ----------
    kinds : sequence of str or None
        Kind of each origin; an unknown one weighs as an unnamed source.
    uniforms : array, shape (draw,), unit 1
        Numbers in [0, 1) from a named stream.
    weights : mapping of str to float, optional
        Weight by ``source_kind``; the tabled ones if not given.

    Returns
    -------
    array, shape (draw,), unit 1
        Index into `kinds`.

    Raises
    ------
    InputError
        If there is no origin, a weight is negative, or all weights are zero.

    Examples
    --------
    >>> held_origin(["media", "union"], np.array([0.1, 0.6]), {"media": 3.0, "union": 1.0})
    array([0, 0])
    """
    shares = np.array(_weights(kinds, weights), dtype=np.float64)
    if not len(shares) or (shares < 0).any() or not shares.sum() > 0:
        raise InputError(
            "weights of sources must not be negative, and at least one version must weigh more "
            "than zero; see source_weights.csv"
        )
    ends = np.cumsum(shares) / shares.sum()
    ends[-1] = 1.0
    return np.searchsorted(ends, uniforms, side="right").astype(np.int64)


def weight_of(kinds: Sequence[str | None]) -> float:
    """Weight of distinct origins together.

    Parameters
    ----------
    kinds : sequence of str or None
        Kind of each origin; an unknown one weighs as an unnamed source.

    Returns
    -------
    float
        Sum of the tabled weights.

    Examples
    --------
    >>> weight_of(["media", None])
    2.0
    """
    return sum(_weights(kinds, None))


def _weights(kinds: Sequence[str | None], weights: Mapping[str, float] | None) -> list[float]:
    table = source_weights() if weights is None else weights
    unnamed = table.get("unnamed", 1.0)
    return [table.get(kind or "unnamed", unnamed) for kind in kinds]
