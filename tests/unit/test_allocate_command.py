"""``qafila simulate --flee``: a folder of Flee from its input to its tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import qafila as qf
from qafila.cli import app
from qafila.commands.allocate import allocate
from qafila.commands.allocate_options import AllocateOptions, case_parameters, open_plan
from qafila.commands.allocate_tables import (
    ALLOCATION,
    DIFFERENCE_COLUMNS,
    DRAW_COLUMNS,
    LEVELS,
    SUMMARY_COLUMNS,
)
from qafila.errors import InputError
from qafila.interop import FleeFolder, open_flee
from qafila.simulate import Change, Scenario, Simulation, read_scenario
from qafila.simulate.allocation import source
from qafila.simulate.allocation.scores import counted_camps, error_figures, mean_error
from qafila.simulate.scenario import KINDS, SETTING
from tests.support.flee_folders import CLOSURES, SETTINGS, write_folder
from tests.support.folder_members import MadeMembers
from tests.unit.test_cli import qafila

ROOT = Path(__file__).resolve().parents[2]
DRAWS, DAYS = 40, 6
CLOSED = '[[changes]]\nkind = "close_camp"\ntarget_id = "Epsilon"\nstart_day = 3\n'


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Members of no rule, so that only what is made of them is tested."""

    def members(folder: FleeFolder, draws: int, seed: int, **_: object) -> MadeMembers:
        return MadeMembers(folder, draws, seed)

    monkeypatch.setattr(source, "folder_members", members)


def run(*arguments: str) -> Any:
    """The command in this process; errors are raised."""
    return CliRunner().invoke(app, ["simulate", *arguments], catch_exceptions=False)


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_every_draw_is_a_table_with_what_was_counted(ending: str, tmp_path: Path) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    folder, out = write_folder(tmp_path / "made"), tmp_path / f"out{ending}"
    done = run("--flee", str(folder), "--draws", str(DRAWS), "--seed", "5", "--out", str(out))
    assert done.exit_code == 0
    table = read(out)
    assert tuple(table.columns) == DRAW_COLUMNS
    assert len(table) == DRAWS * DAYS * 2
    members = MadeMembers(open_flee(folder), DRAWS, 5).run(0, DRAWS)["present"]
    np.testing.assert_array_equal(table["simulated"], members.ravel())
    last = table[(table["draw"] == 3) & (table["day"] == DAYS - 1)].set_index("location")
    assert last["observed"].to_dict() == {"Delta": 300, "Epsilon": 200}
    assert str(last["date"].iloc[0]).startswith("2012-03-05")


@pytest.mark.usefixtures("made")
def test_a_summary_is_that_of_the_draws(tmp_path: Path) -> None:
    folder, out = write_folder(tmp_path / "made"), tmp_path / "out.csv"
    size = ("--draws", str(DRAWS), "--seed", "5")
    run("--flee", str(folder), *size, "--summary", "--out", str(out))
    table = read(out)
    assert tuple(table.columns) == SUMMARY_COLUMNS
    members = MadeMembers(open_flee(folder), DRAWS, 5).run(0, DRAWS)["present"].reshape(DRAWS, -1)
    np.testing.assert_allclose(table["mean"], members.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(table["sd"], members.std(axis=0, ddof=1), rtol=1e-5)
    for name, level in zip(SUMMARY_COLUMNS[5:-1], LEVELS, strict=True):
        np.testing.assert_allclose(table[name], np.quantile(members, level, axis=0), rtol=1 / 256)


@pytest.mark.usefixtures("made")
def test_one_object_holds_sizes_times_and_errors(tmp_path: Path) -> None:
    path = write_folder(tmp_path)
    done = run("--flee", str(path), "--draws", str(DRAWS), "--threads", "2", "--json")
    record = json.loads(done.stdout)
    assert (record["rules"], record["draws"], record["days"]) == ("qafila", DRAWS, DAYS)
    assert (record["product"], record["threads"], record["seed"]) == ("allocation", 2, 7)
    assert record["seconds"] > 0.0
    folder = open_flee(path)
    members = MadeMembers(folder, DRAWS, 7).run(0, DRAWS)
    positions, counted = counted_camps(folder)
    present = members["present"][..., positions]
    wanted = error_figures(present.mean(axis=0), mean_error(present, counted), counted)
    for name in ("error", "error_per_draw_mean", "error_per_draw_sd"):
        assert record[name] == pytest.approx(wanted[name], abs=1e-6)
    assert record["error_after30"] is None, "the run is shorter"
    assert record["people"] == round(float(members["people"][:, -1].mean()))
    assert (record["warnings"], record["repaired"]) == ([], [])


@pytest.mark.usefixtures("made")
def test_the_terminal_shows_camps_and_says_what_they_are(tmp_path: Path) -> None:
    done = run("--flee", str(write_folder(tmp_path)), "--draws", "9")
    assert ALLOCATION in done.stdout
    rows = [
        line.replace(", ", ",").split() for line in done.stdout.splitlines() if line[:2] == "  "
    ]
    assert rows[0] == ["camp", "5", "%", "median", "95", "%", "observed"]
    assert [(row[0], row[-1]) for row in rows[1:]] == [
        ("Delta,Away", "300"), ("Epsilon,Away", "200"),
    ]  # fmt: skip


@pytest.mark.usefixtures("made")
def test_a_scenario_is_compared_draw_by_draw(tmp_path: Path) -> None:
    folder, out, plan = write_folder(tmp_path / "x"), tmp_path / "d.csv", tmp_path / "plan.toml"
    plan.write_text(CLOSED, encoding="utf-8")
    size = ("--flee", str(folder), "--draws", str(DRAWS), "--scenario", str(plan), "--compare")
    done = run(*size, "--out", str(out), "--json")
    record, table = json.loads(done.stdout), read(out)
    assert record["product"] == "allocation"
    assert tuple(table.columns) == DIFFERENCE_COLUMNS
    assert set(table["product"]) == {"allocation"}
    last = {one["location"]: one for one in record["difference"]}
    # Three days of about 50 people stay away from one camp, and exactly nobody from the other.
    assert {last["Delta"][key] for key in ("mean", "low90", "high90")} == {0.0}
    assert (
        -200
        < last["Epsilon"]["low90"]
        < last["Epsilon"]["median"]
        < last["Epsilon"]["high90"]
        < -100
    )
    own = table[(table["location"] == "Epsilon") & (table["day"] == DAYS - 1)].iloc[0]
    assert own["difference"] == pytest.approx(own["with"] - own["without"], abs=0.1)
    streamed = tmp_path / "s.csv"
    run(*size, "--summary", "--out", str(streamed))
    pd.testing.assert_frame_equal(read(streamed), table)
    told = run(*size)
    third = open_flee(folder).start + dt.timedelta(days=3)
    assert f"WHAT IF, not a forecast: close camp Epsilon from {third} to the end" in told.stdout
    assert "each draw against its pair" in told.stdout


@pytest.mark.usefixtures("made")
def test_flees_own_columns_can_be_written(tmp_path: Path) -> None:
    folder, out = write_folder(tmp_path / "x"), tmp_path / "out.csv"
    run("--flee", str(folder), "--draws", "1", "--flee-out", str(out))
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    members = MadeMembers(open_flee(folder), 1, 7).run(0, 1)["present"][0]
    assert [int(row["Delta sim"]) for row in rows] == members[:, 0].tolist()
    assert rows[-1]["Epsilon data"] == "200"


@pytest.mark.usefixtures("made")
def test_days_and_draws_come_from_options_then_the_scenario_then_the_folder(tmp_path: Path) -> None:
    folder, plan = write_folder(tmp_path / "x"), tmp_path / "plan.toml"
    plan.write_text("days = 4\ndraws = 3\n", encoding="utf-8")
    opened, found = open_plan(folder, scenario=plan, days=5)
    assert (opened.days, found.days, found.draws) == (5, 5, 3)
    assert open_plan(folder, scenario=plan)[0].days == 4
    assert open_plan(folder)[1].days == DAYS


def test_parameters_of_a_case_hold_in_a_folder(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    own = case_parameters("teaching")
    assert own is not None
    far = own.assign(
        **{name: own[name].where(own["parameter"] != "distance_scale", 1e5)
           for name in ("best", "low", "high")}
    )  # fmt: skip
    plan = Scenario(days=DAYS, draws=30)
    one, other = (
        allocate(folder, plan, AllocateOptions(parameters=table)).allocation.mean
        for table in (own, far)
    )
    assert (one != other).any()
    result = Simulation(folder, draws=30, parameters=far).run()
    np.testing.assert_array_equal(result.data["present"].mean("draw"), other)
    situation = qf.open_case("teaching").situation()
    result = Simulation(folder, draws=30, parameters=situation.parameters).run()
    np.testing.assert_array_equal(result.data["present"].mean("draw"), one)
    with pytest.raises(InputError, match="parameters of its own"):
        Simulation(situation, parameters=own)
    with pytest.raises(InputError, match="settings and no parameters"):
        Simulation(folder, rules="flee", parameters=own)


def test_what_excludes_itself_is_refused_before_the_work(tmp_path: Path) -> None:
    folder = open_flee(write_folder(tmp_path))
    with pytest.raises(InputError, match="there is no scenario to compare"):
        allocate(folder, Scenario(days=DAYS), AllocateOptions(compare=True))
    many, wanted = Scenario(days=DAYS, draws=100_000), AllocateOptions(draws_wanted=True)
    long = open_flee(write_folder(tmp_path), days=500, lenient=True)
    with pytest.raises(InputError, match="add --summary"):
        allocate(long, many, wanted)
    room = Scenario(days=DAYS, changes=(Change("add_capacity", "Delta", value=10.0),))
    for options in (AllocateOptions(), AllocateOptions("flee", capacities=False)):
        with pytest.raises(InputError, match="camps are never full"):
            allocate(folder, room, options)
    intake = Scenario(days=DAYS, changes=(Change("add_intake", "Delta", value=10.0),))
    with pytest.raises(InputError, match="know no intake"):
        allocate(folder, intake, AllocateOptions("flee"))
    own = AllocateOptions("flee", parameters=case_parameters("teaching"))
    with pytest.raises(InputError, match="settings and no parameters"):
        allocate(folder, Scenario(days=DAYS), own)
    bare = replace(folder, observed=None)
    with pytest.raises(InputError, match="no known total to allocate"):
        allocate(bare, Scenario(days=DAYS), AllocateOptions())
    with pytest.raises(InputError, match='did you mean "flee"'):
        allocate(folder, Scenario(days=DAYS), AllocateOptions(rules="fle"))
    for named in (
        AllocateOptions(all_draws=True, summary=True),
        AllocateOptions(all_draws=True, compare=True),
    ):
        with pytest.raises(InputError, match="--all-draws: it excludes"):
            allocate(folder, room, named)


@pytest.mark.usefixtures("made")
def test_every_draw_may_be_asked_for_by_name(tmp_path: Path) -> None:
    size = ("--flee", str(write_folder(tmp_path)), "--draws", "4", "--csv")
    assert run(*size, "--all-draws").stdout == run(*size).stdout


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("more", [(), ("--compare",), ("--summary",), ("--compare", "--summary")])
def test_what_did_not_happen_is_not_held_against_what_was_counted(
    more: tuple[str, ...], tmp_path: Path
) -> None:
    folder, plan, out = write_folder(tmp_path / "x"), tmp_path / "plan.toml", tmp_path / "o.csv"
    plan.write_text(CLOSED, encoding="utf-8")
    size = ("--flee", str(folder), "--draws", "5", "--scenario", str(plan), *more)
    record = json.loads(run(*size, "--json", "--out", str(out)).stdout)
    errors = {name: value for name, value in record.items() if name.startswith("error")}
    assert errors == dict.fromkeys(
        ("error", "error_after30", "error_per_draw_mean", "error_per_draw_sd")
    )
    assert {one["observed"] for one in record["last_day"]} == {None}
    assert (record["product"], len(record["changes"])) == ("allocation", 1)
    table = read(out)
    if "--compare" not in more:
        assert table["observed"].isna().all()
    told = run(*size).stdout
    assert "observed" not in told
    assert "Error" not in told
    assert "not a forecast, under a scenario" in told


@pytest.mark.usefixtures("made")
def test_flees_columns_are_refused_where_they_would_hold_what_was_not_counted(
    tmp_path: Path,
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(CLOSED, encoding="utf-8")
    folder, out = write_folder(tmp_path / "x"), tmp_path / "out.csv"
    with pytest.raises(InputError, match="what a scenario changes was not"):
        run("--flee", str(folder), "--scenario", str(plan), "--flee-out", str(out))
    idps = {"simsetting.yml": "log_levels:\n  idp_totals: 1\n" + SETTINGS}
    logged = write_folder(tmp_path / "y", idps)
    with pytest.raises(InputError, match=r"set log_levels\.idp_totals to 0"):
        run("--flee", str(logged), "--flee-out", str(out))
    assert not out.exists()
    assert run("--flee", str(logged), "--draws", "2").exit_code == 0


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("rules", ["qafila", "flee"])
def test_only_flees_rules_know_a_debt(rules: str, tmp_path: Path) -> None:
    falling = {
        "source_data/delta.csv": "2012-02-29,400\n2012-03-02,100\n2012-03-05,400\n",
        "input_csv/registration_corrections.csv": None,
    }
    folder, out = write_folder(tmp_path / "x", falling), tmp_path / "out.csv"
    run("--flee", str(folder), "--rules", rules, "--draws", "1", "--flee-out", str(out))
    owed = [row["refugee_debt"] for row in csv.DictReader(io.StringIO(out.read_text("utf-8")))]
    if rules == "qafila":
        assert set(owed) == {""}
    else:
        assert max(int(one) for one in owed) > 0


@pytest.mark.parametrize("rules", ["qafila", "flee"])
@pytest.mark.parametrize("changes", [(), (Change("close_camp", "Epsilon", 3),)])
def test_the_command_gives_what_python_gives(
    rules: str, changes: tuple[Change, ...], tmp_path: Path
) -> None:
    folder = open_flee(write_folder(tmp_path))
    done = allocate(folder, Scenario(DAYS, 9, 3, changes), AllocateOptions(rules))
    result = Simulation(folder, draws=9, seed=3, changes=changes, rules=rules).run()
    assert done.draws is not None
    np.testing.assert_array_equal(done.draws, result.data["present"])
    seen = done.table()["observed"].to_numpy(dtype=float, na_value=np.nan)
    np.testing.assert_array_equal(seen, result.to_dataframe()["observed"])


@pytest.mark.parametrize("key", ["conflict_driven_spawning", "flood_driven_spawning"])
def test_people_whom_conflict_drives_need_no_counts(key: str, tmp_path: Path) -> None:
    """The command and Python alike, under the rules of Flee alone."""
    asked = f"spawn_rules:\n  {key}:\n    spawn_mode: constant\n  take_from_population: True\n"
    if key.startswith("flood"):
        asked += "  flood_zone_spawning_only: True\n  conflict_zone_spawning_only: False\n"
    driven = SETTINGS.replace("spawn_rules:\n", asked)
    bare: dict[str, str | bytes | None] = {
        f"source_data/{name}.csv": None for name in ("data_layout", "refugees", "delta", "epsilon")
    }
    bare |= {"input_csv/registration_corrections.csv": None, "simsetting.yml": driven}
    if key.startswith("flood"):
        bare["input_csv/flood_level.csv"] = "#Day,Alpha\n0,0\n2,4\n5,4\n"
    folder = open_flee(write_folder(tmp_path, bare))
    assert folder.observed is None
    done = allocate(folder, Scenario(DAYS, 4), AllocateOptions("flee"))
    result = Simulation(folder, draws=4, rules="flee").run()
    np.testing.assert_array_equal(done.draws, result.data["present"])
    assert done.people[-1] == float(result.data["people"][:, -1].mean()) > 0
    assert done.record["error"] is None
    assert np.isnan(result.data["observed"]).all()
    assert np.isnan(result.data["error"]).all()
    with pytest.raises(InputError, match="no known total to allocate"):
        allocate(folder, Scenario(DAYS, 4), AllocateOptions())
    with pytest.raises(InputError, match="no known total to allocate"):
        Simulation(folder, draws=4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name a CASE, or an input folder of Flee by --flee"),
        (("teaching", "--hasten", "3"), "--hasten needs --flee"),
        (("teaching", "--no-capacities"), "--no-capacities needs --flee"),
        (("teaching", "--days", "400"), "--days 400 is above 365"),
        (("--flee", "nowhere"), "there is no such folder"),
        (("--flee", "nowhere", "--as-of", "2025-01-01"), "--as-of means nothing with --flee"),
    ],
)
def test_wrong_use_ends_with_one_clear_message(arguments: tuple[str, ...], words: str) -> None:
    done = qafila("simulate", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_all_faults_are_named_at_once_and_repaired_where_asked(tmp_path: Path) -> None:
    """The command names each fault in a paragraph of its own, and ends with exit code 2."""
    folder = write_folder(
        tmp_path,
        {
            "input_csv/closures.csv": CLOSURES + "lokation,Epsilon,,1,3\n",
            "source_data/delta.csv": '2012-02-29,100\n2012-03-04,"22,849"\n',
            "simsetting.yml": SETTINGS.replace("camp_weight", "camp_wieght"),
        },
    )
    done = qafila("simulate", "--flee", str(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert "qafila: 3 problems" in done.stderr
    for words in ("closures.csv, row 5", "delta.csv, row 2", 'did you mean "camp_weight"?'):
        assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("made")
def test_repairs_are_told_with_file_and_row(tmp_path: Path) -> None:
    counts = '2012-02-29,100\n2012-03-04,"22,849"\n'
    folder = write_folder(tmp_path, {"source_data/delta.csv": counts})
    done = run("--flee", str(folder), "--lenient", "--draws", "2", "--json")
    assert "repaired: delta.csv, row 2, column" in done.stderr
    assert any("read as 22849" in one for one in json.loads(done.stdout)["repaired"])


@pytest.mark.parametrize("columns", [DRAW_COLUMNS, SUMMARY_COLUMNS, DIFFERENCE_COLUMNS])
def test_the_page_gives_the_columns_that_are_written(columns: tuple[str, ...]) -> None:
    text = (ROOT / "docs" / "flee.md").read_text(encoding="utf-8")
    assert "columns `" + "`, `".join(columns) + "`" in text


def test_the_page_names_every_change_of_a_folder_and_its_example_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "flee.md").read_text(encoding="utf-8")
    part = text[text.index("## What if") :]
    example = part[part.index("```toml") + 8 : part.index("```\n\n")]
    (tmp_path / "plan.toml").write_text(example, encoding="utf-8")
    plan = read_scenario(tmp_path / "plan.toml")
    assert [change.kind for change in plan.changes] == ["close_route", "close_camp"]
    # Folders tell of no supplies, nor of a city under siege.
    supply = {"set_parameter", "truce", *SETTING}
    assert {kind for kind in KINDS if "corridor" not in kind and f"`{kind}`" not in part} == supply


@pytest.mark.usefixtures("made")
def test_names_cannot_steer_a_terminal(tmp_path: Path) -> None:
    hostile = "De\x1b[2Jlta\u202e"
    changes = {
        name: text.replace("Delta", hostile)
        for name, text in write_texts().items()
        if "Delta" in text
    }
    folder = write_folder(tmp_path, changes)
    for ending in ((), ("--json",)):
        with pytest.raises(InputError) as refused:
            run("--flee", str(folder), "--draws", "2", *ending)
        done = run("--flee", str(folder), "--draws", "2", "--lenient", *ending)
        assert done.exit_code == 0
        for told in (str(refused.value), done.stdout + done.stderr):
            assert not {"\x1b", "\u202e"} & set(told)


def write_texts() -> dict[str, str]:
    from tests.support.flee_folders import FILES

    return {name: text for name, text in FILES.items() if isinstance(text, str)}
