"""Kinds of target and the energy score: what holds for all rows and all draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.forecasting.displacement import kinds
from qafila.forecasting.displacement.combining import Combined
from qafila.forecasting.displacement.energy import (
    DRAWS,
    ENERGY,
    RATIO,
    drawn,
    energy,
    energy_scores,
)
from qafila.forecasting.displacement.engine.geography import Geography
from qafila.forecasting.displacement.judging import POOLED, QAFILA, scores, windows
from qafila.forecasting.displacement.reports import SITE
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.forecasting.displacement.scoring import crps
from tests.support.looked_back import THRESHOLD, crisis, sites, told

if TYPE_CHECKING:
    from numpy.typing import NDArray

MADE = told((crisis("one", "AAA", seed=1), crisis("two", "BBB", seed=2)))
WIDTHS = np.quantile(np.random.default_rng(3).normal(size=100_000), LEVELS)


def _some(made: Combined, at: NDArray[Any]) -> Combined:
    return Combined(made.rows.where(at), made.experts[at], made.weights[at], made.quantiles[at])


def test_kinds_of_places_hold_no_sum_and_every_sum_is_of_one_kind() -> None:
    found = kinds.kinds_of(MADE.rows, {("one", "A"): [30]})
    site = MADE.rows.kind == SITE
    for kind in (kinds.MATURE, kinds.NEW, kinds.SURGE, kinds.RECOUNT, kinds.CLOSURE):
        assert found[kind].any()
        assert not (found[kind] & ~site).any()
    assert not (found[kinds.MATURE] & found[kinds.NEW]).any()
    assert ((found[kinds.COUNTRIES].astype(int) + found[kinds.TOTALS]) == ~site).all()
    assert tuple(found) == kinds.KINDS


@pytest.mark.parametrize(
    ("length", "kind"), [(89, kinds.NEW), (90, None), (179, None), (180, kinds.MATURE)]
)
def test_a_place_is_new_or_mature_from_its_day_on(length: int, kind: str | None) -> None:
    rows = sites(MADE).rows
    rows = replace(rows, length=np.full(len(rows), float(length)))
    found = {name for name in (kinds.NEW, kinds.MATURE) if kinds.kinds_of(rows)[name].all()}
    assert found == ({kind} if kind else set())


@given(st.floats(0.01, 100.0))
def test_a_surge_is_one_whatever_people_are_counted_in(factor: float) -> None:
    rows = MADE.rows
    scaled = replace(rows, stock=rows.stock * factor, slope=rows.slope * factor)
    growth = 30 * rows.slope - 0.2 * rows.stock
    clear = np.abs(growth) > 1e-6 * (1 + rows.stock)
    assert (kinds.after_surge(scaled) == kinds.after_surge(rows))[clear].all()


def test_a_closure_counts_from_its_day_on_and_in_its_own_crisis() -> None:
    begun = {("one", "A"): [60], ("two", "nowhere"): [1], ("one", "total"): [60]}
    at = kinds.after_closure(MADE.rows, begun)
    assert set(MADE.rows.crisis[at]) == {"one"}
    assert set(MADE.rows.place[at]) == {"A"}
    assert set(MADE.rows.origin[at]) == {60, 75, 90, 105, 120}
    assert kinds.CLOSURE not in kinds.kinds_of(MADE.rows)


def test_a_closure_begins_on_the_day_from_which_a_way_is_longer() -> None:
    ways = np.array([[[10.0, 20.0]], [[10.0, np.inf]], [[15.0, 20.0]]])  # pattern, source, site
    pattern = np.array([0, 0, 1, 1, 0, 2, 0])
    zeros = np.zeros((7, 1))
    geography = Geography(("A", "B"), np.array([9]), zeros, zeros, pattern, ways, 30.0)
    one = replace(crisis("one", "AAA"), geography=geography)
    begun = kinds.closures_begun([one, crisis("two", "BBB")])
    assert begun == {("one", "A"): (5,), ("one", "B"): (2,)}
    assert kinds.closures_begun([crisis("two", "BBB")]) is None


def test_scores_of_a_kind_are_those_of_its_rows() -> None:
    table = kinds.scores_by_kind(MADE, THRESHOLD)
    assert np.isfinite(table["value"]).all()
    for kind, at in kinds.kinds_of(MADE.rows).items():
        part = table[(table["kind"] == kind) & (table["crisis"] != POOLED)]
        counts = part[(part["metric"] == "crps") & (part["scale"] == "natural")]
        assert counts[counts["expert"] == QAFILA]["n_targets"].sum() == at.sum()
    alone = sites(MADE)
    new = kinds.new_camp(alone.rows)
    rows = Combined(
        alone.rows.where(new), alone.experts[new], alone.weights[new], alone.quantiles[new]
    )
    own = scores(rows, THRESHOLD)
    theirs = table[table["kind"] == kinds.NEW].drop(columns="kind").reset_index(drop=True)
    assert theirs.equals(own[np.isfinite(own["value"])].reset_index(drop=True))


def test_rows_of_no_kind_give_an_empty_table_with_its_columns() -> None:
    none = np.zeros(len(MADE.rows), dtype=bool)
    empty = Combined(
        MADE.rows.where(none), MADE.experts[none], MADE.weights[none], MADE.quantiles[none]
    )
    table = kinds.scores_by_kind(empty, THRESHOLD)
    assert len(table) == 0
    assert list(table)[-1] == "kind"


@settings(max_examples=30)
@given(st.integers(1, 5), st.floats(0.1, 50.0), st.floats(-1000.0, 1000.0), st.integers(0, 99))
def test_the_energy_score_moves_and_grows_with_its_unit(
    places: int, factor: float, shift: float, seed: int
) -> None:
    draw = np.random.default_rng(seed)
    draws, truth = draw.normal(size=(40, places)), draw.normal(size=places)
    score = energy(draws, truth)
    assert energy(factor * draws, factor * truth) == pytest.approx(
        factor * score, abs=1e-6 * factor
    )
    assert energy(draws + shift, truth + shift) == pytest.approx(score, abs=1e-4)
    order = draw.permutation(places)
    assert energy(draws[:, order], truth[order]) == pytest.approx(score, abs=1e-9)


def test_the_energy_score_of_a_sure_forecast_is_its_error_and_of_one_place_the_crps() -> None:
    assert energy(np.full((DRAWS, 2), [3.0, 4.0]), np.zeros(2)) == pytest.approx(5.0)
    uniform = (np.arange(2000) + 0.5)[:, None] / 2000
    quantiles = 100.0 + 20.0 * WIDTHS[None]
    for truth in (60.0, 100.0, 130.0):
        told_by = energy(drawn(quantiles, uniform), np.array([truth]))
        assert told_by == pytest.approx(crps(quantiles, np.array([truth]))[0], rel=0.03)


def test_the_energy_score_is_best_for_what_is_true() -> None:
    draw = np.random.default_rng(4)
    truths = draw.normal(size=(400, 3))
    means = {
        (shift, width): np.mean(
            [energy(shift + width * draw.normal(size=(60, 3)), one) for one in truths]
        )
        for shift, width in ((0.0, 1.0), (0.7, 1.0), (0.0, 0.3), (0.0, 2.5))
    }
    assert min(means, key=means.__getitem__) == (0.0, 1.0)


def test_draws_stay_between_the_outermost_quantiles() -> None:
    quantiles = np.stack([10.0 + WIDTHS, 1000.0 + 50 * WIDTHS])
    draws = drawn(quantiles, np.random.default_rng(5).random((500, 2)))
    assert (draws >= quantiles[:, 0]).all()
    assert (draws <= quantiles[:, -1]).all()
    assert np.allclose(np.median(draws, axis=0), quantiles[:, 10], rtol=0.05)


def test_energy_is_scored_for_each_crisis_whatever_the_order_of_rows() -> None:
    table = energy_scores(MADE)
    order = np.random.default_rng(6).permutation(len(MADE.rows))
    mixed = _some(MADE, order)
    assert energy_scores(mixed).equals(table)
    assert set(table["metric"]) == {ENERGY, RATIO}
    assert set(table["crisis"]) == {"one", "two", POOLED}
    one = table[(table["crisis"] == "one") & (table["metric"] == ENERGY)]
    assert set(one["expert"]) == {QAFILA, "persistence"}
    assert (one["n_targets"] == len(range(30, 200, 15))).all()
    pooled = table[(table["crisis"] == POOLED) & (table["metric"] == RATIO)]
    assert (pooled[pooled["expert"] == "persistence"]["value"] == 1.0).all()
    assert (pooled[pooled["expert"] == QAFILA]["value"] < 1.0).all()


@given(st.lists(st.integers(0, 400), min_size=1, max_size=40), st.integers(1, 90))
def test_windows_are_as_many_as_fit_without_overlap(days: list[int], horizon: int) -> None:
    count = windows(np.array(days), horizon)
    assert 1 <= count <= (max(days) - min(days)) // horizon + 1
    assert count <= len(set(days))
    assert windows(np.array(days), 1) == len(set(days))


def test_bands_of_pooled_coverage_hold_its_mean() -> None:
    table = scores(sites(MADE), THRESHOLD)
    pooled = table[table["crisis"] == POOLED]
    for name in ("coverage50", "coverage90"):
        value, low, high = (
            pooled[pooled["metric"] == metric]["value"].to_numpy()
            for metric in (name, f"{name}_low", f"{name}_high")
        )
        assert len(value) == len(low) > 0
        assert (low <= value + 1e-12).all()
        assert (value <= high + 1e-12).all()
