"""Who leaves home today: by hazard, or a given number spread over the places people flee from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.kernels.compiled import internal
from qafila.kernels.random import address
from qafila.kernels.returning import return_given
from qafila.kernels.sampling import binomial, spread
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
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld


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


@internal
def leave_as_given(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    """Let a given number of people set out, or go home where it is below zero.

    Parameters
    ----------
    world : MovementWorld
        Network.
    state : MovementState
        State of one member; `out_weight` tells from where a way is open.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.

    Notes
    -----
    Homes are drawn by residents times exposure, never more than live there. What cannot be
    followed today, because all ways are closed or nobody is left, is owed and added to tomorrow's
    number.
    """
    number = day.given + state.owed[0]
    if number < 0:
        state.owed[0] = number + return_given(world, state, day, rng, -number)
        return
    for place in range(state.home.shape[0]):
        weight = float(state.residents[place]) * day.exposure[place]
        state.place_weight[place] = weight if state.out_weight[place] > 0.0 else 0.0
        state.place_limit[place] = state.home[place]
        state.place_taken[place] = 0
    address(rng.words, rng.seed, rng.keys[DEPARTURES], rng.member, day.day, 0)
    gone = spread(rng.words, number, state.place_weight, state.place_limit, state.place_taken)
    state.owed[0] = number - gone
    for place in range(state.home.shape[0]):
        state.home[place] -= state.place_taken[place]
        state.moving[place, INSECURITY * TRAVEL_STAGES] += state.place_taken[place]
        state.moving_from[place] += state.place_taken[place]
