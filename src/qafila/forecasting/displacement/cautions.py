"""What a reader must know of a forecast: reports that are few, old, odd or out of order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.leads import FRESH, GROWN
from qafila.forecasting.displacement.reports import as_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qafila.forecasting.displacement.reports import Crisis, Series, SiteReports

_FELL = 0.75  # of the report before: a fall beyond it is seldom people who went home
OLDEST = 365  # days: a series with an older last report is not forecast
_YEAR, _NEW = 365, 90  # days
_OLD = 30  # days


@dataclass(frozen=True)
class Caution:
    """One thing to know.

    Parameters
    ----------
    code : str
        What it is.
    place : str
        The series; empty where it holds for all.
    text : str
        In words.
    """

    code: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


def cautions(
    crisis: Crisis, origin: int, horizons: Sequence[int], longest: int
) -> tuple[Caution, ...]:
    """What to know of a forecast.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    origin : int
        Day of the forecast.
    horizons : sequence of int
        Days ahead.
    longest : int
        Longest horizon with a record.

    Returns
    -------
    tuple of Caution
        In the order of the places; that a series is not forecast is told by `untold`.
    """
    known = [as_known(site, origin) for site in crisis.sites]
    first = min((int(seen.day[0]) for seen in known if len(seen.day)), default=0)
    found: list[Caution] = []
    for site, seen in zip(crisis.sites, known, strict=True):
        found += _of_table(site, origin)
        if len(seen.day):
            found += _of_series(seen, crisis, origin, first)
    beyond = [one for one in horizons if one > longest]
    if beyond:
        told = ", ".join(str(one) for one in beyond)
        found.append(
            Caution(
                "beyond",
                "",
                f"{told} days ahead is beyond {longest} days, the farthest that was tried on past "
                "crises: intervals are carried on and widened by the square root of the time, and "
                "have no record",
            )
        )
    return tuple(found)


def _of_table(site: SiteReports, origin: int) -> Iterator[Caution]:
    kept = (site.known <= origin) & (site.day <= origin)
    day, known, people = site.day[kept], site.known[kept], site.people[kept]
    # A correction comes later for an earlier day; in a plain table the days themselves fall back.
    if (np.diff(day) < 0).any() and (day == known).all():
        yield Caution(
            "order", site.place, "reports were out of order of their dates and are sorted"
        )
    pairs: dict[tuple[int, int], set[float]] = {}
    for one, told, value in zip(day.tolist(), known.tolist(), people.tolist(), strict=True):
        pairs.setdefault((one, told), set()).add(value)
    twice = [one for one, values in pairs.items() if len(values) > 1]
    if twice:
        yield Caution(
            "duplicate",
            site.place,
            f"{len(twice)} dates have two figures or more; the last one written is used, never "
            "their mean",
        )


def _of_series(seen: Series, crisis: Crisis, origin: int, first: int) -> Iterator[Caution]:
    def date(day: int) -> dt.date:
        return crisis.start + dt.timedelta(days=int(day))

    place = seen.place
    if not (seen.people > 0).any():
        told = "all reports are zero; it is not forecast until somebody is registered there"
        yield Caution("zeros", place, told)
        return
    positive = int(seen.day[np.argmax(seen.people > 0)])
    age = origin - int(seen.day[-1])
    if age > OLDEST:
        return
    if len(seen.day) == 1:
        told = f"one report only, of {date(positive)}: how it changes is not known, the interval "
        yield Caution("one_report", place, told + "is that of other countries, as if farther ahead")
    elif origin - positive < GROWN:
        told = f"reports for {origin - positive} days only; the interval is wider, as if farther "
        yield Caution("short", place, told + "ahead")
    if age > _OLD:
        wider = "; intervals are widened for that" if age > FRESH else ""
        told = f"the last report is of {date(int(seen.day[-1]))}, {age} days old{wider}"
        yield Caution("old", place, told)
    if positive - first > GROWN and origin - positive < _NEW:
        told = (
            f"appeared on {date(positive)}, {positive - first} days after the first report of all"
        )
        yield Caution("appeared", place, told)
    yield from _falls(seen, origin, date)


def _falls(seen: Series, origin: int, date: object) -> Iterator[Caution]:
    recent = seen.day >= origin - _YEAR
    before, after = seen.people[:-1], seen.people[1:]
    fell = np.flatnonzero((before > 0) & (after <= _FELL * before) & recent[1:])
    if len(fell):
        at = int(fell[-1])
        days = [date(int(seen.day[one])) for one in (at, at + 1)]  # type: ignore[operator]
        yield Caution(
            "fell",
            seen.place,
            f"registered people fell from {before[at]:,.0f} on {days[0]} to {after[at]:,.0f} on "
            f"{days[1]}: people may have been registered anew, or the figure is wrong; intervals "
            "are wide while that lies in the last 60 days",
        )
