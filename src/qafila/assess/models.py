"""What models of the situation give for gauges, with the claims that moved them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from qafila.assess.model import LEVELS, UNKNOWN, Reading
from qafila.assess.origins import distinct_origins
from qafila.assess.signals import signal_from_payload
from qafila.ledger.choosing import some
from qafila.ledger.payloads import payload_of

if TYPE_CHECKING:
    from qafila.assess.rules import Gauge
    from qafila.forecasting import Forecast
    from qafila.ledger import Ledger
    from qafila.situation import Situation

_NOT_OPEN = ("contested", "closed")
_UNKNOWN = "unknown"


class ModelResult(NamedTuple):
    """A number that a model gives, and the claims that it rests on, newest first.

    `most` is the number in the worst case of what is not known; None where nothing is left open.
    """

    value: float
    claims: tuple[str, ...]
    most: float | None = None


def corridors_not_open(situation: Situation | None, city: str) -> ModelResult | None:
    """Share of all corridors of a city that are known to be contested or closed.

    What is known of a road is mostly an attack on it: a share of the known ones alone would tell
    of where reporters look. This one is the least that is known.

    Parameters
    ----------
    situation : Situation or None
        The situation.
    city : str
        The city.

    Returns
    -------
    ModelResult or None
        None where no status is known.

    Examples
    --------
    >>> corridors_not_open(None, "bamako") is None
    True
    """
    if situation is None:
        return None
    table = situation.corridor_table()
    every = table[table["city_id"] == city]
    known = every[every["status"] != _UNKNOWN]
    if known.empty:
        return None
    shut = known["status"].isin(_NOT_OPEN)
    told = known[shut] if shut.any() else known
    claims = dict.fromkeys(name for names in told["claims"] for name in names)
    most = float(shut.sum() + len(every) - len(known)) / len(every)
    return ModelResult(float(shut.sum() / len(every)), tuple(claims), most)


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
    roads = corridors_not_open(situation, city)
    return ModelResult(float(first["value"]), roads.claims if roads else ())


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
        Unknown where it gives nothing, or where too little is known to call it normal.
    """
    level = UNKNOWN if result is None else gauge.level(result.value)
    if result is None or (level == LEVELS[0] and not _surely(gauge, result)):
        return Reading(gauge.gauge_id, UNKNOWN, None, gauge.unit)
    above, begins = gauge.above(level) or (None, None)
    told = [signal_from_payload(payload_of(claim)) for claim in some(ledger, result.claims)]
    signals = [one for one in told if one is not None]
    ends = [one.end if one.end is not None else one.reported for one in signals]
    return Reading(
        gauge.gauge_id, level, result.value, gauge.unit, above, begins,
        claims=result.claims,
        origins=distinct_origins(one.origin for one in signals),
        newest=min(dt.date.fromordinal(max(ends)), ledger.as_of) if ends else None,
    )  # fmt: skip


def _surely(gauge: Gauge, result: ModelResult) -> bool:
    return result.most is None or gauge.level(result.most) == LEVELS[0]
