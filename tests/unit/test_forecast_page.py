"""The page on forecasts shows what the command prints."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from qafila.cli import app
from qafila.forecasting.displacement.hub import COLUMNS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "forecast.md"


def test_its_example_comes_out_as_written() -> None:
    text = PAGE.read_text(encoding="utf-8")
    command = re.search(r"```sh\nqafila (.*?)\n```", text)
    shown = re.search(r"<!-- output -->\n```\n(.*?)```", text, re.DOTALL)
    assert command
    assert shown
    done = CliRunner().invoke(app, command[1].split(), catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout == shown[1], "run python scripts/print_forecast.py"


def test_its_columns_are_those_of_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    columns = "`, `".join(COLUMNS)
    told = " ".join(text.replace("`horizon` (days)", "`horizon`").split())
    assert f"`{columns}`" in told
