"""Looking back on registered people: folders, scores, the shipped table, the command."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from qafila.cli import app
from qafila.commands.backtest import (
    BacktestOptions,
    all_rows,
    backtest,
    check_experts,
)
from qafila.commands.backtest_sources import folders_in, gather, open_folders
from qafila.errors import InputError
from qafila.files import package_data
from qafila.forecasting.displacement.combining import combine
from qafila.forecasting.displacement.folders import open_folder
from qafila.forecasting.displacement.judging import best_elsewhere
from qafila.forecasting.displacement.pool import POOL, pool, pool_text, read_pool
from qafila.forecasting.displacement.scoring import crps
from qafila.forecasting.displacement.targets import known_sites
from qafila.tables import read_table
from tests.support.displacement import START, write_folders
from tests.support.flee_draws import SHARED

FOLDERS = SHARED / "cases" / "flee"
public = pytest.mark.skipif(not FOLDERS.is_dir(), reason="the public Flee folders are not here")
QUICK = BacktestOptions(experts=("persistence", "damped", "ets"), jobs=1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("folders")
    write_folders(root)
    return root


def test_counts_are_read_as_reported(folders: Path) -> None:
    crisis, folder = open_folder(folders / "mali")
    assert (crisis.name, crisis.home, crisis.start) == ("mali", "MLI", START)
    assert [site.place for site in crisis.sites] == ["Delta", "Epsilon"]
    assert [site.asylum for site in crisis.sites] == ["NER", "NER"]
    lines = (folders / "mali/source_data/delta.csv").read_text().splitlines()
    assert crisis.sites[0].people.tolist() == [float(line.split(",")[1]) for line in lines]
    told = dt.date.fromisoformat(lines[10].split(",")[0])
    assert crisis.sites[0].recounts == ((told - folder.start).days,)


def test_files_of_one_place_count_with_their_last_report(folders: Path, tmp_path: Path) -> None:
    (made,) = write_folders(tmp_path, ("Mali",))
    source = made / "source_data"
    (source / "delta.csv").write_text("2020-01-01,10\n2020-01-20,30\n")
    (source / "more.csv").write_text("2020-01-05,100\n2020-01-25,200\n")
    layout = source / "data_layout.csv"
    layout.write_text(layout.read_text().replace("Delta,delta.csv", "Delta,delta.csv,more.csv"))
    site = open_folder(made, lenient=True)[0].sites[0]
    assert site.day.tolist() == [0, 4, 19, 24]
    assert site.people.tolist() == [10, 110, 130, 230]


def test_a_folder_without_counts_is_refused(tmp_path: Path) -> None:
    (made,) = write_folders(tmp_path, ("Mali",))
    for name in ("delta", "epsilon"):
        (made / f"source_data/{name}.csv").write_text("2020-01-01,0\n2020-02-01,0\n")
    with pytest.raises(InputError, match="no place has a count of people above zero"):
        open_folder(made)


def test_a_place_is_known_from_its_first_people_on(folders: Path) -> None:
    crisis, _ = open_folder(folders / "mali")
    for site in crisis.sites:
        first = int(site.day[np.argmax(site.people > 0)])
        known = {one.place for one in known_sites(crisis, first)}
        before = {one.place for one in known_sites(crisis, first - 1)}
        assert site.place in known - before


def test_scores_of_a_backtest(folders: Path) -> None:
    crises, others, notes = gather([folders], [], lenient=False)
    assert notes == []
    done = backtest(crises, QUICK, others)
    table = done.scores
    assert list(table.columns)[:8] == [
        "crisis", "product", "horizon", "expert", "scale", "metric", "value", "n_targets",
    ]  # fmt: skip
    assert np.isfinite(table["value"]).all()
    assert set(table["product"]) == {"unconditional"}
    assert set(table["crisis"]) == {"mali", "burundi", "syria", "pooled"}
    assert set(table["expert"]) == {"persistence", "damped", "ets", "qafila"}
    keyed = table.set_index(["crisis", "horizon", "expert", "scale", "metric"])["value"]
    for crisis in ("mali", "burundi", "syria"):
        ours = keyed[crisis, 30, "qafila", "natural", "crps"]
        last = keyed[crisis, 30, "persistence", "natural", "crps"]
        ratio = keyed[crisis, 30, "qafila", "natural", "crps_ratio_persistence"]
        assert ratio == pytest.approx(ours / last)
    ratios = [keyed[one, 30, "qafila", "natural", "crps_ratio_persistence"] for one in
              ("mali", "burundi", "syria")]  # fmt: skip
    pooled = keyed["pooled", 30, "qafila", "natural", "crps_ratio_persistence"]
    assert pooled == pytest.approx(float(np.exp(np.mean(np.log(ratios)))))


def test_best_naive_is_chosen_without_the_scored_country() -> None:
    losses = {
        "one": np.array([1.0, 0.1]), "two": np.array([1.0, 2.0]), "three": np.array([1.0, 3.0]),
        "other": np.array([1.0, 0.2]),
    }  # fmt: skip
    homes = {"one": "MLI", "two": "SYR", "three": "BDI", "other": "MLI"}
    assert best_elsewhere(losses, homes, "one", [0, 1]) == 0
    assert best_elsewhere(losses, homes, "two", [0, 1]) == 1


@pytest.mark.parametrize("expert", ["persistence", "ets"])
def test_an_expert_gains_nothing_by_being_combined_alone(expert: str) -> None:
    """Baselines are calibrated as well as the combination is, so that a gain is one of skill."""
    public_rows = pool()
    rows = public_rows.where((public_rows.kind == "site") & (public_rows.horizon == 60))
    alone = rows.among([expert])
    logs = []
    for home in ("CAF", "NGA", "SSD", "SYR"):
        own = alone.home == home
        told = combine(alone.where(own), alone.where(~own), boosting=False)
        truth = told.rows.truth
        logs.append(
            np.log(crps(told.quantiles, truth).mean() / crps(told.experts[:, 0], truth).mean())
        )
    assert float(np.exp(np.mean(logs))) == pytest.approx(1.0, abs=0.01)


def test_processes_and_machines_change_no_number(folders: Path) -> None:
    from distributed import LocalCluster

    crises, _, _ = gather([folders], [], lenient=False)
    alone = backtest(crises, QUICK)
    two = backtest(crises, BacktestOptions(experts=QUICK.experts, jobs=2))
    with LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as here:
        options = BacktestOptions(experts=QUICK.experts, cluster=here.scheduler_address)
        spread = backtest(crises, options)
    for found in (two, spread):
        assert found.scores.equals(alone.scores)
        assert np.array_equal(found.told.quantiles, alone.told.quantiles)


def test_the_shipped_table_keeps_its_schema() -> None:
    data = package_data("defaults", f"{POOL}.csv").read_bytes()
    frame, problems = read_table(POOL, data, f"{POOL}.csv")
    assert not problems
    assert set(frame["home"]) == {"BDI", "CAF", "ETH", "MLI", "NGA", "SSD", "SYR"}
    assert np.isfinite(pool().points).all()


OTHERS = ("car2013", "syria2013")


@public
@pytest.mark.parametrize(
    "name", ["burundi2015", *(pytest.param(one, marks=pytest.mark.slow) for one in OTHERS)]
)
def test_the_shipped_table_is_what_its_command_makes(name: str) -> None:
    crises, _ = open_folders([(FOLDERS / name, None)], lenient=True)
    rows = all_rows(crises, BacktestOptions(jobs=1))
    made = read_pool(pool_text(rows))
    shipped = pool().where(pool().crisis == name)
    assert len(made) == len(shipped)
    assert np.array_equal(made.horizon, shipped.horizon)
    for name in made.experts:
        assert np.allclose(
            made.among([name]).points, shipped.among([name]).points, rtol=0.02, atol=2.0
        )


def test_the_shipped_table_names_no_place_and_rounds_counts() -> None:
    text = package_data("defaults", f"{POOL}.csv").read_text(encoding="utf-8")
    frame = pd.read_csv(io.StringIO(text), dtype=str)
    assert frame["place"].str.fullmatch("[0-9]+").all()
    assert "truth" not in frame.columns
    digits = frame["stock"].str.replace(".", "").str.strip("0").str.len()
    assert digits.max() <= 4


def test_two_crises_of_one_name_are_refused(folders: Path) -> None:
    with pytest.raises(InputError, match="one name"):
        backtest([*gather([folders / "mali", folders / "mali"], [], lenient=False)[0]], QUICK)


def test_wrong_names_are_told() -> None:
    with pytest.raises(InputError, match='"etz"; did you mean'):
        check_experts(["persistence", "etz"])
    with pytest.raises(InputError, match="persistence is needed"):
        check_experts(["ets"])


def test_folders_and_counts_go_in_pairs(folders: Path) -> None:
    with pytest.raises(InputError, match="1 --flee and 2 --validation"):
        gather([folders], [folders, folders], lenient=False)
    with pytest.raises(InputError, match="several folders"):
        gather([folders], [folders], lenient=False)
    with pytest.raises(InputError, match="name what to score"):
        gather([], [], lenient=False)
    assert len(folders_in(folders)) == 3


def test_all_broken_folders_are_told_at_once(tmp_path: Path) -> None:
    made = write_folders(tmp_path)
    for one in made[:2]:
        (one / "input_csv/locations.csv").unlink()
    with pytest.raises(InputError) as caught:
        gather([tmp_path], [], lenient=False)
    assert str(caught.value).count("locations.csv") >= 2


def test_the_command(folders: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app,
        ["backtest", "--flee", str(folders), "--experts", "persistence,damped", "--origins", "30d",
         "--horizons", "30,7", "--out", str(out), "--json", "--jobs", "1"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert record["crises"] == ["burundi", "mali", "syria"]
    assert {row["horizon"] for row in record["scores"]} == {7, 30}
    scores = pd.read_csv(out / "scores.csv")
    assert (scores["n_targets"] > 0).all()
    forecasts = pd.read_parquet(out / "forecasts.parquet")
    assert list(forecasts.columns)[:9] == [
        "reference_date", "target", "horizon", "target_end_date", "location", "output_type",
        "output_type_id", "value", "product",
    ]  # fmt: skip
    assert forecasts["value"].notna().all()


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [("--origins", "0d", "no number of days"), ("--horizons", "7,x", "no number of days"),
     ("--horizons", "366", "beyond 365"), ("--experts", "nobody", "no expert")],
)  # fmt: skip
def test_wrong_options_are_told(folders: Path, option: str, value: str, told: str) -> None:
    done = CliRunner().invoke(app, ["backtest", "--flee", str(folders), option, value])
    assert done.exit_code != 0
    assert told in str(done.exception)
