"""Forecasts: columns, order of quantiles, targets, persistence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qafila import terms
from qafila.errors import InputError
from qafila.forecasting import forecast_from_result
from qafila.forecasting.forecast import ARRIVALS, COLUMNS, LEVELS, STOCK_OUT, SUPPLY, dry_by_day
from qafila.forecasting.persistence import observed_rates
from qafila.simulate import Change, Simulation
from tests.support.synthetic import STOCKS, observation, synthetic_situation

ARRIVED = (
    observation("mrt-a", "new_arrivals", country="MRT", low=2000, high=3000, said_by="A",
                date_start="2025-10-30", date_end="2025-11-13"),
    observation("mrt-b", "new_arrivals", country="MRT", individuals=2500, value=2500, said_by="B",
                date_start="2025-10-30", date_end="2025-11-13"),
    observation("civ", "new_arrivals", country="CIV", low=200, date_start="2025-11-08",
                date_end="2025-11-13"),
    observation("camp", "new_arrivals", location_id="camp-s", individuals=200,
                date_start="2025-11-12", date_end="2025-11-15"),
    observation("ancient", "new_arrivals", location_id="camp-n", individuals=999,
                date_start="2025-01-12", date_end="2025-01-15"),
    observation("stock", "stock", location_id="camp-n", individuals=999),
)  # fmt: skip


def made(*changes, horizons=(1, 7, 20), **options):
    situation = synthetic_situation(observations=ARRIVED, **options)
    result = Simulation(situation, days=20, draws=60, changes=changes).run()
    return situation, result, forecast_from_result(situation, result, horizons)


def test_columns_and_labels():
    _, _, forecast = made()
    frame = forecast.frame
    assert tuple(frame.columns) == COLUMNS
    assert not frame.drop(columns="value").isna().any().any()
    assert np.isfinite(frame["value"]).all()
    assert set(frame["calibrated"]) == {"no"}
    assert set(frame["product"]) == {"unconditional"} <= set(terms.values("product"))
    assert set(frame["expert"]) == {"simulation", "persistence"}
    assert set(frame["output_type"]) == {"quantile", "cdf"}
    assert (frame["target_end_date"] - frame["reference_date"]).dt.days.equals(frame["horizon"])
    assert "not-calibrated:1" in forecast.notes
    assert not frame.duplicated(["target", "horizon", "location", "output_type_id", "expert"]).any()


def test_anything_held_fixed_makes_it_a_scenario():
    _, _, forecast = made(Change("close_corridor", "by-north"))
    assert set(forecast.frame["product"]) == {"scenario"}


def test_targets_cover_places_countries_and_the_total():
    _, _, forecast = made()
    simulated = forecast.frame[forecast.frame["expert"] == "simulation"]
    where = simulated[simulated["target"] == ARRIVALS]["location"]
    assert set(where) == {"camp-n", "camp-s", "camp-w", "country:CIV", "country:MRT", "total"}
    assert set(simulated[simulated["target"] != ARRIVALS]["location"]) == {"capital"}


def test_quantiles_rise_with_level_and_cumulative_targets_with_time():
    _, _, forecast = made(horizons=range(1, 21))
    rows = forecast.frame[forecast.frame["output_type"] == "quantile"]
    rows = rows.assign(level=rows["output_type_id"].astype(float))
    keys = ["target", "location", "expert"]
    for _, one in rows.groupby([*keys, "horizon"]):
        assert one.sort_values("level")["value"].is_monotonic_increasing
        assert tuple(one.sort_values("level")["level"]) == LEVELS
    for _, one in rows[rows["target"] == ARRIVALS].groupby([*keys, "level"]):
        assert one.sort_values("horizon")["value"].diff().dropna().min() >= -1e-9
    chance = forecast.frame[forecast.frame["target"] == STOCK_OUT].sort_values("horizon")["value"]
    assert chance.is_monotonic_increasing
    assert chance.between(0.0, 1.0).all()


def test_quantiles_are_those_of_the_draws():
    _, result, forecast = made()
    draws = result.data["arrivals"].sel(location="camp-s", day=slice(1, 7)).sum("day").to_numpy()
    row = forecast.frame.query(
        "target == @ARRIVALS and location == 'camp-s' and horizon == 7 "
        "and output_type_id == '0.9' and expert == 'simulation'"
    )
    assert row["value"].item() == np.quantile(draws, 0.9)


def test_countries_are_summed_draw_by_draw():
    _, result, forecast = made()
    arrivals = result.data["arrivals"].sel(day=slice(1, 20)).sum("day")
    total = arrivals.sel(location=["camp-s", "camp-w"]).sum("location").to_numpy()
    row = forecast.frame.query(
        "location == 'country:CIV' and horizon == 20 and output_type_id == '0.5' "
        "and expert == 'simulation'"
    )
    assert row["value"].item() == np.median(total)


def test_closing_everything_makes_a_stock_out_certain():
    shut = [Change("close_corridor", name) for name in ("by-north", "by-south", "by-east")]
    _, _, forecast = made(*shut)
    chance = forecast.frame[forecast.frame["target"] == STOCK_OUT].set_index("horizon")["value"]
    assert chance[20] == 1.0
    supply = forecast.frame[forecast.frame["target"] == SUPPLY]
    assert supply[supply["horizon"] == 20]["value"].max() < 1.0


def test_a_stock_out_is_a_run_of_dry_days():
    served = np.array([[10, 4, 10, 4, 4, 10], [10, 10, 10, 10, 10, 10]])
    demand = np.full_like(served, 10)
    dry = dry_by_day(served, demand, 0.5, 2)
    assert dry[0].tolist() == [False, False, False, False, True, True]
    assert not dry[1].any()
    assert dry_by_day(served, demand, 0.5, 1)[0].tolist() == [False, True, True, True, True, True]


def test_dry_days_before_the_first_count():
    served = np.array([[4, 10, 10], [10, 10, 10], [10, 4, 10]])
    demand = np.full_like(served, 10)
    for before, expected in (
        ([0, 0, 0], [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
        ([1, 1, 1], [[1, 1, 1], [0, 0, 0], [0, 0, 0]]),
        ([1, 2, 9], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]),
    ):
        found = dry_by_day(served, demand, 0.5, 2, np.array(before))
        assert found.astype(int).tolist() == expected


@pytest.mark.parametrize("confidence", [0.7, 1.0])
def test_a_third_dry_day_is_a_stock_out_tomorrow_as_far_as_one_origin_is_believed(confidence):
    dry = observation("dry", "dry", location_id="capital", unit="1", value=1,
                      date_start="2025-11-16", date_end="2025-11-16",
                      reported_at="2025-11-16")  # fmt: skip
    row = {"parameter": "single_origin_confidence", "best": confidence, "low": confidence,
           "high": confidence}  # fmt: skip
    chances = {}
    for days in (2, 3):
        in_a_row = {"parameter": "dry_days", "best": days, "low": days, "high": days}
        situation = synthetic_situation(
            observations=(dry,), stocks=STOCKS[:1], parameters=(row, in_a_row)
        )
        result = Simulation(situation, days=5, draws=1000).run()
        frame = forecast_from_result(situation, result, [1, 5]).frame
        chances[days] = frame[frame["target"] == STOCK_OUT]["value"].tolist()
    first, later = chances[2]
    # Today and tomorrow are two days in a row, and not three.
    assert chances[3][0] == 0.0
    assert chances[3][1] <= later
    # Beyond those who are not believed, pumps may be dry anyway: a strained city has little.
    assert abs(first - confidence) < 0.04
    assert first <= later <= 1.0


@pytest.mark.parametrize("horizons", [(0,), (21,), (-1, 5)])
def test_a_horizon_outside_the_simulation_is_refused(horizons):
    with pytest.raises(InputError, match="horizons"):
        made(horizons=horizons)


def test_rates_come_from_the_newest_reports_with_one_vote_a_source():
    rates = observed_rates(synthetic_situation(observations=ARRIVED))
    assert rates == {
        "camp-s": 50.0,
        "country:CIV": 50.0,  # no less than its camp
        "country:MRT": pytest.approx(2500 / 15),
    }


def test_a_country_receives_no_less_than_its_places_together():
    parts = (
        observation("whole", "new_arrivals", country="CIV", individuals=60,
                    date_start="2025-11-08", date_end="2025-11-13"),
        *(
            observation(place, "new_arrivals", location_id=place, individuals=200,
                        date_start="2025-11-12", date_end="2025-11-15")
            for place in ("camp-s", "port-s")
        ),
    )  # fmt: skip
    rates = observed_rates(synthetic_situation(observations=parts))
    assert rates == {"camp-s": 50.0, "port-s": 50.0, "country:CIV": 100.0}
    alone = observed_rates(synthetic_situation(observations=parts[1:]))
    assert "country:CIV" not in alone


def test_persistence_carries_the_rate_forward_and_widens():
    situation, _, forecast = made()
    spread = float(situation.parameter("persistence_spread")["best"])
    rows = forecast.frame.query("expert == 'persistence' and location == 'camp-s'")
    wide = rows.pivot_table(index="horizon", columns="output_type_id", values="value")
    np.testing.assert_allclose(wide["0.5"], [50.0, 350.0, 1000.0])
    ratio = wide["0.95"] / wide["0.5"]
    assert ratio[20] > ratio[7] == ratio[1]
    assert np.log(ratio[20]) == pytest.approx(1.6449 * spread * np.sqrt(20 / 30), rel=1e-3)


def test_without_observations_there_is_no_persistence():
    situation = synthetic_situation()
    result = Simulation(situation, days=5, draws=5).run()
    frame = forecast_from_result(situation, result, [5]).frame
    assert set(frame["expert"]) == {"simulation"}
    assert observed_rates(situation) == {}


def test_unknown_demand_leaves_supply_out_and_says_so():
    _, _, forecast = made(stocks=())
    assert set(forecast.frame["target"]) == {ARRIVALS}
    assert "demand-unknown:1" in forecast.notes


def test_dates_are_days():
    _, _, forecast = made()
    assert forecast.frame["reference_date"].iloc[0] == pd.Timestamp("2025-11-16")


def test_a_what_if_has_no_persistence_which_knows_of_no_change():
    _, _, forecast = made(Change("close_camp", "camp-s"))
    assert set(forecast.frame["expert"]) == {"simulation"}


@pytest.mark.parametrize("changes", [(), (Change("close_camp", "camp-s", 3),)])
def test_whereabouts_add_up_to_everyone(changes):
    _, result, forecast = made(*changes)
    assert set(forecast.whereabouts) == {"at_home", "under_way", "elsewhere", "received"}
    everyone = float(result.data["people_start"].mean())
    assert sum(forecast.whereabouts.values()) == pytest.approx(everyone)
