"""Scores of what was looked back on, by crisis and horizon, and pooled over crises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.forecasting.displacement import scoring
from qafila.forecasting.displacement.experts import NAIVE, PERSISTENCE
from qafila.forecasting.displacement.looking_back import STEP
from qafila.streams import stream_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.combining import Combined

    Array = NDArray[np.float64]

QAFILA, POOLED = "qafila", "pooled"
NATURAL, LOG = "natural", "log"
UNCONDITIONAL = "unconditional"
COLUMNS = (
    "crisis", "product", "horizon", "expert", "scale", "metric", "value", "n_targets", "n_windows",
)  # fmt: skip
_DRAWS = 2000  # of a bootstrap
_BAND = (0.05, 0.95)
_LEAST_BLOCKS = 5  # fewer tell no spread


@dataclass(frozen=True, eq=False)
class _Cell:
    """One crisis and horizon: scores of each expert and of the combination, the last column."""

    crisis: str
    home: str
    horizon: int
    origin: NDArray[np.int64]
    crps: Mapping[str, Array]  # by scale; shape (row, expert)
    wis: Mapping[str, Array]
    error: Array
    inside: Mapping[float, Array]
    pit: Array


def scores(told: Combined, threshold: float) -> pd.DataFrame:
    """Every score of every expert.

    Parameters
    ----------
    told : Combined
        Rows with truth, of one or more crises.
    threshold : float
        People: the Brier score is that of "the registered number changes by more than this".

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; the combination is the expert ``qafila``, the crisis ``pooled`` holds
        geometric means of what has no bound and means of shares.
    """
    names = (*told.rows.experts, QAFILA)
    cells = list(_cells(told))
    rows: list[tuple[object, ...]] = []
    for cell in cells:
        rows += _own_rows(cell, names)
        rows += _brier_rows(told, cell, names, threshold)
    for horizon in sorted({cell.horizon for cell in cells}):
        here = [cell for cell in cells if cell.horizon == horizon]
        rows += _ratio_rows(here, names)
        rows += _pooled_rows(here, names)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def best_elsewhere(
    losses: Mapping[str, Array], homes: Mapping[str, str], crisis: str, naive: list[int]
) -> int:
    """The naive expert with the lowest score over the crises of all other countries.

    Parameters
    ----------
    losses : mapping of str to array, shape (expert,)
        Mean score of each expert by crisis.
    homes : mapping of str to str
        Country of origin of each crisis.
    crisis : str
        The scored one, whose country does not count.
    naive : list of int
        Positions of the naive experts, persistence first.

    Returns
    -------
    int
        Position; persistence if there is no other country.
    """
    others = [name for name in losses if homes[name] != homes[crisis]]
    return _best(losses, homes, others, naive)


def _best(
    losses: Mapping[str, Array], homes: Mapping[str, str], among: list[str], naive: list[int]
) -> int:
    """The naive expert with the lowest score over some crises, each country counting the same."""
    by_home: dict[str, list[Array]] = {}
    for name in among:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(losses[name][naive] / losses[name][naive[0]])
        if np.isfinite(logs).all():
            by_home.setdefault(homes[name], []).append(logs)
    if not by_home:
        return naive[0]
    mean = np.mean([np.mean(each, axis=0) for each in by_home.values()], axis=0)
    return naive[int(np.argmin(mean))]


def _cells(told: Combined) -> Iterator[_Cell]:
    rows = told.rows
    for crisis in np.unique(rows.crisis):
        for horizon in np.unique(rows.horizon):
            at = (rows.crisis == crisis) & (rows.horizon == horizon)
            if not at.any():
                continue
            all_of = np.concatenate([told.experts[at], told.quantiles[at][:, None]], axis=1)
            truth = rows.truth[at]
            logs = np.log1p(all_of), np.log1p(truth)
            count = all_of.shape[1]
            yield _Cell(
                str(crisis),
                str(rows.home[at][0]),
                int(horizon),
                rows.origin[at],
                {NATURAL: scoring.crps(all_of, truth), LOG: scoring.crps(*logs)},
                {
                    NATURAL: _each(scoring.weighted_interval_score, all_of, truth),
                    LOG: _each(scoring.weighted_interval_score, *logs),
                },
                np.abs(all_of[:, :, scoring.MIDDLE] - truth[:, None]),
                {
                    share: np.column_stack(
                        [scoring.covered(all_of[:, one], truth, share) for one in range(count)]
                    ).astype(float)
                    for share in (0.5, 0.9)
                },
                _each(scoring.pit, all_of, truth),
            )


def _each(score: object, quantiles: Array, truth: Array) -> Array:
    return np.column_stack(
        [score(quantiles[:, one], truth) for one in range(quantiles.shape[1])]  # type: ignore[operator]
    )


def windows(origins: NDArray[np.int64], horizon: int) -> int:
    """How many origins are at least a horizon apart: what is not independent is not counted.

    Parameters
    ----------
    origins : array of int64, shape (row,), days
        In any order, each as often as it occurs.
    horizon : int
        Days ahead.

    Returns
    -------
    int
        Windows that do not overlap.

    Examples
    --------
    >>> windows(np.array([0, 15, 30, 30, 60]), 30)
    3
    """
    count, last = 0, -np.inf
    for day in np.unique(origins):
        if day - last >= horizon:
            count, last = count + 1, day
    return count


def _windows(cell: _Cell) -> int:
    return windows(cell.origin, cell.horizon)


def _own_rows(cell: _Cell, names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    windows, count = _windows(cell), len(cell.origin)
    for at, expert in enumerate(names):
        told = {
            (NATURAL, "crps"): cell.crps[NATURAL][:, at].mean(),
            (LOG, "crps"): cell.crps[LOG][:, at].mean(),
            (NATURAL, "wis"): cell.wis[NATURAL][:, at].mean(),
            (LOG, "wis"): cell.wis[LOG][:, at].mean(),
            (NATURAL, "mae"): cell.error[:, at].mean(),
        }
        for share, inside in cell.inside.items():
            name = f"coverage{100 * share:.0f}"
            told[NATURAL, name] = inside[:, at].mean()
            band = _block_band(inside[:, at], cell)
            if band is not None:
                told |= {(NATURAL, f"{name}_low"): band[0], (NATURAL, f"{name}_high"): band[1]}
        tenths = np.histogram(cell.pit[:, at], bins=10, range=(0, 1))[0] / count
        told |= {(NATURAL, f"pit_{10 * tenth:02d}"): one for tenth, one in enumerate(tenths)}
        for (scale, metric), value in told.items():
            yield _row(cell.crisis, cell.horizon, expert, scale, metric, value, count, windows)


def _block_band(inside: Array, cell: _Cell) -> tuple[float, float] | None:
    """Bootstrap over stretches of origins as long as the horizon; None where they are few."""
    block = cell.origin // max(cell.horizon, STEP)
    blocks, of = np.unique(block, return_inverse=True)
    if len(blocks) < _LEAST_BLOCKS:
        return None
    hits = np.bincount(of, weights=inside, minlength=len(blocks))
    sizes = np.bincount(of, minlength=len(blocks))
    draw = np.random.default_rng(stream_key("scores.blocks"))
    picked = draw.integers(0, len(blocks), size=(_DRAWS, len(blocks)))
    shares = hits[picked].sum(axis=1) / sizes[picked].sum(axis=1)
    low, high = np.quantile(shares, _BAND)
    return float(low), float(high)


def _brier_rows(
    told: Combined, cell: _Cell, names: tuple[str, ...], threshold: float
) -> Iterator[tuple[object, ...]]:
    rows = told.rows
    at = (rows.crisis == cell.crisis) & (rows.horizon == cell.horizon)
    line, truth = rows.stock[at] + threshold, rows.truth[at]
    all_of = np.concatenate([told.experts[at], told.quantiles[at][:, None]], axis=1)
    for number, expert in enumerate(names):
        chance = scoring.chance_above(all_of[:, number], line)
        score = float(((chance - (truth > line)) ** 2).mean())
        yield _row(
            cell.crisis, cell.horizon, expert, NATURAL, "brier", score, len(line), _windows(cell)
        )


def _ratio_rows(cells: list[_Cell], names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    for cell in cells:
        for scale in (NATURAL, LOG):
            for metric, values in _ratios(cells, cell, names, scale).items():
                for at, expert in enumerate(names):
                    yield _row(
                        cell.crisis, cell.horizon, expert, scale, metric, values[at],
                        len(cell.origin), _windows(cell),
                    )  # fmt: skip


def _ratios(
    cells: list[_Cell], cell: _Cell, names: tuple[str, ...], scale: str
) -> dict[str, Array]:
    """Mean score of each expert over that of four baselines, each calibrated in the same way."""
    naive = [names.index(name) for name in NAIVE if name in names]
    if not naive:
        return {}
    losses = {one.crisis: one.crps[scale].mean(axis=0) for one in cells}
    homes = {one.crisis: one.home for one in cells}
    own = losses[cell.crisis]
    best = best_elsewhere(losses, homes, cell.crisis, naive)
    fixed = _best(losses, homes, list(losses), naive)
    first = names.index(PERSISTENCE) if PERSISTENCE in names else naive[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "crps_ratio_best_naive": own / own[best],
            "crps_ratio_fixed_naive": own / own[fixed],
            "crps_ratio_own_best_naive": own / own[naive].min(),
            "crps_ratio_persistence": own / own[first],
            "mae_ratio_persistence": cell.error.mean(axis=0) / cell.error.mean(axis=0)[first],
        }


def _pooled_rows(cells: list[_Cell], names: tuple[str, ...]) -> Iterator[tuple[object, ...]]:
    horizon, count = cells[0].horizon, sum(len(cell.origin) for cell in cells)
    apart = sum(_windows(cell) for cell in cells)
    for scale in (NATURAL, LOG):
        each = [_ratios(cells, cell, names, scale) for cell in cells]
        for metric in each[0]:
            ratios = np.array([one[metric] for one in each])
            for at, expert in enumerate(names):
                mean, low, high = _over_countries(ratios[:, at], cells)
                for name, value in (
                    (metric, mean),
                    (f"{metric}_low", low),
                    (f"{metric}_high", high),
                ):
                    yield _row(POOLED, horizon, expert, scale, name, value, count, apart)
        for at, expert in enumerate(names):
            means = np.array([cell.crps[scale][:, at].mean() for cell in cells])
            value = _geometric(means)
            yield _row(POOLED, horizon, expert, scale, "crps", value, count, apart)
    for share in (0.5, 0.9):
        name = f"coverage{100 * share:.0f}"
        for at, expert in enumerate(names):
            each_of = np.array([cell.inside[share][:, at].mean() for cell in cells])
            mean, low, high = _by_country(each_of, cells)
            for metric, value in (
                (name, mean),
                (f"{name}_low", low),
                (f"{name}_high", high),
            ):
                yield _row(POOLED, horizon, expert, NATURAL, metric, value, count, apart)


def _over_countries(ratios: Array, cells: list[_Cell]) -> tuple[float, float, float]:
    """Geometric mean over countries of that over their crises; its band by drawing countries."""
    good = np.isfinite(ratios) & (ratios > 0)
    if not good.any():
        return np.nan, np.nan, np.nan
    kept = [cell for cell, one in zip(cells, good, strict=True) if one]
    mean, low, high = _by_country(np.log(ratios[good]), kept)
    return float(np.exp(mean)), float(np.exp(low)), float(np.exp(high))


def _by_country(values: Array, cells: list[_Cell]) -> tuple[float, float, float]:
    """Mean over countries of the mean over their crises, and its band by drawing countries."""
    names, of = np.unique([cell.home for cell in cells], return_inverse=True)
    each = np.bincount(of, weights=values) / np.bincount(of)
    draw = np.random.default_rng(stream_key("scores.countries"))
    drawn = each[draw.integers(0, len(names), size=(_DRAWS, len(names)))].mean(axis=1)
    low, high = np.quantile(drawn, _BAND)
    return float(each.mean()), float(low), float(high)


def _geometric(values: Array) -> float:
    good = values[values > 0]
    return float(np.exp(np.log(good).mean())) if len(good) else 0.0


def _row(
    crisis: str, horizon: int, expert: str, scale: str, metric: str, value: float,
    count: int, windows: int,
) -> tuple[object, ...]:  # fmt: skip
    return (
        crisis, UNCONDITIONAL, horizon, expert, scale, metric, float(value), count, windows,
    )  # fmt: skip
