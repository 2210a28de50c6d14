"""Members on a Dask cluster: the same bytes as on one machine, also when a worker dies."""

from __future__ import annotations

import copyreg
import hashlib
import io
import pickle
import time
import warnings
import zlib
from collections import deque
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qafila.errors import InputError, MissingExtraError, Problem, QafilaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qafila.simulate.members import Members

_TIMEOUT = 20.0  # seconds until a scheduler that does not answer counts as absent
_PATIENCE = 5.0  # seconds between two looks whether there is any worker left
_DESERTED = 60.0  # seconds without any worker after which nobody is expected to come back
# What a scheduler and workers need to understand each other, and what decides on the bytes.
_TALKING = ("dask", "distributed", "python")
_COMPUTING = ("llvmlite", "numba", "numpy", "qafila")
_NAMES = {*_TALKING, *_COMPUTING}


def on_cluster(
    address: str,
    work: Callable[[Members, int, int], Any],
    members: Members,
    ranges: list[tuple[int, int]],
) -> Iterator[tuple[int, Any]]:
    """Work on ranges of members on a cluster.

    Parameters
    ----------
    address : str
        Scheduler of a Dask cluster, such as ``tcp://host:8786``.
    work : callable
        A function of the package that takes members and a range.
    members : Members
        What is run.
    ranges : list of tuple of int
        First member and the one behind the last.

    Yields
    ------
    tuple
        First member and part, in the order in which they are done.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    InputError
        If no scheduler answers, there is no worker, or a worker runs other versions.

    Notes
    -----
    A range is run anew elsewhere when its worker dies; as each member is addressed by its number,
    nothing else changes. Members travel inside the task that unpacks them, not as data that would
    die with the worker that keeps them.
    """
    wait = _dask().wait
    with _client(address) as client:
        problems = differing(client.get_versions(packages=list(_COMPUTING)))
        if problems:
            raise InputError(_refused(address, problems))
        sent = zlib.compress(packed(members))
        unpacked = client.submit(_unpack, sent, own_digest(), pure=False)
        waiting = deque(ranges)
        running: dict[Any, int] = {}
        heard = time.monotonic()
        while waiting or running:
            room = window(client.nthreads())
            while waiting and len(running) < room:
                first, last = waiting.popleft()
                running[client.submit(work, unpacked, first, last, pure=False)] = first
            try:
                with client.as_current():
                    done = wait(list(running), _PATIENCE, "FIRST_COMPLETED").done
            except TimeoutError:
                done = set()
            if client.scheduler_info()["workers"]:
                heard = time.monotonic()
            elif time.monotonic() - heard > _DESERTED:
                raise InputError(_refused(address, ["all workers are gone; start some again"]))
            for future in done:
                part = _result(address, future)
                yield running.pop(future), part
                future.release()


def window(threads: Mapping[str, int]) -> int:
    """Ranges that are under way at a time: enough that nobody waits, few enough to look through.

    Parameters
    ----------
    threads : mapping of str to int
        Threads of each worker.

    Returns
    -------
    int
        At least 8, also while there is no worker.

    Examples
    --------
    >>> window({"tcp://a:1": 2, "tcp://b:1": 16}), window({})
    (72, 8)
    """
    return max(8, 4 * sum(threads.values()))


def packed(members: Members) -> bytes:
    """Members as they travel: pickled, read-only mappings too, which pickle does not take.

    Parameters
    ----------
    members : Members
        What is run.

    Returns
    -------
    bytes
        Pickle reads it.
    """
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | {MappingProxyType: _writable}
    pickler.dump(members)
    return stream.getvalue()


def _writable(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _read_only, (dict(mapping),)


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def differing(found: Mapping[str, Any]) -> list[str]:
    """What on a cluster is of another version than here.

    Parameters
    ----------
    found : mapping
        What a Dask client gives as versions, with the keys client, scheduler and workers.

    Returns
    -------
    list of str
        One text for each package, and one if there is no worker at all; empty if all is well.

    Examples
    --------
    >>> here = {"packages": {"python": "3.12.1", "numpy": "2.1.0"}}
    >>> there = {"packages": {"python": "3.12.8", "numpy": "2.0.0"}}
    >>> differing({"client": here, "scheduler": here, "workers": {"tcp://b:1": there}})
    ['numpy is 2.0.0 at tcp://b:1 and 2.1.0 here']
    """
    here = _versions(found["client"])
    scheduler = _versions(found["scheduler"])
    others = {"the scheduler": {name: scheduler[name] for name in _TALKING if name in scheduler}}
    others |= {address: _versions(worker) for address, worker in found["workers"].items()}
    told = [
        f"{name} is {versions[name] or 'missing'} at {where} and {here.get(name)} here"
        for where, versions in others.items()
        for name in sorted(versions)
        if versions[name] != here.get(name)
    ]
    return told if found["workers"] else [*told, "it has no worker; start one with `dask worker`"]


def _versions(asked: Mapping[str, Any]) -> dict[str, str | None]:
    packages = {name: version for name, version in asked["packages"].items() if name in _NAMES}
    if packages.get("python"):
        packages["python"] = ".".join(packages["python"].split(".")[:2])
    return packages


def _refused(address: str, problems: Sequence[str]) -> Problem:
    return Problem(f"--cluster {address}", "; ".join(problems))


@lru_cache(maxsize=1)
def own_digest() -> str:
    """Hash of the source of this package: one version may stand in several states.

    Returns
    -------
    str
        16 hexadecimal digits.

    Examples
    --------
    >>> len(own_digest())
    16
    """
    root = Path(__file__).parents[1]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _unpack(sent: bytes, digest: str) -> Members:
    """Members on a worker, if its package is the same to the letter."""
    if own_digest() != digest:
        wrong = "a worker has another state of qafila of the same version; install the same one"
        raise InputError(wrong)
    members: Members = pickle.loads(zlib.decompress(sent))  # noqa: S301  # from our own client
    return members


def _result(address: str, future: Any) -> Any:
    try:
        return future.result()
    except QafilaError as error:
        raise type(error)(f"--cluster {address}: {error}") from error
    except Exception as error:
        from distributed.scheduler import KilledWorker

        if not isinstance(error, KilledWorker):
            raise
        wrong = "the same members ended several workers, perhaps for want of memory"
        raise InputError(_refused(address, [wrong])) from error


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingExtraError(
            "--cluster needs Dask, which is not installed; run: pip install 'qafila[cluster]'"
        ) from error
    return distributed


def _client(address: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of versions, which are compared in one go
            return _dask().Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        wrong = f"no Dask scheduler answers ({error})".replace("\n", " ")
        hint = "start one with `dask scheduler` and give its address, such as tcp://host:8786"
        raise InputError(Problem(f"--cluster {address}", wrong, hint=hint)) from error
