"""Places, roads between them, and corridors that supply a city."""

from __future__ import annotations

from qafila.network.admin import regions
from qafila.network.corridors import Corridor, read_corridors
from qafila.network.network import Network
from qafila.network.paths import shortest_km
from qafila.network.seasons import Seasons, months_of

__all__ = [
    "Corridor",
    "Network",
    "Seasons",
    "months_of",
    "read_corridors",
    "regions",
    "shortest_km",
]
