"""Forecast: one long table in the columns of the forecast hubs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.errors import InputError
from qafila.forecasting.persistence import persistence_rows
from qafila.forecasting.widening import declared_factor, told_quantiles
from qafila.parameters import with_values
from qafila.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.registered import Registered
    from qafila.pictures import Picture
    from qafila.simulate import Change, Result
    from qafila.simulate.beside import Beside
    from qafila.simulate.siege.particles import Calibration
    from qafila.situation import Situation

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
COLUMNS = (
    "reference_date", "target", "horizon", "target_end_date", "location", "output_type",
    "output_type_id", "value", "product", "expert", "calibrated",
)  # fmt: skip
ARRIVALS = "new_arrivals_cumulative"
SUPPLY = "days_of_supply"
STOCK_OUT = "stock_out"
_FUEL = "fuel"


@dataclass(frozen=True, eq=False)
class Forecast:
    """What is expected, with its uncertainty.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `COLUMNS`, one row for each quantile or probability.
    notes : tuple of str
        What a reader must know: codes, with a count after a colon.
    changes : tuple of Change
        What was held fixed on purpose; none in a forecast proper.
    names : mapping of str to mapping of str to str
        Names of the places by identifier and language, for pictures; may be empty.
    whereabouts : mapping of str to float
        Where all people are on the last of the days ahead, as means of draws, which add up as
        medians do not: ``at_home``, ``under_way``, ``elsewhere`` (waiting or settled where nobody
        is received) and ``received``.
    calibration : Calibration or None
        Which posterior supply comes from; None for priors.
    beside : Beside or None
        Arrivals with supply and people apart, if they were run.
    inflation : float
        Factor by which intervals of days of supply are stretched, declared and not learnt.
    registered : Registered or None
        Registered people, whose rows stand by themselves and not in `frame`; None if not asked for.

    Notes
    -----
    For one target, place, expert and day, quantiles never fall as their level rises; cumulative
    targets never fall from day to day.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    whereabouts: Mapping[str, float] = field(default_factory=dict)
    calibration: Calibration | None = None
    beside: Beside | None = None
    inflation: float = 1.0
    registered: Registered | None = None

    def __repr__(self) -> str:
        from qafila.forecasting.showing import forecast_lines

        return "\n".join(forecast_lines(self))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qafila.forecasting.showing import forecast_card

        return forecast_card(self)

    def plot(self, target: str | None = None, *, language: str = "en") -> Picture:
        """Draw fans over the days ahead.

        Parameters
        ----------
        target : str, optional
            ``new_arrivals_cumulative`` (by place), ``days_of_supply`` or ``stock_out``; without
            it days of supply and all arrivals.
        language : str
            ``en``, ``fr`` or ``ar``.

        Returns
        -------
        Picture
            The fans, marked as not calibrated.
        """
        from qafila.forecasting.showing import plot_forecast

        return plot_forecast(self, target, language)


def forecast_from_result(situation: Situation, result: Result, horizons: Sequence[int]) -> Forecast:
    """Quantiles of a simulation, and persistence beside them.

    Parameters
    ----------
    situation : Situation
        What the simulation started from.
    result : Result
        The simulation.
    horizons : sequence of int
        Days ahead, 1 to the days of the simulation.

    Returns
    -------
    Forecast
        New arrivals since the origin by reception place, by country of asylum and in all; days of
        supply and chance of a stock-out of the city. Marked ``scenario`` if anything was held
        fixed; then without persistence, which knows of no change. Intervals of days of supply are
        stretched by ``interval_inflation``; arrivals and chances are those of the draws.

    Raises
    ------
    InputError
        If a horizon lies outside the simulation.
    """
    days = result.scenario.days
    ordered = sorted({int(horizon) for horizon in horizons})
    wrong = [horizon for horizon in ordered if not 1 <= horizon <= days]
    if wrong:
        raise InputError(f"horizons {wrong} are not in 1 to {days}, the days of the simulation")
    situation = replace(
        situation, parameters=with_values(situation.parameters, result.scenario.values)
    )
    parts = [
        *_arrival_parts(situation, result, ordered),
        *_supply_parts(situation, result, ordered),
    ]
    if not result.scenario.changes:
        parts.append(persistence_rows(situation, ordered, LEVELS))
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    origin = pd.Timestamp(situation.as_of)
    frame["reference_date"] = origin
    frame["target_end_date"] = origin + pd.to_timedelta(frame["horizon"], unit="D")
    frame["product"] = "scenario" if result.scenario.changes else "unconditional"
    frame["calibrated"] = _calibrated(frame, result.calibration)
    codes = tuple(f"{code}:{count}" for code, count in sorted(result.notes.items()))
    locations = situation.network.locations
    names = {
        str(row["location_id"]): {code: str(row[f"name_{code}"]) for code in LANGUAGES}
        for row in locations.to_dict("records")
    }
    where = whereabouts(situation, result, ordered[-1])
    return Forecast(
        frame[list(COLUMNS)],
        codes,
        result.scenario.changes,
        names,
        where,
        result.calibration,
        inflation=declared_factor(situation),
    )


def _calibrated(frame: pd.DataFrame, calibration: Calibration | None) -> NDArray[np.str_]:
    """Only supply of the city of the posterior is: people and persistence never are."""
    if calibration is None:
        return np.full(len(frame), "no")
    ours = (
        frame["target"].isin((SUPPLY, STOCK_OUT))
        & (frame["location"] == calibration.city)
        & (frame["expert"] == "simulation")
    )
    return np.where(ours, "yes", "no")


def whereabouts(situation: Situation, result: Result, day: int) -> dict[str, float]:
    """Where all people are on one day.

    Parameters
    ----------
    situation : Situation
        What the simulation started from.
    result : Result
        The simulation.
    day : int
        Days ahead.

    Returns
    -------
    dict of str to float
        Means of draws: ``at_home``, ``under_way``, ``elsewhere``, ``received``. A place that a
        change closes still counts as one that received those who are there.
    """
    receiving = situation.network.receiving(situation.as_of)
    present = result.data["present"].to_numpy()[:, day].mean(axis=0)
    return {
        "at_home": float(result.data["at_home"].to_numpy()[:, day].mean()),
        "under_way": float(result.data["in_transit"].to_numpy()[:, day].mean()),
        "elsewhere": float(present[~receiving].sum()),
        "received": float(present[receiving].sum()),
    }


def _arrival_parts(
    situation: Situation, result: Result, horizons: list[int]
) -> Iterator[pd.DataFrame]:
    locations = situation.network.locations
    cumulative = result.data["arrivals"].to_numpy()[:, 1:].cumsum(axis=1)
    reception = np.flatnonzero(situation.network.receiving(situation.as_of))
    home = locations["country"].iloc[situation.network.location_index(situation.case.city)]
    country = locations["country"].to_numpy(dtype=str)
    for place in reception:
        name = situation.network.location_ids[place]
        yield _quantile_rows(ARRIVALS, name, cumulative[:, :, place], horizons)
    abroad = sorted({str(country[place]) for place in reception} - {home})
    for code in abroad:
        places = [place for place in reception if country[place] == code]
        total = cumulative[:, :, places].sum(axis=2)
        yield _quantile_rows(ARRIVALS, f"country:{code}", total, horizons)
    if len(reception):
        total = cumulative[:, :, reception].sum(axis=2)
        yield _quantile_rows(ARRIVALS, "total", total, horizons)


def _supply_parts(
    situation: Situation, result: Result, horizons: list[int]
) -> Iterator[pd.DataFrame]:
    commodities = [str(one) for one in result.data["commodity"].to_numpy()]
    if _FUEL not in commodities:
        return
    fuel = commodities.index(_FUEL)
    threshold = float(situation.parameter("dry_threshold")["best"])
    run_length = int(situation.parameter("dry_days")["best"])
    factor = declared_factor(situation)
    for number, city in enumerate(result.data["city"].to_numpy()):
        cover = result.data[SUPPLY].to_numpy()[:, 1:, number, fuel]
        if np.isnan(cover).any():
            continue
        yield _quantile_rows(SUPPLY, str(city), cover, horizons, factor)
        served = result.data["served"].to_numpy()[:, 1:, number, fuel]
        demand = result.data["normal_demand"].to_numpy()[:, None, number, fuel]
        before = result.data["dry_before"].to_numpy()[:, number, fuel]
        dry = dry_by_day(served, demand, threshold, run_length, before)
        chance = dry.mean(axis=0)
        yield pd.DataFrame(
            {
                "target": STOCK_OUT,
                "horizon": horizons,
                "location": str(city),
                "output_type": "cdf",
                "output_type_id": "dry on or before",
                "value": [chance[horizon - 1] for horizon in horizons],
                "expert": "simulation",
            }
        )


def dry_by_day(
    served: NDArray[np.int64],
    demand: NDArray[np.int64],
    threshold: float,
    run_length: int,
    before: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Whether pumps have run dry on or before each day.

    Parameters
    ----------
    served, demand : array, shape (draw, day)
        Of the same unit.
    threshold : float
        Pumps are dry on a day when less than this share of demand is served.
    run_length : int
        Days in a row that make a stock-out.
    before : array, shape (draw,), optional
        Days in a row for which pumps had been dry by the first day.

    Returns
    -------
    array, shape (draw, day)
        True from the last day of the first such run onwards; everywhere where one was complete
        before the first day.

    Examples
    --------
    >>> dry_by_day(np.array([[1, 0, 0, 1]]), np.ones((1, 4), int), 0.5, 2).tolist()
    [[False, False, True, True]]
    """
    dry = served < threshold * demand
    run = np.zeros(dry.shape[0], dtype=np.int64) if before is None else before
    already = run >= run_length
    seen = np.zeros_like(dry)
    for day in range(dry.shape[1]):
        run = np.where(dry[:, day], run + 1, 0)
        seen[:, day] = already | (run >= run_length)
    return np.logical_or.accumulate(seen, axis=1)


def _quantile_rows(
    target: str, location: str, values: NDArray[np.float64], horizons: list[int],
    factor: float = 1.0,
) -> pd.DataFrame:  # fmt: skip
    """Rows of quantiles; `values` has shape (draw, day) and starts at day 1."""
    picked = values[:, [horizon - 1 for horizon in horizons]]
    table = told_quantiles(picked, LEVELS, factor)
    return pd.DataFrame(
        {
            "target": target,
            "horizon": np.repeat(horizons, len(LEVELS)),
            "location": location,
            "output_type": "quantile",
            "output_type_id": [f"{level:g}" for level in LEVELS] * len(horizons),
            "value": table.T.ravel(),
            "expert": "simulation",
        }
    )
