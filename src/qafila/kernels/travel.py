"""What the movement kernel knows of people and roads: its rates, its state, its inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STAGES = 4
UNCOUNTED, COUNTED, SETTLED, HOSTED = range(STAGES)
TRAVEL_STAGES = 2
GROUPS = ("displaced_before", "insecurity", "need")
DISPLACED_BEFORE, INSECURITY, NEED = 0, 1, 2
AGE_SEX = ("children", "women", "men", "older")
PARTS = 8  # of a day, in which travel is counted

ROADS, INTENSITY, DEPARTURES, HOPS, RETURNS, AGES = range(6)
STREAMS = (
    "movement.roads",
    "movement.intensity",
    "movement.departures",
    "movement.hops",
    "movement.returns",
    "movement.ages",
)

(
    LEAVE_RATE,
    NEED_PUSH,
    NEED_HOLD,
    MOVE_CHANCE,
    ONWARD_CHANCE,
    SCALE_KM,
    ROAD_SWITCH,
    INTENSITY_KEEP,
    INTENSITY_SPREAD,
    INSECURITY_FADE,
    ROAD_FADE,
    RETURN_RATE,
    RELEASE_RATE,
) = range(13)
RATES = (
    "leave_rate",
    "need_push",
    "need_hold",
    "move_chance",
    "onward_chance",
    "distance_scale",
    "road_redraw",
    "intensity_half_life",
    "intensity_spread",
    "insecurity_memory",
    "people_road_memory",
    "return_rate",
    "release_rate",
)


class MovementWorld(NamedTuple):
    """What is the same for all members and days.

    option_start (place + 1,), option_leg (leg,), leg_from, leg_to (leg,), leg_km (leg,),
    leg_crosses (leg,) 1 where a leg enters another country, reception (place,) number of the
    destination or -1, is_home (place,) 1 in the country people flee from, passability (route,) 0-1
    for people on day 0, destination (destination,) place of each, prior (route,) 0-1 the
    passability into which that of day 0 fades.
    """

    option_start: NDArray[np.int64]
    option_leg: NDArray[np.int64]
    leg_from: NDArray[np.int64]
    leg_to: NDArray[np.int64]
    leg_km: NDArray[np.float64]
    leg_crosses: NDArray[np.uint8]
    reception: NDArray[np.int64]
    is_home: NDArray[np.uint8]
    passability: NDArray[np.float64]
    destination: NDArray[np.int64]
    prior: NDArray[np.float64]


class MovementState(NamedTuple):
    """What one member remembers from day to day, and room to work in.

    home (place,) people; residents (place,) people at home before anyone left; present
    (place, class) people. ring_start (leg,) first row and ring_mask (leg,) rows less one, a power
    of two, that a leg has in ring and back (row, travel class): people under way, and turned
    back, by part of their arrival; on_leg, on_back (leg,) how many these are; pace (leg,) parts of
    a day that the leg takes those under way. due (slot, place) who
    reaches a place, by part modulo slots, a power of two. moving (place, travel class) and
    moving_from (place,) who set out now.

    is_open (route,) today; chain (route,) as chance has it, without what a scenario forces; turned
    (route,) whether it opened or closed today; intensity (1,) logarithm; drawn (1,) whether weights
    are drawn up; way_km, nearness (destination, place); leg_nearness (destination, leg); own
    (destination,) share bound for it of those who reach it; leg_fade, weight (leg,); out_weight
    (place,) sum of the weights of the legs out of it; queue, queued (place,).

    arrivals (place,), arrivals_by_group (group,), arrivals_by_age_sex (destination, age and sex),
    returned, registered (destination,) of today; in_camp, waiting (destination,) people in the
    camp, and those received who wait to be registered.

    home_weight (place,) and leaving (2 * group,) room to work in. held (place, 2) how many of those
    at home would have left but were held back, because of insecurity and of need.
    """

    home: NDArray[np.int64]
    residents: NDArray[np.int64]
    present: NDArray[np.int64]
    ring_start: NDArray[np.int64]
    ring_mask: NDArray[np.int64]
    ring: NDArray[np.int64]
    back: NDArray[np.int64]
    on_leg: NDArray[np.int64]
    on_back: NDArray[np.int64]
    pace: NDArray[np.int64]
    due: NDArray[np.int64]
    moving: NDArray[np.int64]
    moving_from: NDArray[np.int64]
    is_open: NDArray[np.uint8]
    chain: NDArray[np.uint8]
    turned: NDArray[np.uint8]
    intensity: NDArray[np.float64]
    drawn: NDArray[np.uint8]
    way_km: NDArray[np.float64]
    nearness: NDArray[np.float64]
    leg_nearness: NDArray[np.float64]
    own: NDArray[np.float64]
    leg_fade: NDArray[np.float64]
    weight: NDArray[np.float64]
    out_weight: NDArray[np.float64]
    queue: NDArray[np.int64]
    queued: NDArray[np.uint8]
    arrivals: NDArray[np.int64]
    arrivals_by_group: NDArray[np.int64]
    arrivals_by_age_sex: NDArray[np.int64]
    returned: NDArray[np.int64]
    registered: NDArray[np.int64]
    in_camp: NDArray[np.int64]
    waiting: NDArray[np.int64]
    home_weight: NDArray[np.float64]
    leaving: NDArray[np.int64]
    held: NDArray[np.int64]


class MovementDay(NamedTuple):
    """Inputs of one member on one day.

    day : int; forced (route,) -1 free, 0 closed, 1 open; season (route,) 0-1, what the month lets
    pass; need (place,) unmet share of demand; hold (place,) 0-1, how far want of transport and
    closed corridors hold people back; rates (rate,) as in RATES; exposure (place,) insecurity
    times the share of people touched by it; nearby (place,) share of those who leave
    that find shelter around the place; settle (place,) chance to settle; attraction (destination,);
    leg_parts (leg,) parts of a day under way; go_on (leg,) chance to go on at once at the end of a
    leg; camp_share (destination,) of those received; capacity (destination,) people whom the camp
    holds, -1 where none is known; intake (destination,) people registered today at most, -1 where
    no limit is known; age_sex (destination, age and sex) shares; attraction_moves 0 or 1.
    """

    day: int
    forced: NDArray[np.int8]
    season: NDArray[np.float64]
    need: NDArray[np.float64]
    hold: NDArray[np.float64]
    rates: NDArray[np.float64]
    exposure: NDArray[np.float64]
    nearby: NDArray[np.float64]
    settle: NDArray[np.float64]
    attraction: NDArray[np.float64]
    leg_parts: NDArray[np.int64]
    go_on: NDArray[np.float64]
    camp_share: NDArray[np.float64]
    capacity: NDArray[np.int64]
    intake: NDArray[np.int64]
    age_sex: NDArray[np.float64]
    attraction_moves: int
