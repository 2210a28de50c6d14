"""Places, roads between them, and corridors that supply a city."""

from __future__ import annotations

from qafila.network.corridors import Corridor, read_corridors
from qafila.network.network import Network
from qafila.network.paths import shortest_km

__all__ = ["Corridor", "Network", "read_corridors", "shortest_km"]
