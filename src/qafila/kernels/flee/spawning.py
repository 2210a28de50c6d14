"""Who is there on day 0, and who flees on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial
from qafila.kernels.compiled import inlined
from qafila.kernels.flee.tables import SPAWN_GIVEN, SPAWN_POISSON, SPAWN_RATIO, SPAWN_TOTAL
from qafila.kernels.flee.work import IN_ALL, IN_PLACES
from qafila.kernels.random import address_item
from qafila.kernels.sampling import poisson

if TYPE_CHECKING:
    from qafila.kernels.flee.tables import FleeDays, FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.travelling import FleeDay
    from qafila.kernels.flee.work import FleeWork
    from qafila.kernels.random import State


@inlined
def _put(
    words: State,
    place: int,
    people: int,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Add people who have not travelled yet to a place, in groups as they live there."""
    state.occupied[place] += people
    work.stop_people[place] += people
    work.counts[IN_PLACES] += people
    work.counts[IN_ALL] += people
    left = 1.0
    for group in range(rules.groups):
        part = people
        if group < rules.groups - 1:
            share = world.group_share[place, group]
            part = 0 if left <= 0.0 else binomial(words, people, share / left)
            left -= share
        people -= part
        state.at_stop[place, (group * rules.gaits + rules.gaits - 1) * rules.bins] += part


@inlined
def spawn(
    day: FleeDay,
    world: FleeWorld,
    days: FleeDays,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> None:
    """Add those who are there on day 0, and those who flee on this day.

    Parameters
    ----------
    day : FleeDay
        The day.
    world : FleeWorld
        Network.
    days : FleeDays
        Lists of days.
    rules : FleeRules
        Rules.
    state : FleeState
        Changed in place.
    work : FleeWork
        Changed in place.
    """
    places = state.population.shape[0]
    left, last, to_come = 0.0, -1, 0
    if rules.spawn_mode == SPAWN_TOTAL:
        to_come = days.new_people[day.day]
        if to_come > 0:
            for place in range(places):
                weight = state.spawn[place] * state.population[place]
                left += weight
                if weight > 0.0:
                    last = place
    for place in range(places):
        there = world.place_day0[place] if day.day == 0 else 0
        value = state.spawn[place]
        if there == 0 and (value <= 0.0 or (rules.spawn_mode == SPAWN_TOTAL and to_come == 0)):
            continue
        words = work.words[0, place]
        address_item(words, day.spawning, place)
        if there > 0:
            _put(words, place, there, world, rules, state, work)
        people = 0
        if rules.spawn_mode == SPAWN_TOTAL:
            weight = value * state.population[place]
            if to_come > 0 and weight > 0.0:
                people = to_come if place == last else binomial(words, to_come, weight / left)
                to_come -= people
                left -= weight
        elif rules.spawn_mode == SPAWN_GIVEN:
            people = int(value)
        elif rules.spawn_mode == SPAWN_RATIO:
            people = int(value * state.population[place])
        elif rules.spawn_mode == SPAWN_POISSON:
            people = poisson(words, value)
        if people > 0:
            _put(words, place, people, world, rules, state, work)
            if rules.from_population == 1:
                state.population[place] = max(state.population[place] - people, 0)
