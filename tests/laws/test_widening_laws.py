"""Laws of widened intervals and of forecasts of flows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.forecasting.flows import flow_history, past_of
from qafila.forecasting.scores import central, coverage
from qafila.forecasting.widening import (
    LEAST_OUTCOMES,
    Past,
    learnt_factor,
    widen_draws,
    widening_at,
)

amount = st.one_of(st.just(0.0), st.floats(1e-3, 1e6))
draws = st.lists(amount, min_size=1, max_size=30).map(np.array)
factors = st.floats(1.0, 10.0)
pairs = st.lists(st.tuples(draws, amount), min_size=LEAST_OUTCOMES, max_size=40)
day = st.one_of(st.just(0.0), st.floats(0.1, 1e4))
series = st.lists(day, min_size=70, max_size=100).map(np.array)
few = settings(max_examples=12, deadline=None)


@given(draws, factors, factors)
def test_more_widening_is_never_narrower(values: np.ndarray, one: float, other: float) -> None:
    less, more = sorted([one, other])
    low, middle, high = central(widen_draws(values, less), 0.9)
    lower, same, higher = central(widen_draws(values, more), 0.9)
    slack = 1e-9 * max(high, 1e-3)
    assert lower <= low + slack
    assert higher >= high - slack
    assert same == pytest.approx(middle, rel=1e-9, abs=1e-9)


@given(draws, factors)
def test_draws_keep_their_order_and_median_and_never_fall_below_zero(
    values: np.ndarray, factor: float
) -> None:
    wide = widen_draws(values, factor)
    assert (wide >= 0).all()
    assert (np.diff(wide[np.argsort(values)]) >= -1e-9 * wide.max()).all()
    assert central(wide, 0.9)[1] == pytest.approx(central(values, 0.9)[1], rel=1e-9, abs=1e-9)


@given(pairs)
def test_the_learnt_factor_covers_what_it_was_learnt_from(
    known: list[tuple[np.ndarray, float]],
) -> None:
    factor = learnt_factor(known)
    slack = [(1 - 1e-9, 1 + 1e-9) for _ in known]
    ends = [central(widen_draws(values, factor), 0.9) for values, _ in known]
    within = [
        low * down <= outcome <= high * up
        for (low, _, high), (down, up), (_, outcome) in zip(ends, slack, known, strict=True)
    ]
    assert factor == 10 or np.mean(within) >= 0.9
    before = coverage([values for values, _ in known], [outcome for _, outcome in known], 0.9)
    assert before >= 0.9 or factor > 1


@given(pairs, st.floats(1e-3, 1e3))
def test_the_factor_does_not_hang_on_the_unit(
    known: list[tuple[np.ndarray, float]], unit: float
) -> None:
    scaled = [(values * unit, outcome * unit) for values, outcome in known]
    assert learnt_factor(scaled) == pytest.approx(learnt_factor(known), rel=1e-6)
    values = known[0][0]
    wide = widen_draws(values * unit, 2.0)
    assert wide == pytest.approx(widen_draws(values, 2.0) * unit, rel=1e-6, abs=1e-9 * unit)


@given(pairs, st.integers(0, 60), st.data())
def test_outcomes_known_later_change_nothing(
    known: list[tuple[np.ndarray, float]], today: int, data: st.DataObject
) -> None:
    days = data.draw(st.lists(st.integers(0, 60), min_size=len(known), max_size=len(known)))
    past = [Past(when, *pair) for when, pair in zip(days, known, strict=True)]
    other = [one if one.known <= today else one._replace(outcome=77.0) for one in past]
    assert widening_at(today, past, 1.5) == widening_at(today, other, 1.5)


@few
@given(series, st.lists(day, min_size=100, max_size=100))
def test_a_forecast_sees_nothing_from_its_origin_on(
    amounts: np.ndarray, later: list[float]
) -> None:
    origins = [42, 49, 56, 63]
    changed = np.concatenate([amounts[:56], later])[: len(amounts)]
    for one, other in zip(
        flow_history(amounts, 14, origins), flow_history(changed, 14, origins), strict=True
    ):
        if one.origin <= 56:
            assert one.draws.tolist() == other.draws.tolist()
            assert one.weights == other.weights
    known = past_of(flow_history(amounts, 14, origins))
    assert all(one.known <= len(amounts) for one in known)


@few
@given(series, st.sampled_from([1e-3, 0.5, 8.0, 1e3]))
def test_a_forecast_in_thousands_is_a_thousandth(amounts: np.ndarray, unit: float) -> None:
    one = flow_history(amounts, 14, [42, 56, 70])[-1]
    other = flow_history(amounts * unit, 14, [42, 56, 70])[-1]
    assert set(one.weights) == set(other.weights)
    assert (one.draws >= 0).all()
    # Chance walks over a grid of levels may round to another step; quantiles may not notice.
    middle = np.median(one.draws)
    assert np.median(other.draws) == pytest.approx(middle * unit, rel=0.02, abs=1e-6 * unit)
