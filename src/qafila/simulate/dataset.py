"""Labels for the arrays of a run: dimensions, units and what each variable means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from qafila.kernels.travel import AGE_SEX, GROUPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.simulate.members import Arrays
    from qafila.simulate.siege.goods import Goods
    from qafila.simulate.siege.particles import Calibration
    from qafila.situation import Situation

_TIME = ("draw", "day")
_STOCK = ("city", "commodity")
_CARGO = ("corridor", "commodity")
_AMOUNT = "unit of the commodity"
NOT_ADDED = ("days", "regime")  # units in which a sum over places or goods means nothing
VARIABLES = {
    "arrivals": (("location",), "people", "New arrivals at reception places on that day"),
    "arrivals_by_group": (("group",), "people", "New arrivals on that day by reason of leaving"),
    "arrivals_by_age_sex": (
        ("site", "age_sex"),
        "people",
        "New arrivals at a reception place on that day by age and sex",
    ),
    "returned": (("site",), "people", "People who went home from a reception place on that day"),
    "registered": (("site",), "people", "People registered at a reception place on that day"),
    "waiting_registration": (
        ("site",),
        "people",
        "People received who wait to be registered; nobody where no limit of intake is known",
    ),
    "in_camp": (("site",), "people", "People received who live in the camp or site"),
    "host_community": (("site",), "people", "People received who live with residents around"),
    "site_full": (
        ("site",),
        "1",
        "Whether the camp has no more room; never where its capacity is not known",
    ),
    "present": (("location",), "people", "Displaced people at a place"),
    "at_home": ((), "people", "Residents who have not left"),
    "held_back": ((), "people", "Residents at home who would have left but were held back"),
    "in_transit": ((), "people", "Displaced people between two places"),
    "road_open": (("route",), "1", "Whether people can pass a route"),
    "depot": (_STOCK, _AMOUNT, "Stock in depots"),
    "retail": (_STOCK, _AMOUNT, "Stock at pumps"),
    "hoard": (_STOCK, _AMOUNT, "Stock that households keep at home and in tanks"),
    "yard": (_STOCK, _AMOUNT, "Cargo in the city that waits for customs"),
    "pool": (_STOCK, _AMOUNT, "Cleared by customs and not yet shared out"),
    "reserved": (_STOCK, _AMOUNT, "Reserve, which days of supply do not count"),
    "backlog": (_STOCK, _AMOUNT, "What the region around the city has missed and still asks for"),
    "cleared": (_STOCK, _AMOUNT, "Cleared by customs on that day, for city and region"),
    "regional": (_STOCK, _AMOUNT, "Sent to the region on that day"),
    "under_way": (_CARGO, _AMOUNT, "Cargo on the road"),
    "demand": (_STOCK, _AMOUNT, "Demand of the day at pumps"),
    "served": (_STOCK, _AMOUNT, "Demand served"),
    "unmet": (_STOCK, _AMOUNT, "Demand not served"),
    "used": (_STOCK, _AMOUNT, "Used by people on that day, from pumps or from home"),
    "imported": (_STOCK, _AMOUNT, "Cargo loaded for the city"),
    "lost": (_STOCK, _AMOUNT, "Cargo destroyed by attacks"),
    "received": (_CARGO, _AMOUNT, "Cargo that reached the city"),
    "waiting": (_CARGO, _AMOUNT, "Cargo that waits at the border or for escort"),
    "corridor_state": (
        ("corridor",),
        "regime",
        "Regime of a corridor: 0 open, 1 contested, 2 closed, 3 truce",
    ),
}


COVER = (_STOCK, "days", "Stock in depots and at pumps over mean demand")


def days_of_supply(stock: NDArray[np.int64], usual: NDArray[np.float64]) -> NDArray[np.float64]:
    """How long a stock lasts.

    Parameters
    ----------
    stock : array, shape (draw, day, city, commodity)
        In depots and at pumps.
    usual : array, shape (draw, city, commodity), unit a day
        Demand without hoarding or rationing, whose mean is the same on every day to come.

    Returns
    -------
    array, shape (draw, day, city, commodity), days
        NaN where nothing is used.
    """
    demand = usual[:, None]
    cover = np.full(stock.shape, np.nan)
    np.divide(stock, demand, out=cover, where=demand > 0.0)
    return cover


def build_dataset(
    situation: Situation,
    goods: Goods,
    arrays: Arrays,
    calibration: Calibration | None = None,
) -> xr.Dataset:
    """Label the arrays of a run.

    Parameters
    ----------
    situation : Situation
        Gives the labels.
    goods : Goods
        Gives corridors, cities, commodities and normal demand.
    arrays : mapping of str to array, shape (draw, day, ...)
        The arrays.
    calibration : Calibration, optional
        Which posterior the draws come from.

    Returns
    -------
    xarray.Dataset
        All variables, `people_start` and what is known of day 0 added. The attribute `calibrated`
        of what a posterior of one of several cities decides is ``in part``.
    """
    network = situation.network
    sites = np.flatnonzero(network.receiving(situation.as_of))
    draws, days = arrays["at_home"].shape
    first = np.datetime64(situation.as_of, "D")
    dates = (first + np.arange(days)).astype("datetime64[s]")
    labelled = {
        name: (_TIME + dims, arrays[name], attributes(units, text))
        for name, (dims, units, text) in {**VARIABLES, "days_of_supply": COVER}.items()
    }
    present = arrays["present"][:, 0].sum(axis=-1)
    people = arrays["at_home"][:, 0] + present + arrays["in_transit"][:, 0]
    found = xr.Dataset(
        {
            **labelled,
            "people_start": (("draw",), people, attributes("people", "All people on day 0")),
            "dry_before": (
                ("draw", *_STOCK),
                goods.dry_before,
                attributes("days", "Days in a row, up to day 0, for which pumps have been dry"),
            ),
            "normal_demand": (
                ("draw", *_STOCK),
                goods.normal_demand,
                attributes(f"{_AMOUNT} a day", "Mean demand without hoarding or rationing"),
            ),
        },
        coords={
            "draw": np.arange(draws),
            "day": np.arange(days),
            "date": ("day", dates),
            "location": list(network.location_ids),
            "country": ("location", network.locations["country"].to_numpy(dtype=str)),
            "reception": ("location", network.locations["reception"].to_numpy(dtype=bool)),
            "site": np.array(network.location_ids)[sites].tolist(),
            "route": list(network.route_ids),
            "group": list(GROUPS),
            "age_sex": list(AGE_SEX),
            "corridor": [corridor.corridor_id for corridor in goods.corridors],
            "city": list(goods.cities),
            "commodity": list(goods.commodities),
        },
    )
    return _marked(found, goods, calibration)


def _marked(data: xr.Dataset, goods: Goods, calibration: Calibration | None) -> xr.Dataset:
    """The same, saying what is calibrated: supply of a city, never people."""
    if calibration is None:
        data.attrs["calibrated"] = "no"
        return data
    how = "yes" if goods.cities == (calibration.city,) else "in part"
    for variable in data.data_vars.values():
        if {"city", "commodity", "corridor"} & set(variable.dims):
            variable.attrs["calibrated"] = how
    data.attrs |= {"calibrated": "yes", "calibration": str(calibration)}
    return data


def attributes(units: str, description: str) -> dict[str, str]:
    """Attributes of a variable.

    Parameters
    ----------
    units : str
        Unit.
    description : str
        One line.

    Returns
    -------
    dict of str to str
        They say that nothing is calibrated, until a posterior says otherwise.

    Examples
    --------
    >>> attributes("people", "New arrivals")["units"]
    'people'
    """
    return {"units": units, "description": description, "calibrated": "no"}
