"""What is to be forecast and what came of it: one row for each series, day and horizon."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from qafila.forecasting.displacement.experts import ALONE, NAIVE, SHARE, shares
from qafila.forecasting.displacement.histories import WEEK, History, history
from qafila.forecasting.displacement.reports import ALL, SITE, Crisis, Series, as_known, with_sums

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NEAR = 10  # days: truth is told only where a report lies as near as that
_MOST_UNSEEN = 0.1  # share of a sum that may lack a report near the day
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Targets:
    """Rows to forecast.

    Parameters
    ----------
    crisis, home, place, kind : array of str, shape (row,)
        Which series.
    origin, horizon : array of int64, shape (row,), days
        Day of the forecast, and days ahead.
    truth : array, shape (row,), people
        What came; NaN where it is not known.
    told : array of int64, shape (row,), days
        Day on which the truth was known; `NEVER` where it is not.
    recount : array of bool, shape (row,)
        Whether people were registered anew between origin and target; a label, known afterwards.
    stock, scale, slope, flow, age, length, total : array, shape (row,)
        See `History`.
    points : array, shape (row, expert), people
        What each expert says.
    experts : tuple of str
        Their names.
    """

    crisis: NDArray[np.str_]
    home: NDArray[np.str_]
    place: NDArray[np.str_]
    kind: NDArray[np.str_]
    origin: NDArray[np.int64]
    horizon: NDArray[np.int64]
    truth: Array
    told: NDArray[np.int64]
    recount: NDArray[np.bool_]
    stock: Array
    scale: Array
    slope: Array
    flow: Array
    age: Array
    length: Array
    total: Array
    points: Array
    experts: tuple[str, ...] = NAIVE

    def __len__(self) -> int:
        return len(self.origin)

    def where(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Targets:
        """Some of the rows.

        Parameters
        ----------
        rows : array
            Which ones.

        Returns
        -------
        Targets
            Those.
        """
        columns: dict[str, Any] = {name: getattr(self, name)[rows] for name in _COLUMNS}
        return replace(self, **columns)

    def with_expert(self, name: str, points: Array) -> Targets:
        """The same rows with one more expert.

        Parameters
        ----------
        name : str
            Of the expert.
        points : array, shape (row,), people
            What it says.

        Returns
        -------
        Targets
            With the expert at the end.
        """
        return replace(
            self, points=np.column_stack([self.points, points]), experts=(*self.experts, name)
        )

    def among(self, experts: Sequence[str]) -> Targets:
        """The same rows with some of the experts.

        Parameters
        ----------
        experts : sequence of str
            Which, in this order.

        Returns
        -------
        Targets
            With these alone.
        """
        columns = [self.experts.index(name) for name in experts]
        return replace(self, points=self.points[:, columns], experts=tuple(experts))


_COLUMNS = tuple(one.name for one in fields(Targets) if one.name != "experts")


def joined(parts: Iterable[Targets]) -> Targets:
    """All rows of several tables with the same experts.

    Parameters
    ----------
    parts : iterable of Targets
        At least one.

    Returns
    -------
    Targets
        Their rows in order.
    """
    given = list(parts)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in given]) for name in _COLUMNS
    }
    return replace(given[0], **columns)


def known_sites(crisis: Crisis, origin: int) -> tuple[Series, ...]:
    """Places of which anybody had been reported by a day: no list made afterwards.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    origin : int
        The day.

    Returns
    -------
    tuple of Series
        As known on that day.
    """
    seen = (as_known(site, origin) for site in crisis.sites)
    return tuple(one for one in seen if len(one.day) and (one.people > 0).any())


def rows_on(crisis: Crisis, origin: int, horizons: Sequence[int]) -> Targets | None:
    """Rows of one day, truth still unknown.

    Parameters
    ----------
    crisis : Crisis
        All reports; only those known on the day are used.
    origin : int
        The day.
    horizons : sequence of int
        Days ahead.

    Returns
    -------
    Targets or None
        Every place with its experts, and the sums; None where nobody had been reported.
    """
    sites = known_sites(crisis, origin)
    if not sites:
        return None
    series = with_sums(crisis, sites)
    everybody = sum(float(one.people[-1]) for one in sites)
    seen = _histories(crisis, series, origin, everybody)
    weeks = np.asarray(horizons, dtype=np.float64) / WEEK
    points = _points(series, seen, weeks)
    count = len(series)
    looks: dict[str, Any] = {
        name: _repeated(np.array([float(getattr(one, name)) for one in seen]), horizons)
        for name in ("stock", "scale", "slope", "flow", "age", "length", "total")
    }
    return Targets(
        crisis=_repeated(np.full(count, crisis.name), horizons),
        home=_repeated(np.full(count, crisis.home), horizons),
        place=_repeated(np.array([one.place for one in series]), horizons),
        kind=_repeated(np.array([one.kind for one in series]), horizons),
        origin=np.full(count * len(horizons), origin, dtype=np.int64),
        horizon=np.tile(np.asarray(horizons, dtype=np.int64), count),
        truth=np.full(count * len(horizons), np.nan),
        told=np.full(count * len(horizons), NEVER, dtype=np.int64),
        recount=np.zeros(count * len(horizons), dtype=bool),
        **looks,
        points=points.reshape(count * len(horizons), -1),
    )


def _histories(
    crisis: Crisis, series: Sequence[Series], origin: int, everybody: float
) -> list[History]:
    """Histories of all series; a sum is as old as its parts are, by the people in them."""
    seen = [history(one, origin, everybody) for one in series]
    asylum = {site.place: site.asylum for site in crisis.sites}
    sites = [(one, of) for one, of in zip(seen, series, strict=True) if of.kind == SITE]
    for at, one in enumerate(series):
        if one.kind != SITE:
            country = one.place.removeprefix("country:")
            parts = [part for part, of in sites if one.kind == ALL or asylum[of.place] == country]
            people = np.array([part.stock for part in parts])
            if people.sum() > 0:
                age = float(people @ np.array([part.age for part in parts]) / people.sum())
                seen[at] = replace(seen[at], age=round(age))
    return seen


def _repeated(values: NDArray, horizons: Sequence[int]) -> NDArray:  # type: ignore[type-arg]
    return np.repeat(values, len(horizons))


def _points(series: Sequence[Series], seen: Sequence[History], weeks: Array) -> Array:
    """What each naive expert says, shape (series, horizon, expert)."""
    told = {name: [say(one, weeks) for one in seen] for name, say in ALONE.items()}
    sites = [at for at, one in enumerate(series) if one.kind == SITE]
    whole = next((at for at, one in enumerate(series) if one.kind == ALL), sites[0])
    share = list(told["damped"])
    parts = shares([seen[at] for at in sites], told["damped"][whole])
    for at, part in zip(sites, parts, strict=True):
        share[at] = part
    told[SHARE] = share
    return np.stack([np.array(told[name]) for name in NAIVE], axis=2)


def with_truth(crisis: Crisis, rows: Targets, by: int | None = None) -> Targets:
    """Add what came.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    rows : Targets
        Rows of this crisis.
    by : int, optional
        Use only reports known by this day; without it all.

    Returns
    -------
    Targets
        With `truth` and `told` where a report lies within `NEAR` days of the target and none is
        missing behind it. A sum is known where places with nine tenths of it are, each counted
        with a report as near as that, or with its last one.
    """
    sites = {site.place: as_known(site, by) for site in crisis.sites}
    asylum = {site.place: site.asylum for site in crisis.sites}
    truth, told = rows.truth.copy(), rows.told.copy()
    recount = rows.recount.copy()
    for at in range(len(rows)):
        place, origin = str(rows.place[at]), int(rows.origin[at])
        day = origin + int(rows.horizon[at])
        if rows.kind[at] == SITE:
            parts = [sites[place]]
            truth[at], told[at] = _site_came(sites[place], day)
        else:
            parts = _parts(place, sites, asylum)
            truth[at], told[at] = _sum_came(parts, day)
        recount[at] = any(origin < one <= day for part in parts for one in part.recounts)
    return replace(rows, truth=truth, told=told, recount=recount)


def _parts(place: str, sites: dict[str, Series], asylum: dict[str, str]) -> list[Series]:
    country = place.removeprefix("country:")
    inside = country if country != place else None
    return [one for name, one in sites.items() if inside in (None, asylum[name])]


def _site_came(one: Series, day: int) -> tuple[float, int]:
    """People at a place on a day, on the straight line between two reports, and when known."""
    after = int(np.searchsorted(one.day, day))
    if after == len(one.day) or day < one.day[0]:
        return np.nan, NEVER
    before = max(after - 1, 0)
    if min(int(one.day[after]) - day, abs(day - int(one.day[before]))) > NEAR:
        return np.nan, NEVER
    known = max(day, int(one.known[after]), int(one.known[before]))
    return float(np.interp(day, one.day, one.people)), known


def _sum_came(parts: Sequence[Series], day: int) -> tuple[float, int]:
    """People of several places on a day, and when it was known that no nearer report would come."""
    people, unseen, told, near = 0.0, 0.0, day, False
    for one in parts:
        if not len(one.day) or int(one.day[0]) > day + NEAR:
            continue  # nobody there yet, and whether anybody will be is not known
        before = int(np.searchsorted(one.day, day, side="right")) - 1
        if before >= 0 and day - int(one.day[before]) <= NEAR:
            value, known, near = float(one.people[before]), int(one.known[before]), True
        elif before + 1 < len(one.day) and int(one.day[before + 1]) - day <= NEAR:
            value, known, near = float(one.people[before + 1]), int(one.known[before + 1]), True
        else:
            value = float(one.people[before]) if before >= 0 else 0.0
            unseen += value
            known = day + NEAR
        people += value
        told = max(told, known)
    if not near or unseen > _MOST_UNSEEN * people:
        return np.nan, NEVER
    return people, told
