"""Names for people in the place of identifiers, as lines on a terminal show them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qafila.simulate.scenario import Change
    from qafila.situation import Situation

TOTAL = "total"


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    from qafila.places import countries

    return {one.code: one.names[0] for one in countries()}


def names_of(situation: Situation, changes: Iterable[Change] = ()) -> dict[str, str]:
    """Names of the places that a simulation tells of, and of what a scenario changes.

    Parameters
    ----------
    situation : Situation
        What is known.
    changes : iterable of Change
        Those of the scenario.

    Returns
    -------
    dict of str to str
        English, by identifier: places with their country, roads by their ends.

    Examples
    --------
    >>> import qafila as qf
    >>> names_of(qf.open_case("teaching").situation())["halim"]
    'Halim camp, XAB'
    """
    network = situation.network
    rows = network.locations.set_index("location_id")
    plain = {str(key): str(one) for key, one in rows["name_en"].items()}
    codes = {str(key): str(code) for key, code in rows["country"].items()}
    where: dict[str, str] = {key: _countries().get(code, code) for key, code in codes.items()}
    told = {key: f"{one}, {where[key]}" for key, one in plain.items()}
    corridors = situation.corridor_table().set_index("corridor_id")["name_en"]
    ends = network.routes.set_index("route_id")
    receives = network.locations["reception"].tolist()
    found = {key: told[key] for key, open_ in zip(told, receives, strict=True) if open_}
    found |= {
        stock: plain[stock] for stock in map(str, situation.stocks["location_id"]) if stock in plain
    }
    found[TOTAL] = "all reception places"
    for change in changes:
        for one in (change.target_id, change.second_id):
            if change.kind.endswith("_corridor") and one in corridors.index:
                found[one] = str(corridors[one])
            elif change.kind.endswith("_route") and one in ends.index:
                found[one] = " - ".join(
                    plain[str(ends.loc[one, end])] for end in ("from_id", "to_id")
                )
            elif change.kind.endswith("_border"):
                found[one] = _countries().get(one, one)
            elif one in told:
                found[one] = told[one]
    return found
