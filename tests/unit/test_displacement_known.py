"""What a forecast knows on its day: no later report, road or name, and no name of a sum."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from qafila.cli import app
from qafila.commands.backtest import BacktestOptions, all_rows
from qafila.commands.forecast import Source, foretell, input_hash
from qafila.commands.run import Teller
from qafila.errors import InputError
from qafila.forecasting.displacement.cases import case_counts
from qafila.forecasting.displacement.cautions import cautions
from qafila.forecasting.displacement.engine.geography import Geography
from qafila.forecasting.displacement.folders import open_folder
from qafila.forecasting.displacement.outlook import Outlook, look_ahead
from qafila.forecasting.displacement.reports import Crisis
from tests.support.cases import small_case
from tests.support.displacement import START, crisis, growing, learnt, site, write_folders


def test_a_report_that_is_published_later_warns_of_nothing_before() -> None:
    """An early day whose count is published on day 500 made a place look late on day 130."""
    days = list(range(60, 131, 10))
    now = crisis(site("a", days, [500.0] * len(days)))
    later = crisis(*now.sites, site("b", [0], [70.0], known=[500]))
    assert cautions(later, 130, (30,), 90) == cautions(now, 130, (30,), 90)


def with_roads(pattern: list[int], ways: list[float], *more: str) -> Crisis:
    """A crisis with one source, and ways of some length to each of its places by pattern."""
    made = growing(7, "made", "MLI")
    places = (*(one.place for one in made.sites), *more)
    roads = np.repeat(np.array(ways)[:, None, None], len(places), axis=2)
    count = len(pattern)
    land = Geography(
        places, np.array([1000]), np.ones((count, 1)), np.zeros((count, 1)), np.array(pattern),
        roads, 10.0,
    )  # fmt: skip
    sites = (*made.sites, *(site(one, [200], [9.0]) for one in more))
    return replace(made, sites=sites, geography=land)


def hash_on(made: Crisis, origin: int) -> str:
    return input_hash(Source("made", "MLI", made, START + dt.timedelta(days=origin)))


def test_the_hash_of_inputs_holds_no_closure_and_no_place_of_later() -> None:
    made = with_roads([0] * 100 + [1] * 100, [50.0, 80.0])
    assert hash_on(made, 150) != hash_on(made, 99)
    # A closure of later days comes with another number of the pattern of today.
    later = with_roads([1] * 100 + [2] * 50 + [0] * 50, [3.0, 50.0, 80.0])
    assert hash_on(later, 149) == hash_on(made, 149)
    assert hash_on(later, 150) != hash_on(made, 150)
    assert hash_on(with_roads([0] * 100 + [1] * 100, [50.0, 80.0], "new"), 149) == hash_on(
        made, 149
    )
    assert hash_on(with_roads([0] * 100 + [1] * 100, [51.0, 80.0]), 99) != hash_on(made, 99)


def test_a_day_before_the_crisis_is_told(tmp_path: Path) -> None:
    early = crisis(site("a", [-20, 0, 10], [100.0, 200.0, 300.0]))
    source = Source("made", "MLI", early, START - dt.timedelta(days=5))
    with pytest.raises(InputError, match=r"begins on 2020-01-01.*2019-12-27 cannot be forecast"):
        foretell(source, (7, 30), 1.0)
    (folder,) = write_folders(tmp_path, ("Mali",))
    words = ["forecast", "--flee", str(folder), "--lenient", "--as-of", "2019-06-01"]
    with pytest.raises(InputError, match="give a day from 2020-01-01 on"):
        CliRunner().invoke(app, words, catch_exceptions=False)


@pytest.mark.parametrize("name", ["total", "country:NER"])
def test_a_place_with_the_name_of_a_sum_is_refused(name: str, tmp_path: Path) -> None:
    (folder,) = write_folders(tmp_path, ("Mali",))
    for table in [*folder.rglob("*.csv")]:
        text = table.read_text(encoding="utf-8").replace("total", "all").replace("Delta", name)
        table.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f'no place may be called "{name}".*rename it'):
        open_folder(folder, lenient=True)


def test_a_place_of_a_case_with_the_name_of_the_sum_is_refused() -> None:
    case = small_case()
    case = replace(
        case,
        locations=case.locations.replace({"location_id": {"south-camp": "total"}}),
        observations=pd.DataFrame({"location_id": ["", "total"]}),
    )
    with pytest.raises(InputError, match=r'no place with counts may be called "total".*rename'):
        case_counts(case, (), dt.date(2025, 1, 1))


def test_a_crisis_without_any_truth_is_named() -> None:
    told: list[str] = []

    class Listening(Teller):
        def note(self, text: str) -> None:
            told.append(text)

    sparse = crisis(site("a", [0, 104], [5.0, 9.0]), name="sparse\x1b[2J", home="BDI")
    rows = all_rows(
        [growing(7, "made", "MLI"), sparse],
        BacktestOptions(step=15, horizons=(30,), experts=("persistence",), jobs=1),
        Listening(),
    )
    assert set(rows.crisis) == {"made"}
    assert told == ["sparse\\x1b[2J: is not scored: no report lies within 10 days of any target"]


def test_a_forecast_is_the_same_with_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("qafila.commands.forecast.pool", learnt)
    source = Source("made", "MLI", growing(7, "made", "MLI"), START + dt.timedelta(days=120))
    for cores in (1, 3):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        asked: list[int] = []

        def noted(*given: Any, asked: list[int] = asked, **more: Any) -> Outlook | None:
            asked.append(more["threads"])
            return look_ahead(*given, **more, experts=("persistence", "engine"))

        monkeypatch.setattr("qafila.commands.forecast.look_ahead", noted)
        done = foretell(source, (7, 30), 1.0)
        assert asked == [cores]
        assert done.outlook
        seen.append(done.outlook.quantiles)
    np.testing.assert_array_equal(*seen)
