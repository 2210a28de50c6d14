"""Who leaves home today, because of insecurity or of need."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import internal
from qafila.kernels.random import address
from qafila.kernels.travel import (
    DEPARTURES,
    INSECURITY,
    INTENSITY_SPREAD,
    LEAVE_RATE,
    NEED,
    NEED_HOLD,
    NEED_PUSH,
    SETTLED,
    STAGES,
    TRAVEL_STAGES,
)

if TYPE_CHECKING:
    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState


@internal
def leave_by_hazard(state: MovementState, day: MovementDay, rng: Rng, place: int) -> None:
    """Let residents of a place leave because of insecurity and of need (point 3).

    Who finds shelter around the place is there at once; the others are in `state.moving`.

    Parameters
    ----------
    state : MovementState
        State of one member.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    place : int
        The place, from which a way to a reception place is open.
    """
    need = min(max(day.need[place], 0.0), 1.0)
    held = 1.0 - day.rates[NEED_HOLD] * need
    # The factor has mean one, so that a wider spread does not mean more people.
    spread_of_factor = day.rates[INTENSITY_SPREAD]
    factor = math.exp(state.intensity[0] - 0.5 * spread_of_factor * spread_of_factor)
    unsafe = day.rates[LEAVE_RATE] * day.exposure[place] * factor * held
    needy = day.rates[NEED_PUSH] * need
    hazard = unsafe + needy
    if hazard <= 0.0:
        return
    address(rng.words, rng.seed, rng.keys[DEPARTURES], rng.member, day.day, place)
    leaving = binomial(rng.words, state.home[place], -math.expm1(-hazard))
    for_need = binomial(rng.words, leaving, needy / hazard)
    state.home[place] -= leaving
    stay_unsafe = binomial(rng.words, leaving - for_need, day.nearby[place])
    stay_needy = binomial(rng.words, for_need, day.nearby[place])
    state.present[place, INSECURITY * STAGES + SETTLED] += stay_unsafe
    state.present[place, NEED * STAGES + SETTLED] += stay_needy
    state.moving[place, INSECURITY * TRAVEL_STAGES] += leaving - for_need - stay_unsafe
    state.moving[place, NEED * TRAVEL_STAGES] += for_need - stay_needy
    state.moving_from[place] += leaving - stay_unsafe - stay_needy
