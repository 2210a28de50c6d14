"""What the siege kernel knows of corridors and cities: its rates, its state, its inputs.

All amounts are whole units: litres of fuel, kilograms of food. Figures of a city may be those of a
whole country; its `region` is then all that the city's depots supply beyond the city itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OPEN, CONTESTED, CLOSED, TRUCE = 0, 1, 2, 3
REGIMES = ("open", "contested", "closed", "truce")
FREE, PASSABLE, REPAIRED = -1, -2, -3  # what a scenario holds of a corridor if no regime

REGIME, OPENING, CONVOYS, UNESCORTED, DEMAND, TRUCES = range(6)
STREAMS = (
    "stocks.regime",
    "stocks.opening",
    "stocks.convoys",
    "stocks.unescorted",
    "stocks.demand",
    "stocks.truces",
)

RATES = (
    "regime_redraw",
    "regime_memory",
    "regime_correlation",
    "truce_rate",
    "truce_length",
    "truce_hazard",
    "truce_recovery",
    "open_hazard",
    "attack_pace",
    "attack_excitation",
    "attack_half_life",
    "deterrence",
    "deterrence_half_life",
    "catch_up",
    "reroute_share",
    "corridor_capacity",
    "contested_loading",
    "queue_limit",
    "queue_release",
    "unescorted_share",
    "escort_only",
    "escort_only_leak",
    "convoy_rate",
    "extra_convoys",
    "escort_growth",
    "escort_most",
    "convoy_size",
    "convoy_size_spread",
    "escort_attraction",
    "convoy_loss_share",
    "convoy_loss_concentration",
    "tanker_volume",
    "fleet_replacement",
    "clearance_time",
    "clearance_limit",
    "city_priority",
    "regional_restock",
    "regional_limit",
    "reserved_cover",
    "reserved_refill",
    "unloading_limit",
    "retail_cover",
    "demand_spread",
    "hoarding_cover",
    "hoarding_factor",
    "hoarding_limit",
    "rationing_cover",
    "rationing_share",
    "food_needs_diesel",
    "opening_queue",
    "opening_contested_flow",
)
(
    REGIME_SWITCH,
    REGIME_FADE,
    CORRELATION,
    TRUCE_RATE,
    TRUCE_END,
    TRUCE_HAZARD,
    TRUCE_RECOVERY,
    OPEN_HAZARD,
    ATTACK_PACE,
    EXCITATION,
    EXCITATION_FADE,
    DETERRENCE,
    DETERRENCE_FADE,
    CATCH_UP,
    REROUTE,
    CAPACITY,
    CONTESTED_LOADING,
    QUEUE_LIMIT,
    RELEASE,
    UNESCORTED_SHARE,
    ESCORT_ONLY,
    ESCORT_ONLY_LEAK,
    CONVOY_RATE,
    EXTRA_CONVOYS,
    ESCORT_GROWTH,
    ESCORT_MOST,
    CONVOY_SIZE,
    CONVOY_SPREAD,
    ESCORT_ATTRACTION,
    LOSS_SHARE,
    LOSS_CONCENTRATION,
    TANKER,
    FLEET_REPLACEMENT,
    CLEARANCE_DAYS,
    CLEARANCE_LIMIT,
    CITY_PRIORITY,
    RESTOCK,
    REGIONAL_LIMIT,
    RESERVED_COVER,
    RESERVED_REFILL,
    UNLOADING,
    RETAIL_COVER,
    DEMAND_SPREAD,
    HOARD_COVER,
    HOARDING,
    HOARD_LIMIT,
    RATION_COVER,
    RATION_SHARE,
    FOOD_NEEDS_DIESEL,
    OPENING_QUEUE,
    OPENING_CONTESTED,
) = range(len(RATES))
ITEMS_PER_CITY = 4096  # addresses of random numbers that a city may use in a day
UNKNOWN = -1  # attacks of a day to come, or a regime that is not known


class SiegeWorld(NamedTuple):
    """What is the same for all members.

    corridor_city (corridor,) number of the city; prior (corridor, 3) chance of open, contested and
    closed without evidence; in_tankers (commodity,) 1 for fuels, which share tankers and escorts;
    hoarded (commodity,) 1 for what people fill up when it runs short; diesel : int, number of the
    commodity that trucks and services need, -1 if there is none.
    """

    corridor_city: NDArray[np.int64]
    prior: NDArray[np.float64]
    in_tankers: NDArray[np.uint8]
    hoarded: NDArray[np.uint8]
    diesel: int


class SiegeState(NamedTuple):
    """What one member remembers from day to day.

    common (1,) the factor that the regimes of all corridors share.

    By corridor: regime today; chain as chance has it, without truce, season and what a scenario
    forces, and mark, the number in [0, 1) that drew it; belief (corridor, 3) this member's chances
    on day 0; excited, attacks a day that past attacks add; waiting (corridor, commodity) loaded, at
    the border or for escort; under_way (corridor, commodity) on the road, and ring (slot, corridor,
    commodity) the same by day of arrival modulo slots.

    Of today: willing (corridor,) share of normal loading that importers dare and the season lets
    pass; courage (city,) share of importers and drivers who still go after recent attacks.

    By city: truce 0 or 1; escorts, what has become of the escorts that the siege began with;
    score, recent attacks as importers feel them; fleet, volume of all tankers; returning (slot,
    city) volume of the empty ones on their way back by day of return modulo slots, back_later
    its sum; moving, share of today's need of diesel that is met.
    By city and commodity: yard at customs, pool cleared and not yet shared out, reserved, depot,
    retail, hoard what households keep, backlog what the region has missed.

    Flows of today, by city and commodity: imported, registered by customs, regional sent to the
    region, offered at pumps before anybody is served, demand, served, unmet, needed, used, lost; by
    corridor and commodity: loaded, received, sent; attacks (corridor,) of today.
    """

    common: NDArray[np.float64]
    regime: NDArray[np.int64]
    chain: NDArray[np.int64]
    mark: NDArray[np.float64]
    belief: NDArray[np.float64]
    excited: NDArray[np.float64]
    willing: NDArray[np.float64]
    courage: NDArray[np.float64]
    waiting: NDArray[np.int64]
    under_way: NDArray[np.int64]
    ring: NDArray[np.int64]
    truce: NDArray[np.int64]
    escorts: NDArray[np.float64]
    score: NDArray[np.float64]
    fleet: NDArray[np.float64]
    returning: NDArray[np.float64]
    back_later: NDArray[np.float64]
    moving: NDArray[np.float64]
    yard: NDArray[np.int64]
    pool: NDArray[np.int64]
    reserved: NDArray[np.int64]
    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    hoard: NDArray[np.int64]
    backlog: NDArray[np.int64]
    imported: NDArray[np.int64]
    registered: NDArray[np.int64]
    regional: NDArray[np.int64]
    offered: NDArray[np.int64]
    demand: NDArray[np.int64]
    served: NDArray[np.int64]
    unmet: NDArray[np.int64]
    needed: NDArray[np.int64]
    used: NDArray[np.int64]
    lost: NDArray[np.int64]
    loaded: NDArray[np.int64]
    received: NDArray[np.int64]
    sent: NDArray[np.int64]
    attacks: NDArray[np.int64]


class SiegeMember(NamedTuple):
    """Inputs of one member that hold on all days.

    rates (city, rate) as in RATES, but `regime_redraw` and `truce_length` as chances a day,
    `extra_convoys` as convoys a day, `regime_memory` and half-lives as what a day takes off the
    logarithm, `attack_excitation` as what an attack adds to the next day's hazard before it fades
    (branching ratio times expm1 of the fading), and `clearance_time` and travel_days of a day at
    least 1; hazard (corridor,) attacks a day at normal traffic; target_cover (city, commodity) days
    of the city's demand that importers aim at; normal_demand, region_demand (city, commodity) a
    day; capacity (city, commodity) of all depots; reserve (city, commodity) what the reserve holds
    when full; share (corridor,) of the imports of its city in normal times; detour (corridor,) how
    much of the cargo of blocked corridors one takes beside its share; fleet (city,) volume of all
    tankers in normal times.
    """

    rates: NDArray[np.float64]
    hazard: NDArray[np.float64]
    target_cover: NDArray[np.float64]
    normal_demand: NDArray[np.float64]
    region_demand: NDArray[np.float64]
    capacity: NDArray[np.int64]
    reserve: NDArray[np.int64]
    share: NDArray[np.float64]
    detour: NDArray[np.float64]
    fleet: NDArray[np.float64]


class SiegeOpening(NamedTuple):
    """What a member starts from on day 0.

    depot, retail, reserved, backlog (city, commodity); queue (corridor,) days of normal flow that
    wait at the border, below 0 where the rate `opening_queue` decides; escorts, score (city,);
    excited (corridor,).

    From a past that was run through, else drawn: regime (corridor,) of the chain, UNKNOWN where it
    is drawn from what is believed; under_way (corridor,) days of normal flow on the road, yard,
    pool (city, commodity) and returning (city,) volume, below 0 where the regimes decide; hoard
    (city, commodity); common (1,) factor of all regimes, NaN where it is drawn; truce (city,) 0 or
    1; tankers (city,) share of the normal fleet that is left.
    """

    depot: NDArray[np.int64]
    retail: NDArray[np.int64]
    reserved: NDArray[np.int64]
    backlog: NDArray[np.int64]
    queue: NDArray[np.float64]
    escorts: NDArray[np.float64]
    score: NDArray[np.float64]
    excited: NDArray[np.float64]
    regime: NDArray[np.int64]
    under_way: NDArray[np.float64]
    yard: NDArray[np.int64]
    pool: NDArray[np.int64]
    returning: NDArray[np.float64]
    hoard: NDArray[np.int64]
    common: NDArray[np.float64]
    truce: NDArray[np.int64]
    tankers: NDArray[np.float64]


class SiegeDay(NamedTuple):
    """Inputs of one day.

    day : int; forced (corridor,) FREE, a regime, PASSABLE where it is never closed by those who
    fight, or REPAIRED where no season closes it either; chance (corridor, 3) what is known of
    the regimes of this very day, or an array without rows on days to come; known_attacks
    (corridor,) of a past day, UNKNOWN on days to come; travel_days (corridor,); season (corridor,)
    0-1, what the month lets pass; crowd (city,) factor on demand by people who came or left.
    """

    day: int
    forced: NDArray[np.int8]
    chance: NDArray[np.float64]
    known_attacks: NDArray[np.int64]
    travel_days: NDArray[np.int64]
    season: NDArray[np.float64]
    crowd: NDArray[np.float64]
