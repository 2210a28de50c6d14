"""Tempered sequential Monte Carlo over parameters and the chance of a simulation together.

A particle is a point of the prior (k standard normal coordinates, each the probit of a number in
(0, 1)) and numbers that address all that chance decides in the simulation, one for each part of it,
such as a stretch of days. The likelihood of what was observed, given what is simulated, is raised
to a power that goes from 0 to 1: the particles begin as draws of the prior and end as draws of the
posterior. Moves change the point, or chance in one part, whose new number comes from its own prior.
So the target is exact although the likelihood of parameters alone cannot be computed, and no
tolerance has to be chosen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

from qafila.streams import Draws

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_PRIOR, _MOVES, _PARTS, _CHOICE, _LOTS = (
    "calibration.prior",
    "calibration.moves",
    "calibration.parts",
    "calibration.acceptance",
    "calibration.resampling",
)
_EDGE = 2.0**-53  # keeps coordinates in the open unit interval
_FEWEST_POWER = 1e-6  # a smaller step of the power would never reach 1
_BISECTIONS = 40
_AT_ONCE = 4000  # particles that are simulated together, for memory
_GROW, _SHRINK = 1.3, 0.7
_STEPS = (0.05, 2.0)

POINT, CHANCE = "point", "chance"
MOVES = (POINT, CHANCE, CHANCE, CHANCE)


class Simulate(Protocol):
    """A simulator: outcomes of particles by their parameters and their chance."""

    def __call__(
        self, points: NDArray[np.float64], members: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Simulate.

        Parameters
        ----------
        points : array, shape (particle, parameter)
            Numbers in (0, 1), one a free parameter.
        members : array, shape (particle, part)
            What addresses chance: the same point and numbers give the same outcome, and one number
            addresses other chance in each part.

        Returns
        -------
        array, shape (particle, outcome)
            Outcomes.
        """


@dataclass(frozen=True)
class Settings:
    """How the sampler goes about it.

    Parameters
    ----------
    particles : int
        How many.
    widened : int
        Draws of the prior that a particle is chosen from at first.
    keep : float
        Effective sample size that must be left after each rise of the power, over the particles.
    rounds : int
        Rounds of moves after each rise; a round tries each kind of move once.
    last_rounds : int
        Rounds of moves at the end.
    seed : int
        Same seed, same particles.
    """

    particles: int = 1000
    widened: int = 4
    keep: float = 0.5
    rounds: int = 1
    last_rounds: int = 6
    seed: int = 7


@dataclass(frozen=True, eq=False)
class Particles:
    """Draws of the posterior, equally weighted.

    Parameters
    ----------
    points : array, shape (particle, parameter)
        Numbers in (0, 1).
    members : array, shape (particle, part)
        What addressed chance.
    outcomes : array, shape (particle, outcome)
        What was simulated with them.
    log_likelihood : array, shape (particle,)
        Of what was observed.
    powers : tuple of float
        The power after each rise; the last is 1.
    effective : float
        How many particles these are worth, since some share their chance: see `worth`.
    distinct : int
        How many different points there are.
    acceptance : mapping of str to float
        Share of moves of each kind that were made.
    log_evidence : float
        Logarithm of the mean likelihood under the prior.
    """

    points: NDArray[np.float64]
    members: NDArray[np.int64]
    outcomes: NDArray[np.float64]
    log_likelihood: NDArray[np.float64]
    powers: tuple[float, ...]
    effective: float
    distinct: int
    acceptance: dict[str, float]
    log_evidence: float


@dataclass
class _Cloud:
    z: NDArray[np.float64]
    members: NDArray[np.int64]
    outcomes: NDArray[np.float64]
    fit: NDArray[np.float64]

    def take(self, rows: NDArray[np.int64]) -> _Cloud:
        return _Cloud(self.z[rows], self.members[rows], self.outcomes[rows], self.fit[rows])

    def replace(self, accepted: NDArray[np.bool_], other: _Cloud) -> None:
        for mine, new in (
            (self.z, other.z),
            (self.members, other.members),
            (self.outcomes, other.outcomes),
            (self.fit, other.fit),
        ):
            mine[accepted] = new[accepted]


@dataclass
class _Sampler:
    simulate: Simulate
    log_likelihood: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    settings: Settings
    size: int  # particles now
    used: int = 0  # members so far
    turn: int = 0  # uniform numbers so far, by address
    step: float = 1.0
    tried: dict[str, list[float]] = field(default_factory=lambda: {POINT: [], CHANCE: []})

    def uniforms(self, stream: str) -> NDArray[np.float64]:
        self.turn += 1
        return Draws(self.settings.seed, self.size).uniforms(stream, item=self.turn)

    def normals(self, stream: str, count: int) -> NDArray[np.float64]:
        """Standard normal numbers (Box and Muller, 1958)."""
        columns = []
        for _ in range(count):
            size = np.sqrt(-2.0 * np.log(1.0 - self.uniforms(stream)))
            columns.append(size * np.cos(2.0 * math.pi * self.uniforms(stream)))
        return np.stack(columns, axis=1)

    def new_members(self) -> NDArray[np.int64]:
        first = self.used
        self.used += self.size
        return np.arange(first, self.used, dtype=np.int64)

    def other_chance(self, members: NDArray[np.int64]) -> NDArray[np.int64]:
        """The same numbers with a new one for one part of each particle."""
        part = (self.uniforms(_PARTS) * members.shape[1]).astype(np.int64)
        chosen = np.arange(members.shape[1]) == part[:, None]
        return np.where(chosen, self.new_members()[:, None], members)

    def run(self, z: NDArray[np.float64], members: NDArray[np.int64]) -> _Cloud:
        points = to_unit(z)
        parts = [
            np.asarray(self.simulate(points[at : at + _AT_ONCE], members[at : at + _AT_ONCE]))
            for at in range(0, len(z), _AT_ONCE)
        ]
        outcomes = np.concatenate(parts).astype(np.float64)
        return _Cloud(z, members, outcomes, np.asarray(self.log_likelihood(outcomes)))

    def move(self, cloud: _Cloud, power: float, spread: NDArray[np.float64], kind: str) -> None:
        """Metropolis step that leaves prior times likelihood to the power as it is."""
        z, members = cloud.z, cloud.members
        if kind == POINT:
            shift = np.einsum("nj,kj->nk", self.normals(_MOVES, z.shape[1]), spread)
            z = z + self.step * shift
        else:
            members = self.other_chance(members)
        proposed = self.run(z, members)
        gain = power * (proposed.fit - cloud.fit)
        gain += 0.5 * ((cloud.z**2).sum(axis=1) - (z**2).sum(axis=1))
        accepted = np.log(1.0 - self.uniforms(_CHOICE)) < gain
        cloud.replace(accepted, proposed)
        self.tried[kind].append(float(accepted.mean()))

    def round(self, cloud: _Cloud, power: float) -> None:
        spread = _spread(cloud.z)
        for kind in MOVES:
            self.move(cloud, power, spread, kind)
        # The step follows what was accepted; it never asks who was, so the target stands.
        last = self.tried[POINT][-1]
        factor = _GROW if last > 0.35 else _SHRINK if last < 0.15 else 1.0
        self.step = float(np.clip(self.step * factor, *_STEPS))


def sample(
    simulate: Simulate,
    log_likelihood: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    parameters: int,
    settings: Settings,
    *,
    parts: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Particles:
    """Draw from the posterior.

    Parameters
    ----------
    simulate : Simulate
        Outcomes of points and members.
    log_likelihood : callable
        From outcomes, shape (particle, outcome), to the logarithm of the likelihood of what was
        observed, shape (particle,), all finite.
    parameters : int
        How many free parameters there are.
    settings : Settings
        Particles, seed, and how hard to try.
    parts : int
        Into how many parts chance falls that can change by themselves.
    progress : callable, optional
        Is told the power reached so far, from 0 to 1.

    Returns
    -------
    Particles
        Equally weighted.

    Examples
    --------
    >>> found = sample(lambda u, _: u, lambda y: -0.5 * ((y[:, 0] - 0.5) / 0.1) ** 2, 1,
    ...                Settings(particles=400))
    >>> bool(abs(found.points.mean() - 0.5) < 0.03 and abs(found.points.std() - 0.1) < 0.02)
    True
    """
    work = _Sampler(simulate, log_likelihood, settings, settings.particles * settings.widened)
    members = np.repeat(work.new_members()[:, None], parts, axis=1)
    cloud = work.run(work.normals(_PRIOR, parameters), members)
    work.size = settings.particles
    powers, evidence = [0.0], 0.0
    while powers[-1] < 1.0:
        power = _next_power(cloud.fit, powers[-1], settings.keep * settings.particles)
        weights, mean = _weights(cloud.fit, power - powers[-1])
        evidence += mean
        cloud = cloud.take(systematic(weights, float(work.uniforms(_LOTS)[0]), work.size))
        powers.append(power)
        for _ in range(settings.rounds if power < 1.0 else settings.last_rounds):
            work.round(cloud, power)
        if progress is not None:
            progress(power)
    points = to_unit(cloud.z)
    return Particles(
        points=points,
        members=cloud.members,
        outcomes=cloud.outcomes,
        log_likelihood=cloud.fit,
        powers=tuple(powers),
        effective=worth(cloud.members),
        distinct=len(np.unique(points, axis=0)),
        acceptance={kind: float(np.mean(made)) for kind, made in work.tried.items()},
        log_evidence=evidence,
    )


def to_unit(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Normal coordinates as numbers in (0, 1).

    Parameters
    ----------
    z : array
        Standard normal under the prior.

    Returns
    -------
    array
        Uniform under the prior.

    Examples
    --------
    >>> to_unit(np.array([0.0])).tolist()
    [0.5]
    """
    half = np.array([math.erfc(-value) for value in (z / math.sqrt(2.0)).ravel()]) / 2.0
    return np.clip(half.reshape(z.shape), _EDGE, 1.0 - _EDGE)


def worth(members: NDArray[np.int64]) -> float:
    """How many particles are worth, of which some share their chance.

    Parameters
    ----------
    members : array, shape (particle, part)
        What addresses chance.

    Returns
    -------
    float
        From one to their number: the square of it over the sum of squares of how many share each
        number, on average over the parts.

    Examples
    --------
    >>> worth(np.array([[3], [3], [3]])), worth(np.array([[1], [2], [3]]))
    (1.0, 3.0)
    """
    found = []
    for column in members.T:
        _, counts = np.unique(column, return_counts=True)
        found.append(len(column) ** 2 / (counts.astype(np.float64) ** 2).sum())
    return float(np.mean(found))


def systematic(weights: NDArray[np.float64], u: float, count: int) -> NDArray[np.int64]:
    """Rows in proportion to their weights, with one number of chance for all.

    Parameters
    ----------
    weights : array, shape (particle,)
        Sum 1.
    u : float
        In [0, 1).
    count : int
        How many.

    Returns
    -------
    array, shape (row,)
        Rows; each stands within one of as often as its weight says.

    Examples
    --------
    >>> systematic(np.array([0.5, 0.0, 0.5]), 0.5, 3).tolist()
    [0, 2, 2]
    """
    marks = (np.arange(count) + u) / count
    rows = np.searchsorted(np.cumsum(weights), marks, side="right")
    return np.minimum(rows, len(weights) - 1).astype(np.int64)


def _weights(fit: NDArray[np.float64], rise: float) -> tuple[NDArray[np.float64], float]:
    """Weights that a rise of the power gives, and the logarithm of their mean."""
    raw = rise * fit
    top = raw.max()
    scaled = np.exp(raw - top)
    return scaled / scaled.sum(), float(top + np.log(scaled.mean()))


def _next_power(fit: NDArray[np.float64], power: float, left: float) -> float:
    """Highest power at which enough particles count."""
    low, high = 0.0, 1.0 - power

    def enough(rise: float) -> bool:
        weights, _ = _weights(fit, rise)
        return bool(1.0 / (weights**2).sum() >= left)

    if enough(high):
        return 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if enough(middle) else (low, middle)
    return min(1.0, power + max(low, _FEWEST_POWER))


def _spread(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Root of the covariance of the cloud, scaled as suits a random walk in its dimensions."""
    count = z.shape[1]
    apart = z - z.mean(axis=0)
    # Sums in a fixed order: a matrix product may round otherwise on another number of threads.
    covariance = np.einsum("nj,nk->jk", apart, apart) / len(z) + 1e-6 * np.eye(count)
    return np.asarray(np.linalg.cholesky(covariance)) * 2.38 / math.sqrt(count)
