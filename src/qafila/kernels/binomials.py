"""Exact draws from the binomial distribution, which is where most of the time of a run goes.

Every function takes the words of the generator first: `state` : array, shape (4,), uint64.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled, internal
from qafila.kernels.random import next_word, uniform

if TYPE_CHECKING:
    from qafila.kernels.random import State

_WORD = 64  # bits
_DIGITS = 18446744073709551616.0  # 2**64: a chance times this holds its binary digits
_ALL, _NONE = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(0)
_ONE, _TWO, _FOUR = np.uint64(1), np.uint64(2), np.uint64(4)
_TOP_BYTE, _TOP_BIT = np.uint64(56), np.uint64(63)
_BY_ONE, _BY_TWO = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_BY_FOUR, _SUM = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
_LONG = 96
_NEAR = 16  # so many factors keep within what a double holds, and are quicker than logarithms
_ONE_OVER = 1.0 / np.maximum(np.arange(_LONG), 1)  # multiplying takes a quarter of dividing


@internal
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


@internal
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


@internal
def _binomial_inversion_again(state: State, n: int, odds: float, none: float) -> int:
    """Invert the distribution from zero upward, where the chance of zero is known."""
    step = (n + 1) * odds
    most = min(n, _LONG - 1)  # for a mean below 14 nobody ever gets so far but by rounding
    while True:
        u = uniform(state)
        mass = none
        k = 0
        while u > mass:
            u -= mass
            k += 1
            if k > most:
                break
            mass *= step * _ONE_OVER[k] - odds
        if k <= most:
            return k


@internal
def _mass_ratio(k: int, m: int, n: int, odds: float) -> float:
    """Probability of `k` over that of `m`, near each other, by the factors between them."""
    above, below = 1.0, 1.0
    for i in range(min(k, m) + 1, max(k, m) + 1):
        above *= (n + 1 - i) * odds
        below *= i
    return above / below if k > m else below / above


@internal
def _accepts(
    v: float, k: float, n: int, p: float, spread: float, a: float, b: float, us: float
) -> bool:
    """Whether the slow comparison of BTRS accepts a value; quick ways decide near and far."""
    m = math.floor((n + 1) * p)
    off = abs(k - m)
    odds = p / (1.0 - p)
    v *= (2.83 + 5.1 / b) * spread / (a / (us * us) + b)
    if off <= _NEAR:
        return v <= _mass_ratio(int(k), int(m), n, odds)
    left = math.log(v)
    # Bounds on the logarithm of the ratio of masses (Kachitvichyanukul and Schmeiser, 1988).
    variance = spread * spread
    if 20.0 < off < 0.5 * variance - 1.0:
        near = -off * off / (2.0 * variance)
        wide = ((off / 3.0 + 0.625) * off + 1.0 / 6.0) / variance + 0.5
        wide *= off / variance
        if left < near - wide:
            return True
        if left > near + wide:
            return False
    bound = (
        (m + 0.5) * math.log((m + 1.0) / (odds * (n - m + 1.0)))
        + (n + 1.0) * math.log((n - m + 1.0) / (n - k + 1.0))
        + (k + 0.5) * math.log(odds * (n - k + 1.0) / (k + 1.0))
        + _tail(m)
        + _tail(n - m)
        - _tail(k)
        - _tail(n - k)
    )
    return left <= bound


@internal
def _binomial_rejection(state: State, n: int, p: float) -> int:
    """Transformed rejection with squeeze (BTRS, Hörmann 1993); n p >= 10 and p <= 0.5."""
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    while True:
        u = uniform(state) - 0.5
        v = uniform(state)
        us = 0.5 - abs(u)
        if us <= 0.0:
            continue
        k = math.floor((2.0 * a / us + b) * u + c)
        if us >= 0.07 and v * b <= 0.92 * b - 4.2:
            return int(k)
        if k < 0.0 or k > n or v <= 0.0:
            continue
        if _accepts(v, k, n, p, spread, a, b, us):
            return int(k)


@internal
def _ones(word: np.uint64) -> int:
    """Number of bits that are set."""
    word = word - ((word >> _ONE) & _BY_ONE)
    word = (word & _BY_TWO) + ((word >> _TWO) & _BY_TWO)
    word = (word + (word >> _FOUR)) & _BY_FOUR
    return int(np.int64((word * _SUM) >> _TOP_BYTE))


@internal
def _binomial_bits(state: State, n: int, p: float) -> int:
    """Draw for each one by itself, 64 at a time, and count.

    Each lane compares a random number with `p` digit by digit, the highest first, and is decided
    by the first digit that differs; eight words decide 64 lanes.
    """
    digits = np.uint64(p * _DIGITS)
    successes = 0
    for first in range(0, n, 64):
        undecided = _ALL >> np.uint64(64 - min(n - first, 64))
        chosen, left = _NONE, digits
        while undecided != _NONE and left != _NONE:
            digit = _NONE - (left >> _TOP_BIT)
            same = next_word(state) ^ ~digit
            left <<= _ONE
            chosen |= undecided & ~same & digit
            undecided &= same
        successes += _ones(chosen)
    return successes


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
    Up to 64 trials, or 192 where two successes are expected, one by one but in parallel; else
    inversion where the mean is below 10, and BTRS; chances above one half by symmetry.

    Examples
    --------
    >>> import numpy as np
    >>> binomial(np.array([1, 2, 3, 4], np.uint64), 12, 1.0)
    12
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if n <= _WORD or (n <= 3 * _WORD and 2.0 <= n * p <= n - 2.0):
        return _binomial_bits(state, n, p)
    if p > 0.5:
        q = 1.0 - p
        if n * q < 10.0:
            return n - _binomial_inversion(state, n, q)
        return n - _binomial_rejection(state, n, q)
    if n * p < 10.0:
        return _binomial_inversion(state, n, p)
    return _binomial_rejection(state, n, p)


@compiled
def log_of_rarer(p: float) -> float:
    """What `binomial_again` needs to know of a chance, for whoever draws with it many times.

    Parameters
    ----------
    p : float
        Chance, above 0 and below 1.

    Returns
    -------
    float
        Logarithm of the larger one of `p` and ``1 - p``.

    Examples
    --------
    >>> log_of_rarer(0.5)
    -0.6931471805599453
    """
    return math.log1p(-p) if p <= 0.5 else math.log(p)


@compiled
def binomial_again(state: State, n: int, p: float, log_larger: float) -> int:
    """Draw from the binomial distribution, exactly, with a chance that was prepared.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words of the generator.
    n : int
        Trials.
    p : float
        Chance; values outside 0-1 count as the nearest end.
    log_larger : float
        What `log_of_rarer` gave.

    Returns
    -------
    int
        Successes, 0 to `n`.

    Notes
    -----
    Inversion where the mean is below 14, else BTRS; chances above one half by symmetry.

    Examples
    --------
    >>> import numpy as np
    >>> binomial_again(np.array([1, 2, 3, 4], np.uint64), 12, 1.0, 0.0)
    12
    """
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if n == 1:
        return 1 if uniform(state) < p else 0
    if n <= _WORD or (n <= 3 * _WORD and 2.0 <= n * p <= n - 2.0):
        return _binomial_bits(state, n, p)
    rarer = p if p <= 0.5 else 1.0 - p
    if n * rarer < 14.0:
        k = _binomial_inversion_again(state, n, rarer / (1.0 - rarer), math.exp(n * log_larger))
    else:
        k = _binomial_rejection(state, n, rarer)
    return k if p <= 0.5 else n - k
