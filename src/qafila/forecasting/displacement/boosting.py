"""A small gradient boosting over all series of other countries, as one more expert."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import MissingExtraError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

BOOSTING = "boosting"
# Few crises are public: small trees, slowly, none on few rows.
_ROUNDS, _DEPTH, _LEAF, _RATE = 40, 2, 150, 0.1
_BINS = 31  # edges for weighted rows are what fitting spends its time on
_FARTHEST = 20.0  # scales; a change beyond is counted as this one


def learnable(rows: Targets) -> Array:
    """What the trees see of each row: sizes and changes in units that countries share.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array, shape (row, feature)
        Without a name, a date or a place.
    """
    changes = (rows.points - rows.stock[:, None]) / rows.scale[:, None]
    looks = [
        np.log10(rows.stock + 100.0),
        np.log10(rows.scale / (rows.stock + 200.0)),
        rows.stock / np.maximum(rows.total, 1.0),
        rows.slope / rows.scale,
        rows.flow / rows.scale,
        np.log1p(rows.age),
        np.log1p(rows.length),
    ]
    return np.column_stack([*looks, np.clip(changes, -_FARTHEST, _FARTHEST)])


def boosted(rows: Targets, others: Targets) -> Array:
    """Median change of rows of one horizon, learnt on other countries.

    Parameters
    ----------
    rows : Targets
        Rows of one horizon.
    others : Targets
        Rows of the same horizon with truth, of other countries.

    Returns
    -------
    array, shape (row,), people
        What the expert says.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import HistGradientBoostingRegressor
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise MissingExtraError(
            'scikit-learn is not installed; run: pip install "qafila[forecast]"'
        ) from error
    change = np.clip((others.truth - others.stock) / others.scale, -_FARTHEST, _FARTHEST)
    names, of = np.unique(others.crisis, return_inverse=True)
    each = 1.0 / np.bincount(of, minlength=len(names))
    trees = HistGradientBoostingRegressor(
        loss="absolute_error",
        max_iter=_ROUNDS,
        max_depth=_DEPTH,
        max_bins=_BINS,
        min_samples_leaf=_LEAF,
        learning_rate=_RATE,
        early_stopping=False,
        random_state=0,
    )
    # On so few rows several threads are no faster, and beside other work they wait for each other.
    with threadpool_limits(limits=1, user_api="openmp"):
        trees.fit(learnable(others), change, sample_weight=each[of])
        told = trees.predict(learnable(rows))
    return np.asarray(np.maximum(rows.stock + rows.scale * told, 0.0))
