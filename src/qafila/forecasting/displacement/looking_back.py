"""Forecast past days of a crisis as they could have been forecast then, and the day of today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from qafila.errors import InputError
from qafila.forecasting.displacement.boosting import BOOSTING
from qafila.forecasting.displacement.combining import Combined, combine
from qafila.forecasting.displacement.engine import ENGINE
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.stacking import MEMORY
from qafila.forecasting.displacement.targets import Targets, joined, rows_on, with_truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from qafila.forecasting.displacement.reports import Crisis

EXPERTS = (*NAIVE, ENGINE, BOOSTING)
HORIZONS = (7, 30, 60, 90)  # days
FIRST, STEP = 30, 15  # days: the first origin, and from one to the next


def last_day(crisis: Crisis) -> int:
    """Day of the last report.

    Parameters
    ----------
    crisis : Crisis
        All reports.

    Returns
    -------
    int
        Days since its start.
    """
    return max(int(site.day.max()) for site in crisis.sites if len(site.day))


def origins(crisis: Crisis, step: int = STEP, end: int | None = None) -> range:
    """Days on which a crisis is looked at.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    step : int
        Days from one to the next.
    end : int, optional
        Look at days before this one; without it before the last report.

    Returns
    -------
    range
        From the thirtieth day on.

    Raises
    ------
    InputError
        If a step is no whole day.
    """
    if step < 1:
        raise InputError(f"origins {step} days apart; give 1 or more")
    return range(FIRST, last_day(crisis) if end is None else end, step)


def past_rows(
    crisis: Crisis, days: Iterable[int], horizons: Sequence[int], by: int | None = None
) -> Targets | None:
    """Rows of several past days with what came.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    days : iterable of int
        Days of the forecasts; each sees only what was known on it.
    horizons : sequence of int
        Days ahead.
    by : int, optional
        What came is told as known by this day; without it as known by now.

    Returns
    -------
    Targets or None
        Rows of these days, also those whose truth is not known: forecasts of one day are made to
        agree with each other. None where no truth is known.
    """
    made = [rows_on(crisis, day, horizons) for day in days]
    kept = [one for one in made if one is not None]
    if not kept:
        return None
    told = with_truth(crisis, joined(kept), by)
    return told if np.isfinite(told.truth).any() else None


def with_engine(crisis: Crisis, rows: Targets, threads: int = 1) -> Targets:
    """Rows of one crisis with what the engine says.

    Parameters
    ----------
    crisis : Crisis
        All reports; each row sees only those known on its day.
    rows : Targets
        Rows of this crisis.
    threads : int
        Threads; no result depends on it.

    Returns
    -------
    Targets
        With one more expert: the medians of its members.
    """
    from qafila.forecasting.displacement.engine.forecasts import engine_forecasts, points_for
    from qafila.forecasting.displacement.engine.states import Settings

    days, ahead = np.unique(rows.origin).tolist(), np.unique(rows.horizon).tolist()
    settings = Settings(threads=threads)
    told = engine_forecasts(crisis, crisis.geography, days, ahead, settings)
    return rows.with_expert(ENGINE, points_for(rows, [told]))


def learnt_from(rows: Targets, others: Targets | None, home: str) -> Targets:
    """Rows of all countries but one.

    Parameters
    ----------
    rows : Targets
        Rows of some countries.
    others : Targets or None
        Rows of further ones; where a country is in both, those of `rows` count.
    home : str
        The country to leave out.

    Returns
    -------
    Targets
        At least one country.

    Raises
    ------
    InputError
        If none is left.
    """
    parts = [rows.where((rows.home != home) & np.isfinite(rows.truth))]
    if others is not None:
        further = others.where(~np.isin(others.home, rows.home) & (others.home != home))
        parts.append(further.among(rows.experts))
    learnt = joined(parts)
    if not len(learnt):
        raise InputError("there is no crisis of another country to learn from; name one more")
    lacking = sorted(set(rows.horizon.tolist()) - set(learnt.horizon.tolist()))
    if lacking:
        known = ", ".join(str(one) for one in sorted(set(learnt.horizon.tolist())))
        days = ", ".join(str(one) for one in lacking)
        raise InputError(
            f"nothing of other countries was learnt {days} days ahead; horizons are {known}, "
            "or name crises of other countries too"
        )
    return learnt


def joined_forecasts(parts: Sequence[Combined]) -> Combined:
    """Forecasts of several countries in one table.

    Parameters
    ----------
    parts : sequence of Combined
        At least one, with the same experts.

    Returns
    -------
    Combined
        All of them.
    """
    return Combined(
        joined(one.rows for one in parts),
        np.concatenate([one.experts for one in parts]),
        np.concatenate([one.weights for one in parts]),
        np.concatenate([one.quantiles for one in parts]),
    )


def forecast_crisis(
    crisis: Crisis,
    origin: int,
    horizons: Sequence[int],
    others: Targets,
    *,
    step: int = STEP,
    experts: Sequence[str] = EXPERTS,
) -> Combined | None:
    """Forecast one day of one crisis, exactly as looking back would have.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    origin : int
        The day.
    horizons : sequence of int
        Days ahead.
    others : Targets
        Rows of other countries; those of the same country are not used.
    step : int
        Days between the earlier days on which experts are judged.
    experts : sequence of str
        Which experts are combined.

    Returns
    -------
    Combined or None
        Rows of the day alone; None where nobody had been reported.
    """
    told = forecast_with_past(crisis, origin, horizons, others, step=step, experts=experts)
    return None if told is None else some_rows(told, told.rows.origin == origin)


def forecast_with_past(
    crisis: Crisis,
    origin: int,
    horizons: Sequence[int],
    others: Targets,
    *,
    step: int = STEP,
    experts: Sequence[str] = EXPERTS,
    threads: int = 1,
) -> Combined | None:
    """Forecast one day of one crisis, and the days before it on which experts were judged.

    Parameters
    ----------
    crisis : Crisis
        All reports.
    origin : int
        The day.
    horizons : sequence of int
        Days ahead.
    others : Targets
        Rows of other countries; those of the same country are not used.
    step : int
        Days between the earlier days.
    experts : sequence of str
        Which experts are combined.
    threads : int
        Threads of the engine; no result depends on it.

    Returns
    -------
    Combined or None
        Rows of the day, and of earlier days what came as far as known by then; None where nobody
        had been reported.

    Raises
    ------
    InputError
        If the day lies before the first of the crisis.
    """
    if origin < 0:
        day = crisis.start + dt.timedelta(days=origin)
        raise InputError(
            f"{crisis.name} begins on {crisis.start}, and nothing is known of conflict and roads "
            f"before: {day} cannot be forecast from; give a day from {crisis.start} on"
        )
    present = rows_on(crisis, origin, horizons)
    if present is None:
        return None
    days = [day for day in origins(crisis, step, origin) if day >= origin - MEMORY]
    past = past_rows(crisis, days, horizons, origin)
    rows = present if past is None else joined([past, present])
    if ENGINE in experts:
        rows = with_engine(crisis, rows, threads)
    rows = rows.among([name for name in experts if name in rows.experts])
    return combine(rows, learnt_from(rows, others, crisis.home), boosting=BOOSTING in experts)


def some_rows(told: Combined, rows: NDArray[np.bool_]) -> Combined:
    """Some rows of a forecast.

    Parameters
    ----------
    told : Combined
        All rows.
    rows : array of bool, shape (row,)
        Which ones.

    Returns
    -------
    Combined
        Those.
    """
    return Combined(
        told.rows.where(rows), told.experts[rows], told.weights[rows], told.quantiles[rows]
    )
