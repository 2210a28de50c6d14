"""What the draws of a siege say of each commodity, with intervals as wide as they must be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.forecasting.widening import widen_quantiles
from qafila.simulate.siege import outlook
from qafila.simulate.siege.outlook import (
    cover,
    dry_on,
    goods_of,
    out_by,
    periods,
    pumped,
    spread,
)
from qafila.simulate.siege.simulate import PRACTICE_DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.siege.run import SiegeRun

TOTAL = "total"
LISTED = ("petrol", "diesel", "power_diesel", "food", "jet_a1")
LITRES, KILOGRAMS = "litres", "kilograms"
_WEEK = 7


@dataclass(frozen=True)
class Rules:
    """How draws are turned into statements.

    Parameters
    ----------
    dry_threshold : float
        Share of normal demand at pumps below which a day is dry.
    dry_days : int
        Dry days in a row that make a stock-out.
    inflation : float
        Factor by which intervals are stretched.
    """

    dry_threshold: float
    dry_days: int
    inflation: float


def known(run: SiegeRun) -> tuple[str, ...]:
    """Commodities of which something can be said, the total of all fuels last.

    Parameters
    ----------
    run : SiegeRun
        The run.

    Returns
    -------
    tuple of str
        Those with a known demand.
    """
    demand = run.goods.normal_demand[:, 0]
    found = [
        name for at, name in enumerate(run.goods.commodities) if demand[:, at].max(initial=0.0) > 0
    ]
    fuels = goods_of(run, None)
    if fuels and demand[:, fuels].max(initial=0.0) > 0:
        found.append(TOTAL)
    return tuple(found)


def of(commodity: str) -> str | None:
    """Name that the functions of the outlook take.

    Parameters
    ----------
    commodity : str
        Commodity, or the total of all fuels.

    Returns
    -------
    str or None
        None for the total.

    Examples
    --------
    >>> of("petrol"), of("total")
    ('petrol', None)
    """
    return None if commodity == TOTAL else commodity


def unit_of(run: SiegeRun, commodity: str) -> str:
    """In what a commodity is counted.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str
        Commodity, or the total of all fuels.

    Returns
    -------
    str
        Base unit.
    """
    if commodity == TOTAL:
        return LITRES
    at = run.goods.commodities.index(commodity)
    return LITRES if run.goods.world.in_tankers[at] == 1 else KILOGRAMS


def dry_before(run: SiegeRun, commodity: str) -> NDArray[np.int64]:
    """For how long pumps have been dry on day 0.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str
        Commodity, or the total of all fuels.

    Returns
    -------
    array, shape (draw,), days
        Of all fuels at pumps together the shortest time.
    """
    found: NDArray[np.int64] = run.goods.dry_before[:, 0, pumped(run, of(commodity))].min(axis=1)
    return found


def is_out(run: SiegeRun, commodity: str, rules: Rules) -> NDArray[np.bool_]:
    """Whether pumps have run dry on or before each day.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str
        Commodity, or the total of all fuels.
    rules : Rules
        What counts as dry.

    Returns
    -------
    array, shape (draw, day)
        Once it is true it stays so.
    """
    dry = dry_on(run, 0, rules.dry_threshold, of(commodity))
    return out_by(dry, rules.dry_days, dry_before(run, commodity))


def registered(run: SiegeRun, commodity: str) -> NDArray[np.float64]:
    """What customs say they register, by day.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str
        Commodity, or the total of all fuels.

    Returns
    -------
    array, shape (draw, day)
        Of the city and its region. What customs report of fuel is no practice for other goods.
    """
    cleared = outlook.registered(run, 0, of(commodity))
    if unit_of(run, commodity) != LITRES:
        return cleared.astype(np.float64)
    return cleared * practised(run)


def practised(run: SiegeRun) -> NDArray[np.float64]:
    """What customs say they registered over what they cleared, by day of a run.

    Parameters
    ----------
    run : SiegeRun
        A run of days to come.

    Returns
    -------
    array, shape (draw, day)
        1 on days before they count otherwise.
    """
    drawn = run.goods.drawn
    days = run.out.registered.shape[1]
    return outlook.practice(drawn["receipts_practice"], drawn[PRACTICE_DAY], days)


def of_commodity(run: SiegeRun, commodity: str, rules: Rules) -> dict[str, Any]:
    """Days of supply, chance of dry pumps, and receipts of a commodity.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str
        One of `known`.
    rules : Rules
        What counts as dry, and how intervals are stretched.

    Returns
    -------
    dict of str to object
        As ``qafila siege --json`` gives it.
    """
    now = cover(run, 0, of(commodity))[:, 0]
    goods = goods_of(run, of(commodity))
    stock = run.out.stock[:, 0, 0, goods].sum(axis=1).astype(np.float64)
    out = is_out(run, commodity, rules)
    return {
        "unit": unit_of(run, commodity),
        "days_of_supply": widened(now, rules),
        "stock": widened(stock, rules),
        "daily_need": spread(run.goods.normal_demand[:, 0, goods].sum(axis=1)),
        "stock_out": [
            {
                "date": (run.first_day + dt.timedelta(days=day)).isoformat(),
                "probability": float(out[:, day].mean()),
            }
            for day in _days_told(out.shape[1] - 1)
        ],
        "dry_already": float(out[:, 0].mean()),
        "receipts": of_receipts(run, commodity, rules),
    }


def of_receipts(run: SiegeRun, commodity: str, rules: Rules) -> list[dict[str, Any]]:
    """Receipts by week from Monday to Sunday, then by month.

    Parameters
    ----------
    run : SiegeRun
        The run.
    commodity : str
        Commodity, or the total of all fuels.
    rules : Rules
        How intervals are stretched.

    Returns
    -------
    list of dict
        Keys start, end, period, whole, unit, and quantiles of the days that the run covers.
    """
    by_day = registered(run, commodity)
    unit = unit_of(run, commodity)
    return [
        {
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "period": one.kind,
            "whole": one.whole,
            "unit": unit,
            **(widened(by_day[:, days].sum(axis=1), rules) or {}),
        }
        for one, days in periods(run.first_day, by_day.shape[1] - 1)
    ]


def widened(draws: NDArray[np.float64], rules: Rules) -> dict[str, float] | None:
    """Quantiles of draws that are stretched around their median.

    Parameters
    ----------
    draws : array, shape (draw,)
        Zero or more; draws without a value are left out.
    rules : Rules
        How far.

    Returns
    -------
    dict of str to float
        Values at p05, p25, p50, p75, p95; None if no draw has a value.
    """
    told = draws[np.isfinite(draws)]
    if not len(told):
        return None
    found = spread(told)
    levels = [int(name[1:]) / 100.0 for name in found]
    wide = widen_quantiles(levels, list(found.values()), rules.inflation)
    return dict(zip(found, wide.tolist(), strict=True))


def _days_told(days: int) -> list[int]:
    """The day itself, each week, and the last day."""
    return sorted({*range(0, days + 1, _WEEK), days})
