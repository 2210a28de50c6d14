"""Observations of a case as signals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.assess.origins import UNTRACED
from qafila.assess.signals import Signal, country_of, place_of
from qafila.case import sources_of
from qafila.ledger.figures import base

if TYPE_CHECKING:
    from qafila.case import Case

_BY, _AND = " by ", " and "  # before the outlet that quotes a source; between two sources


def observed_signals(case: Case) -> list[Signal]:
    """Signals of the observations of a case.

    Parameters
    ----------
    case : Case
        The case; observations without a day of publication are never used.

    Returns
    -------
    list of Signal
        In the order of the table.

    Examples
    --------
    >>> from qafila.case import find_case, read_case
    >>> observed_signals(read_case(find_case("mali-2025")))[0].origin
    'unhcr'
    """
    named = _origins(case)
    countries = dict(zip(case.locations["location_id"], case.locations["country"], strict=True))
    rows: list[dict[str, Any]] = case.observations.to_dict("records")  # type: ignore[assignment]
    found = (_signal(row, named, countries) for row in rows)
    return [signal for signal in found if signal is not None]


def _origins(case: Case) -> dict[str, str]:
    """Key of each source by its names, as claims of the same source have it."""
    found: dict[str, str] = {}
    for row in sources_of(case).rows:
        for name in (row.name, *(name for _, name in row.names)):
            found.setdefault(name.casefold(), row.network or row.source_id)
    return found


def _signal(row: dict[str, Any], named: dict[str, str], countries: dict[str, str]) -> Signal | None:
    reported = row["reported_at"]
    if pd.isna(reported):
        return None
    place, country = row["location_id"], row["country"]
    spot = place_of(place, countries.get(place)) if place else country_of(country)
    low, high, unit = _figure(row)
    start, end = row["date_start"].toordinal(), row["date_end"].toordinal()
    measure = row["measure"]
    kept = ("measure", "legal_status", "setting", "count_basis", "coo", "location_id", "country")
    return Signal(
        ref=row["observation_id"],
        observed=True,
        reported=reported.toordinal(),
        start=start,
        end=end,
        event_type=measure,
        subtype="",
        quantity="",
        measure=measure,
        low=low,
        high=high,
        unit=unit,
        modality="asserted",
        spots=(spot,),
        origin=_origin(row["said_by"] or row["source"], named),
        relayed=False,
        nations=frozenset({row["coo"]} if row["coo"] else ()),
        actors=frozenset(),
        tolerance=0,
        series="|".join((*(row[name] for name in kept), unit)),
    )


def _origin(said: str, named: dict[str, str]) -> str:
    """Key of who said it: "a resident by RFI" is counted to RFI, as nameless sources of claims.

    Whom no table knows may be the source of any claim, in another language.
    """
    outlet = said.casefold().rpartition(_BY)[2].strip()
    names = (outlet, *outlet.split(_AND))
    return next((named[one] for one in names if one in named), UNTRACED)


def _figure(row: dict[str, Any]) -> tuple[float | None, float | None, str]:
    """Bounds of a figure in its base unit."""
    best, low, high = (_number(row[name]) for name in ("value", "low", "high"))
    unit = row["unit"]
    for name, counted in (("individuals", "people"), ("households", "households")):
        if best is None and _number(row[name]) is not None:
            best, unit = _number(row[name]), counted
    if best is None and low is None and high is None:
        return None, None, ""
    if low is None and high is None:
        low = high = best
    scale, in_unit = base(1.0, unit)
    bottom = -math.inf if low is None else low * scale
    return bottom, math.inf if high is None else high * scale, in_unit


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
