"""What the months do to routes: hours at the wheel, days lost to rain, rivers that fall dry.

A case may say both for each route; where it does not, the rule of ``defaults/ways.csv`` decides by
kind of way, surface and the rainy season of ``defaults/seasons.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila import tables
from qafila.errors import Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Mapping
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

MONTHS = 12


@dataclass(frozen=True, eq=False)
class Seasons:
    """The year of each route; months count from 0 (January).

    Parameters
    ----------
    wet : array of bool, shape (month, route)
        Whether a month belongs to the rainy season.
    passability : array, shape (month, route), 0-1
        Share of normal traffic that the way itself lets pass; what armed men do is not in it.
    hours_dry, hours_wet : array, shape (route,), hours
        Under way in each season, without borders.
    people, tankers : array of bool, shape (route,)
        Whether people who flee, and supplies of a corridor, move on it at all.
    """

    wet: NDArray[np.bool_]
    passability: NDArray[np.float64]
    hours_dry: NDArray[np.float64]
    hours_wet: NDArray[np.float64]
    people: NDArray[np.bool_]
    tankers: NDArray[np.bool_]

    def hours(self) -> NDArray[np.float64]:
        """Hours under way in each month.

        Returns
        -------
        array, shape (month, route), hours
            The wet figure in months of the rainy season, else the dry one.
        """
        return np.where(self.wet, self.hours_wet, self.hours_dry)

    def for_people(self) -> NDArray[np.float64]:
        """Share of normal movement of people that each way lets pass.

        Returns
        -------
        array, shape (month, route), 0-1
            0 where people do not move on it.
        """
        return self.passability * self.people

    def for_tankers(self) -> NDArray[np.float64]:
        """Share of normal traffic of tankers that each way lets pass.

        Returns
        -------
        array, shape (month, route), 0-1
            0 where tankers do not move on it.
        """
        return self.passability * self.tankers


def months_of(first: dt.date, days: int) -> NDArray[np.int64]:
    """Month of each day of a run, counted from 0.

    Parameters
    ----------
    first : datetime.date
        Day 0.
    days : int
        Days after it.

    Returns
    -------
    array, shape (day + 1,)
        0 for January to 11 for December.

    Examples
    --------
    >>> import datetime as dt
    >>> months_of(dt.date(2025, 12, 30), 3)
    array([11, 11,  0,  0])
    """
    dates = np.datetime64(first, "D") + np.arange(days + 1)
    return dates.astype("datetime64[M]").astype(np.int64) % MONTHS


def read_seasons(locations: pd.DataFrame, routes: pd.DataFrame) -> Seasons:
    """Work out the year of each route.

    Parameters
    ----------
    locations : pandas.DataFrame
        Checked locations.
    routes : pandas.DataFrame
        Checked routes, in the order of the result.

    Returns
    -------
    Seasons
        The year of each route.
    """
    rules = _rules()
    ways = [_rule(rules, row["mode"], row["surface"]) for row in routes.to_dict("records")]
    wet = _wet_months(locations, routes)
    dry_hours = routes["driving_hours"].to_numpy(dtype=np.float64)
    given = routes["driving_hours_wet"].to_numpy(dtype=np.float64)
    factor = np.array([way["wet_factor"] for way in ways], dtype=np.float64)
    by_rule = np.where(
        wet,
        np.array([way["passability_wet"] for way in ways], dtype=np.float64),
        np.array([way["passability_dry"] for way in ways], dtype=np.float64),
    )
    for number, cells in enumerate(routes["passability_by_month"]):
        if cells:
            by_rule[:, number] = [float(cell) for cell in cells]
    return Seasons(
        wet=wet,
        passability=by_rule,
        hours_dry=dry_hours,
        hours_wet=np.where(np.isnan(given), dry_hours * factor, given),
        people=np.array([way["carries_people"] for way in ways], dtype=np.bool_),
        tankers=np.array([way["carries_tankers"] for way in ways], dtype=np.bool_),
    )


def _rules() -> dict[tuple[str, str], Mapping[Hashable, Any]]:
    rows = tables.read_defaults("ways", "ways").to_dict("records")
    return {(row["mode"], row["surface"]): row for row in rows}


def _rule(
    rules: Mapping[tuple[str, str], Mapping[Hashable, Any]], mode: str, surface: str
) -> Mapping[Hashable, Any]:
    return rules.get((mode, surface)) or rules[mode, ""]


def _wet_months(locations: pd.DataFrame, routes: pd.DataFrame) -> NDArray[np.bool_]:
    """Months of the rainy season halfway between the ends of each route, shape (month, route)."""
    latitude = locations.set_index("location_id")["latitude"]
    ends = [latitude.loc[routes[end]].to_numpy(dtype=np.float64) for end in ("from_id", "to_id")]
    middle = (ends[0] + ends[1]) / 2.0
    wet = np.zeros((MONTHS, len(routes)), dtype=np.bool_)
    for row in tables.read_defaults("seasons", "seasons").to_dict("records"):
        inside = (middle >= row["latitude_from"]) & (middle < row["latitude_to"])
        wet[row["first_wet_month"] - 1 : row["last_wet_month"], inside] = True
    return wet


def season_problems(routes: pd.DataFrame) -> list[Problem]:
    """Cells of the year of a route that cannot be.

    Parameters
    ----------
    routes : pandas.DataFrame
        Checked routes.

    Returns
    -------
    list of Problem
        Months that are not twelve numbers from 0 to 1, and rain that would speed trucks up.

    Examples
    --------
    >>> import pandas as pd
    >>> routes = pd.DataFrame({"passability_by_month": [("1", "2")], "driving_hours": [2.0],
    ...                        "driving_hours_wet": [1.0]}, index=[2])
    >>> for problem in season_problems(routes):
    ...     print(problem.column, "-", problem.message)
    passability_by_month - 2 months are given and not twelve
    driving_hours_wet - 1 hours are less than the 2 of the dry season
    """
    if not {"passability_by_month", "driving_hours", "driving_hours_wet"} <= set(routes):
        return []
    problems = []
    for line, row in routes.iterrows():
        wrong = _month_fault(row["passability_by_month"])
        if wrong:
            hint = "write twelve numbers from 0 to 1, January first, separated by |"
            problems.append(
                Problem("routes.csv", wrong, int(str(line)), "passability_by_month", hint)
            )
        dry, wet = row["driving_hours"], row["driving_hours_wet"]
        if wet < dry:
            wrong = f"{wet:g} hours are less than the {dry:g} of the dry season"
            hint = "swap them or mend the typing error"
            problems.append(Problem("routes.csv", wrong, int(str(line)), "driving_hours_wet", hint))
    return problems


def _month_fault(cells: Iterable[str]) -> str:
    cells = tuple(cells)
    if not cells:
        return ""
    if len(cells) != MONTHS:
        return f"{len(cells)} months are given and not twelve"
    for cell in cells:
        try:
            if 0.0 <= float(cell) <= 1.0:
                continue
        except ValueError:
            pass
        return f'"{cell}" is not a number from 0 to 1'
    return ""
