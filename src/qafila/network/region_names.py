"""Regions that hold the places of a case, named as in claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qafila.places import regions
from qafila.text import fold

if TYPE_CHECKING:
    import pandas as pd


def regions_of(locations: pd.DataFrame) -> dict[str, str]:
    """Region of each place: the town it is called after if there is one, as in claims.

    Parameters
    ----------
    locations : pandas.DataFrame
        Table of the case.

    Returns
    -------
    dict of str to str
        Region by place; a place that is its own region is left out.
    """
    rows: list[dict[str, Any]] = locations.to_dict("records")  # type: ignore[assignment]
    known: dict[tuple[str, str], str] = {}
    for place in regions():
        for name in place.names:
            known[place.country or "", fold(name).text] = place.location_id or name
    for row in rows:
        for name in (row["name_en"], row["name_fr"], *row["aliases"]):
            known[row["country"], fold(name).text] = row["location_id"]
    found = {
        row["location_id"]: known.get((row["country"], fold(row["admin1_name"]).text), "")
        for row in rows
        if row["admin1_name"]
    }
    return {place: region for place, region in found.items() if region and region != place}
