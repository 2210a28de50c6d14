"""What is expected of one crisis from one day on, with its record on its own past days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qafila.errors import InputError
from qafila.forecasting.displacement.cautions import Caution, cautions
from qafila.forecasting.displacement.experts import PERSISTENCE
from qafila.forecasting.displacement.hub import COLUMNS
from qafila.forecasting.displacement.judging import UNCONDITIONAL, windows
from qafila.forecasting.displacement.leads import at_leads, leads
from qafila.forecasting.displacement.looking_back import (
    HORIZONS,
    forecast_with_past,
    some_rows,
)
from qafila.forecasting.displacement.naming import CHANGE, STOCK, target_of, validated
from qafila.forecasting.displacement.reports import SITE, with_sums
from qafila.forecasting.displacement.scoring import at_levels, chance_above, covered, crps
from qafila.forecasting.displacement.targets import known_sites
from qafila.forecasting.displacement.untold import untold
from qafila.forecasting.displacement.widths import narrow, wide
from qafila.forecasting.forecast import LEVELS as HUB_LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.combining import Combined
    from qafila.forecasting.displacement.reports import Crisis
    from qafila.forecasting.displacement.targets import Targets

    Array = NDArray[np.float64]

MONTH = 30  # days over which the change is told
PLANNING = (0.5, 0.8, 0.95)  # likely, planning, worst plausible
_LONGEST, _DIGITS = HORIZONS[-1], 1
_FRESH = 60  # days; few forecasts that were scored rest on an older report


@dataclass(frozen=True)
class PastScore:
    """How forecasts of places on earlier days of the same crisis turned out, at one horizon.

    Parameters
    ----------
    horizon : int, days
        Days ahead.
    targets : int
        How many forecasts of places have been told by the day; sums of them are none.
    windows : int
        How many of their days are a horizon apart, and so do not overlap.
    ratio : float or None
        Mean CRPS over that of calibrated persistence; None where persistence lost nothing.
    coverage : float
        Share of truths in the 90 % interval.
    """

    horizon: int
    targets: int
    windows: int
    ratio: float | None
    coverage: float


@dataclass(frozen=True, eq=False)
class Outlook:
    """A forecast of one day.

    Parameters
    ----------
    crisis : Crisis
        What is forecast.
    origin : int
        The day, since the start of the crisis.
    horizons : tuple of int, days
        Rising; 30 among them.
    places, kinds, changes, targets : tuple of str
        The series that are forecast, and names of what is forecast of them: net change and stock.
    stock, age : array, shape (series,), people and days
        Last report; a sum is as old as its parts are, by the people in them.
    reported : array of int64, shape (series,), days
        Day of the newest report, of a sum that of its newest part.
    quantiles, persistence : array, shape (series, horizon, level), people
        The combination, and calibrated persistence, at the levels of `residuals.LEVELS`.
    weights : mapping of int to mapping of str to float
        What each expert weighs, mean over the series, by horizon with a record.
    past : tuple of PastScore
        The record on this crisis; empty where nothing can be scored yet.
    cautions : tuple of Caution
        What a reader must know.
    threshold : float, people
        Of the chance of change.
    """

    crisis: Crisis
    origin: int
    horizons: tuple[int, ...]
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    changes: tuple[str, ...]
    targets: tuple[str, ...]
    stock: Array
    age: Array
    reported: NDArray[np.int64]
    quantiles: Array
    persistence: Array
    weights: dict[int, dict[str, float]]
    past: tuple[PastScore, ...]
    cautions: tuple[Caution, ...]
    threshold: float

    @property
    def day(self) -> dt.date:
        """Day of the forecast."""
        return self.crisis.start + dt.timedelta(days=self.origin)

    def last_report(self, series: int) -> dt.date:
        """Day of the last report of a series.

        Parameters
        ----------
        series : int
            Which.

        Returns
        -------
        datetime.date
            For a sum that of its newest part.
        """
        return self.crisis.start + dt.timedelta(days=int(self.reported[series]))

    @property
    def fresh(self) -> NDArray[np.bool_]:
        """Series whose last report is so new that a change since it is one of about a month."""
        return np.asarray(self.age <= MONTH)

    def validated(self, series: int, horizon: int) -> bool:
        """Whether forecasts of this kind, as far ahead and on as fresh a report, were scored.

        Parameters
        ----------
        series : int
            Which.
        horizon : int
            Days ahead.

        Returns
        -------
        bool
            False for all that past crises say nothing of.
        """
        near = horizon <= _LONGEST and bool(self.age[series] <= _FRESH)
        return near and self.targets[series] in validated()

    def chances(self) -> Array:
        """Chance that the number in 30 days is above the last report by more than the threshold.

        Returns
        -------
        array, shape (series,), 1
            One for each series; it means a change within a month only of those that are `fresh`.
        """
        month = self.quantiles[:, self.horizons.index(MONTH)]
        return chance_above(month, self.stock + self.threshold)

    def planning(self) -> Array:
        """Planning figures.

        Returns
        -------
        array, shape (series, horizon, figure), people
            Likely, planning and worst plausible.
        """
        shape = len(self.places), len(self.horizons), len(PLANNING)
        flat = self.quantiles.reshape(-1, self.quantiles.shape[2])
        return at_levels(flat, np.array(PLANNING)).reshape(shape)

    def table(self) -> pd.DataFrame:
        """The forecast in the columns of the forecast hubs.

        Returns
        -------
        pandas.DataFrame
            The hub's eight columns and ``product``.
        """
        flat = self.quantiles.reshape(-1, self.quantiles.shape[2])
        values = np.round(at_levels(flat, np.array(HUB_LEVELS)), _DIGITS)
        each, levels = len(self.horizons), len(HUB_LEVELS)
        stocks = pd.DataFrame(
            {
                "target": np.repeat(self.targets, each * levels),
                "horizon": np.tile(np.repeat(self.horizons, levels), len(self.places)),
                "location": np.repeat(self.places, each * levels),
                "output_type": "quantile",
                "output_type_id": [f"{level:g}" for level in HUB_LEVELS] * len(flat),
                "value": values.ravel(),
            }
        )
        change = pd.DataFrame(
            {
                "target": self.changes,
                "horizon": MONTH,
                "location": self.places,
                "output_type": "cdf",
                "output_type_id": f"{self.threshold:.15g}",
                "value": 1.0 - self.chances(),
            }
        )[self.fresh]
        frame = pd.concat([stocks, change], ignore_index=True)
        origin = pd.Timestamp(self.day)
        frame["reference_date"] = origin
        frame["target_end_date"] = origin + pd.to_timedelta(frame["horizon"], unit="D")
        frame["product"] = UNCONDITIONAL
        return frame[list(COLUMNS)]


def look_ahead(
    crisis: Crisis,
    origin: int,
    horizons: Sequence[int],
    others: Targets,
    *,
    threshold: float,
    hosted: frozenset[str] = frozenset(),
    told: Sequence[Caution] = (),
    **options: Any,
) -> Outlook | None:
    """Forecast a crisis from one day on.

    Parameters
    ----------
    crisis : Crisis
        All reports; only those known on the day are used.
    origin : int
        The day.
    horizons : sequence of int
        Days ahead; 30 is always added.
    others : Targets
        Rows of other countries to learn from.
    threshold : float
        People, of the chance of change.
    hosted : frozenset of str
        Places of people in host communities and towns.
    told : sequence of Caution
        What else a reader must know of the counts.
    **options : object
        Of `forecast_with_past`.

    Returns
    -------
    Outlook or None
        None where nobody had been registered by the day.

    Raises
    ------
    InputError
        If the day lies before the first of the crisis, or every series is too old or too small.
    """
    left = untold(crisis, origin)
    if nothing_left(crisis, origin):
        day = crisis.start + dt.timedelta(days=origin)
        why = "\n".join(str(one) for one in left)
        raise InputError(f"{crisis.name}: nothing can be forecast from {day}:\n{why}")
    seen = forecast_with_past(crisis, origin, HORIZONS, others, **options)
    if seen is None:
        return None
    kept = ~np.isin(seen.rows.place, [one.place for one in left])
    now = some_rows(seen, (seen.rows.origin == origin) & kept)
    rows = now.rows
    first = rows.horizon == HORIZONS[0]
    places = tuple(str(one) for one in rows.place[first])
    kinds = tuple(str(one) for one in rows.kind[first])
    wanted = tuple(sorted({*horizons, MONTH}))
    at = rows.experts.index(PERSISTENCE)
    quantiles = _at_horizons(now, now.quantiles, wanted)
    newest = {one.place: int(one.day[-1]) for one in with_sums(crisis, known_sites(crisis, origin))}
    upper = at_levels(quantiles[:, -1], np.array([0.95]))[:, 0]
    past = tuple(_past_scores(some_rows(seen, seen.rows.origin < origin), at))
    return Outlook(
        crisis,
        origin,
        wanted,
        places,
        kinds,
        _targets(CHANGE, kinds, places, hosted),
        _targets(STOCK, kinds, places, hosted),
        rows.stock[first],
        rows.age[first],
        np.array([newest[place] for place in places], dtype=np.int64),
        quantiles,
        _at_horizons(now, now.experts[:, at], wanted),
        _weights(now),
        past,
        (
            *told,
            *cautions(crisis, origin, wanted, _LONGEST),
            *wide(places, rows.stock[first], upper),
            *narrow((one.horizon, one.targets, one.coverage) for one in past),
            *left,
        ),
        threshold,
    )


def nothing_left(crisis: Crisis, origin: int) -> bool:
    """Whether every series is too old or too small to be forecast.

    Parameters
    ----------
    crisis : Crisis
        All reports; only those known on the day are used.
    origin : int
        Day of the forecast.

    Returns
    -------
    bool
        False also where nobody has been registered.
    """
    series = with_sums(crisis, known_sites(crisis, origin))
    return len(series) > 0 and len(untold(crisis, origin)) == len(series)


def _targets(
    measure: str, kinds: Sequence[str], places: Sequence[str], hosted: frozenset[str]
) -> tuple[str, ...]:
    return tuple(
        target_of(measure, kind, place, hosted) for kind, place in zip(kinds, places, strict=True)
    )


def _at_horizons(now: Combined, quantiles: Array, wanted: Sequence[int]) -> Array:
    """Shape (series, horizon, level)."""
    rows = now.rows
    known = np.stack([quantiles[rows.horizon == one] for one in HORIZONS], axis=1)
    first = rows.horizon == HORIZONS[0]
    age, length = rows.age[first], rows.length[first]
    return np.stack(
        [at_leads(known, HORIZONS, one, leads(one, age, length)) for one in wanted], axis=1
    )


def _weights(now: Combined) -> dict[int, dict[str, float]]:
    found = {}
    for horizon in HORIZONS:
        mean = now.weights[now.rows.horizon == horizon].mean(axis=0)
        found[horizon] = dict(zip(now.rows.experts, mean.tolist(), strict=True))
    return found


def _past_scores(past: Combined, persistence: int) -> list[PastScore]:
    found = []
    for horizon in HORIZONS:
        scored = np.isfinite(past.rows.truth) & (past.rows.kind == SITE)
        here = some_rows(past, (past.rows.horizon == horizon) & scored)
        if not len(here.rows):
            continue
        truth = here.rows.truth
        ours = float(crps(here.quantiles, truth).mean())
        theirs = float(crps(here.experts[:, persistence], truth).mean())
        found.append(
            PastScore(
                horizon,
                len(truth),
                windows(here.rows.origin, horizon),
                ours / theirs if theirs > 0 else None,
                float(covered(here.quantiles, truth, 0.9).mean()),
            )
        )
    return found
