"""Crossings and borders that a scenario opens or closes for the supply of a city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.siege.tables import FREE, PASSABLE, REGIMES
from qafila.simulate.changes import border_routes, crossing_routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from qafila.network import Corridor, Network
    from qafila.simulate.scenario import Change

_CLOSED = REGIMES.index("closed")
_KINDS = ("open_crossing", "close_crossing", "open_border")


def hold_crossings(
    changes: Sequence[Change],
    network: Network,
    corridors: Sequence[Corridor],
    held: NDArray[np.int8],
) -> None:
    """Hold corridors over a crossing or border that is named.

    Parameters
    ----------
    changes : sequence of Change
        Changes of a scenario, whose names are known to exist.
    network : Network
        Places and routes.
    corridors : sequence of Corridor
        Corridors.
    held : array, shape (day + 1, corridor), int8
        What is held already, which goes before; changed in place.

    Notes
    -----
    A closed crossing closes the corridors over it. One that opens is no longer what closes them:
    the road beyond is as contested as before.
    """
    for change in changes:
        if change.kind not in _KINDS:
            continue
        days = slice(change.start_day, None if change.end_day is None else change.end_day + 1)
        value = _CLOSED if change.kind == "close_crossing" else PASSABLE
        for number in _over(change, network, corridors):
            column = held[days, number]
            column[column == FREE] = value


def _over(change: Change, network: Network, corridors: Sequence[Corridor]) -> list[int]:
    if change.kind.endswith("_border"):
        routes = set(border_routes(network, change.target_id, change.second_id))
    else:
        routes = set(crossing_routes(network, change.target_id))
    return [
        number
        for number, one in enumerate(corridors)
        if one.crossing_id == change.target_id or not routes.isdisjoint(one.route_indices)
    ]
