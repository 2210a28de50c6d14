"""Reception places: room in the camp, intake on working days, and who the people received are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qafila import tables
from qafila.errors import Problem
from qafila.kernels.travel import AGE_SEX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from qafila.kernels.travel import MovementWorld
    from qafila.simulate.parameters import ParameterTable
    from qafila.simulate.scenario import Change
    from qafila.situation import Situation

NO_LIMIT = -1
_WITHOUT_CAMP = ("host_community", "urban")
_SHARES = ("children_share", "women_share", "men_share", "older_share")  # in the order of AGE_SEX


@dataclass(frozen=True)
class Reception:
    """What is known of reception places.

    Parameters
    ----------
    camp_share : array, shape (draw, destination)
        Share of those received who live in the camp while it has room.
    age_sex : array, shape (draw, destination, age and sex)
        Shares in the order of the kernel's AGE_SEX; they add up to one.
    capacity : array, shape (destination,), people
        Whom the camp holds, -1 where that is not known.
    intake : array, shape (destination,), people a working day
        Who is registered at most, -1 where no limit is known.
    countries : tuple of str
        Country of each.
    """

    camp_share: NDArray[np.float64]
    age_sex: NDArray[np.float64]
    capacity: NDArray[np.int64]
    intake: NDArray[np.int64]
    countries: tuple[str, ...]

    def by_day(
        self,
        first: dt.date,
        days: int,
        more_room: NDArray[np.int64] | int = 0,
        more_intake: NDArray[np.int64] | int = 0,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Capacity and intake of each day, as the kernel takes them.

        Parameters
        ----------
        first : datetime.date
            Day 0.
        days : int
            Days after it.
        more_room, more_intake : array, shape (day + 1, destination), or int, people
            What a scenario adds where something is known; to the intake on working days.

        Returns
        -------
        array, shape (day + 1, destination), people
            Capacity.
        array, shape (day + 1, destination), people
            Intake: nothing on a day of rest, but -1 on all days where no limit is known.
        """
        dates = [first + dt.timedelta(days=number) for number in range(days + 1)]
        works = np.array([[works_on(code, day) for code in self.countries] for day in dates])
        works = works.reshape(days + 1, len(self.countries))
        intake = np.where(works, self.intake + more_intake, 0)
        intake = np.where(self.intake >= 0, intake, NO_LIMIT)
        capacity = np.tile(self.capacity, (days + 1, 1))
        capacity = np.where(capacity >= 0, capacity + more_room, NO_LIMIT)
        return capacity.astype(np.int64), intake.astype(np.int64)


def works_on(country: str, day: dt.date) -> bool:
    """Whether offices of a country work on a day of the week.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3.
    day : datetime.date
        The day.

    Returns
    -------
    bool
        By ``defaults/weekends.csv``; holidays are not in it.

    Examples
    --------
    >>> works_on("DZA", dt.date(2025, 11, 14)), works_on("MLI", dt.date(2025, 11, 14))
    (False, True)
    """
    rows = _weekends()
    found = rows.get(country, rows[""])
    last = [rest for start, rest in found if start is None or start <= day]
    return day.isoweekday() not in last[-1]


@lru_cache(maxsize=1)
def _weekends() -> dict[str, list[tuple[dt.date | None, frozenset[int]]]]:
    """Days of rest by country, the oldest row first."""
    rows: dict[str, list[tuple[dt.date | None, frozenset[int]]]] = {}
    table = tables.read_defaults("weekends", "weekends")
    for row in table.sort_values("valid_from", na_position="first").to_dict("records"):
        start = None if pd.isna(row["valid_from"]) else row["valid_from"].date()
        rest = frozenset(int(day) for day in row["rest_days"])
        rows.setdefault(row["country"], []).append((start, rest))
    return rows


def known_limits(locations: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Locations without capacities and intakes that became known only later.

    Parameters
    ----------
    locations : pandas.DataFrame
        Checked locations.
    day : datetime.date
        The day of the situation.

    Returns
    -------
    pandas.DataFrame
        A copy; what was not known is empty.
    """
    known = locations.copy()
    unknown = ~(known["capacity_as_of"] <= pd.Timestamp(day))
    known.loc[unknown, ["capacity", "intake_per_day"]] = pd.NA
    known.loc[unknown, "capacity_as_of"] = pd.NaT
    known.loc[unknown, "capacity_source"] = ""
    return known


def build_reception(situation: Situation, table: ParameterTable, world: MovementWorld) -> Reception:
    """Gather what is known of reception places on the day of the situation.

    Parameters
    ----------
    situation : Situation
        What is known.
    table : ParameterTable
        Parameters by draw.
    world : MovementWorld
        Network.

    Returns
    -------
    Reception
        By destination.
    """
    rows = known_limits(situation.network.locations, situation.as_of).iloc[world.destination]
    camp = np.zeros((table.draws, len(rows)))
    ages = np.zeros((table.draws, len(rows), len(AGE_SEX)))
    for number, row in enumerate(rows.to_dict("records")):
        place, country = row["location_id"], row["country"]
        if row["reception_setting"] not in _WITHOUT_CAMP:
            camp[:, number] = table.draw("camp_share", place, row["kind"])
        for part, name in enumerate(_SHARES):
            ages[:, number, part] = table.draw(name, place, country)
    total = ages.sum(axis=2, keepdims=True)
    even = np.full_like(ages, 1.0 / len(AGE_SEX))
    return Reception(
        camp,
        np.divide(ages, total, out=even, where=total > 0.0),
        _limit(rows["capacity"]),
        _limit(rows["intake_per_day"]),
        tuple(rows["country"]),
    )


def change_problems(
    changes: Iterable[Change], locations: pd.DataFrame, receiving: NDArray[np.bool_], day: dt.date
) -> list[Problem]:
    """Changes of reception places that could have no effect.

    Parameters
    ----------
    changes : iterable of Change
        Those of a scenario; they name what exists.
    locations : pandas.DataFrame
        Checked locations.
    receiving : array, shape (place,)
        Places that are not closed for good on the day.
    day : datetime.date
        The day of the situation.

    Returns
    -------
    list of Problem
        Places whose capacity or intake is not known on the day, and such that are closed for good.
    """
    known = known_limits(locations, day).set_index("location_id")
    open_places = set(locations.loc[receiving, "location_id"])
    problems = []
    for number, change in enumerate(changes, start=1):
        column = {"add_capacity": "capacity", "add_intake": "intake_per_day"}.get(change.kind)
        wrong = hint = ""
        if column and change.target_id not in known.index[known[column].notna()]:
            wrong = f"{change.target_id} has no {column} that was known on {day}"
            hint = f"give {column} and capacity_as_of in locations.csv"
        elif change.kind in ("open_camp", "close_camp") and change.target_id not in open_places:
            wrong = f"{change.target_id} was closed for good before {day}"
            hint = "correct valid_to in locations.csv"
        if wrong:
            problems.append(Problem(f"change {number}", wrong, None, "target_id", hint))
    return problems


def _limit(cells: pd.Series[int]) -> NDArray[np.int64]:
    return np.array(cells.fillna(NO_LIMIT), dtype=np.int64)
