"""How kernels are compiled, and where the machine code is kept.

The folder of the machine code carries a hash of the sources of all kernels. Numba alone looks
only at the file of the outermost function, so a change in a function that it calls would be
answered with old machine code.

Where Numba is missing, kernels stay the Python that they are written in; see `uncompiled`.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qafila.kernels.uncompiled import interpreted

try:
    import numba
    from numba.core import config
except ImportError:  # there are platforms for which Numba has no wheels
    numba = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., object])

# Counting at every call who uses an array costs a third of the run, and more where threads count
# uses of the same one. Whoever calls a kernel keeps the arrays alive, so kernels need not count.
_UNCOUNTED = {"_nrt": False}
_INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}


@lru_cache(maxsize=1)
def code_folder() -> Path:
    """Folder for machine code: below ``QAFILA_HOME`` if that is set, else in the user's cache.

    Returns
    -------
    Path
        The folder; its name changes with the source of the kernels and the version of Numba.

    Examples
    --------
    >>> code_folder().parent.name
    'kernels'
    """
    told = os.environ.get("QAFILA_HOME", "")
    home = Path(told) if told else Path.home() / ".cache" / "qafila"
    version = "none" if numba is None else numba.__version__
    digest = hashlib.blake2b(version.encode(), digest_size=8)
    # Numba keeps code by path too, so another copy of the package compiles anew.
    digest.update(os.fsencode(Path(__file__).resolve()))
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return home / "kernels" / digest.hexdigest()


@lru_cache(maxsize=1)
def can_keep() -> bool:
    """Whether machine code can be kept between runs.

    Returns
    -------
    bool
        False where the folder cannot be written, so that kernels are compiled in every process,
        and where there is no Numba, so that there is none.

    Examples
    --------
    >>> can_keep() in (True, False)
    True
    """
    if numba is None:
        return False
    try:
        code_folder().mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a machine may have no home folder at all
        return False
    return os.access(code_folder(), os.W_OK)


def compiled(function: F) -> F:
    """Compile a kernel when it is first called and keep the machine code.

    Parameters
    ----------
    function : callable
        Function on arrays and numbers that makes no arrays of its own.

    Returns
    -------
    callable
        The compiled function. It releases the interpreter lock, so members can run in threads.

    Notes
    -----
    Fast-math is never used: the same inputs give the same bytes.

    Examples
    --------
    >>> compiled(lambda x: x + 1)(2)
    3
    """
    return _compile(function, **_UNCOUNTED)


def compiled_maker(function: F) -> F:
    """Compile a kernel that makes arrays, which `compiled` and `internal` ones may then use.

    Parameters
    ----------
    function : callable
        Function on arrays and numbers.

    Returns
    -------
    callable
        The compiled function; it frees what it has made.

    Examples
    --------
    >>> import numpy as np
    >>> compiled_maker(lambda size: np.zeros(size).sum())(2)
    0.0
    """
    return _compile(function)


def _compile(function: F, **options: bool) -> F:
    if numba is None:
        return interpreted(function)
    before = config.CACHE_DIR  # type: ignore[attr-defined]
    keep = can_keep() and function.__name__ != "<lambda>"
    if keep:
        config.CACHE_DIR = str(code_folder())  # type: ignore[attr-defined]
    try:
        made: F = numba.njit(cache=keep, nogil=True, **options)(function)  # type: ignore[call-overload]
        return made
    finally:
        config.CACHE_DIR = before  # type: ignore[attr-defined]


def internal(function: F) -> F:
    """Compile a part of a kernel that only kernels call.

    Parameters
    ----------
    function : callable
        Function on arrays and numbers that makes no arrays of its own.

    Returns
    -------
    callable
        The compiled function. It has no way in from Python and is kept as part of its callers,
        which makes compilation a good deal quicker.

    Examples
    --------
    >>> twice = internal(lambda x: x + x)
    >>> compiled(lambda x: twice(x) + 1)(2)
    5
    """
    return _part(function, **_UNCOUNTED)


def _part(function: F, **options: bool) -> F:
    if numba is None:
        return function
    made: F = numba.njit(nogil=True, **_INSIDE, **options)(function)  # type: ignore[call-overload]
    return made


def inlined(function: F) -> F:
    """Compile a part of a kernel that becomes part of each kernel that calls it.

    Parameters
    ----------
    function : callable
        Function on arrays and numbers that makes no arrays of its own.

    Returns
    -------
    callable
        The compiled function. A call hands over every array of every tuple, one after the other,
        which takes longer than most of what is called from within the loops of a kernel.

    Examples
    --------
    >>> twice = inlined(lambda x: x + x)
    >>> compiled(lambda x: twice(x) + 1)(2)
    5
    """
    return _part(function, forceinline=True, **_UNCOUNTED)


def internal_maker(function: F) -> F:
    """Compile a part of a kernel that makes the arrays of a member.

    Parameters
    ----------
    function : callable
        Function on arrays and numbers.

    Returns
    -------
    callable
        The compiled function, for a `compiled_maker` only.

    Examples
    --------
    >>> import numpy as np
    >>> zeros = internal_maker(lambda size: np.zeros(size))
    >>> compiled_maker(lambda size: zeros(size).sum())(2)
    0.0
    """
    return _part(function)


def must_compile(function: object, package: str = "kernels") -> bool:
    """Whether calling a kernel has to compile machine code first.

    Parameters
    ----------
    function : callable
        Kernel, as `compiled` or `compiled_maker` gave it.
    package : str
        Folder of its module.

    Returns
    -------
    bool
        False if machine code is in this process or kept from an earlier run, and where there is
        no Numba.

    Examples
    --------
    >>> must_compile(compiled(lambda x: x)) in (True, False)
    True
    """
    done = bool(getattr(function, "signatures", False))
    if numba is None or done:
        return False
    return not is_kept(getattr(function, "__name__", ""), package)


def is_kept(name: str, package: str = "kernels") -> bool:
    """Whether machine code of a kernel lies ready from an earlier run.

    Parameters
    ----------
    name : str
        Name of the compiled function.
    package : str
        Folder of its module.

    Returns
    -------
    bool
        True if calling it needs no compilation.

    Examples
    --------
    >>> is_kept("no_such_kernel")
    False
    """
    return can_keep() and any(code_folder().glob(f"{package}_*/*.{name}-*.nbi"))
