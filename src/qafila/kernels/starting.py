"""One member of the movement kernel before its first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.compiled import compiled_maker
from qafila.kernels.travel import AGE_SEX, GROUPS, STAGES, TRAVEL_STAGES, MovementState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.travel import MovementWorld

_GROUPS = len(GROUPS)
_AGE_SEX = len(AGE_SEX)


@compiled_maker
def new_state(
    world: MovementWorld, residents: NDArray[np.int64], leg_parts: NDArray[np.int64]
) -> MovementState:
    """Make the state of a member: everybody is at home and every road is open.

    Parameters
    ----------
    world : MovementWorld
        Network.
    residents : array, shape (place,), people
        Who lives where.
    leg_parts : array, shape (season, leg), parts of a day
        Travel time; a leg gets as many rows of the ring as its slowest season needs.

    Returns
    -------
    MovementState
        Arrays of its own.
    """
    places, legs = world.is_home.shape[0], world.leg_to.shape[0]
    destinations = world.destination.shape[0]
    classes = _GROUPS * TRAVEL_STAGES
    start, mask = np.zeros(legs, np.int64), np.zeros(legs, np.int64)
    rows, slots = 0, 1
    for leg in range(legs):
        size = 1
        for season in range(leg_parts.shape[0]):
            while size <= leg_parts[season, leg]:
                size *= 2
        start[leg], mask[leg] = rows, size - 1
        rows += size
        slots = max(slots, size)
    return MovementState(
        residents.copy(),
        residents.copy(),
        np.zeros((places, _GROUPS * STAGES), np.int64),
        start,
        mask,
        np.zeros((rows, classes), np.int64),
        np.zeros((rows, classes), np.int64),
        np.zeros(legs, np.int64),
        np.zeros(legs, np.int64),
        np.zeros(legs, np.int64),
        np.zeros((slots, places), np.int64),
        np.zeros((places, classes), np.int64),
        np.zeros(places, np.int64),
        np.ones(legs // 2, np.uint8),
        np.ones(legs // 2, np.uint8),
        np.zeros(legs // 2, np.uint8),
        np.zeros(1, np.float64),
        np.zeros(1, np.uint8),
        np.zeros((destinations, places), np.float64),
        np.zeros((destinations, places), np.float64),
        np.zeros((destinations, legs), np.float64),
        np.zeros(destinations, np.float64),
        np.zeros(legs, np.float64),
        np.zeros(legs, np.float64),
        np.zeros(places, np.float64),
        np.zeros(places, np.int64),
        np.zeros(places, np.uint8),
        np.zeros(places, np.int64),
        np.zeros(_GROUPS, np.int64),
        np.zeros((destinations, _AGE_SEX), np.int64),
        np.zeros(destinations, np.int64),
        np.zeros(destinations, np.int64),
        np.zeros(destinations, np.int64),
        np.zeros(destinations, np.int64),
        np.zeros(places, np.float64),
        np.zeros(2 * _GROUPS, np.int64),
        np.zeros((places, 2), np.int64),
    )
