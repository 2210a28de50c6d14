"""Who leaves home today, because of insecurity or of need, and who is held back."""

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
    RELEASE_RATE,
    SETTLED,
    STAGES,
    TRAVEL_STAGES,
)

if TYPE_CHECKING:
    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState


@internal
def leave_by_hazard(
    state: MovementState, day: MovementDay, rng: Rng, place: int, shut: bool
) -> None:
    """Let residents of a place leave because of insecurity and of need (point 3).

    Who finds shelter around the place is there at once; the others are in `state.moving`. Of those
    who would leave some are held back: they stay at home, and are remembered if they may be
    released later.

    Parameters
    ----------
    state : MovementState
        State of one member.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    place : int
        The place.
    shut : bool
        Whether no way to a reception place is open, so that all are held back.
    """
    need = min(max(day.need[place], 0.0), 1.0)
    hold = day.rates[NEED_HOLD] * min(max(day.hold[place], 0.0), 1.0)
    if shut:
        hold = 1.0
    # The factor has mean one, so that a wider spread does not mean more people.
    spread_of_factor = day.rates[INTENSITY_SPREAD]
    factor = math.exp(state.intensity[0] - 0.5 * spread_of_factor * spread_of_factor)
    unsafe = day.rates[LEAVE_RATE] * day.exposure[place] * factor
    needy = day.rates[NEED_PUSH] * need
    hazard = unsafe + needy
    if hazard > 0.0:
        address(rng.words, rng.seed, rng.keys[DEPARTURES], rng.member, day.day, place)
        leaving = binomial(rng.words, state.home[place], -math.expm1(-hazard))
        for_need = binomial(rng.words, leaving, needy / hazard)
        for_safety = leaving - for_need
        if hold > 0.0:
            for_safety, for_need = _hold_back(state, day, rng, place, hold, for_safety, for_need)
        _leave(state, day, rng, place, for_safety, for_need)
    if day.rates[RELEASE_RATE] > 0.0:
        _release(state, day, rng, place, hold)


@internal
def _at_later(state: MovementState, day: MovementDay, rng: Rng, place: int, times: int) -> None:
    """Go to numbers of their own, so that what is not used changes nothing else."""
    item = place + times * state.home.shape[0]
    address(rng.words, rng.seed, rng.keys[DEPARTURES], rng.member, day.day, item)


@internal
def _hold_back(
    state: MovementState,
    day: MovementDay,
    rng: Rng,
    place: int,
    hold: float,
    for_safety: int,
    for_need: int,
) -> tuple[int, int]:
    """Keep some of those who would leave at home: never does anyone leave because of it."""
    _at_later(state, day, rng, place, 1)
    unsafe = binomial(rng.words, for_safety, hold)
    needy = binomial(rng.words, for_need, hold)
    if day.rates[RELEASE_RATE] > 0.0:
        # Of those who would leave today some are among those held back before.
        home = state.home[place]
        fresh = max(home - state.held[place, 0] - state.held[place, 1], 0)
        state.held[place, 0] += unsafe * fresh // home
        state.held[place, 1] += needy * fresh // home
    _at_later(state, day, rng, place, 2)
    return for_safety - unsafe, for_need - needy


@internal
def _leave(
    state: MovementState, day: MovementDay, rng: Rng, place: int, for_safety: int, for_need: int
) -> None:
    state.home[place] -= for_safety + for_need
    stay_unsafe = binomial(rng.words, for_safety, day.nearby[place])
    stay_needy = binomial(rng.words, for_need, day.nearby[place])
    state.present[place, INSECURITY * STAGES + SETTLED] += stay_unsafe
    state.present[place, NEED * STAGES + SETTLED] += stay_needy
    state.moving[place, INSECURITY * TRAVEL_STAGES] += for_safety - stay_unsafe
    state.moving[place, NEED * TRAVEL_STAGES] += for_need - stay_needy
    state.moving_from[place] += for_safety - stay_unsafe + for_need - stay_needy


@internal
def _release(state: MovementState, day: MovementDay, rng: Rng, place: int, hold: float) -> None:
    """Let some of those who were held back leave, the more the less holds them now."""
    # Who was held back stays among residents, and may have left since.
    state.held[place, 0] = min(state.held[place, 0], state.home[place])
    state.held[place, 1] = min(state.held[place, 1], state.home[place] - state.held[place, 0])
    chance = day.rates[RELEASE_RATE] * (1.0 - hold)
    if state.held[place, 0] + state.held[place, 1] == 0 or chance <= 0.0:
        return
    _at_later(state, day, rng, place, 3)
    unsafe = binomial(rng.words, state.held[place, 0], chance)
    needy = binomial(rng.words, state.held[place, 1], chance)
    state.held[place, 0] -= unsafe
    state.held[place, 1] -= needy
    _leave(state, day, rng, place, unsafe, needy)
