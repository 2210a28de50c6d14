"""Regimes of corridors from day to day, and how many attacks a corridor has to expect."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from qafila.kernels.compiled import inlined
from qafila.kernels.random import address, address_item, address_of_day, normal, uniform
from qafila.kernels.siege.tables import (
    ATTACK_PACE,
    CLOSED,
    CONTESTED,
    CORRELATION,
    DETERRENCE_FADE,
    EXCITATION_FADE,
    FREE,
    OPEN,
    OPEN_HAZARD,
    REGIME,
    REGIME_FADE,
    REGIME_SWITCH,
    REPAIRED,
    TRUCE,
    TRUCE_END,
    TRUCE_HAZARD,
    TRUCE_RATE,
    TRUCE_RECOVERY,
    TRUCES,
)

if TYPE_CHECKING:
    from qafila.kernels.random import Rng
    from qafila.kernels.siege.tables import SiegeDay, SiegeMember, SiegeState, SiegeWorld

_BELOW_ONE = 1.0 - 2.0**-53


@inlined
def pick(is_open: float, contested: float, u: float) -> int:
    """Regime at a uniform number, from the chances of the first two.

    Parameters
    ----------
    is_open, contested : float
        Chances.
    u : float
        Number in [0, 1).

    Returns
    -------
    int
        The regime.
    """
    if u < is_open:
        return OPEN
    return CONTESTED if u < is_open + contested else CLOSED


@inlined
def common_siege(rng: Rng) -> float:
    """Common factor of a member: how hard its siege is on all corridors at once.

    Parameters
    ----------
    rng : Rng
        Address of the random numbers.

    Returns
    -------
    float
        A standard normal number.
    """
    # Regimes change from day 1 on, so day 0 of their stream is free.
    address(rng.words, rng.seed, rng.keys[REGIME], rng.member, 0, 0)
    return normal(rng.words)


@inlined
def mark_of(siege: float, own: float, correlation: float) -> float:
    """Uniform number of a corridor, correlated with those of the others (Gaussian copula).

    Parameters
    ----------
    siege, own : float
        Standard normal numbers of the member and of the corridor.
    correlation : float
        Between corridors.

    Returns
    -------
    float
        A number in [0, 1).
    """
    z = math.sqrt(correlation) * siege + math.sqrt(1.0 - correlation) * own
    return min(0.5 * math.erfc(-z / math.sqrt(2.0)), _BELOW_ONE)


@inlined
def _chance(
    world: SiegeWorld, state: SiegeState, day: SiegeDay, corridor: int, regime: int, weight: float
) -> float:
    """What is known of this day, or belief of day 0 that fades into the prior."""
    if day.chance.shape[0] > 0:
        return day.chance[corridor, regime]
    own, prior = state.belief[corridor, regime], world.prior[corridor, regime]
    return weight * own + (1.0 - weight) * prior


@inlined
def step_truces(member: SiegeMember, state: SiegeState, day: SiegeDay, rng: Rng) -> None:
    """Let truces begin and end, each for all corridors of a city.

    Parameters
    ----------
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    """
    for city in range(state.truce.shape[0]):
        rates = member.rates[city]
        if rates[TRUCE_RATE] <= 0.0 and state.truce[city] == 0:
            continue
        address(rng.words, rng.seed, rng.keys[TRUCES], rng.member, day.day, city)
        mark = uniform(rng.words)
        if state.truce[city] == 1:
            state.truce[city] = 0 if mark < rates[TRUCE_END] else 1
        else:
            state.truce[city] = 1 if mark < rates[TRUCE_RATE] else 0


@inlined
def _step_common(member: SiegeMember, state: SiegeState, new: float) -> None:
    """Let a siege grow harder or easier: half of what it is today is left after the memory."""
    fade = member.rates[0, REGIME_FADE]
    for city in range(1, member.rates.shape[0]):
        fade = min(fade, member.rates[city, REGIME_FADE])
    kept = math.exp(-fade)
    state.common[0] = kept * state.common[0] + math.sqrt(1.0 - kept * kept) * new


@inlined
def step_regimes(
    world: SiegeWorld, member: SiegeMember, state: SiegeState, day: SiegeDay, rng: Rng
) -> None:
    """Let corridors change their regime (point 1 of the order of a day).

    Now and then, on average after `regime_redraw` days, a corridor draws its regime anew, which may
    come out the same. It is drawn from what is known of that day, or on days to come from this
    member's belief of day 0, which fades into the prior. A factor that all corridors of a member
    share makes their regimes alike: who blocks one road blocks others. It leaves the chances of
    each corridor as they are, and is forgotten as what is believed is. On days of the past a
    regime follows what is known of the day, so that news reaches it at once. In a month in which it
    is impassable a corridor is closed, whatever a truce or a scenario says.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    rng : Rng
        Address of the random numbers.
    """
    step_truces(member, state, day, rng)
    of_day = address_of_day(rng.seed, rng.keys[REGIME], rng.member, day.day)
    address_item(rng.words, of_day, state.regime.shape[0])
    _step_common(member, state, normal(rng.words))
    for corridor in range(state.regime.shape[0]):
        city = world.corridor_city[corridor]
        rates = member.rates[city]
        address_item(rng.words, of_day, corridor)
        if uniform(rng.words) < rates[REGIME_SWITCH]:
            weight = math.exp(-rates[REGIME_FADE] * day.day)
            mark = mark_of(state.common[0], normal(rng.words), rates[CORRELATION])
            is_open = _chance(world, state, day, corridor, OPEN, weight)
            contested = _chance(world, state, day, corridor, CONTESTED, weight)
            state.mark[corridor] = mark
            state.chain[corridor] = pick(is_open, contested, mark)
        elif day.chance.shape[0] > 0:
            is_open, contested = day.chance[corridor, OPEN], day.chance[corridor, CONTESTED]
            state.chain[corridor] = pick(is_open, contested, state.mark[corridor])
        settle_regime(state, day, corridor, city)


@inlined
def season_of(day: SiegeDay, corridor: int) -> float:
    """What the month lets pass on a corridor; all, where its road has been repaired.

    Parameters
    ----------
    day : SiegeDay
        Inputs of the day.
    corridor : int
        Which one.

    Returns
    -------
    float
        From 0 to 1.
    """
    return 1.0 if day.forced[corridor] == REPAIRED else day.season[corridor]


@inlined
def settle_regime(state: SiegeState, day: SiegeDay, corridor: int, city: int) -> None:
    """Find the regime of today from chance, truce, scenario and season, the last one strongest.

    Parameters
    ----------
    state : SiegeState
        Changed in place.
    day : SiegeDay
        Inputs of the day.
    corridor, city : int
        Which one, and where it leads.
    """
    regime = state.chain[corridor]
    if state.truce[city] == 1:
        regime = TRUCE
    if day.forced[corridor] >= 0:
        regime = day.forced[corridor]
    elif day.forced[corridor] != FREE and regime == CLOSED:
        regime = CONTESTED
    if season_of(day, corridor) <= 0.0:
        regime = CLOSED
    state.regime[corridor] = regime


@inlined
def fade_attacks(world: SiegeWorld, member: SiegeMember, state: SiegeState) -> None:
    """Let what past attacks leave behind fade by a day.

    Parameters
    ----------
    world : SiegeWorld
        Corridors.
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        Changed in place.
    """
    corridors = state.regime.shape[0]
    for city in range(state.score.shape[0]):
        rates = member.rates[city]
        fade = rates[DETERRENCE_FADE]
        for corridor in range(corridors):
            if world.corridor_city[corridor] == city and state.regime[corridor] == TRUCE:
                fade = rates[DETERRENCE_FADE] * rates[TRUCE_RECOVERY]
        state.score[city] *= math.exp(-fade)
    last, fade = -1, 0.0
    for corridor in range(corridors):
        city = world.corridor_city[corridor]
        if city != last:
            last, fade = city, math.exp(-member.rates[city, EXCITATION_FADE])
        state.excited[corridor] *= fade
        state.attacks[corridor] = 0


@inlined
def hazard_of(member: SiegeMember, state: SiegeState, corridor: int, city: int) -> float:
    """Attacks a day that the normal traffic of a corridor has to expect.

    Parameters
    ----------
    member : SiegeMember
        Inputs of the member.
    state : SiegeState
        State of the member.
    corridor, city : int
        Which one, and where it leads.

    Returns
    -------
    float
        Attacks a day.
    """
    rates = member.rates[city]
    # What attacks draw after them has grown with their number; the pace must not count twice.
    hazard = member.hazard[corridor] * rates[ATTACK_PACE] + state.excited[corridor]
    regime = state.regime[corridor]
    if regime == OPEN:
        return hazard * rates[OPEN_HAZARD]
    return hazard * rates[TRUCE_HAZARD] if regime == TRUCE else hazard
