"""The tables of docs/siege.md that look back: how they are made, and that they are what is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

import qafila as qf
from benchmarks import siege_hindcast as made
from qafila.forecasting.baselines import baselines
from qafila.forecasting.calibration.calibrating import calibrate, watched_name
from qafila.forecasting.calibration.gathering import STRICT
from qafila.forecasting.calibration.observed import PUMPS, RECEIPTS, Judged, Measured

DAY = dt.date(2025, 11, 15)
SMALL = made.Size(particles=60, draws=120)
PAGE = made.PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def case():
    return qf.open_case("mali-2025")


@pytest.fixture(scope="module")
def known(case):
    return made.outcomes(case)


@pytest.fixture(scope="module")
def looked(case, known):
    return made.look(case, DAY, STRICT, SMALL, known)


def test_a_period_that_has_begun_counts_the_past_of_the_same_particle(case, known, looked) -> None:
    november = next(one for one in known if one.kind == RECEIPTS and one.end > DAY)
    begun = replace(november, end=DAY)
    posterior = calibrate(
        case.situation(DAY), particles=SMALL.particles, seed=SMALL.seed, watched=[begun]
    )
    past = posterior.particles[watched_name(begun)].to_numpy()[posterior.rows(SMALL.draws)]
    (total,) = looked.totals
    assert total.outcome.told == pytest.approx(117.3e6)
    assert (total.draws >= past).all()
    assert np.corrcoef(total.draws, past)[0, 1] > 0.3
    assert past.min() > 0.0


def test_what_is_watched_changes_no_posterior(case, known) -> None:
    november = next(one for one in known if one.kind == RECEIPTS and one.end > DAY)
    situation = case.situation(DAY)
    plain = calibrate(situation, particles=20, seed=3)
    watched = calibrate(situation, particles=20, seed=3, watched=[replace(november, end=DAY)])
    assert plain.particles.equals(watched.particles[plain.particles.columns])
    assert plain.observations.equals(watched.observations)
    assert plain.digests == watched.digests


def test_nothing_is_forecast_that_was_over_and_nothing_published_later_is_used(looked) -> None:
    assert all(one.outcome.end > DAY for one in (*looked.totals, *looked.reports))
    assert [one.outcome.start.day for one in looked.reports] == [20, 28]
    names = {one.name for one in looked.totals[0].naive if one.computable}
    assert names == {"normal_demand"}  # no receipts had been published


def test_intervals_as_told_are_wider_and_hold_the_same_middle(looked) -> None:
    for one in looked.totals:
        low, middle, high = made.central(one.widened, 0.9)
        inner = made.central(one.draws, 0.9)
        assert low <= inner[0] < inner[2] < high
        assert middle == inner[1]


def total(draws: list[float], told: float, carried: float) -> made.Total:
    day = dt.date(2025, 11, 1)
    outcome = Measured(RECEIPTS, day, day, (told,), (0.1,), (1.0,), ("customs",))
    values = np.array(draws)
    return made.Total(day, STRICT, outcome, values, values, baselines([], [], 1), carried)


def test_a_score_within_claims_lies_around_that_of_customs() -> None:
    one = total([40.0, 60.0], told=90.0, carried=20.0)
    least, most = one.claimed()
    assert least <= one.score <= most
    assert least == pytest.approx(made.crps([40.0, 60.0], 50.0))


def report(above: float, chance: float) -> made.Report:
    day = dt.date(2025, 11, 20)
    told = Judged(PUMPS, day, day, (0.5,), (1.0,), 0.1, 0.1, above, ("afp",))
    return made.Report(day, STRICT, told, chance, None)


def test_words_that_leave_it_open_give_a_range_of_scores() -> None:
    assert report(0.0, 0.3).claimed() == pytest.approx((0.49, 0.49))
    assert report(0.385, 0.3).claimed() == pytest.approx((0.09, 0.49))
    assert report(0.385, 0.3).score == pytest.approx(0.49)


def rows(marker: str, width: int) -> list[list[str]]:
    text = PAGE.split(f"<!-- {marker} -->")[1].split(f"<!-- end of {marker} -->")[0]
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [line for line in lines if len(line) == width and line[0] not in {"origin", "---"}]


def test_means_on_the_page_are_those_of_its_rows() -> None:
    both = [(table, row) for table in made.TABLES for row in rows(f"hindcast {table}", 13)]
    every = [row for table, row in both if table == "strict" or "priors" not in row[0]]
    assert len(every) == 10
    pooled = {row[0]: row for row in rows("hindcast pooled", 6)}
    ours, naive = (np.mean([float(row[at]) for row in every]) for at in (6, 11))
    told = pooled["normal demand"]
    assert int(told[1]) == len(every)
    assert [float(told[2]), float(told[3])] == pytest.approx([naive, ours], abs=0.11)
    assert float(told[4]) == pytest.approx(ours / naive, abs=0.01)


@pytest.mark.slow
def test_the_page_holds_what_the_script_gives() -> None:
    texts = made.pages(made.every_look(made.ORIGINS, made.TABLES, made.Size()))
    assert made.filled(PAGE, texts) == PAGE
