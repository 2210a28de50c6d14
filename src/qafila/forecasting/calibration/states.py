"""States that a forecast starts from as columns of numbers, and back."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.kernels.siege.tables import CLOSED, OPEN
from qafila.simulate.siege.start import StartState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

_BY_COMMODITY = (
    "stock", "retail", "hoard", "yard", "pool", "reserved", "backlog", "dry_days",
)  # fmt: skip
_BY_CORRIDOR = ("queue", "regime", "under_way", "excited")
_WHOLE = ("dry_days", "regime", "truce")
_NAMES = tuple(one.name for one in fields(StartState))
PREFIX = "state_"
_BOUNDS = {"common": (-np.inf, np.inf), "regime": (OPEN, CLOSED), "truce": (0, 1)}


def state_names(commodities: Sequence[str], corridors: Sequence[str]) -> tuple[str, ...]:
    """Names of the columns that tell the state of one city.

    Parameters
    ----------
    commodities, corridors : sequence of str
        Labels of the axes.

    Returns
    -------
    tuple of str
        As ``state_stock/fuel``.

    Examples
    --------
    >>> state_names(("fuel",), ("north",))[:2]
    ('state_stock/fuel', 'state_reserved/fuel')
    """
    labels = dict.fromkeys(_BY_COMMODITY, commodities)
    labels |= dict.fromkeys(_BY_CORRIDOR, corridors)
    return tuple(
        f"{PREFIX}{name}/{label}" if label else f"{PREFIX}{name}"
        for name in _NAMES
        for label in labels.get(name, ("",))
    )


def state_columns(state: StartState) -> NDArray[np.float64]:
    """State of one city as columns.

    Parameters
    ----------
    state : StartState
        Of the one city of a run.

    Returns
    -------
    array, shape (particle, column)
        In the order of `state_names`.
    """
    parts = (np.asarray(getattr(state, name), dtype=np.float64) for name in _NAMES)
    return np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)


def check_states(columns: pd.DataFrame) -> None:
    """Refuse what can be no state of a city.

    Parameters
    ----------
    columns : pandas.DataFrame
        One row a particle.

    Raises
    ------
    ValueError
        If a column is missing, or holds what cannot be.
    """
    names = [str(name) for name in columns]
    roads = [one.split("/")[1] for one in names if one.startswith(f"{PREFIX}queue/")]
    goods = [one.split("/")[1] for one in names if one.startswith(f"{PREFIX}stock/")]
    missing = sorted(set(state_names(goods or ["fuel"], roads)) - set(names))
    if missing:
        raise ValueError(f"no column {missing[0]}")
    for name in names:
        low, high = _BOUNDS.get(name.removeprefix(PREFIX).split("/")[0], (0.0, np.inf))
        values = columns[name].to_numpy()
        if not np.isfinite(values).all():
            raise ValueError(f"{name} is not finite")
        if name.startswith(PREFIX) and not ((low <= values) & (values <= high)).all():
            raise ValueError(f"{name} is out of its range")
        if name.removeprefix(PREFIX).split("/")[0] in _WHOLE and (values % 1.0).any():
            raise ValueError(f"{name} is no whole number")


def state_of(
    columns: Mapping[str, NDArray[np.float64]],
    commodities: Sequence[str],
    corridors: Sequence[str],
) -> StartState:
    """State of one city from columns.

    Parameters
    ----------
    columns : mapping of str to array, shape (particle,)
        By name.
    commodities, corridors : sequence of str
        Labels of the axes; products of a fuel that is booked as a whole start as it does.

    Returns
    -------
    StartState
        Of one city.
    """

    def stacked(name: str) -> NDArray[np.float64]:
        if name in _BY_CORRIDOR:
            return np.stack([columns[f"{PREFIX}{name}/{one}"] for one in corridors], axis=1)
        if name in _BY_COMMODITY:
            found = [
                columns.get(f"{PREFIX}{name}/{one}", columns.get(f"{PREFIX}{name}/fuel"))
                for one in commodities
            ]
            return np.stack([one for one in found if one is not None], axis=1)[:, None, :]
        return columns[f"{PREFIX}{name}"][:, None]

    values = {name: stacked(name) for name in _NAMES}
    whole: dict[str, Any] = {name: values[name].astype(np.int64) for name in _WHOLE}
    return StartState(**{**values, **whole})
