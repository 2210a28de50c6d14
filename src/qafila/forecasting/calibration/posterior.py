"""Posterior: particles of a calibration as a table that a person can read, and how it was made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.forecasting.calibration.model import free_numbers, given_numbers
from qafila.forecasting.calibration.states import state_of
from qafila.streams import ChosenDraws

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.simulate.siege.start import StartState
    from qafila.situation import Situation

UNIFORM = "u_"  # before the name of a number that draws a parameter
LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of what is uncertain about a siege, after receipts and dry days.

    Parameters
    ----------
    city : str
        Identifier of the city.
    as_of : datetime.date
        Day whose knowledge was used.
    table : str
        ``strict`` or ``customs-lag``.
    digests : mapping of str to str
        Of all that entered.
    particles : pandas.DataFrame
        One row a particle, all of one weight: values of parameters by name; ``u_`` and the name for
        the number in (0, 1) that draws it; ``state_`` and a name for how the city stands on the
        evening of `as_of`.
    priors : pandas.DataFrame
        Columns name, unit, p05, p50, p95: the parameters before.
    observations : pandas.DataFrame
        Columns kind, start, end, told_by, observed, p05, p50, p95: what was observed, and what the
        particles give for it.
    made : mapping of str to object
        How: seed, effective, distinct, powers, accepted_point, accepted_chance, log_evidence.
    """

    city: str
    as_of: dt.date
    table: str
    digests: Mapping[str, str]
    particles: pd.DataFrame
    priors: pd.DataFrame
    observations: pd.DataFrame
    made: Mapping[str, Any]

    def __len__(self) -> int:
        """How many particles there are."""
        return len(self.particles)

    @property
    def names(self) -> tuple[str, ...]:
        """What was calibrated."""
        return tuple(self.priors["name"])

    @cached_property
    def key(self) -> str:
        """Hash of city, day, table and particles."""
        digest = hashlib.blake2b(digest_size=32)
        digest.update(f"{self.city} {self.as_of} {self.table} {list(self.particles)}".encode())
        digest.update(np.ascontiguousarray(self.particles.to_numpy(dtype=np.float64)).tobytes())
        return digest.hexdigest()

    def rows(self, draws: int, first: int = 0) -> NDArray[np.int64]:
        """Particle of each draw; all are used alike.

        Parameters
        ----------
        draws, first : int
            How many, and number of the first.

        Returns
        -------
        array, shape (draw,)
            Rows of `particles`.
        """
        return np.arange(first, first + draws, dtype=np.int64) % len(self)

    def members(self, situation: Situation, seed: int, draws: int, first: int = 0) -> ChosenDraws:
        """Members of an ensemble whose calibrated parameters are those of the particles.

        Parameters
        ----------
        situation : Situation
            What is known.
        seed, draws, first : int
            As in `Draws`.

        Returns
        -------
        ChosenDraws
            For a `ParameterTable`; what a scenario sets goes before it.
        """
        free = [one for one in free_numbers(situation, self.city) if one.name in self.names]
        points = self.particles[[UNIFORM + one.name for one in free]].to_numpy()
        given = given_numbers(free, points[self.rows(draws, first)])
        return ChosenDraws(seed, draws, first, given=given)

    def start(
        self, commodities: Sequence[str], corridors: Sequence[str], draws: int, first: int = 0
    ) -> StartState:
        """How the city stands on the evening of `as_of`.

        Parameters
        ----------
        commodities, corridors : sequence of str
            Labels; corridors are those to the city.
        draws, first : int
            How many, and number of the first.

        Returns
        -------
        StartState
            Of this city alone, one row a draw; see `qafila.forecasting.calibration.states`.
        """
        rows = self.rows(draws, first)
        columns = {str(name): self.particles[name].to_numpy()[rows] for name in self.particles}
        return state_of(columns, commodities, corridors)

    def thinned(self, count: int) -> Posterior:
        """The same with fewer particles, to be shipped.

        Parameters
        ----------
        count : int
            How many at most; they are in no order, so the first ones are as good as any.

        Returns
        -------
        Posterior
            Of the first particles.
        """
        return replace(self, particles=self.particles.iloc[:count].reset_index(drop=True))

    def beside_priors(self) -> pd.DataFrame:
        """Priors beside posteriors.

        Returns
        -------
        pandas.DataFrame
            Columns name, unit, prior_p05, prior_p50, prior_p95, posterior_p05, posterior_p50,
            posterior_p95, shrinkage: what part of the prior's 90 % interval is gone.
        """
        rows = []
        for row in self.priors.to_dict("records"):
            low, middle, high = np.quantile(self.particles[row["name"]], LEVELS)
            wide = row["p95"] - row["p05"]
            rows.append(
                {
                    "name": row["name"],
                    "unit": row["unit"],
                    **{f"prior_{level}": row[level] for level in ("p05", "p50", "p95")},
                    "posterior_p05": low,
                    "posterior_p50": middle,
                    "posterior_p95": high,
                    "shrinkage": 1.0 - (high - low) / wide if wide > 0.0 else 0.0,
                }
            )
        return pd.DataFrame(rows)
