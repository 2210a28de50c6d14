"""Summary: moments, extremes and quantiles of very many draws, none of which is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from qafila.cards import count
from qafila.errors import InputError, UnknownNameError, did_you_mean
from qafila.simulate import tally
from qafila.simulate.dataset import attributes
from qafila.simulate.fans import FAN_LEVELS, check_where, fan_picture, fan_table, with_observed
from qafila.simulate.members import SO_FAR, TOTAL
from qafila.simulate.sources import ALLOCATION, QAFILA, UNCONDITIONAL
from qafila.simulate.telling import kind_of_run

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from qafila.pictures import Picture
    from qafila.simulate.ensemble import Counted, Seconds
    from qafila.simulate.members import Variable
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.particles import Calibration


@dataclass(frozen=True, eq=False)
class Summary:
    """What a simulation gave, summed up over draws; `Simulation.summarise` makes it.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    name : str
        Name of the case or folder.
    as_of : datetime.date
        Day 0.
    version : str
        Version of the package.
    input_hash : str
        Hash of everything that the run rests on.
    days : int
        Rows along the axis of days.
    variables : mapping of str to Variable
        What there is. Sums over places end in ``_total``, sums over days in ``_so_far``.
    labels : mapping of str to tuple of str
        Labels along each dimension.
    counted : Counted
        The draws, counted.
    notes : mapping of str to int
        What a reader must know, by code, with a count.
    product : str
        ``unconditional``, ``scenario`` or ``allocation``.
    observed : array, shape (day, location), or None
        People counted in each place of an allocation, NaN where nobody counted.
    seconds : Seconds or None
        How long the run took.
    rules : str
        Whose rules people moved by.
    camps_fill : bool or None
        Whether camps of a folder can be full; None for a case, whose places say it themselves.
    calibration : Calibration or None
        Which posterior the draws come from; None for priors.

    Notes
    -----
    Means and standard deviations come from exact sums. Quantiles of whole numbers below 512 are
    exact and others within 1/256. The same draws give the same bytes, however they were run.
    """

    scenario: Scenario
    name: str
    as_of: dt.date
    version: str
    input_hash: str
    days: int
    variables: Mapping[str, Variable]
    labels: Mapping[str, tuple[str, ...]]
    counted: Counted
    notes: Mapping[str, int] = field(default_factory=dict)
    product: str = UNCONDITIONAL
    observed: NDArray[np.float64] | None = None
    seconds: Seconds | None = None
    rules: str = QAFILA
    camps_fill: bool | None = None
    calibration: Calibration | None = None

    def __repr__(self) -> str:
        first = (
            f"Summary({self.name} as of {self.as_of}: {count(self.scenario.draws, 'draw')}, "
            f"{count(self.days, 'day')} from day 0; {kind_of_run(self)})"
        )
        main, what = ("present", "people in camps on") if self.product == ALLOCATION else (
            "arrivals", "arrivals by"
        )  # fmt: skip
        last = self.fan(main).iloc[-1]
        low, middle, high = (f"{last[name]:,.0f}" for name in ("low90", "median", "high90"))
        return f"{first}\n  {what} the last day: {middle} people (90 %: {low} to {high})"

    @property
    def dates(self) -> NDArray[np.datetime64]:
        """Date of each day."""
        first = np.datetime64(self.as_of, "D")
        return np.asarray((first + np.arange(self.days)).astype("datetime64[s]"))

    def mean(self, variable: str) -> xr.DataArray:
        """Mean over draws.

        Parameters
        ----------
        variable : str
            Name of the variable.

        Returns
        -------
        xarray.DataArray
            By day and label; NaN where a draw has no value.
        """
        return self._labelled(variable, tally.mean(*self._tally(variable)))

    def sd(self, variable: str) -> xr.DataArray:
        """Standard deviation over draws, ``draws - 1`` below.

        Parameters
        ----------
        variable : str
            Name of the variable.

        Returns
        -------
        xarray.DataArray
            By day and label; NaN where a draw has no value.
        """
        return self._labelled(variable, tally.sd(*self._tally(variable)))

    def minimum(self, variable: str) -> xr.DataArray:
        """Smallest value over draws.

        Parameters
        ----------
        variable : str
            Name of the variable.

        Returns
        -------
        xarray.DataArray
            By day and label; NaN where a draw has no value.
        """
        return self._extreme(variable, "least")

    def maximum(self, variable: str) -> xr.DataArray:
        """Largest value over draws.

        Parameters
        ----------
        variable : str
            Name of the variable.

        Returns
        -------
        xarray.DataArray
            By day and label; NaN where a draw has no value.
        """
        return self._extreme(variable, "most")

    def quantiles(self, variable: str, levels: Sequence[float] = FAN_LEVELS) -> xr.DataArray:
        """Quantiles over draws.

        Parameters
        ----------
        variable : str
            Name of the variable.
        levels : sequence of float
            Levels, 0 to 1.

        Returns
        -------
        xarray.DataArray
            First dimension ``quantile``, then day and labels.
        """
        found, parts = self._tally(variable)
        return self._labelled(variable, tally.quantiles(found, list(levels), parts), levels)

    def each(self, variable: str) -> xr.DataArray:
        """A variable that has one value a draw, such as an error, which is kept.

        Parameters
        ----------
        variable : str
            Name of the variable.

        Returns
        -------
        xarray.DataArray
            By draw.
        """
        about = self._about(variable, by_day=False)
        values = self.counted.each(variable)
        coords = {"draw": np.arange(len(values)), **self._coords(about)}
        attrs = attributes(about.units, about.description)
        return xr.DataArray(values, coords, ("draw", *about.dims), variable, attrs)

    def to_dataframe(
        self, variable: str = "", levels: Sequence[float] = FAN_LEVELS
    ) -> pd.DataFrame:
        """One variable as a long table.

        Parameters
        ----------
        variable : str
            Name of the variable; people present in an allocation and arrivals otherwise.
        levels : sequence of float
            Levels of the quantiles.

        Returns
        -------
        pandas.DataFrame
            Columns day, date, those of the dimensions, mean, sd, minimum, maximum, one a level
            such as ``q05``, and observed where people were counted.
        """
        variable = variable or _MAIN.get(self.product, "arrivals")
        columns = {
            "mean": self.mean(variable),
            "sd": self.sd(variable),
            "minimum": self.minimum(variable),
            "maximum": self.maximum(variable),
        }
        told = self.quantiles(variable, levels)
        columns |= {
            tally.quantile_name(level): told.isel(quantile=at) for at, level in enumerate(levels)
        }
        if variable == "present" and self.observed is not None:
            columns["observed"] = columns["mean"].copy(data=self.observed)
        arrays = {name: array.drop_vars("quantile", errors="ignore")
                  for name, array in columns.items()}  # fmt: skip
        return _ordered(xr.Dataset(arrays).to_dataframe().reset_index(), told.dims[1:])

    def fan(self, variable: str, **where: str) -> pd.DataFrame:
        """Median with its 50 and 90 % intervals by day.

        Parameters
        ----------
        variable : str
            Name of the variable. Arrivals are those so far.
        **where : str
            Label along each dimension, such as ``location="pogo"``. Of people all places together
            if none is named.

        Returns
        -------
        pandas.DataFrame
            Columns x (day), date, low90, low50, median, high50, high90.

        Raises
        ------
        InputError
            If a dimension is not named of which no sum was kept.
        UnknownNameError
            If there is no such variable by day, or no such label.
        """
        dims = self._about(variable).dims
        check_where(variable, {dim: self.labels[dim] for dim in dims}, where)
        kept = variable + (SO_FAR if variable + SO_FAR in self.variables else "")
        if "location" not in where and kept + TOTAL in self.variables:
            kept += TOTAL
        about = self.variables[kept]
        open_dims = [dim for dim in about.dims if dim not in where]
        if open_dims:
            labels = ", ".join(self.labels[open_dims[0]][:5])
            wrong = f'no sum of "{variable}" over {open_dims[0]} was kept; name one, such as'
            raise InputError(f"{wrong} {labels}")
        return fan_table(self.quantiles(kept).sel(where).to_numpy(), self.dates)

    def plot(self, variable: str = "arrivals", *, language: str = "en", **where: str) -> Picture:
        """Draw a variable as a fan over days.

        Parameters
        ----------
        variable : str
            Name of the variable.
        language : str
            ``en``, ``fr`` or ``ar``.
        **where : str
            Label along a dimension; of people all places together if none is named.

        Returns
        -------
        Picture
            The fan, marked as not calibrated and, of an allocation, as that.
        """
        frame = self.fan(variable, **where)
        if variable == "present":
            place = self.labels["location"].index(where["location"]) if where else None
            frame = with_observed(frame, self.observed, place)
        return fan_picture(
            frame,
            variable,
            self.variables[variable].units,
            where,
            run=self,
            language=language,
        )

    def _about(self, variable: str, *, by_day: bool = True) -> Variable:
        known = [name for name, about in self.variables.items() if about.by_day == by_day]
        if variable not in known:
            hint = did_you_mean(variable, known) or "known: " + ", ".join(known)
            raise UnknownNameError(f'there is no variable "{variable}"; {hint}')
        return self.variables[variable]

    def _tally(self, variable: str) -> tuple[tally.Tally, int]:
        parts = self._about(variable).parts
        return self.counted.tallies[variable], parts

    def _extreme(self, variable: str, name: str) -> xr.DataArray:
        found, parts = self._tally(variable)
        values = np.where(found.missing > 0, np.nan, getattr(found, name) / parts)
        return self._labelled(variable, values)

    def _coords(self, about: Variable) -> dict[str, Any]:
        return {dim: list(self.labels[dim]) for dim in about.dims}

    def _labelled(
        self, variable: str, values: NDArray[np.float64], levels: Sequence[float] | None = None
    ) -> xr.DataArray:
        about = self._about(variable)
        coords = {"day": np.arange(self.days), "date": ("day", self.dates), **self._coords(about)}
        sizes = [self.days, *(len(self.labels[dim]) for dim in about.dims)]
        dims = ["day", *about.dims]
        if levels is not None:
            coords, dims, sizes = (
                {"quantile": list(levels), **coords},
                ["quantile", *dims],
                [-1, *sizes],
            )
        attrs = attributes(about.units, about.description)
        return xr.DataArray(values.reshape(sizes), coords, dims, variable, attrs)


_MAIN = {ALLOCATION: "present"}


def _ordered(frame: pd.DataFrame, dims: Sequence[object]) -> pd.DataFrame:
    """Columns of a long table: day, date, the other dimensions, then values."""
    others = [str(dim) for dim in dims if dim != "day"]
    first = ["day", "date", *others]
    return frame[first + [name for name in frame.columns if name not in first]]
