"""The kernel of counts against results of Flee itself, over many seeds of either.

The reference is not part of this repository: seeded runs of Flee on public folders, mean and
standard deviation by day and camp, and the error of each run.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from qafila.interop.flee_folder import FleeFolder, open_flee
from qafila.simulate.allocation.scores import (
    SETTLED_DAY,
    counted_camps,
    mean_error,
    printed_error,
)
from tests.support.flee_draws import SHARED, run_counts

REFERENCE = SHARED / "reference" / "flee"
RUNS = (
    "burundi2015-validation-h25",
    "mali2012-defaults-awareness2-h10",
    "mali2012-defaults-h10",
    "mali2012-validation-h10",
    "ssudan2013-defaults-h40",
)
DRAWS = 200
pytestmark = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the reference results of Flee are not here"
)
each_run = pytest.mark.parametrize("run", RUNS)


@dataclass(frozen=True)
class Reference:
    """What Flee gave: means and standard deviations over seeds by day and camp, and errors."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    observed: NDArray[np.float64]
    seeds: int
    error: float
    error_sd: float
    error_settled: float
    error_printed: float


@cache
def folder(run: str) -> FleeFolder:
    # The settings file of a run set may name another hasten than the runs were made with.
    case, hasten = run.partition("-")[0], int(run.rpartition("-h")[2])
    return open_flee(
        SHARED / "cases" / "flee" / case, settings=REFERENCE / f"{run}.yml", hasten=hasten
    )


@cache
def reference(run: str) -> Reference:
    places = folder(run).places
    names = [places.names[camp] for camp in places.camps]
    table = np.full((3, folder(run).days, len(names)), np.nan)
    with (REFERENCE / f"{run}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            at = int(row["day"]), names.index(row["location"])
            table[(slice(None), *at)] = float(row["mean"]), float(row["sd"]), float(row["observed"])
    with (REFERENCE / "errors.csv").open(encoding="utf-8", newline="") as stream:
        errors = next(row for row in csv.DictReader(stream) if row["run"] == run)
    assert np.isfinite(table).all()
    return Reference(
        *table,
        seeds=int(errors["seeds"]),
        error=float(errors["error_mean"]),
        error_sd=float(errors["error_sd_over_seeds"]),
        error_settled=float(errors["error_after30_mean"]),
        error_printed=float(errors["printed_total_error_mean"]),
    )


@cache
def draws(run: str) -> NDArray[np.float64]:
    return run_counts(folder(run), DRAWS).present.astype(np.float64)


def error_tolerance(run: str, wanted: float, errors: NDArray[np.float64], whole: float) -> float:
    """Half a per cent, or three standard errors of the difference of the means.

    The reference tells how far the error over all days spreads over seeds; other errors are taken
    to spread as much more or less than this one as they do here, where it spreads by `whole`.
    """
    spread = errors.std(ddof=1)
    flee = reference(run).error_sd * spread / whole / np.sqrt(reference(run).seeds)
    return float(max(0.005 * wanted, 3.0 * np.hypot(spread / np.sqrt(len(errors)), flee)))


@each_run
def test_what_was_counted_is_read_as_flee_reads_it(run: str) -> None:
    camps, counted = counted_camps(folder(run))
    np.testing.assert_array_equal(counted, reference(run).observed[:, camps])


@each_run
def test_the_errors_are_those_of_flee(run: str) -> None:
    opened, flee = folder(run), reference(run)
    camps, counted = counted_camps(opened)
    assert opened.observed is not None
    raw = opened.observed.raw(
        sum_from_camps=opened.settings.sum_from_camps,
        start_empty=opened.settings.empty_camps_on_day0,
    )
    people = draws(run)[:, :, camps]
    errors = mean_error(people, counted)
    for name, ours, theirs in (
        ("all days", errors, flee.error),
        ("after a month", mean_error(people, counted, SETTLED_DAY), flee.error_settled),
        ("as printed", printed_error(people, counted, raw), flee.error_printed),
    ):
        tolerance = error_tolerance(run, theirs, ours, float(errors.std(ddof=1)))
        assert ours.mean() == pytest.approx(theirs, abs=tolerance), name


@each_run
def test_camps_hold_as_many_people_as_in_flee(run: str) -> None:
    flee, ours = reference(run), draws(run).mean(axis=1)
    opened = folder(run)
    wrong = []
    for at, camp in enumerate(opened.places.camps):
        theirs = flee.mean[:, at].mean()
        if theirs <= 200.0:
            continue
        # The reference holds standard deviations by day only; over a run deviations of one camp
        # are close to wholly correlated, so that their mean bounds that of the mean.
        error = np.hypot(
            ours[:, at].std(ddof=1) / np.sqrt(DRAWS),
            flee.sd[:, at].mean() / np.sqrt(flee.seeds),
        )
        capacity = opened.places.capacity[camp] * opened.settings.capacity_scaling
        is_near = np.any(flee.mean[:, at] >= 0.9 * capacity)
        tolerance = (0.06 if is_near else 0.02) * theirs + 3.0 * error
        if abs(ours[:, at].mean() - theirs) > tolerance:
            wrong.append((opened.places.names[camp], theirs, ours[:, at].mean(), tolerance))
    assert not wrong


@each_run
def test_days_spread_as_far_as_in_flee(run: str) -> None:
    flee = reference(run).sd
    ours = draws(run).std(axis=0, ddof=1)
    ratio = ours[flee >= 1.0] / flee[flee >= 1.0]
    assert 1.0 / 1.5 <= np.median(ratio) <= 1.5
