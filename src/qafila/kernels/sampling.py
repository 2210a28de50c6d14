"""Exact draws from distributions: gamma, beta, triangular, Poisson, multinomial.

Every function takes the words of the generator first: `state` : array, shape (4,), uint64.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import compiled
from qafila.kernels.random import normal, uniform

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.random import State


@compiled
def gamma(state: State, shape: float) -> float:
    """Draw from the gamma distribution of unit scale (Marsaglia and Tsang, 2000).

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    shape : float
        Shape, positive.

    Returns
    -------
    float
        A non-negative number with mean `shape`.

    Examples
    --------
    >>> import numpy as np
    >>> gamma(np.array([1, 2, 3, 4], np.uint64), 2.0) > 0
    True
    """
    boost = 1.0
    if shape < 1.0:
        boost = math.exp(math.log(1.0 - uniform(state)) / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(state)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = 1.0 - uniform(state)
        if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return boost * d * v


@compiled
def beta(state: State, a: float, b: float) -> float:
    """Draw from the beta distribution.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    a, b : float
        Shapes, positive.

    Returns
    -------
    float
        A share with mean a / (a + b).

    Examples
    --------
    >>> import numpy as np
    >>> 0 <= beta(np.array([1, 2, 3, 4], np.uint64), 2.0, 3.0) <= 1
    True
    """
    x = gamma(state, a)
    y = gamma(state, b)
    total = x + y
    if total <= 0.0:  # both underflow for tiny shapes: all weight lies at the ends
        return 1.0 if uniform(state) * (a + b) < a else 0.0
    return x / total


@compiled
def triangular(state: State, low: float, mode: float, high: float) -> float:
    """Draw from the triangular distribution.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    low, mode, high : float
        Ends and peak, in order.

    Returns
    -------
    float
        A number between `low` and `high`.

    Examples
    --------
    >>> import numpy as np
    >>> triangular(np.array([1, 2, 3, 4], np.uint64), 2.0, 2.0, 2.0)
    2.0
    """
    u = uniform(state)
    width = high - low
    if width <= 0.0:
        return low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1.0 - u) * width * (high - mode))


@compiled
def poisson(state: State, mean: float) -> int:
    """Draw from the Poisson distribution, exactly.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    mean : float
        Mean; zero and less give zero.

    Returns
    -------
    int
        A count.

    Notes
    -----
    Multiplication where the mean is below 10, else transformed rejection (PTRS, Hörmann 1993).

    Examples
    --------
    >>> import numpy as np
    >>> poisson(np.array([1, 2, 3, 4], np.uint64), 0.0)
    0
    """
    if mean <= 0.0:
        return 0
    if mean < 10.0:
        limit = math.exp(-mean)
        product = uniform(state)
        k = 0
        while product > limit:
            product *= uniform(state)
            k += 1
        return k
    root = math.sqrt(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    ready = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        if us <= 0.0 or v <= 0.0:
            continue
        x = math.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= ready:
            return int(x)
        if x < 0.0 or (us < 0.013 and v > us):
            continue
        left = math.log(v) + math.log(inverse) - math.log(a / (us * us) + b)
        if left <= -mean + x * math.log(mean) - math.lgamma(x + 1.0):
            return int(x)


@compiled
def spread(
    state: State,
    number: int,
    weight: NDArray[np.float64],
    limit: NDArray[np.int64],
    taken: NDArray[np.int64],
) -> int:
    """Spread a number over cells by weight, in none more than its limit.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    number : int
        How many.
    weight : array, shape (cell,)
        Chance of each cell, not scaled; cells of weight zero get nothing.
    limit : array, shape (cell,)
        Most that a cell takes.
    taken : array, shape (cell,)
        Result; what it holds before counts against the limit and stays.

    Returns
    -------
    int
        How many found a cell; fewer than `number` only where all cells are full.

    Notes
    -----
    A multinomial draw; what falls on a full cell is drawn again among the others.

    Examples
    --------
    >>> import numpy as np
    >>> taken = np.zeros(2, np.int64)
    >>> words = np.array([1, 2, 3, 4], np.uint64)
    >>> spread(words, 5, np.array([1.0, 1.0]), np.array([3, 9]), taken), int(taken.sum())
    (5, 5)
    """
    found = 0
    while found < number:
        total = 0.0
        for cell in range(weight.shape[0]):
            if taken[cell] < limit[cell]:
                total += weight[cell]
        if total <= 0.0:
            break
        before = found
        left = number - found
        for cell in range(weight.shape[0]):
            room = limit[cell] - taken[cell]
            if room <= 0 or weight[cell] <= 0.0 or left == 0:
                continue
            drawn = binomial(state, left, weight[cell] / total)
            total -= weight[cell]
            left -= drawn
            fits = min(drawn, room)
            taken[cell] += fits
            found += fits
        if found == before:
            break
    return found
