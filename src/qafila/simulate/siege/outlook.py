"""What the draws of a siege say: days of supply, pumps that run dry, receipts by week and month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.simulate.siege.run import SiegeRun

WEEK = 7
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Period:
    """A week from Monday to Sunday, or a calendar month, as far as the run covers it.

    Parameters
    ----------
    kind : str
        ``week`` or ``month``.
    start, end : datetime.date
        First and last day that the run covers.
    whole : bool
        Whether that is all of it.
    """

    kind: str
    start: dt.date
    end: dt.date
    whole: bool


def goods_of(run: SiegeRun, commodity: str | None) -> list[int]:
    """Numbers of a commodity, or of all fuels.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str or None
        Name; None for all fuels together.

    Returns
    -------
    list of int
        Along the axis of commodities.
    """
    if commodity is not None:
        return [run.goods.commodities.index(commodity)]
    return np.flatnonzero(run.goods.world.in_tankers == 1).tolist()


def pumped(run: SiegeRun, commodity: str | None) -> list[int]:
    """Numbers of a commodity, or of all fuels that stations sell: power plants have their own.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str or None
        Name; None for all fuels at pumps together, or where stations sell none for all fuels.

    Returns
    -------
    list of int
        Along the axis of commodities.
    """
    found = goods_of(run, commodity)
    sold = [number for number in found if run.goods.world.hoarded[number] == 1]
    return (sold or found) if commodity is None else found


def cover(run: SiegeRun, city: int, commodity: str | None = None) -> NDArray[np.float64]:
    """Days of supply of a city.

    Parameters
    ----------
    run : SiegeRun
        The run.
    city : int
        Number of the city.
    commodity : str, optional
        Name; by default all fuels together.

    Returns
    -------
    array, shape (draw, day), days
        Stock in the city's depots and at pumps over what it needs on average, without rationing or
        hoarding, in the seven days after; on the last days of a run in those that are left, and on
        the last one in normal times. NaN where nothing is needed.
    """
    goods = goods_of(run, commodity)
    stock = run.out.stock[:, :, city, goods].sum(axis=2)
    needed = run.out.needed[:, :, city, goods].sum(axis=2).astype(np.float64)
    usual = run.goods.normal_demand[:, city, goods].sum(axis=1)
    total = np.concatenate([np.zeros((len(needed), 1)), needed.cumsum(axis=1)], axis=1)
    days = needed.shape[1]
    first = np.arange(1, days + 1)
    last = np.minimum(first + WEEK, days)
    count = last - first
    mean = (total[:, last] - total[:, first]) / np.maximum(count, 1)
    mean[:, count == 0] = usual[:, None]
    days_left = np.full(stock.shape, np.nan)
    np.divide(stock, mean, out=days_left, where=mean > 0.0)
    return days_left


def dry_on(
    run: SiegeRun, city: int, threshold: float, commodity: str | None = None
) -> NDArray[np.bool_]:
    """Days on which less than a share of normal demand at pumps is served.

    Parameters
    ----------
    run : SiegeRun
        The run.
    city : int
        Number of the city.
    threshold : float
        The share.
    commodity : str, optional
        Name; by default all fuels together.

    Returns
    -------
    array, shape (draw, day)
        The first day, which is the opening, is never dry.
    """
    goods = pumped(run, commodity)
    served = run.out.served[:, :, city, goods].sum(axis=2)
    usual = run.goods.normal_demand[:, city, goods].sum(axis=1)[:, None]
    dry: NDArray[np.bool_] = (served < threshold * usual) & (usual > 0.0)
    dry[:, 0] = False
    return dry


def out_by(
    dry: NDArray[np.bool_], days: int, before: NDArray[np.int64] | None = None
) -> NDArray[np.bool_]:
    """Whether pumps were dry for so many days in a row by each day.

    Parameters
    ----------
    dry : array, shape (draw, day)
        From `dry_on`.
    days : int
        In a row.
    before : array, shape (draw,), days, optional
        For how long they have been dry on the first day.

    Returns
    -------
    array, shape (draw, day)
        Once it is true it stays so.

    Examples
    --------
    >>> out_by(np.array([[False, True, True, False]]), 2).tolist()
    [[False, False, True, True]]
    """
    row = np.zeros(len(dry), dtype=np.int64) if before is None else before.copy()
    found = np.zeros(dry.shape, dtype=bool)
    found[:, 0] = row >= days
    for day in range(1, dry.shape[1]):
        row = np.where(dry[:, day], row + 1, 0)
        found[:, day] = found[:, day - 1] | (row >= days)
    return found


def registered(run: SiegeRun, city: int, commodity: str | None = None) -> NDArray[np.int64]:
    """What customs clear for a city and its region, by day.

    Parameters
    ----------
    run : SiegeRun
        The run.
    city : int
        Number of the city.
    commodity : str, optional
        Name; by default all fuels together.

    Returns
    -------
    array, shape (draw, day), unit of the commodity
        Flows; what customs say they registered is this times `practice`.
    """
    goods = goods_of(run, commodity)
    cleared: NDArray[np.int64] = run.out.registered[:, :, city, goods].sum(axis=2)
    return cleared


def practice(
    factor: NDArray[np.float64], since: NDArray[np.float64], days: int
) -> NDArray[np.float64]:
    """What customs say they registered over what they cleared: a claim of theirs, and no flow.

    Parameters
    ----------
    factor : array, shape (draw,)
        Registered over cleared fuel, once they count otherwise.
    since : array, shape (draw,), days
        First day on which they do; below 0 where they did before.
    days : int
        Days of the run, with day 0.

    Returns
    -------
    array, shape (draw, day)
        1 before.

    Examples
    --------
    >>> practice(np.array([2.0]), np.array([1.0]), 3).tolist()
    [[1.0, 2.0, 2.0]]
    """
    counts = np.arange(days)[None, :] >= since[:, None]
    return np.where(counts, factor[:, None], 1.0)


def periods(first: dt.date, days: int) -> Iterator[tuple[Period, slice]]:
    """Weeks, then months, of the days after day 0.

    Parameters
    ----------
    first : datetime.date
        Day 0.
    days : int
        Days after it.

    Yields
    ------
    Period
        As far as it is covered.
    slice
        Its days, day 0 being 0.

    Examples
    --------
    >>> found = list(periods(dt.date(2025, 10, 31), 10))
    >>> found[0][0].start.isoformat(), found[0][0].end.isoformat(), found[0][0].whole
    ('2025-11-01', '2025-11-02', False)
    """
    dates = [first + dt.timedelta(days=number) for number in range(1, days + 1)]
    for kind in ("week", "month"):
        keys = [_key(kind, date) for date in dates]
        for key in dict.fromkeys(keys):
            at = [number for number, one in enumerate(keys) if one == key]
            start, end = dates[at[0]], dates[at[-1]]
            before, after = start - dt.timedelta(days=1), end + dt.timedelta(days=1)
            whole = _key(kind, before) != key and _key(kind, after) != key
            yield Period(kind, start, end, whole), slice(at[0] + 1, at[-1] + 2)


def _key(kind: str, date: dt.date) -> tuple[int, int]:
    return date.isocalendar()[:2] if kind == "week" else (date.year, date.month)


def spread(values: NDArray[np.float64]) -> dict[str, float]:
    """Quantiles of draws.

    Parameters
    ----------
    values : array, shape (draw,)
        Values.

    Returns
    -------
    dict of str to float
        Values at p05, p25, p50, p75, p95.

    Examples
    --------
    >>> spread(np.arange(101.0))["p95"]
    95.0
    """
    found = np.quantile(values, _LEVELS)
    return {f"p{round(level * 100):02d}": float(q) for level, q in zip(_LEVELS, found, strict=True)}
