"""Stretches of a text, asked many times over which of them lie in a part of it."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=_Placed)


class Placed(Generic[P]):
    """Things that stand somewhere in a text.

    Parameters
    ----------
    items : sequence
        In any order; each has a `start` and an `end`.

    Examples
    --------
    >>> from qafila.reports.lexicons import Cue
    >>> Placed([Cue("b", 4, 6), Cue("a", 0, 2)]).within(3, 9)
    [Cue(kind='b', start=4, end=6, value='')]
    """

    def __init__(self, items: Sequence[P]) -> None:
        self._items = items
        self._order = sorted(range(len(items)), key=lambda index: items[index].start)
        self._starts = [items[index].start for index in self._order]

    def within(self, start: int, end: int) -> list[P]:
        """Those that lie in a part of the text.

        Parameters
        ----------
        start, end : int
            The part.

        Returns
        -------
        list
            In the order in which they were given.
        """
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end + 1)
        found = sorted(self._order[first:last])
        return [self._items[index] for index in found if self._items[index].end <= end]


class Stretches:
    """Stretches of which it only matters whether one of them is there.

    Parameters
    ----------
    spans : iterable of (int, int)
        Where they start and end, in any order.

    Examples
    --------
    >>> found = Stretches([(5, 9), (0, 2)])
    >>> found.overlap(1, 4), found.overlap(2, 5), found.inside(4, 9), found.inside(6, 9)
    (True, False, True, False)
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        ends = [end for _, end in ordered]
        self._furthest = list(accumulate(ends, max))
        self._nearest = list(accumulate(reversed(ends), min))[::-1]

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of them shares a character with a part of the text.

        Parameters
        ----------
        start, end : int
            The part.

        Returns
        -------
        bool
            True if one does.
        """
        before = bisect_left(self._starts, end)
        return before > 0 and self._furthest[before - 1] > start

    def inside(self, start: int, end: int) -> bool:
        """Whether one of them lies in a part of the text.

        Parameters
        ----------
        start, end : int
            The part.

        Returns
        -------
        bool
            True if one does.
        """
        first = bisect_left(self._starts, start)
        return first < len(self._starts) and self._nearest[first] <= end
