"""What a series looked like on a day: weekly values of a year, and how large and quick it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.reports import Series

WEEK = 7
_YEAR = 365
_SLOPE, _FLOW = 30, 60  # days over which change is measured
# A change is counted in units of this: shares of the stock and of all people, weeks of change.
_OF_STOCK, _OF_TOTAL, _LEAST = 0.02, 0.002, 20.0


@dataclass(frozen=True, eq=False)
class History:
    """One series on the day of the forecast.

    Parameters
    ----------
    weekly : array, shape (week,), people
        Values a week apart, the last on the day itself; between two reports on the straight line,
        after the last report as reported. A year at most.
    stock : float
        People by the last report.
    age : int
        Days since the last report.
    length : int
        Days since the first report of anybody.
    slope : float
        Change in people a day over 30 days.
    flow : float
        Rises alone in people a day over 60 days.
    total : float
        People of all places of the crisis.
    scale : float
        Unit in which changes of this series are counted, in people.
    """

    weekly: NDArray[np.float64]
    stock: float
    age: int
    length: int
    slope: float
    flow: float
    total: float
    scale: float


def history(series: Series, origin: int, total: float) -> History:
    """Look at a series on a day.

    Parameters
    ----------
    series : Series
        As known on that day, with at least one report.
    origin : int
        The day.
    total : float
        People of all places.

    Returns
    -------
    History
        What can be seen.

    Examples
    --------
    >>> from qafila.forecasting.displacement.reports import Series
    >>> seen = history(Series("a", "site", np.array([0, 30]), np.array([0.0, 3000.0])), 37, 3000.0)
    >>> seen.weekly.tolist()
    [200.0, 900.0, 1600.0, 2300.0, 3000.0, 3000.0]
    >>> seen.stock, seen.age, round(seen.slope, 1), round(seen.scale)
    (3000.0, 7, 76.7, 537)
    """
    begun = int(series.day[np.argmax(series.people > 0)])
    first = max(int(series.day[0]), origin - _YEAR)
    days = np.arange(origin, first - 1, -WEEK)[::-1]
    stock = float(series.people[-1])
    slope = (stock - _value(series, origin - _SLOPE)) / _SLOPE
    grid = np.arange(origin - _FLOW, origin + 1, dtype=np.float64)
    values = np.interp(grid, series.day, series.people)
    flow = float(np.maximum(np.diff(values), 0.0).sum()) / _FLOW
    scale = max(_OF_STOCK * stock, WEEK * abs(slope), WEEK * flow, _OF_TOTAL * total, _LEAST)
    weekly = np.interp(days, series.day, series.people)
    return History(
        weekly, stock, origin - int(series.day[-1]), origin - begun, slope, flow, total, scale
    )


def _value(series: Series, day: int) -> float:
    return float(np.interp(day, series.day, series.people))
