"""The engine of displacement: geography of a folder, operators, odd reports, and the expert."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qafila.commands.forecast import folder_source
from qafila.errors import InputError
from qafila.forecasting.displacement.engine.capacities import (
    capacities_are_maxima,
    capacities_known_before,
    told_share,
)
from qafila.forecasting.displacement.engine.forecasts import (
    believed_change,
    engine_forecasts,
    points_for,
)
from qafila.forecasting.displacement.engine.geography import geography_of, unknown_geography
from qafila.forecasting.displacement.engine.operators import ARRIVALS, CROSSINGS, STOCK
from qafila.forecasting.displacement.engine.passing import states_at
from qafila.forecasting.displacement.engine.priors import draw, priors
from qafila.forecasting.displacement.engine.states import Settings
from qafila.forecasting.displacement.looking_back import EXPERTS, forecast_crisis
from qafila.forecasting.displacement.targets import joined, rows_on, with_truth
from qafila.interop import open_flee
from qafila.interop.flee_reports import read_counted
from tests.support.displacement import learnt
from tests.support.displacement_engine import PLACES, country, crisis_of, truths
from tests.support.flee_draws import SHARED
from tests.support.flee_folders import FILES

SETTINGS = Settings(members=40, seed=3)
FOLDERS = SHARED / "cases" / "flee"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "made" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "made"


def test_geography_of_a_folder(folder: Path) -> None:
    land = geography_of(open_flee(folder, lenient=True), ["Epsilon", "Delta"])
    assert land.places == ("Epsilon", "Delta")
    assert land.population.tolist() == [5000, 20000, 800]
    days = {day: land.ways[land.pattern[day]] for day in range(6)}
    assert np.isinf(days[0]).all()  # the border is closed until day 2
    assert np.isinf(days[2][:, 0]).all()  # Epsilon until day 3
    assert days[3][:, 0].tolist() == [395.0, 305.0, 210.0]
    assert np.isinf(days[3][:, 1]).all()  # Delta until day 4
    assert days[4][:, 1].tolist() == [285.0, 195.0, 100.0]
    assert land.fresh[0].tolist() == [1.0, 0.0, 0.0]
    assert land.fresh[4, 2] == 1.0
    assert 0 < land.fresh[5, 0] < land.fresh[5, 2] < 1


def test_what_holds_on_the_last_known_day_goes_on() -> None:
    land = country(100)
    active, item = np.ones(3, np.uint8), np.arange(3)
    days = land.days(30, 200, 40, active, item, np.ones(1), recounts=False)
    assert (days.conflict[10:] == land.conflict[40]).all()
    assert days.fresh[11, 0] == pytest.approx(land.fresh[41, 0])
    assert (np.diff(days.fresh[:, 0]) < 0).all()


def test_a_site_without_roads_is_as_near_as_the_mean() -> None:
    land = country().for_sites(["Kassa", "Zorro"])
    assert land.ways[0, :, 0].tolist() == [400.0, 300.0, 80.0, 120.0]
    assert land.ways[0, 0, 1] == 250.0


def test_capacities_that_tell_the_highest_count_are_refused(folder: Path) -> None:
    opened = open_flee(folder, lenient=True)
    counted = read_counted(opened, folder)
    assert not capacities_are_maxima(opened, counted)
    assert (capacities_known_before(opened, counted) == opened.places.capacity).all()
    capacity = opened.places.capacity.copy()
    for site in counted:
        capacity[opened.places.index()[site.name]] = int(site.people.max() * 1.004)
    told = replace(opened, places=replace(opened.places, capacity=capacity))
    assert told_share(told, counted) == 1.0
    assert capacities_are_maxima(told, counted)
    with pytest.raises(InputError, match=r"100% of the camps.*leave them empty") as caught:
        capacities_known_before(told, counted)
    assert caught.value.problems[0].column == "population"


def test_a_forecast_says_that_it_refuses_such_capacities_and_never_uses_any(folder: Path) -> None:
    opened = open_flee(folder, lenient=True)
    counted = read_counted(opened, folder)
    before = folder_source(folder, None, None, None, lenient=True)
    assert not any("capacities" in one for one in before.notes)
    path = folder / "input_csv/locations.csv"
    lines = []
    for line in path.read_text().splitlines():
        cells = line.split(",")
        known = [one for one in counted if one.name == cells[0]]
        if known:
            cells[7] = str(int(known[0].people.max()))
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n")
    after = folder_source(folder, None, None, None, lenient=True)
    assert any(one.startswith("capacities are refused: ") for one in after.notes)
    assert before.crisis is not None
    assert after.crisis is not None
    told = [
        forecast_crisis(one.crisis, 5, (7,), learnt().where(learnt().horizon == 7), experts=EXPERTS)
        for one in (before, after)
    ]
    assert told[0] is not None
    assert told[1] is not None
    assert np.array_equal(told[0].quantiles, told[1].quantiles)


@pytest.mark.skipif(not FOLDERS.is_dir(), reason="the public folders are not here")
@pytest.mark.parametrize(("name", "told"), [("ssudan2013", True), ("tigray2020", False)])
def test_capacities_of_public_folders(name: str, told: bool) -> None:
    opened = open_flee(FOLDERS / name, lenient=True)
    assert capacities_are_maxima(opened, read_counted(opened, FOLDERS / name)) == told


def test_parameters_are_whole() -> None:
    for name, prior in priors().items():
        assert prior.low <= prior.best <= prior.high, name
    values = draw("registration_lag", 400, 3)
    assert np.median(values) == pytest.approx(priors()["registration_lag"].best, rel=0.15)


@pytest.mark.parametrize(
    ("days", "people"),
    [
        ([0], [[900, 0, 0]]),
        ([0, 10, 20], [[0, 0, 0]] * 3),
        ([0, 10, 20], [[900, 0, 0], [9000, 0, 0], [700, 0, 0]]),
        ([20, 0, 10, 10], [[900, 30, 0], [500, 0, 0], [700, 0, 0], [600, 0, 0]]),
        ([0, 10, 20], [[900, 0, 0], [950, 0, 0], [960, 4000, 0]]),
        ([0, 10, 20], [[3e6, 2e6, 1], [3e6, 0, 0], [0, 0, 0]]),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_odd_reports_give_finite_forecasts(days, people, known: bool) -> None:
    crisis = crisis_of(days, np.array(people, dtype=np.float64))
    told = engine_forecasts(crisis, country() if known else None, [0, 15, 30], (7, 90), SETTINGS)
    for key, quantiles in told.quantiles.items():
        assert np.isfinite(quantiles).all()
        assert (np.diff(quantiles) >= 0).all()
        assert quantiles[0] <= told.points[key] <= quantiles[-1]
    rows = rows_on(crisis, 30, (7, 90))
    if rows is not None:
        assert np.isfinite(points_for(rows, [told])).all()
        assert {key[1] for key in told.points if key[0] == 30} == set(rows.place)


def test_a_forecast_before_day_0_is_refused() -> None:
    crisis = crisis_of([0], np.array([[900.0, 0, 0]]))
    with pytest.raises(ValueError, match="before day 0"):
        engine_forecasts(crisis, country(), [-3], (7,), SETTINGS)


def test_a_register_that_falls_overnight_teaches_little_of_people_on_the_move() -> None:
    days = np.arange(0, 130, 10)
    steady = 10_000.0 + 20 * days
    fallen = np.where(days >= 120, steady / 10, steady)
    hazard = []
    for series in (steady, fallen):
        crisis = crisis_of(days, np.column_stack([series, series * 0, series * 0]))
        state = next(states_at(crisis, country(), [121], SETTINGS))
        hazard.append(float(np.median(state.people.belief[:, 0])))
        assert np.median(state.people.stock[:, 0]) == pytest.approx(series[-1], rel=0.02)
    assert abs(hazard[0] - hazard[1]) < 0.3


def test_each_measure_has_its_own_operator() -> None:
    days = np.arange(0, 100, 10)
    ones = np.ones(len(days))
    people = np.column_stack([5000 * ones, 1000 + 30.0 * days, 300 * ones])
    crisis = crisis_of(days, people)
    measures = dict(zip(PLACES, (STOCK, CROSSINGS, ARRIVALS), strict=True))
    told = engine_forecasts(crisis, country(), [90], (10, 30), SETTINGS, measures)
    stock, crossed, came = (told.points[90, place, 30] for place in PLACES)
    assert stock == pytest.approx(5000, rel=0.2)
    assert 3700 < crossed < 7000
    # 300 come in ten days: 900 in thirty, and nobody has to have stayed
    assert 300 < came < 2700
    assert came > told.points[90, "Kassa", 10]
    quantiles = [told.quantiles[90, "Bidi", horizon] for horizon in (10, 30)]
    assert (quantiles[1] >= quantiles[0]).all()  # crossings never fall


def test_the_expert_stands_beside_the_others() -> None:
    made = truths(1, 100, 2)
    crisis = crisis_of(made.days, made.people[0])
    origins = (30, 45, 60)
    parts = [rows_on(crisis, origin, (7, 30)) for origin in origins]
    rows = with_truth(crisis, joined([one for one in parts if one is not None]))
    told = engine_forecasts(crisis, country(), origins, (7, 30), SETTINGS)
    whole = points_for(rows, [told])
    assert (points_for(rows, []) == rows.stock).all()
    silent = points_for(replace(rows, age=np.full(len(rows), 90.0)), [told])
    medians = np.array(
        [told.points[key] for key in zip(rows.origin, rows.place, rows.horizon, strict=True)]
    )
    assert np.allclose(silent, rows.stock + (medians - rows.stock) / 3)  # a month in three
    table = rows.with_expert("engine", points_for(rows, [told]))
    assert table.experts[-1] == "engine"
    assert {"total", "country:Host", *PLACES} == set(table.place)
    truth = np.where(np.isfinite(rows.truth), rows.stock + 0.3 * (whole - rows.stock), np.nan)
    assert believed_change(replace(rows, truth=truth), whole) == pytest.approx(0.3)


def test_a_crisis_without_roads_knows_only_what_sites_draw() -> None:
    land = unknown_geography(PLACES, 1000)
    assert land.ways.tolist() == [[[0.0, 0.0, 0.0]]]
    assert land.conflict.tolist() == [[1.0]]
