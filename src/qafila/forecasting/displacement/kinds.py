"""Kinds of target: what a score is told apart by, each a mask over rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.forecasting.displacement.combining import Combined
from qafila.forecasting.displacement.judging import COLUMNS, scores
from qafila.forecasting.displacement.reports import ALL, COUNTRY, SITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.reports import Crisis
    from qafila.forecasting.displacement.targets import Targets

    Mask = NDArray[np.bool_]
    Begun = Mapping[tuple[str, str], Sequence[int]]

NEW, MATURE, SURGE, RECOUNT, CLOSURE, COUNTRIES, TOTALS = (
    "new_camp", "mature", "after_surge", "recount", "after_closure", "country_sum", "total",
)  # fmt: skip
KINDS = (MATURE, NEW, SURGE, RECOUNT, CLOSURE, COUNTRIES, TOTALS)
# Definitions of the kinds: days since the first report, share of the stock, days of its growth.
_MATURE, _NEW = 180, 90
_GROWN, _MONTH = 0.2, 30
_AFTER = 60  # days for which a closure counts as just begun


def mature(rows: Targets) -> Mask:
    """Places first reported 180 days before the origin or earlier.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array of bool, shape (row,)
        Never a sum.
    """
    return np.asarray((rows.kind == SITE) & (rows.length >= _MATURE))


def new_camp(rows: Targets) -> Mask:
    """Places first reported fewer than 90 days before the origin.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array of bool, shape (row,)
        Never a sum.
    """
    return np.asarray((rows.kind == SITE) & (rows.length < _NEW))


def after_surge(rows: Targets) -> Mask:
    """Places whose number grew in the 30 days before the origin by more than a fifth of itself.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array of bool, shape (row,)
        Never a sum.
    """
    return np.asarray((rows.kind == SITE) & (_MONTH * rows.slope > _GROWN * rows.stock))


def recounted(rows: Targets) -> Mask:
    """Places at which people were registered anew between origin and target.

    Parameters
    ----------
    rows : Targets
        Rows.

    Returns
    -------
    array of bool, shape (row,)
        A label told afterwards: no forecast knows it.
    """
    return np.asarray((rows.kind == SITE) & rows.recount)


def after_closure(rows: Targets, begun: Begun) -> Mask:
    """Places to which a way was closed in the 60 days up to the origin.

    Parameters
    ----------
    rows : Targets
        Rows.
    begun : mapping of (str, str) to sequence of int
        Days on which closures began, by crisis and place; a place that is not named has none.

    Returns
    -------
    array of bool, shape (row,)
        Never a sum.
    """
    found = np.zeros(len(rows), dtype=bool)
    for (crisis, place), days in begun.items():
        here = (rows.crisis == crisis) & (rows.place == place) & (rows.kind == SITE)
        for day in days:
            found |= here & (rows.origin >= day) & (rows.origin <= day + _AFTER)
    return found


def closures_begun(crises: Iterable[Crisis]) -> dict[tuple[str, str], tuple[int, ...]] | None:
    """Days on which the way to a place from any source became longer or was closed.

    Parameters
    ----------
    crises : iterable of Crisis
        Those with a geography tell of closures.

    Returns
    -------
    dict of (str, str) to tuple of int, or None
        By crisis and place, places with closures alone; None where no crisis tells of any road.
    """
    known = [(one.name, one.geography) for one in crises if one.geography is not None]
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for crisis, geography in known:
        pattern = geography.pattern
        days = np.flatnonzero(pattern[1:] != pattern[:-1]) + 1
        for at, place in enumerate(geography.places):
            ways = geography.ways[:, :, at]
            longer = [day for day in days if (ways[pattern[day]] > ways[pattern[day - 1]]).any()]
            if longer:
                found[crisis, place] = tuple(int(day) for day in longer)
    return found if known else None


def kinds_of(rows: Targets, begun: Begun | None = None) -> dict[str, Mask]:
    """All kinds; a row may be of several, or of none.

    Parameters
    ----------
    rows : Targets
        Rows of places and of sums.
    begun : mapping of (str, str) to sequence of int, optional
        As in `after_closure`; without it that kind is left out.

    Returns
    -------
    dict of str to array of bool, shape (row,)
        Masks in the order of `KINDS`.
    """
    found = {
        MATURE: mature(rows),
        NEW: new_camp(rows),
        SURGE: after_surge(rows),
        RECOUNT: recounted(rows),
    }
    if begun is not None:
        found[CLOSURE] = after_closure(rows, begun)
    return found | {COUNTRIES: rows.kind == COUNTRY, TOTALS: rows.kind == ALL}


def scores_by_kind(told: Combined, threshold: float, begun: Begun | None = None) -> pd.DataFrame:
    """Every score of every kind.

    Parameters
    ----------
    told : Combined
        Rows with truth, of places and of sums.
    threshold : float
        People, of the Brier score.
    begun : mapping of (str, str) to sequence of int, optional
        As in `after_closure`.

    Returns
    -------
    pandas.DataFrame
        Columns of `judging.scores` and ``kind``. The best naive expert elsewhere is that of the
        same kind. A share of nothing, as where a baseline errs by zero, is left out.
    """
    parts = []
    for kind, at in kinds_of(told.rows, begun).items():
        if at.any():
            part = Combined(
                told.rows.where(at), told.experts[at], told.weights[at], told.quantiles[at]
            )
            parts.append(scores(part, threshold).assign(kind=kind))
    if not parts:
        return pd.DataFrame(columns=[*COLUMNS, "kind"])
    table = pd.concat(parts, ignore_index=True)
    kept: pd.DataFrame = table[np.isfinite(table["value"])].reset_index(drop=True)
    return kept
