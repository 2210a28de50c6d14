"""Forecasts of registered people made by hand, for what is shown of them."""

from __future__ import annotations

import datetime as dt

import numpy as np

from qafila.forecasting.displacement.naming import CHANGE, STOCK, target_of
from qafila.forecasting.displacement.outlook import Outlook
from qafila.forecasting.displacement.registered import TOLD, Registered
from qafila.forecasting.displacement.reports import ALL, SITE
from qafila.forecasting.displacement.residuals import LEVELS
from tests.support.displacement import crisis
from tests.support.synthetic_brief import AS_OF

HORIZONS = (7, 30, 60, 90)


def outlook(people: dict[str, float], age: int = 20, spread: float = 0.5) -> Outlook:
    """Places with their last report; intervals of a share of it, wider with the horizon."""
    places = tuple(people) + (("total",) if len(people) > 1 else ())
    kinds = (SITE,) * len(people) + ((ALL,) if len(people) > 1 else ())
    stock = np.array([*people.values(), *([sum(people.values())] if len(people) > 1 else [])])
    level = np.asarray(LEVELS)[None, None, :]
    ahead = np.asarray(HORIZONS)[None, :, None] / HORIZONS[-1]
    quantiles = stock[:, None, None] * (1 + spread * (1 + ahead) * (level - 0.5))
    changes, stocks = (
        tuple(target_of(measure, kind, one) for kind, one in zip(kinds, places, strict=True))
        for measure in (CHANGE, STOCK)
    )
    made = crisis()
    return Outlook(
        made, (AS_OF - made.start).days, HORIZONS, places, kinds, changes, stocks, stock,
        np.full(len(places), float(age)),
        np.full(len(places), (AS_OF - made.start).days - age), quantiles, quantiles,
        {7: {"persistence": 1.0}}, (), (),
        1000.0,
    )  # fmt: skip


def registered(
    people: dict[str, float], age: int = 20, spread: float = 0.5, source: str = "UNHCR"
) -> Registered:
    """The forecast with its sources."""
    chosen = dict.fromkeys(people, source)
    return Registered("MLI", TOLD, outlook(people, age, spread), chosen, countries=6)


def day_of(age: int) -> dt.date:
    """Day of a last report."""
    return AS_OF - dt.timedelta(days=age)
