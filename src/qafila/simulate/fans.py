"""Fans over days: median with its intervals, as a table and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila.errors import UnknownNameError, did_you_mean
from qafila.simulate.sources import ALLOCATION, FLEE
from qafila.simulate.telling import subtitle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.pictures import Picture
    from qafila.simulate.telling import Run

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


def check_where(
    variable: str, labels: Mapping[str, Sequence[str]], where: Mapping[str, str]
) -> None:
    """Refuse labels that a variable does not have.

    Parameters
    ----------
    variable : str
        Name of the variable.
    labels : mapping of str to sequence of str
        Labels along each of its dimensions.
    where : mapping of str to str
        Labels that were chosen.

    Raises
    ------
    UnknownNameError
        Naming the nearest, or all.

    Examples
    --------
    >>> check_where("present", {"location": ["Mentao", "Bobo"]}, {"location": "Mentaoo"})
    Traceback (most recent call last):
    qafila.errors.UnknownNameError: there is no location "Mentaoo"; did you mean "Mentao"?
    """
    for dim, label in where.items():
        if dim not in labels:
            hint = "it has " + (", ".join(labels) or "none")
            raise UnknownNameError(f'"{variable}" has no dimension "{dim}"; {hint}')
        if label not in labels[dim]:
            known = labels[dim]
            hint = did_you_mean(label, known) or "known: " + ", ".join(known)
            raise UnknownNameError(f'there is no {dim} "{label}"; {hint}')


def fan_picture(
    frame: pd.DataFrame,
    variable: str,
    units: str,
    where: Mapping[str, str],
    *,
    run: Run,
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
    run : Run
        What it comes from.
    language : str
        ``en``, ``fr`` or ``ar``.

    Returns
    -------
    Picture
        The fan.
    """
    from qafila.charts import Panel, fan_chart
    from qafila.pictures import Picture, legend, write_style

    style = write_style(language, run.as_of, frame["x"])
    texts = legend(language)
    if run.product == ALLOCATION:
        texts = {**texts, "compare": texts["counted"]}
    told, unit = _words(variable, units, run)
    title = texts.get(told, texts[variable]) + "".join(f" · {label}" for label in where.values())
    panel = Panel(
        frame=frame,
        title=title,
        subtitle=subtitle(run, language),
        y_title=texts.get(unit, texts["amount"]),
    )
    last = frame.iloc[-1]
    words = f"{last['median']:,.1f} ({last['low90']:,.1f} - {last['high90']:,.1f})"
    chart = fan_chart(panel, style, texts)
    described = f"{title}: {words} {panel.y_title}\n{panel.subtitle}"
    return Picture(chart, title, described, language)


def _words(variable: str, units: str, run: Run) -> tuple[str, str]:
    """Keys of title and unit; under Flee's rules who comes to a camp again arrives again."""
    if run.product != ALLOCATION:
        return variable, units
    if variable == "arrivals" and run.rules == FLEE:
        return "flee_arrivals", "times"
    return f"{ALLOCATION}_{variable}", units
