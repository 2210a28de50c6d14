"""How few incidents explain all claims: a lower bound that neither copies nor relays can raise.

A claim that speaks of some days at some place is explained by an incident there on one of them. For
each place the fewest days that pierce all its intervals are counted. A claim of a wider place may
speak of what happened at a place inside it, so that a wider place has as many incidents as its
places together, or as its own piercing asks for if that is more. Every further claim leaves the
number as it is or raises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Ints = NDArray[np.int64]
Path = tuple[str, ...]
_BEFORE_ALL = np.iinfo(np.int64).min


def pierce(group: Ints, low: Ints, high: Ints, groups: int) -> Ints:
    """Fewest points that meet all closed intervals, for many groups at once.

    Parameters
    ----------
    group, low, high : array, shape (interval,)
        Number of the group and ends of each interval, sorted by group and then by `high`.
    groups : int
        Number of groups.

    Returns
    -------
    array, shape (group,)
        Points that each group needs.

    Notes
    -----
    The classical greedy choice: the earliest end of an interval that is not met yet.

    Examples
    --------
    >>> pierce(np.array([0, 0, 0]), np.array([1, 2, 7]), np.array([3, 4, 8]), 2)
    array([2, 0])
    """
    point = np.full(groups, _BEFORE_ALL)
    counts = np.zeros(groups, dtype=np.int64)
    while group.size:
        left = low > point[group]
        group, low, high = group[left], low[left], high[left]
        if not group.size:
            break
        first = np.ones(group.size, dtype=bool)
        first[1:] = group[1:] != group[:-1]
        chosen = group[first]
        point[chosen] = high[first]
        counts[chosen] += 1
    return counts


def common(paths: Sequence[Path]) -> Path:
    """The narrowest place that holds all places of a claim.

    Parameters
    ----------
    paths : sequence of tuple of str
        For each place the places that hold it, from the widest, and itself.

    Returns
    -------
    tuple of str
        Empty where nothing is common to all, or there are none.

    Examples
    --------
    >>> common([("country:MLI", "kayes", "diema"), ("country:MLI", "kayes", "nioro")])
    ('country:MLI', 'kayes')
    """
    if not paths:
        return ()
    depth = 0
    for names in zip(*paths, strict=False):
        if len(set(names)) > 1:
            break
        depth += 1
    return paths[0][:depth]


class Asked(NamedTuple):
    """Which claims count, for each of many questions.

    Parameters
    ----------
    known : array of int, shape (question,)
        Claims known by this day.
    alive : array of int, shape (question,)
        Claims that still count on this day.
    start, end : array of int, shape (question,)
        Claims that speak of no day outside these.
    """

    known: Ints
    alive: Ints
    start: Ints
    end: Ints


class Told(NamedTuple):
    """When claims count and what days they speak of.

    Parameters
    ----------
    first, last : array of int, shape (claim,)
        Days on which a claim begins and ceases to count.
    start, end : array of int, shape (claim,)
        Days that it speaks of.
    """

    first: Ints
    last: Ints
    start: Ints
    end: Ints

    def chosen(self, known: int, alive: int, start: int, end: int) -> Ints:
        """Numbers of the claims that count for one question of `Asked`."""
        counts = (self.first <= known) & (self.last >= alive)
        return np.flatnonzero(counts & (self.start >= start) & (self.end <= end))


class _Level:
    """Claims that name a place at least so narrow, by that place."""

    def __init__(self, depth: int, paths: Sequence[Path], told: Told, tolerance: Ints) -> None:
        deep = np.array([len(path) >= depth for path in paths], dtype=bool)
        names = [path[:depth] for path in paths if len(path) >= depth]
        self.names: dict[Path, int] = {}
        for name in names:
            self.names.setdefault(name, len(self.names))
        group = np.fromiter((self.names[name] for name in names), np.int64, len(names))
        kept = [column[deep] for column in (*told, tolerance)]
        first, last, start, end, spare = kept
        # Of claims that say the same and count until the same day, the first known one says all.
        same = np.column_stack([group, end + spare, start - spare, start, end, last])
        order = np.lexsort((first, *same.T[::-1]))
        same, first = same[order], first[order]
        fresh = np.ones(len(same), dtype=bool)
        fresh[1:] = (same[1:] != same[:-1]).any(axis=1)
        self.group, self.high, self.low, start, end, last = same[fresh].T.copy()
        self._told = Told(first[fresh], last, start, end)

    def counts(self, asked: Asked) -> tuple[Ints, Ints, Ints]:
        """Piercing numbers of the places that have claims: number of the question, place, count."""
        parts = [self._told.chosen(*one) for one in zip(*asked, strict=True)]
        chosen = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        query = np.repeat(np.arange(len(parts)), [part.size for part in parts])
        place = self.group[chosen]
        starts = np.ones(chosen.size, dtype=bool)
        starts[1:] = (place[1:] != place[:-1]) | (query[1:] != query[:-1])
        number = np.cumsum(starts) - 1
        found = pierce(number, self.low[chosen], self.high[chosen], int(starts.sum()))
        return query[starts], place[starts], found


class Incidents:
    """Claims by place and days, asked for the fewest incidents.

    Parameters
    ----------
    paths : sequence of tuple of str
        For each claim the place that it hangs on, as wider and wider places hold it.
    told : Told
        When each counts.
    tolerance : array of int, shape (claim,)
        Days by which its days may be wrong on either side.

    Examples
    --------
    >>> days, none = np.array([3, 3, 9]), np.zeros(3, dtype=int)
    >>> told = Told(days, days + 6, days, days)
    >>> counted = Incidents([("MLI", "kayes"), ("MLI",), ("MLI", "kayes")], told, none)
    >>> asked = np.array([3, 9, 12])
    >>> counted.fewest(Asked(asked, asked, asked - 6, asked))
    array([1, 2, 1])
    """

    def __init__(self, paths: Sequence[Path], told: Told, tolerance: Ints) -> None:
        deepest = max(map(len, paths), default=0)
        self._levels = [_Level(depth, paths, told, tolerance) for depth in range(deepest + 1)]

    def fewest(self, asked: Asked) -> Ints:
        """Fewest incidents that explain the claims that count.

        Parameters
        ----------
        asked : Asked
            Which claims count.

        Returns
        -------
        array of int, shape (question,)
            Numbers.
        """
        questions = len(asked.known)
        found = np.zeros(questions, dtype=np.int64)
        inner: Ints | None = None
        for depth in range(len(self._levels) - 1, -1, -1):
            query, place, own = self._levels[depth].counts(asked)
            if inner is not None:
                own = np.maximum(own, inner[query * len(self._levels[depth].names) + place])
            if depth == 0:
                found[query] = own
            else:
                inner = self._summed(depth, query, place, own, questions)
        return found

    def _summed(self, depth: int, query: Ints, place: Ints, own: Ints, questions: int) -> Ints:
        """Sums over the places that each wider place holds, by question and wider place."""
        wider = self._levels[depth - 1].names
        parent = np.fromiter((wider[name[:-1]] for name in self._levels[depth].names), np.int64)
        where = query * len(wider) + parent[place]
        summed = np.bincount(where, weights=own, minlength=questions * len(wider))
        return summed.astype(np.int64)
