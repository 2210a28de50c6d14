"""How much wider intervals must be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qafila.errors import InputError
from qafila.forecasting.widening import (
    DECLARED,
    Past,
    learnt_factor,
    score,
    widen_draws,
    widen_quantiles,
    widening_at,
)
from qafila.tables import read_defaults

DRAWS = np.linspace(50.0, 150.0, 101)


def test_fewer_than_twenty_outcomes_teach_nothing() -> None:
    with pytest.raises(InputError, match=r"19 outcomes, fewer than 20; use the declared"):
        learnt_factor([(DRAWS, 100.0)] * 19)
    past = [Past(day, DRAWS, 100.0) for day in range(20)]
    assert widening_at(18, past, 1.5) == (type(widening_at(18, past, 1.5)))(1.5, 19, learnt=False)
    assert widening_at(19, past, 1.5).learnt


def test_the_declared_factor_stands_in_the_table_of_parameters() -> None:
    table = read_defaults("parameters", "parameters").set_index("parameter")
    row = table.loc[DECLARED]
    assert 1 <= row["low"] <= row["best"] <= row["high"]
    assert row["source"] == "estimate"
    assert row["basis"]


def test_a_declared_factor_never_narrows() -> None:
    for wrong in (0.9, math.nan, math.inf):
        with pytest.raises(InputError, match="would narrow"):
            widening_at(0, [], wrong)
        with pytest.raises(InputError, match="would narrow"):
            widen_draws(DRAWS, wrong)


def test_narrow_normal_forecasts_are_widened_by_what_they_lack() -> None:
    random = np.random.default_rng(3)
    draws = np.exp(random.normal(10, 0.1, 2000))
    pairs = [(draws, math.exp(random.normal(10, 0.3))) for _ in range(2000)]
    assert learnt_factor(pairs) == pytest.approx(3, rel=0.1)


def test_an_end_of_the_interval_scores_one() -> None:
    assert score(DRAWS, 145.0) == pytest.approx(1)
    assert score(DRAWS, 55.0) == pytest.approx(1)
    assert score(DRAWS, 100.0) == 0


def test_a_forecast_without_an_interval_is_right_or_endlessly_wrong() -> None:
    assert score(np.array([3.0]), 3.0) == 0
    assert score(np.array([3.0]), 4.0) == math.inf
    assert score(np.zeros(5), 0.0) == 0
    assert score(np.zeros(5), 1.0) == math.inf
    assert learnt_factor([(np.zeros(5), 1.0)] * 20) == 10
    assert widen_draws(np.zeros(5), 10).tolist() == [0] * 5


def test_quantiles_are_widened_as_draws_are() -> None:
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    values = np.quantile(DRAWS, levels, method="inverted_cdf")
    wide = np.quantile(widen_draws(DRAWS, 2.0), levels, method="inverted_cdf")
    assert widen_quantiles(levels, values, 2.0) == pytest.approx(wide)
    with pytest.raises(InputError, match=r"level 0\.95"):
        widen_quantiles(levels[:4], values[:4], 2.0)


def test_totals_below_zero_are_refused() -> None:
    for call in (lambda: score(np.array([-1.0, 2.0]), 1.0), lambda: widen_draws([-1.0, 2.0], 2.0)):
        with pytest.raises(InputError, match="zero or more"):
            call()
