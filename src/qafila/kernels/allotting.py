"""Splits what a known total grows by over camps, as a stream of arrivals comes in there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.compiled import compiled
from qafila.kernels.random import address
from qafila.kernels.sampling import spread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.random import Rng

STREAMS = ("allocation.split",)
UNLIMITED = 2**62  # people


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
    """Split the growth of every day among camps, and take away in proportion where it is below zero.

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
