"""A total split over places of which nothing is registered: ``qafila forecast --total``."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from qafila.cli import app
from qafila.commands.cold_start import split_lines, split_total
from qafila.errors import InputError
from qafila.forecasting.displacement.hub import COLUMNS
from qafila.forecasting.displacement.naming import validated
from tests.support.flee_folders import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "made")


def test_the_total_is_split_and_labelled(folder: Path) -> None:
    split = split_total(folder, None, None, 40_000)
    assert (split.told.people.sum(axis=1) == 40_000).all()
    table = split.table()
    assert list(table.columns) == list(COLUMNS)
    assert set(table["product"]) == {"allocation"}
    assert set(table["location"]) == {"Delta", "Epsilon"}
    assert (table.groupby("location")["value"].diff().dropna() >= 0).all()
    assert any("the total is given, not forecast" in line for line in split_lines(split))


def test_no_count_is_looked_at(folder: Path, tmp_path: Path) -> None:
    other = write_folder(
        tmp_path / "other", {"source_data/delta.csv": "2012-02-29,9000\n2012-03-04,1\n"}
    )
    (other / "input_csv/registration_corrections.csv").write_text("")
    first, second = (split_total(one, None, None, 500).record() for one in (folder, other))
    assert first["places"] == second["places"]


def test_a_day_outside_the_folder_is_told(folder: Path) -> None:
    with pytest.raises(InputError, match="give a day from 2012-02-29 to 2012-03-05"):
        split_total(folder, None, pd.Timestamp("2013-01-01").date(), 10)


def test_the_command(folder: Path) -> None:
    done = CliRunner().invoke(
        app, ["forecast", "--flee", str(folder), "--total", "5000", "--json", "--lenient"]
    )
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert record["product"] == "allocation"
    assert record["total"] == 5000


@pytest.mark.parametrize(
    ("options", "told"),
    [(["teaching", "--total", "10"], "--total needs --flee"),
     (["--total", "10", "--freeze", "x.json"], "--freeze: of a forecast"),
     (["--flee", ".", "--total", "10", "--plot", "x.svg"], "--plot: of a forecast"),
     (["--flee", ".", "--total", "10", "--ledger", "x.db"], "--ledger: of a forecast"),
     (["--flee", ".", "--total", "10", "--validation", "."], "--validation: of a forecast"),
     (["--flee", ".", "--total", "10", "--horizons", "7"], "--horizons: of a forecast"),
     (["--flee", ".", "--total", "10", "teaching"], "CASE: of a forecast")],
)  # fmt: skip
def test_what_goes_not_with_a_total_is_told(options: list[str], told: str) -> None:
    done = CliRunner().invoke(app, ["forecast", *options])
    assert done.exit_code != 0
    assert told in str(done.exception)


def test_tables_are_printed_and_written(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "split.csv"
    words = ["forecast", "--flee", str(folder), "--total", "5000", "--lenient"]
    printed = CliRunner().invoke(app, [*words, "--csv", "--out", str(table)])
    assert printed.exit_code == 0, printed.output
    written = table.read_text(encoding="utf-8")
    assert printed.stdout == written
    assert written.splitlines()[0] == ",".join(COLUMNS)
    lines = CliRunner().invoke(app, [*words, "--as-of", "2012-03-02"]).stdout
    assert "product: allocation; the total is given, not forecast" in lines
    assert "as of 2012-03-02" in lines


def test_a_place_that_is_not_open_yet_is_told_so_and_not_as_nobody(folder: Path) -> None:
    closed = "#closure_type,name1,name2,closure_start,closure_end\ncamp,Delta,,0,4\n"
    write_folder(folder, {"input_csv/closures.csv": closed})
    split = split_total(folder, None, pd.Timestamp("2012-03-01").date(), 5000, lenient=True)
    assert split.record()["places"]["Delta"]["state"] == "not open yet"
    assert split.record()["places"]["Epsilon"]["state"] == "open"
    lines = split_lines(split)
    assert next(line for line in lines if line.startswith("Delta")).split() == [
        "Delta", "not", "open", "yet",
    ]  # fmt: skip
    assert "warning: not open yet on 2012-03-01: Delta; nobody is split there" in lines
    later = split_total(folder, None, pd.Timestamp("2012-03-05").date(), 5000, lenient=True)
    assert later.record()["places"]["Delta"]["state"] == "open"
    assert later.record()["places"]["Delta"]["likely"] > 0


def test_a_place_that_has_closed_keeps_who_came_and_is_told(folder: Path) -> None:
    closed = "#closure_type,name1,name2,closure_start,closure_end\ncamp,Delta,,3,0\n"
    write_folder(folder, {"input_csv/closures.csv": closed})
    split = split_total(folder, None, pd.Timestamp("2012-03-05").date(), 5000, lenient=True)
    assert split.record()["places"]["Delta"]["state"] == "closed"
    assert any(one.startswith("closed on 2012-03-05: Delta") for one in split.warnings())


def test_where_no_place_has_been_open_shares_are_alike_and_figures_stay(folder: Path) -> None:
    closed = "#closure_type,name1,name2,closure_start,closure_end\n"
    closed += "camp,Delta,,0,0\ncamp,Epsilon,,0,0\n"
    write_folder(folder, {"input_csv/closures.csv": closed})
    split = split_total(folder, None, None, 5000, lenient=True)
    assert not any("nobody is split" in one for one in split.warnings())
    assert any(one.startswith("no site has been open yet") for one in split.warnings())
    assert not any("Delta" in line and "not open yet" in line for line in split_lines(split))


def test_a_split_has_a_target_of_its_own_that_is_not_validated(folder: Path) -> None:
    split = split_total(folder, None, None, 5000)
    (target,) = set(split.table()["target"])
    assert target == "people_at_site_of_given_total"
    assert target not in validated()
    record = split.record()
    assert record["target"] == target
    assert record["validated"] is False
    assert "not validated" in split_lines(split)[1]
