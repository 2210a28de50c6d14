"""A forecast of registered people: its table, odd reports, and what is put away and scored."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from qafila.cli import app
from qafila.commands.backtest import BacktestOptions, backtest
from qafila.commands.backtest_sources import gather
from qafila.commands.folder_notes import count_notes
from qafila.commands.forecast import (
    Foretold,
    Source,
    foretell,
    probe_extra,
)
from qafila.commands.forecast_lines import forecast_lines
from qafila.commands.freezing import freeze
from qafila.commands.score import judge
from qafila.errors import InputError, MissingExtraError, OutputError, Problem
from qafila.files import package_data
from qafila.forecasting.displacement.experts import NAIVE
from qafila.forecasting.displacement.folders import open_folder
from qafila.forecasting.displacement.frozen import (
    content_hash,
    frozen_text,
    read_frozen,
    score_frozen,
    truth_of,
)
from qafila.forecasting.displacement.hub import COLUMNS
from qafila.forecasting.displacement.leads import at_leads, leads
from qafila.forecasting.displacement.looking_back import HORIZONS
from qafila.forecasting.displacement.outlook import Outlook, look_ahead
from qafila.forecasting.displacement.picture import plot_outlook
from qafila.forecasting.displacement.pool import pool
from qafila.forecasting.displacement.reports import Crisis
from qafila.forecasting.displacement.residuals import LEVELS
from qafila.forecasting.displacement.scoring import crps
from qafila.pictures import say_date
from tests.support.displacement import START, crisis, growing, learnt, site, write_folders
from tests.support.flee_draws import SHARED

FOLDERS = SHARED / "cases" / "flee"
LEVEL_IDS = ["0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"]


def outlook_of(made: Crisis, origin: int, horizons: tuple[int, ...] = HORIZONS) -> Outlook:
    """A forecast without trees, for speed."""
    found = look_ahead(made, origin, horizons, learnt(), threshold=500.0, experts=NAIVE)
    assert found is not None
    return found


def codes(outlook: Outlook) -> set[str]:
    return {one.code for one in outlook.cautions}


def is_sound(outlook: Outlook) -> None:
    """No gap, no falling quantile, nobody below zero."""
    table = outlook.table()
    assert list(table.columns) == list(COLUMNS)
    assert list(COLUMNS)[-1] == "product"
    assert not table.isna().any(axis=None)
    assert (table["value"] >= 0).all()
    assert (np.diff(outlook.quantiles, axis=2) >= 0).all()
    chances = table.loc[table["output_type"] == "cdf", "value"]
    assert ((chances >= 0) & (chances <= 1)).all()


@pytest.fixture(scope="module")
def made() -> Crisis:
    return growing(7, "made", "MLI")


def test_the_table_has_every_place_sum_horizon_and_level(made: Crisis) -> None:
    outlook = outlook_of(made, 150, (7, 60))
    is_sound(outlook)
    table = outlook.table()
    assert set(table["product"]) == {"unconditional"}
    assert set(table["location"]) == {"made-0", "made-1", "made-2", "total", "country:CIV"}
    quantiles = table[table["output_type"] == "quantile"]
    for _, cell in quantiles.groupby(["location", "horizon"]):
        assert cell["output_type_id"].tolist() == LEVEL_IDS
    assert set(quantiles["horizon"]) == {7, 30, 60}  # thirty days are always told
    cdf = table[table["output_type"] == "cdf"]
    assert set(cdf["horizon"]) == {30}
    assert set(cdf["output_type_id"]) == {"500"}
    assert len(cdf) == 5
    ahead = (table["target_end_date"] - table["reference_date"]).dt.days
    assert (ahead == table["horizon"]).all()


def test_every_target_is_a_row_of_the_table_of_targets(made: Crisis) -> None:
    text = package_data("schema", "targets.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines()]
    known = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert len(known) == len(rows) - 1
    sites = crisis(
        site("country:MRT", [0, 60, 140], [500.0, 900.0, 700.0], asylum="MRT"), *made.sites
    )
    outlook = look_ahead(
        sites, 150, HORIZONS, learnt(), threshold=1.0, hosted=frozenset({"made-0"}), experts=NAIVE
    )
    assert outlook
    told = set(outlook.table()["target"])
    assert told <= set(known)
    assert len(told) == 10
    for name in told:
        scored = name in ("registered_stock", "registered_net_change")
        assert (known[name]["validated"] == "yes") == scored
    assert known["new_arrivals_by_crossing"]["validated"] == "no"


def test_the_chance_of_change_is_that_of_the_quantiles(made: Crisis) -> None:
    outlook = outlook_of(made, 150)
    month = outlook.quantiles[:, outlook.horizons.index(30)]
    for at, chance in enumerate(outlook.chances()):
        below = LEVELS[month[at] < outlook.stock[at] + 500.0]
        above = LEVELS[month[at] > outlook.stock[at] + 500.0]
        assert (below.max() if len(below) else 0.0) <= 1 - chance + 1e-9
        assert 1 - chance <= (above.min() if len(above) else 1.0) + 1e-9


@pytest.mark.parametrize("threshold", [1234567.0, 1000.25, 123456789012.5, -20_000_001.0])
def test_the_table_of_chances_keeps_every_digit_of_the_threshold(
    made: Crisis, threshold: float
) -> None:
    outlook = look_ahead(made, 150, HORIZONS, learnt(), threshold=threshold, experts=NAIVE)
    assert outlook
    rows = outlook.table()
    rows = rows[rows["output_type"] == "cdf"]
    assert set(rows["output_type_id"].astype(float)) == {threshold}
    assert "e" not in "".join(set(rows["output_type_id"]))


def test_the_lines_keep_every_digit_of_the_threshold(made: Crisis) -> None:
    outlook = look_ahead(made, 150, HORIZONS, learnt(), threshold=1000.25, experts=NAIVE)
    source = Source("made", "MLI", made, START + dt.timedelta(days=150))
    lines = forecast_lines(Foretold(source, outlook, {"product": "unconditional"}))
    assert any("in 30 days more than 1,000.25 people" in line for line in lines)


def test_planning_figures_rise(made: Crisis) -> None:
    planning = outlook_of(made, 150).planning()
    assert (np.diff(planning, axis=2) >= 0).all()


def test_one_report_only_is_told_with_a_wide_interval() -> None:
    one = outlook_of(crisis(site("a", [100], [4000.0])), 100)
    many = outlook_of(crisis(site("a", list(range(0, 101, 10)), [4000.0] * 11)), 100)
    is_sound(one)
    assert "one_report" in codes(one)
    assert (np.ptp(one.quantiles, axis=2) > np.ptp(many.quantiles, axis=2)).all()


def test_zeros_alone_are_nobody_and_a_statement() -> None:
    zeros = crisis(site("a", [0, 10, 20], [0.0, 0.0, 0.0]))
    assert look_ahead(zeros, 30, HORIZONS, learnt(), threshold=1.0, experts=NAIVE) is None
    done = foretell(Source("made", "MLI", zeros, START + dt.timedelta(days=30)), HORIZONS, 1.0)
    assert done.outlook is None
    assert done.record["product"] is None  # nothing is forecast, and nothing allocated
    assert "nobody from MLI had been registered" in forecast_lines(done)[0]
    beside = outlook_of(crisis(*zeros.sites, site("b", [0, 20], [500.0, 900.0])), 40)
    is_sound(beside)
    assert "zeros" in codes(beside)
    assert beside.places == ("b",)


def test_an_old_report_widens_the_interval_and_keeps_the_median() -> None:
    days = list(range(0, 301, 10))
    reported = crisis(site("a", days, [4000.0 + 10 * day for day in days]))
    fresh, old = outlook_of(reported, 305), outlook_of(reported, 600)
    is_sound(old)
    assert "old" in codes(old)
    assert "old" not in codes(fresh)
    assert (np.ptp(old.quantiles, axis=2) > np.ptp(fresh.quantiles, axis=2)).all()


def test_a_fall_overnight_is_told_and_widens_the_interval() -> None:
    days = list(range(0, 301, 10))
    fell = crisis(site("a", days, [40_000.0] * 29 + [3000.0] * 2))
    steady = crisis(site("a", days, [3000.0] * 31))
    outlook = outlook_of(fell, 305)
    is_sound(outlook)
    assert "fell" in codes(outlook)
    wider = np.ptp(outlook.quantiles, axis=2) / np.ptp(outlook_of(steady, 305).quantiles, axis=2)
    assert (wider > 1.5).all()


def test_duplicated_dates_and_reports_out_of_order_are_told() -> None:
    days = [0, 20, 10, 30, 30]
    outlook = outlook_of(crisis(site("a", days, [1.0, 300.0, 200.0, 400.0, 900.0])), 60)
    is_sound(outlook)
    assert {"order", "duplicate"} <= codes(outlook)
    assert outlook.stock.tolist() == [900.0]  # the last one written, never a mean


def test_a_place_that_appears_halfway_is_told() -> None:
    days = list(range(0, 301, 10))
    late = crisis(
        site("a", days, [4000.0] * 31), site("b", [280, 290, 300], [900.0, 1800.0, 2500.0])
    )
    outlook = outlook_of(late, 305)
    is_sound(outlook)
    assert {one.place for one in outlook.cautions if one.code == "appeared"} == {"b"}


def test_a_horizon_beyond_the_record_is_wider_and_told(made: Crisis) -> None:
    outlook = outlook_of(made, 200, (90, 180, 365))
    is_sound(outlook)
    assert "beyond" in codes(outlook)
    wide = np.ptp(outlook.quantiles, axis=2)
    assert (np.diff(wide, axis=1) >= 0).all()
    assert "beyond" not in codes(outlook_of(made, 200, (90,)))


def test_what_comes_later_changes_nothing(made: Crisis) -> None:
    poisoned = crisis(
        *[
            site(
                one.place,
                one.day.tolist(),
                np.where(one.day > 150, 9e9, one.people).tolist(),
            )
            for one in made.sites
        ],
        site("later", [160], [9e9]),
    )
    before, after = outlook_of(made, 150), outlook_of(poisoned, 150)
    np.testing.assert_array_equal(before.quantiles, after.quantiles)
    assert before.cautions == after.cautions


@given(
    st.integers(1, 365),
    st.floats(0, 2000),
    st.floats(0, 400),
    st.lists(st.floats(0, 1e6), min_size=63, max_size=63),
)
@settings(deadline=None, max_examples=60)
def test_quantiles_rise_at_any_lead(
    horizon: int, age: float, length: float, values: list[float]
) -> None:
    known = np.sort(np.array(values).reshape(1, 3, 21), axis=2)
    lead = leads(horizon, np.array([age]), np.array([length]))
    found = at_leads(known, (7, 30, 90), horizon, lead)
    assert np.isfinite(found).all()
    assert (np.diff(found, axis=1) >= 0).all()
    assert (found >= 0).all()


def frozen_of(outlook: Outlook) -> str:
    return frozen_text(outlook, {"crisis": "made", "home": "MLI", "product": "unconditional"})


def test_a_frozen_forecast_scores_as_looking_back_did(made: Crisis) -> None:
    options = BacktestOptions(experts=NAIVE, jobs=1)
    looked = backtest([made], options, learnt())
    at = looked.told.rows.origin == 105
    frozen = read_frozen(frozen_of(outlook_of(made, 105)), "a.json")
    truth = truth_of(frozen, made)
    rows = looked.told.rows.where(at)
    scored = {(one.kind, one.horizon): one for one in score_frozen(frozen, truth)}
    assert len(scored) == 12
    for (kind, horizon), one in scored.items():
        cell = (rows.kind == kind) & (rows.horizon == horizon)
        assert one.targets == cell.sum()
        mean = crps(looked.told.quantiles[at][cell], rows.truth[cell]).mean()
        assert one.crps == pytest.approx(mean, rel=1e-12)


@pytest.mark.skipif(not FOLDERS.is_dir(), reason="the public folders are not here")
def test_a_frozen_forecast_of_a_public_crisis_scores_as_looking_back_did() -> None:
    crisis, _ = open_folder(FOLDERS / "burundi2015", lenient=True)
    looked = backtest([crisis], BacktestOptions(experts=NAIVE, jobs=1), pool())
    outlook = look_ahead(crisis, 120, HORIZONS, pool(), threshold=1000.0, experts=NAIVE)
    assert outlook
    frozen = read_frozen(frozen_of(outlook), "a.json")
    at = (looked.told.rows.origin == 120) & (looked.told.rows.kind == "site")
    scored = [one for one in score_frozen(frozen, truth_of(frozen, crisis)) if one.kind == "site"]
    assert [one.horizon for one in scored] == list(HORIZONS)
    for one in scored:
        cell = at & (looked.told.rows.horizon == one.horizon)
        assert one.targets == cell.sum()
        mean = crps(looked.told.quantiles[cell], looked.told.rows.truth[cell]).mean()
        assert one.crps == pytest.approx(mean, rel=1e-12)


def test_an_altered_forecast_is_found_out(made: Crisis) -> None:
    text = frozen_of(outlook_of(made, 105))
    record = json.loads(text)
    assert record["content_hash"] == content_hash(record)
    record["forecasts"][0]["quantiles"][3] += 1.0
    with pytest.raises(InputError, match="altered after it was frozen"):
        read_frozen(json.dumps(record), "a.json")
    for broken in ("", "[]", "{}", "[" * 100_000, '{"format": 3}'):
        with pytest.raises(InputError, match=r"a\.json"):
            read_frozen(broken, "a.json")


@pytest.fixture(scope="module")
def put_away(made: Crisis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("frozen") / "a.json"
    outlook = outlook_of(made, 105)
    source = Source("made", "MLI", made, outlook.day)
    record = {"configuration": {"horizons": [7, 30, 60, 90], "threshold": 500.0}}
    freeze(Foretold(source, outlook, record), path)
    return path


def test_a_frozen_forecast_is_never_written_over(put_away: Path, made: Crisis) -> None:
    outlook = outlook_of(made, 105)
    record = {"configuration": {"horizons": [7], "threshold": 1.0}}
    done = Foretold(Source("made", "MLI", made, outlook.day), outlook, record)
    before = put_away.read_bytes()
    with pytest.raises(OutputError, match="never written over"):
        freeze(done, put_away)
    assert put_away.read_bytes() == before


def test_observations_in_a_table_are_scored_and_the_rest_is_listed(
    put_away: Path, tmp_path: Path
) -> None:
    frozen = read_frozen(put_away.read_text(encoding="utf-8"), "a.json")
    day = frozen.reference + dt.timedelta(days=30)
    table = tmp_path / "came.csv"
    table.write_text(f"target_end_date,location,observation\n{day},made-1,3100\n", encoding="utf-8")
    judged = judge(put_away, table, None, lenient=False)
    assert [(one.kind, one.horizon, one.targets) for one in judged.scores] == [("site", 30, 1)]
    at = next(
        row
        for row, (place, ahead) in enumerate(zip(frozen.places, frozen.horizons, strict=True))
        if place == "made-1" and ahead == 30
    )
    expected = crps(frozen.quantiles[at][None], np.array([3100.0]))[0]
    assert judged.scores[0].crps == pytest.approx(expected)
    assert len(judged.open_rows()) == len(frozen.places) - 1
    table.write_text(f"target_end_date,location,observation\n{day},made-l,3100\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'row 2, column location.*did you mean "made-'):
        judge(put_away, table, None, lenient=False)


def test_a_missing_extra_is_told_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sklearn" else real(name)
    )
    with pytest.raises(MissingExtraError, match=re.escape('pip install "qafila[forecast]"')):
        probe_extra()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folders(tmp_path_factory.mktemp("flee"), ("Mali",))[0]


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_command_tells_freezes_and_scores_a_folder(folder: Path, tmp_path: Path) -> None:
    frozen, table = tmp_path / "frozen.json", tmp_path / "table.csv"
    told = run(
        "forecast", "--flee", str(folder), "--as-of", "2020-04-30", "--freeze", str(frozen),
        "--out", str(table), "--lenient", "--json",
    )  # fmt: skip
    record = json.loads(told)
    assert record["product"] == "unconditional"
    assert re.fullmatch("[0-9a-f]{64}", record["input_hash"])
    assert {one["location"] for one in record["forecasts"]} >= {"Delta", "Epsilon", "total"}
    assert "NaN" not in told
    for each in record["experts"].values():
        assert sum(each.values()) == pytest.approx(1.0)
    frame = pd.read_csv(table)
    assert list(frame.columns) == list(COLUMNS)
    assert not frame.isna().any(axis=None)
    scored = json.loads(run("score", str(frozen), str(folder), "--lenient", "--json"))
    assert {one["horizon"] for one in scored["scores"]} == {7, 30, 60, 90}
    assert scored["input_hash"] == record["input_hash"]
    assert "unaltered since it was frozen" in run("score", str(frozen), str(folder), "--lenient")


def test_the_lines_of_a_forecast_name_product_figures_and_record(made: Crisis) -> None:
    outlook = outlook_of(made, 200)
    source = Source("made", "MLI", made, outlook.day)
    lines = "\n".join(forecast_lines(Foretold(source, outlook, {"product": "unconditional"})))
    for words in (
        "product: unconditional", "likely", "planning", "worst plausible", "90 % interval",
        "of that of calibrated persistence", "experts weigh", "in 30 days more than 500 people",
    ):  # fmt: skip
        assert words in lines
    assert "nan" not in lines.casefold()


def test_a_case_is_looked_back_on_or_told_why_not(tmp_path: Path) -> None:
    crises, _, notes = gather([], [], ["mali-2025", "teaching"], lenient=False)
    assert [one.name for one in crises] == ["mali-2025"]
    assert any(
        one.startswith("teaching: is not scored: people were counted on 2 days") for one in notes
    )
    with pytest.raises(InputError, match="teaching: is not scored"):
        gather([], [], ["teaching"], lenient=False)
    with pytest.raises(InputError, match="name what to score: a CASE"):
        gather([], [], [], lenient=False)


def test_only_what_is_odd_in_the_counts_is_told_line_by_line() -> None:
    problems = [
        Problem("bf-bobo.csv", "odd", 2),
        Problem("input_csv/routes.csv", "odd", 3),
        Problem("input_csv/routes.csv", "odd", 4),
    ]
    notes = count_notes("warning", problems)
    assert notes[0] == "warning: bf-bobo.csv, row 2: odd"
    assert notes[1:] == [
        "2 things are odd in tables other than counts; qafila simulate --flee tells each"
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--horizons", "400"], "400"),
        (["--json", "--csv"], "exclude each other"),
        (["--lenient", "teaching"], "--lenient needs --flee"),
        ([], "name a CASE"),
        (["teaching", "--freeze", "nowhere/a.json"], "its folder does not exist"),
    ],
)
def test_wrong_options_are_refused_before_any_work(words: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        CliRunner().invoke(app, ["forecast", *words], catch_exceptions=False)


def test_names_of_places_are_shown_without_what_steers_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile = crisis(site("a\x1b[2J", [0, 10, 20, 30, 40], [500.0, 900.0, 800.0, 900.0, 1200.0]))
    source = Source("made\x1b]0;x", "MLI", hostile, START + dt.timedelta(days=45))
    monkeypatch.setattr("qafila.commands.forecast.folder_source", lambda *_, **__: source)
    shown = run("forecast", "--flee", ".")
    assert "\x1b" not in shown
    assert "a\\x1b[2J" in shown


@pytest.mark.parametrize(
    ("language", "product"),
    [("en", "unconditional"), ("fr", "inconditionnel"), ("ar", "غير مشروط")],
)
def test_a_picture_names_product_day_and_places(made: Crisis, language: str, product: str) -> None:
    picture = plot_outlook(outlook_of(made, 200), language)
    svg = picture.svg()
    assert product in svg
    assert ("unconditional" in svg) == (language == "en")
    assert "made-0" in svg
    assert "NaN" not in svg
    assert say_date(START + dt.timedelta(days=200), language) in svg
    assert "country:" not in svg
