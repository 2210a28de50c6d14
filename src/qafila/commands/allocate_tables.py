"""Tables and lines of a simulated Flee folder: camps by day, simulated beside what was counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.cards import count
from qafila.commands.simulate_lines import figure, told_change
from qafila.commands.simulate_tables import LEVELS
from qafila.simulate import sources
from qafila.simulate.allocation.scores import counted_camps
from qafila.simulate.tally import quantile_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qafila.interop import FleeFolder
    from qafila.simulate import Summary

QUANTILES = tuple(quantile_name(level) for level in LEVELS)
DRAW_COLUMNS = ("draw", "day", "date", "location", "simulated", "observed")
SUMMARY_COLUMNS = ("day", "date", "location", "mean", "sd", *QUANTILES, "observed")
DIFFERENCE_COLUMNS = (
    "day", "date", "location", "without", "with", "difference", "sd", *QUANTILES, "product",
)  # fmt: skip
ALLOCATION = "allocation of a known total, not a forecast"
_INTERVALS = {
    "flee": "Intervals hold only the chance in single moves, not what is unknown of the settings",
    "qafila": "Intervals hold what is unknown of speeds and distances, not what the rules miss",
}
_LOW, _MIDDLE, _HIGH = (LEVELS.index(level) for level in (0.05, 0.5, 0.95))


@dataclass(frozen=True, eq=False)
class Allocation:
    """People by day and camp over draws.

    Parameters
    ----------
    mean, sd : array, shape (day, camp), people
        Over draws; the second is NaN for one draw.
    quantiles : array, shape (level, day, camp), people
        At `LEVELS`.
    """

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    quantiles: NDArray[np.float64]

    @classmethod
    def of_draws(cls, draws: NDArray[Any]) -> Allocation:
        """From every draw.

        Parameters
        ----------
        draws : array, shape (draw, day, camp), people
            What was simulated.

        Returns
        -------
        Allocation
            Exact.

        Examples
        --------
        >>> Allocation.of_draws(np.array([[[1]], [[3]]])).mean.tolist()
        [[2.0]]
        """
        sd = draws.std(axis=0, ddof=1) if len(draws) > 1 else np.full(draws.shape[1:], np.nan)
        return cls(draws.mean(axis=0), sd, np.quantile(draws, LEVELS, axis=0))

    @classmethod
    def of_summary(cls, found: Summary, variable: str) -> Allocation:
        """From draws that were counted and not kept.

        Parameters
        ----------
        found : Summary
            The draws.
        variable : str
            People by day and camp.

        Returns
        -------
        Allocation
            Moments exact, quantiles within 0.4 %.
        """
        return cls(
            found.mean(variable).to_numpy(),
            found.sd(variable).to_numpy(),
            found.quantiles(variable, LEVELS).to_numpy(),
        )


@dataclass(frozen=True, eq=False)
class Compared:
    """What changes make of an allocation, draw by draw.

    Parameters
    ----------
    before : Allocation
        Without the changes.
    difference : Allocation
        With less without.
    """

    before: Allocation
    difference: Allocation


def _frame(folder: FleeFolder) -> dict[str, Any]:
    """Day, date and camp of each cell, camps fastest."""
    names = [folder.places.names[camp] for camp in folder.places.camps]
    days = np.repeat(np.arange(folder.days), len(names))
    dates = pd.Timestamp(folder.start) + pd.to_timedelta(days, unit="D")
    return {"day": days, "date": dates, "location": names * folder.days}


def _observed(folder: FleeFolder) -> pd.Series[Any]:
    """What was counted in each cell, empty where nobody did."""
    positions, counted = counted_camps(folder)
    every = np.full((folder.days, len(folder.places.camps)), np.nan)
    every[:, positions] = counted
    return pd.Series(every.ravel()).astype("Int64")


def draws_table(folder: FleeFolder, draws: NDArray[Any]) -> pd.DataFrame:
    """Every draw.

    Parameters
    ----------
    folder : FleeFolder
        What was run.
    draws : array, shape (draw, day, camp), people
        What was simulated.

    Returns
    -------
    pandas.DataFrame
        Columns `DRAW_COLUMNS`.
    """
    count = len(draws)
    cells = folder.days * len(folder.places.camps)
    once = pd.DataFrame({**_frame(folder), "observed": _observed(folder)})
    table = once.iloc[np.tile(np.arange(cells), count)].reset_index(drop=True)
    table["draw"] = np.repeat(np.arange(count), cells)
    table["simulated"] = draws.ravel().astype(np.int64)
    return table[list(DRAW_COLUMNS)]


def summary_table(folder: FleeFolder, found: Allocation) -> pd.DataFrame:
    """Mean, standard deviation and quantiles over draws.

    Parameters
    ----------
    folder : FleeFolder
        What was run.
    found : Allocation
        Over draws.

    Returns
    -------
    pandas.DataFrame
        Columns `SUMMARY_COLUMNS`.
    """
    table = pd.DataFrame({**_frame(folder), "mean": found.mean.ravel(), "sd": found.sd.ravel()})
    for name, values in zip(QUANTILES, found.quantiles, strict=True):
        table[name] = values.ravel()
    table["observed"] = _observed(folder)
    return table[list(SUMMARY_COLUMNS)]


def difference_table(folder: FleeFolder, after: Allocation, compared: Compared) -> pd.DataFrame:
    """What the changes make: quantiles of the difference of each pair of draws.

    Parameters
    ----------
    folder : FleeFolder
        What was run.
    after : Allocation
        With the changes.
    compared : Compared
        Without them, and what they make.

    Returns
    -------
    pandas.DataFrame
        Columns `DIFFERENCE_COLUMNS`.
    """
    before, difference = compared.before, compared.difference
    table = pd.DataFrame(
        {
            **_frame(folder),
            "without": before.mean.ravel(),
            "with": after.mean.ravel(),
            "difference": difference.mean.ravel(),
            "sd": difference.sd.ravel(),
        }
    )
    for name, values in zip(QUANTILES, difference.quantiles, strict=True):
        table[name] = values.ravel()
    table["product"] = sources.ALLOCATION
    return table[list(DIFFERENCE_COLUMNS)]


def last_day(
    folder: FleeFolder, found: Allocation, *, observed: bool = True
) -> list[dict[str, Any]]:
    """Camps on the last day.

    Parameters
    ----------
    folder : FleeFolder
        What was run.
    found : Allocation
        Over draws.
    observed : bool
        Whether what was counted stands beside it.

    Returns
    -------
    list of dict
        Keys location, mean, low90, median, high90 and, where asked for, observed, which is None
        where nobody counted.
    """
    positions, counted = counted_camps(folder)
    known = dict(zip(positions.tolist(), counted[-1].tolist(), strict=True))
    told = []
    for at, camp in enumerate(folder.places.camps):
        low, middle, high = (
            round(float(found.quantiles[level, -1, at]), 1) for level in (_LOW, _MIDDLE, _HIGH)
        )
        mean = round(float(found.mean[-1, at]), 1)
        one = {
            "location": folder.places.names[camp],
            "mean": mean, "low90": low, "median": middle, "high90": high,
        }  # fmt: skip
        told.append({**one, "observed": known.get(at)} if observed else one)
    return told


def allocation_lines(record: Mapping[str, Any]) -> list[str]:
    """What a person wants to read on the terminal.

    Parameters
    ----------
    record : mapping
        From `qafila.commands.allocate.allocate`.

    Returns
    -------
    list of str
        A heading, a line for each camp, and how far they are off.
    """
    start, countries = dt.date.fromisoformat(record["start"]), record["countries"]
    lines = [f"WHAT IF, not a forecast: {told_change(one, start)}" for one in record["changes"]]
    lines += _heading(record)
    end = start + dt.timedelta(days=record["days"] - 1)
    lines.append(f"On {end} (day {record['days'] - 1}), of {record['people']:,} people in all:")
    counted = not record["changes"]  # what did not happen was not counted
    lines += _columns(
        _camp_rows(record["last_day"], countries, counted=counted, draws=record["draws"])
    )
    elsewhere = record["people"] - sum(one["mean"] for one in record["last_day"])
    if round(elsewhere) > 0:
        lines.append(f"In no camp, or on the way: {elsewhere:,.0f} (mean of draws)")
    if counted:
        lines.append(_error_line(record))
    if "difference" in record:
        lines.append("What the changes make, each draw against its pair without them:")
        lines += _columns(_signed(record["difference"], countries, draws=record["draws"]))
    return lines + [f"Note: {note}" for note in record["notes"]]


def _heading(record: Mapping[str, Any]) -> list[str]:
    """What was run, on what it rests, and what its intervals hold."""
    draws = record["draws"]
    what = f"{ALLOCATION}, under a scenario" if record["changes"] else ALLOCATION
    lines = [
        f"{record['folder']} from {record['start']}, rules {record['rules']}: "
        f"{count(draws, 'draw')} of {count(record['days'], 'day')}, "
        f"seed {record['seed']}; {what}; not calibrated",
        "Camps can be full: the capacities of locations.csv hold"
        if record["capacities"]
        else "No camp is ever full: capacities are left out",
    ]
    if draws > 1:
        lines.append(_INTERVALS[record["rules"]])
    if record["hasten"] > 1:
        lines.append(f"One person here stands for {record['hasten']:,} (hasten)")
    return lines


def _error_line(record: Mapping[str, Any]) -> str:
    if record["error"] is None:
        return "No camp was counted, so nobody knows how far this is off"
    line = f"Off by {record['error']:.1%} of the people counted, as a mean over days"
    if record["draws"] == 1:
        return line
    return (
        f"{line}; a single draw by {record['error_per_draw_mean']:.1%}, "
        f"give or take {record['error_per_draw_sd']:.1%}"
    )


def _camp_rows(
    rows: list[Mapping[str, Any]], countries: Mapping[str, str], *, counted: bool, draws: int
) -> list[tuple[str, ...]]:
    keys = ("low90", "median", "high90") if draws > 1 else ("median",)
    heads = ("5 %", "median", "95 %") if draws > 1 else ("simulated",)
    told = []
    for one in rows:
        cells = [f"{one[key]:,.0f}" for key in keys]
        if counted:
            cells.append("" if one["observed"] is None else f"{one['observed']:,}")
        told.append((_in_country(one["location"], countries), *cells))
    return [("camp", *heads, *(["observed"] if counted else [])), *told]


def _signed(
    rows: list[Mapping[str, Any]], countries: Mapping[str, str], *, draws: int
) -> list[tuple[str, ...]]:
    keys = ("low90", "median", "high90") if draws > 1 else ("median",)
    heads = ("5 %", "median", "95 %") if draws > 1 else ("difference",)
    told = [
        (_in_country(one["location"], countries), *(figure(one[key], signed=True) for key in keys))
        for one in rows
    ]
    return [("camp", *heads), *told]


def _in_country(camp: str, countries: Mapping[str, str]) -> str:
    # Folders write the spaces of names as underscores.
    return f"{camp}, {countries[camp]}".replace("_", " ")


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows as aligned text: the first column to the left, numbers to the right."""
    from qafila.commands.listing import plain

    shown = [[plain(cell) for cell in row] for row in rows]
    wide = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))]
    lines = []
    for first, *numbers in shown:
        right = [cell.rjust(width) for cell, width in zip(numbers, wide[1:], strict=True)]
        lines.append("  " + "  ".join([first.ljust(wide[0]), *right]))
    return lines
