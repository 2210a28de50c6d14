"""Fans over days: median with its intervals, as a table and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.simulate.sources import ALLOCATION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.pictures import Picture

FAN_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_NAMES = ("low90", "low50", "median", "high50", "high90")


def fan_table(quantiles: NDArray[np.float64], dates: NDArray[np.datetime64]) -> pd.DataFrame:
    """Median with its 50 and 90 % intervals by day.

    Parameters
    ----------
    quantiles : array, shape (level, day)
        At the levels `FAN_LEVELS`.
    dates : array, shape (day,)
        Dates.

    Returns
    -------
    pandas.DataFrame
        Columns x, date, low90, low50, median, high50, high90.
    """
    columns = dict(zip(_NAMES, quantiles, strict=True))
    return pd.DataFrame({"x": np.arange(len(dates)), "date": dates, **columns})


def fan_frame(values: NDArray[np.float64], dates: NDArray[np.datetime64]) -> pd.DataFrame:
    """Median with its 50 and 90 % intervals by day, from draws.

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
    return fan_table(np.quantile(values, FAN_LEVELS, axis=0), dates)


def with_observed(
    frame: pd.DataFrame, observed: NDArray[np.float64] | None, chosen: int | None
) -> pd.DataFrame:
    """A fan of people in camps beside what was counted there.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `fan_table`.
    observed : array, shape (day, location), or None
        Counted people, NaN where nobody counted.
    chosen : int or None
        Number of the camp; None for all, which is counted only where each of them is.

    Returns
    -------
    pandas.DataFrame
        With a column ``compare`` if there is anything to compare.
    """
    if observed is None:
        return frame
    counted = observed.sum(axis=1) if chosen is None else observed[:, chosen]
    return frame if np.isnan(counted).any() else frame.assign(compare=counted)


def fan_picture(
    frame: pd.DataFrame,
    variable: str,
    units: str,
    where: Mapping[str, str],
    *,
    name: str,
    as_of: dt.date,
    product: str,
    language: str,
) -> Picture:
    """Draw a fan, with what it is and that it is not calibrated.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `fan_table`.
    variable : str
        Name of the variable.
    units : str
        Its unit.
    where : mapping of str to str
        Labels that were chosen.
    name : str
        Name of the case or folder.
    as_of : datetime.date
        Day 0.
    product : str
        What kind of result it is.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The fan.
    """
    from qafila.charts import Panel, fan_chart
    from qafila.pictures import Picture, legend, say, say_date, write_style

    split = product == ALLOCATION
    style = write_style(language, as_of, frame["x"])
    texts = legend(language)
    if split:
        texts = {**texts, "compare": texts["counted"]}
    told = texts.get(f"{ALLOCATION}_{variable}", "") if split else ""
    title = (told or texts[variable]) + "".join(f" · {label}" for label in where.values())
    subtitle = "allocation_subtitle" if split else "fan_subtitle"
    panel = Panel(
        frame=frame,
        title=title,
        subtitle=say(subtitle, language, name=name, date=say_date(as_of, language)),
        y_title=texts.get(units, texts["amount"]),
    )
    last = frame.iloc[-1]
    words = f"{last['median']:,.1f} ({last['low90']:,.1f} - {last['high90']:,.1f})"
    chart = fan_chart(panel, style, texts)
    return Picture(chart, title, f"{title}: {words} {panel.y_title}", language)
