"""Laws of the simulation, for generated situations and scenarios."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.kernels import movement
from qafila.kernels.paths import shortest_ways
from qafila.simulate import Change, Simulation
from tests.support.member import member
from tests.support.synthetic import CORRIDORS, INSECURITY, ROUTES, route_id, synthetic_situation

FEW = settings(max_examples=10, deadline=None)
PEOPLE = ("arrivals", "arrivals_by_group", "present", "at_home", "in_transit", "road_open")
GOODS = (
    "depot", "retail", "yard", "under_way", "demand", "served", "unmet", "imported", "lost",
    "received", "waiting", "corridor_state",
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


def run(situation, *changes, seed=7, draws=6, days=15, threads=1):
    return Simulation(
        situation, days=days, draws=draws, seed=seed, changes=changes, threads=threads
    ).run()


@FEW
@given(situations(), seeds)
def test_people_and_litres_are_conserved_to_the_unit(situation, seed):
    data = run(situation, seed=seed).data
    people = data["at_home"] + data["present"].sum("location") + data["in_transit"]
    assert (people == data["people_start"]).all()
    held = sum(data[name].sum(data[name].dims[2]) for name in
               ("depot", "retail", "yard", "under_way", "waiting"))  # fmt: skip
    flow = (data["imported"] - data["served"] - data["lost"]).sum("city").cumsum("day")
    assert (held == held.isel(day=0) + flow).all()
    assert (data["demand"] == data["served"] + data["unmet"]).all()


@FEW
@given(situations(), seeds)
def test_nothing_is_ever_negative(situation, seed):
    data = run(situation, seed=seed).data
    for name in (*PEOPLE, *GOODS):
        assert int(data[name].min()) >= 0, name


@FEW
@given(situations(), st.sampled_from(sorted(CORRIDORS)), seeds)
def test_a_closed_corridor_brings_exactly_nothing(situation, corridor, seed):
    free = run(situation, seed=seed).data["received"].sel(corridor=corridor)
    shut = run(situation, Change("close_corridor", corridor), seed=seed).data
    received = shut["received"].sel(corridor=corridor)
    assert int(received.sum()) == 0
    assert (received <= free).all()
    assert (shut["corridor_state"].sel(corridor=corridor).isel(day=slice(1, None)) == 2).all()


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
        assert int(state.ring[:, legs].sum()) == 0
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
            assert int(data["received"].isel(corridor=index, day=slice(day, None)).sum()) == 0


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
        # Nobody set out before day 0, so nobody has crossed yet.
        Change("set_parameter", "warm_up", value=0.0),
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
    data = run(situation, Change("set_parameter", "onward_chance", value=0.0), seed=seed).data
    assert (data["at_home"].diff("day") <= 0).all()
    moving = data["people_start"] - data["at_home"].isel(day=0)
    left = data["at_home"].isel(day=0) - data["at_home"].isel(day=-1)
    assert (data["arrivals"].sum(["location", "day"]) <= moving + left).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 9), st.data())
def test_cutting_a_road_never_shortens_a_way(places, data):
    end = st.integers(0, places - 1)
    roads = data.draw(
        st.lists(st.tuples(end, end, st.floats(0.1, 900.0)).filter(lambda road: road[0] != road[1]),
                 min_size=1, max_size=20)
    )  # fmt: skip
    start = np.array([one for a, b, _ in roads for one in (a, b)])
    leg_to = np.array([one for a, b, _ in roads for one in (b, a)])
    leg_km = np.repeat([km for _, _, km in roads], 2)
    order = np.argsort(start, kind="stable")
    option_start = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=places))])
    cut = data.draw(st.integers(0, len(roads) - 1))
    for destination in range(places):
        ways = []
        for is_cut in (False, True):
            is_open = np.ones(len(roads), np.uint8)
            is_open[cut] = not is_cut
            way = np.empty(places)
            shortest_ways(
                destination, option_start, order, leg_to, leg_km, is_open, way,
                np.empty(places, np.int64), np.zeros(places, np.uint8),
            )  # fmt: skip
            ways.append(way)
        assert (ways[1] >= ways[0]).all()
