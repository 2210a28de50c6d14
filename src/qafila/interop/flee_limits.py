"""Limits beyond which something in a Flee folder is no longer taken as meant."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qafila.interop.flee_findings import Findings

_MEGABYTE = 10**6


@cache
def limits() -> Mapping[str, float]:
    """The limits of ``defaults/flee_checks.csv``.

    Returns
    -------
    mapping of str to float
        By name.

    Examples
    --------
    >>> limits()["longest_run"]
    36525.0
    """
    rows = read_defaults("flee_checks", "flee_checks")
    values = (float(value) for value in rows["value"])
    return MappingProxyType(dict(zip(rows["check"], values, strict=True)))


def is_too_large(path: Path, limit: str, findings: Findings) -> bool:
    """Whether a file is too large to be read; it is noted then.

    Parameters
    ----------
    path : Path
        A file.
    limit : str
        Row of ``defaults/flee_checks.csv``, in MB.
    findings : Findings
        Collects what is wrong.

    Returns
    -------
    bool
        True if it must not be opened.
    """
    most = limits()[limit]
    size = path.stat().st_size / _MEGABYTE
    if size <= most:
        return False
    wrong = f"has {size:.0f} MB"
    findings.add("file_too_large", path.name, wrong, hint=f"at most {most:g} MB are read")
    return True
