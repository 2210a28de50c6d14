"""Holds members against a report: a quantile-conserving ensemble filter, and new registrations.

What a report tells is a bent function of how many are on the move: a stock that did not grow says
that nobody came, however few would have been seen. So members are first moved along their ranks
among what they would have reported, where such a relation is straight, and all that goes with it
follows by regression (Anderson 2022, quantile-conserving ensemble filters).

A report far from what all members say is either a wave of people or a register counted anew. Each
member takes it for the second with the chance that Bayes gives; then its register jumps, and it
learns nothing of people on the move.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.engine.operators import (
    ARRIVALS,
    STOCK,
    Seen,
    counted,
    logged,
    told,
)
from qafila.forecasting.displacement.engine.states import settle
from qafila.kernels.registering import BELIEFS, fill_normals
from qafila.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.engine.states import Settings, State
    from qafila.kernels.registering import People

    Array = NDArray[np.float64]

_KEY = np.uint64(STREAMS["displacement.assimilating"])
_LEAST = 1e-12
_STEP = 0.05
_SCORES = np.arange(-80, 81) * _STEP  # normal scores at which a report is weighed


def assimilate(
    state: State, seen: Sequence[Seen], items: NDArray[np.int64], settings: Settings
) -> State:
    """Hold all members against the reports of one day.

    Parameters
    ----------
    state : State
        At the end of the day; it is changed and must not be used again.
    seen : sequence of Seen
        Reports of active sites.
    items : array of int64, shape (site,)
        Numbers of the sites in streams.
    settings : Settings
        Errors, inflation and seed.

    Returns
    -------
    State
        With the same number of people in each member.
    """
    if not seen:
        return state
    few = settings.value("error_people")
    sites = np.flatnonzero(state.active)
    before = _packed(state.people, sites, few)
    logs = before
    noise = np.empty((len(state.rates), 3))
    words = np.empty(4, dtype=np.uint64)
    for one in seen:
        item = int(items[one.site])
        fill_normals(np.uint64(settings.seed), _KEY, state.day, item, noise, words)
        at = _column(one, sites, state.people.risk.shape[1])
        tells = logged(told(state.people, one), few) if at is None else logs[:, at]
        logs = _updated(logs, tells, at, one, noise, settings)
    _unpack(state, _relaxed(logs, before, settings.value("inflation")), sites, few)
    state.check()
    return state


def _packed(people: People, sites: NDArray[np.int64], few: float) -> Array:
    """Beliefs, risks, pull, return rates, on the way, registered, crossed, as logarithms."""
    travelling = people.ring.sum(axis=1)[:, sites]
    return np.column_stack([
        people.belief,
        people.risk,
        people.pull[:, sites],
        people.back[:, sites],
        logged(travelling, few),
        logged(people.stock[:, sites], few),
        logged(people.crossed[:, sites], few),
    ])  # fmt: skip


def _column(seen: Seen, sites: NDArray[np.int64], sources: int) -> int | None:
    if seen.measure == ARRIVALS:
        return None
    place = int(np.searchsorted(sites, seen.site))
    return BELIEFS + sources + (3 if seen.measure == STOCK else 4) * len(sites) + place


def _relaxed(logs: Array, before: Array, share: float) -> Array:
    """Members pushed apart by a share of the spread that the reports took (Whitaker, Hamill 2012).

    Nothing is pushed apart of which nothing was learnt, so that no spread grows without end.
    """
    mean = logs.mean(axis=0)
    after, earlier = logs.std(axis=0), before.std(axis=0)
    factor = 1.0 + share * np.maximum(earlier - after, 0.0) / np.maximum(after, _LEAST)
    return np.asarray(mean + np.where(after > _LEAST, factor, 1.0) * (logs - mean))


def _updated(
    logs: Array, tells: Array, at: int | None, seen: Seen, noise: Array, settings: Settings
) -> Array:
    """Members after one report."""
    few = settings.value("error_people")
    error = settings.value(f"error_{seen.measure}")
    error = float(np.hypot(error, 0.5 * few / (seen.people + few)))
    came = float(logged(np.array(seen.people), few))
    spread = float(tells.std())
    scores, after, chance = _ranked(tells, came, error, seen, settings)
    jumps = noise[:, 2] < chance
    learnt = np.where(jumps, 0.0, after - scores)
    moved = logs + _covariances(logs, scores)[None, :] * learnt[:, None]
    if at is not None:
        gain = spread**2 / max(spread**2 + error**2, _LEAST)
        miss = came + error * noise[:, 0] - tells
        moved[:, at] = logs[:, at] + np.where(jumps, 1.0, gain) * miss
    return moved


def _ranked(
    tells: Array, came: float, error: float, seen: Seen, settings: Settings
) -> tuple[Array, Array, float]:
    """Normal scores of members before and after, and the chance of a register counted anew."""
    members = len(tells)
    ranks, levels = np.empty(members, dtype=np.int64), normal_scores(members)
    order = np.argsort(tells, kind="stable")
    ranks[order] = np.arange(members)
    scores = levels[ranks]
    spread = float(tells.std())
    sorted_tells = tells[order]
    values = np.interp(_SCORES, levels, sorted_tells)
    values += spread * (np.minimum(_SCORES - levels[0], 0) + np.maximum(_SCORES - levels[-1], 0))
    own = error**2 + (_STEP * spread) ** 2 + _LEAST
    prior = np.exp(-0.5 * _SCORES**2)
    prior /= prior.sum()
    likely = prior * np.exp(-0.5 * (came - values) ** 2 / own) / np.sqrt(own)
    plain = float(likely.sum())
    chance = 0.0
    if seen.measure == STOCK:
        shift, wide = settings.value("recount_shift"), settings.value("recount_spread") ** 2 + own
        anew = prior * np.exp(-0.5 * (came - values - shift) ** 2 / wide) / np.sqrt(wide)
        before = 1.0 - float(np.exp(-settings.value("recount_rate") * max(seen.gap, 1)))
        both = before * float(anew.sum()) + (1.0 - before) * plain
        chance = before * float(anew.sum()) / both if both > 0.0 else 1.0
    if plain <= 0.0:  # further off than any member could be
        return scores, np.full(members, _SCORES[-1] if came > tells.mean() else _SCORES[0]), chance
    reached = np.cumsum(likely) / plain - 0.5 * likely / plain
    places = (ranks + 0.5) / members
    return scores, np.interp(places, reached, _SCORES), chance


@lru_cache(maxsize=8)
def normal_scores(members: int) -> Array:
    """Normal numbers at even levels, rising.

    Parameters
    ----------
    members : int
        How many.

    Returns
    -------
    array, shape (member,)
        Symmetric about zero.

    Examples
    --------
    >>> normal_scores(3).round(2).tolist()
    [-0.97, 0.0, 0.97]
    """
    normal = NormalDist()
    return np.array([normal.inv_cdf((at + 0.5) / members) for at in range(members)])


def _covariances(logs: Array, scores: Array) -> Array:
    """Change of each column by a normal score, those that may be chance made smaller."""
    scale = max(len(scores) - 1, 1)
    centred = logs - logs.mean(axis=0)
    whole = float((scores**2).sum()) / scale
    covariance = (centred * scores[:, None]).sum(axis=0) / scale
    variance = (centred**2).sum(axis=0) / scale
    square = np.clip(covariance**2 / np.maximum(variance * whole, _LEAST), 0.0, 1.0)
    # A correlation r among n members is off by (1 - r^2) / sqrt(n - 1).
    kept = 1.0 - (1.0 - square) ** 2 / (scale * np.maximum(square, _LEAST))
    return np.asarray(covariance / whole * np.maximum(kept, 0.0))


def _unpack(state: State, logs: Array, sites: NDArray[np.int64], few: float) -> None:
    """Whole people of the logarithms; who is more or fewer is so at home."""
    people, number = state.people, len(sites)
    people.belief[:] = logs[:, :BELIEFS]
    first = BELIEFS + people.risk.shape[1]
    people.risk[:] = logs[:, BELIEFS:first]
    parts = [logs[:, first + at * number : first + (at + 1) * number] for at in range(5)]
    people.pull[:, sites] = parts[0]
    people.back[:, sites] = parts[1]
    before = people.ring.sum(axis=1)[:, sites]
    travelling = counted(parts[2], few)
    factor = travelling / np.maximum(before, 1)
    people.ring[:, :, sites] = np.rint(people.ring[:, :, sites] * factor[:, None, :])
    people.stock[:, sites] = counted(parts[3], few)
    people.crossed[:, sites] = counted(parts[4], few)
    settle(state)
