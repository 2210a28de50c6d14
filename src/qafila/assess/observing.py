"""Observations of a case as signals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila.assess.signals import Signal, country_of, place_of
from qafila.case import sources_of
from qafila.ledger.figures import base

if TYPE_CHECKING:
    from qafila.case import Case

_LASTING = frozenset({"stock", "cumulative"})


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


def _signal(
    row: dict[str, Any], named: dict[str, str], countries: dict[str, str]
) -> Signal | None:
    reported = row["reported_at"]
    if pd.isna(reported):
        return None
    place, country = row["location_id"], row["country"]
    if place:
        spot = place_of(place, countries.get(place))
    else:
        spot = country_of(country)
    said = row["said_by"] or row["source"]
    low, high, unit = _figure(row)
    start, end = row["date_start"].toordinal(), row["date_end"].toordinal()
    measure = row["measure"]
    kept = ("measure", "legal_status", "setting", "count_basis", "coo", "location_id", "country")
    return Signal(
        row["observation_id"], True, reported.toordinal(), start, end,
        measure, "", "", measure, low, high, unit, "asserted", (spot,),
        named.get(said.casefold(), f"name:{said.casefold()}"), False,
        frozenset({row["coo"]} if row["coo"] else ()), frozenset(), 0,
        "|".join((*(row[name] for name in kept), unit)),
    )  # fmt: skip


def _figure(row: dict[str, Any]) -> tuple[float | None, float | None, str]:
    low, high = _number(row["low"]), _number(row["high"])
    for name, unit in (("individuals", "people"), ("households", "households")):
        best = _number(row[name])
        if best is not None:
            break
    else:
        best, unit = _number(row["value"]), row["unit"]
    if best is None and low is None and high is None:
        return None, None, ""
    if low is None and high is None:
        low = high = best
    scale, in_unit = base(1.0, unit)
    bottom = -math.inf if low is None else low * scale
    return bottom, math.inf if high is None else high * scale, in_unit


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def is_lasting(signal: Signal) -> bool:
    """Whether its figure is a level and not what came in its days.

    Parameters
    ----------
    signal : Signal
        From an observation.

    Returns
    -------
    bool
        True for what is present on a day.
    """
    return signal.measure in _LASTING
