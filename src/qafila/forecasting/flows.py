"""The total of a daily flow over the days ahead, from its own past only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError
from qafila.forecasting.baselines import NOT_COMPUTABLE, around, trend_ratio
from qafila.forecasting.scores import crps
from qafila.forecasting.switching import switching_draws
from qafila.forecasting.widening import Past

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

POINTS = 200  # equally likely draws of a combined forecast
_SHARES = (np.arange(POINTS) + 0.5) / POINTS
_DRAWS = 400
_WEEK = 7
_BLOCK_DAYS = 28
_TREND_DAYS = 14
# Weights fall with the mean score over the best one, and lean to equal ones as if twenty outcomes
# had told for equal weights. The first thirds of two series of trucks told for equal ones rather.
_SHARPNESS = 5.0
_EQUAL_OUTCOMES = 20.0
BOOTSTRAP, SWITCHING, TREND = "bootstrap", "switching", "trend"
RATE_DAYS = (7, 14, 28)


@dataclass(frozen=True, eq=False)
class FlowForecast:
    """The total of the days after an origin.

    Parameters
    ----------
    origin : int
        Days known: the first of the series up to it.
    horizon : int
        Days ahead.
    draws : array
        Equally likely totals of the methods combined, not widened.
    methods : mapping of str to array
        Totals by each method alone.
    weights : mapping of str to float
        Weight of each method by its past score; their sum is one.
    missing : mapping of str to str
        Why a method could not be computed.
    outcome : float or None
        What came; None where the series does not reach so far.
    scores : mapping of str to float
        Continuous ranked probability score of each method; empty without an outcome.
    """

    origin: int
    horizon: int
    draws: Array
    methods: Mapping[str, Array]
    weights: Mapping[str, float]
    missing: Mapping[str, str]
    outcome: float | None
    scores: Mapping[str, float]


def flow_history(
    amounts: ArrayLike, horizon: int, origins: Sequence[int], seed: int = 0
) -> list[FlowForecast]:
    """Forecasts from one origin after the other, each from what was known there.

    Parameters
    ----------
    amounts : array_like
        Amount of each day, zero where nothing passed.
    horizon : int
        Days ahead.
    origins : sequence of int
        Rising numbers of days known; the last may be the length of the series.
    seed : int
        Where chance starts.

    Returns
    -------
    list of FlowForecast
        One for each origin. Methods are weighed by their scores at earlier origins of the list of
        which all days had passed.

    Raises
    ------
    InputError
        If an amount is negative or missing, or an origin lies outside the series.

    Examples
    --------
    >>> known = np.tile([5.0, 5, 5, 5, 5, 5, 0], 12)
    >>> forecast = flow_history(known, 14, [56, 70, 84])[-1]
    >>> float(np.median(forecast.draws).round()), forecast.outcome
    (60.0, None)
    """
    series = _checked(amounts)
    if horizon < 1:
        raise InputError("a horizon lasts one day or more")
    if list(origins) != sorted(set(origins)) or any(not 0 < one <= len(series) for one in origins):
        raise InputError(f"origins must rise from 1 to {len(series)}, the days of the series")
    history: list[FlowForecast] = []
    for origin in origins:
        history.append(_one(series, origin, horizon, history, seed))
    return history


def flow_draws(
    past: ArrayLike, horizon: int, method: str, random: np.random.Generator
) -> Array | None:
    """Totals of the days ahead by one method.

    Parameters
    ----------
    past : array_like
        Amount of each day, the newest last.
    horizon : int
        Days ahead.
    method : str
        One of `METHODS`.
    random : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    array or None
        Equally likely totals; None where the past is too short for the method.

    Raises
    ------
    InputError
        If there is no such method, or a day has no amount.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> flow_draws(np.ones(40), 14, "rate_14", random).max()
    np.float64(14.0)
    >>> flow_draws(np.ones(20), 14, "rate_14", random) is None
    True
    """
    if method not in METHODS:
        raise InputError(f'there is no method "{method}"; known: {", ".join(METHODS)}')
    return METHODS[method](_checked(past), horizon, random)


def past_of(history: Sequence[FlowForecast]) -> list[Past]:
    """Forecasts with their outcomes, as a widening is learnt from.

    Parameters
    ----------
    history : sequence of FlowForecast
        Forecasts.

    Returns
    -------
    list of Past
        Those with an outcome, known when the last of their days had passed.
    """
    return [
        Past(one.origin + one.horizon, one.draws, one.outcome)
        for one in history
        if one.outcome is not None
    ]


def _one(
    series: Array, origin: int, horizon: int, earlier: Sequence[FlowForecast], seed: int
) -> FlowForecast:
    methods, missing = {}, {}
    for name, method in METHODS.items():
        totals = method(series[:origin], horizon, np.random.default_rng([seed, origin]))
        if totals is None:
            missing[name] = f"{NOT_COMPUTABLE}: {origin} days are too few, or all are without flow"
        else:
            methods[name] = np.quantile(totals, _SHARES)
    if not methods:
        raise InputError(f"no method can be computed from {origin} days; give 28 or more")
    known = [one for one in earlier if one.origin + horizon <= origin]
    weights = _weights(list(methods), known)
    draws = np.array([weight * methods[name] for name, weight in weights.items()]).sum(axis=0)
    ahead = series[origin : origin + horizon]
    outcome = float(ahead.sum()) if len(ahead) == horizon else None
    scores = {} if outcome is None else {name: crps(methods[name], outcome) for name in methods}
    return FlowForecast(origin, horizon, draws, methods, weights, missing, outcome, scores)


def _weights(names: Sequence[str], known: Sequence[FlowForecast]) -> dict[str, float]:
    """Weights by mean score where all methods were there; overlapping windows count in part."""
    equal = dict.fromkeys(names, 1 / len(names))
    rounds = [one for one in known if all(name in one.scores for name in names)]
    if not rounds:
        return equal
    scores = np.array([[one.scores[name] for name in names] for one in rounds]).mean(axis=0)
    best = scores.min()
    if best <= 0:
        return equal
    raw = np.exp(-_SHARPNESS * (scores / best - 1))
    raw /= raw.sum()
    apart = 1 + (rounds[-1].origin - rounds[0].origin) / rounds[0].horizon
    lean = _EQUAL_OUTCOMES / (_EQUAL_OUTCOMES + min(apart, len(rounds)))
    mixed = lean / len(names) + (1 - lean) * raw
    return {name: float(weight) for name, weight in zip(names, mixed, strict=True)}


def _bootstrap(past: Array, horizon: int, random: np.random.Generator) -> Array | None:
    """Weeks of the last four put together: the pattern of a week stays, the level does not move."""
    if len(past) < _BLOCK_DAYS:
        return None
    recent = past[-_BLOCK_DAYS:]
    blocks = -(-horizon // _WEEK)
    starts = random.integers(0, len(recent) - _WEEK + 1, (_DRAWS, blocks, 1))
    days = recent[starts + np.arange(_WEEK)].reshape(_DRAWS, -1)
    return np.asarray(days[:, :horizon].sum(axis=1))


def _switching(past: Array, horizon: int, random: np.random.Generator) -> Array | None:
    return switching_draws(past, horizon, _DRAWS, random)


def _trend(past: Array, horizon: int, _: np.random.Generator) -> Array | None:
    """The rate of a fortnight, moved by the damped change from one week to the next."""
    known = np.concatenate([[0.0], past.cumsum()])
    offset = 0.05 * _WEEK * past[-8 * _WEEK :].mean() if len(past) else 0.0
    if offset == 0:
        return None

    def point(day: NDArray[np.int64]) -> Array:
        rate = (known[day] - known[day - _TREND_DAYS]) / _TREND_DAYS
        newer, older = (known[day - back] - known[day - back - _WEEK] for back in (0, _WEEK))
        return np.asarray(rate * horizon * trend_ratio(newer, older, offset))

    return _with_errors(known, horizon, _TREND_DAYS, point)


def _rate(window: int) -> Callable[[Array, int, np.random.Generator], Array | None]:
    def rate(past: Array, horizon: int, _: np.random.Generator) -> Array | None:
        """The mean of the last days goes on."""
        known = np.concatenate([[0.0], past.cumsum()])

        def point(day: NDArray[np.int64]) -> Array:
            return np.asarray((known[day] - known[day - window]) * horizon / window)

        return _with_errors(known, horizon, window, point)

    return rate


def _with_errors(
    known: Array, horizon: int, window: int, point: Callable[[NDArray[np.int64]], Array]
) -> Array | None:
    """A point forecast with the errors that it made before, whole horizons only."""
    last = len(known) - 1
    days = np.arange(window, last - horizon + 1)
    if not len(days):
        return None
    errors = known[days + horizon] - known[days] - point(days)
    return around(float(point(np.array([last]))[0]), errors)


def _checked(amounts: ArrayLike) -> Array:
    series = np.asarray(amounts, dtype=float).ravel()
    if not np.isfinite(series).all() or (series < 0).any():
        raise InputError("each day needs an amount of zero or more; decide first of missing days")
    return series


METHODS: dict[str, Callable[[Array, int, np.random.Generator], Array | None]] = {
    BOOTSTRAP: _bootstrap,
    SWITCHING: _switching,
    TREND: _trend,
    **{f"rate_{days}": _rate(days) for days in RATE_DAYS},
}
