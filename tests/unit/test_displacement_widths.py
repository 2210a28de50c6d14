"""Cautions on intervals that are too wide, or were too narrow before."""

from __future__ import annotations

import numpy as np

from qafila.forecasting.displacement.widths import narrow, wide


def test_an_interval_of_many_times_the_last_report_is_told() -> None:
    stock, upper = np.array([100.0, 1000.0, 0.0]), np.array([501.0, 5000.0, 90.0])
    assert [(one.code, one.place) for one in wide(("a", "b", "c"), stock, upper)] == [("wide", "a")]


def test_a_poor_record_is_told_once_and_only_where_it_can_be_judged() -> None:
    told = list(narrow([(7, 19, 0.1), (30, 20, 0.79), (60, 40, 0.8), (90, 60, 0.48)]))
    assert [one.code for one in told] == ["narrow"]
    assert "79% at 30 days, 48% at 90 days" in told[0].text
    assert not list(narrow([(7, 100, 0.9)]))
