"""Simulation-based calibration (Talts and others, 2018): ranks of truths among posterior draws."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np


def rank(truth: np.ndarray, points: np.ndarray, kept: int, seed: int) -> np.ndarray:
    """Rank of a truth among ``kept`` of the draws, by parameter; ties fall by chance."""
    rng = np.random.default_rng(seed)
    chosen = points[rng.choice(len(points), kept, replace=False)]
    below = (chosen < truth).sum(axis=0)
    ties = (chosen == truth).sum(axis=0)
    return below + rng.integers(0, ties + 1)


def chi_square_chance(ranks: np.ndarray, kept: int, bins: int) -> float:
    """Chance of ranks at least as uneven as these, if they are uniform (Wilson and Hilferty)."""
    assert (kept + 1) % bins == 0
    counts = np.bincount(np.asarray(ranks) * bins // (kept + 1), minlength=bins)
    expected = counts.sum() / bins
    statistic = float(((counts - expected) ** 2 / expected).sum())
    freedom = bins - 1
    scaled = (statistic / freedom) ** (1 / 3)
    spread = 2 / (9 * freedom)
    return 1.0 - NormalDist().cdf((scaled - (1 - spread)) / math.sqrt(spread))
