"""Reported inflow: receipts and convoys in the opening stock and in what is under way."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from qafila import open_case
from qafila.errors import InputError
from qafila.simulate import Simulation
from qafila.simulate.inflow import contested_flow, daily_inflow
from qafila.simulate.parameters import ParameterTable
from tests.support.synthetic import AS_OF, CORRIDORS, STOCKS, observation, synthetic_situation

DAYS = pd.date_range("2025-11-11", AS_OF)
DRAWS = 400
CLOSED = dict.fromkeys(CORRIDORS, (0.0, 0.0, 1.0))


def convoy(name, value, unit="litres", day="2025-11-14", **more):
    return observation(name, "convoys", value=value, unit=unit,
                       **{"location_id": "capital", "date_start": day, "date_end": day,
                          "reported_at": "2025-11-15", "said_by": name, **more})  # fmt: skip


def receipts(name, value, **more):
    return observation(name, "receipts", country="MLI", value=value, unit="litres",
                       **{"date_start": "2025-11-05", "date_end": "2025-11-14", "said_by": name,
                          "reported_at": "2025-11-15", **more})  # fmt: skip


def inflow(*rows, chance=None):
    """Inflow in millions of litres, by draw and day."""
    share = {"parameter": "city_share", "applies_to": "capital", "best": 0.5, "low": 0.5,
             "high": 0.5}  # fmt: skip
    made = synthetic_situation(observations=rows, chance=chance or CLOSED, parameters=(share,))
    table = ParameterTable(made.parameters, 7, DRAWS)
    shares = np.full((DRAWS, 3), 1 / 3)
    return daily_inflow(made, table, "capital", np.full(DRAWS, 1e6), shares, DAYS)


def cover(*rows, **more):
    made = synthetic_situation(observations=rows, stocks=STOCKS, **more)
    data = Simulation(made, days=1, draws=DRAWS).run().data
    return data["days_of_supply"].isel(day=0).to_numpy()


def test_receipts_are_spread_over_their_days_and_the_city_s_share_of_them_counts():
    found = inflow(receipts("customs", 30_000_000))
    assert np.allclose(found[:, :4], 1.5)
    assert np.allclose(found[:, 4], inflow()[:, 4])


def test_receipts_replace_what_corridors_let_expect():
    open_all = dict.fromkeys(CORRIDORS, (1.0, 0.0, 0.0))
    assert np.allclose(inflow(receipts("customs", 2_000_000), chance=open_all)[:, :4], 0.1)


def test_a_small_convoy_never_lowers_what_corridors_let_expect():
    open_all = dict.fromkeys(CORRIDORS, (1.0, 0.0, 0.0))
    assert np.allclose(inflow(convoy("a", 100_000), chance=open_all), inflow(chance=open_all))


def test_tankers_are_loads_of_their_own_size_and_the_city_s_share_of_them_counts():
    found = inflow(convoy("a", 100, "tankers"))[:, 3]
    volume = synthetic_situation().parameter("tanker_volume")
    assert found.min() >= 0.5 * 100 * volume["low"] / 1e6
    assert found.max() <= 0.5 * 100 * volume["high"] / 1e6
    assert found.std() > 0.05


def test_convoys_that_one_source_tells_of_together_are_added_up():
    pair = (convoy("a", 2e6, said_by="RFI"), convoy("b", 8e6, said_by="RFI"))
    assert set(inflow(*pair)[:, 3].tolist()) == {5.0}
    # A relay of the same origin tells of the same convoys.
    relay = convoy("relay", 8e6, said_by="RFI", source="other")
    assert set(inflow(*pair, relay)[:, 3].tolist()) == {5.0}
    # A later publication takes the place of both.
    late = convoy("late", 3e6, said_by="RFI", reported_at="2025-11-16")
    assert set(inflow(*pair, late)[:, 3].tolist()) == {1.5}


def test_two_totals_of_receipts_are_not_added_up():
    pair = (
        receipts("a", 10_000_000, said_by="customs"),
        receipts("b", 30_000_000, said_by="customs"),
    )
    assert np.allclose(inflow(*pair)[:, :4], 1.5)


def test_a_draw_believes_one_of_rival_origins_and_never_their_sum():
    rows = (convoy("a", 2e6), convoy("b", 8e6), convoy("b-again", 9e6, said_by="b", source="relay"))
    found = inflow(*rows)[:, 3]
    assert set(found.tolist()) == {1.0, 4.5}
    assert 0.4 < (found == 1.0).mean() < 0.6


def test_litres_of_an_origin_go_before_its_tankers():
    found = inflow(convoy("a", 12e6), convoy("a-2", 168, "tankers", said_by="a"))[:, 3]
    assert set(found.tolist()) == {6.0}


def test_a_count_over_many_days_gives_way_to_that_of_a_day():
    month = convoy("m", 18e6, date_start="2025-11-11", date_end="2025-11-16")
    found = inflow(month, convoy("a", 4e6))
    assert np.allclose(found[0], [1.5, 1.5, 1.5, 2.0, 1.5, 1.5])


def test_a_convoy_inside_receipts_is_not_added_again():
    customs = receipts("customs", 30_000_000)
    assert np.array_equal(inflow(customs, convoy("a", 12e6)), inflow(customs))


@pytest.mark.parametrize("row", [
    receipts("later", 9e9, reported_at="2025-11-17"),
    convoy("later", 9e9, reported_at="2025-11-17"),
    convoy("elsewhere", 9e9, location_id="south"),
    convoy("number", 3, "convoys"),
])  # fmt: skip
def test_what_is_published_later_or_about_something_else_changes_nothing(row):
    assert np.array_equal(inflow(row), inflow())
    assert np.array_equal(cover(row), cover())


def test_a_reported_arrival_raises_day_zero_and_what_is_under_way():
    arrival = convoy("a", 12e6)
    assert (cover(arrival) >= cover()).all()
    assert np.median(cover(arrival) - cover()) > 5.0
    made = [synthetic_situation(observations=rows) for rows in ((), (arrival,))]
    flow = []
    for one in made:
        table = ParameterTable(one.parameters, 7, DRAWS)
        shares = np.full((DRAWS, 3), 1 / 3)
        flow.append(contested_flow(one, table, "capital", np.full(DRAWS, 1e6), shares))
    assert np.array_equal(flow[0], table.draw("opening_contested_flow"))
    assert (flow[1] > flow[0]).all()


def test_without_reported_flows_the_fan_is_another():
    rows = (receipts("customs", 5_000_000), convoy("a", 4e6, day="2025-11-15"))
    assert not np.array_equal(cover(*rows), cover())


def total(*rows):
    return inflow(*rows)[:, 3] * 2


def test_convoys_with_names_of_their_own_add_up_and_one_name_is_one_convoy():
    first, second = convoy("a", 2e6, convoy="x"), convoy("b", 3e6, convoy="y")
    assert np.allclose(total(first, second), 5.0)
    assert set(total(first, convoy("b", 3e6, convoy="x")).round(6)) == {2.0, 3.0}
    assert set(total(convoy("a", 2e6), convoy("b", 3e6)).round(6)) == {2.0, 3.0}


def test_a_total_is_not_added_to_its_parts():
    rows = [
        convoy("niger", 82, "tankers", convoy="x"),
        convoy("council", 4e6, convoy="x"),
        convoy("part", 168, "tankers", convoy="y", said_by="office"),
        convoy("whole", 12e6, convoy="x|y", said_by="office"),
    ]
    table = ParameterTable(synthetic_situation().parameters, 7, DRAWS)
    load = table.draw("tanker_volume", "capital") / 1e6
    possible = np.stack([np.full(DRAWS, 12.0), 250 * load, 4.0 + 168 * load])
    for order in (rows, rows[::-1], rows[2:] + rows[:2]):
        is_told = np.isclose(total(*order), possible)
        assert is_told.any(axis=0).all()
        # Four standard deviations of a share of one third among so many draws.
        assert np.allclose(is_told.mean(axis=1), 1 / 3, atol=4 * np.sqrt(2 / 9 / DRAWS))


def test_the_convoys_of_22_november_are_no_rivals_in_the_shipped_case():
    situation = open_case("mali-2025").situation(dt.date(2025, 11, 24))
    table = ParameterTable(situation.parameters, 7, DRAWS)
    litres = daily_inflow(
        situation, table, "bamako", np.full(DRAWS, 1e6), np.zeros((DRAWS, 26)),
        pd.DatetimeIndex(["2025-11-22"]),
    )[:, 0] / table.draw("city_share", "bamako")  # fmt: skip
    # 250 tankers in all, 12 million litres by the office that counts them.
    assert litres.min() > 9.5
    assert litres.max() < 12.5


def test_an_arrival_beyond_the_world_is_refused():
    with pytest.raises(InputError, match=r"observations\.csv, row 2, column value: 1e\+15 litres"):
        inflow(convoy("a", 1e15))


def test_in_the_shipped_case_reported_flows_decide_what_comes_after_dry_pumps():
    situation = open_case("mali-2025").situation(dt.date(2025, 11, 24))
    seen = situation.observations
    without = seen[~seen["measure"].isin(["receipts", "convoys"])]
    medians = [
        float(
            Simulation(dataclasses.replace(situation, observations=rows), days=1, draws=200)
            .run()
            .data["days_of_supply"]
            .isel(day=0)
            .median()
        )
        for rows in (seen, without)
    ]
    # Pumps were dry on 20 November; 12 million litres arrived on the 22nd: the city's share of them
    # is about three days of its demand.
    assert medians[0] > medians[1] + 0.5
