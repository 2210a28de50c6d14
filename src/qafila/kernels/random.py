"""Exact random draws from a generator that is addressed, not advanced.

A generator is xoshiro256++ (Blackman and Vigna, 2021) whose four words are made by splitmix64 from
(seed, stream key, member, day, item). Whoever asks for the same address gets the same numbers,
alone or in a batch, in one thread or in many, and in two scenarios that are compared.

Every function takes the words of the generator first: `state` : array, shape (4,), uint64.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    State = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_S11, _S17, _S23 = np.uint64(11), np.uint64(17), np.uint64(23)
_S27, _S30, _S31 = np.uint64(27), np.uint64(30), np.uint64(31)
_S19, _S41, _S45 = np.uint64(19), np.uint64(41), np.uint64(45)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53: the spacing of doubles below one


@compiled
def mix(word: np.uint64) -> np.uint64:
    """Scramble a word (the finaliser of splitmix64).

    Parameters
    ----------
    word : uint64
        Any word.

    Returns
    -------
    uint64
        A word each bit of which depends on all bits of the input.

    Examples
    --------
    >>> int(mix(np.uint64(1))) != int(mix(np.uint64(2)))
    True
    """
    word = (word ^ (word >> _S30)) * _MIX_A
    word = (word ^ (word >> _S27)) * _MIX_B
    return word ^ (word >> _S31)


@compiled
def address(
    state: State, seed: np.uint64, key: np.uint64, member: int, day: int, item: int
) -> None:
    """Set a generator to an address.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words to set.
    seed : uint64
        Seed of the run.
    key : uint64
        Key of the stream.
    member, day, item : int
        Draw, day and the thing decided about, such as a place.

    Examples
    --------
    >>> a, b = np.empty(4, np.uint64), np.empty(4, np.uint64)
    >>> address(a, np.uint64(7), np.uint64(1), 0, 3, 2)
    >>> address(b, np.uint64(7), np.uint64(1), 0, 3, 2)
    >>> uniform(a) == uniform(b)
    True
    """
    word = mix(seed + _GOLDEN)
    word = mix((word ^ key) + _GOLDEN)
    word = mix((word ^ np.uint64(member)) + _GOLDEN)
    word = mix((word ^ np.uint64(day)) + _GOLDEN)
    word = mix((word ^ np.uint64(item)) + _GOLDEN)
    for position in range(4):
        word = word + _GOLDEN
        state[position] = mix(word)


@compiled
def next_word(state: State) -> np.uint64:
    """Advance the generator by one word.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.

    Returns
    -------
    uint64
        The next 64 random bits.

    Examples
    --------
    >>> int(next_word(np.array([1, 2, 3, 4], np.uint64)))
    41943041
    """
    total = state[0] + state[3]
    word = ((total << _S23) | (total >> _S41)) + state[0]
    shifted = state[1] << _S17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << _S45) | (state[3] >> _S19)
    return word


@compiled
def uniform(state: State) -> float:
    """Draw from [0, 1).

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.

    Returns
    -------
    float
        A multiple of 2**-53.

    Examples
    --------
    >>> 0.0 <= uniform(np.array([1, 2, 3, 4], np.uint64)) < 1.0
    True
    """
    return np.float64(next_word(state) >> _S11) * _TO_UNIT


@compiled
def normal(state: State) -> float:
    """Draw from the standard normal distribution (polar method).

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.

    Returns
    -------
    float
        A standard normal number.

    Examples
    --------
    >>> abs(normal(np.array([1, 2, 3, 4], np.uint64))) < 10
    True
    """
    while True:
        x = 2.0 * uniform(state) - 1.0
        y = 2.0 * uniform(state) - 1.0
        radius = x * x + y * y
        if 0.0 < radius < 1.0:
            return x * math.sqrt(-2.0 * math.log(radius) / radius)


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
def _tail(k: float) -> float:
    """Difference between log k! and Stirling's formula for it."""
    if k < 10.0:
        return (
            math.lgamma(k + 1.0)
            - (k + 0.5) * math.log(k + 1.0)
            + (k + 1.0)
            - 0.9189385332046727  # half the logarithm of two pi
        )
    x = k + 1.0
    xx = x * x
    return (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / xx) / xx) / x


@compiled
def _binomial_inversion(state: State, n: int, p: float) -> int:
    """Invert the distribution from zero upward; for small means."""
    odds = p / (1.0 - p)
    first = math.exp(n * math.log1p(-p))
    step = (n + 1) * odds
    while True:
        u = uniform(state)
        mass = first
        k = 0
        while u > mass:
            u -= mass
            k += 1
            if k > n:
                break
            mass *= step / k - odds
        if k <= n:
            return k


@compiled
def _binomial_rejection(state: State, n: int, p: float) -> int:
    """Transformed rejection with squeeze (BTRS, Hörmann 1993); n p >= 10 and p <= 0.5."""
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    ready = 0.92 - 4.2 / b
    odds = p / (1.0 - p)
    alpha = (2.83 + 5.1 / b) * spread
    m = math.floor((n + 1) * p)
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        if us <= 0.0:
            continue
        k = math.floor((2.0 * a / us + b) * u + c)
        if k < 0.0 or k > n:
            continue
        if us >= 0.07 and v <= ready:
            return int(k)
        if v <= 0.0:
            return int(k)
        bound = (
            (m + 0.5) * math.log((m + 1.0) / (odds * (n - m + 1.0)))
            + (n + 1.0) * math.log((n - m + 1.0) / (n - k + 1.0))
            + (k + 0.5) * math.log(odds * (n - k + 1.0) / (k + 1.0))
            + _tail(m)
            + _tail(n - m)
            - _tail(k)
            - _tail(n - k)
        )
        if math.log(v * alpha / (a / (us * us) + b)) <= bound:
            return int(k)


@compiled
def binomial(state: State, n: int, p: float) -> int:
    """Draw from the binomial distribution, exactly.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    n : int
        Trials.
    p : float
        Chance; values outside 0-1 count as the nearest end.

    Returns
    -------
    int
        Successes, 0 to `n`.

    Notes
    -----
    Inversion where the mean is below 10, else BTRS; chances above one half by symmetry.

    Examples
    --------
    >>> binomial(np.array([1, 2, 3, 4], np.uint64), 12, 1.0)
    12
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        q = 1.0 - p
        if n * q < 10.0:
            return n - _binomial_inversion(state, n, q)
        return n - _binomial_rejection(state, n, q)
    if n * p < 10.0:
        return _binomial_inversion(state, n, p)
    return _binomial_rejection(state, n, p)


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
