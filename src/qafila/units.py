"""Base units inside (people, days, kilometres, litres, kilograms); conversion at the edges only."""

from __future__ import annotations

import csv
import io
import math
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.errors import UnitError, did_you_mean
from qafila.files import package_data

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROUNDING = 1e-6  # of a number such as 1.1 x 50


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, str]]:
    text = package_data("schema", "units.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return MappingProxyType({row["unit"]: MappingProxyType(row) for row in rows})


def names() -> tuple[str, ...]:
    """All units that a table may name.

    Returns
    -------
    tuple of str
        Rows of ``schema/units.csv``.

    Examples
    --------
    >>> "litres" in names()
    True
    """
    return tuple(_table())


def to_base(value: float, unit: str) -> tuple[float, str]:
    """Convert a value to its base unit.

    Parameters
    ----------
    value : float
        Amount in `unit`.
    unit : str
        Row of ``schema/units.csv``.

    Returns
    -------
    float
        Amount in the base unit.
    str
        The base unit.

    Raises
    ------
    UnitError
        If the unit is unknown.

    Examples
    --------
    >>> to_base(2, "million_litres")
    (2000000.0, 'litres')
    """
    try:
        row = _table()[unit]
    except KeyError:
        raise UnitError(f'unknown unit "{unit}"; {did_you_mean(unit, names())}') from None
    return value * float(row["factor"]), row["base_unit"]


def base_of(unit: str) -> str:
    """Base unit of a unit: units with the same one measure the same thing.

    Parameters
    ----------
    unit : str
        Row of ``schema/units.csv``.

    Returns
    -------
    str
        The base unit.

    Examples
    --------
    >>> base_of("million_litres"), base_of("hours"), base_of("tonnes/day")
    ('litres', 'days', 'kg/day')
    """
    return to_base(1.0, unit)[1]


def in_whole(
    low: float | None, high: float | None, unit: str | None
) -> tuple[float | None, float | None]:
    """Bounds as people read them: of things that are counted whole, the whole numbers within.

    Parameters
    ----------
    low, high : float or None
        The bounds.
    unit : str or None
        What is counted, a row of ``schema/units.csv`` or free text.

    Returns
    -------
    tuple of (float or None, float or None)
        The same bounds for what is measured, or where no whole number lies within.

    Examples
    --------
    >>> in_whole(10.8, 13.2, "tankers"), in_whole(10.8, 13.2, "days"), in_whole(0.9, 1.1, "people")
    ((11, 13), (10.8, 13.2), (1, 1))
    """
    row = _table().get(unit or "")
    if row is None or row["whole"] != "yes":
        return low, high
    first = None if low is None else math.ceil(low - _ROUNDING)
    last = None if high is None else math.floor(high + _ROUNDING)
    if first is not None and last is not None and first > last:
        return low, high
    return first, last


def label(unit: str, language: str) -> str:
    """Name of a unit as people read it.

    Parameters
    ----------
    unit : str
        Row of ``schema/units.csv``.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    str
        The label.

    Examples
    --------
    >>> label("days", "fr")
    'jours'
    """
    return _table()[unit][f"label_{language}"]
