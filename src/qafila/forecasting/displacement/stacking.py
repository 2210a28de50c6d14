"""How much each expert counts: by its past score in this crisis, and in others at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

MEMORY = 365  # days; how an expert did longer ago says little of the crisis of today
_STEEPNESS = 15.0
_PRIOR_TARGETS = 60.0  # what is known from other countries counts as so many past targets


def relative_losses(losses: Array) -> Array:
    """Mean loss of each expert over that of all, less one.

    Parameters
    ----------
    losses : array, shape (row, expert)
        Scores of past targets.

    Returns
    -------
    array, shape (expert,)
        Below zero for those better than most; zeros where nothing was lost.

    Examples
    --------
    >>> relative_losses(np.array([[1.0, 3.0]])).tolist()
    [-0.5, 0.5]
    """
    mean = losses.mean(axis=0)
    whole = mean.mean()
    return np.asarray(mean / whole - 1.0 if whole > 0 else np.zeros(len(mean)))


def prior_losses(rows: Targets, losses: Array) -> Array:
    """What other countries tell of the experts, each crisis counting the same.

    Parameters
    ----------
    rows : Targets
        Rows of other countries.
    losses : array, shape (row, expert)
        Their scores.

    Returns
    -------
    array, shape (expert,)
        Mean of the relative losses.
    """
    each = [relative_losses(losses[rows.crisis == name]) for name in np.unique(rows.crisis)]
    return np.asarray(np.mean(each, axis=0))


def weights(rows: Targets, losses: Array, prior: Array) -> Array:
    """Weights of the experts for each row of one crisis and horizon.

    Parameters
    ----------
    rows : Targets
        Rows of one crisis and one horizon.
    losses : array, shape (row, expert)
        Scores; a row counts only on days on which its truth was known, and for a year.
    prior : array, shape (expert,)
        Relative losses in other countries.

    Returns
    -------
    array, shape (row, expert)
        Adding up to one in each row.
    """
    found = np.empty_like(losses)
    for origin in np.unique(rows.origin):
        past = (rows.told <= origin) & (rows.origin >= origin - MEMORY)
        own = relative_losses(losses[past]) if past.any() else np.zeros_like(prior)
        number = float(past.sum())
        loss = (number * own + _PRIOR_TARGETS * prior) / (number + _PRIOR_TARGETS)
        raised = np.exp(-_STEEPNESS * (loss - loss.min()))
        found[rows.origin == origin] = raised / raised.sum()
    return found
