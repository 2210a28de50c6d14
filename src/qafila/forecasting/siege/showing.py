"""A siege as HTML for notebooks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from qafila.cards import card, count
from qafila.forecasting.siege.quantities import LISTED, TOTAL
from qafila.forecasting.siege.record import RESTRICTED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qafila.forecasting.siege.siege import Siege

_HEAD = ("", "days of supply today", "5 %", "95 %")


def siege_card(siege: Siege) -> str:
    """A siege as HTML.

    Parameters
    ----------
    siege : Siege
        The siege.

    Returns
    -------
    str
        Days of supply today and the chance of dry pumps by the last day, by commodity.
    """
    record = siege.record()
    last = siege.run.first_day + dt.timedelta(days=siege.scenario.days)
    facts = (
        count(siege.run.draws, "draw"),
        count(siege.scenario.days, "day"),
        f"seed {siege.scenario.seed}",
        record["calibration"]["told"],
        count(len(siege.what_if), "what-if"),
        RESTRICTED,
    )
    listed = [name for name in (*LISTED, TOTAL) if name in record["commodities"]]
    return card(
        f"Siege of {siege.city} as of {record['as_of']}",
        facts,
        (*_HEAD, f"pumps dry by {last}"),
        [_row(name, record["commodities"][name]) for name in listed],
        "; ".join((record["rules"]["intervals"], *record["notes"])),
    )


def _row(name: str, one: Mapping[str, Any]) -> tuple[str, ...]:
    found, chances = one["days_of_supply"], one["stock_out"]
    what = name.replace("_", " ") + (" (split not validated)" if one["split"] else "")
    cells = ("p50", "p05", "p95")
    told = [UNKNOWN, "", ""] if found is None else [f"{found[level]:.1f}" for level in cells]
    if one["data"]:
        told[0] = one["data"]
    return (what, *told, f"{chances[-1]['probability']:.0%}" if chances else "")
