"""The record of a forecast on past days of its crisis: places alone, and how many are apart."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from qafila.commands.forecast import Foretold, Source
from qafila.commands.forecast_lines import forecast_lines
from qafila.forecasting.displacement.experts import NAIVE, PERSISTENCE
from qafila.forecasting.displacement.judging import windows
from qafila.forecasting.displacement.looking_back import HORIZONS, forecast_with_past
from qafila.forecasting.displacement.outlook import Outlook, look_ahead
from qafila.forecasting.displacement.scoring import covered, crps
from tests.support.displacement import growing, learnt


@pytest.fixture(scope="module")
def outlook() -> Outlook:
    found = look_ahead(
        growing(7, "made", "MLI"), 200, HORIZONS, learnt(), threshold=500.0, experts=NAIVE
    )
    assert found
    return found


def test_sums_are_no_targets_of_the_record(outlook: Outlook) -> None:
    told = forecast_with_past(outlook.crisis, 200, HORIZONS, learnt(), experts=NAIVE)
    assert told
    rows = told.rows
    assert {one.horizon for one in outlook.past} == set(HORIZONS)
    for one in outlook.past:
        places = (
            (rows.origin < 200)
            & (rows.horizon == one.horizon)
            & (rows.kind == "site")
            & np.isfinite(rows.truth)
        )
        assert one.targets == places.sum()
        assert one.windows == windows(rows.origin[places], one.horizon)
        truth = rows.truth[places]
        at = rows.experts.index(PERSISTENCE)
        ours, theirs = told.quantiles[places], told.experts[places][:, at]
        assert one.ratio == pytest.approx(crps(ours, truth).mean() / crps(theirs, truth).mean())
        assert one.coverage == pytest.approx(np.mean(covered(ours, truth, 0.9)))


def test_windows_that_do_not_overlap_are_shown(outlook: Outlook) -> None:
    source = Source("made", "MLI", outlook.crisis, outlook.day)
    shown = "\n".join(forecast_lines(Foretold(source, outlook, {"product": "unconditional"})))
    for one in outlook.past:
        line = re.search(rf"^  {one.horizon} days: CRPS.*$", shown, re.MULTILINE)
        assert line
        assert f"({one.targets} targets in {one.windows} window" in line[0]
        assert ("few, so" in line[0]) == (one.targets < 20 or one.windows < 5)
    single = replace(outlook, past=(replace(outlook.past[0], windows=1),))
    shown = "\n".join(forecast_lines(Foretold(source, single, {"product": "unconditional"})))
    assert "targets in 1 window; few, so this says little)" in shown
