"""What a run of the kernel of people takes, and what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class MemberInputs(NamedTuple):
    """What differs between members; the first axis of each is the draw.

    population (draw, place) people at home, movement_rates (draw, rate), need (draw, day, city)
    share of the need of a city that is not met, hold (draw, day, city) 0-1 how far want of
    transport and closed corridors hold people back, exposure, nearby, settle (draw, place),
    attraction (draw, destination),
    leg_parts (draw, season, leg) parts of a day under way in the dry and in the rainy season,
    displaced (draw, place) people already there; surge_share (draw, place, country),
    surge (draw, country), surge_keep (draw,) as in `qafila.simulate.surge.Surge`; calm
    (draw, place) into which the exposure fades; camp_share (draw, destination) of those received
    who live in the camp; age_sex (draw, destination, age and sex) shares that add up to one;
    exposed (draw, place) share of residents whom insecurity touches, used where it is forced.
    """

    population: NDArray[np.int64]
    movement_rates: NDArray[np.float64]
    need: NDArray[np.float64]
    hold: NDArray[np.float64]
    exposure: NDArray[np.float64]
    nearby: NDArray[np.float64]
    settle: NDArray[np.float64]
    attraction: NDArray[np.float64]
    leg_parts: NDArray[np.int64]
    displaced: NDArray[np.int64]
    surge_share: NDArray[np.float64]
    surge: NDArray[np.float64]
    surge_keep: NDArray[np.float64]
    calm: NDArray[np.float64]
    camp_share: NDArray[np.float64]
    age_sex: NDArray[np.float64]
    exposed: NDArray[np.float64]


class SharedInputs(NamedTuple):
    """What is the same for all members.

    forced_route (day + 1, route); month (day + 1,) from 0; route_season (month, route) 0-1,
    what the way lets pass; route_wet (month, route) 1 in the rainy season; first_day, last_day
    (destination,) on which a place receives people; city_place (city,) number of the place;
    surge_country (destination,) number of the country with an observed rate or -1; capacity
    (day + 1, destination) people whom the camp holds and intake (day + 1, destination) people
    registered that day at most, -1 where none is known; warm_up : int, days; first_member : int,
    number of the member in the first row; forced_camp (day + 1, destination) 1
    where a place receives people, 0 where not, -1 where its days decide, and forced_insecurity
    (day + 1, place) 0-1 or -1 where it fades by itself: both empty where nothing is forced.
    """

    forced_route: NDArray[np.int8]
    month: NDArray[np.int64]
    route_season: NDArray[np.float64]
    route_wet: NDArray[np.uint8]
    first_day: NDArray[np.int64]
    last_day: NDArray[np.int64]
    city_place: NDArray[np.int64]
    surge_country: NDArray[np.int64]
    capacity: NDArray[np.int64]
    intake: NDArray[np.int64]
    warm_up: int
    first_member: int
    forced_camp: NDArray[np.int8]
    forced_insecurity: NDArray[np.float64]


class Outputs(NamedTuple):
    """Results; axes draw, day, then what the name says. Day 0 is the opening state.

    What stands between arrivals_by_group and present is by destination.
    """

    arrivals: NDArray[np.int64]
    arrivals_by_group: NDArray[np.int64]
    arrivals_by_age_sex: NDArray[np.int64]
    returned: NDArray[np.int64]
    registered: NDArray[np.int64]
    waiting_registration: NDArray[np.int64]
    in_camp: NDArray[np.int64]
    host_community: NDArray[np.int64]
    site_full: NDArray[np.uint8]
    present: NDArray[np.int64]
    at_home: NDArray[np.int64]
    held_back: NDArray[np.int64]
    in_transit: NDArray[np.int64]
    road_open: NDArray[np.uint8]
