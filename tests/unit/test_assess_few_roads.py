"""A model's number is normal only where what it does not know could not change that."""

from __future__ import annotations

import datetime as dt

import pytest

from qafila.assess.models import ModelResult, model_reading
from qafila.assess.rules import read_rules
from qafila.ledger import Ledger

NOBODY = Ledger.empty(dt.date(2025, 11, 30))
[ROADS] = [
    one for one in read_rules().gauges["supply_pressure"] if one.model == "corridors_not_open"
]


@pytest.mark.parametrize(
    ("value", "most", "level"),
    [
        (0.0, 0.9, "unknown"),  # one of ten is known, and it is open
        (0.0, 0.0, "normal"),  # all are known, and all are open
        (0.05, 0.05, "normal"),
        (0.05, 0.6, "unknown"),
        (ROADS.watch, 1.0, "watch"),  # a level that is reached stands, whatever else is not known
        (ROADS.warning, 1.0, "warning"),
        (0.0, None, "normal"),
    ],
)
def test_few_known_corridors_are_no_calm(value: float, most: float | None, level: str) -> None:
    reading = model_reading(ROADS, ModelResult(value, (), most), NOBODY)
    assert reading.level == level
    assert (reading.value is None) == (level == "unknown")


def test_without_a_result_nothing_is_known() -> None:
    assert model_reading(ROADS, None, NOBODY).level == "unknown"
