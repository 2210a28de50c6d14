"""The scenario that the page on Flee's folders shows runs on the folder that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from qafila.interop import open_flee
from qafila.simulate import Simulation, read_scenario
from tests.support.flee_draws import SHARED

ROOT = Path(__file__).parents[2]
MALI = SHARED / "cases" / "flee" / "mali2012"


@pytest.mark.skipif(not MALI.is_dir(), reason="the public folder mali2012 is not there")
def test_the_example_of_a_scenario_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "flee.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    (tmp_path / "what_if.toml").write_text(found[1], encoding="utf-8")
    plan = read_scenario(tmp_path / "what_if.toml", draws=3)
    folder = open_flee(MALI)
    changed = Simulation(folder, draws=3, changes=plan.changes)
    before, after = (one.run().data["present"] for one in (changed.without_changes(), changed))
    start = min(change.start_day for change in plan.changes)
    assert np.array_equal(before[:, :start], after[:, :start])
    assert not np.array_equal(before[:, -1], after[:, -1])
