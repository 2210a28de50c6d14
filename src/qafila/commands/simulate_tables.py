"""The long table of a simulated case: of draws that are held, summed up, or in pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.simulate.paired import DIFFERENCE as APART
from qafila.simulate.paired import PRODUCT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.simulate import Result, Scenario, Summary
    from qafila.simulate.series import Series
    from qafila.simulate.siege.particles import Calibration

COLUMNS = (
    "reference_date", "target", "horizon", "target_end_date", "location", "commodity",
    "output_type", "output_type_id", "value", "unit", "product", "calibrated",
)  # fmt: skip
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
DIFFERENCE = "difference_of_"
_NAMES = [f"{level:g}" for level in LEVELS]
_LOW, _MIDDLE, _HIGH = (_NAMES[LEVELS.index(level)] for level in (0.05, 0.5, 0.95))
# What a summary has of people, by what the table calls it.
_PEOPLE = {"new_arrivals": "arrivals", "new_arrivals_cumulative": "arrivals_so_far"}


def product_of(scenario: Scenario) -> str:
    """What a simulation of a case is.

    Parameters
    ----------
    scenario : Scenario
        What was run.

    Returns
    -------
    str
        ``scenario`` where something is held fixed, else ``unconditional``.

    Examples
    --------
    >>> from qafila.simulate import Scenario
    >>> product_of(Scenario())
    'unconditional'
    """
    return PRODUCT if scenario.changes else "unconditional"


def long_table(result: Result, *, all_draws: bool = False, inflation: float = 1.0) -> pd.DataFrame:
    """Arrivals by place and days of supply by city, day by day, one row a value.

    Parameters
    ----------
    result : Result
        The simulation.
    all_draws : bool
        Every draw (``output_type`` is ``sample``) instead of quantiles; it is as it was drawn.
    inflation : float
        Factor by which intervals of days of supply are stretched, as a brief has them.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, in the manner of the forecast hubs. Quantiles of places do not add up to
        those of their ``total``, which is therefore given.
    """
    from qafila.simulate.series import telling_series

    parts = []
    for series in telling_series(result):
        if all_draws:
            names = [str(draw) for draw in range(len(series.amounts))]
            parts.append(_rows(series, series.amounts, names, "sample"))
        else:
            quantiles = np.quantile(series.amounts, LEVELS, axis=0)
            parts.append(_rows(series, _told(series, quantiles, inflation), _NAMES))
    return _finished(parts, result.as_of, product_of(result.scenario), result.calibration)


def difference_table(base: Result, changed: Result) -> pd.DataFrame:
    """What the changes make of each series: quantiles of the difference of each pair of draws.

    Parameters
    ----------
    base, changed : Result
        Without and with the changes; same seed, draws and days.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; targets begin with ``difference_of_``.
    """
    from qafila.simulate.series import Series, telling_series

    before = {
        (one.target, one.location, one.commodity): one.amounts for one in telling_series(base)
    }
    parts = []
    for one in telling_series(changed):
        key = (one.target, one.location, one.commodity)
        if key in before:
            apart = one.amounts.astype(np.float64) - before[key]
            series = Series(DIFFERENCE + one.target, *key[1:], one.unit, apart)
            parts.append(_rows(series, np.quantile(apart, LEVELS, axis=0), _NAMES))
    return _finished(parts, changed.as_of, PRODUCT, changed.calibration)


def _told(series: Series, quantiles: NDArray[Any], inflation: float) -> NDArray[Any]:
    """Quantiles as they are told: those of days of supply are stretched, no others."""
    from qafila.forecasting.forecast import SUPPLY
    from qafila.forecasting.widening import widen_days

    return widen_days(quantiles, LEVELS, inflation) if series.target == SUPPLY else quantiles


def summary_table(
    summary: Summary, *, difference: bool = False, inflation: float = 1.0
) -> pd.DataFrame:
    """The same table of draws that were summed up and not held.

    Parameters
    ----------
    summary : Summary
        The simulation.
    difference : bool
        What the changes make, from a summary of pairs, as `difference_table` has it.
    inflation : float
        Factor by which intervals of days of supply are stretched; differences never are.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; quantiles above 512 people are within 1/256.
    """
    every = _summarised(summary, APART if difference else "", DIFFERENCE if difference else "")
    parts = [_rows(series, _told(series, series.amounts, inflation), _NAMES) for series in every]
    return _finished(parts, summary.as_of, product_of(summary.scenario), summary.calibration)


def _summarised(summary: Summary, ending: str, beginning: str) -> Iterator[Series]:
    """Series of a summary; in the place of draws they have quantiles.

    Variables of the summary have the ending, and targets get the beginning.
    """
    from qafila.simulate.members import TOTAL as OF_ALL
    from qafila.simulate.series import TOTAL, Series

    for target, variable in _PEOPLE.items():
        every = summary.quantiles(variable + ending, LEVELS)[:, 1:]
        for site in summary.labels["site"]:
            amounts = every.sel(location=site).to_numpy()
            yield Series(beginning + target, site, "", "people", amounts)
        if summary.labels["site"]:
            amounts = summary.quantiles(variable + OF_ALL + ending, LEVELS)[:, 1:].to_numpy()
            yield Series(beginning + target, TOTAL, "", "people", amounts)
    cover = summary.quantiles("days_of_supply" + ending, LEVELS)[:, 1:]
    for city in summary.labels["city"]:
        for commodity in summary.labels["commodity"]:
            amounts = cover.sel(city=city, commodity=commodity).to_numpy()
            if not np.isnan(amounts).any():
                yield Series(beginning + "days_of_supply", city, commodity, "days", amounts)


def _rows(
    series: Series, values: NDArray[Any], names: list[str], kind: str = "quantile"
) -> pd.DataFrame:
    """Rows of one series; values have the shape (name, day)."""
    days = values.shape[1]
    return pd.DataFrame(
        {
            "target": series.target,
            "horizon": np.repeat(np.arange(1, days + 1), len(names)),
            "location": series.location,
            "commodity": series.commodity,
            "output_type": kind,
            "output_type_id": names * days,
            "value": values.T.ravel().astype(float),
            "unit": series.unit,
        }
    )


def _finished(
    parts: list[pd.DataFrame], as_of: dt.date, product: str, calibration: Calibration | None
) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    frame = pd.concat(parts, ignore_index=True)
    origin = pd.Timestamp(as_of)
    frame["reference_date"] = origin
    frame["target_end_date"] = origin + pd.to_timedelta(frame["horizon"], unit="D")
    frame["product"] = product
    frame["calibrated"] = "no"
    if calibration is not None:
        # People have no commodity, and are never calibrated.
        ours = (frame["commodity"] != "") & (frame["location"] == calibration.city)
        frame.loc[ours, "calibrated"] = "yes"
    return frame[list(COLUMNS)]


def outcomes_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """What a table of quantiles says of the last day, without arrivals of that day alone.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns `COLUMNS`.

    Returns
    -------
    list of dict
        Keys target, location, commodity, unit, median, low90, high90.
    """
    last = table[table["horizon"] == table["horizon"].max()]
    last = last[~last["target"].str.endswith("new_arrivals")]
    key = ["target", "location", "commodity", "unit"]
    told = []
    for names, part in last.groupby(key, sort=False):
        value = dict(zip(part["output_type_id"], part["value"].round(2), strict=True))
        ends = {"median": value[_MIDDLE], "low90": value[_LOW], "high90": value[_HIGH]}
        told.append({**dict(zip(key, names, strict=True)), **ends})
    return told
