"""Forecasts of registered people in the columns of the forecast hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.forecasting.displacement.judging import QAFILA, UNCONDITIONAL
from qafila.forecasting.displacement.naming import STOCK, target_of
from qafila.forecasting.displacement.scoring import at_levels
from qafila.forecasting.forecast import LEVELS as HUB_LEVELS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.combining import Combined
    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

COLUMNS = (
    "reference_date", "target", "horizon", "target_end_date", "location", "output_type",
    "output_type_id", "value", "product",
)  # fmt: skip


def quantile_rows(told: Combined, starts: Mapping[str, dt.date], expert: str) -> pd.DataFrame:
    """Quantiles of the registered number.

    Parameters
    ----------
    told : Combined
        Forecasts.
    starts : mapping of str to datetime.date
        Day 0 of each crisis.
    expert : str
        ``qafila`` or one of the experts.

    Returns
    -------
    pandas.DataFrame
        The hub's eight columns and ``product``, then ``crisis`` and ``expert``.
    """
    held = told.quantiles
    if expert != QAFILA:
        held = told.experts[:, told.rows.experts.index(expert)]
    values = at_levels(held, np.array(HUB_LEVELS))
    frame = _repeated(told.rows, starts, len(HUB_LEVELS))
    frame["target"] = np.repeat(_targets(told.rows), len(HUB_LEVELS))
    frame["output_type"] = "quantile"
    frame["output_type_id"] = np.tile([f"{level:g}" for level in HUB_LEVELS], len(told.rows))
    frame["value"] = values.ravel()
    return _finished(frame, expert)


def _targets(rows: Targets) -> NDArray[np.str_]:
    named = [
        target_of(STOCK, str(kind), str(place))
        for kind, place in zip(rows.kind, rows.place, strict=True)
    ]
    return np.array(named, dtype=np.str_)


def _repeated(rows: Targets, starts: Mapping[str, dt.date], times: int) -> pd.DataFrame:
    first = np.array([starts[str(name)] for name in rows.crisis], dtype="datetime64[D]")
    origin = first + rows.origin
    columns = {
        "reference_date": origin,
        "horizon": rows.horizon,
        "target_end_date": origin + rows.horizon,
        "location": rows.place,
        "crisis": rows.crisis,
    }
    return pd.DataFrame({name: np.repeat(one, times) for name, one in columns.items()})


def _finished(frame: pd.DataFrame, expert: str) -> pd.DataFrame:
    frame["product"], frame["expert"] = UNCONDITIONAL, expert
    return frame[[*COLUMNS, "crisis", "expert"]]
