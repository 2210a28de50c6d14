"""Members, then days: the loop that runs the kernel of people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels import movement
from qafila.kernels.compiled import compiled_maker, internal
from qafila.kernels.movement import people_on_roads
from qafila.kernels.random import Rng
from qafila.kernels.starting import new_state
from qafila.kernels.travel import (
    COUNTED,
    DISPLACED_BEFORE,
    GROUPS,
    HOSTED,
    INSECURITY_FADE,
    MOVE_CHANCE,
    PARTS,
    SETTLED,
    STAGES,
    UNCOUNTED,
    MovementDay,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.kernels.inputs import MemberInputs, Outputs, SharedInputs
    from qafila.kernels.travel import MovementState, MovementWorld

_GROUPS = len(GROUPS)


@internal
def _write_people(
    out: Outputs,
    world: MovementWorld,
    state: MovementState,
    capacity: NDArray[np.int64],
    member: int,
    day: int,
) -> None:
    at_home, held = 0, 0
    for place in range(state.home.shape[0]):
        at_home += state.home[place]
        held += state.held[place, 0] + state.held[place, 1]
        here = 0
        for kind in range(state.present.shape[1]):
            here += state.present[place, kind]
        out.present[member, day, place] = here
        out.arrivals[member, day, place] = state.arrivals[place]
    out.at_home[member, day] = at_home
    out.held_back[member, day] = held
    out.in_transit[member, day] = people_on_roads(state)
    for group in range(state.arrivals_by_group.shape[0]):
        out.arrivals_by_group[member, day, group] = state.arrivals_by_group[group]
    for number in range(world.destination.shape[0]):
        place = world.destination[number]
        hosted = 0
        for group in range(_GROUPS):
            hosted += state.present[place, group * STAGES + HOSTED]
        full = capacity[number] >= 0 and state.in_camp[number] >= capacity[number]
        out.host_community[member, day, number] = hosted
        out.in_camp[member, day, number] = state.in_camp[number]
        out.site_full[member, day, number] = 1 if full else 0
        out.registered[member, day, number] = state.registered[number]
        out.waiting_registration[member, day, number] = state.waiting[number]
        out.returned[member, day, number] = state.returned[number]
        for part in range(state.arrivals_by_age_sex.shape[1]):
            out.arrivals_by_age_sex[member, day, number, part] = state.arrivals_by_age_sex[
                number, part
            ]
    for route in range(state.is_open.shape[0]):
        out.road_open[member, day, route] = state.is_open[route]


@internal
def _begin(world: MovementWorld, state: MovementState, inputs: MemberInputs, member: int) -> None:
    """Keep who is on the way on day 0; who has arrived by then is in the counts."""
    for place in range(state.home.shape[0]):
        state.home[place] = inputs.population[member, place]
        for group in range(_GROUPS):
            state.present[place, group * STAGES + SETTLED] = 0
            state.present[place, group * STAGES + HOSTED] = 0
            if world.reception[place] >= 0:
                state.present[place, group * STAGES + UNCOUNTED] = 0
                state.present[place, group * STAGES + COUNTED] = 0
        state.arrivals[place] = 0
        state.held[place, 0] = 0
        state.held[place, 1] = 0
    for group in range(_GROUPS):
        state.arrivals_by_group[group] = 0
    for number in range(world.destination.shape[0]):
        place = world.destination[number]
        counted = inputs.displaced[member, place]
        camp = math.floor(counted * inputs.camp_share[member, number] + 0.5)
        state.in_camp[number] = camp
        state.present[place, DISPLACED_BEFORE * STAGES + SETTLED] = camp
        state.present[place, DISPLACED_BEFORE * STAGES + HOSTED] = counted - camp
        state.waiting[number] = 0
        state.registered[number] = 0
        state.returned[number] = 0
        for part in range(state.arrivals_by_age_sex.shape[1]):
            state.arrivals_by_age_sex[number, part] = 0


@internal
def _find_need(
    shared: SharedInputs,
    inputs: MemberInputs,
    member: int,
    day: int,
    need: NDArray[np.float64],
    hold: NDArray[np.float64],
) -> None:
    """Share of today's need that is not met, and what holds people, at the places of the cities."""
    for city in range(shared.city_place.shape[0]):
        need[shared.city_place[city]] = inputs.need[member, day, city]
        hold[shared.city_place[city]] = inputs.hold[member, day, city]


@internal
def _fade_exposure(
    shared: SharedInputs,
    inputs: MemberInputs,
    member: int,
    day: int,
    exposure: NDArray[np.float64],
) -> None:
    """Scale what is known of day 0, which fades into the exposure of places nobody speaks of."""
    known = math.exp(-inputs.movement_rates[member, INSECURITY_FADE] * max(day, 0))
    forced = day > 0 and shared.forced_insecurity.shape[0] > 0
    for place in range(exposure.shape[0]):
        if forced and shared.forced_insecurity[day, place] >= 0.0:
            exposure[place] *= shared.forced_insecurity[day, place] * inputs.exposed[member, place]
            continue
        calm = inputs.calm[member, place]
        exposure[place] *= calm + known * (inputs.exposure[member, place] - calm)


@internal
def _receives(shared: SharedInputs, day: int, number: int) -> bool:
    """Whether a destination receives people."""
    if day > 0 and shared.forced_camp.shape[0] > 0 and shared.forced_camp[day, number] >= 0:
        return bool(shared.forced_camp[day, number] == 1)
    return bool(shared.first_day[number] <= day <= shared.last_day[number])


@internal
def _find_surge(
    shared: SharedInputs,
    inputs: MemberInputs,
    member: int,
    day: int,
    exposure: NDArray[np.float64],
    attraction: NDArray[np.float64],
) -> None:
    """Factors on who leaves, and where they go, so that other countries nearly keep their flows."""
    left = inputs.surge_keep[member] ** max(day, 0)
    exposure[:] = 1.0
    for country in range(inputs.surge.shape[1]):
        extra = math.exp(inputs.surge[member, country] * left) - 1.0
        for place in range(exposure.shape[0]):
            exposure[place] += inputs.surge_share[member, place, country] * extra
    for number in range(attraction.shape[0]):
        attraction[number] = inputs.attraction[member, number]
        country = shared.surge_country[number]
        if country >= 0:
            attraction[number] *= math.exp(inputs.surge[member, country] * left)
        if not _receives(shared, day, number):
            attraction[number] = 0.0


@internal
def _change_season(
    shared: SharedInputs,
    inputs: MemberInputs,
    member: int,
    month: int,
    leg_parts: NDArray[np.int64],
    go_on: NDArray[np.float64],
) -> None:
    """Travel time of each leg in this month, and the chance to go on at once at its end.

    Who was under way for a day goes on by the chance of a day, others by that power of it, so
    that it makes no difference into how many legs a way is cut.
    """
    chance = inputs.movement_rates[member, MOVE_CHANCE]
    for leg in range(leg_parts.shape[0]):
        parts = inputs.leg_parts[member, shared.route_wet[month, leg // 2], leg]
        leg_parts[leg] = parts
        go_on[leg] = chance ** (min(parts, PARTS) / PARTS)


@internal
def _pull_changes(shared: SharedInputs, inputs: MemberInputs, days: int) -> int:
    """Whether the pull of a destination may change from one day to the next."""
    if inputs.surge.shape[1] > 0 or shared.forced_camp.shape[0] > 0:
        return 1
    for number in range(shared.first_day.shape[0]):
        if shared.first_day[number] > -shared.warm_up or shared.last_day[number] < days:
            return 1
    return 0


@internal
def _run_days(
    member: int,
    rng: Rng,
    world: MovementWorld,
    shared: SharedInputs,
    inputs: MemberInputs,
    people: MovementState,
    need: NDArray[np.float64],
    hold: NDArray[np.float64],
    exposure: NDArray[np.float64],
    attraction: NDArray[np.float64],
    leg_parts: NDArray[np.int64],
    go_on: NDArray[np.float64],
    out: Outputs,
) -> None:
    """Run one member through all days in the arrays that are made for it."""
    days = out.arrivals.shape[1]
    moves = _pull_changes(shared, inputs, days)
    season = -1
    # People move for some days before day 0, so that the roads are not empty on it.
    for day in range(min(1 - shared.warm_up, 0), days):
        row = max(day, 0)
        month = shared.month[row]
        if month != season:
            _change_season(shared, inputs, member, month, leg_parts, go_on)
            season = month
        if day > 0:
            _find_need(shared, inputs, member, day, need, hold)
        _find_surge(shared, inputs, member, day, exposure, attraction)
        _fade_exposure(shared, inputs, member, day, exposure)
        movement_day = MovementDay(
            day,
            shared.forced_route[row],
            shared.route_season[month],
            need,
            hold,
            inputs.movement_rates[member],
            exposure,
            inputs.nearby[member],
            inputs.settle[member],
            attraction,
            leg_parts,
            go_on,
            inputs.camp_share[member],
            shared.capacity[row],
            shared.intake[row],
            inputs.age_sex[member],
            moves,
        )
        movement.step_day(world, people, movement_day, rng)
        if day == 0:
            _begin(world, people, inputs, member)
        if day >= 0:
            _write_people(out, world, people, shared.capacity[row], member, day)


@compiled_maker
def run_members(
    first: int,
    last: int,
    seed: np.uint64,
    keys: NDArray[np.uint64],
    world: MovementWorld,
    shared: SharedInputs,
    inputs: MemberInputs,
    out: Outputs,
) -> None:
    """Run members ``first`` to ``last - 1`` through all days.

    Parameters
    ----------
    first, last : int
        Range of rows of `inputs` and `out`.
    seed : uint64
        Seed of the run.
    keys : array, shape (stream,), uint64
        Keys of the streams, in the order of `qafila.kernels.travel.STREAMS`.
    world : MovementWorld
        Network.
    shared : SharedInputs
        What is the same for all members.
    inputs : MemberInputs
        What differs between members.
    out : Outputs
        Filled in for these members.

    Notes
    -----
    A member touches nothing of another, so any split into ranges and threads gives the same bytes.
    """
    need = np.zeros(world.is_home.shape[0])
    hold = np.zeros(world.is_home.shape[0])
    words = np.zeros(4, np.uint64)
    exposure = np.zeros(inputs.exposure.shape[1])
    attraction = np.zeros(inputs.attraction.shape[1])
    leg_parts = np.zeros(inputs.leg_parts.shape[2], np.int64)
    go_on = np.zeros(inputs.leg_parts.shape[2])
    for member in range(first, last):
        rng = Rng(words, seed, shared.first_member + member, keys)
        people = new_state(world, inputs.population[member], inputs.leg_parts[member])
        need[:] = 0.0
        hold[:] = 0.0
        _run_days(
            member,
            rng,
            world,
            shared,
            inputs,
            people,
            need,
            hold,
            exposure,
            attraction,
            leg_parts,
            go_on,
            out,
        )
