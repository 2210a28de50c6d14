"""Widened intervals against two real daily series, which are not part of this repository."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.flee_draws import SHARED

ROOT = Path(__file__).resolve().parents[2]
FOLDER = SHARED / "data"
UNRWA, COGAT = "UNRWA, trucks", "COGAT, tons"
LEARNT, DECLARED = "combined learnt", "combined declared"
each_series = pytest.mark.parametrize("name", [UNRWA, COGAT])
here = pytest.mark.skipif(
    not (FOLDER / "gaza_unrwa_linelist_daily.csv").is_file(),
    reason="the shared daily series of trucks are not here",
)


@cache
def benchmark() -> ModuleType:
    path = ROOT / "benchmarks" / "daily_trucks.py"
    spec = importlib.util.spec_from_file_location("daily_trucks", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["daily_trucks"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@cache
def rolled(name: str):  # type: ignore[no-untyped-def]
    file, columns = benchmark().SERIES[name]
    return benchmark().rolled(benchmark().read_series(FOLDER / file, columns))


@here
@each_series
def test_intervals_cover_what_they_say_and_beat_persistence(name: str) -> None:
    row = rolled(name).scores()[LEARNT]
    assert row.outcomes >= 22
    assert 0.85 <= row.covered90 <= 0.95
    assert row.ratio < 1.0


@here
@each_series
def test_the_declared_factor_errs_on_the_wide_side(name: str) -> None:
    rows = rolled(name).scores()
    assert rows[DECLARED].covered90 >= rows[LEARNT].covered90
    assert rows[DECLARED].covered90 >= 0.9
    assert rows[DECLARED].ratio < 1.0


@here
def test_so_do_windows_that_do_not_overlap_where_there_are_enough() -> None:
    row = rolled(UNRWA).every(14)[0][LEARNT]
    assert row.outcomes == 22
    assert 0.85 <= row.covered90 <= 0.95
    assert row.ratio < 1.0


@here
@each_series
def test_persistence_is_beaten_after_the_days_on_which_settings_were_chosen(name: str) -> None:
    one = rolled(name)
    assert one.later()[LEARNT].ratio < 0.95
    assert all(rows[LEARNT].ratio < 1.0 for rows in one.every(7))


@here
@each_series
def test_a_bootstrap_is_far_too_narrow_and_widening_helps_it(name: str) -> None:
    rows = rolled(name).learnt()
    assert rows["bootstrap"].covered90 < 0.6
    assert rows["bootstrap learnt"].covered90 > rows["bootstrap"].covered90 + 0.2


@here
def test_the_page_holds_the_tables() -> None:
    tables = benchmark().page({name: rolled(name) for name in (UNRWA, COGAT)})
    assert tables in (ROOT / "docs" / "siege.md").read_text(encoding="utf-8")


def test_days_without_a_row_are_days_without_trucks(tmp_path: Path) -> None:
    path = tmp_path / "daily.csv"
    path.write_text("date,A,B,C\n2024-02-28,1,2,9\n2024-03-01,4,,9\n", encoding="utf-8")
    assert benchmark().read_series(path, ("A", "B")).tolist() == [3.0, 0.0, 4.0]
