"""Names of what is forecast: measure and setting, as rows of ``schema/targets.csv``."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from qafila.files import package_data
from qafila.forecasting.displacement.cases import COUNTRY
from qafila.forecasting.displacement.counted import no_site
from qafila.forecasting.displacement.reports import ALL
from qafila.forecasting.displacement.reports import COUNTRY as SUM

if TYPE_CHECKING:
    from collections.abc import Collection

STOCK, CHANGE = "registered_stock", "registered_net_change"
_ENDINGS = {SUM: "_country", ALL: "_total"}
_WHOLE, _HOST, _PLACE = "_whole_country", "_host_community", "_place"


def target_of(measure: str, kind: str, place: str, hosted: Collection[str] = ()) -> str:
    """Name of a target.

    Parameters
    ----------
    measure : str
        ``registered_stock`` or ``registered_net_change``.
    kind : str
        ``site``, ``country`` or ``all``.
    place : str
        The series.
    hosted : collection of str
        Places of people in host communities and towns; and, as `counted.no_site` calls them, places
        that are not known to be a camp or site.

    Returns
    -------
    str
        A row of ``schema/targets.csv``.

    Examples
    --------
    >>> target_of(STOCK, "site", "mbera"), target_of(CHANGE, "site", "country:MRT")
    ('registered_stock', 'registered_net_change_whole_country')
    >>> target_of(STOCK, "site", "bouna", {no_site("bouna")})
    'registered_stock_place'
    """
    if kind in _ENDINGS:
        return measure + _ENDINGS[kind]
    if place.startswith(COUNTRY):
        return measure + _WHOLE
    if place in hosted:
        return measure + _HOST
    return measure + (_PLACE if no_site(place) in hosted else "")


@cache
def validated() -> frozenset[str]:
    """Targets that have been scored on past crises.

    Returns
    -------
    frozenset of str
        Those that ``schema/targets.csv`` marks so; whatever is not among them is told as "not
        validated".

    Examples
    --------
    >>> STOCK in validated(), "new_arrivals_by_crossing" in validated()
    (True, False)
    """
    text = package_data("schema", "targets.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return frozenset(row["target"] for row in rows if row["validated"] == "yes")
