"""Two scenarios with the same random numbers: what a change makes, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from qafila.cards import count
from qafila.errors import InputError, Problem
from qafila.simulate.sources import ALLOCATION
from qafila.simulate.tally import quantile_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from qafila.simulate.members import Arrays, Members, Variable
    from qafila.simulate.result import Result

PRODUCT = "scenario"
BEFORE, DIFFERENCE = "_before", "_difference"  # behind the name of a variable
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True, eq=False)
class Paired:
    """Members of a scenario beside those without its changes; each pair shares its randomness.

    Parameters
    ----------
    base, changed : Members
        Without and with the changes, of the same draws, days and labels.
    compared : tuple of str
        Variables that are compared.
    """

    base: Members
    changed: Members
    compared: tuple[str, ...]

    @property
    def draws(self) -> int:
        """How many pairs there are."""
        return self.changed.draws

    @property
    def days(self) -> int:
        """Rows along the axis of days."""
        return self.changed.days

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Labels along each dimension."""
        return self.changed.labels

    @property
    def variables(self) -> Mapping[str, Variable]:
        """Those of the scenario, and ``_before`` and ``_difference`` of what is compared."""
        found = dict(self.changed.variables)
        for name in self.compared:
            told = found[name]
            before, apart = (
                replace(told, description=f"{told.description}{how}")
                for how in (", without the changes", ": with changes less without")
            )
            found |= {name + BEFORE: before, name + DIFFERENCE: apart}
        return MappingProxyType(found)

    def needs_compilation(self) -> bool:
        """Whether the next run has to compile first.

        Returns
        -------
        bool
            False if machine code is in this process or kept from an earlier run.
        """
        return self.changed.needs_compilation()

    def run(self, first: int, last: int) -> Arrays:
        """Run some pairs.

        Parameters
        ----------
        first, last : int
            Members ``first`` to ``last - 1``.

        Returns
        -------
        mapping of str to array, shape (member, day, ...)
            By variable.
        """
        found = dict(self.changed.run(first, last))
        base = self.base.run(first, last)
        for name in self.compared:
            before, after = base[name], found[name]
            wide = np.int64 if np.issubdtype(after.dtype, np.integer) else np.float64
            found |= {name + BEFORE: before, name + DIFFERENCE: after.astype(wide) - before}
        return found


@dataclass(frozen=True, eq=False)
class Difference:
    """What the changes of a scenario make of a variable.

    Parameters
    ----------
    draws : xarray.DataArray
        With changes less without, by draw.
    changes : int
        How many changes there are.
    product : str
        ``scenario``, or ``allocation`` where a known total is split.
    """

    draws: xr.DataArray
    changes: int
    product: str = PRODUCT

    def quantiles(self, levels: Sequence[float] = LEVELS) -> xr.DataArray:
        """Quantiles of the difference; those are not the differences of quantiles.

        Parameters
        ----------
        levels : sequence of float
            Levels, 0 to 1.

        Returns
        -------
        xarray.DataArray
            First dimension ``quantile``, then those of the variable without ``draw``.
        """
        return self.draws.quantile(list(levels), dim="draw", keep_attrs=True)

    def to_dataframe(self, levels: Sequence[float] = LEVELS) -> pd.DataFrame:
        """Mean, standard deviation and quantiles of the difference.

        Parameters
        ----------
        levels : sequence of float
            Levels, 0 to 1.

        Returns
        -------
        pandas.DataFrame
            One row for each day and place, and ``product``.
        """
        spread = self.draws.std("draw", ddof=1) if self.draws.sizes["draw"] > 1 else None
        columns = {"mean": self.draws.mean("draw")}
        columns["sd"] = columns["mean"] * np.nan if spread is None else spread
        every = self.quantiles(levels)
        for at, level in enumerate(levels):
            columns[quantile_name(level)] = every.isel(quantile=at, drop=True)
        frame = xr.Dataset(columns).to_dataframe().reset_index()
        return frame.assign(product=self.product)

    def __repr__(self) -> str:
        what = "a scenario" if self.product == PRODUCT else f"{self.product} under a scenario"
        return (
            f"Difference of {self.draws.name} by {count(self.changes, 'change')}: "
            f"{count(self.draws.sizes['draw'], 'pair')} of draws; {what}, not a forecast"
        )


def compare(base: Result, changed: Result, variable: str = "present") -> Difference:
    """What the changes of a scenario make, each draw against its pair without them.

    Parameters
    ----------
    base : Result
        Without the changes.
    changed : Result
        With them; all else is the same, or the two are refused. `Simulation.without_changes`
        gives the simulation that it can be compared with.
    variable : str
        What is compared.

    Returns
    -------
    Difference
        By draw, and by day and place where the variable has them.

    Raises
    ------
    InputError
        If the two cannot be paired.
    UnknownNameError
        If there is no such variable.
    """
    one, other = base.scenario, changed.scenario
    pairs = {
        "the case": (base.name, changed.name),
        "the day": (base.as_of, changed.as_of),
        "seed": (one.seed, other.seed),
        "draws": (one.draws, other.draws),
        "days": (one.days, other.days),
        "rules": (base.rules, changed.rules),
        "version": (base.version, changed.version),
    }
    for what, (mine, its) in pairs.items():
        if mine != its:
            raise InputError(f"results of one {what} only can be paired, not {mine} and {its}")
    hint = "compare with simulation.without_changes().run()"
    if base.base_hash != changed.base_hash:
        wrong = "the results differ in more than changes: in tables, capacities or parameters"
        raise InputError(Problem("compare", wrong, hint=hint))
    try:
        before, after = xr.align(base.variable(variable), changed.variable(variable), join="exact")
    except ValueError as error:
        wrong = f'"{variable}" is not of the same places in both results'
        raise InputError(Problem("compare", wrong, hint=hint)) from error
    apart = after.astype(np.float64) - before.astype(np.float64)
    product = ALLOCATION if changed.product == ALLOCATION else PRODUCT
    apart.attrs = {**after.attrs, "product": product}
    return Difference(apart.rename(variable), len(other.changes), product)
