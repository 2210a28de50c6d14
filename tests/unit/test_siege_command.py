"""`qafila siege`: what it tells, in which form, and what it refuses."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from qafila.api import open_case
from qafila.case import find_case, read_case
from qafila.cli.main import app
from qafila.commands.siege import SiegeOptions, read_plans, siege_case
from qafila.commands.siege_lines import siege_lines
from qafila.errors import InputError, UnknownNameError
from qafila.forecasting import forecast_from_result
from qafila.forecasting.siege.quantities import is_out, of_commodity, registered
from qafila.forecasting.siege.record import _commodity, notes_of
from qafila.forecasting.widening import widen_quantiles
from qafila.simulate import Change, Scenario, Simulation
from qafila.simulate.siege.outlook import cover, spread
from qafila.simulate.siege.services import services
from qafila.simulate.siege.simulate import SiegeSimulation
from qafila.simulate.siege.start import StartState
from qafila.streams import Draws
from tests.support.siege import contested_roads

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = sorted((ROOT / "docs" / "scenarios").glob("*.toml"))
SMALL = Scenario(days=20, draws=100)
LEVELS = ["p05", "p25", "p50", "p75", "p95"]


@pytest.fixture(scope="module")
def siege():
    plan = {
        "truce": [Change("truce", "tellara", 1, 14)],
        "convoys": [Change("extra_convoys", "tellara", value=3.0)],
    }
    return open_case("teaching").siege(scenario=SMALL, what_if=plan)


@pytest.fixture(scope="module")
def record(siege):
    return json.loads(json.dumps(siege.record(), allow_nan=False))


def test_the_record_has_the_fields_that_others_read(record):
    assert record["as_of"] == "2024-03-31"
    assert record["city"] == "tellara"
    assert record["calibrated"] is False
    assert record["restricted"] is True
    for name in ("petrol", "diesel", "power_diesel", "total"):
        one = record["commodities"][name]
        assert one["unit"] == "litres"
        assert list(one["days_of_supply"]) == LEVELS
        assert {"date", "probability"} == set(one["stock_out"][0])
        assert {"start", "end", "period", "unit", *LEVELS} <= set(one["receipts"][0])
    assert not any("always available" in note for note in record["notes"])
    assert record["total"]["receipts"] == record["commodities"]["total"]["receipts"]
    assert set(record["corridors"][0]) >= {
        "corridor_id", "name", "status", "probability", "evidence_age_days", "claims",
        "last_confirmed_passage",
    }  # fmt: skip
    assert set(record["what_if"][0]) >= {"scenario", "commodity", "quantity", "unit", "delta"}
    assert {row["scenario"] for row in record["what_if"]} == {"truce", "convoys"}


def test_what_nobody_books_is_listed_without_data(record):
    for name in ("food", "jet_a1"):
        one = record["commodities"][name]
        assert one["data"] == "no data"
        assert one["days_of_supply"] is None
        assert one["stock_out"] == one["receipts"] == []


def test_a_total_of_fuels_is_without_data_where_no_fuel_is_booked(siege):
    run = siege.run
    only_food = replace(
        run.goods, commodities=("food",),
        inputs=run.goods.inputs._replace(normal_demand=run.goods.inputs.normal_demand[:, :, :1]),
        world=run.goods.world._replace(in_tankers=np.zeros(1, np.uint8)),
    )  # fmt: skip
    nothing = replace(siege, run=replace(run, goods=only_food))
    assert _commodity(nothing, "total", ())["data"] == "no data"
    assert _commodity(nothing, "food", ())["data"] == "unknown"
    assert _commodity(siege, "total", ())["data"] == "unknown"


def test_a_day_without_a_value_in_any_draw_has_no_quantiles_and_others_have(siege):
    values = np.arange(21.0)[None, :] + np.arange(100.0)[:, None]
    values[:, 3] = np.nan
    values[:50, 4] = np.nan
    found = siege._quantiles(values).set_index("date")["p50"]
    assert np.isnan(found[dt.date(2024, 4, 3)])
    assert found[dt.date(2024, 4, 4)] == pytest.approx(4 + 74.5)
    assert found.notna().sum() == 20


def test_the_split_of_fuel_is_told_to_be_unchecked_and_the_total_is_not(record):
    for name in ("petrol", "diesel", "power_diesel"):
        assert record["commodities"][name]["split"].startswith("not validated")
    assert record["commodities"]["total"]["split"] == ""


def test_weeks_run_from_monday_to_sunday_and_add_up_to_the_days(siege, record):
    weeks = [one for one in record["total"]["receipts"] if one["period"] == "week"]
    for one in weeks:
        start, end = (dt.date.fromisoformat(one[name]) for name in ("start", "end"))
        assert one["whole"] == (start.weekday() == 0 and end.weekday() == 6)
    assert weeks[0]["whole"]  # 31 March 2024 is a Sunday
    by_day = registered(siege.run, "total")
    week = spread(by_day[:, 1:8].sum(axis=1))
    wide = widen_quantiles([0.05, 0.25, 0.5, 0.75, 0.95], list(week.values()), 1.5)
    assert [weeks[0][level] for level in LEVELS] == pytest.approx(wide)


def test_intervals_are_wider_than_the_draws_and_have_their_median(siege, record):
    assert siege.rules.inflation > 1.0
    draws = spread(cover(siege.run, 0)[:, 0])
    told = record["commodities"]["total"]["days_of_supply"]
    assert told["p50"] == pytest.approx(draws["p50"])
    assert told["p05"] < draws["p05"]
    assert told["p95"] > draws["p95"]


@pytest.fixture(scope="module")
def forecast():
    """Draws of a run, with what a brief tells of days of supply, by horizon and level."""
    situation = open_case("teaching").situation()
    result = Simulation(situation, days=SMALL.days, draws=SMALL.draws, seed=7).run()
    frame = forecast_from_result(situation, result, (1, 5, 20)).frame
    told = frame[(frame["target"] == "days_of_supply") & (frame["output_type"] == "quantile")]
    told = told[(told["expert"] == "simulation") & (told["location"] == "tellara")]
    told = told.assign(level=told["output_type_id"].astype(float))
    days = result.data["days_of_supply"].sel(city="tellara", commodity="fuel").to_numpy()
    return days, told.pivot_table(index="horizon", columns="level", values="value")


def test_a_forecast_stretches_as_the_page_does(siege, forecast):
    days, told = forecast
    for horizon, row in told.iterrows():
        draws = np.quantile(days[:, horizon], list(told.columns))
        wide = widen_quantiles(list(told.columns), draws, siege.rules.inflation)
        assert row.to_numpy() == pytest.approx(wide)
        assert row[0.05] < draws[0] - 0.1


def test_a_forecast_and_the_page_tell_of_the_same_interval(siege, forecast, record):
    days, told = forecast
    page = siege.to_dataframe()
    page = page[(page["commodity"] == "total") & (page["quantity"] == "days_of_supply")]
    for horizon, row in told.iterrows():
        ours = page.iloc[horizon]
        assert ours["date"] == siege.situation.as_of + dt.timedelta(days=horizon)
        for level in (0.05, 0.25, 0.5, 0.75, 0.95):
            # Fuel is one commodity there and three here, each with a share that is drawn.
            assert row[level] == pytest.approx(
                ours[f"p{round(level * 100):02d}"], rel=0.05, abs=0.25
            )
    assert abs(np.quantile(days[:, 5], 0.05) - page.iloc[5]["p05"]) > 0.5
    assert "brief" not in record["rules"]["intervals"]


def test_the_chance_of_dry_pumps_never_falls_with_the_date(siege, record):
    told = record["commodities"]["total"]["stock_out"]
    chances = [one["probability"] for one in told]
    assert chances == sorted(chances)
    assert told[-1]["date"] == "2024-04-20"
    assert [one["date"] for one in told[:3]] == ["2024-03-31", "2024-04-07", "2024-04-14"]
    assert chances[-1] == is_out(siege.run, "total", siege.rules)[:, -1].mean()
    assert siege.rules.dry_days == 3
    assert siege.rules.dry_threshold == 0.5


class DryAlready:
    """A posterior in which pumps have been dry for three days in every fourth draw."""

    city, table, key = "tellara", "strict", "dry already"

    def members(self, situation, seed, draws, first=0):
        return Draws(seed, draws, first)

    def start(self, commodities, corridors, draws, first=0):
        goods, one = (draws, 1, len(commodities)), (draws, 1)
        days = np.where(np.arange(draws) % 4 == 0, 3, 0)
        return StartState(
            stock=np.full(goods, 4.0), reserved=np.zeros(goods), backlog=np.zeros(goods),
            queue=np.ones((draws, len(corridors))), escorts=np.ones(one), score=np.zeros(one),
            dry_days=np.broadcast_to(days[:, None, None], goods).copy(),
            **contested_roads(draws, len(corridors), goods[2], 5.0),
        )  # fmt: skip


def test_pumps_that_are_dry_on_the_day_are_told_in_the_first_column(siege):
    paired = SiegeSimulation(siege.situation, Scenario(days=9, draws=200), posterior=DryAlready())
    found = of_commodity(paired.run(), "total", siege.rules)
    assert found["dry_already"] == 0.25
    assert found["stock_out"][0] == {"date": "2024-03-31", "probability": 0.25}
    assert found["stock_out"][1]["probability"] >= 0.25
    told = {**siege.record(), "commodities": {"total": {**found, "data": "", "split": ""}}}
    page = "\n".join(siege_lines(told))
    assert re.search(r"2024-03-31 +2024-04-07 +2024-04-09\n  all at pumps +25%", page)


def test_no_number_of_draws_makes_dry_pumps_impossible_or_sure(record):
    shares = (0.0, 0.004, 0.0099, 0.01, 0.99, 0.991, 1.0)
    days = [{"date": f"2024-04-0{at + 1}", "probability": one} for at, one in enumerate(shares)]
    told = []
    for part in (days[:5], days[5:]):
        total = {**record["commodities"]["total"], "stock_out": part}
        page = "\n".join(siege_lines({**record, "commodities": {"total": total}}))
        told += re.search(r"2024-04-0\d\n  all at pumps +(.*)", page)[1].split()
    assert told == ["<1%", "<1%", "<1%", "1%", "99%", ">99%", ">99%"]


@pytest.mark.parametrize(("draws", "warned"), [(99, True), (100, False)])
def test_few_draws_are_told_to_say_little(siege, draws, warned):
    few = replace(siege, scenario=Scenario(days=20, draws=draws))
    assert any(f"{draws} draws are few" in note for note in notes_of(few)) is warned


@pytest.mark.parametrize(("days", "told"), [(6, True), (7, False)])
def test_days_of_supply_over_less_than_a_week_are_told_to_be_so(siege, days, told):
    short = replace(siege, scenario=Scenario(days=days, draws=100))
    assert any(f"in the {days} days of the run" in note for note in notes_of(short)) is told


def test_the_practice_of_customs_scales_fuels_and_nothing_else(siege):
    run = siege.run
    good = run.goods.commodities.index("petrol")
    tankers = run.goods.world.in_tankers.copy()
    tankers[good] = 0
    drawn = {**run.goods.drawn, "receipts_practice": np.full(run.draws, 0.5)}
    drawn["practice_day"] = np.zeros(run.draws)
    goods = replace(run.goods, drawn=drawn)
    other = replace(goods, world=goods.world._replace(in_tankers=tankers))
    cleared = run.out.registered[:, :, 0, good]
    assert np.allclose(registered(replace(run, goods=goods), "petrol"), 0.5 * cleared)
    assert np.allclose(registered(replace(run, goods=other), "petrol"), cleared)


def test_the_parts_of_fuel_add_up_to_the_total(siege):
    parts = sum(registered(siege.run, name) for name in ("petrol", "diesel", "power_diesel"))
    assert np.allclose(parts, registered(siege.run, "total"))


def test_a_difference_of_chances_lies_around_its_mean(record):
    rows = [one for one in record["what_if"] if one["quantity"] == "dry_by_end"]
    assert rows
    for row in rows:
        assert row["delta"]["p05"] <= row["mean"] <= row["delta"]["p95"]
        assert row["unit"] == "1"
        assert "number of draws" in row["interval"]


def test_electricity_and_water_follow_the_diesel_of_power_plants(siege):
    found = services(siege.run)
    thermal = siege.run.goods.drawn["power_thermal_share"][:, None]
    needs = siege.run.goods.drawn["water_needs_power"][:, None]
    good = siege.run.goods.commodities.index("power_diesel")
    served, needed = (getattr(siege.run.out, one)[:, 1:, 0, good] for one in ("served", "needed"))
    met = np.minimum(served / needed, 1.0)
    assert np.allclose(found.electricity[:, 1:], 1.0 - thermal * (1.0 - met))
    assert np.allclose(found.water, 1.0 - needs * (1.0 - found.electricity))
    assert (found.electricity >= 0.0).all()
    assert (found.water <= 1.0).all()


def test_escorts_are_told_to_be_a_last_resort_for_humanitarian_cargo(siege, record):
    assert any("last resort" in note for note in record["notes"])
    without = open_case("teaching").siege(scenario=Scenario(days=5, draws=5))
    assert not any("last resort" in note for note in without.record()["notes"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("rationing", "tellara", value=0.6), True),
        (Change("set_parameter", "rationing_share", value=0.6), True),
        (Change("storage", "tellara", value=2.0), False),
    ],
)
def test_rationing_is_told_to_count_as_not_served(siege, change, told):
    plan = replace(siege.what_if[0], changes=(change,))
    notes = notes_of(replace(siege, what_if=(plan,)))
    assert any("rationing leaves out counts as not served" in note for note in notes) is told


def test_the_page_tells_corridors_first_and_that_nothing_is_calibrated(record):
    lines = siege_lines(record, {"tellara": "Tellara"})
    text = "\n".join(lines)
    assert lines[0].endswith("priors, not calibrated")
    assert lines[1] == "  internal: days and claims by corridor, not for publication"
    assert "to calibrate: qafila calibrate teaching" in text
    assert text.index("Supply corridors") < text.index("Days of supply today")
    assert re.search(r"Jet A-1 +no data", text)
    assert re.search(r"petrol +[\d.]+ \([\d.]+ to [\d.]+\)  split not validated", text)
    assert "WHAT IF" in text or "What if, not a forecast" in text
    assert "prices at pumps" in text


def test_a_notebook_shows_days_of_supply_and_that_it_is_internal(siege, record):
    shown = siege._repr_html_()
    total = record["commodities"]["total"]
    assert "priors, not calibrated" in shown
    assert "not for publication" in shown
    for level in ("p05", "p50", "p95"):
        assert f"<bdi>{total['days_of_supply'][level]:.1f}</bdi>" in shown
    assert f"<bdi>{total['stock_out'][-1]['probability']:.0%}</bdi>" in shown
    assert shown.count("no data") == 2
    assert shown.count("(split not validated)") == 3


def test_the_table_has_a_row_a_day_and_a_quantity(siege):
    frame = siege.to_dataframe()
    days = frame[(frame["commodity"] == "total") & (frame["quantity"] == "days_of_supply")]
    assert len(days) == SMALL.days + 1
    assert (days["p05"] <= days["p50"]).all()
    assert days["date"].iloc[0] == dt.date(2024, 3, 31)
    chances = frame[(frame["commodity"] == "diesel") & (frame["quantity"] == "stock_out")]
    assert chances["probability"].is_monotonic_increasing


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("variable", ["days_of_supply", "receipts"])
def test_pictures_say_what_they_rest_on(siege, language, variable):
    picture = siege.plot(variable, commodity="petrol", language=language)
    told = {"en": "not calibrated", "fr": "non calibré", "ar": "غير معايَرة"}[language]
    split = {"en": "not validated", "fr": "non validée", "ar": "غير متحقق منه"}[language]
    assert told in picture.description
    assert split in picture.description


def test_nothing_else_is_drawn(siege):
    with pytest.raises(UnknownNameError, match='no commodity "petroll" to draw; did you mean'):
        siege.plot(commodity="petroll")
    with pytest.raises(UnknownNameError, match='no variable "price"'):
        siege.plot("price")


def test_same_seed_same_record_with_any_number_of_threads():
    found = read_case(find_case("teaching"))
    told = [
        siege_case(found, found.as_of, SiegeOptions(days=10, draws=300, threads=threads)).record
        for threads in (1, 3)
    ]
    for one in told:
        one.pop("seconds")
    assert told[0] == told[1]


def test_every_shipped_scenario_can_be_read_and_changes_one_thing():
    assert len(SCENARIOS) >= 8
    options = SiegeOptions(scenarios=tuple(SCENARIOS))
    scenario, plans = read_plans(dt.date(2025, 11, 30), options)
    assert scenario == Scenario(draws=1000)
    assert {len(changes) for changes in plans.values()} == {1}


def test_scenario_files_with_one_name_or_other_sizes_are_refused(tmp_path):
    body = '[[changes]]\nkind = "truce"\ntarget_id = "tellara"\n'
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    twin = tmp_path / "more" / "a.toml"
    twin.parent.mkdir()
    first.write_text("days = 10\n" + body)
    second.write_text("days = 20\n" + body)
    twin.write_text(body)
    day = dt.date(2024, 3, 31)
    with pytest.raises(InputError) as caught:
        read_plans(day, SiegeOptions(scenarios=(first, second)))
    assert str(caught.value) == "b.toml, column days: days is 20, and 10 in a.toml; give --days"
    assert read_plans(day, SiegeOptions(days=5, scenarios=(first, second)))[0].days == 5
    with pytest.raises(InputError, match=r"has the name of .*a\.toml"):
        read_plans(day, SiegeOptions(scenarios=(first, twin)))
    empty = tmp_path / "empty.toml"
    empty.write_text("days = 10\n")
    with pytest.raises(InputError, match=r"empty\.toml, column changes: changes nothing"):
        read_plans(day, SiegeOptions(scenarios=(empty,)))


def test_contradictions_name_the_file_the_changes_and_the_remedy(tmp_path):
    path = tmp_path / "both.toml"
    change = '[[changes]]\nkind = "{}_corridor"\ntarget_id = "north"\nend_day = 9\n'
    path.write_text(change.format("open") + change.format("close"))
    found = read_case(find_case("teaching"))
    options = SiegeOptions(days=10, draws=10, scenarios=(path,))
    with pytest.raises(InputError) as caught:
        siege_case(found, found.as_of, options)
    assert str(caught.value) == (
        "both.toml, change 2, column target_id: contradicts change 1: open corridor north and "
        "close corridor north hold one thing in two ways on days 1 to 9; leave one of them out, "
        "or let one end before the other begins"
    )


def test_the_command_that_calibrates_names_the_case_as_it_was_typed(tmp_path, monkeypatch):
    shutil.copytree(find_case("teaching"), tmp_path / "my town")
    monkeypatch.chdir(tmp_path)
    sizes = ["--days", "5", "--draws", "5"]
    for case, told in (("./my town", "'./my town'"), ("teaching", "teaching")):
        done = CliRunner().invoke(app, ["siege", case, *sizes])
        assert f"to calibrate: qafila calibrate {told} --as-of 2024-03-31\n" in done.output


BAD = {
    "a stock in an unknown unit": (
        "stocks.csv", "3,1.5,5,million_litres", "3,1.5,5,barels",
        'stocks.csv, row 2, column unit: "barels" is not a known unit',
    ),
    "a negative stock": (
        "stocks.csv", "3,1.5,5,million_litres", "-3,-5,5,million_litres",
        "stocks.csv, row 2, column best: -3 is below 0; allowed: 0 or more",
    ),
    "negative receipts": (
        "observations.csv", ",7.5,,,million_litres", ",-7.5,,,million_litres",
        "column value: -7.5 is below 0; allowed: 0 or more",
    ),
    "low above high": (
        "stocks.csv", "0.45,0.35,0.6,million", "0.45,0.8,0.6,million",
        "stocks.csv, row 4, column low: low, best, high are not in order (0.8, 0.45, 0.6); "
        "swap them or mend the typing error",
    ),
    "a parameter whose low is above its high": (
        "parameters.csv", "passability,,0.5,0.3,0.7", "passability,,0.5,0.9,0.7",
        "parameters.csv, row 3, column low: low, best, high are not in order (0.9, 0.5, 0.7); "
        "swap them or mend the typing error",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_tables_are_refused_with_file_row_and_hint(name, tmp_path):
    file, old, new, message = BAD[name]
    folder = tmp_path / "case"
    shutil.copytree(find_case("teaching"), folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        open_case(folder)
    assert message in str(caught.value)


BEGUN_IN_A_CITY = {
    "mopti": "Bamako - Ségou - San - Mopti",
    "gao": "Bamako - Mopti - Douentza - Gao",
    "timbuktu": "Bamako - Mopti - Douentza - Timbuktu",
}


@pytest.mark.parametrize("city", BEGUN_IN_A_CITY)
def test_other_cities_say_what_nobody_published(city):
    notes = open_case("mali-2025").siege(city=city, scenario=Scenario(days=7, draws=50))
    told = " ".join(notes.record()["notes"])
    assert "no source tells what the city uses now" in told
    assert "receipts are what is cleared for the city" in told
    loaded = next(note for note in notes.record()["notes"] if "always available" in note)
    assert BEGUN_IN_A_CITY[city] in loaded
    assert "Abidjan" not in loaded


def test_a_second_case_runs_and_says_what_is_unknown():
    siege = open_case("timbuktu-2023").siege(scenario=Scenario(days=14, draws=100))
    told = siege.record()
    assert told["city"] == "timbuktu"
    assert told["commodities"]["total"]["days_of_supply"] is not None
    assert any("its demand is an estimate" in note for note in told["notes"])
    assert any("no figure of the stock" in note for note in told["notes"])


@pytest.mark.parametrize(("days", "told"), [(0, 0), (40, 1)])
def test_a_long_silence_is_told(days: int, told: int) -> None:
    case = open_case("teaching")
    newest = case.situation().as_of + dt.timedelta(days=days)
    notes = notes_of(case.siege(newest, scenario=Scenario(days=8, draws=100)))
    assert sum("nothing has been reported for" in note for note in notes) == told
