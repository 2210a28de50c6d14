"""The past of a siege, run through again: how it stands on its last evening."""

from __future__ import annotations

import numpy as np

from qafila.api import open_case
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.siege.outlook import dry_on
from qafila.simulate.siege.past import past_goods, past_shared, state_after
from qafila.simulate.siege.run import run_goods


def test_pumps_are_dry_on_the_last_evening_by_the_rule_that_forecasts_go_by() -> None:
    situation = open_case("mali-2025").situation("2025-11-16")
    table = ParameterTable(situation.parameters, 7, 200)
    goods = past_goods(situation, table, split=False, cities=("bamako",))
    first, shared = past_shared(situation, goods)
    run = run_goods(goods, first, shared, 7)
    dry = dry_on(run, 0, 0.5)[:, 1:]
    in_a_row = np.cumprod(dry[:, ::-1], axis=1).sum(axis=1)
    assert in_a_row.any()
    assert (state_after(run, 0.5).dry_days[:, 0, 0] == in_a_row).all()
