"""Runs the members of an ensemble: in threads or on a cluster, held or only summed up."""

from __future__ import annotations

import logging
import math
import os
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from qafila.errors import InputError, Problem
from qafila.simulate.tally import Tally, merge, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from qafila.simulate.members import Arrays, Members

    Progress = Callable[[str], None]
    Advance = Callable[[int, int], None]

Part = TypeVar("Part")

_LOG = logging.getLogger("qafila.simulate")
_HELD = 16  # members that a thread takes at a time
_COUNTED = 512  # more where a part is a count, whose size hardly grows with members
_SENT, _TASKS = 256, 64  # on a cluster: at most, and in how many tasks few members are cut
_VALUES = 2**21  # that a thread holds at a time to count them
MOST_HELD = 2**31  # bytes of all draws that are held together, were each number as wide as any
_WIDE = 8  # bytes
COMPILING = "compiling the simulation; this can take a minute or more and happens once"


@dataclass(frozen=True)
class Seconds:
    """How long a run took.

    Parameters
    ----------
    compilation : float
        Seconds until machine code was ready; where it is kept from an earlier run, until loaded.
    simulation : float
        Seconds of the members alone.
    """

    compilation: float
    simulation: float


@dataclass(frozen=True, eq=False)
class Counted:
    """Members that are counted and not kept.

    Parameters
    ----------
    tallies : mapping of str to Tally
        By variable with one value a day; cells are days and labels, the last label fastest.
    single : tuple
        Pairs of the number of a first member and arrays (member, ...) of the variables with one
        value a member, which are kept; in the order of members.
    """

    tallies: Mapping[str, Tally]
    single: tuple[tuple[int, Arrays], ...]

    def each(self, name: str) -> NDArray[Any]:
        """Values of a variable that has one value a member.

        Parameters
        ----------
        name : str
            Name of the variable.

        Returns
        -------
        array, shape (member, ...)
            In the order of members.
        """
        return np.concatenate([arrays[name] for _, arrays in self.single])


def thread_count(threads: int | None) -> int:
    """Threads to run in.

    Parameters
    ----------
    threads : int or None
        What is asked for; None for all cores.

    Returns
    -------
    int
        At least 1.

    Examples
    --------
    >>> thread_count(3)
    3
    """
    return threads or os.cpu_count() or 1


def run_all(
    members: Members,
    *,
    threads: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    advance: Advance | None = None,
) -> tuple[dict[str, NDArray[Any]], Seconds]:
    """Run all members and keep every value.

    Parameters
    ----------
    members : Members
        What is run.
    threads : int, optional
        Threads to run in; all cores by default. Never changes a result.
    cluster : str, optional
        Address of the scheduler of a Dask cluster to run on instead.
    progress : callable, optional
        Told in words when compilation is about to happen.
    advance : callable, optional
        Told how many of how many members are done.

    Returns
    -------
    dict of str to array, shape (draw, day, ...)
        By variable.
    Seconds
        How long it took.

    Raises
    ------
    InputError
        If all values together are too many for the memory.
    """
    _check_memory(members)
    held: dict[str, NDArray[Any]] = {}
    size = _HELD if cluster is None else _sent_size(members)
    steps = _parts(run_range, members, size, threads, cluster, progress, advance)
    for first, arrays in steps:
        for name, part in arrays.items():
            if name not in held:
                held[name] = np.empty((members.draws, *part.shape[1:]), dtype=part.dtype)
            held[name][first : first + len(part)] = part
    return held, steps.seconds


def count_all(
    members: Members,
    *,
    threads: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    advance: Advance | None = None,
) -> tuple[Counted, Seconds]:
    """Run all members and keep counts alone, so that memory hardly grows with their number.

    Parameters
    ----------
    members : Members
        What is run.
    threads : int, optional
        Threads to run in; all cores by default. Never changes a result.
    cluster : str, optional
        Address of the scheduler of a Dask cluster to run on instead.
    progress : callable, optional
        Told in words when compilation is about to happen.
    advance : callable, optional
        Told how many of how many members are done.

    Returns
    -------
    Counted
        The same bytes for any number of threads or workers.
    Seconds
        How long it took.
    """
    size = _sent_size(members)
    if cluster is None:
        size = _counted_size(members, thread_count(threads))
    steps = _parts(count_range, members, size, threads, cluster, progress, advance)
    found = join(part for _, part in steps)
    return found, steps.seconds


def _check_memory(members: Members) -> None:
    size = members.draws * _values(members) * _WIDE
    if size > MOST_HELD:
        wrong = f"to hold {members.draws:,} draws may take {size / 2**30:.1f} GiB"
        hint = "sum them up: --summary, or summarise() in Python; or ask for fewer draws"
        raise InputError(Problem("draws", wrong, hint=hint))


def run_range(members: Members, first: int, last: int) -> Arrays:
    """Run some members and keep every value.

    Parameters
    ----------
    members : Members
        What is run.
    first, last : int
        Members ``first`` to ``last - 1``.

    Returns
    -------
    mapping of str to array, shape (member, ...)
        By variable.
    """
    return members.run(first, last)


def count_range(members: Members, first: int, last: int) -> Counted:
    """Run some members and count them.

    Parameters
    ----------
    members : Members
        What is run.
    first, last : int
        Members ``first`` to ``last - 1``.

    Returns
    -------
    Counted
        Of these members.
    """
    arrays = members.run(first, last)
    variables = members.variables
    count = last - first
    tallies = {
        name: tally(values.reshape(count, -1), variables[name].parts)
        for name, values in arrays.items()
        if variables[name].by_day
    }
    single = {name: values for name, values in arrays.items() if not variables[name].by_day}
    return Counted(tallies, ((first, single),))


def join(parts: Iterable[Counted]) -> Counted:
    """Add up counts of different members.

    Parameters
    ----------
    parts : iterable of Counted
        Of the same variables.

    Returns
    -------
    Counted
        Of the members of all, whichever came first.
    """
    tallies: dict[str, Tally] = {}
    single: list[tuple[int, Arrays]] = []
    for part in parts:
        for name, found in part.tallies.items():
            tallies[name] = merge(tallies[name], found) if name in tallies else found
        single += part.single
    return Counted(tallies, tuple(sorted(single, key=lambda one: one[0])))


def _counted_size(members: Members, threads: int) -> int:
    """Members that a thread counts at a time: as many as memory takes, and some for each thread."""
    shared = -(-members.draws // (2 * threads))
    return max(1, min(_COUNTED, shared, _VALUES // _values(members)))


def _sent_size(members: Members) -> int:
    """Members that a worker takes at a time."""
    shared = -(-members.draws // _TASKS)
    return max(1, min(_SENT, shared, _VALUES // _values(members)))


def _values(members: Members) -> int:
    """How many numbers a member gives."""
    sizes = {dim: len(names) for dim, names in members.labels.items()}
    return sum(
        (members.days if one.by_day else 1) * math.prod(sizes[dim] for dim in one.dims)
        for one in members.variables.values()
    )


class _Steps:
    """Parts of a run as they are done, and how long it took once all are."""

    def __init__(self, steps: Iterator[tuple[int, Any]], compilation: float) -> None:
        self._steps = steps
        self.seconds = Seconds(compilation, 0.0)

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        begun = time.perf_counter()
        yield from self._steps
        self.seconds = Seconds(self.seconds.compilation, time.perf_counter() - begun)


def _parts(
    work: Callable[[Members, int, int], Any],
    members: Members,
    size: int,
    threads: int | None,
    cluster: str | None,
    progress: Progress | None,
    advance: Advance | None,
) -> _Steps:
    ranges = [(first, min(first + size, members.draws)) for first in range(0, members.draws, size)]
    if cluster is not None:
        from qafila.simulate.cluster import on_cluster

        steps = on_cluster(cluster, work, members, ranges)
        return _Steps(_told(steps, ranges, advance), 0.0)
    begun = time.perf_counter()
    if members.needs_compilation():
        _LOG.info(COMPILING)
        if progress is not None:
            progress(COMPILING)
    members.run(0, 0)  # nobody: makes the machine code ready before the threads start
    compilation = time.perf_counter() - begun
    steps = in_threads(work, members, ranges, thread_count(threads))
    return _Steps(_told(steps, ranges, advance), compilation)


def in_threads(
    work: Callable[[Members, int, int], Part],
    members: Members,
    ranges: list[tuple[int, int]],
    threads: int,
) -> Iterator[tuple[int, Part]]:
    """Work on ranges of members in threads.

    Parameters
    ----------
    work : callable
        Given members and a range, gives a part of the result.
    members : Members
        What is run.
    ranges : list of tuple of int
        First member and the one behind the last.
    threads : int
        At least 1.

    Yields
    ------
    tuple
        First member and part, in order. No more parts wait than twice the threads.
    """
    with ThreadPoolExecutor(max_workers=threads) as pool:
        waiting = deque[tuple[int, Any]]()
        try:
            for first, last in ranges:
                waiting.append((first, pool.submit(work, members, first, last)))
                if len(waiting) >= 2 * threads:
                    start, future = waiting.popleft()
                    yield start, future.result()
            while waiting:
                start, future = waiting.popleft()
                yield start, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def _told(
    steps: Iterator[tuple[int, Part]],
    ranges: list[tuple[int, int]],
    advance: Advance | None,
) -> Iterator[tuple[int, Part]]:
    """The same steps, told of as they come."""
    ends = dict(ranges)
    total = ranges[-1][1]
    done = 0
    for first, part in steps:
        done += ends[first] - first
        if advance is not None:
            advance(done, total)
        yield first, part
