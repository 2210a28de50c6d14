"""Draws counted without being kept: exact moments, extremes, and a histogram of each cell.

All numbers are integers and two tallies are merged by adding them up, so that any split of the
draws, in any order, thread or process, gives the same bytes.

A bin holds one value below 512; from there on an octave has 256 bins, so that all values of a bin
are within 1/256 of each other, evenly spread over it. No bin is kept that a cell does not need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

RELATIVE_ERROR = 1.0 / 256.0  # of a quantile, from 512 on; smaller whole numbers are exact
MOST_DRAWS = 2**28  # below this no sum overflows
_OCTAVE_BITS = 8
_DIGIT = 31  # bits of a digit of a sum
_MASK = (1 << _DIGIT) - 1
_LARGEST = 2**62
_EXACT, _ROOT = 2**53, 2**31  # floats hold all whole numbers below; a square up to _LARGEST


@dataclass(frozen=True, eq=False)
class Tally:
    """What is known of the draws of one variable, cell by cell.

    Parameters
    ----------
    draws : int
        Members counted.
    missing : array, shape (cell,)
        Members without a value.
    least, most : array, shape (cell,)
        Extremes; a missing value counts as 0 here and below.
    total : array, shape (digit, cell)
        Sum, in digits of 31 bits, the lowest first.
    squares : array, shape (digit, cell)
        Sum of squares in such digits.
    first_bin : array, shape (cell,)
        Lowest bin that is kept.
    start : array, shape (cell + 1,)
        Where the counts of each cell begin.
    counts : array, shape (start[-1],)
        Members by bin.
    """

    draws: int
    missing: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    total: NDArray[np.int64]
    squares: NDArray[np.int64]
    first_bin: NDArray[np.int64]
    start: NDArray[np.int64]
    counts: NDArray[np.uint32]

    @property
    def nbytes(self) -> int:
        """Memory of its arrays, bytes."""
        arrays = (
            self.missing, self.least, self.most, self.total, self.squares, self.first_bin,
            self.start, self.counts,
        )  # fmt: skip
        return sum(one.nbytes for one in arrays)


def bins_of(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bin of each value.

    Parameters
    ----------
    values : array of int64
        Whole numbers below 2**62 in size.

    Returns
    -------
    array of int64, same shape
        They rise with the values; that of ``-v`` is minus that of ``v``.

    Examples
    --------
    >>> bins_of(np.array([0, 7, 511, 512, 513, 514, -7])).tolist()
    [0, 7, 511, 512, 512, 513, -7]
    """
    size = np.abs(values)
    # Rounding of a large number to a power of two names the same bin from its other side.
    _, exponent = np.frexp(size.astype(np.float64))
    shift = np.maximum(exponent.astype(np.int64) - 1 - _OCTAVE_BITS, 0)
    bins = (shift << _OCTAVE_BITS) + (size >> shift)
    return np.where(values < 0, -bins, bins)


def edges_of(bins: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least and greatest value of each bin.

    Parameters
    ----------
    bins : array of int64
        From `bins_of`.

    Returns
    -------
    array of int64, same shape
        Least values.
    array of int64, same shape
        Greatest values, within `RELATIVE_ERROR` of the least.

    Examples
    --------
    >>> [one.tolist() for one in edges_of(np.array([0, 511, 512, -7]))]
    [[0, 511, 512, -7], [0, 511, 513, -7]]
    """
    size = np.abs(bins)
    shift = np.maximum((size >> _OCTAVE_BITS) - 1, 0)
    near = (size - (shift << _OCTAVE_BITS)) << shift
    far = near + (np.int64(1) << shift) - 1
    return np.where(bins < 0, -far, near), np.where(bins < 0, -near, far)


def tally(values: NDArray[Any], parts: int = 1) -> Tally:
    """Count the draws of a variable.

    Parameters
    ----------
    values : array, shape (member, cell)
        Whole numbers, or numbers that are rounded to whole parts of the unit; NaN where missing.
    parts : int
        Parts in a unit.

    Returns
    -------
    Tally
        Of these members.

    Raises
    ------
    InputError
        If a value is infinite or beyond 2**62 parts.

    Examples
    --------
    >>> found = tally(np.array([[1], [2], [6]]))
    >>> mean(found).tolist(), sd(found).round(3).tolist(), quantiles(found, [0.5]).tolist()
    ([3.0], [2.646], [[2.0]])
    """
    whole, missing = _whole(values, parts)
    draws = len(whole)
    bins = bins_of(whole)
    first, last = bins.min(axis=0), bins.max(axis=0)
    start = _starts(last - first + 1)
    at = bins - first + start[:-1]
    return Tally(
        draws,
        missing,
        whole.min(axis=0),
        whole.max(axis=0),
        _sum(whole),
        _sum_of_squares(whole),
        first,
        start,
        np.bincount(at.ravel(), minlength=int(start[-1])).astype(np.uint32),
    )


def merge(one: Tally, other: Tally) -> Tally:
    """Add up two tallies of different members.

    Parameters
    ----------
    one, other : Tally
        Of the same cells.

    Returns
    -------
    Tally
        Of the members of both, whichever came first.

    Raises
    ------
    InputError
        If there are so many that a sum might overflow.
    """
    draws = one.draws + other.draws
    if draws >= MOST_DRAWS:
        raise InputError(f"{draws} draws are too many to be summed up")
    first = np.minimum(one.first_bin, other.first_bin)
    last = np.maximum(_last_bin(one), _last_bin(other))
    start = _starts(last - first + 1)
    counts = np.zeros(int(start[-1]), dtype=np.uint32)
    for part in (one, other):
        counts[_places(part, first, start)] += part.counts
    return Tally(
        draws,
        one.missing + other.missing,
        np.minimum(one.least, other.least),
        np.maximum(one.most, other.most),
        _carried(one.total + other.total),
        _carried(one.squares + other.squares),
        first,
        start,
        counts,
    )


def mean(found: Tally, parts: int = 1) -> NDArray[np.float64]:
    """Mean over draws, rounded once.

    Parameters
    ----------
    found : Tally
        The draws.
    parts : int
        Parts in a unit.

    Returns
    -------
    array, shape (cell,)
        NaN where a draw has no value.
    """
    below = found.draws * parts
    means = np.empty(len(found.missing))
    # Floats hold whole numbers of this size, so that the quotient alone is rounded.
    short, sums = _short_sums(found.total, _EXACT if below < _EXACT else 0)
    means[short] = sums[short] / below
    means[~short] = [one / below for one in _whole_sums(found.total[:, ~short])]
    means[found.missing > 0] = np.nan
    return means


def sd(found: Tally, parts: int = 1) -> NDArray[np.float64]:
    """Standard deviation over draws with ``draws - 1`` below, from exact sums.

    Parameters
    ----------
    found : Tally
        The draws.
    parts : int
        Parts in a unit.

    Returns
    -------
    array, shape (cell,)
        NaN where a draw has no value, and for a single draw.
    """
    n = found.draws
    if n < 2:
        return np.full(len(found.missing), np.nan)
    below = n * (n - 1) * parts * parts
    spread = np.empty(len(found.missing))
    short, one = _short_sums(found.total, _ROOT if below < _EXACT else 0)
    short_squares, two = _short_sums(found.squares, _LARGEST // n)
    above = np.where(short & short_squares, n * two - one**2, _EXACT)
    short = above < _EXACT
    spread[short] = above[short] / below
    sums = (_whole_sums(digits[:, ~short]) for digits in (found.total, found.squares))
    spread[~short] = [(n * two - one * one) / below for one, two in zip(*sums, strict=True)]
    spread = np.sqrt(spread)
    spread[found.missing > 0] = np.nan
    return np.asarray(spread)


def quantiles(found: Tally, levels: Sequence[float], parts: int = 1) -> NDArray[np.float64]:
    """Quantiles over draws, between neighbours in proportion as NumPy has them.

    Parameters
    ----------
    found : Tally
        The draws.
    levels : sequence of float
        Levels, 0 to 1.
    parts : int
        Parts in a unit.

    Returns
    -------
    array, shape (level, cell)
        Exact below 512 parts, else within `RELATIVE_ERROR`; NaN where a draw has no value.
    """
    reached = np.cumsum(found.counts, dtype=np.int64)
    before = np.arange(len(found.missing), dtype=np.int64) * found.draws
    result = np.empty((len(levels), len(before)))

    def ranked(rank: int) -> NDArray[np.float64]:
        at = np.searchsorted(reached, before + rank, side="right")
        least, most = edges_of(at - found.start[:-1] + found.first_bin)
        least, most = np.maximum(least, found.least), np.minimum(most, found.most)
        inside = before + rank - (reached[at] - found.counts[at])
        return least + (most - least) * ((inside + 0.5) / found.counts[at])

    for number, level in enumerate(levels):
        place = level * (found.draws - 1)
        rank = min(int(place), max(found.draws - 2, 0))
        low, high = ranked(rank), ranked(min(rank + 1, found.draws - 1))
        result[number] = (low + (high - low) * (place - rank)) / parts
    result[:, found.missing > 0] = np.nan
    return result


def _whole(values: NDArray[Any], parts: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Values in whole parts, 0 where missing; and how many are missing in each cell."""
    missing = np.zeros(values.shape[1], dtype=np.int64)
    if np.issubdtype(values.dtype, np.floating):
        unknown = np.isnan(values)
        missing = unknown.sum(axis=0, dtype=np.int64)
        values = np.rint(np.where(unknown, 0.0, values) * parts)
    elif parts != 1:
        values = values.astype(np.int64) * parts
    if len(values) and not (np.abs(values).max(initial=0) < _LARGEST):
        raise InputError("a value is too large to be summed up")
    return values.astype(np.int64), missing


def _starts(widths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(widths)]).astype(np.int64)


def _last_bin(part: Tally) -> NDArray[np.int64]:
    return np.asarray(part.first_bin + np.diff(part.start) - 1)


def _places(part: Tally, first: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each count of a tally stands among wider ones."""
    moved = start[:-1] + part.first_bin - first - part.start[:-1]
    return np.arange(len(part.counts)) + np.repeat(moved, np.diff(part.start))


def _sum(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum over members in two digits."""
    high = values >> _DIGIT
    return _carried(np.stack([(values & _MASK).sum(axis=0), high.sum(axis=0)]))


def _sum_of_squares(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum of squares over members in four digits."""
    size = np.abs(values)
    digits = np.zeros((4, values.shape[1]), dtype=np.int64)
    largest = int(size.max(initial=0))
    if largest * largest * len(values) < _LARGEST:
        digits[0] = (size * size).sum(axis=0)
        return _carried(digits)
    low, high = size & _MASK, size >> _DIGIT
    for place, product, times in ((0, low * low, 1), (1, low * high, 2), (2, high * high, 1)):
        digits[place] += times * (product & _MASK).sum(axis=0)
        digits[place + 1] += times * (product >> _DIGIT).sum(axis=0)
    return _carried(digits)


def _carried(digits: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same sums with each digit but the last in its range: sums have one form only."""
    for place in range(len(digits) - 1):
        digits[place + 1] += digits[place] >> _DIGIT
        digits[place] &= _MASK
    return digits


def _short_sums(
    digits: NDArray[np.int64], below: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which sums are below a bound of at most 2**62 in size, and these sums; the others are 0."""
    short = (digits[2:] == 0).all(axis=0) & (np.abs(digits[1]) <= _MASK)
    sums = np.where(short, (digits[1] << _DIGIT) + digits[0], 0)
    short &= np.abs(sums) < below
    return short, sums


def _whole_sums(digits: NDArray[np.int64]) -> list[int]:
    columns = zip(*(row.tolist() for row in digits), strict=True)
    return [sum(one << (_DIGIT * place) for place, one in enumerate(column)) for column in columns]


def quantile_name(level: float) -> str:
    """Name of a column of quantiles.

    Parameters
    ----------
    level : float
        0 to 1.

    Returns
    -------
    str
        Such as ``q05``.

    Examples
    --------
    >>> quantile_name(0.05), quantile_name(0.975)
    ('q05', 'q97.5')
    """
    percent = f"{level * 100:g}"
    return "q" + ("0" if level * 100 < 10 else "") + percent
