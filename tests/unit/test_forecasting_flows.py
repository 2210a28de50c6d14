"""Forecasts of daily flows and of few figures."""

from __future__ import annotations

import numpy as np
import pytest

from qafila.errors import InputError
from qafila.forecasting.baselines import baselines
from qafila.forecasting.flows import METHODS, flow_draws, flow_history, past_of
from qafila.forecasting.scores import coverage, crps
from qafila.forecasting.switching import switching_draws

STEADY = np.tile([10.0, 12, 8, 11, 9, 10, 0], 12)


def random() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_steady_flow_goes_on(method: str) -> None:
    draws = flow_draws(STEADY, 14, method, random())
    assert draws is not None
    assert np.median(draws) == pytest.approx(120, rel=0.1)


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_method_says_where_it_cannot_be_computed(method: str) -> None:
    assert flow_draws(STEADY[:10], 14, method, random()) is None


def test_a_flow_that_never_was_is_forecast_as_none() -> None:
    forecast = flow_history(np.zeros(84), 14, [84])[0]
    assert forecast.draws.max() == 0
    assert set(forecast.missing) == {"switching", "trend"}
    assert all(text.startswith("not computable: ") for text in forecast.missing.values())


def test_weekly_rest_is_in_the_days_ahead_of_the_drifting_level() -> None:
    one_week = switching_draws(STEADY, 6, 400, random())
    and_rest = switching_draws(STEADY, 7, 400, random())
    assert one_week is not None
    assert and_rest is not None
    assert np.median(and_rest) == pytest.approx(np.median(one_week), rel=0.05)


def test_a_level_that_jumped_is_followed() -> None:
    rose = np.concatenate([np.full(70, 10.0), np.full(10, 40.0)])
    draws = switching_draws(rose, 14, 400, random())
    assert draws is not None
    assert np.median(draws) > 400
    assert np.quantile(draws, 0.05) < 400  # it may fall back to where it was


def test_weights_lean_to_what_did_better() -> None:
    swings = np.repeat(np.tile([20.0, 2.0], 8), 14)
    last = flow_history(swings, 14, range(56, 225, 14))[-1]
    assert sum(last.weights.values()) == pytest.approx(1)
    # The rate of four weeks is right about each fortnight's mean, that of two always wrong.
    assert last.weights["rate_28"] > last.weights["rate_14"]


def test_outcomes_are_known_when_their_days_have_passed() -> None:
    history = flow_history(STEADY, 14, [56, 63, 77])
    assert [one.known for one in past_of(history)] == [70, 77]
    assert history[2].outcome is None
    assert history[0].outcome == 120


@pytest.mark.parametrize(
    ("amounts", "horizon", "origins", "said"),
    [
        ([1.0, -1.0], 14, [2], "zero or more"),
        ([1.0, np.nan], 14, [2], "missing days"),
        (STEADY, 0, [56], "one day or more"),
        (STEADY, 14, [63, 56], "must rise"),
        (STEADY, 14, [85], "1 to 84"),
        (STEADY, 14, [5], "give 28 or more"),
    ],
)
def test_bad_input_is_one_clear_error(amounts, horizon, origins, said) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=said):
        flow_history(amounts, horizon, origins)


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(InputError, match='"guess"; known: bootstrap'):
        flow_draws(STEADY, 14, "guess", random())


def test_few_figures_give_points_and_more_give_spread() -> None:
    rate, trend, normal = baselines([310.0, 280.0], [31, 28], 30, demand=12.0)
    assert rate.total == pytest.approx(300)
    assert trend.total == pytest.approx(300)
    assert normal.total == pytest.approx(360)
    assert rate.draws is not None
    assert len(rate.draws) == 1
    longer, _, _ = baselines([300.0, 330.0, 270.0, 300.0], [30] * 4, 30)
    assert longer.draws is not None
    assert sorted(longer.draws.round()) == [240, 270, 270, 330, 330, 360]


def test_a_trend_is_damped_and_bounded() -> None:
    _, trend, _ = baselines([100.0, 200.0], [10, 10], 10)
    _, leap, _ = baselines([1.0, 200.0], [10, 10], 10)
    assert trend.total == pytest.approx(200 * 2**0.3)
    assert leap.total == trend.total


def test_what_is_not_computable_says_why() -> None:
    none = baselines([], [], 30)
    assert [one.computable for one in none] == [False, False, False]
    assert none[0].reason == "not computable: no figure is known"
    _, from_zero, _ = baselines([0.0, 5.0], [30, 30], 30)
    assert from_zero.reason == "not computable: a change from zero has no rate"


@pytest.mark.parametrize(
    ("amounts", "days", "horizon", "demand", "said"),
    [
        ([-1.0], [30], 30, None, "zero or more"),
        ([np.nan], [30], 30, None, "leave out unknown ones"),
        ([1.0], [30, 31], 30, None, "1 totals but 2 lengths"),
        ([1.0], [0], 30, None, "more than zero days"),
        ([1.0], [30], 0, None, "more than zero days"),
        ([1.0], [30], 30, -4.0, "-4.0 a day"),
    ],
)
def test_bad_figures_are_refused(amounts, days, horizon, demand, said) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=said):
        baselines(amounts, days, horizon, demand)


def test_crps_is_the_integral_over_the_distribution() -> None:
    draws, outcome = np.array([1.0, 2.0, 4.0, 7.0]), 3.0
    grid = np.linspace(0, 8, 80_001)
    below = (draws[:, None] <= grid).mean(axis=0)
    integral = np.trapezoid((below - (grid >= outcome)) ** 2, grid)
    assert crps(draws, outcome) == pytest.approx(integral, abs=1e-3)


def test_no_forecast_has_no_score() -> None:
    with pytest.raises(InputError, match="one or more draws"):
        crps([], 1.0)
    with pytest.raises(InputError, match="no outcome"):
        coverage([], [], 0.9)
