"""Simulation: scenarios, opening states, results."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from qafila.errors import ConservationError, InputError, UnknownNameError
from qafila.simulate import Change, Result, Scenario, Simulation, case_members
from qafila.simulate import driver as python_driver
from qafila.simulate.changes import crossing_routes
from qafila.simulate.driver import needs_compilation
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.people import build_people
from tests.support.synthetic import (
    AS_OF,
    CORRIDORS,
    STOCKS,
    observation,
    stock_row,
    synthetic_situation,
)


def run(situation=None, *changes, days=20, draws=40, **options) -> Result:
    made = situation or synthetic_situation()
    return Simulation(made, days=days, draws=draws, changes=changes, **options).run()


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "close_coridor", "target_id": "a"},
        {"kind": "close_route", "target_id": "a", "start_day": 0},
        {"kind": "close_route", "target_id": "a", "start_day": 5, "end_day": 4},
        {"kind": "close_route", "target_id": "a", "value": 1.0},
        {"kind": "set_parameter", "target_id": "a"},
        {"kind": "set_parameter", "target_id": "a", "value": float("nan")},
        {"kind": "set_parameter", "target_id": "a", "value": 1.0, "start_day": 3},
    ],
)
def test_a_change_that_makes_no_sense_is_refused(arguments):
    with pytest.raises(InputError):
        Change(**arguments)


@pytest.mark.parametrize("field", ["days", "draws", "seed", "threads"])
def test_a_scenario_out_of_range_is_refused(field):
    with pytest.raises(InputError, match=field):
        Scenario(**{field: -1})


def test_all_wrong_names_are_told_at_once():
    changes = (
        Change("close_corridor", "by-nort"),
        Change("close_route", "capital-to-sout"),
        Change("close_crossing", "post-x"),
    )
    with pytest.raises(UnknownNameError) as caught:
        Simulation(synthetic_situation(), changes=changes)
    assert len(caught.value.problems) == 3
    assert "did you mean" in str(caught.value)


def test_a_misspelt_parameter_is_told_before_the_run():
    with pytest.raises(UnknownNameError, match="convoy_rate"):
        Simulation(
            synthetic_situation(), changes=(Change("set_parameter", "convoy_rat", value=1.0),)
        )


def test_day_zero_is_the_end_of_the_day_of_the_situation():
    result = run(days=3)
    assert str(result.data["date"].to_numpy()[0])[:10] == "2025-11-16"
    assert result.data.sizes["day"] == 4
    for name in ("arrivals", "served", "imported", "received"):
        assert int(result.data[name].isel(day=0).sum()) == 0


def test_every_variable_says_its_unit_and_that_it_is_not_calibrated():
    result = run(days=2)
    for name, array in result.data.data_vars.items():
        assert array.attrs["units"], name
        assert array.attrs["description"], name
        assert array.attrs["calibrated"] == "no"
    assert "not calibrated" in repr(result)
    assert result.notes["not-calibrated"] == 1


def test_an_unknown_population_is_left_out_and_counted():
    result = run()
    assert result.notes["population-unknown"] == 1
    assert int(result.data["at_home"][0, 0]) == 1_171_000


def test_a_range_of_residents_may_stand_in_for_an_unknown_population():
    row = {"parameter": "resident_population", "applies_to": "unknown", "best": 7000, "low": 5000,
           "high": 9000, "distribution": "uniform"}  # fmt: skip
    result = run(synthetic_situation(parameters=(row,)))
    assert "population-unknown" not in result.notes
    start = result.data["at_home"].isel(day=0).to_numpy()
    assert (start >= 1_176_000).all()
    assert len(set(start.tolist())) > 10


def test_counted_displaced_people_are_there_on_day_zero():
    rows = (
        observation("old", "stock", location_id="camp-n", individuals=500, date_end="2025-10-01",
                    date_start="2025-10-01"),
        observation("new-a", "stock", location_id="camp-n", individuals=900, said_by="A"),
        observation("new-b", "stock", location_id="camp-n", individuals=1300, said_by="B"),
    )  # fmt: skip
    result = run(synthetic_situation(observations=rows, insecurity={}), draws=300)
    there = result.data["present"].sel(location="camp-n").isel(day=0).to_numpy()
    assert set(there.tolist()) == {900, 1300}
    assert 0.35 < (there == 900).mean() < 0.65


DAY_ZERO = "2025-11-16"


def pumps(measure, day=DAY_ZERO, reported=DAY_ZERO):
    return observation(f"{measure}-{day}", measure, location_id="capital", unit="1", value=1,
                       date_start=day, date_end=day, reported_at=reported)  # fmt: skip


BELIEVED = {"parameter": "single_origin_confidence", "best": 1, "low": 1, "high": 1}


def opening_days(situation, draws=200):
    return run(situation, days=1, draws=draws).data["days_of_supply"].isel(day=0).to_numpy()


@pytest.mark.parametrize(
    ("reports", "stock_day", "parameter"),
    [
        (["dry"], "", "opening_cover_dry"),
        (["recovered"], "", "opening_cover_recovered"),
        ([], "", "opening_cover"),
        # What is newest holds, whatever its kind.
        (["dry"], "2025-09-02", "opening_cover_dry"),
        (["recovered"], "2025-09-02", "opening_cover_recovered"),
        # Of two kinds by one origin about one day the report holds.
        (["recovered"], DAY_ZERO, "opening_cover_recovered"),
        (["dry", "recovered"], "", "opening_cover_dry"),
        (["recovered", "dry"], "", "opening_cover_dry"),
    ],
)
def test_the_newest_evidence_sets_the_opening_stock(reports, stock_day, parameter):
    stocks = STOCKS[:1]
    if stock_day:
        stocks += (stock_row("stock", 25.0, "days", low=20.0, high=30.0, date=stock_day),)
    observations = tuple(map(pumps, reports))
    situation = synthetic_situation(
        observations=observations, stocks=stocks, parameters=(BELIEVED,)
    )
    cover = opening_days(situation)
    row = situation.parameter(parameter)
    assert cover.min() >= row["low"] - 1e-3
    assert cover.max() <= row["high"]
    assert cover.std() > 0.1


def test_an_older_report_gives_way_to_a_newer_claim_about_the_stock():
    today = stock_row("stock", 25.0, "days", low=20.0, high=30.0, date=DAY_ZERO)
    older = (pumps("dry", "2025-11-15"), pumps("recovered", "2025-11-14"))
    cover = opening_days(synthetic_situation(observations=older, stocks=(STOCKS[0], today)))
    assert cover.min() >= 20.0 - 1e-3


@pytest.mark.parametrize(
    ("dry", "recovered", "parameter"),
    [
        (("2025-11-14", "2025-11-14"), (DAY_ZERO, DAY_ZERO), "opening_cover_recovered"),
        ((DAY_ZERO, "2025-11-16"), (DAY_ZERO, "2025-11-17"), "opening_cover_recovered"),
        ((DAY_ZERO, "2025-11-17"), (DAY_ZERO, "2025-11-16"), "opening_cover_dry"),
        ((DAY_ZERO, "2025-11-16"), ("2025-11-15", "2025-11-17"), "opening_cover_dry"),
    ],
)
def test_the_later_of_two_reports_on_pumps_holds(dry, recovered, parameter):
    rows = (pumps("dry", *dry), pumps("recovered", *recovered))
    situation = synthetic_situation(observations=rows, stocks=STOCKS[:1], parameters=(BELIEVED,))
    cover = opening_days(situation)
    row = situation.parameter(parameter)
    assert cover.min() >= row["low"] - 1e-3
    assert cover.max() <= row["high"]
    assert (cover.max() > 3.0) == (parameter == "opening_cover_recovered")


def test_a_recent_claim_about_the_stock_is_drawn_from_its_range():
    today = stock_row("stock", 5.0, "days", low=2.0, high=9.0, date="2025-11-16")
    situation = synthetic_situation(stocks=(STOCKS[0], today))
    cover = run(situation, days=1, draws=400).data["days_of_supply"].isel(day=0).to_numpy()
    assert cover.min() >= 1.99
    assert cover.max() <= 9.0
    assert abs(cover.mean() - 16 / 3) < 0.4


@pytest.mark.parametrize(("chance", "used_up"), [((1.0, 0.0, 0.0), 0.0), ((0.0, 0.0, 1.0), 1.0)])
def test_a_claim_about_the_stock_is_carried_forward(chance, used_up):
    situation = synthetic_situation(chance=dict.fromkeys(CORRIDORS, chance))
    days = 12
    dates = pd.Timestamp(AS_OF) - pd.to_timedelta(np.arange(days)[::-1], unit="D")
    data = xr.concat([situation.data.isel(day=0)] * days, pd.Index(dates, name="day"))
    situation = dataclasses.replace(situation, data=data)
    result = run(situation, days=1, draws=300)
    cover = result.data["days_of_supply"].isel(day=0).to_numpy().ravel()
    kept = result.parameters["opening_cover_strained"].to_numpy()
    # The claim of 2 to 9 days is of 10 November: six days before the day of the situation. What is
    # not brought is used up, but for what a strained city keeps of it in the same draw.
    for end, is_within in ((2.0, np.greater_equal), (9.0, np.less_equal)):
        bound = np.maximum(end - 6.0 * used_up, np.minimum(end, kept))
        assert is_within(cover, bound + (1e-3 if end == 9.0 else -1e-3)).all()
    poor = cover[kept <= 3.0]
    assert len(poor) > 30
    assert (poor.max() > 3.001) == (used_up == 0.0)


def test_the_older_the_news_of_a_stock_the_wider_its_range():
    late = dataclasses.replace(synthetic_situation(), as_of=AS_OF + dt.timedelta(days=120))
    spread = []
    for situation in (synthetic_situation(), late):
        cover = run(situation, days=1, draws=300).data["days_of_supply"].isel(day=0)
        spread.append(float(cover.quantile(0.95) - cover.quantile(0.05)))
    assert spread[1] > 2.0 * spread[0]


@pytest.mark.parametrize("days", [60, 400])
def test_silence_does_not_fill_the_tanks(days):
    shut = dict.fromkeys(CORRIDORS, (0.0, 0.0, 1.0))
    rows = (STOCKS[0], stock_row("stock", 5.0, "days"), stock_row("capacity", 4.0, "days"))
    made = synthetic_situation(chance=shut, stocks=rows)
    late = dataclasses.replace(made, as_of=AS_OF + dt.timedelta(days=days))
    result = run(late, days=1, draws=300)
    cover = result.data["days_of_supply"].isel(day=0).to_numpy()
    # What is believed after a year of silence is no fuller than what besieged cities hold.
    assert np.median(cover) < float(made.parameter("opening_cover")["best"])
    room = 4.0 + result.parameters["retail_cover"].to_numpy()[:, None, None]
    assert (cover <= room + 1e-5).all()


@pytest.mark.parametrize(("since", "day", "run_of_days"), [
    (DAY_ZERO, DAY_ZERO, 1), ("2025-11-15", DAY_ZERO, 2), ("2025-11-14", "2025-11-15", 3),
])  # fmt: skip
def test_pumps_that_were_reported_dry_are_empty_on_day_zero_and_the_day_after(
    since, day, run_of_days
):
    shut = dict.fromkeys(CORRIDORS, (0.0, 0.0, 1.0))
    report = pumps("dry", day, DAY_ZERO) | {"date_start": since}
    made = synthetic_situation(
        chance=shut, observations=(report,), stocks=STOCKS[:1], parameters=(BELIEVED,)
    )
    result = run(made, days=3, draws=100)
    assert (result.data["dry_before"] == run_of_days).all()
    assert int(result.data["retail"].isel(day=0).sum()) == 0
    assert int(result.data["served"].isel(day=1).sum()) == 0
    assert result.notes["pumps-already-dry"] == 1


def test_pumps_are_dry_no_more_where_more_came_in_than_was_used():
    arrival = observation("convoy", "convoys", location_id="capital", value=9e6, unit="litres",
                          date_start="2025-11-15", date_end="2025-11-15")  # fmt: skip
    report = pumps("dry", "2025-11-14")
    result = run(synthetic_situation(observations=(report, arrival), stocks=STOCKS[:1]), days=1)
    assert int(result.data["dry_before"].sum()) == 0
    assert "pumps-already-dry" not in result.notes


def test_a_report_on_pumps_says_nothing_of_food():
    food = (stock_row("demand", 900, "tonnes/day", commodity="food"),
            stock_row("stock", 20.0, "days", commodity="food", date=DAY_ZERO))  # fmt: skip
    result = run(synthetic_situation(observations=(pumps("dry"),), stocks=(STOCKS[0], *food)))
    cover = result.data["days_of_supply"].isel(day=0).sel(commodity="food")
    np.testing.assert_allclose(cover, 20.0, atol=1e-3)


@pytest.mark.parametrize("cities", [CORRIDORS, {}])
def test_a_city_that_no_corridor_supplies_has_no_forecast_of_supply(cities):
    row = {"parameter": "corridor_share", "applies_to": "", "best": 0, "low": 0, "high": 0}
    result = run(synthetic_situation(parameters=(row,), corridors=cities), days=5, draws=10)
    assert result.notes["no-supply-corridor"] == 1
    assert np.isnan(result.data["days_of_supply"].to_numpy()).all()
    assert "no-supply-corridor" not in run(days=1, draws=5).notes


def test_only_the_newest_claims_about_the_stock_are_used():
    old = stock_row("stock", 25.0, "days", date="2025-09-01", source="old")
    cover = run(synthetic_situation(stocks=(*STOCKS, old)), days=1, draws=200)
    assert cover.data["days_of_supply"].isel(day=0).max() <= 9.0


def test_a_stock_in_litres_is_the_city_s_share_of_it():
    share = {"parameter": "city_share", "applies_to": "capital", "best": 0.5, "low": 0.5,
             "high": 0.5}  # fmt: skip
    litres = stock_row("stock", 3.0, "million_litres", date="2025-11-16")
    fixed = stock_row("demand", 1.0, "million_litres/day")
    result = run(synthetic_situation(stocks=(fixed, litres), parameters=(share,)), days=1)
    total = result.data["depot"].isel(day=0) + result.data["retail"].isel(day=0)
    np.testing.assert_allclose(total.to_numpy(), 1_500_000, atol=2)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (stock_row("stock", 5.0, "days", low=1, high=1e15), "column high: 1e+15 days"),
        (stock_row("demand", 1e30, "litres/day"), "column best: 1e+30 litres/day"),
        (stock_row("capacity", 1e7, "million_litres"), "column best: 1e+07 million_litres"),
        (stock_row("stock", 3651, "days", source="b"), "column best: 3651 days"),
    ],
)
def test_a_stock_larger_than_the_world_is_refused_by_row_and_column(row, named):
    situation = synthetic_situation(
        stocks=(stock_row("demand", 1.0, "litres/day", source="a"), row)
    )
    with pytest.raises(InputError, match=f"stocks.csv, row 3, {re.escape(named)} is too large"):
        run(situation, days=1)


def test_the_largest_stock_that_is_allowed_can_be_run():
    rows = (stock_row("demand", 1e12, "litres/day"), stock_row("stock", 3650, "days"),
            stock_row("capacity", 3650, "days"))  # fmt: skip
    depot = run(synthetic_situation(stocks=rows), days=5).data["depot"]
    assert float(depot.isel(day=0).max()) > 3e15


def test_the_share_of_the_city_cancels_out_of_the_days_of_supply_that_it_opens_with():
    """So the brief of such a what-if says; see `whatif_city_share`."""
    rows = (stock_row("demand", 1.0, "million_litres/day"),
            stock_row("stock", 5.0, "million_litres"),
            stock_row("capacity", 20.0, "million_litres"))  # fmt: skip
    convoy = observation("convoy", "convoys", location_id="capital", value=1e6, unit="litres")
    made = synthetic_situation(stocks=rows, observations=(convoy,))
    results = [
        run(made, Change("set_parameter", "city_share", value=share)) for share in (0.3, 0.9)
    ]
    covers = [result.data["days_of_supply"].to_numpy() for result in results]
    np.testing.assert_allclose(covers[0][:, 0], covers[1][:, 0], atol=2e-3)
    # What comes in is parted with the region, by what each of them asks for.
    assert abs(covers[0][:, 10] - covers[1][:, 10]).max() > 0.1
    usual = [float(result.data["normal_demand"].sum()) for result in results]
    assert abs(usual[1] / usual[0] - 3.0) < 1e-6


@pytest.mark.parametrize(("chance", "missed"), [((1.0, 0.0, 0.0), 0.0), ((0.0, 0.0, 1.0), 1.0)])
def test_a_region_under_siege_has_missed_what_it_remembers(chance, missed):
    made = synthetic_situation(chance=dict.fromkeys(CORRIDORS, chance), concentration=1e6)
    result = run(made, Change("set_parameter", "city_share", value=0.25), days=1)
    first = result.data["backlog"].isel(day=0).to_numpy().ravel()
    demand = 3.0 * result.data["normal_demand"].to_numpy().ravel()
    limit = result.parameters["regional_limit"].to_numpy()
    np.testing.assert_allclose(first, missed * limit * demand, rtol=1e-6, atol=1.0)


def test_unknown_demand_gives_no_days_of_supply():
    result = run(synthetic_situation(stocks=()), days=2)
    assert result.notes["demand-unknown"] == 1
    assert np.isnan(result.data["days_of_supply"].to_numpy()).all()
    assert int(result.data["depot"].sum()) == 0


def test_silence_is_not_safety_except_in_an_undisturbed_country():
    silent = synthetic_situation(insecurity={"south": 0.5})
    table = ParameterTable(silent.parameters, 7, 50)
    people = build_people(silent, table)
    home = people.world.is_home == 1
    assert (people.exposure[:, home] > 0.0).all()
    assert not people.exposure[:, ~home].any()
    assert float(silent.data["insecurity"].sum()) == 0.5  # what is reported stays what it is
    calm = build_people(synthetic_situation(undisturbed=True), table)
    assert not calm.exposure.any()


def test_the_undisturbed_baseline_is_steady_and_open():
    result = run(synthetic_situation(undisturbed=True), days=60, draws=60)
    assert int(result.data["corridor_state"].max()) == 0
    assert int(result.data["arrivals"].sum()) == 0
    cover = result.data["days_of_supply"].mean("draw").to_numpy().ravel()
    assert abs(cover - cover[0]).max() < 0.5
    assert float(result.data["unmet"].sum() / result.data["demand"].sum()) < 0.005


def test_a_cut_route_closes_the_corridors_that_use_it():
    result = run(None, Change("close_route", "post-s-to-camp-s", start_day=3, end_day=6))
    state = result.data["corridor_state"].sel(corridor=["by-south", "by-east"])
    assert (state.sel(day=slice(3, 6)) == 2).all()
    assert not (state.sel(day=7) == 2).all()
    assert int(result.data["road_open"].sel(route="post-s-to-camp-s", day=slice(3, 6)).sum()) == 0


def test_crossings_close_only_what_leads_abroad():
    network = synthetic_situation().network
    names = [network.route_ids[route] for route in crossing_routes(network, "post-s")]
    assert names == ["post-s-to-camp-s"]
    inland = [network.route_ids[route] for route in crossing_routes(network, "east")]
    assert len(inland) == 4


def test_the_later_of_two_changes_holds():
    result = run(
        None,
        Change("close_corridor", "by-north", start_day=2),
        Change("open_corridor", "by-north", start_day=5, end_day=9),
        days=12,
    )
    state = result.data["corridor_state"].sel(corridor="by-north").isel(draw=0).to_numpy()
    assert state[2:5].tolist() == [2, 2, 2]
    assert state[5:10].tolist() == [0] * 5
    assert state[10:].tolist() == [2, 2, 2]


def test_what_was_known_later_is_not_in_the_hash_but_every_input_is():
    plain = run(days=1).input_hash
    assert run(days=1).input_hash == plain
    assert run(days=1, threads=1).input_hash == plain
    assert run(days=1, seed=8).input_hash != plain
    assert run(synthetic_situation(shuffle=3), days=1).input_hash == plain
    row = {"parameter": "city_share", "applies_to": "capital", "best": 0.9, "low": 0.9, "high": 0.9}
    assert run(synthetic_situation(parameters=(row,)), days=1).input_hash != plain


def test_tables_and_quantiles_of_a_result():
    result = run(days=5, draws=30)
    frame = result.to_dataframe("arrivals")
    assert len(frame) == 30 * 6 * 12
    fan = result.fan("arrivals", location="camp-s")
    assert (fan["median"].diff().dropna() >= 0).all()
    assert (fan["low90"] <= fan["high90"]).all()
    levels = result.quantiles("days_of_supply", [0.1, 0.9])
    assert levels.dims == ("quantile", "day", "city", "commodity")
    with pytest.raises(UnknownNameError, match="arrivals"):
        result.variable("arivals")


def test_a_result_can_be_drawn():
    chart = run(days=5, draws=10).plot("days_of_supply").to_dict()
    assert "not calibrated" in str(chart)


@pytest.mark.parametrize(
    ("check", "names"),
    [("check_people", ("present", "at_home", "arrivals", "in_transit")),
     ("check_conserved", ("stock", "reserved", "held", "served", "regional", "lost"))],
)  # fmt: skip
def test_people_or_goods_from_nowhere_are_an_error(check, names, monkeypatch):
    original, made = getattr(python_driver, check), {}

    def keep(out):
        made["out"] = out
        original(out)

    monkeypatch.setattr(python_driver, check, keep)
    run(synthetic_situation(), days=3, draws=2)
    for name in names:
        array = getattr(made["out"], name)
        array[0, 2, ...].flat[0] += 1
        with pytest.raises(ConservationError):
            original(made["out"])
        array[0, 2, ...].flat[0] -= 1
    original(made["out"])


def test_compilation_is_announced_before_it_starts(monkeypatch):
    told = []
    monkeypatch.setattr(case_members, "needs_compilation", lambda: True)
    Simulation(synthetic_situation(), days=1, draws=1).run(told.append)
    assert len(told) == 1
    assert "compil" in told[0]


def test_kept_machine_code_is_found_by_the_next_process():
    code = "from qafila.simulate.driver import needs_compilation; print(needs_compilation())"
    run(days=1, draws=1)
    assert not needs_compilation()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
