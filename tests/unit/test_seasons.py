"""What the months do to routes, and what follows for people and supplies."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila import Simulation, tables
from qafila.case import find_case, read_case
from qafila.errors import NetworkError
from qafila.kernels import movement
from qafila.kernels.siege.tables import CLOSED, OPEN
from qafila.network import Network, months_of, read_corridors
from qafila.network.seasons import MONTHS, read_seasons
from qafila.simulate.parameters import ParameterTable
from qafila.simulate.scenario import Change
from qafila.simulate.siege.goods import build_goods, supplied_cities
from tests.support.member import member
from tests.support.synthetic import AS_OF, observation, route_id, synthetic_situation

DRY_YEAR = ("1",) * MONTHS
SEASIDE = route_id("post-s", "camp-s")
NORTH = route_id("post-n", "camp-n")


def situation_with(routes=None, locations=None, **more):
    """The made-up case with cells of its routes and places replaced."""
    situation = synthetic_situation(**more)
    network = situation.network
    frames = {"routes": network.routes.copy(), "locations": network.locations.copy()}
    for table, changes in (("routes", routes), ("locations", locations)):
        frame = frames[table]
        key = "route_id" if table == "routes" else "location_id"
        for name, cells in (changes or {}).items():
            for column, value in cells.items():
                held = frame[column].tolist()
                held[frame[key].tolist().index(name)] = value
                frame[column] = pd.Series(held, index=frame.index, dtype=frame[column].dtype)
    made = Network.from_tables(frames["locations"], frames["routes"])
    case = dataclasses.replace(situation.case, network=made, **frames)
    corridors = read_corridors(made, case.corridors)
    return dataclasses.replace(situation, case=case, corridors=corridors)


def without(*closed):
    """A year in which some months (1 to 12) are impassable."""
    return tuple("0" if month + 1 in closed else "1" for month in range(MONTHS))


def test_months_of_a_run_follow_the_calendar():
    assert months_of(dt.date(2024, 2, 28), 2).tolist() == [1, 1, 2]
    assert set(months_of(dt.date(2025, 1, 1), 364)) == set(range(MONTHS))


@given(
    latitude=st.floats(-30, 30),
    mode=st.sampled_from(["road", "track", "river", "air"]),
    surface=st.sampled_from(["", "paved", "laterite", "earth", "sand", "rock", "water"]),
    hours=st.floats(0.1, 100),
)
@settings(max_examples=60, deadline=None)
def test_rain_never_speeds_anything_up_and_every_share_is_one(latitude, mode, surface, hours):
    locations = pd.DataFrame({"location_id": ["a", "b"], "latitude": [latitude, latitude]})
    routes = pd.DataFrame(
        {
            "from_id": ["a"], "to_id": ["b"], "mode": [mode], "surface": [surface],
            "driving_hours": [hours], "driving_hours_wet": [np.nan],
            "passability_by_month": [()],
        }
    )  # fmt: skip
    seasons = read_seasons(locations, routes)
    assert seasons.hours_wet[0] >= seasons.hours_dry[0] == hours
    assert seasons.passability.shape == (MONTHS, 1)
    assert ((seasons.passability >= 0) & (seasons.passability <= 1)).all()
    assert (
        seasons.passability[~seasons.wet] >= seasons.passability[seasons.wet].max(initial=0)
    ).all()
    if mode in ("river", "air"):
        assert not seasons.for_tankers().any()
    if mode == "air":
        assert not seasons.for_people().any()


def test_every_mode_has_a_rule_and_bands_of_latitude_do_not_overlap():
    from qafila import terms

    ways = tables.read_defaults("ways", "ways")
    assert set(ways.loc[ways["surface"] == "", "mode"]) == set(terms.values("route_mode"))
    bands = tables.read_defaults("seasons", "seasons").sort_values("latitude_from")
    assert (bands["latitude_to"].to_numpy()[:-1] <= bands["latitude_from"].to_numpy()[1:]).all()
    for table in (ways, bands):
        assert (table["basis"] != "").all()


def test_what_a_case_says_goes_before_the_rule():
    months = without(8, 9)
    made = situation_with({SEASIDE: {"passability_by_month": months, "driving_hours_wet": 9.0}})
    number = made.network.route_index(SEASIDE)
    seasons = made.network.seasons
    assert seasons.passability[:, number].tolist() == [float(cell) for cell in months]
    assert seasons.hours()[7, number] == 9.0
    assert seasons.hours()[0, number] == made.network.driving_hours[number]


@pytest.mark.parametrize(
    ("cells", "column", "wrong"),
    [
        ({"passability_by_month": ("1",) * 11}, "passability_by_month", "11 months are given"),
        ({"passability_by_month": (*DRY_YEAR[1:], "2")}, "passability_by_month", '"2" is not'),
        ({"passability_by_month": (*DRY_YEAR[1:], "x")}, "passability_by_month", '"x" is not'),
        ({"driving_hours_wet": 0.1}, "driving_hours_wet", "less than"),
    ],
)
def test_a_year_that_cannot_be_is_named(cells, column, wrong):
    with pytest.raises(NetworkError) as caught:
        situation_with({SEASIDE: cells})
    (problem,) = caught.value.problems
    assert problem.column == column
    assert wrong in problem.message


@pytest.mark.parametrize("mode", ["river", "air"])
def test_a_corridor_never_uses_a_way_without_tankers(mode):
    with pytest.raises(NetworkError, match="carries no tankers"):
        situation_with({SEASIDE: {"mode": mode}})


@given(st.lists(st.booleans(), min_size=13, max_size=13), st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_nobody_moves_on_an_impassable_way_whatever_is_forced(shut, number):
    world, state, day, rng = member(synthetic_situation(), number=number)
    season = np.where(shut, 0.0, 1.0)
    forced = np.ones(len(shut), np.int8)
    for today in range(8):
        movement.step_day(world, state, day(today, forced, season=season), rng)
        assert (state.is_open == (season > 0)).all()
    on_legs = state.on_leg.reshape(-1, 2).sum(axis=1)
    assert on_legs[np.array(shut)].sum() == 0


def test_a_month_closes_road_and_corridor_even_against_a_scenario():
    made = situation_with({SEASIDE: {"passability_by_month": without(12)}})
    changes = [
        Change("open_route", SEASIDE, start_day=1),
        Change("open_corridor", "by-south", start_day=1),
        Change("open_corridor", "by-east", start_day=1),
    ]
    data = Simulation(made, days=60, draws=20, seed=7, changes=changes).run().data
    december = months_of(AS_OF, 60) == 11
    assert december.any()
    assert not december.all()
    road = data["road_open"].sel(route=SEASIDE).to_numpy()
    assert not road[:, december].any()
    assert road[:, ~december][:, 1:].all()
    state = data["corridor_state"].sel(corridor=["by-south", "by-east"]).to_numpy()
    assert (state[:, december] == CLOSED).all()
    assert (state[:, ~december][:, 1:] == OPEN).all()
    received = data["received"].sel(corridor=["by-south", "by-east"]).to_numpy()
    assert received[:, december].sum() == 0
    assert received[:, ~december].sum() > 0
    others = data["corridor_state"].sel(corridor="by-north").to_numpy()
    assert (others != CLOSED).any()


def test_rain_lengthens_the_way_of_cargo_and_of_people():
    made = situation_with(
        {SEASIDE: {"driving_hours_wet": 200.0}, NORTH: {"driving_hours_wet": 200.0}}
    )
    table = ParameterTable(made.parameters, 7, 5)
    days = build_goods(made, table).inputs.travel_days
    assert (days[:, 7] > days[:, 0]).all()
    dry = Simulation(made, days=40, draws=20, seed=7).run().data["arrivals"].sum()
    wet_day = dataclasses.replace(made, as_of=dt.date(2025, 7, 16))
    wet = Simulation(wet_day, days=40, draws=20, seed=7).run().data["arrivals"].sum()
    assert wet < dry


@given(st.integers(0, 25))
@settings(max_examples=6, deadline=None)
def test_a_closed_place_receives_nobody_after_its_last_day(last):
    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=last)
    made = situation_with(locations={"camp-n": {"valid_to": end}})
    data = Simulation(made, days=25, draws=20, seed=7).run().data
    arrivals = data["arrivals"].sel(location="camp-n").to_numpy()
    assert arrivals[:, last + 1 :].sum() == 0
    if last > 5:
        assert arrivals[:, : last + 1].sum() > 0


def test_a_place_closed_before_is_no_destination_and_counts_nobody():
    end = pd.Timestamp(AS_OF) - pd.Timedelta(days=1)
    stay = observation("camp", "stock", location_id="camp-n", country="MRT", individuals="500")
    for closed in (False, True):
        cells = {"camp-n": {"valid_to": end}} if closed else {}
        made = situation_with(locations=cells, observations=(stay,))
        there = int(made.network.location_index("camp-n"))
        assert made.network.receiving(AS_OF)[there] == (not closed)
        data = Simulation(made, days=5, draws=10, seed=7).run().data
        opening = data["present"].sel(location="camp-n", day=0).to_numpy()
        assert opening.max() >= 500 if not closed else opening.max() < 500


def test_a_place_opens_on_its_first_day():
    start = pd.Timestamp(AS_OF) + pd.Timedelta(days=10)
    made = situation_with(locations={"camp-n": {"valid_from": start}})
    data = Simulation(made, days=25, draws=20, seed=7).run().data
    arrivals = data["arrivals"].sel(location="camp-n").to_numpy()
    assert arrivals[:, :10].sum() == 0
    assert arrivals[:, 10:].sum() > 0


def test_only_cities_with_stocks_are_simulated_and_the_others_keep_their_status():
    case = read_case(find_case("mali-2025"))
    import qafila as qf

    situation = qf.open_case("mali-2025").situation(as_of="2025-11-16")
    assert supplied_cities(situation) == tuple(sorted(set(case.corridors["city_id"])))
    alone = situation.stocks["location_id"] == "bamako"
    situation = dataclasses.replace(situation, stocks=situation.stocks[alone])
    assert supplied_cities(situation) == ("bamako",)
    goods = build_goods(situation, ParameterTable(situation.parameters, 7, 3))
    assert {corridor.city_id for corridor in goods.corridors} == {"bamako"}
    np.testing.assert_allclose(goods.inputs.share.sum(axis=1), 1.0)
    table = situation.corridor_table()
    assert set(table["city_id"]) == set(case.corridors["city_id"])
    assert table["p_open"].notna().all()
