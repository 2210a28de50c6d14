"""Splits what a known total grows by over camps, as a stream of people comes in there.

People set out from every place by residents and exposure, choose a camp by the length of the
shortest way over the roads that are open, and come in after as many days as the way takes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled
from qafila.kernels.random import address
from qafila.kernels.sampling import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng

STREAMS = ("allocation.split",)
UNLIMITED = 2**62  # people


@compiled
def come_in(
    residents: NDArray[np.float64],
    intensity: NDArray[np.float64],
    unheard: float,
    ways: NDArray[np.float64],
    pattern: NDArray[np.int64],
    scale_km: float,
    speed: float,
    pull: NDArray[np.float64],
    chance: NDArray[np.float64],
    lag: NDArray[np.int64],
    stream: NDArray[np.float64],
) -> None:
    """How many of those who set out come in on each day.

    Parameters
    ----------
    residents : array, shape (place,)
        People touched by conflict who go far, up to a factor.
    intensity : array, shape (day, place), 1
        Conflict; that of day 0 holds for the days before too.
    unheard : float
        Insecurity of a place without conflict.
    ways : array, shape (pattern, place, camp), km
        Shortest open ways to open camps; infinite where there is none.
    pattern : array, shape (day,)
        Which of them hold on a day.
    scale_km : float
        Distance over which the draw of a camp falls by a factor e.
    speed : float
        Kilometres that people cover in a day.
    pull : array, shape (camp,)
        How strongly each camp draws.
    chance, lag : array, shape (pattern, camp)
        Room to work in.
    stream : array, shape (day, camp)
        Result. Who finds the way closed on the day of arrival is not among them.
    """
    days, camps = stream.shape
    stream[:] = 0.0
    for place in range(residents.shape[0]):
        if residents[place] <= 0.0:
            continue
        longest = _choose(ways, place, scale_km, speed, pull, chance, lag)
        for start in range(-longest, days):
            row = max(start, 0)
            exposed = 1.0 - (1.0 - intensity[row, place]) * (1.0 - unheard)
            leaving = residents[place] * exposed
            which = pattern[row]
            for camp in range(camps):
                day = start + lag[which, camp]
                if day < 0 or day >= days or ways[pattern[day], place, camp] == np.inf:
                    continue
                stream[day, camp] += leaving * chance[which, camp]


@compiled
def _choose(
    ways: NDArray[np.float64],
    place: int,
    scale_km: float,
    speed: float,
    pull: NDArray[np.float64],
    chance: NDArray[np.float64],
    lag: NDArray[np.int64],
) -> int:
    """Chance of each camp and days on the way to it, from one place; gives the most days."""
    longest = 0
    for which in range(chance.shape[0]):
        whole = 0.0
        for camp in range(chance.shape[1]):
            km = ways[which, place, camp]
            chance[which, camp] = pull[camp] * math.exp(-km / scale_km)
            whole += chance[which, camp]
            lag[which, camp] = math.ceil(km / speed) if km < np.inf else 0
            longest = max(longest, lag[which, camp])
        for camp in range(chance.shape[1]):
            chance[which, camp] = chance[which, camp] / whole if whole > 0.0 else 0.0
    return longest


@compiled
def allot(
    rng: Rng,
    given: NDArray[np.int64],
    stream: NDArray[np.float64],
    capacity: NDArray[np.int64],
    intake: NDArray[np.int64],
    weight: NDArray[np.float64],
    limit: NDArray[np.int64],
    present: NDArray[np.int64],
    received: NDArray[np.int64],
    returned: NDArray[np.int64],
    waiting: NDArray[np.int64],
) -> None:
    """Split the growth of each day among camps; where it is below zero people leave all alike.

    Parameters
    ----------
    rng : Rng
        Address of the random numbers.
    given : array, shape (day,), people
        By how many the total grows.
    stream : array, shape (day, camp)
        How many of a stream of people come in; its share is the chance of each camp.
    capacity : array, shape (camp,), people
        Most that a camp holds; who finds it full goes to another.
    intake : array, shape (camp,), people/day
        Most that a camp takes in a day.
    weight, limit : array, shape (camp,)
        Room to work in.
    present : array, shape (day + 1, camp), people
        Result; row 0 holds the start, row ``day + 1`` the end of each day.
    received, returned : array, shape (day, camp), people
        Result, zero before: who came and who went home.
    waiting : array, shape (day,), people
        Result: who has not found a camp by the end of the day. They are split on the next one.

    Notes
    -----
    On every day the people in camps and those who wait sum to the total.
    """
    camps = capacity.shape[0]
    left = 0
    for day in range(given.shape[0]):
        number = given[day] + left
        address(rng.words, rng.seed, rng.keys[0], rng.member, day, 0)
        for camp in range(camps):
            here = present[day, camp]
            if number >= 0:
                weight[camp] = stream[day, camp]
                limit[camp] = max(min(capacity[camp] - here, intake[camp]), 0)
            else:
                weight[camp] = float(here)
                limit[camp] = here
        if number >= 0:
            left = number - spread(rng.words, number, weight, limit, received[day])
        else:
            left = number + spread(rng.words, -number, weight, limit, returned[day])
        waiting[day] = left
        for camp in range(camps):
            change = received[day, camp] - returned[day, camp]
            present[day + 1, camp] = present[day, camp] + change
