"""The benchmark of the movement engine runs, and both engines do the same work in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from synthetic_networks import synthetic_folder  # noqa: E402

NO_FLEE = 3


def test_the_quick_benchmark_runs_both_engines() -> None:
    script = ROOT / "benchmarks" / "movement.py"
    command = [sys.executable, str(script), "--quick", "--no-install"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode == NO_FLEE:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    errors = re.findall(r"mean error of both +\| +\| +([\d.]+) \| +([\d.]+) \|", done.stdout)
    assert len(errors) == 3
    for theirs, ours in errors:
        # One run of about nine hundred people each: the spread over seeds is about a hundredth.
        assert abs(float(theirs) - float(ours)) < 0.04
    ratios = re.findall(r"\| mali2012, .* s \| .* \| +([\d,]+) x \|", done.stdout)
    assert ratios
    assert all(float(ratio.replace(",", "")) > 5.0 for ratio in ratios)
    assert "peak memory" in done.stdout


def test_networks_are_made_from_their_seed_alone() -> None:
    one, same, other = (synthetic_folder(300, 5000, 30, seed) for seed in (1, 1, 2))
    assert one.links.distance_km.tolist() == same.links.distance_km.tolist()
    assert one.links.distance_km.tolist() != other.links.distance_km.tolist()


def test_a_network_has_what_it_says() -> None:
    folder = synthetic_folder(1000, 50_000, 90)
    kinds = folder.places.kinds
    assert kinds.count("camp") == 20
    assert kinds.count("conflict_zone") == 50
    assert 4.5 < 2.0 * len(folder.links.start) / 1000 < 5.5
    assert len(
        {
            frozenset(pair)
            for pair in zip(folder.links.start.tolist(), folder.links.end.tolist(), strict=True)
        }
    ) == len(folder.links.start)
    assert folder.observed is not None
    assert folder.observed.people[-1].sum() == 50_000
    assert folder.conflict[0].max() == 1.0
    assert folder.conflict[-1].sum() == 50.0
