"""The combination: calibrated experts, stacked, calibrated again by how far they lie apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.agreeing import coherent, steadied
from qafila.forecasting.displacement.boosting import BOOSTING, boosted
from qafila.forecasting.displacement.engine import ENGINE
from qafila.forecasting.displacement.engine.forecasts import believed_change
from qafila.forecasting.displacement.reports import SITE
from qafila.forecasting.displacement.residuals import (
    LEVELS,
    apart,
    around,
    features,
    likeness,
    weighted_quantiles,
)
from qafila.forecasting.displacement.scoring import MIDDLE, crps
from qafila.forecasting.displacement.stacking import prior_losses, weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]
    Rows = NDArray[np.bool_]
    Kept = NDArray[np.bool_]

COSTLY = (ENGINE, BOOSTING)  # experts that have to earn their place


@dataclass(frozen=True, eq=False)
class Combined:
    """Forecasts of some rows.

    Parameters
    ----------
    rows : Targets
        The rows.
    experts : array, shape (row, expert, level), people
        Each expert, calibrated on other countries.
    weights : array, shape (row, expert)
        What each counts.
    quantiles : array, shape (row, level), people
        The combination at `LEVELS`.
    """

    rows: Targets
    experts: Array
    weights: Array
    quantiles: Array


@dataclass(frozen=True, eq=False)
class _Stacked:
    experts: Array
    weights: Array
    quantiles: Array


def combine(rows: Targets, others: Targets, *, boosting: bool = True) -> Combined:
    """Forecast rows of one country from what was learnt in others.

    Parameters
    ----------
    rows : Targets
        Rows of one country; those whose truth was known on the day of another row teach it.
    others : Targets
        Rows with truth of other countries.
    boosting : bool
        Whether trees learnt on the other countries are one of the experts.

    Returns
    -------
    Combined
        Quantiles that never fall as their level rises.

    Raises
    ------
    ValueError
        If a country is in both.
    """
    if set(rows.home) & set(others.home):
        raise ValueError("the scored country is among those learnt from")
    kept = others.where(np.isfinite(others.truth))
    if ENGINE in rows.experts:
        rows, kept = believing(rows, kept)
    if boosting:
        rows, kept = with_boosting(rows, kept)
    shape = len(rows), len(rows.experts), len(LEVELS)
    experts, shares, quantiles = (
        np.empty(shape),
        np.empty(shape[:2]),
        np.empty((shape[0], shape[2])),
    )
    for ours, theirs in _alike(rows, kept):
        stacked, final = _one_horizon(rows.where(ours), kept.where(theirs))
        experts[ours], shares[ours], quantiles[ours] = stacked.experts, stacked.weights, final
    final = coherent(rows, steadied(rows, quantiles))
    return Combined(rows, steadied(rows, experts), shares, final)


def _alike(rows: Targets, others: Targets) -> Iterator[tuple[Rows, Rows]]:
    """Rows that learn together, by horizon: places from places, sums from sums and places."""
    for horizon in np.unique(rows.horizon):
        ours, theirs = rows.horizon == horizon, others.horizon == horizon
        sums = ours & (rows.kind != SITE)
        if (ours & ~sums).any():
            yield ours & ~sums, theirs & (others.kind == SITE)
        if sums.any():
            yield sums, theirs


def believing(rows: Targets, others: Targets) -> tuple[Targets, Targets]:
    """Take of the change that the engine tells the share that would have been best elsewhere.

    Parameters
    ----------
    rows : Targets
        Rows of one country.
    others : Targets
        Rows with truth of others, of which alone the share is learnt.

    Returns
    -------
    tuple of Targets
        Both, the rest staying at the last report; the share of each country comes from all the
        others.
    """
    ours, theirs = _believed(rows, others), others.points.copy()
    for home in np.unique(others.home):
        own = others.home == home
        rest = others if own.all() else others.where(~own)
        theirs[own] = _believed(others.where(own), rest)
    return replace(rows, points=ours), replace(others, points=theirs)


def _believed(rows: Targets, others: Targets) -> Array:
    """Points of every expert, the engine's moved towards the last report."""
    at = rows.experts.index(ENGINE)
    places = others.where(others.kind == SITE)
    share = believed_change(places, places.points[:, at])
    points = rows.points.copy()
    points[:, at] = rows.stock + share * (points[:, at] - rows.stock)
    return points


def with_boosting(rows: Targets, others: Targets) -> tuple[Targets, Targets]:
    """Add the expert that learns from other countries.

    Parameters
    ----------
    rows : Targets
        Rows of one country.
    others : Targets
        Rows with truth of others.

    Returns
    -------
    tuple of Targets
        Both with the expert: each row learnt from neither its own country nor that of `rows`.
    """
    ours, theirs = rows.stock.copy(), others.stock.copy()
    for horizon in np.unique(rows.horizon):
        here, there = rows.horizon == horizon, others.horizon == horizon
        ours[here] = boosted(rows.where(here), others.where(there))
        for home in np.unique(others.home[there]):
            own = there & (others.home == home)
            rest = there & (others.home != home)
            if rest.any():
                theirs[own] = boosted(others.where(own), others.where(rest))
    return rows.with_expert(BOOSTING, ours), others.with_expert(BOOSTING, theirs)


def _one_horizon(rows: Targets, others: Targets) -> tuple[_Stacked, Array]:
    """The stacked experts, and the mean of them and of their median calibrated once more."""
    theirs = _left_out(others)
    losses = crps(theirs, others.truth)
    kept = _earning(others, theirs, losses)
    stacked = _stack(rows, _calibrated(rows, others), prior_losses(others, losses), kept)
    homes = np.unique(others.home)
    if len(homes) == 1:  # a single other country has nobody to learn from
        return stacked, stacked.quantiles
    medians = _stacked_apart(others, theirs, losses, kept)[:, MIDDLE]
    counts = likeness(_wide(rows), _wide(others), others.crisis)
    residuals = (others.truth - medians) / others.scale
    middle = stacked.quantiles[:, MIDDLE]
    again = around(middle, rows.scale, weighted_quantiles(residuals, counts))
    return stacked, (stacked.quantiles + again) / 2


def _earning(others: Targets, experts: Array, losses: Array) -> Kept:
    """Which experts count: one that is costly to have must make the others better elsewhere."""
    kept = np.ones(len(others.experts), dtype=bool)
    if len(np.unique(others.home)) == 1:
        return kept
    for at, name in enumerate(others.experts):
        if name in COSTLY and kept.sum() > 1:
            without = kept.copy()
            without[at] = False
            told = [
                relative_gain(others, _stacked_apart(others, experts, losses, one))
                for one in (kept, without)
            ]
            if told[1] <= told[0]:
                kept = without
    return kept


def _stacked_apart(others: Targets, experts: Array, losses: Array, kept: Kept) -> Array:
    """The stack of each country with what all the rest tell of the experts, shape (row, level)."""
    found = np.empty((len(others), len(LEVELS)))
    for home in np.unique(others.home):
        inside = others.home == home
        prior = prior_losses(others.where(~inside), losses[~inside])
        found[inside] = _stack(others.where(inside), experts[inside], prior, kept).quantiles
    return found


def relative_gain(rows: Targets, quantiles: Array) -> float:
    """Mean logarithm of the score of each crisis.

    Parameters
    ----------
    rows : Targets
        Rows with truth.
    quantiles : array, shape (row, level), people
        Forecasts of them.

    Returns
    -------
    float
        Lower is better; only differences mean anything.
    """
    lost = crps(quantiles, rows.truth)
    means = [lost[rows.crisis == name].mean() for name in np.unique(rows.crisis)]
    return float(np.mean(np.log(np.maximum(means, 1.0))))


def _left_out(others: Targets) -> Array:
    """Experts of each country calibrated on all the rest, shape (row, expert, level)."""
    found = np.empty((*others.points.shape, len(LEVELS)))
    for home in np.unique(others.home):
        inside = others.home == home
        rest = others if inside.all() else others.where(~inside)
        found[inside] = _calibrated(others.where(inside), rest)
    return found


def _stack(rows: Targets, experts: Array, prior: Array, kept: Kept) -> _Stacked:
    """Experts weighted by past scores, and the mean of their quantiles."""
    losses = crps(experts, np.nan_to_num(rows.truth))
    shares = np.zeros(losses.shape)
    for crisis in np.unique(rows.crisis):
        inside = np.flatnonzero(rows.crisis == crisis)
        told = weights(rows.where(inside), losses[inside][:, kept], prior[kept])
        shares[np.ix_(inside, np.flatnonzero(kept))] = told
    return _Stacked(experts, shares, np.einsum("re,rel->rl", shares, experts))


def _calibrated(rows: Targets, others: Targets) -> Array:
    """Each expert with what it was off by in other countries, shape (row, expert, level).

    By likeness without and with how far experts lie apart, in equal parts, as the combination is:
    a baseline that had one of the two alone would be beaten by calibration and not by skill.
    """
    ways = (
        likeness(features(rows), features(others), others.crisis),
        likeness(_wide(rows), _wide(others), others.crisis),
    )
    found = np.empty((*rows.points.shape, len(LEVELS)))
    for at in range(len(rows.experts)):
        residuals = (others.truth - others.points[:, at]) / others.scale
        told = [
            around(rows.points[:, at], rows.scale, weighted_quantiles(residuals, counts))
            for counts in ways
        ]
        found[:, at] = (told[0] + told[1]) / 2
    return found


def _wide(rows: Targets) -> Array:
    return np.column_stack([features(rows), apart(rows)])
