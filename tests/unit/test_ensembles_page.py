"""The page on ensembles runs as written where it needs no folder and no cluster."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.tutorials import blocks


def test_its_python_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [block] = blocks("ensembles.md", "python")
    exec(compile(block, "ensembles.md", "exec"), {})  # noqa: S102
    printed = capsys.readouterr().out
    assert "('draw', 'day', 'location')" in printed
    assert "simulated" in printed
    assert "q95" in printed
    assert (tmp_path / "arrivals.svg").stat().st_size > 1_000
