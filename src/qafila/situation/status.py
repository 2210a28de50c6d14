"""From weighted, ageing evidence to probabilities of open, contested and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    # Share of its weight that evidence has on each day, and its age, days.
    _Ageing: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]

STATES = ("open", "contested", "closed")


def evidence_weights(
    evidence: pd.DataFrame, days: NDArray[np.datetime64], names: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Aged weight of evidence for each day, target and state.

    Evidence counts in full while the event lasts and half after each half-life.

    Parameters
    ----------
    evidence : pandas.DataFrame
        Rows of one kind of target.
    days : array, shape (day,)
        Days, ascending.
    names : tuple of str
        Identifiers of the targets.

    Returns
    -------
    array, shape (day, target, state), observations
        Weights in the order of `STATES`.
    array, shape (day, target), days
        Age of the newest evidence; NaN where there is none.

    Notes
    -----
    An event has no weight before its first day.
    """
    weights = np.zeros((len(days), len(names), len(STATES)))
    age = np.full((len(days), len(names)), np.nan)
    index = {name: number for number, name in enumerate(names)}
    for name, direction, weight, (aged, old) in _aged(evidence, days):
        target = index[name]
        weights[:, target, STATES.index(direction)] += aged * weight
        age[:, target] = np.fmin(age[:, target], old)
    return weights, age


def insecurity(
    evidence: pd.DataFrame, days: NDArray[np.datetime64], names: tuple[str, ...]
) -> NDArray[np.float64]:
    """How unsafe each place is, 0 to 1.

    Parameters
    ----------
    evidence : pandas.DataFrame
        Rows with direction ``insecure``.
    days : array, shape (day,)
        Days, ascending.
    names : tuple of str
        Identifiers of the places.

    Returns
    -------
    array, shape (day, location), 1
        One minus the exponential of the aged weights.
    """
    total = np.zeros((len(days), len(names)))
    index = {name: number for number, name in enumerate(names)}
    for name, _, weight, (aged, _) in _aged(evidence, days):
        total[:, index[name]] += aged * weight
    return -np.expm1(-total)


def _aged(
    evidence: pd.DataFrame, days: NDArray[np.datetime64]
) -> Iterator[tuple[str, str, float, _Ageing]]:
    """Target, direction, weight and ageing of each row; rows of one event age alike."""
    known: dict[tuple[pd.Timestamp, pd.Timestamp, float], _Ageing] = {}
    columns = ("target_id", "direction", "weight", "date_start", "date_end", "half_life_days")
    for name, direction, weight, *when in zip(*(evidence[key] for key in columns), strict=True):
        key = tuple(when)
        if key not in known:
            known[key] = _ageing(days, *key)
        yield name, direction, weight, known[key]


def _ageing(
    days: NDArray[np.datetime64], start: pd.Timestamp, end: pd.Timestamp, half_life: float
) -> _Ageing:
    first, last = (np.datetime64(day.date(), "D") for day in (start, end))
    old = np.maximum((days.astype("datetime64[D]") - last).astype(np.float64), 0.0)
    begun = days.astype("datetime64[D]") >= first
    aged = np.where(begun, np.exp2(-old / half_life), 0.0)
    return aged, np.where(begun, old, np.nan)


def probabilities(
    weights: NDArray[np.float64], prior: NDArray[np.float64], strength: NDArray[np.float64] | float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean of a Dirichlet distribution: evidence added to a prior.

    Parameters
    ----------
    weights : array, shape (day, target, state), observations
        Aged evidence.
    prior : array, shape (target, state) or (state,), 1
        What is believed without evidence.
    strength : array, shape (target,), or float, observations
        Weight of the prior.

    Returns
    -------
    array, shape (day, target, state), 1
        Probabilities; they sum to one.
    array, shape (day, target), observations
        Total weight: how much is known.

    Notes
    -----
    With all evidence aged away the result is the prior.

    Examples
    --------
    >>> p, n = probabilities(np.zeros((1, 1, 3)), np.array([0.5, 0.3, 0.2]), 2.0)
    >>> p[0, 0].tolist(), n[0, 0]
    ([0.5, 0.3, 0.2], np.float64(2.0))
    """
    total = weights + np.asarray(strength)[..., None] * prior
    concentration = total.sum(axis=-1)
    return total / concentration[..., None], concentration
