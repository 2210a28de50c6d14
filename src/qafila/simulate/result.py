"""Result: every draw, day by day, with what is needed to repeat it bit for bit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from qafila.errors import InputError, UnknownNameError, did_you_mean
from qafila.simulate.dataset import NOT_ADDED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.pictures import Picture
    from qafila.simulate.scenario import Scenario

FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


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

    Notes
    -----
    In each draw the sum of `at_home`, `present` and `in_transit` is `people_start` on every day;
    opening stocks plus `imported` are stocks, queues and cargo under way plus `served` and `lost`;
    and `served` less `used` is what `hoard` gains, to the litre.
    """

    scenario: Scenario
    name: str
    as_of: dt.date
    version: str
    input_hash: str
    data: xr.Dataset
    parameters: pd.DataFrame
    notes: Mapping[str, int] = field(default_factory=dict)

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

    def to_dataframe(self, variable: str) -> pd.DataFrame:
        """One variable as a long table.

        Parameters
        ----------
        variable : str
            Name of the variable.

        Returns
        -------
        pandas.DataFrame
            One row for each combination of its dimensions, with a column of the variable's name.
        """
        return self.variable(variable).to_dataframe().reset_index()

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
        """
        picked = self.variable(variable).sel(where)
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
            The fan, marked as not calibrated.
        """
        from qafila.charts import Panel, fan_chart
        from qafila.pictures import Picture, legend, say, say_date, write_style

        frame = self.fan(variable, **where)
        style = write_style(language, self.as_of, frame["x"])
        texts = legend(language)
        title = texts[variable] + "".join(f" · {label}" for label in where.values())
        units = str(self.variable(variable).attrs["units"])
        panel = Panel(
            frame=frame,
            title=title,
            subtitle=say(
                "fan_subtitle", language, name=self.name, date=say_date(self.as_of, language)
            ),
            y_title=texts.get(units, texts["amount"]),
        )
        last = frame.iloc[-1]
        told = f"{last['median']:,.1f} ({last['low90']:,.1f} - {last['high90']:,.1f})"
        chart = fan_chart(panel, style, texts)
        return Picture(chart, title, f"{title}: {told} {panel.y_title}", language)


def _check_sum(array: xr.DataArray, dims: list[str]) -> None:
    """Refuse sums over dimensions where they mean nothing."""
    alike = array.attrs["units"] not in NOT_ADDED
    wrong = [dim for dim in dims if dim == "commodity" or not alike]
    if wrong:
        labels = ", ".join(str(one) for one in array[wrong[0]].to_numpy()[:5])
        raise InputError(
            f'"{array.name}" cannot be summed over {wrong[0]}; name one of them, such as {labels}'
        )


def fan_frame(values: NDArray[np.float64], dates: NDArray[np.datetime64]) -> pd.DataFrame:
    """Median with its 50 and 90 % intervals by day.

    Parameters
    ----------
    values : array, shape (draw, day)
        Values.
    dates : array, shape (day,)
        Dates.

    Returns
    -------
    pandas.DataFrame
        Columns x, date, low90, low50, median, high50, high90.

    Examples
    --------
    >>> dates = np.array(["2025-11-30"], dtype="datetime64[s]")
    >>> float(fan_frame(np.array([[1.0], [2.0], [3.0]]), dates)["median"].iloc[0])
    2.0
    """
    low90, low50, median, high50, high90 = np.quantile(values, FAN_LEVELS, axis=0)
    return pd.DataFrame(
        {
            "x": np.arange(values.shape[1]),
            "date": dates,
            "low90": low90,
            "low50": low50,
            "median": median,
            "high50": high50,
            "high90": high90,
        }
    )
