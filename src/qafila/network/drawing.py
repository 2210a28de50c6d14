"""Places and roads of a network as tables that `charts` can draw."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from qafila import terms
from qafila.charts import draw_network
from qafila.files import package_data
from qafila.pictures import Picture, check_language, say, write_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qafila.network.network import Network

LINE = ("from_longitude", "from_latitude", "to_longitude", "to_latitude")


@lru_cache(maxsize=1)
def borders() -> Mapping[str, Any]:
    """Outlines of countries that ship with the package.

    Returns
    -------
    mapping
        GeoJSON with a credit.

    Examples
    --------
    >>> borders()["type"]
    'FeatureCollection'
    """
    text = package_data("defaults", "borders.geojson").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def stretches(network: Network, routes: Iterable[int] | None = None) -> pd.DataFrame:
    """Routes as lines between their places.

    Parameters
    ----------
    network : Network
        Places and routes.
    routes : iterable of int, optional
        Numbers of the routes, in order; all by default.

    Returns
    -------
    pandas.DataFrame
        Columns `LINE`, ``route_id`` and ``mode``.
    """
    spots = network.locations[["longitude", "latitude"]].to_numpy(dtype=float)
    modes = list(network.routes["mode"])
    chosen = range(len(network.route_ids)) if routes is None else routes
    rows = [
        (
            *spots[network.from_index[number]],
            *spots[network.to_index[number]],
            network.route_ids[number],
            modes[number],
        )
        for number in chosen
    ]
    return pd.DataFrame(rows, columns=[*LINE, "route_id", "mode"])


def plot_network(network: Network, city: str, name: str, language: str = "en") -> Picture:
    """Map of a whole network: every road by mode, every place by kind.

    Parameters
    ----------
    network : Network
        Places and routes.
    city : str
        Place that is named in any case.
    name : str
        What the network belongs to.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The map.
    """
    check_language(language)
    places = pd.DataFrame(
        {
            "label": network.locations[f"name_{language}"],
            "longitude": network.locations["longitude"].astype(float),
            "latitude": network.locations["latitude"].astype(float),
            "kind": network.locations["kind"],
            "main": network.locations["location_id"] == city,
        }
    )
    roads = stretches(network)
    texts = {
        term: terms.label(kind, term, language)
        for kind in ("route_mode", "location_kind")
        for term in terms.values(kind)
    }
    title = say("network_title", language, name=name)
    counts = [
        f"{texts[str(term)]}: {count}"
        for table, column in ((places, "kind"), (roads, "mode"))
        for term, count in table[column].value_counts().sort_index().items()
    ]
    chart = draw_network(borders(), places, roads, texts, write_style(language), title=title)
    return Picture(chart, title, "; ".join(counts), language)
