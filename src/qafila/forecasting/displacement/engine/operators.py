"""What reports of each kind tell of the members: one operator for each, in logarithms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.registering import People

    Array = NDArray[np.float64]

STOCK, CROSSINGS, ARRIVALS = "stock", "crossings", "arrivals"
MEASURES = (STOCK, CROSSINGS, ARRIVALS)


@dataclass(frozen=True, eq=False)
class Seen:
    """One report as the members meet it.

    Parameters
    ----------
    site : int
        Number of the site.
    people : float
        As reported.
    measure : str
        ``stock`` registered, ``crossings`` since the beginning, ``arrivals`` since the report
        before.
    gap : int
        Days since the report before of this site.
    mark : array of int64, shape (member,), optional
        Crossings at the report before.
    """

    site: int
    people: float
    measure: str
    gap: int
    mark: NDArray[np.int64] | None = None


def told(people: People, seen: Seen) -> NDArray[np.int64]:
    """What each member would have reported, without error.

    Parameters
    ----------
    people : People
        The members.
    seen : Seen
        Which report.

    Returns
    -------
    array of int64, shape (member,), people
        Stock, crossings, or arrivals since the report before.
    """
    if seen.measure == STOCK:
        return np.asarray(people.stock[:, seen.site])
    crossed = people.crossed[:, seen.site]
    if seen.measure == CROSSINGS or seen.mark is None:
        return np.asarray(crossed)
    return np.asarray(crossed - seen.mark)


def logged(people: NDArray[np.int64] | Array, few: float) -> Array:
    """Logarithm of a number of people.

    Parameters
    ----------
    people : array
        Numbers.
    few : float
        What is added, so that small numbers do not count too much.

    Returns
    -------
    array
        As in `people`.
    """
    return np.asarray(np.log(np.maximum(people, 0) + few))


def counted(logs: Array, few: float) -> NDArray[np.int64]:
    """Whole number of people of a logarithm.

    Parameters
    ----------
    logs : array
        Of `logged`.
    few : float
        What was added.

    Returns
    -------
    array of int64
        Not below zero.
    """
    return np.maximum(np.rint(np.exp(np.minimum(logs, 40.0)) - few), 0.0).astype(np.int64)
