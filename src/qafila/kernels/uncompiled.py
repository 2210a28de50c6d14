"""What becomes of kernels where Numba is missing: the same source, run by Python.

A kernel is plain Python over NumPy arrays, so it gives the same bytes uncompiled; only slowly.
"""

from __future__ import annotations

import threading
import warnings
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., object])

_WARNING = (
    "Numba is missing, so simulations run uncompiled: the same results, but 150 to 400 "
    "times slower. To install it: python -m pip install numba"
)
_inside = threading.local()
_warned = threading.Event()


def interpreted(function: F) -> F:
    """Make a kernel callable from Python where it cannot be compiled.

    Parameters
    ----------
    function : callable
        Function on arrays and numbers.

    Returns
    -------
    callable
        It warns when any such function is called first in a process, and lets whole numbers
        overflow as in machine code: random numbers rely on it.

    Examples
    --------
    >>> twice = interpreted(lambda x: x + x)
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     int(twice(np.uint64(2**63)))
    0
    """

    @wraps(function)
    def call(*values: object) -> object:
        if getattr(_inside, "kernel", False):  # NumPy has been told already, which takes time
            return function(*values)
        if not _warned.is_set():
            _warned.set()
            warnings.warn(_WARNING, RuntimeWarning, stacklevel=2)
        _inside.kernel = True
        try:
            with np.errstate(over="ignore"):
                return function(*values)
        finally:
            _inside.kernel = False

    return cast("F", call)
