"""Parameters: distributions, scopes, streams of their own; figures that sources claim."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from qafila import tables
from qafila.errors import InputError, UnknownNameError
from qafila.kernels import travel
from qafila.kernels.siege.tables import RATES
from qafila.simulate.claimed import draw_claimed, newest_by_origin
from qafila.simulate.parameters import ParameterTable, quantile
from qafila.streams import Draws
from tests.support.synthetic import AS_OF, stock_row, synthetic_situation, table

U = (np.arange(20_000) + 0.5) / 20_000


def frame(*rows):
    columns = ["parameter", "applies_to", "best", "low", "high", "distribution"]
    return pd.DataFrame(rows, columns=columns)


def test_triangular_has_its_mean_and_ends():
    values = quantile("triangular", 2.0, 1.0, 6.0, U)
    assert abs(values.mean() - 3.0) < 1e-3
    assert values.min() >= 1.0
    assert values.max() <= 6.0
    assert (np.diff(values) >= 0.0).all()


def test_lognormal_has_its_quantiles():
    values = quantile("lognormal", 2.0, 1.0, 8.0, np.array([0.05, 0.5, 0.95]))
    np.testing.assert_allclose(values, [1.0, 2.0, 8.0])


def test_uniform_and_fixed():
    assert abs(quantile("uniform", 2.0, 1.0, 5.0, U).mean() - 3.0) < 1e-3
    assert set(quantile("fixed", 2.0, 2.0, 2.0, U)) == {2.0}


@pytest.mark.parametrize(
    ("distribution", "best", "low", "high"),
    [("lognormal", 1.0, 0.0, 2.0), ("triangular", 3.0, 1.0, 2.0), ("normal", 1.0, 0.5, 2.0)],
)
def test_a_range_that_does_not_fit_is_an_error(distribution, best, low, high):
    with pytest.raises(InputError):
        quantile(distribution, best, low, high, U)


def test_a_lognormal_draw_of_zero_is_finite():
    assert np.isfinite(quantile("lognormal", 2.0, 1.0, 8.0, np.array([0.0]))).all()


def test_the_row_for_one_thing_goes_first():
    made = ParameterTable(
        frame(("a", "", 1, 1, 1, "fixed"), ("a", "town", 2, 2, 2, "fixed"),
              ("a", "here", 3, 3, 3, "fixed")), 7, 2,
    )  # fmt: skip
    assert made.draw("a", "here", "town")[0] == 3
    assert made.draw("a", "there", "town")[0] == 2
    assert made.draw("a", "there", "city")[0] == 1


def test_adding_a_parameter_or_a_draw_moves_no_other():
    row = ("a", "", 1.0, 0.0, 2.0, "uniform")
    alone = ParameterTable(frame(row), 7, 5).draw("a")
    more = ParameterTable(frame(("b", "", 1.0, 0.0, 2.0, "uniform"), row), 7, 9)
    assert more.draw("b")[0] != alone[0]
    assert (more.draw("a")[:5] == alone).all()


def test_a_misspelt_parameter_is_named():
    with pytest.raises(UnknownNameError, match=r"did you mean .convoy_rate"):
        ParameterTable(frame(("convoy_rate", "", 1, 1, 1, "fixed")), 7, 2, {"convoy_rat": 1.0})
    with pytest.raises(UnknownNameError, match="no parameter"):
        ParameterTable(frame(), 7, 2).draw("a")


def test_every_rate_of_the_kernels_is_tabled_with_a_source():
    made = tables.read_defaults("parameters", "parameters")
    assert {*RATES, *travel.RATES} <= set(made["parameter"])
    bare = made[(made["source"] == "estimate") & (made["basis"].str.len() < 20)]
    assert bare.empty
    for row in made.to_dict("records"):
        assert np.isfinite(
            quantile(row["distribution"], row["best"], row["low"], row["high"], U[::100])
        ).all()


def test_priors_of_need_include_zero():
    made = tables.read_defaults("parameters", "parameters").set_index("parameter")
    assert made.loc["need_push", "low"] == 0.0
    assert made.loc["need_hold", "low"] == 0.0


def test_each_source_counts_once_and_its_newest_row_holds():
    rows = table(
        "stocks",
        [
            stock_row("stock", 9, "days", date="2025-09-01"),
            stock_row("stock", 2, "days", date="2025-11-01"),
            stock_row("stock", 5, "days", source="other"),
            stock_row("stock", 7, "days", date="2025-12-01", source="later"),
        ],
    )
    kept = newest_by_origin(rows, dt.date(2025, 11, 16))
    assert dict(zip(kept["source"], kept["best"], strict=True)) == {"test": 2.0, "other": 5.0}
    values, in_days = draw_claimed(kept, Draws(7, 4000), "stock", "here")
    assert in_days.all()
    assert abs((values == 2.0).mean() - 0.5) < 0.03


def test_each_estimate_is_an_origin_of_its_own():
    rows = table(
        "stocks",
        [
            stock_row("demand", 2, "litres/day", source="estimate", basis="counted"),
            stock_row("demand", 3, "litres/day", source="estimate", basis="grown",
                      date="2025-09-01"),
            stock_row("demand", 4, "litres/day", source="estimate", basis="asked",
                      date="2025-10-01"),
            stock_row("demand", 5, "litres/day", source="paper"),
        ],
    )  # fmt: skip
    values, _ = draw_claimed(newest_by_origin(rows, AS_OF), Draws(7, 4000), "demand")
    assert all(abs((values == figure).mean() - 0.25) < 0.03 for figure in (2, 3, 4, 5))


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [({"high": 7}, 3.0, 7.0), ({"low": 9}, 9.0, 14.0), ({"low": 20}, 20.0, 20.0),
     ({"high": 2}, 2.0, 2.0)],
)  # fmt: skip
def test_a_bound_cuts_off_the_ranges_of_others(bounds, least, most):
    rows = table(
        "stocks",
        [
            stock_row("capacity", 7, "days", low=3, high=14),
            stock_row("capacity", "", "days", source="bound", **bounds),
            stock_row("capacity", "", "million_litres", low=5000, source="another unit"),
        ],
    )
    values, _ = draw_claimed(newest_by_origin(rows, AS_OF), Draws(7, 4000), "capacity")
    assert least <= values.min() <= values.max() <= most
    if least < most:
        assert values.max() - values.min() > 0.95 * (most - least)
        assert len(set(values.tolist())) > 3900  # cut off, not heaped at the bound


def test_a_cut_off_range_keeps_its_form_within():
    rows = [stock_row("capacity", 7, "days", low=3, high=14)]
    bound = stock_row("capacity", "", "days", high=9, source="bound")
    free, cut = (
        draw_claimed(newest_by_origin(table("stocks", part), AS_OF), Draws(7, 20000), "capacity")[0]
        for part in (rows, [*rows, bound])
    )
    within = free[free <= 9.0]
    levels = np.linspace(0.05, 0.95, 19)
    assert np.allclose(np.quantile(within, levels), np.quantile(cut, levels), atol=0.1)


def test_bounds_alone_are_no_figure():
    rows = table("stocks", [stock_row("stock", "", "days", low=3, source="bound only")])
    assert newest_by_origin(rows, AS_OF).empty


def test_units_of_claims_are_converted():
    rows = table("stocks", [stock_row("demand", 2, "million_litres/day", low=1, high=3)])
    values, in_days = draw_claimed(newest_by_origin(rows, AS_OF), Draws(7, 2000), "demand")
    assert not in_days.any()
    assert abs(values.mean() / 2e6 - 1.0) < 0.02


def test_drawn_parameters_are_reported_with_the_result():
    situation = synthetic_situation()
    made = ParameterTable(situation.parameters, 7, 3, {"corridor_share": 2.0})
    assert made.draw("corridor_share", "by-north").tolist() == [2.0, 2.0, 2.0]
    assert made.best("corridor_share") == 2.0
    assert list(made.drawn()) == ["corridor_share"]
