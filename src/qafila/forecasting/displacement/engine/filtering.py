"""Holds members against a report: an ensemble Kalman filter on logarithms, and new registrations.

A report far from what all members say is either a wave of people or a register counted anew. Each
member takes it for the second with the chance that Bayes gives; then its register jumps, and it
learns nothing of people on the move. Far misses move beliefs no further than three standard
deviations would: beyond what members say, a straight line through them holds no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.engine.operators import ARRIVALS, STOCK, Seen, counted, logged
from qafila.forecasting.displacement.engine.operators import told as would_tell
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
_FURTHEST = 3.0  # standard deviations that a miss counts at most


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
        tells = logged(would_tell(state.people, one), few) if at is None else logs[:, at]
        logs = _updated(logs, tells, at, one, noise, settings)
    _unpack(state, _relaxed(logs, before, settings.value("inflation")), sites, few)
    after = replace(state)
    after.check()
    return after


def _packed(people: People, sites: NDArray[np.int64], few: float) -> Array:
    """Beliefs, risk, pull, return rates, people on the way, registered and crossed, as logarithms."""
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
    mean = float(tells.mean())
    off = tells - mean
    spread = float((off**2).mean()) * len(off) / max(len(off) - 1, 1)
    own = spread + error**2
    jumps, jump_spread, shift = _anew(came - mean, own, seen, noise[:, 2], settings)
    slope = _covariances(logs, off, spread)
    drawn = shift + np.sqrt(jump_spread) * noise[:, 1]
    miss = came + error * noise[:, 0] - tells - np.where(jumps, drawn, 0.0)
    whole = np.maximum(np.where(jumps, own + jump_spread, own), _LEAST)
    furthest = _FURTHEST * np.sqrt(whole)
    near = np.where(jumps, 0.0, np.clip(miss, -furthest, furthest))
    moved = logs + slope[None, :] * (near / whole)[:, None]
    if at is not None:
        moved[:, at] = logs[:, at] + spread * miss / whole
        moved[:, at] += np.where(jumps, drawn + jump_spread * miss / whole, 0.0)
    return moved


def _anew(
    miss: float, own: float, seen: Seen, u: Array, settings: Settings
) -> tuple[NDArray[np.bool_], float, float]:
    """Which members take the report for a register counted anew; variance and mean of the jump."""
    if seen.measure != STOCK:
        return np.zeros(len(u), dtype=bool), 0.0, 0.0
    shift, spread = settings.value("recount_shift"), settings.value("recount_spread") ** 2
    before = 1.0 - np.exp(-settings.value("recount_rate") * max(seen.gap, 1))
    plain = -0.5 * (miss**2 / own + np.log(own))
    wide = own + spread
    anew = -0.5 * ((miss - shift) ** 2 / wide + np.log(wide))
    odds = before / (1.0 - before) * np.exp(np.clip(anew - plain, -700.0, 700.0))
    return np.asarray(u < odds / (1.0 + odds)), spread, shift


def _covariances(logs: Array, off: Array, spread: float) -> Array:
    """Covariance of each column with what is told, those that may be chance made smaller."""
    members = len(off)
    centred = logs - logs.mean(axis=0)
    scale = max(members - 1, 1)
    covariance = (centred * off[:, None]).sum(axis=0) / scale
    variance = (centred**2).sum(axis=0) / scale
    square = covariance**2 / np.maximum(variance * spread, _LEAST)
    square = np.clip(square, 0.0, 1.0)
    # A correlation r among n members is off by (1 - r^2) / sqrt(n - 1).
    kept = 1.0 - (1.0 - square) ** 2 / (scale * np.maximum(square, _LEAST))
    return np.asarray(covariance * np.maximum(kept, 0.0))


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


def settle(state: State) -> None:
    """Take those who were added from home, and put those who were taken away back there.

    Parameters
    ----------
    state : State
        Whose counts were changed; who cannot be found at home is outside the count.
    """
    from qafila.forecasting.displacement.engine.states import held

    people = state.people
    more = held(people) - state.total
    members = np.arange(len(more))
    source = people.home.argmax(axis=1)
    taken = np.minimum(more, people.home[members, source])
    people.home[members, source] -= taken
    people.outside[:] -= more - taken
