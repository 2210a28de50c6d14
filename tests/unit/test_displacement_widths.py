"""Cautions on intervals that are too wide, or were too narrow before."""

from __future__ import annotations

import numpy as np

from qafila.commands.forecast import Foretold, Source
from qafila.commands.forecast_lines import forecast_lines
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.looking_back import HORIZONS
from qafila.forecasting.displacement.outlook import look_ahead
from qafila.forecasting.displacement.widths import narrow, wide
from tests.support.displacement import crisis, learnt, site


def test_an_interval_of_many_times_the_last_report_is_told() -> None:
    stock, upper = np.array([100.0, 1000.0, 0.0]), np.array([501.0, 5000.0, 90.0])
    assert [(one.code, one.place) for one in wide(("a", "b", "c"), stock, upper)] == [("wide", "a")]


def test_a_poor_record_is_told_once_and_only_where_it_can_be_judged() -> None:
    told = list(narrow([(7, 19, 0.1), (30, 20, 0.79), (60, 40, 0.8), (90, 60, 0.48)]))
    assert [one.code for one in told] == ["narrow"]
    assert "79% at 30 days, 48% at 90 days" in told[0].text
    assert not list(narrow([(7, 100, 0.9)]))


def test_a_series_too_wide_to_plan_on_shows_no_figures() -> None:
    made = crisis(
        site("large", list(range(0, 120, 10)), [90_000.0] * 12),
        site("small", [0, 100], [150.0, 151.0]),
    )
    outlook = look_ahead(made, 119, HORIZONS, learnt(), threshold=1000.0, experts=NAIVE)
    assert outlook
    source = Source("made", "MLI", made, outlook.day)
    lines = forecast_lines(Foretold(source, outlook, {"product": "unconditional"}))
    wide_ones = {one.place for one in outlook.cautions if one.code == "wide"}
    assert wide_ones == {"small"}
    (shown,) = [line for line in lines if line.startswith("small ")]
    assert "too wide" in shown
    assert set(outlook.table()["location"]) >= wide_ones  # the table keeps them
