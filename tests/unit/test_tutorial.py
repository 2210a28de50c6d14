"""The tutorial runs as written: every shell block and every Python block, in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import tutorials

PAGE = "tutorial.md"


def blocks(language: str) -> list[str]:
    return tutorials.blocks(PAGE, language)


def days_of_supply(printed: str) -> float:
    (median,) = re.findall(r"days of supply +Tellara fuel +([\d.]+) ", printed)
    return float(median)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return tutorials.command_environment(tmp_path / "bin")


def test_every_command_runs_and_shows_what_is_said(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    printed = {}
    for block in blocks("sh"):
        shown, said = tutorials.run_block(block, folder, environment)
        printed[block] = shown
        if "-62" in block:
            assert "exit code 2" in shown
            for word in ("routes.csv", "row", "column distance_km", "-62"):
                assert word in said
    before, after = [
        days_of_supply(text) for block, text in printed.items() if block.rstrip().endswith("days 7")
    ]
    assert after < before
    freely, closed = (
        days_of_supply(text)
        for text in re.split(r"(?=my-crisis as of)", printed[scenario_block()])[1:]
    )
    assert closed < freely
    for page in ("qafila-out/teaching-2024-03-31", "after", "qafila-out/mali-2025-2025-10-31"):
        assert (folder / page / "brief.html").stat().st_size > 10_000


def scenario_block() -> str:
    return next(block for block in blocks("sh") if "north-closed.toml <<" in block)


def test_the_page_of_python_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "tutorial.md", "exec"), names)  # noqa: S102
    printed = capsys.readouterr().out
    assert "Case(teaching: 8 places" in printed
    assert "says 12.0 tankers" in printed
    assert "says 20.0 tankers" in printed
    told = re.search(r"less than one day of fuel: ([\d.]+)", printed)
    assert told
    assert 0.0 <= float(told[1]) <= 1.0
    for name in ("network.svg", "claims.svg", "status.svg", "fuel.png", "brief.fr.html"):
        assert (tmp_path / name).stat().st_size > 1_000


def test_every_block_is_run() -> None:
    text = (tutorials.DOCS / PAGE).read_text(encoding="utf-8")
    kinds = set(re.findall(r"^```(\w+)$", text, re.MULTILINE))
    assert kinds == {"sh", "python"}
    assert "pip install" not in "".join(blocks("sh"))
