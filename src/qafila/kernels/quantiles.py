"""Quantiles of values that count differently for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.compiled import compiled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@compiled
def fill_quantiles(
    ordered: NDArray[np.float64],
    order: NDArray[np.int64],
    weights: NDArray[np.float64],
    levels: NDArray[np.float64],
    found: NDArray[np.float64],
) -> None:
    """Fill in quantiles on straight lines between the middles of steps of a distribution.

    Parameters
    ----------
    ordered : array, shape (value,)
        Values, rising.
    order : array, shape (value,)
        Column of `weights` of each.
    weights : array, shape (row, value)
        What each counts, above zero.
    levels : array, shape (level,)
        Levels, rising.
    found : array, shape (row, level)
        Is filled.
    """
    count, wanted = ordered.shape[0], levels.shape[0]
    for row in range(weights.shape[0]):
        whole = 0.0
        for at in range(count):
            whole += weights[row, order[at]]
        level, below, last = 0, 0.0, 0.0
        for at in range(count):
            step = weights[row, order[at]]
            middle = (below + 0.5 * step) / whole
            while level < wanted and levels[level] <= middle:
                if at == 0:
                    found[row, level] = ordered[0]
                else:
                    part = (levels[level] - last) / (middle - last)
                    found[row, level] = ordered[at - 1] + part * (ordered[at] - ordered[at - 1])
                level += 1
            below += step
            last = middle
        while level < wanted:
            found[row, level] = ordered[count - 1]
            level += 1
