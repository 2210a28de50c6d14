"""What ``qafila forecast`` and ``qafila backtest`` refuse of their options."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from qafila.cli import app
from qafila.errors import InputError


@pytest.mark.parametrize("command", ["forecast", "backtest"])
@pytest.mark.parametrize("written", ["nan", "inf", "-inf"])
def test_a_threshold_that_is_no_number_of_people_is_refused(command: str, written: str) -> None:
    words = [command, "teaching", f"--threshold={written}"]
    with pytest.raises(InputError, match=r"--threshold .* is no number of people such as 1000"):
        CliRunner().invoke(app, words, catch_exceptions=False)
