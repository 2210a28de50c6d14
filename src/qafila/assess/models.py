"""What a forecast gives for gauges, with the claims that it starts from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.model import UNKNOWN, Reading
from qafila.assess.origins import distinct_origins
from qafila.assess.signals import signal_from_payload
from qafila.ledger.choosing import restated, some
from qafila.ledger.payloads import payload_of

if TYPE_CHECKING:
    from qafila.assess.rules import Gauge
    from qafila.forecasting import Forecast
    from qafila.ledger import Ledger
    from qafila.situation import Situation

_UNKNOWN = "unknown"


class ModelResult(NamedTuple):
    """A number that a model gives, and the claims that it rests on, newest first."""

    value: float
    claims: tuple[str, ...]


def days_of_supply(
    forecast: Forecast | None, situation: Situation | None, city: str
) -> ModelResult | None:
    """Median of the days of supply at the first horizon of a forecast.

    Parameters
    ----------
    forecast : Forecast or None
        The forecast.
    situation : Situation or None
        What it starts from.
    city : str
        The city.

    Returns
    -------
    ModelResult or None
        None where there is no forecast of it.

    Examples
    --------
    >>> days_of_supply(None, None, "bamako") is None
    True
    """
    if forecast is None:
        return None
    frame = forecast.frame
    median = frame[
        (frame["target"] == "days_of_supply")
        & (frame["location"] == city)
        & (frame["expert"] == "simulation")
        & (frame["output_type"] == "quantile")
    ]
    # Only levels of quantiles are numbers: other rows of the column hold words.
    median = median[median["output_type_id"].astype(float) == 0.5]
    if median.empty:
        return None
    first = median.sort_values("horizon").iloc[0]
    return ModelResult(float(first["value"]), _claims_of_roads(situation, city))


def _claims_of_roads(situation: Situation | None, city: str) -> tuple[str, ...]:
    """Claims on the roads to a city whose status is known: from these a forecast starts."""
    if situation is None:
        return ()
    table = situation.corridor_table()
    known = table[(table["city_id"] == city) & (table["status"] != _UNKNOWN)]
    return tuple(dict.fromkeys(name for names in known["claims"] for name in names))


def model_reading(gauge: Gauge, result: ModelResult | None, ledger: Ledger) -> Reading:
    """The reading of a gauge that reads a model.

    Parameters
    ----------
    gauge : Gauge
        The gauge.
    result : ModelResult or None
        What the model gives.
    ledger : Ledger
        Where its claims are.

    Returns
    -------
    Reading
        Unknown where it gives nothing.
    """
    if result is None:
        return Reading(gauge.gauge_id, UNKNOWN, None, gauge.unit)
    level = gauge.level(result.value)
    above, begins = gauge.above(level) or (None, None)
    told = restated(ledger)
    read = (signal_from_payload(payload_of(one), told) for one in some(ledger, result.claims))
    signals = [one for one in read if one is not None]
    ends = [one.stands if one.end is None else one.end for one in signals]
    return Reading(
        gauge.gauge_id, level, result.value, gauge.unit, above, begins,
        claims=result.claims,
        origins=distinct_origins(one.origin for one in signals),
        newest=min(dt.date.fromordinal(max(ends)), ledger.as_of) if ends else None,
    )  # fmt: skip
