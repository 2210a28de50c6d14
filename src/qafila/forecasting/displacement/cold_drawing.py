"""Draws of shares around expected ones, and people by shares, to the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def drawn_shares(
    expected: Array, concentration: float, draws: int, random: np.random.Generator
) -> Array:
    """Shares from a Dirichlet distribution.

    Parameters
    ----------
    expected : array, shape (site,), 1
        Means; their sum is one.
    concentration : float
        The higher, the nearer draws lie to the means.
    draws : int
        How many.
    random : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    array, shape (draw, site), 1
        Each draw sums to one; a site whose mean is zero has nothing.
    """
    found = np.zeros((draws, len(expected)))
    some = expected > 0
    weights = random.standard_gamma(concentration * expected[some], size=(draws, int(some.sum())))
    whole = weights.sum(axis=1, keepdims=True)
    # Where every weight has underflown, all go to the site that is expected to have most.
    most = np.eye(len(weights[0]))[np.argmax(expected[some])]
    found[:, some] = np.where(whole > 0.0, weights / np.where(whole > 0.0, whole, 1.0), most)
    return found


def whole_people(total: int, split: Array) -> NDArray[np.int64]:
    """A number of people by shares, in whole people that sum to it.

    Parameters
    ----------
    total : int
        People.
    split : array, shape (draw, site), 1
        Shares; each draw sums to one.

    Returns
    -------
    array of int64, shape (draw, site), people
        Rounded down, and one more where most is left over; of equal ones the first site.

    Examples
    --------
    >>> whole_people(10, np.array([[0.55, 0.25, 0.2]])).tolist()
    [[6, 2, 2]]
    """
    wanted = total * split
    people = np.floor(wanted).astype(np.int64)
    left = total - people.sum(axis=1)
    order = np.argsort(people - wanted, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    # Sums of shares may be off one by the last digit, and so more or less than one a site be left.
    more, rest = np.divmod(left, split.shape[1])
    return np.asarray(people + more[:, None] + (rank < rest[:, None]))
