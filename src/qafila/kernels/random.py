"""Random numbers from a generator that is addressed, not advanced.

A generator is xoshiro256++ (Blackman and Vigna, 2021) whose four words are made by splitmix64 from
(seed, stream key, member, day, item). Whoever asks for the same address gets the same numbers,
alone or in a batch, in one thread or in many, and in two scenarios that are compared.

Every function takes the words of the generator first: `state` : array, shape (4,), uint64.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

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


class Rng(NamedTuple):
    """Address of the random numbers of one member: words (4,), seed, member, keys (stream,)."""

    words: NDArray[np.uint64]
    seed: np.uint64
    member: int
    keys: NDArray[np.uint64]


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
    address_item(state, address_of_day(seed, key, member, day), item)


@compiled
def address_of_day(seed: np.uint64, key: np.uint64, member: int, day: int) -> np.uint64:
    """The part of an address that all things decided about on a day share.

    Parameters
    ----------
    seed : uint64
        Seed of the run.
    key : uint64
        Key of the stream.
    member, day : int
        Draw and day.

    Returns
    -------
    uint64
        What `address_item` starts from.

    Examples
    --------
    >>> a, b = np.empty(4, np.uint64), np.empty(4, np.uint64)
    >>> address_item(a, address_of_day(np.uint64(7), np.uint64(1), 0, 3), 2)
    >>> address_item(b, address_of_day(np.uint64(7), np.uint64(1), 0, 3), 2)
    >>> uniform(a) == uniform(b)
    True
    """
    # Days before day 0 are negative, which NumPy takes for a word only from one of its own numbers.
    word = mix(seed + _GOLDEN)
    word = mix((word ^ key) + _GOLDEN)
    word = mix((word ^ np.uint64(np.int64(member))) + _GOLDEN)
    return mix((word ^ np.uint64(np.int64(day))) + _GOLDEN)


@compiled
def address_item(state: State, of_day: np.uint64, item: int) -> None:
    """Set a generator to an address whose first part is known.

    Parameters
    ----------
    state : array, shape (4,), uint64
        Words to set.
    of_day : uint64
        What `address_of_day` gave.
    item : int
        The thing decided about.

    Examples
    --------
    >>> words = np.empty(4, np.uint64)
    >>> address_item(words, address_of_day(np.uint64(7), np.uint64(1), 0, 3), 2)
    >>> 0 <= uniform(words) < 1
    True
    """
    word = mix((of_day ^ np.uint64(np.int64(item))) + _GOLDEN)
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
