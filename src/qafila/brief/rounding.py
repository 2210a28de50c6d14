"""Forecasts as the public profile may tell them: two digits, people never finer than tens."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from qafila.brief.rules import rule

if TYPE_CHECKING:
    from collections.abc import Iterable


def two_digits(value: float) -> float:
    """A number with two significant digits.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    float
        The rounded number; what is not finite stays.

    Examples
    --------
    >>> two_digits(12470.0), two_digits(0.0437)
    (12000.0, 0.044)
    """
    if value == 0 or not math.isfinite(value):
        return value
    digits = int(rule("forecast_digits"))
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def public_people(value: float) -> float:
    """Forecast of people as it may be told: two digits, never finer than ten people.

    Parameters
    ----------
    value : float
        People.

    Returns
    -------
    float
        The rounded number; not a number if it is above zero and under ten.

    Examples
    --------
    >>> public_people(12470.0), public_people(17.0), public_people(4.0), public_people(0.0)
    (12000.0, 20.0, nan, 0.0)
    """
    threshold = rule("small_count")
    if value == 0 or not math.isfinite(value):
        return value
    if value < threshold:
        return math.nan
    return max(threshold, math.floor(two_digits(value) / threshold + 0.5) * threshold)


def public_forecast(frame: pd.DataFrame, people: Iterable[str]) -> pd.DataFrame:
    """Forecast rows as they may be told.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns of a forecast.
    people : iterable of str
        Targets that count people.

    Returns
    -------
    pandas.DataFrame
        The same rows with rounded values and a column ``suppressed``.

    Examples
    --------
    >>> frame = pd.DataFrame({"target": ["a", "a"], "value": [3.0, 1234.0]})
    >>> public_forecast(frame, ["a"])["value"].tolist()
    [nan, 1200.0]
    """
    counted = frame["target"].isin(list(people))
    values = [
        public_people(value) if is_people else two_digits(value)
        for value, is_people in zip(frame["value"], counted, strict=True)
    ]
    rounded = pd.Series(values, index=frame.index, dtype="float64")
    return frame.assign(value=rounded, suppressed=rounded.isna() & frame["value"].notna())
