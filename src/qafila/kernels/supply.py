"""What the stock kernel knows of corridors and cities: its rates, its state, its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OPEN, CONTESTED, CLOSED = 0, 1, 2

REGIME, OPENING, CONVOYS, UNESCORTED, DEMAND = 0, 1, 2, 3, 4
STREAMS = (
    "stocks.regime",
    "stocks.opening",
    "stocks.convoys",
    "stocks.unescorted",
    "stocks.demand",
)

(
    REGIME_SWITCH,
    REGIME_FADE,
    CATCH_UP,
    REROUTE,
    CAPACITY,
    CONTESTED_LOADING,
    QUEUE_LIMIT,
    RELEASE,
    UNESCORTED_SHARE,
    UNESCORTED_ATTACK,
    CONVOY_RATE,
    CONVOY_SIZE,
    CONVOY_SPREAD,
    ATTACK_CHANCE,
    LOSS_SHARE,
    LOSS_CONCENTRATION,
    TANKER,
    CITY_SHARE,
    CLEARANCE_DAYS,
    CLEARANCE_LIMIT,
    UNLOADING,
    RETAIL_COVER,
    DEMAND_SPREAD,
    HOARD_COVER,
    HOARDING,
    HOARD_LIMIT,
    RATION_COVER,
    RATION_SHARE,
    OPENING_QUEUE,
    OPENING_CONTESTED,
    CORRELATION,
) = range(31)
RATES = (
    "regime_redraw",
    "regime_memory",
    "catch_up",
    "reroute_share",
    "corridor_capacity",
    "contested_loading",
    "queue_limit",
    "queue_release",
    "unescorted_share",
    "unescorted_attack_chance",
    "convoy_rate",
    "convoy_size",
    "convoy_size_spread",
    "convoy_attack_chance",
    "convoy_loss_share",
    "convoy_loss_concentration",
    "tanker_volume",
    "city_share",
    "clearance_time",
    "clearance_limit",
    "unloading_limit",
    "retail_cover",
    "demand_spread",
    "hoarding_cover",
    "hoarding_factor",
    "hoarding_limit",
    "rationing_cover",
    "rationing_share",
    "opening_queue",
    "opening_contested_flow",
    "regime_correlation",
)
ITEMS_PER_CITY = 4096  # addresses of random numbers that a city may use in a day


class StockWorld(NamedTuple):
    """What is the same for all members and days.

    corridor_city (corridor,) number of the city; prior (corridor, state) chance of each regime
    without evidence; fuel : int, number of the commodity that goes in tankers, -1 if there is none.
    """

    corridor_city: NDArray[np.int64]
    prior: NDArray[np.float64]
    fuel: int


class StockState(NamedTuple):
    """What one member remembers from day to day.

    regime (corridor,) today; chain (corridor,) as chance has it, without what a scenario forces;
    belief (corridor, state) this member's chances on day 0; waiting (corridor, commodity);
    ring (slot, corridor, commodity) by day of arrival modulo slots; yard, depot, retail
    (city, commodity); hoard (city, commodity) what households keep; and the flows of today:
    imported, demand, served, unmet, needed, used, lost (city, commodity), received
    (corridor, commodity). All amounts in whole units.
    """

    regime: NDArray[np.int64]
    chain: NDArray[np.int64]
    belief: NDArray[np.float64]
    waiting: NDArray[np.int64]
    ring: NDArray[np.int64]
    yard: NDArray[np.int64]
    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    hoard: NDArray[np.int64]
    imported: NDArray[np.int64]
    demand: NDArray[np.int64]
    served: NDArray[np.int64]
    unmet: NDArray[np.int64]
    needed: NDArray[np.int64]
    used: NDArray[np.int64]
    lost: NDArray[np.int64]
    received: NDArray[np.int64]


class StockDay(NamedTuple):
    """Inputs of one member on one day.

    day : int; forced (corridor,) -1 free, else the regime; rates (city, rate) as in
    RATES; target_cover (city, commodity) days of demand that importers aim at; normal_demand
    (city, commodity) a day; capacity (city, commodity) of the depot; share
    (corridor,) of the city's imports in normal times; travel_days (corridor,); season
    (corridor,) 0-1, what the month lets pass.
    """

    day: int
    forced: NDArray[np.int8]
    rates: NDArray[np.float64]
    target_cover: NDArray[np.float64]
    normal_demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    share: NDArray[np.float64]
    travel_days: NDArray[np.int64]
    season: NDArray[np.float64]
