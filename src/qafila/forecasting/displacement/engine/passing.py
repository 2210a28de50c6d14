"""One pass over the reports of a crisis, with all members on each day of a forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.engine.filtering import assimilate
from qafila.forecasting.displacement.engine.operators import STOCK, Seen
from qafila.forecasting.displacement.engine.states import State, items, opened, run, settle
from qafila.forecasting.displacement.reports import as_known
from qafila.kernels.registering import fill_normals
from qafila.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.engine.geography import Geography
    from qafila.forecasting.displacement.engine.states import Settings
    from qafila.forecasting.displacement.reports import Crisis

_LEAD = 30  # days run before the first report, so that people are on the way by then
_KEPT = 8  # states to which a pass can go back; before them it begins anew
_KEY = np.uint64(STREAMS["displacement.opening"])


@dataclass(frozen=True)
class Report:
    """One report as known on some day.

    Parameters
    ----------
    day : int
        Day for which people were counted.
    site : int
        Number of the site.
    people : float
        As known.
    """

    day: int
    site: int
    people: float


def known_reports(crisis: Crisis, places: Sequence[str], origin: int) -> tuple[Report, ...]:
    """What had been reported by a day, from the first report of anybody at each site on.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    places : sequence of str
        Names of the sites in order.
    origin : int
        The day.

    Returns
    -------
    tuple of Report
        By day and site.
    """
    found = []
    for site in crisis.sites:
        series = as_known(site, origin)
        if not (series.people > 0).any():
            continue
        first = int(np.argmax(series.people > 0))
        number = places.index(site.place)
        found += [
            Report(int(day), number, float(people))
            for day, people in zip(series.day[first:], series.people[first:], strict=True)
        ]
    return tuple(sorted(found, key=lambda one: (one.day, one.site)))


@dataclass(eq=False)
class _Course:
    """A pass so far: the state, the reports it knows, and what was told last of each site."""

    state: State
    reports: tuple[Report, ...]
    last_day: dict[int, int]
    marks: dict[int, NDArray[np.int64]]

    def copy(self) -> _Course:
        return _Course(self.state.copy(), self.reports, dict(self.last_day), dict(self.marks))


def states_at(
    crisis: Crisis,
    geography: Geography,
    origins: Sequence[int],
    settings: Settings,
    measures: Mapping[str, str] | None = None,
) -> Iterator[State]:
    """All members on each day of a forecast, held against what was known on it.

    Parameters
    ----------
    crisis : Crisis
        All reports; each state knows only those published by its day.
    geography : Geography
        Sources and sites, the sites in the order of the reports' numbers.
    origins : sequence of int
        Days, rising, not before day 0.
    settings : Settings
        Members, seed and beliefs.
    measures : mapping of str to str, optional
        What each place reports, if not its registered stock: see `operators.MEASURES`.

    Yields
    ------
    State
        One for each origin, in arrays of its own. Where a report of an earlier day was changed or
        came late, the pass goes back to the last origin that it does not touch.
    """
    kept: list[_Course] = []
    for origin in origins:
        reports = known_reports(crisis, geography.places, origin)
        while kept and kept[-1].reports != _until(reports, kept[-1].state.day):
            kept.pop()
        if kept:
            course = kept[-1].copy()
        elif not reports:
            yield opened(geography, origin, settings)
            continue
        else:
            course = _begun(reports, geography, settings)
        course = _passed(course, reports, origin, geography, settings, measures or {})
        kept = [*kept[1 - _KEPT :], course]
        yield course.state.copy()


def _until(reports: tuple[Report, ...], day: int) -> tuple[Report, ...]:
    return tuple(one for one in reports if one.day <= day)


def _begun(reports: tuple[Report, ...], geography: Geography, settings: Settings) -> _Course:
    """Members some time before the first report, the sites that it names already receiving."""
    first = reports[0].day
    state = opened(geography, first - _LEAD, settings)
    for one in reports:
        if one.day == first:
            state.active[one.site] = 1
    state, _, _ = run(state, geography, first - 1, first, settings)
    state.active[:] = 0  # each joins with its report
    return _Course(state, (), {}, {})


def _passed(
    course: _Course,
    reports: tuple[Report, ...],
    origin: int,
    geography: Geography,
    settings: Settings,
    measures: Mapping[str, str],
) -> _Course:
    numbers = items(geography)
    state = course.state
    ahead = [one for one in reports if one.day > state.day]
    for day in sorted({one.day for one in ahead}):
        state, _, _ = run(state, geography, day, day, settings)
        seen = []
        for one in (report for report in ahead if report.day == day):
            measure = measures.get(geography.places[one.site], STOCK)
            if state.active[one.site]:
                gap = day - course.last_day[one.site]
                seen.append(Seen(one.site, one.people, measure, gap, course.marks[one.site]))
            else:
                _join(state, one, measure, int(numbers[one.site]), settings)
            course.last_day[one.site] = day
        state = assimilate(state, seen, numbers, settings)
        for one in (report for report in ahead if report.day == day):
            course.marks[one.site] = state.people.crossed[:, one.site].copy()
    state, _, _ = run(state, geography, origin, origin, settings)
    return _Course(state, reports, course.last_day, course.marks)


def _join(state: State, report: Report, measure: str, item: int, settings: Settings) -> None:
    """Let a site begin with its first report."""
    noise = np.empty((len(state.rates), 3))
    words = np.empty(4, dtype=np.uint64)
    fill_normals(np.uint64(settings.seed), _KEY, report.day, item, noise, words)
    error = settings.value(f"error_{measure}")
    began = np.rint(report.people * np.exp(error * noise[:, 0])).astype(np.int64)
    state.active[report.site] = 1
    state.people.stock[:, report.site] = began
    state.people.crossed[:, report.site] = began
    settle(state)
