"""Legs of Flee's links, one in each direction, and when people who set out on them arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.interop.flee_changes import CUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.interop.flee_folder import FleeFolder
    from qafila.interop.flee_settings import FleeSettings

_CLOSING = ("country", "location")


@dataclass(frozen=True)
class Legs:
    """Directed legs by the places of their ends, then by length.

    Parameters
    ----------
    leg_from, leg_to : array of int64, shape (leg)
        Positions of places.
    km : array, shape (leg), km
        Length.
    link : array of int64, shape (leg)
        Position of the link.
    copies : array of int64, shape (leg)
        How often the leg stands among those to choose from: 2 where forced_redirection is 1.
    hop : mapping of (int, int) to int
        The leg that people take from one place to the next, the shortest where there are several.
    """

    leg_from: NDArray[np.int64]
    leg_to: NDArray[np.int64]
    km: NDArray[np.float64]
    link: NDArray[np.int64]
    copies: NDArray[np.int64]
    hop: dict[tuple[int, int], int]

    def __len__(self) -> int:
        return len(self.km)


def legs_of(folder: FleeFolder) -> Legs:
    """The legs of an ordered folder.

    Parameters
    ----------
    folder : FleeFolder
        See `flee_order.in_order`.

    Returns
    -------
    Legs
        Two for each link.
    """
    links = folder.links
    count = len(links.start)
    start = np.concatenate([links.start, links.end]).astype(np.int64)
    end = np.concatenate([links.end, links.start]).astype(np.int64)
    link = np.concatenate([np.arange(count), np.arange(count)]).astype(np.int64)
    order = np.lexsort((link, end, start))
    start, end, link = start[order], end[order], link[order]
    hop: dict[tuple[int, int], int] = {}
    for at, ends in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        hop.setdefault(ends, at)
    return Legs(
        leg_from=start,
        leg_to=end,
        km=links.distance_km[link].astype(np.float64),
        link=link,
        copies=np.where(links.redirection[link] == 1, 2, 1).astype(np.int64),
        hop=hop,
    )


def closings(folder: FleeFolder, legs: Legs) -> list[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """Which legs are opened or closed on each day (rule 42).

    Closures act on the day of their start and on that of their end, in the order of the file; what
    one closes another may open. ``link`` and ``remove_forced_redirection`` close nothing. A ``cut``
    of a scenario is none of Flee's: nothing else opens it.

    Parameters
    ----------
    folder : FleeFolder
        Ordered; see `flee_order.in_order`.
    legs : Legs
        Its legs.

    Returns
    -------
    list of (array of int64, array of uint8)
        Of each day the legs that change, and 1 for those that open.
    """
    is_open = np.ones(len(legs), dtype=np.uint8)
    shown = is_open.copy()
    nothing = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint8)
    lists = [nothing] * folder.days
    events: dict[int, list[tuple[NDArray[np.int64], int]]] = {}
    cuts = []
    ends = _Ends(folder, legs)
    for one in folder.closures:
        hit = ends.closed(one.kind, one.first, one.second)
        if one.kind == CUT:
            cuts.append((hit, one.start, one.end if one.end > 0 else folder.days))
        elif one.kind in _CLOSING:
            events.setdefault(one.start, []).append((hit, 0))
            if one.end > 0:
                events.setdefault(one.end, []).append((hit, 1))
    days = {*events, *(day for _, start, end in cuts for day in (start, end))}
    for day in sorted(days & set(range(folder.days))):
        for hit, value in events.get(day, ()):
            is_open[hit] = value
        before, shown = shown, is_open.copy()
        for hit, start, end in cuts:
            if start <= day < end:
                shown[hit] = 0
        changed = np.flatnonzero(before != shown)
        lists[day] = changed, shown[changed]
    return lists


class _Ends:
    """Places and countries at the ends of legs, as numbers that are compared at once."""

    def __init__(self, folder: FleeFolder, legs: Legs) -> None:
        places = folder.places
        self.place = {name: at for at, name in enumerate(places.names)}
        self.country = {name: at for at, name in enumerate(dict.fromkeys(places.countries))}
        of_place = np.array([self.country[name] for name in places.countries], dtype=np.int64)
        self.by_place = legs.leg_from, legs.leg_to
        self.by_country = of_place[legs.leg_from], of_place[legs.leg_to]

    def closed(self, kind: str, first: str, second: str) -> NDArray[np.int64]:
        """Legs that a closure of a kind closes, in both directions."""
        number, ends = self.place, self.by_place
        if kind == "country":
            number, ends = self.country, self.by_country
        one, other = number.get(first, -1), number.get(second, -1)
        start, end = ends
        if kind == "location":
            return np.flatnonzero((start == one) | (end == one))
        there, back = (start == one) & (end == other), (start == other) & (end == one)
        return np.flatnonzero(there | back)


@dataclass(frozen=True)
class Outcomes:
    """When people arrive; the fields are those of `kernels.flee.tables.FleeWorld`.

    Parameters
    ----------
    start : array of int64, shape (2 leg + 1)
        First outcome of each leg by vehicle and on foot.
    days : array of int64, shape (outcome), days
        After today.
    km, speed, daily, chance : array, shape (outcome)
        See `kernels.flee.tables.FleeWorld`.
    """

    start: NDArray[np.int64]
    days: NDArray[np.int64]
    km: NDArray[np.float64]
    speed: NDArray[np.float64]
    daily: NDArray[np.float64]
    chance: NDArray[np.float64]


Outcome = tuple[int, float, float, float, float]


def outcomes_of(folder: FleeFolder, legs: Legs) -> Outcomes:
    """Every way in which a hop over each leg can go, with its chance (rules 27, 28).

    Parameters
    ----------
    folder : FleeFolder
        Ordered; its links may have ``max_move_speed`` and ``walk_probability``.
    legs : Legs
        Its legs.

    Returns
    -------
    Outcomes
        Exact: the chances of all numbers of days on foot. Who cannot arrive within the run is said
        to do so on the day after it.
    """
    settings, links = folder.settings, folder.links
    speeds = links.numbers("max_move_speed", settings.max_move_speed)[legs.link]
    walking = np.clip(links.numbers("walk_probability", 0.0)[legs.link], 0.0, 1.0)
    known: dict[tuple[float, float, float], list[Outcome]] = {}
    found: list[Outcome] = []
    start = [0]
    for km, speed, share in zip(legs.km.tolist(), speeds.tolist(), walking.tolist(), strict=True):
        for fast in (speed, _first_speed(settings, speed)):
            key = (km, fast, 0.0 if fast == settings.max_walk_speed else share)
            if key not in known:
                known[key] = hop_outcomes(km, fast, settings.max_walk_speed, key[2], folder.days)
            found += known[key]
            start.append(len(found))
    columns = list(zip(*found, strict=True)) or [(), (), (), (), ()]
    days, rest = (
        np.array(columns[0], dtype=np.int64),
        [np.array(column, dtype=np.float64) for column in columns[1:]],
    )
    return Outcomes(np.array(start, dtype=np.int64), days, *rest)


def _first_speed(settings: FleeSettings, speed: float) -> float:
    return settings.max_walk_speed if settings.start_on_foot else speed


def hop_outcomes(
    km: float, fast: float, slow: float, slow_share: float, longest: int
) -> list[Outcome]:
    """The ways in which one hop can go where each day is walked with some chance.

    Parameters
    ----------
    km : float
        Length of the leg; people arrive once they have gone further than that.
    fast, slow : float, km/day
        By vehicle and on foot.
    slow_share : float
        Chance that a day is walked.
    longest : int, days
        After which nobody is followed any further.

    Returns
    -------
    list of (int, float, float, float, float)
        Days after today, km on the day of arrival, speed on that day, mean km on each day before,
        chance; in the order of days.

    Examples
    --------
    >>> hop_outcomes(400.0, 200.0, 35.0, 0.0, 99)
    [(2, 0.0, 200.0, 200.0, 1.0)]
    >>> hop_outcomes(30.0, 200.0, 35.0, 0.25, 99)
    [(0, 30.0, 200.0, 200.0, 0.75), (0, 30.0, 35.0, 35.0, 0.25)]
    """
    speeds = [(fast, 1.0 - slow_share), (slow, slow_share)]
    found: list[Outcome] = []
    # By the number of days walked: km gone so far and the chance to be still on the way.
    on_the_way = {0: (0.0, 1.0)}
    for before in range(longest):
        following: dict[int, tuple[float, float]] = {}
        for walked, (gone, chance) in sorted(on_the_way.items()):
            for more, (speed, share) in enumerate(speeds):
                if share <= 0.0:
                    continue
                count = walked + more
                if gone + speed > km:
                    daily = gone / before if before else speed
                    found.append((before, km - gone, speed, daily, chance * share))
                else:
                    reached = fast * (before + 1 - count) + slow * count
                    sofar = following.get(count, (reached, 0.0))[1]
                    following[count] = reached, sofar + chance * share
        on_the_way = following
        if not on_the_way:
            return found
    left = sum(chance for _, chance in on_the_way.values())
    return [*found, (longest, 0.0, fast, fast, left)]
