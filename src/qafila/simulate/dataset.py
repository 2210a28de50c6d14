"""Labels for the arrays of a run: dimensions, units and what each variable means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from qafila.kernels.travel import AGE_SEX, GROUPS

if TYPE_CHECKING:
    from qafila.kernels.inputs import Outputs
    from qafila.simulate.goods import Goods
    from qafila.situation import Situation

_TIME = ("draw", "day")
_STOCK = ("city", "commodity")
_CARGO = ("corridor", "commodity")
_AMOUNT = "unit of the commodity"
NOT_ADDED = ("days", "regime")  # units in which a sum over places or goods means nothing
_VARIABLES = {
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
    "in_transit": ((), "people", "Displaced people between two places"),
    "road_open": (("route",), "1", "Whether people can pass a route"),
    "depot": (_STOCK, _AMOUNT, "Stock in depots"),
    "retail": (_STOCK, _AMOUNT, "Stock at pumps"),
    "hoard": (_STOCK, _AMOUNT, "Stock that households keep at home and in tanks"),
    "yard": (_STOCK, _AMOUNT, "Cargo in the city that waits for customs"),
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
        "Regime of a corridor: 0 open, 1 contested, 2 closed",
    ),
}


def build_dataset(situation: Situation, goods: Goods, out: Outputs) -> xr.Dataset:
    """Label the arrays of a run.

    Parameters
    ----------
    situation : Situation
        Gives the labels.
    goods : Goods
        Gives corridors, cities, commodities and normal demand.
    out : Outputs
        The arrays.

    Returns
    -------
    xarray.Dataset
        All variables, `people_start` and `days_of_supply` added.
    """
    network = situation.network
    sites = np.flatnonzero(network.receiving(situation.as_of))
    draws, days = out.at_home.shape
    first = np.datetime64(situation.as_of, "D")
    dates = (first + np.arange(days)).astype("datetime64[s]")
    arrays = {
        name: (_TIME + dims, getattr(out, name), _attrs(units, text))
        for name, (dims, units, text) in _VARIABLES.items()
    }
    people = out.at_home[:, 0] + out.present[:, 0].sum(axis=-1) + out.in_transit[:, 0]
    # Demand without hoarding or rationing has the same mean on every day to come.
    usual = goods.normal_demand[:, None]
    cover = np.divide(
        out.depot + out.retail, usual, out=np.full(out.depot.shape, np.nan), where=usual > 0.0
    )
    return xr.Dataset(
        {
            **arrays,
            "people_start": (("draw",), people, _attrs("people", "All people on day 0")),
            "dry_before": (
                ("draw", *_STOCK),
                goods.dry_before,
                _attrs("days", "Days in a row, up to day 0, for which pumps have been dry"),
            ),
            "normal_demand": (
                ("draw", *_STOCK),
                goods.normal_demand,
                _attrs(f"{_AMOUNT} a day", "Mean demand without hoarding or rationing"),
            ),
            "days_of_supply": (
                _TIME + _STOCK,
                cover,
                _attrs("days", "Stock in depots and at pumps over mean demand"),
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


def _attrs(units: str, description: str) -> dict[str, str]:
    return {"units": units, "description": description, "calibrated": "no"}
