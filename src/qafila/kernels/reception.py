"""Reception places: who finds room in the camp, who lives with hosts, who is registered when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import internal
from qafila.kernels.random import address
from qafila.kernels.travel import AGES, GROUPS, HOSTED, SETTLED, STAGES

if TYPE_CHECKING:
    from qafila.kernels.random import Rng
    from qafila.kernels.travel import MovementDay, MovementState, MovementWorld

_GROUPS = len(GROUPS)


@internal
def receive(
    state: MovementState,
    day: MovementDay,
    rng: Rng,
    number: int,
    place: int,
    group: int,
    people: int,
) -> None:
    """Let people stay at a reception place, in the camp while it has room, else with hosts.

    Parameters
    ----------
    state : MovementState
        State of one member.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Random numbers, already addressed.
    number, place : int
        The destination and its place.
    group : int
        Why they left.
    people : int
        How many.
    """
    camp = binomial(rng.words, people, day.camp_share[number])
    if day.capacity[number] >= 0:
        camp = min(camp, max(day.capacity[number] - state.in_camp[number], 0))
    state.in_camp[number] += camp
    state.present[place, group * STAGES + SETTLED] += camp
    state.present[place, group * STAGES + HOSTED] += people - camp


@internal
def register(world: MovementWorld, state: MovementState, day: MovementDay, rng: Rng) -> None:
    """Register those received, as many as a place takes in today, and count them by age and sex.

    Parameters
    ----------
    world : MovementWorld
        Network.
    state : MovementState
        State of one member after all movement of the day.
    day : MovementDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.

    Notes
    -----
    Those who leave a place again are taken to be registered, unless only waiting people are left.
    """
    for number in range(world.destination.shape[0]):
        place = world.destination[number]
        arrived = state.arrivals[place]
        waiting = state.waiting[number] + arrived
        staying = 0
        if waiting > 0:
            for group in range(_GROUPS):
                staying += state.present[place, group * STAGES + SETTLED]
                staying += state.present[place, group * STAGES + HOSTED]
        waiting = min(waiting, staying)
        today = waiting if day.intake[number] < 0 else min(waiting, day.intake[number])
        state.registered[number] = today
        state.waiting[number] = waiting - today
        _count_ages(state, day, rng, number, arrived)


@internal
def _count_ages(
    state: MovementState, day: MovementDay, rng: Rng, number: int, arrived: int
) -> None:
    """Split arrivals by age and sex; no rule treats these differently, so this is exact."""
    last = state.arrivals_by_age_sex.shape[1] - 1
    for part in range(last + 1):
        state.arrivals_by_age_sex[number, part] = 0
    if arrived == 0:
        return
    address(rng.words, rng.seed, rng.keys[AGES], rng.member, day.day, number)
    remaining = 1.0
    for part in range(last):
        share = day.age_sex[number, part]
        drawn = arrived
        if share < remaining:
            drawn = binomial(rng.words, arrived, share / remaining)
        state.arrivals_by_age_sex[number, part] = drawn
        arrived -= drawn
        remaining -= share
    state.arrivals_by_age_sex[number, last] = arrived
