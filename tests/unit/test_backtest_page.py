"""The page of past scores and what prints its tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import backtest as made
from qafila.commands.backtest import Backtested, BacktestOptions, backtest
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.looking_back import HORIZONS
from tests.support.displacement import growing

PAGES = tuple(
    Path(__file__).resolve().parents[2] / "docs" / one for one in ("backtest.md", "cold-start.md")
)


@pytest.fixture(scope="module")
def done() -> Backtested:
    crises = [growing(seed, f"c{seed}", home, days=180) for seed, home in enumerate(("BDI", "SYR"))]
    return backtest(crises, BacktestOptions(experts=NAIVE, jobs=1))


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.name)
def test_no_table_of_the_page_is_empty(page: Path) -> None:
    between = re.findall(
        r"<!-- (?!end)([\w-]+) -->\n(.*?)<!-- end -->", page.read_text(), re.DOTALL
    )
    assert between
    for name, text in between:
        assert text.count("\n|") >= 3, name
        assert "nan" not in text, name


def test_every_table_has_its_figures(done: Backtested) -> None:
    table = made.of_rows(done.told, done.told.rows.kind == "site", 1000.0)
    for text in (
        made.headline(table),
        made.crises_table(table),
        made.experts_table(table, done.told),
        made.aims_table(table, table),
        made.ablation_table(done, {"nothing": done}),
    ):
        assert "nan" not in text
        assert len({line.count(" | ") for line in text.splitlines()}) == 1
    value = table.value("pooled", 30, made.BEST)
    assert f"{value:.3f} (" in made.headline(table)


def test_a_part_that_is_not_taken_away_adds_nothing(done: Backtested) -> None:
    rows = done.told.rows
    for horizon in HORIZONS:
        assert made.gain(done.told, done.told, rows.horizon == horizon) == pytest.approx(1.0)


def test_an_aim_is_met_only_on_both_sets(done: Backtested) -> None:
    frame = made.of_rows(done.told, done.told.rows.kind == "site", 1000.0).frame
    ours = (frame["metric"] == made.OWN) & (frame["expert"] == "qafila")
    values = {one: frame["value"].mask(ours, one) for one in (0.9, 1.1)}
    good, bad = (made.Table(frame.assign(value=one)) for one in values.values())
    for pair, missed in (((good, good), 0), ((good, bad), 4), ((bad, good), 4)):
        told = [line for line in made.aims_table(*pair).splitlines() if "its own best" in line]
        assert len(told) == len(HORIZONS)
        assert sum("missed" in line for line in told) == missed


def test_cells_of_few_targets_are_not_judged(done: Backtested) -> None:
    frame = made.of_rows(done.told, done.told.rows.kind == "site", 1000.0).frame
    few, many = (made.Table(frame.assign(n_targets=one)) for one in (99, 100))
    assert made.least_cell(few) is None
    found = made.least_cell(many)
    assert found is not None
    ours = (frame["metric"] == "coverage90") & (frame["expert"] == "qafila")
    assert found[0] == frame.loc[ours & (frame["crisis"] != "pooled"), "value"].min()
