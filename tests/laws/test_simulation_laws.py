"""Laws of the simulation, for generated situations and scenarios."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.kernels import movement
from qafila.kernels.paths import shorten_ways, shortest_ways
from qafila.simulate import Change, Simulation
from tests.support.member import member
from tests.support.synthetic import (
    CORRIDORS,
    INSECURITY,
    OF_SOUTH,
    ROUTES,
    STOCKS,
    route_id,
    stock_row,
    synthetic_situation,
)

FEW = settings(max_examples=10, deadline=None)
PEOPLE = ("arrivals", "arrivals_by_group", "present", "at_home", "in_transit", "road_open")
GOODS = (
    "depot", "retail", "hoard", "yard", "pool", "reserved", "backlog", "cleared", "regional",
    "under_way", "demand", "served", "unmet", "used", "imported", "lost", "received", "waiting",
    "corridor_state",
)  # fmt: skip

shares = st.floats(0.0, 1.0, allow_nan=False)
route_names = st.sampled_from([route_id(*ends) for ends in ROUTES])
seeds = st.integers(0, 2**64 - 1)


@st.composite
def odds(draw):
    weights = np.array([draw(st.floats(0.0, 1.0)) for _ in range(3)]) + 1e-3
    return tuple((weights / weights.sum()).tolist())


@st.composite
def inputs(draw):
    """Beliefs, insecurity and roads of any kind."""
    return {
        "chance": {name: draw(odds()) for name in CORRIDORS},
        "concentration": draw(st.floats(0.1, 1000.0)),
        "insecurity": {name: draw(shares) for name in INSECURITY},
        "passability": draw(st.dictionaries(route_names, shares, max_size=4)),
    }


def situations():
    """Situations of any kind."""
    return inputs().map(lambda given_inputs: synthetic_situation(**given_inputs))


MANY = (
    stock_row("demand", 900.0, "tonnes/day", commodity="food", low=700.0, high=1100.0),
    stock_row("stock", 3.0, "days", commodity="food", low=0.5, high=20.0),
    stock_row("demand", 0.2, "million_litres/day", location_id="south", low=0.1, high=0.4),
    stock_row("stock", 1.0, "days", location_id="south", low=0.2, high=4.0),
)


def wide_situations():
    """Situations with two cities and two goods."""
    return inputs().map(
        lambda given_inputs: synthetic_situation(
            **given_inputs, stocks=STOCKS + MANY, corridors=CORRIDORS | OF_SOUTH
        )
    )


def run(situation, *changes, seed=7, draws=6, days=15, threads=1):
    return Simulation(
        situation, days=days, draws=draws, seed=seed, changes=changes, threads=threads
    ).run()


@FEW
@given(situations() | wide_situations(), seeds)
def test_people_and_litres_are_conserved_to_the_unit(situation, seed):
    data = run(situation, seed=seed).data
    people = data["at_home"] + data["present"].sum("location") + data["in_transit"]
    assert (people == data["people_start"]).all()
    held = sum(data[name].sum(data[name].dims[2]) for name in
               ("depot", "retail", "yard", "pool", "reserved", "under_way", "waiting"))  # fmt: skip
    gone = data["served"] + data["regional"] + data["lost"]
    flow = (data["imported"] - gone).sum("city").cumsum("day")
    assert (held == held.isel(day=0) + flow).all()
    assert (data["demand"] == data["served"] + data["unmet"]).all()
    assert (data["hoard"] == (data["served"] - data["used"]).cumsum("day")).all()


@FEW
@given(situations() | wide_situations(), seeds)
def test_nothing_is_ever_negative(situation, seed):
    data = run(situation, seed=seed).data
    for name in (*PEOPLE, *GOODS):
        assert int(data[name].min()) >= 0, name


@FEW
@given(situations() | wide_situations(), st.sampled_from(sorted(CORRIDORS)), seeds,
       st.integers(1, 10))  # fmt: skip
def test_a_closed_corridor_carries_and_brings_exactly_nothing(situation, corridor, seed, day):
    free = run(situation, seed=seed).data
    shut = run(situation, Change("close_corridor", corridor, start_day=day), seed=seed).data
    for name in GOODS:
        before = {"day": slice(0, day)}
        assert free[name].isel(before).identical(shut[name].isel(before)), name
    here = shut.sel(corridor=corridor).isel(day=slice(day, None))
    assert (here["corridor_state"] == 2).all()
    assert int(here["received"].sum()) == int(here["under_way"].sum()) == 0
    # What was on its way waits, and nothing is added to it.
    last = shut[["waiting", "under_way"]].sel(corridor=corridor).isel(day=day - 1)
    assert (here["waiting"] == last["waiting"] + last["under_way"]).all()
    # What the others do by chance is as it was.
    others = {"corridor": [name for name in shut["corridor"].to_numpy() if name != corridor]}
    assert shut["corridor_state"].sel(others).identical(free["corridor_state"].sel(others))


SCOPED = {"convoy_rate": 3.0, "hoarding_factor": 1.0, "retail_share": 0.9, "clearance_time": 9.0,
          "target_cover": 1.0, "rationing_share": 0.5, "opening_queue": 14.0, "city_share": 0.5,
          "opening_contested_flow": 1.0, "convoy_loss_share": 0.9, "convoy_size": 300.0,
          "unloading_limit": 1.0, "queue_limit": 1.0}  # fmt: skip


def with_row(given_inputs, name, scope, value):
    row = {"parameter": name, "applies_to": scope, "best": value, "low": value, "high": value}
    return synthetic_situation(**given_inputs, parameters=(row,), stocks=STOCKS + MANY,
                               corridors=CORRIDORS | OF_SOUTH)  # fmt: skip


@FEW
@given(inputs(), st.sampled_from(sorted(SCOPED)), seeds)
def test_a_row_for_one_city_changes_that_city_and_no_other(given_inputs, name, seed):
    value = SCOPED[name]
    general, scoped, other = (
        run(with_row(given_inputs, name, scope, value), seed=seed, draws=20).data
        for scope in ("", "capital", "south")
    )
    ways = list(CORRIDORS)
    for thing in GOODS:
        if "city" in general[thing].dims:
            here, there = {"city": "capital"}, {"city": "south"}
        else:
            here, there = {"corridor": ways}, {"corridor": list(OF_SOUTH)}
        assert scoped[thing].sel(here).identical(general[thing].sel(here)), thing
        assert other[thing].sel(there).identical(general[thing].sel(there)), thing


@pytest.mark.parametrize("name", sorted(SCOPED))
def test_a_row_for_one_city_does_something(name):
    plain = run(synthetic_situation(), draws=20)
    row = {"parameter": name, "applies_to": "capital"} | dict.fromkeys(
        ("best", "low", "high"), SCOPED[name]
    )
    other = run(synthetic_situation(parameters=(row,)), draws=20)
    assert any(not plain.data[thing].identical(other.data[thing]) for thing in GOODS)


def with_share(given_inputs, share, more=()):
    row = {"parameter": "city_share", "applies_to": "capital"} | dict.fromkeys(
        ("best", "low", "high"), share
    )
    return synthetic_situation(**given_inputs, parameters=(row, *more))


@FEW
@given(inputs(), st.sampled_from([0.25, 0.5]), seeds)
def test_figures_of_a_country_are_parted_between_its_city_and_the_region(given_inputs, share, seed):
    # Stock and demand are booked at the city for the whole country: as days they are as before.
    whole = run(with_share(given_inputs, 1.0), seed=seed, draws=20).data
    part = run(with_share(given_inputs, share), seed=seed, draws=20).data
    for name in ("regional", "backlog"):
        assert int(whole[name].sum()) == 0
    assert np.allclose(part["normal_demand"], share * whole["normal_demand"])
    gap = abs(whole["days_of_supply"] - part["days_of_supply"]).isel(day=0)
    assert float(gap.max()) < 1e-3
    # What reaches the country on day 0 is booked for all of it and does not depend on the share.
    for name in ("waiting", "under_way", "yard", "pool"):
        first = [int(data[name].isel(day=0).sum()) for data in (whole, part)]
        assert abs(first[0] - first[1]) <= 20 * 15 * len(CORRIDORS), name


@FEW
@given(inputs(), st.sampled_from([0.25, 0.5]), seeds)
def test_the_region_never_gets_more_than_it_asks_for(given_inputs, share, seed):
    data = run(with_share(given_inputs, share), seed=seed, draws=20).data
    region = data["normal_demand"] * (1.0 - share) / share
    missed = data["backlog"].shift(day=1, fill_value=0) + region
    # Whatever it is sent, it takes off what it has missed: nothing goes to it twice.
    assert (data["regional"] <= missed + 1).all()
    later = {"day": slice(1, None)}
    grown = (missed - data["regional"]).isel(later)
    assert (data["backlog"].isel(later) <= grown + 1).all()


@FEW
@given(inputs(), seeds, st.floats(0.1, 50.0), st.floats(0.1, 5.0))
def test_other_goods_do_not_touch_fuel(given_inputs, seed, days, store):
    calm = Change("set_parameter", "demand_spread", value=0.0)
    food = (MANY[0], stock_row("stock", days, "days", commodity="food"),
            stock_row("capacity", store, "days", commodity="food"))  # fmt: skip
    alone = run(synthetic_situation(**given_inputs), calm, seed=seed).data
    both = run(synthetic_situation(**given_inputs, stocks=STOCKS + food), calm, seed=seed).data
    for name in GOODS:
        if "commodity" in alone[name].dims:
            assert both[name].sel(commodity=["fuel"]).identical(alone[name]), name


@FEW
@given(seeds)
def test_only_fuel_goes_in_convoys_of_tankers(seed):
    contested = dict.fromkeys(CORRIDORS, (0.0, 1.0, 0.0))
    made = synthetic_situation(chance=contested, concentration=1e6, stocks=STOCKS + MANY[:2])
    changes = [Change("set_parameter", name, value=value) for name, value in
               (("unescorted_share", 0.0), ("opening_contested_flow", 0.0), ("convoy_rate", 1.0),
                ("truce_rate", 0.0), ("regime_memory", 1e6))]  # fmt: skip
    received = run(made, *changes, seed=seed, days=25).data["received"]
    assert int(received.sel(commodity="food").sum()) == 0
    assert int(received.sel(commodity="fuel").sum()) > 0


@FEW
@given(inputs(), seeds, st.floats(0.5, 30.0), st.floats(0.5, 5.0))
def test_no_depot_holds_more_than_its_capacity(given_inputs, seed, days, capacity):
    rows = (STOCKS[0], stock_row("stock", days, "days"), stock_row("capacity", capacity, "days"))
    data = run(synthetic_situation(**given_inputs, stocks=rows), seed=seed).data
    most = np.ceil(capacity * data["normal_demand"])
    assert (data["depot"] <= most).all()


@FEW
@given(situations(), route_names, seeds, st.integers(1, 10))
def test_a_cut_road_carries_exactly_nobody(situation, route, seed, day):
    world, state, day_of, rng = member(situation, seed=seed)
    number = situation.network.route_index(route)
    legs = slice(2 * number, 2 * number + 2)
    forced = np.full(len(world.passability), -1, np.int8)
    forced[number] = 0
    for today in range(-10, day):
        movement.step_day(world, state, day_of(today), rng)
    total = state.home.sum() + state.present.sum() + movement.people_on_roads(state)
    for today in range(day, day + 5):
        movement.step_day(world, state, day_of(today, forced), rng)
        assert int(state.on_leg[legs].sum()) == 0
        assert state.ring.sum() == state.on_leg.sum()
        now = state.home.sum() + state.present.sum() + movement.people_on_roads(state)
        assert now == total


@FEW
@given(situations(), route_names, seeds, st.integers(1, 10))
def test_a_cut_road_stays_cut_for_people_and_goods(situation, route, seed, day):
    data = run(situation, Change("close_route", route, start_day=day), seed=seed).data
    assert int(data["road_open"].sel(route=route).isel(day=slice(day, None)).sum()) == 0
    number = situation.network.route_index(route)
    for index, corridor in enumerate(situation.corridors):
        if number in corridor.route_indices:
            for name in ("received", "under_way"):
                assert int(data[name].isel(corridor=index, day=slice(day, None)).sum()) == 0


@FEW
@given(inputs(), st.integers(0, 10**6), seeds)
def test_the_order_of_rows_changes_no_byte(given_inputs, shuffle, seed):
    plain = run(synthetic_situation(**given_inputs), seed=seed)
    mixed = run(synthetic_situation(**given_inputs, shuffle=shuffle), seed=seed)
    assert plain.input_hash == mixed.input_hash
    for name in plain.data.data_vars:
        assert plain.data[name].to_numpy().tobytes() == mixed.data[name].to_numpy().tobytes()


@FEW
@given(situations(), seeds)
def test_threads_change_no_byte(situation, seed):
    one = run(situation, seed=seed, draws=40, threads=1)
    two = run(situation, seed=seed, draws=40, threads=2)
    for name in one.data.data_vars:
        assert one.data[name].to_numpy().tobytes() == two.data[name].to_numpy().tobytes(), name


@FEW
@given(situations(), seeds, st.integers(1, 5))
def test_a_member_alone_is_the_member_of_a_batch(situation, seed, few):
    batch = run(situation, seed=seed, draws=20).data.isel(draw=slice(0, few))
    alone = run(situation, seed=seed, draws=few).data
    assert alone.identical(batch)


@FEW
@given(situations(), seeds)
def test_a_shorter_run_is_the_start_of_a_longer_one(situation, seed):
    short = run(situation, seed=seed, days=5).data
    long = run(situation, seed=seed, days=12).data.isel(day=slice(0, 6))
    assert short.identical(long)


@FEW
@given(situations(), seeds, st.integers(1, 8))
def test_a_border_closed_to_people_changes_no_stock(situation, seed, day):
    free = run(situation, seed=seed).data
    shut = run(situation, Change("close_crossing", "post-s", start_day=day), seed=seed).data
    for name in GOODS:
        assert free[name].identical(shut[name]), name
    before = {"day": slice(0, day)}
    for name in PEOPLE:
        assert free[name].isel(before).identical(shut[name].isel(before)), name


@FEW
@given(situations(), seeds)
def test_a_border_closed_to_people_lets_nobody_arrive_beyond_it(situation, seed):
    shut = run(
        situation,
        Change("close_crossing", "post-s"),
        # Nobody set out before day 0 and no leg over a border is done in a day: none has crossed.
        Change("set_parameter", "warm_up", value=0.0),
        Change("set_parameter", "people_speed", value=20.0),
        seed=seed,
    ).data
    for camp in ("camp-s", "camp-w"):
        assert int(shut["arrivals"].sel(location=camp).sum()) == 0


@FEW
@given(st.integers(0, 2**32), st.floats(0.5, 3.0))
def test_an_undisturbed_city_stays_supplied(seed, demand):
    rows = ({"location_id": "capital", "commodity": "fuel", "quantity": "demand", "best": demand,
             "unit": "million_litres/day", "date": "2025-11-01", "reported_at": "2025-11-01",
             "reported_at_basis": "stated", "source": "test"},)  # fmt: skip
    calm = Change("set_parameter", "demand_spread", value=0.0)
    data = run(synthetic_situation(undisturbed=True, stocks=rows), calm, seed=seed, days=40).data
    assert int(data["corridor_state"].max()) == 0
    assert int(data["lost"].sum()) == 0
    cover = data["days_of_supply"].to_numpy()
    assert (abs(cover - cover[:, :1]) < 0.2).all()


@FEW
@given(situations(), seeds)
def test_residents_only_leave_and_arrivals_never_exceed_those_who_left(situation, seed):
    stay = (Change("set_parameter", name, value=0.0) for name in ("onward_chance", "return_rate"))
    data = run(situation, *stay, seed=seed).data
    assert (data["at_home"].diff("day") <= 0).all()
    moving = data["people_start"] - data["at_home"].isel(day=0)
    left = data["at_home"].isel(day=0) - data["at_home"].isel(day=-1)
    assert (data["arrivals"].sum(["location", "day"]) <= moving + left).all()


def roads(places, data):
    """Roads between places as the kernel holds them: start of options, options, ends, lengths."""
    end = st.integers(0, places - 1)
    drawn = data.draw(
        st.lists(st.tuples(end, end, st.floats(0.1, 900.0)).filter(lambda road: road[0] != road[1]),
                 min_size=1, max_size=20)
    )  # fmt: skip
    leg_from = np.array([one for a, b, _ in drawn for one in (a, b)])
    leg_to = np.array([one for a, b, _ in drawn for one in (b, a)])
    leg_km = np.repeat([km for _, _, km in drawn], 2)
    order = np.argsort(leg_from, kind="stable")
    option_start = np.concatenate([[0], np.cumsum(np.bincount(leg_from, minlength=places))])
    return option_start, order, leg_from, leg_to, leg_km


def room(places):
    return np.empty(places, np.int64), np.zeros(places, np.uint8)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.data())
def test_cutting_a_road_never_shortens_a_way(places, data):
    option_start, order, _, leg_to, leg_km = roads(places, data)
    cut = data.draw(st.integers(0, len(leg_to) // 2 - 1))
    for destination in range(places):
        ways = []
        for is_cut in (False, True):
            is_open = np.ones(len(leg_to) // 2, np.uint8)
            is_open[cut] = not is_cut
            way = np.empty(places)
            shortest_ways(
                destination, option_start, order, leg_to, leg_km, is_open, way, *room(places)
            )
            ways.append(way)
        assert (ways[1] >= ways[0]).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 9), st.data())
def test_ways_brought_up_to_date_are_those_drawn_up_anew(places, data):
    option_start, order, leg_from, leg_to, leg_km = roads(places, data)
    several = st.lists(st.integers(0, 1), min_size=len(leg_to) // 2, max_size=len(leg_to) // 2)
    before = np.array(data.draw(several), np.uint8)
    now = before | np.array(data.draw(several), np.uint8)
    for destination in range(places):
        way, anew = np.empty(places), np.empty(places)
        same = (option_start, order, leg_to, leg_km)
        shortest_ways(destination, *same, before, way, *room(places))
        shortest_ways(destination, *same, now, anew, *room(places))
        shorten_ways(
            now - before, option_start, order, leg_from, leg_to, leg_km, now, way, *room(places)
        )
        assert way.tobytes() == anew.tobytes()
