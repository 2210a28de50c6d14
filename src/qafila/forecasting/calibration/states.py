"""States that a forecast starts from as columns of numbers, and back."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.simulate.siege.start import StartState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_BY_COMMODITY = ("stock", "reserved", "backlog", "dry_days")
_BY_CORRIDOR = ("queue", "regime", "passing")
_WHOLE = ("dry_days", "regime", "truce")
_NAMES = tuple(one.name for one in fields(StartState))
PREFIX = "state_"


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
