"""Energy score of all places of a crisis together, from draws of their quantiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.forecasting.displacement.experts import PERSISTENCE
from qafila.forecasting.displacement.judging import (
    COLUMNS,
    NATURAL,
    POOLED,
    QAFILA,
    UNCONDITIONAL,
    windows,
)
from qafila.forecasting.displacement.reports import SITE
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.streams import stream_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.combining import Combined

    Array = NDArray[np.float64]

DRAWS = 100
ENERGY, RATIO = "energy", "energy_ratio_persistence"


def energy(draws: Array, truth: Array) -> float:
    """Energy score of one vector.

    Parameters
    ----------
    draws : array, shape (draw, place), people
        At least two draws of the forecast.
    truth : array, shape (place,), people
        What came.

    Returns
    -------
    float
        People; below zero only by chance of the draws, for the part that rewards spread counts
        pairs of different draws.

    References
    ----------
    Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation.

    Examples
    --------
    >>> energy(np.zeros((9, 2)), np.array([3.0, 4.0]))
    5.0
    """
    count = len(draws)
    off = float(np.linalg.norm(draws - truth, axis=1).mean())
    squares = (draws**2).sum(axis=1)
    between = np.maximum(squares[:, None] + squares - 2.0 * draws @ draws.T, 0.0)
    np.fill_diagonal(between, 0.0)
    return off - float(np.sqrt(between).sum()) / (2 * count * (count - 1))


def drawn(quantiles: Array, uniform: Array, levels: Array = LEVELS) -> Array:
    """Draws of several places, each independent of the others.

    Parameters
    ----------
    quantiles : array, shape (place, level), people
        Forecasts.
    uniform : array, shape (draw, place)
        Numbers in [0, 1).
    levels : array, shape (level,)
        Levels, rising.

    Returns
    -------
    array, shape (draw, place), people
        On straight lines between quantiles; never beyond the outermost.
    """
    return np.column_stack(
        [np.interp(uniform[:, at], levels, one) for at, one in enumerate(quantiles)]
    )


def energy_scores(told: Combined) -> pd.DataFrame:
    """Energy score of the combination and of persistence, calibrated in the same way.

    Parameters
    ----------
    told : Combined
        Rows with truth; only those of places count.

    Returns
    -------
    pandas.DataFrame
        Columns of `judging.scores`; ``n_targets`` counts vectors, one for each origin. Places are
        drawn independently of each other, for the quantiles tell nothing of how they go together.
    """
    rows = told.rows
    names = [one for one in (QAFILA, PERSISTENCE) if one == QAFILA or one in rows.experts]
    held = [_held(told, name) for name in names]
    found: list[tuple[object, ...]] = []
    for horizon in np.unique(rows.horizon):
        means: list[Array] = []
        count = apart = 0
        for crisis in np.unique(rows.crisis):
            at = (rows.kind == SITE) & (rows.crisis == crisis) & (rows.horizon == horizon)
            if not at.any():
                continue
            values = _vectors(told, held, np.flatnonzero(at))
            number = len(values), windows(rows.origin[at], int(horizon))
            count, apart = count + number[0], apart + number[1]
            means.append(values.mean(axis=0))
            found += _rows(str(crisis), int(horizon), names, means[-1], number)
        kept = [one for one in means if (one > 0).all()]
        if kept:
            pooled = np.exp(np.log(kept).mean(axis=0))
            found += _rows(POOLED, int(horizon), names, pooled, (count, apart))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _held(told: Combined, name: str) -> Array:
    if name == QAFILA:
        return told.quantiles
    return told.experts[:, told.rows.experts.index(name)]


def _vectors(told: Combined, held: list[Array], at: NDArray[np.int64]) -> Array:
    """Score of each origin and expert, all experts from the same uniform numbers."""
    rows = told.rows
    at = at[np.lexsort((rows.place[at], rows.origin[at]))]
    draw = np.random.default_rng(stream_key("scores.energy"))
    starts = np.flatnonzero(np.diff(rows.origin[at], prepend=-1))
    scores = []
    for places in np.split(at, starts[1:]):
        uniform = draw.random((DRAWS, len(places)))
        scores.append([energy(drawn(one[places], uniform), rows.truth[places]) for one in held])
    return np.array(scores)


def _rows(
    crisis: str, horizon: int, names: list[str], values: Array, number: tuple[int, int]
) -> list[tuple[object, ...]]:
    """Scores, and their share of persistence's where that is more than nothing."""
    told = [(name, ENERGY, value) for name, value in zip(names, values, strict=True)]
    if PERSISTENCE in names and values[names.index(PERSISTENCE)] > 0:
        base = values[names.index(PERSISTENCE)]
        told += [(name, RATIO, value / base) for name, value in zip(names, values, strict=True)]
    return [
        (crisis, UNCONDITIONAL, horizon, name, NATURAL, metric, float(value), *number)
        for name, metric, value in told
    ]
