"""``qafila simulate``: a simulation without a brief."""

from __future__ import annotations

import importlib.util
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import qafila as qf
from qafila.commands.simulate import probe_format
from qafila.commands.simulate_tables import (
    COLUMNS,
    LEVELS,
    difference_table,
    long_table,
    summary_table,
)
from qafila.errors import InputError, MissingExtraError
from qafila.forecasting import forecast_from_result
from qafila.forecasting.widening import declared_factor
from tests.unit.test_cli import qafila

DAYS, DRAWS = 6, 12
SIZE = ("--days", str(DAYS), "--draws", str(DRAWS))


@pytest.fixture(scope="module")
def situation() -> qf.Situation:
    return qf.open_case("teaching").situation()


@pytest.fixture(scope="module")
def result(situation: qf.Situation) -> qf.Result:
    return qf.Simulation(situation, days=DAYS, draws=DRAWS, seed=7).run()


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False)


def test_quantiles_are_those_of_the_draws(result: qf.Result) -> None:
    table, draws = long_table(result), long_table(result, all_draws=True)
    assert list(table.columns) == list(draws.columns) == list(COLUMNS)
    key = ["target", "location", "commodity", "horizon"]
    every = {name: part["value"].to_numpy() for name, part in draws.groupby(key)}
    assert {len(values) for values in every.values()} == {DRAWS}
    for name, part in table.groupby(key):
        assert list(part["output_type_id"].astype(float)) == list(LEVELS)
        np.testing.assert_allclose(part["value"], np.quantile(every[name], LEVELS))
    assert set(table["target"]) == {"new_arrivals", "new_arrivals_cumulative", "days_of_supply"}
    assert set(table["horizon"]) == set(range(1, DAYS + 1))
    assert set(table["calibrated"]) == {"no"}


def test_cumulative_arrivals_are_the_sum_of_the_daily_ones(result: qf.Result) -> None:
    draws = long_table(result, all_draws=True)
    daily, total = (
        draws[draws["target"] == target]
        .pivot_table(index=["location", "output_type_id"], columns="horizon", values="value")
        .to_numpy()
        for target in ("new_arrivals", "new_arrivals_cumulative")
    )
    np.testing.assert_array_equal(daily.cumsum(axis=1), total)


def test_the_command_prints_one_object(tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    done = qafila("simulate", "teaching", *SIZE, "--threads", "1", "--json", "--out", str(out))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert {"rules", "draws", "days", "threads", "seconds", "people", "seed", "input_hash"} <= set(
        told
    )
    assert (told["draws"], told["days"], told["threads"], told["rules"]) == (12, 6, 1, "qafila")
    assert told["people"] > 400_000
    printed = qafila("simulate", "teaching", *SIZE, "--threads", "2", "--csv")
    assert printed.stdout == out.read_text(encoding="utf-8")
    assert list(read(printed.stdout).columns) == list(COLUMNS)


def test_without_options_it_prints_what_a_person_wants_to_read() -> None:
    done = qafila("simulate", "teaching", *SIZE)
    assert "not calibrated" in done.stdout.splitlines()[0]
    assert [line.split()[-1] for line in done.stdout.splitlines()[2:]] == [
        "people", "people", "days",
    ]  # fmt: skip


def test_wrong_formats_fail_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown format"):
        probe_format(tmp_path / "table.xlsx")
    done = qafila("simulate", "teaching", "--out", "table.xlsx")
    assert done.returncode == 2
    assert "reports" not in done.stderr


def test_parquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match='pip install "pyarrow'):
        probe_format(tmp_path / "table.parquet")


def test_a_scenario_is_marked_as_one(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('days = 4\n[[changes]]\nkind = "close_corridor"\ntarget_id = "north"\n')
    done = qafila("simulate", "teaching", "--scenario", str(plan), "--draws", "5", "--csv")
    table = read(done.stdout)
    assert set(table["product"]) == {"scenario"}
    assert table["horizon"].max() == 4


def test_a_summary_is_the_table_of_the_draws(result: qf.Result) -> None:
    situation = qf.open_case("teaching").situation()
    summary = qf.Simulation(situation, days=DAYS, draws=DRAWS, seed=7).summarise()
    key = ["target", "location", "commodity", "horizon", "output_type_id"]
    one, other = (
        table.set_index(key)["value"].sort_index()
        for table in (summary_table(summary), long_table(result))
    )
    assert one.index.equals(other.index)
    np.testing.assert_allclose(one, other, rtol=1 / 128, atol=1 / 256)


def test_intervals_of_supply_are_those_of_a_brief(
    situation: qf.Situation, result: qf.Result
) -> None:
    factor = declared_factor(situation)
    assert factor > 1.0
    summary = qf.Simulation(situation, days=DAYS, draws=DRAWS, seed=7).summarise()
    brief = forecast_from_result(situation, result, range(1, DAYS + 1)).frame
    brief = brief[brief["expert"] == "simulation"]
    tables = (long_table(result, inflation=factor), summary_table(summary, inflation=factor))
    for table in (*tables, brief):
        one = table[table["location"].isin([situation.case.city, "total"])]
        one = one[one["output_type"] == "quantile"]
        one = one[one["target"].isin(["days_of_supply", "new_arrivals_cumulative"])]
        told = one.set_index(["target", "horizon", "output_type_id"])["value"].sort_index()
        if table is tables[0]:
            first = told
        assert told.index.equals(first.index)
        np.testing.assert_allclose(told, first, rtol=1 / 64, atol=1 / 64)
    plain = long_table(result).set_index(["target", "location", "horizon", "output_type_id"])
    wide = tables[0].set_index(plain.index.names)
    apart = (
        (wide["value"] - plain["value"])
        .reset_index()
        .pivot_table(
            index=["target", "location", "horizon"], columns="output_type_id", values="value"
        )
    )
    supply = apart.loc["days_of_supply"]
    assert (supply["0.05"] <= 0.0).all()
    assert (supply["0.95"] >= 0.0).all()
    assert (supply["0.95"] > 0.1).any()
    np.testing.assert_allclose(supply["0.5"], 0.0, atol=1e-9)
    assert (apart.drop("days_of_supply") == 0.0).all(axis=None)


def test_the_command_says_that_intervals_of_supply_are_stretched() -> None:
    size = ("--days", "4", "--draws", "6")
    assert "stretched by 1.5" in qafila("simulate", "teaching", *size).stdout
    plain, streamed = (
        json.loads(qafila("simulate", "teaching", *size, *more, "--json").stdout)
        for more in ((), ("--summary",))
    )
    for one, other in zip(
        *(
            [row for row in found["last_day"] if row["unit"] == "days"]
            for found in (plain, streamed)
        ),
        strict=True,
    ):
        for key in ("low90", "median", "high90"):
            assert one[key] == pytest.approx(other[key], rel=1 / 64, abs=1 / 64)
    assert plain["interval_inflation"] == 1.5


def test_a_scenario_is_compared_draw_by_draw(tmp_path: Path) -> None:
    plan, out = tmp_path / "north.toml", tmp_path / "difference.csv"
    plan.write_text('[[changes]]\nkind = "close_corridor"\ntarget_id = "north"\n')
    size = (*SIZE, "--scenario", str(plan), "--compare")
    done = qafila("simulate", "teaching", *size, "--out", str(out), "--json")
    record, table = json.loads(done.stdout), pd.read_csv(out, keep_default_na=False)
    assert record["product"] == "scenario"
    assert set(table["product"]) == {"scenario"}
    assert all(target.startswith("difference_of_") for target in table["target"])
    supply = next(one for one in record["difference"] if one["unit"] == "days")
    assert supply["low90"] <= supply["median"] <= supply["high90"] <= 0.0
    assert supply["low90"] < 0.0
    told = qafila("simulate", "teaching", *size)
    assert "each draw against its pair" in told.stdout


def test_pairs_may_be_summed_up(situation: qf.Situation) -> None:
    cut = [qf.Change("close_corridor", "north")]
    simulation = qf.Simulation(situation, days=DAYS, draws=DRAWS, seed=7, changes=cut)
    held = difference_table(simulation.without_changes().run(), simulation.run())
    streamed = summary_table(simulation.summarise(paired=True), difference=True)
    key = ["target", "location", "commodity", "horizon", "output_type_id"]
    one, other = (table.set_index(key)["value"].sort_index() for table in (streamed, held))
    assert one.index.equals(other.index)
    assert other.abs().sum() > 0
    np.testing.assert_allclose(one, other, rtol=1 / 128, atol=1 / 256)
    assert set(streamed["product"]) == {"scenario"}
    with pytest.raises(InputError, match="nothing is changed"):
        qf.Simulation(situation, days=DAYS, draws=DRAWS).summarise(paired=True)


def test_a_summary_of_pairs_is_one_command(tmp_path: Path) -> None:
    plan = tmp_path / "north.toml"
    plan.write_text('[[changes]]\nkind = "close_corridor"\ntarget_id = "north"\n')
    size = (*SIZE, "--scenario", str(plan), "--compare", "--summary", "--json")
    record = json.loads(qafila("simulate", "teaching", *size).stdout)
    assert {one["target"] for one in record["difference"]} >= {"difference_of_days_of_supply"}


def test_draws_that_no_memory_holds_are_refused_before_the_work(situation: qf.Situation) -> None:
    simulation = qf.Simulation(situation, days=60, draws=100_000)
    with pytest.raises(InputError, match=r"summarise\(\) in Python"):
        simulation.run()
    done = qafila("simulate", "teaching", "--draws", "100000")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--summary" in done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--compare",), "there is no scenario to compare"),
        (("--summary", "--all-draws"), "--all-draws: it excludes --summary"),
        (("--compare", "--all-draws"), "--all-draws: it excludes --compare"),
    ],
)
def test_what_excludes_itself_is_refused(options: tuple[str, ...], words: str) -> None:
    done = qafila("simulate", "teaching", *SIZE, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
