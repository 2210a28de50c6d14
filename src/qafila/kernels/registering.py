"""Who leaves, chooses a site and is registered there: counts of people by source, site and day."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import compiled, inlined
from qafila.kernels.random import address, address_item, address_of_day, normal, uniform

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STREAMS = (
    "displacement.hazard", "displacement.sites", "displacement.leaving",
    "displacement.choosing", "displacement.returning", "displacement.register",
)  # fmt: skip
_HAZARD, _SITES, _LEAVING, _CHOOSING, _RETURNING, _REGISTER = range(len(STREAMS))
# Columns of the constants of a member.
RATES = (
    "hazard_half_life", "hazard_step", "quiet_share", "pull_half_life", "pull_step",
    "travel_speed", "registration_lag", "return_rate", "return_step", "register_drift",
    "recount_rate", "recount_shift", "recount_spread",
)  # fmt: skip
(
    _HALF_LIFE, _STEP, _QUIET, _PULL_LIFE, _PULL_STEP, _SPEED, _LAG, _RETURN, _RETURN_STEP,
    _DRIFT, _RECOUNTS, _SHIFT, _SPREAD,
) = range(len(RATES))  # fmt: skip
# Columns of what a member believes of the whole crisis.
HAZARD, MEAN_HAZARD, SCALE, SURGE = range(4)
BELIEFS = 4  # all of them logarithms
_MOST = 0.2  # of the people of a source leave on one day at most


class Days(NamedTuple):
    """What happens around people on the days that are run.

    Conflict and its freshness (day, source), pattern of open roads (day,), ways (pattern, source,
    site) in km, active sites (site,), numbers of sites in streams (site,), lags (part,) in units of
    the mean lag, and whether registers are counted anew by chance.
    """

    conflict: NDArray[np.float64]
    fresh: NDArray[np.float64]
    pattern: NDArray[np.int64]
    ways: NDArray[np.float64]
    active: NDArray[np.uint8]
    item: NDArray[np.int64]
    lag: NDArray[np.float64]
    recounts: bool


class People(NamedTuple):
    """All people and beliefs of all members.

    At home (member, source), native people of each source (source,), on the way (member, slot,
    site), registered, crossed so far (member, site), outside the count (member,), left so far
    (member,), beliefs (member, belief), log risk by source (member, source), log pull and log
    return rate (member, site).
    """

    home: NDArray[np.int64]
    native: NDArray[np.int64]
    ring: NDArray[np.int64]
    stock: NDArray[np.int64]
    crossed: NDArray[np.int64]
    outside: NDArray[np.int64]
    left: NDArray[np.int64]
    belief: NDArray[np.float64]
    risk: NDArray[np.float64]
    pull: NDArray[np.float64]
    back: NDArray[np.float64]


class Room(NamedTuple):
    """Where one thread works: words (4,), nearness (source, site), draw, chance and km (site,)."""

    words: NDArray[np.uint64]
    near: NDArray[np.float64]
    draw: NDArray[np.float64]
    chance: NDArray[np.float64]
    far: NDArray[np.float64]


@compiled
def run_days(
    days: Days,
    people: People,
    rates: NDArray[np.float64],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    start: int,
    first: int,
    last: int,
    wanted: NDArray[np.int64],
    stocks: NDArray[np.int64],
    crossings: NDArray[np.int64],
    room: Room,
) -> None:
    """Run some members through some days.

    Parameters
    ----------
    days : Days
        What happens around people.
    people : People
        State; changed in place.
    rates : array, shape (member, rate)
        Constants in the order of `RATES`.
    seed : uint64
        Seed of the run.
    keys : array, shape (stream,), uint64
        Keys of `STREAMS`.
    start : int
        Number of the first day.
    first, last : int
        Members, the last not among them.
    wanted : array, shape (row,), rising
        After how many days to note what is registered.
    stocks, crossings : array, shape (row, member, site), people
        Result.
    room : Room
        Room of this thread.

    Notes
    -----
    Each member holds the same number of people before and after, `People.outside` among them.
    """
    for member in range(first, last):
        row = 0
        for at in range(days.pattern.shape[0]):
            if at == 0 or days.pattern[at] != days.pattern[at - 1]:
                _see_ways(days, people, member, at, room)
            _walk(days, people, rates, seed, keys, member, start + at, room)
            _register(days, people, rates, seed, keys, member, start + at, room)
            _go_back(days, people, seed, keys, member, start + at, room)
            _leave(days, people, rates, seed, keys, member, start + at, at, room)
            while row < wanted.shape[0] and wanted[row] == at + 1:
                for site in range(days.active.shape[0]):
                    stocks[row, member, site] = people.stock[member, site]
                    crossings[row, member, site] = people.crossed[member, site]
                row += 1


@compiled
def fill_normals(
    seed: np.uint64,
    key: np.uint64,
    day: int,
    item: int,
    values: NDArray[np.float64],
    words: NDArray[np.uint64],
) -> None:
    """Draw a standard normal number for each member, and a uniform one.

    Parameters
    ----------
    seed : uint64
        Seed of the run.
    key : uint64
        Key of the stream.
    day, item : int
        Rest of the address.
    values : array, shape (member, 3)
        Result: two normal numbers and one in [0, 1).
    words : array, shape (4,), uint64
        Room for the generator.
    """
    for member in range(values.shape[0]):
        address(words, seed, key, member, day, item)
        values[member, 0] = normal(words)
        values[member, 1] = normal(words)
        values[member, 2] = uniform(words)


@inlined
def _see_ways(days: Days, people: People, member: int, at: int, room: Room) -> None:
    scale = math.exp(people.belief[member, SCALE])
    for source in range(days.ways.shape[1]):
        for site in range(days.ways.shape[2]):
            km = days.ways[days.pattern[at], source, site]
            near = math.exp(-km / scale) if days.active[site] == 1 else 0.0
            room.near[source, site] = near


@inlined
def _walk(
    days: Days,
    people: People,
    rates: NDArray[np.float64],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    day: int,
    room: Room,
) -> None:
    """A day's change of hazard, of what draws people to sites and of what takes them back."""
    kept = math.exp(-math.log(2.0) / rates[member, _HALF_LIFE])
    address(room.words, seed, keys[_HAZARD], member, day, 0)
    mean = people.belief[member, MEAN_HAZARD]
    moved = mean + kept * (people.belief[member, HAZARD] - mean)
    people.belief[member, HAZARD] = moved + rates[member, _STEP] * normal(room.words)
    usual = math.log(rates[member, _RETURN])
    held = math.exp(-math.log(2.0) / rates[member, _PULL_LIFE])
    of_day = address_of_day(seed, keys[_SITES], member, day)
    for site in range(days.active.shape[0]):
        if days.active[site] == 0:
            continue
        address_item(room.words, of_day, days.item[site])
        moved = held * people.pull[member, site]
        people.pull[member, site] = moved + rates[member, _PULL_STEP] * normal(room.words)
        moved = usual + kept * (people.back[member, site] - usual)
        people.back[member, site] = moved + rates[member, _RETURN_STEP] * normal(room.words)


@inlined
def _register(
    days: Days,
    people: People,
    rates: NDArray[np.float64],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    day: int,
    room: Room,
) -> None:
    """Register who comes in; correct registers a little, and count them anew now and then."""
    slot = day % people.ring.shape[1]
    of_day = address_of_day(seed, keys[_REGISTER], member, day)
    for site in range(days.active.shape[0]):
        if days.active[site] == 0:
            continue
        come = people.ring[member, slot, site]
        people.ring[member, slot, site] = 0
        stock = people.stock[member, site] + come
        people.crossed[member, site] += come
        address_item(room.words, of_day, days.item[site])
        factor = math.exp(rates[member, _DRIFT] * normal(room.words))
        if days.recounts and uniform(room.words) < rates[member, _RECOUNTS]:
            step = rates[member, _SHIFT] + rates[member, _SPREAD] * normal(room.words)
            factor *= math.exp(step)
        now = math.floor(stock * factor + uniform(room.words))
        people.outside[member] += stock - now
        people.stock[member, site] = now


@inlined
def _go_back(
    days: Days,
    people: People,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    day: int,
    room: Room,
) -> None:
    """Take off registers who goes home, to sources by the people who lived there."""
    returning = 0
    of_day = address_of_day(seed, keys[_RETURNING], member, day)
    for site in range(days.active.shape[0]):
        here = people.stock[member, site]
        if days.active[site] == 0 or here == 0:
            continue
        address_item(room.words, of_day, days.item[site])
        chance = min(math.exp(people.back[member, site]), _MOST)
        going = binomial(room.words, here, chance)
        people.stock[member, site] = here - going
        returning += going
    total = 0.0
    for source in range(people.native.shape[0]):
        total += people.native[source]
    for source in range(people.native.shape[0]):
        if returning == 0:
            break
        share = people.native[source] / total
        back = returning if share >= 1.0 else binomial(room.words, returning, share)
        total -= people.native[source]
        returning -= back
        people.home[member, source] += back


@inlined
def _leave(
    days: Days,
    people: People,
    rates: NDArray[np.float64],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    day: int,
    at: int,
    room: Room,
) -> None:
    """Let people leave, choose a site by distance and pull, and be on the way for some days."""
    sites = days.active.shape[0]
    hazard = math.exp(people.belief[member, HAZARD])
    surge = math.exp(people.belief[member, SURGE])
    quiet = rates[member, _QUIET]
    for site in range(sites):
        room.draw[site] = math.exp(people.pull[member, site]) if days.active[site] == 1 else 0.0
        room.chance[site] = 0.0
        room.far[site] = 0.0
    of_day = address_of_day(seed, keys[_LEAVING], member, day)
    leaving = 0
    for source in range(people.home.shape[1]):
        here = people.home[member, source]
        if here <= 0:
            continue
        whole = 0.0
        for site in range(sites):
            whole += room.near[source, site] * room.draw[site]
        if whole <= 0.0:
            continue
        conflict = days.conflict[at, source]
        danger = quiet + (1.0 - quiet) * conflict * (1.0 + surge * days.fresh[at, source])
        address_item(room.words, of_day, source)
        danger *= hazard * math.exp(people.risk[member, source])
        going = binomial(room.words, here, min(danger, _MOST))
        if going == 0:
            continue
        people.home[member, source] = here - going
        leaving += going
        for site in range(sites):
            to = going * room.near[source, site] * room.draw[site] / whole
            room.chance[site] += to
            if to > 0.0:
                room.far[site] += to * days.ways[days.pattern[at], source, site]
    people.left[member] += leaving
    _choose(days, people, rates, seed, keys, member, day, leaving, room)


@inlined
def _choose(
    days: Days,
    people: People,
    rates: NDArray[np.float64],
    seed: np.uint64,
    keys: NDArray[np.uint64],
    member: int,
    day: int,
    leaving: int,
    room: Room,
) -> None:
    slots, parts = people.ring.shape[1], days.lag.shape[0]
    total = 0.0
    last = -1
    for site in range(days.active.shape[0]):
        total += room.chance[site]
        if room.chance[site] > 0.0:
            last = site
    of_day = address_of_day(seed, keys[_CHOOSING], member, day)
    for site in range(last + 1):
        weight = room.chance[site]
        if leaving == 0 or weight <= 0.0:
            continue
        address_item(room.words, of_day, days.item[site])
        come = leaving if site == last else binomial(room.words, leaving, weight / total)
        total -= weight
        leaving -= come
        way = room.far[site] / weight / rates[member, _SPEED]
        for part in range(parts):
            if come == 0:
                break
            rest = parts - part
            now = come if rest == 1 else binomial(room.words, come, 1.0 / rest)
            come -= now
            lag = int(way + days.lag[part] * rates[member, _LAG] + 0.5)
            lag = min(max(lag, 1), slots - 1)
            people.ring[member, (day + lag) % slots, site] += now
