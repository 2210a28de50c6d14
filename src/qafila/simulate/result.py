"""Result: every draw, day by day, with what is needed to repeat it bit for bit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from qafila.errors import InputError, UnknownNameError, did_you_mean
from qafila.simulate.dataset import NOT_ADDED
from qafila.simulate.fans import FAN_LEVELS, check_where, fan_frame, fan_picture, with_observed
from qafila.simulate.sources import ALLOCATION, QAFILA, UNCONDITIONAL

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from qafila.pictures import Picture
    from qafila.simulate.ensemble import Seconds
    from qafila.simulate.scenario import Scenario
    from qafila.simulate.siege.particles import Calibration


@dataclass(frozen=True, eq=False)
class Result:
    """What a simulation gave.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    name : str
        Name of the case.
    as_of : datetime.date
        Day 0 is the end of this day.
    version : str
        Version of the package.
    input_hash : str
        Hash of everything that the run rests on.
    data : xarray.Dataset
        Dimensions draw, day, then location, route, group, corridor, city, commodity. Each variable
        has the attributes units, description and calibrated.
    parameters : pandas.DataFrame
        Value of each parameter in each draw; one row a draw.
    notes : mapping of str to int
        What a reader must know, by code, with a count.
    product : str
        ``unconditional``, ``scenario`` or ``allocation``: the split of a known total.
    seconds : Seconds or None
        How long the run took.
    rules : str
        Whose rules people moved by.
    base_hash : str
        Hash of everything but the changes: results that share it can be paired.
    camps_fill : bool or None
        Whether camps of a folder can be full; None for a case, whose places say it themselves.
    calibration : Calibration or None
        Which posterior the draws come from; None for priors.

    Notes
    -----
    In each draw of a case the sum of `at_home`, `present` and `in_transit` is `people_start` on
    every day; opening stocks plus `imported` are stocks, queues and cargo under way plus `served`
    and `lost`; and `served` less `used` is what `hoard` gains, to the litre.
    """

    scenario: Scenario
    name: str
    as_of: dt.date
    version: str
    input_hash: str
    data: xr.Dataset
    parameters: pd.DataFrame
    notes: Mapping[str, int] = field(default_factory=dict)
    product: str = UNCONDITIONAL
    seconds: Seconds | None = None
    rules: str = QAFILA
    base_hash: str = ""
    camps_fill: bool | None = None
    calibration: Calibration | None = None

    def __repr__(self) -> str:
        from qafila.simulate.series import result_lines

        return "\n".join(result_lines(self))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qafila.simulate.series import result_card

        return result_card(self)

    def variable(self, name: str) -> xr.DataArray:
        """One variable.

        Parameters
        ----------
        name : str
            Name of the variable.

        Returns
        -------
        xarray.DataArray
            Its values by draw and day.

        Raises
        ------
        UnknownNameError
            If there is no such variable.
        """
        if name not in self.data:
            known = [str(one) for one in self.data.data_vars]
            hint = did_you_mean(name, known) or "known: " + ", ".join(known)
            raise UnknownNameError(f'there is no variable "{name}"; {hint}')
        return self.data[name]

    @property
    def arrivals(self) -> xr.DataArray:
        """New arrivals by draw, day and location."""
        return self.variable("arrivals")

    def to_dataframe(self, variable: str = "") -> pd.DataFrame:
        """One variable as a long table.

        Parameters
        ----------
        variable : str
            Name of the variable; without it the table that is wanted most.

        Returns
        -------
        pandas.DataFrame
            One row for each combination of its dimensions, with a column of the variable's name.
            Without a variable the columns draw, day, date, location and simulated: new arrivals at
            reception places; of an allocation people in each camp, and ``observed`` beside them.
        """
        if not variable:
            return self._long_table()
        return self.variable(variable).to_dataframe().reset_index()

    def _long_table(self) -> pd.DataFrame:
        if self.product == ALLOCATION:
            simulated, kept = self.variable("present"), {"observed": self.data["observed"]}
        else:
            simulated, kept = self.arrivals.isel(location=self.data["reception"].to_numpy()), {}
        table = xr.Dataset({"simulated": simulated, **kept}).to_dataframe(
            dim_order=["draw", "day", "location"]
        )
        columns = ["draw", "day", "date", "location", "simulated", *kept]
        return table.reset_index()[columns]

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
            First dimension ``quantile``, then the dimensions of the variable without ``draw``.
        """
        array = self.variable(variable)
        values = np.quantile(array.to_numpy(), list(levels), axis=array.get_axis_num("draw"))
        kept = [dim for dim in array.dims if dim != "draw"]
        coords = {
            name: coord for name, coord in array.coords.items() if "draw" not in coord.dims
        } | {"quantile": list(levels)}
        return xr.DataArray(values, coords=coords, dims=["quantile", *kept], attrs=array.attrs)

    def fan(self, variable: str, **where: str) -> pd.DataFrame:
        """Median with its 50 and 90 % intervals by day.

        Parameters
        ----------
        variable : str
            Name of the variable. Arrivals are summed from day 1.
        **where : str
            Label along a dimension, such as ``location="pogo"``; what is not named is summed.

        Returns
        -------
        pandas.DataFrame
            Columns x (day), date, low90, low50, median, high50, high90. NaN where nothing is known.

        Raises
        ------
        InputError
            If a sum would mean nothing: of days, of states, or of amounts in different units.
        UnknownNameError
            If there is no such variable by draw and day, or no such label.
        """
        array = self._by_day(variable)
        dims = [dim for dim in array.dims if dim not in ("draw", "day")]
        labels = {str(dim): [str(one) for one in array[dim].to_numpy()] for dim in dims}
        check_where(variable, labels, where)
        picked = array.sel(where)
        others = [dim for dim in picked.dims if dim not in ("draw", "day")]
        _check_sum(picked, [str(dim) for dim in others if picked.sizes[dim] > 1])
        summed = picked.sum(others, min_count=1) if others else picked
        values = summed.transpose("draw", "day").to_numpy()
        if variable == "arrivals":
            values = values.cumsum(axis=1)
        return fan_frame(values, self.data["date"].to_numpy())

    def plot(self, variable: str = "arrivals", *, language: str = "en", **where: str) -> Picture:
        """Draw a variable as a fan over days.

        Parameters
        ----------
        variable : str
            Name of the variable.
        language : str
            ``en``, ``fr`` or ``ar``.
        **where : str
            Label along a dimension; what is not named is summed.

        Returns
        -------
        Picture
            The fan, marked as not calibrated and, of an allocation, as that.
        """
        frame = self.fan(variable, **where)
        if variable == "present" and "observed" in self.data:
            place = (
                list(self.data["location"].to_numpy()).index(where["location"]) if where else None
            )
            frame = with_observed(frame, self.data["observed"].to_numpy(), place)
        return fan_picture(
            frame,
            variable,
            str(self.variable(variable).attrs["units"]),
            where,
            run=self,
            language=language,
        )

    def _by_day(self, variable: str) -> xr.DataArray:
        """A variable of which a fan can be drawn."""
        found = self.variable(variable)
        if {"draw", "day"} <= set(found.dims):
            return found
        known = ", ".join(
            str(name)
            for name, one in self.data.data_vars.items()
            if {"draw", "day"} <= set(one.dims)
        )
        raise UnknownNameError(f'"{variable}" is not by draw and day; known: {known}')


def _check_sum(array: xr.DataArray, dims: list[str]) -> None:
    """Refuse sums over dimensions where they mean nothing."""
    alike = array.attrs["units"] not in NOT_ADDED
    wrong = [dim for dim in dims if dim == "commodity" or not alike]
    if wrong:
        labels = ", ".join(str(one) for one in array[wrong[0]].to_numpy()[:5])
        raise InputError(
            f'"{array.name}" cannot be summed over {wrong[0]}; name one of them, such as {labels}'
        )
