"""Who goes home: people received leave a reception place for the places that people fled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import internal
from qafila.kernels.random import address
from qafila.kernels.travel import GROUPS, RETURN_RATE, RETURNS, SETTLED, STAGES

if TYPE_CHECKING:
    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld

_CELLS = 2 * len(GROUPS)  # of a reception place: each group in the camp and with hosts


@internal
def _weigh_homes(
    world: MovementWorld, state: MovementState, day: MovementDay, number: int
) -> float:
    """Weight of every home that has an open way from a destination: exposed people first.

    Whose home is not known goes where people flee from, by its residents; where nobody flees from
    anywhere that can be reached, by residents alone.
    """
    for by_exposure in (1, 0):
        total = 0.0
        for place in range(state.home.shape[0]):
            weight = 0.0
            if world.is_home[place] == 1 and state.way_km[number, place] < np.inf:
                weight = float(state.residents[place])
                if by_exposure == 1:
                    weight *= day.exposure[place]
            state.home_weight[place] = weight
            total += weight
        if total > 0.0:
            return total
    return 0.0


@internal
def _take_home(state: MovementState, rng: Rng, number: int, people: int, total: float) -> None:
    """Put people who leave a destination back among the residents of the weighed homes."""
    state.returned[number] += people
    last = -1
    for place in range(state.home.shape[0]):
        if state.home_weight[place] > 0.0:
            last = place
    for place in range(last + 1):
        if people == 0:
            break
        weight = state.home_weight[place]
        if weight > 0.0:
            back = people if place == last else binomial(rng.words, people, weight / total)
            total -= weight
            people -= back
            state.home[place] += back


@internal
def _leave(state: MovementState, number: int, place: int) -> int:
    """Take those who go home out of a reception place."""
    leaving = 0
    for cell in range(_CELLS):
        going = state.leaving[cell]
        kind = (cell // 2) * STAGES + SETTLED + cell % 2
        state.present[place, kind] -= going
        if cell % 2 == 0:
            state.in_camp[number] -= going
        leaving += going
    return leaving


@internal
def return_home(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    """Let some of those received go home, each with the same small chance.

    Parameters
    ----------
    world : MovementWorld
        Network.
    state : MovementState
        State of one member.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    """
    chance = day.rates[RETURN_RATE]
    if chance <= 0.0:
        return
    for number in range(world.destination.shape[0]):
        place = world.destination[number]
        address(rng.words, rng.seed, rng.keys[RETURNS], rng.member, day.day, number)
        someone = False
        for cell in range(_CELLS):
            here = state.present[place, (cell // 2) * STAGES + SETTLED + cell % 2]
            state.leaving[cell] = binomial(rng.words, here, chance)
            if state.leaving[cell] > 0:
                someone = True
        if not someone:
            continue
        total = _weigh_homes(world, state, day, number)
        if total > 0.0:
            _take_home(state, rng, number, _leave(state, number, place), total)
