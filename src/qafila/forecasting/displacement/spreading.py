"""Spread work over processes of this machine, or over a Dask cluster."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FEW = 2  # tasks that are not worth starting processes


def spread(
    work: Callable[[Any, int, int], Any],
    given: Any,
    count: int,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
) -> Iterator[tuple[int, Any]]:
    """Do tasks that need nothing of each other.

    Parameters
    ----------
    work : callable
        A function of the package that takes what is given, the first task and the one behind the
        last.
    given : object
        Whatever all tasks need; sent once to each process.
    count : int
        Number of tasks.
    jobs : int, optional
        Processes; as many as cores without it.
    cluster : str, optional
        Scheduler of a Dask cluster, such as ``tcp://host:8786``.

    Yields
    ------
    tuple
        Number of the task and what came of it, in the order in which they are done.

    Notes
    -----
    What comes of a task does not depend on where it is done.
    """
    if cluster is not None:
        from qafila.simulate.cluster import on_cluster

        yield from on_cluster(cluster, work, given, [(at, at + 1) for at in range(count)])
        return
    number = min(jobs or os.cpu_count() or 1, count)
    if number <= 1 or count <= _FEW:
        for at in range(count):
            yield at, work(given, at, at + 1)
        return
    # A forked process would inherit threads of compiled code in an unknown state.
    with ProcessPoolExecutor(
        number, mp_context=get_context("spawn"), initializer=_keep, initargs=(given,)
    ) as pool:
        running = {pool.submit(_do, work, at): at for at in range(count)}
        for done in as_completed(running):
            yield running[done], done.result()


_kept: list[Any] = []


def _keep(given: Any) -> None:
    _kept[:] = [given]


def _do(work: Callable[[Any, int, int], Any], at: int) -> Any:
    return work(_kept[0], at, at + 1)
