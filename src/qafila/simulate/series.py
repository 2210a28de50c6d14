"""What users ask a result for first: arrivals by place and days of supply by city, as series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.cards import card, count
from qafila.simulate.sources import ALLOCATION
from qafila.simulate.telling import kind_of_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from qafila.simulate.result import Result

TOTAL = "total"
_LINES = 5  # of a repr
_ROWS = 8  # places in a card


@dataclass(frozen=True, eq=False)
class Series:
    """One quantity by draw and day.

    Parameters
    ----------
    target : str
        ``new_arrivals``, ``new_arrivals_cumulative``, ``days_of_supply`` or ``present``.
    location : str
        Reception place, camp, ``total``, or city.
    commodity : str
        What is in stock; empty for people.
    unit : str
        ``people`` or ``days``.
    amounts : array, shape (draw, day)
        People or days, from day 1; people present from day 0.
    """

    target: str
    location: str
    commodity: str
    unit: str
    amounts: NDArray[Any]


@dataclass(frozen=True)
class Outcome:
    """Median and 90 % interval of a series on its last day.

    Parameters
    ----------
    target, location, commodity, unit : str
        As in `Series`.
    median, low90, high90 : float
        Over draws.
    """

    target: str
    location: str
    commodity: str
    unit: str
    median: float
    low90: float
    high90: float

    def figures(self) -> tuple[str, str, str]:
        """Write median and interval, people whole and days with one decimal.

        Returns
        -------
        tuple of str
            Median, low90, high90.

        Examples
        --------
        >>> Outcome("days_of_supply", "bamako", "fuel", "days", 3.0, 0.52, 8.0).figures()
        ('3.0', '0.5', '8.0')
        """
        digits = 0 if self.unit == "people" else 1
        median, low, high = (
            f"{value:,.{digits}f}" for value in (self.median, self.low90, self.high90)
        )
        return median, low, high

    def __str__(self) -> str:
        median, low, high = self.figures()
        return f"{median} {self.unit} (90 % of draws: {low} to {high})"


def telling_series(result: Result) -> Iterator[Series]:
    """Arrivals by reception place and in all, and days of supply by city and commodity.

    Of an allocation, people by camp and in all camps.

    Parameters
    ----------
    result : Result
        The simulation.

    Yields
    ------
    Series
        Days of supply only where something is used in a day.
    """
    data = result.data
    if result.product == ALLOCATION:
        present = data["present"].to_numpy()
        yield Series("present", TOTAL, "", "people", present.sum(axis=2))
        for number, camp in enumerate(data["location"].to_numpy()):
            yield Series("present", str(camp), "", "people", present[:, :, number])
        return
    daily = data["arrivals"].to_numpy()[:, 1:]
    names = [str(name) for name in data["location"].to_numpy()]
    reception = data["reception"].to_numpy()
    places = {names[place]: daily[:, :, place] for place in np.flatnonzero(reception)}
    if places:
        places[TOTAL] = daily[:, :, reception].sum(axis=2)
    for place, values in places.items():
        yield Series("new_arrivals", place, "", "people", values)
    for place, values in places.items():
        yield Series("new_arrivals_cumulative", place, "", "people", values.cumsum(axis=1))
    cover = data["days_of_supply"].to_numpy()[:, 1:]
    for number, city in enumerate(data["city"].to_numpy()):
        for kind, commodity in enumerate(data["commodity"].to_numpy()):
            values = cover[:, :, number, kind]
            if not np.isnan(values).any():
                yield Series("days_of_supply", str(city), str(commodity), "days", values)


def outcomes(result: Result) -> list[Outcome]:
    """What the draws say of the last day.

    Parameters
    ----------
    result : Result
        The simulation.

    Returns
    -------
    list of Outcome
        All arrivals until then by place, or all people in camps, the place with most first and the
        total before all; then days of supply.
    """
    told = []
    for series in telling_series(result):
        if series.target != "new_arrivals":
            low, median, high = np.quantile(series.amounts[:, -1], (0.05, 0.5, 0.95))
            told.append(
                Outcome(
                    series.target, series.location, series.commodity, series.unit,
                    round(float(median), 2), round(float(low), 2), round(float(high), 2),
                )
            )  # fmt: skip
    return sorted(
        told,
        key=lambda one: (one.unit != "people", one.location != TOTAL, -one.median, one.location),
    )


def result_lines(result: Result) -> list[str]:
    """A result in a few lines.

    Parameters
    ----------
    result : Result
        The simulation.

    Returns
    -------
    list of str
        What was run, all arrivals, and days of supply on the last day.
    """
    scenario = result.scenario
    lines = [
        f"Result({result.name} as of {result.as_of}: {count(scenario.draws, 'draw')}, "
        f"{count(scenario.days, 'day')}; {kind_of_run(result)})"
    ]
    for one in outcomes(result):
        if one.location == TOTAL:
            what = "people in camps on" if one.target == "present" else "arrivals by"
            lines.append(f"  {what} the last day: {one}")
        elif one.unit == "days" and len(lines) < _LINES:
            lines.append(f"  {one.commodity} in {one.location} on the last day: {one}")
    return lines


def result_card(result: Result) -> str:
    """A result as HTML.

    Parameters
    ----------
    result : Result
        The simulation.

    Returns
    -------
    str
        Days of supply and the places with most arrivals on the last day.
    """
    scenario = result.scenario
    found = outcomes(result)
    people = [one for one in found if one.unit == "people"]
    shown = [*(one for one in found if one.unit != "people"), *people[:_ROWS]]
    rows = []
    for one in shown:
        people_are = "in camps" if one.target == "present" else "new arrivals"
        what = people_are if one.unit == "people" else f"days of {one.commodity}"
        rows.append((what, one.location, *one.figures()))
    more = len(people) - _ROWS
    note = kind_of_run(result) + (f"; {more} more places" if more > 0 else "")
    return card(
        f"Result of {result.name} as of {result.as_of}",
        (
            count(scenario.days, "day"), count(scenario.draws, "draw"), f"seed {scenario.seed}",
            count(len(scenario.changes), "change"), f"version {result.version}",
        ),
        (f"by day {scenario.days}", "where", "median", "5 %", "95 %"),
        rows,
        note,
    )  # fmt: skip
