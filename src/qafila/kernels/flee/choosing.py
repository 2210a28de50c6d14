"""Where people go who leave a place: the weight of each option, and who may take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.compiled import inlined
from qafila.kernels.flee.work import VERSION
from qafila.kernels.random import uniform
from qafila.kernels.sampling import binomial

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qafila.kernels.flee.tables import FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.work import FleeWork
    from qafila.kernels.random import State

_FEW = 6  # people who are drawn one by one, which is then quicker than a binomial per option
_STEP = 0.01  # of the capacity of a place that fills, which is the most that comes at a time
_PRUNED = 1.001  # thresholds below this leave out nothing
_FULL = 0.5  # below this share of its pull a camp turns away who is bound for it


@inlined
def pull_left(state: FleeState, rules: FleeRules, place: int) -> float:
    """Share of its pull that its occupants leave a place.

    Parameters
    ----------
    state : FleeState
        State of a member.
    rules : FleeRules
        Rules.
    place : int
        The place.

    Returns
    -------
    float
        1 up to the buffer, then falling to 0 where the place is full; 1 where capacity is below 1.
    """
    capacity = state.capacity[place]
    people = state.occupied[place]
    if capacity < 1.0 or people <= rules.capacity_buffer * capacity:
        return 1.0
    if people >= capacity:
        return 0.0
    over = people - rules.capacity_buffer * capacity
    return 1.0 - over / (capacity * (1.0 - rules.capacity_buffer))


@inlined
def turns_away(state: FleeState, rules: FleeRules, goal: int) -> bool:
    """Whether a place is a camp too full for those who are bound for it.

    Parameters
    ----------
    state : FleeState
        State of a member.
    rules : FleeRules
        Rules.
    goal : int
        The place.

    Returns
    -------
    bool
        True if they stay where they are and forget their route.
    """
    return state.is_camp[goal] == 1 and pull_left(state, rules, goal) < _FULL


@inlined
def refresh_weights(place: int, world: FleeWorld, state: FleeState, work: FleeWork) -> None:
    """Compute the weights of the options of a place anew if something has changed.

    Parameters
    ----------
    place : int
        The place.
    world : FleeWorld
        Network.
    state : FleeState
        State of a member.
    work : FleeWork
        Room; its weights are changed.
    """
    if work.weight_version[place] == work.counts[VERSION]:
        return
    work.weight_version[place] = work.counts[VERSION]
    for option in range(world.option_start[place], world.option_start[place + 1]):
        is_open = state.option_on[option] == 1
        for at in range(world.option_leg_start[option], world.option_leg_start[option + 1]):
            is_open = is_open and state.leg_open[world.option_leg[at]] == 1
        goal = world.option_goal[option]
        for group in range(state.score.shape[1]):
            weight = -1.0
            if is_open:
                weight = state.score[goal, group] * world.option_factor[option]
            work.weight[option, group] = weight


@inlined
def find_odds(
    place: int, group: int, world: FleeWorld, rules: FleeRules, state: FleeState, work: FleeWork
) -> tuple[float, bool]:
    """Write down the odds of the options of a place as its neighbours are filled now.

    Parameters
    ----------
    place, group : int
        Who chooses.
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.
    state : FleeState
        State of a member.
    work : FleeWork
        Room; its odds are changed.

    Returns
    -------
    total : float
        Sum of the odds; 0 where nothing is open.
    is_touchy : bool
        Whether an option leads to a place that can fill up.
    """
    first = world.option_start[place]
    options = world.option_start[place + 1] - first
    total, best, is_open, is_touchy = 0.0, 0.0, False, False
    for number in range(options):
        weight = work.weight[first + number, group]
        if weight >= 0.0:
            is_open = True
            goal = world.option_goal[first + number]
            if state.capacity[goal] >= 1.0:
                is_touchy = True
                if rules.obey_capacity == 1:
                    left = pull_left(state, rules, goal)
                    weight *= left if rules.weight_power == 1.0 else left**rules.weight_power
            total += weight
            best = max(best, weight)
            work.odds[number] = weight
        else:
            work.odds[number] = 0.0
    if rules.pruning >= _PRUNED and best > 0.0:
        total = 0.0
        for number in range(options):
            if work.odds[number] < best / rules.pruning:
                work.odds[number] = 0.0
            total += work.odds[number]
    if total <= 0.0 and is_open:
        total = 0.0
        for number in range(options):
            if work.weight[first + number, group] >= 0.0:
                work.odds[number] = 1.0
                total += 1.0
    return total, is_touchy


@inlined
def largest_batch(
    place: int,
    total: float,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> int:
    """Find how many may choose before those who come to a place that fills must be counted.

    Parameters
    ----------
    place : int
        Where people choose.
    total : float
        Sum of the odds.
    world : FleeWorld
        Network.
    rules : FleeRules
        Rules.
    state : FleeState
        State of a member.
    work : FleeWork
        Room with the odds.

    Returns
    -------
    int
        So many that a place gets about a hundredth of its capacity, or is filled to its buffer.
    """
    first = world.option_start[place]
    most = 1e18
    for number in range(world.option_start[place + 1] - first):
        odds = work.odds[number]
        goal = world.option_goal[first + number]
        capacity = state.capacity[goal]
        if odds > 0.0 and capacity >= 1.0:
            free = rules.capacity_buffer * capacity - state.occupied[goal]
            most = min(most, max(free, _STEP * capacity, 1.0) * total / odds)
    return int(most)


@inlined
def share_out(
    words: State,
    people: int,
    options: int,
    total: float,
    odds: NDArray[np.float64],
    going: NDArray[np.int64],
) -> None:
    """Draw how many take each option; the last that can be taken takes the rest.

    Parameters
    ----------
    words : array, shape (4,)
        Generator.
    people, options : int
        Who choose, and from how many.
    total : float
        Sum of the odds, above 0.
    odds : array, shape (option,)
        Odds.
    going : array, shape (option,)
        Filled in.
    """
    if people <= _FEW:
        last = 0
        for number in range(options):
            going[number] = 0
            if odds[number] > 0.0:
                last = number
        for _ in range(people):
            left = uniform(words) * total
            number = 0
            while number < last and left >= odds[number]:
                left -= odds[number]
                number += 1
            going[number] += 1
        return
    last = 0
    for number in range(options):
        if odds[number] > 0.0:
            last = number
    for number in range(options):
        going[number] = 0
        if people > 0 and odds[number] > 0.0:
            share = 1.0 if number == last else odds[number] / total
            going[number] = binomial(words, people, share)
            people -= going[number]
            total -= odds[number]
