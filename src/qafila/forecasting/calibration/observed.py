"""What was observed of a siege, and how likely it is given what is simulated.

Two kinds: amounts that a source measured, such as receipts of a month, and answers yes or no, such
as whether pumps were dry. Claims of distinct origins about one thing are rivals: each holds with
its weight, and they are never averaged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from numpy.typing import NDArray

RECEIPTS, PUMPS, CONVOYS = "receipts", "pumps", "convoys"
_LEAST = 1.0  # litres: the logarithm of nothing is no number


@dataclass(frozen=True)
class Measured:
    """An amount that sources give for an interval of days.

    Parameters
    ----------
    kind : str
        What was measured.
    start, end : datetime.date
        First and last day.
    values : tuple of float
        One a distinct origin, above zero.
    spreads : tuple of float
        Standard deviation of the logarithm of each.
    weights : tuple of float
        How much each origin is believed beside the others; they add up to one.
    told_by : tuple of str
        The origins.

    Examples
    --------
    >>> import datetime as dt
    >>> one = Measured("receipts", dt.date(2025, 9, 1), dt.date(2025, 9, 30), (53e6,), (0.1,),
    ...                (1.0,), ("customs",))
    >>> near, far = one.log_likelihood(np.array([53e6, 80e6]))
    >>> bool(near > far)
    True
    """

    kind: str
    start: dt.date
    end: dt.date
    values: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    told_by: tuple[str, ...]

    def log_likelihood(self, simulated: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logarithm of the likelihood of what was told.

        Parameters
        ----------
        simulated : array, shape (particle,)
            The amount.

        Returns
        -------
        array, shape (particle,)
            Finite.
        """
        logs = np.log(np.maximum(simulated, _LEAST))
        parts = [
            math.log(weight) - math.log(spread) - 0.5 * ((math.log(value) - logs) / spread) ** 2
            for value, spread, weight in zip(self.values, self.spreads, self.weights, strict=True)
        ]
        return np.asarray(np.logaddexp.reduce(np.stack(parts), axis=0))

    @property
    def told(self) -> float:
        """The figure, or the weighted mean of rivals, for tables."""
        return float(np.dot(self.weights, self.values))


@dataclass(frozen=True)
class Judged:
    """An answer, yes or no, to whether something is above a threshold.

    Parameters
    ----------
    kind : str
        What was judged.
    start, end : datetime.date
        First and last day.
    thresholds : tuple of float
        One a distinct origin, in the unit of what is simulated.
    weights : tuple of float
        How much each origin is believed beside the others; they add up to one.
    width : float
        How far from a threshold answers become sure.
    error : float
        Chance that an answer is wrong far from the threshold.
    above : float
        Chance that the answer is "above": 0 or 1, or between where its words leave it open.
    told_by : tuple of str
        The origins.

    Examples
    --------
    >>> import datetime as dt
    >>> dry = Judged("pumps", dt.date(2025, 10, 6), dt.date(2025, 10, 6), (0.5,), (1.0,), 0.1, 0.1,
    ...              0.0, ("a",))
    >>> np.exp(dry.log_likelihood(np.array([0.0, 0.5, 1.0]))).round(3).tolist()
    [0.9, 0.5, 0.1]
    """

    kind: str
    start: dt.date
    end: dt.date
    thresholds: tuple[float, ...]
    weights: tuple[float, ...]
    width: float
    error: float
    above: float
    told_by: tuple[str, ...]

    def chance_above(self, simulated: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chance of the answer "above".

        Parameters
        ----------
        simulated : array, shape (particle,)
            What the question is about.

        Returns
        -------
        array, shape (particle,)
            Between the chance of an error and one less that.
        """
        chance = np.zeros(len(simulated))
        for threshold, weight in zip(self.thresholds, self.weights, strict=True):
            away = (simulated - threshold) / (self.width * math.sqrt(2.0))
            sure = 0.5 * np.array([math.erfc(-one) for one in away])
            chance += weight * (self.error + (1.0 - 2.0 * self.error) * sure)
        return chance

    def log_likelihood(self, simulated: NDArray[np.float64]) -> NDArray[np.float64]:
        """Logarithm of the likelihood of the answer.

        Parameters
        ----------
        simulated : array, shape (particle,)
            What the question is about.

        Returns
        -------
        array, shape (particle,)
            Finite.
        """
        chance = self.chance_above(simulated)
        return np.log(self.above * chance + (1.0 - self.above) * (1.0 - chance))

    @property
    def told(self) -> float:
        """The chance of "above" that the words leave, for tables."""
        return self.above


Observation: TypeAlias = Measured | Judged


def log_likelihood(
    observations: Sequence[Observation], outcomes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logarithm of the likelihood of all that was observed.

    Parameters
    ----------
    observations : sequence of Observation
        They are independent, given what is simulated.
    outcomes : array, shape (particle, outcome)
        The first columns belong to the observations; what follows is left alone.

    Returns
    -------
    array, shape (particle,)
        The sum over observations.

    Examples
    --------
    >>> log_likelihood((), np.zeros((2, 3))).tolist()
    [0.0, 0.0]
    """
    total = np.zeros(len(outcomes))
    for column, one in enumerate(observations):
        total += one.log_likelihood(outcomes[:, column])
    return total
