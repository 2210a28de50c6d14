"""The field's vocabulary: every enumeration is a row of ``schema/terms.csv`` with three labels."""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("en", "fr", "ar")


@lru_cache(maxsize=1)
def _rows() -> tuple[Mapping[str, str], ...]:
    text = package_data("schema", "terms.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text)))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    kinds: dict[str, dict[str, Mapping[str, str]]] = {}
    for row in _rows():
        labels = MappingProxyType({code: row[f"label_{code}"] for code in LANGUAGES})
        kinds.setdefault(row["kind"], {})[row["term"]] = labels
    return MappingProxyType({kind: MappingProxyType(found) for kind, found in kinds.items()})


def kinds() -> tuple[str, ...]:
    """Names of all enumerations.

    Returns
    -------
    tuple of str
        Such as ``event_type`` or ``modality``.

    Examples
    --------
    >>> "modality" in kinds()
    True
    """
    return tuple(_table())


def values(kind: str) -> tuple[str, ...]:
    """Terms of an enumeration, in the order of the table.

    Parameters
    ----------
    kind : str
        Name of the enumeration.

    Returns
    -------
    tuple of str
        Its terms.

    Examples
    --------
    >>> values("route_status")
    ('open', 'contested', 'closed', 'truce', 'unknown')
    """
    return tuple(_table()[kind])


def descriptions(kind: str) -> Mapping[str, str]:
    """What each term of an enumeration means, in English.

    Parameters
    ----------
    kind : str
        Name of the enumeration.

    Returns
    -------
    mapping of str to str
        By term, in the order of the table.

    Examples
    --------
    >>> descriptions("event_type")["armed_clash"]
    'Fighting between armed actors'
    """
    return {row["term"]: row["description"] for row in _rows() if row["kind"] == kind}


def label(kind: str, term: str, language: str) -> str:
    """Name of a term as people read it.

    Parameters
    ----------
    kind : str
        Name of the enumeration.
    term : str
        One of its terms.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The label.

    Examples
    --------
    >>> label("route_status", "closed", "fr")
    'fermé'
    """
    return _table()[kind][term][language]
