"""What is believed before any report, and a value of each for every member."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from qafila.kernels.registering import BELIEFS, HAZARD, MEAN_HAZARD, RATES, SCALE, SURGE
from qafila.simulate.parameters import quantile
from qafila.streams import parameter_stream, uniforms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_TABLE = "displacement_engine"
LAGS = 5  # parts of equal size into which those who set out on a day fall
_GRID = 20_000
_FEW = 1e-12


@dataclass(frozen=True)
class Prior:
    """One row of ``defaults/displacement_engine.csv``.

    Parameters
    ----------
    best, low, high : float
        As `qafila.simulate.parameters.quantile` takes them.
    distribution : str
        Its form.
    """

    best: float
    low: float
    high: float
    distribution: str


@lru_cache(maxsize=1)
def priors() -> Mapping[str, Prior]:
    """The beliefs that ship with the package; none was fitted to a crisis that is scored.

    Returns
    -------
    mapping of str to Prior
        By name.

    Examples
    --------
    >>> priors()["hazard_half_life"].best
    60.0
    """
    from qafila.tables import read_defaults

    rows = read_defaults(_TABLE, _TABLE).to_dict("records")
    return {
        str(row["parameter"]): Prior(
            float(row["best"]), float(row["low"]), float(row["high"]), str(row["distribution"])
        )
        for row in rows
    }


def draw(name: str, members: int, seed: int, given: Mapping[str, Prior] | None = None) -> Array:
    """A value of one parameter for each member.

    Parameters
    ----------
    name : str
        The parameter.
    members : int
        How many members.
    seed : int
        Seed of the run.
    given : mapping of str to Prior, optional
        Beliefs in place of those that ship with the package.

    Returns
    -------
    array, shape (member,)
        In the unit of the table.
    """
    prior = (given or priors())[name]
    u = uniforms(seed, parameter_stream(f"displacement/{name}"), members)
    return np.asarray(quantile(prior.distribution, prior.best, prior.low, prior.high, u))


def rates(members: int, seed: int, given: Mapping[str, Prior] | None = None) -> Array:
    """The constants of each member.

    Parameters
    ----------
    members : int
        How many members.
    seed : int
        Seed of the run.
    given : mapping of str to Prior, optional
        As in `draw`.

    Returns
    -------
    array, shape (member, rate)
        In the order of `qafila.kernels.registering.RATES`.
    """
    return np.column_stack([draw(name, members, seed, given) for name in RATES])


def beliefs(members: int, seed: int, given: Mapping[str, Prior] | None = None) -> Array:
    """What each member believes of the whole crisis before it begins.

    Parameters
    ----------
    members : int
        How many members.
    seed : int
        Seed of the run.
    given : mapping of str to Prior, optional
        As in `draw`.

    Returns
    -------
    array, shape (member, belief)
        Logarithms; the hazard begins at its mean.
    """
    found = np.empty((members, BELIEFS))
    found[:, MEAN_HAZARD] = np.log(draw("leaving_hazard", members, seed, given))
    found[:, HAZARD] = found[:, MEAN_HAZARD]
    found[:, SCALE] = np.log(draw("distance_scale", members, seed, given))
    found[:, SURGE] = np.log(np.maximum(draw("surge", members, seed, given), _FEW))
    return found


def gamma_lags(shape: float, parts: int = LAGS) -> Array:
    """Middles of equal parts of a gamma distribution of mean one.

    Parameters
    ----------
    shape : float
        Its shape.
    parts : int
        How many.

    Returns
    -------
    array, shape (part,)
        Rising.

    Examples
    --------
    >>> gamma_lags(2.0).round(2).tolist()
    [0.27, 0.55, 0.84, 1.22, 1.94]
    """
    x = (np.arange(_GRID) + 0.5) * (10.0 / _GRID)
    density = np.exp((shape - 1) * np.log(x) - shape * x - math.lgamma(shape))
    reached = np.cumsum(density)
    middles = (np.arange(parts) + 0.5) / parts
    return np.asarray(np.interp(middles, reached / reached[-1], x))
