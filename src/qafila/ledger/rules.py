"""What the tables say about which claims may speak of one thing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from qafila.tables import read_defaults

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Family:
    """Quantities that speak of one thing, and how far apart two claims on it may lie.

    Examples
    --------
    >>> family_of("households_displaced").name
    'people_displaced'
    """

    name: str
    lasting_days: float
    length_days: float
    wider_place: bool
    sums_over_places: bool
    keep_measures_apart: bool
    keep_subtypes_apart: bool
    any_event_type: bool
    keep_groups_apart: bool


@lru_cache(maxsize=1)
def _families() -> Mapping[str, Family]:
    frame = read_defaults("figure_families", "figure_families")
    return MappingProxyType(
        {
            str(row["quantity"]): Family(
                name=str(row["family"]),
                lasting_days=float(row["lasting_days"]),
                length_days=math.inf if math.isnan(row["length_days"]) else row["length_days"],
                wider_place=bool(row["wider_place"]),
                sums_over_places=bool(row["sums_over_places"]),
                keep_measures_apart=bool(row["keep_measures_apart"]),
                keep_subtypes_apart=bool(row["keep_subtypes_apart"]),
                any_event_type=bool(row["any_event_type"]),
                keep_groups_apart=bool(row["keep_groups_apart"]),
            )
            for row in frame.to_dict("records")
        }
    )


def family_of(quantity: str | None) -> Family:
    """Family of a quantity.

    Parameters
    ----------
    quantity : str or None
        Row of ``quantities.csv``; None for a claim without a figure.

    Returns
    -------
    Family
        The tabled family; a quantity without a row is comparable with itself only.

    Examples
    --------
    >>> family_of("tankers_destroyed").lasting_days, family_of(None).name
    (0.0, '')
    """
    lone = Family(
        name=quantity or "",
        lasting_days=0.0,
        length_days=math.inf,
        wider_place=quantity is None,
        sums_over_places=False,
        keep_measures_apart=False,
        keep_subtypes_apart=True,
        any_event_type=False,
        keep_groups_apart=True,
    )
    return _families().get(quantity, lone) if quantity else lone


@lru_cache(maxsize=1)
def _tolerances() -> Mapping[str, float]:
    frame = read_defaults("grouping", "grouping")
    pairs = zip(frame["date_precision"], frame["tolerance_days"], strict=True)
    return MappingProxyType({str(precision): float(days) for precision, days in pairs})


def tolerance_days(precision: str | None, *, resolved: bool) -> float:
    """Days that may lie between two claims on one event.

    Parameters
    ----------
    precision : str or None
        Precision of the date of a claim.
    resolved : bool
        Whether the date has a start or an end; if not, the tolerance is between reports.

    Returns
    -------
    float
        Tolerance in days.

    Examples
    --------
    >>> tolerance_days("day", resolved=True) < tolerance_days(None, resolved=False)
    True
    """
    known = precision if resolved and precision in _tolerances() else None
    return _tolerances()[known or ("day" if resolved else "vague")]
