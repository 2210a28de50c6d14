"""What the members say of each place and sum, for each day of a forecast and each horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qafila.forecasting.displacement.engine.geography import unknown_geography
from qafila.forecasting.displacement.engine.operators import ARRIVALS, CROSSINGS, STOCK
from qafila.forecasting.displacement.engine.passing import states_at
from qafila.forecasting.displacement.engine.states import Settings, run
from qafila.forecasting.displacement.reports import TOTAL
from qafila.forecasting.displacement.residuals import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.engine.geography import Geography
    from qafila.forecasting.displacement.engine.states import State
    from qafila.forecasting.displacement.reports import Crisis
    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

ENGINE = "engine"


@dataclass(frozen=True, eq=False)
class Told:
    """Forecasts of one crisis.

    Parameters
    ----------
    crisis : str
        Its name.
    points : mapping of (int, str, int) to float, people
        Median by origin, place and horizon.
    quantiles : mapping of (int, str, int) to array, shape (level,), people
        Quantiles of the members at `residuals.LEVELS`.
    """

    crisis: str
    points: Mapping[tuple[int, str, int], float]
    quantiles: Mapping[tuple[int, str, int], Array]


def engine_forecasts(
    crisis: Crisis,
    geography: Geography | None,
    origins: Sequence[int],
    horizons: Sequence[int],
    settings: Settings | None = None,
    measures: Mapping[str, str] | None = None,
) -> Told:
    """Forecast every place that is known on each of some days, and their sums.

    Parameters
    ----------
    crisis : Crisis
        All reports; a forecast uses only those published by its day.
    geography : Geography or None
        Sources and sites; what holds on the day of a forecast goes on after it. None where no
        roads are known: then only what sites draw of themselves tells them apart.
    origins : sequence of int
        Days, not before day 0.
    horizons : sequence of int
        Days ahead.
    settings : Settings, optional
        Members, seed and threads.
    measures : mapping of str to str, optional
        What each place reports, if not its registered stock. New arrivals are those since the day
        of the forecast.

    Returns
    -------
    Told
        Medians and quantiles; nothing for days on which nobody had been reported.

    Raises
    ------
    ValueError
        If an origin lies before day 0, of which no conflict is known.
    """
    if min(origins, default=0) < 0:
        raise ValueError("a forecast before day 0 knows of no conflict")
    chosen = settings or Settings()
    places = sorted(site.place for site in crisis.sites)
    land = geography or unknown_geography(places, int(chosen.value("unknown_population")))
    placed = land.for_sites(places)
    ahead = np.unique(np.asarray(horizons, dtype=np.int64))
    days = sorted(set(origins))
    points: dict[tuple[int, str, int], float] = {}
    quantiles: dict[tuple[int, str, int], Array] = {}
    for state in states_at(crisis, placed, days, chosen, measures):
        if not state.active.any():
            continue
        origin = state.day
        drawn = ahead_of(state, placed, ahead, chosen, measures)
        for place, draws in _with_sums(crisis, placed.places, state, drawn).items():
            found = np.quantile(draws, LEVELS, axis=1).T
            for at, horizon in enumerate(ahead.tolist()):
                key = origin, place, horizon
                quantiles[key] = found[at]
                points[key] = float(np.median(draws[at]))
    return Told(crisis.name, points, quantiles)


def ahead_of(
    state: State,
    geography: Geography,
    horizons: NDArray[np.int64],
    settings: Settings,
    measures: Mapping[str, str] | None = None,
) -> NDArray[np.int64]:
    """Run members on from a day of which nothing later is known.

    Parameters
    ----------
    state : State
        At the end of the day; it is changed and must not be used again.
    geography : Geography
        Sources and sites.
    horizons : array of int64, rising, days
        Days ahead.
    settings : Settings
        Seed and threads.
    measures : mapping of str to str, optional
        As in `engine_forecasts`.

    Returns
    -------
    array of int64, shape (horizon, member, site), people
        What will be reported.
    """
    origin, crossed = state.day, state.people.crossed.copy()
    _, stocks, crossings = run(
        state, geography, origin + int(horizons[-1]), origin, settings, horizons, recounts=True
    )
    told = stocks
    for site, place in enumerate(geography.places):
        measure = (measures or {}).get(place, STOCK)
        if measure == CROSSINGS:
            told[:, :, site] = crossings[:, :, site]
        elif measure == ARRIVALS:
            told[:, :, site] = crossings[:, :, site] - crossed[None, :, site]
    return told


def _with_sums(
    crisis: Crisis, places: Sequence[str], state: State, drawn: NDArray[np.int64]
) -> dict[str, NDArray[np.int64]]:
    """Draws of each active place, and of the sums that `reports.with_sums` names."""
    asylum = {site.place: site.asylum for site in crisis.sites}
    known = np.flatnonzero(state.active).tolist()
    found = {places[site]: drawn[:, :, site] for site in known}
    countries = sorted({asylum[places[site]] for site in known})
    for country in countries:
        inside = [site for site in known if asylum[places[site]] == country]
        if len(inside) > 1:
            found[f"country:{country}"] = drawn[:, :, inside].sum(axis=2)
    if len(known) > 1:
        found[TOTAL] = drawn[:, :, known].sum(axis=2)
    return found


def points_for(rows: Targets, told: Sequence[Told]) -> Array:
    """Medians of the members for each row of a table.

    Parameters
    ----------
    rows : Targets
        Rows of one crisis or of several.
    told : sequence of Told
        Forecasts of these crises.

    Returns
    -------
    array, shape (row,), people
        For `Targets.with_expert`; the last report where the engine says nothing.
    """
    by_crisis = {one.crisis: one.points for one in told}
    found = rows.stock.astype(np.float64).copy()
    for at in range(len(rows)):
        key = int(rows.origin[at]), str(rows.place[at]), int(rows.horizon[at])
        found[at] = by_crisis.get(str(rows.crisis[at]), {}).get(key, found[at])
    return found


def believed_change(rows: Targets, medians: Array) -> float:
    """How much of the change that the engine tells would have been best believed.

    Parameters
    ----------
    rows : Targets
        Rows with truth, of countries other than the scored one.
    medians : array, shape (row,), people
        `points_for` these rows.

    Returns
    -------
    float
        The tenth from 0 to 1 with the lowest mean absolute error over that of the last report,
        geometric mean over crises and horizons.
    """
    shares = np.arange(11) / 10
    losses = []
    for crisis in np.unique(rows.crisis):
        for horizon in np.unique(rows.horizon):
            inside = (rows.crisis == crisis) & (rows.horizon == horizon) & np.isfinite(rows.truth)
            stock, truth = rows.stock[inside], rows.truth[inside]
            if not len(truth) or not np.abs(stock - truth).sum():
                continue
            told = stock + shares[:, None] * (medians[inside] - stock)
            losses.append(np.log(np.maximum(np.abs(told - truth).mean(axis=1), 1.0)))
            losses[-1] -= losses[-1][0]
    return float(shares[int(np.argmin(np.mean(losses, axis=0)))]) if losses else 1.0
