"""Laws of the siege kernel, for sieges of any kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qafila.kernels.siege.tables import CLOSED, CONTESTED, OPEN, TRUCE
from tests.support.siege import (
    DEMAND,
    LN2,
    Member,
    make_inputs,
    make_shared,
    make_world,
    place_of,
    run,
    set_rate,
)

FEW = settings(max_examples=12, deadline=None)
BY_CITY = (
    "stock", "reserved", "held", "backlog", "demand", "served", "used", "needed", "imported",
    "registered", "regional", "lost",
)  # fmt: skip
BY_DAY = (*BY_CITY, "state", "received", "attacks")
shares = st.floats(0.0, 1.0)
seeds = st.integers(0, 2**63 - 1).map(np.uint64)
RANGES = {
    "regime_redraw": (0.02, 1.0), "regime_correlation": (0.0, 1.0), "truce_rate": (0.0, 0.2),
    "truce_length": (0.05, 1.0), "truce_hazard": (0.0, 1.0), "truce_recovery": (1.0, 5.0),
    "open_hazard": (0.0, 1.0), "attack_pace": (0.0, 2.0), "attack_excitation": (0.0, 0.1),
    "deterrence": (0.0, 0.6), "deterrence_half_life": (LN2 / 40, LN2 / 5), "catch_up": (0.0, 1.0),
    "reroute_share": (0.0, 1.0), "corridor_capacity": (1.0, 2.0), "contested_loading": (0.0, 1.0),
    "queue_limit": (1.0, 30.0), "queue_release": (0.5, 3.0), "unescorted_share": (0.0, 1.0),
    "escort_only": (0.0, 1.0), "escort_only_leak": (0.0, 1.0), "convoy_rate": (0.0, 3.0),
    "extra_convoys": (0.0, 1.0), "escort_growth": (0.0, 0.05), "escort_most": (1.0, 5.0),
    "convoy_size": (1.0, 60.0), "convoy_size_spread": (0.0, 1.0),
    "escort_attraction": (0.0, 40.0), "convoy_loss_share": (0.0, 1.0),
    "fleet_replacement": (0.0, 0.2), "clearance_time": (1.0, 6.0), "clearance_limit": (0.5, 4.0),
    "city_priority": (0.2, 5.0), "regional_restock": (0.0, 0.5), "regional_limit": (0.0, 30.0),
    "reserved_cover": (0.0, 4.0), "reserved_refill": (0.0, 0.5), "unloading_limit": (0.2, 3.0),
    "retail_cover": (0.5, 4.0), "demand_spread": (0.0, 0.5), "hoarding_cover": (0.0, 4.0),
    "hoarding_factor": (0.0, 1.0), "hoarding_limit": (0.0, 5.0), "rationing_cover": (0.0, 4.0),
    "rationing_share": (0.0, 0.7), "food_needs_diesel": (0.0, 1.0), "opening_queue": (0.0, 9.0),
    "opening_contested_flow": (0.0, 1.0),
}  # fmt: skip


def draw_siege(mark, draws, corridors=3, cities=1, **fixed):
    """World and inputs of draws that differ in everything, rates in `fixed` excepted."""
    rng = np.random.default_rng(mark)
    world = make_world(corridors, cities)
    inputs = make_inputs(world, draws, region=rng.choice([0.0, 0.3, 2.0]))
    for name, (low, high) in RANGES.items():
        inputs.rates[:, :, place_of(name)] = rng.uniform(low, high, (draws, cities))
    for name, value in fixed.items():
        set_rate(inputs, name, value)
    world.prior[:] = rng.dirichlet(np.ones(3), corridors)
    inputs.hazard[:] = rng.exponential(0.1, inputs.hazard.shape)
    inputs.detour[:] = rng.uniform(0.0, 2.0, inputs.detour.shape)
    normal = inputs.normal_demand
    usual = normal + inputs.region_demand
    stock = normal * rng.uniform(0.0, 12.0, normal.shape)
    inputs.retail[:] = np.minimum(stock, normal)
    inputs.depot[:] = stock - inputs.retail
    inputs.target_cover[:] = rng.uniform(2.0, 20.0, normal.shape)
    inputs.reserve[:] = usual * rng.uniform(0.0, 5.0, normal.shape)
    inputs.reserved[:] = inputs.reserve * rng.uniform(0.0, 1.0, normal.shape)
    inputs.backlog[:] = inputs.region_demand * rng.uniform(0.0, 5.0, normal.shape)
    inputs.capacity[:] = stock + usual * rng.uniform(5.0, 30.0, normal.shape)
    inputs.fleet[:] = usual[:, :, :2].sum(axis=2) * rng.uniform(2.0, 30.0, inputs.fleet.shape)
    inputs.score[:] = rng.uniform(0.0, 5.0, inputs.score.shape)
    inputs.excited[:] = rng.uniform(0.0, 0.1, inputs.excited.shape)
    inputs.travel_days[:] = rng.integers(1, 7, inputs.travel_days.shape)
    return world, inputs


sieges = st.builds(
    draw_siege, st.integers(0, 2**32), st.just(8), corridors=st.integers(2, 6),
    cities=st.integers(1, 2),
)  # fmt: skip
regimes = st.sampled_from([-1, -1, OPEN, CONTESTED, CLOSED, TRUCE])


def check_conservation(out):
    total = out.stock + out.reserved + out.held
    flow = (out.imported - out.served - out.regional - out.lost).cumsum(axis=1)
    assert (total == total[:, :1] + flow).all()
    for part in out._replace(last_common=out.last_fleet):
        assert part.min() >= -1e-6  # all but the fleet and what is felt are whole numbers
    assert (out.served <= out.demand).all()
    assert (out.used <= out.needed).all()
    # What was served and not used is at home, from the first day on.
    assert ((out.served - out.used).cumsum(axis=1) >= 0).all()


@FEW
@given(sieges, regimes, seeds)
def test_litres_are_conserved_to_the_unit_and_nothing_is_negative(siege, regime, seed):
    world, inputs = siege
    check_conservation(run(world, make_shared(world, 40, regime), inputs, seed=seed))


@pytest.mark.slow
def test_litres_are_conserved_in_a_large_run():
    for mark in range(6):
        world, inputs = draw_siege(mark, 2000, corridors=9, cities=1 + mark % 3)
        check_conservation(run(world, make_shared(world, 120), inputs, threads=2))


@FEW
@given(sieges, seeds, st.floats(0.0, 2.0))
def test_with_all_else_held_fixed_more_escorts_never_lower_departures(siege, seed, more):
    # Orders do not look at stocks, tankers are enough, attacks take cargo and no more. A convoy
    # leaves behind what fills no tanker, so each fuel of a corridor may be one tanker behind. No
    # road closes: cargo that it turns back must be fetched again, by a convoy others wait for.
    world, inputs = siege
    world.prior[:, CLOSED] = 0.0
    world.prior[:] /= world.prior.sum(axis=1, keepdims=True)
    for name, value in (
        ("catch_up", 0.0), ("regional_restock", 0.0), ("deterrence", 0.0),
        ("attack_excitation", 0.0), ("fleet_replacement", 1.0),
    ):  # fmt: skip
        set_rate(inputs, name, value)
    inputs.fleet[:] = 1e12
    departed = []
    for extra in (0.0, more):
        raised = inputs._replace(rates=inputs.rates.copy())
        raised.rates[:, :, place_of("convoy_rate")] += extra
        # What waits on the last day is all that is told of queues, so each length is a run.
        by_length = []
        for days in (3, 8, 15, 30):
            out = run(world, make_shared(world, days), raised, seed=seed)
            loaded = out.imported[:, :, :, :2].sum(axis=(1, 3))
            queue = np.stack(
                [out.last_queue[:, world.corridor_city == city].sum(axis=1)
                 for city in range(loaded.shape[1])], axis=1,
            )  # fmt: skip
            by_length.append(loaded - queue)
        departed.append(np.array(by_length))
    tanker = inputs.rates[0, 0, place_of("tanker_volume")]
    assert (departed[1] - departed[0] >= -2 * tanker * len(world.corridor_city)).all()


def test_the_law_of_escorts_can_fail_where_its_conditions_do_not_hold():
    # Escorted convoys that are attacked and feared: more of them frighten importers away.
    sent = []
    for rate in (0.0, 5.0):
        member = Member(
            CONTESTED, convoy_rate=rate, escort_attraction=1e6, deterrence=2.0,
            unescorted_share=0.5, deterrence_half_life=0.0,
        )  # fmt: skip
        member.member.hazard[:] = 1e-4
        sent.append(sum(int(member.step().sent.sum()) for _ in range(60)))
    assert sent[1] < sent[0]


@FEW
@given(sieges, seeds, st.data())
def test_closing_a_corridor_never_raises_what_arrives_by_it(siege, seed, data):
    world, inputs = siege
    corridor = data.draw(st.integers(0, len(world.corridor_city) - 1))
    first = data.draw(st.integers(1, 20))
    shared = make_shared(world, 30)
    free = run(world, shared, inputs, seed=seed)
    shared.forced[first:, corridor] = CLOSED
    closed = run(world, shared, inputs, seed=seed)
    assert (closed.received[:, :first] == free.received[:, :first]).all()
    assert closed.received[:, first:, corridor].sum() == 0
    assert (
        closed.received[:, :, corridor].cumsum(1) <= free.received[:, :, corridor].cumsum(1)
    ).all()


def first_dry_day(out, inputs, days=3):
    """First day of at least three in a row on which less than half of normal demand is served."""
    dry = out.served < 0.5 * inputs.normal_demand[:, None]
    runs = np.stack([dry[:, i : dry.shape[1] - days + 1 + i] for i in range(days)]).all(axis=0)
    return np.where(runs.any(axis=1), runs.argmax(axis=1), dry.shape[1])


CALM = {
    "deterrence": 0.0, "attack_excitation": 0.0, "catch_up": 0.0, "hoarding_factor": 0.0,
    "rationing_share": 0.0, "regional_restock": 0.0, "fleet_replacement": 1.0,
    "food_needs_diesel": 0.0, "reserved_cover": 0.0, "reserved_refill": 0.0,
}  # fmt: skip
QUICK = {"clearance_time": 1.0, "clearance_limit": 4.0, "unloading_limit": 3.0,
         "retail_cover": 4.0, "demand_spread": 0.1}  # fmt: skip


def with_storage(siege, seed, factor, days=60, **rates):
    """Runs with the storage that there is and with more of it."""
    world, inputs = siege
    for name, value in rates.items():
        set_rate(inputs, name, value)
    found = []
    for times in (1.0, factor):
        wider = inputs._replace(capacity=(inputs.capacity * times).astype(np.int64))
        found.append(run(world, make_shared(world, days), wider, seed=seed))
    return found


def for_one_city_alone(siege, days_of_room):
    """No region or reserve has a part, tankers are enough, depots hold so many days of demand."""
    world, inputs = siege
    inputs.region_demand[:] = 0.0
    inputs.reserved[:] = 0
    inputs.fleet[:] = 1e12
    return world, inputs._replace(capacity=(inputs.normal_demand * days_of_room).astype(np.int64))


# Pathwise where attacks are as they are and neither importers nor buyers look at stocks. What is
# served by any day never falls; where customs and pumps pass on at once all there is room for, no
# stock-out comes sooner. Slow customs and pumps ration: then a small store can last longer at half
# of what people need, and only the mean is told.


@FEW
@given(sieges, seeds, st.floats(1.0, 5.0), st.floats(0.5, 6.0))
def test_more_storage_never_lowers_what_has_been_served(siege, seed, factor, room):
    less, more = with_storage(for_one_city_alone(siege, room), seed, factor, **CALM)
    gained = (more.served - less.served).cumsum(axis=1)
    assert gained.min() >= -120  # litres are rounded at customs each day


@FEW
@given(sieges, seeds, st.floats(1.0, 5.0), st.floats(3.0, 6.0))
def test_more_storage_never_brings_a_stock_out_forward(siege, seed, factor, room):
    world, inputs = for_one_city_alone(siege, room)
    less, more = with_storage((world, inputs), seed, factor, **CALM, **QUICK)
    assert (first_dry_day(more, inputs) >= first_dry_day(less, inputs)).all()


@pytest.mark.slow
def test_more_storage_puts_off_stock_outs_on_average_where_all_looks_at_stocks():
    world, inputs = draw_siege(5, 4000, corridors=5)
    tight = inputs._replace(capacity=(inputs.normal_demand * 4).astype(np.int64))
    runs = with_storage((world, tight), np.uint64(3), 3.0, days=90)
    less, more = (first_dry_day(out, inputs) for out in runs)
    delta = (more - less).mean(axis=2).ravel()
    error = delta.std() / np.sqrt(len(delta))
    assert delta.mean() > -2.0 * error


@FEW
@given(sieges, seeds)
def test_undisturbed_a_city_keeps_its_days_of_supply(siege, seed):
    # Customs, depots and tankers are enough for normal trade, and stocks begin at their target.
    world, inputs = siege
    for name, value in (
        ("open_hazard", 0.0), ("corridor_capacity", 2.0), ("queue_release", 2.0),
        ("clearance_limit", 3.0), ("unloading_limit", 2.0), ("retail_cover", 3.0),
        ("queue_limit", 30.0), ("demand_spread", 0.1), ("hoarding_factor", 0.0),
        ("rationing_share", 0.0), ("reserved_cover", 0.0), ("reserved_refill", 0.0),
        ("regional_limit", 30.0), ("catch_up", 0.5),
    ):  # fmt: skip
        set_rate(inputs, name, value)
    inputs.target_cover[:] = 8.0
    inputs.depot[:] = 6 * inputs.normal_demand
    inputs.retail[:] = 2 * inputs.normal_demand
    inputs.backlog[:] = 0
    inputs.capacity[:] = 2**50
    inputs.fleet[:] = 1e12
    out = run(world, make_shared(world, 120, OPEN), inputs, seed=seed)
    assert out.lost.sum() == 0
    cover = out.stock / inputs.normal_demand[:, None]
    weekly = cover[:, 1:120].reshape(len(cover), 17, 7, *cover.shape[2:]).mean(axis=2)
    assert np.abs(weekly.mean(axis=0) / 8.0 - 1.0).max() < 0.1
    usual = (inputs.normal_demand + inputs.region_demand).sum()
    assert out.imported[:, 1:].sum() / (120 * usual) == pytest.approx(1.0, abs=0.02)


@FEW
@given(st.integers(0, 2**32))
def test_a_truce_on_all_roads_is_no_worse_than_contested_ones(mark):
    served = []
    for regime in (CONTESTED, TRUCE):
        world, inputs = draw_siege(mark, 60, queue_release=2.0)
        out = run(world, make_shared(world, 60, regime), inputs)
        served.append((out.served + out.regional)[:, :, :, :2].sum(axis=(1, 2, 3)))
    delta = (served[1] - served[0]) / served[0].mean()
    assert delta.mean() > -0.01
    assert (served[1].mean() >= served[0].mean()) or delta.mean() > -2 * delta.std() / 8


def relabelled(inputs, order):
    """Inputs with corridors in another order."""
    moved = {
        name: np.ascontiguousarray(getattr(inputs, name)[..., order])
        for name in ("hazard", "share", "detour", "queue", "excited", "travel_days")
    }
    return inputs._replace(**moved)


def test_names_of_corridors_mean_nothing():
    world, inputs = draw_siege(11, 4000, corridors=4)
    inputs = inputs._replace(share=np.tile([0.1, 0.2, 0.3, 0.4], (4000, 1)))
    order = np.array([2, 0, 3, 1])
    other = world._replace(prior=np.ascontiguousarray(world.prior[order]))
    first = run(world, make_shared(world, 40), inputs)
    second = run(other, make_shared(other, 40), relabelled(inputs, order))
    for name in ("received", "attacks"):
        ours = getattr(first, name).sum(axis=1)[:, order]
        theirs = getattr(second, name).sum(axis=1)
        error = np.hypot(ours.std(axis=0), theirs.std(axis=0)) / np.sqrt(4000)
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 4.5 * error).all()
    for name in ("served", "regional", "lost", "imported"):
        ours, theirs = getattr(first, name).sum(axis=1), getattr(second, name).sum(axis=1)
        error = np.hypot(ours.std(axis=0), theirs.std(axis=0)) / np.sqrt(4000)
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 4.5 * error).all()


def test_names_of_cities_mean_nothing():
    world, inputs = draw_siege(12, 3000, corridors=4, cities=2)
    swapped = inputs._replace(**{
        name: np.ascontiguousarray(getattr(inputs, name)[:, ::-1])
        for name in ("rates", "target_cover", "normal_demand", "region_demand", "capacity",
                     "reserve", "fleet", "depot", "retail", "reserved", "backlog", "escorts",
                     "score")
    })  # fmt: skip
    other = world._replace(corridor_city=1 - world.corridor_city)
    first = run(world, make_shared(world, 40), inputs)
    second = run(other, make_shared(other, 40), swapped)
    for name in ("served", "regional", "lost", "imported"):
        ours = getattr(first, name).sum(axis=1)
        theirs = getattr(second, name).sum(axis=1)[:, ::-1]
        error = np.hypot(ours.std(axis=0), theirs.std(axis=0)) / np.sqrt(3000)
        assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) <= 4.5 * error).all()


def test_how_hard_a_siege_is_on_all_roads_is_forgotten_by_half_in_the_memory_of_a_regime():
    world = make_world()
    inputs = make_inputs(world, 4000)
    set_rate(inputs, "regime_memory", np.log(2.0) / 20.0)
    drawn = run(world, make_shared(world, 30), inputs).last_common[:, 0]
    assert drawn.mean() == pytest.approx(0.0, abs=4.5 / np.sqrt(4000))
    assert drawn.std() == pytest.approx(1.0, abs=4.5 / np.sqrt(8000))
    hard = run(world, make_shared(world, 20), inputs._replace(common=np.full((4000, 1), 2.0)))
    assert hard.last_common.mean() == pytest.approx(1.0, abs=4.5 * np.sqrt(0.75 / 4000))
    assert hard.last_common.var() == pytest.approx(0.75, abs=4.5 * 0.75 * np.sqrt(2 / 4000))


def same(first, second, names=None):
    for name in names or first._fields:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), name)


@FEW
@given(sieges, seeds, st.lists(st.integers(1, 7), max_size=3).map(sorted))
def test_threads_and_ranges_change_no_byte(siege, seed, cuts):
    world, inputs = siege
    shared = make_shared(world, 25)
    whole = run(world, shared, inputs, seed=seed)
    same(whole, run(world, shared, inputs, ranges=tuple(cuts), threads=3, seed=seed))


@FEW
@given(sieges, seeds, st.integers(0, 7))
def test_a_member_alone_is_the_member_of_a_batch(siege, seed, number):
    world, inputs = siege
    whole = run(world, make_shared(world, 25), inputs, seed=seed)
    alone = type(inputs)(*(part[number : number + 1] for part in inputs))
    single = run(world, make_shared(world, 25, first=number), alone, seed=seed)
    for name in whole._fields:
        np.testing.assert_array_equal(getattr(whole, name)[number], getattr(single, name)[0], name)


@FEW
@given(sieges, seeds, st.integers(1, 24))
def test_a_shorter_run_is_the_start_of_a_longer_one(siege, seed, days):
    world, inputs = siege
    long = run(world, make_shared(world, 25), inputs, seed=seed)
    short = run(world, make_shared(world, days), inputs, seed=seed)
    for name in BY_DAY:
        np.testing.assert_array_equal(getattr(long, name)[:, : days + 1], getattr(short, name))


@FEW
@given(sieges, seeds)
def test_a_thousand_times_the_litres_are_a_thousand_times_the_results(siege, seed):
    world, inputs = siege
    larger = inputs._replace(
        rates=inputs.rates.copy(),
        **{name: getattr(inputs, name) * 1000
           for name in ("normal_demand", "region_demand", "capacity", "reserve", "fleet", "depot",
                        "retail", "reserved", "backlog")},
    )  # fmt: skip
    larger.rates[:, :, place_of("tanker_volume")] *= 1000.0
    small = run(world, make_shared(world, 25), inputs, seed=seed)
    large = run(world, make_shared(world, 25), larger, seed=seed)
    np.testing.assert_array_equal(small.state, large.state)
    np.testing.assert_array_equal(small.attacks, large.attacks)
    for name in BY_CITY:
        np.testing.assert_allclose(
            getattr(large, name) / 1000.0, getattr(small, name), atol=2e-3 * max(DEMAND)
        )
