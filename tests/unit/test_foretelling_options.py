"""What ``qafila forecast`` and ``qafila backtest`` refuse of their options."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qafila.cli import app
from qafila.errors import InputError, MissingExtraError
from tests.support.cases import write_small_case


@pytest.mark.parametrize("command", ["forecast", "backtest"])
def test_what_is_not_installed_is_told_before_any_work(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sklearn" else real(name)
    )
    with pytest.raises(MissingExtraError, match=r"qafila\[forecast\]"):
        CliRunner().invoke(app, [command, "--flee", "no-such-folder"], catch_exceptions=False)


@pytest.mark.parametrize("command", ["forecast", "backtest"])
@pytest.mark.parametrize("written", ["nan", "inf", "-inf"])
def test_a_threshold_that_is_no_number_of_people_is_refused(command: str, written: str) -> None:
    words = [command, "teaching", f"--threshold={written}"]
    with pytest.raises(InputError, match=r"--threshold .* is no number of people such as 1000"):
        CliRunner().invoke(app, words, catch_exceptions=False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--plot", "x.txt"], r'x\.txt: unknown format "\.txt"; end the name in one of \.svg'),
        (["--plot", "x"], 'x: unknown format ""'),
        (["--plot", "no/x.svg"], "its folder does not exist"),
        (["--out", "x.csv", "--freeze", "./x.csv"], "is named twice"),
        (["--plot", "x.json", "--freeze", "x.json"], "is named twice"),
        (["--out", "a.csv"], "is a folder"),
    ],
)
def test_files_are_refused_before_any_work_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], told: str
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the forecast was made")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("qafila.commands.forecast.foretell", work)
    (tmp_path / "a.csv").mkdir()
    words = ["forecast", "teaching", "--freeze", "y.json", *words]
    with pytest.raises(InputError, match=told):
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("option", ["--out", "--freeze", "--plot", "--csv"])
def test_a_file_of_no_forecast_is_refused_and_not_left_out(tmp_path: Path, option: str) -> None:
    folder = write_small_case(tmp_path / "case")
    files = {"--out": "e.csv", "--freeze": "e.json", "--plot": "e.svg"}
    words = [option, str(tmp_path / files[option])] if option in files else [option]
    with pytest.raises(InputError, match=rf"nothing for {option}: .*nobody from MLI"):
        CliRunner().invoke(app, ["forecast", str(folder), *words], catch_exceptions=False)
    assert not list(tmp_path.glob("e.*"))


def test_no_forecast_is_a_statement_and_no_product(tmp_path: Path) -> None:
    folder = write_small_case(tmp_path / "case")
    told = CliRunner().invoke(app, ["forecast", str(folder)], catch_exceptions=False)
    assert "nobody from MLI had been registered" in told.stdout
    done = CliRunner().invoke(app, ["forecast", str(folder), "--json"], catch_exceptions=False)
    record = json.loads(done.stdout)
    assert record["product"] is None
    assert "nobody from MLI had been registered" in record["statement"]
