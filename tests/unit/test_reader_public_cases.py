"""Numbers and dates on public cases: the targets, and every miss is a known one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _benchmark():
    path = ROOT / "benchmarks" / "recognizers.py"
    spec = importlib.util.spec_from_file_location("recognizers", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


BENCHMARK = _benchmark()
needs_cases = pytest.mark.skipif(
    not BENCHMARK.CASES.is_dir(), reason="the public cases are not beside this repository"
)


@needs_cases
def test_numbers_in_arabic():
    assert BENCHMARK.score_numbers("Arabic").right >= 60


@needs_cases
@pytest.mark.parametrize(("language", "least"), [("Arabic", 85), ("English", 115)])
def test_dates(language, least):
    assert BENCHMARK.score_dates(language).right >= least


@needs_cases
def test_dates_in_french():
    """120 French cases give no reference day, and 30 of their keys fit none but another.

    Where the day is taken from the English case of the same key, the target of 150 holds; on the
    one day that else stands in for it, at most 147 keys can be met.
    """
    twins = BENCHMARK.with_days_of_twins("French")
    assert BENCHMARK.score_dates("French", twins).right >= 150
    assert BENCHMARK.score_dates("French").right >= 132
