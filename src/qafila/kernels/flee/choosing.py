"""Where people go who leave a place: the weight of each option, and who takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qafila.kernels.binomials import binomial_again, log_of_rarer
from qafila.kernels.compiled import inlined
from qafila.kernels.flee.work import VERSION
from qafila.kernels.random import uniform

if TYPE_CHECKING:
    from qafila.kernels.flee.tables import FleeRules, FleeState, FleeWorld
    from qafila.kernels.flee.work import FleeWork
    from qafila.kernels.random import State

_FEW = 3  # people per option but one, below whom one by one is quicker than a binomial each
_STEP = 0.01  # of the capacity of a place that fills, which is the most that comes at a time
_PRUNED = 1.001  # thresholds below this leave out nothing
_NO_LIMIT = 1e18  # more people than there are
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
def room_left(state: FleeState, rules: FleeRules, goal: int) -> float:
    """Find how many people can still come to a place before its pull falls.

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
    float
        0 and less where it falls already.
    """
    capacity = state.capacity[goal]
    if capacity < 1.0:
        return _NO_LIMIT
    return rules.capacity_buffer * capacity - state.occupied[goal]


@inlined
def most_at_once(state: FleeState, rules: FleeRules, goal: int) -> int:
    """Find how many may go on to a place before it must be seen how full they make it.

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
    int
        A hundredth of its capacity, or so many as fill it to its buffer.
    """
    return int(max(room_left(state, rules, goal), _STEP * state.capacity[goal], 1.0))


@inlined
def chance_of_leaving(
    place: int, rules: FleeRules, state: FleeState, work: FleeWork
) -> tuple[float, float]:
    """Find the chance with which someone without a route leaves a place.

    Parameters
    ----------
    place : int
        The place.
    rules : FleeRules
        Rules.
    state : FleeState
        State of a member.
    work : FleeWork
        Room, where the chance is kept.

    Returns
    -------
    chance, log : float
        The chance, and what `binomial_again` needs of it.
    """
    chance = state.move_chance[place]
    if rules.population_power != 0.0:
        people = max(float(state.population[place]), state.capacity[place], 0.0)
        chance *= (people / rules.population_base) ** rules.population_power
    if chance != work.chance[place]:
        work.chance[place] = chance
        work.chance_log[place] = log_of_rarer(chance) if 0.0 < chance < 1.0 else 0.0
    return chance, work.chance_log[place]


@inlined
def _refresh_weights(place: int, world: FleeWorld, state: FleeState, work: FleeWork) -> None:
    """Compute the weights of the options of a place anew if a list has changed something."""
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
            work.weight[group, option] = weight


@inlined
def _prune(
    first: int, end: int, group: int, best: float, total: float, rules: FleeRules, work: FleeWork
) -> float:
    """Leave out options far below the best; if all weigh nothing, all weigh the same."""
    if rules.pruning >= _PRUNED and best > 0.0:
        total = 0.0
        for option in range(first, end):
            if work.odds[group, option] < best / rules.pruning:
                work.odds[group, option] = 0.0
            total += work.odds[group, option]
    if total <= 0.0:
        total = 0.0
        for option in range(first, end):
            if work.weight[group, option] >= 0.0:
                work.odds[group, option] = 1.0
                total += 1.0
    return total


@inlined
def find_odds(
    place: int, group: int, world: FleeWorld, rules: FleeRules, state: FleeState, work: FleeWork
) -> tuple[float, float]:
    """Write down the odds of the options of a place as their goals are filled now.

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
        Room; the odds of the place are changed.

    Returns
    -------
    total : float
        Sum of the odds; 0 where nothing is open.
    room : float
        People who can come to a goal before the first one fills; 0 and less if one does so now.
    """
    first, end = world.option_start[place], world.option_start[place + 1]
    room = _NO_LIMIT
    for option in range(first, end):
        room = min(room, room_left(state, rules, world.option_goal[option]))
    fills = room < 0.0 and rules.obey_capacity == 1
    if not fills and work.odds_version[group, place] == work.counts[VERSION]:
        return work.odds_total[group, place], room
    if work.weight_version[place] != work.counts[VERSION]:
        _refresh_weights(place, world, state, work)
    total, best = 0.0, 0.0
    for option in range(first, end):
        odds = max(work.weight[group, option], 0.0)
        if fills and odds > 0.0:
            left = pull_left(state, rules, world.option_goal[option])
            odds *= left if rules.weight_power == 1.0 else left**rules.weight_power
        work.odds[group, option] = odds
        total += odds
        best = max(best, odds)
    total = _prune(first, end, group, best, total, rules, work)
    rest, last = total, -1
    for option in range(first, end):
        odds = work.odds[group, option]
        share, share_log = 0.0, 0.0
        if odds > 0.0:
            last = option - first
            share = odds / rest
            share_log = log_of_rarer(share) if share < 1.0 else 0.0
            rest -= odds
        work.share[group, option] = share
        work.share_log[group, option] = share_log
    if last >= 0:
        work.share[group, first + last] = 1.0
    work.odds_total[group, place] = total
    work.odds_last[group, place] = last
    work.odds_version[group, place] = 0 if fills else work.counts[VERSION]
    return total, room


@inlined
def largest_batch(
    place: int,
    group: int,
    total: float,
    world: FleeWorld,
    rules: FleeRules,
    state: FleeState,
    work: FleeWork,
) -> int:
    """Find how many may choose before those who come to a place that fills must be counted.

    Parameters
    ----------
    place, group : int
        Who chooses.
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
    most = _NO_LIMIT
    for option in range(world.option_start[place], world.option_start[place + 1]):
        odds = work.odds[group, option]
        goal = world.option_goal[option]
        capacity = state.capacity[goal]
        if odds > 0.0 and capacity >= 1.0:
            some = max(room_left(state, rules, goal), _STEP * capacity, 1.0)
            most = min(most, some * total / odds)
    return int(most)


@inlined
def share_out(
    words: State,
    people: int,
    place: int,
    group: int,
    total: float,
    world: FleeWorld,
    work: FleeWork,
) -> None:
    """Draw how many take each option; the last that can be taken takes the rest.

    Parameters
    ----------
    words : array, shape (4,)
        Generator.
    people : int
        How many choose.
    place, group : int
        Where they are, and their group.
    total : float
        Sum of the odds, above 0.
    world : FleeWorld
        Network.
    work : FleeWork
        Room; ``going`` is filled in.
    """
    first = world.option_start[place]
    last = work.odds_last[group, place]
    for number in range(world.option_start[place + 1] - first):
        work.going[number] = 0
    if people <= _FEW * last:
        for _ in range(people):
            left = uniform(words) * total
            number = 0
            while number < last and left >= work.odds[group, first + number]:
                left -= work.odds[group, first + number]
                number += 1
            work.going[number] += 1
        return
    for number in range(last):
        share = work.share[group, first + number]
        if share > 0.0 and people > 0:
            going = binomial_again(words, people, share, work.share_log[group, first + number])
            work.going[number] = going
            people -= going
    work.going[last] = people


@inlined
def deal(words: State, people: int, left: int, work: FleeWork) -> None:
    """Pick so many of those who leave that everybody's chance is the same, whatever the bin.

    Parameters
    ----------
    words : array, shape (4,)
        Generator.
    people, left : int
        How many are picked, and of how many.
    work : FleeWork
        Room; they are moved from ``leaving`` to ``taking``.

    Notes
    -----
    It is a systematic sample: every so-manieth of a row in which people stand by bin, from a
    random start. How many go is drawn by whoever calls this; an independent draw for each bin
    would cost as many binomials as there are bins, and only the mix of bins would vary more.
    """
    bins = work.leaving.shape[0]
    if people == left or bins == 1:
        for recent in range(bins):
            taken = people if bins == 1 else work.leaving[recent]
            work.taking[recent] = taken
            work.leaving[recent] -= taken
        return
    ratio, start = people / left, uniform(words)
    row, before = 0, 0
    for recent in range(bins):
        here = work.leaving[recent]
        row += here
        # The bounds matter only where rounding would pick more than there are.
        upto = min(max(int(row * ratio + start), people - (left - row)), before + here)
        work.taking[recent] = upto - before
        work.leaving[recent] = here - (upto - before)
        before = upto
